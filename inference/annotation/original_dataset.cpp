#include "annotation/original_dataset.h"

#include "annotation/dataset_edits.h"
#include "annotation/picture_places.h"
#include "benchmark/atomic_file.h"

namespace tracestudio {

namespace {

namespace fs = std::filesystem;

constexpr const char* ending = ".original";

fs::path originalOf(fs::path path) {
    return path += ending;
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

} // namespace

bool hasOriginal(const Dataset& dataset) {
    if (dataset.file().empty())
        return false;
    if (isThere(originalOf(dataset.file())))
        return true;
    // Where nothing but masks was changed.
    constexpr int mostEntries = 20000, deepest = 2;
    std::error_code error;
    int entries = 0;
    for (fs::recursive_directory_iterator entry(dataset.pictureFolder(), error), end;
         !error && entry != end && ++entries < mostEntries; entry.increment(error)) {
        if (entry->path().extension() == ending)
            return true;
        if (entry.depth() >= deepest)
            entry.disable_recursion_pending();
    }
    return false;
}

Result<std::shared_ptr<const Dataset>> openOriginal(const Dataset& dataset, const std::stop_token& stop) {
    const fs::path original = originalOf(dataset.file());
    Result<std::shared_ptr<const Dataset>> opened =
        Dataset::open(isThere(original) ? original : dataset.file(), {}, stop);
    if (!opened)
        return opened;
    DatasetEdits masks;
    for (std::size_t row = 0; row < (*opened)->size(); ++row) {
        if (stop.stop_requested())
            return failure(TRANSLATABLE("Looking for the originals in %1 was stopped."), dataset.folder().string());
        const Result<SampleRecord> record = (*opened)->record(row);
        if (!record || plainPath(record->maskPath).empty())
            continue;
        const fs::path mask = originalOf((*opened)->pictureFolder() / plainPath(record->maskPath));
        if (!isThere(mask))
            continue;
        Result<std::string> bytes = readWholeFile(mask, largestMaskBytes);
        if (!bytes)
            return tl::unexpected(bytes.error());
        const Annotation before = annotationOf(*record, (*opened)->pictureFolder());
        Annotation after = before;
        after.maskFile = std::make_shared<const std::string>(std::move(*bytes));
        masks.rows.emplace(row, std::make_shared<const RowEdit>(RowEdit{before, after, false}));
    }
    if (masks.rows.empty())
        return opened;
    return std::shared_ptr<const Dataset>(EditedDataset::of(std::move(*opened), std::move(masks)));
}

} // namespace tracestudio
