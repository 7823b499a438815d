#include "annotation/annotated_folder.h"
#include "annotation/row_text.h"
#include "benchmark/python_json.h"
#include "benchmark/row_fields.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace tracestudio;

namespace {

/// What a row says, as the dataset's reader has it; its mask named by `mask`.
Annotation annotationIn(const std::string& row, std::shared_ptr<const std::string> mask = nullptr) {
    const auto value = parsePythonJson(row);
    if (!value || !value->isObject())
        qFatal("no row: %s", row.c_str());
    const SampleRecord record = recordOf(*value, row, "?");
    Annotation annotation = annotationOf(record, {});
    annotation.maskFile = record.maskPath.empty() ? nullptr : std::move(mask);
    return annotation;
}

template <typename Change>
std::string changed(const std::string& row, const Change& change, const std::string& maskPath = "9/mask.png") {
    const Annotation before = annotationIn(row, maskFile(1));
    Annotation after = before;
    change(after);
    const Result<std::string> text = rewritten(row, {before, after, false}, maskPath);
    if (!text)
        qFatal("%s", text.error().message().c_str());
    return *text;
}

using Text = std::string;

const Text points = "{\"id\": 1, \"trajectory\": [[0.10, 2e-1, 1.00], [ 3,4.50 ,5 ],\n  [6.0, 7.0, 8.0]], \"z\": NaN}";

} // namespace

class TestRowText : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anEditThatChangesNothingKeepsEveryByte();
    void onlyTheNumberThatMovedIsWrittenAnew();
    void pointsPutInOrTakenOutLeaveTheOthersAlone();
    void listsAreLaidOutLikeTheirNeighbours();
    void coordinatesThatAreNoNumbersAreWrittenAsJson();
    void aBraceBehindAListTellsNoIndent();
    void textsKeepWhatStandsAround();
    void bothSpellingsOfTheDestinationAreKnown();
    void ofKeysThatRepeatTheLastCounts();
    void whatBecomesAbsentLosesItsKey();
    void whatIsNewFollowsAtTheEnd();
    void oddValuesAreReplacedOnlyWhereTheyAreEdited();
    void aMaskIsNamedWhereTheEditChangesIt();
    void whatIsNoObjectIsRefused();
    void aMadeSampleHasTheRowOfItsNeighbours();
    void chanceEditsReadBackAndUndoToTheSameBytes();
};

void TestRowText::anEditThatChangesNothingKeepsEveryByte() {
    for (const Text& row :
         {points, Text("{}"), Text("{ }"), Text("{\"a\":1e400 ,\"a\":[{}],\n\t\"prompt\":\"\\ud800\"}")})
        QCOMPARE(changed(row, [](Annotation&) {}), row);
}

void TestRowText::onlyTheNumberThatMovedIsWrittenAnew() {
    QCOMPARE(changed(points, [](Annotation& a) { a.trajectory[1].y = 0.1; }),
             Text("{\"id\": 1, \"trajectory\": [[0.10, 2e-1, 1.00], [ 3,0.1 ,5 ],\n  [6.0, 7.0, 8.0]], \"z\": NaN}"));
    QCOMPARE(
        changed(points, [](Annotation& a) { a.trajectory[2].z = 100; }),
        Text("{\"id\": 1, \"trajectory\": [[0.10, 2e-1, 1.00], [ 3,4.50 ,5 ],\n  [6.0, 7.0, 100.0]], \"z\": NaN}"));
    const Text box = "{\"bbox_center\":[0.10,0.20,0.30],\"bbox_extent\":[1,1,1],"
                     "\"bbox_rotation\":[[1,0,0],[0,1.0,0],[0,0,1e0]]}";
    QCOMPARE(changed(box, [](Annotation& a) { a.box->centre.y = 1e-7; }),
             Text("{\"bbox_center\":[0.10,1e-07,0.30],\"bbox_extent\":[1,1,1],"
                  "\"bbox_rotation\":[[1,0,0],[0,1.0,0],[0,0,1e0]]}"));
    QCOMPARE(changed(box, [](Annotation& a) { a.box->rotation(2, 1) = 0.5; }),
             Text("{\"bbox_center\":[0.10,0.20,0.30],\"bbox_extent\":[1,1,1],"
                  "\"bbox_rotation\":[[1,0,0],[0,1.0,0],[0,0.5,1e0]]}"));
}

void TestRowText::pointsPutInOrTakenOutLeaveTheOthersAlone() {
    const auto insertAt = [&](std::ptrdiff_t at) {
        return changed(points, [at](Annotation& a) { a.trajectory.insert(a.trajectory.begin() + at, {9, 9.5, 1e22}); });
    };
    const Text a = "[0.10, 2e-1, 1.00]", b = "[ 3,4.50 ,5 ]", c = "[6.0, 7.0, 8.0]", n = "[9.0, 9.5, 1e+22]";
    const Text head = "{\"id\": 1, \"trajectory\": [", tail = "], \"z\": NaN}";
    QCOMPARE(insertAt(0), head + n + ", " + a + ", " + b + ",\n  " + c + tail);
    QCOMPARE(insertAt(1), head + a + ", " + n + ", " + b + ",\n  " + c + tail);
    QCOMPARE(insertAt(3), head + a + ", " + b + ",\n  " + c + ", " + n + tail);
    const auto eraseAt = [&](std::ptrdiff_t at) {
        return changed(points, [at](Annotation& x) { x.trajectory.erase(x.trajectory.begin() + at); });
    };
    QCOMPARE(eraseAt(0), head + b + ",\n  " + c + tail);
    QCOMPARE(eraseAt(1), head + a + ", " + c + tail);
    QCOMPARE(eraseAt(2), head + a + ", " + b + tail);
    // One moved and another taken out at once: what is alike still finds itself.
    QCOMPARE(changed(points,
                     [](Annotation& x) {
                         x.trajectory.erase(x.trajectory.begin());
                         x.trajectory[1].x = -1;
                     }),
             head + b + ",\n  [-1.0, 7.0, 8.0]" + tail);
}

void TestRowText::listsAreLaidOutLikeTheirNeighbours() {
    BenchmarkFolder::Json row = BenchmarkFolder::row(1);
    for (const int indent : {-1, 2, 4}) {
        // As Python and nlohmann lay it out with every level opened, so that the new one is known to be right.
        const Text before = row.dump(indent);
        BenchmarkFolder::Json more = row;
        more["trajectory"].insert(more["trajectory"].begin() + 1, BenchmarkFolder::Json::array({0.25, 0.5, 2.0}));
        QCOMPARE(changed(before,
                         [](Annotation& a) {
                             a.trajectory.insert(a.trajectory.begin() + 1, {0.25, 0.5, 2});
                         }),
                 more.dump(indent));
        BenchmarkFolder::Json bare = row;
        bare.erase("trajectory");
        BenchmarkFolder::Json full = bare;
        full["trajectory"] = {{0.25, 0.5, 2.0}, {1.0, 2.0, 3.0}};
        QCOMPARE(changed(bare.dump(indent),
                         [](Annotation& a) {
                             a.trajectory = {{0.25, 0.5, 2}, {1, 2, 3}};
                         }),
                 full.dump(indent));
    }
    QCOMPARE(changed("{\"trajectory\": [[1, 2, 3]]}", [](Annotation& a) { a.trajectory.emplace_back(4, 5, 6); }),
             Text("{\"trajectory\": [[1, 2, 3], [4.0, 5.0, 6.0]]}"));
}

void TestRowText::coordinatesThatAreNoNumbersAreWrittenAsJson() {
    // What Python's json reads, not its repr.
    const double none = std::numeric_limits<double>::quiet_NaN();
    const double most = std::numeric_limits<double>::infinity();
    const Text row = "{\"trajectory\": [[1, 2, 3]]}";
    QCOMPARE(changed(row,
                     [&](Annotation& a) {
                         a.trajectory[0] = {none, most, -most};
                     }),
             Text("{\"trajectory\": [[NaN, Infinity, -Infinity]]}"));
}

void TestRowText::aBraceBehindAListTellsNoIndent() {
    const Text row = "{\n    \"id\": 1,\n    \"trajectory\": [\n        [\n            1,\n            2,\n            "
                     "3\n        ]\n   ] }";
    const Text boxed = changed(row, [](Annotation& a) {
        a.box = OrientedBox{{1, 2, 3}, {1, 1, 1}, cv::Matx33d::eye()};
    });
    QVERIFY2(parsePythonJson(boxed), boxed.c_str());
    QVERIFY2(boxed.find("\"bbox_center\": [\n        1.0,\n        2.0,\n        3.0\n    ]") != Text::npos,
             boxed.c_str());
}

void TestRowText::textsKeepWhatStandsAround() {
    const Text row = "{ \"prompt\" :\t\"caf\\u00e9 \\\"x\\\"\" , \"target_object\":\"a\\/b\"}";
    QCOMPARE(changed(row, [](Annotation& a) { a.targetObject = "b"; }),
             Text("{ \"prompt\" :\t\"caf\\u00e9 \\\"x\\\"\" , \"target_object\":\"b\"}"));
    // A file that escapes goes on escaping.
    QCOMPARE(changed(row, [](Annotation& a) { a.targetObject = "\xe6\x9d\xaf"; }),
             Text("{ \"prompt\" :\t\"caf\\u00e9 \\\"x\\\"\" , \"target_object\":\"\\u676f\"}"));
    QCOMPARE(changed("{\"prompt\": \"\xe6\x9d\xaf\"}", [](Annotation& a) { a.instruction += "\"\n"; }),
             Text("{\"prompt\": \"\xe6\x9d\xaf\\\"\\n\"}"));
    QCOMPARE(changed("{\"step\": 2.0, \"x\": 1}", [](Annotation& a) { a.step = 3; }), Text("{\"step\": 3, \"x\": 1}"));
}

void TestRowText::bothSpellingsOfTheDestinationAreKnown() {
    const auto edit = [](Annotation& a) { a.destination = "n"; };
    QCOMPARE(changed("{\"destination|direction\": \"o\"}", edit), Text("{\"destination|direction\": \"n\"}"));
    QCOMPARE(changed("{\"destination_direction\": \"o\"}", edit), Text("{\"destination_direction\": \"n\"}"));
    QCOMPARE(changed("{\"destination_direction\": \"o\", \"destination|direction\": \"o\"}", edit),
             Text("{\"destination_direction\": \"n\", \"destination|direction\": \"n\"}"));
    QCOMPARE(changed("{\"destination_direction\": \"mine\", \"destination|direction\": \"o\"}", edit),
             Text("{\"destination_direction\": \"mine\", \"destination|direction\": \"n\"}"));
    QCOMPARE(changed("{\"id\": 1}", edit), Text("{\"id\": 1, \"destination|direction\": \"n\"}"));
}

void TestRowText::ofKeysThatRepeatTheLastCounts() {
    const Text row = "{\"prompt\": \"a\", \"prompt\": \"b\", \"step\": 1, \"step\": 2}";
    QCOMPARE(changed(row, [](Annotation& a) { a.instruction = "c"; }),
             Text("{\"prompt\": \"a\", \"prompt\": \"c\", \"step\": 1, \"step\": 2}"));
    QCOMPARE(changed(row, [](Annotation& a) { a.step.reset(); }), Text("{\"prompt\": \"a\", \"prompt\": \"b\"}"));
    QCOMPARE(changed("{\"\\u0070rompt\": \"a\"}", [](Annotation& a) { a.instruction = "c"; }),
             Text("{\"\\u0070rompt\": \"c\"}"));
}

void TestRowText::whatBecomesAbsentLosesItsKey() {
    const auto removeStep = [](Annotation& a) { a.step.reset(); };
    QCOMPARE(changed("{\"step\": 1}", removeStep), Text("{}"));
    QCOMPARE(changed("{ \"step\": 1 }", removeStep), Text("{  }"));
    QCOMPARE(changed("{\n  \"step\": 1,\n  \"x\": 2\n}", removeStep), Text("{\n  \"x\": 2\n}"));
    QCOMPARE(changed("{\n  \"x\": 2,\n  \"step\": 1\n}", removeStep), Text("{\n  \"x\": 2\n}"));
    const Text box =
        "{\"bbox_center\":[0,0,1],\"a\":1,\"bbox_extent\":[1,1,1],\"bbox_rotation\":[[1,0,0],[0,1,0],[0,0,1]]}";
    QCOMPARE(changed(box, [](Annotation& a) { a.box.reset(); }), Text("{\"a\":1}"));
    QCOMPARE(changed(box,
                     [](Annotation& a) {
                         a.box.reset();
                         a.step = 4;
                     }),
             Text("{\"a\":1,\"step\":4}"));
    QCOMPARE(changed("{\"step\": 1}",
                     [](Annotation& a) {
                         a.step.reset();
                         a.instruction = "p";
                     }),
             Text("{\"prompt\": \"p\"}"));
    QCOMPARE(changed("{\"mask_path\": \"1/mask.png\", \"id\": 1}", [](Annotation& a) { a.maskFile = nullptr; }),
             Text("{\"id\": 1}"));
    QCOMPARE(changed("{\"prompt\": \"a\"}", [](Annotation& a) { a.instruction.clear(); }), Text("{\"prompt\": \"\"}"));
}

void TestRowText::whatIsNewFollowsAtTheEnd() {
    const auto add = [](Annotation& a) {
        a.step = 2;
        a.trajectory = {{1, 2, 3}, {4, 5, 6}};
    };
    QCOMPARE(changed("{}", add), Text("{\"step\": 2, \"trajectory\": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}"));
    QCOMPARE(changed("{\"id\":1,\"x\":2}", add),
             Text("{\"id\":1,\"x\":2,\"step\":2,\"trajectory\":[[1.0,2.0,3.0],[4.0,5.0,6.0]]}"));
}

void TestRowText::oddValuesAreReplacedOnlyWhereTheyAreEdited() {
    const Text row =
        "{\"trajectory\": [[1, 2, NaN], [3, 4, 5], [6, 7, 8]], \"bbox_center\": \"none\", \"step\": \"two\"}";
    QCOMPARE(changed(row, [](Annotation& a) { a.instruction = "p"; }),
             row.substr(0, row.size() - 1) + ", \"prompt\": \"p\"}");
    // The views show no point that is nowhere, and so it goes once the trace is edited.
    QCOMPARE(changed("{\"trajectory\": [[1, 2, NaN], [3, 4, 5], [6, 7, 8]]}",
                     [](Annotation& a) { a.trajectory.at(1).x = 9; }),
             Text("{\"trajectory\": [[3, 4, 5], [9.0, 7, 8]]}"));
    QCOMPARE(changed("{\"step\": \"two\"}", [](Annotation& a) { a.step = 2; }), Text("{\"step\": 2}"));
    QCOMPARE(changed("{\"trajectory\": \"soon\"}",
                     [](Annotation& a) {
                         a.trajectory = {{1, 2, 3}};
                     }),
             Text("{\"trajectory\": [[1.0, 2.0, 3.0]]}"));
    QCOMPARE(
        changed("{\"trajectory\": [[1, 2, 3, 0.50], [4, 5, 6, 0.70]]}", [](Annotation& a) { a.trajectory[1].y = 0; }),
        Text("{\"trajectory\": [[1, 2, 3, 0.50], [4, 0.0, 6, 0.70]]}"));
    // A point put in between keeps the list readable.
    QCOMPARE(changed("{\"trajectory\": [[1, 2, 3, 0.50], [4, 5, 6, 0.70]]}",
                     [](Annotation& a) { a.trajectory.emplace_back(7, 8, 9); }),
             Text("{\"trajectory\": [[1, 2, 3, 0.50], [4, 5, 6, 0.70], [7.0, 8.0, 9.0, 0.50]]}"));
    QCOMPARE(changed("{\"trajectory\": [[1, 2, 3], [4, 5, 6, 7]]}",
                     [](Annotation& a) {
                         a.trajectory = {{1, 2, 3}};
                     }),
             Text("{\"trajectory\": [[1.0, 2.0, 3.0]]}"));
}

void TestRowText::aMaskIsNamedWhereTheEditChangesIt() {
    const Text row = "{\"mask_path\":\"shared\\/mask.png\"}";
    const auto edit = [](Annotation& a) { a.maskFile = maskFile(7); };
    QCOMPARE(changed(row, edit, "4/mask.png"), Text("{\"mask_path\":\"4/mask.png\"}"));
    QCOMPARE(changed(row, edit, "shared/mask.png"), row);
    QCOMPARE(changed(
                 row, [](Annotation&) {}, "4/mask.png"),
             row);
    QCOMPARE(changed("{\"id\":1}", edit, "4/mask.png"), Text("{\"id\":1,\"mask_path\":\"4/mask.png\"}"));
}

void TestRowText::whatIsNoObjectIsRefused() {
    for (const Text& row : {Text("[1]"), Text(""), Text("7"), Text("{\"a\" 1}"), Text(" {}"), Text("{} ")}) {
        const Result<std::string> text = rewritten(row, {}, "");
        QVERIFY2(!text, row.c_str());
        QVERIFY(contains(text.error().message(), "not a JSON object"));
    }
}

void TestRowText::aMadeSampleHasTheRowOfItsNeighbours() {
    AddedSample sample;
    sample.id = "12";
    sample.imagePath = "12/image.png";
    sample.depthPath = "12/depth.png";
    sample.gtDepthPath = "12/gt_depth.png";
    sample.camera = {64, 48, 60, 60.5, 31.5, 23.5};
    sample.annotation = annotationIn(BenchmarkFolder::row(3).dump(), maskFile(1));
    sample.annotation.trajectory.emplace_back(0.1, 1.0 / 3, 1e-5);
    for (const int indent : {-1, 4}) {
        const Text neighbour = BenchmarkFolder::row(3).dump(indent);
        const RowStyle style = RowStyle::of(neighbour, "\n", false);
        const Text text = writtenRow(sample, "12/mask.png", false, style);
        const auto row = BenchmarkFolder::Json::parse(text);
        QCOMPARE(text, row.dump(indent));
        QVERIFY(row["id"].is_number_integer());
        QCOMPARE(row["mask_path"].get<std::string>(), Text("12/mask.png"));
        QCOMPARE(annotationIn(text, sample.annotation.maskFile), sample.annotation);
        QVERIFY(contains(text, "0.3333333333333333") && contains(text, "1e-05"));
    }
    QCOMPARE(BenchmarkFolder::Json::parse(writtenRow(sample, "", true, {}))["id"].get<std::string>(), Text("12"));
}

void TestRowText::chanceEditsReadBackAndUndoToTheSameBytes() {
    std::mt19937 random(3);
    const Text odd =
        "{\"x\":NaN,\"trajectory\":[[1,2.50,3],[4,5,6]],\"prompt\":\"\\ud83d\\ude00\",\"y\":{\"step\":[{}]}}";
    for (int round = 0; round < 3000; ++round) {
        const Text row = round % 4 == 3 ? odd : BenchmarkFolder::row(round).dump(round % 4 == 2 ? 4 : -1);
        const auto mask = maskFile(1);
        const Annotation before = annotationIn(row, mask);
        Annotation after = before;
        for (unsigned changes = 1 + random() % 5; changes > 0; --changes)
            changeByChance(after, random);
        const Result<std::string> text = rewritten(row, {before, after, false}, "own/mask.png");
        QVERIFY(text);
        Annotation read = annotationIn(*text, after.maskFile);
        QVERIFY2(read == after, text->c_str());
        QVERIFY(contains(*text, round % 4 == 3 ? "\"x\":NaN" : "gt_depth_intrinsics"));
        // Editing back by another edit restores the meaning; the same edit undone is the row itself.
        QCOMPARE(*rewritten(row, {before, before, false}, "own/mask.png"), row);
        const Result<std::string> back = rewritten(*text, {after, before, false}, "1/mask.png");
        QVERIFY(back);
        QCOMPARE(annotationIn(*back, mask), before);
    }
}

QTEST_GUILESS_MAIN(TestRowText)
#include "tst_row_text.moc"
