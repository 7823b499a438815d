#pragma once

#include "scene/point_cloud.h"
#include "scene/rgbd_frame.h"
#include "widgets/other_version.h"

#include <QColor>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

namespace tracestudio {

/// What a layer shows. One entry a thing a person can switch on and off.
enum class LayerKind { GroundTruth, Prediction, DestinationBox, ObjectMask, Frustum };

/// One trace as both views draw it. `layerId` names its layer ("truth", "model:0" …).
struct TraceLayer {
    QString layerId;
    QString title;
    LayerKind kind = LayerKind::Prediction;
    Trace trace;
    /// Per waypoint: the reason it fails ("collision 0.31 > 0.20"), already translated; empty where it does not.
    std::vector<QString> failures;
    double opacity = 1; ///< beside that of its layer: what a model said of an older picture fades
    bool operator==(const TraceLayer&) const = default;
};

/// What a model said of the scene beside its trace: a place it referred to, or a length it measured. Belongs to the
/// model's layer: drawn in its colour and hidden with it. Points are never joined.
struct SceneMark {
    enum class Kind { Point, Span };
    QString layerId;
    Kind kind = Kind::Point;
    QString label;                      ///< beside the mark; already translated, may be empty
    QString toolTip;                    ///< the whole of it
    PixelPoint pixel;                   ///< of a point, or where a span begins
    PixelPoint pixelTo;                 ///< where a span ends
    std::optional<PointCamera> point;   ///< metres; nothing where no depth was said
    std::optional<PointCamera> pointTo; ///< of a span's end
    bool operator==(const SceneMark&) const = default;
};

/// Everything the two views show of the current sample, immutable; the views are handed a new one when anything
/// changes. `cloud` is made once by the worker that loads the sample.
struct ViewScene {
    std::shared_ptr<const Sample> sample;
    std::shared_ptr<const PointCloud> cloud;
    std::vector<TraceLayer> traces; ///< ground truth first, then the models in their order
    std::vector<SceneMark> marks;   ///< in the order of their models
    /// Of another version of the dataset, while the two are compared; null where it does not differ.
    std::shared_ptr<const OtherVersion> other;
    /// Of a camera's picture: the same number for all of one camera standing open, so that the views stay as the person
    /// has turned them while its pictures change. 0: a sample.
    std::uint64_t live = 0;
};

/// Whether the views stay where they are when `now` follows `before`.
bool isSameView(const ViewScene* before, const ViewScene* now);

} // namespace tracestudio
