#pragma once

#include "scene/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

using TokenId = std::int32_t;

/// The byte-level BPE tokenizer of the Qwen family, read from tokenizer.json or from vocab.json and merges.txt with
/// tokenizer_config.json. Gives the ids that Hugging Face's own tokenizer gives. Immutable once read; any thread.
/// Spec: spec/qwen3-vl.md section 7.
class Tokenizer {
  public:
    /// Reads the folder of a checkpoint.
    static Result<Tokenizer> open(const std::filesystem::path& folder);
    /// `text` is the content of a tokenizer.json, `name` what messages call it.
    static Result<Tokenizer> fromJson(std::string_view text, const std::string& name);
    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;
    ~Tokenizer();

    /// Added tokens ("<|im_end|>") in the text become their ids. Bytes that are not UTF-8 count as U+FFFD.
    [[nodiscard]] std::vector<TokenId> encode(std::string_view text) const;
    /// The pieces into which a text without added tokens is cut, so that merges never cross their borders.
    [[nodiscard]] std::vector<std::string> words(std::string_view text) const;
    /// The text of `ids`; special tokens are left out unless `keepsSpecial`, unknown ids always.
    [[nodiscard]] std::string decode(const std::vector<TokenId>& ids, bool keepsSpecial = false) const;
    /// The bytes of one token, which may be part of a character; "" for special and unknown ones.
    [[nodiscard]] std::string bytesOf(TokenId id) const;
    /// -1 when there is no added token of this name.
    [[nodiscard]] TokenId idOfAdded(std::string_view name) const;
    /// One more than the highest id.
    [[nodiscard]] std::size_t size() const;

  private:
    class Implementation;
    explicit Tokenizer(std::unique_ptr<const Implementation> implementation);
    std::unique_ptr<const Implementation> m_implementation;
};

/// Turns tokens into text as they come: a character whose bytes are not all there yet waits.
class TextStream {
  public:
    explicit TextStream(const Tokenizer& tokenizer)
        : m_tokenizer(tokenizer) {}
    /// The text that `id` completes; often "", for half a character.
    std::string add(TokenId id);
    /// What is left at the end: U+FFFD for a character that never became whole.
    std::string finish();

  private:
    const Tokenizer& m_tokenizer;
    std::string m_pending;
};

/// `bytes` with each maximal part that is not UTF-8 replaced by U+FFFD, as Rust and Python do.
std::string asUtf8(std::string_view bytes);

} // namespace tracestudio
