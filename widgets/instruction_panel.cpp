#include "widgets/instruction_panel.h"

#include "widgets/choice_box.h"
#include "widgets/elided_label.h"
#include "widgets/flow_layout.h"
#include "widgets/step_arrows.h"
#include "widgets/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QBoxLayout>
#include <QDoubleSpinBox>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QTextBlock>
#include <QToolButton>
#include <algorithm>

namespace tracestudio {

namespace {
constexpr int mostLines = 4;
constexpr int promptLines = 5, fewPromptLines = 3;
constexpr int lowWindow = 760; ///< where the prompt shows few lines
constexpr int controlHeight = 28;
constexpr int exampleHeight = 24;
constexpr int roomForOneRow = 720; ///< below, the choices go under the text
} // namespace

/// A text field that grows with its text up to a few lines and goes through what was typed before.
class InstructionEdit : public QPlainTextEdit {
    Q_OBJECT
  public:
    explicit InstructionEdit(QWidget* parent)
        : QPlainTextEdit(parent) {
        setTabChangesFocus(true);
        // A bar would narrow the text that the height was measured with.
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        document()->setDocumentMargin(0);
        connect(this, &QPlainTextEdit::textChanged, this, &InstructionEdit::fitHeight);
        fitHeight();
    }

    void setHistory(const QStringList& instructions) {
        m_history = instructions;
        m_at = -1;
    }

  Q_SIGNALS:
    void submitted();
    void left();

  protected:
    void keyPressEvent(QKeyEvent* event) override {
        const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (isReturn && !(event->modifiers() & Qt::ShiftModifier)) {
            Q_EMIT submitted();
            return;
        }
        if (event->key() == Qt::Key_Escape) {
            Q_EMIT left();
            return;
        }
        const bool isPlain = !(event->modifiers() & ~Qt::KeypadModifier);
        if (isPlain && event->key() == Qt::Key_Up && isOnLine(true) && m_at + 1 < m_history.size()) {
            if (m_at < 0)
                m_typed = toPlainText();
            show(m_history[++m_at]);
            return;
        }
        if (isPlain && event->key() == Qt::Key_Down && isOnLine(false) && m_at >= 0) {
            --m_at;
            show(m_at < 0 ? m_typed : m_history[m_at]);
            return;
        }
        QPlainTextEdit::keyPressEvent(event);
    }
    void resizeEvent(QResizeEvent* event) override {
        QPlainTextEdit::resizeEvent(event);
        fitHeight();
    }
    void changeEvent(QEvent* event) override {
        QPlainTextEdit::changeEvent(event);
        if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
            fitHeight();
    }

  private:
    /// Whether the cursor is on the first (or last) line as it is wrapped.
    [[nodiscard]] bool isOnLine(bool isFirst) const {
        QTextCursor cursor = textCursor();
        return !cursor.movePosition(isFirst ? QTextCursor::Up : QTextCursor::Down);
    }
    void show(const QString& text) {
        setPlainText(text);
        moveCursor(QTextCursor::End);
    }
    void fitHeight() {
        int lines = 0;
        for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
            // Laid out on demand: the count is of the width that the field has now.
            blockBoundingRect(block);
            lines += std::max(1, block.layout()->lineCount());
        }
        const int wanted =
            std::clamp(lines, 1, mostLines) * fontMetrics().lineSpacing() + controlHeight - fontMetrics().lineSpacing();
        if (height() != wanted)
            setFixedHeight(wanted);
    }

    QStringList m_history;
    qsizetype m_at = -1; ///< in the history; −1: what is being typed
    QString m_typed;
};

InstructionPanel::InstructionPanel(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("instructionPanel"));
    setAccessibleName(tr("Instruction"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 9, 12, 8);
    layout->setSpacing(8);
    m_promptArea = createPromptArea();
    layout->addWidget(m_promptArea);
    m_promptArea->hide();
    m_examples = new QWidget(this);
    m_examples->setObjectName(QStringLiteral("examples"));
    (new FlowLayout(m_examples, 6))->setContentsMargins(0, 0, 0, 0);
    m_examples->hide();
    layout->addWidget(m_examples);

    m_row = new QHBoxLayout;
    m_row->setSpacing(8);
    m_text = new InstructionEdit(this);
    m_text->setObjectName(QStringLiteral("instructionText"));
    m_text->setAccessibleName(tr("Instruction"));
    m_text->setPlaceholderText(tr("Type an instruction"));
    m_text->setToolTip(tr("What the model is to do ( / ). Return asks, Shift+Return begins a line, ↑ and ↓ bring back "
                          "what was asked before."));
    m_row->addWidget(m_text, 1);
    auto* choices = new QHBoxLayout;
    choices->setSpacing(8);
    m_model = new QToolButton(this);
    m_model->setObjectName(QStringLiteral("modelButton"));
    m_model->setPopupMode(QToolButton::InstantPopup);
    m_model->setFocusPolicy(Qt::StrongFocus);
    m_model->setMaximumWidth(220);
    m_model->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    choices->addWidget(m_model);
    m_task = new ChoiceBox(this);
    m_task->setObjectName(QStringLiteral("taskBox"));
    m_task->setAccessibleName(tr("Task"));
    choices->addWidget(m_task);
    m_promptButton = new QToolButton(this);
    m_promptButton->setObjectName(QStringLiteral("promptButton"));
    m_promptButton->setCheckable(true);
    m_promptButton->setFocusPolicy(Qt::StrongFocus);
    m_promptButton->setText(tr("Prompt"));
    m_promptButton->setToolTip(tr("See and change the words that are sent, and how the answer is made"));
    choices->addWidget(m_promptButton);
    choices->addStretch(1);
    m_run = new QPushButton(this);
    m_run->setObjectName(QStringLiteral("runButton"));
    m_run->setProperty("role", QStringLiteral("primary"));
    choices->addWidget(m_run);
    for (QWidget* control : std::initializer_list<QWidget*>{m_model, m_task, m_promptButton, m_run})
        control->setFixedHeight(controlHeight);
    m_row->addLayout(choices);
    layout->addLayout(m_row);

    m_status = new ElidedLabel({}, this);
    m_status->setObjectName(QStringLiteral("instructionStatus"));
    m_status->setProperty("role", QStringLiteral("muted"));
    layout->addWidget(m_status);
    setStatus({});

    connect(m_promptButton, &QToolButton::toggled, this, [this](bool isWanted) {
        arrange();
        m_promptArea->setVisible(isWanted);
    });
    connect(m_text, &QPlainTextEdit::textChanged, this, &InstructionPanel::inputChanged);
    connect(m_task, &QComboBox::currentIndexChanged, this, [this](int index) {
        Q_EMIT taskChanged(index);
        Q_EMIT inputChanged();
    });
    const auto submit = [this] {
        if (m_obstacle.isEmpty())
            Q_EMIT runRequested();
    };
    connect(m_text, &InstructionEdit::submitted, this, submit);
    connect(m_text, &InstructionEdit::left, this, [this] {
        if (m_isBusy)
            Q_EMIT stopRequested();
        else
            Q_EMIT left();
    });
    connect(m_run, &QPushButton::clicked, this, [this] {
        if (m_isBusy)
            Q_EMIT stopRequested();
        else
            Q_EMIT runRequested();
    });
    setModel({}, {});
    showRunButton();
}

QWidget* InstructionPanel::createPromptArea() {
    auto* area = new QWidget(this);
    area->setObjectName(QStringLiteral("promptArea"));
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* choices = new QWidget(area);
    auto* row = new FlowLayout(choices, 8);
    row->setContentsMargins(0, 0, 0, 0);
    m_style = new ChoiceBox(choices);
    m_style->setObjectName(QStringLiteral("promptStyleBox"));
    m_style->setAccessibleName(tr("Prompt style"));
    m_style->setPrefix(tr("Style: "));
    row->addWidget(m_style);
    m_reset = new QToolButton(choices);
    m_reset->setObjectName(QStringLiteral("promptReset"));
    m_reset->setText(tr("As the style has it"));
    m_reset->setToolTip(tr("Forget what was changed in the prompt"));
    m_reset->setFocusPolicy(Qt::StrongFocus);
    m_reset->hide();
    row->addWidget(m_reset);
    const auto addNumber = [&](auto* box, const char* name, const QString& prefix, const QString& toolTip) {
        box->setParent(choices);
        box->setObjectName(QString::fromLatin1(name));
        box->setPrefix(prefix);
        box->setToolTip(toolTip);
        box->setAccessibleName(toolTip);
        new StepArrows(box);
        row->addWidget(box);
    };
    m_answers = new QSpinBox;
    m_answers->setRange(1, 20);
    addNumber(m_answers, "answersBox", tr("answers: "), tr("How many answers to this question"));
    m_sampled = new QToolButton(choices);
    m_sampled->setObjectName(QStringLiteral("sampledButton"));
    m_sampled->setText(tr("Sampled"));
    m_sampled->setCheckable(true);
    m_sampled->setFocusPolicy(Qt::StrongFocus);
    m_sampled->setToolTip(tr("Draw each word by chance, so that answers differ; else the likeliest word is taken"));
    row->addWidget(m_sampled);
    m_temperature = new QDoubleSpinBox;
    m_temperature->setRange(0.05, 2);
    m_temperature->setSingleStep(0.1);
    m_temperature->setValue(0.7);
    addNumber(m_temperature, "temperatureBox", tr("temperature: "), tr("How freely words are drawn"));
    m_temperature->setEnabled(false);
    m_tokens = new QSpinBox;
    m_tokens->setRange(1, 32768);
    m_tokens->setSingleStep(64);
    m_tokens->setValue(768);
    addNumber(m_tokens, "tokensBox", tr("at most tokens: "), tr("Where an answer is cut off"));
    m_startDepth = new QToolButton(choices);
    m_startDepth->setObjectName(QStringLiteral("startDepthButton"));
    m_startDepth->setText(tr("Start at measured depth"));
    m_startDepth->setCheckable(true);
    m_startDepth->setFocusPolicy(Qt::StrongFocus);
    m_startDepth->setToolTip(
        tr("Draw a trace from the depth that was measured where it starts, instead of the one that "
           "the model says. Scores and files keep the model's own"));
    row->addWidget(m_startDepth);
    layout->addWidget(choices);
    m_prompt = new QPlainTextEdit(area);
    m_prompt->setObjectName(QStringLiteral("promptText"));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setTabChangesFocus(true);
    layout->addWidget(m_prompt);

    connect(m_style, &QComboBox::currentIndexChanged, this, &InstructionPanel::inputChanged);
    connect(m_sampled, &QToolButton::toggled, this, [this](bool isSampled) {
        m_temperature->setEnabled(isSampled);
        if (!isSampled)
            m_answers->setValue(1);
    });
    // The same answer several times over helps nobody.
    connect(m_answers, &QSpinBox::valueChanged, this, [this](int count) {
        if (count > 1)
            m_sampled->setChecked(true);
    });
    connect(m_prompt, &QPlainTextEdit::textChanged, this, [this] {
        m_isPromptEdited = m_prompt->toPlainText() != m_wrapped;
        m_reset->setVisible(m_isPromptEdited);
        m_promptButton->setText(m_isPromptEdited ? tr("Prompt •") : tr("Prompt"));
        m_promptButton->setAccessibleName(m_isPromptEdited ? tr("Prompt, changed") : tr("Prompt"));
    });
    connect(m_reset, &QToolButton::clicked, this, &InstructionPanel::resetPrompt);
    return area;
}

QString InstructionPanel::instruction() const {
    return m_text->toPlainText();
}

void InstructionPanel::setInstruction(const QString& text) {
    if (text != m_text->toPlainText())
        m_text->setPlainText(text);
}

void InstructionPanel::setHistory(const QStringList& instructions) {
    m_text->setHistory(instructions);
}

void InstructionPanel::setModel(const QString& name, const QString& toolTip) {
    const QString shown = name.isEmpty() ? tr("Choose a model") : name;
    m_model->setText(fontMetrics().elidedText(shown, Qt::ElideMiddle, 180) + QStringLiteral(" ▾"));
    m_model->setToolTip(toolTip.isEmpty() ? tr("The model that is asked") : plainToolTip(toolTip));
    m_model->setAccessibleName(tr("Model: %1").arg(shown));
    arrange();
}

void InstructionPanel::setModelMenu(QMenu* menu) {
    m_model->setMenu(menu);
}

void InstructionPanel::showModelMenu() {
    if (QMenu* menu = m_model->menu())
        menu->popup(m_model->mapToGlobal(QPoint(0, -menu->sizeHint().height())));
}

namespace {
void fill(ChoiceBox* box, const QStringList& words, const QStringList& toolTips) {
    const QSignalBlocker blocker(box);
    box->clear();
    box->addItems(words);
    for (int i = 0; i < int(toolTips.size()); ++i)
        box->setItemData(i, toolTips[i], Qt::ToolTipRole);
    box->updateGeometry();
}
} // namespace

void InstructionPanel::setTasks(const QStringList& words, const QStringList& toolTips) {
    fill(m_task, words, toolTips);
}
int InstructionPanel::task() const {
    return m_task->currentIndex();
}
QString InstructionPanel::taskText() const {
    return m_task->currentText();
}
void InstructionPanel::setTask(int index) {
    m_task->setCurrentIndex(index);
}
void InstructionPanel::setPromptStyles(const QStringList& words, const QStringList& toolTips) {
    fill(m_style, words, toolTips);
}
QStringList InstructionPanel::promptStyles() const {
    QStringList words;
    for (int i = 0; i < m_style->count(); ++i)
        words << m_style->itemText(i);
    return words;
}
int InstructionPanel::promptStyle() const {
    return m_style->currentIndex();
}
void InstructionPanel::setPromptStyle(int index) {
    m_style->setCurrentIndex(index);
}

void InstructionPanel::setPrompt(const QString& prompt) {
    m_wrapped = prompt;
    if (m_isPromptEdited)
        return;
    if (m_prompt->toPlainText() != prompt)
        m_prompt->setPlainText(prompt);
}

QString InstructionPanel::prompt() const {
    return m_isPromptEdited ? m_prompt->toPlainText() : m_wrapped;
}

void InstructionPanel::retell(const QString& before, const QString& now) {
    if (!m_isPromptEdited || before == now)
        return;
    QString prompt = m_prompt->toPlainText();
    if (before.isEmpty() || !prompt.contains(before))
        return resetPrompt();
    m_prompt->setPlainText(prompt.replace(before, now));
}

void InstructionPanel::resetPrompt() {
    m_prompt->setPlainText(m_wrapped);
}

AnswerChoices InstructionPanel::choices() const {
    return {m_answers->value(), m_sampled->isChecked(), m_temperature->value(), m_tokens->value(),
            m_startDepth->isChecked()};
}

void InstructionPanel::setChoices(const AnswerChoices& choices) {
    m_sampled->setChecked(choices.isSampled);
    m_answers->setValue(choices.answers);
    m_temperature->setValue(choices.temperature);
    m_tokens->setValue(choices.mostNewTokens);
    m_startDepth->setChecked(choices.startsAtMeasuredDepth);
}

void InstructionPanel::setBusy(bool isBusy) {
    if (m_isBusy == isBusy)
        return;
    m_isBusy = isBusy;
    if (!isBusy)
        m_share = -1;
    showRunButton();
    update();
}

void InstructionPanel::setStatus(const QString& text, double share) {
    m_statusText = text;
    m_share = share;
    showStatus();
    update();
}

void InstructionPanel::setHint(const QString& text) {
    m_hint = text;
    showStatus();
}

void InstructionPanel::showStatus() {
    // The line keeps its place, so that nothing moves under the mouse.
    m_status->setText(!m_statusText.isEmpty() ? m_statusText
                      : !m_hint.isEmpty()
                          ? m_hint
                          : tr("Return asks · Shift+Return begins a line · ↑ and ↓ bring back what was asked"));
}

void InstructionPanel::setExamples(const QStringList& instructions) {
    // Not deleted at once: it may be one of them that was clicked. Hidden first, so that new ones are shown with it.
    m_examples->hide();
    for (QWidget* old : m_examples->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        m_examples->layout()->removeWidget(old);
        old->setParent(nullptr);
        old->deleteLater();
    }
    if (instructions.isEmpty())
        return;
    auto* label = new QLabel(tr("Try"), m_examples);
    label->setProperty("role", QStringLiteral("muted"));
    label->setFixedHeight(exampleHeight);
    m_examples->layout()->addWidget(label);
    for (const QString& instruction : instructions) {
        auto* button = new QToolButton(m_examples);
        button->setText(QString(instruction).replace(QLatin1Char('&'), QStringLiteral("&&")));
        button->setProperty("role", QStringLiteral("example"));
        button->setFocusPolicy(Qt::StrongFocus);
        button->setFixedHeight(exampleHeight);
        button->setToolTip(tr("Ask the model this"));
        connect(button, &QToolButton::clicked, this, [this, instruction] {
            Q_EMIT exampleChosen();
            setInstruction(instruction);
            if (!m_isBusy && m_obstacle.isEmpty())
                Q_EMIT runRequested();
        });
        m_examples->layout()->addWidget(button);
    }
    m_examples->show();
}

void InstructionPanel::setObstacle(const QString& why) {
    m_obstacle = why;
    showRunButton();
}

void InstructionPanel::focusInstruction() {
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->moveCursor(QTextCursor::End);
}

void InstructionPanel::togglePrompt() {
    m_promptButton->toggle();
    if (m_promptButton->isChecked())
        m_prompt->setFocus(Qt::ShortcutFocusReason);
}

void InstructionPanel::showRunButton() {
    m_run->setText(m_isBusy ? tr("Stop  Esc") : tr("Run  Ctrl+⏎"));
    m_run->setEnabled(m_isBusy || m_obstacle.isEmpty());
    m_run->setToolTip(m_isBusy               ? tr("Stop the model; what it said so far stays")
                      : m_obstacle.isEmpty() ? tr("Ask the model about this sample")
                                             : m_obstacle);
}

void InstructionPanel::arrange() {
    const auto wanted = width() < roomForOneRow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    if (m_row && m_row->direction() != wanted)
        m_row->setDirection(wanted);
    const int lines = window()->height() < lowWindow ? fewPromptLines : promptLines;
    m_prompt->setFixedHeight(lines * fontMetrics().lineSpacing() + 20);
}

void InstructionPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void InstructionPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().panel);
    painter.fillRect(0, 0, width(), 1, theme().line);
    if (m_isBusy && m_share >= 0)
        painter.fillRect(QRectF(0, 0, width() * std::min(1.0, m_share), 2), theme().accent);
}

} // namespace tracestudio

#include "instruction_panel.moc"
