#pragma once

#include "scene/box_shaping.h"
#include "widgets/cloud_renderer.h"
#include "widgets/view_camera.h"

#include <QPointF>
#include <QSizeF>
#include <optional>
#include <vector>

class QPainter;

namespace tracestudio {

/// What the cloud view shows right now: where it stands, and the buffers of its last picture.
struct CloudSight {
    const ViewCamera& camera;
    QSizeF viewport; ///< device-independent pixels, as all positions here
    double devicePixelRatio = 1;
    const CloudRenderer& renderer;

    [[nodiscard]] std::optional<QPointF> place(const PointCamera& point) const {
        return camera.project(point, viewport);
    }
    /// The point of the cloud that is seen nearest to `position`, within `reach` of it; nothing where there is none.
    [[nodiscard]] std::optional<PointCamera> surfaceAt(const QPointF& position, double reach) const;
    /// Metres that a device-independent pixel is wide at `point`; nothing behind the eye.
    [[nodiscard]] std::optional<double> metresPerPixel(const PointCamera& point) const;
};

/// Something to take hold of in the cloud view, drawn at the same size however near it is. Metres, camera frame.
struct Handle {
    enum class Kind {
        Arrow,  ///< moves along `direction`
        Square, ///< moves in the plane across `direction`
        Face,   ///< resizes along `direction`, outwards
        Ring,   ///< turns about `direction`, by the right hand
        Inside, ///< the whole box, moved over the ground: the plane across `direction`
    };
    Kind kind = Kind::Arrow;
    int axis = 0;           ///< of the three it belongs to; of a box its own
    bool isPositive = true; ///< of a face: its side
    bool isProminent = true;
    cv::Vec3d direction{0, 0, 0}; ///< unit
    PointCamera origin;           ///< what is moved, or turned about; of a face its middle
    /// Arrow: foot and tip. Square, ring: their outline, closed. Face: its middle, or where the way to it leaves the
    /// view. Inside: the corners of the box.
    std::vector<PointCamera> outline;

    [[nodiscard]] bool isSame(const Handle& other) const {
        return kind == other.kind && axis == other.axis && isPositive == other.isPositive;
    }
};

/// The handles of a waypoint: an arrow along each of the three axes (columns of `axes`) and a square in each of their
/// planes. Those seen too much from their end to be used are left out, as everything is behind the eye.
std::vector<Handle> waypointHandles(const PointCamera& waypoint, const cv::Matx33d& axes, const CloudSight& sight);
/// The handles of a box: the middles of its faces, an arrow along each of its axes, a ring about each, of which the one
/// most upright is prominent, and its inside. Faces and rings of a box larger than the view stay in it.
std::vector<Handle> boxHandles(const OrientedBox& box, const cv::Vec3d& up, const CloudSight& sight);

/// Where a handle is best taken hold of.
std::optional<QPointF> gripOf(const Handle& handle, const CloudSight& sight);
/// The handle at a position; small ones before those that reach far.
std::optional<Handle> handleAt(const std::vector<Handle>& handles, const QPointF& position, const CloudSight& sight);
/// Paints the handles, fainter where the cloud hides them; `lit` is the one under the mouse or held.
void paintHandles(QPainter& painter, const std::vector<Handle>& handles, const std::optional<Handle>& lit,
                  const CloudSight& sight);

} // namespace tracestudio
