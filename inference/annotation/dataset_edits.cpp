#include "annotation/dataset_edits.h"

#include "annotation/picture_places.h"
#include "annotation/row_text.h"
#include "benchmark/atomic_file.h"
#include "benchmark/row_fields.h"
#include "benchmark/sample_files.h"
#include "scene/polyline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <opencv2/core.hpp>

namespace tracestudio {
namespace {

namespace fs = std::filesystem;

constexpr std::array annotationFaults{fault::noInstruction, fault::noMaskPath,   fault::noBox,
                                      fault::oddBox,        fault::noTrajectory, fault::oddTrajectory};
constexpr std::uint32_t boxFaults = fault::noBox | fault::oddBox;
constexpr std::uint32_t trajectoryFaults = fault::noTrajectory | fault::oddTrajectory;

/// What an edit changes of what problems are told about.
struct Change {
    bool instruction = false, mask = false, box = false, trajectory = false;
    /// Nothing of mask, box and trajectory was there before, so that nothing was complained about.
    bool wasBare = false;

    static Change of(const Annotation& before, const Annotation& after) {
        return {before.instruction != after.instruction, !before.hasSameMask(after), before.box != after.box,
                before.trajectory != after.trajectory, !before.maskFile && !before.box && before.trajectory.empty()};
    }
};

/// The problems of a row or sample once `after` is written into it. Those that are not about the annotation stay.
std::vector<Error> mended(std::vector<Error> problems, std::string_view id, const Change& change,
                          const Annotation& after) {
    std::uint32_t faults = 0;
    for (const std::uint32_t fault : annotationFaults)
        if (std::erase(problems, describeFaults(fault, id).front()) > 0)
            faults |= fault;
    // Of a sample that nobody has annotated its reader says nothing of this.
    if (change.wasBare && (faults & (fault::groundTruth | boxFaults | trajectoryFaults)) == 0)
        faults |= fault::groundTruth;
    faults &= ~fault::noInstruction;
    faults |= after.instruction.empty() ? fault::noInstruction : 0;
    if (change.mask)
        faults = (faults & ~fault::noMaskPath) | (after.maskFile ? 0 : fault::noMaskPath);
    if (change.box) {
        faults = (faults & ~boxFaults) | (after.box ? 0 : fault::noBox);
        std::erase(problems, nonRigidBox(id));
        if (after.box && !after.box->isRigid())
            problems.push_back(nonRigidBox(id));
    }
    if (change.trajectory) {
        faults &= ~trajectoryFaults;
        if (after.trajectory.empty())
            faults |= fault::noTrajectory;
        else if (after.trajectory.size() < 2)
            faults |= fault::oddTrajectory;
    }
    const std::array frameFaults{fault::noImagePath, fault::noDepthPath};
    for (const std::uint32_t fault : frameFaults)
        if (std::ranges::find(problems, describeFaults(fault, id).front()) != problems.end())
            faults |= fault; // so that they count, but are not said twice
    faults = faultsButUnannotated(faults) & ~(fault::noImagePath | fault::noDepthPath);
    std::vector<Error> all = describeFaults(faults, id);
    all.insert(all.begin(), std::make_move_iterator(problems.begin()), std::make_move_iterator(problems.end()));
    return all;
}

std::vector<PointCamera> finitePoints(const std::vector<PointCamera>& points) {
    std::vector<PointCamera> finite;
    std::ranges::copy_if(points, std::back_inserter(finite), [](const PointCamera& p) { return isFinite(p); });
    return finite;
}

bool areSamePixels(const cv::Mat& a, const cv::Mat& b) {
    return a.size() == b.size() && a.type() == b.type() && (a.empty() || cv::countNonZero(a != b) == 0);
}

/// Whether a problem is about a sample's mask: readers name the file first, and masks are called so.
bool isAboutMask(const Error& problem) {
    if (problem.args.empty())
        return false;
    const fs::path path = problem.args.front();
    const auto says = [](const fs::path& name) { return name.string().find("mask") != std::string::npos; };
    return says(path.filename()) || says(path.parent_path().filename());
}

/// Where the mask of a row that has none is put: beside its image.
std::string maskBeside(const std::string& imagePath) {
    return (fs::path(imagePath).parent_path() / "mask.png").generic_string();
}

/// What rows, records, samples and annotations all say under the same names, but for the step, of which rows of the
/// index have none as -1.
template <typename From, typename To>
void copyTexts(const From& from, To& to) {
    to.instruction = from.instruction;
    to.targetObject = from.targetObject;
    to.destination = from.destination;
    to.category = from.category;
    to.dataSource = from.dataSource;
}

void put(const Annotation& annotation, SampleRecord& record) {
    copyTexts(annotation, record);
    record.step = annotation.step;
    record.trajectory = annotation.trajectory;
    record.box = annotation.box;
}

SampleRow rowOf(std::string_view id, std::string_view imagePath, const Annotation& annotation) {
    SampleRow row;
    copyTexts(annotation, row);
    row.id = id;
    row.imagePath = imagePath;
    row.step = annotation.step.value_or(-1);
    return row;
}

SampleRecord recordFor(const AddedSample& sample) {
    const std::string named = namedMask(sample);
    std::string text = writtenRow(sample, named.empty() ? maskBeside(sample.imagePath) : plainPath(named), true, {});
    const auto row = parsePythonJson(text);
    SampleRecord record;
    if (row)
        record = recordOf(*row, std::move(text), sample.id);
    record.id = sample.id;
    put(sample.annotation, record); // as given, where writing mended a text
    return record;
}

std::vector<Error> problemsOf(const AddedSample& sample) {
    return recordFor(sample).problems;
}

} // namespace

Annotation annotationOf(const SampleRecord& record, const fs::path& pictureFolder) {
    Annotation annotation;
    copyTexts(record, annotation);
    annotation.step = record.step;
    annotation.trajectory = finitePoints(record.trajectory); // as the views number them
    annotation.box = record.box;
    if (record.maskPath.empty() || pictureFolder.empty())
        return annotation;
    const Result<fs::path> path = pathInside(pictureFolder, record.maskPath);
    const Result<std::string> file = path ? readWholeFile(*path, largestMaskBytes) : tl::unexpected(path.error());
    if (file && decodeMask(*file, record.maskPath))
        annotation.maskFile = std::make_shared<const std::string>(*file);
    return annotation;
}

std::shared_ptr<const Sample> withAnnotation(const Sample& sample, const Annotation& annotation,
                                             const Annotation* before) {
    auto edited = std::make_shared<Sample>(sample);
    copyTexts(annotation, *edited);
    edited->step = annotation.step;
    edited->destinationBox = annotation.box;
    edited->groundTruth = {};
    if (sample.frame.camera.isValid())
        edited->groundTruth = Trace::fromCameraPoints(finitePoints(annotation.trajectory), sample.frame.camera);
    const bool keepsMask = before && before->hasSameMask(annotation);
    if (!keepsMask)
        edited->mask.pixels =
            annotation.maskFile ? decodeMask(*annotation.maskFile, "mask.png").value_or(cv::Mat()) : cv::Mat();

    Change change;
    change.instruction = sample.instruction != annotation.instruction;
    change.mask = !keepsMask && !areSamePixels(sample.mask.pixels, edited->mask.pixels);
    change.box = sample.destinationBox != annotation.box;
    change.trajectory = sample.groundTruth.points() != annotation.trajectory;
    change.wasBare = sample.mask.isEmpty() && !sample.destinationBox && sample.groundTruth.isEmpty();
    if (change.mask)
        std::erase_if(edited->problems, isAboutMask);
    edited->problems = mended(std::move(edited->problems), sample.id, change, annotation);
    return edited;
}

bool DatasetEdits::isEmpty() const {
    return std::ranges::all_of(rows, [](const auto& row) { return row.second->changesNothing(); }) &&
           std::ranges::all_of(added, [](const auto& sample) { return sample->isDeleted; });
}

bool DatasetEdits::operator==(const DatasetEdits& other) const {
    const auto isSame = [](const std::shared_ptr<const RowEdit>& a, const std::shared_ptr<const RowEdit>& b) {
        return a == b || (a->isDeleted == b->isDeleted && (a->isDeleted || a->after == b->after));
    };
    auto mine = rows.begin();
    auto theirs = other.rows.begin();
    while (mine != rows.end() || theirs != other.rows.end()) {
        const bool isMine = theirs == other.rows.end() || (mine != rows.end() && mine->first <= theirs->first);
        const bool isTheirs = mine == rows.end() || (theirs != other.rows.end() && theirs->first <= mine->first);
        const bool agrees = isMine && isTheirs ? isSame(mine->second, theirs->second)
                            : isMine           ? mine->second->changesNothing()
                                               : theirs->second->changesNothing();
        if (!agrees)
            return false;
        mine = isMine ? std::next(mine) : mine;
        theirs = isTheirs ? std::next(theirs) : theirs;
    }
    const auto present = [](const std::vector<std::shared_ptr<const AddedSample>>& samples) {
        std::vector<std::shared_ptr<const AddedSample>> left;
        std::ranges::copy_if(samples, std::back_inserter(left), [](const auto& sample) { return !sample->isDeleted; });
        return left;
    };
    return std::ranges::equal(present(added), present(other.added), [](const auto& a, const auto& b) {
        return a == b || (a->id == b->id && a->imagePath == b->imagePath && a->depthPath == b->depthPath &&
                          a->gtDepthPath == b->gtDepthPath && a->camera == b->camera &&
                          a->annotation == b->annotation && a->rowText == b->rowText);
    });
}

std::shared_ptr<const EditedDataset> EditedDataset::of(std::shared_ptr<const Dataset> base, DatasetEdits edits) {
    return std::shared_ptr<const EditedDataset>(new EditedDataset(std::move(base), std::move(edits)));
}

EditedDataset::EditedDataset(std::shared_ptr<const Dataset> base, DatasetEdits edits)
    : m_base(std::move(base))
    , m_edits(std::move(edits)) {}

const RowEdit* EditedDataset::editOf(std::size_t index) const {
    const auto found = m_edits.rows.find(index);
    return found == m_edits.rows.end() ? nullptr : found->second.get();
}

const AddedSample* EditedDataset::addedAt(std::size_t index) const {
    return index < m_base->size() ? nullptr : m_edits.added[index - m_base->size()].get();
}

bool EditedDataset::isEdited(std::size_t index) const {
    const RowEdit* edit = editOf(index);
    return addedAt(index) != nullptr || (edit && !edit->changesNothing());
}

std::size_t EditedDataset::size() const {
    return m_base->size() + m_edits.added.size();
}

bool EditedDataset::isDeleted(std::size_t index) const {
    if (const AddedSample* sample = addedAt(index))
        return sample->isDeleted;
    const RowEdit* edit = editOf(index);
    return (edit && edit->isDeleted) || m_base->isDeleted(index);
}

SampleRow EditedDataset::row(std::size_t index) const {
    if (const AddedSample* sample = addedAt(index)) {
        SampleRow row = rowOf(sample->id, sample->imagePath, sample->annotation);
        row.isBroken = !problemsOf(*sample).empty();
        return row;
    }
    SampleRow row = m_base->row(index);
    const RowEdit* edit = editOf(index);
    if (!edit)
        return row;
    row = rowOf(row.id, row.imagePath, edit->after);
    row.isBroken = !problems(index).empty();
    return row;
}

std::optional<std::size_t> EditedDataset::find(std::string_view id) const {
    if (const std::optional<std::size_t> found = m_base->find(id)) {
        if (!isDeleted(*found))
            return found;
        // Another row of that id comes to the fore. Such rows count as broken.
        if (m_base->brokenCount() > 0)
            for (std::size_t index = *found + 1; index < m_base->size(); ++index)
                if (m_base->row(index).id == id && !isDeleted(index))
                    return index;
    }
    for (std::size_t at = 0; at < m_edits.added.size(); ++at)
        if (!m_edits.added[at]->isDeleted && m_edits.added[at]->id == id)
            return m_base->size() + at;
    return std::nullopt;
}

std::vector<Error> EditedDataset::problems(std::size_t index) const {
    if (const AddedSample* sample = addedAt(index))
        return problemsOf(*sample);
    const RowEdit* edit = editOf(index);
    std::vector<Error> problems = m_base->problems(index);
    if (!edit || edit->changesNothing())
        return problems;
    problems = mended(std::move(problems), m_base->row(index).id, Change::of(edit->before, edit->after), edit->after);
    // What is said only of records, as the index has it.
    std::erase(problems, nonRigidBox(m_base->row(index).id));
    return problems;
}

std::size_t EditedDataset::brokenCount() const {
    std::size_t count = m_base->brokenCount();
    for (const auto& [index, edit] : m_edits.rows) {
        if (index >= m_base->size() || edit->changesNothing())
            continue;
        count -= m_base->row(index).isBroken;
        count += !edit->isDeleted && row(index).isBroken;
    }
    for (const auto& sample : m_edits.added)
        count += !sample->isDeleted && !problemsOf(*sample).empty();
    return count;
}

Result<SampleRecord> EditedDataset::record(std::size_t index) const {
    if (const AddedSample* sample = addedAt(index))
        return recordFor(*sample);
    Result<SampleRecord> record = m_base->record(index);
    const RowEdit* edit = editOf(index);
    if (!record || !edit || edit->before == edit->after)
        return record;
    const std::vector<PointCamera> written = std::move(record->trajectory);
    put(edit->after, *record);
    if (edit->before.trajectory == edit->after.trajectory)
        record->trajectory = written; // also what is not finite
    const std::string named = record->maskPath.empty() ? maskBeside(record->imagePath) : record->maskPath;
    if (!edit->before.hasSameMask(edit->after))
        record->maskPath = edit->after.maskFile ? named : std::string();
    record->problems =
        mended(std::move(record->problems), record->id, Change::of(edit->before, edit->after), edit->after);
    if (record->rawText.empty()) // of a lone scene, which has no row
        return record;
    Result<std::string> text = rewritten(record->rawText, *edit, named);
    if (!text)
        return tl::unexpected(text.error());
    record->rawText = std::move(*text);
    return record;
}

std::shared_ptr<const Sample> EditedDataset::load(std::size_t index) const {
    if (const AddedSample* added = addedAt(index)) {
        SampleRecord record = recordFor(*added);
        record.maskPath.clear(); // not on the disk yet
        return withAnnotation(*loadSample(record, pictureFolder()), added->annotation);
    }
    std::shared_ptr<const Sample> sample = m_base->load(index);
    const RowEdit* edit = editOf(index);
    // Also of one that changes nothing any more: its mask's file may hold what was saved in between.
    return edit ? withAnnotation(*sample, edit->after) : sample;
}

cv::Mat EditedDataset::thumbnail(std::size_t index, int longestSide) const {
    if (const AddedSample* sample = addedAt(index))
        return loadThumbnail(sample->imagePath, pictureFolder(), longestSide);
    return m_base->thumbnail(index, longestSide);
}

} // namespace tracestudio
