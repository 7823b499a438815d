#include "annotation/mask_places.h"

#include "annotation/row_text.h"

#include <algorithm>
#include <limits>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t noRow = std::numeric_limits<std::uint32_t>::max();

bool isPng(std::string_view path) {
    std::string end(path.substr(path.size() - std::min<std::size_t>(4, path.size())));
    std::ranges::transform(end, end.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return end == ".png";
}

/// A folder's name from an id, which may be any text.
std::string folderNameOf(const std::string& id, std::size_t index) {
    constexpr std::size_t longest = 100;
    const auto isHarmless = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
               c == '.';
    };
    if (!id.empty() && id.size() <= longest && id.front() != '.' && std::ranges::all_of(id, isHarmless))
        return id;
    return "row-" + std::to_string(index + 1);
}

} // namespace

MaskPlaces::MaskPlaces(const PicturePlaces& places, fs::path pictureFolder)
    : m_places(places)
    , m_root(std::move(pictureFolder)) {}

std::string MaskPlaces::take(const SampleRecord& record, std::size_t index) {
    return choose(plainPath(record.maskPath), plainPath(record.imagePath), record.id, index);
}

std::string MaskPlaces::take(const AddedSample& sample) {
    return choose(plainPath(namedMask(sample)), plainPath(sample.imagePath), sample.id, noRow);
}

bool MaskPlaces::isTakenBelow(std::string_view folder, std::string_view except) const {
    return std::ranges::any_of(m_taken,
                               [&](const std::string& path) { return path != except && isBelow(path, folder); });
}

bool MaskPlaces::isFree(const std::string& path) const {
    std::error_code ignored;
    return m_places.maskUserCount(path) == 0 && !m_taken.contains(path) &&
           fs::symlink_status(m_root / path, ignored).type() == fs::file_type::not_found;
}

std::string MaskPlaces::choose(const std::string& named, const std::string& imagePath, const std::string& id,
                               std::size_t index) {
    std::error_code ignored;
    const fs::file_type type = fs::status(m_root / named, ignored).type();
    const std::size_t ownUses = index == noRow ? 0 : 1; // as counted in the file
    const bool isOwn = !named.empty() && isPng(named) && m_places.maskUserCount(named) <= ownUses &&
                       !m_taken.contains(named) && (type == fs::file_type::regular || type == fs::file_type::not_found);
    std::string chosen = named;
    if (!isOwn) {
        const std::string folder = folderOf(imagePath);
        chosen = folder + "/mask.png";
        if (folder.empty() || m_places.isUsedByOthers(folder, index) || !isFree(chosen)) {
            const std::string own = folderNameOf(id, index);
            chosen = own + "/mask.png";
            for (int number = 2; !isFree(chosen); ++number)
                chosen = own + "/mask-" + std::to_string(number) + ".png";
        }
    }
    m_taken.insert(chosen);
    return chosen;
}

} // namespace tracestudio
