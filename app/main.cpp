#include "app/ask_command.h"
#include "app/capture_command.h"
#include "app/check_command.h"
#include "app/command_line.h"
#include "app/diff_command.h"
#include "app/evaluate_command.h"
#include "app/figure_command.h"
#include "app/predict_command.h"
#include "app/window_command.h"
#include "capture/devices.h"
#include "capture/devices/capture_server.h"
#include "models/local_models.h"

#include <cstdio>
#include <string_view>

using namespace tracestudio;

int main(int argc, char** argv) {
    // A camera's driver runs in a process of its own, which needs nothing of the window.
    if (argc == 2 && argv[1] == std::string_view(CaptureServer::argument))
        return runCaptureServer(argc, argv);
    prepareForLocalModels();
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const Invocation invocation = parseCommandLine(arguments);
    if (const auto* print = std::get_if<PrintAndExit>(&invocation)) {
        std::fputs(qPrintable(print->text), print->status == 0 ? stdout : stderr);
        return print->status;
    }
    if (const auto* request = std::get_if<EvaluateRequest>(&invocation))
        return evaluate(*request);
    if (const auto* request = std::get_if<AskRequest>(&invocation))
        return ask(*request);
    if (const auto* request = std::get_if<PredictRequest>(&invocation))
        return predict(*request);
    if (const auto* request = std::get_if<FigureRequest>(&invocation))
        return writeFigures(argc, argv, *request);
    if (const auto* request = std::get_if<CaptureRequest>(&invocation))
        return capture(*request);
    if (const auto* request = std::get_if<CheckRequest>(&invocation))
        return check(*request);
    if (const auto* request = std::get_if<DiffRequest>(&invocation))
        return diff(*request);
    return runWindow(argc, argv, std::get<WindowRequest>(invocation));
}
