#pragma once

#include "local/qwen3_vl.h"

namespace tracestudio {

/// Reads one token after another by replaying a CUDA graph: the hundreds of small kernels of a step are handed to the
/// device at once instead of one by one, which is what limits a small model there. Where libtorch or the device has no
/// such graphs, where recording fails, or where what it replays is not what an ordinary step gives, the ordinary steps
/// go on. Of one answer, whose memory must outlive it; the thread that answers.
class DecodeGraph {
  public:
    DecodeGraph(const Qwen3Vl& network, Qwen3Vl::Memory& memory);
    ~DecodeGraph();
    DecodeGraph(const DecodeGraph&) = delete;
    DecodeGraph& operator=(const DecodeGraph&) = delete;

    /// As Qwen3Vl::readOne.
    [[nodiscard]] std::optional<at::Tensor> readOne(TokenId id, std::int64_t position, const std::stop_token& stop);
    /// Whether steps are being replayed.
    [[nodiscard]] bool isReplaying() const;

  private:
    struct Recording;
    const Qwen3Vl& m_network;
    Qwen3Vl::Memory& m_memory;
    std::unique_ptr<Recording> m_recording;
    bool m_isGivenUp;
};

} // namespace tracestudio
