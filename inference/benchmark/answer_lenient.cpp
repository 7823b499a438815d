#include "benchmark/answer.h"
#include "benchmark/python_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tracestudio {

namespace {

// A bracketed run of two or three numbers, as written.
struct Tuple {
    double x = 0;
    double y = 0;
    std::optional<double> depth;
    bool isFractional = false; // x or y is written with a decimal point or an exponent
    bool isSquare = false;     // "[ ]" rather than "( )"
    bool isLabelled = false;   // the value of "point_2d", "point_3d" or "point"
    TextSpan span;
};

// Brackets around tuples, labels and nothing else. Ranges of tuples are [first, last).
struct TupleList {
    std::size_t firstTuple = 0;
    std::size_t lastTuple = 0;
    TextSpan span;
    bool isEnclosed = false;  // in a bracket of its own; else a mere row of tuples
    bool isTruncated = false; // the text ends before the bracket is closed
};

// What one stretch of text, outside all fences or inside one, holds.
struct Stretch {
    std::vector<Tuple> tuples;
    std::vector<TupleList> lists; // side by side, in the order of the text
    std::vector<TextSpan> oddTuples;
    std::vector<TextSpan> nonFiniteTuples;
    bool isTruncated = false; // a bracket is open at the end
    bool isFenced = false;
};

bool isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Reads brackets, numbers and quoted labels, and forgives everything else by no longer taking the bracket it stands in
// for a list. One pass; open brackets live on a stack of our own, so depth costs nothing.
class Scanner {
  public:
    Scanner(std::string_view text, std::size_t begin, std::size_t end, bool isFenced)
        : m_text(text.substr(0, end))
        , m_at(begin) {
        m_found.isFenced = isFenced;
    }

    Stretch scan() {
        while (m_at < m_text.size())
            step();
        m_found.isTruncated = !m_open.empty();
        while (!m_open.empty())
            close(true);
        return std::move(m_found);
    }

  private:
    struct Bracket {
        char opening = '[';
        bool isClean = true; // nothing but numbers, labels, separators and brackets so far
        bool hasLabels = false;
        bool isPointLabel = false; // the last label read names a point
        bool isNonFinite = false;
        std::size_t begin = 0;
        std::size_t firstTuple = 0;
        std::size_t children = 0;
        std::size_t count = 0; // numbers read, of which three are kept
        std::array<double, 3> numbers{};
        bool isFractional = false;
    };

    void step() {
        const char c = m_text[m_at];
        switch (c) {
        case '(':
        case '[':
        case '{':
            open(c);
            return;
        case ')':
            closeMatching('(');
            return;
        case ']':
            closeMatching('[');
            return;
        case '}':
            closeMatching('{');
            return;
        default:
            break;
        }
        if (m_open.empty()) {
            // Outside all brackets only a bracket matters, and no byte of a longer character looks like one.
            ++m_at;
            return;
        }
        const bool isSeparator = c == ',' || c == ';' || (c == ':' && m_open.back().opening == '{');
        if (isSeparator) {
            m_expectsItem = true;
            ++m_at;
        } else if (!takeSpace() && !takeComment() && !takeLabel() && !takeNumber() && !takeLiteral()) {
            m_open.back().isClean = false;
            m_expectsItem = false;
            m_at += codePointAt(m_text, m_at).bytes;
        }
    }

    void open(char opening) {
        Bracket bracket;
        bracket.opening = opening;
        bracket.begin = m_at++;
        bracket.firstTuple = m_found.tuples.size();
        bracket.isPointLabel = !m_open.empty() && m_open.back().isPointLabel;
        m_open.push_back(bracket);
        ++m_openOfKind[kindOf(opening)];
        m_expectsItem = true;
    }

    static std::size_t kindOf(char opening) { return opening == '(' ? 0 : opening == '[' ? 1 : 2; }

    void closeMatching(char opening) {
        ++m_at;
        if (m_openOfKind[kindOf(opening)] == 0) {
            if (!m_open.empty())
                m_open.back().isClean = false;
            return;
        }
        while (m_open.back().opening != opening) {
            m_open.back().isClean = false;
            close(false);
        }
        close(false);
        m_expectsItem = false;
    }

    void close(bool isTruncated) {
        const Bracket bracket = m_open.back();
        m_open.pop_back();
        --m_openOfKind[kindOf(bracket.opening)];
        if (!m_open.empty())
            ++m_open.back().children;
        const TextSpan span{bracket.begin, m_at};
        const bool isTuple = bracket.children == 0 && bracket.count > 0 && !bracket.hasLabels && bracket.opening != '{';
        if (!bracket.isClean)
            return;
        if (isTuple && !isTruncated)
            addTuple(bracket, span);
        else if (bracket.firstTuple < m_found.tuples.size())
            addList(bracket, span, isTruncated);
    }

    void addTuple(const Bracket& bracket, TextSpan span) {
        const bool isSquare = bracket.opening == '[';
        // Four numbers in square brackets are a box; in round ones the published parser cuts them, and so do we.
        const bool isOdd = bracket.count == 1 || bracket.count > 3;
        if (isOdd)
            m_found.oddTuples.push_back(span);
        if (bracket.count == 1 || (isSquare && isOdd))
            return;
        if (bracket.isNonFinite)
            m_found.nonFiniteTuples.push_back(span);
        Tuple tuple;
        tuple.x = bracket.numbers[0];
        tuple.y = bracket.numbers[1];
        if (!std::isfinite(tuple.x) || !std::isfinite(tuple.y))
            return;
        if (bracket.count > 2 && std::isfinite(bracket.numbers[2]))
            tuple.depth = bracket.numbers[2];
        tuple.isFractional = bracket.isFractional;
        tuple.isSquare = isSquare;
        tuple.isLabelled = !m_open.empty() && m_open.back().isPointLabel;
        tuple.span = span;
        m_found.tuples.push_back(tuple);
    }

    void addList(const Bracket& bracket, TextSpan span, bool isTruncated) {
        while (!m_found.lists.empty() && m_found.lists.back().span.begin >= span.begin)
            m_found.lists.pop_back();
        m_found.lists.push_back({bracket.firstTuple, m_found.tuples.size(), span, true, isTruncated});
    }

    bool takeSpace() {
        const CodePoint c = codePointAt(m_text, m_at);
        if (!isPythonSpace(c.value))
            return false;
        m_at += c.bytes;
        return true;
    }

    // "// start" or "# start" behind an item, to the end of the line. Not where prose may go on behind it.
    bool takeComment() {
        const Bracket& bracket = m_open.back();
        if (!bracket.isClean || bracket.opening == '(' || (m_text[m_at] != '#' && m_text.substr(m_at, 2) != "//"))
            return false;
        m_at = std::min(m_text.find('\n', m_at), m_text.size());
        return true;
    }

    // A quoted string where one may stand; an apostrophe in prose may not.
    bool takeLabel() {
        const char quote = m_text[m_at];
        if ((quote != '"' && quote != '\'') || !m_expectsItem || !m_open.back().isClean || m_at < m_noQuoteBefore)
            return false;
        std::size_t end = m_at + 1;
        while (end < m_text.size() && m_text[end] != quote && m_text[end] != '\n')
            end += m_text[end] == '\\' ? 2 : 1;
        end = std::min(end, m_text.size());
        if (end < m_text.size() && m_text[end] != quote) {
            // Nothing up to here closes a string; do not look again from every quote in between.
            m_noQuoteBefore = end;
            return false;
        }
        Bracket& bracket = m_open.back();
        const std::string_view label = m_text.substr(m_at + 1, end - m_at - 1);
        bracket.hasLabels = true;
        bracket.isPointLabel = label == "point_2d" || label == "point_3d" || label == "point";
        m_at = std::min(end + 1, m_text.size());
        m_expectsItem = false;
        return true;
    }

    bool takeDigits(std::string& numeral) {
        const std::size_t start = m_at;
        while (m_at < m_text.size()) {
            const CodePoint c = codePointAt(m_text, m_at);
            const std::optional<int> digit = pythonDigit(c.value);
            if (!digit)
                break;
            numeral += char('0' + *digit);
            m_at += c.bytes;
        }
        return m_at > start;
    }

    bool takeNumber() {
        if (!m_expectsItem)
            return false;
        const std::size_t start = m_at;
        std::string numeral;
        bool isFractional = false;
        if (m_text[m_at] == '-' || m_text[m_at] == '+') {
            if (m_text[m_at] == '-')
                numeral = "-";
            ++m_at;
        }
        bool hasDigits = takeDigits(numeral);
        if (m_at < m_text.size() && m_text[m_at] == '.') {
            isFractional = true;
            numeral += '.';
            ++m_at;
            hasDigits = takeDigits(numeral) || hasDigits;
        }
        if (hasDigits && takeExponent(numeral))
            isFractional = true;
        const bool isWhole = m_at == m_text.size() || (!isAsciiLetter(m_text[m_at]) && m_text[m_at] != '_');
        if (!hasDigits || !isWhole) {
            m_at = start;
            return false;
        }
        addNumber(pythonFloat(numeral), isFractional);
        return true;
    }

    bool takeExponent(std::string& numeral) {
        std::size_t at = m_at;
        if (at == m_text.size() || (m_text[at] != 'e' && m_text[at] != 'E'))
            return false;
        ++at;
        if (at < m_text.size() && (m_text[at] == '-' || m_text[at] == '+'))
            ++at;
        if (at == m_text.size() || m_text[at] < '0' || m_text[at] > '9')
            return false;
        while (at < m_text.size() && m_text[at] >= '0' && m_text[at] <= '9')
            ++at;
        numeral.append(m_text, m_at, at - m_at);
        m_at = at;
        return true;
    }

    void addNumber(double number, bool isFractional) {
        Bracket& bracket = m_open.back();
        if (bracket.count < 3) {
            bracket.numbers[bracket.count] = number;
            bracket.isNonFinite = bracket.isNonFinite || !std::isfinite(number);
            bracket.isFractional = bracket.isFractional || (isFractional && bracket.count < 2);
        }
        ++bracket.count;
        m_expectsItem = false;
    }

    bool takeLiteral() {
        struct Literal {
            std::string_view word;
            double number; // NaN or infinite; 0 for a word that is no number
        };
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        static constexpr Literal literals[] = {{"null", 0},       {"None", 0},           {"true", 0},  {"false", 0},
                                               {"True", 0},       {"False", 0},          {"NaN", nan}, {"nan", nan},
                                               {"inf", infinity}, {"Infinity", infinity}};
        if (!m_expectsItem)
            return false;
        const std::size_t sign = m_text[m_at] == '-' || m_text[m_at] == '+' ? 1 : 0;
        std::size_t end = m_at + sign;
        while (end < m_text.size() && isAsciiLetter(m_text[end]))
            ++end;
        const std::string_view word = m_text.substr(m_at + sign, end - m_at - sign);
        for (const Literal& literal : literals) {
            if (word != literal.word)
                continue;
            m_at = end;
            if (literal.number == 0)
                m_open.back().hasLabels = true;
            else
                addNumber(literal.number, false);
            m_expectsItem = false;
            return true;
        }
        return false;
    }

    std::string_view m_text;
    std::size_t m_at;
    std::vector<Bracket> m_open;
    std::array<std::size_t, 3> m_openOfKind{};
    bool m_expectsItem = false; // a bracket, comma or colon was the last thing read
    std::size_t m_noQuoteBefore = 0;
    Stretch m_found;
};

// ---- Which tuples are meant ----

bool isSeparatorOnly(std::string_view gap) {
    for (std::size_t at = 0; at < gap.size();) {
        const CodePoint c = codePointAt(gap, at);
        if (c.value != ',' && c.value != ';' && !isPythonSpace(c.value))
            return false;
        at += c.bytes;
    }
    return true;
}

// The enclosed lists, and rows of tuples and lists with nothing but separators between them, joined.
std::vector<TupleList> joinRows(std::string_view text, const Stretch& stretch) {
    std::vector<TupleList> rows;
    auto enclosed = stretch.lists.begin();
    for (std::size_t i = 0; i < stretch.tuples.size();) {
        TupleList next{i, i + 1, stretch.tuples[i].span};
        if (enclosed != stretch.lists.end() && enclosed->firstTuple == i)
            next = *enclosed++;
        i = next.lastTuple;
        if (!rows.empty() &&
            isSeparatorOnly(text.substr(rows.back().span.end, next.span.begin - rows.back().span.end))) {
            TupleList& row = rows.back();
            row.lastTuple = next.lastTuple;
            row.span.end = next.span.end;
            row.isEnclosed = row.isEnclosed || next.isEnclosed;
            row.isTruncated = row.isTruncated || next.isTruncated;
        } else {
            rows.push_back(next);
        }
    }
    return rows;
}

bool hasBlankLine(std::string_view gap) {
    bool isLineBlank = false;
    for (const char c : gap) {
        if (c == '\n') {
            if (isLineBlank)
                return true;
            isLineBlank = true;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            isLineBlank = false;
        }
    }
    return false;
}

// The last paragraph with two tuples, else all of them.
TupleList lastParagraph(std::string_view text, const Stretch& stretch) {
    const std::vector<Tuple>& tuples = stretch.tuples;
    TupleList all{0, tuples.size(), {tuples.front().span.begin, tuples.back().span.end}};
    for (std::size_t last = tuples.size(); last > 0;) {
        std::size_t first = last - 1;
        while (first > 0 && !hasBlankLine(text.substr(tuples[first - 1].span.end,
                                                      tuples[first].span.begin - tuples[first - 1].span.end)))
            --first;
        if (last - first >= 2)
            return {first, last, {tuples[first].span.begin, tuples[last - 1].span.end}};
        last = first;
    }
    return all;
}

std::optional<TupleList> lastList(const std::vector<TupleList>& rows) {
    const auto isLong = [](const TupleList& row) { return row.lastTuple - row.firstTuple >= 2; };
    auto found = std::find_if(rows.rbegin(), rows.rend(), isLong);
    if (found == rows.rend())
        found = std::find_if(rows.rbegin(), rows.rend(), [](const TupleList& row) { return row.isEnclosed; });
    return found == rows.rend() ? std::nullopt : std::optional(*found);
}

// The stretches of [begin, end), by runs of three or more backticks.
std::vector<Stretch> scanStretches(std::string_view text, std::size_t begin, std::size_t end) {
    std::vector<Stretch> stretches;
    bool isFenced = false;
    std::size_t at = begin;
    for (;;) {
        const std::size_t fence = std::min(text.find("```", at), end);
        stretches.push_back(Scanner(text, at, fence, isFenced).scan());
        if (fence >= end)
            break;
        at = fence;
        while (at < end && text[at] == '`')
            ++at;
        isFenced = !isFenced;
    }
    return stretches;
}

struct Choice {
    const Stretch* stretch = nullptr;
    TupleList list;
};

Choice choose(std::string_view text, const std::vector<Stretch>& stretches) {
    const auto hasTuples = [](const Stretch& s) { return !s.tuples.empty(); };
    const auto fenced = std::find_if(stretches.rbegin(), stretches.rend(),
                                     [&](const Stretch& s) { return s.isFenced && hasTuples(s); });
    if (fenced != stretches.rend()) {
        const auto list = lastList(joinRows(text, *fenced));
        return {&*fenced, list ? *list : lastParagraph(text, *fenced)};
    }
    for (auto stretch = stretches.rbegin(); stretch != stretches.rend(); ++stretch) {
        if (const auto list = lastList(joinRows(text, *stretch)))
            return {&*stretch, *list};
    }
    const auto prose = std::find_if(stretches.rbegin(), stretches.rend(), hasTuples);
    return prose == stretches.rend() ? Choice() : Choice{&*prose, lastParagraph(text, *prose)};
}

// ---- What they mean ----

enum class Range { Thousandths, Unit, Pixels };

Range rangeOf(const std::vector<Tuple>& tuples, int widthPixels, int heightPixels) {
    const auto all = [&](auto holds) { return std::all_of(tuples.begin(), tuples.end(), holds); };
    const bool isFractional = !all([](const Tuple& t) { return !t.isFractional; });
    if (isFractional && all([](const Tuple& t) { return std::abs(t.x) <= 1 && std::abs(t.y) <= 1; }))
        return Range::Unit;
    const bool isInPicture = widthPixels > 0 && heightPixels > 0 && all([&](const Tuple& t) {
                                 return t.x >= 0 && t.y >= 0 && t.x <= widthPixels && t.y <= heightPixels;
                             });
    const bool isLarge = !all([](const Tuple& t) { return t.x <= 1000 && t.y <= 1000; });
    return isLarge && isInPicture ? Range::Pixels : Range::Thousandths;
}

struct Parts {
    TextSpan answer;
    bool hasThought = false;
    bool isThoughtOpen = false;
    bool isTagged = false;
};

Parts partsOf(std::string_view text) {
    constexpr std::size_t none = std::string_view::npos;
    constexpr std::string_view thinkOpen = "<think>";
    constexpr std::string_view thinkClose = "</think>";
    constexpr std::string_view answerOpen = "<answer>";
    constexpr std::string_view answerClose = "</answer>";
    Parts parts;
    auto& [begin, end] = parts.answer;
    const std::size_t thought = text.rfind(thinkClose);
    if (thought != none)
        begin = thought + thinkClose.size();
    const std::size_t unfinishedThought = text.find(thinkOpen, begin);
    end = std::min(text.size(), unfinishedThought);
    parts.isThoughtOpen = unfinishedThought != none;
    parts.hasThought = thought != none || parts.isThoughtOpen;
    const std::size_t tag = text.substr(0, end).rfind(answerOpen);
    parts.isTagged = tag != none && tag >= begin;
    if (parts.isTagged) {
        begin = tag + answerOpen.size();
        end = std::min(end, text.find(answerClose, begin));
    }
    return parts;
}

bool anyInside(const std::vector<TextSpan>& spans, TextSpan outer) {
    return std::any_of(spans.begin(), spans.end(),
                       [&](TextSpan s) { return s.begin >= outer.begin && s.end <= outer.end; });
}

} // namespace

bool LenientParse::hasDepth() const {
    return !points.empty() &&
           std::all_of(points.begin(), points.end(), [](const LenientPoint& p) { return p.depthMetres.has_value(); });
}

bool LenientParse::has(LenientNote note) const {
    return std::find(notes.begin(), notes.end(), note) != notes.end();
}

TextSpan answerPartOf(std::string_view answer) {
    return partsOf(answer).answer;
}

LenientParse parseLenient(std::string_view answer, int widthPixels, int heightPixels) {
    LenientParse parse;
    const auto note = [&](LenientNote what, bool applies) {
        if (applies)
            parse.notes.push_back(what);
    };
    const Parts parts = partsOf(answer);
    note(LenientNote::ThinkingStripped, parts.hasThought);
    note(LenientNote::AnswerTagUnwrapped, parts.isTagged);

    const std::vector<Stretch> stretches = scanStretches(answer, parts.answer.begin, parts.answer.end);
    const Choice choice = choose(answer, stretches);
    const bool endsInside = stretches.back().isTruncated;
    if (choice.stretch == nullptr) {
        note(LenientNote::Truncated, endsInside || parts.isThoughtOpen);
        bool hasOdd = false;
        bool hasNonFinite = false;
        for (const Stretch& stretch : stretches) {
            hasOdd = hasOdd || !stretch.oddTuples.empty();
            hasNonFinite = hasNonFinite || !stretch.nonFiniteTuples.empty();
        }
        note(LenientNote::OddArity, hasOdd);
        note(LenientNote::NonFinite, hasNonFinite);
        return parse;
    }

    const Stretch& stretch = *choice.stretch;
    std::vector<Tuple> tuples(stretch.tuples.begin() + std::ptrdiff_t(choice.list.firstTuple),
                              stretch.tuples.begin() + std::ptrdiff_t(choice.list.lastTuple));
    const auto isLabelled = [](const Tuple& t) { return t.isLabelled; };
    const bool hasLabelled = std::any_of(tuples.begin(), tuples.end(), isLabelled);
    if (hasLabelled)
        std::erase_if(tuples, [](const Tuple& t) { return !t.isLabelled; });

    const Range range = rangeOf(tuples, widthPixels, heightPixels);
    const double width = range == Range::Unit ? 1 : range == Range::Pixels ? widthPixels : 1000;
    const double height = range == Range::Unit ? 1 : range == Range::Pixels ? heightPixels : 1000;
    for (const Tuple& tuple : tuples)
        parse.points.push_back({tuple.x / width, tuple.y / height, tuple.depth, tuple.span});

    const auto withDepth =
        std::count_if(tuples.begin(), tuples.end(), [](const Tuple& t) { return t.depth.has_value(); });
    note(LenientNote::Unfenced,
         !stretch.isFenced && std::any_of(tuples.begin(), tuples.end(), [](const Tuple& t) { return t.isSquare; }));
    note(LenientNote::Truncated, choice.list.isTruncated || (endsInside && !choice.list.isEnclosed));
    note(LenientNote::LabelledPoints, hasLabelled);
    note(LenientNote::UnitRange, range == Range::Unit);
    note(LenientNote::PixelRange, range == Range::Pixels);
    note(LenientNote::MixedArity, withDepth > 0 && std::size_t(withDepth) < tuples.size());
    note(LenientNote::OddArity, anyInside(stretch.oddTuples, choice.list.span));
    note(LenientNote::NonFinite, anyInside(stretch.nonFiniteTuples, choice.list.span));
    return parse;
}

} // namespace tracestudio
