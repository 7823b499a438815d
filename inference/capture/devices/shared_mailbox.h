#pragma once

#include "scene/result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

namespace tracestudio {

/// A mailbox between two processes that holds the newest thing only: one writer, one reader, neither ever waits for the
/// other. It is memory with three slots: one is the writer's, one the reader's, and the third holds what was posted
/// last; posting and taking exchange slots. A bell (an eventfd, for poll) rings at every post.
///
/// The reader may not trust the writer: it must copy what it takes before it checks it, and gets no more than nonsense
/// when the writer breaks the rules. The memory can neither shrink nor grow while it is mapped.
class SharedMailbox {
  public:
    static constexpr std::size_t slotBytes = std::size_t(64) << 20;

    /// For the reader. The memory costs what is written to it, not what it could hold.
    static Result<std::unique_ptr<SharedMailbox>> create();
    /// For the writer, which was started with the two descriptors; null when they are no mailbox.
    static std::unique_ptr<SharedMailbox> attach(int memory, int bell);
    ~SharedMailbox();
    SharedMailbox(const SharedMailbox&) = delete;
    SharedMailbox& operator=(const SharedMailbox&) = delete;

    [[nodiscard]] int memory() const { return m_memory; }
    [[nodiscard]] int bell() const { return m_bell; }

    /// The writer's slot, to be filled before it is posted.
    [[nodiscard]] std::span<std::byte> draft();
    void post();

    /// What was posted last, once; empty when nothing was since. The reader's until it takes again.
    [[nodiscard]] std::span<const std::byte> take();
    /// Silences the bell until the next post, and leaves what was posted.
    void hush();

  private:
    SharedMailbox(int memory, int bell, std::byte* mapped, std::uint32_t own);
    [[nodiscard]] std::atomic<std::uint32_t>& newest() const;

    int m_memory, m_bell;
    std::byte* m_mapped;
    std::uint32_t m_own; ///< which slot is ours
};

} // namespace tracestudio
