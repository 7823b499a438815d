#include "local/decode_graph.h"

#ifdef TRACESTUDIO_CUDA_GRAPHS
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

#include <algorithm>
#include <cstdlib>

namespace tracestudio {

#ifdef TRACESTUDIO_CUDA_GRAPHS

namespace {

/// A graph looks at a whole number of these places of the memory, and is recorded anew when they are full.
constexpr std::int64_t spanStep = 1024;
/// How far logits may be from those of an ordinary step, as a share of the largest: bfloat16 has 8 bits.
constexpr double farthest = 0.03;

} // namespace

struct DecodeGraph::Recording {
    Qwen3Vl::Step step;
    at::cuda::CUDAGraph graph;

    /// `prepared` holds a token that has been read already: it is read again, to the same place.
    Recording(const Qwen3Vl& network, Qwen3Vl::Memory& memory, Qwen3Vl::Step prepared)
        : step(std::move(prepared)) {
        const auto device = network.place().device.index();
        c10::cuda::getCurrentCUDAStream(device).synchronize();
        const c10::cuda::CUDAStream own = c10::cuda::getStreamFromPool(false, device);
        const c10::cuda::CUDAStreamGuard guard(own);
        network.work(step, memory); // libraries make their work space ready, which must not be recorded
        own.synchronize();
        graph.capture_begin();
        try {
            network.work(step, memory);
        } catch (...) {
            end();
            throw;
        }
        graph.capture_end();
        own.synchronize();
    }

  private:
    /// A stream that goes on recording would spoil what comes after.
    void end() {
        try {
            graph.capture_end();
        } catch (const std::exception&) { // what broke it off is told
        }
    }
};

DecodeGraph::DecodeGraph(const Qwen3Vl& network, Qwen3Vl::Memory& memory)
    : m_network(network)
    , m_memory(memory)
    , m_isGivenUp(!network.place().device.is_cuda() || std::getenv("TRACESTUDIO_NO_CUDA_GRAPHS")) {}

DecodeGraph::~DecodeGraph() = default;

std::optional<at::Tensor> DecodeGraph::readOne(TokenId id, std::int64_t position, const std::stop_token& stop) {
    const c10::InferenceMode guard;
    if (m_recording && m_memory.count < m_recording->step.span) {
        if (stop.stop_requested())
            return std::nullopt;
        m_network.prepare(m_recording->step, id, position, m_memory);
        m_recording->graph.replay();
        return m_recording->step.logits.to(at::kCPU);
    }
    auto logits = m_network.readOne(id, position, m_memory, stop);
    if (!logits || m_isGivenUp)
        return logits;
    m_recording.reset();
    const std::int64_t span = std::min((m_memory.count + spanStep) / spanStep * spanStep, m_memory.capacity());
    if (m_memory.count >= span)
        return logits;
    try {
        // The same token once more, which writes the same to the same place: what is replayed must be what was
        // computed.
        Qwen3Vl::Step step = m_network.stepFor(span);
        --m_memory.count;
        m_network.prepare(step, id, position, m_memory);
        auto recording = std::make_unique<Recording>(m_network, m_memory, std::move(step));
        recording->graph.replay();
        const at::Tensor replayed = recording->step.logits.to(at::kCPU);
        const double largest = logits->abs().max().item<double>();
        const double off = (replayed - *logits).abs().max().item<double>();
        if (off <= farthest * largest)
            m_recording = std::move(recording);
        else
            m_isGivenUp = true;
    } catch (const std::exception&) {
        m_isGivenUp = true;
    }
    return logits;
}

bool DecodeGraph::isReplaying() const {
    return m_recording != nullptr;
}

#else

struct DecodeGraph::Recording {};

DecodeGraph::DecodeGraph(const Qwen3Vl& network, Qwen3Vl::Memory& memory)
    : m_network(network)
    , m_memory(memory)
    , m_isGivenUp(true) {}

DecodeGraph::~DecodeGraph() = default;

std::optional<at::Tensor> DecodeGraph::readOne(TokenId id, std::int64_t position, const std::stop_token& stop) {
    return m_network.readOne(id, position, m_memory, stop);
}

bool DecodeGraph::isReplaying() const {
    return m_recording != nullptr;
}

#endif

} // namespace tracestudio
