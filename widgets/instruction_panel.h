#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

class QBoxLayout;
class QDoubleSpinBox;
class QLabel;
class QMenu;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace tracestudio {

class ChoiceBox;
class ElidedLabel;
class InstructionEdit;

/// How the answers are to be made, as the person has set it.
struct AnswerChoices {
    int answers = 1;        ///< how many to one question
    bool isSampled = false; ///< else the likeliest answer, always the same
    double temperature = 0.7;
    int mostNewTokens = 768;
    bool startsAtMeasuredDepth = false; ///< a trace is drawn from the depth that was measured at its start
    bool operator==(const AnswerChoices&) const = default;
};

/// The bar under the views where an instruction is typed and a model asked: the text with what was typed before (↑ ↓),
/// the model, the task, Run and Stop, and, unfolded, the whole prompt as it will be sent and how the answer is made.
/// Knows words only; what they mean is the program's. GUI thread.
/// Object names: instructionText, modelButton, taskBox, promptButton, runButton, promptArea, promptText,
/// promptStyleBox, promptReset, answersBox, sampledButton, temperatureBox, tokensBox, startDepthButton, examples,
/// instructionStatus.
class InstructionPanel : public QWidget {
    Q_OBJECT
  public:
    explicit InstructionPanel(QWidget* parent = nullptr);

    [[nodiscard]] QString instruction() const;
    /// Puts `text` in the field.
    void setInstruction(const QString& text);
    /// What ↑ and ↓ go through, newest first.
    void setHistory(const QStringList& instructions);

    /// Instructions to try: a click puts one in the field and asks. None: no room is taken.
    void setExamples(const QStringList& instructions);
    /// What the status line says while there is nothing else to say; empty: how to ask.
    void setHint(const QString& text);

    /// The chosen model on its button; empty asks to choose one.
    void setModel(const QString& name, const QString& toolTip);
    void setModelMenu(QMenu* menu);
    void showModelMenu();

    void setTasks(const QStringList& words, const QStringList& toolTips);
    [[nodiscard]] int task() const;
    [[nodiscard]] QString taskText() const;
    void setTask(int index);
    void setPromptStyles(const QStringList& words, const QStringList& toolTips);
    [[nodiscard]] QStringList promptStyles() const;
    [[nodiscard]] int promptStyle() const;
    void setPromptStyle(int index);

    /// The prompt as it follows from instruction, task and style; shown unless the person has written another.
    void setPrompt(const QString& prompt);
    /// What is to be sent.
    [[nodiscard]] QString prompt() const;
    [[nodiscard]] bool isPromptEdited() const { return m_isPromptEdited; }
    /// Forgets what was changed in the prompt: it was about something else.
    void resetPrompt();
    /// A changed prompt speaks of `now` where it spoke of `before`; one that did not is reset.
    void retell(const QString& before, const QString& now);

    [[nodiscard]] AnswerChoices choices() const;
    void setChoices(const AnswerChoices& choices);

    /// Run becomes Stop while a model is busy.
    void setBusy(bool isBusy);
    /// A line of what goes on or went on; `share` 0…1, or less than 0 where it is not known.
    void setStatus(const QString& text, double share = -1);
    /// Why Run cannot be pressed; empty when it can.
    void setObstacle(const QString& why);
    void focusInstruction();
    /// Unfolds or folds what is sent and how the answer is made.
    void togglePrompt();

  Q_SIGNALS:
    void runRequested();
    void stopRequested();
    void inputChanged(); ///< instruction, task or style: the prompt follows
    void taskChanged(int index);
    void exampleChosen(); ///< before it is asked
    void left(); ///< Escape: the person is done typing

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* createPromptArea();
    void showRunButton();
    void showStatus();
    void arrange();

    InstructionEdit* m_text;
    QBoxLayout* m_row = nullptr;
    QWidget* m_examples = nullptr;
    QToolButton* m_model = nullptr;
    ChoiceBox* m_task = nullptr;
    QToolButton* m_promptButton = nullptr;
    QPushButton* m_run = nullptr;
    QWidget* m_promptArea = nullptr;
    ChoiceBox* m_style = nullptr;
    QToolButton* m_reset = nullptr;
    QPlainTextEdit* m_prompt = nullptr;
    QSpinBox* m_answers = nullptr;
    QToolButton* m_sampled = nullptr;
    QDoubleSpinBox* m_temperature = nullptr;
    QSpinBox* m_tokens = nullptr;
    QToolButton* m_startDepth = nullptr;
    ElidedLabel* m_status = nullptr;
    QString m_wrapped; ///< the prompt that follows from the rest
    QString m_statusText, m_hint;
    QString m_obstacle;
    bool m_isPromptEdited = false;
    bool m_isBusy = false;
    double m_share = -1;
};

} // namespace tracestudio
