#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace tracestudio {

/// What one pass over a row's bytes finds: the few values that a list shows, and what is plainly wrong. Views point
/// into the scanned bytes.
struct RowOutline {
    /// A string's bytes between its quotes or, for Id and Step, also a number's digits. Empty: absent or of another
    /// kind.
    struct Text {
        std::string_view raw;
        bool isString = false;
        bool isEscaped = false; ///< has backslashes to be decoded
    };
    enum Field {
        Id,
        Instruction,
        TargetObject,
        Destination,
        Category,
        DataSource,
        ImagePath,
        GtDepthPath,
        MaskPath,
        DepthPath,
        Step,
        FieldCount
    };

    std::array<Text, FieldCount> fields;
    std::uint32_t faults = 0; ///< bits of fault:: about the row's kind, box, intrinsics and trajectory
    int benchmarkKeys = 0;    ///< how many keys of the benchmark the row has
};

/// Reads the rows of a JSON array in pieces, without holding the file. Values are skipped by matching brackets and
/// quotes, not checked: whoever uses a row parses it. That is several times as fast as a parser, and memory is bound by
/// the longest row.
class RowScanner {
  public:
    /// Gives bytes as read(2) does: how many of the asked for, 0 at the end.
    using Read = std::function<std::size_t(char* to, std::size_t size)>;
    /// A longer row is taken for a break.
    static constexpr std::size_t longestRowBytes = 64u << 20;

    enum class Step {
        Row,      ///< outline(), text() and offset() tell of a row
        End,      ///< the array is closed
        Broken,   ///< the JSON breaks at offset(); rows before it are good
        NotArray, ///< the text does not begin with "["
    };

    explicit RowScanner(Read read);
    /// Moves to the next row.
    Step next();
    [[nodiscard]] const RowOutline& outline() const { return m_outline; }
    /// The row's bytes; valid until the next call.
    [[nodiscard]] std::string_view text() const { return {m_bytes.data() + m_at - m_length, m_length}; }
    /// Of the row, of the break or of the tail, in the file.
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }
    /// After the end: something but white space follows the array.
    bool hasTail();

  private:
    bool skipSpace(); ///< to the next byte that is none; false at the end of the file
    bool fill();      ///< reads more behind what is there; false at the end of the file or when a row is too long

    Read m_read;
    std::vector<char> m_bytes;
    std::size_t m_at = 0;     ///< in m_bytes: what comes next
    std::size_t m_filled = 0; ///< bytes of m_bytes that are read
    std::uint64_t m_base = 0; ///< of m_bytes in the file
    std::uint64_t m_offset = 0;
    std::size_t m_length = 0;
    bool m_hasBegun = false;
    bool m_hasRow = false;
    RowOutline m_outline;
};

} // namespace tracestudio
