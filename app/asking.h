#pragma once

#include "app/document.h"
#include "app/live_answers.h"
#include "app/model_request.h"
#include "benchmark/prediction_run.h"
#include "capture/capture_session.h"

#include <QTimer>
#include <deque>

namespace tracestudio {

/// A question to put to a model about one sample, or about a camera's picture.
struct AskOrder {
    ModelRequest model;
    QString modelName;
    std::shared_ptr<const Dataset> dataset;
    std::size_t sample = 0;                ///< index in it
    std::shared_ptr<const LiveFrame> live; ///< asked about instead, where there is one
    AnswerTask task = AnswerTask::Trace3D;
    PromptStyle style = PromptStyle::General;
    QString taskText; ///< task and style in words
    QString instruction;
    QString prompt; ///< what is sent
    bool isPromptEdited = false;
    bool startsAtMeasuredDepth = false;
    AnswerOptions options;
};

/// A model to be asked about many samples, its answers written to a folder.
struct RunOrder {
    ModelRequest model;
    QString modelName; ///< also of the files
    std::shared_ptr<const Dataset> dataset;
    std::vector<std::size_t> samples; ///< indices in it
    std::vector<Task> tasks;          ///< in this order
    PromptStyle style = PromptStyle::General;
    QString folder;
    int jobs = 1; ///< questions under way at once; a server's
    int mostNewTokens = 768;
};

/// What became of a run.
struct RunEnd {
    std::shared_ptr<const Dataset> dataset; ///< that it was about
    QStringList paths;                      ///< of the files; empty: it did not come to asking
    QString summary;
    bool isComplete = false;
};

/// Asks models for the window, one question after the other on a worker thread of its own, so that no view waits: what
/// the model says goes into the document's answers as it comes. One model is loaded at a time, and stays so until
/// another is asked or it is let go; it is never taken from under a question. GUI thread.
class Asking : public QObject {
    Q_OBJECT
  public:
    explicit Asking(Document* document, QObject* parent = nullptr);
    ~Asking() override;

    /// Asks once what is before it has been answered. Returns the number of the answer to be.
    int ask(const AskOrder& order);
    /// Puts the question of an answer once more, with another chance where words are drawn by chance; 0 when its sample
    /// or its picture is no longer there.
    int askAgain(int number);
    void run(const RunOrder& order);
    /// Stops what is being answered and forgets what waits; what was said so far stays.
    void stop();
    [[nodiscard]] bool isBusy() const { return m_isRunning || !m_waiting.empty(); }
    /// Nothing is being answered, scored or written.
    [[nodiscard]] bool isIdle() const;
    /// Frees the memory of the loaded model, once it is not being asked.
    void unload();

    /// Measures the answer against its sample's ground truth; the score is in the answer when it is there.
    void score(int number);
    /// Writes the answer to `<model>_<2D|3D>.jsonl` in `folder`. Another answer to the sample that is there already is
    /// replaced only where that is said.
    void keep(int number, const QString& folder, bool mayReplace);

  Q_SIGNALS:
    void busyChanged(bool isBusy);
    void progressChanged(const QString& text, double share); ///< share < 0: not known
    void answered(int number);                               ///< it is over, one way or another
    void kept(const QString& path);
    void wouldReplace(int number, const QString& path); ///< and so was not kept
    void runEnded(const tracestudio::RunEnd& end);
    void reported(tracestudio::Severity severity, const QString& message);

  private:
    struct Feed;
    struct Loaded;
    struct Finished;
    void next();
    void start(int number);
    void start(const RunOrder& order);
    void showFeed();
    void leave(int number);
    void finish(int number, Finished finished);
    void setRunning(bool isRunning);

    Document* m_document;
    std::deque<int> m_waiting; ///< numbers of answers
    std::deque<RunOrder> m_waitingRuns;
    std::uint64_t m_nextSeed = 0; ///< so that answers drawn by chance differ
    bool m_isRunning = false;
    int m_answering = 0; ///< number of the answer that grows; 0: none
    std::stop_source m_stop;
    std::shared_ptr<Feed> m_feed;     ///< what the worker has told and was not shown yet
    std::shared_ptr<Loaded> m_loaded; ///< touched by the worker only
    QTimer m_feedTimer;
    JobLane m_scoreLane{1, JobLane::Standing::Background}, m_keepLane{1};
    JobLane m_lane{1, JobLane::Standing::Background}; ///< last: its end waits for the model
};

} // namespace tracestudio
