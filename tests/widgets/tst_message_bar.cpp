// Messages come newest first, stay or go by their kind, and are closed by mouse and by key.
#include "widgets/message_bar.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace tracestudio;

class MessageBarTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QWidget> m_window;
    MessageBar* m_bar = nullptr;

    QStringList shown() {
        QStringList texts;
        QList<QLabel*> labels;
        for (QLabel* label : m_bar->findChildren<QLabel*>("messageText"))
            if (label->isVisible())
                labels << label;
        std::sort(labels.begin(), labels.end(), [this](const QLabel* a, const QLabel* b) {
            return a->mapTo(m_bar, QPoint()).y() < b->mapTo(m_bar, QPoint()).y();
        });
        for (const QLabel* label : labels)
            texts << label->text();
        return texts;
    }

    QAbstractButton* closeButtonOf(const QString& text) {
        for (QLabel* label : m_bar->findChildren<QLabel*>("messageText"))
            if (label->text() == text && label->isVisible())
                return label->parentWidget()->findChild<QAbstractButton*>("messageClose");
        return nullptr;
    }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void init() {
        m_window = std::make_unique<QWidget>();
        m_window->resize(600, 400);
        m_bar = new MessageBar(m_window.get());
        m_bar->setGeometry(0, 0, 600, 300);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void theNewestThreeAreShownFirstToLast() {
        QVERIFY(!m_bar->isVisible());
        for (const char* text : {"one", "two", "three", "four", "five"})
            m_bar->post(MessageKind::Error, text);
        QTRY_COMPARE(shown(), (QStringList{"five", "four", "three"}));
        QCOMPARE(m_bar->count(), 5);
        auto* more = m_bar->findChild<QAbstractButton*>("messageMore");
        QVERIFY(more->isVisible() && more->text().contains('2'));
        QTRY_VERIFY(more->width() > 20);
        QTest::mouseClick(more, Qt::LeftButton);
        QTRY_COMPARE(shown().size(), 5);
    }

    void aMessageIsClosedByItsCrossAndByEscape() {
        m_bar->post(MessageKind::Error, "one");
        m_bar->post(MessageKind::Warning, "two");
        QTRY_VERIFY(closeButtonOf("one") && closeButtonOf("one")->width() > 8);
        QTest::mouseClick(closeButtonOf("one"), Qt::LeftButton);
        QTRY_COMPARE(shown(), QStringList{"two"});
        closeButtonOf("two")->setFocus();
        QTest::keyClick(closeButtonOf("two"), Qt::Key_Escape);
        QCOMPARE(m_bar->count(), 0);
        QVERIFY(!m_bar->isVisible());
    }

    void onlyInfoAndSuccessGoByThemselves() {
        m_bar->setAutoHideMilliseconds(30);
        m_bar->post(MessageKind::Info, "info");
        m_bar->post(MessageKind::Warning, "warning");
        m_bar->post(MessageKind::Success, "success");
        m_bar->post(MessageKind::Error, "error");
        QCOMPARE(m_bar->count(), 4);
        QTRY_COMPARE(shown(), (QStringList{"error", "warning"}));
    }

    void theActionRunsOnceAndClosesItsMessage() {
        int runs = 0;
        m_bar->post(MessageKind::Error, "not read", "Open again", [&runs] { ++runs; });
        auto* button = m_bar->findChild<QAbstractButton*>("messageAction");
        QVERIFY(button);
        QTRY_VERIFY(button->width() > 20);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(runs, 1);
        QCOMPARE(m_bar->count(), 0);
    }

    void theSameMessageIsNotShownTwice() {
        QSignalSpy changed(m_bar, &MessageBar::countChanged);
        m_bar->post(MessageKind::Error, "one");
        m_bar->post(MessageKind::Error, "two");
        const int again = m_bar->post(MessageKind::Error, "one");
        QTRY_COMPARE(shown(), (QStringList{"one", "two"}));
        m_bar->dismiss(again);
        m_bar->dismiss(again);
        QCOMPARE(m_bar->count(), 1);
        m_bar->dismissAll();
        QCOMPARE(changed.last().first().toInt(), 0);
    }
};

QTEST_MAIN(MessageBarTest)
#include "tst_message_bar.moc"
