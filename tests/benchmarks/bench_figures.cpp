// How long figures take and what memory they cost. Prints a table. The budget: a grid of 100 samples in ≤ 20 s on two
// cores, in memory that does not grow with their number.
//   QT_QPA_PLATFORM=offscreen build/tests/bench_figures
#include "app/figure_export.h"
#include "app/sample_folder.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTextStream>
#include <cstdio>
#include <fstream>

using namespace tracestudio;

namespace {

/// Resident memory, MiB: "VmRSS:" now, "VmHWM:" at its peak since the last reset.
double memory(const char* key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(key))
            return std::atof(line.c_str() + std::string_view(key).size()) / 1024;
    return 0;
}

void resetPeak() {
    std::ofstream("/proc/self/clear_refs") << '5';
}

void measure(const QString& what, const FigureExport& order) {
    resetPeak();
    const double before = memory("VmRSS:");
    QElapsedTimer clock;
    clock.start();
    const FigureExportResult result = exportFigures(order, {}, {});
    const double seconds = double(clock.nsecsElapsed()) / 1e9;
    const double peak = memory("VmHWM:") - before;
    if (result.error || result.written.isEmpty()) {
        std::printf("%-44s failed: %s\n", qPrintable(what), result.error ? result.error->message().c_str() : "nothing");
        return;
    }
    qint64 bytes = 0;
    for (const QString& file : result.written)
        bytes += QFileInfo(file).size();
    std::printf("%-44s %8.2f s %8.0f MiB %8.1f MB\n", qPrintable(what), seconds, peak, double(bytes) / 1e6);
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    testing::SampleFolder samples;
    samples.repeat(100);
    const Opened opened = openPaths({samples.path(), samples.answers().front()}, {}, [](double) {}, {});
    FigureSubject subject;
    subject.dataset = opened.dataset;
    subject.models = opened.models;
    if (!scoreModels(subject))
        return 1;
    takeThemeColours(subject);
    const auto first = [&](std::size_t count) {
        FigureSubject few = subject;
        for (std::size_t i = 0; i < count; ++i)
            few.samples.push_back(i);
        return few;
    };
    const QTemporaryDir place;
    const auto order = [&](std::size_t count, const char* name, auto change) {
        FigureExport made{
            first(count), {}, place.filePath(QString::fromLatin1(name)), isPattern(QString::fromLatin1(name)), true};
        change(made.options);
        return made;
    };
    const auto asItIs = [](FigureOptions&) {};
    const auto image = [](FigureOptions& options) { options.view = FigureView::Image; };
    std::printf("%-44s %10s %12s %11s\n", "", "time", "peak, more", "files");
    measure(QStringLiteral("one sample, both views, PNG at 300 dpi"), order(1, "one.png", asItIs)); // and what is first
    for (const char* name : {"one.png", "one.svg", "one.pdf"})
        measure(QStringLiteral("one sample, both views, ") + QLatin1String(name), order(1, name, asItIs));
    for (const std::size_t count : {std::size_t(10), std::size_t(50), std::size_t(100)})
        for (const char* name : {"grid.png", "grid.pdf"})
            measure(QStringLiteral("grid of %1 samples, both views, %2").arg(count).arg(QLatin1String(name)),
                    order(count, name, asItIs));
    measure(QStringLiteral("grid of 100 samples, both views, grid.svg"), order(100, "grid.svg", asItIs));
    measure(QStringLiteral("grid of 100 samples, pictures, grid.png"), order(100, "grid.png", image));
    measure(QStringLiteral("100 samples, a file each, PDF"), order(100, "{id}.pdf", asItIs));
    return 0;
}
