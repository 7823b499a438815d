#include "benchmark/row_fields.h"

#include "benchmark/sample_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tracestudio {
namespace {

bool isFinite(const JsonMatrix& matrix) {
    return std::all_of(matrix.values.begin(), matrix.values.end(), [](double value) { return std::isfinite(value); });
}

bool hasShape(const JsonMatrix& matrix, int rows, int columns) {
    return matrix.rows == rows && matrix.columns == columns;
}

bool leadsOut(const std::string& relative) {
    return !relative.empty() && !pathInside(".", relative);
}

} // namespace

std::string textOf(const PyValue* value) {
    return value && value->isString() ? value->text : std::string();
}

std::optional<std::string> idOf(const PyValue* value) {
    if (!value)
        return std::nullopt;
    if (value->kind == PyValue::Kind::String || value->kind == PyValue::Kind::Int)
        return value->text;
    if (value->kind != PyValue::Kind::Float)
        return std::nullopt;
    if (std::abs(value->number) < 1e15 && value->number == std::floor(value->number))
        return std::to_string(std::int64_t(value->number)); // pandas writes 7 as 7.0 once a row lacks its id
    return std::to_string(value->number);
}

JsonMatrix matrixOf(const PyValue* value) {
    JsonMatrix matrix;
    if (!value || value->isNull() || (value->isList() && value->items.empty()))
        return matrix;
    matrix.rows = 1;
    if (!value->isList())
        return matrix;
    const bool isNested = value->items.front().isList();
    const PyValue* const firstRow = isNested ? value->items.data() : value;
    const std::size_t rows = isNested ? value->items.size() : 1;
    matrix.rows = int(std::min<std::size_t>(rows, std::numeric_limits<int>::max()));
    const std::size_t columns = firstRow->items.size();
    std::vector<double> values;
    for (std::size_t row = 0; row < rows; ++row) {
        if (!firstRow[row].isList() || firstRow[row].items.size() != columns)
            return matrix;
        for (const PyValue& item : firstRow[row].items) {
            if (!item.isNumber())
                return matrix;
            values.push_back(item.number);
        }
    }
    matrix.columns = int(columns);
    matrix.values = std::move(values);
    return matrix;
}

std::vector<PointCamera> pointsOf(const JsonMatrix& trajectory) {
    std::vector<PointCamera> points;
    if (trajectory.columns < 3)
        return points;
    points.reserve(std::size_t(trajectory.rows));
    for (int row = 0; row < trajectory.rows; ++row)
        points.emplace_back(trajectory.at(row, 0), trajectory.at(row, 1), trajectory.at(row, 2));
    return points;
}

std::optional<OrientedBox> boxOf(const JsonMatrix& centre, const JsonMatrix& extent, const JsonMatrix& rotation) {
    if (!hasShape(centre, 1, 3) || !hasShape(extent, 1, 3) || !hasShape(rotation, 3, 3) || !isFinite(centre) ||
        !isFinite(extent) || !isFinite(rotation))
        return std::nullopt;
    return OrientedBox{{centre.values[0], centre.values[1], centre.values[2]},
                       {extent.values[0], extent.values[1], extent.values[2]},
                       cv::Matx33d(rotation.values.data())};
}

std::optional<Camera> cameraOf(const JsonMatrix& intrinsics, int widthPixels, int heightPixels) {
    if (!hasShape(intrinsics, 3, 3) && !hasShape(intrinsics, 4, 4))
        return std::nullopt;
    return Camera{widthPixels,         heightPixels,        intrinsics.at(0, 0),
                  intrinsics.at(1, 1), intrinsics.at(0, 2), intrinsics.at(1, 2)};
}

std::uint32_t faultsOfIntrinsics(const JsonMatrix& intrinsics) {
    if (intrinsics.isAbsent())
        return fault::noIntrinsics;
    if (!hasShape(intrinsics, 3, 3) && !hasShape(intrinsics, 4, 4))
        return fault::oddIntrinsics;
    return isFinite(intrinsics) ? 0 : fault::nonFiniteIntrinsics;
}

std::uint32_t faultsOfBox(const JsonMatrix& centre, const JsonMatrix& extent, const JsonMatrix& rotation) {
    if (centre.isAbsent() && extent.isAbsent() && rotation.isAbsent())
        return fault::noBox;
    return boxOf(centre, extent, rotation) ? 0 : fault::oddBox;
}

std::uint32_t faultsOfTrajectory(const JsonMatrix& trajectory) {
    if (trajectory.isAbsent())
        return fault::noTrajectory;
    return trajectory.columns == 3 && trajectory.rows >= 2 && isFinite(trajectory) ? 0 : fault::oddTrajectory;
}

bool isUnannotated(std::uint32_t faults) {
    return (faults & fault::groundTruth) == fault::groundTruth;
}

std::uint32_t faultsButUnannotated(std::uint32_t faults) {
    return isUnannotated(faults) ? faults & ~(fault::groundTruth | fault::noInstruction) : faults;
}

std::vector<Error> describeFaults(std::uint32_t faults, std::string_view id) {
    struct Sentence {
        std::uint32_t bit;
        const char* text;
    };
    static constexpr std::array sentences{
        Sentence{fault::notAnObject,
                 TRANSLATABLE("Sample %1 is not an object in braces, so nothing of it can be shown. Correct the row.")},
        Sentence{fault::notJson, TRANSLATABLE("Sample %1 is not valid JSON. Correct the row.")},
        Sentence{fault::noId, TRANSLATABLE("Sample %1 has no id, so no answer can be matched to it. Add one.")},
        Sentence{fault::duplicateId, TRANSLATABLE("Another sample before has the id %1 too; answers go to that one. "
                                                  "Give each sample its own id.")},
        Sentence{fault::noInstruction, TRANSLATABLE("Sample %1 has no instruction. Add \"prompt\".")},
        Sentence{fault::noImagePath, TRANSLATABLE("Sample %1 names no image. Add \"image_path\".")},
        Sentence{fault::noDepthPath, TRANSLATABLE("Sample %1 names no depth picture. Add \"gt_depth_path\".")},
        Sentence{fault::noMaskPath, TRANSLATABLE("Sample %1 names no mask, so starts cannot be scored. Add "
                                                 "\"mask_path\".")},
        Sentence{fault::pathLeadsOut, TRANSLATABLE("Sample %1 names a file outside raw_data, which is not read. "
                                                   "Correct its path.")},
        Sentence{fault::noBox, TRANSLATABLE("Sample %1 has no destination box, so ends cannot be scored. Add "
                                            "\"bbox_center\", \"bbox_extent\" and \"bbox_rotation\".")},
        Sentence{fault::oddBox, TRANSLATABLE("The destination box of sample %1 is not 3, 3 and 3×3 finite numbers. "
                                             "Correct \"bbox_center\", \"bbox_extent\" and \"bbox_rotation\".")},
        Sentence{fault::noIntrinsics,
                 TRANSLATABLE("Sample %1 has no intrinsics, so it has no cloud and no trace in the "
                              "picture. Add \"gt_depth_intrinsics\".")},
        Sentence{fault::oddIntrinsics, TRANSLATABLE("The intrinsics of sample %1 are neither 3×3 nor 4×4 numbers. "
                                                    "Correct \"gt_depth_intrinsics\".")},
        Sentence{fault::nonFiniteIntrinsics, TRANSLATABLE("The intrinsics of sample %1 hold NaN or infinity. Correct "
                                                          "\"gt_depth_intrinsics\".")},
        Sentence{fault::noTrajectory, TRANSLATABLE("Sample %1 has no ground-truth trace. Add \"trajectory\".")},
        Sentence{fault::oddTrajectory, TRANSLATABLE("The ground-truth trace of sample %1 is not a list of at least two "
                                                    "points of three finite numbers. Correct \"trajectory\".")},
    };
    std::vector<Error> errors;
    for (const Sentence& sentence : sentences)
        if (faults & sentence.bit)
            errors.push_back({sentence.text, {std::string(id)}});
    return errors;
}

Error nonRigidBox(std::string_view id) {
    return {TRANSLATABLE("The destination box of sample %1 is turned by a matrix that is not a rotation. Correct "
                         "\"bbox_rotation\"."),
            {std::string(id)}};
}

SampleRecord recordOf(const PyValue& row, std::string rawText, const std::string& fallbackId) {
    SampleRecord record;
    std::uint32_t faults = 0;
    const std::optional<std::string> id = idOf(row.find("id"));
    faults |= id ? 0 : fault::noId;
    record.id = id.value_or(fallbackId);
    record.instruction = textOf(row.find("prompt"));
    record.targetObject = textOf(row.find("target_object"));
    const PyValue* destination = row.find("destination|direction");
    record.destination = textOf(destination ? destination : row.find("destination_direction"));
    if (const PyValue* step = row.find("step"); step && step->isNumber() && step->kind != PyValue::Kind::Bool &&
                                                step->number >= 0 && step->number < std::numeric_limits<int>::max())
        record.step = int(step->number);
    record.category = textOf(row.find("category"));
    record.dataSource = textOf(row.find("data_source"));
    record.imagePath = textOf(row.find("image_path"));
    record.depthPath = textOf(row.find("depth_path"));
    record.gtDepthPath = textOf(row.find("gt_depth_path"));
    record.maskPath = textOf(row.find("mask_path"));
    record.intrinsics = matrixOf(row.find("intrinsics"));
    record.gtDepthIntrinsics = matrixOf(row.find("gt_depth_intrinsics"));
    const JsonMatrix trajectory = matrixOf(row.find("trajectory"));
    record.trajectory = pointsOf(trajectory);
    const JsonMatrix centre = matrixOf(row.find("bbox_center"));
    const JsonMatrix extent = matrixOf(row.find("bbox_extent"));
    const JsonMatrix rotation = matrixOf(row.find("bbox_rotation"));
    record.box = boxOf(centre, extent, rotation);
    record.rawText = std::move(rawText);

    faults |= record.instruction.empty() ? fault::noInstruction : 0;
    faults |= record.imagePath.empty() ? fault::noImagePath : 0;
    faults |= record.gtDepthPath.empty() ? fault::noDepthPath : 0;
    faults |= record.maskPath.empty() ? fault::noMaskPath : 0;
    if (leadsOut(record.imagePath) || leadsOut(record.gtDepthPath) || leadsOut(record.maskPath))
        faults |= fault::pathLeadsOut;
    faults |= faultsOfBox(centre, extent, rotation);
    faults |= faultsOfIntrinsics(record.gtDepthIntrinsics);
    faults |= faultsOfTrajectory(trajectory);
    record.problems = describeFaults(faultsButUnannotated(faults), record.id);
    if (record.box && !record.box->isRigid())
        record.problems.push_back(nonRigidBox(record.id));
    return record;
}

} // namespace tracestudio
