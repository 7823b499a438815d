#include "widgets/annotation_panel.h"

#include "scene/box_shaping.h"
#include "scene/trace_shaping.h"
#include "widgets/box_fields.h"
#include "widgets/edit_tools.h"
#include "widgets/elided_label.h"
#include "widgets/finding_list.h"
#include "widgets/fold_group.h"
#include "widgets/glyph.h"
#include "widgets/notice_label.h"
#include "widgets/sample_texts.h"
#include "widgets/theme.h"
#include "widgets/tinted_label.h"
#include "widgets/waypoint_table.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>
#include <QUndoView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int margin = 12;

QFont bold(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}

QFrame* separator(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setProperty("role", "line");
    line->setFixedHeight(1);
    return line;
}

/// A page that is scrolled up and down, with its empty layout.
QScrollArea* scrolled(QWidget* parent, QVBoxLayout*& layout) {
    auto* scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QFrame(scroll);
    page->setProperty("role", "panel");
    layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    scroll->setWidget(page);
    return scroll;
}

/// The box with the axis that is nearest to upright upright, by the least turn there is.
OrientedBox upright(OrientedBox box, const cv::Vec3d& up) {
    box = orthonormal(box);
    cv::Vec3d axis;
    double most = 0;
    for (int i = 0; i < 3; ++i) {
        const cv::Vec3d own(box.rotation(0, i), box.rotation(1, i), box.rotation(2, i));
        if (std::abs(own.dot(up)) > std::abs(most)) {
            most = own.dot(up);
            axis = own;
        }
    }
    const cv::Vec3d goal = most < 0 ? -up : up;
    const cv::Vec3d v = axis.cross(goal);
    const cv::Matx33d cross(0, -v[2], v[1], v[2], 0, -v[0], -v[1], v[0], 0);
    const cv::Matx33d turn = cv::Matx33d::eye() + cross + cross * cross * (1 / (1 + axis.dot(goal)));
    box.rotation = turn * box.rotation;
    return orthonormal(box);
}

} // namespace

/// The widgets, made once and filled anew.
struct AnnotationPanel::Parts {
    QLabel* title = nullptr;
    QLabel* saved = nullptr;
    QToolButton* save = nullptr;
    NoticeLabel* obstacle = nullptr;
    EditTools* tools = nullptr;
    QScrollArea* scroll = nullptr;
    QScrollArea* check = nullptr;
    TintedLabel* verdict = nullptr;
    TintedLabel* noFindings = nullptr;
    FindingList* findings = nullptr;
    WaypointTable* waypoints = nullptr;
    RefusalLabel* waypointRefusal = nullptr;
    BoxFields* box = nullptr;
    SampleTexts* texts = nullptr;
    QUndoView* history = nullptr;
    std::vector<FoldGroup*> groups;
};

AnnotationPanel::AnnotationPanel(ViewState* state, QUndoStack* history, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
    , m_history(history)
    , m_parts(std::make_unique<Parts>()) {
    setObjectName(QStringLiteral("annotationPanel"));
    setAccessibleName(tr("Annotation"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    QVBoxLayout* layout = nullptr;
    m_parts->scroll = scrolled(this, layout);
    outer->addWidget(m_parts->scroll, 1);
    QWidget* page = m_parts->scroll->widget();
    buildHead(page, layout);
    layout->addWidget(separator(page));
    buildNumbers(page, layout);
    layout->addStretch(1);
    outer->addWidget(separator(this));
    buildCheck(outer);
    showContent(true);
}

AnnotationPanel::~AnnotationPanel() {
    // A field that loses the focus tells what was typed in it. It must not do so when half of the window is gone.
    const QSignalBlocker quiet(this);
    if (QWidget* field = focusWidget())
        field->clearFocus();
}

void AnnotationPanel::buildHead(QWidget* page, QVBoxLayout* layout) {
    auto* head = new QVBoxLayout;
    head->setContentsMargins(margin, margin, margin, margin);
    head->setSpacing(8);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    m_parts->title = new ElidedLabel({}, page);
    m_parts->title->setObjectName(QStringLiteral("annotationTitle"));
    m_parts->title->setFont(bold(font()));
    names->addWidget(m_parts->title);
    m_parts->saved = new ElidedLabel({}, page);
    m_parts->saved->setObjectName(QStringLiteral("savedState"));
    m_parts->saved->setProperty("role", "muted");
    names->addWidget(m_parts->saved);
    line->addLayout(names, 1);
    m_parts->save = new QToolButton(page);
    m_parts->save->setObjectName(QStringLiteral("saveAnnotations"));
    m_parts->save->setText(tr("Save"));
    m_parts->save->setToolTip(tr("Write all edits to the dataset (Ctrl+S)"));
    m_parts->save->setFocusPolicy(Qt::StrongFocus);
    connect(m_parts->save, &QToolButton::clicked, this, [this] {
        commitTyping();
        Q_EMIT saveRequested();
    });
    line->addWidget(m_parts->save, 0, Qt::AlignVCenter);
    head->addLayout(line);
    m_parts->obstacle = new NoticeLabel(QStringLiteral("annotationObstacle"), page);
    head->addWidget(m_parts->obstacle);
    auto* tools = m_parts->tools = new EditTools(m_state, page);
    head->addWidget(tools);
    layout->addLayout(head);
    connect(tools, &EditTools::traceActionRequested, this, [this](EditTools::TraceAction action, int count) {
        switch (action) {
        case EditTools::TraceAction::Reverse:
            return edit([](Annotation& a) { a.trajectory = reversed(a.trajectory); }, tr("Reverse trace"));
        case EditTools::TraceAction::Smooth:
            return edit([](Annotation& a) { a.trajectory = smoothed(a.trajectory); }, tr("Smooth trace"));
        case EditTools::TraceAction::Resample:
            return edit([count](Annotation& a) { a.trajectory = resampled(a.trajectory, count); },
                        tr("Resample trace"));
        case EditTools::TraceAction::Clear:
            return edit([](Annotation& a) { a.trajectory.clear(); }, tr("Clear trace"));
        }
    });
    connect(tools, &EditTools::boxActionRequested, this, [this](EditTools::BoxAction action) {
        switch (action) {
        case EditTools::BoxAction::Upright:
            return edit(
                [this](Annotation& a) {
                    if (a.box)
                        a.box = upright(*a.box, m_content.up);
                },
                tr("Set box upright"));
        case EditTools::BoxAction::Clear:
            return edit([](Annotation& a) { a.box.reset(); }, tr("Clear box"));
        }
    });
    connect(tools, &EditTools::maskActionRequested, this, &AnnotationPanel::maskActionRequested);
    connect(tools, &EditTools::acceptRequested, this, &AnnotationPanel::acceptRequested);
    connect(tools, &EditTools::planRequested, this, &AnnotationPanel::planRequested);
    connect(tools, &EditTools::planCancelled, this, &AnnotationPanel::planCancelled);
}

void AnnotationPanel::buildCheck(QVBoxLayout* layout) {
    QVBoxLayout* rows = nullptr;
    QScrollArea* check = m_parts->check = scrolled(this, rows);
    check->setObjectName(QStringLiteral("annotationCheck"));
    QWidget* page = check->widget();
    m_parts->verdict = new TintedLabel(QStringLiteral("truthVerdict"), &Theme::mutedText, page);
    m_parts->verdict->setContentsMargins(margin, 8, margin, 4);
    m_parts->verdict->setFont(bold(font()));
    rows->addWidget(m_parts->verdict);
    m_parts->noFindings = new TintedLabel(QStringLiteral("noFindings"), &Theme::mutedText, page);
    m_parts->noFindings->setText(tr("Nothing is missing or odd."));
    m_parts->noFindings->setContentsMargins(margin, 0, margin, 4);
    rows->addWidget(m_parts->noFindings);
    m_parts->findings = new FindingList(page);
    m_parts->findings->setObjectName(QStringLiteral("annotationFindings"));
    m_parts->findings->setAccessibleName(tr("What is missing or odd"));
    rows->addWidget(m_parts->findings);
    rows->addStretch(1);
    layout->addWidget(check);
    connect(m_parts->findings, &FindingList::waypointActivated, this, &AnnotationPanel::showWaypoint);
    connect(m_parts->findings, &FindingList::currentMoved, check, [this](const QRect& place) {
        const QPoint origin = m_parts->findings->pos();
        m_parts->check->ensureVisible(0, origin.y() + place.bottom() + 1, 0, 0);
        m_parts->check->ensureVisible(0, origin.y() + place.top(), 0, 0);
    });
}

void AnnotationPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // As high as the panel allows and never as high as what is found: that comes and goes with each step of a drag.
    constexpr int least = 84, most = 160;
    m_parts->check->setFixedHeight(std::clamp(height() / 5, least, most));
}

void AnnotationPanel::buildNumbers(QWidget* page, QVBoxLayout* layout) {
    // A group comes before what is in it, so that Tab reaches its heading first.
    const auto addGroup = [&](const QString& title, const char* name) {
        auto* group = new FoldGroup(title, QString::fromLatin1(name), page);
        if (!m_parts->groups.empty())
            layout->addWidget(separator(page));
        layout->addWidget(group);
        m_parts->groups.push_back(group);
        connect(group, &FoldGroup::unfolded, this, [this, group] { reveal(group); });
        return group;
    };
    FoldGroup* group = addGroup(tr("Waypoints"), "annotationTrace");
    auto* trace = new QWidget(group);
    auto* traceLayout = new QVBoxLayout(trace);
    traceLayout->setContentsMargins(0, 0, 0, 0);
    traceLayout->setSpacing(4);
    m_parts->waypoints = new WaypointTable(m_state, trace);
    m_parts->waypointRefusal = new RefusalLabel(QStringLiteral("waypointRefusal"), trace);
    traceLayout->addWidget(m_parts->waypoints);
    traceLayout->addWidget(m_parts->waypointRefusal);
    group->addWide(trace);
    connect(m_parts->waypoints, &WaypointTable::refused, m_parts->waypointRefusal, &RefusalLabel::say);
    connect(m_parts->waypoints, &WaypointTable::waypointRequested, this, &AnnotationPanel::showWaypoint);
    connect(m_parts->waypoints, &WaypointTable::edited, this,
            [this](const std::vector<PointCamera>& after, const EditStep& step) {
                edit([&](Annotation& a) { a.trajectory = after; }, step);
            });

    group = addGroup(tr("Destination box"), "annotationBox");
    m_parts->box = new BoxFields(group);
    group->addWide(m_parts->box);
    connect(m_parts->box, &BoxFields::edited, this, [this](const OrientedBox& after, const EditStep& step) {
        edit([&](Annotation& a) { a.box = after; }, step);
    });
    connect(m_parts->box, &BoxFields::addRequested, this, [this] {
        edit(
            [this](Annotation& a) {
                const Camera& camera = m_content.camera;
                const PixelPoint middle(camera.widthPixels / 2.0, camera.heightPixels / 2.0);
                constexpr double depthMetres = 1;
                const PointCamera place = !a.trajectory.empty() ? a.trajectory.back()
                                          : camera.isValid()    ? camera.backProject(middle, depthMetres)
                                                                : PointCamera(0, 0, depthMetres);
                a.box = boxStandingAt(place, m_content.up);
            },
            tr("Add box"));
    });

    group = addGroup(tr("Texts"), "annotationTexts");
    m_parts->texts = new SampleTexts(group);
    group->addWide(m_parts->texts);
    connect(m_parts->texts, &SampleTexts::edited, this,
            [this](const std::function<void(Annotation&)>& change, const EditStep& step) { edit(change, step); });

    group = addGroup(tr("History"), "annotationHistory");
    m_parts->history = new QUndoView(m_history, group);
    m_parts->history->setObjectName(QStringLiteral("editHistory"));
    m_parts->history->setAccessibleName(tr("History"));
    m_parts->history->setEmptyLabel(tr("As opened"));
    m_parts->history->setCleanIcon(glyphIcon(Glyph::Check));
    m_parts->history->setUniformItemSizes(true);
    m_parts->history->setIconSize({12, 12});
    m_parts->history->setStyleSheet(QStringLiteral("QUndoView::item { padding: 3px 6px; border-radius: 4px; }"
                                                   "QUndoView::item:selected { background: palette(highlight); }"));
    m_parts->history->setFrameShape(QFrame::NoFrame);
    m_parts->history->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_parts->history->setTextElideMode(Qt::ElideRight);
    m_parts->history->setToolTip(tr("All edits. ✓ marks what is saved; choose one to go back or forward to it"));
    group->addWide(m_parts->history);
    group->setOpen(false);
    connect(m_history, &QUndoStack::indexChanged, this, &AnnotationPanel::fitHistory);
    fitHistory();
}

void AnnotationPanel::fitHistory() {
    constexpr int mostRows = 10;
    const int row = std::max(16, m_parts->history->sizeHintForRow(0));
    m_parts->history->setFixedHeight(row * std::clamp(m_history->count() + 1, 2, mostRows) + 4);
}

void AnnotationPanel::reveal(QWidget* part) {
    // Once the page is as high as it makes it.
    QTimer::singleShot(0, part, [scroll = m_parts->scroll, part] {
        const int top = part->mapTo(scroll->widget(), QPoint(0, 0)).y();
        const int bottom = top + part->height();
        QScrollBar* bar = scroll->verticalScrollBar();
        bar->setValue(std::min(top, std::max(bar->value(), bottom - scroll->viewport()->height())));
    });
}

void AnnotationPanel::setContent(const AnnotationContent& content) {
    const bool isAnother = content.sampleTitle != m_content.sampleTitle;
    m_content = content;
    showContent(isAnother);
}

void AnnotationPanel::showContent(bool isAnother) {
    const bool canEdit = m_content.obstacle.isEmpty();
    m_parts->title->setText(m_content.sampleTitle.isEmpty() ? tr("No sample") : m_content.sampleTitle);
    m_parts->saved->setText(m_content.isSaved ? tr("✓ Saved")
                            : m_content.unsavedSamples > 0
                                ? tr("● %n sample(s) not saved", nullptr, m_content.unsavedSamples)
                                : tr("● Not saved"));
    m_parts->save->setVisible(!m_content.isSaved);
    m_parts->obstacle->setText(m_content.obstacle);
    m_parts->obstacle->setVisible(!canEdit);
    m_parts->tools->setContent(m_content);
    showCheck();
    if (isAnother)
        m_parts->check->verticalScrollBar()->setValue(0);
    m_parts->texts->setCompletions(m_content.targetObjects, m_content.destinations, m_content.categories,
                                   m_content.dataSources);
    for (QWidget* part : std::initializer_list<QWidget*>{m_parts->waypoints, m_parts->box, m_parts->texts})
        part->setEnabled(canEdit);
    showAnnotation(isAnother);
}

void AnnotationPanel::showAnnotation(bool isAnother) {
    if (isAnother)
        m_parts->waypointRefusal->say({});
    m_parts->waypoints->setTrajectory(m_content.annotation.trajectory, m_content.camera, isAnother);
    m_parts->box->setBox(m_content.annotation.box, isAnother);
    m_parts->texts->setTexts(m_content.annotation, isAnother);
}

void AnnotationPanel::showCheck() {
    const auto& isGood = m_content.isGood;
    const QString mark = !isGood ? QString() : *isGood ? QStringLiteral("✓ ") : QStringLiteral("✗ ");
    m_parts->verdict->setText(m_content.verdict.isEmpty() ? tr("Not checked yet") : mark + m_content.verdict);
    m_parts->verdict->setTint(m_content.verdict.isEmpty() ? &Theme::mutedText
                              : !isGood                   ? &Theme::warning
                              : *isGood                   ? &Theme::success
                                                          : &Theme::failure);
    m_parts->findings->setFindings(m_content.findings);
    m_parts->noFindings->setVisible(m_content.findings.empty() && isGood == true);
    std::set<int> faulty;
    for (const FindingRow& finding : m_content.findings)
        if (finding.waypoint >= 0 && finding.weight == FindingRow::Weight::Wrong)
            faulty.insert(finding.waypoint);
    m_parts->waypoints->setFaulty(faulty);
}

void AnnotationPanel::edit(const std::function<void(Annotation&)>& change, const EditStep& step) {
    if (!m_content.obstacle.isEmpty())
        return;
    Annotation after = m_content.annotation;
    change(after);
    if (after == m_content.annotation)
        return;
    // Two edits may come before the window has answered the first.
    m_content.annotation = after;
    showAnnotation(false);
    m_parts->tools->setContent(m_content);
    Q_EMIT edited(after, step);
}

void AnnotationPanel::edit(const std::function<void(Annotation&)>& change, const QString& name) {
    edit(change, EditStep{name, nextGesture()});
}

void AnnotationPanel::showWaypoint(int waypoint) {
    m_state->select({Selection::Kind::Waypoint, QStringLiteral("truth"), waypoint});
    Q_EMIT waypointRequested(waypoint);
}

void AnnotationPanel::commitTyping() {
    m_parts->texts->commit();
    m_parts->box->commit();
    m_parts->waypoints->commit();
}

void AnnotationPanel::focusInstruction() {
    for (FoldGroup* group : m_parts->groups)
        if (group->objectName() == QLatin1String("annotationTexts"))
            group->setOpen(true);
    m_parts->texts->focusInstruction();
    reveal(m_parts->texts);
}

QStringList AnnotationPanel::openGroups() const {
    QStringList names;
    for (const FoldGroup* group : m_parts->groups)
        if (group->isOpen())
            names << group->objectName();
    return names;
}

void AnnotationPanel::setOpenGroups(const QStringList& names) {
    for (FoldGroup* group : m_parts->groups)
        group->setOpen(names.contains(group->objectName()));
}

void AnnotationPanel::keyPressEvent(QKeyEvent* event) {
    const bool isPlain = !(event->modifiers() & ~Qt::KeypadModifier);
    const int digit = event->key() - Qt::Key_1;
    if (isPlain && event->key() == Qt::Key_Escape) {
        commitTyping();
        Q_EMIT left();
    } else if (isPlain && digit >= 0 && digit < 3 && m_content.obstacle.isEmpty()) {
        const auto tool = EditTool(int(EditTool::Trace) + digit);
        m_state->setEditTool(m_state->editTool() == tool ? EditTool::None : tool);
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace tracestudio
