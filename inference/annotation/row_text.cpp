#include "annotation/row_text.h"

#include "annotation/picture_places.h"
#include "benchmark/python_json.h"
#include "benchmark/python_text.h"
#include "benchmark/row_fields.h"
#include "benchmark/sample_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace tracestudio {
namespace {

using Json = nlohmann::ordered_json;

/// Bytes [begin, end) of a text and what comes into their place.
struct Splice {
    std::size_t begin = 0, end = 0;
    std::string text;
};

std::string spliced(std::string_view text, const std::vector<Splice>& splices) {
    std::string result;
    std::size_t at = 0;
    for (const Splice& splice : splices) {
        result += text.substr(at, splice.begin - at);
        result += splice.text;
        at = splice.end;
    }
    result += text.substr(at);
    return result;
}

/// As Python's json writes a number: as its repr, but for those that are none.
std::string numberText(double value) {
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value < 0 ? "-Infinity" : "Infinity";
    return pythonRepr(value);
}

bool isSame(const PyValue& number, double value) {
    return number.isNumber() && (number.number == value || (std::isnan(number.number) && std::isnan(value)));
}

/// Lists as the row has them: items on lines of their own, or one behind the other.
struct ListStyle {
    std::string newline; ///< empty: all on one line
    std::string indent;  ///< of the key
    std::string step;
    std::string afterComma;

    [[nodiscard]] ListStyle inner() const { return {newline, indent + step, step, afterComma}; }
    [[nodiscard]] std::string list(const std::vector<std::string>& items) const {
        std::string text = "[";
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0)
                text += newline.empty() ? "," + afterComma : ",";
            if (!newline.empty())
                text += newline + indent + step;
            text += items[i];
        }
        return text + (newline.empty() || items.empty() ? "" : newline + indent) + "]";
    }
    [[nodiscard]] std::string numbers(const std::vector<double>& values) const {
        std::vector<std::string> items(values.size());
        std::ranges::transform(values, items.begin(), [](double value) { return numberText(value); });
        return list(items);
    }
    [[nodiscard]] std::string rows(const std::vector<std::vector<double>>& values) const {
        std::vector<std::string> items;
        for (const std::vector<double>& row : values)
            items.push_back(inner().numbers(row));
        return list(items);
    }
};

/// A number's own text where it stays the same.
std::string numberText(std::string_view text, const PyValue& number, double value) {
    if (isSame(number, value))
        return std::string(text.substr(number.begin, number.end - number.begin));
    return numberText(value);
}

/// `list` (spans in `text`) with its first numbers replaced by `values`.
std::string withNumbers(std::string_view text, const PyValue& list, const std::vector<double>& values) {
    std::vector<Splice> splices;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const PyValue& item = list.items[i];
        splices.push_back({item.begin - list.begin, item.end - list.begin, numberText(text, item, values[i])});
    }
    return spliced(text.substr(list.begin, list.end - list.begin), splices);
}

bool isListOfNumbers(const PyValue& value, std::size_t least) {
    return value.isList() && value.items.size() >= least &&
           std::ranges::all_of(value.items, [](const PyValue& item) { return item.isNumber(); });
}

using Point = std::vector<double>;

int sameNumbers(const PyValue& item, const Point& point) {
    int count = 0;
    for (std::size_t i = 0; i < point.size(); ++i)
        count += isSame(item.items[i], point[i]);
    return count;
}

/// For each of `points` the item that it is, moved or not; npos for new ones. Items are taken in order, so that as many
/// numbers as possible stay.
std::vector<std::size_t> matched(const std::vector<PyValue>& items, const std::vector<Point>& points) {
    std::vector<std::size_t> match(points.size(), std::string::npos);
    const auto isWhole = [&](std::size_t item, std::size_t point) {
        return sameNumbers(items[item], points[point]) == 3;
    };
    std::size_t begin = 0, itemEnd = items.size(), pointEnd = points.size();
    for (; begin < std::min(itemEnd, pointEnd) && isWhole(begin, begin); ++begin)
        match[begin] = begin;
    for (; itemEnd > begin && pointEnd > begin && isWhole(itemEnd - 1, pointEnd - 1); --itemEnd, --pointEnd)
        match[pointEnd - 1] = itemEnd - 1;

    // The best alignment of what is between; without one where that would take long.
    const std::size_t rows = itemEnd - begin, columns = pointEnd - begin;
    constexpr std::size_t mostCells = 4u << 20;
    if (rows == 0 || columns == 0)
        return match;
    if (rows * columns > mostCells) {
        for (std::size_t i = 0; i < std::min(rows, columns); ++i)
            match[begin + i] = begin + i;
        return match;
    }
    // A point that stays whole is worth more than numbers that happen to be the same, and any pair more than none.
    const auto worth = [&](std::size_t row, std::size_t column) {
        const int same = sameNumbers(items[begin + row], points[begin + column]);
        return same == 3 ? 16 : 1 + 2 * same;
    };
    std::vector<int> best((rows + 1) * (columns + 1), 0);
    const auto at = [&](std::size_t row, std::size_t column) -> int& { return best[row * (columns + 1) + column]; };
    for (std::size_t row = rows; row-- > 0;)
        for (std::size_t column = columns; column-- > 0;)
            at(row, column) =
                std::max({at(row + 1, column + 1) + worth(row, column), at(row + 1, column), at(row, column + 1)});
    for (std::size_t row = 0, column = 0; row < rows && column < columns;) {
        if (at(row, column) == at(row + 1, column + 1) + worth(row, column))
            match[begin + column++] = begin + row++;
        else if (at(row, column) == at(row + 1, column))
            ++row;
        else
            ++column;
    }
    return match;
}

/// The list of points in `text`, all of it, with `points` in it.
std::string withPoints(std::string_view text, const std::vector<Point>& points, const ListStyle& style) {
    const auto list = parsePythonJson(text);
    const std::size_t width = list && list->isList() && !list->items.empty() ? list->items.front().items.size() : 0;
    const auto isPoint = [&](const PyValue& item) { return isListOfNumbers(item, 3) && item.items.size() == width; };
    if (width == 0 || !std::ranges::all_of(list->items, isPoint))
        return style.rows(points);
    const std::vector<PyValue>& items = list->items;
    const auto between = [&](std::size_t begin, std::size_t end) {
        return std::string(text.substr(begin, end - begin));
    };
    const PyValue& first = items.front();
    const std::string beforeFirst = between(list->begin + 1, first.begin);
    const std::string numberSeparator = between(first.items[0].end, first.items[1].begin);
    const std::string separator = items.size() > 1       ? between(first.end, items[1].begin)
                                  : !beforeFirst.empty() ? "," + beforeFirst
                                                         : numberSeparator;
    const std::string afterLast = between(items.back().end, list->end - 1);

    const std::vector<std::size_t> match = matched(items, points);
    std::string result = "[" + beforeFirst;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool followsOn = i > 0 && match[i] != std::string::npos && match[i] > 0 && match[i - 1] == match[i] - 1;
        if (i > 0)
            result += followsOn ? between(items[match[i] - 1].end, items[match[i]].begin) : separator;
        // A new one is laid out like the first, and has of it what follows three coordinates.
        result += withNumbers(text, match[i] != std::string::npos ? items[match[i]] : first, points[i]);
    }
    return result + afterLast + "]";
}

/// The list of three numbers in `text` with `values` in it.
std::string withVector(std::string_view text, const Point& values, const ListStyle& style) {
    const auto list = parsePythonJson(text);
    return list && isListOfNumbers(*list, 3) && list->items.size() == 3 ? withNumbers(text, *list, values)
                                                                        : style.numbers(values);
}

/// The 3×3 matrix in `text` with `rows` in it.
std::string withMatrix(std::string_view text, const std::vector<Point>& rows, const ListStyle& style) {
    const auto list = parsePythonJson(text);
    const auto isRow = [](const PyValue& item) { return isListOfNumbers(item, 3) && item.items.size() == 3; };
    if (!list || !list->isList() || list->items.size() != 3 || !std::ranges::all_of(list->items, isRow))
        return style.rows(rows);
    std::vector<Splice> splices;
    for (std::size_t i = 0; i < 3; ++i)
        splices.push_back({list->items[i].begin, list->items[i].end, withNumbers(text, list->items[i], rows[i])});
    return spliced(text, splices);
}

/// A row's members, each with its place, and what becomes of them.
class RowText {
  public:
    /// `row` must be a JSON object, and nothing else around it.
    explicit RowText(const std::string& row)
        : m_row(row) {
        std::size_t at = row.find('{') + 1;
        while (true) {
            at = skipSpace(at);
            if (m_row[at] != '"')
                break;
            Member member;
            member.begin = at;
            at = behindValue(at);
            member.key = parsePythonJson(m_row.substr(member.begin, at - member.begin))->text;
            at = skipSpace(skipSpace(at) + 1); // behind the colon
            member.value = at;
            member.end = at = behindValue(at);
            m_members.push_back(std::move(member));
            at = skipSpace(at);
            if (m_row[at] != ',')
                break;
            ++at;
        }
        m_listStyle = listStyle();
        const bool hasOther = std::ranges::any_of(m_row, [](char c) { return std::uint8_t(c) >= 0x80; });
        m_escapes = !hasOther && m_row.find("\\u") != std::string_view::npos;
    }

    [[nodiscard]] const ListStyle& lists() const { return m_listStyle; }
    [[nodiscard]] bool has(std::string_view key) const { return last(key) != nullptr; }
    /// The text of the value that readers take: of several members of that key the last one; empty: none.
    [[nodiscard]] std::string_view value(std::string_view key) const {
        const Member* member = last(key);
        return member ? m_row.substr(member->value, member->end - member->value) : std::string_view();
    }
    void set(std::string_view key, std::string text) {
        if (Member* member = const_cast<Member*>(last(key)))
            member->newValue = std::move(text);
        else
            m_appended.emplace_back(key, std::move(text));
    }
    void setText(std::string_view key, const std::string& text) {
        set(key, Json(text).dump(-1, ' ', m_escapes, Json::error_handler_t::replace));
    }
    void remove(std::string_view key) {
        for (Member& member : m_members)
            member.isRemoved = member.isRemoved || member.key == key;
    }

    [[nodiscard]] std::string written() const {
        std::vector<Splice> splices;
        bool hasKept = false;
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            const Member& member = m_members[i];
            if (!member.isRemoved) {
                hasKept = true;
                if (member.newValue)
                    splices.push_back({member.value, member.end, *member.newValue});
            } else if (hasKept) {
                splices.push_back({m_members[i - 1].end, member.end, {}});
            } else {
                const bool isLast = i + 1 == m_members.size();
                splices.push_back({member.begin, isLast ? member.end : m_members[i + 1].begin, {}});
            }
        }
        const std::size_t end = m_members.empty() ? m_row.find('{') + 1 : m_members.back().end;
        std::string text;
        for (const auto& [key, value] : m_appended) {
            text += hasKept || !text.empty() ? "," + m_beforeKey : std::string();
            text += Json(key).dump() + m_colon + value;
        }
        splices.push_back({end, end, std::move(text)});
        return spliced(m_row, splices);
    }

  private:
    struct Member {
        std::string key;
        std::size_t begin = 0, value = 0, end = 0;
        std::optional<std::string> newValue;
        bool isRemoved = false;
    };

    [[nodiscard]] const Member* last(std::string_view key) const {
        const auto found =
            std::find_if(m_members.rbegin(), m_members.rend(), [&](const Member& member) { return member.key == key; });
        return found == m_members.rend() ? nullptr : &*found;
    }

    [[nodiscard]] std::size_t skipSpace(std::size_t at) const {
        return std::min(m_row.find_first_not_of(" \t\r\n", at), m_row.size() - 1);
    }

    /// Behind the value that begins at `at`, by its quotes and brackets: it was parsed before.
    [[nodiscard]] std::size_t behindValue(std::size_t at) const {
        int depth = 0;
        bool isInString = false;
        for (; at < m_row.size(); ++at) {
            const char c = m_row[at];
            if (isInString) {
                at += c == '\\' ? 1 : 0;
                isInString = c != '"';
                if (!isInString && depth == 0)
                    return at + 1;
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}' || c == ']' || c == ' ' || c == '\t' || c == '\r' || c == '\n'))
                return at;
            isInString = c == '"';
            depth += c == '[' || c == '{' ? 1 : 0;
            if ((c == ']' || c == '}') && --depth == 0)
                return at + 1;
        }
        return at;
    }

    /// Also what stands before a key and around its colon.
    ListStyle listStyle() {
        if (m_members.empty())
            return {"", "", "", " "};
        const Member& first = m_members.front();
        const Member& member = m_members.back();
        if (m_members.size() > 1) {
            const std::size_t before = m_members[m_members.size() - 2].end;
            m_beforeKey = m_row.substr(m_row.find(',', before) + 1, member.begin - m_row.find(',', before) - 1);
        } else {
            m_beforeKey = m_row.substr(1, first.begin - 1);
        }
        const std::size_t keyEnd = behindValue(member.begin);
        m_colon = m_row.substr(keyEnd, member.value - keyEnd);
        // Without a comma to look at, blanks are as after colons.
        const bool hasComma = m_row.find(',') != std::string_view::npos;
        const std::string blank(m_colon.substr(m_colon.find(':') + 1));
        if (m_members.size() == 1 && m_beforeKey.empty())
            m_beforeKey = blank;
        // How far the row is indented tells its last brace, where that stands on a line of its own.
        const std::size_t line = m_row.rfind('\n');
        std::string gap;
        if (line != std::string_view::npos && m_row.find_first_not_of(" \t\r", line + 1) == m_row.size() - 1)
            gap = "\n" + std::string(m_row.substr(line + 1, m_row.size() - line - 2));
        const RowStyle style = RowStyle::of(m_row, gap, false);
        const bool areOpen = !style.newline.empty() && style.areListsOpen;
        return {areOpen ? style.newline : "", style.indent + style.step, style.step,
                hasComma ? style.afterComma : blank};
    }

    std::string_view m_row;
    std::vector<Member> m_members;
    std::vector<std::pair<std::string, std::string>> m_appended;
    std::string m_beforeKey = " ", m_colon = ": ";
    ListStyle m_listStyle;
    bool m_escapes = false; ///< what is not ASCII is written as \u…
};

std::vector<Point> rowsOf(const cv::Matx33d& matrix) {
    std::vector<Point> rows;
    for (int row = 0; row < 3; ++row)
        rows.push_back({matrix(row, 0), matrix(row, 1), matrix(row, 2)});
    return rows;
}

void setBox(RowText& row, const std::optional<OrientedBox>& box) {
    constexpr std::array keys{"bbox_center", "bbox_extent", "bbox_rotation"};
    if (!box) {
        for (const char* key : keys)
            row.remove(key);
        return;
    }
    const ListStyle& style = row.lists();
    const Point centre{box->centre.x, box->centre.y, box->centre.z};
    const Point extent{box->extentMetres[0], box->extentMetres[1], box->extentMetres[2]};
    const std::array texts{withVector(row.value(keys[0]), centre, style), withVector(row.value(keys[1]), extent, style),
                           withMatrix(row.value(keys[2]), rowsOf(box->rotation), style)};
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (row.value(keys[i]) != texts[i])
            row.set(keys[i], texts[i]);
}

void setTrajectory(RowText& row, const std::vector<PointCamera>& trajectory) {
    if (trajectory.empty()) {
        row.remove("trajectory");
        return;
    }
    std::vector<Point> points;
    points.reserve(trajectory.size());
    for (const PointCamera& point : trajectory)
        points.push_back({point.x, point.y, point.z});
    row.set("trajectory", withPoints(row.value("trajectory"), points, row.lists()));
}

/// Readers take the key with the bar where a row has both; the other one follows where it said the same.
void setDestination(RowText& row, const Annotation& before, const Annotation& after) {
    constexpr const char* published = "destination|direction";
    constexpr const char* parquet = "destination_direction";
    const bool hasParquet = row.has(parquet);
    if (row.has(published) || !hasParquet)
        row.setText(published, after.destination);
    if (!hasParquet)
        return;
    const auto other = parsePythonJson(row.value(parquet));
    if (!row.has(published) || (other && textOf(&*other) == before.destination))
        row.setText(parquet, after.destination);
}

std::string rewrittenText(const AddedSample& sample, const std::string& maskPath) {
    const auto row = parsePythonJson(sample.rowText);
    if (!row || !row->isObject())
        return sample.rowText;
    const SampleRecord record = recordOf(*row, sample.rowText, sample.id);
    RowEdit edit{annotationOf(record, {}), sample.annotation};
    if (!record.maskPath.empty()) // any mask but that of the edit stands for the one that is named
        edit.before.maskFile = std::make_shared<const std::string>();
    if (edit.after.maskFile && plainPath(record.maskPath) == maskPath)
        edit.before.maskFile = edit.after.maskFile;
    return rewritten(sample.rowText, edit, maskPath).value_or(sample.rowText);
}

} // namespace

Result<std::string> rewritten(const std::string& row, const RowEdit& edit, const std::string& maskPath) {
    const auto parsed = parsePythonJson(row);
    if (!parsed || !parsed->isObject() || row.front() != '{' || row.back() != '}')
        return failure(TRANSLATABLE("The row is not a JSON object in braces (%1), so nothing is changed in it. Correct "
                                    "the row."),
                       parsed ? std::string("another value") : parsed.error().describe());
    const Annotation& before = edit.before;
    const Annotation& after = edit.after;
    RowText text(row);
    if (before.instruction != after.instruction)
        text.setText("prompt", after.instruction);
    if (before.targetObject != after.targetObject)
        text.setText("target_object", after.targetObject);
    if (before.destination != after.destination)
        setDestination(text, before, after);
    if (before.step != after.step && after.step)
        text.set("step", std::to_string(*after.step));
    else if (before.step != after.step)
        text.remove("step");
    if (before.category != after.category)
        text.setText("category", after.category);
    if (before.dataSource != after.dataSource)
        text.setText("data_source", after.dataSource);
    if (!before.hasSameMask(after)) {
        const auto named = parsePythonJson(text.value("mask_path"));
        if (!after.maskFile)
            text.remove("mask_path");
        else if (!named || textOf(&*named) != maskPath)
            text.setText("mask_path", maskPath);
    }
    if (before.trajectory != after.trajectory)
        setTrajectory(text, after.trajectory);
    if (before.box != after.box)
        setBox(text, after.box);
    return text.written();
}

std::string namedMask(const AddedSample& sample) {
    const auto row = parsePythonJson(sample.rowText);
    return row && row->isObject() ? textOf(row->find("mask_path")) : std::string();
}

std::string writtenRow(const AddedSample& sample, const std::string& maskPath, bool isIdText, const RowStyle& style) {
    if (!sample.rowText.empty())
        return rewrittenText(sample, maskPath);
    const Annotation& annotation = sample.annotation;
    const Camera& camera = sample.camera;
    const Json intrinsics = {{camera.fx, 0.0, camera.cx}, {0.0, camera.fy, camera.cy}, {0.0, 0.0, 1.0}};
    const std::optional<std::uint64_t> number = isIdText ? std::nullopt : wholeNumber(sample.id);
    Json row;
    row["id"] = number && std::to_string(*number) == sample.id ? Json(*number) : Json(sample.id);
    row["image_path"] = sample.imagePath;
    if (!sample.depthPath.empty())
        row["depth_path"] = sample.depthPath;
    row["gt_depth_path"] = sample.gtDepthPath;
    if (annotation.maskFile)
        row["mask_path"] = maskPath;
    row["intrinsics"] = intrinsics;
    row["gt_depth_intrinsics"] = intrinsics;
    row["prompt"] = annotation.instruction;
    row["target_object"] = annotation.targetObject;
    row["destination|direction"] = annotation.destination;
    if (annotation.step)
        row["step"] = *annotation.step;
    row["category"] = annotation.category;
    row["data_source"] = annotation.dataSource;
    const std::string frame = style.written(row);

    RowEdit edit;
    edit.before = annotation;
    edit.before.trajectory.clear();
    edit.before.box.reset();
    edit.after = annotation;
    return rewritten(frame, edit, maskPath).value_or(frame);
}

} // namespace tracestudio
