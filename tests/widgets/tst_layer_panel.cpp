#include "widgets/image_overlay.h"
#include "widgets/layer_panel.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QColorDialog>
#include <QMenu>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

using namespace tracestudio;

namespace {

struct Shown {
    ViewState state;
    LayerPanel panel{&state};

    Shown() {
        panel.setLayers({{QStringLiteral("truth"), QStringLiteral("Ground truth")},
                         {QStringLiteral("model:0"), QStringLiteral("A model with a rather long name")},
                         {QStringLiteral("box"), QStringLiteral("Destination")}});
        panel.resize(220, 200);
        panel.show();
        (void)QTest::qWaitForWindowExposed(&panel);
    }
    template <typename Widget>
    [[nodiscard]] Widget* find(const char* name) const {
        return panel.findChild<Widget*>(QString::fromLatin1(name));
    }
};

} // namespace

class TestLayerPanel : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aRowForEachLayer();
    void eyeHidesAndShows();
    void stateIsFollowed();
    void keysToggle();
    void slidersSetOpacityAndWidth();
    void colourIsChosenWithoutBlocking();
    void firstToggleKeepsTheColour();
    void valuesBetweenSliderStepsAreKept();
};

void TestLayerPanel::aRowForEachLayer() {
    Shown shown;
    for (const char* id :
         {"layerEye:truth", "layerEye:model:0", "layerEye:box", "layerSwatch:truth", "layerOptions:box"}) {
        auto* button = shown.find<QAbstractButton>(id);
        QVERIFY2(button, id);
        QVERIFY(!button->accessibleName().isEmpty());
        QVERIFY(button->focusPolicy() & Qt::TabFocus);
    }
    shown.panel.setLayers({{QStringLiteral("object"), QStringLiteral("Object")}});
    QVERIFY(shown.find<QAbstractButton>("layerEye:object"));
    QVERIFY(!shown.find<QAbstractButton>("layerEye:truth"));
}

void TestLayerPanel::eyeHidesAndShows() {
    Shown shown;
    auto* eye = shown.find<QAbstractButton>("layerEye:model:0");
    QVERIFY(eye->isChecked());
    QTest::mouseClick(eye, Qt::LeftButton);
    QVERIFY(!shown.state.style(QStringLiteral("model:0")).isVisible);
    QVERIFY(shown.state.style(QStringLiteral("truth")).isVisible);
    QTest::keyClick(eye, Qt::Key_Space);
    QVERIFY(shown.state.style(QStringLiteral("model:0")).isVisible);
}

void TestLayerPanel::stateIsFollowed() {
    Shown shown;
    LayerStyle style{false, QColor(1, 2, 3), 0.5, 4};
    shown.state.setStyle(QStringLiteral("box"), style);
    QVERIFY(!shown.find<QAbstractButton>("layerEye:box")->isChecked());
    QTest::mouseClick(shown.find<QAbstractButton>("layerOptions:box"), Qt::LeftButton);
    QCOMPARE(shown.find<QSlider>("layerOpacity:box")->value(), 50);
    QCOMPARE(shown.find<QSlider>("layerWidth:box")->value(), 8);
    QCOMPARE(shown.state.style(QStringLiteral("box")), style);
}

void TestLayerPanel::keysToggle() {
    Shown shown;
    QTest::keyClick(&shown.panel, Qt::Key_2);
    QVERIFY(!shown.state.style(QStringLiteral("model:0")).isVisible);
    QTest::keyClick(shown.find<QAbstractButton>("layerSwatch:truth"), Qt::Key_2);
    QVERIFY(shown.state.style(QStringLiteral("model:0")).isVisible);
    QSignalSpy changed(&shown.state, &ViewState::styleChanged);
    QTest::keyClick(&shown.panel, Qt::Key_9);
    QCOMPARE(changed.count(), 0);
}

void TestLayerPanel::slidersSetOpacityAndWidth() {
    Shown shown;
    QTest::mouseClick(shown.find<QAbstractButton>("layerOptions:truth"), Qt::LeftButton);
    auto* opacity = shown.find<QSlider>("layerOpacity:truth");
    QTRY_VERIFY(opacity->isVisible());
    QTest::keyClick(opacity, Qt::Key_Home);
    QCOMPARE(shown.state.style(QStringLiteral("truth")).opacity, opacity->minimum() / 100.0);
    auto* width = shown.find<QSlider>("layerWidth:truth");
    QTest::keyClick(width, Qt::Key_End);
    QCOMPARE(shown.state.style(QStringLiteral("truth")).widthPoints, 10.0);
    QCOMPARE(shown.state.style(QStringLiteral("truth")).opacity, opacity->minimum() / 100.0);
    QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape);
    QTRY_VERIFY(!opacity->isVisible());
}

void TestLayerPanel::colourIsChosenWithoutBlocking() {
    Shown shown;
    const QColor before = styleOf(shown.state, QStringLiteral("truth")).colour;
    for (const bool isAccepted : {false, true}) {
        QTest::mouseClick(shown.find<QAbstractButton>("layerSwatch:truth"), Qt::LeftButton);
        auto* dialog = shown.find<QColorDialog>("layerColourDialog:truth");
        QVERIFY(dialog);
        QVERIFY(!dialog->isModal());
        dialog->setCurrentColor(QColor(11, 22, 33));
        QCOMPARE(shown.state.style(QStringLiteral("truth")).colour, QColor(11, 22, 33));
        if (isAccepted)
            QTest::keyClick(dialog, Qt::Key_Return);
        else
            QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(shown.state.style(QStringLiteral("truth")).colour, isAccepted ? QColor(11, 22, 33) : before);
        QTRY_VERIFY(!shown.find<QColorDialog>("layerColourDialog:truth"));
    }
}

void TestLayerPanel::firstToggleKeepsTheColour() {
    Shown shown;
    QTest::mouseClick(shown.find<QAbstractButton>("layerEye:box"), Qt::LeftButton);
    QCOMPARE(styleOf(shown.state, QStringLiteral("box")).colour, theme().destination);
}

void TestLayerPanel::valuesBetweenSliderStepsAreKept() {
    Shown shown;
    shown.state.setStyle(QStringLiteral("truth"), {true, QColor(1, 2, 3), 0.333, 3.3});
    QTest::mouseClick(shown.find<QAbstractButton>("layerEye:truth"), Qt::LeftButton);
    QCOMPARE(shown.state.style(QStringLiteral("truth")), (LayerStyle{false, QColor(1, 2, 3), 0.333, 3.3}));
}

QTEST_MAIN(TestLayerPanel)
#include "tst_layer_panel.moc"
