#include "capture/folders/intrinsics_file.h"

#include "scene/lower_case.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

constexpr std::size_t largestFileBytes = 1u << 16;
constexpr int largestSidePixels = 1 << 16;

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

/// The numbers in a piece of text, between which may stand white space, commas, semicolons and brackets; nothing when
/// something else does.
std::optional<std::vector<double>> numbersIn(std::string_view text) {
    constexpr std::string_view between = " \t\r\n\v\f,;[](){}";
    std::vector<double> numbers;
    while (true) {
        const std::size_t begin = text.find_first_not_of(between);
        if (begin == std::string_view::npos)
            return numbers;
        text.remove_prefix(begin);
        std::string_view word = text.substr(0, text.find_first_of(between));
        text.remove_prefix(word.size());
        if (word.starts_with('+'))
            word.remove_prefix(1);
        double number = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (error != std::errc() || end != word.data() + word.size())
            return std::nullopt;
        numbers.push_back(number);
    }
}

/// The camera of a matrix with this many columns; by columns where its last row, read by rows, holds the centre.
std::optional<Camera> cameraOfMatrix(const std::vector<double>& m, std::size_t columns) {
    if (m.size() < 3 * columns)
        return std::nullopt;
    const bool isByColumns = columns == 3 && m[2] == 0 && m[5] == 0 && (m[6] != 0 || m[7] != 0);
    if (isByColumns)
        return Camera{0, 0, m[0], m[4], m[6], m[7]};
    return Camera{0, 0, m[0], m[columns + 1], m[2], m[columns + 2]};
}

std::optional<Camera> cameraOfMatrix(const std::vector<double>& numbers) {
    switch (numbers.size()) {
    case 9:
        return cameraOfMatrix(numbers, 3);
    case 12:
    case 16:
        return cameraOfMatrix(numbers, 4);
    default:
        return std::nullopt;
    }
}

int pixels(double number) {
    return number >= 1 && number <= largestSidePixels ? int(number) : 0;
}

/// Tools write steps a metre (5000), metres a step (0.001) or, as BOP does, millimetres a step (0.1, 1), which would be
/// far too coarse in metres.
std::optional<double> unitOf(double scale) {
    constexpr double coarsestMetres = 0.01;
    if (!std::isfinite(scale) || scale <= 0)
        return std::nullopt;
    if (scale > 1)
        return 1 / scale;
    return scale > coarsestMetres ? scale / 1000 : scale;
}

std::optional<IntrinsicsFile> fromNumbers(const std::vector<double>& numbers) {
    if (const std::optional<Camera> camera = cameraOfMatrix(numbers))
        return IntrinsicsFile{*camera, std::nullopt};
    if (numbers.size() != 4 && numbers.size() != 6 && numbers.size() != 7)
        return std::nullopt;
    IntrinsicsFile file{{0, 0, numbers[0], numbers[1], numbers[2], numbers[3]}, std::nullopt};
    if (numbers.size() >= 6) {
        file.camera.widthPixels = pixels(numbers[4]);
        file.camera.heightPixels = pixels(numbers[5]);
    }
    if (numbers.size() == 7)
        file.depthUnitMetres = unitOf(numbers[6]);
    return file;
}

/// What is found key by key, in JSON or in lines.
struct Found {
    std::optional<double> fx, fy, cx, cy;
    std::optional<Camera> matrix;
    int widthPixels = 0, heightPixels = 0;
    std::optional<double> depthUnitMetres;

    void put(const std::string& key, double number) {
        if (key == "fx")
            fx = number;
        else if (key == "fy")
            fy = number;
        else if (key == "cx" || key == "ppx")
            cx = number;
        else if (key == "cy" || key == "ppy")
            cy = number;
        else if (key == "width" || key == "w" || key == "image_width" || key == "m_colorwidth")
            widthPixels = pixels(number);
        else if (key == "height" || key == "h" || key == "image_height" || key == "m_colorheight")
            heightPixels = pixels(number);
        else if (key == "scale" || key == "depth_scale" || key == "depthscale" || key == "depthmapfactor" ||
                 key == "m_depthshift")
            depthUnitMetres = unitOf(number);
    }
    [[nodiscard]] std::optional<IntrinsicsFile> file() const {
        std::optional<Camera> camera = matrix;
        if (fx && fy && cx && cy)
            camera = Camera{0, 0, *fx, *fy, *cx, *cy};
        if (!camera)
            return std::nullopt;
        camera->widthPixels = widthPixels;
        camera->heightPixels = heightPixels;
        return IntrinsicsFile{*camera, depthUnitMetres};
    }
};

std::vector<double> numbersOf(const Json& array) {
    std::vector<double> numbers;
    for (const Json& item : array) {
        if (item.is_number())
            numbers.push_back(item.get<double>());
        else if (item.is_array())
            for (const Json& inner : item)
                if (inner.is_number())
                    numbers.push_back(inner.get<double>());
    }
    return numbers;
}

/// Puts what `json` says into `found`; looks into the objects that hold a camera, `levels` deep.
void collect(const Json& json, int levels, Found& found) {
    if (json.is_array())
        if (const std::optional<Camera> camera = cameraOfMatrix(numbersOf(json)); camera && !found.matrix)
            found.matrix = camera;
    if (!json.is_object())
        return;
    for (const auto& [name, value] : json.items()) {
        const std::string key = lowerCase(name);
        constexpr std::array holders{"intrinsic_matrix", "k",     "cam_k",  "camera_matrix", "intrinsics", "intrinsic",
                                     "camera",           "color", "colour", "rgb",           "data",       "matrix",
                                     "intrinsic_color"};
        if (value.is_number())
            found.put(key, value.get<double>());
        else if (levels > 0 && std::ranges::find(holders, key) != holders.end())
            collect(value, levels - 1, found);
    }
}

std::optional<IntrinsicsFile> fromJson(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded())
        return std::nullopt;
    constexpr int deepest = 3;
    Found found;
    collect(json, deepest, found);
    return found.file();
}

/// Calls `use` with each line that is not empty and no comment.
template <typename Use>
void forEachLine(std::string_view text, const Use& use) {
    while (!text.empty()) {
        const std::string_view line = trimmed(text.substr(0, text.find('\n')));
        text.remove_prefix(
            std::min(text.size(), text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1));
        if (!line.empty() && line.front() != '#' && line.front() != '%')
            use(line);
    }
}

std::optional<IntrinsicsFile> fromLines(std::string_view text) {
    Found found;
    std::string block;
    forEachLine(text, [&](std::string_view line) {
        const std::size_t sign = line.find_first_of(":=");
        if (sign == std::string_view::npos)
            return;
        std::string key = lowerCase(std::string(trimmed(line.substr(0, sign))));
        key = key.substr(key.rfind('.') + 1); // "Camera.fx"
        const std::optional<std::vector<double>> numbers = numbersIn(line.substr(sign + 1));
        if (!numbers)
            return;
        if (numbers->empty())
            block = key;
        else if (numbers->size() == 1)
            found.put(key, numbers->front());
        else if (key == "m_calibrationcolorintrinsic" || key == "k" || key == "cam_k" || key == "camera_matrix" ||
                 (key == "data" && block == "camera_matrix"))
            found.matrix = cameraOfMatrix(*numbers);
    });
    return found.file();
}

bool isPossible(const Camera& camera) {
    constexpr double most = 1e6;
    return camera.fx > 0 && camera.fy > 0 && camera.fx < most && camera.fy < most && std::abs(camera.cx) < most &&
           std::abs(camera.cy) < most;
}

std::string readText(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored))
        return {};
    std::string text(largestFileBytes, '\0');
    std::ifstream stream(path, std::ios::binary);
    stream.read(text.data(), std::streamsize(text.size()));
    text.resize(std::size_t(std::max<std::streamsize>(0, stream.gcount())));
    return text;
}

} // namespace

std::optional<IntrinsicsFile> parseIntrinsics(std::string_view text) {
    text = trimmed(text.substr(0, largestFileBytes));
    std::optional<IntrinsicsFile> file;
    if (text.starts_with('{') || text.starts_with('['))
        file = fromJson(text);
    if (!file) {
        std::string plain;
        forEachLine(text, [&](std::string_view line) { plain.append(line).append("\n"); });
        const std::optional<std::vector<double>> numbers = numbersIn(plain);
        file = numbers ? fromNumbers(*numbers) : fromLines(text);
    }
    return file && isPossible(file->camera) ? file : std::nullopt;
}

Result<std::optional<IntrinsicsFile>> findIntrinsics(const fs::path& folder) {
    constexpr std::array names{
        "camera.txt",
        "camera.json",
        "camera.yaml",
        "intrinsics.txt",
        "intrinsics.json",
        "intrinsic.txt",
        "intrinsic.json",
        "camera_intrinsics.txt",
        "camera_intrinsics.json",
        "camera_intrinsic.json",
        "camera_intrinsic.txt",
        "camera-intrinsics.txt",
        "camera_primesense.json",
        "intrinsic_color.txt",
        "intrinsics_color.txt",
        "intrinsic/intrinsic_color.txt",
        "cam_K.txt",
        "K.txt",
        "cam_params.json",
        "calibration.txt",
        "calibration.json",
        "calibration.yaml",
        "info.txt",
        "_info.txt",
        "../camera-intrinsics.txt", // 3DMatch: one for all of a scene's sequences
        "../cam_params.json",       // Replica: one for all rooms
    };
    const auto doubtful = std::ranges::find(names, std::string_view("calibration.txt")); // these may be about all else
    std::optional<fs::path> unusable;
    for (auto name = names.begin(); name != names.end(); ++name) {
        const fs::path path = folder / *name;
        std::error_code ignored;
        if (!fs::is_regular_file(path, ignored))
            continue;
        if (std::optional<IntrinsicsFile> file = parseIntrinsics(readText(path)))
            return file;
        if (!unusable && name < doubtful)
            unusable = path;
    }
    if (unusable)
        return failure(TRANSLATABLE("%1 holds no intrinsics: neither fx, fy, cx, cy nor a 3×3 or 4×4 matrix. Correct "
                                    "the file, or say the intrinsics when opening the recording."),
                       unusable->string());
    return std::nullopt;
}

std::optional<Camera> fittedTo(const Camera& camera, int widthPixels, int heightPixels) {
    Camera fitted = camera;
    if (camera.widthPixels <= 0 || camera.heightPixels <= 0) {
        fitted.widthPixels = widthPixels;
        fitted.heightPixels = heightPixels;
    } else if (camera.widthPixels != widthPixels || camera.heightPixels != heightPixels) {
        const double across = double(widthPixels) / camera.widthPixels;
        const double down = double(heightPixels) / camera.heightPixels;
        constexpr double nearly = 0.01; // ScanNet's 1296×968 and 640×480 are one view
        if (std::abs(across / down - 1) > nearly)
            return std::nullopt;
        fitted = camera.resizedTo(widthPixels, heightPixels);
    }
    return fitted.isValid() ? std::optional(fitted) : std::nullopt;
}

} // namespace tracestudio
