#pragma once

#include "app/document.h"
#include "app/figure_export.h"
#include "app/figure_film.h"
#include "app/figure_recipe.h"
#include "app/settings.h"

#include <QObject>
#include <QSet>
#include <QTimer>

class QWidget;

namespace tracestudio {

class BrowserController;
class CloudView;
class FigureComposer;
class ViewState;

/// Makes figures of what the document has open: joins the composer to it, draws previews and files on workers, copies,
/// exports again, and opens figures that were exported before. GUI thread.
class FigureController : public QObject {
    Q_OBJECT
  public:
    /// `cloudView` gives the camera where a figure is to look as the window does.
    FigureController(Document* document, ViewState* state, CloudView* cloudView, const BrowserController* browser,
                     Settings* settings, QWidget* window);

    void compose();     ///< opens the composer, or brings it to the front
    void copy();        ///< the figure goes to the clipboard, as pixels and as SVG
    void exportAgain(); ///< to the same place as last time, replacing it
    /// Writes the figure, a figure a sample where `output` is a pattern. Answers by `exported`.
    void startExport(const QString& output, bool isOverwriting);
    void startFilm(const QString& path, const FilmMotion& motion);
    void cancelExport();
    /// Opens a figure's samples and answers, and the composer as it was. A picture that is no figure is opened as a
    /// scene.
    void openFigure(const QString& path);

    [[nodiscard]] FigureComposer* composer() const { return m_composer; } ///< null until it was opened
    [[nodiscard]] bool isIdle() const;

  Q_SIGNALS:
    void reported(tracestudio::Severity severity, const QString& message);
    void exported(const QStringList& files); ///< none: it failed or was cancelled

  private:
    struct Drawn;
    void createComposer();
    void takeDocument();
    void takeScopes();
    void useCurrentView();
    void useRegion(const QRectF& points, bool isInset);
    void drawSoon();
    void draw();
    void askWhere();
    void askWhereEach();
    void askForFilm();
    void finishExport(const FigureExportResult& result);
    void setExporting(const QString& what);
    void showOpened();
    static QString noSample();
    void takeAnswer(const FigureLiveAnswer& found);
    void report(Severity severity, const QString& message);
    void takeStyles();
    [[nodiscard]] FigureOptions options() const;
    [[nodiscard]] std::optional<FigureSubject> subject() const;
    [[nodiscard]] std::vector<std::size_t> chosenSamples() const;
    [[nodiscard]] QString proposedName() const;

    Document* m_document;
    ViewState* m_state;
    CloudView* m_cloudView;
    const BrowserController* m_browser;
    Settings* m_settings;
    QWidget* m_window;
    FigureComposer* m_composer = nullptr;  ///< a child of the window
    QSet<QString> m_hiddenAnswers;         ///< ids of those that were switched off
    std::vector<std::size_t> m_openedWith; ///< samples of an opened figure, until another one is gone to
    struct Opening {
        FigureRecipe recipe;
        QString figure;
    };
    std::optional<Opening> m_opening;     ///< a figure whose dataset is being opened
    std::optional<FigureLayout> m_layout; ///< of the preview
    QSize m_pictureSize;                  ///< of its first sample
    QString m_lastOutput;                 ///< of the last export; empty: none
    std::optional<FilmMotion> m_lastFilm; ///< it was a film
    QString m_exporting;                  ///< what is being written; empty: nothing
    QTimer m_drawDelay;                   ///< dragging and typing make many changes
    JobLane m_drawLane{1}, m_copyLane{1}, m_openLane{1}, m_exportLane{1, JobLane::Standing::Background};
};

} // namespace tracestudio
