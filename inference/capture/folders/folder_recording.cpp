#include "capture/folders/folder_recording.h"

#include "capture/depth_registration.h"
#include "capture/folders/intrinsics_file.h"
#include "capture/folders/picture_file.h"

#include <cmath>
#include <future>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

std::string sizeText(const cv::Size& size) {
    return std::to_string(size.width) + "×" + std::to_string(size.height);
}

/// One view at two resolutions; ScanNet's 1296×968 and 640×480 count.
bool haveOneShape(const cv::Size& a, const cv::Size& b) {
    constexpr double nearly = 0.01;
    return std::abs(double(a.width) * b.height / (double(a.height) * b.width) - 1) <= nearly;
}

struct Pictures {
    cv::Mat colour, depth; ///< depth as stored
};

Result<Pictures> readPictures(const fs::path& folder, const PicturePair& pair) {
    // The two take about as long, so two threads halve the wait.
    std::future<Result<cv::Mat>> beside;
    try {
        beside = std::async(std::launch::async, [&] { return readDepthPicture(folder / pair.depth); });
    } catch (const std::exception&) { // no thread to be had: read below
    }
    Result<cv::Mat> colour = readColourPicture(folder / pair.colour);
    Result<cv::Mat> depth = beside.valid() ? beside.get() : readDepthPicture(folder / pair.depth);
    if (!colour)
        return tl::unexpected(colour.error());
    if (!depth)
        return tl::unexpected(depth.error());
    if (!haveOneShape(colour->size(), depth->size()))
        return failure(TRANSLATABLE("%1 is %2 but %3 is %4, so depth does not lie on the picture. Export both from one "
                                    "view."),
                       (folder / pair.colour).string(), sizeText(colour->size()), (folder / pair.depth).string(),
                       sizeText(depth->size()));
    return Pictures{std::move(*colour), std::move(*depth)};
}

class FolderRecording final : public IndexedRecording {
  public:
    FolderRecording(SourceInfo info, SourceFormat format, std::vector<Stamps> stamps, fs::path folder,
                    std::vector<PicturePair> pairs, bool isLargestNoReading)
        : IndexedRecording(std::move(info), std::move(format), std::move(stamps))
        , m_folder(std::move(folder))
        , m_pairs(std::move(pairs))
        , m_isLargestNoReading(isLargestNoReading) {}

  private:
    Result<CapturedFrame> read(std::size_t pair) override {
        const Camera& camera = format().camera;
        const cv::Size size(camera.widthPixels, camera.heightPixels);
        Result<Pictures> pictures = readPictures(m_folder, m_pairs[pair]);
        if (pictures && pictures->colour.size() != size)
            pictures =
                failure(TRANSLATABLE("%1 is %2, but the recording is %3. Remove the picture, or copy the "
                                     "recording again."),
                        (m_folder / m_pairs[pair].colour).string(), sizeText(pictures->colour.size()), sizeText(size));
        if (!pictures)
            return failure(TRANSLATABLE("Frame %1 of %2 cannot be shown: %3"), std::to_string(pair + 1), info().name,
                           pictures.error().message());
        CapturedFrame captured;
        captured.frame.camera = camera;
        captured.frame.colourBgr = std::move(pictures->colour);
        captured.frame.depthMillimetres = millimetresOf(pictures->depth, size);
        return captured;
    }

    [[nodiscard]] cv::Mat millimetresOf(cv::Mat depth, const cv::Size& size) const {
        if (m_isLargestNoReading && depth.type() == CV_16UC1)
            depth.setTo(0, depth == 65535);
        return toMillimetres(resizedNearest(depth, size), format().depthUnitMetres);
    }

    fs::path m_folder;
    std::vector<PicturePair> m_pairs;
    bool m_isLargestNoReading;
};

/// The first pair that can be read, for what it tells of all. Missing files cost nothing and so are passed over by the
/// thousand; damaged ones are not.
Result<Pictures> firstPictures(const fs::path& folder, const std::vector<PicturePair>& pairs) {
    constexpr int mostDamaged = 8;
    Result<Pictures> pictures = failure("");
    int damaged = 0;
    for (const PicturePair& pair : pairs) {
        std::error_code ignored;
        const bool isThere = fs::exists(folder / pair.colour, ignored) && fs::exists(folder / pair.depth, ignored);
        if (!isThere && &pair != &pairs.back())
            continue;
        pictures = readPictures(folder, pair);
        if (pictures || ++damaged == mostDamaged)
            break;
    }
    return pictures;
}

/// A camera for pictures of `size`, or why there is none.
Result<Camera> cameraFor(const fs::path& folder, const cv::Size& size, const FolderConventions& conventions,
                         const SourceOptions& options, std::optional<double>& depthUnitMetres) {
    const Result<std::optional<IntrinsicsFile>> file = findIntrinsics(folder);
    if (file && *file)
        depthUnitMetres = (*file)->depthUnitMetres;
    std::optional<Camera> said = options.intrinsics;
    if (!said && !file)
        return tl::unexpected(file.error());
    if (!said && *file)
        said = (*file)->camera;
    if (said) {
        if (const std::optional<Camera> camera = fittedTo(*said, size.width, size.height))
            return *camera;
        return failure(TRANSLATABLE("The pictures of %1 are %2, but its intrinsics are for %3. Say the intrinsics for "
                                    "pictures of this size."),
                       folder.string(), sizeText(size), sizeText({said->widthPixels, said->heightPixels}));
    }
    if (conventions.camera && conventions.camera->widthPixels == size.width &&
        conventions.camera->heightPixels == size.height)
        return *conventions.camera;
    return failure(TRANSLATABLE("%1 does not say what camera took its pictures of %2. Put a camera.txt of \"fx fy cx "
                                "cy\" there, or say the intrinsics when opening it."),
                   folder.string(), sizeText(size));
}

} // namespace

OpenedSource openPicturePairs(const fs::path& folder, std::vector<PicturePair> pairs,
                              const FolderConventions& conventions, const SourceOptions& options) {
    if (pairs.empty())
        return {failure(TRANSLATABLE("%1 holds no colour picture that has its depth. Copy the recording again."),
                        folder.string()),
                CaptureFault::Empty};
    const Result<Pictures> first = firstPictures(folder, pairs);
    if (!first)
        return {failure(TRANSLATABLE("None of the first pictures of %1 can be read: %2"), folder.string(),
                        first.error().message()),
                CaptureFault::Damaged};
    std::optional<double> unit;
    const Result<Camera> camera = cameraFor(folder, first->colour.size(), conventions, options, unit);
    if (!camera)
        return {tl::unexpected(camera.error()), CaptureFault::NeedsIntrinsics};
    if (options.depthUnitMetres)
        unit = options.depthUnitMetres;

    std::vector<IndexedRecording::Stamps> stamps;
    stamps.reserve(pairs.size());
    for (const PicturePair& pair : pairs)
        stamps.push_back(pair.stamps);
    const double rate = framesPerSecond(stamps);
    SourceFormat format;
    format.mode.colour = {first->colour.cols, first->colour.rows, rate};
    format.mode.depth = {first->depth.cols, first->depth.rows, rate};
    format.camera = *camera;
    format.depthUnitMetres = unit.value_or(conventions.depthUnitMetres);
    SourceInfo info{folder.string(), folder.filename().string(), {}, true};
    return {std::make_unique<FolderRecording>(std::move(info), std::move(format), std::move(stamps), folder,
                                              std::move(pairs), conventions.isLargestNoReading),
            CaptureFault::None};
}

} // namespace tracestudio
