#include "bundle.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <stdexcept>

namespace tracestudio::samples {
namespace {

using Json = nlohmann::ordered_json;

/// Six decimals, so that the file reads well and no digit hangs on a last bit.
double tidy(double value) {
    return std::round(value * 1e6) / 1e6 + 0.0;
}

std::uint32_t scramble(int u, int v, int salt) {
    auto h = std::uint32_t(u) * 2654435761U ^ std::uint32_t(v) * 2246822519U ^ std::uint32_t(salt) * 3266489917U;
    h = (h ^ (h >> 15U)) * 2246822519U;
    return h ^ (h >> 13U);
}

/// How a depth camera spoils a perfect reading.
struct DepthSensor {
    double disparityPerMetre = 1000; ///< levels: a reading at z metres is good to z² / this
    double baselineMetres = 0.02;    ///< between its light and its eye: what the light cannot reach has no reading
};

cv::Mat sensed(const Exposure& seen, const PinholeCamera& camera, const DepthSensor& sensor) {
    const cv::Mat& exact = seen.depthMillimetres;
    cv::Mat out(exact.size(), CV_16UC1, cv::Scalar(0));
    const auto isLost = [&](int u, int v, float depth) {
        const float facing = seen.reflectance.at<float>(v, u);
        const float patch = float(scramble(u / 3, v / 3, 5) % 1000U) / 1000.0F;
        if (facing < 0.10F + 0.10F * patch) {
            return true;
        }
        // On the far side of an edge light and eye mix two surfaces.
        for (const auto& [du, dv] : {std::pair{-1, 0}, std::pair{1, 0}, std::pair{0, -1}, std::pair{0, 1}}) {
            const int x = std::clamp(u + du, 0, exact.cols - 1);
            const int y = std::clamp(v + dv, 0, exact.rows - 1);
            if (depth > exact.at<float>(y, x) * 1.03F && scramble(u, v, 7) % 10U < 6U) {
                return true;
            }
        }
        for (int k = 1; k <= 12 && u + k < exact.cols; ++k) {
            const double inFront = exact.at<float>(v, u + k);
            const double shift =
                camera.fx * sensor.baselineMetres * 1000.0 * (1.0 / std::max(inFront, 1.0) - 1.0 / double(depth));
            if (shift >= k) {
                return true;
            }
        }
        return false;
    };
    for (int v = 0; v < exact.rows; ++v) {
        for (int u = 0; u < exact.cols; ++u) {
            const float depth = exact.at<float>(v, u);
            if (depth <= 0 || isLost(u, v, depth)) {
                continue;
            }
            const double levels = std::round(sensor.disparityPerMetre * 1000.0 / double(depth));
            out.at<std::uint16_t>(v, u) = std::uint16_t(std::round(sensor.disparityPerMetre * 1000.0 / levels));
        }
    }
    return out;
}

void write(const std::filesystem::path& file, const cv::Mat& picture) {
    const std::vector<int> small{cv::IMWRITE_PNG_COMPRESSION, 9, cv::IMWRITE_PNG_STRATEGY,
                                 cv::IMWRITE_PNG_STRATEGY_FILTERED};
    if (!cv::imwrite(file.string(), picture, small)) {
        throw std::runtime_error("Could not write " + file.string());
    }
}

Json matrix(const PinholeCamera& camera, bool isFourByFour) {
    Json rows = {{camera.fx, 0.0, camera.cx}, {0.0, camera.fy, camera.cy}, {0.0, 0.0, 1.0}};
    if (isFourByFour) {
        for (Json& row : rows) {
            row.push_back(0.0);
        }
        rows.push_back({0.0, 0.0, 0.0, 1.0});
    }
    return rows;
}

Json vector(Vec3 v) {
    return {tidy(v.x), tidy(v.y), tidy(v.z)};
}

Json row(const SampleScene& sample, int id) {
    const std::string folder = std::to_string(id) + "/";
    // The trace is that of the visible point on the object's surface that lies before what is held.
    const Vec3 towards = normalised(sample.held - sample.view.position);
    const Hit hit = sample.scene.firstHit(sample.view.position, towards, 30.0F);
    const Vec3 start = sample.view.position + towards * hit.distance;
    Json trajectory = Json::array({vector(sample.view.toCamera(start))});
    for (const Vec3 move : sample.moves) {
        trajectory.push_back(vector(sample.view.toCamera(start + move)));
    }
    const Vec3 x = sample.view.directionToCamera(sample.boxFrame.x);
    const Vec3 y = sample.view.directionToCamera(sample.boxFrame.y);
    const Vec3 z = sample.view.directionToCamera(sample.boxFrame.z);
    const auto axisRow = [](float a, float b, float c) { return Json{tidy(a), tidy(b), tidy(c)}; };
    return {{"id", id},
            {"image_path", folder + "image.png"},
            {"depth_path", folder + "depth.png"},
            {"gt_depth_path", folder + "gt_depth.png"},
            {"mask_path", folder + "mask.png"},
            {"intrinsics", matrix(sample.sensor, sample.writesFourByFour)},
            {"gt_depth_intrinsics", matrix(sample.camera, sample.writesFourByFour)},
            {"prompt", sample.prompt},
            {"target_object", sample.target},
            {"destination|direction", sample.destination},
            {"step", sample.step},
            {"category", sample.category},
            {"data_source", sample.source},
            {"trajectory", trajectory},
            {"bbox_center", vector(sample.view.toCamera(sample.boxBase + sample.boxFrame.z * sample.boxHalf.z))},
            {"bbox_extent", vector(sample.boxHalf * 2.0F)},
            {"bbox_rotation", {axisRow(x.x, y.x, z.x), axisRow(x.y, y.y, z.y), axisRow(x.z, y.z, z.z)}}};
}

cv::Mat millimetres(const cv::Mat& exact) {
    cv::Mat out;
    exact.convertTo(out, CV_16UC1);
    return out;
}

/// The keys of a prediction file in their published order, then the answer and what it is.
Json predictionRow(const Json& sample, const std::string& answer) {
    Json out{{"question_id", sample["id"]}};
    for (const char* key :
         {"image_path", "gt_depth_path", "mask_path", "gt_depth_intrinsics", "prompt", "target_object",
          "destination|direction", "trajectory", "bbox_center", "bbox_extent", "bbox_rotation"}) {
        out[key] = sample[key];
    }
    out["model_prediction"] = answer;
    out["variant"] = "hand-made example";
    return out;
}

} // namespace

OutputFile::OutputFile(std::filesystem::path file)
    : m_file(std::move(file))
    , m_out(m_file, std::ios::binary) {
    check();
}

OutputFile& OutputFile::operator<<(std::string_view bytes) {
    m_out.write(bytes.data(), std::streamsize(bytes.size()));
    check();
    return *this;
}

void OutputFile::close() {
    m_out.close();
    check();
}

void OutputFile::check() const {
    if (!m_out) {
        throw std::runtime_error("Could not write " + m_file.string());
    }
}

std::string writeSample(const std::filesystem::path& folder, int id, const SampleScene& sample,
                        const SamplePictures& pictures) {
    const std::filesystem::path sub = folder / "raw_data" / std::to_string(id);
    std::filesystem::create_directories(sub);
    const auto& [seen, coarse, areSensed] = pictures;
    write(sub / "image.png", seen.colourBgr);
    write(sub / "mask.png", seen.object == sample.object);
    write(sub / "gt_depth.png",
          areSensed ? sensed(seen, sample.camera, {1000, 0.012}) : millimetres(seen.depthMillimetres));
    write(sub / "depth.png",
          areSensed ? sensed(coarse, sample.sensor, {220, 0.03}) : millimetres(coarse.depthMillimetres));
    return row(sample, id).dump();
}

void writeDataset(const std::filesystem::path& folder, const std::vector<std::string>& rows) {
    std::filesystem::create_directories(folder);
    OutputFile dataset(folder / "trajectory_dataset.json");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        dataset << (i == 0 ? "[\n" : ",\n") << rows[i];
    }
    dataset << "\n]\n";
    dataset.close();
}

void writeBundle(const std::filesystem::path& folder, int threads) {
    const std::vector<SampleScene> scenes = sampleScenes();
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < scenes.size(); ++i) {
        const SampleScene& sample = scenes[i];
        rows.push_back(writeSample(folder, int(i), sample,
                                   {sample.scene.photograph(sample.view, sample.camera, threads),
                                    sample.scene.measure(sample.view, sample.sensor, threads)}));
    }
    writeDataset(folder, rows);

    std::filesystem::create_directories(folder / "outputs");
    for (const ExampleAnswers& file : exampleAnswers()) {
        OutputFile out(folder / "outputs" / file.fileName);
        for (const ExampleAnswer& answer : file.answers) {
            out << predictionRow(Json::parse(rows.at(std::size_t(answer.id))), answer.text).dump() << "\n";
        }
        out.close();
    }
}

} // namespace tracestudio::samples
