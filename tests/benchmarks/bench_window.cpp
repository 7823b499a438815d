// What the window costs, with the bundled samples and, where they are, with other frames:
//   bench_window [PROGRAM [BENCHMARK-FOLDER [ANSWERS…]]]
// The budget: start to the first sample on screen ≤ 400 ms; another sample ≤ 100 ms, from the cache ≤ 33 ms; no stall
// of the event loop over 33 ms while answers are scored or a million rows are opened; peak memory ≤ 235 MB. Prints a
// table.
#include "app/main_window.h"
#include "widgets/browser_panel.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

using namespace tracestudio;

namespace {

constexpr int starts = 5;

double milliseconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double monotonicMilliseconds() {
    return milliseconds(CLOCK_MONOTONIC);
}

/// The longest turn of the event loop. Processor time tells of the program where the machine is busy with others too.
struct Stall {
    double wall = 0;
    double processor = 0;
};

void print(const char* what, const std::vector<double>& values, const char* unit, double budget) {
    if (values.empty())
        return;
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const double median = sorted[sorted.size() / 2];
    std::printf("%-46s %8.1f %8.1f %8.1f  %s", what, sorted.front(), median, sorted.back(), unit);
    if (budget > 0)
        std::printf("  (budget %.0f%s)", budget, median <= budget ? "" : ", EXCEEDED");
    std::printf("\n");
    std::fflush(stdout);
}

/// Starts the program and listens to its milestones until everything is settled.
void benchStart(const QString& program, const QStringList& arguments, const char* name) {
    std::vector<double> first, settled, memory;
    for (int i = 0; i < starts; ++i) {
        QTemporaryDir home;
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TRACESTUDIO_TIMINGS"), QStringLiteral("1"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home.path());
        environment.insert(QStringLiteral("XDG_DATA_HOME"), home.path());
        child.setProcessEnvironment(environment);
        const double start = monotonicMilliseconds();
        child.setReadChannel(QProcess::StandardError);
        child.start(program, arguments);
        bool isSettled = false;
        while (!isSettled && (child.canReadLine() || child.waitForReadyRead(20000))) {
            while (child.canReadLine()) {
                const QStringList words = QString::fromLocal8Bit(child.readLine()).simplified().split(QLatin1Char(' '));
                if (words.value(0) != QLatin1String("timing"))
                    continue;
                const double at = words.value(3).toDouble() - start;
                if (words.value(1) == QLatin1String("first-sample"))
                    first.push_back(at);
                isSettled = words.value(1) == QLatin1String("settled");
                if (isSettled) {
                    settled.push_back(at);
                    memory.push_back(words.value(4).toDouble());
                }
            }
        }
        if (!isSettled)
            std::printf("%s was not ready within 20 s: %s\n", qPrintable(program), qPrintable(child.errorString()));
        child.terminate();
        child.waitForFinished();
    }
    print(qPrintable(QStringLiteral("start to first sample, %1").arg(QLatin1String(name))), first, "ms", 400);
    print(qPrintable(QStringLiteral("start to all scored, %1").arg(QLatin1String(name))), settled, "ms", 0);
    print(qPrintable(QStringLiteral("peak memory, %1").arg(QLatin1String(name))), memory, "MB", 235);
}

/// The bundled samples under many ids, with answers.
class ManySamples {
  public:
    explicit ManySamples(int rows, int answers) {
        const QDir from(QStringLiteral(TRACESTUDIO_SAMPLES));
        QDir(m_place.path()).mkdir(QStringLiteral("raw_data"));
        for (const QString& scene :
             QDir(from.filePath(QStringLiteral("raw_data"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QFile::link(from.absoluteFilePath(QStringLiteral("raw_data/") + scene),
                        m_place.filePath(QStringLiteral("raw_data/") + scene));
        QFile dataset(from.filePath(QStringLiteral("trajectory_dataset.json")));
        if (!dataset.open(QIODevice::ReadOnly))
            qFatal("no samples");
        const auto samples = nlohmann::ordered_json::parse(dataset.readAll().toStdString());
        QFile many(folder() + QStringLiteral("/trajectory_dataset.json"));
        if (!many.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        std::vector<QByteArray> tails; // without "{"id":0"
        for (const auto& sample : samples) {
            const QByteArray text = QByteArray::fromStdString(sample.dump());
            tails.push_back(text.mid(text.indexOf(',')));
        }
        many.write("[");
        for (int i = 0; i < rows; ++i) {
            many.write((i ? ",\n{\"id\":" : "{\"id\":") + QByteArray::number(i));
            many.write(tails[std::size_t(i) % tails.size()]);
        }
        many.write("]");

        QFile answered(from.filePath(QStringLiteral("outputs/RoboTracer_Example_3D.jsonl")));
        if (!answered.open(QIODevice::ReadOnly))
            qFatal("no answers");
        QList<QByteArray> lines = answered.readAll().split('\n');
        lines.removeAll(QByteArray());
        QFile file(this->answers());
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        for (int i = 0; i < answers; ++i) {
            const QByteArray& line = lines[i % lines.size()];
            file.write("{\"question_id\":" + QByteArray::number(i) + line.mid(line.indexOf(',')) + '\n');
        }
    }
    [[nodiscard]] QString folder() const { return m_place.path(); }
    [[nodiscard]] QString answers() const { return m_place.filePath(QStringLiteral("RoboTracer_Many_3D.jsonl")); }

  private:
    QTemporaryDir m_place;
};

struct Program {
    Settings settings{Settings::Kind::Transient};
    Document document;
    MainWindow window{&document, &settings};

    Program() {
        window.resize(1280, 800);
        window.show();
    }
    void settle() {
        do
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        while (!window.isSettled());
    }
    Stall longestStall() {
        Stall longest;
        double wall = monotonicMilliseconds();
        double processor = milliseconds(CLOCK_THREAD_CPUTIME_ID);
        do {
            QCoreApplication::processEvents(QEventLoop::AllEvents, 0);
            const double wallNow = monotonicMilliseconds();
            const double processorNow = milliseconds(CLOCK_THREAD_CPUTIME_ID);
            longest.wall = std::max(longest.wall, wallNow - wall);
            longest.processor = std::max(longest.processor, processorNow - processor);
            wall = wallNow;
            processor = processorNow;
        } while (!window.isSettled());
        return longest;
    }
    double shownAfter(std::size_t sample) {
        const double start = monotonicMilliseconds();
        const auto before = document.scene();
        document.setCurrent(sample);
        while (document.scene() == before)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        window.repaint();
        const double end = monotonicMilliseconds();
        settle();
        return end - start;
    }
};

void benchSwitch(const QString& folder, const QStringList& answers, const char* name) {
    Program program;
    program.document.open(QStringList(folder) + answers);
    program.settle();
    std::vector<double> cold, cached;
    const std::size_t count = program.document.dataset()->size();
    for (std::size_t i = 0; i < 24; ++i) {
        const std::size_t sample = (i * 5 + 8) % count;
        if (sample == program.document.current())
            continue;
        cold.push_back(program.shownAfter(sample));
        cached.push_back(program.shownAfter((sample + 1) % count));
    }
    print(qPrintable(QStringLiteral("another sample, %1").arg(QLatin1String(name))), cold, "ms", 100);
    print(qPrintable(QStringLiteral("its neighbour, read ahead, %1").arg(QLatin1String(name))), cached, "ms", 33);
}

void benchScoring() {
    const ManySamples samples(100, 100);
    std::vector<double> stalls, processor;
    for (int i = 0; i < 5; ++i) {
        Program program;
        program.document.open({samples.folder()});
        program.settle();
        program.document.open({samples.answers()});
        const Stall stall = program.longestStall();
        stalls.push_back(stall.wall);
        processor.push_back(stall.processor);
    }
    print("longest stall while 100 answers are scored", stalls, "ms", 33);
    print("    of it processor time of the GUI thread", processor, "ms", 33);
}

void benchMillion(int rows) {
    const ManySamples samples(rows, 10000);
    Program program;
    program.settle();
    QElapsedTimer clock;
    const auto measure = [&](const char* what, const auto& act) {
        clock.start();
        act();
        const double acted = double(clock.elapsed());
        const Stall stall = program.longestStall();
        print(what, {double(clock.elapsed())}, "ms in all", 0);
        print("    longest stall meanwhile", {std::max(acted, stall.wall)}, "ms", 33);
        print("    longest processor time of a turn", {stall.processor}, "ms", 33);
    };
    measure("open a million rows in the window", [&] { program.document.open({samples.folder()}); });
    measure("open and score 10,000 answers to them", [&] { program.document.open({samples.answers()}); });
    measure("filter them by a word", [&] {
        Query query;
        query.text = "cushion";
        program.document.setQuery(query);
    });
    measure("sort them by a distance", [&] {
        Query query;
        query.sortKey = Query::SortKey::Metric;
        query.sortMetric = Metric::EndDistance;
        program.document.setQuery(query);
    });
    measure("step 100 rows", [&] {
        for (int i = 0; i < 100; ++i)
            program.document.step(1);
    });
    measure("summary of it all", [&] { program.window.findChild<QAction*>(QStringLiteral("summary"))->trigger(); });
    measure("another folder instead", [&] { program.document.open({QStringLiteral(TRACESTUDIO_SAMPLES)}); });
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("TraceStudio"));
    applyTheme(application, ThemeChoice::Dark);
    const QStringList arguments = QApplication::arguments();
    const QString program =
        arguments.value(1, QDir(QApplication::applicationDirPath()).absoluteFilePath(QStringLiteral("../tracestudio")));
    const QString folder = arguments.value(2);
    std::printf("%-46s %8s %8s %8s\n", "", "least", "median", "most");
    benchStart(program, {}, "bundled samples");
    if (!folder.isEmpty())
        benchStart(program, arguments.mid(2), "given folder");
    const ManySamples many(64, 64);
    benchSwitch(many.folder(), {many.answers()}, "bundled samples");
    if (!folder.isEmpty())
        benchSwitch(folder, arguments.mid(3), "given folder");
    benchScoring();
    benchMillion(1'000'000);
    return 0;
}
