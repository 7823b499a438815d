#include "benchmark/row_fields.h"
#include "benchmark/sample_files.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <opencv2/imgproc.hpp>

namespace tracestudio {
namespace {

namespace fs = std::filesystem;

using Reader = Result<cv::Mat> (*)(const fs::path&);

/// The picture, or nothing and why in `problems`. A path that the row lacks was complained about already.
cv::Mat readNamed(Reader read, const fs::path& root, const std::string& relative, std::vector<Error>& problems) {
    if (relative.empty())
        return {};
    const Result<fs::path> path = pathInside(root, relative);
    Result<cv::Mat> picture = path ? read(*path) : tl::unexpected(path.error());
    if (picture)
        return *picture;
    problems.push_back(picture.error());
    return {};
}

std::string sizeText(const cv::Size& size) {
    return std::to_string(size.width) + "×" + std::to_string(size.height);
}

void compareSizes(const SampleRecord& record, const Sample& sample, std::vector<Error>& problems) {
    const cv::Size depth = sample.frame.depthMillimetres.size();
    const auto compare = [&](const std::string& path, const cv::Size& size) {
        if (size != depth && !size.empty() && !depth.empty())
            problems.push_back({TRANSLATABLE("%1 is %2 but the depth picture is %3, so they do not lie on each other. "
                                             "Export both at one size."),
                                {path, sizeText(size), sizeText(depth)}});
    };
    compare(record.imagePath, sample.frame.colourBgr.size());
    compare(record.maskPath, sample.mask.pixels.size());
}

/// A camera for the depth picture, or an unusable one.
Camera cameraFor(const SampleRecord& record, const cv::Size& size, std::vector<Error>& problems) {
    if (const std::optional<Camera> camera = cameraOf(record.gtDepthIntrinsics, size.width, size.height)) {
        if (camera->isValid())
            return *camera;
        const bool areFinite = std::isfinite(camera->fx) && std::isfinite(camera->fy);
        if (!size.empty() && areFinite)
            problems.push_back({TRANSLATABLE("The focal lengths of sample %1 are not usable numbers. Correct "
                                             "\"gt_depth_intrinsics\"."),
                                {record.id}});
    }
    return {size.width, size.height, 0, 0, 0, 0};
}

} // namespace

std::shared_ptr<Sample> loadSample(const SampleRecord& record, const fs::path& root,
                                   const cv::Size& sizeWithoutPictures) {
    auto sample = std::make_shared<Sample>();
    sample->id = record.id;
    sample->instruction = record.instruction;
    sample->targetObject = record.targetObject;
    sample->destination = record.destination;
    sample->step = record.step;
    sample->category = record.category;
    sample->dataSource = record.dataSource;
    sample->problems = record.problems;
    sample->destinationBox = record.box;
    sample->maskPath = record.maskPath;

    // The colour picture costs as much as depth and mask together, so two threads halve the wait.
    std::vector<Error> colourProblems;
    std::future<cv::Mat> colour;
    try {
        colour = std::async(std::launch::async,
                            [&] { return readNamed(readColour, root, record.imagePath, colourProblems); });
    } catch (const std::exception&) { // no thread to be had: read below
    }
    std::vector<Error> otherProblems;
    sample->frame.depthMillimetres = readNamed(readDepth, root, record.gtDepthPath, otherProblems);
    sample->mask.pixels = readNamed(readMask, root, record.maskPath, otherProblems);
    if (!sample->mask.isEmpty())
        if (const Result<bool> ambiguous = isMaskAmbiguous(root / fs::path(record.maskPath)); ambiguous.value_or(false))
            otherProblems.push_back({TRANSLATABLE("%1 is read differently by the evaluator's two readers, so start and "
                                                  "collision may disagree. Export it as an 8-bit grey picture."),
                                     {record.maskPath}});
    sample->frame.colourBgr =
        colour.valid() ? colour.get() : readNamed(readColour, root, record.imagePath, colourProblems);

    sample->problems.insert(sample->problems.end(), colourProblems.begin(), colourProblems.end());
    sample->problems.insert(sample->problems.end(), otherProblems.begin(), otherProblems.end());
    compareSizes(record, *sample, sample->problems);
    cv::Size size = sizeWithoutPictures;
    if (sample->frame.hasDepth())
        size = sample->frame.depthMillimetres.size();
    else if (sample->frame.hasColour())
        size = sample->frame.colourBgr.size();
    sample->frame.camera = cameraFor(record, size, sample->problems);
    if (sample->frame.camera.isValid()) {
        std::vector<PointCamera> points;
        std::copy_if(
            record.trajectory.begin(), record.trajectory.end(), std::back_inserter(points),
            [](const PointCamera& p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); });
        sample->groundTruth = Trace::fromCameraPoints(std::move(points), sample->frame.camera);
    }
    return sample;
}

cv::Mat loadThumbnail(std::string_view imagePath, const fs::path& root, int longestSide) {
    const Result<fs::path> path = pathInside(root, imagePath);
    const Result<cv::Mat> picture = path ? readColour(*path) : tl::unexpected(path.error());
    if (!picture || longestSide <= 0)
        return {};
    const double scale = double(longestSide) / std::max(picture->cols, picture->rows);
    if (scale >= 1)
        return *picture;
    cv::Mat small;
    cv::resize(
        *picture, small,
        {std::max(1, int(std::lround(picture->cols * scale))), std::max(1, int(std::lround(picture->rows * scale)))}, 0,
        0, cv::INTER_AREA);
    return small;
}

} // namespace tracestudio
