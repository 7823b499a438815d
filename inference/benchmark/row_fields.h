#pragma once

#include "benchmark/dataset.h"

#include <cstdint>

namespace tracestudio {

/// Reading the values that rows of datasets and prediction files share. None of these fails: odd values become empty
/// ones, and what was odd about a dataset's row is said by its faults.

/// A string's text; empty for anything else and for nullptr.
std::string textOf(const PyValue* value);
/// An id as text: a string's text or a number's digits; nothing for anything else.
std::optional<std::string> idOf(const PyValue* value);
/// A list of lists of numbers, or a list of numbers as one row. Absent for nullptr, null and []; `columns` is 0 when
/// the value is there but is no such list.
JsonMatrix matrixOf(const PyValue* value);
/// The rows of three numbers or more, as points. Others are left out.
std::vector<PointCamera> pointsOf(const JsonMatrix& trajectory);
/// A box when the three hold 3, 3 and 3×3 finite numbers.
std::optional<OrientedBox> boxOf(const JsonMatrix& centre, const JsonMatrix& extent, const JsonMatrix& rotation);

/// What can be wrong with a dataset's row by itself, as bits.
namespace fault {
inline constexpr std::uint32_t notAnObject = 1u << 0;
inline constexpr std::uint32_t notJson = 1u << 1;
inline constexpr std::uint32_t noId = 1u << 2;
inline constexpr std::uint32_t duplicateId = 1u << 3;
inline constexpr std::uint32_t noInstruction = 1u << 4;
inline constexpr std::uint32_t noImagePath = 1u << 5;
inline constexpr std::uint32_t noDepthPath = 1u << 6;
inline constexpr std::uint32_t noMaskPath = 1u << 7;
inline constexpr std::uint32_t pathLeadsOut = 1u << 8;
inline constexpr std::uint32_t noBox = 1u << 9;
inline constexpr std::uint32_t oddBox = 1u << 10;
inline constexpr std::uint32_t noIntrinsics = 1u << 11;
inline constexpr std::uint32_t oddIntrinsics = 1u << 12;
inline constexpr std::uint32_t nonFiniteIntrinsics = 1u << 13;
inline constexpr std::uint32_t noTrajectory = 1u << 14;
inline constexpr std::uint32_t oddTrajectory = 1u << 15;
/// What a row lacks whose sample nobody has annotated yet. Where only a part of the box is there, it is an odd one.
inline constexpr std::uint32_t groundTruth = noMaskPath | noBox | noTrajectory;
} // namespace fault

/// Whether a row's sample is not annotated yet: nothing is there of mask, box and trajectory. It is shown, and not
/// scored; what is half done is scored, and has its faults.
bool isUnannotated(std::uint32_t faults);
/// `faults` without what is no fault of a sample that is not annotated yet. It may wait for its instruction as well.
std::uint32_t faultsButUnannotated(std::uint32_t faults);

/// The bits of fault:: that the values of a row deserve.
std::uint32_t faultsOfIntrinsics(const JsonMatrix& intrinsics);
std::uint32_t faultsOfBox(const JsonMatrix& centre, const JsonMatrix& extent, const JsonMatrix& rotation);
std::uint32_t faultsOfTrajectory(const JsonMatrix& trajectory);

/// The sentences for `faults` of the row with `id`.
std::vector<Error> describeFaults(std::uint32_t faults, std::string_view id);
/// The sentence for a destination box whose matrix is no rotation; only who reads the whole row says it.
Error nonRigidBox(std::string_view id);

/// What a dataset's row says. `problems` has what is wrong with the values; a duplicate id is not seen from here.
/// `row` must be an object; `fallbackId` names a row without an id.
SampleRecord recordOf(const PyValue& row, std::string rawText, const std::string& fallbackId);

/// Reads the pictures that `record` names below `root` and makes the sample. Never fails. `sizeWithoutPictures` is the
/// camera's where there are none.
std::shared_ptr<Sample> loadSample(const SampleRecord& record, const std::filesystem::path& root,
                                   const cv::Size& sizeWithoutPictures = {});
/// The picture `imagePath` below `root`, shrunk; empty when it cannot be read.
cv::Mat loadThumbnail(std::string_view imagePath, const std::filesystem::path& root, int longestSide);

} // namespace tracestudio
