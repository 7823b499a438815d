#include "app/figure_film.h"

#include "app/film_file.h"
#include "widgets/figure/figure_views.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tracestudio {

namespace {

constexpr double degree = std::numbers::pi / 180;

/// The view of frame `share` of the way through.
ViewCamera turned(ViewCamera view, const FilmMotion& motion, double share, const QSizeF& panel) {
    const double turn = 2 * std::numbers::pi * share;
    view.orbit(motion.kind == FilmMotion::Kind::Turntable ? turn : motion.swingDegrees * degree * std::sin(turn), 0,
               panel);
    return view;
}

/// Moved back until nothing that matters leaves the panel on the whole way.
ViewCamera heldView(ViewCamera view, const ViewScene& scene, const FilmMotion& motion, const QSizeF& panel) {
    const std::vector<PointCamera> points = framedPoints(scene);
    const QRectF inner = QRectF(QPointF(0, 0), panel).adjusted(6, 6, -6, -6);
    const auto holds = [&](const ViewCamera& from) {
        for (int i = 0; i < 24; ++i) {
            const ViewCamera there = turned(from, motion, i / 24.0, panel);
            for (const PointCamera& point : points)
                if (const auto place = there.project(point, panel); !place || !inner.contains(*place))
                    return false;
        }
        return true;
    };
    PointCamera middle;
    for (const PointCamera& point : points)
        middle += point * (1.0 / double(points.size()));
    if (!points.empty())
        view.setPivot(middle);
    for (int step = 0; step < 25 && !holds(view); ++step)
        view.dolly(1 / 1.1, QPointF(panel.width() / 2, panel.height() / 2), view.pivotDepthMetres(), panel);
    return view;
}

} // namespace

int FilmMotion::frameCount() const {
    return std::max(2, int(std::lround(seconds * framesPerSecond)));
}

Result<void> writeFilm(const QString& path, const FigureSubject& subject, const FigureOptions& options,
                       const FilmMotion& motion, const std::function<void(double)>& progress,
                       const std::stop_token& stop) {
    FigureContent content = figureContent(subject);
    if (content.caseCount != 1)
        return failure(TRANSLATABLE("A film is of one sample. Choose one."));
    const auto sample = content.load(0);
    if (!sample)
        return tl::unexpected(sample.error());
    content.load = [&](std::size_t) { return sample; };

    const FigureLayout layout = layOut(content, options);
    const auto cloud = std::find_if(layout.panels.begin(), layout.panels.end(),
                                    [](const FigureLayout::Panel& panel) { return panel.isCloud; });
    if (cloud == layout.panels.end() && motion.kind != FilmMotion::Kind::Sweep)
        return failure(TRANSLATABLE("Only a cloud can be turned. Let the figure show one, or film the sweep along the "
                                    "trace."));
    // One view to start from: a telling one would be another for every place of the object.
    FigureOptions frame = options;
    if (cloud != layout.panels.end()) {
        const QSizeF panel = cloud->picture.size();
        frame.camera.view = viewOf(options.camera, options.region, (*sample)->scene, panel);
        frame.camera.view.makeFree(panel);
        frame.camera.kind = FigureCamera::Kind::View;
        if (motion.kind != FilmMotion::Kind::Sweep)
            frame.camera.view = heldView(frame.camera.view, (*sample)->scene, motion, panel);
    }
    const ViewCamera start = frame.camera.view;

    auto film = FilmFile::create(path, pixelSize(layout, options), motion.framesPerSecond);
    if (!film)
        return tl::unexpected(film.error());
    const int count = motion.frameCount();
    for (int i = 0; i < count; ++i) {
        // A turn ends where it began, and shows that once; a sweep arrives.
        const double share = double(i) / (motion.kind == FilmMotion::Kind::Sweep ? count - 1 : count);
        if (motion.kind == FilmMotion::Kind::Sweep)
            frame.sweep = share;
        else
            frame.camera.view = turned(start, motion, share, cloud->picture.size());
        const auto picture = drawFigure(content, frame, {}, stop);
        if (!picture)
            return tl::unexpected(picture.error());
        if (auto added = (*film)->add(*picture); !added)
            return added;
        if (progress)
            progress(double(i + 1) / count);
    }
    return (*film)->finish();
}

} // namespace tracestudio
