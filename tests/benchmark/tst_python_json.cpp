#include "benchmark/answer.h"
#include "benchmark/python_json.h"

#include <QFile>
#include <QTest>
#include <bit>
#include <cmath>
#include <cstdint>
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

void appendHex(std::string& out, const std::string& bytes) {
    out += 's' + QByteArray::fromStdString(bytes).toHex().toStdString();
}

// The form in which make_random_goldens.py writes down what json.loads returned.
void appendCanonical(std::string& out, const PyValue& value) {
    const char* separator = "";
    switch (value.kind) {
    case PyValue::Kind::Null:
        out += 'n';
        break;
    case PyValue::Kind::Bool:
        out += value.boolean ? 't' : 'f';
        break;
    case PyValue::Kind::Int:
        out += 'i' + value.text;
        break;
    case PyValue::Kind::Float:
        if (std::isnan(value.number)) {
            out += "nan";
        } else {
            const auto bits = std::bit_cast<std::uint64_t>(value.number);
            out += 'd' + QStringLiteral("%1").arg(quint64(bits), 16, 16, QLatin1Char('0')).toStdString();
        }
        break;
    case PyValue::Kind::String:
        appendHex(out, value.text);
        break;
    case PyValue::Kind::List:
        out += '[';
        for (const PyValue& item : value.items) {
            out += separator;
            appendCanonical(out, item);
            separator = ",";
        }
        out += ']';
        break;
    case PyValue::Kind::Object:
        out += '{';
        for (const auto& [key, member] : value.members) {
            out += separator;
            appendHex(out, key);
            out += ':';
            appendCanonical(out, member);
            separator = ",";
        }
        out += '}';
        break;
    }
}

std::string outcomeOf(std::string_view text) {
    const auto value = parsePythonJson(text);
    if (!value)
        return value.error().describe();
    std::string canonical;
    appendCanonical(canonical, *value);
    return canonical;
}

} // namespace

class PythonJsonTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void agreesWithPythonOnRandomTexts();
    void numbersKeepTheirDigitsAndAreRoundedCorrectly();
    void everyValueKnowsWhereItStands();
    void repeatedKeysKeepTheFirstPlaceAndTheLastValue();
    void repeatedKeysAmongManyMembers();
    void errorsSayWhereInBytes();
    void bracketsAreFollowedAsDeepAsPythonGoes();
    void bytesThatAreNoUtf8AreKept();
    void hostileTextsTakeLinearTime();
};

void PythonJsonTest::agreesWithPythonOnRandomTexts() {
    const PyValue cases = golden("python_json_random.json");
    QVERIFY(cases.items.size() > 900);
    for (const PyValue& one : cases.items) {
        const std::string& text = one.find("input")->text;
        const PyValue& out = *one.find("out");
        const PyValue* expected = out.find("value") != nullptr ? out.find("value") : out.find("raises");
        QVERIFY2(outcomeOf(text) == expected->text,
                 ("text: " + text + "\nours: " + outcomeOf(text) + "\nPython: " + expected->text).c_str());
    }
}

void PythonJsonTest::numbersKeepTheirDigitsAndAreRoundedCorrectly() {
    const auto list = parsePythonJson("[9007199254740993, -0, 123456789012345678901234567890, 1e400, -1e400, 1e-400, "
                                      "2.2250738585072011e-308, true, NaN, -Infinity]");
    QVERIFY(list);
    const std::vector<PyValue>& items = list->items;
    QCOMPARE(items[0].number, 9007199254740992.0);
    QCOMPARE(items[0].text, std::string("9007199254740993"));
    QVERIFY(!std::signbit(items[1].number));
    QCOMPARE(items[2].number, 123456789012345678901234567890.0);
    QCOMPARE(items[3].number, std::numeric_limits<double>::infinity());
    QCOMPARE(items[4].number, -std::numeric_limits<double>::infinity());
    QCOMPARE(items[5].number, 0.0);
    QCOMPARE(items[6].number, 2.2250738585072011e-308);
    QVERIFY(items[7].isNumber() && items[7].number == 1.0);
    QVERIFY(std::isnan(items[8].number) && items[8].kind == PyValue::Kind::Float);
    QVERIFY(items[9].number < 0 && std::isinf(items[9].number));

    const auto huge = parsePythonJson("-" + std::string(400, '9'));
    QVERIFY(huge);
    QCOMPARE(huge->number, -std::numeric_limits<double>::infinity());
    QCOMPARE(huge->text.size(), std::size_t(401));
}

void PythonJsonTest::everyValueKnowsWhereItStands() {
    const std::string text = " {\"é\": [1, \"b\"] , \"z\":null}\n";
    const auto value = parsePythonJson(text);
    QVERIFY(value);
    const auto at = [&](const PyValue& v) { return text.substr(v.begin, v.end - v.begin); };
    QCOMPARE(at(*value), std::string("{\"é\": [1, \"b\"] , \"z\":null}"));
    QCOMPARE(at(*value->find("é")), std::string("[1, \"b\"]"));
    QCOMPARE(at(value->find("é")->items[0]), std::string("1"));
    QCOMPARE(at(value->find("é")->items[1]), std::string("\"b\""));
    QCOMPARE(at(*value->find("z")), std::string("null"));
    QVERIFY(value->find("y") == nullptr);
    QVERIFY(value->find("é")->find("z") == nullptr);
}

void PythonJsonTest::repeatedKeysKeepTheFirstPlaceAndTheLastValue() {
    const auto value = parsePythonJson(R"({"a":1,"b":2,"a":3,"\u0061":4})");
    QVERIFY(value);
    QCOMPARE(value->members.size(), std::size_t(2));
    QCOMPARE(value->members[0].first, std::string("a"));
    QCOMPARE(value->members[0].second.number, 4.0);
    QCOMPARE(value->members[1].second.number, 2.0);
}

void PythonJsonTest::repeatedKeysAmongManyMembers() {
    std::string text = "{";
    for (int i = 0; i < 40; ++i)
        text += '"' + std::to_string(i % 30) + "\":" + std::to_string(i) + (i == 39 ? "}" : ",");
    const auto value = parsePythonJson(text);
    QVERIFY(value);
    QCOMPARE(value->members.size(), std::size_t(30));
    for (int i = 0; i < 30; ++i) {
        QCOMPARE(value->members[std::size_t(i)].first, std::to_string(i));
        QCOMPARE(value->members[std::size_t(i)].second.number, double(i < 10 ? i + 30 : i));
    }
}

void PythonJsonTest::errorsSayWhereInBytes() {
    const auto value = parsePythonJson("[\"日本\",\n x]");
    QVERIFY(!value);
    QCOMPARE(value.error().offset, std::size_t(12));
    QCOMPARE(value.error().describe(), std::string("JSONDecodeError: Expecting value: line 2 column 2 (char 8)"));
}

void PythonJsonTest::bracketsAreFollowedAsDeepAsPythonGoes() {
    QVERIFY(parsePythonJson(std::string(992, '[') + std::string(992, ']')));
    const auto tooDeep = parsePythonJson(std::string(1'000'000, '['));
    QVERIFY(!tooDeep);
    QCOMPARE(tooDeep.error().exception, std::string("RecursionError"));
    QCOMPARE(tooDeep.error().offset, std::size_t(992));
}

void PythonJsonTest::bytesThatAreNoUtf8AreKept() {
    const auto value = parsePythonJson("[\"\xff\xc3\", \"\\ud800\"]");
    QVERIFY(value);
    QCOMPARE(value->items[0].text, std::string("\xff\xc3"));
    QCOMPARE(value->items[1].text, std::string("\xed\xa0\x80"));
    QVERIFY(!parsePythonJson("\xff"));
}

void PythonJsonTest::hostileTextsTakeLinearTime() {
    // Quadratic ways through any of these would take minutes.
    constexpr std::size_t many = 300'000;
    std::string sameKeys = "{";
    std::string differentKeys = "{";
    for (std::size_t i = 0; i < many; ++i) {
        sameKeys += "\"k\":1,";
        differentKeys += '"' + std::to_string(i) + "\":1,";
    }
    const auto merged = parsePythonJson(sameKeys + "\"k\":2}");
    QVERIFY(merged);
    QCOMPARE(merged->members.size(), std::size_t(1));
    QCOMPARE(merged->members[0].second.number, 2.0);
    QCOMPARE(parsePythonJson(differentKeys + "\"k\":2}")->members.size(), many + 1);
    QVERIFY(!parsePythonJson('"' + std::string(2 * many, '\\')));
    QVERIFY(!parsePythonJson(std::string(2 * many, '\n') + "x"));
}

QTEST_APPLESS_MAIN(PythonJsonTest)
#include "tst_python_json.moc"
