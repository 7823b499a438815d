#include "app/main_window.h"

#include "app/capture_controller.h"
#include "app/figure_controller.h"
#include "app/model_controller.h"
#include "widgets/capture_panel.h"
#include "widgets/cloud_view.h"
#include "widgets/command_palette.h"
#include "widgets/image_view.h"
#include "widgets/inspector_panel.h"
#include "widgets/instruction_panel.h"
#include "widgets/layer_panel.h"
#include "widgets/message_bar.h"
#include "widgets/shortcuts_dialog.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>
#include <functional>

// Menus, tool bar and keys of the main window: every command is one QAction, found by the menus, the tool bar, the
// command palette and the sheet of keys alike.

namespace tracestudio {

namespace {

/// Adds a group of exclusive choices to a menu; `take(value)` is called with the chosen one.
template <typename Value, typename Take>
QActionGroup* addChoices(QMenu* menu, const std::vector<std::pair<QString, Value>>& choices, Take take) {
    auto* group = new QActionGroup(menu);
    for (const auto& [text, value] : choices) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setData(int(value));
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, menu, [take, chosen = value] { take(chosen); });
    }
    return group;
}

void check(QActionGroup* group, int value) {
    for (QAction* action : group->actions())
        if (action->data().toInt() == value)
            action->setChecked(true);
}

} // namespace

QAction* MainWindow::addCommand(QMenu* menu, const QString& text, const QList<QKeySequence>& keys, const char* name) {
    QAction* action = menu->addAction(text);
    action->setObjectName(QString::fromLatin1(name));
    action->setShortcuts(keys);
    action->setProperty("category", menu->title().remove(QLatin1Char('&')));
    addAction(action);
    return action;
}

QList<QAction*> MainWindow::commands() const {
    QList<QAction*> found;
    const std::function<void(const QList<QAction*>&)> collect = [&](const QList<QAction*>& actions) {
        for (QAction* action : actions) {
            // The menu of models offers some of its own menu's commands again.
            const auto isThere = [&](const QAction* other) {
                return !action->objectName().isEmpty() && other->objectName() == action->objectName();
            };
            if (action->menu() && action->menu() != m_recentMenu && action->menu() != m_closeAnswersMenu)
                collect(action->menu()->actions());
            else if (!action->menu() && !action->isSeparator() && std::none_of(found.begin(), found.end(), isThere))
                found << action;
        }
    };
    collect(menuBar()->actions());
    return found;
}

void MainWindow::createFileMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&File"));
    m_openAction = addCommand(menu, tr("Open folder…"), {QKeySequence::Open}, "openFolder");
    connect(m_openAction, &QAction::triggered, this, &MainWindow::openFolder);
    m_answersAction =
        addCommand(menu, tr("Open answers…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)}, "openAnswers");
    connect(m_answersAction, &QAction::triggered, this, &MainWindow::openAnswers);
    m_recentMenu = menu->addMenu(tr("Recent"));
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    m_closeAnswersMenu = menu->addMenu(tr("Close answers"));
    fillAnswersMenu();
    QAction* reload = addCommand(menu, tr("Reload"), {QKeySequence::Refresh}, "reload");
    connect(reload, &QAction::triggered, this, [this] {
        const auto current = m_document->currentOrBefore();
        const QString id =
            current ? QString::fromStdString(std::string(m_document->dataset()->row(*current).id)) : QString();
        m_document->open(m_document->paths(), id);
    });
    menu->addSeparator();
    QAction* quit = addCommand(menu, tr("Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, "quit");
    quit->setMenuRole(QAction::QuitRole);
    connect(quit, &QAction::triggered, this, &QWidget::close);
}

void MainWindow::fillRecentMenu() {
    m_recentMenu->clear();
    for (const QString& path : m_settings->recentPaths()) {
        QAction* action = m_recentMenu->addAction(QFileInfo(path).fileName());
        action->setToolTip(path);
        connect(action, &QAction::triggered, this, [this, path] { m_document->open({path}); });
    }
    if (m_recentMenu->isEmpty())
        m_recentMenu->addAction(tr("Nothing yet"))->setEnabled(false);
}

void MainWindow::fillAnswersMenu() {
    m_closeAnswersMenu->clear();
    for (std::size_t i = 0; i < m_document->models().size(); ++i)
        connect(m_closeAnswersMenu->addAction(m_document->models()[i].name), &QAction::triggered, this,
                [this, i] { m_document->closeModel(i); });
    m_closeAnswersMenu->setEnabled(!m_closeAnswersMenu->isEmpty());
}

void MainWindow::createSampleMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Sample"));
    const auto add = [&](const QString& text, const QList<QKeySequence>& keys, const char* name, auto act) {
        connect(addCommand(menu, text, keys, name), &QAction::triggered, this, act);
    };
    add(tr("Next"), {QKeySequence(Qt::Key_D), QKeySequence(Qt::Key_Right)}, "nextSample",
        [this] { m_document->step(1); });
    add(tr("Previous"), {QKeySequence(Qt::Key_A), QKeySequence(Qt::Key_Left)}, "previousSample",
        [this] { m_document->step(-1); });
    add(tr("Next without a mark"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D)}, "nextUnreviewed",
        [this] { m_document->stepUnreviewed(1); });
    add(tr("Previous without a mark"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)}, "previousUnreviewed",
        [this] { m_document->stepUnreviewed(-1); });
    add(tr("Go to sample…"), {QKeySequence(Qt::CTRL | Qt::Key_G)}, "goToSample",
        [this] { openPalette(QStringLiteral("#")); });
    menu->addSeparator();
    add(tr("Mark as good"), {QKeySequence(Qt::Key_Y)}, "markGood",
        [this] { markCurrent(ReviewMark::Judgement::Good); });
    add(tr("Mark as bad"), {QKeySequence(Qt::Key_N)}, "markBad", [this] { markCurrent(ReviewMark::Judgement::Bad); });
    add(tr("Note…"), {QKeySequence(Qt::Key_M)}, "note", [this] { noteCurrent(); });
    menu->addSeparator();
    add(tr("Next waypoint"), {QKeySequence(Qt::Key_BracketRight)}, "nextWaypoint",
        [this] { m_imageView->stepWaypoint(1); });
    add(tr("Previous waypoint"), {QKeySequence(Qt::Key_BracketLeft)}, "previousWaypoint",
        [this] { m_imageView->stepWaypoint(-1); });
    add(tr("Go to the failing waypoint"), {QKeySequence(Qt::Key_G)}, "goThere", [this] { m_inspector->goThere(); });
    add(tr("Filter…"), {QKeySequence(Qt::CTRL | Qt::Key_L)}, "focusFilter", [this] { m_browser->focusFilter(); });
}

void MainWindow::createViewMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&View"));
    m_linkedAction = addCommand(menu, tr("Linked"), {QKeySequence(Qt::Key_L)}, "linked");
    m_linkedAction->setCheckable(true);
    m_linkedAction->setToolTip(tr("In the ego view, panning and zooming one view moves the other (L)"));
    connect(m_linkedAction, &QAction::toggled, &m_state, &ViewState::setLinked);
    m_keepViewAction =
        addCommand(menu, tr("Keep zoom and camera between samples"), {QKeySequence(Qt::Key_K)}, "keepView");
    m_keepViewAction->setCheckable(true);
    connect(m_keepViewAction, &QAction::toggled, &m_state, &ViewState::setKeepsView);
    menu->addSeparator();
    m_egoAction = addCommand(menu, tr("Ego"), {QKeySequence(Qt::Key_E)}, "ego");
    m_egoAction->setCheckable(true);
    m_egoAction->setChecked(m_state.isEgo());
    m_egoAction->setToolTip(tr("See the cloud from the capturing camera (E)"));
    connect(m_egoAction, &QAction::triggered, this, [this] {
        m_cloudView->viewFromEgo();
        m_egoAction->setChecked(m_state.isEgo());
    });
    m_topAction = addCommand(menu, tr("Top"), {QKeySequence(Qt::Key_T)}, "top");
    connect(m_topAction, &QAction::triggered, m_cloudView, &CloudView::viewFromTop);
    QAction* reset = addCommand(menu, tr("Overview"), {QKeySequence(Qt::Key_R)}, "resetView");
    connect(reset, &QAction::triggered, m_cloudView, &CloudView::resetView);
    m_fitAction = addCommand(menu, tr("Fit"), {QKeySequence(Qt::Key_F), QKeySequence(Qt::CTRL | Qt::Key_F)}, "fit");
    connect(m_fitAction, &QAction::triggered, this, &MainWindow::fitFocusedView);
    QAction* actual = addCommand(menu, tr("Actual pixels"), {QKeySequence(Qt::CTRL | Qt::Key_0)}, "actualPixels");
    connect(actual, &QAction::triggered, m_imageView, &ImageView::showActualPixels);
    menu->addSeparator();

    m_colourMenu = menu->addMenu(tr("Colour"));
    // Headings: a section's own text is not painted by a styled menu.
    const auto addHeading = [this](const QString& text) { m_colourMenu->addAction(text)->setEnabled(false); };
    addHeading(tr("Image"));
    m_depthGroup = addChoices<DepthDisplay>(m_colourMenu,
                                            {{tr("Picture"), DepthDisplay::Colour},
                                             {tr("Depth"), DepthDisplay::DepthMap},
                                             {tr("Picture and depth"), DepthDisplay::Blend}},
                                            [this](DepthDisplay display) { m_state.setDepthDisplay(display); });
    m_colourMenu->addSeparator();
    addHeading(tr("Cloud"));
    m_colouringGroup =
        addChoices<CloudColouring>(m_colourMenu,
                                   {{tr("By picture"), CloudColouring::Image},
                                    {tr("By depth"), CloudColouring::Depth},
                                    {tr("By height"), CloudColouring::Height}},
                                   [this](CloudColouring colouring) { m_state.setCloudColouring(colouring); });
    QAction* cycle = addCommand(menu, tr("Picture, depth or both"), {QKeySequence(Qt::Key_C)}, "cycleDepth");
    connect(cycle, &QAction::triggered, this,
            [this] { m_state.setDepthDisplay(DepthDisplay((int(m_state.depthDisplay()) + 1) % 3)); });
    m_shadingAction = addCommand(menu, tr("Shading"), {QKeySequence(Qt::Key_S)}, "shading");
    m_shadingAction->setCheckable(true);
    m_shadingAction->setToolTip(tr("Eye-dome lighting: edges of the cloud stand out (S)"));
    connect(m_shadingAction, &QAction::toggled, &m_state, &ViewState::setEyeDomeLighting);
    QAction* larger = addCommand(menu, tr("Larger points"), {QKeySequence(Qt::CTRL | Qt::Key_Plus)}, "largerPoints");
    connect(larger, &QAction::triggered, this, [this] { m_state.setPointSize(m_state.pointSize() + 1); });
    QAction* smaller =
        addCommand(menu, tr("Smaller points"), {QKeySequence(Qt::CTRL | Qt::Key_Minus)}, "smallerPoints");
    connect(smaller, &QAction::triggered, this, [this] { m_state.setPointSize(m_state.pointSize() - 1); });
    menu->addSeparator();

    QMenu* themes = menu->addMenu(tr("Theme"));
    themes->setObjectName(QStringLiteral("themeMenu"));
    check(addChoices<ThemeChoice>(themes,
                                  {{tr("Follow the system"), ThemeChoice::FollowSystem},
                                   {tr("Dark"), ThemeChoice::Dark},
                                   {tr("Light"), ThemeChoice::Light}},
                                  [this](ThemeChoice choice) { takeTheme(choice); }),
          int(m_settings->themeChoice()));
    QMenu* languages = menu->addMenu(tr("Language"));
    auto* group = new QActionGroup(languages);
    for (const auto& [name, code] :
         {std::pair{tr("Follow the system"), QString()}, std::pair{QStringLiteral("English"), QStringLiteral("en")},
          std::pair{QStringLiteral("简体中文"), QStringLiteral("zh_CN")}}) {
        QAction* action = languages->addAction(name);
        action->setCheckable(true);
        action->setChecked(m_settings->language() == code);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = code] {
            m_settings->setLanguage(chosen);
            m_messages->post(MessageKind::Info, tr("The language changes when the program starts again."));
        });
    }
}

void MainWindow::createModelMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Model"));
    const auto add = [&](const QString& text, const QList<QKeySequence>& keys, const char* name, auto act) {
        QAction* action = addCommand(menu, text, keys, name);
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    add(tr("Type an instruction"), {QKeySequence(Qt::Key_Slash)}, "typeInstruction", [this] {
        m_instructionAction->setChecked(true);
        m_instruction->focusInstruction();
    });
    add(tr("Ask the model"), {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)}, "ask",
        [this] {
            m_instructionAction->setChecked(true);
            m_models->ask();
        });
    add(tr("See and change the prompt"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)}, "showPrompt", [this] {
        m_instructionAction->setChecked(true);
        m_instruction->togglePrompt();
    });
    m_stopAction = add(tr("Stop the model"), {QKeySequence(Qt::Key_Escape)}, "stopModel", [this] { m_models->stop(); });
    m_stopAction->setEnabled(false);
    add(tr("Clear the answers to this sample"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Backspace)},
        "clearAnswers", [this] { m_models->clearAnswers(); });
    menu->addSeparator();
    add(tr("Ask about many samples…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return)}, "runOnSamples",
        [this] { m_models->runOnSamples(m_browserController->selectedSamples()); });
    add(tr("Where kept answers go…"), {}, "keepFolder", [this] { m_models->chooseKeepFolder(); });
    menu->addSeparator();
    add(tr("Add a checkpoint's folder…"), {}, "addCheckpoint", [this] { m_models->addCheckpoint(); });
    add(tr("Add a server…"), {}, "addServer", [this] { m_models->addServer(); });
    m_models->menu()->setTitle(tr("Models"));
    menu->addMenu(m_models->menu());
}

void MainWindow::createFigureMenu() {
    QMenu* menu = menuBar()->addMenu(tr("Fi&gure"));
    m_figureAction = addCommand(menu, tr("Figure…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}, "composeFigure");
    m_figureAction->setToolTip(tr("Compose a figure for a paper (Ctrl+Shift+E)"));
    connect(m_figureAction, &QAction::triggered, m_figures, &FigureController::compose);
    connect(addCommand(menu, tr("Copy the figure"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, "copyFigure"),
            &QAction::triggered, m_figures, &FigureController::copy);
    connect(addCommand(menu, tr("Export the figure again"), {QKeySequence(Qt::CTRL | Qt::Key_E)}, "exportAgain"),
            &QAction::triggered, m_figures, &FigureController::exportAgain);
    connect(addCommand(menu, tr("Open a figure…"), {}, "openFigure"), &QAction::triggered, this, [this] {
        const QString path =
            QFileDialog::getOpenFileName(this, tr("Open a figure"), {}, tr("Figures (*.pdf *.svg *.png)"));
        if (!path.isEmpty())
            m_figures->openFigure(path);
    });
}

void MainWindow::createCaptureMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Capture"));
    const auto add = [&](const QString& text, const QList<QKeySequence>& keys, const char* name, auto act) {
        QAction* action = addCommand(menu, text, keys, name);
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    m_captureAction = addCommand(menu, tr("Camera"), {}, "showCapture");
    m_captureAction->setCheckable(true);
    m_captureAction->setToolTip(tr("See a camera or a recording live (Ctrl+6)"));
    connect(m_captureAction, &QAction::toggled, this, [this](bool isShown) {
        m_capturePanel->setVisible(isShown);
        if (isShown)
            m_capture->watchDevices();
        else if (m_capture->isRunning())
            m_messages->post(MessageKind::Info,
                             tr("%1 goes on. Ctrl+6 brings its bar back.").arg(m_capture->sourceName()), tr("Stop it"),
                             [this] { m_capture->close(); });
        else
            m_capture->close();
        updateStage();
    });
    // As an editor's key for a panel: into it, and out of it.
    add(tr("Go to the camera bar"), {QKeySequence(Qt::CTRL | Qt::Key_6)}, "goToCapture", [this] {
        const bool isInside = m_capturePanel->isAncestorOf(focusWidget());
        m_captureAction->setChecked(!isInside);
        if (isInside)
            m_imageView->setFocus();
        else
            m_capturePanel->focusSource();
    });
    menu->addSeparator();
    add(tr("Choose a camera or a recording…"), {}, "chooseSource", [this] {
        m_captureAction->setChecked(true);
        m_capturePanel->showSourceMenu();
    });
    add(tr("Open a recording…"), {}, "openRecording", [this] { m_capture->openRecording(); });
    add(tr("Open a folder of pictures…"), {}, "openPictureFolder", [this] { m_capture->openPictureFolder(); });
    menu->addSeparator();
    m_freezeAction = add(tr("Freeze, or pause a recording"), {QKeySequence(Qt::Key_Space)}, "freezeCapture",
                         [this] { m_capture->toggleFreeze(); });
    const auto press = [this](const char* name) {
        auto* button = m_capturePanel->findChild<QAbstractButton*>(QString::fromLatin1(name));
        if (button->isEnabled() && button->isVisible())
            button->click();
    };
    add(tr("Start or stop"), {}, "startCapture", [press] { press("startButton"); });
    add(tr("Previous frame of a recording"), {QKeySequence(Qt::Key_Comma)}, "previousFrame",
        [press] { press("stepBackButton"); });
    add(tr("Next frame of a recording"), {QKeySequence(Qt::Key_Period)}, "nextFrame",
        [press] { press("stepForwardButton"); });
    add(tr("Ask again and again"), {}, "repeatAsking", [press] { press("repeatButton"); });
    add(tr("Carry traces over"), {}, "carryTracesOver", [press] { press("carryOverButton"); });
    menu->addSeparator();
    m_saveSampleAction = add(tr("Save as a sample…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}, "saveSample",
                             [this] { m_capture->saveAsSample(); });
    m_recordAction = add(tr("Record"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R)}, "record",
                         [this] { m_capture->keeping()->setRecording(!m_capture->keeping()->isRecording()); });
    for (QAction* action : {m_freezeAction, m_saveSampleAction, m_recordAction})
        action->setEnabled(false); // until there is a picture
    add(tr("Where recordings go…"), {}, "recordFolder", [this] { m_capture->keeping()->chooseRecordFolder(); });
}

void MainWindow::takeDisplay() {
    check(m_depthGroup, int(m_state.depthDisplay()));
    check(m_colouringGroup, int(m_state.cloudColouring()));
    m_shadingAction->setChecked(m_state.hasEyeDomeLighting());
}

void MainWindow::createPanelMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Window"));
    const auto addPanel = [&](const QString& text, Qt::Key key, const char* name, QWidget* panel) {
        QAction* action = addCommand(menu, text, {QKeySequence(Qt::CTRL | key)}, name);
        action->setCheckable(true);
        action->setChecked(true);
        connect(action, &QAction::toggled, panel, &QWidget::setVisible);
        return action;
    };
    m_browserAction = addPanel(tr("Browser"), Qt::Key_1, "showBrowser", m_browser);
    m_imageAction = addPanel(tr("Image"), Qt::Key_2, "showImage", m_imageView);
    m_cloudAction = addPanel(tr("Cloud"), Qt::Key_3, "showCloud", m_cloudView);
    m_inspectorAction = addPanel(tr("Inspector"), Qt::Key_4, "showInspector", m_side);
    m_instructionAction = addPanel(tr("Instruction"), Qt::Key_5, "showInstruction", m_instruction);
    // Never both away: an empty stage would look like a fault.
    connect(m_imageAction, &QAction::toggled, this, [this] { keepOneView(m_cloudAction); });
    connect(m_cloudAction, &QAction::toggled, this, [this] { keepOneView(m_imageAction); });
    m_stackedAction = addCommand(menu, tr("One view above the other"), {QKeySequence(Qt::Key_V)}, "stackViews");
    m_stackedAction->setCheckable(true);
    connect(m_stackedAction, &QAction::toggled, this,
            [this](bool isStacked) { m_views->setOrientation(isStacked ? Qt::Vertical : Qt::Horizontal); });
    m_foldAction = addCommand(menu, tr("Fold the panels away"), {QKeySequence(Qt::Key_F11)}, "foldPanels");
    m_foldAction->setCheckable(true);
    connect(m_foldAction, &QAction::toggled, this, &MainWindow::setFolded);
    menu->addSeparator();
    m_summaryAction = addCommand(menu, tr("Summary"), {QKeySequence(Qt::Key_F9)}, "summary");
    m_summaryAction->setCheckable(true);
    m_summaryAction->setToolTip(tr("Models side by side (F9)"));
    connect(m_summaryAction, &QAction::toggled, this, [this] {
        updateStage();
        updateSummary();
    });
    m_paletteAction = addCommand(menu, tr("Commands…"), {QKeySequence(Qt::CTRL | Qt::Key_P)}, "commandPalette");
    connect(m_paletteAction, &QAction::triggered, this, [this] { openPalette(); });
}

void MainWindow::openPalette(const QString& text) {
    m_models->fillMenu();
    m_palette->setActions(commands());
    m_palette->open(text);
}

void MainWindow::setFolded(bool isFolded) {
    m_browserAction->setChecked(!isFolded);
    m_inspectorAction->setChecked(!isFolded);
    m_instructionAction->setChecked(!isFolded);
}

void MainWindow::keepOneView(QAction* other) {
    if (!m_imageAction->isChecked() && !m_cloudAction->isChecked())
        other->setChecked(true);
}

void MainWindow::createHelpMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Help"));
    QAction* keys = addCommand(menu, tr("Keys"), {QKeySequence(Qt::Key_Question)}, "showKeys");
    connect(keys, &QAction::triggered, this, &MainWindow::showKeys);
}

void MainWindow::showKeys() {
    const auto rowsOf = [this](const QString& category) {
        std::vector<ShortcutRow> rows;
        for (const QAction* action : findChildren<QAction*>()) {
            if (action->property("category").toString() != category || action->shortcuts().isEmpty())
                continue;
            QStringList keys;
            for (const QKeySequence& key : action->shortcuts())
                keys << key.toString(QKeySequence::NativeText);
            rows.push_back({keys.join(QStringLiteral(" / ")), action->text().remove(QStringLiteral("…"))});
        }
        return rows;
    };
    std::vector<ShortcutGroup> groups;
    for (const QAction* menu : menuBar()->actions())
        if (const QString title = menu->text().remove(QLatin1Char('&')); !rowsOf(title).empty())
            groups.push_back({title, rowsOf(title)});
    groups.push_back({tr("Mouse in the image"),
                      {{tr("wheel"), tr("zoom at the cursor")},
                       {tr("drag"), tr("move the picture")},
                       {tr("click"), tr("select a waypoint, the box or the object")}}});
    groups.push_back({tr("Mouse in the cloud"),
                      {{tr("left drag"), tr("orbit")},
                       {tr("Shift+drag"), tr("move")},
                       {tr("wheel"), tr("zoom at the cursor")},
                       {tr("double click"), tr("turn about this place")},
                       {tr("O"), tr("parallel rays")}}});
    groups.push_back({tr("Trace tool"),
                      {{tr("click"), tr("add a waypoint; on a segment, in between")},
                       {tr("drag"), tr("move it; Ctrl: over the surface, Alt: along the ray")},
                       {tr("wheel, Page Up / Down"), tr("nearer or farther by 1 cm, with Shift 1 mm")},
                       {tr("arrows"), tr("nudge it, with Shift by more in the image, by less in the cloud")},
                       {tr("Delete"), tr("remove it")},
                       {tr("Esc"), tr("put back what is being dragged")}}});
    groups.push_back({tr("Box tool"),
                      {{tr("drag, or Shift+drag"), tr("fit a box to what is there")},
                       {tr("click"), tr("stand one there while there is none")},
                       {tr("drag"), tr("move it; its faces resize it, its rings turn it (Ctrl: by 5°)")},
                       {tr("Delete"), tr("remove the selected box")}}});
    groups.push_back({tr("Mask tool"),
                      {{tr("drag"), tr("paint; with Shift or the right button, erase")},
                       {QStringLiteral("[ / ]"), tr("smaller or larger brush")},
                       {tr("Enter"), tr("close the polygon; Backspace takes a point back")}}});
    m_keys->setGroups(groups);
    m_keys->toggle();
}

void MainWindow::createToolBar() {
    auto* bar = new QToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    bar->addAction(m_openAction);
    bar->addAction(m_answersAction);
    bar->addSeparator();
    bar->addAction(m_linkedAction);
    bar->addAction(m_egoAction);
    bar->addAction(m_topAction);
    bar->addAction(m_fitAction);
    bar->addSeparator();
    auto* colour = new QToolButton;
    colour->setObjectName(QStringLiteral("colourButton"));
    colour->setText(tr("Colour") + QStringLiteral(" ▾"));
    colour->setMenu(m_colourMenu);
    colour->setPopupMode(QToolButton::InstantPopup);
    bar->addWidget(colour);
    bar->addAction(m_shadingAction);
    bar->addSeparator();
    bar->addAction(m_captureAction);
    bar->addAction(m_annotateAction);
    bar->addAction(m_summaryAction);
    bar->addAction(m_figureAction);
    auto* spacer = new QWidget;
    spacer->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spacer);
    bar->addAction(m_paletteAction);
    for (QToolButton* button : bar->findChildren<QToolButton*>())
        button->setFocusPolicy(Qt::TabFocus);
    addToolBar(bar);
    setContextMenuPolicy(Qt::NoContextMenu);
}

} // namespace tracestudio
