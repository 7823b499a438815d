// The three readers of answers: any text ends in points whose spans lie inside it, in the order of the text.
#include "benchmark/answer.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace tracestudio;

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

void checkOfficial(const OfficialParse& parse, std::size_t size) {
    require(parse.rows >= 0 && parse.spans.size() == std::size_t(parse.rows));
    require(parse.values.size() == std::size_t(parse.rows) * std::size_t(parse.columns));
    require(!parse.raises() || parse.rows == 0);
    require(!parse.isFlat || parse.rows == 0);
    require(parse.columns == 2 || parse.columns == 3);
    for (const TextSpan& span : parse.spans)
        require(span.begin < span.end && span.end <= size);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    checkOfficial(parseOfficial(text, AnswerStyle::Text), size);
    checkOfficial(parseOfficial(text, AnswerStyle::Json), size);

    const LenientParse lenient = parseLenient(text, 640, 480);
    std::size_t last = 0;
    for (const LenientPoint& point : lenient.points) {
        require(std::isfinite(point.x) && std::isfinite(point.y));
        require(!point.depthMetres || std::isfinite(*point.depthMetres));
        require(point.span.begin >= last && point.span.begin < point.span.end && point.span.end <= size);
        last = point.span.end;
    }
    return 0;
}
