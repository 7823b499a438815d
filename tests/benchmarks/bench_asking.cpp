// What a model that answers costs the window, and how soon it stops:
//   bench_asking CHECKPOINT [TOKENS]
// with a checkpoint of make_checkpoint, or any other. The budget: no turn of the event loop over 33 ms while a model
// loads and answers, orbiting as quick as without it, Cancel answered within 200 ms. Prints a table.
#include "app/main_window.h"
#include "app/model_controller.h"
#include "models/local_models.h"
#include "widgets/cloud_view.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSpinBox>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

using namespace tracestudio;

namespace {

double milliseconds() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void print(const char* what, std::vector<double> values, const char* unit, double budget = 0) {
    if (values.empty())
        return;
    std::sort(values.begin(), values.end());
    std::printf("%-46s %8.1f %8.1f %8.1f  %s", what, values.front(), values[values.size() / 2], values.back(), unit);
    if (budget > 0)
        std::printf("  (budget %.0f%s)", budget, values.back() <= budget ? "" : ", EXCEEDED");
    std::printf("\n");
    std::fflush(stdout);
}

struct Program {
    Settings settings{Settings::Kind::Transient};
    Document document;
    MainWindow window{&document, &settings};
    CloudView* cloud = nullptr;

    explicit Program(const QString& checkpoint, int tokens) {
        window.resize(1280, 800);
        window.show();
        document.open({QStringLiteral(TRACESTUDIO_SAMPLES)});
        settle();
        cloud = window.findChild<CloudView*>();
        ModelRequest request;
        request.checkpoint = checkpoint;
        window.models()->addModel(knownModel(request));
        window.findChild<QSpinBox*>(QStringLiteral("tokensBox"))->setValue(tokens);
    }
    void settle() {
        do
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        while (!window.isSettled());
    }
    const LiveAnswer& last() { return document.answers()->all().back(); }
    bool hasWords() { return !last().text.empty() || last().doing.contains(QStringLiteral("token")); }

    void send(QEvent::Type type, const QPointF& at, Qt::MouseButtons buttons) {
        const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
        QMouseEvent event(type, at, cloud->mapToGlobal(at), button, buttons, Qt::NoModifier);
        QApplication::sendEvent(cloud, &event);
    }
    /// Frame times of an orbit, as long as `goesOn`, at most `most` frames.
    template <typename GoesOn>
    std::vector<double> orbit(int most, GoesOn goesOn) {
        std::vector<double> frames;
        const QPointF centre = cloud->rect().center();
        send(QEvent::MouseButtonPress, centre, Qt::LeftButton);
        for (int i = 0; i < most && goesOn(); ++i) {
            const double begin = milliseconds();
            send(QEvent::MouseMove, centre + QPointF(120 * std::sin(i * 0.1), 30 * std::cos(i * 0.1)), Qt::LeftButton);
            cloud->repaint();
            QCoreApplication::processEvents();
            frames.push_back(milliseconds() - begin);
        }
        send(QEvent::MouseButtonRelease, centre, Qt::NoButton);
        return frames;
    }
    double stopped() {
        const double begin = milliseconds();
        window.models()->stop();
        while (window.models()->isBusy())
            QCoreApplication::processEvents();
        return milliseconds() - begin;
    }
};

/// How long the turns took that had something to do: the wait is not the window's.
class Pulse {
  public:
    Pulse() {
        QObject::connect(&m_timer, &QTimer::timeout, [this] {
            const double now = milliseconds();
            if (m_last > 0)
                m_late.push_back(std::max(0.0, now - m_last - 4));
            m_last = now;
        });
        m_timer.start(4);
    }
    std::vector<double> late() { return std::exchange(m_late, {}); }

  private:
    QTimer m_timer;
    double m_last = 0;
    std::vector<double> m_late;
};

} // namespace

int main(int argc, char** argv) {
    prepareForLocalModels();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("TraceStudio"));
    applyTheme(application, ThemeChoice::Dark);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fputs("bench_asking CHECKPOINT [TOKENS]\n", stderr);
        return 2;
    }
    Program program(arguments[1], arguments.value(2, QStringLiteral("48")).toInt());
    std::printf("%-46s %8s %8s %8s\n", "", "least", "median", "most");
    print("a frame of an orbit, no model", program.orbit(120, [] { return true; }), "ms");

    const auto isBusy = [&] { return program.window.models()->isBusy(); };
    Pulse pulse;
    program.window.models()->ask();
    while (isBusy() && program.last().seconds.load == 0 && !program.hasWords() &&
           !program.last().doing.contains(QStringLiteral("ead")))
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    print("the event loop late, while a model loads", pulse.late(), "ms", 33);
    while (isBusy())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    print("the event loop late, while it answers", pulse.late(), "ms", 33);
    const LiveAnswer& answer = program.last();
    if (answer.state != LiveAnswer::State::Done)
        std::printf("no answer: %s\n", qPrintable(answer.problem));
    print("tokens a second", {answer.tokensPerSecond()}, "1/s");

    program.window.models()->ask();
    const std::vector<double> frames = program.orbit(400, isBusy);
    print("a frame of an orbit, while it answers", frames, "ms");
    program.stopped();
    program.settle();

    std::vector<double> whileReading, whileAnswering;
    for (int i = 0; i < 3; ++i) {
        program.window.models()->ask();
        const double begin = milliseconds();
        while (milliseconds() - begin < 150 + 120 * i)
            QCoreApplication::processEvents();
        whileReading.push_back(program.stopped());
        program.window.models()->ask();
        while (isBusy() && !program.hasWords())
            QCoreApplication::processEvents();
        whileAnswering.push_back(program.stopped());
    }
    print("stopped while it reads", whileReading, "ms", 200);
    print("stopped while it answers", whileAnswering, "ms", 200);
    return 0;
}
