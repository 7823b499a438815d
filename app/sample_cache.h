#pragma once

#include "annotation/dataset_edits.h"
#include "app/jobs.h"
#include "scene/point_cloud.h"

#include <QObject>
#include <list>
#include <memory>
#include <set>

namespace tracestudio {

/// A sample with its point cloud, ready to show.
struct LoadedSample {
    std::size_t index = 0;
    std::shared_ptr<const Sample> sample;
    std::shared_ptr<const PointCloud> cloud;
    /// As it is shown, and as the file that was opened has it (of a sample that was added: the same); null where the
    /// row cannot be read.
    std::shared_ptr<const Annotation> annotation, original;
};

/// Reads samples on worker threads and keeps the few that were shown last or will probably be shown next. GUI thread.
class SampleCache : public QObject {
    Q_OBJECT
  public:
    explicit SampleCache(QObject* parent = nullptr);

    void setDataset(std::shared_ptr<const Dataset> dataset); ///< forgets everything
    /// The same dataset with other edits, to these rows.
    void takeEdits(std::shared_ptr<const Dataset> dataset, const std::vector<std::size_t>& changed);
    /// Has this sample at hand instead of what was here of it.
    void keep(const LoadedSample& sample);
    /// The sample, if it is here; else nothing, and `loaded` follows.
    [[nodiscard]] std::optional<LoadedSample> request(std::size_t index);
    /// Reads these ahead, once what was requested is there.
    void prefetch(const std::vector<std::size_t>& indices);
    [[nodiscard]] bool isIdle() const { return m_lane.isIdle(); }

  Q_SIGNALS:
    void loaded(const tracestudio::LoadedSample& sample);

  private:
    void load(std::size_t index, int priority);

    std::shared_ptr<const Dataset> m_dataset;
    std::list<LoadedSample> m_kept; ///< last used first
    std::set<std::size_t> m_loading;
    JobLane m_lane{2};
};

} // namespace tracestudio
