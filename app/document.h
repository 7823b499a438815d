#pragma once

#include "app/jobs.h"
#include "app/sample_cache.h"
#include "benchmark/query.h"
#include "benchmark/report.h"
#include "widgets/view_scene.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

namespace tracestudio {

class SceneGeometryCache;

/// A file of answers that is open: the file, how it meets the dataset, and its score once there is one.
struct OpenModel {
    std::shared_ptr<const PredictionFile> predictions;
    PredictionMatch match;
    std::shared_ptr<const ModelScore> score;
    std::vector<const SampleScore*> scoreOfSample; ///< by dataset index; nullptr: no answer or not scored yet
    QString name;
    QString shortName; ///< two or three letters for narrow places
};

/// How serious a message is; shown without stopping the person.
enum class Severity { Info, Success, Warning, Error };

/// What is open: a dataset, any number of answer files with their scores, the review marks, the list of samples that
/// the person wants to see, and the current one. The one place all of this is changed; everything slow happens on
/// worker threads and arrives by signal. Lives on the GUI thread.
class Document : public QObject {
    Q_OBJECT
  public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    /// Opens what each path is: a benchmark folder or scene replaces the dataset, prediction files are added. With
    /// answers only, their own rows become the dataset. `startAt` is the id of the sample to show first.
    void open(const QStringList& paths, const QString& startAt = {});
    void closeModel(std::size_t model);

    [[nodiscard]] const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }
    [[nodiscard]] const std::vector<OpenModel>& models() const { return m_models; }
    [[nodiscard]] const std::vector<std::uint32_t>& visibleRows() const { return m_visible; }
    [[nodiscard]] const Query& query() const { return m_query; }
    [[nodiscard]] const std::map<std::string, ReviewMark>& marks() const;
    [[nodiscard]] ReviewMark markOf(std::size_t index) const;
    [[nodiscard]] std::size_t reviewedCount() const;
    [[nodiscard]] std::optional<std::size_t> current() const { return m_current; } ///< dataset index
    /// What the views show of the current sample; its sample is the one before while the next is being read.
    [[nodiscard]] const std::shared_ptr<const ViewScene>& scene() const { return m_scene; }
    /// The paths that would open all of this again.
    [[nodiscard]] QStringList paths() const;
    [[nodiscard]] const SampleScore* scoreOf(std::size_t model, std::size_t index) const;
    /// Nothing is being opened, read, filtered or scored.
    [[nodiscard]] bool isIdle() const;

    void setQuery(const Query& query);
    void setCurrent(std::size_t index);
    void step(int rows);           ///< next (+1) or previous (−1) visible sample
    void stepUnreviewed(int rows); ///< the same, to one without a mark
    void goTo(const QString& id);  ///< also when the filter hides it
    void setMark(std::size_t index, const ReviewMark& mark);
    void cancelWork(); ///< stops opening and scoring

  Q_SIGNALS:
    void datasetChanged();
    void modelsChanged();
    void scoresChanged();
    void visibleRowsChanged();
    void currentChanged();
    void sceneChanged();
    void marksChanged();
    void queryFailed(const QString& message);                ///< empty: the query is fine again
    void progressChanged(const QString& what, double share); ///< empty: nothing is going on
    void reported(tracestudio::Severity severity, const QString& message);

  private:
    struct Opened;
    void take(Opened opened);
    void runQuery();
    void scoreNext();
    void showLoaded(const LoadedSample& loaded);
    void buildScene();
    void prefetchNeighbours();
    void saveMarks();
    [[nodiscard]] std::ptrdiff_t visiblePosition() const;

    std::shared_ptr<const Dataset> m_dataset;
    bool m_isDatasetFromAnswers = false;
    std::vector<OpenModel> m_models;
    std::shared_ptr<ReviewMarks> m_marks;
    Query m_query;
    std::vector<std::uint32_t> m_visible;
    std::optional<std::size_t> m_current;
    QString m_startAt;
    LoadedSample m_shown;
    std::shared_ptr<const ViewScene> m_scene;
    std::shared_ptr<SceneGeometryCache> m_geometry;
    bool m_isScoring = false;
    bool m_leadsToFirst = false; ///< the query was changed by the person

    SampleCache m_samples;
    JobLane m_openLane{1}, m_queryLane{1}, m_scoreLane{1}, m_markLane{1};
};

/// The trace a model's answer draws: the lenient reading, so that everything it says is seen. Waypoints that fail carry
/// the reason.
TraceLayer traceLayer(const OpenModel& model, int modelIndex, const AnswerRow& answer, const SampleScore* score,
                      const Camera& camera);

/// Two or three letters that tell `name` from the others: capitals and digits first ("RoboTracer" → "RT").
QString shortNameOf(const QString& name);

} // namespace tracestudio
