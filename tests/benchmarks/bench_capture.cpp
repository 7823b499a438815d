// What a camera costs from its driver to the program, part by part: `bench_capture [seconds [cycles]]`. The virtual
// camera of the tests, in a capture process of its own; 10 seconds a mode and 200 times opened and closed where nothing
// else is said. Prints a table. "child" is the capture process, the virtual camera's own work in it.

#include "capture/capture_children.h"
#include "capture/devices.h"
#include "scene/point_cloud.h"
#include "virtual_camera/virtual_camera.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace tracestudio;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto camera = "openni:virtual:0";

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// Processor time that a process has used, seconds.
double processorSeconds(int pid) {
    QFile file("/proc/" + QString::number(pid) + "/stat");
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray all = file.readAll();
    const QList<QByteArray> words = all.mid(all.lastIndexOf(')') + 2).split(' ');
    return words.size() > 12 ? double(words[11].toLongLong() + words[12].toLongLong()) / double(::sysconf(_SC_CLK_TCK))
                             : 0;
}

double percentile(std::vector<double>& values, double part) {
    if (values.empty())
        return 0;
    const auto at = std::ptrdiff_t(part * double(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[std::size_t(at)];
}

std::unique_ptr<RgbdSource> started() {
    OpenedSource opened = openSource(camera, {});
    if (!opened.source) {
        std::printf("%s\n", opened.source.error().message().c_str());
        return nullptr;
    }
    if (const auto format = (*opened.source)->start(std::nullopt); !format) {
        std::printf("%s\n", format.error().message().c_str());
        return nullptr;
    }
    return std::move(*opened.source);
}

bool measure(VirtualCamera& knobs, const char* mode, int seconds) {
    knobs.set("modes", mode);
    const auto source = started();
    if (!source)
        return false;
    const int child = capture_children::pids().front();
    const auto childKilobytes = [&] { return capture_children::status(QString::number(child), "VmRSS").toInt(); };
    // The first second fills caches.
    for (const auto until = Clock::now() + 1s; Clock::now() < until;)
        if (!source->next(100ms))
            return false;
    const int own = capture_children::residentKilobytes(), childs = childKilobytes();
    const double ownBegin = processorSeconds(::getpid()), childBegin = processorSeconds(child);
    std::vector<double> taken, cloud;
    std::uint64_t lost = 0;
    const auto begin = Clock::now();
    while (Clock::now() - begin < std::chrono::seconds(seconds)) {
        const auto frame = source->next(100ms);
        if (!frame) {
            std::printf("%s\n", frame.error().message().c_str());
            return false;
        }
        if (!*frame)
            continue;
        taken.push_back(milliseconds(Clock::now() - (*frame)->arrival));
        const PointCloud points = backProject((*frame)->frame, Mask());
        cloud.push_back(milliseconds(Clock::now() - (*frame)->arrival));
        lost += (*frame)->lostBefore;
    }
    const double elapsed = milliseconds(Clock::now() - begin) / 1000;
    std::printf("%-13s %6.2f %5llu %7.2f %7.2f %7.2f %7.2f %8.1f %8.1f %+8d %+8d\n", mode,
                double(taken.size()) / elapsed, static_cast<unsigned long long>(lost), percentile(taken, 0.5),
                percentile(taken, 0.95), percentile(cloud, 0.5), percentile(cloud, 0.95),
                100 * (processorSeconds(::getpid()) - ownBegin) / elapsed,
                100 * (processorSeconds(child) - childBegin) / elapsed, capture_children::residentKilobytes() - own,
                childKilobytes() - childs);
    std::fflush(stdout);
    return true;
}

bool reopen(VirtualCamera& knobs, int cycles) {
    knobs.set("modes", "640x480@100");
    std::vector<double> times;
    qsizetype descriptors = 0;
    int kilobytes = 0;
    for (int i = 0; i < cycles; ++i) {
        const auto begin = Clock::now();
        {
            const auto source = started();
            bool hasFrame = false;
            for (int wait = 0; source && wait < 50 && !hasFrame; ++wait) {
                const auto frame = source->next(100ms);
                hasFrame = frame && *frame;
            }
            if (!hasFrame)
                return false;
        }
        times.push_back(milliseconds(Clock::now() - begin));
        if (i == std::min(cycles / 4, 10)) {
            descriptors = capture_children::openDescriptors();
            kilobytes = capture_children::residentKilobytes();
        }
    }
    std::printf(
        "opened, one frame, closed %d times: %.0f ms each (p95 %.0f), %+d descriptors, %d processes left, %+d kB\n",
        cycles, percentile(times, 0.5), percentile(times, 0.95), int(capture_children::openDescriptors() - descriptors),
        int(capture_children::pids().size()), capture_children::residentKilobytes() - kilobytes);
    return true;
}

} // namespace

int main(int argc, char** argv) {
    const int seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 10;
    const int cycles = argc > 2 ? std::max(0, std::atoi(argv[2])) : 200;
    VirtualCamera knobs;
    std::printf("%-13s %6s %5s %15s %15s %17s %17s\n", "", "", "", "in hand, ms", "cloud, ms", "processor, %",
                "memory, kB");
    std::printf("%-13s %6s %5s %7s %7s %7s %7s %8s %8s %8s %8s\n", "mode", "fps", "lost", "p50", "p95", "p50", "p95",
                "here", "child", "here", "child");
    bool isWell = true;
    for (const char* mode : {"640x480@30", "1280x720@30", "640x480@60"})
        isWell = measure(knobs, mode, seconds) && isWell;
    if (cycles > 0)
        isWell = reopen(knobs, cycles) && isWell;
    return isWell ? 0 : 1;
}
