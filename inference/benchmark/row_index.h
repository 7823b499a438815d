#pragma once

#include "benchmark/row_scanner.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

/// What is kept in memory of every row of a dataset file: its place in the file, the values that lists show, and its
/// faults. About 270 bytes a row of the published kind. Add all rows, then call `close`; immutable after that.
class RowIndex {
  public:
    struct Row {
        std::uint64_t offset = 0; ///< in the file
        std::uint32_t length = 0;
        std::uint32_t checksum = 0;
        std::uint32_t faults = 0;
        int step = -1;
        const char* text = nullptr; ///< the indexed fields, one behind the other
        std::array<std::uint32_t, RowOutline::GtDepthPath> lengths{};
    };

    void add(const RowOutline& outline, std::uint64_t offset, std::string_view bytes);
    /// Finds duplicate ids and makes `find` work.
    void close();

    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] const Row& operator[](std::size_t index) const { return m_rows[index]; }
    [[nodiscard]] std::string_view field(std::size_t index, RowOutline::Field field) const;
    [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const;
    [[nodiscard]] std::size_t brokenCount() const { return m_brokenCount; }

    /// Of a row's bytes, to tell later whether they are the same.
    static std::uint32_t checksum(std::string_view bytes);

  private:
    char* allot(std::size_t size);
    [[nodiscard]] std::size_t slotOf(std::string_view id) const;

    std::vector<Row> m_rows;
    std::vector<std::unique_ptr<char[]>> m_blocks; ///< of text; never moved, so that views stay valid
    std::size_t m_blockLeft = 0;
    char* m_blockAt = nullptr;
    std::vector<std::uint32_t> m_slots; ///< open hash table by id: row + 1, 0 empty
    std::size_t m_brokenCount = 0;
};

} // namespace tracestudio
