#pragma once

#include "widgets/view_state.h"

#include <QString>
#include <QStringList>
#include <QWidget>
#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QScrollArea;
class QTabBar;
class QVBoxLayout;

namespace tracestudio {

class AnswerView;
class FigureList;
class StepList;

/// How a number is to be read. Said in colour and by a mark, never by colour alone.
enum class NumberState { Good, Bad, Neutral, NotMeasured };

/// One line of figures: "collision   0.31 > 0.20". All texts are already translated and carry their units.
struct InspectorNumber {
    QString label;
    QString value;
    QString threshold = {}; ///< with its sign: "< 0.20"; empty when there is none
    NumberState state = NumberState::Neutral;
    QString tooltip = {};
};

/// A fact of the sample: "source   rtabmap".
struct InspectorFact {
    QString label;
    QString value;
};

/// Where a waypoint stands in the answer's text.
struct InspectorSpan {
    int begin = 0; ///< QChars in InspectorModel::answer: [begin, end)
    int end = 0;
    int waypoint = 0; ///< 0-based index in the trace of the model's layer
    bool isFailing = false;
    QString tooltip = {};            ///< why it fails, or what it was read as
    std::optional<Hover> place = {}; ///< where the waypoint is, marked in the views while the mouse is over the span
};

/// Something a person can do with an answer: a button under it.
struct InspectorAction {
    QString id; ///< "score", "keep" …
    QString text;
    QString toolTip = {};
    bool isEnabled = true;
    bool operator==(const InspectorAction&) const = default;
};

/// A step the model reasoned in.
struct InspectorStep {
    QString label; ///< "2  Referring · Watering can"
    QString value; ///< as written: "(179, 789, 0.941)"
    int begin = 0; ///< QChars in InspectorModel::answer: [begin, end)
    int end = 0;
    std::optional<Hover> place = {}; ///< what it speaks of, marked in the views while the mouse is over the step
    bool operator==(const InspectorStep&) const = default;
};

/// What one model made of the sample. Its colour is that of its layer in the ViewState.
struct InspectorModel {
    QString layerId; ///< "model:0" …
    QString name;
    QString verdict;                        ///< as the theme knows it ("success", "collision" …)
    QString verdictText;                    ///< in words: "fails by collision"
    QStringList causes = {};                ///< every cause in words, the first one first
    std::vector<InspectorNumber> numbers{}; ///< the official score, each with its threshold
    std::vector<InspectorNumber> path{};    ///< path metrics
    std::vector<InspectorNumber> careful{}; ///< the careful score
    QStringList flags = {};                 ///< faults of the published evaluator met here, a sentence each
    QString answerTitle = {};               ///< "7 points parsed of 7"; empty: no answer heading beyond the word
    QString answer = {};                    ///< the raw text
    std::vector<InspectorSpan> spans{};     ///< in order of their begin, not overlapping
    std::vector<InspectorStep> steps{};     ///< of its reasoning, in order of their begin, not overlapping
    QStringList parserDifferences = {};     ///< where the official reading differs from the lenient one, a line each
    int firstFailingWaypoint = -1;          ///< 0-based; −1 when none fails
    int waypointCount = 0;                  ///< of the trace on its layer
    QString shortName = {};                 ///< on the tabs, where there is no room for more than two names
    std::vector<InspectorNumber> run{};     ///< of an answer given in the window: where, how fast
    QString prompt = {};                    ///< what was sent, where that is known
    std::vector<InspectorAction> actions{};
    bool isGrowing = false; ///< more is coming: the end of the answer is kept in sight
};

/// Everything the inspector shows of one sample; filled by the program, which knows scores and verdicts.
struct InspectorContent {
    QString sampleId;
    QString title = {}; ///< in place of the sample's id
    QString instruction;
    QString target;
    QString destination;
    std::vector<InspectorFact> facts{};
    QStringList problems = {}; ///< what is broken in the sample's files, shown first
    std::vector<InspectorModel> models{};
};

/// Says what the current sample asks and how each model answered: the verdict first, then each number with its
/// threshold, then the raw answer with each parsed span linked to its waypoint, both ways, through the ViewState
/// (which must outlive the panel). GUI thread only.
/// Object names: modelTabs (QTabBar), goToButton, answerText, inspectorEmpty, inspectorProblems, verdictLabel,
/// reasoningSteps.
class InspectorPanel : public QWidget {
    Q_OBJECT
  public:
    explicit InspectorPanel(ViewState* state, QWidget* parent = nullptr);
    ~InspectorPanel() override;

    /// Shows `content`; nothing shows a quiet sentence. The model in front stays in front when it is there again.
    void setContent(std::optional<InspectorContent> content);
    /// Shows `model` in place of the one of the same layer, where there is one: what grows needs no more.
    void setModel(const InspectorModel& model);
    /// The layer id of the model in front; empty when there is none.
    [[nodiscard]] QString currentModel() const;
    void setCurrentModel(const QString& layerId);

    [[nodiscard]] QSize sizeHint() const override;

  public Q_SLOTS:
    /// What the "Go there" button does: asks for the selected waypoint of the model in front, else its first failing
    /// one, else its first.
    void goThere();

  Q_SIGNALS:
    /// The person wants to see this waypoint (0-based) from the most telling viewpoint.
    void goToRequested(const QString& layerId, int waypoint);
    void currentModelChanged(const QString& layerId);
    /// A button of the model in front was pressed.
    void actionRequested(const QString& layerId, const QString& action);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void buildSample(QVBoxLayout* layout);
    void buildModel(QVBoxLayout* layout);
    void showSample();
    void showModel();
    void showSelection(const Selection& selection);
    void scrollToSpanOf(int waypoint);
    void showActions(const std::vector<InspectorAction>& actions);
    void scrollToCharacter(int character);
    void markPlace(const std::optional<Hover>& place);
    [[nodiscard]] const InspectorModel* model() const;
    void showTab(int index);

    ViewState* m_state;
    std::optional<InspectorContent> m_content;
    int m_current = 0;
    bool m_isHoverOurs = false;

    // The widgets are made once and filled anew, so that the next sample costs no more than its text.
    QScrollArea* m_scroll;
    QLabel* m_empty;
    QWidget* m_sample;
    QLabel* m_problems = nullptr;
    QLabel* m_heading = nullptr;
    QLabel* m_instruction = nullptr;
    FigureList* m_facts = nullptr;
    QTabBar* m_tabs = nullptr;
    QWidget* m_model;
    QLabel* m_verdict = nullptr;
    QLabel* m_causes = nullptr;
    FigureList* m_numbers = nullptr;
    FigureList* m_path = nullptr;
    QLabel* m_carefulHeading = nullptr;
    FigureList* m_careful = nullptr;
    QLabel* m_flags = nullptr;
    QPushButton* m_goTo = nullptr;
    QWidget* m_actionRow = nullptr;
    std::vector<InspectorAction> m_actions; ///< the buttons of the row
    QLabel* m_runHeading = nullptr;
    FigureList* m_run = nullptr;
    QLabel* m_promptHeading = nullptr;
    QLabel* m_prompt = nullptr;
    QLabel* m_answerHeading = nullptr;
    QLabel* m_stepsHeading = nullptr;
    StepList* m_steps = nullptr;
    AnswerView* m_answer = nullptr;
    QLabel* m_differences = nullptr;
};

} // namespace tracestudio
