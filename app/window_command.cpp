#include "app/window_command.h"

#include "app/bundled.h"
#include "app/figure_controller.h"
#include "app/language.h"
#include "app/main_window.h"
#include "app/model_controller.h"
#include "app/timings.h"

#include "widgets/figure_composer.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTimer>
#include <cstdio>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(WindowCommand)
  public:
    static QString cannotWrite(const QString& path) {
        return tr("tracestudio: cannot write %1. Choose another place.").arg(path);
    }
    static QString sessionIsGone(const QString& path) {
        return tr("%1 is no longer there, so the bundled samples are shown. Open the folder at its new place.")
            .arg(path);
    }
    static QString noDisplay() {
        return tr("tracestudio: there is no display to open a window on. Use --screenshot FILE, or evaluate; see "
                  "tracestudio --help.");
    }
    static QString tookTooLong() { return tr("tracestudio: the window was not ready after two minutes."); }
};

ThemeChoice themeOf(const WindowRequest& request, const Settings& settings) {
    if (request.theme.isEmpty())
        return settings.themeChoice();
    return request.theme == QLatin1String("dark")    ? ThemeChoice::Dark
           : request.theme == QLatin1String("light") ? ThemeChoice::Light
                                                     : ThemeChoice::FollowSystem;
}

/// Waits, event by event, until everything is loaded and painted, then writes the picture and ends the program.
void takePicture(MainWindow& window, QWidget& shown, const QString& path) {
    auto* timer = new QTimer(&window);
    auto calm = std::make_shared<int>(0);
    auto clock = std::make_shared<QElapsedTimer>();
    clock->start();
    QObject::connect(timer, &QTimer::timeout, &window, [&window, &shown, timer, path, calm, clock] {
        *calm = window.isSettled() ? *calm + 1 : 0;
        if (clock->elapsed() > 120000) {
            std::fputs(qPrintable(Texts::tookTooLong() + QLatin1Char('\n')), stderr);
            timer->stop();
            QApplication::exit(2);
            return;
        }
        if (*calm < 6)
            return;
        timer->stop();
        if (!shown.grab().save(path)) {
            std::fputs(qPrintable(Texts::cannotWrite(path) + QLatin1Char('\n')), stderr);
            QApplication::exit(2);
            return;
        }
        QApplication::exit(0);
    });
    timer->start(50);
}

/// What was open last time, as far as it is still there; the bundled samples where nothing of it is, and at first.
void openLast(Document& document, MainWindow& window, const Settings& settings, const QString& sample) {
    const QStringList before = settings.sessionPaths();
    QStringList there;
    for (const QString& path : before)
        if (QFileInfo::exists(path))
            there << path;
    if (there.isEmpty()) {
        document.open(bundledPaths(), sample);
        if (!before.isEmpty())
            Q_EMIT document.reported(Severity::Warning, Texts::sessionIsGone(QDir::toNativeSeparators(before.front())));
        return;
    }
    window.restoreSession();
    // What is gone is opened too: the message about it says what was looked for.
    document.open(before, sample.isEmpty() ? settings.sessionSample() : sample);
}

} // namespace

int runWindow(int& argc, char** argv, const WindowRequest& request) {
    Timings timings;
    // Qt would abort; pictures need no display.
    const auto isUnset = [](const char* name) { return qEnvironmentVariableIsEmpty(name); };
    if (isUnset("DISPLAY") && isUnset("WAYLAND_DISPLAY") && isUnset("QT_QPA_PLATFORM")) {
        if (request.screenshot.isEmpty()) {
            std::fputs(qPrintable(Texts::noDisplay() + QLatin1Char('\n')), stderr);
            return 2;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("TraceStudio"));
    QApplication::setOrganizationName(QStringLiteral("TraceStudio"));
    QApplication::setApplicationVersion(QStringLiteral(TRACESTUDIO_VERSION));
    const bool isPicture = !request.screenshot.isEmpty();
    Settings settings(isPicture ? Settings::Kind::Transient : Settings::Kind::Persistent);
    installLanguage(application, request.language.isEmpty() ? settings.language() : request.language);
    applyTheme(application, themeOf(request, settings));

    timings.reached("application");

    Document document;
    MainWindow window(&document, &settings);
    timings.reached("window");
    if (request.size.isValid())
        window.resize(request.size);
    timings.watch(document, window);
    if (request.model)
        window.models()->addModel(knownModel(*request.model));
    if (request.task || !request.instruction.isEmpty())
        window.models()->setTask(request.task.value_or(AnswerTask::Trace3D));
    if (!request.instruction.isEmpty())
        window.models()->askFirst(request.instruction);
    if (!request.paths.isEmpty())
        window.open(request.paths, request.sample);
    else
        openLast(document, window, settings, request.sample);
    window.show();
    timings.reached("shown");
    if (!request.annotates.isEmpty())
        window.annotate(request.annotates == QLatin1String("box")    ? EditTool::Box
                        : request.annotates == QLatin1String("mask") ? EditTool::Mask
                                                                     : EditTool::Trace);
    QWidget* shown = &window;
    if (request.isComposing) {
        window.figures()->compose();
        shown = window.figures()->composer();
        if (request.size.isValid())
            shown->resize(request.size);
    }
    if (isPicture)
        takePicture(window, *shown, request.screenshot);
    return QApplication::exec();
}

} // namespace tracestudio
