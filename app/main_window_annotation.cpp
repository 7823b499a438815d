#include "app/main_window.h"

#include "annotation/new_sample.h"
#include "app/annotation_controller.h"
#include "app/dataset_report.h"
#include "app/edit_keeping.h"
#include "app/folder_dialog.h"
#include "app/intrinsics_dialog.h"
#include "app/messages.h"
#include "app/new_sample_dialog.h"
#include "benchmark/sample_writer.h"
#include "widgets/annotation_panel.h"
#include "widgets/cloud_view.h"
#include "widgets/image_view.h"
#include "widgets/inspector_panel.h"
#include "widgets/layer_panel.h"
#include "widgets/message_bar.h"

#include <QAction>
#include <QActionGroup>
#include <QCloseEvent>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileDialog>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QProgressDialog>
#include <QPushButton>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTimer>

// What of the window is about annotating: its menu, its panel beside the views, and that nothing is lost at the end.

namespace tracestudio {

void MainWindow::createAnnotation() {
    m_editor = new DatasetEditor(m_document, this);
    m_annotationPanel = new AnnotationPanel(&m_state, m_editor->history());
    // What is being typed belongs to the sample that it was typed for, and is kept with it.
    for (const auto moment : {&Document::currentAboutToChange, &Document::datasetAboutToChange})
        connect(m_document, moment, m_annotationPanel, &AnnotationPanel::commitTyping);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    m_keeping = new EditKeeping(m_document, m_editor, folder.toStdU16String(), this);
    m_annotation =
        new AnnotationController(m_document, m_editor, &m_state, m_annotationPanel, m_imageView, m_cloudView, this);
}

void MainWindow::createAnnotateMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Annotate"));
    const auto add = [&](const QString& text, const QList<QKeySequence>& keys, const char* name, auto act) {
        QAction* action = addCommand(menu, text, keys, name);
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    m_annotateAction = addCommand(menu, tr("Annotate"), {QKeySequence(Qt::CTRL | Qt::Key_7)}, "annotate");
    m_annotateAction->setCheckable(true);
    m_annotateAction->setToolTip(tr("Edit traces, boxes, masks and texts (Ctrl+7)"));
    connect(m_annotateAction, &QAction::toggled, this, &MainWindow::setAnnotating);
    menu->addSeparator();
    for (const auto& [action, text, keys, name] :
         {std::tuple{m_editor->history()->createUndoAction(this, tr("Undo")), tr("Undo"),
                     QKeySequence::keyBindings(QKeySequence::Undo), "undo"},
          std::tuple{m_editor->history()->createRedoAction(this, tr("Redo")), tr("Redo"),
                     QKeySequence::keyBindings(QKeySequence::Redo), "redo"}}) {
        action->setObjectName(QString::fromLatin1(name));
        action->setShortcuts(keys);
        action->setProperty("category", menu->title().remove(QLatin1Char('&')));
        menu->addAction(action);
        addAction(action);
    }
    menu->addSeparator();
    struct Tool {
        QString text;
        Qt::Key key;
        const char* name;
        EditTool tool;
    };
    for (const Tool& tool : {Tool{tr("Edit the trace"), Qt::Key_1, "traceTool", EditTool::Trace},
                             Tool{tr("Edit the destination box"), Qt::Key_2, "boxTool", EditTool::Box},
                             Tool{tr("Edit the mask"), Qt::Key_3, "maskTool", EditTool::Mask}})
        add(tool.text, {QKeySequence(tool.key)}, tool.name,
            [this, chosen = tool.tool] { annotate(m_state.editTool() == chosen ? EditTool::None : chosen); });
    add(tr("Plan the trace"), {QKeySequence(Qt::Key_P)}, "planTrace", [this] {
        m_annotateAction->setChecked(true);
        m_annotation->plan();
    });
    add(tr("Edit the instruction"), {QKeySequence(Qt::Key_I)}, "editInstruction", [this] {
        m_annotateAction->setChecked(true);
        m_annotationPanel->focusInstruction();
    });
    m_deleteAction = add(tr("Delete what is selected"), {QKeySequence(Qt::Key_Delete)}, "deleteSelected",
                         [this] { m_annotation->deleteSelected(); });
    menu->addSeparator();
    add(tr("New dataset…"), {}, "newDataset", [this] { newDataset(); });
    add(tr("New sample…"), {QKeySequence::New}, "newSample", [this] { newSample(); });
    add(tr("Duplicate the sample"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)}, "duplicateSample",
        [this] { duplicateSample(); });
    m_cameraAction = add(tr("Camera of the scene…"), {}, "sceneCamera", [this] { askForCamera(); });
    add(tr("Delete the sample"), {QKeySequence(Qt::CTRL | Qt::Key_Delete)}, "deleteSample", [this] {
        std::vector<std::size_t> samples = m_browserController->selectedSamples();
        if (samples.empty() && m_document->current())
            samples = {*m_document->current()};
        m_editor->deleteSamples(samples);
    });
    menu->addSeparator();
    add(tr("Check all samples…"), {QKeySequence(Qt::Key_F8)}, "checkAll",
        [this] { showReport(tr("Check of all samples"), checkReport); });
    add(tr("Compare with another version…"), {}, "compareDatasets", [this] {
        if (!canReport())
            return;
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Another version of this dataset"),
                                                                 m_settings->recentPaths().value(0));
        if (!folder.isEmpty())
            compareWith(folder);
    });
    m_originalAction = add(tr("Compare with the original"), {}, "compareOriginal", [this] { compareWithOriginal(); });
    m_otherAction = addCommand(menu, tr("Show the other version"), {QKeySequence(Qt::Key_B)}, "showOther");
    m_otherAction->setCheckable(true);
    m_otherAction->setChecked(true);
    connect(m_otherAction, &QAction::toggled, this, [this](bool isVisible) {
        LayerStyle style = m_state.style(QStringLiteral("other"));
        style.isVisible = isVisible;
        m_state.setStyle(QStringLiteral("other"), style);
    });
    m_endComparisonAction = add(tr("End the comparison"), {}, "endComparison", [this] {
        m_document->compareWith(nullptr, nullptr);
        updateSaving();
    });
    menu->addSeparator();
    m_saveAction = add(tr("Save"), {QKeySequence::Save}, "save", [this] {
        m_annotationPanel->commitTyping();
        m_keeping->save();
    });
    m_saveCopyAction = add(tr("Save a copy…"), {}, "saveCopy", [this] { chooseCopy(); });
    m_discardAction = add(tr("Give up the unsaved edits that were found"), {}, "discardRecovered",
                          [this] { m_keeping->discardRecovered(); });
    m_deleteAction->setEnabled(false);
}

void MainWindow::connectAnnotation() {
    connect(m_document, &Document::sceneEdited, this, [this] {
        m_imageView->setScene(m_document->scene());
        m_cloudView->setScene(m_document->scene());
        if (!m_annotateAction->isChecked()) // undone while the inspector is there
            updateInspector();
    });
    const auto offer = [this](Severity severity, const QString& text, const QString& actionText,
                              const std::function<void()>& action) {
        m_messages->post(severity == Severity::Info ? MessageKind::Info : MessageKind::Warning, text, actionText,
                         action);
    };
    connect(m_keeping, &EditKeeping::reported, this, [this](Severity severity, const QString& text) {
        // What goes well needs no banner, which would move the views under the hand.
        if (severity == Severity::Success || severity == Severity::Info)
            m_statusText->setText(text);
        else
            m_savingMessages.push_back(report(severity, text));
        if (severity == Severity::Success)
            for (const int message : std::exchange(m_savingMessages, {}))
                m_messages->dismiss(message);
    });
    connect(m_editor, &DatasetEditor::reported, this, &MainWindow::report);
    connect(m_keeping, &EditKeeping::offered, this, offer);
    connect(m_keeping, &EditKeeping::copyWanted, this, &MainWindow::chooseCopy);
    connect(m_keeping, &EditKeeping::savedCopy, this, [this](const QString& folder) {
        for (const int message : std::exchange(m_savingMessages, {}))
            m_messages->dismiss(message);
        // A scene that became a dataset is gone on with there.
        if (m_document->datasetAsOpened() && m_document->datasetAsOpened()->file().empty()) {
            m_document->open({folder});
            return;
        }
        m_messages->post(MessageKind::Success, tr("A copy is in %1.").arg(QDir::toNativeSeparators(folder)), tr("Open"),
                         [this, folder] { m_document->open({folder}); });
    });
    connect(m_keeping, &EditKeeping::copyProgressed, this, &MainWindow::showCopyProgress);
    connect(m_keeping, &EditKeeping::copyEnded, this, [this] {
        if (QProgressDialog* dialog = std::exchange(m_copyProgress, nullptr)) {
            dialog->hide();
            dialog->deleteLater();
        }
        updateSaving();
    });
    connect(m_keeping, &EditKeeping::stateChanged, this, &MainWindow::updateSaving);
    connect(&m_state, &ViewState::styleChanged, this, [this](const QString& layerId) {
        if (layerId == QLatin1String("other"))
            m_otherAction->setChecked(m_state.style(layerId).isVisible);
    });
    connect(m_annotation, &AnnotationController::reported, this,
            [this](Severity severity, const QString& text) { m_sampleMessages.push_back(report(severity, text)); });
    // What they offer is about a sample that is left.
    for (const auto moment : {&Document::currentAboutToChange, &Document::datasetAboutToChange})
        connect(m_document, moment, this, [this] {
            for (const int message : std::exchange(m_sampleMessages, {}))
                m_messages->dismiss(message);
        });
    connect(m_annotation, &AnnotationController::offered, this,
            [this](const QString& text, const QString& actionText, const std::function<void()>& action) {
                m_sampleMessages.push_back(m_messages->post(MessageKind::Info, text, actionText, action));
            });
    connect(m_annotationPanel, &AnnotationPanel::saveRequested, m_keeping, &EditKeeping::save);
    connect(m_annotationPanel, &AnnotationPanel::left, this, [this] { m_imageView->setFocus(); });
    if (const QString open = m_settings->text(QStringLiteral("annotate/openGroups")); !open.isEmpty())
        m_annotationPanel->setOpenGroups(open.split(QLatin1Char(','), Qt::SkipEmptyParts));
    if (const int tool = m_settings->number(QStringLiteral("annotate/maskTool"), -1); tool >= 0)
        m_state.setMaskTool(MaskTool(std::min(tool, int(MaskTool::Grow))));
    connect(m_document, &Document::liveChanged, this, [this](bool isLive) {
        if (isLive)
            m_state.setEditTool(EditTool::None);
    });
    updateSaving();
}

void MainWindow::updateSaving() {
    const bool isModified = m_keeping->isModified();
    setWindowModified(isModified);
    m_saveCopyAction->setEnabled(m_document->datasetAsOpened() && !m_document->isDatasetFromAnswers());
    m_saveAction->setEnabled(m_saveCopyAction->isEnabled());
    m_discardAction->setEnabled(m_keeping->hasRecovered());
    m_cameraAction->setEnabled(isLoneScene());
    m_originalAction->setEnabled(m_keeping->hasOriginal());
    m_otherAction->setEnabled(m_document->isComparing());
    m_endComparisonAction->setEnabled(m_document->isComparing());
}

void MainWindow::annotate(EditTool tool) {
    m_annotateAction->setChecked(true);
    m_state.setEditTool(tool);
}

void MainWindow::saveAnnotating() {
    m_settings->setText(QStringLiteral("annotate/openGroups"),
                        QLatin1Char(',') + m_annotationPanel->openGroups().join(QLatin1Char(',')));
    m_settings->setNumber(QStringLiteral("annotate/isOpen"), m_annotateAction->isChecked());
    m_settings->setNumber(QStringLiteral("annotate/tool"), int(m_state.editTool()));
    m_settings->setNumber(QStringLiteral("annotate/maskTool"), int(m_state.maskTool()));
}

void MainWindow::restoreAnnotating() {
    if (m_settings->number(QStringLiteral("annotate/isOpen"), 0) == 0)
        return;
    const int tool = m_settings->number(QStringLiteral("annotate/tool"), int(EditTool::None));
    annotate(tool >= int(EditTool::None) && tool <= int(EditTool::Mask) ? EditTool(tool) : EditTool::None);
}

/// The panel takes the inspector's place, and the room of the layers: what is annotated is one thing at a time.
void MainWindow::setAnnotating(bool isAnnotating) {
    m_sideTop->setCurrentWidget(isAnnotating ? static_cast<QWidget*>(m_annotationPanel) : m_inspector);
    m_layers->setVisible(!isAnnotating);
    if (isAnnotating)
        m_inspectorAction->setChecked(true);
    m_annotation->setActive(isAnnotating);
    m_deleteAction->setEnabled(isAnnotating);
    if (!isAnnotating) {
        updateInspector();
        m_imageView->setFocus();
    }
}

/// A dataset without samples, to be filled.
void MainWindow::newDataset() {
    askForFolder(tr("New dataset"), tr("Make"), [this](const QString& folder) { makeDataset(folder); });
}

void MainWindow::makeDataset(const QString& folder) {
    m_makeLane.run(
        [folder](const std::stop_token&) -> Result<void> {
            const auto made = SampleWriter::open(folder.toStdU16String());
            return made ? Result<void>() : tl::unexpected(made.error());
        },
        [this, folder](const Result<void>& made) {
            if (made)
                m_document->open({folder});
            else
                report(Severity::Error, translated(made.error()));
        });
}

/// Whether samples can join the dataset that is open; says so where not.
bool MainWindow::canTakeSamples() {
    const auto& opened = m_document->datasetAsOpened();
    if (opened && !opened->file().empty() && m_keeping->obstacle().isEmpty())
        return true;
    m_messages->post(MessageKind::Info,
                     opened && !opened->file().empty() ? m_keeping->obstacle()
                                                       : tr("A new sample joins a dataset. Open one, or make one."),
                     tr("New dataset…"), [this] { newDataset(); });
    return false;
}

void MainWindow::newSample() {
    if (!canTakeSamples())
        return;
    auto* dialog = new NewSampleDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        Annotation annotation;
        annotation.instruction = dialog->source().instruction.toStdString();
        makeSample([source = dialog->source()] { return readFrame(source); }, annotation);
    });
    dialog->open();
}

void MainWindow::duplicateSample() {
    const LoadedSample* shown = m_document->shown();
    if (!shown || !shown->annotation || !canTakeSamples())
        return;
    makeSample([frame = shown->sample->frame]() -> Result<RgbdFrame> { return frame; }, *shown->annotation);
}

void MainWindow::makeSample(const std::function<Result<RgbdFrame>()>& read, const Annotation& annotation) {
    std::vector<std::string> taken;
    for (const auto& added : m_editor->edits().added)
        taken.push_back(added->id);
    m_makeLane.run(
        [opened = m_document->datasetAsOpened(), read, annotation,
         taken](const std::stop_token&) -> Result<AddedSample> {
            const Result<RgbdFrame> frame = read();
            if (!frame)
                return tl::unexpected(frame.error());
            return tracestudio::makeSample(*opened, *frame, annotation, taken);
        },
        [this, opened = m_document->datasetAsOpened()](const Result<AddedSample>& made) {
            if (!made)
                report(Severity::Error, translated(made.error()));
            else if (opened != m_document->datasetAsOpened())
                report(Severity::Warning,
                       tr("Another dataset was opened before sample %1 was made, so it is not added. "
                          "Make it again.")
                           .arg(toQString(made->id)));
            else
                m_editor->add(*made, tr("New sample %1").arg(toQString(made->id)));
        });
}

void MainWindow::showCopyProgress(const QString& folder, int percent) {
    if (!m_copyProgress) {
        m_copyProgress = new QProgressDialog(tr("Saving a copy in %1…").arg(QDir::toNativeSeparators(folder)),
                                             tr("Cancel"), 0, 100, this);
        m_copyProgress->setObjectName(QStringLiteral("copyProgress"));
        m_copyProgress->setWindowTitle(tr("Save a copy"));
        m_copyProgress->setAutoReset(false);
        m_copyProgress->setAutoClose(false);
        constexpr int patience = 300; // one that comes and goes at once is noise
        m_copyProgress->setMinimumDuration(patience);
        connect(m_copyProgress, &QProgressDialog::canceled, m_keeping, &EditKeeping::cancelCopy);
    }
    if (!m_copyProgress->wasCanceled())
        m_copyProgress->setValue(percent);
}

/// Whether what is open is a picture with depth that is no dataset yet.
bool MainWindow::isLoneScene() const {
    const auto& opened = m_document->datasetAsOpened();
    return opened && opened->file().empty() && !m_document->isDatasetFromAnswers();
}

void MainWindow::askForCamera() {
    const LoadedSample* shown = m_document->shown();
    if (!isLoneScene() || !shown)
        return;
    Camera known = shown->sample->frame.camera;
    // What is only assumed is not offered as if it were known.
    if (const auto record = m_document->datasetAsOpened()->record(0); record && record->intrinsics.isAbsent())
        known.fx = known.fy = 0;
    auto* dialog = new IntrinsicsDialog(toQString(shown->sample->id), known, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, opened = m_document->datasetAsOpened()] {
        m_makeLane.run([folder = opened->folder(), camera = dialog->camera()](
                           const std::stop_token&) { return std::pair(camera, writeSceneCamera(folder, camera)); },
                       [this, opened](const std::pair<Camera, Result<void>>& written) {
                           if (!written.second)
                               report(Severity::Error, translated(written.second.error()));
                           else if (opened == m_document->datasetAsOpened())
                               takeCamera(written.first);
                       });
    });
    dialog->open();
}

/// What was annotated by the picture and its depth stays at these pixels and depths.
void MainWindow::takeCamera(const Camera& camera) {
    const LoadedSample* shown = m_document->shown();
    const Annotation* annotation = m_editor->annotation();
    if (shown && annotation && shown->sample->frame.camera.isValid()) {
        const Camera before = shown->sample->frame.camera;
        Camera now = camera;
        now.widthPixels = before.widthPixels;
        now.heightPixels = before.heightPixels;
        Annotation after = *annotation;
        for (PointCamera& point : after.trajectory)
            point = now.backProject(before.project(point), point.z);
        if (after.box)
            after.box->centre = now.backProject(before.project(after.box->centre), after.box->centre.z);
        m_editor->edit(after, {tr("Another camera"), 0});
    }
    m_document->open(m_document->paths());
}

void MainWindow::chooseCopy() {
    // What was only assumed must not become a fact of a dataset.
    if (const auto record = isLoneScene() ? m_document->datasetAsOpened()->record(0) : failure("");
        record && record->intrinsics.isAbsent()) {
        m_messages->post(MessageKind::Warning,
                         tr("The camera of %1 is not known, so no dataset can be made of it yet.")
                             .arg(toQString(m_document->datasetAsOpened()->name())),
                         tr("Enter the camera…"), [this] { askForCamera(); });
        return;
    }
    askForFolder(tr("Save a copy"), tr("Save"), [this](const QString& folder) { m_keeping->saveCopy(folder); });
}

void MainWindow::askForFolder(const QString& title, const QString& acceptText,
                              const std::function<void(const QString&)>& take) {
    auto* dialog = new FolderDialog(title, acceptText, m_settings->text(QStringLiteral("annotate/folder")), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, take] {
        m_settings->setText(QStringLiteral("annotate/folder"), dialog->folder());
        take(dialog->folder());
    });
    dialog->open();
}

/// Whether there is a dataset to find something out about; says so where there is none.
bool MainWindow::canReport() {
    const bool hasDataset = m_document->dataset() && !m_document->isDatasetFromAnswers();
    if (!hasDataset)
        report(Severity::Info, tr("Open a dataset first."));
    return hasDataset;
}

DatasetReportDialog* MainWindow::showReport(const QString& title, DatasetReportDialog::Work work) {
    if (!canReport())
        return nullptr;
    auto* dialog = new DatasetReportDialog(title, m_document, std::move(work), this);
    dialog->show();
    return dialog;
}

void MainWindow::compareWith(const QString& folder) {
    compare(tr("Differences"), differencesFrom(folder));
}

void MainWindow::compareWithOriginal() {
    compare(tr("Differences from the original"), differencesFromOriginal);
}

void MainWindow::compare(const QString& title, DatasetReportDialog::Work work) {
    if (DatasetReportDialog* dialog = showReport(title, std::move(work)))
        connect(dialog, &DatasetReportDialog::done, this, [this](const DatasetReport& report) {
            std::set<std::string, std::less<>> ids;
            for (const DatasetReport::Entry& entry : report.entries)
                ids.insert(entry.id.toStdString());
            m_document->compareWith(report.other,
                                    std::make_shared<const std::set<std::string, std::less<>>>(std::move(ids)));
            updateSaving();
        });
}

bool MainWindow::mayStopCopy() {
    QMessageBox box(QMessageBox::Question, tr("A copy is being saved"),
                    tr("A copy of the dataset is still being saved. Stop it and close? Nothing of it is left then."),
                    QMessageBox::Cancel, this);
    box.setObjectName(QStringLiteral("copyDialog"));
    const QAbstractButton* stop = box.addButton(tr("Stop it and close"), QMessageBox::DestructiveRole);
    box.exec();
    return box.clickedButton() == stop || !m_keeping->isCopying();
}

/// Whether the window may close: what is unsaved is saved, or given up knowingly.
bool MainWindow::mayClose() {
    m_annotationPanel->commitTyping();
    m_annotation->cancelPlan();
    const auto waitFor = [](const std::function<bool()>& isDone, int longestMilliseconds) {
        QElapsedTimer clock;
        clock.start();
        QTimer tick; // else nothing may happen that ends the wait
        tick.start(20);
        while (!isDone() && clock.elapsed() < longestMilliseconds)
            QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents | QEventLoop::WaitForMoreEvents);
    };
    // A stroke that is still being worked out is an edit as well, and what is being saved is none any more.
    waitFor([this] { return m_annotation->isIdle() && m_editor->isIdle(); }, 3000);
    waitFor([this] { return !m_keeping->isSaving(); }, 30000);
    if (m_keeping->isCopying() && !mayStopCopy())
        return false;
    if (!m_keeping->isModified())
        return true;
    QMessageBox box(QMessageBox::Question, tr("Unsaved edits"),
                    tr("There are edits that are not saved. Save them before closing?"),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    box.setObjectName(QStringLiteral("unsavedDialog"));
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
    case QMessageBox::Save:
        return m_keeping->saveNow();
    case QMessageBox::Discard:
        m_keeping->forgetEdits();
        return true;
    default:
        return false;
    }
}

} // namespace tracestudio
