// A dataset file from outside: whatever its bytes, opening it and reading every row ends well, and what the index says
// of a row agrees with what reading it says.
#include "benchmark/dataset.h"
#include "fuzz_file.h"

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FuzzFile file("trajectory_dataset.json");
    const Result<std::shared_ptr<const Dataset>> dataset = Dataset::open(file.write(data, size));
    if (!dataset) {
        require(!dataset.error().message().empty(), "a refusal has words");
        return 0;
    }
    std::size_t broken = 0;
    for (std::size_t index = 0; index < (*dataset)->size(); ++index) {
        const SampleRow row = (*dataset)->row(index);
        broken += row.isBroken;
        require(row.isBroken == !(*dataset)->problems(index).empty(), "a broken row says why");
        require((*dataset)->find(row.id).value_or(index) <= index, "the first row of an id is found");
        const Result<SampleRecord> record = (*dataset)->record(index);
        if (record) {
            require(record->id == row.id, "both readings see the same id");
            require(record->step.value_or(-1) == row.step, "both readings see the same step");
            require(record->instruction == row.instruction, "both readings see the same instruction");
            require(record->imagePath == row.imagePath, "both readings see the same path");
        }
        require((*dataset)->load(index) != nullptr, "a sample there always is");
    }
    require(broken == (*dataset)->brokenCount(), "broken rows are counted");
    return 0;
}
