#pragma once

#include "benchmark/answer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

enum class ReasoningKind { Scale, Referring, Measuring, Other };

/// One step that a model reasoned in, "Step2: [Referring] [Watering can]: (179, 789, 0.941)".
struct ReasoningStep {
    int number = 0;
    ReasoningKind kind = ReasoningKind::Other;
    std::string type;   ///< as written: "Referring"
    std::string object; ///< as written: "Watering can"; empty where none is named
    std::string value;  ///< as written: "(179, 789, 0.941)"
    /// Scale: the scene's, taken for metres where no unit is named. Measuring: the length, the same way. Nothing where
    /// the value holds no number.
    std::optional<double> metres;
    std::vector<LenientPoint> points; ///< Referring: as `parseLenient` reads them; spans are in the whole answer
    TextSpan span;                    ///< from "Step" to the end of the value, in the answer's text
};

/// The steps of a model's reasoning, in the order of the text; none where it did not reason in steps.
///
/// Where: everything before what `answerPartOf` takes for the answer; the whole text where neither tag is there (yet).
/// What: "StepN: [Type] [Object]: value", whatever the case and spacing, brackets and colons may be missing where the
/// type is a known word (Scale, Referring or Position, Measuring). A type in brackets that is none of these is Other.
/// A value ends with its line, or its open bracket's, at the latest at the next step. Linear in the text.
///
/// The picture's size is needed to recognise points in pixels; pass 0, 0 when unknown.
std::vector<ReasoningStep> parseReasoning(std::string_view answer, int widthPixels, int heightPixels);

/// A length that a model answered.
struct Measurement {
    double metres = 0; ///< finite, not negative
    TextSpan span;     ///< of the number and its unit in the answer's text
};

/// The length that an answer to a question of measuring gives: "About 43 meters.", "12 cm", "5 feet 3 inches". Of
/// several the last one that is not in parentheses, where one repeats it in another unit. A number without a unit
/// counts only where it is all there is, and is metres. Nothing where there is no length. Linear in the text.
std::optional<Measurement> parseMeasurement(std::string_view answer);

} // namespace tracestudio
