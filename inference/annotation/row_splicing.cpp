#include "annotation/row_splicing.h"

#include "benchmark/python_json.h"

#include <algorithm>

namespace tracestudio {
namespace {

std::string textBetween(const DatasetFile& dataset, std::uint64_t begin, std::uint64_t end) {
    constexpr std::uint64_t most = 64u << 20; // as much as a row can have
    std::string text(std::size_t(std::min(most, end - begin)), '\0');
    text.resize(dataset.descriptor().read(text.data(), text.size(), begin));
    return text;
}

} // namespace

NewRowStyle NewRowStyle::of(const DatasetFile& dataset) {
    NewRowStyle style;
    const std::size_t count = dataset.size();
    if (count == 0)
        return style;
    const DatasetFile::Span last = dataset.spanOf(count - 1);
    const bool isFirst = count == 1;
    const std::string row = textBetween(dataset, last.begin, last.end);
    std::string gap = textBetween(dataset, isFirst ? 0 : dataset.spanOf(count - 2).end, last.begin);
    if (isFirst)
        gap.erase(0, gap.find('[') + 1);
    style.style = RowStyle::of(row, gap, isFirst);
    const auto value = parsePythonJson(row);
    const PyValue* id = value ? value->find("id") : nullptr;
    style.isIdText = id && id->isString();
    return style;
}

int writeRows(AtomicFile& file, const DatasetFile& dataset, const RowChanges& changes, const RowStyle& style) {
    const std::size_t count = dataset.size();
    const std::uint64_t size = std::uint64_t(dataset.status().st_size);
    std::uint64_t at = 0; // of the file: what stands before it is written or dropped
    const auto copyTo = [&](std::uint64_t end) {
        if (end > at)
            file.copy(dataset.descriptor(), at, end);
        at = std::max(at, end);
    };
    std::size_t deletedCount = 0;
    for (const auto& [index, text] : changes.rows) {
        const DatasetFile::Span row = dataset.spanOf(index);
        if (text) {
            copyTo(row.begin);
            file.write(*text);
            at = row.end;
            continue;
        }
        if (index > deletedCount) { // a row before it stays: the separator between them goes
            copyTo(dataset.spanOf(index - 1).end);
            at = row.end;
        } else {
            copyTo(row.begin);
            at = index + 1 < count ? dataset.spanOf(index + 1).begin : row.end;
        }
        ++deletedCount;
    }
    const std::uint64_t rowsEnd =
        count > 0 ? dataset.spanOf(count - 1).end : textBetween(dataset, 0, size).find('[') + 1;
    copyTo(rowsEnd);
    bool hasRows = deletedCount < count;
    for (const std::string& row : changes.added) {
        if (hasRows)
            file.write(style.between);
        else if (count == 0)
            file.write("\n");
        file.write(row);
        hasRows = true;
    }
    if (dataset.damagedAt())
        return file.write("\n]\n");
    if (count == 0 && !changes.added.empty()) {
        const std::string tail = textBetween(dataset, rowsEnd, size);
        if (!tail.starts_with('\n') && !tail.starts_with("\r\n"))
            file.write("\n");
    }
    copyTo(size);
    return file.error();
}

} // namespace tracestudio
