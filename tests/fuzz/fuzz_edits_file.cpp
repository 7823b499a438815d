// A file of kept edits from outside: whatever its bytes, reading it ends well, and what was read can be written, read
// again and seen.
#include "annotation/edits_file.h"
#include "fuzz_file.h"

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FuzzFile json("trajectory_dataset.json"), kept("edits.json"), again("again.json");
    static const std::string rows =
        "[{\"id\": 0, \"prompt\": \"a\", \"trajectory\": [[1, 2, 3.0], [4, 5, 6]], \"step\": 2},"
        "{\"id\": \"1\", \"bbox_center\": [0, 0, 1], \"mask_path\": \"1/mask.png\"}, 7]";
    static const auto dataset =
        *Dataset::open(json.write(reinterpret_cast<const std::uint8_t*>(rows.data()), rows.size()));
    const Result<ReadEdits> read = readEdits(kept.write(data, size), *dataset);
    if (!read) {
        require(!read.error().message().empty(), "a refusal has words");
        return 0;
    }
    require(read->staleCount <= read->edits.rows.size(), "stale rows are among those that are edited");
    const auto edited = EditedDataset::of(dataset, read->edits);
    for (std::size_t index = 0; index < edited->size(); ++index) {
        require(edited->row(index).isBroken == !edited->problems(index).empty(), "a broken row says why");
        const Result<SampleRecord> record = edited->record(index);
        require(record || !dataset->record(index), "a row that could be read still can");
        require(edited->load(index) != nullptr, "a sample there always is");
    }
    const std::filesystem::path& path = again.write(nullptr, 0);
    require(bool(writeEdits(path, read->edits, *dataset)), "what was read can be written");
    const Result<ReadEdits> second = readEdits(path, *dataset);
    require(second && second->edits == read->edits, "and is the same when it is read again");
    return 0;
}
