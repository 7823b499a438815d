// Models side by side: what the bars mean, and how they are reached.
#include "widgets/bar_chart.h"
#include "widgets/summary_panel.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace tracestudio;

namespace {

SummaryContent contentOf(int models) {
    SummaryContent content;
    for (int i = 0; i < models; ++i) {
        SummaryModel model;
        model.name = QStringLiteral("Model %1").arg(i);
        model.colour = theme().model(i);
        model.published = {{"overall success", QStringLiteral("%1.0 %").arg(40 + i), {}}};
        model.counts = {{"missing", QString::number(i), {}}};
        content.models.push_back(model);
    }
    SummaryGroup group{"step", "By step", {}};
    for (int step = 2; step < 5; ++step) {
        SummaryGroup::Row row{QString::number(step), QStringLiteral("step %1").arg(step), {}};
        for (int i = 0; i < models; ++i)
            row.shares.push_back({10, 20});
        group.rows.push_back(row);
    }
    content.groups.push_back(group);
    return content;
}

} // namespace

class SummaryPanelTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SummaryPanel> m_panel;

    void makePanel(int models) {
        m_panel = std::make_unique<SummaryPanel>();
        m_panel->resize(480, 700);
        m_panel->setContent(contentOf(models));
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }

    BarChart* chart() { return m_panel->findChild<BarChart*>("bars:step"); }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }
    void cleanup() { m_panel.reset(); }

    void aClickOnABarAsksForItsSamples() {
        makePanel(2);
        QSignalSpy filter(m_panel.get(), &SummaryPanel::filterRequested);
        QTest::mouseClick(chart(), Qt::LeftButton, {}, chart()->barRect(1, 1).center());
        QCOMPARE(filter.size(), 1);
        QCOMPARE(filter[0][0].toString(), "step");
        QCOMPARE(filter[0][1].toString(), "3");
        QCOMPARE(filter[0][2].toInt(), 1);
        QTest::mouseClick(chart(), Qt::LeftButton, {}, QPoint(20, 4)); // the title is no bar
        QCOMPARE(filter.size(), 1);
    }

    void arrowsAndEnterReachEveryBar() {
        makePanel(2);
        QSignalSpy filter(m_panel.get(), &SummaryPanel::filterRequested);
        QTest::keyClick(chart(), Qt::Key_Home);
        QTest::keyClick(chart(), Qt::Key_Down);
        QTest::keyClick(chart(), Qt::Key_Right);
        QTest::keyClick(chart(), Qt::Key_Return);
        QCOMPARE(filter.last()[1].toString(), "3");
        QCOMPARE(filter.last()[2].toInt(), 1);
        QTest::keyClick(chart(), Qt::Key_End);
        QTest::keyClick(chart(), Qt::Key_Down);
        QTest::keyClick(chart(), Qt::Key_Space);
        QCOMPARE(filter.last()[1].toString(), "4");
        QCOMPARE(filter.last()[2].toInt(), 1);
    }

    void aBarIsAsLongAsItsShareAndInItsModelsColour() {
        makePanel(2);
        const QImage shot = chart()->grab().toImage();
        const double ratio = shot.devicePixelRatio();
        for (int model = 0; model < 2; ++model) {
            const QRect bar = chart()->barRect(0, model);
            const QRect line(bar.topLeft() * ratio, bar.size() * ratio);
            int coloured = 0, track = 0;
            for (int x = line.left(); x <= line.right(); ++x) {
                const QColor pixel = shot.pixelColor(x, line.center().y());
                coloured += pixel == theme().model(model);
                track += pixel == theme().chip;
            }
            QVERIFY(coloured > 40);
            QVERIFY2(std::abs(coloured - track) < 6 * ratio, qPrintable(QString("%1 %2").arg(coloured).arg(track)));
        }
    }

    void theTableHasAColumnForEachModel_data() {
        QTest::addColumn<int>("models");
        for (const int models : {1, 2, 6})
            QTest::addRow("%d", models) << models;
    }
    void theTableHasAColumnForEachModel() {
        QFETCH(int, models);
        makePanel(models);
        auto* table = m_panel->findChild<QTableWidget*>("summaryTable");
        QVERIFY(table && table->isVisible());
        QCOMPARE(table->columnCount(), models + 1);
        QCOMPARE(table->horizontalHeaderItem(models)->text(), QStringLiteral("Model %1").arg(models - 1));
        QCOMPARE(table->item(1, models)->text(), QStringLiteral("%1.0 %").arg(39 + models));
        QVERIFY(table->height() >= table->rowHeight(0) * table->rowCount());
    }

    void copyGivesTabSeparatedText() {
        makePanel(2);
        QTest::keyClick(m_panel->findChild<QTableWidget*>("summaryTable"), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 6);
        QCOMPARE(lines[0], "\tModel 0\tModel 1");
        QCOMPARE(lines[1], "overall success\t40.0 %\t41.0 %");
        QCOMPARE(lines[2], "missing\t0\t1");
        QVERIFY(lines[5].endsWith("\t10/20\t10/20"));
    }

    void withoutAnswersItOffersToOpenSome() {
        makePanel(0);
        QSignalSpy open(m_panel.get(), &SummaryPanel::openAnswersRequested);
        auto* button = m_panel->findChild<QAbstractButton*>("summaryOpen");
        QVERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(open.size(), 1);
        m_panel->setContent(contentOf(1));
        QVERIFY(!button->isVisible());
    }
};

QTEST_MAIN(SummaryPanelTest)
#include "tst_summary_panel.moc"
