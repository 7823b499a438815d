#pragma once

#include "widgets/figure_form.h"
#include "widgets/figure_history.h"
#include "widgets/message_bar.h"

#include <QDialog>
#include <functional>

class QProgressBar;
class QPushButton;
class QTimer;
class QToolButton;

namespace tracestudio {

class ElidedLabel;
class FigurePreview;

/// The window where a figure is composed: the figure as it will be exported at its real size, the form of all its
/// options, and what can be made of it. Knows options, names and a picture; no document and no file: it says what is
/// wanted and is told what came of it. What is set from outside is not told again, but can be undone like all that
/// changes the options while the window is there. Not modal; remembers nothing itself. GUI thread only.
/// Object names: figurePreview, figureZoom…, figureCropTool, figureInsetTool, figureUndo, figureRedo, figureForm and
/// its fields, figureFacts, figureExport, figureExportEach, figureExportAgain, figureCopy, figureFilm, figureProgress,
/// figureCancel.
class FigureComposer : public QDialog {
    Q_OBJECT
  public:
    using Scope = FigureScope;

    explicit FigureComposer(QWidget* parent = nullptr);

    void setOptions(const FigureOptions& options);
    [[nodiscard]] FigureOptions options() const;
    /// The person's own, listed after the built-in ones.
    void setStyleNames(const QStringList& own);
    void setAnswers(const std::vector<FigureAnswerChoice>& answers);
    [[nodiscard]] QStringList shownAnswers() const; ///< ids
    /// How many samples each would be. A scope of none cannot be chosen; one that was chosen becomes Current.
    void setScopes(int selected, int filtered);
    [[nodiscard]] Scope scope() const;
    void setScope(Scope scope);
    /// The object names of the form's groups that are not folded.
    [[nodiscard]] QStringList openGroups() const;
    void setOpenGroups(const QStringList& names);

    /// The figure, drawn at previewDpi(), and the pixels that its PNG will have.
    void setPreview(const QImage& picture, const QSizeF& sizePoints, int pixelWidth, int pixelHeight);
    /// What the preview is to be drawn at, a whole number, so that it is sharp at the present zoom and device pixel
    /// ratio; never more than the figure's own resolution: nobody is to be shown what the export will not have.
    [[nodiscard]] double previewDpi() const;
    /// Why there is no picture, in its place.
    void setPreviewProblem(const QString& text);
    /// A quiet sign that a new picture is being drawn; the old one stays.
    void setBusy(bool isDrawing);
    /// An export goes on: what it does, and the share that is done, 0…1, or less than 0 where it is not known. Empty
    /// `what` when it is over.
    void setProgress(const QString& what, double share);
    /// Above the preview; the button is there when `actionText` is not empty.
    void showMessage(MessageKind kind, const QString& text, const QString& actionText = {},
                     std::function<void()> action = {});

    [[nodiscard]] QSize sizeHint() const override;

  public Q_SLOTS:
    /// Escape: leaves the tool, else cancels the export, else closes the window.
    void reject() override;

  Q_SIGNALS:
    void changed();              ///< what the preview follows: options, answers, scope, previewDpi
    void exportRequested();      ///< one figure of the scope
    void exportEachRequested();  ///< a file a sample of the scope
    void exportAgainRequested(); ///< the same files as last time
    void copyRequested();
    void filmRequested(); ///< a turntable or a sweep along the trace
    void cancelRequested();
    /// The window's view is wanted for the camera; the answer is setOptions.
    void currentViewRequested();
    /// One of the person's own; the answer is setOptions. Built-in ones are applied here.
    void styleChosen(const QString& name);
    /// To be kept under the name it has; the answer is setStyleNames and setOptions.
    void saveStyleRequested(const FigureStyle& style);
    void removeStyleRequested(const QString& name);
    /// A rectangle was dragged on the preview, in the figure's points: what to enlarge, or what to keep. The answer is
    /// setOptions.
    void regionDrawn(const QRectF& points, bool isInset);

  protected:
    void closeEvent(QCloseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* createToolRow();
    QWidget* createStage();
    QWidget* createButtonRow();
    void addKeys();
    void followOptions();
    void goTo(const FigureOptions& options);
    void followDpi();
    void showFacts();
    void placeMessages();

    FigureForm* m_form;
    FigurePreview* m_preview;
    MessageBar* m_messages = nullptr;
    QToolButton* m_crop = nullptr;
    QToolButton* m_inset = nullptr;
    QToolButton* m_undo = nullptr;
    QToolButton* m_redo = nullptr;
    QToolButton* m_zoom = nullptr;
    ElidedLabel* m_facts = nullptr;
    QWidget* m_busy = nullptr;
    QTimer* m_busyDelay = nullptr;
    QWidget* m_progressRow = nullptr;
    ElidedLabel* m_progressText = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_export = nullptr;
    std::vector<QPushButton*> m_makers; ///< what starts something; off while something goes on
    QSizeF m_sizePoints;
    QSize m_pixels;
    double m_toldDpi = 0;
    std::optional<FigureHistory> m_history; ///< from the first options on
};

} // namespace tracestudio
