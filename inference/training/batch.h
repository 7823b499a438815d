#pragma once

#include "local/model_config.h"
#include "local/qwen3_vl_layers.h"
#include "local/tokenizer.h"
#include "training/chance.h"
#include "training/packed_attention.h"
#include "training/pictures.h"
#include "training/scenes.h"

#include <ATen/ATen.h>
#include <string>
#include <vector>

namespace tracestudio {

/// "[(x, y, d), …]" with whole x and y and two decimals of d, as the model is to answer.
std::string answerText(const std::vector<std::array<float, 3>>& points);

/// Prompts and answers in tokens, exactly as LocalModel asks.
class PromptTokenizer {
  public:
    /// Fails where the tokenizer lacks one of the chat's tokens.
    static Result<PromptTokenizer> from(Tokenizer tokenizer);

    /// What stands before the picture, and is the same for all questions.
    [[nodiscard]] const std::vector<TokenId>& prefix() const { return m_prefix; }
    /// What stands between the picture and the answer.
    [[nodiscard]] std::vector<TokenId> question(const std::string& text) const;
    /// The answer with the token that ends it.
    [[nodiscard]] std::vector<TokenId> answer(const std::vector<std::array<float, 3>>& points) const;
    /// How much each of these tokens counts: leading digits most, what is between the numbers hardly.
    [[nodiscard]] std::vector<float> weights(const std::vector<TokenId>& answer) const;
    [[nodiscard]] const Tokenizer& tokenizer() const { return m_tokenizer; }
    [[nodiscard]] TokenId end() const { return m_end; }

  private:
    explicit PromptTokenizer(Tokenizer tokenizer)
        : m_tokenizer(std::move(tokenizer)) {}
    Tokenizer m_tokenizer;
    std::vector<TokenId> m_prefix;
    TokenId m_visionEnd = 0, m_end = 0;
};

/// Pictures of one size with what is known of them, and with questions packed behind each: the rows of the text are
/// first the beginnings (prefix and picture) of all pictures, then all questions with their answers, without gaps.
struct Batch {
    Pictures pictures;

    // Of patches, [pictures · patches].
    at::Tensor patchKinds, patchColours; ///< int64
    at::Tensor patchDepths;              ///< float32, logarithm of metres
    // Of merged cells: which hold the centre of a thing, and of those (the nearest thing's) what and where.
    at::Tensor cellHasCentre;              ///< [pictures · cells] float32
    at::Tensor centreCells;                ///< [centres] int64
    at::Tensor centreKinds, centreColours; ///< [centres] int64; the colour may be none, the last
    at::Tensor centrePlaces;               ///< [centres, 3] float32: offset in the cell in x and y, logarithm of metres
    at::Tensor centreDigits;               ///< [5, centres] int64: hundreds and tens of x and y, tenths of metres

    // Of the text; nothing where there are no questions.
    int questions = 0;
    std::vector<TokenId> prefix; ///< before each picture
    at::Tensor questionTokens;   ///< int64, of the rows behind the beginnings
    Rotation rotation;           ///< of all rows, [rows, head size]
    std::vector<AttentionSpan> beginnings, segments;
    at::Tensor imageRows;             ///< int64: rows that hold merged cells, picture after picture
    at::Tensor lossRows, lossTargets; ///< int64: rows that must say, and what
    at::Tensor lossWeights;           ///< float32
    at::Tensor lastPromptRows;        ///< [questions] int64
    at::Tensor questionPictures;      ///< [questions] int64
    at::Tensor pointedCells;          ///< [questions, 2] int64: cells of what is moved, and of what is named besides
    at::Tensor lookRows, lookTargets; ///< int64: rows that must look, and at which row
    at::Tensor lookWeights;           ///< float32, of one half of the answers together 1
    at::Tensor points;                ///< [questions, 4, 3] float32 as the scene has them

    /// The same with all tensors there.
    [[nodiscard]] Batch to(at::Device device) const;
};

/// The largest number of tenths of metres that is told apart.
constexpr int mostDepthTenths = 50;

/// All of `scenes` must have pictures of one size. Pictures change brightness and get noise where `isVaried`; of each
/// scene `questionsEach` questions are drawn by `chance`.
Batch batchOf(const std::vector<SceneReference>& scenes, int questionsEach, const PromptTokenizer& prompts,
              const World& world, const Qwen3VlConfig& config, bool isVaried, Chance& chance);

} // namespace tracestudio
