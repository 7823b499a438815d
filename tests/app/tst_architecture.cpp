#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace {

QDir root() {
    return QDir(QStringLiteral(TRACESTUDIO_ROOT));
}

struct Source {
    QString path; ///< from the root of the repository
    QString text;
};

/// The text files of the repository under `rooms`, without what builds leave.
std::vector<Source> sourcesOf(const QStringList& rooms, const QStringList& patterns) {
    std::vector<Source> sources;
    for (const QString& room : rooms)
        for (QDirIterator files(root().filePath(room), patterns, QDir::Files | QDir::Hidden,
                                QDirIterator::Subdirectories);
             files.hasNext();) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                sources.push_back({root().relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll())});
        }
    return sources;
}

std::vector<Source> codeOf(const QStringList& rooms) {
    return sourcesOf(rooms, {QStringLiteral("*.cpp"), QStringLiteral("*.h")});
}

/// Every line of `sources` that matches, as "file:line: text".
QStringList hits(const std::vector<Source>& sources, const QString& pattern) {
    const QRegularExpression expression(pattern);
    QStringList found;
    for (const Source& source : sources) {
        int number = 0;
        for (const QString& line : source.text.split(QLatin1Char('\n'))) {
            ++number;
            if (expression.match(line).hasMatch())
                found << QStringLiteral("%1:%2: %3").arg(source.path).arg(number).arg(line.trimmed());
        }
    }
    return found;
}

} // namespace

// The arrows between the rooms:  app -> widgets -> inference/scene <- inference/{benchmark, …},  app -> inference/*
class TestArchitecture : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sourcesAreFound();
    void aRoomIncludesOnlyWhatItMay_data();
    void aRoomIncludesOnlyWhatItMay();
    void inferenceConfiguresAlone();
    void nothingNamesAPlaceOfOneMachine();
    void filesStayShort();
};

void TestArchitecture::sourcesAreFound() {
    for (const char* room : {"app", "widgets", "inference/scene", "inference/benchmark"})
        QVERIFY2(!hits(codeOf({QString::fromLatin1(room)}), QStringLiteral("^#include ")).isEmpty(), room);
}

void TestArchitecture::aRoomIncludesOnlyWhatItMay_data() {
    QTest::addColumn<QStringList>("rooms");
    QTest::addColumn<QString>("forbidden");
    const auto row = [](const char* rule, const QStringList& rooms, const char* forbidden) {
        QTest::newRow(rule) << rooms << QString::fromLatin1(forbidden);
    };
    const QStringList all{QStringLiteral("app"), QStringLiteral("widgets"), QStringLiteral("inference")};
    row("no Qt and no VTK in inference", {QStringLiteral("inference")}, R"(^\s*#\s*include\s*[<"](Q|vtk))");
    row("inference knows no window", {QStringLiteral("inference")}, R"(^\s*#\s*include\s*[<"](app|widgets)/)");
    row("scenes know no files", {QStringLiteral("inference/scene")},
        R"(^\s*#\s*include\s*[<"](annotation|benchmark|capture|models|local)/)");
    row("VTK in widgets only", {QStringLiteral("app"), QStringLiteral("inference")}, R"(^\s*#\s*include\s*[<"]vtk)");
    row("widgets know scenes only", {QStringLiteral("widgets")},
        R"(^\s*#\s*include\s*[<"](app|annotation|benchmark|capture|models|local)/)");
    row("torch where checkpoints run and are trained only",
        {QStringLiteral("app"), QStringLiteral("widgets"), QStringLiteral("inference/scene"),
         QStringLiteral("inference/benchmark"), QStringLiteral("inference/annotation"),
         QStringLiteral("inference/models"), QStringLiteral("inference/capture")},
        R"(^\s*#\s*include\s*[<"](torch|ATen|c10)/)");
    row("nobody needs the trainer",
        {QStringLiteral("app"), QStringLiteral("widgets"), QStringLiteral("inference/scene"),
         QStringLiteral("inference/benchmark"), QStringLiteral("inference/annotation"),
         QStringLiteral("inference/models"), QStringLiteral("inference/capture"), QStringLiteral("inference/local")},
        R"(^\s*#\s*include\s*[<"]training/)");
    row("curl in the module that speaks HTTP only",
        {QStringLiteral("app"), QStringLiteral("widgets"), QStringLiteral("inference/scene"),
         QStringLiteral("inference/benchmark"), QStringLiteral("inference/annotation"),
         QStringLiteral("inference/local"), QStringLiteral("inference/capture")},
        R"(^\s*#\s*include\s*[<"](curl|openssl|httplib))");
    row("no OpenCV windows, which bring Qt 5", all, R"(^\s*#\s*include\s*[<"]opencv2/(highgui|viz))");
}

void TestArchitecture::aRoomIncludesOnlyWhatItMay() {
    QFETCH(QStringList, rooms);
    QFETCH(QString, forbidden);
    const QStringList found = hits(codeOf(rooms), forbidden);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void TestArchitecture::inferenceConfiguresAlone() {
    QTemporaryDir copy;
    QVERIFY(copy.isValid());
    // A copy, so that nothing outside of the folder can be used without notice.
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("cp"),
                  {QStringLiteral("-r"), root().filePath(QStringLiteral("inference")), copy.path()});
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitCode(), 0);
    const QDir folder(copy.path());
    process.start(QStringLiteral(TRACESTUDIO_CMAKE),
                  {QStringLiteral("-S"), folder.filePath(QStringLiteral("inference")), QStringLiteral("-B"),
                   folder.filePath(QStringLiteral("build")), QStringLiteral("-G"), QStringLiteral("Ninja")});
    QVERIFY2(process.waitForFinished(200000), qPrintable(process.errorString()));
    QVERIFY2(process.exitCode() == 0, process.readAll().constData());
    QFile cache(folder.filePath(QStringLiteral("build/CMakeCache.txt")));
    QVERIFY(cache.open(QIODevice::ReadOnly));
    const QByteArray text = cache.readAll();
    QVERIFY(!text.contains("Qt6_DIR:"));
    QVERIFY(!text.contains("VTK_DIR:"));
}

void TestArchitecture::nothingNamesAPlaceOfOneMachine() {
    const QStringList rooms{QStringLiteral("app"),       QStringLiteral("widgets"), QStringLiteral("inference"),
                            QStringLiteral("packaging"), QStringLiteral("tests"),   QStringLiteral("translations"),
                            QStringLiteral(".ci")};
    auto sources = sourcesOf(rooms, {QStringLiteral("*.cpp"), QStringLiteral("*.h"), QStringLiteral("*.txt"),
                                     QStringLiteral("*.cmake"), QStringLiteral("*.ts"), QStringLiteral("*.py"),
                                     QStringLiteral("*.md"), QStringLiteral("run"), QStringLiteral("prepare"),
                                     QStringLiteral("update")});
    for (const char* name : {"CMakeLists.txt", "CMakePresets.json", "README.md", "CHANGELOG.md"})
        if (QFile file(root().filePath(QLatin1String(name))); file.open(QIODevice::ReadOnly))
            sources.push_back({QString::fromLatin1(name), QString::fromUtf8(file.readAll())});
    // Each pattern is written so that this file does not match itself.
    QStringList found = hits(sources, QStringLiteral("(^|[^\\w.])/(wor[k]|hom[e]/\\w|Users[/]|roo[t]/)"));
    found += hits(sources, QStringLiteral("(deb|archive|security|snapshot|ports)[.](debian|ubuntu)[.](org|com)"));
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void TestArchitecture::filesStayShort() {
    QStringList found;
    for (const Source& source : codeOf({QStringLiteral("app"), QStringLiteral("widgets"), QStringLiteral("inference")}))
        if (const auto lines = source.text.count(QLatin1Char('\n')); lines > 700)
            found << QStringLiteral("%1: %2 lines").arg(source.path).arg(lines);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
