#pragma once

#include "app/document.h"
#include "app/figure_export.h"
#include "app/figure_film.h"
#include "app/figure_opening.h"
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

    void takeScopes();  ///< other samples are selected or shown
    void compose();     ///< opens the composer, or brings it to the front
    void copy();        ///< the figure goes to the clipboard, as pixels and as SVG
    void exportAgain(); ///< to the same place as last time, replacing it
    /// Writes the figure, or a figure for each sample; see FigureExport. Answers by `exported`.
    void startExport(const QString& output, bool isForEach, const QStringList& replaceable = {},
                     bool isOverwriting = false);
    void startFilm(const QString& path, const FilmMotion& motion, bool isOverwriting);
    void cancelExport();
    /// Opens a figure's samples and answers, and the composer as it was.
    void openFigure(const QString& path) { m_opening.open(path); }

    [[nodiscard]] FigureComposer* composer() const { return m_composer; } ///< null until it was opened
    [[nodiscard]] bool isIdle() const;

  Q_SIGNALS:
    void reported(tracestudio::Severity severity, const QString& message);
    void exported(const QStringList& files); ///< none: it failed or was cancelled

  private:
    struct Drawn;
    void createComposer();
    void takeDocument();
    void takeAnswers();
    void tellOf(const QString& text);
    void setOptions(const FigureOptions& options);
    void saveOptions();
    void useCurrentView();
    void useRegion(const QRectF& points, bool isInset);
    void drawSoon();
    void draw();
    void askWhere();
    void askWhereEach();
    void askForFilm();
    void finishExport(const FigureExportResult& result);
    void setExporting(const QString& what);
    void showOpened(const FigureRecipe& recipe, const std::vector<std::size_t>& samples);
    static QString noSample();
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
    QSet<QString> m_hiddenAnswers;         ///< files and layers of those that were switched off
    std::vector<std::size_t> m_openedWith; ///< samples of an opened figure, until another one is gone to
    std::optional<FigureLayout> m_layout;  ///< of the preview
    QSize m_pictureSize;                   ///< of its first sample
    /// What was written last.
    struct Written {
        QString output; ///< empty: nothing yet
        bool isForEach = false;
        std::vector<std::size_t> samples;
        QStringList files;
        std::optional<FilmMotion> film;
    };
    Written m_last;
    QString m_toldOfPreview;
    QString m_exporting; ///< what is being written; empty: nothing
    FigureOpening m_opening;
    QTimer m_drawDelay; ///< dragging and typing make many changes
    JobLane m_drawLane{1}, m_copyLane{1}, m_exportLane{1, JobLane::Standing::Background};
};

} // namespace tracestudio
