#include "scene_set.h"

#include "bundle.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <exception>
#include <future>
#include <nlohmann/json.hpp>
#include <stdexcept>

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
    const World& world = *asked.world;
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
    const Exposure exposure = asked.seen->develop(asked.world->isPlain ? Lighting::Head : Lighting::Window);
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
    record.patches = patchesOf(*asked.world, exposure);
    record.line = lineOf(asked, sightOf(*asked.world, *asked.seen));
    return record;
}

/// Calls make(0) … make(count − 1) on several threads, in any order, until one of them throws; throws that again.
template <typename Make>
void inParallel(int count, int threads, const Make& make) {
    std::atomic<int> next = 0;
    const auto work = [&] {
        for (int i = next++; i < count; i = next++) {
            make(i);
        }
    };
    std::vector<std::future<void>> others;
    for (int i = 1; i < threads; ++i) {
        others.push_back(std::async(std::launch::async, work));
    }
    // All are waited for before the first error leaves: they use what the caller owns.
    std::exception_ptr error;
    const auto keepError = [&](const auto& part) {
        try {
            part();
        } catch (...) {
            next = count;
            error = error ? error : std::current_exception();
        }
    };
    keepError(work);
    for (std::future<void>& other : others) {
        keepError([&] { other.get(); });
    }
    if (error) {
        std::rethrow_exception(error);
    }
}

/// How many scenes of a set have each of its sizes.
std::vector<int> countsOf(const SceneSet& set) {
    double shares = 0;
    for (const PictureShare& size : set.sizes) {
        shares += size.share;
    }
    std::vector<int> counts;
    double until = 0;
    int before = 0;
    for (const PictureShare& size : set.sizes) {
        until += size.share;
        const int last = int(std::lround(until / shares * set.count));
        counts.push_back(last - before);
        before = last;
    }
    return counts;
}

SampleScene sampleOf(const AskedWorld& asked) {
    const World& world = *asked.world;
    const Question& question = asked.questions.front();
    SampleScene sample;
    sample.scene = world.scene;
    sample.view = world.view;
    sample.camera = world.camera;
    sample.sensor = world.camera;
    sample.prompt = question.text;
    sample.target = question.target;
    sample.destination = question.destination;
    sample.category = question.kind == "push" || question.kind == "door" ? "push&pull" : "pick&place";
    sample.source += ": " + world.family;
    // One step for each thing that must be found, one for the way.
    sample.step = 1;
    const std::string named = question.target + " " + question.destination;
    for (std::size_t at = named.find("the "); at != std::string::npos; at = named.find("the ", at + 1)) {
        ++sample.step;
    }
    sample.step = std::clamp(sample.step, 2, 8);
    sample.object = question.moved + 1;
    // A little behind the surface, so that the ray towards it meets just that.
    sample.held = question.start + normalised(question.start - world.view.position) * 1e-3F;
    sample.moves.assign(question.moves.begin() + 1, question.moves.end());
    sample.boxBase = question.boxBase;
    sample.boxHalf = question.boxHalf;
    sample.boxFrame = question.boxFrame;
    return sample;
}

} // namespace

AskedWorld askedWorld(const SceneSet& set, const PictureShare& size, int index, int most) {
    Random random(seedOf(set, size, index));
    while (true) {
        AskedWorld asked;
        asked.world = std::make_unique<const World>(makeWorld(random, size.width, size.height, set.style));
        const World& world = *asked.world;
        asked.seen = std::make_unique<const QuickExposure>(world.scene, world.view, world.camera);
        asked.questions = askAbout(world, *asked.seen, random, most);
        if (int(asked.questions.size()) >= std::min(most, questionsAtLeast)) {
            return asked;
        }
    }
}

cv::Mat paintQuickly(const AskedWorld& asked) {
    return asked.seen->develop(asked.world->isPlain ? Lighting::Head : Lighting::Window).colourBgr;
}

void writeSceneSet(const SceneSet& set, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    OutputFile world(folder / "world.json");
    world << Json{{"classes", kindNames()}, {"colours", colourNames()}}.dump() << "\n";
    world.close();
    const std::vector<int> counts = countsOf(set);
    for (std::size_t k = 0; k < set.sizes.size(); ++k) {
        const PictureShare& size = set.sizes[k];
        const auto sub = folder / (std::to_string(size.width) + "x" + std::to_string(size.height));
        std::filesystem::create_directories(sub);
        OutputFile pictures(sub / "pictures.rgb");
        OutputFile patches(sub / "patches.bin");
        OutputFile lines(sub / "scenes.jsonl");
        const int batch = 16 * set.threads;
        for (int first = 0; first < counts[k]; first += batch) {
            std::vector<Record> records(std::size_t(std::min(batch, counts[k] - first)));
            inParallel(int(records.size()), set.threads,
                       [&](int i) { records[std::size_t(i)] = recordOf(set, size, first + i); });
            for (const Record& record : records) {
                pictures << record.pictures;
                patches << record.patches;
                lines << record.line;
            }
        }
        pictures.close();
        patches.close();
        lines.close();
    }
}

void writeBenchmark(const SceneSet& set, const std::filesystem::path& folder, const Painter& paint) {
    const std::vector<int> counts = countsOf(set);
    std::vector<std::string> rows(std::size_t(set.count));
    int first = 0;
    for (std::size_t k = 0; k < set.sizes.size(); ++k) {
        inParallel(counts[k], set.threads, [&](int i) {
            const AskedWorld asked = askedWorld(set, set.sizes[k], i, 1);
            Exposure seen = asked.seen->measured();
            seen.colourBgr = paint(asked);
            rows[std::size_t(first + i)] = writeSample(folder, first + i, sampleOf(asked), {seen, seen, false});
        });
        first += counts[k];
    }
    writeDataset(folder, rows);
}

} // namespace tracestudio::samples
