// What a frame of the cloud view costs, part by part, at 1280×800: `bench_cloud [frames]`. A room of our own, as dense
// and as noisy as a sensor's; two traces, a box and the frustum over it, at last a reasoned answer's marks. Prints a
// table; the medians are what counts on a machine that also does other things.

#include "widgets/cloud_renderer.h"
#include "widgets/cloud_view.h"
#include "widgets/theme.h"
#include "widgets/viewpoints.h"

#include <QApplication>
#include <QElapsedTimer>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

using namespace tracestudio;

namespace {

double milliseconds(const QElapsedTimer& timer) {
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Floor, back wall, two side walls and three boxes, seen by a camera held at 1.4 m and tilted down a little.
std::shared_ptr<ViewScene> room(int width, int height) {
    auto sample = std::make_shared<Sample>();
    const double focal = 0.82 * width;
    Camera& camera = sample->frame.camera;
    camera = {width, height, focal, focal, (width - 1) / 2.0, (height - 1) / 2.0};
    sample->frame.depthMillimetres = cv::Mat(height, width, CV_16UC1);
    sample->frame.colourBgr = cv::Mat(height, width, CV_8UC3);
    sample->mask.pixels = cv::Mat::zeros(height, width, CV_8UC1);
    struct Block {
        double left, right, near, far, top;
    };
    const Block blocks[] = {{-1.2, -0.5, 2.2, 2.8, 0.6}, {0.2, 0.7, 1.8, 2.3, 0.9}, {0.9, 1.5, 2.9, 3.5, 0.2}};
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0, 1);
    const double tilt = 0.35;
    for (int v = 0; v < height; ++v) {
        for (int u = 0; u < width; ++u) {
            const double rx = (u - camera.cx) / focal;
            const double ryTilted = (v - camera.cy) / focal;
            const double ry = ryTilted * std::cos(tilt) + std::sin(tilt);
            const double rz = std::cos(tilt) - ryTilted * std::sin(tilt);
            double depth = rz > 0 ? 4.2 / rz : 1e9;
            int thing = 0;
            const auto take = [&](double t, int what) {
                if (t > 0.2 && t < depth) {
                    depth = t;
                    thing = what;
                }
            };
            take(ry > 0 ? 1.4 / ry : -1, 1);
            take(rx < 0 ? -2.2 / rx : -1, 2);
            take(rx > 0 ? 2.2 / rx : -1, 2);
            for (int i = 0; i < 3; ++i) {
                const Block& b = blocks[i];
                const auto inside = [&](double t) {
                    const double x = rx * t, y = ry * t, z = rz * t;
                    return x > b.left - 1e-6 && x < b.right + 1e-6 && z > b.near - 1e-6 && z < b.far + 1e-6 &&
                           y > b.top;
                };
                for (const double t : {b.near / rz, b.top / ry, b.left / rx, b.right / rx})
                    if (inside(t + 1e-9))
                        take(t, 3 + i);
            }
            const double measured = depth + noise(random) * 0.0015 * depth * depth;
            sample->frame.depthMillimetres.at<std::uint16_t>(v, u) =
                std::uint16_t(std::clamp(measured, 0.3, 14.9) * 1000);
            const int shade = 90 + thing * 25 + ((u / 16 + v / 16) % 2) * 20;
            sample->frame.colourBgr.at<cv::Vec3b>(v, u) =
                cv::Vec3b(std::uint8_t(shade), std::uint8_t(shade - thing * 8), std::uint8_t(255 - shade));
            sample->mask.pixels.at<std::uint8_t>(v, u) = thing == 4 ? 255 : 0;
        }
    }
    OrientedBox box;
    box.centre = {-0.3, 0.75, 2.4};
    box.extentMetres = {0.5, 0.2, 0.5};
    sample->destinationBox = box;
    std::vector<PointCamera> truth, model;
    for (int i = 0; i < 8; ++i) {
        const double t = i / 7.0;
        truth.push_back({0.45 - 0.75 * t, 0.35 + 0.35 * t - 0.6 * t * (1 - t), 1.75 + 0.6 * t});
        model.push_back({0.45 - 0.7 * t, 0.25 + 0.4 * t - 0.8 * t * (1 - t), 1.8 + 0.6 * t});
    }
    sample->groundTruth = Trace::fromCameraPoints(truth, camera);
    auto scene = std::make_shared<ViewScene>();
    scene->cloud = std::make_shared<PointCloud>(backProject(sample->frame, sample->mask));
    scene->traces.push_back({QStringLiteral("truth"), {}, LayerKind::GroundTruth, sample->groundTruth, {}});
    scene->traces.push_back(
        {QStringLiteral("model:0"), {}, LayerKind::Prediction, Trace::fromCameraPoints(model, camera), {}});
    scene->sample = sample;
    return scene;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void orbit(const char* name, const ViewScene& scene, bool hasLighting, bool hasOverlay, int frames,
           CloudRenderer::Drawing drawing = CloudRenderer::Drawing::Processor) {
    const QSizeF viewport(1280, 800);
    const ViewState state;
    const CloudOverlay overlay = hasOverlay ? makeOverlay(scene, state) : CloudOverlay{};
    CloudRenderer renderer;
    renderer.setCloud(scene.cloud);
    renderer.setDrawing(drawing);
    renderer.waitForOpenGl();
    CloudLook look;
    look.hasLighting = hasLighting;
    look.background = theme().stage;
    look.outline = theme().object;
    ViewCamera camera = Viewpoints(scene).home(viewport);
    renderer.render(camera, viewport, 1, look, overlay);
    std::vector<double> begin, splat, collect, composite, total;
    const std::clock_t processorBefore = std::clock();
    for (int i = 0; i < frames; ++i) {
        camera.orbit(i < frames / 2 ? 0.01 : -0.01, 0.002 * ((i / 8) % 2 ? 1 : -1), viewport);
        QElapsedTimer timer;
        timer.start();
        renderer.render(camera, viewport, 1, look, overlay);
        total.push_back(milliseconds(timer));
        begin.push_back(renderer.timing().begin);
        splat.push_back(renderer.timing().splat);
        collect.push_back(renderer.timing().collect);
        composite.push_back(renderer.timing().composite);
    }
    const double processor = double(std::clock() - processorBefore) * 1000 / CLOCKS_PER_SEC / frames;
    std::printf("%-30s %7.1f %7.1f %7.1f %9.1f %7.1f %5.0f %7.1f %10.1f\n", name, median(begin), median(splat),
                median(collect), median(composite), median(total), 1000 / median(total),
                *std::min_element(total.begin(), total.end()), processor);
}

/// A reasoned answer: six places referred to and two lengths.
std::vector<SceneMark> marksOf(const ViewScene& scene) {
    std::vector<SceneMark> marks;
    for (int i = 0; i < 8; ++i) {
        SceneMark mark;
        mark.layerId = QStringLiteral("model:0");
        mark.label = QStringLiteral("Object number %1").arg(i);
        mark.point = scene.traces.back().trace.points()[std::size_t(i)];
        if (i >= 6) {
            mark.kind = SceneMark::Kind::Span;
            mark.pointTo = *mark.point + PointCamera(0.4, 0, 0);
        }
        marks.push_back(mark);
    }
    return marks;
}

/// Whole frames of the view, with what is painted on top.
void orbitView(const char* name, std::shared_ptr<const ViewScene> scene, int frames) {
    ViewState state;
    CloudView view(&state);
    view.resize(1280, 800);
    view.setScene(std::move(scene));
    view.resetView();
    QImage picture(view.size(), QImage::Format_RGB32);
    view.render(&picture);
    ViewCamera camera = view.camera();
    std::vector<double> total;
    const std::clock_t processorBefore = std::clock();
    for (int i = 0; i < frames; ++i) {
        camera.orbit(i < frames / 2 ? 0.01 : -0.01, 0.002 * ((i / 8) % 2 ? 1 : -1), QSizeF(1280, 800));
        QElapsedTimer timer;
        timer.start();
        view.setCamera(camera);
        view.render(&picture);
        total.push_back(milliseconds(timer));
    }
    const double processor = double(std::clock() - processorBefore) * 1000 / CLOCKS_PER_SEC / frames;
    std::printf("%-64s %7.1f %5.0f %7.1f %10.1f\n", name, median(total), 1000 / median(total),
                *std::min_element(total.begin(), total.end()), processor);
}

} // namespace

int main(int argc, char** argv) {
    QElapsedTimer sinceStart;
    sinceStart.start();
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    applyTheme(application, ThemeChoice::Dark);
    const int frames = argc > 1 ? std::max(8, std::atoi(argv[1])) : 80;
    const auto vga = room(640, 480);
    const double ready = milliseconds(sinceStart);
    {
        QElapsedTimer timer;
        timer.start();
        ViewState state;
        CloudView view(&state);
        view.resize(1280, 800);
        const double made = milliseconds(timer);
        view.setScene(vga);
        const double shown = milliseconds(timer);
        view.grab();
        const double first = milliseconds(timer);
        timer.restart();
        const QImage waited = view.renderToImage({1280, 800});
        std::printf("view made %.1f ms, scene taken %.1f ms, first frame %.1f ms after the view was begun, the next "
                    "after another %.1f ms; lines by %s\n",
                    made, shown - made, first, milliseconds(timer), view.usesOpenGl() ? "OpenGL" : "the processor");
        timer.restart();
        view.setScene(room(64, 48));
        view.setScene(vga);
        const double taken = milliseconds(timer);
        timer.restart();
        view.grab();
        std::printf("another sample: first frame after %.1f ms (scenes taken in %.1f ms, building ours included)\n",
                    milliseconds(timer), taken);
    }
    std::printf("application ready after %.1f ms, the room in it\n\n", ready);
    std::printf("%-34s %8s %8s %8s %9s %8s %6s\n", "ms a frame (median)", "begin", "splat", "collect", "composite",
                "all", "fps");
    orbit("307,200 points, all", *vga, true, true, frames);
    orbit("307,200 points, lines by OpenGL", *vga, true, true, frames, CloudRenderer::Drawing::OpenGl);
    orbit("307,200 points, no lighting", *vga, false, true, frames);
    orbit("307,200 points, no overlay", *vga, true, false, frames);
    const auto million = room(1280, 800);
    orbit("1,024,000 points, all", *million, true, true, frames);
    orbit("1,024,000 points, no overlay", *million, true, false, frames);
    const auto reasoned = std::make_shared<ViewScene>(*vga);
    reasoned->marks = marksOf(*vga);
    orbitView("307,200 points, the whole view", vga, frames);
    orbitView("307,200 points, the whole view, eight marks", reasoned, frames);
    return 0;
}
