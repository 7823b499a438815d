#include "widgets/figure/figure_views.h"

#include "widgets/cloud_overlay.h"
#include "widgets/splat.h"
#include "widgets/stroke_raster.h"
#include "widgets/viewpoints.h"

#include <QLineF>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace tracestudio {

namespace {

constexpr double degree = std::numbers::pi / 180;

/// Every `step`-th point of every `step`-th row, as a depth picture of that size would have given it.
std::shared_ptr<const PointCloud> thinned(const PointCloud& cloud, int step) {
    auto few = std::make_shared<PointCloud>();
    few->width = (cloud.width + step - 1) / step;
    few->height = (cloud.height + step - 1) / step;
    few->step = cloud.step * step;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const int row = int(cloud.pixelIndex[i]) / cloud.width;
        const int column = int(cloud.pixelIndex[i]) % cloud.width;
        if (row % step != 0 || column % step != 0)
            continue;
        few->x.push_back(cloud.x[i]);
        few->y.push_back(cloud.y[i]);
        few->z.push_back(cloud.z[i]);
        few->rgb.push_back(cloud.rgb[i]);
        few->isObject.push_back(cloud.isObject[i]);
        few->pixelIndex.push_back(std::uint32_t(row / step * few->width + column / step));
    }
    return few;
}

PointCamera middleOf(const std::vector<PointCamera>& points) {
    PointCamera middle;
    for (const PointCamera& point : points)
        middle += point * (1.0 / double(points.size()));
    return middle;
}

/// What a telling view has to show.
struct Subject {
    std::vector<PointCamera> object, box, truth, waypoints;
    std::vector<std::vector<PointCamera>> answers;
    std::optional<PointCamera> decisive;

    /// What the view is fitted to.
    [[nodiscard]] std::vector<PointCamera> framed() const {
        std::vector<PointCamera> points = object;
        points.insert(points.end(), box.begin(), box.end());
        points.insert(points.end(), truth.begin(), truth.end());
        if (points.empty())
            return waypoints;
        // A wild answer is no reason to stand so far off that nothing is seen.
        const PointCamera middle = middleOf(points);
        double reach = 0.1;
        for (const PointCamera& point : points)
            reach = std::max(reach, cv::norm(point - middle));
        for (const PointCamera& point : waypoints)
            if (cv::norm(point - middle) <= 3 * reach)
                points.push_back(point);
        return points;
    }
};

Subject subjectOf(const ViewScene& scene) {
    Subject subject;
    if (scene.cloud) {
        const PointCloud& cloud = *scene.cloud;
        std::vector<std::size_t> object;
        for (std::size_t i = 0; i < cloud.size(); ++i)
            if (cloud.isObject[i])
                object.push_back(i);
        for (std::size_t k = 0; k < object.size(); k += std::max<std::size_t>(1, object.size() / 60)) {
            const std::size_t i = object[k];
            subject.object.emplace_back(double(cloud.x[i]), double(cloud.y[i]), double(cloud.z[i]));
        }
    }
    if (scene.sample && scene.sample->destinationBox) {
        for (const PointCamera& corner : scene.sample->destinationBox->corners())
            if (cv::norm(corner) < 100)
                subject.box.push_back(corner);
        if (!subject.box.empty())
            subject.box.push_back(scene.sample->destinationBox->centre);
    }
    std::optional<PointCamera> last;
    for (const TraceLayer& layer : scene.traces) {
        std::vector<PointCamera> points;
        for (int i = 0; i < int(layer.trace.size()); ++i) {
            const auto point = pointOf(scene, layer, i);
            if (!point)
                continue;
            points.push_back(*point);
            if (layer.kind == LayerKind::GroundTruth)
                subject.truth.push_back(*point);
            if (!subject.decisive && i < int(layer.failures.size()) && !layer.failures[std::size_t(i)].isEmpty())
                subject.decisive = point;
            if (layer.kind == LayerKind::Prediction && !last && i + 1 == int(layer.trace.size()))
                last = point;
        }
        subject.waypoints.insert(subject.waypoints.end(), points.begin(), points.end());
        subject.answers.push_back(std::move(points));
    }
    if (!subject.decisive)
        subject.decisive = last;
    return subject;
}

/// A low picture of the cloud, from which is told what a view shows.
class Sight {
  public:
    Sight(const ViewScene& scene, const QSizeF& panel)
        : m_panel(panel)
        , m_scale(160 / panel.width())
        , m_size(160, std::max(1, int(std::lround(panel.height() * m_scale)))) {
        if (scene.cloud && scene.cloud->width > 0)
            m_splat.setCloud(thinned(*scene.cloud, std::max(1, scene.cloud->width / 200)));
    }

    void look(const ViewCamera& camera) {
        m_camera = camera;
        m_splat.draw(camera, m_panel, m_scale, m_size, 2 / m_scale);
    }

    [[nodiscard]] bool sees(const PointCamera& point) const {
        const auto place = m_camera.project(point, m_panel);
        if (!place || !QRectF(QPointF(0, 0), m_panel).contains(*place))
            return false;
        // Half the object's own points are on its far side in no view: a little behind the surface still counts.
        constexpr double skinMetres = 0.015;
        return hiddenShareAt(m_splat, int(place->x() * m_scale), int(place->y() * m_scale),
                             float(m_camera.toView(point).z - skinMetres), 1) < 0.5F;
    }

    [[nodiscard]] double shareSeen(const std::vector<PointCamera>& points) const {
        if (points.empty())
            return 0;
        return double(std::count_if(points.begin(), points.end(), [&](const PointCamera& p) { return sees(p); })) /
               double(points.size());
    }

    [[nodiscard]] double coverage() const {
        std::size_t covered = 0;
        for (int y = 0; y < m_splat.height(); ++y)
            covered += std::size_t(std::count_if(m_splat.depthRow(y), m_splat.depthRow(y) + m_splat.width(),
                                                 [](float depth) { return depth < Splat::noDepth; }));
        return double(covered) / (double(m_size.width()) * m_size.height());
    }

  private:
    QSizeF m_panel;
    double m_scale;
    QSize m_size;
    Splat m_splat;
    ViewCamera m_camera;
};

/// From `azimuth` about up (0: the capturing camera's side, positive: its right) and `elevation` above the level.
cv::Vec3d towardsEye(const cv::Vec3d& up, double azimuth, double elevation) {
    cv::Vec3d back(0, 0, -1);
    back -= up * back.dot(up);
    back = cv::norm(back) > 1e-6 ? cv::normalize(back) : cv::Vec3d(0, 1, 0);
    const cv::Vec3d right = back.cross(up) * -1; // seen from the camera
    const cv::Vec3d level = back * std::cos(azimuth) + right * std::sin(azimuth);
    return level * std::cos(elevation) + up * std::sin(elevation);
}

/// Moved so far that what the scene is about, with room around it, fills the panel.
ViewCamera framedView(ViewCamera view, const std::vector<PointCamera>& framed, double room, const QSizeF& panel) {
    if (framed.empty())
        return view;
    const PointCamera middle = middleOf(framed);
    view.fit(framed, panel);
    view.dolly(1 / room, QPointF(panel.width() / 2, panel.height() / 2), view.toView(middle).z, panel);
    view.setPivot(middle);
    return view;
}

ViewCamera orbitView(const FigureCamera& camera, const Viewpoints& viewpoints, const ViewScene& scene,
                     const QSizeF& panel) {
    const cv::Vec3d direction =
        towardsEye(viewpoints.up(), camera.azimuthDegrees * degree, camera.elevationDegrees * degree);
    const double distance = camera.distanceMetres > 0 ? camera.distanceMetres : 2;
    const ViewCamera view = ViewCamera::lookingAt(viewpoints.pivot() + PointCamera(direction * distance),
                                                  viewpoints.pivot(), viewpoints.up());
    if (camera.distanceMetres > 0)
        return view;
    const std::vector<PointCamera> framed = framedPoints(scene);
    return framed.empty() ? viewpoints.fitted(view, panel) : framedView(view, framed, 1.5, panel);
}

} // namespace

std::vector<PointCamera> framedPoints(const ViewScene& scene) {
    return subjectOf(scene).framed();
}

ViewCamera viewOf(const FigureCamera& camera, const std::optional<QRectF>& region, const ViewScene& scene,
                  const QSizeF& panel) {
    const Viewpoints viewpoints(scene);
    switch (camera.kind) {
    case FigureCamera::Kind::View:
        return camera.view;
    case FigureCamera::Kind::Ego: {
        ImageTransform transform;
        if (region) {
            transform.isFitted = false;
            transform.scale = std::min(panel.width() / region->width(), panel.height() / region->height());
            // Regions begin at the edges of pixels, transforms count from their middles.
            transform.centre = {region->center().x() - 0.5, region->center().y() - 0.5};
        }
        return viewpoints.ego(transform);
    }
    case FigureCamera::Kind::Top:
        return framedView(viewpoints.top(panel), framedPoints(scene), 1.5, panel);
    case FigureCamera::Kind::Side: {
        FigureCamera side;
        side.azimuthDegrees = 90;
        side.elevationDegrees = 0;
        return orbitView(side, viewpoints, scene, panel);
    }
    case FigureCamera::Kind::Telling:
        return tellingView(scene, panel);
    case FigureCamera::Kind::Orbit:
        return orbitView(camera, viewpoints, scene, panel);
    }
    return viewpoints.home(panel);
}

ViewCamera tellingView(const ViewScene& scene, const QSizeF& panel) {
    const Viewpoints viewpoints(scene);
    const Subject subject = subjectOf(scene);
    const std::vector<PointCamera> framed = subject.framed();
    if (framed.empty())
        return viewpoints.home(panel);
    const PointCamera middle = middleOf(framed);
    Sight sight(scene, panel);
    const double diagonal = std::hypot(panel.width(), panel.height());
    ViewCamera best = viewpoints.home(panel);
    double bestScore = -1;
    for (const double elevation : {15.0, 30.0, 50.0}) {
        for (const int azimuth : {0, 15, -15, 30, -30, 45, -45, 60, -60, 75, -75}) {
            const cv::Vec3d direction = towardsEye(viewpoints.up(), azimuth * degree, elevation * degree);
            ViewCamera view = ViewCamera::lookingAt(middle + PointCamera(direction * 2.0), middle, viewpoints.up());
            // Room around the subject: enough of the scene to see where it is.
            view = framedView(view, framed, 1.35, panel);
            sight.look(view);
            double length = 0;
            for (const auto& answer : subject.answers)
                for (std::size_t i = 1; i < answer.size(); ++i)
                    if (const auto from = view.project(answer[i - 1], panel), to = view.project(answer[i], panel);
                        from && to)
                        length += QLineF(*from, *to).length() / double(subject.answers.size());
            const double score = (subject.decisive && sight.sees(*subject.decisive) ? 3 : 0) +
                                 2 * sight.shareSeen(subject.object) + 2 * sight.shareSeen(subject.box) +
                                 sight.shareSeen(subject.waypoints) + 1.5 * std::min(length / diagonal, 1.0) +
                                 0.6 * std::cos(azimuth * degree) + 0.8 * sight.coverage();
            if (score > bestScore + 1e-9) {
                bestScore = score;
                best = view;
            }
        }
    }
    return best;
}

} // namespace tracestudio
