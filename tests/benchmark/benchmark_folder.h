#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

/// A benchmark folder made for one test and removed with it.
class BenchmarkFolder {
  public:
    using Json = nlohmann::ordered_json;

    static constexpr int width = 64;
    static constexpr int height = 48;

    /// A row like the published ones, with everything right.
    static Json row(int id) {
        const std::string folder = std::to_string(id) + "/";
        return Json{{"id", id},
                    {"image_path", folder + "image.png"},
                    {"depth_path", folder + "depth.png"},
                    {"gt_depth_path", folder + "gt_depth.png"},
                    {"mask_path", folder + "mask.png"},
                    {"intrinsics", {{60.0, 0.0, 31.5}, {0.0, 60.0, 23.5}, {0.0, 0.0, 1.0}}},
                    {"gt_depth_intrinsics", {{60.0, 0.0, 31.5}, {0.0, 60.0, 23.5}, {0.0, 0.0, 1.0}}},
                    {"prompt", "pick up the mug " + std::to_string(id) + " and move it to the shelf"},
                    {"target_object", "the mug"},
                    {"destination|direction", "the shelf"},
                    {"step", 2 + id % 7},
                    {"category", "pick&place"},
                    {"data_source", id % 2 ? "CA1M" : "ScanNet"},
                    {"trajectory", {{0.1, 0.2, 1.0}, {0.2, 0.1, 1.1}, {0.3, 0.0, 1.2}}},
                    {"bbox_center", {0.3, 0.0, 1.2}},
                    {"bbox_extent", {0.2, 0.2, 0.2}},
                    {"bbox_rotation", {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}}};
    }

    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path json() const { return path() / "trajectory_dataset.json"; }

    void write(const std::string& name, const std::string& bytes) const {
        const std::filesystem::path file = path() / name;
        std::filesystem::create_directories(file.parent_path());
        QFile out(QString::fromStdString(file.string()));
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes.data(), qint64(bytes.size())) != qint64(bytes.size()))
            qFatal("cannot write %s", file.c_str());
    }
    void writeRows(const std::vector<Json>& rows) const { write("trajectory_dataset.json", Json(rows).dump()); }
    void writePicture(const std::string& name, const cv::Mat& picture) const {
        std::vector<unsigned char> bytes;
        cv::imencode(".png", picture, bytes);
        write(name, std::string(bytes.begin(), bytes.end()));
    }
    /// The four pictures of a sample, with an object in the middle at one metre.
    void writePictures(int id) const {
        const std::string folder = "raw_data/" + std::to_string(id) + "/";
        writePicture(folder + "image.png", cv::Mat(height, width, CV_8UC3, cv::Scalar(10, 120, 200)));
        writePicture(folder + "depth.png", cv::Mat(height, width, CV_16UC1, cv::Scalar(1000)));
        writePicture(folder + "gt_depth.png", cv::Mat(height, width, CV_16UC1, cv::Scalar(1000)));
        cv::Mat mask = cv::Mat::zeros(height, width, CV_8UC1);
        mask(cv::Rect(20, 10, 16, 12)) = 255;
        writePicture(folder + "mask.png", mask);
    }

  private:
    QTemporaryDir m_folder;
};
