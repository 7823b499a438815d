#pragma once

#include "widgets/image_picture.h"
#include "widgets/mark_painter.h"
#include "widgets/view_scene.h"
#include "widgets/view_state.h"

#include <QCoreApplication>
#include <QLineF>
#include <QPolygonF>
#include <QSizeF>
#include <memory>
#include <vector>

class QPainter;

namespace tracestudio {

/// From image pixels to positions on a view, and back.
struct ImageMapping {
    double scale = 1; ///< device-independent pixels an image pixel
    QPointF origin;   ///< where the middle of pixel (0, 0) is on the view
    QSizeF viewSize;

    static ImageMapping of(const ImageTransform& transform, const QSizeF& viewSize);
    [[nodiscard]] QPointF toView(const QPointF& pixel) const { return origin + pixel * scale; }
    [[nodiscard]] QPointF toView(const PixelPoint& pixel) const { return toView(QPointF(pixel.x, pixel.y)); }
    [[nodiscard]] PixelPoint toPixel(const QPointF& position) const {
        return {(position.x() - origin.x()) / scale, (position.y() - origin.y()) / scale};
    }
};

/// What is laid over the picture, in image pixels, worked out once a scene: object outline, the destination box's
/// edges, the traces and what another version has of these, cut off where they pass behind the camera. Paints itself
/// and says what is at a position.
class ImageOverlay {
    Q_DECLARE_TR_FUNCTIONS(tracestudio::ImageOverlay)
  public:
    /// What `previous` has ready of the same pictures and mask is taken over; it may be null.
    explicit ImageOverlay(std::shared_ptr<const ViewScene> scene, const ImageOverlay* previous = nullptr);

    /// The frame all pixels refer to: the camera's, else the picture's, else what holds every waypoint.
    [[nodiscard]] QSize frameSize() const { return m_frameSize; }
    [[nodiscard]] const ImagePicture& picture() const { return m_picture; }
    /// Around the destination box as seen, image pixels; empty where there is none.
    [[nodiscard]] const QPolygonF& boxHull() const { return m_boxHull; }

    void paint(QPainter& painter, const ImageMapping& mapping, const ViewState& state) const;

    /// What a click there selects: the nearest waypoint within 10 points, else the box, else the object, else nothing.
    [[nodiscard]] Selection pick(const QPointF& position, const ImageMapping& mapping, const ViewState& state) const;
    /// A waypoint in words, and why it fails; empty for anything else.
    [[nodiscard]] QString describe(const Selection& selection) const;
    /// What a scene mark there says; empty where there is none.
    [[nodiscard]] QString describeMark(const QPointF& position, const ImageMapping& mapping,
                                       const ViewState& state) const;
    /// Where a waypoint is seen; nothing when it is behind the camera or unknown.
    [[nodiscard]] std::optional<PixelPoint> pixelOf(const Selection& selection) const;
    /// The waypoint `step` further on the selected trace, or on the first visible one; nothing without traces.
    [[nodiscard]] std::optional<Selection> stepped(const Selection& from, int step, const ViewState& state) const;

  private:
    struct Line {
        const TraceLayer* layer;
        std::vector<QLineF> segments;                  ///< image pixels, in front of the camera
        std::vector<std::optional<QPointF>> waypoints; ///< image pixels
    };
    [[nodiscard]] const TraceLayer* layer(const QString& id) const;
    void takeOther(const Camera& camera);
    void paintOther(QPainter& painter, const ImageMapping& mapping, const ViewState& state) const;
    void paintObject(QPainter& painter, const ImageMapping& mapping, const ViewState& state) const;
    void paintBox(QPainter& painter, const ImageMapping& mapping, const ViewState& state) const;
    void paintLine(QPainter& painter, const ImageMapping& mapping, const ViewState& state, const Line& line) const;
    /// Appends the places of numbers to `numbers`.
    void paintWaypoints(QPainter& painter, const ImageMapping& mapping, const ViewState& state, const Line& line,
                        std::vector<QPointF>& numbers) const;
    /// The visible scene marks in the order of painting.
    [[nodiscard]] std::vector<PlacedMark> placedMarks(const ImageMapping& mapping, const ViewState& state) const;

    std::shared_ptr<const ViewScene> m_scene;
    QSize m_frameSize;
    ImagePicture m_picture;
    MaskOutline m_outline;
    std::vector<QLineF> m_boxEdges; ///< image pixels, in front of the camera
    QPolygonF m_boxHull;
    /// The visible ones, the one that lies over all others last.
    [[nodiscard]] std::vector<const Line*> inPaintOrder(const ViewState& state) const;

    std::vector<Line> m_lines;
    /// Of another version, image pixels: what it has elsewhere, cut off as above.
    struct Other {
        MaskOutline outline;
        std::vector<QLineF> lines; ///< of its box and its trace
        std::vector<QPointF> waypoints;
    };
    std::shared_ptr<const Other> m_other; ///< null: none
};

/// The style of a layer, with its first colour when none was chosen.
LayerStyle styleOf(const ViewState& state, const QString& layerId);

} // namespace tracestudio
