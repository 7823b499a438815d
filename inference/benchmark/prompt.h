#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tracestudio {

/// What a model is asked for.
enum class AnswerTask {
    Trace2D,   ///< where the object goes in the picture
    Trace3D,   ///< the same with depths
    Referring, ///< which points the words mean
    Measuring, ///< a length, distance or depth
    Free,      ///< the words as they are
};
/// "2D", "3D", "referring", "measuring", "free": as options and files call them; any case when read.
std::string_view nameOf(AnswerTask task);
std::optional<AnswerTask> answerTaskFrom(std::string_view name);

/// How an instruction is wrapped: each family of models was trained on, or is tested with, words of its own.
/// spec/benchmark.md section 4.
enum class PromptStyle {
    RoboTracer,
    RoboBrain,
    General,         ///< any other model that sees, with the start object of the sample
    GeneralOfficial, ///< the same with the published script's fault: another sample's start object in every prompt
    Instruction,     ///< the instruction as it is, for models that were trained to answer it with a trace
};
std::string_view nameOf(PromptStyle style);
std::optional<PromptStyle> promptStyleFrom(std::string_view name);
/// By the words in a model's name: RoboTracer, RoboBrain, else General.
PromptStyle promptStyleOf(std::string_view modelName);

/// What a prompt speaks of. Only the instruction is needed; a general prompt names the objects where they are known.
struct PromptSubject {
    std::string instruction;
    std::string targetObject;
    std::string destination;
};

/// The text that is sent, to the letter as the published runner sends it where it has this style and task.
std::string promptText(PromptStyle style, AnswerTask task, const PromptSubject& subject);

} // namespace tracestudio
