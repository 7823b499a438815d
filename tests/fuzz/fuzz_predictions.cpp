// A prediction file from outside: whatever its bytes, it is refused in words or read, and every line is accounted for.
#include "benchmark/predictions.h"
#include "fuzz_file.h"

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const FuzzFile file("model.jsonl");
    const Result<std::shared_ptr<const PredictionFile>> read = PredictionFile::open(file.write(data, size));
    if (!read) {
        require(!read.error().message().empty(), "a refusal has words");
        return 0;
    }
    const PredictionFile& predictions = **read;
    require(!predictions.rows.empty(), "what is read has answers");
    std::size_t before = 0;
    for (const AnswerRow& row : predictions.rows) {
        require(row.line > before, "answers keep the file's order");
        before = row.line;
    }
    const std::shared_ptr<const Dataset> samples = datasetFromPredictions({*read});
    const PredictionMatch met = match(predictions, *samples);
    require(met.matched == samples->size() && met.missing == 0 && met.extra == 0, "answers match their own samples");
    require(met.matched + met.duplicate == predictions.rows.size(), "every answer is counted");
    for (std::size_t index = 0; index < samples->size(); ++index) {
        require(samples->row(index).isBroken == !samples->problems(index).empty(), "a broken row says why");
        require(samples->load(index) != nullptr, "a sample there always is");
    }
    return 0;
}
