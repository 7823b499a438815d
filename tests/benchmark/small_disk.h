#pragma once

#include "benchmark/benchmark_folder.h"

#include <QByteArray>
#include <QScopeGuard>
#include <csignal>
#include <filesystem>
#include <sys/resource.h>

/// A folder in memory where there is room: a disk that others keep busy would only make the test slow.
inline BenchmarkFolder folderInMemory() {
    constexpr std::uintmax_t roomBytes = 512u << 20;
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space("/dev/shm", error);
    const QByteArray before = qgetenv("TMPDIR");
    if (!error && space.available > roomBytes)
        qputenv("TMPDIR", "/dev/shm");
    const auto restore = qScopeGuard([&] { qputenv("TMPDIR", before); });
    return {};
}

/// Files of this process cannot grow further than this, as if the disk were full; ends with the scope.
class SmallDisk {
  public:
    explicit SmallDisk(rlim_t mostBytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small{mostBytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

  private:
    rlimit m_before{};
};
