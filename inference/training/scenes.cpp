#include "training/scenes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracestudio {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr int patch = 16;
constexpr int block = 2 * patch; // sides of pictures are whole numbers of merged patches
constexpr int longestSide = 4096;
constexpr std::size_t mostThings = 200;
constexpr std::size_t mostPoints = 32;
constexpr std::size_t mostNames = 200;

tl::unexpected<Error> unusable(const fs::path& file, const std::string& why) {
    return failure("%1 cannot be used (%2). Generate the scenes again.", file.string(), why);
}
tl::unexpected<Error> unusable(const fs::path& file, std::size_t row, const std::string& why) {
    return failure("%1, row %2, cannot be used (%3). Generate the scenes again.", file.string(), std::to_string(row),
                   why);
}

float halfPrecision(std::uint16_t bits) {
    const std::uint32_t exponent = bits >> 10 & 0x1F;
    const std::uint32_t fraction = bits & 0x3FF;
    const float sign = bits & 0x8000 ? -1.0f : 1.0f;
    if (exponent == 0)
        return sign * std::ldexp(float(fraction), -24);
    if (exponent == 31)
        return fraction != 0 ? NAN : sign * INFINITY;
    return sign * std::ldexp(float(fraction | 0x400), int(exponent) - 25);
}

/// Reads members of one row and remembers the first that is not as it should be.
class Row {
  public:
    explicit Row(const Json& json)
        : m_json(json) {}
    double number(const Json& of, const char* key, double least, double most) {
        const auto found = of.is_object() ? of.find(key) : of.end();
        return found == of.end() ? complain<double>(key) : checked(*found, key, least, most);
    }
    int whole(const Json& of, const char* key, int least, int most) {
        const double value = number(of, key, least, most);
        return value == std::floor(value) ? int(value) : complain<int>(key);
    }
    std::string text(const Json& of, const char* key) {
        const auto found = of.is_object() ? of.find(key) : of.end();
        return found != of.end() && found->is_string() && !found->get_ref<const std::string&>().empty()
                   ? found->get<std::string>()
                   : complain<std::string>(key);
    }
    const Json& list(const Json& of, const char* key, std::size_t fewest, std::size_t most) {
        static const Json none = Json::array();
        const auto found = of.is_object() ? of.find(key) : of.end();
        if (found != of.end() && found->is_array() && found->size() >= fewest && found->size() <= most)
            return *found;
        complain<int>(key);
        return none;
    }
    double checked(const Json& value, const char* key, double least, double most) {
        const double number = value.is_number() ? value.get<double>() : NAN;
        return number >= least && number <= most ? number : complain<double>(key);
    }
    template <typename T>
    T complain(const char* key) {
        if (m_complaint.empty())
            m_complaint = key;
        return {};
    }
    [[nodiscard]] const std::string& complaint() const { return m_complaint; }
    [[nodiscard]] const Json& json() const { return m_json; }

  private:
    const Json& m_json;
    std::string m_complaint;
};

Scene sceneOf(Row& row, int width, int height, const World& world) {
    constexpr double farthest = 100; // metres
    Scene scene;
    const Json& camera = row.list(row.json(), "camera", 4, 4);
    for (std::size_t i = 0; i < camera.size(); ++i)
        scene.camera[i] = row.checked(camera[i], "camera", i < 2 ? 1e-3 : -1e6, 1e6);
    scene.family = row.text(row.json(), "family");
    for (const Json& json : row.list(row.json(), "objects", 1, mostThings)) {
        Scene::Thing thing;
        thing.kind = row.whole(json, "class", 0, int(world.classes.size()) - 1);
        thing.colour = row.whole(json, "colour", 0, int(world.colours.size()) - 1);
        // The centre of what is partly in sight may lie outside of the picture.
        thing.u = float(row.number(json, "u", -10.0 * width, 10.0 * width));
        thing.v = float(row.number(json, "v", -10.0 * height, 10.0 * height));
        thing.z = float(row.number(json, "z", 1e-3, farthest));
        thing.pixels = row.whole(json, "pixels", 0, width * height);
        scene.things.push_back(thing);
    }
    const int last = int(scene.things.size()) - 1;
    for (const Json& json : row.list(row.json(), "questions", 1, 1000)) {
        Scene::Question question;
        question.text = row.text(json, "text");
        question.kind = row.text(json, "kind");
        question.moved = row.whole(json, "moved", 0, last);
        question.reference = row.whole(json, "reference", 0, last);
        for (const Json& point : row.list(json, "points", 2, mostPoints)) {
            if (!point.is_array() || point.size() != 3) {
                row.complain<int>("points");
                break;
            }
            question.points.push_back({float(row.checked(point[0], "points", 0, 1000)),
                                       float(row.checked(point[1], "points", 0, 1000)),
                                       float(row.checked(point[2], "points", 0, 99))});
        }
        scene.questions.push_back(std::move(question));
    }
    return scene;
}

/// Width and height of a folder's name; nothing where it is no such name.
std::optional<std::pair<int, int>> sizeOf(const std::string& name) {
    int width = 0;
    int height = 0;
    int used = 0;
    if (std::sscanf(name.c_str(), "%dx%d%n", &width, &height, &used) != 2 || std::size_t(used) != name.size())
        return std::nullopt;
    return std::pair(width, height);
}

Result<World> readWorld(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return failure("%1 cannot be read. Choose a folder that generate_scenes wrote.", path.string());
    const Json json = Json::parse(stream, nullptr, false);
    World world;
    for (const auto& [key, names] : {std::pair("classes", &world.classes), std::pair("colours", &world.colours)}) {
        const Json list = json.is_object() && json.contains(key) ? json[key] : Json();
        if (!list.is_array() || list.size() < 3 || list.size() > mostNames)
            return unusable(path, key);
        for (const Json& name : list) {
            if (!name.is_string())
                return unusable(path, key);
            names->push_back(name.get<std::string>());
        }
    }
    return world;
}

} // namespace

/// Unlike a checkpoint, training reads scattered pieces of a large file that stands still.
class SceneSet::MappedFile {
  public:
    static Result<std::shared_ptr<const MappedFile>> open(const fs::path& path, std::size_t expected) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat about {};
        if (file < 0 || fstat(file, &about) != 0) {
            if (file >= 0)
                close(file);
            return failure("%1 cannot be read. Generate the scenes again.", path.string());
        }
        if (std::size_t(about.st_size) != expected) {
            close(file);
            return unusable(path, std::to_string(about.st_size) + " bytes instead of " + std::to_string(expected));
        }
        void* begin = mmap(nullptr, expected, PROT_READ, MAP_SHARED, file, 0);
        close(file);
        if (begin == MAP_FAILED)
            return failure("%1 cannot be mapped into memory. Close other programs.", path.string());
        return std::shared_ptr<const MappedFile>(new MappedFile(static_cast<const std::uint8_t*>(begin), expected));
    }
    ~MappedFile() { munmap(const_cast<std::uint8_t*>(m_begin), m_size); }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {m_begin, m_size}; }

  private:
    MappedFile(const std::uint8_t* begin, std::size_t size)
        : m_begin(begin)
        , m_size(size) {}
    const std::uint8_t* m_begin;
    std::size_t m_size;
};

Result<SceneSet> SceneSet::open(const fs::path& folder, int width, int height, const World& world) {
    if (width < block || height < block || width > longestSide || height > longestSide || width % block != 0 ||
        height % block != 0)
        return unusable(folder, "sides must be multiples of " + std::to_string(block));
    SceneSet set;
    set.m_width = width;
    set.m_height = height;
    const fs::path rows = folder / "scenes.jsonl";
    std::ifstream stream(rows, std::ios::binary);
    if (!stream)
        return failure("%1 cannot be read. Generate the scenes again.", rows.string());
    std::string line;
    while (std::getline(stream, line)) {
        const std::size_t number = set.m_scenes.size() + 1;
        const Json json = Json::parse(line, nullptr, false);
        if (!json.is_object())
            return unusable(rows, number, "it is not JSON");
        Row row(json);
        set.m_scenes.push_back(sceneOf(row, width, height, world));
        if (!row.complaint().empty())
            return unusable(rows, number, row.complaint());
    }
    const std::size_t pixels = std::size_t(width) * std::size_t(height);
    if (set.m_scenes.empty())
        return unusable(rows, "it is empty");
    auto pictures = MappedFile::open(folder / "pictures.rgb", set.size() * pixels * 3);
    if (!pictures)
        return tl::unexpected(pictures.error());
    auto patches = MappedFile::open(folder / "patches.bin", set.size() * pixels / (patch * patch) * 4);
    if (!patches)
        return tl::unexpected(patches.error());
    set.m_pictures = std::move(*pictures);
    set.m_patches = std::move(*patches);
    for (std::size_t i = 0; i < set.size(); ++i)
        for (const PatchLabel& label : set.patches(i))
            if (label.kind >= world.classes.size() || label.colour >= world.colours.size() ||
                !(std::abs(label.logDepth) < 10))
                return unusable(folder / "patches.bin", i + 1, "a patch");
    return set;
}

std::span<const std::uint8_t> SceneSet::picture(std::size_t i) const {
    const std::size_t bytes = std::size_t(m_width) * std::size_t(m_height) * 3;
    return m_pictures->bytes().subspan(i * bytes, bytes);
}

std::vector<PatchLabel> SceneSet::patches(std::size_t i) const {
    const std::size_t count = std::size_t(m_width / patch) * std::size_t(m_height / patch);
    const auto bytes = m_patches->bytes().subspan(i * count * 4, count * 4);
    std::vector<PatchLabel> labels(count);
    for (std::size_t p = 0; p < count; ++p)
        labels[p] = {bytes[p * 4], bytes[p * 4 + 1],
                     halfPrecision(std::uint16_t(bytes[p * 4 + 2] | bytes[p * 4 + 3] << 8))};
    return labels;
}

std::size_t TrainingScenes::size() const {
    std::size_t count = 0;
    for (const SceneSet& set : sets)
        count += set.size();
    return count;
}

Result<TrainingScenes> TrainingScenes::open(const std::vector<fs::path>& folders) {
    TrainingScenes scenes;
    for (const fs::path& folder : folders) {
        auto world = readWorld(folder / "world.json");
        if (!world)
            return tl::unexpected(world.error());
        if (!scenes.sets.empty() && *world != scenes.world)
            return failure("%1 is of another world than the folders before it. Choose scenes of one "
                           "world.",
                           folder.string());
        scenes.world = std::move(*world);
        std::error_code error;
        std::set<fs::path> parts; // in a fixed order, whatever the disk's
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
            if (entry.is_directory(error) && sizeOf(entry.path().filename().string()))
                parts.insert(entry.path());
        if (parts.empty())
            return failure("%1 holds no scenes. Choose a folder that generate_scenes wrote.", folder.string());
        for (const fs::path& part : parts) {
            const auto size = sizeOf(part.filename().string());
            auto set = SceneSet::open(part, size->first, size->second, scenes.world);
            if (!set)
                return tl::unexpected(set.error());
            scenes.sets.push_back(std::move(*set));
        }
    }
    return scenes;
}

} // namespace tracestudio
