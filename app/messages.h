#pragma once

#include "benchmark/prediction_run.h"
#include "models/trace_model.h"
#include "scene/result.h"

#include <QString>
#include <filesystem>
#include <string_view>

namespace tracestudio {

/// An error of the inference rooms in the person's language. Those rooms have no Qt: they mark their sentences with
/// TRANSLATABLE and leave the arguments apart.
QString translated(const Error& error);

/// What a model is doing, for a line of progress.
QString wordFor(Stage stage);

/// How a run goes on, "12 of 100 asked · 1 failed · 3 min left", and what it came to.
QString progressText(const RunProgress& counts);
QString summaryText(const RunProgress& counts);

inline QString toQString(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// As Qt has it.
inline QString pathText(const std::filesystem::path& path) {
    return QString::fromStdU16String(path.u16string());
}

/// Where bytes of UTF-8 are in the same text as QString has it. Asked in rising order, it walks the text once.
class Utf16Positions {
  public:
    explicit Utf16Positions(std::string_view utf8)
        : m_utf8(utf8) {}
    int operator()(std::size_t byte) {
        m_position += int(toQString(m_utf8.substr(m_byte, byte - m_byte)).size());
        m_byte = byte;
        return m_position;
    }
    [[nodiscard]] std::size_t byte() const { return m_byte; } ///< asked for last

  private:
    std::string_view m_utf8;
    std::size_t m_byte = 0;
    int m_position = 0;
};

} // namespace tracestudio
