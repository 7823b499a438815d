#pragma once

#include "scene/result.h"

#include <filesystem>
#include <string>

namespace tracestudio {

/// What a checkpoint says of itself to this program alone, in a file `tracestudio.json` beside its config.json:
///
///     {"name": "Tabletop demo", "prompt_style": "instruction", "start_depth": "sensor"}
///
/// Every key may be left out, and so may the file: checkpoints as downloaded have none, and whoever trains one can say
/// there how it wants to be asked. Other programs need not know of it.
struct CheckpointCard {
    static constexpr const char* fileName = "tracestudio.json";

    std::string name;                   ///< what windows and files of answers call it; empty: as the folder is called
    std::string promptStyle;            ///< as options name it (prompt.h); empty: by the name
    bool startsAtMeasuredDepth = false; ///< "start_depth": "sensor" rather than "model"

    /// Reads the card of a checkpoint's folder; an empty card where there is none. Fails where the file is there and
    /// says nothing that can be used.
    static Result<CheckpointCard> of(const std::filesystem::path& checkpoint);
    /// `json` is the content of a card, `file` what messages call it.
    static Result<CheckpointCard> fromJson(std::string_view json, const std::string& file);
    bool operator==(const CheckpointCard&) const = default;
};

} // namespace tracestudio
