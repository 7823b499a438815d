#pragma once

#include "benchmark/python_json.h"
#include "scene/trace.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

/// Which of the two published parsers reads an answer (spec/evaluator.md rule 35).
enum class AnswerStyle {
    Text, ///< `text2pts_normalize`: tuples "(x, y, d)" anywhere in the text; RoboTracer
    Json, ///< `json2pts_normalize`: the first fenced block, as JSON; Gemini, Qwen
};

/// Style by the words in a model's name as the published script chooses: RoboTracer before Qwen and Gemini.
/// Nothing for other names (the script refuses those).
std::optional<AnswerStyle> officialStyleOf(std::string_view modelName);

/// What a published parser makes of an answer, to the letter: a numpy array of shape (rows, columns), or (0) when
/// `isFlat`, or the exception that Python raises. x and y are fractions of the picture's width and height
/// (answer / 1000, rounded to 6 decimals), d is metres. Spec: spec/evaluator.md rules 1–10.
struct OfficialParse {
    int rows = 0;
    int columns = 2;
    bool isFlat = false;    ///< ndim == 1: shape (0,), only ever empty
    bool isFloat32 = false; ///< Text style: values are float32 numbers; Json style: float64
    bool isObject = false;  ///< Json style with an integer depth beyond 64 bits: numpy keeps Python objects; here
                            ///< such a depth is its double, ±inf where Python's float() of it would raise
    std::vector<std::string> longDepths; ///< with isObject, by row: the digits of such a depth, else ""
    std::vector<double> values;          ///< rows · columns, row by row; may hold NaN and ±inf
    std::vector<TextSpan> spans;         ///< where each row stands in the answer's text
    std::string exception;               ///< "ValueError: …" when Python raises; then rows == 0

    [[nodiscard]] bool raises() const { return !exception.empty(); }
    [[nodiscard]] double at(int row, int column) const {
        return values[std::size_t(row) * std::size_t(columns) + std::size_t(column)];
    }
};

/// Reads `answer` (any JSON value; null and numbers are not text) with the published parser of `style`.
/// Linear in the text, never hangs.
OfficialParse parseOfficial(const PyValue& answer, AnswerStyle style);
OfficialParse parseOfficial(std::string_view answer, AnswerStyle style);

/// One waypoint found by the lenient reading.
struct LenientPoint {
    double x = 0; ///< fraction of the width
    double y = 0; ///< fraction of the height
    std::optional<double> depthMetres;
    TextSpan span; ///< of the tuple, list or object in the answer's text
};

/// What the lenient reader had to do to read an answer; each is a kind of fault to show and filter by.
enum class LenientNote {
    ThinkingStripped, ///< everything up to the last </think> was left out
    AnswerTagUnwrapped,
    Unfenced,       ///< JSON without a code fence
    Truncated,      ///< the list ends before it is closed; whole points before that are kept
    LabelledPoints, ///< {"point_2d": …} or {"point_3d": …}
    UnitRange,      ///< coordinates were 0…1 instead of 0…1000
    PixelRange,     ///< coordinates were pixels
    MixedArity,     ///< points with and without depth; those without have none
    OddArity,       ///< a tuple with one or more than three numbers was left out, or cut to three if in "( )"
    NonFinite,      ///< NaN or infinite coordinates were left out
};

/// A careful person's reading of an answer: the points it clearly means, and where each stands. Never fails; an answer
/// without points has none.
struct LenientParse {
    std::vector<LenientPoint> points;
    std::vector<LenientNote> notes;

    [[nodiscard]] bool hasDepth() const; ///< every point has a depth, and there is one
    [[nodiscard]] bool has(LenientNote note) const;
};

/// The part of a model's text that is its answer, reasoning left out: what follows the last `</think>` (nothing after an
/// unclosed `<think>`), in it what the last `<answer>` holds.
TextSpan answerPartOf(std::string_view answer);

/// Reads `answer` leniently.
///
/// Where: in its `answerPartOf`. There, the last fenced block with points wins; else the last proper list:
/// brackets around nothing but points (and JSON's labels), or points with only separators between them. Points in prose
/// count only where no list is: those of the last paragraph that has two, else all.
/// What: "(x, y)", "[x, y, d]" and the like, numbers as JSON or Python write them, closed. Comments, quoted labels and
/// a missing end of the list are overlooked. Where a list labels points ("point_2d"), only the labelled ones count.
/// Range: all |x|, |y| ≤ 1 and one of them written with a decimal point or exponent → fractions; one > 1000 and all
/// within a known picture → pixels; else thousandths of the picture, as the prompt asks.
///
/// The picture's size is needed to recognise answers in pixels; pass 0, 0 when unknown.
LenientParse parseLenient(std::string_view answer, int widthPixels, int heightPixels);

} // namespace tracestudio
