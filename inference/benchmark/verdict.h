#pragma once

#include "scene/result.h"

#include <optional>
#include <string_view>
#include <vector>

namespace tracestudio {

/// Why an answer fails, in the order in which they are looked at; the first one present is the sample's verdict.
enum class Cause {
    NoParse,     ///< no point could be read from the answer
    NoDepth,     ///< a 3D task answered with 2D points
    WrongStart,  ///< the first waypoint is not at the object
    WrongEnd,    ///< none of the last three is at the destination
    Collision,   ///< the object, moved along, meets the scene
    NotMeasured, ///< something needed for a verdict is not there; `notMeasured` says what
};

/// The one verdict a sample has for a model: success when there is no cause.
struct Verdict {
    std::vector<Cause> causes;        ///< in Cause's order, none twice
    std::optional<Error> notMeasured; ///< with Cause::NotMeasured: what is missing

    [[nodiscard]] bool isSuccess() const { return causes.empty(); }
    /// Known to fail: has a cause other than something not having been measured.
    [[nodiscard]] bool isFailure() const { return !causes.empty() && causes.front() != Cause::NotMeasured; }
    [[nodiscard]] bool has(Cause cause) const;
};

/// "success", "no parse", "no depth", "wrong start", "wrong end", "collision", "not measured": reports, filters, files.
std::string_view nameOf(const Verdict& verdict);
std::string_view nameOf(Cause cause);

} // namespace tracestudio
