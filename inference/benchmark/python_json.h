#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace tracestudio {

/// A JSON value as Python's `json.loads` (3.11) sees it, which is what wrote and what officially reads every file of
/// the benchmark: NaN, Infinity and 1e400 are numbers, integers have no limit, of duplicate keys the last one wins (at
/// the first one's place), lone surrogates are kept. Ours to read with because no JSON library reads that dialect; what
/// we write is written by nlohmann/json.
struct PyValue {
    // Not "= default": with that, clang wants `members`' pair complete inside its own definition.
    PyValue() {}

    enum class Kind : std::uint8_t { Null, Bool, Int, Float, String, List, Object };

    Kind kind = Kind::Null;
    bool boolean = false;
    double number = 0;          ///< Int and Float (and Bool as 0 or 1); an integer beyond double's range is ±inf here
    std::string text;           ///< String: UTF-8 (lone surrogates as WTF-8). Int: its digits. Object, List: empty
    std::vector<PyValue> items; ///< List
    std::vector<std::pair<std::string, PyValue>> members; ///< Object, in file order
    std::size_t begin = 0; ///< bytes of the source text this value stands in: [begin, end)
    std::size_t end = 0;

    [[nodiscard]] bool isNumber() const { return kind == Kind::Int || kind == Kind::Float || kind == Kind::Bool; }
    [[nodiscard]] bool isString() const { return kind == Kind::String; }
    [[nodiscard]] bool isList() const { return kind == Kind::List; }
    [[nodiscard]] bool isObject() const { return kind == Kind::Object; }
    [[nodiscard]] bool isNull() const { return kind == Kind::Null; }
    /// The member named `key`, or nullptr (also when this is no object).
    [[nodiscard]] const PyValue* find(std::string_view key) const;
};

/// Why Python would refuse the text: the exception's class and message, and where.
struct PyJsonError {
    std::string exception; ///< "JSONDecodeError", "RecursionError" or "ValueError" (an integer of > 4300 digits)
    std::string message;
    std::size_t offset = 0; ///< bytes from the start
    [[nodiscard]] std::string describe() const { return exception + ": " + message; }
};

/// What Python's float() makes of a plain decimal numeral ("12", "-0.5", "5.", "1e400"): correctly rounded, ±inf beyond
/// the range, whatever the locale. No leading "+". NaN for anything else.
double pythonFloat(std::string_view numeral);

/// Reads `utf8` as json.loads does. Never recurses deeper than Python would (about 990 levels), never throws, linear.
tl::expected<PyValue, PyJsonError> parsePythonJson(std::string_view utf8);

} // namespace tracestudio
