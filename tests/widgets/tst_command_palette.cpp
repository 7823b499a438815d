// Typing a few letters finds and runs a command; the sheet of keys opens and closes.
#include "widgets/command_palette.h"
#include "widgets/shortcuts_dialog.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTest>

using namespace tracestudio;

class CommandPaletteTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QMainWindow> m_window;
    CommandPalette* m_palette = nullptr;
    QLineEdit* m_line = nullptr;
    QListWidget* m_list = nullptr;
    QAction* m_fit = nullptr;
    QAction* m_save = nullptr;
    QAction* m_figure = nullptr;

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void init() {
        m_window = std::make_unique<QMainWindow>();
        m_window->resize(900, 600);
        m_window->setCentralWidget(new QWidget);
        QMenu* view = m_window->menuBar()->addMenu("&View");
        m_fit = view->addAction("&Fit the view");
        m_save = view->addAction("&Save");
        m_figure = view->addAction("Export a &figure…");
        m_save->setEnabled(false);
        m_palette = new CommandPalette(m_window.get());
        m_palette->setActions({m_fit, m_save, m_figure});
        m_line = m_palette->findChild<QLineEdit*>("paletteLine");
        m_list = m_palette->findChild<QListWidget*>("paletteList");
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() { m_window.reset(); }

    void lettersInOrderMatchAndWordStartsWin() {
        QVERIFY(fuzzyScore("ftv", "Fit the view"));
        QVERIFY(!fuzzyScore("vf", "Fit the view").has_value() ||
                fuzzyScore("vf", "Fit the view") < fuzzyScore("fv", "Fit the view"));
        QVERIFY(!fuzzyScore("xyz", "Fit the view"));
        QVERIFY(!fuzzyScore("fitt the vieww", "Fit the view"));
        QVERIFY(fuzzyScore("fi", "Figure") > fuzzyScore("fi", "Go to the first failure"));
        QVERIFY(fuzzyScore("fit", "Fit") > fuzzyScore("fit", "Find it"));
        std::vector<int> places;
        QVERIFY(fuzzyScore("tv", "Fit the view", &places));
        QCOMPARE(places, (std::vector<int>{4, 8}));
        QCOMPARE(fuzzyScore("", "anything"), std::optional(0));
    }

    void enterRunsTheBestMatch() {
        QSignalSpy ran(m_figure, &QAction::triggered);
        m_palette->open();
        QVERIFY(m_palette->isVisible());
        QCOMPARE(m_list->count(), 3);
        QTest::keyClicks(m_line, "fig");
        QCOMPARE(m_list->count(), 1);
        QTest::keyClick(m_line, Qt::Key_Return);
        QCOMPARE(ran.size(), 1);
        QVERIFY(!m_palette->isVisible());
    }

    void arrowsPassOverWhatCannotBeRun() {
        QSignalSpy saved(m_save, &QAction::triggered);
        QSignalSpy fitted(m_fit, &QAction::triggered);
        m_palette->open();
        const QString first = m_list->currentItem()->text();
        QTest::keyClick(m_line, Qt::Key_Down);
        QVERIFY(m_list->currentItem()->text() != first);
        QVERIFY(m_list->currentItem()->flags().testFlag(Qt::ItemIsEnabled));
        QTest::keyClick(m_line, Qt::Key_Down); // past the disabled one, round to the first
        QCOMPARE(m_list->currentItem()->text(), first);
        m_palette->open("save");
        QTest::keyClick(m_line, Qt::Key_Return);
        QCOMPARE(saved.size(), 0);
        m_palette->open("fit");
        QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, m_list->visualItemRect(m_list->item(0)).center());
        QCOMPARE(fitted.size(), 1);
    }

    void aNumberGoesToASample() {
        QSignalSpy goTo(m_palette, &CommandPalette::goToSampleRequested);
        m_palette->open("#");
        QTest::keyClick(m_line, Qt::Key_Return);
        QCOMPARE(goTo.size(), 0);
        QTest::keyClicks(m_line, "42");
        QTest::keyClick(m_line, Qt::Key_Return);
        QCOMPARE(goTo.size(), 1);
        QCOMPARE(goTo[0][0].toString(), "42");
    }

    void escapeAndAClickBesideCloseIt() {
        QSignalSpy dismissed(m_palette, &CommandPalette::dismissed);
        m_palette->open();
        QTest::keyClick(m_line, Qt::Key_Escape);
        QVERIFY(!m_palette->isVisible());
        m_palette->open();
        QTest::mouseClick(m_window->centralWidget(), Qt::LeftButton, {}, QPoint(5, 500));
        QVERIFY(!m_palette->isVisible());
        QCOMPARE(dismissed.size(), 2);
    }

    void aDeletedActionDoesNoHarm() {
        m_palette->open();
        delete m_fit;
        m_fit = nullptr;
        QTest::keyClick(m_line, Qt::Key_Return);
        m_palette->open();
        QCOMPARE(m_list->count(), 2);
    }

    void theSheetOfKeysOpensAndCloses() {
        ShortcutsDialog sheet(m_window.get());
        sheet.setGroups({{"Samples", {{"A / D", "previous, next"}}}, {"Views", {{"E", "ego"}}}});
        sheet.toggle();
        QVERIFY(sheet.isVisible());
        QVERIFY(!sheet.isModal());
        QCOMPARE(sheet.findChildren<QLabel*>().size(), 7); // two titles, two meanings, three key caps
        QTest::keyClick(&sheet, Qt::Key_Question, Qt::ShiftModifier);
        QVERIFY(!sheet.isVisible());
        sheet.toggle();
        QTest::keyClick(&sheet, Qt::Key_Escape);
        QVERIFY(!sheet.isVisible());
    }
};

QTEST_MAIN(CommandPaletteTest)
#include "tst_command_palette.moc"
