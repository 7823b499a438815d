#include "benchmark/prompt.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tracestudio {

namespace {

constexpr std::array<std::pair<AnswerTask, std::string_view>, 5> taskNames{{
    {AnswerTask::Trace2D, "2D"},
    {AnswerTask::Trace3D, "3D"},
    {AnswerTask::Referring, "referring"},
    {AnswerTask::Measuring, "measuring"},
    {AnswerTask::Free, "free"},
}};

constexpr std::array<std::pair<PromptStyle, std::string_view>, 5> styleNames{{
    {PromptStyle::RoboTracer, "robotracer"},
    {PromptStyle::RoboBrain, "robobrain"},
    {PromptStyle::General, "fixed"},
    {PromptStyle::GeneralOfficial, "official"},
    {PromptStyle::Instruction, "instruction"},
}};

template <typename Names>
auto valueNamed(const Names& names, std::string_view wanted) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& entry) {
        return std::equal(entry.second.begin(), entry.second.end(), wanted.begin(), wanted.end(),
                          [&](char a, char b) { return lower(a) == lower(b); });
    });
    using Value = std::remove_cvref_t<decltype(names.front().first)>;
    return found == names.end() ? std::nullopt : std::optional<Value>(found->first);
}

template <typename Names, typename Value>
std::string_view nameIn(const Names& names, Value value) {
    return std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == value; })->second;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

constexpr std::string_view tuples2D =
    "Your answer should be formatted as a list of tuples, i.e., [(x1, y1), (x2, y2), ...], where each tuple contains "
    "the x and y coordinates of the point.";
constexpr std::string_view tuples3D =
    "Your answer should be formatted as a list of tuples, i.e., [(x1, y1, d1), (x2, y2, d2), ...], where each tuple "
    "contains the x and y coordinates of the point, and d is the depth of the point.";

std::string roboTracer(AnswerTask task, const std::string& instruction) {
    const bool is3D = task == AnswerTask::Trace3D;
    return std::string("Point the ") + (is3D ? "3D" : "2D") + " object-centric visual trace for the task \"" +
           instruction + "\". " + std::string(is3D ? tuples3D : tuples2D);
}

std::string roboBrain(AnswerTask task, const std::string& instruction) {
    const bool is3D = task == AnswerTask::Trace3D;
    return std::string("Please predict ") + (is3D ? "3D" : "2D") +
           " object-centric waypoints to complete the task successfully. The task is \"" + instruction + "\". " +
           (is3D
                ? "Your answer should be formatted as a list of tuples, i.e., [(x1, y1, d1), (x2, y2, d2), ...], where "
                  "each tuple contains the x and y coordinates and the depth of the point."
                : std::string(tuples2D));
}

std::string general(AnswerTask task, const PromptSubject& subject, bool isOfficial) {
    const bool is3D = task == AnswerTask::Trace3D;
    std::string prefix = "You are currently a robot performing robotic manipulation tasks. ";
    if (subject.targetObject.empty() || subject.destination.empty())
        prefix += "The task instruction is: " + subject.instruction + ".";
    else
        prefix += "You have already pick up " + subject.targetObject + ". The task instruction is: move " +
                  subject.targetObject + " to " + subject.destination + ".";
    std::string start = subject.targetObject.empty() ? "the object" : subject.targetObject;
    if (isOfficial)
        start = is3D ? "the pale blue pillow on the sofa which is the second pale blue pillow from the right"
                     : "the toothpaste on the table";
    const std::string request = std::string("Please predict up to 10 key ") + (is3D ? "3D" : "2D") +
                                " trajectory points starting from " + start + " to complete the task. ";
    const std::string form =
        is3D
            ? "Your answer should be formatted as a list of tuples, i.e. [[x1, y1, d1], [x2, y2, d2], ...], where each "
              "tuple contains the x, y, and depth coordinates of the image. The x and y should be 0-1000 to indicate a "
              "point in the image.  The unit of depth is meters. But you never output unit, just output number. Output "
              "the point coordinates in JSON format."
            : "Your answer should be formatted as a list of tuples, i.e. [[x1, y1], [x2, y2], ...], where each tuple "
              "contains the x and y coordinates of the image. The x and y should be 0-1000 to indicate a point in the "
              "image. Output the point coordinates in JSON format.";
    return prefix + " " + request + form;
}

} // namespace

std::string_view nameOf(AnswerTask task) {
    return nameIn(taskNames, task);
}

std::optional<AnswerTask> answerTaskFrom(std::string_view name) {
    return valueNamed(taskNames, name);
}

std::string_view nameOf(PromptStyle style) {
    return nameIn(styleNames, style);
}

std::optional<PromptStyle> promptStyleFrom(std::string_view name) {
    return valueNamed(styleNames, name);
}

PromptStyle promptStyleOf(std::string_view modelName) {
    if (contains(modelName, "RoboTracer"))
        return PromptStyle::RoboTracer;
    if (contains(modelName, "RoboBrain"))
        return PromptStyle::RoboBrain;
    return PromptStyle::General;
}

std::string promptText(PromptStyle style, AnswerTask task, const PromptSubject& subject) {
    if (style == PromptStyle::Instruction)
        return subject.instruction;
    switch (task) {
    case AnswerTask::Free:
    case AnswerTask::Measuring:
        return subject.instruction;
    case AnswerTask::Referring: {
        const bool isSentence =
            !subject.instruction.empty() && contains(".?!", subject.instruction.substr(subject.instruction.size() - 1));
        return subject.instruction + (isSentence ? " " : ". ") + std::string(tuples2D);
    }
    case AnswerTask::Trace2D:
    case AnswerTask::Trace3D:
        break;
    }
    switch (style) {
    case PromptStyle::RoboTracer:
        return roboTracer(task, subject.instruction);
    case PromptStyle::RoboBrain:
        return roboBrain(task, subject.instruction);
    case PromptStyle::General:
        return general(task, subject, false);
    case PromptStyle::GeneralOfficial:
        return general(task, subject, true);
    case PromptStyle::Instruction:
        break;
    }
    return subject.instruction;
}

} // namespace tracestudio
