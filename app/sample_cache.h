#pragma once

#include "app/jobs.h"
#include "benchmark/dataset.h"
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
};

/// Reads samples on worker threads and keeps the few that were shown last or will probably be shown next. GUI thread.
class SampleCache : public QObject {
    Q_OBJECT
  public:
    explicit SampleCache(QObject* parent = nullptr);

    void setDataset(std::shared_ptr<const Dataset> dataset); ///< forgets everything
    /// The sample, if it is here; else nothing, and `loaded` follows.
    [[nodiscard]] std::optional<LoadedSample> request(std::size_t index);
    /// Reads these ahead, once what was requested is there.
    void prefetch(const std::vector<std::size_t>& indices);
    [[nodiscard]] bool isIdle() const { return m_lane.isIdle(); }

  Q_SIGNALS:
    void loaded(const tracestudio::LoadedSample& sample);

  private:
    void load(std::size_t index, int priority);
    void keep(const LoadedSample& sample);

    std::shared_ptr<const Dataset> m_dataset;
    std::list<LoadedSample> m_kept; ///< last used first
    std::set<std::size_t> m_loading;
    JobLane m_lane{2};
};

} // namespace tracestudio
