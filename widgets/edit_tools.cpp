#include "widgets/edit_tools.h"

#include "widgets/flow_layout.h"
#include "widgets/glyph.h"
#include "widgets/number_field.h"
#include "widgets/tinted_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace tracestudio {

namespace {

constexpr int gap = 6;

QToolButton* addButton(QWidget* row, const QString& name, const QString& text, const QString& toolTip) {
    auto* button = new QToolButton(row);
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setFocusPolicy(Qt::StrongFocus);
    row->layout()->addWidget(button);
    return button;
}

QWidget* addRow(QWidget* page) {
    auto* row = new QWidget(page);
    new FlowLayout(row, gap);
    page->layout()->addWidget(row);
    return row;
}

QWidget* newPage(QWidget* parent) {
    auto* page = new QWidget(parent);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    return page;
}

/// A word and its number, which stay together where lines wrap.
QWidget* addPair(QWidget* row, QWidget* word, QWidget* number) {
    auto* pair = new QWidget(row);
    auto* layout = new QHBoxLayout(pair);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(word);
    layout->addWidget(number);
    number->setFixedWidth(64);
    row->layout()->addWidget(pair);
    return pair;
}

} // namespace

EditTools::EditTools(ViewState* state, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
    , m_refusal(new RefusalLabel(QStringLiteral("toolRefusal"), this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* tools = new QWidget(this);
    tools->setObjectName(QStringLiteral("editTools"));
    new FlowLayout(tools, gap);
    const std::array<QString, 3> names{QStringLiteral("traceTool"), QStringLiteral("boxTool"),
                                       QStringLiteral("maskTool")};
    const std::array<QString, 3> words{tr("Trace"), tr("Box"), tr("Mask")};
    const std::array<QString, 3> toolTips{tr("Draw the trace in the views (1)"),
                                          tr("Draw the destination box in the views (2)"),
                                          tr("Draw the object's mask in the picture (3)")};
    constexpr std::array glyphs{Glyph::Trace, Glyph::Box, Glyph::Mask};
    for (std::size_t i = 0; i < m_tools.size(); ++i) {
        m_tools[i] = addButton(tools, names[i], words[i], toolTips[i]);
        m_tools[i]->setCheckable(true);
        m_tools[i]->setIcon(glyphIcon(glyphs[i]));
        m_tools[i]->setIconSize({16, 16});
        m_tools[i]->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        const auto tool = EditTool(int(EditTool::Trace) + int(i));
        connect(m_tools[i], &QToolButton::clicked, this,
                [this, tool](bool isOn) { m_state->setEditTool(isOn ? tool : EditTool::None); });
    }
    // Three words of usual length stand in one line of a narrow panel.
    setStyleSheet(QStringLiteral("QToolButton { padding: 4px 7px; }"));
    layout->addWidget(tools);
    m_options = {traceOptions(), boxOptions(), maskOptions()};
    for (QWidget* options : m_options)
        layout->addWidget(options);
    layout->addWidget(m_refusal);
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("toolHint"));
    m_hint->setProperty("role", "muted");
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    m_hint->setMinimumWidth(1);
    layout->addWidget(m_hint);
    connect(state, &ViewState::toolChanged, this, &EditTools::showState);
    setContent({});
    showState();
}

QWidget* EditTools::traceOptions() {
    QWidget* page = newPage(this);
    QWidget* row = addRow(page);
    const auto act = [this](QToolButton* button, TraceAction action) {
        connect(button, &QToolButton::clicked, this, [this, action] {
            m_count->commit();
            Q_EMIT traceActionRequested(action, int(m_count->value().value_or(0)));
        });
        m_traceActions.push_back(button);
    };
    act(addButton(row, QStringLiteral("reverseTrace"), tr("Reverse"), tr("From its end to its start")),
        TraceAction::Reverse);
    act(addButton(row, QStringLiteral("smoothTrace"), tr("Smooth"), tr("Draw each waypoint towards its neighbours")),
        TraceAction::Smooth);
    act(addButton(row, QStringLiteral("clearTrace"), tr("Clear"), tr("Remove all waypoints")), TraceAction::Clear);
    auto* resample = addButton(row, QStringLiteral("resampleTrace"), tr("Resample to"),
                               tr("So many waypoints, equally far apart along the trace"));
    act(resample, TraceAction::Resample);
    constexpr double fewest = 2, most = 200, usual = 8;
    m_count = new NumberField(QStringLiteral("resampleCount"), tr("Number of waypoints"),
                              {.least = fewest, .most = most, .step = 1, .fineStep = 1, .decimals = 0}, this);
    m_count->setValue(usual);
    connect(m_count, &NumberField::refused, m_refusal, &RefusalLabel::say);
    addPair(row, resample, m_count);

    row = addRow(page);
    m_accept = addButton(row, QStringLiteral("acceptTrace"), tr("Take over") + QStringLiteral(" ▾"),
                         tr("Begin with the trace of a model's answer"));
    m_accept->setPopupMode(QToolButton::InstantPopup);
    m_acceptMenu = new QMenu(m_accept);
    m_acceptMenu->setObjectName(QStringLiteral("acceptMenu"));
    m_accept->setMenu(m_acceptMenu);
    m_plan = addButton(row, QStringLiteral("planButton"), {}, {});
    connect(m_plan, &QToolButton::clicked, this, [this] {
        if (m_isPlanning)
            Q_EMIT planCancelled();
        else
            Q_EMIT planRequested();
    });
    m_planning = new QLabel(tr("Looking for a path …"), row);
    m_planning->setProperty("role", "muted");
    m_planning->setMinimumHeight(24);
    row->layout()->addWidget(m_planning);
    return page;
}

QWidget* EditTools::boxOptions() {
    QWidget* page = newPage(this);
    QWidget* row = addRow(page);
    const auto act = [this](QToolButton* button, BoxAction action) {
        connect(button, &QToolButton::clicked, this, [this, action] { Q_EMIT boxActionRequested(action); });
        m_boxActions.push_back(button);
    };
    act(addButton(row, QStringLiteral("uprightBox"), tr("Upright"),
                  tr("Stand it on the ground, by as small a turn as can be, with its sides at right angles")),
        BoxAction::Upright);
    act(addButton(row, QStringLiteral("clearBox"), tr("Clear"), tr("Remove the box")), BoxAction::Clear);
    return page;
}

QWidget* EditTools::maskOptions() {
    QWidget* page = newPage(this);
    QWidget* row = addRow(page);
    const std::array<QString, 5> names{QStringLiteral("brushTool"), QStringLiteral("eraserTool"),
                                       QStringLiteral("polygonTool"), QStringLiteral("rectangleTool"),
                                       QStringLiteral("growTool")};
    const std::array<QString, 5> words{tr("Brush"), tr("Eraser"), tr("Polygon"), tr("Rectangle"), tr("Grow")};
    const std::array<QString, 5> toolTips{
        tr("Paint the object"), tr("Wipe away what is not the object"), tr("Draw around the object, corner by corner"),
        tr("Draw a rectangle around the object; the object in it is found by its colours (GrabCut)"),
        tr("Take the whole surface that is clicked, by its depth")};
    for (std::size_t i = 0; i < m_maskTools.size(); ++i) {
        m_maskTools[i] = addButton(row, names[i], words[i], toolTips[i]);
        m_maskTools[i]->setCheckable(true);
        m_maskTools[i]->setAutoExclusive(true);
        connect(m_maskTools[i], &QToolButton::clicked, this, [this, i] { m_state->setMaskTool(MaskTool(i)); });
    }
    auto* word = new QLabel(tr("Radius, px"), row);
    word->setProperty("role", "muted");
    constexpr double least = 0.5, most = 200;
    m_radius = new NumberField(QStringLiteral("brushRadius"), tr("Radius"),
                               {.least = least, .most = most, .step = 1, .fineStep = 0.5, .decimals = 1}, this);
    m_radius->setToolTip(tr("Of the brush, in pixels of the picture ([ and ])"));
    word->setBuddy(m_radius);
    m_brush = addPair(row, word, m_radius);
    connect(m_radius, &NumberField::edited, this,
            [this](std::optional<double> radius) { m_state->setBrushRadius(radius.value_or(1)); });
    connect(m_radius, &NumberField::refused, m_refusal, &RefusalLabel::say);

    row = addRow(page);
    const auto act = [this](QToolButton* button, AnnotationPanel::MaskAction action) {
        connect(button, &QToolButton::clicked, this, [this, action] { Q_EMIT maskActionRequested(action); });
        m_maskActions.push_back(button);
    };
    act(addButton(row, QStringLiteral("fillMaskHoles"), tr("Fill holes"),
                  tr("What the mask encloses becomes part of it")),
        AnnotationPanel::MaskAction::FillHoles);
    act(addButton(row, QStringLiteral("keepLargestPart"), tr("Largest part"), tr("Remove all but the largest part")),
        AnnotationPanel::MaskAction::KeepLargestPart);
    act(addButton(row, QStringLiteral("clearMask"), tr("Clear"), tr("Remove the whole mask")),
        AnnotationPanel::MaskAction::Clear);
    return page;
}

void EditTools::setContent(const AnnotationContent& content) {
    for (QToolButton* tool : m_tools)
        tool->setEnabled(content.obstacle.isEmpty());
    if (m_canEdit != content.obstacle.isEmpty()) {
        m_canEdit = content.obstacle.isEmpty();
        showState();
    }
    const std::size_t count = content.annotation.trajectory.size();
    for (QToolButton* action : m_traceActions)
        action->setEnabled(count > 1 || (count == 1 && action->objectName() == QLatin1String("clearTrace")));
    for (QToolButton* action : m_boxActions)
        action->setEnabled(content.annotation.box.has_value());
    for (QToolButton* action : m_maskActions)
        action->setEnabled(content.hasMask);
    m_accept->setEnabled(!content.acceptable.empty());
    if (content.acceptable != m_acceptable) {
        m_acceptable = content.acceptable;
        m_acceptMenu->clear();
        for (const AcceptableTrace& trace : m_acceptable) {
            QString title = trace.title;
            if (!trace.obstacle.isEmpty())
                title += QStringLiteral(" · ") + trace.obstacle;
            QAction* action = m_acceptMenu->addAction(title.replace(QLatin1Char('&'), QStringLiteral("&&")));
            action->setEnabled(trace.obstacle.isEmpty());
            connect(action, &QAction::triggered, this,
                    [this, layerId = trace.layerId] { Q_EMIT acceptRequested(layerId); });
        }
    }
    m_isPlanning = content.isPlanning;
    m_plan->setText(m_isPlanning ? tr("Cancel") : tr("Plan for me"));
    m_plan->setToolTip(m_isPlanning ? tr("Stop looking for a path")
                                    : tr("Find a path from the object into the box that is free of collisions"));
    m_planning->setVisible(m_isPlanning);
}

void EditTools::showState() {
    const EditTool tool = m_state->editTool();
    for (std::size_t i = 0; i < m_tools.size(); ++i) {
        const bool isInForce = int(tool) == int(EditTool::Trace) + int(i);
        m_tools[i]->setChecked(isInForce);
        m_options[i]->setVisible(isInForce && m_canEdit);
    }
    const MaskTool maskTool = m_state->maskTool();
    m_maskTools[std::size_t(maskTool)]->setChecked(true);
    m_brush->setVisible(maskTool == MaskTool::Brush || maskTool == MaskTool::Eraser);
    m_radius->setValue(m_state->brushRadius());
    m_refusal->say({});
    m_hint->setText(hint());
    m_hint->setVisible(m_canEdit);
}

QString EditTools::hint() const {
    switch (m_state->editTool()) {
    case EditTool::None:
        return tr("Choose what to draw in the views. All can be typed below as well.");
    case EditTool::Trace:
        return tr("Click adds a waypoint at the end, on a segment in between. Drag moves it, with Ctrl along the "
                  "surface, with the wheel (in the picture with Alt as well) nearer and farther. Arrow keys nudge, "
                  "Delete removes.");
    case EditTool::Box:
        return tr("Drag a rectangle around the place to fit a box. Drag the box to move it, a face to size it, a ring "
                  "to turn it. In the picture Ctrl keeps it on the ground, Alt or Alt+wheel moves it nearer and "
                  "farther. Shift+drag fits it anew.");
    case EditTool::Mask:
        break;
    }
    switch (m_state->maskTool()) {
    case MaskTool::Brush:
        return tr("Drag paints, with Shift it wipes away. Alt+wheel, [ or ] change the brush.");
    case MaskTool::Eraser:
        return tr("Drag wipes away. Alt+wheel, [ or ] change the eraser.");
    case MaskTool::Polygon:
        return tr("Click corner by corner; Enter or a double click closes, Backspace takes the last corner back, Esc "
                  "leaves. With Shift it cuts away.");
    case MaskTool::Rectangle:
        return tr("Drag a rectangle around the object. What is painted already counts as object.");
    case MaskTool::Grow:
        break;
    }
    return tr("Click on the object: its surface is taken as far as the depth goes on. With Shift it is taken away.");
}

} // namespace tracestudio
