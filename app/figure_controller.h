#pragma once

#include "app/document.h"
#include "app/figure_export.h"
#include "app/settings.h"

#include <QObject>
#include <QPointer>
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
    ~FigureController() override;

    void compose();     ///< opens the composer on the current sample, or brings it to the front
    void copy();        ///< the current sample's figure goes to the clipboard
    void exportAgain(); ///< to the same place as last time
    /// Opens a figure's samples and answers, and the composer as it was.
    void openFigure(const QString& path);
    /// Of `paths` those that are figures of ours, as far as their first bytes tell: pictures also may be scenes.
    static QStringList figuresAmong(const QStringList& paths);

    [[nodiscard]] FigureComposer* composer() const { return m_composer; } ///< null until it was opened
    [[nodiscard]] bool isIdle() const;

  Q_SIGNALS:
    void reported(tracestudio::Severity severity, const QString& message);

  private:
    struct Target {
        QString output; ///< as FigureExport has it; empty: nothing exported yet
        bool isFilm = false;
    };
    void createComposer();
    void takeDocument();
    void takeScopes();
    void useCurrentView();
    void useRegion(const QRectF& points, bool isInset);
    void draw();
    void exportOne();
    void exportEach();
    void startExport(const QString& output, bool isOverwriting);
    void exportFilm();
    void takeStyles();
    void saveOptions();
    void report(Severity severity, const QString& message);
    [[nodiscard]] FigureOptions startOptions() const;
    [[nodiscard]] std::optional<FigureSubject> subject() const;
    [[nodiscard]] std::vector<std::size_t> chosenSamples() const;

    Document* m_document;
    ViewState* m_state;
    CloudView* m_cloudView;
    const BrowserController* m_browser;
    Settings* m_settings;
    QWidget* m_window;
    QPointer<FigureComposer> m_composer;
    Target m_lastTarget;
    QString m_progressWord;
    QTimer m_drawDelay; ///< typing and dragging make many changes
    JobLane m_drawLane{1}, m_exportLane{1, JobLane::Standing::Background}, m_copyLane{1}, m_openLane{1};
};

} // namespace tracestudio
