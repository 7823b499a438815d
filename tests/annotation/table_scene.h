#pragma once

#include "benchmark/png_encoding.h"
#include "scene/annotation.h"
#include "scene/rgbd_frame.h"

#include <cmath>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

/// A table top seen from above at 45°, with blocks on it, as a perfect depth sensor sees it. The first block is the
/// object. World axes: x right, y away from the camera, z up from the table; metres.
class TableScene {
  public:
    struct Block {
        cv::Vec3d low, high;
    };

    explicit TableScene(std::vector<Block> blocks, const cv::Size& size = {320, 240})
        : m_blocks(std::move(blocks)) {
        m_frame.camera = {size.width,
                          size.height,
                          size.width * 0.9,
                          size.width * 0.9,
                          (size.width - 1) / 2.0,
                          (size.height - 1) / 2.0};
        m_frame.colourBgr = cv::Mat(size, CV_8UC3, cv::Scalar(90, 120, 150));
        m_frame.depthMillimetres = cv::Mat::zeros(size, CV_16UC1);
        m_mask = cv::Mat::zeros(size, CV_8UC1);
        for (int v = 0; v < size.height; ++v)
            for (int u = 0; u < size.width; ++u)
                look(u, v);
    }

    /// A block of the given sides standing on the table.
    static Block standing(double x, double y, const cv::Vec3d& sides, double z = 0) {
        return {{x - sides[0] / 2, y - sides[1] / 2, z}, {x + sides[0] / 2, y + sides[1] / 2, z + sides[2]}};
    }

    [[nodiscard]] const tracestudio::RgbdFrame& frame() const { return m_frame; }
    [[nodiscard]] const cv::Mat& mask() const { return m_mask; }
    [[nodiscard]] tracestudio::PointCamera camera(double x, double y, double z) const {
        const cv::Vec3d p = m_toWorld.t() * (cv::Vec3d(x, y, z) - m_eye);
        return {p[0], p[1], p[2]};
    }
    /// A box with its axes along the world's.
    [[nodiscard]] tracestudio::OrientedBox box(const Block& block) const {
        const cv::Vec3d middle = (block.low + block.high) / 2;
        return {camera(middle[0], middle[1], middle[2]), block.high - block.low, m_toWorld.t()};
    }

    static std::shared_ptr<const std::string> file(const cv::Mat& mask) {
        const auto bytes = tracestudio::encodePng(mask, tracestudio::png_compression::small);
        return std::make_shared<const std::string>(bytes->begin(), bytes->end());
    }

  private:
    void look(int u, int v) {
        const auto& camera = m_frame.camera;
        const cv::Vec3d ray = m_toWorld * cv::Vec3d((u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy, 1);
        double nearest = ray[2] < 0 ? -m_eye[2] / ray[2] : 1e9; // of camera z, as the ray has z 1 there
        bool isObject = false;
        for (std::size_t i = 0; i < m_blocks.size(); ++i) {
            double enters = 0;
            double leaves = 1e9;
            for (int axis = 0; axis < 3; ++axis) {
                const double a = (m_blocks[i].low[axis] - m_eye[axis]) / ray[axis];
                const double b = (m_blocks[i].high[axis] - m_eye[axis]) / ray[axis];
                enters = std::max(enters, std::min(a, b));
                leaves = std::min(leaves, std::max(a, b));
            }
            if (enters <= leaves && enters < nearest) {
                nearest = enters;
                isObject = i == 0;
            }
        }
        if (nearest < 10)
            m_frame.depthMillimetres.at<std::uint16_t>(v, u) = std::uint16_t(std::lround(nearest * 1000));
        m_mask.at<std::uint8_t>(v, u) = isObject ? 255 : 0;
    }

    std::vector<Block> m_blocks;
    cv::Vec3d m_eye{0, 0, 0.7};
    /// The columns are the camera's axes: right, down, forward.
    cv::Matx33d m_toWorld{1, 0, 0, 0, -std::sqrt(0.5), std::sqrt(0.5), 0, -std::sqrt(0.5), -std::sqrt(0.5)};
    tracestudio::RgbdFrame m_frame;
    cv::Mat m_mask;
};
