#include "app/window_command.h"

#include "app/main_window.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLibraryInfo>
#include <QLocale>
#include <QTimer>
#include <QTranslator>
#include <cstdio>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(WindowCommand)
  public:
    static QString cannotWrite(const QString& path) {
        return tr("tracestudio: cannot write %1. Choose another place.").arg(path);
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

void installTranslation(QApplication& application, const QString& language) {
    const QLocale locale = language.isEmpty() ? QLocale() : QLocale(language);
    QLocale::setDefault(locale);
    auto* own = new QTranslator(&application);
    if (own->load(locale, QStringLiteral("tracestudio"), QStringLiteral("_"), QStringLiteral(":/i18n")))
        QApplication::installTranslator(own);
    auto* qt = new QTranslator(&application);
    if (qt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QApplication::installTranslator(qt);
}

/// Waits, event by event, until everything is loaded and painted, then writes the picture and ends the program.
void takePicture(MainWindow& window, const QString& path) {
    auto* timer = new QTimer(&window);
    auto calm = std::make_shared<int>(0);
    auto clock = std::make_shared<QElapsedTimer>();
    clock->start();
    QObject::connect(timer, &QTimer::timeout, &window, [&window, path, calm, clock] {
        *calm = window.isSettled() ? *calm + 1 : 0;
        if (clock->elapsed() > 120000) {
            std::fputs(qPrintable(Texts::tookTooLong() + QLatin1Char('\n')), stderr);
            QApplication::exit(2);
        }
        if (*calm < 6)
            return;
        if (!window.grab().save(path)) {
            std::fputs(qPrintable(Texts::cannotWrite(path) + QLatin1Char('\n')), stderr);
            QApplication::exit(2);
            return;
        }
        QApplication::exit(0);
    });
    timer->start(50);
}

} // namespace

QStringList bundledPaths() {
    const QDir program(QCoreApplication::applicationDirPath());
    for (const QString& place :
         {QStringLiteral("../share/tracestudio/samples"), QStringLiteral("../resources/samples")}) {
        const QDir samples(program.absoluteFilePath(place));
        if (!samples.exists(QStringLiteral("trajectory_dataset.json")))
            continue;
        QStringList paths{QDir::cleanPath(samples.path())};
        for (const QString& name :
             {QStringLiteral("outputs/RoboTracer_Example_3D.jsonl"), QStringLiteral("outputs/Gemini_Example_3D.jsonl")})
            if (samples.exists(name))
                paths << QDir::cleanPath(samples.filePath(name));
        return paths;
    }
    return {};
}

int runWindow(int& argc, char** argv, const WindowRequest& request) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("TraceStudio"));
    QApplication::setOrganizationName(QStringLiteral("TraceStudio"));
    QApplication::setApplicationVersion(QStringLiteral(TRACESTUDIO_VERSION));
    const bool isPicture = !request.screenshot.isEmpty();
    Settings settings(isPicture ? Settings::Kind::Transient : Settings::Kind::Persistent);
    installTranslation(application, request.language.isEmpty() ? settings.language() : request.language);
    applyTheme(application, themeOf(request, settings));

    Document document;
    MainWindow window(&document, &settings);
    if (request.size.isValid())
        window.resize(request.size);
    QStringList paths = request.paths;
    QString sample = request.sample;
    if (paths.isEmpty()) {
        paths = settings.sessionPaths();
        sample = sample.isEmpty() ? settings.sessionSample() : sample;
    }
    if (paths.isEmpty())
        paths = bundledPaths();
    if (!paths.isEmpty())
        document.open(paths, sample);
    window.show();
    if (isPicture)
        takePicture(window, request.screenshot);
    return QApplication::exec();
}

} // namespace tracestudio
