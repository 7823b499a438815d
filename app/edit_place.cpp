#include "app/edit_place.h"

#include <cerrno>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <sys/file.h>
#include <unistd.h>

namespace tracestudio {

namespace fs = std::filesystem;

namespace {

constexpr int mostPrograms = 9;
constexpr const char* foundEnding = ".found";

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return !path.empty() && fs::exists(path, ignored);
}

bool isNewer(const fs::path& path, const fs::path& other) {
    std::error_code ignored;
    return fs::last_write_time(path, ignored) > fs::last_write_time(other, ignored);
}

void removeFile(const fs::path& path) {
    std::error_code ignored;
    fs::remove(path, ignored);
}

fs::path withEnding(fs::path path, const std::string& ending) {
    path += ending;
    return path;
}

struct Lock {
    int file = -1;
    ~Lock() {
        if (file >= 0)
            ::close(file);
    }
};

/// A lock that this program keeps as long as anybody in it holds it; null while another program has it. A folder that
/// cannot hold one is taken for nobody else's.
std::shared_ptr<const void> lockOn(const fs::path& path) {
    static std::mutex mutex;
    static std::map<fs::path, std::weak_ptr<const void>> held;
    const std::lock_guard guard(mutex);
    if (auto known = held[path].lock())
        return known;
    auto lock = std::make_shared<Lock>();
    lock->file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock->file >= 0 && ::flock(lock->file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return nullptr;
    held[path] = lock;
    return lock;
}

} // namespace

fs::path movedAside(const fs::path& path, const fs::path& to) {
    fs::path aside = to;
    for (int number = 2; isThere(aside); ++number)
        aside = withEnding(to, "-" + std::to_string(number));
    std::error_code error;
    fs::rename(path, aside, error);
    return error ? path : aside;
}

EditPlace::EditPlace(std::shared_ptr<const Dataset> opened, const fs::path& folder)
    : m_base(opened)
    , m_saver(opened)
    , m_folder(folder / "recovery")
    , m_sidecar(sidecarFile(*opened, folder / "annotations"))
    , m_beside(recoveryFile(*opened, m_folder))
    , m_elsewhere(m_folder / (m_sidecar.stem().stem().string() + ".recovery")) {
    std::error_code ignored;
    fs::create_directories(m_folder, ignored);
    for (int number = 1; number <= mostPrograms && !m_lock; ++number)
        if ((m_lock = lockOn(lockFile(number))))
            m_number = number;
    if (!m_lock)
        m_number = int(::getpid()); // found by nobody, but no other's
}

fs::path EditPlace::lockFile(int number) const {
    return numbered(m_folder / (m_sidecar.filename().string() + ".lock"), number);
}

fs::path EditPlace::numbered(const fs::path& recovery, int number) const {
    return number == 1 ? recovery : withEnding(recovery, "-" + std::to_string(number));
}

Result<void> EditPlace::write(const DatasetEdits& edits) {
    // Should it be cut short between two files, nothing is lost either.
    (void)keep(edits);
    Result<void> written = m_saver.save(edits);
    if (written)
        m_saved = edits;
    return written;
}

Result<void> EditPlace::writeBeside(const DatasetEdits& edits) {
    std::error_code ignored;
    fs::create_directories(m_sidecar.parent_path(), ignored);
    return writeEdits(m_sidecar, edits, *m_base);
}

void EditPlace::removeSidecar() {
    removeFile(m_sidecar);
}

Result<void> EditPlace::keep(const DatasetEdits& edits) {
    const fs::path beside = numbered(m_beside, m_number), elsewhere = numbered(m_elsewhere, m_number);
    // A folder that is gone is not made anew: it may be a disk that somebody has taken out.
    Result<void> kept = failure("");
    if (beside == elsewhere || isThere(beside.parent_path()))
        kept = writeEdits(beside, edits, *m_base, m_saved);
    if (!kept && beside != elsewhere) {
        std::error_code ignored;
        fs::create_directories(m_folder, ignored);
        if (Result<void> other = writeEdits(elsewhere, edits, *m_base, m_saved); other) {
            removeFile(beside); // it is older
            m_kept = elsewhere;
            return {};
        } else if (kept.error().text.empty()) {
            kept = std::move(other);
        }
    }
    if (kept) {
        m_kept = beside;
        if (beside != elsewhere)
            removeFile(elsewhere);
    }
    return kept;
}

void EditPlace::removeKept() {
    removeFile(numbered(m_beside, m_number));
    removeFile(numbered(m_elsewhere, m_number));
    m_kept.clear();
}

fs::path EditPlace::setAside() {
    for (int number = 1; number <= mostPrograms; ++number) {
        const auto lock = m_lock ? lockOn(lockFile(number)) : nullptr;
        if (!lock)
            continue;
        // One program wrote both, first here and then there: the newer holds all that the older does.
        const fs::path beside = numbered(m_beside, number);
        const fs::path elsewhere = numbered(m_elsewhere, number);
        if (isThere(beside) && isThere(elsewhere))
            removeFile(isNewer(beside, elsewhere) ? elsewhere : beside);
        if (isThere(beside))
            movedAside(beside, withEnding(m_beside, foundEnding));
        if (isThere(elsewhere))
            movedAside(elsewhere, withEnding(m_elsewhere, foundEnding));
    }
    for (const fs::path& recovery : {m_beside, m_elsewhere})
        for (int number = 1; m_found.empty() && number <= mostPrograms; ++number)
            if (const fs::path next = numbered(withEnding(recovery, foundEnding), number); isThere(next))
                m_found = next;
    return m_found;
}

void EditPlace::setFound(const fs::path& found) {
    if (found != numbered(m_beside, m_number) && found != numbered(m_elsewhere, m_number))
        m_found = found;
}

void EditPlace::removeFound() {
    if (!m_found.empty())
        removeFile(std::exchange(m_found, {}));
}

} // namespace tracestudio
