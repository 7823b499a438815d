#include "capture/ros/bag_folder.h"

#include "capture/ros/db3_file.h"
#include "capture/ros/input_file.h"
#include "capture/ros/mcap_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <optional>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostFiles = 10'000;
constexpr std::uintmax_t largestMetadata = 16u << 20;

bool isBagFile(const fs::path& path) {
    return path.extension() == ".db3" || path.extension() == ".mcap";
}

/// "bag_2" before "bag_10".
bool isNaturallyBefore(const fs::path& first, const fs::path& second) {
    const auto key = [](const fs::path& path) {
        const std::string stem = path.stem().string();
        std::size_t digits = stem.size();
        while (digits > 0 && std::isdigit(static_cast<unsigned char>(stem[digits - 1])) != 0)
            --digits;
        std::string number = stem.substr(digits);
        number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
        return std::tuple(stem.substr(0, digits), number.size(), number, path);
    };
    return key(first) < key(second);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\"'";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// The names under relative_file_paths: rosbag2 writes that list one a line. Nothing without such a list.
std::optional<std::vector<std::string>> filesNamedIn(const fs::path& metadata) {
    std::error_code error;
    if (!fs::is_regular_file(metadata, error) || fs::file_size(metadata, error) > largestMetadata)
        return std::nullopt;
    std::ifstream stream(metadata);
    std::vector<std::string> names;
    bool isInList = false;
    for (std::string line; std::getline(stream, line) && names.size() < mostFiles;) {
        const std::string_view text = trimmed(line);
        if (text == "relative_file_paths:")
            isInList = true;
        else if (isInList && text.starts_with("- "))
            names.emplace_back(trimmed(text.substr(2)));
        else if (isInList)
            break;
    }
    return names.empty() ? std::nullopt : std::optional(names);
}

std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end && files.size() < mostFiles;
         at.increment(error))
        if (isBagFile(at->path()))
            files.push_back(at->path());
    std::ranges::sort(files, isNaturallyBefore);
    return files;
}

} // namespace

Result<std::unique_ptr<MessageLog>> openRos2File(const fs::path& path, CaptureFault& fault) {
    if (path.extension() == ".zstd") {
        fault = CaptureFault::Damaged;
        return failure(TRANSLATABLE("%1 is compressed as a whole. Unpack it with \"zstd -d\", then open what comes "
                                    "out."),
                       path.string());
    }
    const Result<InputFile> file = InputFile::open(path, fault);
    if (!file)
        return tl::unexpected(file.error());
    std::array<std::byte, 5> head{};
    const bool isMcap = file->read(0, head) && head[0] == std::byte(0x89) && head[1] == std::byte('M');
    return isMcap || path.extension() == ".mcap" ? McapFile::open(path, fault) : Db3File::open(path, fault);
}

Result<std::unique_ptr<MessageLog>> BagFolder::open(const fs::path& folder, CaptureFault& fault) {
    std::vector<fs::path> files;
    if (const auto names = filesNamedIn(folder / "metadata.yaml")) {
        for (const std::string& name : *names)
            // Some versions write the folder before the name, and nothing outside of it is of the recording.
            files.push_back(folder / fs::path(name).filename());
    } else {
        files = filesIn(folder);
    }
    if (files.empty()) {
        fault = CaptureFault::Missing;
        return failure(TRANSLATABLE("%1 holds no ROS 2 bag (.db3 or .mcap). Choose another folder."), folder.string());
    }
    std::unique_ptr<BagFolder> bag(new BagFolder());
    std::optional<Error> firstProblem;
    for (const fs::path& file : files) {
        Result<std::unique_ptr<MessageLog>> log = openRos2File(file, fault);
        if (log)
            bag->take(std::move(*log));
        else
            bag->report(log.error());
        if (!log && !firstProblem)
            firstProblem = log.error();
    }
    if (bag->m_files.empty())
        return tl::unexpected(*firstProblem);
    bag->sort();
    fault = CaptureFault::None;
    return bag;
}

void BagFolder::take(std::unique_ptr<MessageLog> log) {
    std::map<std::uint32_t, std::uint32_t> parts; // from its own to those here
    for (std::size_t i = 0; i < log->topics().size(); ++i) {
        const RosTopic& topic = log->topics()[i];
        const std::size_t number = add(topic.name, topic.type, topic.serialization);
        for (MessagePlace place : log->messages(i)) {
            const auto [part, isNew] = parts.try_emplace(place.part, std::uint32_t(m_parts.size()));
            if (isNew)
                m_parts.push_back({m_files.size(), place.part});
            place.part = part->second;
            add(number, place);
        }
    }
    for (const RosTopic& topic : log->otherTopics())
        add(topic.name, topic.type, topic.serialization);
    for (const Error& problem : log->problems())
        report(problem);
    m_files.push_back(std::move(log));
}

Result<std::vector<std::byte>> BagFolder::read(const MessagePlace& message, std::uint64_t most) {
    const InFile& place = m_parts[message.part];
    return m_files[place.file]->read({message.nanoseconds, place.part, message.offset}, most);
}

std::uint64_t BagFolder::costOfBeginnings(std::size_t topic) const {
    std::uint64_t cost = 0;
    for (const std::unique_ptr<MessageLog>& file : m_files)
        for (std::size_t i = 0; i < file->topics().size(); ++i)
            if (file->topics()[i] == topics()[topic])
                cost += file->costOfBeginnings(i);
    return cost;
}

} // namespace tracestudio
