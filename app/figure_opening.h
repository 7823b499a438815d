#pragma once

#include "app/document.h"
#include "app/figure_recipe.h"

#include <QObject>
#include <optional>

namespace tracestudio {

class CloudView;
class ViewState;

/// Opens figures that were exported: finds their benchmark and answers, has the document open them, and brings back
/// what the window showed: sample, camera, colours, and answers that are in no file. Says what is missing or has
/// changed. GUI thread; files are read on a worker.
class FigureOpening : public QObject {
    Q_OBJECT
  public:
    FigureOpening(Document* document, ViewState* state, CloudView* cloudView, QObject* parent = nullptr);

    void open(const QString& figure);
    [[nodiscard]] bool isIdle() const { return m_lane.isIdle() && !m_pending; }

  Q_SIGNALS:
    /// The window shows the figure's first sample that is still there; `samples` are all of those.
    void opened(const tracestudio::FigureRecipe& recipe, const std::vector<std::size_t>& samples);
    void reported(tracestudio::Severity severity, const QString& message);

  private:
    void goOn();
    void lookForTheRest(const FigureRecipe& recipe, const QString& figure);
    void takeAnswer(const FigureLiveAnswer& found);
    void setColour(const QString& layerId, const QColor& colour);

    /// A figure whose dataset is being opened.
    struct Pending {
        FigureRecipe recipe;
        QString figure;
        QStringList paths;    ///< that the document was asked to open
        bool isThere = false; ///< it has
    };
    Document* m_document;
    ViewState* m_state;
    CloudView* m_cloudView;
    std::optional<Pending> m_pending;
    JobLane m_lane{1};
};

} // namespace tracestudio
