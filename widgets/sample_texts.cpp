#include "widgets/sample_texts.h"

#include "widgets/completing_edit.h"
#include "widgets/number_field.h"
#include "widgets/tinted_label.h"
#include "widgets/typed_text.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int labelWidth = 88, fieldHeight = 26;

/// As high as its text, within reason. Return ends the typing, Shift+Return begins a line.
class GrowingTextEdit : public QPlainTextEdit {
  public:
    GrowingTextEdit(QWidget* parent, std::function<void()> ended)
        : QPlainTextEdit(parent)
        , m_ended(std::move(ended)) {
        setTabChangesFocus(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        document()->setDocumentMargin(0);
        connect(this, &QPlainTextEdit::textChanged, this, [this] { fitHeight(); });
        fitHeight();
    }

  protected:
    void keyPressEvent(QKeyEvent* event) override {
        const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (isReturn && !(event->modifiers() & Qt::ShiftModifier))
            return m_ended();
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
    void fitHeight() {
        constexpr int fewestLines = 2, mostLines = 8, frame = 12;
        int lines = 0;
        for (QTextBlock block = document()->begin(); block.isValid() && lines < mostLines; block = block.next()) {
            // Laid out on demand: the count is of the width that the field has now.
            blockBoundingRect(block);
            lines += std::max(1, block.layout()->lineCount());
        }
        setVerticalScrollBarPolicy(lines > mostLines ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
        const int wanted = std::clamp(lines, fewestLines, mostLines) * fontMetrics().lineSpacing() + frame;
        if (height() != wanted)
            setFixedHeight(wanted);
    }

    std::function<void()> m_ended;
};

QLabel* labelOf(const QString& text, QWidget* field, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("role", "muted");
    label->setWordWrap(true);
    label->setMinimumWidth(1);
    label->setBuddy(field);
    field->setAccessibleName(text);
    return label;
}

} // namespace

SampleTexts::SampleTexts(QWidget* parent)
    : QWidget(parent)
    , m_refusal(new RefusalLabel(QStringLiteral("stepRefusal"), this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, labelWidth);
    grid->setColumnStretch(1, 1);
    m_instruction = new GrowingTextEdit(this, [this] { m_typedInstruction->end(); });
    m_instruction->setObjectName(QStringLiteral("annotationInstruction"));
    m_instruction->setToolTip(tr("What is to be done, as a person would say it. Shift+Return begins a line."));
    m_instruction->setStyleSheet(QStringLiteral("QPlainTextEdit { padding: 4px 6px; }"));
    m_typedInstruction = new TypedText(m_instruction);
    connect(m_typedInstruction, &TypedText::typed, this, [this](const QString& text, int gesture) {
        Q_EMIT edited([text = text.toStdString()](Annotation& annotation) { annotation.instruction = text; },
                      {tr("Change instruction"), gesture});
    });
    grid->addWidget(labelOf(tr("Instruction"), m_instruction, this), 0, 0, 1, 2);
    grid->addWidget(m_instruction, 1, 0, 1, 2);

    addLine(grid, "annotationTarget", tr("Target object"), tr("Change target object"), &Annotation::targetObject);
    addLine(grid, "annotationDestination", tr("Destination"), tr("Change destination"), &Annotation::destination);
    addLine(grid, "annotationCategory", tr("Category"), tr("Change category"), &Annotation::category);
    addLine(grid, "annotationSource", tr("Data source"), tr("Change data source"), &Annotation::dataSource);

    constexpr double mostSteps = 1000;
    m_step = new NumberField(
        QStringLiteral("annotationStep"), tr("Step"),
        {.least = 0, .most = mostSteps, .step = 1, .fineStep = 1, .decimals = 0, .mayBeEmpty = true}, this);
    m_step->setToolTip(tr("How many relations and objects the instruction speaks of; may be left empty"));
    m_step->setMaximumWidth(80);
    connect(m_step, &NumberField::edited, this, [this](std::optional<double> value, int gesture) {
        const std::optional<int> step = value ? std::optional(int(*value)) : std::nullopt;
        Q_EMIT edited([step](Annotation& annotation) { annotation.step = step; }, {tr("Change step"), gesture});
    });
    connect(m_step, &NumberField::refused, m_refusal, &RefusalLabel::say);
    const int row = grid->rowCount();
    grid->addWidget(labelOf(tr("Step"), m_step, this), row, 0);
    grid->addWidget(m_step, row, 1);
    grid->addWidget(m_refusal, row + 1, 0, 1, 2);
}

void SampleTexts::addLine(QGridLayout* grid, const char* name, const QString& label, const QString& step,
                          std::string Annotation::*text) {
    auto* field = new CompletingEdit(this);
    field->setObjectName(QString::fromLatin1(name));
    field->setFixedHeight(fieldHeight);
    field->setStyleSheet(QStringLiteral("QLineEdit { padding: 2px 6px; }"));
    field->setToolTip(tr("↓ lists what other samples say"));
    const int row = grid->rowCount();
    grid->addWidget(labelOf(label, field, this), row, 0);
    grid->addWidget(field, row, 1);
    auto* typed = new TypedText(field);
    connect(typed, &TypedText::typed, this, [this, text, step](const QString& words, int gesture) {
        Q_EMIT edited([text, words = words.toStdString()](Annotation& annotation) { annotation.*text = words; },
                      {step, gesture});
    });
    m_lines.push_back({text, field, typed});
}

void SampleTexts::setTexts(const Annotation& annotation, bool isAnother) {
    const auto show = [isAnother](TypedText* typed, const std::string& text) {
        if (isAnother)
            typed->replace(QString::fromStdString(text));
        else
            typed->show(QString::fromStdString(text));
    };
    show(m_typedInstruction, annotation.instruction);
    for (const Line& line : m_lines)
        show(line.typed, annotation.*line.text);
    const std::optional<double> step = annotation.step ? std::optional(double(*annotation.step)) : std::nullopt;
    if (isAnother) {
        m_step->replaceValue(step);
        m_refusal->say({});
    } else {
        m_step->setValue(step);
    }
}

void SampleTexts::setCompletions(const QStringList& targetObjects, const QStringList& destinations,
                                 const QStringList& categories, const QStringList& dataSources) {
    const std::array<const QStringList*, 4> words{&targetObjects, &destinations, &categories, &dataSources};
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        m_lines[i].field->setWords(*words[i]);
}

void SampleTexts::commit() {
    m_typedInstruction->commit();
    for (const Line& line : m_lines)
        line.typed->commit();
    m_step->commit();
}

void SampleTexts::focusInstruction() {
    m_instruction->setFocus(Qt::ShortcutFocusReason);
    m_instruction->moveCursor(QTextCursor::End);
}

} // namespace tracestudio
