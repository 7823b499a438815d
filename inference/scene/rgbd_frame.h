#pragma once

#include "scene/camera.h"
#include "scene/oriented_box.h"
#include "scene/result.h"
#include "scene/trace.h"

#include <cstdint>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tracestudio {

/// One colour picture with its aligned depth. Pixels are shared, never written after construction, so a frame may be
/// read from any thread.
struct RgbdFrame {
    cv::Mat colourBgr;        ///< CV_8UC3, blue-green-red as OpenCV reads it; empty when there is no picture
    cv::Mat depthMillimetres; ///< CV_16UC1, 0 = no reading; empty when there is no depth
    Camera camera;            ///< of the depth picture; the colour picture is the same view, normally at the same size

    [[nodiscard]] bool hasColour() const { return !colourBgr.empty(); }
    [[nodiscard]] bool hasDepth() const { return !depthMillimetres.empty(); }
    /// Depth under `pixel` in metres; nothing outside the picture or where the sensor had no reading.
    [[nodiscard]] std::optional<double> depthMetresAt(const PixelPoint& pixel) const;
    /// The camera-frame point under `pixel`; nothing where there is no depth.
    [[nodiscard]] std::optional<PointCamera> pointAt(const PixelPoint& pixel) const;
};

/// Which pixels belong to the object to be moved.
struct Mask {
    cv::Mat pixels; ///< CV_8UC1; > 0 is object; 255 also leaves the obstacles (spec/benchmark.md section 2)
    [[nodiscard]] bool isEmpty() const { return pixels.empty(); }
};

/// Everything known of one benchmark row once its files are read: what both views show. Immutable and shared between
/// threads as std::shared_ptr<const Sample>. A broken row still is a Sample: what could be read, and `problems`.
struct Sample {
    std::string id;
    std::string instruction;
    std::string targetObject;
    std::string destination;
    std::optional<int> step;
    std::string category;
    std::string dataSource;
    RgbdFrame frame;
    Mask mask;
    std::string maskPath; ///< of its file, as the row names it; empty: none
    Trace groundTruth;
    std::optional<OrientedBox> destinationBox;
    std::vector<Error> problems;
};

} // namespace tracestudio
