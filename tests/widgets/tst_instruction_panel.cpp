// The bar where instructions are typed: history, prompt, choices, Run and Stop.
#include "widgets/instruction_panel.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace tracestudio;

class InstructionPanelTest : public QObject {
    Q_OBJECT
    std::unique_ptr<InstructionPanel> m_panel;

    template <typename Widget>
    Widget* find(const char* name) {
        auto* widget = m_panel->findChild<Widget*>(QString::fromLatin1(name));
        if (!widget)
            qFatal("no %s", name);
        return widget;
    }
    QPlainTextEdit* text() { return find<QPlainTextEdit>("instructionText"); }
    QPlainTextEdit* prompt() { return find<QPlainTextEdit>("promptText"); }
    QPushButton* run() { return find<QPushButton>("runButton"); }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void init() {
        m_panel = std::make_unique<InstructionPanel>();
        m_panel->setTasks({"3D", "2D"}, {"with depths", "in the picture"});
        m_panel->setPromptStyles({"one", "two"}, {});
        m_panel->resize(900, m_panel->sizeHint().height());
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }

    void returnAsksAndShiftReturnBeginsALine() {
        QSignalSpy asked(m_panel.get(), &InstructionPanel::runRequested);
        m_panel->focusInstruction();
        QTest::keyClicks(text(), QStringLiteral("put it"));
        QTest::keyClick(text(), Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(text(), QStringLiteral("there"));
        QCOMPARE(asked.size(), 0);
        QTest::keyClick(text(), Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(m_panel->instruction(), QStringLiteral("put it\nthere"));
    }

    void anExampleIsAskedWithAClickOrAKey() {
        QSignalSpy asked(m_panel.get(), &InstructionPanel::runRequested);
        auto* examples = find<QWidget>("examples");
        QVERIFY(!examples->isVisible());
        m_panel->setExamples({"put the cube on the plate", "push R&D 10 cm"});
        const auto buttons = examples->findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 2);
        QVERIFY(buttons[1]->isVisible());
        QTest::mouseClick(buttons[1], Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(m_panel->instruction(), QStringLiteral("push R&D 10 cm"));
        buttons[0]->setFocus();
        QTest::keyClick(buttons[0], Qt::Key_Space);
        QCOMPARE(asked.size(), 2);
        QCOMPARE(m_panel->instruction(), QStringLiteral("put the cube on the plate"));
        // While a model answers, or nothing can be asked about, it is only put there.
        m_panel->setBusy(true);
        buttons[1]->click();
        m_panel->setBusy(false);
        m_panel->setObstacle(QStringLiteral("nothing is open"));
        buttons[1]->click();
        QCOMPARE(asked.size(), 2);
        QCOMPARE(m_panel->instruction(), QStringLiteral("push R&D 10 cm"));
        m_panel->setExamples({});
        QVERIFY(!examples->isVisible());
    }

    void examplesTakeTwoLinesRatherThanBeClipped() {
        m_panel->setExamples({"pick up the red cube and move it to the blue plate",
                              "push the purple block 25 cm to the right, towards the books",
                              "put the yellow ball to the left of the white mug"});
        for (const int width : {760, 1400}) {
            m_panel->resize(width, 300);
            QTRY_COMPARE(m_panel->width(), width);
            const auto* examples = find<QWidget>("examples");
            for (const QToolButton* button : examples->findChildren<QToolButton*>()) {
                QTRY_VERIFY(examples->rect().contains(button->geometry()));
                QVERIFY(button->width() >= button->fontMetrics().horizontalAdvance(button->text()));
            }
        }
    }

    void theHintStandsWhereNothingElseIsToBeSaid() {
        const auto status = [this] { return find<QLabel>("instructionStatus")->text(); };
        const QString usual = status();
        m_panel->setHint(QStringLiteral("knows drawn scenes"));
        QCOMPARE(status(), QStringLiteral("knows drawn scenes"));
        m_panel->setStatus(QStringLiteral("loading"));
        QCOMPARE(status(), QStringLiteral("loading"));
        m_panel->setStatus({});
        QCOMPARE(status(), QStringLiteral("knows drawn scenes"));
        m_panel->setHint({});
        QCOMPARE(status(), usual);
    }

    void arrowsGoThroughWhatWasAsked() {
        m_panel->setHistory({"newest", "older", "oldest"});
        m_panel->setInstruction(QStringLiteral("being typed"));
        const auto press = [&](Qt::Key key) { QTest::keyClick(text(), key); };
        press(Qt::Key_Up);
        QCOMPARE(m_panel->instruction(), QStringLiteral("newest"));
        press(Qt::Key_Up);
        press(Qt::Key_Up);
        press(Qt::Key_Up); // there is nothing older
        QCOMPARE(m_panel->instruction(), QStringLiteral("oldest"));
        press(Qt::Key_Down);
        press(Qt::Key_Down);
        QCOMPARE(m_panel->instruction(), QStringLiteral("newest"));
        press(Qt::Key_Down);
        QCOMPARE(m_panel->instruction(), QStringLiteral("being typed"));
        press(Qt::Key_Down);
        QCOMPARE(m_panel->instruction(), QStringLiteral("being typed"));
    }

    void arrowsMoveWithinALongTextFirst() {
        m_panel->setHistory({"before"});
        m_panel->setInstruction(QStringLiteral("first line\nsecond line"));
        text()->moveCursor(QTextCursor::End);
        QTest::keyClick(text(), Qt::Key_Up);
        QCOMPARE(m_panel->instruction(), QStringLiteral("first line\nsecond line"));
        QTest::keyClick(text(), Qt::Key_Up);
        QCOMPARE(m_panel->instruction(), QStringLiteral("before"));
    }

    void theFieldGrowsWithItsTextUpToFourLines() {
        const int oneLine = text()->height();
        m_panel->setInstruction(QStringLiteral("a\nb"));
        const int twoLines = text()->height();
        QVERIFY(twoLines > oneLine);
        m_panel->setInstruction(QStringLiteral("a\nb\nc\nd"));
        const int fourLines = text()->height();
        m_panel->setInstruction(QString(QStringLiteral("line\n")).repeated(40));
        QCOMPARE(text()->height(), fourLines);
        m_panel->setInstruction({});
        QCOMPARE(text()->height(), oneLine);
    }

    void anEditedPromptStaysUntilItIsReset() {
        find<QToolButton>("promptButton")->click();
        QVERIFY(prompt()->isVisible());
        m_panel->setPrompt(QStringLiteral("Point to the mug."));
        QCOMPARE(prompt()->toPlainText(), QStringLiteral("Point to the mug."));
        QVERIFY(!find<QToolButton>("promptReset")->isVisible());
        QTest::keyClicks(prompt(), QStringLiteral("Please. "));
        QVERIFY(m_panel->isPromptEdited());
        m_panel->setPrompt(QStringLiteral("Point to the plate."));
        QCOMPARE(m_panel->prompt(), QStringLiteral("Please. Point to the mug."));
        QVERIFY(find<QToolButton>("promptReset")->isVisible());
        find<QToolButton>("promptReset")->click();
        QCOMPARE(m_panel->prompt(), QStringLiteral("Point to the plate."));
        QVERIFY(!m_panel->isPromptEdited());
        QTest::keyClicks(prompt(), QStringLiteral("Now. "));
        QVERIFY(m_panel->isPromptEdited());
        m_panel->resetPrompt();
        QCOMPARE(m_panel->prompt(), QStringLiteral("Point to the plate."));
    }

    void severalAnswersAreSampled() {
        find<QToolButton>("promptButton")->click();
        QCOMPARE(m_panel->choices(), AnswerChoices());
        find<QSpinBox>("answersBox")->setValue(3);
        QVERIFY(m_panel->choices().isSampled);
        QCOMPARE(m_panel->choices().answers, 3);
        find<QToolButton>("sampledButton")->click();
        QCOMPARE(m_panel->choices().answers, 1); // the likeliest answer is always the same
    }

    void runBecomesStop() {
        QSignalSpy asked(m_panel.get(), &InstructionPanel::runRequested);
        QSignalSpy stopped(m_panel.get(), &InstructionPanel::stopRequested);
        run()->click();
        QCOMPARE(asked.size(), 1);
        m_panel->setBusy(true);
        run()->click();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(stopped.size(), 1);
        QTest::keyClick(text(), Qt::Key_Escape);
        QCOMPARE(stopped.size(), 2);
        QTest::keyClick(text(), Qt::Key_Return); // a further question, which waits for its turn
        QCOMPARE(asked.size(), 2);
        m_panel->setBusy(false);
        QSignalSpy left(m_panel.get(), &InstructionPanel::left);
        QTest::keyClick(text(), Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
        QCOMPARE(stopped.size(), 2);
    }

    void anObstacleIsTold() {
        QSignalSpy asked(m_panel.get(), &InstructionPanel::runRequested);
        m_panel->setObstacle(QStringLiteral("Open a sample."));
        QVERIFY(!run()->isEnabled());
        QCOMPARE(run()->toolTip(), QStringLiteral("Open a sample."));
        QTest::keyClick(text(), Qt::Key_Return);
        QCOMPARE(asked.size(), 0);
        m_panel->setObstacle({});
        QVERIFY(run()->isEnabled());
    }

    void progressIsALineAtTheTop() {
        m_panel->setBusy(true);
        m_panel->setStatus(QStringLiteral("Loading the model"), 0.5);
        QVERIFY(find<QLabel>("instructionStatus")->isVisible());
        const QImage half = m_panel->grab().toImage();
        QCOMPARE(half.pixelColor(half.width() / 4, 0), theme().accent);
        QCOMPARE(half.pixelColor(half.width() * 3 / 4, 0), theme().line);
        m_panel->setStatus(QStringLiteral("answering"));
        QCOMPARE(m_panel->grab().toImage().pixelColor(half.width() / 4, 0), theme().line);
    }

    void onAScreenOfLittleRoomTheTextHasALineOfItsOwn() {
        const auto isBeside = [&] { return run()->mapTo(m_panel.get(), QPoint()).y() < text()->geometry().bottom(); };
        QVERIFY(isBeside());
        m_panel->resize(500, 120);
        QTRY_VERIFY(!isBeside());
        QVERIFY(text()->width() > 440);
        QVERIFY(m_panel->rect().contains(run()->mapTo(m_panel.get(), run()->rect().bottomRight())));
    }

    void changesOfInputAreTold() {
        QSignalSpy changed(m_panel.get(), &InstructionPanel::inputChanged);
        QTest::keyClicks(text(), QStringLiteral("a"));
        QCOMPARE(changed.size(), 1);
        find<QComboBox>("taskBox")->setCurrentIndex(1);
        QCOMPARE(m_panel->task(), 1);
        find<QComboBox>("promptStyleBox")->setCurrentIndex(1);
        QCOMPARE(m_panel->promptStyle(), 1);
        QCOMPARE(changed.size(), 3);
    }

    void theModelIsOnItsButtonAndItsMenuOpens() {
        QVERIFY(find<QToolButton>("modelButton")->text().contains(QStringLiteral("Choose")));
        m_panel->setModel(QStringLiteral("RoboBrain2.5-4B"), QStringLiteral("/models"));
        QVERIFY(find<QToolButton>("modelButton")->text().contains(QStringLiteral("RoboBrain2.5-4B")));
        const QString longName = QString(QStringLiteral("A-very-long-name-")).repeated(8);
        m_panel->setModel(longName, {});
        QVERIFY(find<QToolButton>("modelButton")->width() <= 220);
        QMenu menu;
        menu.addAction(QStringLiteral("first"));
        m_panel->setModelMenu(&menu);
        m_panel->showModelMenu();
        QTRY_VERIFY(menu.isVisible());
        menu.close();
    }
};

QTEST_MAIN(InstructionPanelTest)
#include "tst_instruction_panel.moc"
