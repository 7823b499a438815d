#pragma once

#include "app/jobs.h"
#include "app/sample_cache.h"
#include "widgets/other_version.h"

namespace tracestudio {

/// Another version of the dataset that is open, against which the current sample is drawn. Reads of it one sample at a
/// time on a worker: the one that is shown. GUI thread.
class VersionComparison : public QObject {
    Q_OBJECT
  public:
    explicit VersionComparison(QObject* parent = nullptr);

    void setOther(std::shared_ptr<const Dataset> other); ///< null: none
    [[nodiscard]] bool isActive() const { return m_other != nullptr; }
    /// Reads what the other version has of this sample; `isRead` follows. Of a sample that shares its id with an
    /// earlier one it is not known which is meant, so nothing is.
    void read(const LoadedSample& shown, const Dataset& dataset);
    /// Where the other version differs from the sample as it is now; null where it does not, or is not read yet.
    [[nodiscard]] std::shared_ptr<const OtherVersion> differenceFrom(const LoadedSample& shown);
    [[nodiscard]] bool isIdle() const { return m_lane.isIdle(); }

  Q_SIGNALS:
    void isRead();

  private:
    /// A sample as the other version has it.
    struct Read {
        std::size_t index = 0;
        Annotation annotation;
        OtherVersion whole;
    };

    std::shared_ptr<const Dataset> m_other;
    std::optional<Read> m_read;
    std::shared_ptr<const OtherVersion> m_difference; ///< as it was asked for last
    std::shared_ptr<const Annotation> m_differenceFrom;
    JobLane m_lane{1};
};

} // namespace tracestudio
