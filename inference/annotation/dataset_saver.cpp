#include "annotation/dataset_saver.h"

#include "annotation/mask_places.h"
#include "annotation/row_splicing.h"
#include "annotation/row_text.h"
#include "benchmark/sample_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

using Bytes = std::shared_ptr<const std::string>; // null: no file

constexpr const char* binName = ".tracestudio-bin";

bool areSame(const Bytes& a, const Bytes& b) {
    return a == b || (a && b && *a == *b);
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type() != fs::file_type::not_found;
}

Bytes bytesAt(const fs::path& path) {
    Result<std::string> bytes = readWholeFile(path, largestMaskBytes);
    return bytes ? std::make_shared<const std::string>(std::move(*bytes)) : nullptr;
}

tl::unexpected<Error> cannotWrite(const fs::path& path, int error) {
    return failure(TRANSLATABLE("%1 cannot be written: %2. Your edits are kept: make room and save again, or save a "
                                "copy elsewhere."),
                   path.string(), std::strerror(error));
}

fs::path withEnding(fs::path path, const char* ending) {
    path += ending;
    return path;
}

/// Keeps what stands at `path`, a link as a link, where no original is kept yet; 0 or an errno.
int keepOriginal(const fs::path& path) {
    const fs::path original = withEnding(path, ".original");
    if (::linkat(AT_FDCWD, path.c_str(), AT_FDCWD, original.c_str(), 0) == 0 || errno == EEXIST || errno == ENOENT)
        return 0;
    // A file system without hard links.
    const Result<FileDescriptor> file = FileDescriptor::openToRead(path);
    if (!file)
        return errno;
    struct stat status {};
    ::fstat(file->value(), &status);
    AtomicFile copy(original);
    copy.takeMode(status.st_mode);
    copy.copy(*file, 0, std::uint64_t(status.st_size));
    copy.sync();
    return copy.commit();
}

/// Puts the link that was at `path` back, where there was one and it still leads to `bytes`.
bool restoreLink(const fs::path& path, const Bytes& bytes) {
    std::error_code error;
    const fs::path original = withEnding(path, ".original");
    const fs::path target = fs::read_symlink(original, error);
    if (error || !areSame(bytesAt(original), bytes))
        return false;
    const fs::path beside = path.parent_path() / ("." + path.filename().string() + ".new");
    ::unlink(beside.c_str());
    return ::symlink(target.c_str(), beside.c_str()) == 0 && ::rename(beside.c_str(), path.c_str()) == 0;
}

} // namespace

struct DatasetSaver::State {
    /// A mask's file that was written here, or will be.
    struct MaskFile {
        std::string path;          ///< below the pictures' folder
        Bytes original;            ///< before it was written first
        Bytes current;             ///< as it is on the disk
        bool hasOwnFolder = false; ///< that was made for it
    };
    /// What was moved into the bin.
    struct Binned {
        std::string folder; ///< below the pictures' folder; empty: no pictures
        fs::path pictures, row;
        bool arePicturesBack = true; ///< or not moved yet, while the row is in the bin
        bool isRowThere = false;
    };
    enum class BinPart { Row, Pictures };
    /// What is meant of rows that edits do not mention.
    enum class Unmentioned { AsSaved, Unchanged };
    /// A mask's file and what it is to hold.
    struct MaskStep {
        MaskFile* file;
        Bytes target;
    };

    std::shared_ptr<const Dataset> base;
    const DatasetFile* file = nullptr; ///< null: there is none
    struct stat status {};             ///< of the file as it was opened or saved last
    std::unique_ptr<PicturePlaces> places;
    std::unique_ptr<MaskPlaces> maskPlaces;
    std::map<std::size_t, MaskFile> rowMasks;
    std::map<std::string, MaskFile> addedMasks; ///< by id
    std::map<std::string, Binned> binned;       ///< by keyOf
    RowChanges written;                         ///< what the file on the disk has of changes

    [[nodiscard]] fs::path root() const { return base->pictureFolder(); }
    [[nodiscard]] fs::path bin() const { return base->folder() / binName; }
    static std::string keyOf(std::size_t row) { return "row " + std::to_string(row); }
    static std::string keyOf(const AddedSample& sample) { return "added " + sample.id; }

    void readPlaces();
    Result<MaskFile> maskFileOf(std::size_t row, const RowEdit& edit);
    Result<std::vector<MaskStep>> planMasks(const DatasetEdits& edits);
    Result<void> writeMask(const MaskStep& step);
    [[nodiscard]] Result<void> syncPictures() const;
    [[nodiscard]] Result<RowChanges> changesOf(const DatasetEdits& edits) const;
    Result<void> writeRowsFile(const RowChanges& changes);
    [[nodiscard]] static bool undeletes(const DatasetEdits& edits, const std::string& key, Unmentioned rows);
    Result<void> bringBack(const DatasetEdits& edits, Unmentioned rows);
    void dropRowsOfUndeleted(const DatasetEdits& edits);
    void moveDeletedAway(const DatasetEdits& edits, BinPart part);
    [[nodiscard]] bool isOwnFolder(const std::string& folder, std::size_t row, const DatasetEdits& edits,
                                   const AddedSample* added) const;
    void moveAway(const std::string& key, const std::string& id, const std::string& folder, const std::string& row,
                  BinPart part);
};

DatasetSaver::DatasetSaver(std::shared_ptr<const Dataset> base)
    : m_state(std::make_unique<State>()) {
    m_state->base = std::move(base);
    m_state->file = dynamic_cast<const DatasetFile*>(m_state->base.get());
    if (m_state->file)
        m_state->status = m_state->file->status();
}

DatasetSaver::~DatasetSaver() = default;

std::optional<Error> DatasetSaver::obstacle() const {
    const State& state = *m_state;
    if (!state.file)
        return Error{TRANSLATABLE("%1 has no dataset file that edits could be written to. Save them as a dataset of "
                                  "their own."),
                     {state.base->name()}};
    const fs::path json = state.file->file();
    if (state.file->damagedAt())
        return Error{TRANSLATABLE("%1 is damaged at byte %2, so it is not written over: what follows would be lost. "
                                  "Correct the file first, or save a copy."),
                     {json.string(), std::to_string(*state.file->damagedAt())}};
    for (const fs::path& path : {state.file->folder(), json})
        if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0 && errno != ENOENT)
            return Error{TRANSLATABLE("%1 cannot be written: %2. Keep the edits in a file of their own, or save a copy "
                                      "elsewhere."),
                         {path.string(), std::strerror(errno)}};
    return std::nullopt;
}

bool DatasetSaver::isChangedOutside() const {
    const State& state = *m_state;
    if (!state.file)
        return false;
    struct stat now {
    }, opened{};
    return ::stat(state.file->file().c_str(), &now) != 0 || !isSameFile(now, state.status) ||
           ::fstat(state.file->descriptor().value(), &opened) != 0 || !isSameFile(opened, state.file->status());
}

void DatasetSaver::State::readPlaces() {
    if (places)
        return;
    places = std::make_unique<PicturePlaces>(*file);
    maskPlaces = std::make_unique<MaskPlaces>(*places, root());
}

Result<DatasetSaver::State::MaskFile> DatasetSaver::State::maskFileOf(std::size_t row, const RowEdit& edit) {
    const Result<SampleRecord> record = file->record(row);
    if (!record)
        return tl::unexpected(record.error());
    readPlaces();
    MaskFile mask{maskPlaces->take(*record, row), {}, {}};
    mask.original = bytesAt(root() / mask.path);
    mask.current = mask.original;
    if (edit.before.maskFile && mask.path == plainPath(record->maskPath) &&
        !areSame(mask.original, edit.before.maskFile)) {
        maskPlaces->giveBack(mask.path);
        return failure(
            TRANSLATABLE("%1 was changed by another program since it was opened, so your mask is not written "
                         "over it. Save a copy elsewhere, or open the dataset again."),
            (root() / mask.path).string());
    }
    return mask;
}

Result<std::vector<DatasetSaver::State::MaskStep>> DatasetSaver::State::planMasks(const DatasetEdits& edits) {
    std::vector<MaskStep> steps;
    for (const auto& [row, edit] : edits.rows) {
        if (edit->isDeleted || !edit->after.maskFile || edit->before.hasSameMask(edit->after) || rowMasks.contains(row))
            continue;
        Result<MaskFile> mask = maskFileOf(row, *edit);
        if (!mask)
            return tl::unexpected(mask.error());
        rowMasks.emplace(row, std::move(*mask));
    }
    for (auto& [row, mask] : rowMasks) {
        const auto found = edits.rows.find(row);
        const RowEdit* edit = found == edits.rows.end() ? nullptr : found->second.get();
        if (edit && edit->isDeleted)
            continue;
        const bool isChanged = edit && edit->after.maskFile && !edit->before.hasSameMask(edit->after);
        steps.push_back({&mask, isChanged ? edit->after.maskFile : mask.original});
    }
    for (const auto& sample : edits.added) {
        if (sample->isDeleted)
            continue;
        auto found = addedMasks.find(sample->id);
        if (found == addedMasks.end() && !sample->annotation.maskFile)
            continue;
        if (found == addedMasks.end()) {
            readPlaces();
            MaskFile mask{maskPlaces->take(*sample), {}, {}};
            mask.original = bytesAt(root() / mask.path); // of a row that is put back
            mask.current = mask.original;
            found = addedMasks.emplace(sample->id, std::move(mask)).first;
        }
        MaskFile& mask = found->second;
        steps.push_back({&mask, sample->annotation.maskFile ? sample->annotation.maskFile : mask.original});
    }
    std::erase_if(steps, [](const MaskStep& step) { return areSame(step.target, step.file->current); });
    for (const MaskStep& step : steps) {
        const fs::path path = root() / step.file->path;
        if (!areSame(bytesAt(path), step.file->current))
            return failure(TRANSLATABLE("%1 was changed by another program since it was opened, so your mask is not "
                                        "written over it. Save a copy elsewhere, or open the dataset again."),
                           path.string());
    }
    return steps;
}

Result<void> DatasetSaver::State::writeMask(const MaskStep& step) {
    const fs::path path = root() / step.file->path;
    std::error_code error;
    const bool isNewFolder = fs::create_directories(path.parent_path(), error);
    step.file->hasOwnFolder = step.file->hasOwnFolder || isNewFolder;
    if (error)
        return cannotWrite(path, error.value());
    if (areSame(step.file->current, step.file->original))
        if (const int failed = keepOriginal(path))
            return cannotWrite(path, failed);
    if (areSame(step.target, step.file->original) && restoreLink(path, step.target)) {
        step.file->current = step.target;
        return {};
    }
    AtomicFile beside(path);
    struct stat before {};
    if (::stat(path.c_str(), &before) == 0)
        beside.takeMode(before.st_mode);
    beside.write(*step.target);
    beside.sync();
    if (const int failed = beside.commit())
        return cannotWrite(path, failed);
    step.file->current = step.target;
    return {};
}

/// Pictures and their names come to the disk before the rows that name them.
Result<void> DatasetSaver::State::syncPictures() const {
    const FileDescriptor opened(::open(root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.isOpen() ? ::syncfs(opened.value()) != 0 : errno != ENOENT)
        return cannotWrite(root(), errno);
    return {};
}

Result<RowChanges> DatasetSaver::State::changesOf(const DatasetEdits& edits) const {
    RowChanges changes;
    for (const auto& [row, edit] : edits.rows) {
        if (edit->changesNothing() || row >= file->size())
            continue;
        if (edit->isDeleted) {
            changes.rows.emplace(row, std::nullopt);
            continue;
        }
        const Result<SampleRecord> record = file->record(row);
        if (!record)
            return tl::unexpected(record.error());
        const auto mask = rowMasks.find(row);
        Result<std::string> text =
            rewritten(record->rawText, *edit, mask == rowMasks.end() ? record->maskPath : mask->second.path);
        if (!text)
            return tl::unexpected(text.error());
        if (*text != record->rawText)
            changes.rows.emplace(row, std::move(*text));
    }
    const NewRowStyle style = NewRowStyle::of(*file);
    for (const auto& sample : edits.added) {
        if (sample->isDeleted)
            continue;
        const auto mask = addedMasks.find(sample->id);
        changes.added.push_back(writtenRow(*sample, mask == addedMasks.end() ? std::string() : mask->second.path,
                                           style.isIdText, style.style));
    }
    return changes;
}

Result<void> DatasetSaver::State::writeRowsFile(const RowChanges& changes) {
    const fs::path json = file->file();
    if (const int error = keepOriginal(json))
        return cannotWrite(json, error);
    AtomicFile beside(json);
    beside.takeMode(file->status().st_mode);
    writeRows(beside, *file, changes, NewRowStyle::of(*file).style);
    if (const int error = beside.sync())
        return cannotWrite(json, error);
    struct stat now {};
    if (::stat(json.c_str(), &now) != 0 || !isSameFile(now, status))
        return failure(TRANSLATABLE("%1 was changed by another program since it was opened, so your edits are not "
                                    "written over it. Save a copy elsewhere, or open it again."),
                       json.string());
    if (const int error = beside.commit())
        return cannotWrite(json, error);
    status = beside.status();
    written = changes;
    if (const int error = syncFolder(json.parent_path()))
        return cannotWrite(json, error);
    return {};
}

Result<void> DatasetSaver::save(const DatasetEdits& edits) {
    State& state = *m_state;
    if (std::optional<Error> why = obstacle())
        return tl::unexpected(std::move(*why));
    const Result<FileDescriptor> lock = lockFolder(state.file->folder());
    if (!lock)
        return tl::unexpected(lock.error());
    if (isChangedOutside())
        return failure(TRANSLATABLE("%1 was changed by another program since it was opened, so your edits are not "
                                    "written over it. Save a copy elsewhere, or open it again."),
                       state.file->file().string());
    if (Result<void> back = state.bringBack(edits, State::Unmentioned::Unchanged); !back)
        return back;
    const Result<std::vector<State::MaskStep>> masks = state.planMasks(edits);
    if (!masks)
        return tl::unexpected(masks.error());
    for (const State::MaskStep& step : *masks)
        if (step.target)
            if (Result<void> written = state.writeMask(step); !written)
                return written;
    const Result<RowChanges> changes = state.changesOf(edits);
    if (!changes)
        return tl::unexpected(changes.error());
    if (!masks->empty() || changes->added != state.written.added)
        if (Result<void> synced = state.syncPictures(); !synced)
            return synced;
    state.moveDeletedAway(edits, State::BinPart::Row); // before the file lacks it
    if (*changes != state.written)
        if (Result<void> written = state.writeRowsFile(*changes); !written)
            return written;

    // Masks that only their rows knew of go once no row knows of them.
    for (const State::MaskStep& step : *masks)
        if (!step.target) {
            const fs::path path = state.root() / step.file->path;
            ::unlink(path.c_str());
            if (step.file->hasOwnFolder)
                ::rmdir(path.parent_path().c_str());
            step.file->current = nullptr;
        }
    state.dropRowsOfUndeleted(edits);
    state.moveDeletedAway(edits, State::BinPart::Pictures);
    return {};
}

Result<void> DatasetSaver::bringPicturesBack(const DatasetEdits& edits) {
    return m_state->bringBack(edits, State::Unmentioned::AsSaved);
}

/// Whether what is in the bin as `key` is no longer deleted.
bool DatasetSaver::State::undeletes(const DatasetEdits& edits, const std::string& key, Unmentioned rows) {
    for (const auto& sample : edits.added)
        if (keyOf(*sample) == key)
            return !sample->isDeleted;
    for (const auto& [row, edit] : edits.rows)
        if (keyOf(row) == key)
            return !edit->isDeleted;
    // Of an added sample nobody knows any more.
    return !key.starts_with("added") && rows == Unmentioned::Unchanged;
}

/// The pictures only: until the row is in the file again, the one in the bin is all there is of it.
Result<void> DatasetSaver::State::bringBack(const DatasetEdits& edits, Unmentioned rows) {
    for (auto& [key, away] : binned) {
        if (away.folder.empty() || away.arePicturesBack || !undeletes(edits, key, rows))
            continue;
        const fs::path home = root() / away.folder;
        if (isThere(home) || ::rename(away.pictures.c_str(), home.c_str()) != 0)
            return failure(TRANSLATABLE("The pictures in %1 cannot be moved back to %2: %3. Move them there, then save "
                                        "again."),
                           away.pictures.string(), home.string(),
                           isThere(home) ? "something else is there" : std::strerror(errno));
        away.arePicturesBack = true;
        away.isRowThere = false; // as it will be then, should it be deleted again
    }
    return {};
}

/// Once the file has them.
void DatasetSaver::State::dropRowsOfUndeleted(const DatasetEdits& edits) {
    const std::size_t count = std::erase_if(binned, [&](const auto& entry) {
        if (!undeletes(edits, entry.first, Unmentioned::Unchanged))
            return false;
        ::unlink(entry.second.row.c_str());
        return true;
    });
    if (count > 0)
        ::rmdir(bin().c_str()); // unless there is more in it
}

bool DatasetSaver::State::isOwnFolder(const std::string& folder, std::size_t row, const DatasetEdits& edits,
                                      const AddedSample* added) const {
    std::error_code ignored;
    if (folder.empty() || fs::symlink_status(root() / folder, ignored).type() != fs::file_type::directory ||
        places->isUsedByOthers(folder, row))
        return false;
    for (const auto& sample : edits.added)
        if (sample.get() != added)
            for (const std::string* path : {&sample->imagePath, &sample->depthPath, &sample->gtDepthPath})
                if (isBelow(plainPath(*path), folder))
                    return false;
    const auto mine = rowMasks.find(row);
    const auto mineAdded = added ? addedMasks.find(added->id) : addedMasks.end();
    return !maskPlaces->isTakenBelow(folder, mine != rowMasks.end()          ? mine->second.path
                                             : mineAdded != addedMasks.end() ? mineAdded->second.path
                                                                             : std::string());
}

void DatasetSaver::State::moveAway(const std::string& key, const std::string& id, const std::string& folder,
                                   const std::string& row, BinPart part) {
    std::error_code ignored;
    fs::create_directory(bin(), ignored);
    auto entry = binned.find(key); // deleted again, before it was saved that it was not
    if (entry == binned.end()) {
        std::string name = id.substr(0, 100);
        std::ranges::replace_if(
            name, [](char c) { return c == '/' || std::uint8_t(c) < ' '; }, '_');
        if (name.empty() || name.front() == '.')
            name.insert(0, "_");
        std::string free = name;
        for (int number = 2; isThere(bin() / free) || isThere(bin() / (free + ".json")); ++number)
            free = name + "-" + std::to_string(number);
        entry = binned.emplace(key, Binned{{}, bin() / free, bin() / (free + ".json")}).first;
    }
    Binned& away = entry->second;
    away.isRowThere = away.isRowThere || writeAtomically(away.row, row) == 0;
    if (!away.isRowThere || part == BinPart::Row)
        return; // without a row the pictures stay where they are, which harms nobody
    const bool areAway = !folder.empty() && ::rename((root() / folder).c_str(), away.pictures.c_str()) == 0;
    away.folder = areAway ? folder : std::string();
    away.arePicturesBack = false;
}

void DatasetSaver::State::moveDeletedAway(const DatasetEdits& edits, BinPart part) {
    const auto isAway = [this](const std::string& key) {
        const auto found = binned.find(key);
        return found != binned.end() && !found->second.arePicturesBack;
    };
    for (const auto& [row, edit] : edits.rows) {
        if (!edit->isDeleted || row >= file->size() || isAway(keyOf(row)))
            continue;
        readPlaces();
        const SampleRow indexed = file->row(row);
        const std::string folder = folderOf(plainPath(indexed.imagePath));
        const Result<SampleRecord> record = file->record(row);
        const bool isOwn = isOwnFolder(folder, row, edits, nullptr);
        moveAway(keyOf(row), std::string(indexed.id), isOwn ? folder : std::string(),
                 record ? record->rawText + "\n" : std::string(), part);
    }
    constexpr std::size_t noRow = std::size_t(-1);
    for (const auto& sample : edits.added) {
        if (!sample->isDeleted || isAway(keyOf(*sample)))
            continue;
        readPlaces();
        const std::string folder = folderOf(plainPath(sample->imagePath));
        const auto mask = addedMasks.find(sample->id);
        const bool isOwn = isOwnFolder(folder, noRow, edits, sample.get());
        if (part == BinPart::Pictures && !isOwn && mask != addedMasks.end() && mask->second.current &&
            !mask->second.original) {
            // Made from another sample's pictures: what it had of its own goes.
            const fs::path path = root() / mask->second.path;
            ::unlink(path.c_str());
            if (mask->second.hasOwnFolder)
                ::rmdir(path.parent_path().c_str());
            mask->second.current = nullptr;
        }
        moveAway(keyOf(*sample), sample->id, isOwn ? folder : std::string(),
                 writtenRow(*sample, mask == addedMasks.end() ? std::string() : mask->second.path, true, {}) + "\n",
                 part);
    }
}

} // namespace tracestudio
