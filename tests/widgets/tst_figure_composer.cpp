// The composer's controls change what they say and nothing else, tell it once, and what is dragged on the preview comes
// out in the figure's points at every zoom.
#include "widgets/choice_box.h"
#include "widgets/colour_button.h"
#include "widgets/figure_composer.h"
#include "widgets/figure_preview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QColorDialog>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <QtTest/qtestspontaneevent.h>

using namespace tracestudio;

using Edit = std::function<void(FigureOptions&)>;
Q_DECLARE_METATYPE(Edit)

namespace {

/// Options with which every control can be used, all groups open.
FigureOptions everything() {
    FigureOptions options;
    options.camera.kind = FigureCamera::Kind::Orbit;
    options.camera.distanceMetres = 2;
    options.inset = FigureInset{QRectF(10, 20, 100, 80), 3, Qt::TopRightCorner};
    options.region = QRectF(5, 6, 300, 200);
    options.heightPoints = 360;
    return options;
}

FigureOptions randomOptions(QRandomGenerator& random) {
    const auto number = [&](double least, double most) { return least + random.generateDouble() * (most - least); };
    const auto colour = [&] { return QColor::fromRgb(random.generate()); };
    const auto flag = [&] { return random.bounded(2) == 1; };
    FigureOptions o;
    o.view = FigureView(random.bounded(3));
    o.camera.kind = FigureCamera::Kind(random.bounded(6));
    o.camera.azimuthDegrees = number(-360, 360);
    o.camera.elevationDegrees = number(-90, 90);
    o.camera.distanceMetres = number(0, 10);
    o.camera.view = ViewCamera::lookingAt({number(-1, 1), number(-1, 1), -1}, {0, 0, 1}, {0, -1, 0});
    if (flag())
        o.region = QRectF(number(0, 100), number(0, 100), number(1, 500), number(1, 400));
    if (flag())
        o.inset = FigureInset{QRectF(number(0, 100), number(0, 100), number(1, 500), number(1, 400)), number(1, 20),
                              Qt::Corner(random.bounded(4))};
    o.imageDisplay = DepthDisplay(random.bounded(3));
    o.cloudColouring = CloudColouring(random.bounded(3));
    o.hidden = HiddenStrokes(random.bounded(4));
    o.ghosts = random.bounded(21);
    for (bool* value :
         {&o.hasCloudLighting, &o.hasTruth, &o.hasBox, &o.hasObject, &o.isPanelPerModel, &o.hasInstruction,
          &o.hasLegend, &o.hasScaleBar, &o.hasVerdicts, &o.hasStep, &o.hasLetters, &o.style.isCurved,
          &o.style.hasCasing, &o.style.isTruthDashed, &o.style.variesDashes, &o.style.marksFailures})
        *value = flag();
    o.columns = random.bounded(51);
    o.title = QString::number(random.generate());
    o.widthPoints = number(36, 5000);
    o.heightPoints = flag() ? 0 : number(1, 5000);
    o.dpi = random.bounded(36, 2400);
    o.background = FigureBackground(random.bounded(3));
    o.style.name = flag() ? FigureStyle::builtInNames()[random.bounded(4)] : QStringLiteral("Somebody's");
    o.style.colouring = FigureStyle::Colouring(random.bounded(3));
    o.style.nodes = FigureStyle::Nodes(random.bounded(4));
    o.style.objectLook = FigureStyle::ObjectLook(random.bounded(3));
    for (QColor* value : {&o.style.truth, &o.style.object, &o.style.box, &o.style.failure})
        *value = colour();
    o.style.ramp.resize(std::size_t(random.bounded(1, 20)));
    o.style.palette.resize(std::size_t(random.bounded(1, 20)));
    for (auto* list : {&o.style.ramp, &o.style.palette})
        for (QColor& value : *list)
            value = colour();
    for (double* value : {&o.style.lineWidth, &o.style.truthWidth, &o.style.boxWidth, &o.style.nodeRadius})
        *value = number(0.5, 40);
    o.style.fontSize = number(3, 100);
    o.style.fontFamily = flag() ? QStringLiteral("No such family") : QStringLiteral("Liberation Sans");
    return o;
}

QImage halves(const QSize& size) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(QColor(10, 20, 200));
    for (int y = 0; y < size.height(); ++y)
        for (int x = size.width() / 2; x < size.width(); ++x)
            image.setPixelColor(x, y, QColor(200, 20, 10));
    return image;
}

} // namespace

class TestFigureComposer : public QObject {
    Q_OBJECT

    std::unique_ptr<FigureComposer> m_composer;
    FigurePreview* m_preview = nullptr;

    template <typename Widget>
    Widget* find(const QString& name) {
        auto* found = m_composer->findChild<Widget*>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }
    void click(const char* name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    /// Opens the groups and waits for the places of what is in them.
    void open(const QStringList& groups) {
        m_composer->setOpenGroups(groups);
        QApplication::processEvents();
    }
    /// A figure of 400 × 200 points, as it would be drawn.
    void showFigure() {
        const double scale = m_composer->previewDpi() / 72;
        m_composer->setPreview(halves((QSizeF(400, 200) * scale).toSize()), {400, 200}, 1667, 833);
    }
    void drag(Qt::MouseButton button, const QPointF& from, const QPointF& to) {
        QWidget* view = m_preview->viewport();
        QTest::mousePress(view, button, {}, from.toPoint());
        for (const QPointF& place : {(from + to) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, place.toPoint(), view->mapToGlobal(place.toPoint()), Qt::NoButton,
                             button, {});
            QApplication::sendEvent(view, &move);
        }
        QTest::mouseRelease(view, button, {}, to.toPoint());
    }
    /// By way of the window and as if from outside: only then does one that is ignored go on to what is around.
    void wheel(QWidget* widget, const QPointF& place, int steps, Qt::KeyboardModifiers modifiers) {
        QWheelEvent event(widget->mapTo(m_composer.get(), place), widget->mapToGlobal(place), {},
                          QPoint(0, 120 * steps), Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QSpontaneKeyEvent::setSpontaneous(&event);
        qApp->notify(m_composer->windowHandle(), &event);
    }
    QColor pixelAt(const QPointF& points) {
        const QImage shot = m_preview->viewport()->grab().toImage();
        return shot.pixelColor((m_preview->toView(points) * shot.devicePixelRatio()).toPoint());
    }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void init() {
        m_composer = std::make_unique<FigureComposer>();
        m_preview = find<FigurePreview>("figurePreview");
        m_composer->resize(1100, 700);
        m_composer->show();
        m_composer->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_composer.get()));
    }
    void cleanup() { m_composer.reset(); }

    void aControlChangesItsOptionAndTellsItOnce_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Edit>("expected");
        const auto row = [](const char* name, Edit expected) { QTest::newRow(name) << QString(name) << expected; };
        using O = FigureOptions;
        row("figureView", [](O& o) { o.view = FigureView::Cloud; });
        row("figurePanels", [](O& o) { o.isPanelPerModel = true; });
        row("figureColumns", [](O& o) { o.columns = 1; });
        row("figureAzimuth", [](O& o) { o.camera.azimuthDegrees = 5; });
        row("figureElevation", [](O& o) { o.camera.elevationDegrees = 35; });
        row("figureDistance", [](O& o) { o.camera.distanceMetres = 2.1; });
        row("figureColouring", [](O& o) { o.cloudColouring = CloudColouring::Depth; });
        row("figureShading", [](O& o) { o.hasCloudLighting = false; });
        row("figureHidden", [](O& o) { o.hidden = HiddenStrokes::Dashed; });
        row("figureDisplay", [](O& o) { o.imageDisplay = DepthDisplay::DepthMap; });
        row("figureGhosts", [](O& o) { o.ghosts = 1; });
        row("figureCropRemove", [](O& o) { o.region.reset(); });
        row("figureInsetRemove", [](O& o) { o.inset.reset(); });
        row("figureMagnification", [](O& o) { o.inset->magnification = 3.5; });
        row("figureCorner", [](O& o) { o.inset->corner = Qt::BottomLeftCorner; });
        row("figureTraceColours", [](O& o) { o.style.colouring = FigureStyle::Colouring::Palette; });
        row("figureNodes", [](O& o) { o.style.nodes = FigureStyle::Nodes::Shapes; });
        row("figureObjectLook", [](O& o) { o.style.objectLook = FigureStyle::ObjectLook::Hidden; });
        row("figureCurved", [](O& o) { o.style.isCurved = false; });
        row("figureCasing", [](O& o) { o.style.hasCasing = false; });
        row("figureTruthDashed", [](O& o) { o.style.isTruthDashed = false; });
        row("figureDashes", [](O& o) { o.style.variesDashes = true; });
        row("figureFailures", [](O& o) { o.style.marksFailures = false; });
        row("figureLineWidth", [](O& o) { o.style.lineWidth = 1.9; });
        row("figureTruthWidth", [](O& o) { o.style.truthWidth = 1.3; });
        row("figureBoxWidth", [](O& o) { o.style.boxWidth = 1.1; });
        row("figureNodeRadius", [](O& o) { o.style.nodeRadius = 4; });
        row("figureFontSize", [](O& o) { o.style.fontSize = 7.5; });
        row("figureTitle", [](O& o) { o.title = "x"; });
        row("figureInstruction", [](O& o) { o.hasInstruction = false; });
        row("figureLegend", [](O& o) { o.hasLegend = false; });
        row("figureScaleBar", [](O& o) { o.hasScaleBar = true; });
        row("figureVerdicts", [](O& o) { o.hasVerdicts = false; });
        row("figureStep", [](O& o) { o.hasStep = true; });
        row("figureReopens", [](O& o) { o.isReopenable = false; });
        row("figureLetters", [](O& o) { o.hasLetters = false; });
        row("figureTruth", [](O& o) { o.hasTruth = false; });
        row("figureBox", [](O& o) { o.hasBox = false; });
        row("figureObject", [](O& o) { o.hasObject = false; });
        row("figureWidth", [](O& o) { o.widthPoints = 495 + 18; });
        row("figureHeight", [](O& o) { o.heightPoints = 360 + 18; });
        row("figureDpi", [](O& o) { o.dpi = 350; });
        row("figureBackground", [](O& o) { o.background = FigureBackground::Dark; });
    }
    void aControlChangesItsOptionAndTellsItOnce() {
        QFETCH(QString, name);
        QFETCH(Edit, expected);
        m_composer->setOptions(everything());
        open({"figureContent", "figureLook", "figureSize", "figureLabels", "figurePicture", "figureCloud",
              "figureStrokes"});
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        auto* control = find<QWidget>(name);
        QVERIFY(control->isVisible());
        QVERIFY(!control->accessibleName().isEmpty());
        QVERIFY(control->focusPolicy() & Qt::TabFocus);
        if (qobject_cast<QAbstractButton*>(control))
            QTest::mouseClick(control, Qt::LeftButton, {}, QPoint(6, control->height() / 2));
        else if (qobject_cast<QLineEdit*>(control))
            QTest::keyClicks(control, "x");
        else if (const auto* choice = qobject_cast<QComboBox*>(control))
            QTest::keyClick(control, choice->currentIndex() + 1 < choice->count() ? Qt::Key_Down : Qt::Key_Up);
        else
            QTest::keyClick(control, Qt::Key_Up);
        FigureOptions wanted = everything();
        expected(wanted);
        QCOMPARE(m_composer->options().toJson(), wanted.toJson());
        QVERIFY(m_composer->options() == wanted);
        QCOMPARE(changed.count(), 1);
    }

    void anyOptionsComeBackAndAreNotTold() {
        QRandomGenerator random(7);
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        for (int i = 0; i < 200; ++i) {
            const FigureOptions options = randomOptions(random);
            m_composer->setOptions(options);
            QVERIFY(m_composer->options() == options);
        }
        QCOMPARE(changed.count(), 0);
    }

    void whatAFieldCannotShowIsKeptWhenAnotherIsEdited() {
        QRandomGenerator random(8);
        for (int i = 0; i < 50; ++i) {
            FigureOptions options = randomOptions(random);
            m_composer->setOptions(options);
            click("figureLegend");
            options.hasLegend = !options.hasLegend;
            QVERIFY(m_composer->options() == options);
        }
    }

    void aNumberIsToldWhenItIsTyped() {
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        auto* dpi = find<QSpinBox>("figureDpi");
        dpi->setFocus();
        dpi->selectAll();
        QTest::keyClicks(dpi, "600");
        QCOMPARE(changed.count(), 0);
        QTest::keyClick(dpi, Qt::Key_Return);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_composer->options().dpi, 600);
        QVERIFY(m_composer->isVisible());
    }

    void theCameraIsChosenAndTheWindowsIsAskedFor() {
        FigureOptions options;
        options.camera.kind = FigureCamera::Kind::Ego;
        m_composer->setOptions(options);
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        QSignalSpy asked(m_composer.get(), &FigureComposer::currentViewRequested);
        auto* camera = find<QComboBox>("figureCamera");
        QTest::keyClick(camera, Qt::Key_Up);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(changed.count(), 0);
        QVERIFY(m_composer->options() == options);
        QCOMPARE(camera->currentIndex(), 1);
        QTest::keyClick(camera, Qt::Key_End);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_composer->options().camera.kind, FigureCamera::Kind::Orbit);
        QTRY_VERIFY(find<QWidget>("figureAzimuth")->isVisible());
    }

    void aPresetSetsSizeAndLettersAndThereAndBackIsTheSame() {
        const FigureOptions paper = m_composer->options();
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        auto* preset = find<QComboBox>("figurePreset");
        QCOMPARE(preset->currentIndex(), 1);
        QTest::keyClick(preset, Qt::Key_Up);
        FigureOptions column = paper;
        column.widthPoints = 234;
        QVERIFY(m_composer->options() == column);
        QTest::keyClick(preset, Qt::Key_Down);
        QTest::keyClick(preset, Qt::Key_Down);
        const FigureOptions slide = m_composer->options();
        QCOMPARE(slide.widthPoints, 960.0);
        QCOMPARE(slide.heightPoints, 540.0);
        QVERIFY(slide.style.fontSize >= 2 * paper.style.fontSize);
        QVERIFY(slide.style.lineWidth >= 2 * paper.style.lineWidth);
        QVERIFY(slide.style.nodeRadius >= 2 * paper.style.nodeRadius);
        QCOMPARE(changed.count(), 3);
        QTest::keyClick(preset, Qt::Key_Up);
        QVERIFY(m_composer->options() == paper);
        QCOMPARE(changed.count(), 4);

        m_composer->setOptions(slide);
        QCOMPARE(preset->currentIndex(), 2);
        QTest::keyClick(preset, Qt::Key_Up);
        QVERIFY(m_composer->options() == paper);
    }

    void editingANumberMakesTheSizeOnesOwn() {
        auto* preset = find<QComboBox>("figurePreset");
        QTest::keyClick(find<QWidget>("figureWidth"), Qt::Key_Up);
        QCOMPARE(preset->currentIndex(), 3);
        QTest::keyClick(find<QWidget>("figureWidth"), Qt::Key_Down);
        QCOMPARE(preset->currentIndex(), 1);
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        QTest::keyClick(preset, Qt::Key_End);
        QCOMPARE(preset->currentIndex(), 3);
        QCOMPARE(changed.count(), 0);
    }

    void aBuiltInStyleIsAppliedAndOnesOwnIsAskedFor() {
        m_composer->setStyleNames({"Camera ready"});
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        QSignalSpy chosen(m_composer.get(), &FigureComposer::styleChosen);
        auto* style = find<QComboBox>("figureStyle");
        QCOMPARE(style->count(), FigureStyle::builtInNames().size() + 1);
        QTest::keyClick(style, Qt::Key_Down);
        QVERIFY(m_composer->options().style == *FigureStyle::builtIn("benchmark"));
        QCOMPARE(changed.count(), 1);
        QVERIFY(!find<QPushButton>("figureRemoveStyle")->isEnabled());

        QTest::keyClick(style, Qt::Key_End);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.first().first().toString(), QString("Camera ready"));
        QCOMPARE(changed.count(), 1);
        QVERIFY(m_composer->options().style == *FigureStyle::builtIn("benchmark"));
        FigureOptions answer = m_composer->options();
        answer.style.name = "Camera ready";
        m_composer->setOptions(answer);
        QCOMPARE(style->currentData().toString(), QString("Camera ready"));
        QSignalSpy removed(m_composer.get(), &FigureComposer::removeStyleRequested);
        click("figureRemoveStyle");
        QCOMPARE(removed.count(), 1);
        QCOMPARE(removed.first().first().toString(), QString("Camera ready"));
    }

    void aChangedStyleSaysSoAndIsForgottenWhenChosenAgain() {
        auto* style = find<QComboBox>("figureStyle");
        const QString plainWord = style->currentText();
        const FigureStyle before = m_composer->options().style;
        open({"figureStrokes"});
        click("figureCurved");
        QVERIFY(style->currentText() != plainWord);
        QCOMPARE(style->currentData().toString(), before.name);
        // As choosing it in the list does.
        Q_EMIT style->activated(style->currentIndex());
        QVERIFY(m_composer->options().style == before);
        QCOMPARE(style->currentText(), plainWord);
    }

    void aStyleIsSavedUnderANameOfItsOwn() {
        m_composer->setStyleNames({"Camera ready"});
        QSignalSpy saved(m_composer.get(), &FigureComposer::saveStyleRequested);
        click("figureSaveStyle");
        auto* dialog = find<QDialog>("styleNameDialog");
        auto* name = dialog->findChild<QLineEdit*>("styleName");
        auto* accept = dialog->findChild<QPushButton*>("formAccept");
        for (const char* refused : {"", "plain", "a/b", ".hidden"}) {
            name->setText(refused);
            QVERIFY2(!accept->isEnabled(), refused);
        }
        name->clear();
        QTest::keyClicks(name, "For ICRA");
        QVERIFY(accept->isEnabled());
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(saved.count(), 1);
        FigureStyle wanted = m_composer->options().style;
        wanted.name = "For ICRA";
        QVERIFY(saved.first().first().value<FigureStyle>() == wanted);
    }

    void aColourIsSeenWhileItIsChosenAndCancelBringsItBack() {
        open({"figureStrokes"});
        const FigureOptions before = m_composer->options();
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        for (const char* name : {"figureBoxColour", "figureModelColour2", "figureRampColour4"}) {
            click(name);
            auto* dialog = find<QColorDialog>(QString(name) + "Dialog");
            dialog->setCurrentColor(QColor(1, 2, 3));
            QVERIFY(!(m_composer->options() == before));
            QCOMPARE(find<ColourButton>(name)->colour(), QColor(1, 2, 3));
            QTest::keyClick(dialog, Qt::Key_Escape);
            QVERIFY(m_composer->options() == before);
            QTRY_VERIFY(!m_composer->findChild<QColorDialog*>(QString(name) + "Dialog"));
        }
        QCOMPARE(changed.count(), 6);
        click("figureModelColour2");
        auto* dialog = find<QColorDialog>("figureModelColour2Dialog");
        dialog->setCurrentColor(QColor(1, 2, 3));
        QTest::keyClick(dialog, Qt::Key_Return);
        FigureOptions wanted = before;
        wanted.style.palette[2] = QColor(1, 2, 3);
        QVERIFY(m_composer->options() == wanted);
    }

    void changesAreUndoneAndRedone() {
        const FigureOptions first;
        m_composer->setOptions(first);
        QVERIFY(!find<QToolButton>("figureUndo")->isEnabled());
        click("figureLegend");
        const FigureOptions second = m_composer->options();
        auto* title = find<QLineEdit>("figureTitle");
        title->setFocus();
        QTest::keyClicks(title, "Mugs");
        const FigureOptions third = m_composer->options();
        FigureOptions cropped = third;
        cropped.region = QRectF(1, 2, 30, 40);
        m_composer->setOptions(cropped);

        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        for (const FigureOptions& before : {third, second, first}) {
            QTest::keyClick(title, Qt::Key_Z, Qt::ControlModifier);
            QVERIFY(m_composer->options() == before);
        }
        QCOMPARE(changed.count(), 3);
        QTest::keyClick(title, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(changed.count(), 3);
        auto* dpi = find<QSpinBox>("figureDpi");
        dpi->setFocus();
        for (const FigureOptions& next : {second, third}) {
            QTest::keyClick(dpi, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
            QVERIFY(m_composer->options() == next);
        }
        QVERIFY(find<QToolButton>("figureRedo")->isEnabled());
        click("figureStep");
        QVERIFY(!find<QToolButton>("figureRedo")->isEnabled());
        click("figureUndo");
        QVERIFY(m_composer->options() == third);
    }

    void answersAreShownAndHidden() {
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        m_composer->setAnswers({{"model:0", "A & B", Qt::red, true}, {"live:1", "second", Qt::blue, false}});
        QCOMPARE(m_composer->shownAnswers(), QStringList{"model:0"});
        QCOMPARE(changed.count(), 0);
        QTRY_VERIFY(find<QCheckBox>("figureAnswer:live:1")->width() > 60);
        click("figureAnswer:live:1");
        QCOMPARE(m_composer->shownAnswers(), (QStringList{"model:0", "live:1"}));
        click("figureAnswer:model:0");
        QCOMPARE(m_composer->shownAnswers(), QStringList{"live:1"});
        QCOMPARE(changed.count(), 2);
        m_composer->setAnswers({});
        QVERIFY(!m_composer->findChild<QCheckBox*>("figureAnswer:model:0"));
        QVERIFY(m_composer->shownAnswers().isEmpty());
    }

    void aScopeOfNoSamplesCannotBeChosen() {
        m_composer->setScopes(0, 12);
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        auto* scope = find<QComboBox>("figureScope");
        QTest::keyClick(scope, Qt::Key_Down);
        QCOMPARE(m_composer->scope(), FigureComposer::Scope::Filtered);
        QCOMPARE(changed.count(), 1);
        m_composer->setScopes(3, 12);
        QTest::keyClick(scope, Qt::Key_Up);
        QCOMPARE(m_composer->scope(), FigureComposer::Scope::Selected);
        QCOMPARE(changed.count(), 2);
        m_composer->setScopes(0, 12);
        QCOMPARE(m_composer->scope(), FigureComposer::Scope::Current);
        m_composer->setScope(FigureComposer::Scope::Filtered);
        QCOMPARE(m_composer->scope(), FigureComposer::Scope::Filtered);
        QCOMPARE(changed.count(), 2);
    }

    void theWheelScrollsTheFormAndChangesNoField() {
        auto* bar = find<QScrollArea>("figureForm")->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        const FigureOptions before = m_composer->options();
        for (const char* name : {"figureWidth", "figureBackground", "figureDpi", "figureView"}) {
            auto* field = find<QWidget>(name);
            field->clearFocus();
            wheel(field, QPointF(10, 10), -1, {});
        }
        QVERIFY(m_composer->options() == before);
        QTRY_VERIFY(bar->value() > 0);
    }

    void aRegionIsDrawnInPointsAtEveryZoom_data() {
        QTest::addColumn<double>("zoom");
        QTest::addColumn<bool>("isInset");
        for (const double zoom : {0.5, 1.0, 2.0})
            for (const bool isInset : {false, true})
                QTest::addRow("%.1f %s", zoom, isInset ? "inset" : "crop") << zoom << isInset;
    }
    void aRegionIsDrawnInPointsAtEveryZoom() {
        QFETCH(double, zoom);
        QFETCH(bool, isInset);
        showFigure();
        m_preview->setZoom(zoom);
        QSignalSpy drawn(m_composer.get(), &FigureComposer::regionDrawn);
        const char* tool = isInset ? "figureInsetTool" : "figureCropTool";
        click(tool);
        QVERIFY(find<QToolButton>(tool)->isChecked());
        // From the lower right, in the part that is in view at every zoom.
        const QPointF middle(200, 100);
        drag(Qt::LeftButton, m_preview->toView(middle + QPointF(60, 40)), m_preview->toView(middle - QPointF(50, 30)));
        QCOMPARE(drawn.count(), 1);
        const auto points = drawn.first().at(0).toRectF();
        const double pixel = 1.01 / (zoom * m_preview->logicalDpiX() / 72);
        QVERIFY(std::abs(points.left() - 150) < pixel && std::abs(points.top() - 70) < pixel);
        QVERIFY(std::abs(points.right() - 260) < pixel && std::abs(points.bottom() - 140) < pixel);
        QCOMPARE(drawn.first().at(1).toBool(), isInset);
        QVERIFY(!find<QToolButton>(tool)->isChecked());
    }

    void aRegionEndsAtTheFiguresEdge() {
        showFigure();
        QSignalSpy drawn(m_composer.get(), &FigureComposer::regionDrawn);
        click("figureCropTool");
        drag(Qt::LeftButton, m_preview->toView({300, 150}), m_preview->toView({420, 212}));
        QCOMPARE(drawn.count(), 1);
        QCOMPARE(drawn.first().first().toRectF().bottomRight(), QPointF(400, 200));
    }

    void aClickDrawsNothingAndEscapeLeavesTheTool() {
        showFigure();
        QSignalSpy drawn(m_composer.get(), &FigureComposer::regionDrawn);
        click("figureCropTool");
        drag(Qt::LeftButton, m_preview->toView({100, 100}), m_preview->toView({101, 100}));
        QVERIFY(find<QToolButton>("figureCropTool")->isChecked());
        click("figureInsetTool");
        QVERIFY(!find<QToolButton>("figureCropTool")->isChecked());
        QTest::keyClick(m_preview, Qt::Key_Escape);
        QVERIFY(!find<QToolButton>("figureInsetTool")->isChecked());
        QVERIFY(m_composer->isVisible());
        QCOMPARE(drawn.count(), 0);
        QTest::keyClick(m_preview, Qt::Key_Escape);
        QVERIFY(!m_composer->isVisible());
    }

    void theFigureIsShownAtItsRealSizeAndSharp() {
        showFigure();
        QCOMPARE(m_preview->zoom(), 1.0);
        const double width = (m_preview->toView({400, 0}) - m_preview->toView({0, 0})).x();
        QCOMPARE(width, 400.0 * m_preview->logicalDpiX() / 72);
        QCOMPARE(pixelAt({199, 100}), QColor(10, 20, 200));
        QCOMPARE(pixelAt({201, 100}), QColor(200, 20, 10));
        QCOMPARE(pixelAt({-8, 100}), theme().stage);
        QVERIFY(find<QLabel>("figureFacts")->text().contains("1667"));
    }

    void whatIsDrawnForTheZoomIsShownPixelByPixel_data() {
        QTest::addColumn<double>("zoom");
        for (const double zoom : {0.0, 0.567, 0.91, 1.0, 1.7})
            QTest::addRow("%.3f", zoom) << zoom;
    }
    void whatIsDrawnForTheZoomIsShownPixelByPixel() {
        QFETCH(double, zoom);
        FigureOptions fine;
        fine.dpi = 600;
        m_composer->setOptions(fine);
        m_composer->setPreview(halves({100, 50}), {495, 250}, 2063, 1042);
        if (zoom > 0)
            m_preview->setZoom(zoom);
        else
            m_preview->fit();
        const double dpi = m_composer->previewDpi();
        QCOMPARE(dpi, std::round(dpi));
        // Lines of a pixel's width would be grey if they were stretched by as little as one pixel in all.
        const QSize pixels(int(495 * dpi / 72), int(250 * dpi / 72));
        QImage lines(pixels, QImage::Format_RGB32);
        for (int x = 0; x < pixels.width(); ++x)
            for (int y = 0; y < pixels.height(); ++y)
                lines.setPixel(x, y, x % 2 ? qRgb(0, 0, 0) : qRgb(255, 255, 255));
        m_composer->setPreview(lines, QSizeF(pixels) * 72 / dpi, 2063, 1042);
        const QImage shot = m_preview->viewport()->grab().toImage();
        const int row = shot.height() / 2;
        for (int x = shot.width() / 2 - 40; x < shot.width() / 2 + 40; ++x) {
            const QRgb pixel = shot.pixel(x, row);
            QVERIFY(pixel == qRgb(0, 0, 0) || pixel == qRgb(255, 255, 255));
            QVERIFY(pixel != shot.pixel(x + 1, row));
        }
    }

    void theGroundShowsWhereTheFigureIsTransparent() {
        QImage clear(400, 200, QImage::Format_ARGB32_Premultiplied);
        clear.fill(Qt::transparent);
        m_composer->setPreview(clear, {400, 200}, 400, 200);
        QSet<QRgb> seen;
        for (int x = 100; x < 140; x += 2)
            seen << pixelAt({double(x), 100}).rgb();
        QVERIFY(seen.contains(QColor(Qt::white).rgb()));
        QVERIFY(seen.size() > 1 && !seen.contains(theme().stage.rgb()));
    }

    void aLargeFigureIsFittedUntilAZoomIsChosen() {
        m_composer->setPreview(halves({1280, 720}), {960, 540}, 4000, 2250);
        const double fitted = m_preview->zoom();
        QVERIFY(fitted < 1);
        QTRY_VERIFY(QRectF(m_preview->viewport()->rect()).contains(m_preview->toView({960, 540})));
        m_composer->setPreview(halves({400, 200}), {300, 150}, 1250, 625);
        QCOMPARE(m_preview->zoom(), 1.0);
        m_preview->setZoom(0.5);
        m_composer->setPreview(halves({1280, 720}), {960, 540}, 4000, 2250);
        QCOMPARE(m_preview->zoom(), 0.5);
    }

    void ofATallFigureTheWidthIsFitted() {
        m_composer->setPreview(halves({100, 2000}), {495, 9900}, 2063, 41250);
        QVERIFY(m_preview->zoom() > 0.9);
        QTRY_VERIFY(m_preview->verticalScrollBar()->maximum() > 0);
        QTest::keyClick(m_composer.get(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(m_preview->zoom() < 0.2);
    }

    /// The figure's size is whole pixels of its resolution, which follows the zoom, which follows the size.
    void fittingComesToRest() {
        int drawn = 0;
        const auto draw = [&] {
            const double scale = m_composer->previewDpi() / 72;
            const QSizeF size(960 + 2 * (drawn % 2), 540);
            m_composer->setPreview(halves((size * scale).toSize()), size, 4000, 2250);
        };
        connect(m_composer.get(), &FigureComposer::changed, this, [&] {
            if (++drawn < 20)
                draw();
        });
        draw();
        QTest::keyClick(m_composer.get(), Qt::Key_F, Qt::ControlModifier);
        m_composer->resize(1000, 640);
        QTRY_COMPARE(m_composer->size(), QSize(1000, 640));
        QVERIFY2(drawn < 20, "drawn for ever");
    }

    void theToolsAreForThePicture() {
        showFigure();
        click("figureCropTool");
        FigureOptions cloud = m_composer->options();
        cloud.view = FigureView::Cloud;
        m_composer->setOptions(cloud);
        QVERIFY(!find<QToolButton>("figureCropTool")->isEnabled());
        QCOMPARE(m_preview->tool(), FigurePreview::Tool::None);
    }

    void tabGoesThroughTheFormFromTheTop() {
        m_composer->setOptions(everything());
        m_composer->setAnswers({{"model:0", "one", Qt::red, true}, {"model:1", "two", Qt::blue, true}});
        open({"figureContent", "figureLook", "figureSize", "figureLabels", "figurePicture", "figureCloud",
              "figureStrokes"});
        QWidget* page = find<QScrollArea>("figureForm")->widget();
        QTRY_VERIFY(page->height() > 1000);
        int fields = 0;
        int last = -1;
        const QWidget* first = find<QWidget>("figureContentHeading");
        const QWidget* widget = first;
        do {
            const bool isField = page->isAncestorOf(widget) && (widget->focusPolicy() & Qt::TabFocus) &&
                                 widget->isVisible() && !widget->focusProxy();
            if (isField) {
                const int top = widget->mapTo(page, QPoint(0, widget->height() / 2)).y();
                QVERIFY2(top >= last - 4, qPrintable(widget->objectName()));
                last = top;
                ++fields;
            }
            widget = widget->nextInFocusChain();
        } while (widget != first);
        QVERIFY(fields > 60);
    }

    void keysZoomAndWrite() {
        showFigure();
        QTest::keyClick(m_composer.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(m_preview->zoom(), 1.25);
        QTest::keyClick(m_composer.get(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(m_preview->zoom(), 1.0);
        QTest::keyClick(m_composer.get(), Qt::Key_Minus, Qt::ControlModifier);
        QVERIFY(std::abs(m_preview->zoom() - 0.8) < 0.01);
        QTest::keyClick(m_composer.get(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(m_preview->zoom() > 1);
        m_preview->setFocus();
        QTest::keyClick(m_preview, Qt::Key_Minus);
        QTest::keyClick(m_composer.get(), Qt::Key_0, Qt::ControlModifier);
        QTest::keyClick(m_preview, Qt::Key_Plus);
        QCOMPARE(m_preview->zoom(), 1.25);

        QSignalSpy exported(m_composer.get(), &FigureComposer::exportRequested);
        QSignalSpy again(m_composer.get(), &FigureComposer::exportAgainRequested);
        QSignalSpy copied(m_composer.get(), &FigureComposer::copyRequested);
        QTest::keyClick(m_composer.get(), Qt::Key_S, Qt::ControlModifier);
        QTest::keyClick(m_composer.get(), Qt::Key_E, Qt::ControlModifier);
        QTest::keyClick(m_composer.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(exported.count(), 1);
        QCOMPARE(again.count(), 1);
        QCOMPARE(copied.count(), 1);
        QSignalSpy each(m_composer.get(), &FigureComposer::exportEachRequested);
        QSignalSpy film(m_composer.get(), &FigureComposer::filmRequested);
        click("figureExportEach");
        click("figureFilm");
        QCOMPARE(each.count(), 1);
        QCOMPARE(film.count(), 1);
    }

    void theWheelZoomsAtTheMouse() {
        showFigure();
        m_preview->setZoom(2);
        const QPointF mouse = QRectF(m_preview->viewport()->rect()).center() + QPointF(90, 20);
        const QPointF held = m_preview->toPoints(mouse);
        wheel(m_preview->viewport(), mouse, 2, Qt::ControlModifier);
        QCOMPARE(m_preview->zoom(), 2 * 1.25 * 1.25);
        const QPointF moved = m_preview->toView(held) - mouse;
        QVERIFY2(std::abs(moved.x()) <= 1.5, qPrintable(QString::number(moved.x())));
    }

    void theMiddleButtonAndSpacePan() {
        showFigure();
        m_preview->setZoom(6);
        const QPointF middle = QRectF(m_preview->viewport()->rect()).center();
        QPointF before = m_preview->toPoints(middle);
        drag(Qt::MiddleButton, middle, middle + QPointF(40, 30));
        const double scale = 6 * m_preview->logicalDpiX() / 72.0;
        QPointF moved = (before - m_preview->toPoints(middle)) * scale;
        QVERIFY(std::abs(moved.x() - 40) < 1.5 && std::abs(moved.y() - 30) < 1.5);
        click("figureCropTool");
        before = m_preview->toPoints(middle);
        QSignalSpy drawn(m_composer.get(), &FigureComposer::regionDrawn);
        QTest::keyPress(m_preview, Qt::Key_Space);
        drag(Qt::LeftButton, middle, middle + QPointF(-40, 10));
        QTest::keyRelease(m_preview, Qt::Key_Space);
        moved = (before - m_preview->toPoints(middle)) * scale;
        QVERIFY(std::abs(moved.x() + 40) < 1.5 && std::abs(moved.y() - 10) < 1.5);
        QCOMPARE(drawn.count(), 0);
    }

    void thePreviewsResolutionFollowsTheZoomUpToTheFigures() {
        showFigure();
        const double screen = m_preview->logicalDpiX() * m_preview->devicePixelRatioF();
        QCOMPARE(m_composer->previewDpi(), std::min(300.0, screen));
        QSignalSpy changed(m_composer.get(), &FigureComposer::changed);
        m_preview->setZoom(0.75);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_composer->previewDpi(), 0.75 * screen);
        m_preview->setZoom(8);
        QCOMPARE(changed.count(), 2);
        QCOMPARE(m_composer->previewDpi(), 300.0);
        m_preview->setZoom(9);
        QCOMPARE(changed.count(), 2);
    }

    void aProblemStandsInThePicturesPlace() {
        showFigure();
        m_composer->setPreviewProblem("Sample 3 cannot be read.");
        QVERIFY(pixelAt({199, 10}) == theme().stage);
        QSignalSpy drawn(m_composer.get(), &FigureComposer::regionDrawn);
        click("figureCropTool");
        drag(Qt::LeftButton, {100, 100}, {200, 200});
        QCOMPARE(drawn.count(), 0);
        showFigure();
        QCOMPARE(pixelAt({100, 100}), QColor(10, 20, 200));
    }

    void anExportShowsItsProgressAndIsCancelled() {
        auto* bar = find<QProgressBar>("figureProgress");
        QVERIFY(!bar->isVisible());
        m_composer->setProgress("3 of 10", 0.3);
        QVERIFY(bar->isVisible());
        QCOMPARE(double(bar->value()) / bar->maximum(), 0.3);
        for (const char* name : {"figureExport", "figureExportEach", "figureExportAgain", "figureCopy", "figureFilm"})
            QVERIFY2(!find<QPushButton>(name)->isEnabled(), name);
        QSignalSpy again(m_composer.get(), &FigureComposer::exportAgainRequested);
        QTest::keyClick(m_composer.get(), Qt::Key_E, Qt::ControlModifier);
        QCOMPARE(again.count(), 0);
        QSignalSpy cancelled(m_composer.get(), &FigureComposer::cancelRequested);
        QTRY_VERIFY(find<QPushButton>("figureCancel")->width() > 20);
        click("figureCancel");
        QTest::keyClick(m_preview, Qt::Key_Escape);
        QCOMPARE(cancelled.count(), 2);
        QVERIFY(m_composer->isVisible());
        m_composer->setProgress("writing", -1);
        QCOMPARE(bar->maximum(), 0);
        m_composer->setProgress({}, 1);
        QVERIFY(!bar->isVisible());
        QVERIFY(find<QPushButton>("figureExport")->isEnabled());
    }

    void drawingIsSaidQuietlyAndOnlyWhenItTakesAMoment() {
        showFigure();
        auto* busy = find<QWidget>("figureBusy");
        m_composer->setBusy(true);
        QVERIFY(!busy->isVisible());
        QTRY_VERIFY(busy->isVisible());
        QCOMPARE(pixelAt({100, 100}), QColor(10, 20, 200));
        m_composer->setBusy(false);
        QVERIFY(!busy->isVisible());
    }

    void aMessageStandsOverThePreview() {
        int runs = 0;
        m_composer->showMessage(MessageKind::Error, "figure.png cannot be written.", "Choose", [&runs] { ++runs; });
        auto* bar = find<MessageBar>("messageBar");
        QTRY_VERIFY(bar->isVisible() && bar->height() > 20);
        QTRY_COMPARE(bar->width(), m_preview->viewport()->width());
        QTRY_VERIFY(find<QPushButton>("messageAction")->width() > 20);
        click("messageAction");
        QCOMPARE(runs, 1);
        for (const char* text : {"one", "two", "three", "four", "five"})
            m_composer->showMessage(MessageKind::Warning, text);
        QTRY_VERIFY(bar->height() > 100);
        const int folded = bar->height();
        click("messageMore");
        QTRY_VERIFY(bar->height() > folded + 40);
    }

    void groupsFoldAndCanBeRestored() {
        m_composer->setOpenGroups({"figureCloud"});
        QCOMPARE(m_composer->openGroups(), QStringList{"figureCloud"});
        QTRY_VERIFY(find<QWidget>("figureHidden")->isVisible());
        QVERIFY(!find<QWidget>("figureWidth")->isVisible());
        click("figureSizeHeading");
        QCOMPARE(m_composer->openGroups(), (QStringList{"figureSize", "figureCloud"}));
        QVERIFY(find<QWidget>("figureWidth")->isVisible());
    }

    void everythingFitsIntoASmallWindow() {
        m_composer->resize(1000, 640);
        m_composer->setAnswers({{"model:0", QString(200, 'x'), Qt::red, true}});
        m_composer->setProgress(QString(300, 'x'), 0.5);
        QTRY_COMPARE(m_composer->size(), QSize(1000, 640));
        for (QWidget* widget : m_composer->findChildren<QWidget*>())
            if (widget->isVisible() && qobject_cast<QPushButton*>(widget))
                QVERIFY2(widget->width() >= widget->sizeHint().width(), qPrintable(widget->objectName()));
        auto* form = find<QScrollArea>("figureForm");
        QVERIFY(form->widget()->width() <= form->viewport()->width());
    }
};

QTEST_MAIN(TestFigureComposer)
#include "tst_figure_composer.moc"
