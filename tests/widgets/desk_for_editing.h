#pragma once

#include "scene/box_shaping.h"
#include "widgets/cloud_handles.h"
#include "widgets/cloud_view.h"

#include <QApplication>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>

namespace tracestudio::test {

inline constexpr double degree = std::numbers::pi / 180;
using Points = std::vector<PointCamera>;

/// A table seen from above at a slant, a block on it and a wall behind. The world is level: y down, z towards the wall.
struct Desk {
    static constexpr double tableY = 0.6, wallZ = 2.2;
    static constexpr double blockLeft = 0.05, blockRight = 0.25, blockTop = 0.48, blockFront = 0.9, blockBack = 1.05;
    cv::Matx33d toCamera = rotationOf({32, 0, 0});

    [[nodiscard]] cv::Vec3d up() const { return toCamera * cv::Vec3d(0, -1, 0); }
    [[nodiscard]] PointCamera at(double x, double y, double z) const {
        return PointCamera(toCamera * cv::Vec3d(x, y, z));
    }

    [[nodiscard]] std::shared_ptr<Sample> sample() const {
        auto sample = std::make_shared<Sample>();
        sample->id = "desk";
        RgbdFrame& frame = sample->frame;
        frame.camera = {320, 240, 260, 260, 159.5, 119.5};
        frame.depthMillimetres = cv::Mat::zeros(240, 320, CV_16UC1);
        frame.colourBgr = cv::Mat(240, 320, CV_8UC3);
        for (int v = 0; v < 240; ++v) {
            for (int u = 0; u < 320; ++u) {
                const cv::Vec3d ray(frame.camera.backProject({double(u), double(v)}, 1));
                const cv::Vec3d level = toCamera.t() * ray;
                double z = wallZ / level[2];
                cv::Vec3b colour(40, 40, 40);
                if (level[1] * z > tableY) {
                    z = tableY / level[1];
                    colour = {225, 232, 235};
                }
                for (const auto& [plane, axis] :
                     {std::pair(blockTop, 1), std::pair(blockFront, 2), std::pair(blockRight, 0)}) {
                    const double s = plane / level[axis];
                    const cv::Vec3d hit = level * s;
                    constexpr double e = 1e-9;
                    if (s > 0 && s < z && hit[0] >= blockLeft - e && hit[0] <= blockRight + e &&
                        hit[1] >= blockTop - e && hit[1] <= tableY + e && hit[2] >= blockFront - e &&
                        hit[2] <= blockBack + e) {
                        z = s;
                        colour = {60, 120, 190};
                    }
                }
                frame.depthMillimetres.at<std::uint16_t>(v, u) = std::uint16_t(std::lround(z * 1000));
                frame.colourBgr.at<cv::Vec3b>(v, u) = colour;
            }
        }
        sample->groundTruth =
            Trace::fromCameraPoints({at(-0.25, 0.55, 0.95), at(-0.1, 0.35, 1.0), at(0.15, 0.42, 0.97)}, frame.camera);
        return sample;
    }
    [[nodiscard]] OrientedBox box() const {
        OrientedBox box = boxStandingAt(at(-0.2, tableY, 1.2), up());
        box.extentMetres = {0.24, 0.16, 0.12};
        return box;
    }
};

/// A view of the desk in which edits come true, as in the window.
struct DeskView {
    Desk desk;
    ViewState state;
    CloudView view{&state};
    std::shared_ptr<const PointCloud> cloud;
    std::shared_ptr<const Sample> sample;
    CloudRenderer anyRenderer;
    std::vector<EditStep> steps;
    std::vector<Points> traces;

    explicit DeskView(EditTool tool, bool hasBox = true) {
        auto first = desk.sample();
        if (hasBox)
            first->destinationBox = desk.box();
        cloud = std::make_shared<PointCloud>(backProject(first->frame, {}));
        QObject::connect(&view, &CloudView::traceEdited, [this](const Points& points, const EditStep& step) {
            steps.push_back(step);
            traces.push_back(points);
            setTrace(points);
        });
        QObject::connect(&view, &CloudView::boxEdited, [this](const OrientedBox& box, const EditStep& step) {
            steps.push_back(step);
            auto edited = std::make_shared<Sample>(*sample);
            edited->destinationBox = box;
            show(edited);
        });
        view.resize(640, 480);
        show(first);
        state.setEditTool(tool);
        view.show();
        if (!QTest::qWaitForWindowExposed(&view))
            qWarning("the view was not exposed");
        view.viewFromEgo();
        if (view.renderToImage({16, 16}).isNull())
            qWarning("there was no picture");
    }

    void show(std::shared_ptr<const Sample> shown, std::uint64_t live = 0) {
        sample = std::move(shown);
        auto scene = std::make_shared<ViewScene>();
        scene->sample = sample;
        scene->cloud = cloud;
        scene->live = live;
        scene->traces.push_back(
            {QStringLiteral("truth"), QStringLiteral("Ground truth"), LayerKind::GroundTruth, sample->groundTruth, {}});
        view.setScene(scene);
    }
    void setTrace(const Points& points) {
        auto edited = std::make_shared<Sample>(*sample);
        edited->groundTruth = Trace::fromCameraPoints(points, sample->frame.camera);
        show(edited);
    }
    void orbit() {
        ViewCamera camera = view.camera();
        camera.orbit(0.5, -0.25, QSizeF(view.size()));
        view.setCamera(camera);
    }

    [[nodiscard]] const Points& points() const { return sample->groundTruth.points(); }
    [[nodiscard]] const OrientedBox& box() const { return *sample->destinationBox; }
    [[nodiscard]] QPointF place(const PointCamera& point) const {
        return view.camera().project(point, QSizeF(view.size())).value_or(QPointF(-1, -1));
    }
    [[nodiscard]] double depth(const PointCamera& point) const { return view.camera().toView(point).z; }
    [[nodiscard]] double distanceToCloud(const PointCamera& point) const {
        double least = 1e9;
        for (std::size_t i = 0; i < cloud->size(); ++i)
            least = std::min(
                least, cv::norm(point - PointCamera(double(cloud->x[i]), double(cloud->y[i]), double(cloud->z[i]))));
        return least;
    }
    /// A handle as it is drawn now, and where to take hold of it.
    [[nodiscard]] std::pair<Handle, QPoint> handle(Handle::Kind kind, int axis, bool isPositive = true) {
        const ViewCamera camera = view.camera();
        const CloudSight sight{camera, QSizeF(view.size()), view.devicePixelRatioF(), anyRenderer};
        const cv::Vec3d up = upDirection(*cloud);
        const bool isTrace = state.editTool() == EditTool::Trace;
        const int current = state.selection().waypoint;
        const std::vector<Handle> all =
            isTrace ? waypointHandles(points()[std::size_t(current)],
                                      boxStandingAt(points()[std::size_t(current)], up).rotation, sight)
                    : boxHandles(box(), up, sight);
        for (const Handle& handle : all)
            if (handle.kind == kind && handle.axis == axis && handle.isPositive == isPositive)
                return {handle, gripOf(handle, sight).value_or(QPointF(-1, -1)).toPoint()};
        qWarning("there is no such handle");
        return {Handle{}, QPoint(-1, -1)};
    }

    /// A place on the box that is on none of its other handles.
    [[nodiscard]] QPoint inside() {
        const ViewCamera camera = view.camera();
        const CloudSight sight{camera, QSizeF(view.size()), view.devicePixelRatioF(), anyRenderer};
        const std::vector<Handle> handles = boxHandles(box(), upDirection(*cloud), sight);
        const QPoint centre = place(box().centre).toPoint();
        for (int away = 0; away < 60; ++away)
            for (const QPoint& way : {QPoint(1, 1), QPoint(-1, 1), QPoint(1, -1), QPoint(-1, -1), QPoint(2, 1)})
                if (const auto handle = handleAt(handles, centre + way * away, sight);
                    handle && handle->kind == Handle::Kind::Inside)
                    return centre + way * away;
        qWarning("the box has no place to take hold of it");
        return {-1, -1};
    }

    void move(const QPointF& to, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers = {}) {
        QMouseEvent event(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, buttons, modifiers);
        QApplication::sendEvent(&view, &event);
    }
    void drag(const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = {},
              Qt::MouseButton button = Qt::LeftButton) {
        move(from, Qt::NoButton, modifiers);
        QTest::mousePress(&view, button, modifiers, from);
        for (int step = 1; step <= 5; ++step)
            move(QPointF(from) + QPointF(to - from) * step / 5.0, button, modifiers);
        QTest::mouseRelease(&view, button, modifiers, to);
    }
    void click(const QPointF& at, Qt::KeyboardModifiers modifiers = {}) {
        move(at, Qt::NoButton, modifiers);
        QTest::mouseClick(&view, Qt::LeftButton, modifiers, at.toPoint());
    }
    void wheel(const QPointF& position, int delta, Qt::KeyboardModifiers modifiers = {}) {
        QWheelEvent event(position, view.mapToGlobal(position), {}, {0, delta}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
    }
    /// As the person sees it, handles and all.
    [[nodiscard]] QColor colourAt(const QPoint& at) {
        const QImage image = view.grab().toImage();
        const double ratio = image.devicePixelRatio();
        return image.pixelColor(int((at.x() + 0.5) * ratio), int((at.y() + 0.5) * ratio));
    }
    void select(int waypoint) { state.select({Selection::Kind::Waypoint, QStringLiteral("truth"), waypoint}); }
    [[nodiscard]] bool isOneGesture() const {
        return !steps.empty() && std::all_of(steps.begin(), steps.end(), [this](const EditStep& step) {
            return step.gesture == steps.front().gesture && step.name == steps.front().name && !step.name.isEmpty();
        });
    }
};

inline int difference(const QColor& a, const QColor& b) {
    return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
}

inline double distance(const QPointF& a, const QPointF& b) {
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

inline cv::Vec3d column(const cv::Matx33d& m, int i) {
    return {m(0, i), m(1, i), m(2, i)};
}

/// From a ring's middle to where it is taken hold of.
inline cv::Vec3d armOf(const Handle& ring) {
    return cv::Vec3d(ring.outline[ring.outline.size() / 8] - ring.origin);
}

inline double angleOf(const cv::Matx33d& rotation) {
    return std::acos(std::clamp((cv::trace(rotation) - 1) / 2, -1.0, 1.0)) / degree;
}

} // namespace tracestudio::test
