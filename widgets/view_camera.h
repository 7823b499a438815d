#pragma once

#include "scene/camera.h"
#include "widgets/view_state.h"

#include <QJsonObject>
#include <QPointF>
#include <QSizeF>
#include <opencv2/core/matx.hpp>
#include <optional>
#include <span>

namespace tracestudio {

/// How points in front of a view land on its pixels: u = fx·X/Z + cx, v = fy·Y/Z + cy in perspective, and
/// u = fx·X + cx, v = fy·Y + cy when orthographic. X right, Y down, Z forward, metres, in the view's own frame. The
/// origin is the top left corner of the viewport, so the middle of its first pixel is at (0.5, 0.5).
struct Lens {
    double fx = 1;
    double fy = 1;
    double cx = 0;
    double cy = 0;
    bool isOrthographic = false;

    /// The same picture with `factor` times as many pixels a side.
    [[nodiscard]] Lens scaled(double factor) const;
    /// The part of the picture that starts at (left, top).
    [[nodiscard]] Lens cropped(double left, double top) const;
    /// Pixels a metre across the view takes at `depthMetres`.
    [[nodiscard]] double pixelsPerMetre(double depthMetres) const;
    /// OpenGL's projection (view frame x right, y up, z backward; clip cube -1…1) for a target of this size.
    [[nodiscard]] cv::Matx44d openGlProjection(double width, double height, double nearMetres, double farMetres) const;
};

/// Where the cloud is looked at from, and how: a plain value. The world is the capturing camera's frame (OpenCV: x
/// right, y down, z forward, metres). Either *free* (a focal length, or orthographic) or *ego*: the capturing camera's
/// own pose and intrinsics under an ImageTransform, so that the picture lies exactly over the image view's. Viewports
/// are in device-independent pixels; scale the lens for a finer picture.
class ViewCamera {
  public:
    ViewCamera() = default;
    /// The capturing camera. With `transform.isFitted` the whole picture is fitted into whatever viewport is asked for;
    /// otherwise image pixel `transform.centre` is at its middle and an image pixel is `transform.scale` pixels wide.
    /// An invalid camera gives a free view from its place.
    static ViewCamera ego(const Camera& camera, const ImageTransform& transform);
    /// From `eye` towards `pivot`, upright with respect to the unit vector `up`.
    static ViewCamera lookingAt(const PointCamera& eye, const PointCamera& pivot, const cv::Vec3d& up);

    [[nodiscard]] bool isEgo() const { return m_isEgo; }
    [[nodiscard]] bool isOrthographic() const { return m_isOrthographic; }
    [[nodiscard]] const PointCamera& eye() const { return m_eye; }
    [[nodiscard]] const PointCamera& pivot() const { return m_pivot; }
    /// Against gravity as far as is known; what orbiting turns about. A unit vector.
    [[nodiscard]] const cv::Vec3d& up() const { return m_up; }
    [[nodiscard]] cv::Vec3d forward() const;
    /// Rows are the view's right, down and forward axes in the world.
    [[nodiscard]] const cv::Matx33d& rotation() const { return m_rotation; }
    /// Of an ego view: the transform in force, with `isFitted` resolved for this viewport into scale and centre.
    [[nodiscard]] ImageTransform imageTransform(const QSizeF& viewport) const;

    [[nodiscard]] Lens lens(const QSizeF& viewport) const;
    /// World to the view's frame (OpenCV axes), 4×4.
    [[nodiscard]] cv::Matx44d viewMatrix() const;
    /// In the view's frame, metres; z is the distance in front of the eye's plane.
    [[nodiscard]] PointCamera toView(const PointCamera& point) const;
    [[nodiscard]] PointCamera fromView(const PointCamera& point) const;
    /// Where `point` is seen; nothing when it is behind the eye or not finite.
    [[nodiscard]] std::optional<QPointF> project(const PointCamera& point, const QSizeF& viewport) const;
    /// The world point that is seen at `position`, `depthMetres` in front of the eye's plane.
    [[nodiscard]] PointCamera unproject(const QPointF& position, double depthMetres, const QSizeF& viewport) const;
    /// The pivot's distance in front of the eye's plane, metres; at least a centimetre.
    [[nodiscard]] double pivotDepthMetres() const;

    /// What is turned about and measured from; the view does not move.
    void setPivot(const PointCamera& pivot) { m_pivot = pivot; }
    void setUp(const cv::Vec3d& up) { m_up = up; }
    /// Gives up the ego form without moving a single pixel of the picture in this viewport.
    void makeFree(const QSizeF& viewport);
    /// Turns about the pivot: `yaw` about up, `pitch` about the view's own right axis, radians. There is no roll to
    /// drift, and the view never tips over the top. Makes the view free, as do all below.
    void orbit(double yaw, double pitch, const QSizeF& viewport);
    /// Moves sideways so that what is at the pivot's depth follows the mouse by `delta`.
    void pan(const QPointF& delta, const QSizeF& viewport);
    /// Comes closer by `factor` (> 1 is nearer) to what is at `position`, which stays where it is. `depthMetres` is
    /// how far away that is.
    void dolly(double factor, const QPointF& position, double depthMetres, const QSizeF& viewport);
    /// Keeps the direction and moves so that the points just fill the viewport but for a margin.
    void fit(std::span<const PointCamera> points, const QSizeF& viewport);
    /// Switches between perspective and parallel rays; what is at the pivot's depth keeps its size.
    void setOrthographic(bool isOrthographic, const QSizeF& viewport);

    /// A free view, to be kept in a file; an ego view is made free first (makeFree). Nothing where a number is missing
    /// or makes no view.
    [[nodiscard]] QJsonObject toJson() const;
    static std::optional<ViewCamera> fromJson(const QJsonObject& json);

    bool operator==(const ViewCamera&) const = default;

  private:
    PointCamera m_eye{0, 0, 0};
    PointCamera m_pivot{0, 0, 2};
    cv::Matx33d m_rotation = cv::Matx33d::eye();
    cv::Vec3d m_up{0, -1, 0};
    // The free form, as shares of the viewport's height so that it scales with the window: focal length, off-axis
    // shift (not zero after leaving an ego view that was off its centre), and metres a viewport's height shows.
    double m_focal = 1.1;
    double m_aspect = 1; ///< fx / fy
    double m_shiftX = 0;
    double m_shiftY = 0;
    double m_heightMetres = 1; ///< orthographic
    bool m_isOrthographic = false;
    bool m_isEgo = false;
    Camera m_camera; ///< of the ego form
    ImageTransform m_transform;
};

} // namespace tracestudio
