#include "app/language.h"
#include "app/main_window.h"
#include "app/messages.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>
#include <algorithm>

using namespace tracestudio;

namespace {

/// One string of a .ts file with its translations, several where it depends on a number.
struct Message {
    QString context;
    QString source;
    QStringList translations;
    bool isFinished = true;
};

std::vector<Message> messagesOf(const QString& path) {
    std::vector<Message> messages;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return messages;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("message")) {
            messages.push_back({context, {}, {}, true});
        } else if (xml.name() == QLatin1String("source")) {
            messages.back().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            messages.back().isFinished = !xml.attributes().hasAttribute(QLatin1String("type"));
            const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            messages.back().translations << text;
        }
    }
    return messages;
}

/// The numerus forms of a file, each by itself, for the checks that look into the words.
QStringList formsOf(const QString& path) {
    QStringList forms;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return forms;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String("numerusform"))
            forms << xml.readElementText();
    return forms;
}

QStringList placeholdersOf(const QString& text) {
    static const QRegularExpression pattern(QStringLiteral("%(?:L?\\d+|n)"));
    QStringList found;
    for (auto matches = pattern.globalMatch(text); matches.hasNext();)
        found << matches.next().captured();
    found.removeDuplicates();
    found.sort();
    return found;
}

bool isChinese(const QString& text) {
    return std::any_of(text.cbegin(), text.cend(), [](QChar c) { return c.script() == QChar::Script_Han; });
}

} // namespace

class TestTranslations : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void cleanup() { qDeleteAll(qApp->findChildren<QTranslator*>()); }
    void everyStringIsTranslated();
    void noStringIsLeftFromBefore();
    void placeholdersAreKept();
    void menuLettersAreKept();
    void englishTellsOneFromMany();
    void chineseReachesEveryCommand();
    void chineseReachesTheRoomsWithoutQt();
    void anUnknownLanguageBecomesEnglish();

  private:
    [[nodiscard]] QString collected(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] static QString kept(const QString& name) {
        return QStringLiteral(TRACESTUDIO_TRANSLATIONS "/") + name;
    }
    QTemporaryDir m_folder; ///< the .ts files with every string that the sources have now
};

void TestTranslations::initTestCase() {
    QVERIFY(m_folder.isValid());
    for (const QString& name : {QStringLiteral("tracestudio_zh_CN.ts"), QStringLiteral("tracestudio_en.ts")})
        QVERIFY2(QFile::copy(kept(name), collected(name)), qPrintable(name));
    QProcess update;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LUPDATE"), QStringLiteral(TRACESTUDIO_LUPDATE));
    update.setProcessEnvironment(environment);
    update.start(QStringLiteral(TRACESTUDIO_TRANSLATIONS "/update"), {m_folder.path()});
    QVERIFY2(update.waitForFinished(120000), qPrintable(update.errorString()));
    QVERIFY2(update.exitCode() == 0, update.readAllStandardError().constData());
}

void TestTranslations::everyStringIsTranslated() {
    for (const QString& name : {QStringLiteral("tracestudio_zh_CN.ts"), QStringLiteral("tracestudio_en.ts")}) {
        const auto messages = messagesOf(collected(name));
        QVERIFY2(messages.size() >= 5, qPrintable(name));
        QStringList missing;
        for (const Message& message : messages)
            if (!message.isFinished || message.translations.join(QString()).trimmed().isEmpty())
                missing << message.context + QStringLiteral(": ") + message.source;
        QVERIFY2(missing.isEmpty(), qPrintable(name + QStringLiteral(" lacks:\n") + missing.join(QLatin1Char('\n')) +
                                               QStringLiteral("\nRun ninja update-translations and fill it in.")));
    }
    // The rooms without Qt are collected on another way, which must not fail in silence.
    const auto all = messagesOf(collected(QStringLiteral("tracestudio_zh_CN.ts")));
    QVERIFY(std::count_if(all.begin(), all.end(),
                          [](const Message& m) { return m.context == QLatin1String("messages"); }) > 50);
}

void TestTranslations::noStringIsLeftFromBefore() {
    for (const QString& name : {QStringLiteral("tracestudio_zh_CN.ts"), QStringLiteral("tracestudio_en.ts")}) {
        QStringList now;
        for (const Message& message : messagesOf(collected(name)))
            now << message.context + QStringLiteral(": ") + message.source;
        QStringList gone;
        for (const Message& message : messagesOf(kept(name)))
            if (const QString string = message.context + QStringLiteral(": ") + message.source; !now.contains(string))
                gone << string;
        QVERIFY2(gone.isEmpty(), qPrintable(name + QStringLiteral(" still has:\n") + gone.join(QLatin1Char('\n')) +
                                            QStringLiteral("\nRun ninja update-translations.")));
    }
}

void TestTranslations::placeholdersAreKept() {
    for (const Message& message : messagesOf(kept(QStringLiteral("tracestudio_zh_CN.ts"))))
        QVERIFY2(placeholdersOf(message.source) == placeholdersOf(message.translations.join(QLatin1Char(' '))),
                 qPrintable(message.source));
    for (const QString& form : formsOf(kept(QStringLiteral("tracestudio_en.ts"))))
        QVERIFY2(form.contains(QLatin1String("%n")), qPrintable(form));
}

void TestTranslations::menuLettersAreKept() {
    static const QRegularExpression letter(QStringLiteral("&[A-Za-z]"));
    for (const Message& message : messagesOf(kept(QStringLiteral("tracestudio_zh_CN.ts"))))
        QVERIFY2(message.source.contains(letter) == message.translations.join(QString()).contains(letter),
                 qPrintable(message.source));
}

void TestTranslations::englishTellsOneFromMany() {
    for (const QString& form : formsOf(kept(QStringLiteral("tracestudio_en.ts"))))
        QVERIFY2(!form.contains(QLatin1String("(s)")), qPrintable(form));
    installLanguage(*qApp, QStringLiteral("en"));
    QCOMPARE(QCoreApplication::translate("tracestudio::MainWindow", "%n sample(s)", nullptr, 1),
             QStringLiteral("1 sample"));
    QCOMPARE(QCoreApplication::translate("tracestudio::MainWindow", "%n sample(s)", nullptr, 5),
             QStringLiteral("5 samples"));
}

void TestTranslations::chineseReachesEveryCommand() {
    installLanguage(*qApp, QStringLiteral("zh_CN"));
    Document document;
    Settings settings(Settings::Kind::Transient);
    MainWindow window(&document, &settings);
    int commands = 0;
    for (const QAction* action : window.findChildren<QAction*>()) {
        if (action->objectName().isEmpty() || action->text().isEmpty())
            continue;
        ++commands;
        QVERIFY2(isChinese(action->text()), qPrintable(action->objectName() + QLatin1Char(' ') + action->text()));
    }
    QVERIFY(commands > 10);
}

void TestTranslations::chineseReachesTheRoomsWithoutQt() {
    installLanguage(*qApp, QStringLiteral("zh_CN"));
    const Error error{TRANSLATABLE("The prediction file %1 does not exist. Check its path."), {"answers.jsonl"}};
    QVERIFY(isChinese(translated(error)));
    QVERIFY(translated(error).contains(QLatin1String("answers.jsonl")));
}

void TestTranslations::anUnknownLanguageBecomesEnglish() {
    installLanguage(*qApp, QStringLiteral("eo"));
    QCOMPARE(QCoreApplication::translate("tracestudio::MainWindow", "%n sample(s)", nullptr, 1),
             QStringLiteral("1 sample"));
}

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"
