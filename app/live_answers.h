#pragma once

#include "benchmark/dataset.h"
#include "benchmark/prompt.h"
#include "benchmark/score.h"
#include "models/trace_model.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace tracestudio {

struct AskOrder;

/// The sample that a camera's pictures are, as far as answers know; no sample of a dataset is called so.
inline const std::string liveSampleId = "(live)";

/// A question put to a model from the window, and what has come of it so far.
struct LiveAnswer {
    enum class State { Waiting, Answering, Done, Stopped, Failed };

    int number = 0;       ///< 1, 2 …; never given twice while the program runs
    std::string sampleId; ///< of the open dataset
    QString title;        ///< the model's name, told apart from the other answers to the sample
    QString model, place; ///< its name and where it runs
    QString instruction;
    std::string prompt; ///< what was sent, to the letter
    AnswerTask task = AnswerTask::Trace3D;
    PromptStyle style = PromptStyle::General;
    std::shared_ptr<const AskOrder> order; ///< as it was asked, to be asked again; null: it came in a figure
    /// Drawn from the depth that was measured where it starts instead of the one that it says. Scored and kept as it
    /// is.
    bool startsAtMeasuredDepth = false;
    bool isOwnInstruction = true; ///< asked in the sample's own words, so that its ground truth is the measure

    State state = State::Waiting;
    QString doing; ///< while it is being answered: "reading the question, 40 %"
    std::string text;
    QString problem; ///< why there is no answer
    StageTimes seconds;
    int promptTokens = 0, newTokens = 0; ///< 0: not told
    bool isCut = false;
    std::shared_ptr<const ModelScore> score; ///< of this one answer
    int colour = 0;                          ///< index of the palette, apart from the open models and the others here

    [[nodiscard]] QString layerId() const { return QStringLiteral("answer:%1").arg(number); }
    [[nodiscard]] bool isOver() const { return state != State::Waiting && state != State::Answering; }
    /// Its question is known, and the picture it was about is there.
    [[nodiscard]] bool canBeAskedAgain() const;
    [[nodiscard]] bool isTrace() const {
        return task == AnswerTask::Trace2D || task == AnswerTask::Trace3D || task == AnswerTask::Free;
    }
    /// As which it is scored and kept: what was asked for, else what the points have.
    [[nodiscard]] Task scoredAs() const;
    [[nodiscard]] const SampleScore* scored() const { return score ? &score->samples.front() : nullptr; }
    /// New tokens a second; 0 where that is not known.
    [[nodiscard]] double tokensPerSecond() const;
};

/// The answers given in the window since the dataset was opened, kept until they are cleared; they stand beside those
/// of the open files. Only the last few finished ones keep the pictures of a camera that they are about. GUI thread.
class LiveAnswers : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    /// The answers to a sample, oldest first; the pointers hold until the next change.
    [[nodiscard]] std::vector<const LiveAnswer*> of(std::string_view sampleId) const;
    /// The same, but for a question that is put again to a newer picture of a camera: until its answer is whole, the
    /// one before it stands for both.
    [[nodiscard]] std::vector<const LiveAnswer*> toShow(std::string_view sampleId) const;
    [[nodiscard]] const LiveAnswer* find(int number) const;
    [[nodiscard]] const std::deque<LiveAnswer>& all() const { return m_answers; }
    /// Takes the answer in and gives it a number, and a title and a colour that neither the open models nor the other
    /// answers to the sample have.
    int add(LiveAnswer answer, const QStringList& openModels);
    void putBack(const LiveAnswer& answer); ///< as it was before it was removed
    void change(int number, const std::function<void(LiveAnswer&)>& edit);
    void remove(int number);
    void clear(const std::string& sampleId);
    /// Forgets the answers to samples that are not in `dataset`, but for those to a camera's pictures.
    void keepOnly(const Dataset* dataset);
    /// Gives other colours to answers whose own is now that of an open model. True when there were any.
    bool keepColoursApart(int openModels);

  Q_SIGNALS:
    void changed(const std::string& sampleId); ///< answers to it came or went
    void grew(int number);                     ///< there is more to say of this one
    void removed(int number);

  private:
    void dropOldPictures();
    [[nodiscard]] int freeColour(std::string_view sampleId, int openModels) const;

    std::deque<LiveAnswer> m_answers;
    int m_last = 0;
};

} // namespace tracestudio
