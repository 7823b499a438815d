#pragma once

#include "local/model_config.h"
#include "local/qwen3_vl.h"
#include "local/tokenizer.h"
#include "models/local_models.h"

namespace tracestudio {

/// A checkpoint in this process: tokenizer, picture preparation, network, and the loop that chooses tokens.
class LocalModel final : public TraceModel {
  public:
    static Result<std::shared_ptr<TraceModel>> load(const std::filesystem::path& checkpoint, const LocalPlace& place,
                                                    const AnswerListener& listener, const std::stop_token& stop);

    [[nodiscard]] std::string name() const override { return m_name; }
    [[nodiscard]] std::string place() const override { return m_place; }
    [[nodiscard]] bool thinksFirst() const override { return m_config.doesThink; }
    [[nodiscard]] Result<ModelAnswer> ask(const Question& question, const AnswerOptions& options,
                                          const AnswerListener& listener, std::stop_token stop) override;

  private:
    LocalModel(std::string name, CheckpointConfig config, Tokenizer tokenizer, std::unique_ptr<Qwen3Vl> network,
               int threads);
    [[nodiscard]] Result<ModelAnswer> answer(const Question& question, const AnswerOptions& options,
                                             const AnswerListener& listener, const std::stop_token& stop) const;

    std::string m_name, m_place;
    CheckpointConfig m_config;
    Tokenizer m_tokenizer;
    std::unique_ptr<Qwen3Vl> m_network;
    int m_threads;
    double m_loadSeconds = 0;
};

} // namespace tracestudio
