#include "app/document.h"
#include "scene/trace_shaping.h"

#include <QCoreApplication>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(TraceLayer)
  public:
    static QString collision(double ratio) {
        return tr("collision %1 > %2").arg(ratio, 0, 'f', 2).arg(threshold::collisionRatio, 0, 'f', 2);
    }
    static QString start(double metres) {
        return tr("start %1 m away, more than %2 m").arg(metres, 0, 'f', 2).arg(threshold::startMetres, 0, 'f', 2);
    }
    static QString end(double metres) {
        return tr("end %1 m away, more than %2 m").arg(metres, 0, 'f', 2).arg(threshold::endMetres, 0, 'f', 2);
    }
    static QString startOutside() { return tr("start outside the object"); }
    static QString endOutside() { return tr("end outside the destination"); }
};

void append(QString& text, const QString& more) {
    text += (text.isEmpty() ? QString() : QStringLiteral("; ")) + more;
}

} // namespace

TraceLayer traceLayer(const QString& layerId, const QString& title, std::string_view answer, const SampleScore* score,
                      const Camera& camera) {
    TraceLayer layer;
    layer.layerId = layerId;
    layer.title = title;
    layer.kind = LayerKind::Prediction;
    if (!score) {
        const LenientParse parsed = parseLenient(answer, camera.widthPixels, camera.heightPixels);
        std::vector<PixelPoint> pixels;
        std::vector<PointCamera> points;
        for (const LenientPoint& point : parsed.points) {
            pixels.emplace_back(point.x * camera.widthPixels, point.y * camera.heightPixels);
            if (parsed.hasDepth() && camera.isValid())
                points.push_back(camera.backProject(pixels.back(), *point.depthMetres));
        }
        layer.trace =
            points.empty() ? Trace::fromPixels(std::move(pixels)) : Trace::fromCameraPoints(std::move(points), camera);
        return layer;
    }
    layer.trace = score->careful.trace;
    if (layer.trace.isEmpty())
        return layer;
    layer.failures.resize(layer.trace.size());
    const Verdict& verdict = score->verdict;
    if (score->official3d) {
        const Official3D& official = *score->official3d;
        // The official decisions belong to the official reading; they name these waypoints only where both read alike.
        const bool isSameReading = official.predicted.size() == layer.trace.size();
        if (isSameReading && official.collisionRatios)
            for (std::size_t i = 0; i < layer.trace.size(); ++i)
                if ((*official.collisionRatios)[i] > threshold::collisionRatio)
                    append(layer.failures[i], Texts::collision((*official.collisionRatios)[i]));
        if (verdict.has(Cause::WrongStart) && official.startDistance)
            append(layer.failures.front(), Texts::start(*official.startDistance));
        if (verdict.has(Cause::WrongEnd) && official.endDistance)
            append(layer.failures.back(), Texts::end(*official.endDistance));
    } else {
        if (verdict.has(Cause::WrongStart))
            append(layer.failures.front(), Texts::startOutside());
        if (verdict.has(Cause::WrongEnd))
            append(layer.failures.back(), Texts::endOutside());
    }
    return layer;
}

std::optional<double> startAtMeasuredDepth(Trace& trace, const RgbdFrame& frame) {
    if (!trace.is3D() || !frame.hasDepth() || !frame.camera.isValid())
        return std::nullopt;
    PixelPoint place = trace.pixels().front();
    place.x *= double(frame.depthMillimetres.cols) / frame.camera.widthPixels;
    place.y *= double(frame.depthMillimetres.rows) / frame.camera.heightPixels;
    const auto depth = surfaceDepthAt(frame, place);
    if (!depth)
        return std::nullopt;
    std::vector<PointCamera> points = trace.points();
    points.front() = atDepth(points.front(), *depth);
    trace = Trace::fromCameraPoints(std::move(points), frame.camera);
    return depth;
}

} // namespace tracestudio
