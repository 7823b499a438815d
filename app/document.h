#pragma once

#include "annotation/dataset_edits.h"
#include "app/jobs.h"
#include "app/live_answers.h"
#include "app/opening.h"
#include "app/sample_cache.h"
#include "app/version_comparison.h"
#include "widgets/view_scene.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace tracestudio {

class SceneGeometryCache;

/// How serious a message is; shown without stopping the person.
enum class Severity { Info, Success, Warning, Error };

/// A picture of a camera or a recording as the views show it, in place of a sample.
struct LivePicture {
    /// An answer that is drawn in it.
    struct Drawn {
        double opacity = 1;
        QString title; ///< with the number and age of the picture it was asked about
        bool operator==(const Drawn&) const = default;
    };
    std::shared_ptr<const Sample> sample; ///< called liveSampleId
    std::shared_ptr<const PointCloud> cloud;
    std::uint64_t view = 1;       ///< see ViewScene::live
    std::map<int, Drawn> answers; ///< by their numbers
};

/// What is open: a dataset, any number of answer files with their scores, the answers given in the window, the review
/// marks, the list of samples that the person wants to see, and the current one. The one place all of this is changed;
/// everything slow happens on worker threads and arrives by signal. Lives on the GUI thread.
class Document : public QObject {
    Q_OBJECT
  public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    /// Opens what each path is (see openPaths), after what is being opened already. `startAt` is the id of the sample
    /// to show first. Opening the folder that is open again reads it anew and keeps the query.
    void open(const QStringList& paths, const QString& startAt = {});
    void closeModel(std::size_t model);

    /// The dataset as it is shown, with its edits.
    [[nodiscard]] const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }
    /// The dataset as it was opened.
    [[nodiscard]] const std::shared_ptr<const Dataset>& datasetAsOpened() const { return m_opened; }
    [[nodiscard]] std::size_t sampleCount() const; ///< without those that are deleted
    [[nodiscard]] bool isDatasetFromAnswers() const { return m_isDatasetFromAnswers; }
    /// Whether `dataset` was given out by this document since it opened what is open now; edits may have been made.
    [[nodiscard]] bool isStillOpen(const std::shared_ptr<const Dataset>& dataset) const;
    /// Shows the dataset with these edits, which differ from those before in the rows that `changed` lists.
    void setEdits(const DatasetEdits& edits, const std::vector<std::size_t>& changed);
    /// These rows have other files now.
    void readAgain(const std::vector<std::size_t>& rows);
    [[nodiscard]] const std::vector<OpenModel>& models() const { return m_models; }
    /// What models were asked in the window; a new dataset begins with none.
    [[nodiscard]] LiveAnswers* answers() { return &m_answers; }
    [[nodiscard]] const LiveAnswers* answers() const { return &m_answers; }
    [[nodiscard]] const std::vector<std::uint32_t>& visibleRows() const { return m_visible; }
    [[nodiscard]] const Query& query() const { return m_query; }
    [[nodiscard]] const std::map<std::string, ReviewMark>& marks() const;
    [[nodiscard]] ReviewMark markOf(std::size_t index) const;
    [[nodiscard]] std::size_t reviewedCount() const;
    [[nodiscard]] std::optional<std::size_t> current() const { return m_current; } ///< dataset index
    /// What the views show of the current sample; its sample is the one before while the next is being read.
    [[nodiscard]] const std::shared_ptr<const ViewScene>& scene() const { return m_scene; }
    /// The current sample with its annotation, once it is loaded; null before and while a camera is shown.
    [[nodiscard]] const LoadedSample* shown() const;
    /// What scoring makes of the scenes, kept for the next score.
    [[nodiscard]] const std::shared_ptr<SceneGeometryCache>& geometry() const { return m_geometry; }
    /// The paths that would open all of this again.
    [[nodiscard]] QStringList paths() const;
    /// Whether paths are being opened.
    [[nodiscard]] bool isOpening() const { return m_isOpening; }
    /// Nothing is being opened, read, filtered, scored or written.
    [[nodiscard]] bool isIdle() const;

    /// Shows this instead of a sample, until a sample is gone to. There is no current sample meanwhile.
    void showLive(LivePicture picture);
    /// Goes back to the sample that was shown before.
    void leaveLive();
    [[nodiscard]] bool isLive() const { return m_live.has_value(); }
    /// The camera's picture in the views.
    [[nodiscard]] const std::optional<LivePicture>& live() const { return m_live; }
    /// A picture with what one answer to it draws.
    [[nodiscard]] std::shared_ptr<const ViewScene> pictureWith(const LiveAnswer& answer, const RgbdFrame& frame) const;
    /// The sample that is current, or is gone back to from a camera's picture.
    [[nodiscard]] std::optional<std::size_t> currentOrBefore() const { return m_live ? m_beforeLive : m_current; }

    void setQuery(const Query& query);
    /// Another version of the dataset, with the ids of the samples that differ for "is:changed": those are drawn as
    /// both have them. Null, or opening another dataset, ends it.
    void compareWith(std::shared_ptr<const Dataset> other,
                     std::shared_ptr<const std::set<std::string, std::less<>>> changed);
    [[nodiscard]] bool isComparing() const { return m_comparison.isActive(); }
    void setCurrent(std::size_t index);
    /// Next (+1) or previous (−1) visible sample. From one that the list no longer shows, the one that took its place.
    void step(int rows);
    void stepUnreviewed(int rows); ///< the same, to one without a mark
    void goTo(const QString& id);  ///< also when the filter hides it
    /// What is wrong with a sample as far as is known: by its row, and by its files once it has been loaded.
    [[nodiscard]] std::optional<Error> problemOf(std::size_t index) const;
    void setMark(std::size_t index, const ReviewMark& mark);
    void cancelWork(); ///< stops opening and scoring; what is left unscored stays so until it is opened again

  Q_SIGNALS:
    /// What `open` was asked for is done; without a change it could not be opened, or was cancelled (no paths).
    void opened(const QStringList& paths, bool hasChanged);
    void recordingFound(const QString& path); ///< one of the paths is a recording; it is opened elsewhere
    void datasetAboutToChange();              ///< another takes its place, or the same read anew
    void datasetChanged();
    void modelsChanged();
    void scoresChanged();
    void scored(int answers, double seconds); ///< everything that waited for its score has it
    void visibleRowsChanged();
    void currentAboutToChange(); ///< the sample that is current is so for the last moment
    void currentChanged();
    void sceneChanged();
    void liveChanged(bool isLive);
    void sceneEdited(); ///< nothing of the scene but the sample's annotation
    /// The edits to these rows may change what the list shows of them.
    void rowsEdited(const std::vector<std::size_t>& rows);
    void pictureChanged(); ///< nothing of the scene but the camera's picture
    /// Nothing changed but this answer, given in the window; the scene only where it is drawn anew.
    void answerGrew(int number, bool isDrawnAnew);
    void marksChanged();
    void problemsChanged();                                  ///< a loaded sample's files turned out to be broken
    void queryFailed(const QString& message);                ///< empty: the query is fine again
    void progressChanged(const QString& what, double share); ///< empty: nothing is going on
    void reported(tracestudio::Severity severity, const QString& message);

  private:
    struct OpenRequest {
        QStringList paths;
        QString startAt;
    };
    /// What an answer draws, as long as it says the same.
    struct DrawnAnswer {
        std::string text;
        std::shared_ptr<const ModelScore> score;
        Camera camera; ///< of the picture
        TraceLayer layer;
        std::vector<SceneMark> marks;
    };
    void openNext();
    void take(Opened opened, const QString& startAt);
    void replaceDataset(Opened& opened);
    void tellMatch(const OpenModel& model);
    void runQuery();
    void showEdited(const Annotation& annotation);
    void scoreNext();
    void showLoaded(const LoadedSample& loaded);
    void buildScene();
    void composeScene();
    void composeLive();
    void endLive();
    void leaveDeleted();
    bool draw(const LiveAnswer& answer);
    [[nodiscard]] DrawnAnswer drawingOf(const LiveAnswer& answer, const RgbdFrame& frame) const;
    void prefetchNeighbours();
    void saveMarks();
    [[nodiscard]] std::ptrdiff_t visiblePosition() const;
    [[nodiscard]] std::ptrdiff_t positionAfter(int rows) const;

    std::shared_ptr<const Dataset> m_dataset, m_opened;
    bool m_isDatasetFromAnswers = false;
    std::vector<OpenModel> m_models;
    LiveAnswers m_answers;
    std::shared_ptr<ReviewMarks> m_marks;
    Query m_query;
    std::shared_ptr<const std::set<std::string, std::less<>>> m_changed;
    std::vector<std::uint32_t> m_visible;
    std::optional<std::size_t> m_current;
    QString m_startAt;                 ///< sample to go to when the list is there
    std::ptrdiff_t m_lastPosition = 0; ///< of the current sample in the list, the last time it was in it
    LoadedSample m_shown;
    std::optional<LivePicture> m_live;
    std::optional<std::size_t> m_beforeLive; ///< the sample that was current
    std::shared_ptr<const ViewScene> m_scene;
    ViewScene m_fromFiles;              ///< the part of it that does not grow
    std::map<int, DrawnAnswer> m_drawn; ///< by the answer's number
    std::shared_ptr<SceneGeometryCache> m_geometry;
    bool m_leadsToFirst = false; ///< the query was changed by the person

    std::deque<OpenRequest> m_openRequests;
    bool m_isOpening = false;
    int m_markChanges = 0; ///< marks set so far; tells whether marks read by a worker are out of date
    std::shared_ptr<const PredictionFile> m_scoring; ///< being scored now
    QElapsedTimer m_scoringClock;
    int m_scoredAnswers = 0; ///< since the clock was started

    std::map<std::size_t, Error> m_foundProblems; ///< of samples whose files turned out to be broken

    SampleCache m_samples;
    VersionComparison m_comparison;
    JobLane m_discardLane{1}, m_openLane{1}, m_queryLane{1}, m_scoreLane{1, JobLane::Standing::Background},
        m_markLane{1};
};

/// The trace an answer draws: the lenient reading, so that everything it says is seen. Waypoints that fail carry the
/// reason. `score` may be null.
TraceLayer traceLayer(const QString& layerId, const QString& title, std::string_view answer, const SampleScore* score,
                      const Camera& camera);
/// Moves the first waypoint of a 3D trace along its ray to the surface that was measured there; a trace without depth,
/// or over depth that was not measured, stays. Returns the depth in metres where it moved to.
std::optional<double> startAtMeasuredDepth(Trace& trace, const RgbdFrame& frame);

} // namespace tracestudio
