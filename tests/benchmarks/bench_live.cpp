// What a live source costs the window:
//   bench_live URI|WIDTHxHEIGHT [SECONDS] [CHECKPOINT]
// URI is a camera or a recording, which is played in a loop; a size is the virtual camera of the tests at 30 frames a
// second, in a capture process of its own. With a checkpoint, that model is asked again and again meanwhile. Prints a
// table: pictures shown, how long they took, the longest turns of the event loop, memory.
#include "app/capture_controller.h"
#include "app/main_window.h"
#include "app/model_controller.h"
#include "models/local_models.h"
#include "virtual_camera/virtual_camera.h"
#include "widgets/capture_panel.h"
#include "widgets/instruction_panel.h"

#include <QApplication>
#include <QSpinBox>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

using namespace tracestudio;

namespace {

double milliseconds() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double residentMebibytes() {
    long pages = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return double(resident) * double(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

double processorSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void print(const char* what, std::vector<double> values, const char* unit) {
    if (values.empty())
        return;
    std::ranges::sort(values);
    std::printf("%-40s %8.1f %8.1f %8.1f  %s\n", what, values[values.size() / 2],
                values[std::min(values.size() - 1, values.size() * 95 / 100)], values.back(), unit);
}

} // namespace

int main(int argc, char** argv) {
    prepareForLocalModels();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("TraceStudio"));
    applyTheme(application, ThemeChoice::Dark);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fputs("usage: bench_live URI|WIDTHxHEIGHT [SECONDS] [CHECKPOINT]\n", stderr);
        return 2;
    }
    const double seconds = arguments.value(2, QStringLiteral("10")).toDouble();
    Settings settings(Settings::Kind::Transient);
    Document document;
    MainWindow window(&document, &settings);
    window.resize(1600, 1000);
    window.show();
    auto* panel = window.findChild<CapturePanel*>();
    panel->setLoops(true);
    const QStringList size = arguments[1].split(QLatin1Char('x'));
    std::unique_ptr<VirtualCamera> camera;
    if (size.size() == 2 && size[0].toInt() > 0) {
        camera = std::make_unique<VirtualCamera>();
        camera->set("modes", (arguments[1] + QStringLiteral("@30")).toLatin1());
        const StreamFormat format{size[0].toInt(), size[1].toInt(), 30};
        SourceOptions options;
        options.mode = CaptureMode{format, format};
        window.capture()->open(QStringLiteral("openni:virtual:0"), options);
    } else {
        window.open({arguments[1]});
    }
    if (arguments.size() > 3) {
        ModelRequest request;
        request.checkpoint = arguments[3];
        window.models()->addModel(knownModel(request));
        window.findChild<QSpinBox*>(QStringLiteral("tokensBox"))->setValue(64);
        panel->setRepeats(true);
        // While it is measured already: loading the model is part of it.
        QTimer::singleShot(3000, &window, [&window] {
            window.findChild<InstructionPanel*>()->setInstruction(QStringLiteral("Put the ball on the left"));
            window.models()->ask();
        });
    }
    std::vector<double> toCloud, toScreen, late, memory;
    std::uint64_t shown = 0;
    double begin = 0, cpu = 0, last = 0;
    const auto take = [&] {
        const auto& frame = window.capture()->shown();
        if (!frame || begin == 0)
            return;
        ++shown;
        toCloud.push_back(std::chrono::duration<double, std::milli>(frame->made - frame->captured.arrival).count());
        if (!window.capture()->latencies().empty())
            toScreen.push_back(window.capture()->latencies().back());
    };
    QObject::connect(&document, &Document::pictureChanged, take);
    QTimer pulse;
    QObject::connect(&pulse, &QTimer::timeout, [&] {
        const double now = milliseconds();
        if (last > 0 && begin > 0)
            late.push_back(std::max(0.0, now - last - 4));
        last = now;
    });
    pulse.start(4);
    QTimer measuring;
    QObject::connect(&measuring, &QTimer::timeout, [&] { memory.push_back(residentMebibytes()); });
    QTimer::singleShot(2000, [&] {
        begin = milliseconds();
        cpu = processorSeconds();
        measuring.start(1000);
        QTimer::singleShot(int(seconds * 1000), [] { QApplication::quit(); });
    });
    QApplication::exec();
    const double span = (milliseconds() - begin) / 1000;
    std::printf("%.1f pictures a second shown, over %.1f s; %.0f %% of one core; %.0f MiB at first, %.0f MiB at last\n",
                double(shown) / span, span, 100 * (processorSeconds() - cpu) / span,
                memory.empty() ? 0 : memory.front(), memory.empty() ? 0 : memory.back());
    std::printf("answers given: %zu\n", document.answers()->all().size());
    std::printf("%-40s %8s %8s %8s\n", "", "median", "p95", "most");
    print("arrival to cloud", toCloud, "ms");
    print("arrival to screen", toScreen, "ms");
    print("turns of the event loop", late, "ms");
    return 0;
}
