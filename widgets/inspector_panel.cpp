#include "widgets/inspector_panel.h"

#include "widgets/answer_view.h"
#include "widgets/elided_label.h"
#include "widgets/figure_list.h"
#include "widgets/flow_layout.h"
#include "widgets/image_overlay.h"
#include "widgets/notice_label.h"
#include "widgets/step_list.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

namespace tracestudio {

namespace {

constexpr int kMargin = 12;

QLabel* wrappedLabel(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setMinimumWidth(1);
    return label;
}

QLabel* headingLabel(QWidget* parent, const QString& text = {}) {
    auto* label = wrappedLabel(parent);
    label->setText(text);
    label->setProperty("role", "heading");
    return label;
}

QFrame* separator(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setProperty("role", "line");
    line->setFixedHeight(1);
    return line;
}

void showText(QLabel* label, const QString& text) {
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

QString marked(const QStringList& lines, const QString& mark) {
    QStringList result;
    for (const QString& line : lines)
        result.append(mark + breakable(line));
    return result.join(QLatin1Char('\n'));
}

Figure figureOf(const InspectorNumber& number) {
    QString value = number.value;
    if (!number.threshold.isEmpty())
        value += QLatin1Char(' ') + number.threshold;
    switch (number.state) {
    case NumberState::Good:
        return {number.label, QStringLiteral("✓ ") + value, theme().success, number.tooltip};
    case NumberState::Bad:
        return {number.label, QStringLiteral("✗ ") + value, theme().failure, number.tooltip};
    case NumberState::NotMeasured:
        return {number.label, value, theme().warning, number.tooltip};
    case NumberState::Neutral:
        break;
    }
    return {number.label, value, {}, number.tooltip};
}

std::vector<Figure> figuresOf(const std::vector<InspectorNumber>& numbers) {
    std::vector<Figure> figures;
    figures.reserve(numbers.size());
    for (const InspectorNumber& number : numbers)
        figures.push_back(figureOf(number));
    return figures;
}

QIcon swatch(const QWidget* widget, const QColor& colour) {
    const qreal ratio = widget->devicePixelRatioF();
    QPixmap pixmap(QSize(10, 10) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(0, 0, 10, 10), 2, 2);
    return {pixmap};
}

} // namespace

InspectorPanel::InspectorPanel(ViewState* state, QWidget* parent)
    : QWidget(parent)
    , m_state(state) {
    setObjectName(QStringLiteral("inspectorPanel"));
    setAccessibleName(tr("Inspector"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    outer->addWidget(m_scroll);
    auto* page = new QFrame(m_scroll);
    page->setProperty("role", "panel");
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_empty = wrappedLabel(page);
    m_empty->setObjectName(QStringLiteral("inspectorEmpty"));
    m_empty->setProperty("role", "muted");
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setContentsMargins(kMargin, 48, kMargin, 48);
    m_empty->setText(tr("Select a sample to see what was asked and how each model answered."));
    layout->addWidget(m_empty);

    m_sample = new QWidget(page);
    auto* sample = new QVBoxLayout(m_sample);
    sample->setContentsMargins(0, 0, 0, 0);
    sample->setSpacing(0);
    buildSample(sample);
    layout->addWidget(m_sample);

    m_model = new QWidget(page);
    auto* model = new QVBoxLayout(m_model);
    model->setContentsMargins(0, 0, 0, 0);
    model->setSpacing(0);
    buildModel(model);
    layout->addWidget(m_model);
    layout->addStretch(1);
    m_scroll->setWidget(page);

    connect(state, &ViewState::selectionChanged, this, [this](const Selection& selection) {
        showSelection(selection);
        // New content is laid out when the event loop is next reached; until then nothing is where it will be.
        if (selection.kind == Selection::Kind::Waypoint && selection.layerId == currentModel())
            QTimer::singleShot(0, this, [this, waypoint = selection.waypoint] { scrollToSpanOf(waypoint); });
    });
    connect(state, &ViewState::styleChanged, this, [this](const QString& layerId) {
        if (!m_content)
            return;
        for (std::size_t i = 0; i < m_content->models.size(); ++i) {
            if (m_content->models[i].layerId != layerId)
                continue;
            if (int(i) < m_tabs->count())
                m_tabs->setTabIcon(int(i), swatch(this, styleOf(*m_state, layerId).colour));
            if (int(i) == m_current)
                showModel();
        }
    });
    setContent(std::nullopt);
}

InspectorPanel::~InspectorPanel() = default;

void InspectorPanel::buildSample(QVBoxLayout* layout) {
    auto* box = new QVBoxLayout;
    box->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    box->setSpacing(8);
    m_problems = new NoticeLabel(QStringLiteral("inspectorProblems"), m_sample);
    box->addWidget(m_problems);
    m_heading = headingLabel(m_sample);
    box->addWidget(m_heading);
    m_instruction = wrappedLabel(m_sample);
    m_instruction->setObjectName(QStringLiteral("inspectorInstruction"));
    box->addWidget(m_instruction);
    m_facts = new FigureList(m_sample);
    m_facts->setObjectName(QStringLiteral("inspectorFacts"));
    m_facts->setAccessibleName(tr("Facts of the sample"));
    box->addWidget(m_facts);
    layout->addLayout(box);
    layout->addWidget(separator(m_sample));
    m_tabs = new QTabBar(m_sample);
    m_tabs->setObjectName(QStringLiteral("modelTabs"));
    m_tabs->setAccessibleName(tr("Models"));
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setElideMode(Qt::ElideRight);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setIconSize(QSize(10, 10));
    layout->addWidget(m_tabs);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (!m_content || index < 0 || index >= int(m_content->models.size()) || index == m_current)
            return;
        m_current = index;
        showModel();
        Q_EMIT currentModelChanged(currentModel());
    });
}

void InspectorPanel::buildModel(QVBoxLayout* layout) {
    const auto section = [&] {
        auto* box = new QVBoxLayout;
        box->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
        box->setSpacing(8);
        layout->addLayout(box);
        return box;
    };
    const auto list = [this](const QString& name, const QString& accessibleName) {
        auto* figures = new FigureList(m_model);
        figures->setObjectName(name);
        figures->setAccessibleName(accessibleName);
        return figures;
    };
    auto* score = section();
    m_verdict = wrappedLabel(m_model);
    m_verdict->setObjectName(QStringLiteral("verdictLabel"));
    m_verdict->setTextFormat(Qt::RichText);
    score->addWidget(m_verdict);
    m_causes = wrappedLabel(m_model);
    m_causes->setObjectName(QStringLiteral("causesLabel"));
    score->addWidget(m_causes);
    m_numbers = list(QStringLiteral("inspectorNumbers"), tr("Official score"));
    score->addWidget(m_numbers);
    m_path = list(QStringLiteral("inspectorPath"), tr("Path"));
    score->addWidget(m_path);
    m_flags = new NoticeLabel(QStringLiteral("inspectorFlags"), m_model);
    score->addWidget(m_flags);
    m_carefulHeading = headingLabel(m_model, tr("Careful score"));
    score->addWidget(m_carefulHeading);
    m_careful = list(QStringLiteral("inspectorCareful"), tr("Careful score"));
    score->addWidget(m_careful);
    m_goTo = new QPushButton(tr("Go there (G)"), m_model);
    m_goTo->setObjectName(QStringLiteral("goToButton"));
    m_goTo->setToolTip(tr("Look at the selected waypoint, else at the first failing one, from where it is seen best"));
    connect(m_goTo, &QPushButton::clicked, this, &InspectorPanel::goThere);
    m_actionRow = new QWidget(m_model);
    m_actionRow->setObjectName(QStringLiteral("answerActions"));
    auto* actions = new FlowLayout(m_actionRow, 6);
    actions->setContentsMargins(0, 0, 0, 0);
    actions->addWidget(m_goTo);
    score->addWidget(m_actionRow);

    layout->addWidget(separator(m_model));
    auto* answer = section();
    m_stepsHeading = headingLabel(m_model, tr("Reasoning"));
    answer->addWidget(m_stepsHeading);
    m_steps = new StepList(m_model);
    m_steps->setObjectName(QStringLiteral("reasoningSteps"));
    m_steps->setAccessibleName(tr("Reasoning"));
    answer->addWidget(m_steps);
    m_answerHeading = headingLabel(m_model);
    answer->addWidget(m_answerHeading);
    m_answer = new AnswerView(m_model);
    answer->addWidget(m_answer);
    m_differences = wrappedLabel(m_model);
    m_differences->setObjectName(QStringLiteral("parserDifferences"));
    answer->addWidget(m_differences);
    m_runHeading = headingLabel(m_model, tr("Run"));
    answer->addWidget(m_runHeading);
    m_run = list(QStringLiteral("inspectorRun"), tr("Run"));
    answer->addWidget(m_run);
    m_promptHeading = headingLabel(m_model, tr("Prompt"));
    answer->addWidget(m_promptHeading);
    m_prompt = wrappedLabel(m_model);
    m_prompt->setObjectName(QStringLiteral("inspectorPrompt"));
    answer->addWidget(m_prompt);
    connect(m_answer, &AnswerView::spanActivated, this, [this](int waypoint) {
        if (const InspectorModel* current = model())
            m_state->select({Selection::Kind::Waypoint, current->layerId, waypoint});
    });
    connect(m_answer, &AnswerView::spanHovered, this, [this](int span) {
        const auto& spans = m_answer->spans();
        markPlace(span >= 0 && span < int(spans.size()) ? spans[std::size_t(span)].place : std::nullopt);
    });
    const auto markStep = [this](int step) {
        const InspectorModel* current = model();
        const bool isStep = current && step >= 0 && step < int(current->steps.size());
        markPlace(isStep ? current->steps[std::size_t(step)].place : std::nullopt);
    };
    connect(m_answer, &AnswerView::stepHovered, this, [this, markStep](int step) {
        m_steps->setHighlighted(step);
        markStep(step);
    });
    connect(m_steps, &StepList::stepHovered, this, [this, markStep](int step) {
        m_answer->setHighlightedStep(step);
        markStep(step);
    });
    connect(m_steps, &StepList::stepActivated, this, [this](int step) {
        m_steps->setMarked(step);
        m_answer->setMarkedStep(step);
        scrollToCharacter(model()->steps[std::size_t(step)].begin);
    });
}

void InspectorPanel::setContent(std::optional<InspectorContent> content) {
    const QString inFront = currentModel();
    m_content = std::move(content);
    m_current = 0;
    if (m_content)
        for (std::size_t i = 0; i < m_content->models.size(); ++i)
            if (m_content->models[i].layerId == inFront)
                m_current = int(i);
    setUpdatesEnabled(false);
    m_empty->setVisible(!m_content);
    m_sample->setVisible(m_content.has_value());
    showSample();
    showModel();
    setUpdatesEnabled(true);
    if (currentModel() != inFront)
        Q_EMIT currentModelChanged(currentModel());
}

QString InspectorPanel::currentModel() const {
    const InspectorModel* current = model();
    return current ? current->layerId : QString();
}

void InspectorPanel::setCurrentModel(const QString& layerId) {
    if (!m_content)
        return;
    for (std::size_t i = 0; i < m_content->models.size(); ++i)
        if (m_content->models[i].layerId == layerId)
            m_tabs->setCurrentIndex(int(i));
}

QSize InspectorPanel::sizeHint() const {
    return {312, 640};
}

const InspectorModel* InspectorPanel::model() const {
    return m_content && std::size_t(m_current) < m_content->models.size() ? &m_content->models[std::size_t(m_current)]
                                                                          : nullptr;
}

void InspectorPanel::showSample() {
    const InspectorContent content = m_content.value_or(InspectorContent{});
    showText(m_problems, marked(content.problems, QStringLiteral("⚠ ")));
    showText(m_heading, !content.title.isEmpty()     ? content.title
                        : content.sampleId.isEmpty() ? QString()
                                                     : tr("Sample %1").arg(content.sampleId));
    showText(m_instruction, breakable(content.instruction));
    std::vector<Figure> facts;
    if (!content.target.isEmpty())
        facts.push_back({tr("target"), content.target});
    if (!content.destination.isEmpty())
        facts.push_back({tr("destination"), content.destination});
    for (const InspectorFact& fact : content.facts)
        facts.push_back({fact.label, fact.value});
    m_facts->setFigures(std::move(facts));

    const QSignalBlocker blocker(m_tabs);
    while (m_tabs->count() > int(content.models.size()))
        m_tabs->removeTab(m_tabs->count() - 1);
    for (std::size_t i = 0; i < content.models.size(); ++i) {
        if (int(i) == m_tabs->count())
            m_tabs->addTab(QString());
        showTab(int(i));
    }
    m_tabs->setCurrentIndex(m_current);
    m_tabs->setVisible(content.models.size() > 1);
}

void InspectorPanel::showTab(int index) {
    const InspectorModel& shown = m_content->models[std::size_t(index)];
    // An ampersand in a name is no shortcut.
    const bool isShort = m_content->models.size() > 2 && !shown.shortName.isEmpty();
    m_tabs->setTabText(index,
                       QString(isShort ? shown.shortName : shown.name).replace(QLatin1Char('&'), QStringLiteral("&&")));
    m_tabs->setTabToolTip(index, shown.name + QStringLiteral(": ") + shown.verdictText);
    m_tabs->setTabIcon(index, swatch(this, styleOf(*m_state, shown.layerId).colour));
}

void InspectorPanel::setModel(const InspectorModel& model) {
    if (!m_content)
        return;
    for (std::size_t i = 0; i < m_content->models.size(); ++i) {
        if (m_content->models[i].layerId != model.layerId)
            continue;
        m_content->models[i] = model;
        showTab(int(i));
        if (int(i) == m_current)
            showModel();
    }
}

void InspectorPanel::showModel() {
    const InspectorModel* current = model();
    m_model->setVisible(current != nullptr);
    if (!current)
        return;
    const QColor colour = styleOf(*m_state, current->layerId).colour;
    const auto coloured = [](const QColor& c, const QString& text) {
        return QStringLiteral("<span style='color:%1'>%2</span>").arg(c.name(), text.toHtmlEscaped());
    };
    m_verdict->setText(QStringLiteral("%1 <b>%2</b>: %3")
                           .arg(coloured(colour, QStringLiteral("■")), breakable(current->name).toHtmlEscaped(),
                                coloured(theme().verdictText(current->verdict), breakable(current->verdictText))));
    showText(m_causes, marked(current->causes, QStringLiteral("• ")));
    m_numbers->setFigures(figuresOf(current->numbers));
    m_path->setFigures(figuresOf(current->path));
    showText(m_flags, marked(current->flags, QStringLiteral("⚑ ")));
    m_carefulHeading->setVisible(!current->careful.empty());
    m_careful->setFigures(figuresOf(current->careful));
    m_goTo->setVisible(current->waypointCount > 0);
    showActions(current->actions);
    m_runHeading->setVisible(!current->run.empty());
    m_run->setFigures(figuresOf(current->run));
    m_promptHeading->setVisible(!current->prompt.isEmpty());
    showText(m_prompt, breakable(current->prompt));
    const bool hasAnswer = !current->answer.isEmpty() || current->run.empty();
    m_answerHeading->setVisible(hasAnswer);
    m_answer->setVisible(hasAnswer);
    m_answerHeading->setText(current->answerTitle.isEmpty() ? tr("Answer")
                                                            : tr("Answer (%1)").arg(current->answerTitle));
    m_stepsHeading->setVisible(!current->steps.empty());
    m_steps->setSteps(current->steps);
    // Who reads further up is left there.
    QScrollBar* place = m_answer->verticalScrollBar();
    const bool followsTheEnd = current->isGrowing && place->value() == place->maximum();
    m_answer->setAnswer(current->answer, current->spans, colour);
    m_answer->setSteps(current->steps);
    if (followsTheEnd)
        place->setValue(place->maximum());
    showText(m_differences, marked(current->parserDifferences, QStringLiteral("≠ ")));
    showSelection(m_state->selection());
}

/// The buttons are made anew only when others are wanted, so that one that has the focus keeps it.
void InspectorPanel::showActions(const std::vector<InspectorAction>& actions) {
    m_actionRow->setVisible(!actions.empty() || m_goTo->isVisibleTo(m_actionRow));
    if (m_actions == actions)
        return;
    m_actions = actions;
    for (QPushButton* button : m_actionRow->findChildren<QPushButton*>())
        if (button != m_goTo)
            delete button;
    for (const InspectorAction& action : actions) {
        auto* button = new QPushButton(action.text, m_actionRow);
        button->setObjectName(QStringLiteral("action:") + action.id);
        button->setToolTip(action.toolTip);
        button->setEnabled(action.isEnabled);
        // Pressing may make the buttons anew.
        connect(
            button, &QPushButton::clicked, this, [this, id = action.id] { Q_EMIT actionRequested(currentModel(), id); },
            Qt::QueuedConnection);
        m_actionRow->layout()->addWidget(button);
        button->show();
    }
}

void InspectorPanel::showSelection(const Selection& selection) {
    const bool isWaypoint = selection.kind == Selection::Kind::Waypoint;
    if (isWaypoint && selection.layerId != currentModel())
        setCurrentModel(selection.layerId);
    m_answer->setSelectedWaypoint(isWaypoint && selection.layerId == currentModel() ? selection.waypoint : -1);
}

void InspectorPanel::scrollToSpanOf(int waypoint) {
    for (const InspectorSpan& span : m_answer->spans()) {
        if (span.waypoint != waypoint)
            continue;
        scrollToCharacter(span.begin);
        return;
    }
}

void InspectorPanel::scrollToCharacter(int character) {
    const QPoint place = m_answer->mapTo(m_scroll->widget(), m_answer->placeOf(character).center());
    m_scroll->ensureVisible(0, place.y(), 0, 24);
}

void InspectorPanel::markPlace(const std::optional<Hover>& place) {
    // Only a mark of our own is taken away again: the mouse may be over a view by now.
    if (place || m_isHoverOurs)
        m_state->setHover(place);
    m_isHoverOurs = place.has_value();
}

void InspectorPanel::goThere() {
    const InspectorModel* current = model();
    if (!current || current->waypointCount <= 0)
        return;
    const Selection& selection = m_state->selection();
    int waypoint = current->firstFailingWaypoint >= 0 ? current->firstFailingWaypoint : 0;
    if (selection.kind == Selection::Kind::Waypoint && selection.layerId == current->layerId)
        waypoint = selection.waypoint;
    m_state->select({Selection::Kind::Waypoint, current->layerId, waypoint});
    Q_EMIT goToRequested(current->layerId, waypoint);
}

void InspectorPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && m_content) {
        showSample();
        showModel();
    }
    QWidget::changeEvent(event);
}

} // namespace tracestudio
