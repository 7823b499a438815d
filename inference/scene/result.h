#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/// Marks a literal that a person may see. The translation tool collects it (context "messages"); this room has no Qt,
/// so the words are translated where they are shown.
#define TRANSLATABLE(text) text

namespace tracestudio {

/// Why something failed, in words for the person: what failed, in which file or row, and what to do about it.
/// `text` is the English sentence with %1, %2 … where `args` go, so that a window can show it in another language.
struct Error {
    std::string text;
    std::vector<std::string> args;

    /// The English sentence with its arguments in place.
    [[nodiscard]] std::string message() const;
    bool operator==(const Error&) const = default;
};

/// What an operation that can fail returns: the value, or why there is none. Nothing is thrown across rooms or threads.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return failure(TRANSLATABLE("%1 is not a PNG picture. Export it again."), path);`
template <typename... Args>
tl::unexpected<Error> failure(std::string text, Args&&... args) {
    return tl::unexpected<Error>(Error{std::move(text), {std::string(std::forward<Args>(args))...}});
}

/// `text` with %1, %2 … replaced by `args`.
std::string fillIn(std::string_view text, const std::vector<std::string>& args);

} // namespace tracestudio
