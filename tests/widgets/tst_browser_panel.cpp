// The browser with a million rows and with a few: real keys and clicks, and what it asks of its model.
#include "widgets/browser_panel.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QAbstractTableModel>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolTip>
#include <set>

using namespace tracestudio;

namespace {

/// Rows that are computed when they are asked for, and a count of what is asked.
class CountingModel : public QAbstractTableModel {
  public:
    explicit CountingModel(int rows)
        : m_rows(rows) {}

    mutable int calls = 0;
    mutable std::set<int> rowsAsked;
    int brokenRow = -1;

    void forget() {
        calls = 0;
        rowsAsked.clear();
    }

    void setRows(int rows) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_rows; }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 4; }

    QVariant headerData(int section, Qt::Orientation, int role) const override {
        static const QStringList keys{"id", "", "step", ""};
        switch (role) {
        case Qt::DisplayRole:
            return QStringList{"id", "picture", "step", "RT"}.value(section);
        case ColumnSortKeyRole:
            return keys.value(section);
        case ColumnKindRole:
            return int(section == 1   ? BrowserColumn::Picture
                       : section == 3 ? BrowserColumn::Verdict
                                      : BrowserColumn::Text);
        case ColumnVerdictIndexRole:
            return 0;
        default:
            return {};
        }
    }

    QVariant data(const QModelIndex& index, int role) const override {
        ++calls;
        rowsAsked.insert(index.row());
        switch (role) {
        case SampleIdRole:
        case Qt::DisplayRole:
            return QString::number(index.row());
        case InstructionRole:
            return QStringLiteral("pick up the blue mug and move it to the shelf");
        case StepRole:
            return 2 + index.row() % 5;
        case VerdictsRole:
            return QVariant::fromValue(QVector<VerdictCell>{{"RT", "RoboTracer", "success", "0.03 m"},
                                                            {"G3", "Gemini", "wrong end", "0.31 m"}});
        case ProblemRole:
            return index.row() == brokenRow ? QStringLiteral("depth.png is cut off") : QString();
        default:
            return {};
        }
    }

  private:
    int m_rows;
};

constexpr int million = 1'000'000;

} // namespace

class BrowserPanelTest : public QObject {
    Q_OBJECT

    std::unique_ptr<CountingModel> m_model;
    std::unique_ptr<BrowserPanel> m_panel;

    template <typename T>
    T* find(const char* name) {
        T* found = m_panel->findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }

    void makePanel(int rows) {
        m_model = std::make_unique<CountingModel>(rows);
        m_panel = std::make_unique<BrowserPanel>();
        m_panel->resize(372, 800);
        m_panel->setModel(m_model.get());
        m_panel->setCounts({rows, rows, 0, 0});
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }

    void clickRow(int row) {
        QTest::mouseClick(m_panel->view()->viewport(), Qt::LeftButton, {}, m_panel->view()->rowRect(row).center());
    }

    static void displays() {
        QTest::addColumn<int>("display");
        QTest::newRow("cards") << int(BrowserDisplay::Cards);
        QTest::newRow("grid") << int(BrowserDisplay::Grid);
        QTest::newRow("table") << int(BrowserDisplay::Table);
    }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void cleanup() {
        m_panel.reset();
        m_model.reset();
    }

    void paintingAsksOnlyForTheRowsInView_data() { displays(); }
    void paintingAsksOnlyForTheRowsInView() {
        QFETCH(int, display);
        makePanel(million);
        m_panel->setDisplay(BrowserDisplay(display));
        SampleListView* view = m_panel->view();
        view->grab();
        m_model->forget();
        view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum() / 2);
        view->grab();
        const auto [first, last] = view->visibleRows();
        QVERIFY(first > 100'000);
        QVERIFY(last - first < 60);
        QVERIFY(!m_model->rowsAsked.empty());
        for (const int row : m_model->rowsAsked)
            QVERIFY2(row == 0 || (row >= first && row <= last), qPrintable(QString::number(row)));
        QVERIFY2(m_model->calls < 60 * 20, qPrintable(QString::number(m_model->calls)));
    }

    void aMillionRowsStaySmooth_data() { displays(); }
    void aMillionRowsStaySmooth() {
        QFETCH(int, display);
        makePanel(million);
        QElapsedTimer timer;
        timer.start();
        m_panel->setDisplay(BrowserDisplay(display));
        SampleListView* view = m_panel->view();
        view->grab();
        for (int step = 0; step < 50; ++step) {
            m_panel->resize(372 + step, 800 - step);
            view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum() / 50 * step);
            m_panel->setCurrentRow(million / 50 * step);
            view->grab();
        }
        m_model->setRows(million - 1);
        view->grab();
        // 52 frames; a walk over a million rows in any of them would take far longer.
        QVERIFY2(timer.elapsed() < 2600, qPrintable(QString::number(timer.elapsed())));
        qInfo("%lld ms for 52 frames", timer.elapsed());
    }

    void keysMoveThroughTheRows() {
        makePanel(million);
        SampleListView* view = m_panel->view();
        QSignalSpy changed(m_panel.get(), &BrowserPanel::currentRowChanged);
        m_panel->setCurrentRow(0);
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(m_panel->currentRow(), 1);
        QTest::keyClick(view, Qt::Key_PageDown);
        const int page = m_panel->currentRow();
        QVERIFY(page > 3 && page < 20);
        QTest::keyClick(view, Qt::Key_PageUp);
        QCOMPARE(m_panel->currentRow(), 1);
        QTest::keyClick(view, Qt::Key_End);
        QCOMPARE(m_panel->currentRow(), million - 1);
        QVERIFY(view->viewport()->rect().contains(view->rowRect(million - 1)));
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(m_panel->currentRow(), million - 1);
        QTest::keyClick(view, Qt::Key_Home);
        QTest::keyClick(view, Qt::Key_Up);
        QCOMPARE(m_panel->currentRow(), 0);
        QCOMPARE(changed.last().first().toInt(), 0);
        QCOMPARE(changed.size(), 6);
    }

    void ctrlAndShiftSelectSeveralRows_data() { displays(); }
    void ctrlAndShiftSelectSeveralRows() {
        QFETCH(int, display);
        makePanel(million);
        m_panel->setDisplay(BrowserDisplay(display));
        SampleListView* view = m_panel->view();
        view->grab();
        const auto click = [&](int row, Qt::KeyboardModifiers modifiers) {
            QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers, view->rowRect(row).center());
        };
        click(1, Qt::NoModifier);
        QCOMPARE(m_panel->selectedRows(), (std::vector<int>{1}));
        click(3, Qt::ShiftModifier);
        QCOMPARE(m_panel->selectedRows(), (std::vector<int>{1, 2, 3}));
        click(0, Qt::ControlModifier);
        QCOMPARE(m_panel->selectedRows(), (std::vector<int>{0, 1, 2, 3}));
        click(2, Qt::ControlModifier);
        QCOMPARE(m_panel->selectedRows(), (std::vector<int>{0, 1, 3}));
        const QImage shown = view->viewport()->grab().toImage();
        const auto groundOf = [&](int row) { return shown.pixelColor(view->rowRect(row).topLeft() + QPoint(5, 12)); };
        QCOMPARE(groundOf(3), groundOf(0));
        // A step with the keys is about one row again; with Shift it is about one more.
        m_panel->setCurrentRow(5);
        QCOMPARE(m_panel->selectedRows(), (std::vector<int>{5}));
        QTest::keyClick(view, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(m_panel->selectedRows(), (std::vector<int>{5, 6}));
        // From the first to the last of a million is one range.
        QTest::keyClick(view, Qt::Key_Home);
        QTest::keyClick(view, Qt::Key_End, Qt::ShiftModifier);
        QCOMPARE(m_panel->selectedRows().size(), std::size_t(million));
    }

    void inTheGridUpAndDownKeepTheColumn() {
        makePanel(101);
        m_panel->setDisplay(BrowserDisplay::Grid);
        SampleListView* view = m_panel->view();
        view->grab();
        const int columns = view->rowRect(1).top() == view->rowRect(0).top() ? 2 : 1;
        QCOMPARE(columns, 2);
        m_panel->setCurrentRow(1);
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(m_panel->currentRow(), 3);
        QTest::keyClick(view, Qt::Key_Left);
        QCOMPARE(m_panel->currentRow(), 2);
        QTest::keyClick(view, Qt::Key_Up);
        QTest::keyClick(view, Qt::Key_Up);
        QCOMPARE(m_panel->currentRow(), 0);
        m_panel->setCurrentRow(99);
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(m_panel->currentRow(), 100);
    }

    void aClickChoosesTheRowUnderTheMouse_data() { displays(); }
    void aClickChoosesTheRowUnderTheMouse() {
        QFETCH(int, display);
        makePanel(million);
        m_panel->setDisplay(BrowserDisplay(display));
        m_panel->setCurrentRow(777'777);
        QVERIFY(m_panel->view()->viewport()->rect().intersects(m_panel->view()->rowRect(777'777)));
        const auto [first, last] = m_panel->view()->visibleRows();
        const int row = (first + last) / 2;
        QSignalSpy changed(m_panel.get(), &BrowserPanel::currentRowChanged);
        m_panel->setCurrentRow(first + 1);
        changed.clear();
        clickRow(row);
        QCOMPARE(m_panel->currentRow(), row);
        QCOMPARE(changed.size(), 1);
    }

    void typingInTheFilterSpeaksOnceAfterAPause() {
        makePanel(10);
        QSignalSpy text(m_panel.get(), &BrowserPanel::filterTextChanged);
        auto* line = find<QLineEdit>("browserFilter");
        QTest::keyClicks(line, "blue");
        QCOMPARE(text.size(), 0);
        QTRY_COMPARE(text.size(), 1);
        QCOMPARE(text.last().first().toString(), "blue");
        QTest::keyClicks(line, " mug");
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(text.size(), 2);
        QCOMPARE(text.last().first().toString(), "blue mug");
        QTest::keyClick(line, Qt::Key_Escape);
        QCOMPARE(text.last().first().toString(), "");
        m_panel->setFilterText("#42");
        QTest::qWait(200);
        QCOMPARE(text.size(), 3);
    }

    void anErrorOfTheFilterIsShownAndGoes() {
        makePanel(10);
        auto* error = find<QLabel>("browserFilterError");
        QVERIFY(!error->isVisible());
        m_panel->setFilterError("missing )");
        QVERIFY(error->isVisible());
        m_panel->setFilterError({});
        QVERIFY(!error->isVisible());
    }

    void chipsToggleAndKeepTheirButtonsWhenCountsChange() {
        makePanel(10);
        std::vector<FilterChip> chips{{"failed", "failed", 55, {}, false, {}},
                                      {"collision", "collision", 18, {}, true, {}}};
        m_panel->setChips(chips);
        auto* failed = find<QAbstractButton>("chip:failed");
        QVERIFY(!failed->isChecked());
        QVERIFY(find<QAbstractButton>("chip:collision")->isChecked());
        QSignalSpy toggled(m_panel.get(), &BrowserPanel::chipToggled);
        QTRY_VERIFY(failed->isVisible());
        QTest::mouseClick(failed, Qt::LeftButton);
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(toggled.last()[0].toString(), "failed");
        QCOMPARE(toggled.last()[1].toBool(), true);
        chips[0].isChecked = true;
        chips[0].count = 3;
        m_panel->setChips(chips);
        QCOMPARE(find<QAbstractButton>("chip:failed"), failed);
        chips.pop_back();
        m_panel->setChips(chips);
        QTRY_VERIFY(!m_panel->findChild<QAbstractButton*>("chip:collision"));
        QCOMPARE(toggled.size(), 1);
    }

    void moreFiltersAreAppliedAsTheyAreEdited() {
        makePanel(10);
        BrowserFacets facets;
        facets.minimumStep = 2;
        facets.maximumStep = 9;
        facets.categories = {{"push", 4}, {"pick", 6}};
        facets.models = {"A", "B"};
        facets.metrics = {{"start", "start distance"}};
        m_panel->setFacets(facets);
        QSignalSpy changed(m_panel.get(), &BrowserPanel::filtersChanged);
        QTest::mouseClick(find<QAbstractButton>("browserMoreFilters"), Qt::LeftButton);
        auto* popup = find<QWidget>("filterPopup");
        QVERIFY(popup->isVisible());
        auto* least = find<QSpinBox>("filterMinimumStep");
        QTest::keyClick(least, Qt::Key_Up);
        QTest::keyClick(least, Qt::Key_Up);
        QCOMPARE(m_panel->filters().minimumStep, std::optional(3));
        auto* categories = find<QListWidget>("filterCategories");
        QTest::mouseClick(categories->viewport(), Qt::LeftButton, {},
                          categories->visualItemRect(categories->item(1)).center());
        QCOMPARE(m_panel->filters().categories, QStringList{"pick"});
        QTest::keyClick(find<QWidget>("filterSucceeds"), Qt::Key_Down);
        QCOMPARE(m_panel->filters().succeeds, 0);
        QTest::mouseClick(find<QAbstractButton>("filterAddRange"), Qt::LeftButton);
        QTest::keyClicks(find<QLineEdit>("filterRangeMaximum"), "0.5");
        QCOMPARE(m_panel->filters().metrics.size(), std::size_t(1));
        QCOMPARE(m_panel->filters().metrics[0].metric, "start");
        QCOMPARE(m_panel->filters().metrics[0].maximum, std::optional(0.5));
        QCOMPARE(m_panel->filters().filterCount(), 4);
        QTest::mouseClick(find<QAbstractButton>("filterPopupClear"), Qt::LeftButton);
        QCOMPARE(m_panel->filters(), BrowserFilters());
        QVERIFY(changed.size() >= 6);
        QTest::keyClick(popup, Qt::Key_Escape);
        QVERIFY(!popup->isVisible());
    }

    void aColumnsHeadingSortsByItAndThenTheOtherWay() {
        makePanel(10);
        m_panel->setDisplay(BrowserDisplay::Table);
        m_panel->setSortChoices({{"", "file order"}, {"id", "id"}, {"step", "step"}});
        QSignalSpy changed(m_panel.get(), &BrowserPanel::filtersChanged);
        auto* header = find<QHeaderView>("browserHeader");
        const auto click = [header](int section) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              QPoint(header->sectionViewportPosition(section) + 20, header->height() / 2));
        };
        click(2);
        QCOMPARE(m_panel->filters().sortKey, "step");
        QVERIFY(!m_panel->filters().isDescending);
        click(2);
        QVERIFY(m_panel->filters().isDescending);
        click(1); // pictures have no order
        QCOMPARE(changed.size(), 2);
        QTest::mouseClick(find<QAbstractButton>("browserSortDirection"), Qt::LeftButton);
        QVERIFY(!m_panel->filters().isDescending);
        QTest::keyClick(find<QWidget>("browserSort"), Qt::Key_Up);
        QCOMPARE(m_panel->filters().sortKey, "id");
    }

    void theDisplayIsSwitchedByItsButtonsAndRemembered() {
        makePanel(10);
        QSignalSpy changed(m_panel.get(), &BrowserPanel::displayChanged);
        QTest::mouseClick(find<QAbstractButton>("browserGrid"), Qt::LeftButton);
        QCOMPARE(m_panel->property("display").toInt(), int(BrowserDisplay::Grid));
        QVERIFY(m_panel->setProperty("display", int(BrowserDisplay::Table)));
        QVERIFY(find<QAbstractButton>("browserTable")->isChecked());
        QCOMPARE(changed.size(), 2);
        QHeaderView* header = m_panel->view()->header();
        header->setSectionHidden(2, true);
        const QByteArray state = m_panel->tableState();
        header->setSectionHidden(2, false);
        m_panel->setTableState(state);
        QVERIFY(header->isSectionHidden(2));
    }

    void theRowsMenuMarksCopiesAndNotes() {
        makePanel(10);
        SampleListView* view = m_panel->view();
        QSignalSpy review(m_panel.get(), &BrowserPanel::reviewRequested);
        QSignalSpy copy(m_panel.get(), &BrowserPanel::copyIdRequested);
        const auto choose = [&](const char* action) {
            const QPoint at = view->rowRect(3).center();
            QContextMenuEvent event(QContextMenuEvent::Mouse, at, view->viewport()->mapToGlobal(at));
            QApplication::sendEvent(view->viewport(), &event);
            QMenu* menu = nullptr;
            for (QMenu* each : m_panel->findChildren<QMenu*>("browserMenu"))
                if (each->isVisible())
                    menu = each;
            QVERIFY(menu);
            QAction* found = menu->findChild<QAction*>(QLatin1String(action));
            QVERIFY(found);
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(found).center());
        };
        choose("browserMarkBad");
        QCOMPARE(review.size(), 1);
        QCOMPARE(review[0][0].toInt(), 3);
        QCOMPARE(review[0][1].value<SampleReview>(), SampleReview::Bad);
        choose("browserCopyId");
        QCOMPARE(copy.size(), 1);
        QCOMPARE(m_panel->currentRow(), 3);
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(copy.size(), 2);
    }

    void emptyListsSayWhatToDo() {
        makePanel(0);
        QSignalSpy open(m_panel.get(), &BrowserPanel::openRequested);
        QSignalSpy cleared(m_panel.get(), &BrowserPanel::filtersCleared);
        auto* button = find<QAbstractButton>("browserEmptyButton");
        QVERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(open.size(), 1);
        m_panel->setCounts({0, 100, 0, 0});
        m_panel->setFilterText("nothing like it");
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(cleared.size(), 1);
        QCOMPARE(m_panel->filterText(), "");
        QCOMPARE(open.size(), 1);
        m_model->setRows(5);
        QVERIFY(!button->isVisible());
        QVERIFY(m_panel->view()->isVisible());
    }

    void aBrokenRowSaysWhy() {
        makePanel(10);
        m_model->brokenRow = 2;
        SampleListView* view = m_panel->view();
        const QPoint at = view->rowRect(2).center();
        QHelpEvent event(QEvent::ToolTip, at, view->viewport()->mapToGlobal(at));
        QApplication::sendEvent(view->viewport(), &event);
        QVERIFY(QToolTip::text().contains("depth.png is cut off"));
        QToolTip::hideText();
        // The sign takes the place of the picture, in the colour of warnings.
        const QImage shot = view->viewport()->grab().toImage();
        const double ratio = shot.devicePixelRatio();
        const QRect row(view->rowRect(2).topLeft() * ratio, view->rowRect(2).size() * ratio);
        bool hasWarning = false;
        for (int x = row.left(); x < row.left() + int(80 * ratio); ++x)
            for (int y = row.top(); y < row.bottom(); ++y)
                hasWarning = hasWarning || shot.pixelColor(x, y) == theme().warning;
        QVERIFY(hasWarning);
    }

    void workShowsItsProgressAndCanBeCancelled() {
        makePanel(10);
        QSignalSpy cancel(m_panel.get(), &BrowserPanel::cancelRequested);
        auto* row = find<QWidget>("browserProgress");
        QVERIFY(!row->isVisible());
        m_panel->setProgress("Scoring", 0.4);
        QTRY_VERIFY(row->isVisible());
        QTRY_VERIFY(find<QWidget>("browserCancel")->width() > 20);
        QTest::mouseClick(find<QWidget>("browserCancel"), Qt::LeftButton);
        QCOMPARE(cancel.size(), 1);
        m_panel->setProgress({}, 0);
        QVERIFY(!row->isVisible());
    }
};

QTEST_MAIN(BrowserPanelTest)
#include "tst_browser_panel.moc"
