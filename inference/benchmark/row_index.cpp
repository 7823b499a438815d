#include "benchmark/row_index.h"

#include "benchmark/python_json.h"
#include "benchmark/row_fields.h"
#include "benchmark/sample_files.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>

namespace tracestudio {
namespace {

constexpr std::size_t blockBytes = 1u << 20;

/// The text that a field's bytes stand for; nothing where Python would refuse them. `scratch` keeps what was decoded.
std::optional<std::string_view> decoded(const RowOutline::Text& text, std::string& scratch) {
    if (!text.isString)
        return std::string_view();
    if (!text.isEscaped)
        return text.raw;
    const auto value = parsePythonJson("\"" + std::string(text.raw) + "\"");
    if (!value)
        return std::nullopt;
    scratch = value->text;
    return scratch;
}

std::optional<std::string_view> decodedId(const RowOutline::Text& text, std::string& scratch) {
    const bool isPlain =
        text.isString || std::all_of(text.raw.begin(), text.raw.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (isPlain)
        return text.isString ? decoded(text, scratch) : text.raw;
    const auto value = parsePythonJson(text.raw);
    const std::optional<std::string> id = value ? idOf(&*value) : std::nullopt;
    scratch = id.value_or("");
    return scratch;
}

int stepOf(const RowOutline::Text& text) {
    double step = -1;
    if (!text.isString)
        std::from_chars(text.raw.data(), text.raw.data() + text.raw.size(), step);
    return step >= 0 && step < std::numeric_limits<int>::max() ? int(step) : -1;
}

bool leadsOut(std::string_view relative) {
    const bool mayLeadOut = relative.find("..") != relative.npos || relative.starts_with('/');
    return mayLeadOut && !pathInside(".", relative);
}

} // namespace

std::uint32_t RowIndex::checksum(std::string_view bytes) {
    std::uint64_t sum = bytes.size();
    const auto mix = [&sum](std::uint64_t word) { sum = std::rotl((sum ^ word) * 0x9e3779b97f4a7c15u, 29); };
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        mix(word);
    }
    for (const char byte : bytes)
        mix(std::uint8_t(byte));
    return std::uint32_t(sum ^ sum >> 32);
}

char* RowIndex::allot(std::size_t size) {
    if (size > m_blockLeft) {
        m_blockLeft = std::max(size, blockBytes);
        m_blocks.push_back(std::make_unique_for_overwrite<char[]>(m_blockLeft));
        m_blockAt = m_blocks.back().get();
    }
    char* const at = m_blockAt;
    m_blockAt += size;
    m_blockLeft -= size;
    return at;
}

void RowIndex::add(const RowOutline& outline, std::uint64_t offset, std::string_view bytes) {
    Row row;
    row.offset = offset;
    row.length = std::uint32_t(bytes.size());
    row.checksum = checksum(bytes);
    row.faults = outline.faults;

    std::array<std::string, RowOutline::FieldCount> scratch;
    std::array<std::string_view, RowOutline::FieldCount> texts;
    if (!(row.faults & (fault::notAnObject | fault::notJson))) {
        for (std::size_t field = 0; field < RowOutline::Step; ++field) {
            const RowOutline::Text& text = outline.fields[field];
            const auto value =
                field == RowOutline::Id ? decodedId(text, scratch[field]) : decoded(text, scratch[field]);
            row.faults |= value ? 0 : fault::notJson;
            texts[field] = value.value_or("");
        }
        row.step = stepOf(outline.fields[RowOutline::Step]);
        const RowOutline::Text& id = outline.fields[RowOutline::Id];
        row.faults |= texts[RowOutline::Id].empty() && !id.isString ? fault::noId : 0;
        row.faults |= texts[RowOutline::Instruction].empty() ? fault::noInstruction : 0;
        row.faults |= texts[RowOutline::ImagePath].empty() ? fault::noImagePath : 0;
        row.faults |= texts[RowOutline::GtDepthPath].empty() ? fault::noDepthPath : 0;
        row.faults |= texts[RowOutline::MaskPath].empty() ? fault::noMaskPath : 0;
        if (leadsOut(texts[RowOutline::ImagePath]) || leadsOut(texts[RowOutline::GtDepthPath]) ||
            leadsOut(texts[RowOutline::MaskPath]))
            row.faults |= fault::pathLeadsOut;
        row.faults = faultsButUnannotated(row.faults);
    }
    if (row.faults & (fault::notAnObject | fault::notJson | fault::noId)) {
        scratch[RowOutline::Id] = "row " + std::to_string(m_rows.size() + 1);
        texts[RowOutline::Id] = scratch[RowOutline::Id];
    }

    std::size_t size = 0;
    for (std::size_t field = 0; field < row.lengths.size(); ++field)
        size += texts[field].size();
    char* to = allot(size);
    row.text = to;
    for (std::size_t field = 0; field < row.lengths.size(); ++field) {
        row.lengths[field] = std::uint32_t(texts[field].size());
        to = std::copy(texts[field].begin(), texts[field].end(), to);
    }
    m_rows.push_back(row);
}

std::string_view RowIndex::field(std::size_t index, RowOutline::Field field) const {
    const Row& row = m_rows[index];
    std::size_t begin = 0;
    for (std::size_t before = 0; before < std::size_t(field); ++before)
        begin += row.lengths[before];
    return {row.text + begin, row.lengths[field]};
}

std::size_t RowIndex::slotOf(std::string_view id) const {
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(id) & mask;
    while (m_slots[slot] != 0 && field(m_slots[slot] - 1, RowOutline::Id) != id)
        slot = (slot + 1) & mask;
    return slot;
}

void RowIndex::close() {
    m_slots.assign(std::bit_ceil(m_rows.size() * 2 + 1), 0);
    m_brokenCount = 0;
    for (std::size_t index = 0; index < m_rows.size(); ++index) {
        std::uint32_t& slot = m_slots[slotOf(field(index, RowOutline::Id))];
        if (slot == 0)
            slot = std::uint32_t(index + 1);
        else
            m_rows[index].faults |= fault::duplicateId;
        m_brokenCount += m_rows[index].faults != 0;
    }
}

std::optional<std::size_t> RowIndex::find(std::string_view id) const {
    const std::uint32_t found = m_slots[slotOf(id)];
    return found == 0 ? std::nullopt : std::optional<std::size_t>(found - 1);
}

} // namespace tracestudio
