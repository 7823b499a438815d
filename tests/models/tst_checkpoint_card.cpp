// What a checkpoint says of itself to this program.
#include "models/checkpoint_card.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace tracestudio;

class CheckpointCardTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aWholeCardIsRead() {
        const auto card = CheckpointCard::fromJson("{\"name\": \"Tabletop demo\", \"prompt_style\": \"instruction\", "
                                                   "\"start_depth\": \"sensor\", \"other\": [1]}",
                                                   "card");
        QVERIFY(card);
        QVERIFY(*card == (CheckpointCard{"Tabletop demo", "instruction", true}));
    }

    void whatIsLeftOutIsAsForAnyCheckpoint() {
        for (const char* text : {"{}", "{\"name\": null}", "{\"start_depth\": \"model\"}"})
            QVERIFY(CheckpointCard::fromJson(text, "card").value() == CheckpointCard{});
        QTemporaryDir folder;
        QVERIFY(CheckpointCard::of(folder.path().toStdString()).value() == CheckpointCard{});
        QVERIFY(CheckpointCard::of(folder.path().toStdString() + "/nowhere").value() == CheckpointCard{});
    }

    void whatCannotBeUsedIsNamed_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("named");
        QTest::newRow("no JSON") << QByteArray("{\"name\": ") << "JSON";
        QTest::newRow("a list") << QByteArray("[]") << "JSON";
        QTest::newRow("empty") << QByteArray() << "JSON";
        QTest::newRow("a number for a name") << QByteArray("{\"name\": 5}") << "\"name\"";
        QTest::newRow("a name of two lines") << QByteArray("{\"name\": \"a\\nb\"}") << "\"name\"";
        QTest::newRow("a name without end") << QByteArray("{\"name\": \"" + QByteArray(200, 'x') + "\"}") << "\"name\"";
        QTest::newRow("another depth") << QByteArray("{\"start_depth\": \"radar\"}") << "radar";
        QTest::newRow("a flood") << QByteArray(200000, ' ') << "JSON";
    }
    void whatCannotBeUsedIsNamed() {
        QFETCH(QByteArray, text);
        QFETCH(QString, named);
        QTemporaryDir folder;
        const std::string file = folder.path().toStdString() + "/" + CheckpointCard::fileName;
        std::ofstream(file) << text.toStdString();
        const auto card = CheckpointCard::of(folder.path().toStdString());
        QVERIFY(!card);
        const QString message = QString::fromStdString(card.error().message());
        QVERIFY2(message.contains(named) && message.contains(QString::fromStdString(file)), qPrintable(message));
    }

    void aCardThatMayNotBeReadIsNotTakenForNone() {
        if (geteuid() == 0)
            QSKIP("The superuser reads every file.");
        QTemporaryDir folder;
        const std::string file = folder.path().toStdString() + "/" + CheckpointCard::fileName;
        std::ofstream(file) << "{}";
        chmod(file.c_str(), 0);
        QVERIFY(!CheckpointCard::of(folder.path().toStdString()));
    }
};

QTEST_GUILESS_MAIN(CheckpointCardTest)
#include "tst_checkpoint_card.moc"
