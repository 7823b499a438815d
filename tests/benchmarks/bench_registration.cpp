// What it costs to put depth of another sensor into the colour picture: `bench_registration [frames]`. A tilted plane
// with boxes before it, noisy as a sensor's, seen by two cameras 50 mm apart. OpenCV's own registration stands beside
// it where it is installed. Prints the medians.

#include "capture/depth_registration.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <opencv2/core.hpp>
#include <random>
#ifdef TRACESTUDIO_HAS_RGBD
#include <opencv2/rgbd/depth.hpp>
#endif

using namespace tracestudio;

namespace {

double medianMilliseconds(int frames, const auto& work) {
    std::vector<double> taken;
    for (int i = 0; i < frames; ++i) {
        const auto before = std::chrono::steady_clock::now();
        work();
        taken.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
    }
    std::ranges::nth_element(taken, taken.begin() + frames / 2);
    return taken[std::size_t(frames) / 2];
}

cv::Mat roomDepth(const Camera& camera) {
    cv::Mat depth(camera.heightPixels, camera.widthPixels, CV_16UC1);
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0, 0.002);
    for (int v = 0; v < depth.rows; ++v) {
        for (int u = 0; u < depth.cols; ++u) {
            double z = 2.4 / (1 + 0.4 * (v - camera.cy) / camera.fy);
            const int cellX = 8 * u / depth.cols, cellY = 6 * v / depth.rows;
            if ((cellX + cellY) % 4 == 1)
                z = 1.2 + 0.1 * cellX;
            z *= 1 + noise(random);
            depth.at<std::uint16_t>(v, u) = random() % 20 == 0 ? std::uint16_t(0) : std::uint16_t(z * 1000);
        }
    }
    return depth;
}

void measure(const char* name, int width, int height, int frames) {
    const double focal = 0.95 * width;
    const Calibration depth{{width, height, focal, focal, (width - 1) / 2.0, (height - 1) / 2.0}, {}, {}};
    const Calibration colour{{width, height, 1.02 * focal, 1.02 * focal, width / 2.0 + 3, height / 2.0 - 2}, {}, {}};
    RigidTransform colourFromDepth;
    const double turn = 0.006;
    colourFromDepth.rotation = {std::cos(turn), 0, std::sin(turn), 0, 1, 0, -std::sin(turn), 0, std::cos(turn)};
    colourFromDepth.translationMetres = {0.05, 0.001, 0.002};
    const cv::Mat picture = roomDepth(depth.camera);
    DepthRegistration registration(depth, colour, colourFromDepth);
    cv::Mat result;
    const double own = medianMilliseconds(frames, [&] { result = registration.apply(picture, 0.001); });
    std::printf("%-10s %8.2f ms  (%d of %d pixels filled)\n", name, own, cv::countNonZero(result), width * height);
#ifdef TRACESTUDIO_HAS_RGBD
    const auto matrix = [](const Camera& camera) {
        return cv::Mat1d(cv::Mat(cv::Matx33d(camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1)));
    };
    cv::Mat1d pose = cv::Mat1d::eye(4, 4);
    cv::Mat(colourFromDepth.rotation).copyTo(pose(cv::Rect(0, 0, 3, 3)));
    cv::Mat(colourFromDepth.translationMetres).copyTo(pose(cv::Rect(3, 0, 1, 3)));
    cv::Mat theirs;
    const double peer = medianMilliseconds(frames, [&] {
        cv::rgbd::registerDepth(matrix(depth.camera), matrix(colour.camera), cv::Mat(), pose, picture, {width, height},
                                theirs, true);
    });
    std::printf("%-10s %8.2f ms  (%d filled)  cv::rgbd::registerDepth\n", "", peer, cv::countNonZero(theirs));
#endif
}

} // namespace

int main(int argc, char** argv) {
    const int frames = argc > 1 ? std::max(3, std::atoi(argv[1])) : 60;
    cv::setNumThreads(1);
    measure("640x480", 640, 480, frames);
    measure("848x480", 848, 480, frames);
    measure("1280x720", 1280, 720, frames);
}
