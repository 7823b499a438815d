#include "scene_set.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

namespace tracestudio::samples {
namespace {

using Json = nlohmann::ordered_json;

constexpr int patchSide = 16;
constexpr int fewestInPatch = 28; // pixels of a thing that make a patch its own
constexpr int questionsAtLeast = 3, questionsAtMost = 8;
constexpr int fewestPixels = 20; // of a listed thing

std::uint64_t seedOf(const SceneSet& set, const PictureShare& size, int index) {
    std::uint64_t seed = set.seed * 0x9e3779b97f4a7c15U;
    for (const char c : set.split) {
        seed = (seed ^ std::uint8_t(c)) * 0x100000001b3U;
    }
    for (const int part : {size.width, size.height, index, int(set.style)}) {
        seed = (seed ^ std::uint64_t(std::uint32_t(part))) * 0x100000001b3U;
        seed ^= seed >> 29U;
    }
    return seed;
}

/// IEEE 754 half precision, rounded to nearest; of magnitudes below 65504 and above 6e-5 or zero.
std::uint16_t halfOf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16U) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7fffffffU;
    if (magnitude < 0x38800000U) {
        return std::uint16_t(sign);
    }
    const std::uint32_t rounded = magnitude + 0xfffU + ((magnitude >> 13U) & 1U);
    return std::uint16_t(sign | ((rounded - 0x38000000U) >> 13U));
}

/// At most `decimals` of them when printed.
double decimals(float value, int count) {
    const double unit = std::pow(10.0, count);
    return std::round(double(value) * unit) / unit;
}

/// What is written of one scene.
struct Record {
    std::string pictures, patches, line;
};

std::string patchesOf(const World& world, const Exposure& exposure) {
    std::string bytes;
    for (int top = 0; top + patchSide <= world.camera.height; top += patchSide) {
        for (int left = 0; left + patchSide <= world.camera.width; left += patchSide) {
            std::array<int, 256> counts{};
            double depth = 0;
            for (int v = top; v < top + patchSide; ++v) {
                for (int u = left; u < left + patchSide; ++u) {
                    ++counts[exposure.object.at<std::uint8_t>(v, u)];
                    depth += double(exposure.depthMillimetres.at<float>(v, u)) / 1000.0;
                }
            }
            Kind kind = counts[supportObject] > counts[backgroundObject] ? Kind::Support : Kind::Background;
            Colour colour = Colour::None;
            const auto most = std::max_element(counts.begin() + 1, counts.end() - 1);
            if (*most >= fewestInPatch) {
                const Thing& thing = world.things[std::size_t(most - counts.begin() - 1)];
                kind = thing.kind;
                colour = thing.colour;
            }
            const std::uint16_t logDepth =
                halfOf(float(std::log(std::clamp(depth / (patchSide * patchSide), 0.1, 30.0))));
            for (const unsigned byte : {unsigned(kind), unsigned(colour), logDepth & 0xffU, unsigned(logDepth >> 8U)}) {
                bytes.push_back(char(std::uint8_t(byte)));
            }
        }
    }
    return bytes;
}

std::string lineOf(const AskedWorld& asked, const Sight& sight) {
    const World& world = asked.world;
    Json objects = Json::array();
    std::vector<int> places(world.things.size(), -1);
    for (std::size_t i = 0; i < world.things.size(); ++i) {
        const Vec3 at = sight.centres[i];
        const bool isInside = at.x >= 0 && at.y >= 0 && at.x < float(world.camera.width) - 0.5F &&
                              at.y < float(world.camera.height) - 0.5F && at.z > 0;
        const bool isNamed = std::any_of(asked.questions.begin(), asked.questions.end(),
                                         [&](const Question& q) { return q.moved == int(i) || q.reference == int(i); });
        if (!isNamed && (!isInside || sight.pixels[i] < fewestPixels)) {
            continue;
        }
        places[i] = int(objects.size());
        objects.push_back({{"class", int(world.things[i].kind)},
                           {"colour", int(world.things[i].colour)},
                           {"u", decimals(at.x, 2)},
                           {"v", decimals(at.y, 2)},
                           {"z", decimals(at.z, 4)},
                           {"pixels", sight.pixels[i]}});
    }
    Json questions = Json::array();
    for (const Question& question : asked.questions) {
        Json points = Json::array();
        for (const Vec3 p : question.points) {
            points.push_back({decimals(p.x, 2), decimals(p.y, 2), decimals(p.z, 4)});
        }
        questions.push_back({{"text", question.text},
                             {"kind", question.kind},
                             {"points", points},
                             {"moved", places[std::size_t(question.moved)]},
                             {"reference", places[std::size_t(question.reference)]}});
    }
    const PinholeCamera& camera = world.camera;
    return Json{{"camera", {camera.fx, camera.fy, camera.cx, camera.cy}},
                {"family", world.family},
                {"objects", objects},
                {"questions", questions}}
               .dump() +
           "\n";
}

Record recordOf(const SceneSet& set, const PictureShare& size, int index) {
    const AskedWorld asked = askedWorld(set, size, index, questionsAtMost);
    const World& world = asked.world;
    const QuickExposure seen(world.scene, world.view, world.camera);
    const Exposure exposure = seen.develop(world.isPlain ? Lighting::Head : Lighting::Window);
    Record record;
    record.pictures.reserve(std::size_t(size.width * size.height * 3));
    for (int v = 0; v < size.height; ++v) {
        for (int u = 0; u < size.width; ++u) {
            const auto& bgr = exposure.colourBgr.at<cv::Vec3b>(v, u);
            for (const int channel : {2, 1, 0}) {
                record.pictures.push_back(char(bgr[channel]));
            }
        }
    }
    record.patches = patchesOf(world, exposure);
    record.line = lineOf(asked, sightOf(world, seen));
    return record;
}

std::ofstream openForWriting(const std::filesystem::path& file) {
    std::ofstream out(file, std::ios::binary);
    if (!out) {
        throw std::runtime_error("Could not write " + file.string());
    }
    out.exceptions(std::ios::badbit | std::ios::failbit);
    return out;
}

} // namespace

AskedWorld askedWorld(const SceneSet& set, const PictureShare& size, int index, int most) {
    Random random(seedOf(set, size, index));
    while (true) {
        AskedWorld asked{makeWorld(random, size.width, size.height, set.style), {}};
        const QuickExposure seen(asked.world.scene, asked.world.view, asked.world.camera);
        asked.questions = askAbout(asked.world, seen, random, most);
        if (int(asked.questions.size()) >= std::min(most, questionsAtLeast)) {
            return asked;
        }
    }
}

void writeSceneSet(const SceneSet& set, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    openForWriting(folder / "world.json") << Json{{"classes", kindNames()}, {"colours", colourNames()}}.dump() << "\n";
    double shares = 0;
    for (const PictureShare& size : set.sizes) {
        shares += size.share;
    }
    double until = 0;
    int written = 0;
    for (const PictureShare& size : set.sizes) {
        until += size.share;
        const int last = int(std::lround(until / shares * set.count));
        const int count = last - written;
        written = last;
        const auto sub = folder / (std::to_string(size.width) + "x" + std::to_string(size.height));
        std::filesystem::create_directories(sub);
        std::ofstream pictures = openForWriting(sub / "pictures.rgb");
        std::ofstream patches = openForWriting(sub / "patches.bin");
        std::ofstream lines = openForWriting(sub / "scenes.jsonl");
        const int batch = 16 * set.threads;
        for (int first = 0; first < count; first += batch) {
            std::vector<Record> records(std::size_t(std::min(batch, count - first)));
            std::atomic<std::size_t> next = 0;
            const auto work = [&] {
                for (std::size_t i = next++; i < records.size(); i = next++) {
                    records[i] = recordOf(set, size, first + int(i));
                }
            };
            {
                std::vector<std::jthread> others;
                for (int i = 1; i < set.threads; ++i) {
                    others.emplace_back(work);
                }
                work();
            }
            for (const Record& record : records) {
                pictures << record.pictures;
                patches << record.patches;
                lines << record.line;
            }
        }
    }
}

} // namespace tracestudio::samples
