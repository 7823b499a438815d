#include "benchmark/row_scanner.h"

#include "benchmark/row_fields.h"

#include <cstring>

namespace tracestudio {
namespace {

enum class Outcome { Done, NeedsMore, Malformed };

enum ByteClass : std::uint8_t { Other, Quote, Open, Close };

constexpr std::array<std::uint8_t, 256> byteClasses = [] {
    std::array<std::uint8_t, 256> classes{};
    classes['"'] = Quote;
    classes['['] = classes['{'] = Open;
    classes[']'] = classes['}'] = Close;
    return classes;
}();

bool isSpace(char byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/// A list of numbers or of lists of numbers, as far as can be told without reading the numbers.
struct Shape {
    int rows = 0;
    int columns = 0;
    bool isOdd = false; ///< there, but no such list
    bool isFinite = true;

    [[nodiscard]] bool isAbsent() const { return rows == 0 && !isOdd; }
    [[nodiscard]] bool is(int r, int c) const { return !isOdd && rows == r && columns == c; }
};

struct Key {
    std::string_view name;
    int field; ///< of RowOutline, or what is below
};

enum : int { Trajectory = RowOutline::FieldCount, Intrinsics, BoxCentre, BoxExtent, BoxRotation, KeyCount, Unknown };

constexpr std::array keys{
    Key{"id", RowOutline::Id},
    Key{"prompt", RowOutline::Instruction},
    Key{"target_object", RowOutline::TargetObject},
    Key{"destination|direction", RowOutline::Destination},
    Key{"destination_direction", RowOutline::Destination},
    Key{"step", RowOutline::Step},
    Key{"category", RowOutline::Category},
    Key{"data_source", RowOutline::DataSource},
    Key{"image_path", RowOutline::ImagePath},
    Key{"depth_path", RowOutline::DepthPath},
    Key{"gt_depth_path", RowOutline::GtDepthPath},
    Key{"mask_path", RowOutline::MaskPath},
    Key{"trajectory", Trajectory},
    Key{"gt_depth_intrinsics", Intrinsics},
    Key{"bbox_center", BoxCentre},
    Key{"bbox_extent", BoxExtent},
    Key{"bbox_rotation", BoxRotation},
};

int fieldOf(std::string_view name) {
    for (const Key& key : keys)
        if (key.name == name)
            return key.field;
    return Unknown;
}

/// Walks over one value. Every step returns Done and moves on, or says why not.
class RowWalk {
  public:
    RowWalk(const char* begin, const char* end)
        : m_at(begin)
        , m_begin(begin)
        , m_end(end) {}

    [[nodiscard]] std::size_t length() const { return std::size_t(m_at - m_begin); }

    Outcome row(RowOutline& outline) {
        if (*m_at != '{') {
            outline.faults = fault::notAnObject;
            return skipValue();
        }
        Outcome outcome = members(outline);
        if (outcome == Outcome::Malformed) {
            // Where brackets still match, only this row is lost.
            outline.faults |= fault::notJson;
            m_at = m_begin;
            outcome = skipValue();
        }
        return outcome;
    }

  private:
    Outcome members(RowOutline& outline) {
        ++m_at;
        std::array<Shape, KeyCount - Trajectory> shapes{};
        for (bool isFirst = true;; isFirst = false) {
            if (!skipSpace())
                return Outcome::NeedsMore;
            if (*m_at == '}' && isFirst)
                break;
            if (*m_at != '"')
                return Outcome::Malformed;
            RowOutline::Text name;
            if (!string(name) || !skipSpace())
                return Outcome::NeedsMore;
            if (*m_at++ != ':')
                return Outcome::Malformed;
            if (!skipSpace())
                return Outcome::NeedsMore;
            if (const Outcome outcome = member(fieldOf(name.raw), outline, shapes); outcome != Outcome::Done)
                return outcome;
            if (!skipSpace())
                return Outcome::NeedsMore;
            if (*m_at == '}')
                break;
            if (*m_at++ != ',')
                return Outcome::Malformed;
        }
        ++m_at;
        judge(shapes, outline);
        return Outcome::Done;
    }

    Outcome member(int field, RowOutline& outline, std::array<Shape, KeyCount - Trajectory>& shapes) {
        if (field == Unknown)
            return skipValue();
        ++outline.benchmarkKeys;
        if (field >= Trajectory)
            return shape(shapes[std::size_t(field - Trajectory)]);
        RowOutline::Text& text = outline.fields[std::size_t(field)];
        text = {};
        if (*m_at == '"')
            return string(text) ? Outcome::Done : Outcome::NeedsMore;
        const char* const begin = m_at;
        const Outcome outcome = skipValue();
        const bool isNumber = *begin == '-' || (*begin >= '0' && *begin <= '9');
        if (outcome == Outcome::Done && isNumber)
            text.raw = {begin, std::size_t(m_at - begin)};
        return outcome;
    }

    static void judge(const std::array<Shape, KeyCount - Trajectory>& shapes, RowOutline& outline) {
        const Shape& trajectory = shapes[0];
        const Shape& intrinsics = shapes[1];
        const Shape& centre = shapes[2];
        const Shape& extent = shapes[3];
        const Shape& rotation = shapes[4];
        if (trajectory.isAbsent())
            outline.faults |= fault::noTrajectory;
        else if (trajectory.isOdd || trajectory.columns != 3 || trajectory.rows < 2 || !trajectory.isFinite)
            outline.faults |= fault::oddTrajectory;
        if (intrinsics.isAbsent())
            outline.faults |= fault::noIntrinsics;
        else if (!intrinsics.is(3, 3) && !intrinsics.is(4, 4))
            outline.faults |= fault::oddIntrinsics;
        else if (!intrinsics.isFinite)
            outline.faults |= fault::nonFiniteIntrinsics;
        if (centre.isAbsent() && extent.isAbsent() && rotation.isAbsent())
            outline.faults |= fault::noBox;
        else if (!centre.is(1, 3) || !extent.is(1, 3) || !rotation.is(3, 3) || !centre.isFinite || !extent.isFinite ||
                 !rotation.isFinite)
            outline.faults |= fault::oddBox;
    }

    bool skipSpace() {
        while (m_at < m_end && isSpace(*m_at))
            ++m_at;
        return m_at < m_end;
    }

    /// Moves behind the string that begins here; false when it does not end in what is read.
    bool string(RowOutline::Text& text) {
        const char* const begin = ++m_at;
        text.isString = true;
        for (;;) {
            const auto* quote = static_cast<const char*>(std::memchr(m_at, '"', std::size_t(m_end - m_at)));
            if (!quote)
                return false;
            const auto* escape = static_cast<const char*>(std::memchr(m_at, '\\', std::size_t(quote - m_at)));
            if (!escape) {
                text.raw = {begin, std::size_t(quote - begin)};
                m_at = quote + 1;
                return true;
            }
            text.isEscaped = true;
            if (m_end - escape < 2)
                return false;
            m_at = escape + 2;
        }
    }

    Outcome skipValue() {
        RowOutline::Text ignored;
        switch (byteClasses[std::uint8_t(*m_at)]) {
        case Quote:
            return string(ignored) ? Outcome::Done : Outcome::NeedsMore;
        case Open:
            return skipNested();
        case Close:
            return Outcome::Malformed;
        default:
            return skipScalar();
        }
    }

    Outcome skipNested() {
        RowOutline::Text ignored;
        int depth = 0;
        while (m_at < m_end) {
            switch (byteClasses[std::uint8_t(*m_at)]) {
            case Quote:
                if (!string(ignored))
                    return Outcome::NeedsMore;
                continue;
            case Open:
                ++depth;
                break;
            case Close:
                --depth;
                break;
            default:
                break;
            }
            ++m_at;
            if (depth == 0)
                return Outcome::Done;
        }
        return Outcome::NeedsMore;
    }

    Outcome skipScalar() {
        const char* const begin = m_at;
        for (; m_at < m_end; ++m_at)
            if (*m_at == ',' || isSpace(*m_at) || *m_at == ':' || byteClasses[std::uint8_t(*m_at)] != Other)
                return m_at == begin ? Outcome::Malformed : Outcome::Done;
        return Outcome::NeedsMore;
    }

    Outcome shape(Shape& shape) {
        shape = {};
        const char* const begin = m_at;
        if (*m_at != '[') {
            const Outcome outcome = skipValue();
            shape.isOdd = std::string_view(begin, std::size_t(m_at - begin)) != "null";
            return outcome;
        }
        int depth = 0;
        int columns = 0; // of the innermost list
        bool hasLists = false;
        bool hasNumbersOutside = false;
        for (; m_at < m_end; ++m_at) {
            const char byte = *m_at;
            if (byte == ',' || isSpace(byte))
                continue;
            if (byte == '[') {
                columns = 0;
                hasLists = hasLists || depth > 0;
                ++depth;
                shape.isOdd = shape.isOdd || depth > 2;
            } else if (byte == ']') {
                if (depth == 2 || (depth == 1 && !hasLists)) {
                    shape.isOdd = shape.isOdd || (shape.rows > 0 && columns != shape.columns);
                    shape.columns = columns;
                    shape.rows += columns > 0 || depth == 2 ? 1 : 0;
                }
                if (--depth == 0) {
                    ++m_at;
                    shape.isOdd = shape.isOdd || (hasLists && hasNumbersOutside);
                    return Outcome::Done;
                }
            } else {
                ++columns;
                hasNumbersOutside = hasNumbersOutside || depth == 1;
                const bool isNegative = byte == '-' && m_end - m_at > 1;
                const char first = isNegative ? m_at[1] : byte;
                if (first == 'N' || first == 'I')
                    shape.isFinite = false;
                else if (first < '0' || first > '9')
                    shape.isOdd = true;
                const Outcome outcome = byte == '"' || byte == '{' || byte == '}' ? skipValue() : skipScalar();
                if (outcome != Outcome::Done)
                    return outcome;
                --m_at;
            }
        }
        return Outcome::NeedsMore;
    }

    const char* m_at;
    const char* m_begin;
    const char* m_end;
};

} // namespace

RowScanner::RowScanner(Read read)
    : m_read(std::move(read))
    , m_bytes(1u << 20) {}

bool RowScanner::fill() {
    if (m_at > 0) {
        std::memmove(m_bytes.data(), m_bytes.data() + m_at, m_filled - m_at);
        m_filled -= m_at;
        m_base += m_at;
        m_at = 0;
    }
    if (m_filled == m_bytes.size()) {
        if (m_bytes.size() >= longestRowBytes)
            return false;
        m_bytes.resize(m_bytes.size() * 2);
    }
    const std::size_t count = m_read(m_bytes.data() + m_filled, m_bytes.size() - m_filled);
    m_filled += count;
    return count > 0;
}

bool RowScanner::skipSpace() {
    for (;;) {
        while (m_at < m_filled && isSpace(m_bytes[m_at]))
            ++m_at;
        if (m_at < m_filled)
            return true;
        if (!fill())
            return false;
    }
}

RowScanner::Step RowScanner::next() {
    const auto stopped = [this](Step step) {
        m_offset = m_base + m_at;
        return step;
    };
    if (!m_hasBegun) {
        while (m_filled < 3 && fill()) {
        }
        if (m_filled >= 3 && std::memcmp(m_bytes.data(), "\xEF\xBB\xBF", 3) == 0)
            m_at = 3;
        if (!skipSpace() || m_bytes[m_at] != '[')
            return stopped(Step::NotArray);
        ++m_at;
        m_hasBegun = true;
    }
    if (!skipSpace())
        return stopped(Step::Broken);
    if (m_bytes[m_at] == ']') {
        ++m_at;
        return stopped(Step::End);
    }
    if (m_hasRow) {
        if (m_bytes[m_at] != ',')
            return stopped(Step::Broken);
        ++m_at;
        if (!skipSpace())
            return stopped(Step::Broken);
    }
    for (;;) {
        m_outline = {};
        RowWalk walk(m_bytes.data() + m_at, m_bytes.data() + m_filled);
        const Outcome outcome = walk.row(m_outline);
        if (outcome == Outcome::Done) {
            m_offset = m_base + m_at;
            m_length = walk.length();
            m_at += m_length;
            m_hasRow = true;
            return Step::Row;
        }
        if (outcome == Outcome::Malformed || !fill())
            return stopped(Step::Broken);
    }
}

bool RowScanner::hasTail() {
    const bool hasMore = skipSpace();
    m_offset = m_base + m_at;
    return hasMore;
}

} // namespace tracestudio
