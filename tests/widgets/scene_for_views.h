#pragma once

#include "widgets/theme.h"
#include "widgets/view_scene.h"
#include "widgets/view_state.h"

#include <memory>
#include <opencv2/core/mat.hpp>

namespace tracestudio::test {

/// A small room of our own for the views' tests: 200 × 100 pixels of even grey, 2 m away everywhere but for the first
/// ten columns without depth; an object at 20…40 × 60…80; a box; the ground truth and one prediction whose second
/// waypoint fails. Waypoints are at the pixels given here.
struct Room {
    static constexpr int width = 200;
    static constexpr int height = 100;
    std::vector<PixelPoint> truthPixels{{30, 70}, {60, 20}, {150, 20}};
    std::vector<PixelPoint> modelPixels{{34, 72}, {90, 40}, {150, 60}};
    cv::Vec3b grey{90, 90, 90};
    bool hasColour = true;

    [[nodiscard]] std::shared_ptr<const ViewScene> scene() const {
        auto sample = std::make_shared<Sample>();
        sample->id = "room";
        sample->frame.camera = {width, height, 100, 100, 99.5, 49.5};
        if (hasColour)
            sample->frame.colourBgr = cv::Mat(height, width, CV_8UC3, cv::Scalar(grey[0], grey[1], grey[2]));
        else
            sample->problems.push_back({"%1 is missing. Copy it again.", {"image.png"}});
        sample->frame.depthMillimetres = cv::Mat(height, width, CV_16UC1, cv::Scalar(2000));
        sample->frame.depthMillimetres.colRange(0, 10).setTo(0);
        sample->mask.pixels = cv::Mat::zeros(height, width, CV_8UC1);
        sample->mask.pixels(cv::Rect(20, 60, 20, 20)).setTo(255);
        OrientedBox box;
        box.centre = sample->frame.camera.backProject({170, 75}, 2.0);
        box.extentMetres = {0.4, 0.4, 0.2};
        sample->destinationBox = box;
        auto scene = std::make_shared<ViewScene>();
        const auto trace = [&](const std::vector<PixelPoint>& pixels) {
            std::vector<PointCamera> points;
            for (const PixelPoint& pixel : pixels)
                points.push_back(sample->frame.camera.backProject(pixel, 2.0));
            return Trace::fromCameraPoints(points, sample->frame.camera);
        };
        scene->traces.push_back(
            {QStringLiteral("truth"), QStringLiteral("Ground truth"), LayerKind::GroundTruth, trace(truthPixels), {}});
        scene->traces.push_back({QStringLiteral("model:0"),
                                 QStringLiteral("Model"),
                                 LayerKind::Prediction,
                                 trace(modelPixels),
                                 {QString(), QStringLiteral("collision"), QString()}});
        scene->sample = sample;
        return scene;
    }
};

} // namespace tracestudio::test
