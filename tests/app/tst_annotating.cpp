// Annotating in the whole window: tools, history, saving, and that nothing is lost, by real keys and clicks.
#include "annotation/mask_shaping.h"
#include "app/dataset_editor.h"
#include "app/edit_keeping.h"
#include "app/messages.h"
#include "scene/box_shaping.h"
#include "widgets/annotation_panel.h"
#include "widgets/cloud_view.h"
#include "widgets/image_view.h"
#include "window_fixture.h"

#include <QAction>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTimer>
#include <QTreeWidget>
#include <opencv2/core.hpp>

using namespace tracestudio;
using testing::SampleFolder;

class AnnotatingTest : public QObject, testing::WindowFixture {
    Q_OBJECT

    ImageView* image() { return find<ImageView>("imageView"); }
    ViewState& state() { return *m_window->viewState(); }
    DatasetEditor* editor() { return m_window->editor(); }
    Annotation annotation() { return *editor()->annotation(); }
    void open(const QString& startAt = QStringLiteral("0")) {
        m_document->open({m_samples->path()}, startAt);
        QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && editor()->annotation(), patience);
        settle();
    }
    void save() {
        trigger("save");
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->keeping()->isModified(), patience);
        settle();
    }
    static constexpr std::chrono::milliseconds autosaveInterval{100};
    void startWindow() {
        WindowFixture::startWindow();
        m_window->keeping()->setAutosaveInterval(autosaveInterval);
    }
    void pressMessageButton(const QString& text) {
        for (auto* button : m_window->findChildren<QAbstractButton*>())
            if (button->text() == text && button->isVisible())
                return button->click();
        QFAIL(qPrintable(QStringLiteral("no button %1").arg(text)));
    }
    void clickAt(const PixelPoint& pixel) {
        QTest::mouseClick(image(), Qt::LeftButton, Qt::NoModifier, image()->viewPositionOf(pixel).toPoint());
    }
    nlohmann::ordered_json rows() {
        return nlohmann::ordered_json::parse(m_samples->read("trajectory_dataset.json").toStdString());
    }
    void move(int waypoint, const PointCamera& by, const QString& name = QStringLiteral("Move")) {
        Annotation after = annotation();
        after.trajectory.at(std::size_t(waypoint)) += by;
        editor()->edit(after, {name, nextGesture()});
    }

  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void theToolOfAKeyAddsAWaypointWhereOneClicks();
    void numbersAreTypedWhereTheWindowHasKeys();
    void arrowsLeadToTheNextSampleUntilTheBoxIsSelected();
    void aDragIsOneStep();
    void everythingIsUndoneAndLeadsToItsSample();
    void whatIsUndoneAfterSavingGivesTheSameBytes();
    void unknownKeysAndNumbersStay();
    void aMaskIsPaintedAndSaved();
    void aDeletedSampleGoesAndComesBack();
    void aDuplicateIsASampleOfItsOwn();
    void theVerdictFollows();
    void answersAreTakenOverOrSayWhyNot();
    void aPlannedTraceIsOffered();
    void editsComeBackAfterACrash();
    void whatWasFoundWaitsUntilItIsTaken();
    void nothingIsOfferedWhenEverythingWasUndone();
    void editsSurviveAReload();
    void aSavedDeletionSurvivesAReload();
    void aCopyLeavesTheDatasetUnsaved();
    void aStrokeGoesToItsSample();
    void manySamplesAreDeletedInOneStep();
    void anotherProgramsChangeIsNoticedAndNotOverwritten();
    void closingAsks_data();
    void closingAsks();
    void aReadOnlyDatasetHasASidecar();
    void allSamplesAreChecked();
    void versionsAreCompared();
    void nothingIsEditedInALiveOrAnswersOnlyView();
};

void AnnotatingTest::initTestCase() {
    prepare();
}

void AnnotatingTest::init() {
    begin();
    m_window->keeping()->setAutosaveInterval(autosaveInterval);
}

void AnnotatingTest::cleanup() {
    endWindow();
}

void AnnotatingTest::theToolOfAKeyAddsAWaypointWhereOneClicks() {
    open();
    const std::size_t before = annotation().trajectory.size();
    image()->setFocus();
    QTest::keyClick(image(), Qt::Key_1);
    QCOMPARE(state().editTool(), EditTool::Trace);
    QVERIFY(find("annotationPanel")->isVisible());
    // A place with depth and clear of the trace and its segments.
    const RgbdFrame& frame = m_document->shown()->sample->frame;
    PixelPoint place(40, frame.depthMillimetres.rows - 40);
    while (!frame.depthMetresAt(place))
        place.x += 1;
    clickAt(place);
    QTRY_COMPARE(annotation().trajectory.size(), before + 1);
    const PointCamera added = annotation().trajectory.back();
    QVERIFY(std::abs(added.z - *frame.depthMetresAt(place)) < 0.05);
    // Both views show it.
    QCOMPARE(m_document->scene()->traces.front().trace.size(), before + 1);
    QVERIFY(find<CloudView>("cloudView")->positionOf(QStringLiteral("truth"), int(before)));
    QVERIFY(m_window->isWindowModified());
    QTest::keyClick(image(), Qt::Key_1);
    QCOMPARE(state().editTool(), EditTool::None);
}

void AnnotatingTest::numbersAreTypedWhereTheWindowHasKeys() {
    open();
    trigger("annotate");
    const auto type = [](QWidget* field, const char* keys) {
        field->setFocus(Qt::TabFocusReason); // a field selects what is in it
        for (; *keys; ++keys)
            QTest::keyClick(QApplication::focusWidget(), *keys);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    };
    const Camera& camera = m_document->shown()->sample->frame.camera;
    auto* table = find<QTableView>("waypointTable");
    for (const char* number : {"14", "23", "32"}) { // each begins with the key of a tool
        table->setCurrentIndex(table->model()->index(1, 0));
        type(table, number);
        QVERIFY(std::abs(camera.project(annotation().trajectory[1]).x - QByteArray(number).toDouble()) < 1e-2);
    }
    type(find("boxField0"), "1.2");
    QCOMPARE(annotation().box->centre.x, 1.2);
    QCOMPARE(state().editTool(), EditTool::None);
    const std::size_t before = annotation().trajectory.size();
    table->setCurrentIndex(table->model()->index(1, 0));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Right);
    QCOMPARE(table->currentIndex().column(), 1);
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(annotation().trajectory.size(), before - 1);
    QCOMPARE(state().selection().waypoint, 1); // the next one is the table's to select
    QCOMPARE(m_document->shown()->sample->id, std::string("0"));
}

void AnnotatingTest::arrowsLeadToTheNextSampleUntilTheBoxIsSelected() {
    open();
    trigger("boxTool");
    image()->setFocus();
    QTest::keyClick(image(), Qt::Key_Right);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "1", patience);
    QTest::keyClick(image(), Qt::Key_Left);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "0", patience);
    QCOMPARE(editor()->history()->count(), 0);
    const OrientedBox before = *annotation().box;
    state().select({Selection::Kind::DestinationBox, {}, -1});
    QTest::keyClick(image(), Qt::Key_Right);
    QVERIFY(annotation().box->centre.x > before.centre.x);
    QCOMPARE(m_document->shown()->sample->id, std::string("0"));
}

void AnnotatingTest::aDragIsOneStep() {
    open();
    trigger("traceTool");
    const Annotation before = annotation();
    const PixelPoint from = m_document->shown()->sample->frame.camera.project(before.trajectory.back());
    const QPoint start = image()->viewPositionOf(from).toPoint();
    QTest::mousePress(image(), Qt::LeftButton, Qt::NoModifier, start);
    for (int i = 1; i <= 10; ++i) {
        const QPointF to = start + QPoint(4 * i, 2 * i);
        QMouseEvent moved(QEvent::MouseMove, to, image()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                          Qt::NoModifier);
        QApplication::sendEvent(image(), &moved);
    }
    QTest::mouseRelease(image(), Qt::LeftButton, Qt::NoModifier, start + QPoint(40, 20));
    QVERIFY(annotation().trajectory.back() != before.trajectory.back());
    QCOMPARE(editor()->history()->count(), 1);
    trigger("undo");
    QCOMPARE(annotation(), before);
    trigger("redo");
    QVERIFY(annotation() != before);
}

void AnnotatingTest::everythingIsUndoneAndLeadsToItsSample() {
    open();
    const Annotation first = annotation();
    move(0, {0.01, 0, 0});
    m_document->goTo(QStringLiteral("3"));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "3", patience);
    Annotation second = annotation();
    second.instruction = "another one";
    editor()->edit(second, {QStringLiteral("Text"), nextGesture()});
    settle();
    QCOMPARE(m_document->dataset()->row(*m_document->current()).instruction, "another one");
    trigger("undo");
    QTRY_VERIFY(annotation().instruction != "another one");
    trigger("undo"); // of a sample that is not shown
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "0", patience);
    QCOMPARE(annotation(), first);
    QVERIFY(editor()->edits().isEmpty());
    QVERIFY(!m_window->isWindowModified());
    trigger("redo");
    trigger("redo");
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "3", patience);
    QCOMPARE(annotation().instruction, "another one");
}

void AnnotatingTest::whatIsUndoneAfterSavingGivesTheSameBytes() {
    const QByteArray before = m_samples->read("trajectory_dataset.json");
    open();
    move(1, {0, 0.02, 0});
    save();
    QVERIFY(m_samples->read("trajectory_dataset.json") != before);
    QCOMPARE(m_samples->read("trajectory_dataset.json.original"), before);
    trigger("undo");
    QVERIFY(m_window->isWindowModified());
    save();
    QCOMPARE(m_samples->read("trajectory_dataset.json"), before);
}

void AnnotatingTest::unknownKeysAndNumbersStay() {
    m_samples->rows()[0]["ours"] = nlohmann::ordered_json{{"b", 1}, {"a", "ü"}};
    m_samples->writeRows();
    open();
    const auto before = rows();
    move(1, {0.5, 0, 0});
    save();
    auto after = rows();
    QCOMPARE(after[0]["ours"].dump(), before[0]["ours"].dump());
    QVERIFY(std::abs(after[0]["trajectory"][1][0].get<double>() - before[0]["trajectory"][1][0].get<double>() - 0.5) <
            1e-9);
    after[0]["trajectory"] = before[0]["trajectory"];
    QCOMPARE(after.dump(), before.dump());
}

void AnnotatingTest::aMaskIsPaintedAndSaved() {
    open();
    trigger("maskTool");
    state().setMaskTool(MaskTool::Brush);
    state().setBrushRadius(12);
    const int before = cv::countNonZero(*decodedMask(*annotation().maskFile));
    const QByteArray bytes = m_samples->read("raw_data/0/mask.png");
    clickAt({60, 60});
    QTRY_VERIFY_WITH_TIMEOUT(cv::countNonZero(*decodedMask(*annotation().maskFile)) > before + 200, patience);
    QCOMPARE(m_document->shown()->sample->mask.pixels.at<std::uint8_t>(60, 60), std::uint8_t(255));
    const PointCloud& cloud = *m_document->shown()->cloud; // another one, with the same up
    QVERIFY(cloud.up.has_value());
    QCOMPARE(*cloud.up, upDirection(cloud));
    save();
    QCOMPARE(m_samples->read("raw_data/0/mask.png").toStdString(), *annotation().maskFile);
    trigger("undo");
    save();
    QCOMPARE(m_samples->read("raw_data/0/mask.png"), bytes);
}

void AnnotatingTest::aDeletedSampleGoesAndComesBack() {
    const QByteArray before = m_samples->read("trajectory_dataset.json");
    open(QStringLiteral("2"));
    const std::size_t count = m_document->visibleRows().size();
    trigger("deleteSample");
    QTRY_COMPARE_WITH_TIMEOUT(m_document->visibleRows().size(), count - 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "3", patience);
    save();
    QCOMPARE(rows().size(), count - 1);
    QVERIFY(!QFileInfo::exists(m_samples->path("raw_data/2")));
    trigger("undo");
    QTRY_COMPARE_WITH_TIMEOUT(m_document->visibleRows().size(), count, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "2", patience);
    save();
    QCOMPARE(m_samples->read("trajectory_dataset.json"), before);
    QVERIFY(QFileInfo::exists(m_samples->path("raw_data/2/image.png")));
}

void AnnotatingTest::aDuplicateIsASampleOfItsOwn() {
    open(QStringLiteral("1"));
    const std::size_t count = m_document->visibleRows().size();
    const Annotation before = annotation();
    trigger("duplicateSample");
    QTRY_COMPARE_WITH_TIMEOUT(m_document->visibleRows().size(), count + 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id != "1", patience);
    const std::string id = m_document->shown()->sample->id;
    QCOMPARE(annotation(), before);
    move(0, {0, 0, 0.1});
    save();
    const auto saved = rows();
    QCOMPARE(saved.size(), count + 1);
    QCOMPARE(saved.back()["prompt"].get<std::string>(), before.instruction);
    QVERIFY(QFileInfo::exists(m_samples->path(QString::fromStdString("raw_data/" + id + "/mask.png"))));
    // It is there when it is opened anew.
    m_document->open({m_samples->path()}, toQString(id));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == id, patience);
    QVERIFY(std::abs(annotation().trajectory[0].z - before.trajectory[0].z - 0.1) < 1e-9);
}

void AnnotatingTest::theVerdictFollows() {
    open();
    trigger("annotate");
    auto* verdict = find<QLabel>("truthVerdict");
    QTRY_VERIFY_WITH_TIMEOUT(verdict->text().contains(QStringLiteral("its own metric")), patience);
    const QString good = verdict->text();
    Annotation after = annotation();
    after.trajectory.back() += PointCamera(1, 0, 0);
    after.trajectory[after.trajectory.size() - 2] += PointCamera(1, 0, 0);
    after.trajectory[after.trajectory.size() - 3] += PointCamera(1, 0, 0);
    editor()->edit(after, {QStringLiteral("Away"), 0});
    QTRY_VERIFY_WITH_TIMEOUT(verdict->text() != good, patience);
    trigger("undo");
    QTRY_COMPARE_WITH_TIMEOUT(verdict->text(), good, patience);
}

void AnnotatingTest::answersAreTakenOverOrSayWhyNot() {
    m_document->open({m_samples->path(), m_samples->path("outputs/RoboTracer_Example_2D.jsonl"),
                      m_samples->path("outputs/RoboTracer_Example_3D.jsonl")},
                     QStringLiteral("0"));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && editor()->annotation(), patience);
    settle();
    trigger("traceTool");
    auto* menu = find<QMenu>("acceptMenu");
    QTRY_COMPARE(menu->actions().size(), 2);
    const auto isEnabled = [&](int i) { return menu->actions()[i]->isEnabled(); };
    QVERIFY(isEnabled(0) != isEnabled(1));
    const int flat = isEnabled(0) ? 1 : 0;
    // Why not stands behind the name.
    QVERIFY(menu->actions()[flat]->text().contains(QStringLiteral(" · ")));
    const Annotation before = annotation();
    menu->popup(QPoint(0, 0));
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(menu->actions()[flat]).center());
    QCOMPARE(annotation(), before);
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(menu->actions()[1 - flat]).center());
    QVERIFY(annotation().trajectory != before.trajectory);
    QCOMPARE(editor()->history()->count(), 1);
    menu->hide();
}

void AnnotatingTest::aPlannedTraceIsOffered() {
    open();
    Annotation bare = annotation();
    bare.trajectory.clear();
    editor()->edit(bare, {QStringLiteral("Clear"), 0});
    QCOMPARE(annotation().trajectory.size(), 0U);
    trigger("planTrace");
    QTRY_VERIFY_WITH_TIMEOUT(annotation().trajectory.size() >= 2, patience);
    settle();
    QVERIFY(annotation().box->distanceTo(annotation().trajectory.back()) < 0.2);
    QCOMPARE(editor()->history()->count(), 2);
}

void AnnotatingTest::editsComeBackAfterACrash() {
    open();
    const Annotation before = annotation();
    move(0, {0.03, 0, 0});
    const Annotation edited = annotation();
    settle(); // the recovery file is written
    QVERIFY(QFileInfo::exists(m_samples->path(".trajectory_dataset.json.recovery")));
    endWindow();
    QVERIFY(QFileInfo::exists(m_samples->path(".trajectory_dataset.json.recovery")));
    startWindow();
    open();
    QCOMPARE(annotation(), before);
    QTRY_VERIFY_WITH_TIMEOUT(messageTexts().contains(QStringLiteral("Unsaved edits of 1")), patience);
    pressMessageButton(QStringLiteral("Restore"));
    QTRY_COMPARE_WITH_TIMEOUT(annotation(), edited, patience);
    QVERIFY(m_window->isWindowModified());
    save();
    // Saved: nothing is offered the next time.
    startWindow();
    open();
    settle();
    QVERIFY(!messageTexts().contains(QStringLiteral("Unsaved")));
    QCOMPARE(annotation(), edited);
}

void AnnotatingTest::whatWasFoundWaitsUntilItIsTaken() {
    open();
    move(0, {0.03, 0, 0});
    const Annotation edited = annotation();
    settle();
    endWindow();
    startWindow();
    open(QStringLiteral("2"));
    settle();
    // Somebody goes on without looking at what is offered, and ends again.
    move(0, {0, 0, 0.01});
    const Annotation second = annotation();
    settle();
    endWindow();
    startWindow();
    open();
    settle();
    QVERIFY(messageTexts().contains(QStringLiteral("Unsaved edits of 1")));
    pressMessageButton(QStringLiteral("Restore"));
    QTRY_COMPARE_WITH_TIMEOUT(annotation(), edited, patience);
    settle();
    save();
    // The second one is still there.
    startWindow();
    open(QStringLiteral("2"));
    settle();
    QVERIFY(messageTexts().contains(QStringLiteral("Unsaved edits of 1")));
    pressMessageButton(QStringLiteral("Restore"));
    QTRY_COMPARE_WITH_TIMEOUT(annotation(), second, patience);
}

void AnnotatingTest::nothingIsOfferedWhenEverythingWasUndone() {
    open();
    move(0, {0.03, 0, 0});
    settle();
    trigger("undo");
    settle();
    m_window->close();
    startWindow();
    open();
    settle();
    QVERIFY(!messageTexts().contains(QStringLiteral("Unsaved")));
}

void AnnotatingTest::aSavedDeletionSurvivesAReload() {
    open(QStringLiteral("2"));
    trigger("deleteSample");
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isWindowModified(), patience);
    save();
    QVERIFY(QFileInfo::exists(m_samples->path(".tracestudio-bin/2.json")));
    trigger("reload");
    settle();
    open();
    settle();
    QVERIFY(QFileInfo::exists(m_samples->path(".tracestudio-bin/2.json")));
    QVERIFY(QFileInfo::exists(m_samples->path(".tracestudio-bin/2/image.png")));
    QVERIFY(!QFileInfo::exists(m_samples->path("raw_data/2")));
}

void AnnotatingTest::aCopyLeavesTheDatasetUnsaved() {
    open();
    const QByteArray before = m_samples->read("trajectory_dataset.json");
    move(0, {0.03, 0, 0});
    const Annotation edited = annotation();
    QTemporaryDir place;
    m_window->keeping()->saveCopy(place.filePath(QStringLiteral("copy")));
    settle();
    QVERIFY(QFileInfo::exists(place.filePath(QStringLiteral("copy/raw_data/0/mask.png"))));
    QVERIFY(m_window->isWindowModified());
    QCOMPARE(m_samples->read("trajectory_dataset.json"), before);
    save();
    m_document->open({place.filePath(QStringLiteral("copy"))}, QStringLiteral("0"));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->dataset()->folder().filename() == "copy" && m_document->shown(), patience);
    QCOMPARE(annotation(), edited);
}

void AnnotatingTest::aStrokeGoesToItsSample() {
    open();
    trigger("maskTool");
    const Annotation before = annotation();
    clickAt({60, 60});
    QTest::keyClick(image(), Qt::Key_D); // before the stroke is worked out
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "1", patience);
    settle();
    QCOMPARE(editor()->edits().rows.size(), std::size_t(1));
    QVERIFY(editor()->edits().rows.contains(0));
    QVERIFY(!editor()->edits().rows.at(0)->after.hasSameMask(before));
    QCOMPARE(m_document->shown()->sample->id, std::string("1"));
}

void AnnotatingTest::manySamplesAreDeletedInOneStep() {
    open();
    editor()->deleteSamples({1, 3, 5});
    QTRY_COMPARE_WITH_TIMEOUT(m_document->visibleRows().size(), std::size_t(5), patience);
    QCOMPARE(editor()->history()->count(), 1);
    trigger("undo");
    QTRY_COMPARE_WITH_TIMEOUT(m_document->visibleRows().size(), std::size_t(8), patience);
}

void AnnotatingTest::editsSurviveAReload() {
    open();
    move(0, {0.03, 0, 0});
    const Annotation edited = annotation();
    trigger("reload");
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && annotation() == edited, patience);
    settle();
    QVERIFY(m_window->isWindowModified());
}

void AnnotatingTest::anotherProgramsChangeIsNoticedAndNotOverwritten() {
    open();
    move(0, {0.03, 0, 0});
    const Annotation edited = annotation();
    settle();
    m_samples->rows()[5]["prompt"] = "changed elsewhere";
    m_samples->writeRows();
    QTRY_VERIFY_WITH_TIMEOUT(messageTexts().contains(QStringLiteral("another program")), patience);
    const QByteArray outside = m_samples->read("trajectory_dataset.json");
    trigger("save");
    settle();
    QCOMPARE(m_samples->read("trajectory_dataset.json"), outside);
    QVERIFY(m_window->isWindowModified());
    pressMessageButton(QStringLiteral("Reload"));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && annotation() == edited, patience);
    settle();
    save();
    const auto saved = rows();
    QCOMPARE(saved[5]["prompt"].get<std::string>(), "changed elsewhere");
    QVERIFY(saved[0]["trajectory"] != m_samples->rows()[0]["trajectory"]);
}

void AnnotatingTest::closingAsks_data() {
    QTest::addColumn<int>("answer");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<bool>("saves");
    QTest::newRow("save") << int(QMessageBox::Save) << true << true;
    QTest::newRow("discard") << int(QMessageBox::Discard) << true << false;
    QTest::newRow("cancel") << int(QMessageBox::Cancel) << false << false;
}

void AnnotatingTest::closingAsks() {
    QFETCH(int, answer);
    QFETCH(bool, closes);
    QFETCH(bool, saves);
    open();
    const QByteArray before = m_samples->read("trajectory_dataset.json");
    move(0, {0.03, 0, 0});
    bool wasAsked = false;
    QTimer::singleShot(0, m_window.get(), [&] {
        auto* box = m_window->findChild<QMessageBox*>(QStringLiteral("unsavedDialog"));
        wasAsked = box != nullptr;
        if (box)
            box->button(QMessageBox::StandardButton(answer))->click();
    });
    m_window->close();
    QVERIFY(wasAsked);
    QCOMPARE(!m_window->isVisible(), closes);
    QCOMPARE(m_samples->read("trajectory_dataset.json") != before, saves);
    if (!closes)
        return;
    startWindow();
    open();
    settle();
    QVERIFY(!messageTexts().contains(QStringLiteral("Unsaved")));
}

void AnnotatingTest::aReadOnlyDatasetHasASidecar() {
    // The superuser may write anywhere, so there the folder cannot be made read-only.
    QFile::setPermissions(m_samples->path(), QFile::ReadOwner | QFile::ExeOwner);
    if (QFile probe(m_samples->path("probe")); probe.open(QIODevice::WriteOnly)) {
        probe.remove();
        QFile::setPermissions(m_samples->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QSKIP("This user may write to read-only folders.");
    }
    const QByteArray before = m_samples->read("trajectory_dataset.json");
    open();
    move(0, {0.03, 0, 0});
    const Annotation edited = annotation();
    save();
    QVERIFY(messageTexts().contains(QStringLiteral("cannot be written")));
    startWindow();
    open();
    settle();
    QCOMPARE(annotation(), edited);
    QVERIFY(!m_window->isWindowModified());
    QCOMPARE(m_samples->read("trajectory_dataset.json"), before);
    QFile::setPermissions(m_samples->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

void AnnotatingTest::allSamplesAreChecked() {
    open();
    Annotation bare = annotation();
    bare.box.reset();
    editor()->edit(bare, {QStringLiteral("Clear"), 0});
    trigger("checkAll");
    auto* list = find<QTreeWidget>("reportList");
    auto* summary = find<QLabel>("reportSummary");
    QTRY_VERIFY_WITH_TIMEOUT(summary->text().contains(QStringLiteral("8 samples")), patience);
    QVERIFY(list->topLevelItemCount() >= 1);
    m_document->goTo(QStringLiteral("4"));
    list->setCurrentItem(list->topLevelItem(0));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown() && m_document->shown()->sample->id == "0", patience);
}

void AnnotatingTest::versionsAreCompared() {
    open();
    move(0, {0.03, 0, 0});
    SampleFolder other;
    m_window->compareWith(other.path());
    auto* list = find<QTreeWidget>("reportList");
    QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 1, patience);
    QCOMPARE(list->topLevelItem(0)->text(0), QStringLiteral("0"));
    Query query;
    query.text = "is:changed";
    m_document->setQuery(query);
    settle();
    QCOMPARE(m_document->visibleRows(), std::vector<std::uint32_t>{0});
    query.text = "is:edited";
    m_document->setQuery(query);
    settle();
    QCOMPARE(m_document->visibleRows(), std::vector<std::uint32_t>{0});
}

void AnnotatingTest::nothingIsEditedInALiveOrAnswersOnlyView() {
    m_document->open(m_samples->answers());
    QTRY_VERIFY_WITH_TIMEOUT(m_document->shown(), patience);
    settle();
    QVERIFY(!editor()->obstacle().isEmpty());
    editor()->edit({}, {QStringLiteral("Nothing"), 0});
    QCOMPARE(editor()->history()->count(), 0);
    trigger("deleteSample");
    QCOMPARE(editor()->history()->count(), 0);
}

QTEST_MAIN(AnnotatingTest)
#include "tst_annotating.moc"
