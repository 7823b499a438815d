#include "capture/folders/folder_layout.h"
#include "capture/folders/folder_recording.h"
#include "capture/recordings.h"
#include "capture/stamp_pairing.h"

#include <charconv>
#include <limits>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

constexpr double framesPerSecondOfNumbers = 30;
constexpr double mostSecondsApart = 0.02;
constexpr std::size_t mostNames = 4'000'000;

double valueOf(const NameNumber& number) {
    const std::string text = number.whole + "." + number.fraction;
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Seconds in one step of the numbers when they are stamps, told by how large all of them are for a time of this
/// century; 0 when they count frames.
double secondsPerStep(const std::vector<NumberedPicture>& pictures) {
    const std::size_t digits = pictures.front().number.whole.size();
    if (digits >= 18)
        return 1e-9;
    if (digits >= 15)
        return 1e-6;
    if (digits >= 12)
        return 1e-3;
    const bool isStamp = digits >= 10 || std::ranges::any_of(pictures, [](const NumberedPicture& picture) {
                             return !picture.number.fraction.empty();
                         });
    return isStamp ? 1 : 0;
}

std::vector<double> secondsOf(const std::vector<NumberedPicture>& pictures, double perStep) {
    std::vector<double> seconds;
    seconds.reserve(pictures.size());
    for (const NumberedPicture& picture : pictures)
        seconds.push_back(valueOf(picture.number) * perStep);
    return seconds;
}

std::vector<PicturePair> pairsByNumber(const NumberedPictures& pictures) {
    std::vector<PicturePair> pairs;
    auto depth = pictures.depth.begin();
    for (const NumberedPicture& colour : pictures.colour) {
        while (depth != pictures.depth.end() && depth->number < colour.number)
            ++depth;
        if (depth == pictures.depth.end())
            break;
        if (depth->number != colour.number)
            continue;
        const double seconds = valueOf(colour.number) / framesPerSecondOfNumbers;
        pairs.push_back({colour.file, depth->file, {seconds, seconds}});
    }
    return pairs;
}

std::vector<PicturePair> pairsByStamp(const NumberedPictures& pictures, double perStep) {
    const std::vector<double> colour = secondsOf(pictures.colour, perStep);
    const std::vector<double> depth = secondsOf(pictures.depth, perStep);
    std::vector<PicturePair> pairs;
    for (const auto& [c, d] : pairByStamp(colour, depth, mostSecondsApart))
        pairs.push_back({pictures.colour[c].file, pictures.depth[d].file, {colour[c], depth[d]}});
    return pairs;
}

} // namespace

OpenedSource openNumberedFolder(const fs::path& folder, const SourceOptions& options) {
    const NumberedPictures pictures = findNumberedPictures(folder, mostNames);
    std::vector<PicturePair> pairs;
    if (!pictures.colour.empty() && !pictures.depth.empty()) {
        const double perStep = secondsPerStep(pictures.colour);
        pairs = perStep > 0 ? pairsByStamp(pictures, perStep) : pairsByNumber(pictures);
    }
    // 7-Scenes writes 65535 where Kinect saw nothing, and nobody else's depth goes that far.
    const FolderConventions conventions{0.001, true, std::nullopt};
    return openPicturePairs(folder, std::move(pairs), conventions, options);
}

} // namespace tracestudio
