// The readers of reasoning steps and of lengths: any text ends in steps whose spans lie inside it, in the order of the
// text, and in numbers that are numbers.
#include "benchmark/reasoning.h"
#include "fuzz_file.h"

#include <cmath>
#include <cstddef>
#include <string_view>

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    std::size_t last = 0;
    for (const ReasoningStep& step : parseReasoning(text, 640, 480)) {
        require(step.span.begin >= last && step.span.begin < step.span.end && step.span.end <= size, "steps in order");
        last = step.span.end;
        const std::string_view written = text.substr(step.span.begin, step.span.end - step.span.begin);
        require(written.ends_with(step.value), "a step ends with its value");
        require(!step.metres || (std::isfinite(*step.metres) && *step.metres >= 0), "a length");
        std::size_t lastPoint = step.span.begin;
        for (const LenientPoint& point : step.points) {
            require(std::isfinite(point.x) && std::isfinite(point.y), "a place");
            require(point.span.begin >= lastPoint && point.span.begin < point.span.end, "points in order");
            require(point.span.end <= step.span.end, "points in their step");
            lastPoint = point.span.end;
        }
    }
    if (const auto measurement = parseMeasurement(text)) {
        require(std::isfinite(measurement->metres) && measurement->metres >= 0, "a measured length");
        require(measurement->span.begin < measurement->span.end && measurement->span.end <= size, "where it stands");
    }
    return 0;
}
