#include "app/sample_cache.h"

#include "scene/box_shaping.h"

#include <algorithm>
#include <utility>

namespace tracestudio {

namespace {
constexpr std::size_t keptSamples = 4; // of 640×480 each about 8 MB
constexpr int requestedPriority = 10;

void readAnnotations(const Dataset& dataset, LoadedSample& loaded) {
    const auto* edited = dynamic_cast<const EditedDataset*>(&dataset);
    const Dataset& base = edited ? *edited->base() : dataset;
    if (loaded.index >= base.size()) {
        const AddedSample& added = *edited->edits().added[loaded.index - base.size()];
        loaded.annotation = loaded.original = std::make_shared<const Annotation>(added.annotation);
        return;
    }
    if (edited)
        if (const auto edit = edited->edits().rows.find(loaded.index); edit != edited->edits().rows.end()) {
            loaded.annotation = std::make_shared<const Annotation>(edit->second->after);
            loaded.original = std::make_shared<const Annotation>(edit->second->before);
            return;
        }
    if (const auto record = base.record(loaded.index))
        loaded.annotation = loaded.original =
            std::make_shared<const Annotation>(annotationOf(*record, base.pictureFolder()));
}
} // namespace

SampleCache::SampleCache(QObject* parent)
    : QObject(parent) {}

void SampleCache::setDataset(std::shared_ptr<const Dataset> dataset) {
    m_lane.supersede();
    m_loading.clear();
    m_kept.clear();
    m_dataset = std::move(dataset);
}

void SampleCache::takeEdits(std::shared_ptr<const Dataset> dataset, const std::vector<std::size_t>& changed) {
    m_dataset = std::move(dataset);
    std::erase_if(m_kept, [&](const LoadedSample& kept) {
        return std::find(changed.begin(), changed.end(), kept.index) != changed.end();
    });
    // What is being read now may be of the edits before.
    const bool isStale =
        std::any_of(changed.begin(), changed.end(), [this](std::size_t index) { return m_loading.contains(index); });
    if (!isStale)
        return;
    m_lane.supersede();
    for (const std::size_t index : std::exchange(m_loading, {}))
        load(index, requestedPriority);
}

std::optional<LoadedSample> SampleCache::request(std::size_t index) {
    const auto found =
        std::find_if(m_kept.begin(), m_kept.end(), [&](const LoadedSample& kept) { return kept.index == index; });
    if (found != m_kept.end()) {
        m_kept.splice(m_kept.begin(), m_kept, found);
        return m_kept.front();
    }
    // What waits was asked for by a person who has moved on.
    if (!m_loading.contains(index)) {
        m_lane.supersede();
        m_loading.clear();
        load(index, requestedPriority);
    }
    return std::nullopt;
}

void SampleCache::prefetch(const std::vector<std::size_t>& indices) {
    for (const std::size_t index : indices) {
        const bool isKept =
            std::any_of(m_kept.begin(), m_kept.end(), [&](const LoadedSample& kept) { return kept.index == index; });
        if (!isKept && !m_loading.contains(index))
            load(index, 0);
    }
}

void SampleCache::load(std::size_t index, int priority) {
    if (!m_dataset)
        return;
    m_loading.insert(index);
    m_lane.run(
        [dataset = m_dataset, index](const std::stop_token&) {
            LoadedSample loaded{index, dataset->load(index), nullptr, nullptr, nullptr};
            PointCloud cloud = backProject(loaded.sample->frame, loaded.sample->mask);
            cloud.up = upDirection(cloud); // here, as the tools that need it run where the window is drawn
            loaded.cloud = std::make_shared<const PointCloud>(std::move(cloud));
            readAnnotations(*dataset, loaded);
            return loaded;
        },
        [this](LoadedSample sample) {
            m_loading.erase(sample.index);
            keep(sample);
            Q_EMIT loaded(sample);
        },
        priority);
}

void SampleCache::keep(const LoadedSample& sample) {
    std::erase_if(m_kept, [&](const LoadedSample& kept) { return kept.index == sample.index; });
    m_kept.push_front(sample);
    if (m_kept.size() > keptSamples)
        m_kept.pop_back();
}

} // namespace tracestudio
