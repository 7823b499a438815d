#include "capture/devices/shared_mailbox.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracestudio {

namespace {

constexpr std::size_t headBytes = 4096; // a page, so that slots begin on pages
constexpr std::size_t slotCount = 3;
constexpr std::size_t allBytes = headBytes + slotCount * SharedMailbox::slotBytes;
constexpr std::uint32_t readersFirst = 0, writersFirst = 1, newestFirst = 2;
constexpr std::uint32_t isFresh = 4; // beside the slot's number

std::byte* map(int memory) {
    void* mapped = ::mmap(nullptr, allBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, memory, 0);
    return mapped == MAP_FAILED ? nullptr : static_cast<std::byte*>(mapped);
}

} // namespace

static_assert(std::atomic<std::uint32_t>::is_always_lock_free && sizeof(std::atomic<std::uint32_t>) == 4);

SharedMailbox::SharedMailbox(int memory, int bell, std::byte* mapped, std::uint32_t own)
    : m_memory(memory)
    , m_bell(bell)
    , m_mapped(mapped)
    , m_own(own) {}

Result<std::unique_ptr<SharedMailbox>> SharedMailbox::create() {
    const int memory = ::memfd_create("tracestudio-capture", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    const int bell = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    std::byte* mapped = nullptr;
    // Memory that another process could shrink would end this one when it is read.
    if (memory >= 0 && bell >= 0 && ::ftruncate(memory, off_t(allBytes)) == 0 &&
        ::fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
        mapped = map(memory);
    if (!mapped) {
        const std::string why = std::strerror(errno);
        for (const int descriptor : {memory, bell})
            if (descriptor >= 0)
                ::close(descriptor);
        return failure(TRANSLATABLE("No memory can be shared with the capture process: %1. Close other programs."),
                       why);
    }
    auto mailbox = std::unique_ptr<SharedMailbox>(new SharedMailbox(memory, bell, mapped, readersFirst));
    mailbox->newest().store(newestFirst);
    return mailbox;
}

std::unique_ptr<SharedMailbox> SharedMailbox::attach(int memory, int bell) {
    struct stat status {};
    if (::fstat(memory, &status) != 0 || status.st_size != off_t(allBytes) || ::fcntl(bell, F_GETFD) < 0)
        return nullptr;
    std::byte* mapped = map(memory);
    return mapped ? std::unique_ptr<SharedMailbox>(new SharedMailbox(memory, bell, mapped, writersFirst)) : nullptr;
}

SharedMailbox::~SharedMailbox() {
    ::munmap(m_mapped, allBytes);
    ::close(m_memory);
    ::close(m_bell);
}

std::atomic<std::uint32_t>& SharedMailbox::newest() const {
    return *reinterpret_cast<std::atomic<std::uint32_t>*>(m_mapped);
}

std::span<std::byte> SharedMailbox::draft() {
    return {m_mapped + headBytes + m_own * slotBytes, slotBytes};
}

void SharedMailbox::post() {
    const std::uint32_t before = newest().exchange(m_own | isFresh, std::memory_order_acq_rel);
    m_own = (before & 3) % slotCount;
    const std::uint64_t one = 1;
    // Full only when nobody listened to 2^64 rings.
    [[maybe_unused]] const ssize_t written = ::write(m_bell, &one, sizeof(one));
}

void SharedMailbox::hush() {
    std::uint64_t rings = 0;
    [[maybe_unused]] const ssize_t count = ::read(m_bell, &rings, sizeof(rings));
}

std::span<const std::byte> SharedMailbox::take() {
    hush();
    if (!(newest().load(std::memory_order_acquire) & isFresh))
        return {};
    const std::uint32_t before = newest().exchange(m_own, std::memory_order_acq_rel);
    m_own = (before & 3) % slotCount;
    return {m_mapped + headBytes + m_own * slotBytes, slotBytes};
}

} // namespace tracestudio
