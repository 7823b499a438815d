#include "annotation/annotated_folder.h"

#include <QTest>
#include <fstream>

using namespace tracestudio;
namespace fs = std::filesystem;

namespace {

constexpr int rowCount = 4;

void fill(const BenchmarkFolder& folder) {
    std::vector<BenchmarkFolder::Json> rows;
    for (int id = 0; id < rowCount; ++id) {
        rows.push_back(BenchmarkFolder::row(id));
        folder.writePictures(id);
        folder.write("raw_data/" + std::to_string(id) + "/mask.png", *maskFile(id));
    }
    folder.writeRows(rows);
}

DatasetEdits withRow(std::size_t index, std::shared_ptr<const RowEdit> edit) {
    DatasetEdits edits;
    edits.rows.emplace(index, std::move(edit));
    return edits;
}

bool says(const std::vector<Error>& problems, const char* words) {
    return std::ranges::any_of(problems, [&](const Error& error) { return contains(error.message(), words); });
}

std::string all(const std::vector<Error>& problems) {
    std::string text;
    for (const Error& problem : problems)
        text += problem.message() + "\n";
    return text;
}

AddedSample madeSample(const Dataset& dataset) {
    Annotation annotation;
    annotation.instruction = "new";
    Result<AddedSample> sample = makeSample(dataset, frameOf(7), annotation, {});
    if (!sample)
        qFatal("%s", sample.error().message().c_str());
    return *sample;
}

} // namespace

class TestDatasetEdits : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anAnnotationIsWhatTheRowAndItsMaskSay();
    void aMaskThatIsShownIsOneOfTheAnnotationHoweverLarge();
    void whileItsMaskStaysASampleSharesIt();
    void anEditedRowIsSeenEverywhere();
    void whatAnEditDoesNotTouchIsThatOfTheBase();
    void problemsGoAndComeWithTheEdit();
    void aSampleThatNobodyAnnotatedIsNotBrokenUntilHalfDone();
    void aDamagedMaskIsMendedByANewOne();
    void aDeletedRowKeepsItsIndexAndIsNotFound();
    void addedSamplesFollowAndAreShown();
    void editsAreComparedByWhatTheySay();
    void aLoneSceneCanBeAnnotated();
};

void TestDatasetEdits::anAnnotationIsWhatTheRowAndItsMaskSay() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    const Annotation annotation = annotationAt(*base, 1);
    QCOMPARE(annotation.instruction, std::string("pick up the mug 1 and move it to the shelf"));
    QCOMPARE(annotation.targetObject, std::string("the mug"));
    QCOMPARE(annotation.destination, std::string("the shelf"));
    QCOMPARE(annotation.category, std::string("pick&place"));
    QCOMPARE(annotation.dataSource, std::string("CA1M"));
    QCOMPARE(annotation.step, std::optional(3));
    QCOMPARE(annotation.trajectory.size(), std::size_t(3));
    QVERIFY(annotation.box && annotation.box->centre.x == 0.3);
    QVERIFY(annotation.maskFile && *annotation.maskFile == *maskFile(1));

    // What the row says and what the sample shows agree.
    const auto sample = base->load(1);
    const auto same = withAnnotation(*sample, annotation);
    QCOMPARE(same->groundTruth, sample->groundTruth);
    QCOMPARE(numberOf(same->mask.pixels), 1);
    QCOMPARE(same->frame.colourBgr.data, sample->frame.colourBgr.data);
    QVERIFY(same->problems == sample->problems);

    fs::remove(folder.path() / "raw_data/1/mask.png");
    QVERIFY(!annotationAt(*base, 1).maskFile);
    folder.write("raw_data/1/mask.png", "no picture");
    QVERIFY(!annotationAt(*base, 1).maskFile);
}

void TestDatasetEdits::aMaskThatIsShownIsOneOfTheAnnotationHoweverLarge() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    // What follows the end of a PNG is read and counts for nothing.
    fs::resize_file(folder.path() / "raw_data/1/mask.png", 65u << 20);
    QCOMPARE(numberOf(base->load(1)->mask.pixels), 1);
    QVERIFY(annotationAt(*base, 1).maskFile);
    fs::resize_file(folder.path() / "raw_data/1/mask.png", largestMaskBytes + 1);
    QVERIFY(base->load(1)->mask.isEmpty());
    QVERIFY(!annotationAt(*base, 1).maskFile);
}

void TestDatasetEdits::whileItsMaskStaysASampleSharesIt() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    const Annotation before = annotationAt(*base, 1);
    const auto sample = withAnnotation(*base->load(1), before);
    Annotation after = before;
    after.trajectory.back().z += 0.1;
    const auto moved = withAnnotation(*sample, after, &before);
    QCOMPARE(moved->mask.pixels.data, sample->mask.pixels.data);
    QCOMPARE(moved->groundTruth, withAnnotation(*sample, after)->groundTruth);
    QVERIFY(moved->problems == withAnnotation(*sample, after)->problems);
    after.maskFile = maskFile(9);
    QCOMPARE(numberOf(withAnnotation(*sample, after, &before)->mask.pixels), 9);
    after.maskFile = nullptr;
    QVERIFY(withAnnotation(*sample, after, &before)->mask.isEmpty());
}

void TestDatasetEdits::anEditedRowIsSeenEverywhere() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    const Annotation before = annotationAt(*base, 2);
    Annotation after = before;
    after.instruction = "carry it";
    after.targetObject = "a cup";
    after.destination = "the floor";
    after.category = "push&pull";
    after.dataSource = "lab";
    after.step.reset();
    after.trajectory.emplace_back(0, 0, 2);
    after.box->centre.z = 5;
    after.maskFile = maskFile(321);
    const auto edits = EditedDataset::of(base, withRow(2, edited(before, after)));
    QVERIFY(edits->isEdited(2) && !edits->isEdited(1));
    QCOMPARE(edits->size(), std::size_t(rowCount));
    const SampleRow row = edits->row(2);
    QCOMPARE(std::string(row.id), std::string("2"));
    QCOMPARE(std::string(row.imagePath), std::string("2/image.png"));
    QCOMPARE(std::string(row.instruction), after.instruction);
    QCOMPARE(std::string(row.targetObject), after.targetObject);
    QCOMPARE(std::string(row.destination), after.destination);
    QCOMPARE(std::string(row.category), after.category);
    QCOMPARE(std::string(row.dataSource), after.dataSource);
    QCOMPARE(row.step, -1);
    QVERIFY(!row.isBroken);

    const auto record = edits->record(2);
    QVERIFY(record && record->problems.empty());
    QCOMPARE(record->trajectory, after.trajectory);
    QCOMPARE(record->box, after.box);
    const auto json = BenchmarkFolder::Json::parse(record->rawText);
    QCOMPARE(json["prompt"].get<std::string>(), after.instruction);
    QVERIFY(!json.contains("step") && json["trajectory"].size() == 4);

    const auto sample = edits->load(2);
    QVERIFY2(sample->problems.empty(), all(sample->problems).c_str());
    QCOMPARE(sample->instruction, after.instruction);
    QCOMPARE(sample->groundTruth.points(), after.trajectory);
    QCOMPARE(sample->destinationBox, after.box);
    QCOMPARE(numberOf(sample->mask.pixels), 321);
    QVERIFY(!sample->step);
    // The base stays what it was.
    QCOMPARE(numberOf(base->load(2)->mask.pixels), 2);
}

void TestDatasetEdits::whatAnEditDoesNotTouchIsThatOfTheBase() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    Annotation after = annotationAt(*base, 0);
    after.step = 9;
    const auto edits = EditedDataset::of(base, withRow(0, edited(annotationAt(*base, 0), after)));
    QCOMPARE(edits->row(3).instruction.data(), base->row(3).instruction.data());
    QCOMPARE(edits->record(3)->rawText, base->record(3)->rawText);
    QCOMPARE(edits->find("3"), std::optional<std::size_t>(3));
    QVERIFY(!edits->find("12"));
    QVERIFY(!edits->thumbnail(0, 16).empty());
    QCOMPARE(edits->file(), base->file());
    QCOMPARE(edits->name(), base->name());
    QCOMPARE(edits->base(), base);
}

void TestDatasetEdits::problemsGoAndComeWithTheEdit() {
    const BenchmarkFolder folder;
    BenchmarkFolder::Json noBox = BenchmarkFolder::row(0), skewed = BenchmarkFolder::row(1);
    noBox.erase("bbox_extent");
    noBox["prompt"] = "";
    skewed["bbox_rotation"] = {{2.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
    folder.writeRows({noBox, skewed, BenchmarkFolder::row(2)});
    for (int id = 0; id < 3; ++id)
        folder.writePictures(id);
    const auto base = opened(folder.path());
    QCOMPARE(base->brokenCount(), std::size_t(1));

    Annotation mended = annotationAt(*base, 0);
    mended.instruction = "words";
    mended.box = OrientedBox{{0, 0, 1}, {1, 1, 1}, cv::Matx33d::eye()};
    DatasetEdits edits = withRow(0, edited(annotationAt(*base, 0), mended));
    Annotation straight = annotationAt(*base, 1);
    straight.box->rotation = cv::Matx33d::eye();
    edits.rows[1] = edited(annotationAt(*base, 1), straight);
    auto dataset = EditedDataset::of(base, edits);
    QCOMPARE(dataset->brokenCount(), std::size_t(0));
    for (const std::size_t index : {0u, 1u}) {
        QVERIFY(dataset->problems(index).empty() && !dataset->row(index).isBroken);
        QVERIFY2(dataset->record(index)->problems.empty(), all(dataset->record(index)->problems).c_str());
        QVERIFY2(dataset->load(index)->problems.empty(), all(dataset->load(index)->problems).c_str());
    }

    Annotation emptied = annotationAt(*base, 2);
    emptied.instruction.clear();
    emptied.trajectory.resize(1);
    emptied.box.reset();
    emptied.maskFile = nullptr;
    dataset = EditedDataset::of(base, withRow(2, edited(annotationAt(*base, 2), emptied)));
    QCOMPARE(dataset->brokenCount(), std::size_t(2));
    const auto sample = dataset->load(2);
    for (const auto& problems : {dataset->problems(2), dataset->record(2)->problems, sample->problems})
        QVERIFY2(problems.size() == 4 && says(problems, "no instruction") && says(problems, "at least two") &&
                     says(problems, "no destination box") && says(problems, "no mask"),
                 all(problems).c_str());
}

void TestDatasetEdits::aSampleThatNobodyAnnotatedIsNotBrokenUntilHalfDone() {
    const BenchmarkFolder folder;
    BenchmarkFolder::Json bare = BenchmarkFolder::row(0);
    for (const char* key : {"mask_path", "trajectory", "bbox_center", "bbox_extent", "bbox_rotation"})
        bare.erase(key);
    folder.writeRows({bare});
    folder.writePictures(0);
    const auto base = opened(folder.path());
    QCOMPARE(base->brokenCount(), std::size_t(0));
    const Annotation before = annotationAt(*base, 0);
    Annotation after = before;
    after.instruction = "x";
    QVERIFY(EditedDataset::of(base, withRow(0, edited(before, after)))->problems(0).empty());
    after.maskFile = maskFile(3);
    const auto half = EditedDataset::of(base, withRow(0, edited(before, after)));
    QVERIFY(half->row(0).isBroken);
    QVERIFY(says(half->problems(0), "no ground-truth trace") && says(half->problems(0), "no destination box") &&
            !says(half->problems(0), "mask"));
    QVERIFY(says(half->load(0)->problems, "no ground-truth trace"));
    after.trajectory = {{0, 0, 1}, {0, 0.1, 1}};
    after.box = OrientedBox{{0, 0, 1}, {1, 1, 1}, cv::Matx33d::eye()};
    const auto whole = EditedDataset::of(base, withRow(0, edited(before, after)));
    QVERIFY(whole->problems(0).empty() && whole->load(0)->problems.empty());
    QCOMPARE(whole->record(0)->maskPath, std::string("0/mask.png"));
}

void TestDatasetEdits::aDamagedMaskIsMendedByANewOne() {
    const BenchmarkFolder folder;
    fill(folder);
    folder.write("raw_data/1/mask.png", maskFile(1)->substr(0, 60));
    const auto base = opened(folder.path());
    QVERIFY(says(base->load(1)->problems, "damaged"));
    const Annotation before = annotationAt(*base, 1);
    Annotation after = before;
    after.instruction = "x";
    QVERIFY(says(EditedDataset::of(base, withRow(1, edited(before, after)))->load(1)->problems, "damaged"));
    after.maskFile = maskFile(8);
    const auto sample = EditedDataset::of(base, withRow(1, edited(before, after)))->load(1);
    QVERIFY2(sample->problems.empty(), all(sample->problems).c_str());
    QCOMPARE(numberOf(sample->mask.pixels), 8);
}

void TestDatasetEdits::aDeletedRowKeepsItsIndexAndIsNotFound() {
    const BenchmarkFolder folder;
    folder.writeRows(
        {BenchmarkFolder::row(0), BenchmarkFolder::row(1), BenchmarkFolder::row(1), BenchmarkFolder::row(3)});
    const auto base = opened(folder.path());
    QCOMPARE(base->brokenCount(), std::size_t(1)); // the second of one id
    const Annotation before = annotationAt(*base, 1);
    const auto dataset = EditedDataset::of(base, withRow(1, edited(before, before, true)));
    QVERIFY(dataset->isDeleted(1) && !dataset->isDeleted(2) && dataset->isEdited(1));
    QCOMPARE(dataset->size(), std::size_t(4));
    QCOMPARE(dataset->find("1"), std::optional<std::size_t>(2));
    QCOMPARE(dataset->find("3"), std::optional<std::size_t>(3));
    QCOMPARE(std::string(dataset->row(1).id), std::string("1"));
    const auto without = EditedDataset::of(base, withRow(3, edited(before, before, true)));
    QVERIFY(!without->find("3"));
}

void TestDatasetEdits::addedSamplesFollowAndAreShown() {
    const BenchmarkFolder folder;
    fill(folder);
    const auto base = opened(folder.path());
    AddedSample first = madeSample(*base), second = madeSample(*base);
    QCOMPARE(first.id, std::string("4"));
    QCOMPARE(second.id, std::string("5"));
    second.annotation.maskFile = maskFile(77);
    DatasetEdits edits;
    edits.added = {std::make_shared<const AddedSample>(first), std::make_shared<const AddedSample>(second)};
    auto dataset = EditedDataset::of(base, edits);
    QCOMPARE(dataset->size(), std::size_t(rowCount + 2));
    QCOMPARE(dataset->find("5"), std::optional<std::size_t>(5));
    QVERIFY(!dataset->row(4).isBroken && dataset->row(5).isBroken); // half annotated
    QVERIFY(says(dataset->problems(5), "no ground-truth trace"));
    QCOMPARE(dataset->brokenCount(), std::size_t(1));
    const auto sample = dataset->load(5);
    QCOMPARE(sample->id, std::string("5"));
    QCOMPARE(numberOf(sample->mask.pixels), 77);
    QCOMPARE(sample->frame.camera, second.camera);
    QCOMPARE(sample->frame.depthMillimetres.at<std::uint16_t>(3, 3), std::uint16_t(1007));
    QVERIFY(dataset->load(4)->problems.empty());
    QVERIFY(!dataset->thumbnail(5, 10).empty());
    QCOMPARE(dataset->record(5)->maskPath, std::string("5/mask.png"));
    first.isDeleted = true;
    edits.added[0] = std::make_shared<const AddedSample>(first);
    dataset = EditedDataset::of(base, edits);
    QVERIFY(dataset->isDeleted(4) && !dataset->find("4"));
}

void TestDatasetEdits::editsAreComparedByWhatTheySay() {
    Annotation a, b;
    b.instruction = "b";
    DatasetEdits none, undone = withRow(3, edited(a, a)), one = withRow(3, edited(a, b)),
                       deleted = withRow(3, edited(a, a, true));
    QVERIFY(none.isEmpty() && undone.isEmpty() && !one.isEmpty() && !deleted.isEmpty());
    QVERIFY(none == undone && undone == none);
    QVERIFY(one != none && none != one && one != deleted && one != undone);
    QVERIFY(one == withRow(3, edited(a, b)));
    QVERIFY(one != withRow(4, edited(a, b)));
    QVERIFY(deleted == withRow(3, edited(a, b, true)));
    // A mask is its bytes.
    Annotation masked = a, alike = a, other = a;
    masked.maskFile = maskFile(1);
    alike.maskFile = maskFile(1);
    other.maskFile = maskFile(2);
    QVERIFY(withRow(0, edited(a, masked)) == withRow(0, edited(a, alike)));
    QVERIFY(withRow(0, edited(a, masked)) != withRow(0, edited(a, other)));
    AddedSample sample;
    sample.id = "9";
    DatasetEdits added;
    added.added.push_back(std::make_shared<const AddedSample>(sample));
    QVERIFY(added != none && !added.isEmpty());
    sample.isDeleted = true;
    added.added[0] = std::make_shared<const AddedSample>(sample);
    QVERIFY(added == none && added.isEmpty());
}

void TestDatasetEdits::aLoneSceneCanBeAnnotated() {
    const BenchmarkFolder folder;
    folder.writePictures(0);
    const fs::path scene = folder.path() / "raw_data/0";
    const auto base = opened(scene);
    QCOMPARE(base->size(), std::size_t(1));
    QVERIFY(base->file().empty());
    const Annotation before = annotationAt(*base, 0);
    QVERIFY(before.maskFile);
    Annotation after = before;
    after.instruction = "do it";
    after.trajectory = {{0, 0, 1}, {0.1, 0, 1}};
    const auto dataset = EditedDataset::of(base, withRow(0, edited(before, after)));
    QCOMPARE(dataset->record(0)->instruction, after.instruction);
    QCOMPARE(dataset->load(0)->groundTruth.points(), after.trajectory);
    QVERIFY(DatasetSaver(base).obstacle());
    QVERIFY(contains(DatasetSaver(base).obstacle()->message(), "no dataset file"));
    // Its camera is assumed, which must not become a fact of a dataset.
    const Result<void> refused = DatasetSaver::saveCopy(*dataset, folder.path() / "copy");
    QVERIFY(!refused && contains(refused.error().message(), "intrinsics"));
    QVERIFY(!fs::exists(folder.path() / "copy"));
    std::ofstream(scene / "intrinsics.txt") << "300 0 31.5\n0 301 23.5\n0 0 1\n";
    const auto known = opened(scene);
    const auto again = EditedDataset::of(known, withRow(0, edited(before, after)));
    QVERIFY(DatasetSaver::saveCopy(*again, folder.path() / "copy"));
    const auto copy = opened(folder.path() / "copy");
    QCOMPARE(copy->size(), std::size_t(1));
    QCOMPARE(annotationAt(*copy, 0), after);
    QCOMPARE(copy->load(0)->frame.camera, known->load(0)->frame.camera);
    QCOMPARE(copy->load(0)->frame.camera.fy, 301.0);
}

QTEST_GUILESS_MAIN(TestDatasetEdits)
#include "tst_dataset_edits.moc"
