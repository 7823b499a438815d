#include "benchmark/reasoning.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace tracestudio {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
/// A letter of any script, as far as bytes of UTF-8 tell.
bool isWordByte(char c) {
    return isLetter(c) || static_cast<unsigned char>(c) >= 0x80;
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = char(c - 'A' + 'a');
    return lower;
}

// ---- Lengths ----

struct Length {
    double metres = 0; // the number itself where it has no unit
    bool hasUnit = false;
    bool isFeet = false;
    bool isAside = false; // in parentheses
    TextSpan span;
};

struct Unit {
    std::string_view name;
    double metres;
};

constexpr double inchMetres = 0.0254;
constexpr double footMetres = 0.3048;
constexpr Unit units[] = {
    {"m", 1},
    {"meter", 1},
    {"meters", 1},
    {"metre", 1},
    {"metres", 1},
    {"cm", 0.01},
    {"centimeter", 0.01},
    {"centimeters", 0.01},
    {"centimetre", 0.01},
    {"centimetres", 0.01},
    {"mm", 0.001},
    {"millimeter", 0.001},
    {"millimeters", 0.001},
    {"millimetre", 0.001},
    {"millimetres", 0.001},
    {"dm", 0.1},
    {"km", 1000},
    {"kilometer", 1000},
    {"kilometers", 1000},
    {"kilometre", 1000},
    {"kilometres", 1000},
    {"in", inchMetres},
    {"inch", inchMetres},
    {"inches", inchMetres},
    {"ft", footMetres},
    {"foot", footMetres},
    {"feet", footMetres},
    {"yard", 0.9144},
    {"yards", 0.9144},
};
constexpr Unit chineseUnits[] = {{"米", 1}, {"公尺", 1}, {"厘米", 0.01}, {"公分", 0.01}, {"毫米", 0.001}};

/// Finds the numbers of a text, each with the unit behind it. One pass.
class LengthScanner {
  public:
    LengthScanner(std::string_view text, TextSpan part)
        : m_text(text.substr(0, part.end))
        , m_at(part.begin)
        , m_begin(part.begin) {}

    std::vector<Length> scan() {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (isDigit(c) || (c == '.' && isDigit(at(m_at + 1)))) {
                takeNumber();
                continue;
            }
            if (c == '(')
                ++m_depth;
            if (c == ')' && m_depth > 0)
                --m_depth;
            ++m_at;
        }
        return std::move(m_found);
    }

  private:
    [[nodiscard]] char at(std::size_t index) const { return index < m_text.size() ? m_text[index] : '\0'; }

    std::size_t takeDigits(std::string& numeral) {
        const std::size_t start = m_at;
        while (isDigit(at(m_at)))
            numeral += m_text[m_at++];
        return m_at - start;
    }

    /// "1,200": a comma with three digits behind it.
    [[nodiscard]] bool isGroup() const {
        return isDigit(at(m_at + 1)) && isDigit(at(m_at + 2)) && isDigit(at(m_at + 3)) && !isDigit(at(m_at + 4));
    }

    void takeNumber() {
        Length length;
        length.span.begin = m_at;
        const char before = m_at > m_begin ? m_text[m_at - 1] : ' ';
        std::string numeral;
        const std::size_t whole = takeDigits(numeral);
        while (whole > 0 && whole <= 3 && numeral != "0" && at(m_at) == ',' && isGroup()) {
            ++m_at;
            takeDigits(numeral);
        }
        if ((at(m_at) == '.' || (at(m_at) == ',' && whole > 0)) && isDigit(at(m_at + 1))) {
            ++m_at;
            numeral += '.';
            takeDigits(numeral);
        }
        if (const char e = at(m_at); e == 'e' || e == 'E') {
            const std::size_t sign = at(m_at + 1) == '-' || at(m_at + 1) == '+' ? 1 : 0;
            if (isDigit(at(m_at + 1 + sign))) {
                numeral += at(m_at + 1) == '-' ? "e-" : "e";
                m_at += 1 + sign;
                takeDigits(numeral);
            }
        }
        length.span.end = m_at;
        length.isAside = m_depth > 0;
        const auto [end, error] = std::from_chars(numeral.data(), numeral.data() + numeral.size(), length.metres);
        // The 1 of "cup1" is a name, and a fraction no number of ours.
        const bool isNumber = error == std::errc() && !isLetter(before) && before != '_' && before != '/';
        if (!isNumber || at(m_at) == '/')
            return;
        if (const Unit* unit = takeUnit()) {
            length.metres *= unit->metres;
            length.hasUnit = true;
            length.isFeet = unit->metres == footMetres;
            length.span.end = m_at;
            if (unit->metres == inchMetres && continuesFeet(length.span.begin)) {
                m_found.back().metres += length.metres;
                m_found.back().span.end = m_at;
                m_found.back().isFeet = false;
                return;
            }
        }
        if (std::isfinite(length.metres))
            m_found.push_back(length);
    }

    /// "5 feet 3 inches".
    [[nodiscard]] bool continuesFeet(std::size_t begin) const {
        if (m_found.empty() || !m_found.back().isFeet)
            return false;
        const std::size_t end = m_found.back().span.end;
        std::string_view gap = m_text.substr(end, begin - end);
        if (gap.size() > 8)
            return false;
        while (!gap.empty() && (isSpace(gap.front()) || gap.front() == ','))
            gap.remove_prefix(1);
        return gap.empty() || gap == "and ";
    }

    const Unit* takeUnit() {
        std::size_t i = m_at;
        // "0.43 m", "43-cm", "$0.43 \text{ m}$", "**0.43** m"
        for (const std::size_t most = m_at + 24; i < most;) {
            const std::string_view rest = m_text.substr(std::min(i, m_text.size()));
            const auto skips = [&](std::string_view what) { return rest.starts_with(what) ? i += what.size() : 0; };
            if (!skips(" ") && !skips("*") && !skips("$") && !skips("~") && !skips("\xc2\xa0") && !skips("\\text{") &&
                !skips("\\mathrm{") && !skips("\\,") && !skips("\\ ") && !(i == m_at && skips("-")))
                break;
        }
        for (const Unit& unit : chineseUnits)
            if (m_text.substr(std::min(i, m_text.size())).starts_with(unit.name)) {
                m_at = i + unit.name.size();
                return &unit;
            }
        std::size_t end = i;
        while (end < i + 16 && isLetter(at(end)))
            ++end;
        const std::string word = lowered(m_text.substr(std::min(i, m_text.size()), end - i));
        const auto unit =
            std::find_if(std::begin(units), std::end(units), [&](const Unit& u) { return u.name == word; });
        if (unit == std::end(units))
            return nullptr;
        // Areas, volumes and speeds are no lengths, "m2" is a name, "2 in the box" no inches.
        const char next = at(end);
        const std::string_view power = m_text.substr(end, 2);
        if (next == '^' || next == '/' || next == '_' || isDigit(next) || power == "²" || power == "³")
            return nullptr;
        if (word == "in") {
            std::size_t after = end;
            while (after < end + 8 && isSpace(at(after)))
                ++after;
            if (after > end && isWordByte(at(after)))
                return nullptr;
        }
        m_at = end;
        return &*unit;
    }

    std::string_view m_text;
    std::size_t m_at;
    std::size_t m_begin;
    int m_depth = 0; // of open parentheses
    std::vector<Length> m_found;
};

/// The last length with a unit, what is in parentheses only where all are.
const Length* lastMeasured(const std::vector<Length>& lengths) {
    const Length* aside = nullptr;
    for (auto length = lengths.rbegin(); length != lengths.rend(); ++length) {
        if (length->hasUnit && !length->isAside)
            return &*length;
        if (length->hasUnit && !aside)
            aside = &*length;
    }
    return aside;
}

/// Whether what stands about a number says no more than that it is rough.
bool isBare(std::string_view before, std::string_view after) {
    std::string word;
    for (const char c : before) {
        if (isDigit(c))
            return false;
        if (isLetter(c))
            word += c;
    }
    word = lowered(word);
    const auto saysMore = [](char c) { return isLetter(c) || isDigit(c); };
    return (word.empty() || word == "about" || word == "approximately" || word == "around" || word == "roughly") &&
           std::none_of(after.begin(), after.end(), saysMore);
}

// ---- Steps ----

struct Marker {
    int number = 0;
    std::size_t begin = 0; // of "Step"
    std::size_t end = 0;   // behind the colon
};

/// "Step2:", "step 2.", "STEP 2 [" at `at`.
std::optional<Marker> markerAt(std::string_view text, std::size_t at) {
    if (at > 0 && (isWordByte(text[at - 1]) || isDigit(text[at - 1]) || text[at - 1] == '_'))
        return std::nullopt;
    if (lowered(text.substr(at, 4)) != "step")
        return std::nullopt;
    Marker marker;
    marker.begin = at;
    std::size_t i = at + 4;
    while (i < text.size() && i < at + 8 && (text[i] == ' ' || text[i] == '_' || text[i] == '#' || text[i] == '-'))
        ++i;
    const auto [digitsEnd, error] = std::from_chars(text.data() + i, text.data() + text.size(), marker.number);
    if (error == std::errc::result_out_of_range)
        marker.number = std::numeric_limits<int>::max();
    else if (error != std::errc() || !isDigit(text[i]))
        return std::nullopt;
    i = std::size_t(digitsEnd - text.data());
    const std::size_t most = i + 8;
    while (i < text.size() && i < most && (text[i] == ' ' || text[i] == '*'))
        ++i;
    if (text.substr(i).starts_with("：")) {
        marker.end = i + std::string_view("：").size();
        return marker;
    }
    if (i < text.size() && text[i] == '[') {
        marker.end = i;
        return marker;
    }
    const bool isSeparated = i < text.size() && std::string_view(":.)-").find(text[i]) != none;
    const bool isDecimal = isSeparated && text[i] != ':' && i + 1 < text.size() && isDigit(text[i + 1]);
    if (!isSeparated || isDecimal)
        return std::nullopt;
    marker.end = i + 1;
    return marker;
}

ReasoningKind kindOf(std::string_view type) {
    const std::string lower = lowered(type);
    const auto has = [&lower](std::string_view word) { return lower.find(word) != none; };
    if (has("measur"))
        return ReasoningKind::Measuring;
    if (has("refer") || has("position"))
        return ReasoningKind::Referring;
    if (has("scale"))
        return ReasoningKind::Scale;
    return ReasoningKind::Other;
}

/// Reads one step's type, object and value from what stands between its marker and the next.
class StepReader {
  public:
    StepReader(std::string_view text, std::size_t begin)
        : m_text(text)
        , m_at(begin) {}

    /// False where it is no step of this grammar.
    bool read(ReasoningStep& step) {
        skip(" \t\r\n*");
        if (peek() == '[') {
            step.type = bracketed();
        } else {
            const std::size_t start = m_at;
            while (isLetter(peek()))
                ++m_at;
            step.type = m_text.substr(start, m_at - start);
        }
        step.kind = kindOf(step.type);
        const bool isBracketed = m_at > 0 && m_text[m_at - 1] == ']';
        if (step.type.empty() || (!isBracketed && step.kind == ReasoningKind::Other))
            return false;
        const bool hasColon = skipColon();
        skip(" \t\r\n*");
        step.object = takeObject(hasColon);
        skipColon();
        skip(" \t\r\n*");
        const std::size_t begin = m_at;
        std::size_t end = endOfValue();
        while (end > begin && (isSpace(m_text[end - 1]) || m_text[end - 1] == '*'))
            --end;
        step.value = m_text.substr(begin, end - begin);
        m_value = {begin, end};
        // A step that is still being written ends where the text does.
        step.span.end = end > begin ? end : lastWritten();
        return true;
    }

    [[nodiscard]] TextSpan value() const { return m_value; }

  private:
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void skip(std::string_view what) { m_at = std::min(m_text.find_first_not_of(what, m_at), m_text.size()); }

    bool skipColon() {
        skip(" \t*");
        for (const std::string_view colon : {":", "：", "="})
            if (m_text.substr(m_at).starts_with(colon)) {
                m_at += colon.size();
                return true;
            }
        return false;
    }

    [[nodiscard]] std::size_t lastWritten() const {
        std::size_t end = m_at;
        while (end > 0 && isSpace(m_text[end - 1]))
            --end;
        return end;
    }

    static std::string trimmed(std::string_view text) {
        while (!text.empty() && (isSpace(text.front()) || text.front() == '*'))
            text.remove_prefix(1);
        while (!text.empty() && (isSpace(text.back()) || text.back() == '*'))
            text.remove_suffix(1);
        return std::string(text);
    }

    /// The words in the bracket here; to the end of the line where it is not closed.
    std::string bracketed() {
        const std::size_t start = m_at + 1;
        const std::size_t stop = std::min(m_text.find_first_of("]\n", start), m_text.size());
        m_at = stop < m_text.size() && m_text[stop] == ']' ? stop + 1 : stop;
        return trimmed(m_text.substr(start, stop - start));
    }

    std::string takeObject(bool hasColon) {
        if (peek() == '[') {
            // A bracket without a word in it is the value already.
            const std::size_t stop = std::min(m_text.find_first_of("]\n", m_at), m_text.size());
            const std::string_view inside = m_text.substr(m_at, stop - m_at);
            return std::any_of(inside.begin(), inside.end(), isWordByte) ? bracketed() : std::string();
        }
        const std::size_t line = std::min(m_text.find('\n', m_at), m_text.size());
        const std::string_view rest = m_text.substr(m_at, line - m_at);
        const std::size_t colon = std::min(rest.find(':'), rest.find("："));
        const std::size_t number = rest.find_first_of("([0123456789");
        // "Cup 2: 0.3 m" names a cup; "(1, 2): left" does not.
        std::size_t length = 0;
        if (colon != none && (number == none || number > 0))
            length = colon;
        else if (!hasColon && number != none)
            length = number;
        const std::string object = trimmed(rest.substr(0, length));
        m_at += length;
        return object;
    }

    /// Of the value that begins here: its line's, or that of the bracket that is open there.
    [[nodiscard]] std::size_t endOfValue() const {
        int depth = 0;
        for (std::size_t i = m_at; i < m_text.size(); ++i) {
            const char c = m_text[i];
            if (c == '(' || c == '[' || c == '{')
                ++depth;
            else if (c == ')' || c == ']' || c == '}')
                depth = std::max(depth - 1, 0);
            else if (c == '\n' && depth == 0)
                return i;
        }
        return m_text.size();
    }

    std::string_view m_text; // to the end of the step
    std::size_t m_at;
    TextSpan m_value;
};

/// The points a value names, spans counted in the whole answer. A tuple without its brackets counts too.
std::vector<LenientPoint> pointsOf(std::string_view value, std::size_t offset, int widthPixels, int heightPixels) {
    LenientParse parse = parseLenient(value, widthPixels, heightPixels);
    if (parse.points.empty() && value.find_first_of("([{") == none) {
        parse = parseLenient("(" + std::string(value) + ")", widthPixels, heightPixels);
        for (LenientPoint& point : parse.points)
            point.span = {0, value.size()};
    }
    for (LenientPoint& point : parse.points) {
        point.span.begin += offset;
        point.span.end += offset;
    }
    return std::move(parse.points);
}

std::optional<double> metresOf(ReasoningKind kind, std::string_view text, TextSpan value) {
    const std::vector<Length> lengths = LengthScanner(text, value).scan();
    if (lengths.empty())
        return std::nullopt;
    const Length* measured = kind == ReasoningKind::Measuring ? lastMeasured(lengths) : nullptr;
    return measured ? measured->metres : lengths.front().metres;
}

/// The text of a stream without the beginning of a tag or step at its end, which belongs to no value.
std::string_view withoutUnfinished(std::string_view text) {
    for (const std::string_view tag : {"</think>", "<answer>"})
        for (std::size_t length = tag.size() - 1; length > 0; --length)
            if (text.ends_with(tag.substr(0, length)))
                return text.substr(0, text.size() - length);
    std::size_t end = text.size();
    while (end > 0 && isDigit(text[end - 1]))
        --end;
    const bool hasNumber = end < text.size();
    while (hasNumber && end > 0 && text[end - 1] == ' ')
        --end;
    for (std::size_t length = 4; length > (hasNumber ? 3 : 0); --length) {
        const bool isWord = end == length || (end > length && isSpace(text[end - length - 1]));
        if (isWord && lowered(text.substr(end - length, length)) == std::string_view("step").substr(0, length))
            return text.substr(0, end - length);
    }
    return text;
}

} // namespace

std::vector<ReasoningStep> parseReasoning(std::string_view answer, int widthPixels, int heightPixels) {
    const std::size_t thought = answer.rfind("</think>");
    const std::size_t stop = thought != none ? thought : answer.find("<answer>");
    const std::string_view text = stop != none ? answer.substr(0, stop) : withoutUnfinished(answer);
    std::vector<Marker> markers;
    for (std::size_t at = 0; (at = text.find_first_of("sS", at)) != none; ++at) {
        if (const auto marker = markerAt(text, at)) {
            markers.push_back(*marker);
            at = marker->end - 1;
        }
    }
    std::vector<ReasoningStep> steps;
    for (std::size_t i = 0; i < markers.size(); ++i) {
        const std::size_t end = i + 1 < markers.size() ? markers[i + 1].begin : text.size();
        StepReader reader(text.substr(0, end), markers[i].end);
        ReasoningStep step;
        step.number = markers[i].number;
        step.span.begin = markers[i].begin;
        if (!reader.read(step))
            continue;
        const TextSpan value = reader.value();
        if (step.kind == ReasoningKind::Scale || step.kind == ReasoningKind::Measuring)
            step.metres = metresOf(step.kind, text, value);
        else
            step.points = pointsOf(step.value, value.begin, widthPixels, heightPixels);
        steps.push_back(std::move(step));
    }
    return steps;
}

std::optional<Measurement> parseMeasurement(std::string_view answer) {
    const TextSpan part = answerPartOf(answer);
    const std::vector<Length> lengths = LengthScanner(answer, part).scan();
    if (const Length* measured = lastMeasured(lengths))
        return Measurement{measured->metres, measured->span};
    if (lengths.size() != 1)
        return std::nullopt;
    const Length& number = lengths.front();
    const std::string_view before = answer.substr(part.begin, number.span.begin - part.begin);
    const std::string_view after = answer.substr(number.span.end, part.end - number.span.end);
    return isBare(before, after) ? std::optional(Measurement{number.metres, number.span}) : std::nullopt;
}

} // namespace tracestudio
