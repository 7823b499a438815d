// A row from outside with an edit made by chance: it stays a JSON object that says what the edit says, or is refused;
// without an edit it keeps its bytes.
#include "annotation/row_text.h"
#include "benchmark/python_json.h"
#include "benchmark/row_fields.h"
#include "fuzz_file.h"

#include <cmath>
#include <random>

using namespace tracestudio;

namespace {

void change(Annotation& annotation, std::mt19937& random) {
    const auto number = [&] { return double(int(random() % 2001) - 1000) / 7; };
    if (random() % 2)
        annotation.instruction = "new \"words\"\n\xe6\x9d\xaf";
    if (random() % 3 == 0)
        annotation.destination = "shelf";
    if (random() % 3 == 0)
        annotation.step = random() % 2 ? std::optional<int>(3) : std::nullopt;
    if (random() % 2)
        annotation.trajectory.insert(annotation.trajectory.begin() +
                                         std::ptrdiff_t(random() % (annotation.trajectory.size() + 1)),
                                     {number(), number(), number()});
    if (random() % 3 == 0 && !annotation.trajectory.empty())
        annotation.trajectory.erase(annotation.trajectory.begin());
    if (random() % 2)
        annotation.box =
            random() % 3 ? std::optional<OrientedBox>({{number(), 0, 1}, {1, 1, 1}, cv::Matx33d::eye()}) : std::nullopt;
    if (random() % 2)
        annotation.maskFile = std::make_shared<const std::string>("mask");
}

/// Coordinates that are no numbers, which equal nothing, in a form that can be compared.
Annotation comparable(Annotation annotation) {
    for (PointCamera& point : annotation.trajectory)
        for (double* value : {&point.x, &point.y, &point.z})
            if (std::isnan(*value))
                *value = 12345;
    return annotation;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string row(reinterpret_cast<const char*>(data), size);
    const auto value = parsePythonJson(row);
    if (!value || !value->isObject()) {
        require(!rewritten(row, {}, "m.png"), "what is no object is refused");
        return 0;
    }
    RowEdit edit;
    const SampleRecord record = recordOf(*value, row, "?");
    edit.before = annotationOf(record, {});
    if (!record.maskPath.empty())
        edit.before.maskFile = std::make_shared<const std::string>("before");
    edit.after = edit.before;
    const Result<std::string> same = rewritten(row, edit, "own/mask.png");
    require(!same || *same == row, "without an edit every byte stays");
    std::mt19937 random{std::uint32_t(size)};
    for (int round = 0; round < 4; ++round) {
        change(edit.after, random);
        const Result<std::string> text = rewritten(row, edit, "own/mask.png");
        require(bool(text) == bool(same), "a row is refused for what it is, not for the edit");
        if (!text)
            return 0;
        const auto read = parsePythonJson(*text);
        require(read && read->isObject(), "it still is a JSON object");
        const SampleRecord now = recordOf(*read, *text, "?");
        Annotation annotation = annotationOf(now, {});
        require(now.maskPath.empty() == !edit.after.maskFile, "a mask is named or not");
        annotation.maskFile = edit.after.maskFile;
        require(comparable(annotation) == comparable(edit.after), "it says what the edit says");
    }
    return 0;
}
