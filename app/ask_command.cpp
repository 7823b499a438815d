#include "app/ask_command.h"

#include "app/messages.h"
#include "benchmark/answer.h"
#include "benchmark/prompt.h"
#include "benchmark/sample_files.h"
#include "scene/trace_shaping.h"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace tracestudio {

namespace {

using Json = nlohmann::ordered_json;

int fail(const Error& error, int status) {
    std::fprintf(stderr, "tracestudio: %s\n", qPrintable(translated(error)));
    return status;
}

/// The most memory the process has had at once, bytes.
std::uint64_t peakMemory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
    return 0;
}

Result<RgbdFrame> frameOf(const AskRequest& request) {
    RgbdFrame frame;
    if (!request.image.isEmpty()) {
        auto colour = readColour(request.image.toStdString());
        if (!colour)
            return tl::unexpected(colour.error());
        frame.colourBgr = *colour;
    }
    if (!request.depth.isEmpty()) {
        auto depth = readDepth(request.depth.toStdString());
        if (!depth)
            return tl::unexpected(depth.error());
        frame.depthMillimetres = *depth;
    }
    if (request.intrinsics) {
        const cv::Size size = frame.hasDepth() ? frame.depthMillimetres.size() : frame.colourBgr.size();
        frame.camera = *request.intrinsics;
        frame.camera.widthPixels = size.width;
        frame.camera.heightPixels = size.height;
    }
    return frame;
}

/// The depth measured where the trace starts, metres; nothing where none is there or none is wanted.
std::optional<double> measuredStart(const LenientParse& trace, const RgbdFrame& frame) {
    if (!trace.hasDepth() || !frame.hasDepth())
        return std::nullopt;
    const LenientPoint& start = trace.points.front();
    return surfaceDepthAt(frame, {start.x * frame.depthMillimetres.cols, start.y * frame.depthMillimetres.rows});
}

Json reportOf(const ModelAnswer& answer, const QString& name, const TraceModel& model, const Question& question,
              bool startsAtMeasuredDepth) {
    const int width = question.frame.colourBgr.cols;
    const int height = question.frame.colourBgr.rows;
    const LenientParse parsed = parseLenient(answer.text, width, height);
    Json trace = Json::array();
    for (const LenientPoint& point : parsed.points) {
        Json row = {point.x, point.y};
        if (point.depthMetres)
            row.push_back(*point.depthMetres);
        trace.push_back(std::move(row));
    }
    const auto measured = startsAtMeasuredDepth ? measuredStart(parsed, question.frame) : std::nullopt;
    Json start = nullptr;
    if (measured) {
        start = {{"answered", trace[0][2]}, {"measured", *measured}};
        trace[0][2] = *measured;
    }
    const std::string place = model.place();
    const std::size_t comma = place.find(", ");
    return {
        {"text", answer.text},
        {"token_ids", answer.newTokens},
        {"prompt_token_ids", answer.promptTokens},
        {"prompt_tokens", answer.promptTokenCount},
        {"new_tokens", answer.newTokenCount},
        {"trace", trace},
        {"start_depth", start},
        {"stopped_by", answer.isCut ? "length" : "model"},
        {"model", name.isEmpty() ? model.name() : name.toStdString()},
        {"device", place.substr(0, comma)},
        {"dtype", comma == std::string::npos ? "" : place.substr(comma + 2)},
        {"prompt", question.text},
        {"times",
         {{"load", answer.seconds.load},
          {"preprocess", answer.seconds.prepare},
          {"vision", answer.seconds.see},
          {"prefill", answer.seconds.read},
          {"decode", answer.seconds.answer}}},
        {"peak_memory_bytes", peakMemory()},
    };
}

} // namespace

int ask(const AskRequest& request) {
    const auto frame = frameOf(request);
    if (!frame)
        return fail(frame.error(), 2);
    const bool showsProgress = isatty(STDERR_FILENO) != 0 && !request.isJson;
    const auto clearLine = [showsProgress] {
        if (showsProgress)
            std::fputs("\r\033[K", stderr);
    };
    int shown = -1;
    AnswerListener listener;
    listener.progress = [&](Stage stage, double share) {
        if (!showsProgress || stage == Stage::Answering)
            return;
        const int percent = int(share * 100);
        if (std::exchange(shown, percent) != percent)
            std::fprintf(stderr, "\r%s %d %%  ", qPrintable(wordFor(stage)), percent);
    };
    bool isFirst = true;
    listener.text = [&](std::string_view more) {
        if (request.isJson)
            return;
        if (std::exchange(isFirst, false))
            clearLine();
        std::fwrite(more.data(), 1, more.size(), stdout);
        std::fflush(stdout);
    };
    const auto card = asItsCardSays(request.model);
    if (!card)
        return fail(card.error(), 2);
    ModelRequest wanted = *card;
    // A RoboTracer server takes depth and camera under this name only.
    if (wanted.name.isEmpty() && wanted.protocol == ServerProtocol::RoboTracer && !request.depth.isEmpty())
        wanted.name = QStringLiteral("RoboTracer_Intrinsics_Depth");
    const auto model = openModel(wanted, listener, {});
    if (!model) {
        clearLine();
        return fail(model.error(), 2);
    }
    Question question;
    question.frame = *frame;
    question.imageFile = request.image.toStdString();
    question.depthFile = request.depth.toStdString();
    const PromptStyle style = promptStyleOf(wanted, wanted.name.isEmpty() ? toQString((*model)->name()) : wanted.name);
    question.text = promptText(style, request.task, {request.instruction.toStdString(), {}, {}});
    AnswerOptions options;
    options.mostNewTokens = request.model.mostNewTokens;
    const auto answer = (*model)->ask(question, options, listener, {});
    clearLine();
    if (!answer)
        return fail(answer.error(), 1);
    if (request.isJson) {
        const Json report =
            reportOf(*answer, wanted.name, **model, question, wanted.startsAtMeasuredDepth.value_or(false));
        const std::string text = report.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
        std::fwrite(text.data(), 1, text.size(), stdout);
    } else {
        std::fputs("\n", stdout);
    }
    std::fflush(stdout);
    return 0;
}

} // namespace tracestudio
