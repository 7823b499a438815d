#pragma once

#include "app/browser_controller.h"
#include "app/dataset_report.h"
#include "app/document.h"
#include "app/settings.h"
#include "widgets/view_state.h"

#include <QMainWindow>

class QAction;
class QActionGroup;
class QLabel;
class QMenu;
class QProgressDialog;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace tracestudio {

class AnnotationController;
class AnnotationPanel;
class BrowserPanel;
class CaptureController;
class CapturePanel;
class CloudView;
class CommandPalette;
class DatasetEditor;
class EditKeeping;
class FigureController;
class ImageView;
class InspectorPanel;
class InstructionPanel;
class LayerPanel;
class MessageBar;
class ModelController;
class ShortcutsDialog;
class SummaryPanel;

/// The window: browser, the two views, inspector and layers, joined to one Document and one ViewState. Holds no state
/// of its own beyond where the panels are.
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    MainWindow(Document* document, Settings* settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] ModelController* models() { return m_models; }
    [[nodiscard]] FigureController* figures() { return m_figures; }
    [[nodiscard]] CaptureController* capture() { return m_capture; }
    [[nodiscard]] DatasetEditor* editor() { return m_editor; }
    [[nodiscard]] EditKeeping* keeping() { return m_keeping; }
    [[nodiscard]] ViewState* viewState() { return &m_state; }
    /// Everything asked for is loaded, scored and painted; for pictures of the window.
    [[nodiscard]] bool isSettled() const;
    /// Opens what each path is: figures that were exported, and all that a document opens.
    void open(const QStringList& paths, const QString& startAt = {});
    /// The next dataset is filtered as the last one was when the program ended, and annotated if that one was.
    void restoreSession();
    /// Opens the panel for annotating with this tool in force.
    void annotate(EditTool tool);

  public Q_SLOTS:
    void compareWith(const QString& folder); ///< another version of the dataset
    void compareWithOriginal();              ///< what it was before it was first saved here
    void openFolder();
    void openAnswers();

  protected:
    void showEvent(QShowEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    QAction* addCommand(QMenu* menu, const QString& text, const QList<QKeySequence>& keys, const char* name);
    [[nodiscard]] QList<QAction*> commands() const; ///< everything a menu offers, for the palette
    void openPalette(const QString& text = {});
    void createPanels();
    void createFileMenu();
    void createSampleMenu();
    void createViewMenu();
    void createModelMenu();
    void createFigureMenu();
    void createCaptureMenu();
    void createAnnotation();
    void createAnnotateMenu();
    void connectAnnotation();
    void updateSaving();
    void setAnnotating(bool isAnnotating);
    void saveAnnotating();
    void restoreAnnotating();
    void askForCamera();
    void takeCamera(const Camera& camera);
    [[nodiscard]] bool isLoneScene() const;
    void showCopyProgress(const QString& folder, int percent);
    void chooseCopy();
    [[nodiscard]] bool canReport();
    void compare(const QString& title, DatasetReportDialog::Work work);
    DatasetReportDialog* showReport(const QString& title, DatasetReportDialog::Work work);
    void askForFolder(const QString& title, const QString& acceptText, const std::function<void(const QString&)>& take);
    void newDataset();
    void makeDataset(const QString& folder);
    void newSample();
    void duplicateSample();
    [[nodiscard]] bool canTakeSamples();
    void makeSample(const std::function<Result<RgbdFrame>()>& read, const Annotation& annotation);
    [[nodiscard]] bool mayClose();
    [[nodiscard]] bool mayStopCopy();
    void connectCapture();
    void placeAskedPicture();
    void showAskedPicture(const std::shared_ptr<const ViewScene>& scene, const QString& title);
    void createPanelMenu();
    void createHelpMenu();
    void createToolBar();
    void connectDocument();
    void fillRecentMenu();
    void fillAnswersMenu();
    void setLayers();
    int report(Severity severity, const QString& text);
    void updateTitle();
    void updateInspector();
    void updateSummary();
    void updateStage();
    void takeTheme(ThemeChoice choice);
    void takeColours();
    void arrangeSide();
    void takeDisplay();
    void fitFocusedView();
    void markCurrent(ReviewMark::Judgement judgement);
    void noteCurrent();
    void offerAnswersBeside();
    void restoreLayout();
    void saveLayout();
    void showKeys();
    void setFolded(bool isFolded);
    void keepOneView(QAction* other);

    Document* m_document;
    Settings* m_settings;
    ViewState m_state;
    BrowserPanel* m_browser = nullptr;
    BrowserController* m_browserController = nullptr;
    ImageView* m_imageView = nullptr;
    CloudView* m_cloudView = nullptr;
    InspectorPanel* m_inspector = nullptr;
    LayerPanel* m_layers = nullptr;
    SummaryPanel* m_summary = nullptr;
    InstructionPanel* m_instruction = nullptr;
    ModelController* m_models = nullptr;
    FigureController* m_figures = nullptr;
    CapturePanel* m_capturePanel = nullptr;
    CaptureController* m_capture = nullptr;
    DatasetEditor* m_editor = nullptr;
    EditKeeping* m_keeping = nullptr;
    AnnotationPanel* m_annotationPanel = nullptr;
    AnnotationController* m_annotation = nullptr;
    QStackedWidget* m_sideTop = nullptr; ///< inspector, or the panel for annotating
    ViewState m_askedState;              ///< of the picture that was asked about, beside the live one
    QWidget* m_asked = nullptr;
    QTimer* m_askedEnd = nullptr;
    ImageView* m_askedView = nullptr;
    QLabel* m_askedTitle = nullptr;
    MessageBar* m_messages = nullptr;
    CommandPalette* m_palette = nullptr;
    ShortcutsDialog* m_keys = nullptr;
    QSplitter* m_columns = nullptr;
    QSplitter* m_views = nullptr;
    QSplitter* m_sideParts = nullptr;  ///< inspector and layers
    std::vector<int> m_modelMessages;  ///< what went wrong with the questions before
    std::vector<int> m_savingMessages; ///< of what went wrong with saving
    std::vector<int> m_sampleMessages; ///< about the current sample
    std::vector<int> m_sourceMessages; ///< of how the camera or recording does
    bool m_isSideArranged = false;     ///< by the person
    QWidget* m_side = nullptr;
    QStackedWidget* m_stage = nullptr;
    QLabel* m_stageText = nullptr; ///< on the stage while there is nothing to show
    QTimer* m_busyDelay = nullptr;
    QLabel* m_statusText = nullptr;

    QMenu* m_recentMenu = nullptr;
    QMenu* m_closeAnswersMenu = nullptr;
    QAction *m_openAction = nullptr, *m_answersAction = nullptr, *m_linkedAction = nullptr, *m_egoAction = nullptr,
            *m_topAction = nullptr, *m_fitAction = nullptr, *m_shadingAction = nullptr, *m_summaryAction = nullptr,
            *m_keepViewAction = nullptr, *m_paletteAction = nullptr, *m_foldAction = nullptr,
            *m_browserAction = nullptr, *m_imageAction = nullptr, *m_cloudAction = nullptr,
            *m_inspectorAction = nullptr, *m_instructionAction = nullptr, *m_stackedAction = nullptr,
            *m_stopAction = nullptr, *m_figureAction = nullptr, *m_captureAction = nullptr, *m_freezeAction = nullptr,
            *m_saveSampleAction = nullptr, *m_recordAction = nullptr, *m_annotateAction = nullptr,
            *m_deleteAction = nullptr, *m_saveAction = nullptr, *m_saveCopyAction = nullptr, *m_discardAction = nullptr,
            *m_originalAction = nullptr, *m_otherAction = nullptr, *m_endComparisonAction = nullptr,
            *m_cameraAction = nullptr;
    QProgressDialog* m_copyProgress = nullptr; ///< of the copy that is being saved; null: none
    QMenu* m_colourMenu = nullptr;
    bool m_hasColumnWidths = false; ///< as the person left them, or as fits the first size of the window
    bool m_isSummaryStale = true;
    JobLane m_summaryLane{1}, m_makeLane{1};
    QActionGroup *m_depthGroup = nullptr, *m_colouringGroup = nullptr;
};

} // namespace tracestudio
