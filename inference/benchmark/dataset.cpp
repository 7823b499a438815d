#include "benchmark/dataset_file.h"

#include "benchmark/row_fields.h"

#include <algorithm>

namespace tracestudio {
namespace fs = std::filesystem;

Result<std::shared_ptr<const Dataset>> DatasetFile::open(const fs::path& json, std::vector<Error> notes,
                                                         const Progress& progress, const std::stop_token& stop) {
    Result<FileDescriptor> file = FileDescriptor::openToRead(json);
    if (!file)
        return tl::unexpected(file.error());
    std::error_code ignored;
    const double size = std::max<double>(1, double(fs::file_size(json, ignored)));
    auto dataset = std::shared_ptr<DatasetFile>(new DatasetFile(json, std::move(*file)));
    dataset->m_problems = std::move(notes);
    ::fstat(dataset->m_file.value(), &dataset->m_status);

    std::uint64_t position = 0;
    RowScanner scanner([&](char* to, std::size_t wanted) {
        const std::size_t count = dataset->m_file.read(to, wanted, position);
        position += count;
        return count;
    });
    RowScanner::Step step = RowScanner::Step::Row;
    while ((step = scanner.next()) == RowScanner::Step::Row) {
        dataset->m_index.add(scanner.outline(), scanner.offset(), scanner.text());
        constexpr std::size_t often = 4096;
        if (dataset->m_index.size() % often != 0)
            continue;
        if (stop.stop_requested())
            return failure(TRANSLATABLE("Opening %1 was stopped."), json.string());
        if (progress)
            progress(std::min(1.0, double(scanner.offset()) / size));
    }
    if (step == RowScanner::Step::NotArray)
        return failure(TRANSLATABLE("%1 is not a dataset: it is not a JSON list of samples, which begins with \"[\". "
                                    "Open a trajectory_dataset.json."),
                       json.string());
    if (step == RowScanner::Step::Broken || scanner.hasTail())
        dataset->m_damagedAt = scanner.offset();
    if (step == RowScanner::Step::Broken)
        dataset->m_problems.push_back(
            {TRANSLATABLE("%1 breaks off or is damaged at byte %2, after %3 samples. These "
                          "are shown; copy the file again to have the rest."),
             {json.string(), std::to_string(scanner.offset()), std::to_string(dataset->size())}});
    else if (dataset->m_damagedAt)
        dataset->m_problems.push_back({TRANSLATABLE("%1 goes on at byte %2 after its list of samples is closed. That "
                                                    "part was not read; correct the file."),
                                       {json.string(), std::to_string(scanner.offset())}});
    else if (dataset->size() == 0)
        dataset->m_problems.push_back({TRANSLATABLE("%1 holds no samples."), {json.string()}});
    if (!fs::is_directory(dataset->m_root, ignored))
        dataset->m_problems.push_back({TRANSLATABLE("There is no folder %1, so the samples have no pictures. Put the "
                                                    "dataset's raw_data there."),
                                       {dataset->m_root.string()}});
    dataset->m_index.close();
    return dataset;
}

DatasetFile::DatasetFile(fs::path json, FileDescriptor file)
    : m_json(std::move(json))
    , m_folder(m_json.parent_path())
    , m_root(m_folder / "raw_data")
    , m_file(std::move(file)) {}

std::string DatasetFile::name() const {
    const std::string name = m_folder.filename().string();
    return m_json.filename() == "trajectory_dataset.json" ? name : name + "/" + m_json.filename().string();
}

SampleRow DatasetFile::row(std::size_t index) const {
    const RowIndex::Row& kept = m_index[index];
    SampleRow row;
    const char* at = kept.text;
    const std::array to{&row.id,       &row.instruction, &row.targetObject, &row.destination,
                        &row.category, &row.dataSource,  &row.imagePath};
    for (std::size_t field = 0; field < to.size(); ++field) {
        *to[field] = {at, kept.lengths[field]};
        at += kept.lengths[field];
    }
    row.step = kept.step;
    row.isBroken = kept.faults != 0;
    return row;
}

std::vector<Error> DatasetFile::problems(std::size_t index) const {
    return describeFaults(m_index[index].faults, m_index.field(index, RowOutline::Id));
}

Result<SampleRecord> DatasetFile::record(std::size_t index) const {
    const RowIndex::Row& kept = m_index[index];
    const std::string id(m_index.field(index, RowOutline::Id));
    std::string bytes(kept.length, '\0');
    if (m_file.read(bytes.data(), bytes.size(), kept.offset) != bytes.size() ||
        RowIndex::checksum(bytes) != kept.checksum)
        return failure(TRANSLATABLE("%1 changed since it was opened, so sample %2 cannot be read. Open it again."),
                       m_json.string(), id);
    const auto value = parsePythonJson(bytes);
    if (!value)
        return failure(TRANSLATABLE("Sample %1 in %2 is not valid JSON: %3 (byte %4). Correct the row."), id,
                       m_json.string(), value.error().describe(), std::to_string(kept.offset + value.error().offset));
    if (!value->isObject())
        return failure(TRANSLATABLE("Sample %1 in %2 is not an object in braces. Correct the row."), id,
                       m_json.string());
    SampleRecord record = recordOf(*value, std::move(bytes), id);
    if (kept.faults & fault::duplicateId)
        for (Error& error : describeFaults(fault::duplicateId, id))
            record.problems.push_back(std::move(error));
    return record;
}

std::shared_ptr<const Sample> DatasetFile::load(std::size_t index) const {
    const Result<SampleRecord> read = record(index);
    if (read)
        return loadSample(*read, m_root);
    const SampleRow kept = row(index);
    auto sample = std::make_shared<Sample>();
    sample->id = kept.id;
    sample->instruction = kept.instruction;
    sample->targetObject = kept.targetObject;
    sample->destination = kept.destination;
    sample->category = kept.category;
    sample->dataSource = kept.dataSource;
    if (kept.step >= 0)
        sample->step = kept.step;
    sample->problems.push_back(read.error());
    return sample;
}

cv::Mat DatasetFile::thumbnail(std::size_t index, int longestSide) const {
    return loadThumbnail(m_index.field(index, RowOutline::ImagePath), m_root, longestSide);
}

} // namespace tracestudio
