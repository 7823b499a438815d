#include "benchmark/answer.h"

#include <QFile>
#include <QTest>
#include <cmath>
#include <limits>

using namespace tracestudio;

namespace {

std::string bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

PyValue golden(const char* name) {
    auto value = parsePythonJson(bytesOf(QStringLiteral(TRACESTUDIO_TEST_DATA "/units/") + QLatin1String(name)));
    return value ? std::move(*value) : PyValue();
}

double goldenNumber(const PyValue& value) {
    if (!value.isString())
        return value.number;
    if (value.text == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    return value.text == "inf" ? HUGE_VAL : -HUGE_VAL;
}

// Equal to the bit, -0 and NaN included.
bool isSame(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

std::string numpyType(const OfficialParse& parse) {
    return parse.isFloat32 ? "float32" : parse.isObject ? "object" : "float64";
}

// What differs between `parse` and a golden's "out", or nothing.
std::string differenceFrom(const PyValue& out, const OfficialParse& parse) {
    if (const PyValue* raises = out.find("raises"))
        return parse.exception == raises->text ? "" : "raised '" + parse.exception + "', not '" + raises->text + "'";
    if (parse.raises())
        return "raised " + parse.exception;
    const std::vector<PyValue>& shape = out.find("shape")->items;
    if (parse.isFlat != (shape.size() == 1) || parse.rows != int(shape[0].number))
        return "has " + std::to_string(parse.rows) + " rows";
    if (shape.size() == 2 && parse.columns != int(shape[1].number))
        return "has " + std::to_string(parse.columns) + " columns";
    if (numpyType(parse) != out.find("dtype")->text)
        return "is " + numpyType(parse);
    const std::vector<PyValue>& rows = out.find("points")->items;
    for (int row = 0; row < parse.rows; ++row) {
        for (int column = 0; column < parse.columns; ++column) {
            if (!isSame(parse.at(row, column), goldenNumber(rows[std::size_t(row)].items[std::size_t(column)])))
                return "differs at row " + std::to_string(row) + ", column " + std::to_string(column);
        }
    }
    return {};
}

void compareWithGoldens(const char* name, AnswerStyle style, std::size_t atLeast) {
    const PyValue cases = golden(name);
    QVERIFY2(cases.items.size() >= atLeast, name);
    for (const PyValue& one : cases.items) {
        const PyValue& input = *one.find("input");
        const OfficialParse parse = parseOfficial(input, style);
        const std::string difference = differenceFrom(*one.find("out"), parse);
        QVERIFY2(difference.empty(), (one.find("id")->text + ": " + difference + "\n" + input.text).c_str());
        if (const PyValue* spans = one.find("spans")) {
            QCOMPARE(parse.spans.size(), spans->items.size());
            for (std::size_t i = 0; i < parse.spans.size(); ++i) {
                QCOMPARE(parse.spans[i].begin, std::size_t(spans->items[i].items[0].number));
                QCOMPARE(parse.spans[i].end, std::size_t(spans->items[i].items[1].number));
            }
        }
    }
}

// Not by QString, which drops U+FEFF as a byte order mark.
std::string utf8(char32_t c) {
    const auto tail = [&](unsigned shift) { return char(0x80U | ((c >> shift) & 0x3FU)); };
    if (c < 0x800)
        return {char(0xC0U | (c >> 6U)), tail(0)};
    if (c < 0x10000)
        return {char(0xE0U | (c >> 12U)), tail(6), tail(0)};
    return {char(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
}

std::vector<std::string> spansOf(const std::string& text, const std::vector<TextSpan>& spans) {
    std::vector<std::string> pieces;
    for (const TextSpan& span : spans)
        pieces.push_back(text.substr(span.begin, span.end - span.begin));
    return pieces;
}

using Waypoints = std::vector<std::array<double, 3>>;
constexpr double noDepth = -1;

Waypoints waypointsOf(const LenientParse& parse) {
    Waypoints points;
    for (const LenientPoint& point : parse.points)
        points.push_back({point.x, point.y, point.depthMetres.value_or(noDepth)});
    return points;
}

Waypoints read(std::string_view answer) {
    return waypointsOf(parseLenient(answer, 640, 480));
}

const Waypoints twoIn3D{{0.534, 0.402, 0.46}, {0.763, 0.62, 0.44}};
const Waypoints twoIn2D{{0.534, 0.402, noDepth}, {0.763, 0.62, noDepth}};

std::vector<PyValue> publishedRows(const char* file) {
    const std::string text =
        bytesOf(QStringLiteral(TRACESTUDIO_SHARED "/data/published-outputs/") + QLatin1String(file));
    std::vector<PyValue> rows;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (auto row = parsePythonJson(std::string_view(text).substr(at, end - at)))
            rows.push_back(std::move(*row));
        at = end + 1;
    }
    return rows;
}

} // namespace

class AnswersTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void modelNamesChooseThePublishedParser();
    void textParserAgreesWithThePublishedOne();
    void jsonParserAgreesWithThePublishedOne();
    void officialRowsKnowWhereTheyStand();
    void unicodeCountsAsInPython();
    void otherValuesThanTextsAreEmptyOrRaise();

    void lenientReadsWhatThePromptAsksFor();
    void thinkingIsNotAnAnswer();
    void unfinishedThinkingHasNoAnswer();
    void answerTagIsUnwrapped();
    void unfencedListIsRead();
    void truncatedListKeepsWholePoints();
    void spacesAndExponentsAndBareDecimalsAreRead();
    void labelledPointsAreReadAlone();
    void fractionsAreRecognised();
    void pixelsAreRecognisedInAKnownPicture();
    void listIsPreferredToTuplesInProse();
    void lastListIsTheAnswer();
    void proseIsReadWhereNoListIs();
    void pointsWithAndWithoutDepthStayBoth();
    void oddTuplesAreLeftOutOrCut();
    void nonFiniteNumbersAreLeftOut();
    void commentsAndTrailingCommasAreOverlooked();
    void lenientPointsKnowWhereTheyStand();
    void answersWithoutPointsHaveNone();
    void hostileAnswersTakeLinearTime();
    void lenientFindsNoFewerPointsInPublishedAnswers_data();
    void lenientFindsNoFewerPointsInPublishedAnswers();
    void publishedAnswersThatDoNotParseAreRead();
};

void AnswersTest::modelNamesChooseThePublishedParser() {
    QVERIFY(officialStyleOf("RoboTracer_Intrinsics_Depth") == AnswerStyle::Text);
    QVERIFY(officialStyleOf("Gemini3Pro") == AnswerStyle::Json);
    QVERIFY(officialStyleOf("my-Qwen3VL") == AnswerStyle::Json);
    QVERIFY(officialStyleOf("Qwen_vs_RoboTracer") == AnswerStyle::Text);
    QVERIFY(!officialStyleOf("gemini"));
    QVERIFY(!officialStyleOf(""));
}

void AnswersTest::textParserAgreesWithThePublishedOne() {
    compareWithGoldens("parse_text.json", AnswerStyle::Text, 80);
    compareWithGoldens("parse_text_random.json", AnswerStyle::Text, 600);
}

void AnswersTest::jsonParserAgreesWithThePublishedOne() {
    compareWithGoldens("parse_json.json", AnswerStyle::Json, 90);
    compareWithGoldens("parse_json_random.json", AnswerStyle::Json, 600);
}

void AnswersTest::officialRowsKnowWhereTheyStand() {
    const std::string text = "é (5) (1, 2) [(3,4, 5)]";
    QCOMPARE(spansOf(text, parseOfficial(text, AnswerStyle::Text).spans),
             (std::vector<std::string>{"(1, 2)", "(3,4, 5)"}));
    const std::string json = "é\n```json\n \u3000[[1, 2], {\"a\": [3,4]}]\n```";
    QCOMPARE(spansOf(json, parseOfficial(json, AnswerStyle::Json).spans),
             (std::vector<std::string>{"[1, 2]", "[3,4]"}));
}

void AnswersTest::unicodeCountsAsInPython() {
    // Every code point there is, through the parsers: as a digit, as space behind a comma and around the JSON, and in
    // the word behind a fence.
    const PyValue classes = golden("python_unicode.json");
    QCOMPARE(classes.items.size(), std::size_t(3));
    for (const PyValue& one : classes.items) {
        const std::string& name = one.find("class")->text;
        std::vector<bool> expected(0x110000, false);
        for (const PyValue& range : one.find("ranges")->items) {
            for (auto c = std::size_t(range.items[0].number); c <= std::size_t(range.items[1].number); ++c)
                expected[c] = true;
        }
        for (char32_t c = 0x80; c < 0x110000; ++c) {
            if (c >= 0xD800 && c < 0xE000)
                continue;
            const std::string letter = utf8(c);
            bool accepted = false;
            if (name == "digit") {
                accepted = parseOfficial("(" + letter + ",1)", AnswerStyle::Text).rows == 1;
            } else if (name == "word") {
                accepted = parseOfficial("```" + letter + "\n[1,2]```", AnswerStyle::Json).rows == 1;
            } else {
                accepted = parseOfficial("(1," + letter + "2)", AnswerStyle::Text).rows == 1;
                const bool isDigit = accepted && parseOfficial("(" + letter + ",1)", AnswerStyle::Text).rows == 1;
                accepted = accepted && !isDigit;
                const std::string fenced = "```\n" + letter + "[1,2]" + letter + "```";
                QCOMPARE(parseOfficial(fenced, AnswerStyle::Json).rows == 1, accepted);
            }
            QVERIFY2(accepted == expected[c], (name + " U+" + std::to_string(unsigned(c))).c_str());
        }
    }
}

void AnswersTest::otherValuesThanTextsAreEmptyOrRaise() {
    for (const auto& [json, type] : {std::pair("null", "NoneType"), std::pair("3", "int"), std::pair("2.5", "float"),
                                     std::pair("true", "bool"), std::pair("[]", "list"), std::pair("{}", "dict")}) {
        const auto value = parsePythonJson(json);
        QVERIFY(value);
        QCOMPARE(parseOfficial(*value, AnswerStyle::Text).rows, 0);
        QVERIFY(!parseOfficial(*value, AnswerStyle::Text).raises());
        QCOMPARE(parseOfficial(*value, AnswerStyle::Json).exception,
                 std::string("TypeError: expected string or bytes-like object, got '") + type + "'");
    }
}

void AnswersTest::lenientReadsWhatThePromptAsksFor() {
    const LenientParse text = parseLenient("[(534, 402, 0.46), (763, 620, 0.44)]", 640, 480);
    QCOMPARE(waypointsOf(text), twoIn3D);
    QVERIFY(text.hasDepth() && text.notes.empty());
    const LenientParse json = parseLenient("Sure:\n```json\n[[534, 402], [763, 620]]\n```\nDone.", 640, 480);
    QCOMPARE(waypointsOf(json), twoIn2D);
    QVERIFY(!json.hasDepth() && json.notes.empty());
}

void AnswersTest::thinkingIsNotAnAnswer() {
    const std::string thought =
        "<think>Step1: [Scale] [Scene]: 2.406 Step2: [Referring] [Can]: (179, 789, 0.941), (1, 2, "
        "3)\n```json\n[[1,2,3],[4,5,6]]\n```</think> ";
    const LenientParse parse = parseLenient(thought + "(534,402, 0.46), (763, 620, 0.44)", 640, 480);
    QCOMPARE(waypointsOf(parse), twoIn3D);
    QVERIFY(parse.has(LenientNote::ThinkingStripped));
    // Some models' templates open the thought in the prompt.
    QCOMPARE(read("(1, 2, 3), (4, 5, 6)</think>[(534, 402, 0.46), (763, 620, 0.44)]"), twoIn3D);
    QCOMPARE(read("[(1, 2)]</think> hm </think>[(534, 402), (763, 620)]"), twoIn2D);
}

void AnswersTest::unfinishedThinkingHasNoAnswer() {
    const LenientParse parse = parseLenient("<think>[(534, 402, 0.46), (763, 620, 0.44)] but wait", 640, 480);
    QVERIFY(parse.points.empty());
    QVERIFY(parse.has(LenientNote::ThinkingStripped) && parse.has(LenientNote::Truncated));
}

void AnswersTest::answerTagIsUnwrapped() {
    const LenientParse parse = parseLenient(
        "<think>(1, 2, 3)</think> <answer>(534,402,0.46), (763,620,0.44)</answer> [(9, 9), (8, 8)]", 640, 480);
    QCOMPARE(waypointsOf(parse), twoIn3D);
    QVERIFY(parse.has(LenientNote::AnswerTagUnwrapped) && parse.has(LenientNote::ThinkingStripped));
    QCOMPARE(read("<think>…</think><answer><point>[[534, 402], [763, 620]]</point></answer>"), twoIn2D);
    QCOMPARE(read("<answer>[(534, 402), (763, 620)]"), twoIn2D);
}

void AnswersTest::unfencedListIsRead() {
    const LenientParse parse = parseLenient("**Points:**\n[[534, 402], [763, 620]]", 640, 480);
    QCOMPARE(waypointsOf(parse), twoIn2D);
    QVERIFY(parse.has(LenientNote::Unfenced));
    QCOMPARE(read("```json [[534, 402], [763, 620]]```"), twoIn2D);
    QCOMPARE(read("```json\r\n[[534, 402], [763, 620]]\r\n```"), twoIn2D);
    QCOMPARE(read("```json\n[(534, 402), (763, 620)]\n```"), twoIn2D);
}

void AnswersTest::truncatedListKeepsWholePoints() {
    for (const char* text :
         {"```json\n[[534, 402, 0.46], [763, 620, 0.44], [700, 6", "[(534, 402, 0.46), (763, 620, 0.44), (",
          "```json\n[{\"point_3d\": [534, 402, 0.46], \"label\": \"a\"}, {\"point_3d\": [763, 620, "
          "0.44], \"label\": \"unfin",
          "```json\n[[534, 402, 0.46], [763, 620, 0.44],"}) {
        const LenientParse parse = parseLenient(text, 640, 480);
        QCOMPARE(waypointsOf(parse), twoIn3D);
        QVERIFY(parse.has(LenientNote::Truncated));
    }
    // Only the fence is open: nothing of the list is missing.
    QVERIFY(!parseLenient("```json\n[[534, 402], [763, 620]]\n", 640, 480).has(LenientNote::Truncated));
}

void AnswersTest::spacesAndExponentsAndBareDecimalsAreRead() {
    QCOMPARE(read("[ ( 534 , 402 ,\t.46 ) ,\n(+7.63e2\u00a0, 6.2E+2, 0.44 )]"), twoIn3D);
    QCOMPARE(read("[(５３４, 402, 0.46), (763., 620., 44e-2)]"), twoIn3D);
    QCOMPARE(read("[(-34, 402)]"), (Waypoints{{-0.034, 0.402, noDepth}}));
}

void AnswersTest::labelledPointsAreReadAlone() {
    const LenientParse parse =
        parseLenient("```json\n[{\"point_2d\": [534, 402], \"label\": \"cup (1, 2)\", \"size\": [3, 4]},\n"
                     "{'point_2d': [763, 620], 'bbox_2d': [1, 2, 3, 4]}]\n```",
                     640, 480);
    QCOMPARE(waypointsOf(parse), twoIn2D);
    QVERIFY(parse.has(LenientNote::LabelledPoints));
    QCOMPARE(read("{\"point_3d\": [[534, 402, 0.46], [763, 620, 0.44]]}"), twoIn3D);
}

void AnswersTest::fractionsAreRecognised() {
    const LenientParse parse = parseLenient("[(0.534, 0.402, 2.46), (0.763, 1, 0.44)]", 640, 480);
    QCOMPARE(waypointsOf(parse), (Waypoints{{0.534, 0.402, 2.46}, {0.763, 1, 0.44}}));
    QVERIFY(parse.has(LenientNote::UnitRange));
    QCOMPARE(read("[(0.25, 0.75)]"), (Waypoints{{0.25, 0.75, noDepth}}));
    // Whole zeros and ones are thousandths like any other whole number.
    QCOMPARE(read("[(0, 1), (1, 0)]"), (Waypoints{{0, 0.001, noDepth}, {0.001, 0, noDepth}}));
    QVERIFY(!parseLenient("[(0.5, 402)]", 640, 480).has(LenientNote::UnitRange));
}

void AnswersTest::pixelsAreRecognisedInAKnownPicture() {
    const LenientParse parse = parseLenient("[(1600, 300), (400, 1200)]", 1600, 1200);
    QCOMPARE(waypointsOf(parse), (Waypoints{{1, 0.25, noDepth}, {0.25, 1, noDepth}}));
    QVERIFY(parse.has(LenientNote::PixelRange));
    for (const auto& [width, height] : {std::pair(0, 0), std::pair(640, 480), std::pair(1600, 1000)}) {
        const LenientParse other = parseLenient("[(1600, 300), (400, 1200)]", width, height);
        QVERIFY(!other.has(LenientNote::PixelRange));
        QCOMPARE(other.points[0].x, 1.6);
    }
    QVERIFY(!parseLenient("[(600, 300)]", 1600, 1200).has(LenientNote::PixelRange));
}

void AnswersTest::listIsPreferredToTuplesInProse() {
    QCOMPARE(read("From `[389, 254]` (the cup at (1, 2)) to [830, 215]:\n[[534, 402], [763, 620]]\nnear (5, 6)."),
             twoIn2D);
    QCOMPARE(read("It's at (1, 2); end: (3, 4).\n```json\n[[534, 402], [763, 620]]\n```\nSee [[1, 2], [3, 4]]."),
             twoIn2D);
    QCOMPARE(read("[(534, 402), (763, 620)], the gripper at [(1, 2)]"), twoIn2D);
    QCOMPARE(read("In [0, 1000]: {\"a\": {\"b\": [{\"c\": [534, 402]}, {\"d\": [763, 620]}]}}"), twoIn2D);
}

void AnswersTest::lastListIsTheAnswer() {
    QCOMPARE(read("[(1, 2), (3, 4)]\nNo, rather:\n[(534, 402), (763, 620)]"), twoIn2D);
    QCOMPARE(read("```json\n[[1, 2], [3, 4]]\n```\nCorrected:\n```json\n[[534, 402], [763, 620]]\n```\n"), twoIn2D);
    QCOMPARE(read("```\nnot json\n```\n```json\n[[534, 402], [763, 620]]\n```\n```\ngo\n```"), twoIn2D);
    QCOMPARE(read("(534, 402)\n(763, 620)\n"), twoIn2D);
}

void AnswersTest::proseIsReadWhereNoListIs() {
    QCOMPARE(read("Start: [534, 402] - lift.\nEnd: [763, 620] - lower."), twoIn2D);
    QCOMPARE(
        read("The cup is at [1, 2], the shelf at [3, 4].\n\n1. **Start:** [534, 402]\n2. **End:** [763, 620]\n3. "),
        twoIn2D);
    QCOMPARE(read("Go to (534, 402).\n\nThen to (763, 620)."), twoIn2D);
}

void AnswersTest::pointsWithAndWithoutDepthStayBoth() {
    const LenientParse parse = parseLenient("[(534, 402), (763, 620, 0.44)]", 640, 480);
    QCOMPARE(waypointsOf(parse), (Waypoints{{0.534, 0.402, noDepth}, {0.763, 0.62, 0.44}}));
    QVERIFY(parse.has(LenientNote::MixedArity) && !parse.hasDepth());
}

void AnswersTest::oddTuplesAreLeftOutOrCut() {
    const LenientParse cut = parseLenient("[(534, 402, 0.46, 1, 2, 3), (5), (763, 620, 0.44)]", 640, 480);
    QCOMPARE(waypointsOf(cut), twoIn3D);
    QVERIFY(cut.has(LenientNote::OddArity));
    const LenientParse boxes = parseLenient("[[1, 2, 3, 4], [5, 6, 7, 8]]", 640, 480);
    QVERIFY(boxes.points.empty() && boxes.has(LenientNote::OddArity));
    QVERIFY(!parseLenient("(1) [(534, 402)]", 640, 480).has(LenientNote::OddArity));
}

void AnswersTest::nonFiniteNumbersAreLeftOut() {
    const LenientParse parse =
        parseLenient("[[534, 402, 0.46], [NaN, 1, 2], [3, -Infinity, 4], [5, 1e400, 1], [763, 620, 0.44]]", 640, 480);
    QCOMPARE(waypointsOf(parse), twoIn3D);
    QVERIFY(parse.has(LenientNote::NonFinite));
    QCOMPARE(read("[(534, 402, nan)]"), (Waypoints{{0.534, 0.402, noDepth}}));
}

void AnswersTest::commentsAndTrailingCommasAreOverlooked() {
    QCOMPARE(read("```json\n[\n  [534, 402], // the start, at (1, 2)\n  [763, 620,], # end\n]\n```"), twoIn2D);
    QCOMPARE(read("(see https://example.org/#a) [[534, 402], [763, 620]]"), twoIn2D);
    QCOMPARE(read("(isn't it) [[534, 402], [763, 620]] :) it's"), twoIn2D);
}

void AnswersTest::lenientPointsKnowWhereTheyStand() {
    const std::string text = "é <think>(1, 2)</think>\n{\"point_2d\": [ 534, 402 ]},\n{\"point_2d\": [763,620]}";
    const LenientParse parse = parseLenient(text, 0, 0);
    QCOMPARE(waypointsOf(parse), twoIn2D);
    QCOMPARE(spansOf(text, {parse.points[0].span, parse.points[1].span}),
             (std::vector<std::string>{"[ 534, 402 ]", "[763,620]"}));
}

void AnswersTest::answersWithoutPointsHaveNone() {
    for (const char* text : {"", " \n", "About 43 meters.", "I cannot (sorry).", "[]", "[[]]", "```json\n[]\n```",
                             "```", "((((", "))))", "[x1, y1]", "[(x1, y1), (x2, y2), ...]", "{\"a\": 1}",
                             "<answer></answer>", "</think>", "\xff\xfe[\xff", "(534, 402"})
        QVERIFY2(read(text).empty(), text);
}

void AnswersTest::hostileAnswersTakeLinearTime() {
    // A quadratic way through any of these would take minutes.
    constexpr std::size_t many = 400'000;
    for (const char* unit : {"(",    "[",           "{",       "([{",     "[[1,2],",  "(1,2)[",   "`",
                             "```",  "```\n",       "[\"",     "[\"\\",   "[1,'",     "[#",       "(1,",
                             "1",    "[1,2] a\n\n", "[1,2] ",  "<think>", "</think>", "<answer>", "{\"point_2d\":",
                             "([)]", "[x(1,2)",     "\xe3\x80"}) {
        std::string text;
        while (text.size() < many)
            text += unit;
        for (const std::string& end : {std::string(), std::string(many, ']'), std::string(many, '}')}) {
            const LenientParse lenient = parseLenient("[" + text + end, 640, 480);
            QVERIFY(lenient.points.size() <= text.size());
            QVERIFY(parseOfficial(text + end, AnswerStyle::Text).rows <= int(many));
            QVERIFY(parseOfficial("```\n" + text + end + "```", AnswerStyle::Json).rows <= int(many));
        }
    }
}

void AnswersTest::lenientFindsNoFewerPointsInPublishedAnswers_data() {
    QTest::addColumn<bool>("isText");
    QTest::newRow("RoboTracer_Intrinsics_Depth_2D.jsonl") << true;
    QTest::newRow("RoboTracer_Intrinsics_Depth_3D.jsonl") << true;
    QTest::newRow("Gemini3Pro_2D.jsonl") << false;
    QTest::newRow("Gemini3Pro_3D.jsonl") << false;
}

void AnswersTest::lenientFindsNoFewerPointsInPublishedAnswers() {
    QFETCH(bool, isText);
    const std::vector<PyValue> rows = publishedRows(QTest::currentDataTag());
    if (rows.empty())
        QSKIP("The published answers are not beside the repository (shared/data/published-outputs).");
    QCOMPARE(rows.size(), std::size_t(100));
    for (const PyValue& row : rows) {
        const PyValue& answer = *row.find("model_prediction");
        const OfficialParse official = parseOfficial(answer, isText ? AnswerStyle::Text : AnswerStyle::Json);
        const LenientParse lenient = parseLenient(answer.text, 640, 480);
        QVERIFY2(int(lenient.points.size()) >= official.rows, answer.text.c_str());
        if (official.rows == 0)
            continue;
        // Where the published parser reads an answer, the two agree.
        QCOMPARE(int(lenient.points.size()), official.rows);
        for (int i = 0; i < official.rows; ++i) {
            const LenientPoint& point = lenient.points[std::size_t(i)];
            QVERIFY(std::abs(point.x - official.at(i, 0)) < 1e-6 && std::abs(point.y - official.at(i, 1)) < 1e-6);
            QCOMPARE(point.span, official.spans[std::size_t(i)]);
            QCOMPARE(point.depthMetres.has_value(), official.columns == 3);
        }
    }
}

void AnswersTest::publishedAnswersThatDoNotParseAreRead() {
    const std::vector<PyValue> rows = publishedRows("Gemini3Pro_2D.jsonl");
    if (rows.empty())
        QSKIP("The published answers are not beside the repository (shared/data/published-outputs).");
    const auto readRow = [&](std::size_t row) {
        return parseLenient(rows[row].find("model_prediction")->text, 512, 384);
    };
    const LenientParse unfenced = readRow(42);
    QCOMPARE(unfenced.points.size(), std::size_t(7));
    QCOMPARE(unfenced.points.back().x, 0.83);
    QVERIFY(unfenced.has(LenientNote::Unfenced));
    // Cut off in an enumeration: the five whole points of the last paragraph.
    const LenientParse enumerated = readRow(15);
    QCOMPARE(enumerated.points.size(), std::size_t(5));
    QCOMPARE(enumerated.points.front().y, 0.62);
    // Cut off in the list's first point: the two ends it was to join, from the prose.
    const LenientParse ends = readRow(84);
    QCOMPARE(ends.points.size(), std::size_t(2));
    QVERIFY(ends.has(LenientNote::Truncated));
    // Cut off before any point.
    for (const std::size_t row : {30U, 74U, 75U})
        QVERIFY(readRow(row).points.empty());
}

QTEST_APPLESS_MAIN(AnswersTest)
#include "tst_answers.moc"
