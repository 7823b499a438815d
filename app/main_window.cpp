#include "app/main_window.h"

#include "app/annotation_controller.h"
#include "app/capture_controller.h"
#include "app/edit_keeping.h"
#include "app/figure_controller.h"
#include "app/inspector_content.h"
#include "app/messages.h"
#include "app/model_controller.h"
#include "widgets/annotation_panel.h"
#include "widgets/capture_panel.h"
#include "widgets/cloud_view.h"
#include "widgets/command_palette.h"
#include "widgets/image_view.h"
#include "widgets/inspector_panel.h"
#include "widgets/instruction_panel.h"
#include "widgets/layer_panel.h"
#include "widgets/message_bar.h"
#include "widgets/shortcuts_dialog.h"
#include "widgets/summary_panel.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenuBar>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

namespace tracestudio {

namespace {

QFrame* panelFrame(QWidget* parent) {
    auto* frame = new QFrame(parent);
    frame->setProperty("role", QStringLiteral("panel"));
    return frame;
}

/// The colour a layer starts with. An answer given in the window has one of the models' that is free.
QColor colourOf(const QString& layerId, const Document& document) {
    if (layerId.startsWith(QLatin1String("answer:")))
        if (const LiveAnswer* answer = document.answers()->find(layerId.section(QLatin1Char(':'), 1).toInt()))
            return theme().model(answer->colour);
    return defaultLayerColour(layerId);
}

QStringList localPaths(const QMimeData* mime) {
    QStringList paths;
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    return paths;
}

} // namespace

MainWindow::MainWindow(Document* document, Settings* settings, QWidget* parent)
    : QMainWindow(parent)
    , m_document(document)
    , m_settings(settings) {
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    createPanels();
    createFileMenu();
    createSampleMenu();
    createViewMenu();
    createModelMenu();
    createFigureMenu();
    createCaptureMenu();
    createAnnotateMenu();
    createPanelMenu();
    createHelpMenu();
    createToolBar();
    connectDocument();
    connectCapture();
    connectAnnotation();
    restoreLayout();
    updateTitle();
    updateStage();
    m_palette = new CommandPalette(this);
    connect(m_palette, &CommandPalette::goToSampleRequested, m_document, &Document::goTo);
}

MainWindow::~MainWindow() {
    // What has the focus loses it now, while all that it then looks at is there.
    hide();
    // These look at each other and at the window to their end.
    delete m_annotation;
    delete m_keeping;
    m_editor->history()->disconnect();
}

void MainWindow::createPanels() {
    m_browser = new BrowserPanel;
    m_browserController = new BrowserController(m_document, m_browser, this);
    m_imageView = new ImageView(&m_state);
    m_cloudView = new CloudView(&m_state);
    m_views = new QSplitter(Qt::Horizontal);
    m_views->setObjectName(QStringLiteral("viewSplitter"));
    m_views->addWidget(m_imageView);
    m_views->addWidget(m_cloudView);
    // Over a corner of the picture: room of its own would move both views whenever it comes and goes.
    m_asked = panelFrame(m_imageView);
    auto* askedLayout = new QVBoxLayout(m_asked);
    askedLayout->setContentsMargins(0, 0, 0, 0);
    askedLayout->setSpacing(0);
    m_askedTitle = new QLabel;
    m_askedTitle->setObjectName(QStringLiteral("askedTitle"));
    m_askedTitle->setContentsMargins(8, 4, 8, 4);
    m_askedTitle->setProperty("role", QStringLiteral("muted"));
    m_askedView = new ImageView(&m_askedState);
    m_askedView->setObjectName(QStringLiteral("askedView"));
    m_askedView->setTitled(false);
    askedLayout->addWidget(m_askedTitle);
    askedLayout->addWidget(m_askedView, 1);
    m_asked->hide();
    m_imageView->installEventFilter(this);
    m_askedEnd = new QTimer(this);
    m_askedEnd->setSingleShot(true);
    m_askedEnd->setInterval(700); // a camera at the verge of resting must not have it flicker
    connect(m_askedEnd, &QTimer::timeout, m_asked, &QWidget::hide);
    m_views->setSizes({500, 500});
    m_summary = new SummaryPanel;
    m_stage = new QStackedWidget;
    m_stage->addWidget(m_views);
    m_stage->addWidget(m_summary);
    // A short wait stays blank: words that come and go at once are noise.
    m_stageText = new QLabel;
    m_stageText->setObjectName(QStringLiteral("stageText"));
    m_stageText->setAlignment(Qt::AlignCenter);
    m_stageText->setProperty("role", QStringLiteral("muted"));
    m_stage->addWidget(m_stageText);
    m_busyDelay = new QTimer(this);
    m_busyDelay->setSingleShot(true);
    m_busyDelay->setInterval(200);
    connect(m_busyDelay, &QTimer::timeout, this, [this] { m_stageText->setText(tr("Opening…")); });
    m_messages = new MessageBar;
    auto* centre = new QWidget;
    auto* centreLayout = new QVBoxLayout(centre);
    centreLayout->setContentsMargins(0, 0, 0, 0);
    centreLayout->setSpacing(0);
    centreLayout->addWidget(m_stage, 1);
    // Room of its own would move the views under the hand whenever a message comes or goes.
    m_messages->floatOver(m_stage);
    m_capturePanel = new CapturePanel;
    m_capturePanel->hide();
    centreLayout->addWidget(m_capturePanel);
    m_instruction = new InstructionPanel;
    centreLayout->addWidget(m_instruction);
    m_models = new ModelController(m_document, m_settings, m_instruction, this);
    m_capture = new CaptureController(m_document, m_settings, m_capturePanel, m_models, this);

    m_figures = new FigureController(m_document, &m_state, m_cloudView, m_browserController, m_settings, this);

    m_inspector = new InspectorPanel(&m_state);
    m_layers = new LayerPanel(&m_state);
    createAnnotation();
    m_sideTop = new QStackedWidget;
    m_sideTop->addWidget(m_inspector);
    m_sideTop->addWidget(m_annotationPanel);
    m_side = panelFrame(this);
    auto* sideLayout = new QVBoxLayout(m_side);
    sideLayout->setContentsMargins(0, 0, 0, 0);
    sideLayout->setSpacing(0);
    m_sideParts = new QSplitter(Qt::Vertical);
    m_sideParts->setObjectName(QStringLiteral("sideSplitter"));
    m_sideParts->addWidget(m_sideTop);
    m_sideParts->addWidget(m_layers);
    m_sideParts->setStretchFactor(0, 1);
    m_sideParts->setStretchFactor(1, 0);
    m_sideParts->setChildrenCollapsible(false);
    connect(m_sideParts, &QSplitter::splitterMoved, this, [this] { m_isSideArranged = true; });
    sideLayout->addWidget(m_sideParts);

    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->setObjectName(QStringLiteral("columns"));
    m_columns->addWidget(m_browser);
    m_columns->addWidget(centre);
    m_columns->addWidget(m_side);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setStretchFactor(2, 0);
    m_columns->setCollapsible(1, false);
    setCentralWidget(m_columns);

    m_statusText = new QLabel;
    m_statusText->setObjectName(QStringLiteral("statusText"));
    m_statusText->setContentsMargins(8, 0, 8, 0);
    m_statusText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    statusBar()->addWidget(m_statusText, 1);
    statusBar()->setSizeGripEnabled(false);
    m_keys = new ShortcutsDialog(this);
}

void MainWindow::connectDocument() {
    connect(m_document, &Document::sceneChanged, this, [this] {
        m_imageView->setScene(m_document->scene());
        m_cloudView->setScene(m_document->scene());
        setLayers();
        updateInspector();
        updateStage();
    });
    connect(m_document, &Document::answerGrew, this, [this](int answer, bool isDrawnAnew) {
        if (isDrawnAnew) {
            m_imageView->setScene(m_document->scene());
            m_cloudView->setScene(m_document->scene());
        }
        if (const auto model = inspectorModel(*m_document, answer))
            m_inspector->setModel(*model);
    });
    connect(m_document, &Document::datasetChanged, this, [this] {
        m_imageView->setScene(nullptr);
        m_cloudView->setScene(nullptr);
        m_state.select({});
        m_state.setHover(std::nullopt);
        updateInspector();
        updateTitle();
        updateStage();
        offerAnswersBeside();
    });
    connect(m_document, &Document::modelsChanged, this, [this] {
        for (const QString& path : m_document->paths())
            m_settings->addRecentPath(path);
        fillAnswersMenu();
        if (m_document->answers()->keepColoursApart(int(m_document->models().size())))
            takeColours();
        m_isSummaryStale = true;
        updateSummary();
        updateTitle();
    });
    connect(m_document, &Document::scoresChanged, this, [this] {
        m_isSummaryStale = true;
        updateSummary();
    });
    connect(m_document, &Document::scored, this, [this](int answers, double seconds) {
        m_statusText->setText(
            tr("Scored %n answer(s) in %1 s", nullptr, answers).arg(QLocale().toString(seconds, 'f', 1)));
    });
    connect(m_document, &Document::visibleRowsChanged, this, &MainWindow::updateStage);
    connect(m_document, &Document::rowsEdited, this, &MainWindow::updateTitle);
    connect(m_document, &Document::progressChanged, this, &MainWindow::updateStage);
    connect(m_document, &Document::currentChanged, this, [this] {
        // What was marked belongs to the sample before.
        m_state.select({});
        m_state.setHover(std::nullopt);
    });
    connect(m_document, &Document::reported, this, &MainWindow::report);
    connect(m_browser, &BrowserPanel::selectedRowsChanged, m_figures, &FigureController::takeScopes);
    connect(m_figures, &FigureController::reported, this, &MainWindow::report);
    connect(m_models, &ModelController::reported, this,
            [this](Severity severity, const QString& text) { m_modelMessages.push_back(report(severity, text)); });
    connect(m_models, &ModelController::offered, this,
            [this](const QString& text, const QString& actionText, const std::function<void()>& action) {
                m_messages->post(MessageKind::Warning, text, actionText, action);
            });
    connect(m_models, &ModelController::written, this,
            [this](Severity severity, const QString& message, const QStringList& paths) {
                m_messages->post(severity == Severity::Success ? MessageKind::Success : MessageKind::Info, message,
                                 tr("Open"), [this, paths] { m_document->open(paths); });
            });
    connect(m_models, &ModelController::answerBegun, this, [this](const QString& layerId) {
        // What went wrong before is another question's.
        for (const int message : std::exchange(m_modelMessages, {}))
            m_messages->dismiss(message);
        m_inspector->setCurrentModel(layerId);
    });
    connect(m_models, &ModelController::busyChanged, this, [this](bool isBusy) { m_stopAction->setEnabled(isBusy); });
    connect(m_instruction, &InstructionPanel::left, this, [this] { m_imageView->setFocus(); });
    connect(m_inspector, &InspectorPanel::actionRequested, m_models, &ModelController::act);
    connect(m_browser, &BrowserPanel::openRequested, this, &MainWindow::openFolder);
    connect(m_browser, &BrowserPanel::rowActivated, this, [this] { m_imageView->setFocus(); });
    connect(m_summary, &SummaryPanel::openAnswersRequested, this, &MainWindow::openAnswers);
    connect(m_summary, &SummaryPanel::filterRequested, this,
            [this](const QString& group, const QString& value, int model) {
                m_browserController->filterBy(group, value);
                m_browserController->setChipModel(model);
            });
    connect(m_inspector, &InspectorPanel::goToRequested, m_cloudView, &CloudView::goToWaypoint);
    connect(m_inspector, &InspectorPanel::currentModelChanged, this, [this](const QString& layerId) {
        if (layerId.startsWith(QLatin1String("model:")))
            m_browserController->setChipModel(layerId.section(QLatin1Char(':'), 1).toInt());
        m_state.setFrontLayer(layerId);
    });
    connect(&m_state, &ViewState::displayChanged, this, &MainWindow::takeDisplay);
    connect(&m_state, &ViewState::egoChanged, this, [this](bool isEgo) {
        m_egoAction->setChecked(isEgo);
        m_linkedAction->setEnabled(isEgo); // only there do both views show the same
    });
    connect(&m_state, &ViewState::linkedChanged, this, [this](bool isLinked) { m_linkedAction->setChecked(isLinked); });
}

void MainWindow::connectCapture() {
    connect(m_document, &Document::pictureChanged, this, [this] {
        m_imageView->setScene(m_document->scene());
        m_cloudView->setScene(m_document->scene());
    });
    connect(m_document, &Document::recordingFound, m_capture, [this](const QString& path) { m_capture->open(path); });
    connect(m_capture, &CaptureController::panelWanted, this, [this] { m_captureAction->setChecked(true); });
    connect(m_capture, &CaptureController::reported, this, &MainWindow::report);
    connect(m_capture, &CaptureController::sourceReported, this,
            [this](Severity severity, const QString& text) { m_sourceMessages.push_back(report(severity, text)); });
    connect(m_capture, &CaptureController::sourceRecovered, this, [this] {
        for (const int message : std::exchange(m_sourceMessages, {}))
            m_messages->dismiss(message);
    });
    connect(m_capture, &CaptureController::stateChanged, this, [this] {
        m_freezeAction->setEnabled(m_capture->canFreeze());
        m_saveSampleAction->setEnabled(m_capture->canSave());
        m_recordAction->setEnabled(m_capture->canRecord());
        updateStage();
    });
    connect(m_capture->keeping(), &CaptureKeeping::written, this,
            [this](const QString& message, const QStringList& paths, const QString& sample) {
                // A sample is there to be looked at and annotated; a recording may be one of many.
                if (!sample.isEmpty())
                    m_document->open(paths, sample);
                m_messages->post(MessageKind::Success, message,
                                 sample.isEmpty() ? tr("Open") : tr("Back to the camera"),
                                 [this, paths, isSample = !sample.isEmpty()] {
                                     if (isSample)
                                         m_capture->freeze(false);
                                     else
                                         open(paths);
                                 });
            });
    connect(m_capture, &CaptureController::askedPictureChanged, this, &MainWindow::showAskedPicture);
    connect(m_document, &Document::liveChanged, m_asked, [this](bool isLive) {
        if (!isLive)
            m_asked->hide(); // at once: it is about no sample
    });
    connect(m_capturePanel, &CapturePanel::left, this, [this] { m_imageView->setFocus(); });
}

void MainWindow::showAskedPicture(const std::shared_ptr<const ViewScene>& scene, const QString& title) {
    if (scene)
        for (const TraceLayer& trace : scene->traces)
            m_askedState.setStyle(trace.layerId, m_state.style(trace.layerId));
    if (!scene) {
        if (m_asked->isVisible() && m_document->isLive())
            m_askedEnd->start();
        else
            m_asked->hide();
        return;
    }
    m_askedEnd->stop();
    m_askedTitle->setText(title);
    m_askedView->setScene(scene);
    placeAskedPicture();
    m_asked->show();
}

/// In the lower right corner of the picture, in the picture's own shape.
void MainWindow::placeAskedPicture() {
    constexpr int margin = 8;
    const QSize view = m_imageView->size();
    const auto& scene = m_document->scene();
    const Camera camera = scene && scene->sample ? scene->sample->frame.camera : Camera();
    const double shape = camera.isValid() ? double(camera.heightPixels) / camera.widthPixels : 0.75;
    int width = std::clamp(view.width() * 2 / 5, 160, 480);
    const int title = m_askedTitle->sizeHint().height();
    width = std::min(width, int((view.height() / 2 - title) / shape));
    const QSize size(std::max(width, 80), int(std::max(width, 80) * shape) + title);
    m_asked->setGeometry(
        QRect(QPoint(view.width() - size.width() - margin, view.height() - size.height() - margin), size));
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_imageView && event->type() == QEvent::Resize)
        placeAskedPicture();
    return QMainWindow::eventFilter(watched, event);
}

bool MainWindow::isSettled() const {
    return m_document->isIdle() && m_browserController->isIdle() && m_summaryLane.isIdle() && m_models->isIdle() &&
           m_figures->isIdle() && m_capture->isIdle() && m_annotation->isIdle() && m_keeping->isIdle() &&
           m_makeLane.isIdle() && m_editor->isIdle();
}

int MainWindow::report(Severity severity, const QString& text) {
    return m_messages->post(severity == Severity::Error     ? MessageKind::Error
                            : severity == Severity::Warning ? MessageKind::Warning
                            : severity == Severity::Success ? MessageKind::Success
                                                            : MessageKind::Info,
                            text);
}

void MainWindow::updateStage() {
    const auto& dataset = m_document->dataset();
    const bool isWaiting = m_document->isOpening() || (dataset && dataset->size() > 0);
    if (m_document->scene() || !isWaiting)
        m_busyDelay->stop();
    if (!isWaiting)
        m_stageText->setText(m_capture->isOpening() ? tr("Opening…")
                             : dataset              ? tr("This dataset holds no samples.")
                             : m_captureAction->isChecked()
                                 ? tr("Choose a camera or a recording below to see it here.")
                                 : tr("Open a benchmark folder to begin, or drop one here."));
    else if (!m_document->scene() && !m_busyDelay->isActive() && m_stageText->text() != tr("Opening…")) {
        m_stageText->clear();
        m_busyDelay->start();
    }
    m_stage->setCurrentWidget(m_summaryAction->isChecked() ? m_summary
                              : m_document->scene()        ? static_cast<QWidget*>(m_views)
                                                           : m_stageText);
}

void MainWindow::setLayers() {
    // Of a camera's picture no truth is known.
    const bool isLive = m_document->isLive();
    std::vector<LayerRow> rows;
    if (!isLive)
        rows.push_back({QStringLiteral("truth"), tr("Ground truth")});
    for (int i = 0; i < int(m_document->models().size()) && !isLive; ++i)
        rows.push_back({QStringLiteral("model:%1").arg(i), m_document->models()[std::size_t(i)].name});
    if (const auto& scene = m_document->scene())
        for (const LiveAnswer* answer : m_document->answers()->toShow(scene->sample->id))
            rows.push_back({answer->layerId(), answer->title});
    if (!isLive) {
        rows.push_back({QStringLiteral("box"), tr("Destination box")});
        rows.push_back({QStringLiteral("object"), tr("Object mask")});
        if (m_document->isComparing())
            rows.push_back({QStringLiteral("other"), tr("Other version")});
    }
    rows.push_back({QStringLiteral("frustum"), tr("Camera")});
    for (LayerRow& row : rows) {
        LayerStyle style = m_state.style(row.id);
        if (!style.colour.isValid()) {
            style.colour = colourOf(row.id, *m_document);
            m_state.setStyle(row.id, style);
        }
    }
    m_layers->setLayers(rows);
    arrangeSide();
}

/// The layers have the room they need, but never most of the side; unless the person has parted it otherwise.
void MainWindow::arrangeSide() {
    if (m_isSideArranged)
        return;
    const int height = m_sideParts->height();
    const int layers = std::min(m_layers->sizeHint().height(), height * 2 / 5);
    m_sideParts->setSizes({height - layers, layers});
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    arrangeSide();
}

void MainWindow::updateInspector() {
    m_inspector->setContent(inspectorContent(*m_document));
}

/// Made when it is looked at: it counts every answer of every model.
void MainWindow::updateSummary() {
    if (!m_isSummaryStale || !m_summaryAction->isChecked())
        return;
    m_isSummaryStale = false;
    m_summaryLane.supersede();
    if (!m_document->dataset()) {
        m_summary->setContent({});
        return;
    }
    m_summaryLane.run([dataset = m_document->dataset(), models = m_document->models()](
                          const std::stop_token&) { return summaryContent(*dataset, models); },
                      [this](SummaryContent content) {
                          for (std::size_t i = 0; i < content.models.size(); ++i)
                              content.models[i].colour = theme().model(int(i));
                          m_summary->setContent(content);
                      });
}

void MainWindow::updateTitle() {
    const auto& dataset = m_document->dataset();
    if (!dataset) {
        setWindowTitle(QStringLiteral("TraceStudio"));
        return;
    }
    const QString samples = tr("%n sample(s)", nullptr, int(m_document->sampleCount()));
    const QString models = tr("%n model(s)", nullptr, int(m_document->models().size()));
    setWindowTitle(tr("%1[*] — %2 — %3").arg(toQString(dataset->name()), samples, models));
    m_statusText->setText(
        QStringLiteral("%1 · %2").arg(QDir::toNativeSeparators(pathText(dataset->folder())), samples));
}

void MainWindow::open(const QStringList& paths, const QString& startAt) {
    QStringList others;
    for (const QString& path : paths) {
        if (figureFormatOf(path) && QFileInfo(path).isFile())
            m_figures->openFigure(path);
        else
            others << path;
    }
    m_document->open(others, startAt);
}

void MainWindow::openFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a benchmark folder or a scene"),
                                                             m_settings->recentPaths().value(0));
    if (!folder.isEmpty())
        m_document->open({folder});
}

void MainWindow::openAnswers() {
    const QStringList files = QFileDialog::getOpenFileNames(
        this, tr("Open answers"), m_settings->recentPaths().value(0), tr("Answers (*.jsonl);;All files (*)"));
    if (!files.isEmpty())
        m_document->open(files);
}

/// Published benchmarks keep answers in outputs/, inside the folder or beside it.
void MainWindow::offerAnswersBeside() {
    if (!m_document->models().empty() || !m_document->dataset())
        return;
    const QDir folder(pathText(m_document->dataset()->folder()));
    for (const QString& place : {QStringLiteral("outputs"), QStringLiteral("../outputs")}) {
        const QDir outputs(folder.absoluteFilePath(place));
        QStringList files;
        for (const QString& name : outputs.entryList({QStringLiteral("*.jsonl")}, QDir::Files, QDir::Name))
            files << outputs.absoluteFilePath(name);
        if (files.isEmpty())
            continue;
        m_messages->post(
            MessageKind::Info,
            tr("%n file(s) of answers found in %1.", nullptr, int(files.size())).arg(QDir::cleanPath(outputs.path())),
            tr("Open"), [this, files] { m_document->open(files); });
        return;
    }
}

void MainWindow::fitFocusedView() {
    if (!m_cloudView->hasFocus())
        m_imageView->fit();
    if (!m_imageView->hasFocus() && !(m_state.isLinked() && m_state.isEgo()))
        m_cloudView->fitView();
}

void MainWindow::markCurrent(ReviewMark::Judgement judgement) {
    if (!m_document->current())
        return;
    ReviewMark mark = m_document->markOf(*m_document->current());
    // The same key again takes the mark away.
    mark.judgement = mark.judgement == judgement ? ReviewMark::Judgement::None : judgement;
    m_document->setMark(*m_document->current(), mark);
}

void MainWindow::noteCurrent() {
    if (m_browser->currentRow() >= 0)
        Q_EMIT m_browser->noteRequested(m_browser->currentRow());
}

void MainWindow::takeTheme(ThemeChoice choice) {
    m_settings->setThemeChoice(choice);
    applyTheme(*qApp, choice);
    takeColours();
}

/// Colours that nobody chose follow the theme and what is open.
void MainWindow::takeColours() {
    QStringList layers{QStringLiteral("truth"), QStringLiteral("box"), QStringLiteral("object"),
                       QStringLiteral("other"), QStringLiteral("frustum")};
    for (int i = 0; i < int(m_document->models().size()); ++i)
        layers << QStringLiteral("model:%1").arg(i);
    for (const LiveAnswer& answer : m_document->answers()->all())
        layers << answer.layerId();
    for (const QString& id : layers) {
        LayerStyle style = m_state.style(id);
        style.colour = colourOf(id, *m_document);
        m_state.setStyle(id, style);
    }
}

void MainWindow::restoreLayout() {
    resize(1600, 1000);
    restoreGeometry(m_settings->bytes(QStringLiteral("geometry")));
    if (const QByteArray state = m_settings->bytes(QStringLiteral("columns")); !state.isEmpty())
        m_hasColumnWidths = m_columns->restoreState(state);
    m_stackedAction->setChecked(m_settings->number(QStringLiteral("stacked"), 0) != 0);
    if (const QByteArray state = m_settings->bytes(QStringLiteral("views")); !state.isEmpty())
        m_views->restoreState(state);
    m_browser->setDisplay(BrowserDisplay(m_settings->number(QStringLiteral("display"), int(BrowserDisplay::Cards))));
    m_browser->setTableState(m_settings->bytes(QStringLiteral("table")));
    m_state.setLinked(m_settings->number(QStringLiteral("linked"), 1) != 0);
    m_state.setKeepsView(m_settings->number(QStringLiteral("keepsView"), 0) != 0);
    m_state.setEyeDomeLighting(m_settings->number(QStringLiteral("shading"), 1) != 0);
    m_state.setDepthDisplay(DepthDisplay(m_settings->number(QStringLiteral("depthDisplay"), 0)));
    m_state.setCloudColouring(CloudColouring(m_settings->number(QStringLiteral("cloudColouring"), 0)));
    m_linkedAction->setChecked(m_state.isLinked());
    m_keepViewAction->setChecked(m_state.keepsView());
    takeDisplay();
}

void MainWindow::restoreSession() {
    m_browserController->setNextFilterText(m_settings->sessionFilter());
    restoreAnnotating();
}

void MainWindow::saveLayout() {
    m_settings->setBytes(QStringLiteral("geometry"), saveGeometry());
    m_settings->setBytes(QStringLiteral("columns"), m_columns->saveState());
    m_settings->setBytes(QStringLiteral("views"), m_views->saveState());
    m_settings->setBytes(QStringLiteral("table"), m_browser->tableState());
    m_settings->setNumber(QStringLiteral("display"), int(m_browser->display()));
    m_settings->setNumber(QStringLiteral("linked"), m_state.isLinked());
    m_settings->setNumber(QStringLiteral("keepsView"), m_state.keepsView());
    m_settings->setNumber(QStringLiteral("shading"), m_state.hasEyeDomeLighting());
    m_settings->setNumber(QStringLiteral("depthDisplay"), int(m_state.depthDisplay()));
    m_settings->setNumber(QStringLiteral("cloudColouring"), int(m_state.cloudColouring()));
    const auto& dataset = m_document->dataset();
    const auto current = m_document->currentOrBefore();
    // Who only looked through a camera finds what was open before that.
    if (const QStringList paths = m_document->paths(); !paths.isEmpty())
        m_settings->setSession(paths, dataset && current ? toQString(dataset->row(*current).id) : QString());
    saveAnnotating();
    m_settings->setSessionFilter(m_browser->filterText());
    m_settings->setNumber(QStringLiteral("stacked"), m_views->orientation() == Qt::Vertical);
}

void MainWindow::showEvent(QShowEvent* event) {
    // The views are the stage: on a small screen the panels beside them are narrower.
    if (!std::exchange(m_hasColumnWidths, true)) {
        const int browser = std::clamp(width() * 23 / 100, 240, 360);
        const int side = std::clamp(width() * 22 / 100, 240, 320);
        m_columns->setSizes({browser, width() - browser - side, side});
    }
    QMainWindow::showEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!mayClose()) {
        event->ignore();
        return;
    }
    saveLayout();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPaths(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList paths = localPaths(event->mimeData());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    open(paths);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_summaryAction) {
        m_isSummaryStale = true;
        updateSummary();
    }
}

bool MainWindow::event(QEvent* event) {
    // Arrows belong to a focused slider or row of tabs before they belong to the list of samples.
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const QWidget* focused = QApplication::focusWidget();
        if ((key == Qt::Key_Left || key == Qt::Key_Right) &&
            (qobject_cast<const QAbstractSlider*>(focused) || qobject_cast<const QTabBar*>(focused))) {
            event->accept();
            return true;
        }
        // So does Space to a focused button before it freezes the camera's picture.
        if (key == Qt::Key_Space && qobject_cast<const QAbstractButton*>(focused)) {
            event->accept();
            return true;
        }
    }
    return QMainWindow::event(event);
}

} // namespace tracestudio
