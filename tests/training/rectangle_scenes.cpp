#include "rectangle_scenes.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tracestudio::testing {

using Json = nlohmann::json;

namespace {

constexpr int patch = 16;

/// float16 of a number between 2⁻¹⁴ and 65504, or of 0.
std::uint16_t half(float value) {
    if (value == 0)
        return 0;
    int exponent = 0;
    const float fraction = std::frexp(std::abs(value), &exponent); // 0.5 … 1
    return std::uint16_t((value < 0 ? 0x8000 : 0) | (exponent + 14) << 10 | (int(fraction * 2048) & 0x3FF));
}

} // namespace

void writeRectangleScenes(const std::filesystem::path& folder, int width, int height, int count) {
    const std::filesystem::path sized = folder / (std::to_string(width) + "x" + std::to_string(height));
    std::filesystem::create_directories(sized);
    std::ofstream(folder / "world.json") << Json{{"classes", {"block", "plate", "background", "support"}},
                                                 {"colours", {"red", "blue", "none"}}};
    std::ofstream pictures(sized / "pictures.rgb", std::ios::binary);
    std::ofstream patches(sized / "patches.bin", std::ios::binary);
    std::ofstream rows(sized / "scenes.jsonl");
    const int columns = width / patch;
    const int cells = columns * (height / patch);
    for (int i = 0; i < count; ++i) {
        std::vector<std::uint8_t> picture(std::size_t(width * height * 3), 128);
        std::vector<std::array<std::uint8_t, 2>> labels(std::size_t(cells), {3, 2});
        Json things = Json::array();
        std::array<std::array<double, 3>, 2> centres{};
        for (int thing = 0; thing < 2; ++thing) {
            const int cell = (i * 7 + thing * (cells / 2) + thing) % cells;
            const int left = cell % columns * patch;
            const int top = cell / columns * patch;
            for (int v = top; v < top + patch; ++v)
                for (int u = left; u < left + patch; ++u) {
                    std::uint8_t* pixel = &picture[std::size_t((v * width + u) * 3)];
                    pixel[0] = thing == 0 ? 230 : 20;
                    pixel[1] = 20;
                    pixel[2] = thing == 0 ? 20 : 230;
                }
            labels[std::size_t(cell)] = {std::uint8_t(thing), std::uint8_t(thing)};
            const double z = 0.5 + 0.05 * (cell % 7);
            things.push_back({{"class", thing},
                              {"colour", thing},
                              {"u", left + patch / 2},
                              {"v", top + patch / 2},
                              {"z", z},
                              {"pixels", patch * patch}});
            centres[std::size_t(thing)] = {1000.0 * (left + patch / 2) / width, 1000.0 * (top + patch / 2) / height, z};
        }
        Json questions = Json::array();
        for (const bool isBack : {false, true})
            for (const char* text : {"put the %1 on the %2", "Move the %1 to the %2."}) {
                std::string words = text;
                words.replace(words.find("%1"), 2, isBack ? "blue plate" : "red block");
                words.replace(words.find("%2"), 2, isBack ? "red block" : "blue plate");
                const auto& from = centres[isBack ? 1 : 0];
                const auto& to = centres[isBack ? 0 : 1];
                Json points = Json::array();
                for (const double share : {0.0, 0.25, 0.75, 1.0})
                    points.push_back({from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]),
                                      from[2] + share * (to[2] - from[2])});
                questions.push_back({{"text", words},
                                     {"kind", "place"},
                                     {"points", points},
                                     {"moved", isBack ? 1 : 0},
                                     {"reference", isBack ? 0 : 1}});
            }
        rows << Json{{"camera", {width * 0.9, width * 0.9, width / 2.0, height / 2.0}},
                     {"family", "table"},
                     {"objects", things},
                     {"questions", questions}}
             << '\n';
        pictures.write(reinterpret_cast<const char*>(picture.data()), std::streamsize(picture.size()));
        for (const auto& [kind, colour] : labels) {
            const std::uint16_t depth = half(-0.5f);
            const std::array<char, 4> bytes{char(kind), char(colour), char(depth & 0xFF), char(depth >> 8)};
            patches.write(bytes.data(), bytes.size());
        }
    }
}

} // namespace tracestudio::testing
