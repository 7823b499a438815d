#pragma once

#include "app/live_answers.h"
#include "app/opening.h"
#include "widgets/figure/figure.h"

#include <QColor>
#include <vector>

namespace tracestudio {

/// An answer given in the window, as a figure holds it.
struct FigureLiveAnswer {
    QString name;
    std::string sampleId, text;
    std::shared_ptr<const ModelScore> score; ///< of this one answer; may be null
    QColor colour;
    bool startsAtMeasuredDepth = false; ///< as LiveAnswer's
};

/// Which samples and answers a figure is of. Shares everything with the document it was taken from, and is immutable,
/// so that it can be drawn on a worker.
struct FigureSubject {
    std::shared_ptr<const Dataset> dataset;
    std::vector<OpenModel> models;
    std::vector<QColor> modelColours; ///< of their layers
    std::vector<FigureLiveAnswer> liveAnswers;
    std::vector<std::size_t> samples;
    QColor truthColour, boxColour, objectColour;

    /// Of the models, then of the live answers, each once.
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] int indexOf(const FigureLiveAnswer& live) const; ///< among them
};

/// Scores the models that have no score yet. Any thread.
Result<void> scoreModels(FigureSubject& subject, const std::stop_token& stop = {});
/// Whether an answer to the sample has this verdict (nameOf), or "failure".
bool hasVerdict(const FigureSubject& subject, std::size_t sample, const QString& verdict);
/// The layers' colours of the theme in force. GUI thread.
void takeThemeColours(FigureSubject& subject);

/// Ready to be drawn. Reads the first sample and looks at the others, so it takes a moment; the next ones are read
/// ahead while one is drawn.
FigureContent figureContent(const FigureSubject& subject);

/// The trace of the sample's annotation as the views draw it; nothing where there is none.
std::optional<TraceLayer> truthLayer(const Sample& sample);

/// What both views show of a sample that stands in files: ground truth, the models' traces and their marks.
ViewScene sceneFromFiles(std::size_t index, std::shared_ptr<const Sample> sample,
                         std::shared_ptr<const PointCloud> cloud, const std::vector<OpenModel>& models);

} // namespace tracestudio
