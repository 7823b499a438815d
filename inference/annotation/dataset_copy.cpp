#include "annotation/dataset_saver.h"
#include "annotation/mask_places.h"
#include "annotation/row_splicing.h"
#include "annotation/row_text.h"
#include "benchmark/sample_files.h"
#include "benchmark/sample_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <unistd.h>

namespace tracestudio {
namespace fs = std::filesystem;

namespace {

constexpr const char* datasetName = "trajectory_dataset.json";

tl::unexpected<Error> cannotWrite(const fs::path& path, int error) {
    return failure(TRANSLATABLE("%1 cannot be written: %2. Make room or choose another folder."), path.string(),
                   std::strerror(error));
}

/// Makes `folder`, or checks that nothing is in it; whether it was made.
Result<bool> makeEmpty(const fs::path& folder) {
    std::error_code error;
    const bool isMade = fs::create_directories(folder, error);
    if (error)
        return failure(TRANSLATABLE("The folder %1 cannot be made: %2. Choose another folder."), folder.string(),
                       error.message());
    if (!fs::is_empty(folder, error) || error)
        return failure(TRANSLATABLE("%1 is not empty. Choose an empty or a new folder for the copy."), folder.string());
    return isMade;
}

/// Writes one copy of a dataset.
class DatasetCopy {
  public:
    DatasetCopy(const EditedDataset& dataset, fs::path folder)
        : m_dataset(dataset)
        , m_folder(std::move(folder))
        , m_file(dynamic_cast<const DatasetFile*>(dataset.base().get())) {
        if (m_file) {
            m_places = std::make_unique<PicturePlaces>(*m_file);
            m_maskPlaces = std::make_unique<MaskPlaces>(*m_places, m_folder / "raw_data");
        }
    }

    Result<void> write(const Progress& progress, const std::stop_token& stop) {
        std::error_code error;
        fs::create_directory(m_folder / "raw_data", error);
        if (error)
            return cannotWrite(m_folder / "raw_data", error.value());
        const NewRowStyle style = m_file ? NewRowStyle::of(*m_file) : NewRowStyle();
        RowChanges changes;
        for (std::size_t index = 0; index < m_dataset.size(); ++index) {
            if (stop.stop_requested())
                return failure(TRANSLATABLE("Saving a copy in %1 was stopped. Nothing of it is left there."),
                               m_folder.string());
            if (progress)
                progress(double(index) / double(m_dataset.size()));
            const Result<void> copied =
                index < m_dataset.base()->size()
                    ? copyRow(index, changes)
                    : copyAdded(*m_dataset.edits().added[index - m_dataset.base()->size()], style, changes);
            if (!copied)
                return copied;
        }
        return writeJson(changes, style.style);
    }

  private:
    Result<void> copyRow(std::size_t index, RowChanges& changes) {
        if (m_dataset.isDeleted(index)) {
            changes.rows.emplace(index, std::nullopt);
            return {};
        }
        const Result<SampleRecord> record = m_dataset.base()->record(index);
        if (!m_file)
            return record ? copyScene(*record, index, changes) : tl::unexpected(record.error());
        if (!record)
            return {}; // its bytes are copied as they are
        const auto found = m_dataset.edits().rows.find(index);
        const RowEdit* edit = found == m_dataset.edits().rows.end() ? nullptr : found->second.get();
        for (const std::string* path : {&record->imagePath, &record->depthPath, &record->gtDepthPath})
            if (Result<void> copied = copyPicture(*path); !copied)
                return copied;
        const bool isMaskEdited = edit && !edit->before.hasSameMask(edit->after);
        // One whose edit was undone may be on the disk as it was saved in between.
        if (!isMaskEdited && edit && edit->before.maskFile && !plainPath(record->maskPath).empty()) {
            if (Result<void> written = writeMask(plainPath(record->maskPath), *edit->before.maskFile); !written)
                return written;
        } else if (!isMaskEdited) {
            if (Result<void> copied = copyPicture(record->maskPath); !copied)
                return copied;
        }
        if (!edit || edit->changesNothing())
            return {};
        std::string maskPath = record->maskPath;
        if (isMaskEdited && edit->after.maskFile) {
            maskPath = m_maskPlaces->take(*record, index);
            if (Result<void> written = writeMask(maskPath, *edit->after.maskFile); !written)
                return written;
        }
        Result<std::string> text = rewritten(record->rawText, *edit, maskPath);
        if (!text)
            return tl::unexpected(text.error());
        changes.rows.emplace(index, std::move(*text));
        return {};
    }

    Result<void> copyAdded(const AddedSample& sample, const NewRowStyle& style, RowChanges& changes) {
        if (sample.isDeleted)
            return {};
        for (const std::string* path : {&sample.imagePath, &sample.depthPath, &sample.gtDepthPath})
            if (Result<void> copied = copyPicture(*path); !copied)
                return copied;
        std::string maskPath;
        if (sample.annotation.maskFile) {
            maskPath = m_maskPlaces ? m_maskPlaces->take(sample) : sample.id + "/mask.png";
            if (Result<void> written = writeMask(maskPath, *sample.annotation.maskFile); !written)
                return written;
        }
        changes.added.push_back(writtenRow(sample, maskPath, style.isIdText, style.style));
        return {};
    }

    /// A scene becomes the dataset's first sample.
    Result<void> copyScene(const SampleRecord& record, std::size_t index, RowChanges& changes) {
        const std::string id = std::to_string(index);
        AddedSample sample;
        sample.id = id;
        const auto copied = [&](const std::string& name) -> Result<std::string> {
            if (name.empty())
                return std::string();
            std::string to = id + "/" + fs::path(name).filename().string();
            if (Result<void> done = copyPicture(name, to); !done)
                return tl::unexpected(done.error());
            return to;
        };
        const Result<std::string> image = copied(record.imagePath), depth = copied(record.gtDepthPath);
        if (!image || !depth)
            return tl::unexpected((image ? depth : image).error());
        sample.imagePath = *image;
        sample.gtDepthPath = sample.depthPath = *depth;
        const Result<cv::Size> size = pictureSize(m_folder / "raw_data" / sample.gtDepthPath);
        const auto camera = cameraOf(record.gtDepthIntrinsics, size ? size->width : 0, size ? size->height : 0);
        sample.camera = camera.value_or(Camera());
        const auto found = m_dataset.edits().rows.find(index);
        sample.annotation = found == m_dataset.edits().rows.end()
                                ? annotationOf(record, m_dataset.base()->pictureFolder())
                                : found->second->after;
        if (sample.annotation.maskFile)
            if (Result<void> written = writeMask(id + "/mask.png", *sample.annotation.maskFile); !written)
                return written;
        changes.added.push_back(writtenRow(sample, id + "/mask.png", false, {}));
        return {};
    }

    /// Nothing is done where the picture is not there: the row is as broken in the copy.
    Result<void> copyPicture(const std::string& named, const std::string& to = {}) {
        const std::string path = plainPath(named);
        const fs::path from = m_dataset.pictureFolder() / path;
        std::error_code error;
        if (path.empty() || !fs::is_regular_file(from, error))
            return {};
        const Result<FileDescriptor> picture = FileDescriptor::openToRead(from);
        struct stat status {};
        if (!picture || ::fstat(picture->value(), &status) != 0)
            return failure(TRANSLATABLE("%1 cannot be read: %2. Make it readable, then save the copy again."),
                           from.string(), std::strerror(errno));
        return copyOnce(to.empty() ? path : to,
                        [&](AtomicFile& file) { return file.copy(*picture, 0, std::uint64_t(status.st_size)); });
    }

    Result<void> writeMask(const std::string& path, const std::string& bytes) {
        return copyOnce(path, [&](AtomicFile& file) { return file.write(bytes); });
    }

    template <typename Fill>
    Result<void> copyOnce(const std::string& path, const Fill& fill) {
        if (!m_copied.insert(path).second)
            return {};
        const fs::path target = m_folder / "raw_data" / path;
        std::error_code error;
        fs::create_directories(target.parent_path(), error);
        if (error)
            return cannotWrite(target.parent_path(), error.value());
        AtomicFile file(target);
        if (int failed = fill(file); failed != 0 || (failed = file.commit()) != 0)
            return cannotWrite(target, failed);
        return {};
    }

    /// Last, so that the folder is no dataset before it is whole.
    Result<void> writeJson(const RowChanges& changes, const RowStyle& style) const {
        const Result<FileDescriptor> folder = lockFolder(m_folder);
        if (!folder)
            return tl::unexpected(folder.error());
        if (::syncfs(folder->value()) != 0)
            return cannotWrite(m_folder, errno);
        const fs::path json = m_folder / (m_file ? m_file->file().filename() : fs::path(datasetName));
        AtomicFile file(json);
        if (m_file) {
            writeRows(file, *m_file, changes, style);
        } else {
            file.write("[");
            for (std::size_t i = 0; i < changes.added.size(); ++i)
                file.write((i == 0 ? "\n" : style.between) + changes.added[i]);
            file.write("\n]\n");
        }
        file.sync();
        if (const int error = file.commit())
            return cannotWrite(json, error);
        if (const int error = syncFolder(m_folder))
            return cannotWrite(m_folder, error);
        return {};
    }

    const EditedDataset& m_dataset;
    fs::path m_folder;
    const DatasetFile* m_file; ///< null: a scene
    std::unique_ptr<PicturePlaces> m_places;
    std::unique_ptr<MaskPlaces> m_maskPlaces;
    std::set<std::string> m_copied; ///< several samples may share a picture
};

} // namespace

Result<void> DatasetSaver::saveCopy(const EditedDataset& dataset, const fs::path& folder, const Progress& progress,
                                    const std::stop_token& stop) {
    if (dataset.pictureFolder().empty())
        return failure(TRANSLATABLE("%1 has no pictures, so there is nothing to make a dataset of. Open the dataset "
                                    "that the answers are about."),
                       dataset.name());
    // What was only assumed must not become a fact of a dataset.
    if (const auto record = dataset.file().empty() ? dataset.record(0) : failure("");
        record && record->intrinsics.isAbsent())
        return failure(
            TRANSLATABLE("The camera of %1 is not known. Put a file intrinsics.txt with its 3×3 matrix, or an "
                         "intrinsics.json with fx, fy, cx and cy in pixels, beside the pictures and reload; "
                         "then save again."),
            dataset.folder().string());
    std::error_code error;
    const fs::path full = fs::absolute(folder, error).lexically_normal();
    const Result<bool> made = makeEmpty(full);
    if (!made)
        return tl::unexpected(made.error());
    Result<void> written = DatasetCopy(dataset, full).write(progress, stop);
    if (!written) // the folder was empty, so all in it is ours
        for (fs::directory_iterator entry(full, error), end; !error && entry != end; entry.increment(error)) {
            std::error_code ignored;
            fs::remove_all(entry->path(), ignored);
        }
    if (!written && *made)
        fs::remove(full, error);
    return written;
}

} // namespace tracestudio
