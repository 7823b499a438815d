#include "app/version_comparison.h"

#include "annotation/mask_shaping.h"

#include <opencv2/core.hpp>

namespace tracestudio {

namespace {
/// What is object, whatever the values and the compression.
bool haveSamePixels(const Mask& a, const Mask& b) {
    return a.pixels.size() == b.pixels.size() && !a.isEmpty() && b.pixels.type() == CV_8UC1 &&
           cv::countNonZero((a.pixels > 0) != (b.pixels > 0)) == 0;
}
} // namespace

VersionComparison::VersionComparison(QObject* parent)
    : QObject(parent) {}

void VersionComparison::setOther(std::shared_ptr<const Dataset> other) {
    m_lane.supersede();
    m_other = std::move(other);
    m_read.reset();
    m_difference.reset();
    m_differenceFrom.reset();
}

void VersionComparison::read(const LoadedSample& shown, const Dataset& dataset) {
    if (!m_other || (m_read && m_read->index == shown.index))
        return;
    m_lane.supersede();
    m_read.reset();
    m_differenceFrom.reset();
    if (dataset.find(shown.sample->id) != shown.index)
        return;
    m_lane.run(
        [other = m_other, index = shown.index, sample = shown.sample](const std::stop_token&) -> std::optional<Read> {
            const auto there = other->find(sample->id);
            const auto record = there ? other->record(*there) : failure("");
            if (!record)
                return std::nullopt;
            Read read;
            read.index = index;
            read.annotation = annotationOf(*record, other->pictureFolder());
            if (const auto* edited = dynamic_cast<const EditedDataset*>(other.get()))
                if (const auto edit = edited->edits().rows.find(*there); edit != edited->edits().rows.end())
                    read.annotation = edit->second->after;
            read.whole.trace = Trace::fromCameraPoints(read.annotation.trajectory, sample->frame.camera);
            read.whole.box = read.annotation.box;
            if (read.annotation.maskFile)
                if (const Result<cv::Mat> mask = decodedMask(*read.annotation.maskFile)) {
                    read.whole.mask.pixels = *mask;
                    read.whole.outline = outlineInSpace(read.whole.mask, sample->frame);
                }
            return read;
        },
        [this](std::optional<Read> read) {
            m_read = std::move(read);
            if (m_read)
                Q_EMIT isRead();
        });
}

std::shared_ptr<const OtherVersion> VersionComparison::differenceFrom(const LoadedSample& shown) {
    if (!m_read || m_read->index != shown.index || !shown.annotation)
        return nullptr;
    if (m_differenceFrom == shown.annotation)
        return m_difference;
    const Annotation& other = m_read->annotation;
    const bool wasMaskThere = m_difference && !m_difference->mask.isEmpty();
    const bool isMaskKnown = m_differenceFrom && m_differenceFrom->hasSameMask(*shown.annotation);
    m_differenceFrom = shown.annotation;
    OtherVersion difference = m_read->whole;
    if (other.trajectory == shown.annotation->trajectory)
        difference.trace = {};
    if (other.box == shown.annotation->box)
        difference.box.reset();
    if (isMaskKnown ? !wasMaskThere
                    : other.hasSameMask(*shown.annotation) || haveSamePixels(difference.mask, shown.sample->mask)) {
        difference.mask = {};
        difference.outline.clear();
    }
    m_difference = difference.isEmpty() ? nullptr : std::make_shared<const OtherVersion>(std::move(difference));
    return m_difference;
}

} // namespace tracestudio
