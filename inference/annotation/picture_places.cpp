#include "annotation/picture_places.h"

#include "benchmark/python_json.h"
#include "benchmark/sample_files.h"

#include <algorithm>
#include <functional>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

std::uint64_t hashOf(std::string_view text) {
    return std::hash<std::string_view>()(text);
}

std::string textOf(const RowOutline::Text& text) {
    if (!text.isString)
        return {};
    if (!text.isEscaped)
        return std::string(text.raw);
    const auto value = parsePythonJson("\"" + std::string(text.raw) + "\"");
    return value ? value->text : std::string();
}

} // namespace

std::string plainPath(std::string_view relative) {
    const bool isPlain = !relative.empty() && relative.front() != '/' && relative.front() != '.' &&
                         relative.find("/.") == relative.npos && relative.find("//") == relative.npos;
    if (isPlain && relative.find('\0') == relative.npos)
        return std::string(relative);
    if (relative.empty() || !pathInside(".", relative))
        return {};
    return fs::path(relative).lexically_normal().generic_string();
}

std::string folderOf(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == path.npos ? std::string_view() : path.substr(0, slash));
}

bool isBelow(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

PicturePlaces::PicturePlaces(const DatasetFile& dataset) {
    std::uint64_t position = 0;
    RowScanner scanner([&](char* to, std::size_t size) {
        const std::size_t count = dataset.descriptor().read(to, size, position);
        position += count;
        return count;
    });
    for (std::uint32_t row = 0; scanner.next() == RowScanner::Step::Row; ++row) {
        const std::size_t begin = m_folders.size();
        for (const auto field :
             {RowOutline::ImagePath, RowOutline::DepthPath, RowOutline::GtDepthPath, RowOutline::MaskPath}) {
            const std::string path = plainPath(textOf(scanner.outline().fields[field]));
            if (path.empty())
                continue;
            if (field == RowOutline::MaskPath)
                m_masks.push_back(hashOf(path));
            for (std::string folder = folderOf(path); !folder.empty(); folder = folderOf(folder)) {
                const std::pair<std::uint64_t, std::uint32_t> place{hashOf(folder), row};
                if (std::find(m_folders.begin() + std::ptrdiff_t(begin), m_folders.end(), place) != m_folders.end())
                    break; // and so are those above it
                m_folders.push_back(place);
            }
        }
    }
    std::ranges::sort(m_masks);
    std::ranges::sort(m_folders);
}

std::size_t PicturePlaces::maskUserCount(std::string_view mask) const {
    const auto [first, last] = std::equal_range(m_masks.begin(), m_masks.end(), hashOf(mask));
    return std::size_t(last - first);
}

bool PicturePlaces::isUsedByOthers(std::string_view folder, std::size_t index) const {
    const std::uint64_t hash = hashOf(folder);
    auto place = std::ranges::lower_bound(m_folders, std::pair<std::uint64_t, std::uint32_t>(hash, 0));
    for (; place != m_folders.end() && place->first == hash; ++place)
        if (place->second != index)
            return true;
    return false;
}

} // namespace tracestudio
