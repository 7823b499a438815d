#include "widgets/waypoint_table.h"

#include "widgets/flow_layout.h"
#include "widgets/theme.h"
#include "widgets/waypoint_model.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int rowHeight = 24, mostRows = 12;
const QString truthLayer = QStringLiteral("truth");

/// Plain words in the colours that the model gives them, which a style sheet would not let through.
class PlainHeader : public QHeaderView {
  public:
    PlainHeader(Qt::Orientation orientation, QWidget* parent)
        : QHeaderView(orientation, parent) {
        setHighlightSections(false);
        setSectionsClickable(orientation == Qt::Vertical);
        setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }

  protected:
    void paintEvent(QPaintEvent* event) override {
        QPainter(viewport()).fillRect(event->rect(), theme().panel);
        QHeaderView::paintEvent(event);
    }
    void paintSection(QPainter* painter, const QRect& place, int section) const override {
        const QVariant colour = model()->headerData(section, orientation(), Qt::ForegroundRole);
        painter->setPen(colour.isValid() ? colour.value<QColor>() : theme().mutedText);
        const QRect inner = place.adjusted(2, 0, -4, 0);
        const QString text = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
        painter->drawText(inner, int(defaultAlignment()),
                          fontMetrics().elidedText(text, Qt::ElideRight, inner.width()));
    }
};

/// The field in a cell. A number that cannot be keeps it open.
class WaypointDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    WaypointDelegate(WaypointModel* model, QTableView* view)
        : QStyledItemDelegate(view)
        , m_model(model)
        , m_view(view) {}

    /// Enters what is being typed; false where it is refused.
    bool commit() { return m_editor.isNull() || enter(m_editor); }

  Q_SIGNALS:
    void refused(const QString& why);

  protected:
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override {
        auto* editor = new QLineEdit(parent);
        editor->setObjectName(QStringLiteral("waypointEditor"));
        editor->setMaxLength(32);
        editor->setAlignment(Qt::AlignRight);
        editor->setStyleSheet(QStringLiteral("QLineEdit { padding: 0px 3px; border-radius: 4px; }"));
        editor->setAccessibleName(m_model->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString());
        m_editor = editor;
        m_index = index;
        return editor;
    }
    void setEditorData(QWidget* editor, const QModelIndex& index) const override {
        auto* field = static_cast<QLineEdit*>(editor);
        if (!field->isModified())
            field->setText(index.data(Qt::EditRole).toString());
    }
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override {
        model->setData(index, static_cast<QLineEdit*>(editor)->text(), Qt::EditRole);
    }
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const override {
        editor->setGeometry(option.rect);
    }
    bool eventFilter(QObject* watched, QEvent* event) override {
        auto* editor = qobject_cast<QLineEdit*>(watched);
        if (!editor || event->type() != QEvent::KeyPress)
            return QStyledItemDelegate::eventFilter(watched, event);
        const auto* key = static_cast<QKeyEvent*>(event);
        const QModelIndex index = m_index;
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (enter(editor) && index.isValid() && index.row() + 1 < m_model->rowCount())
                m_view->setCurrentIndex(index.siblingAtRow(index.row() + 1));
            return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab: {
            const int next =
                index.row() * WaypointModel::columns + index.column() + (key->key() == Qt::Key_Tab ? 1 : -1);
            if (enter(editor) && next >= 0 && next < m_model->rowCount() * WaypointModel::columns) {
                const QModelIndex cell = m_model->index(next / WaypointModel::columns, next % WaypointModel::columns);
                m_view->setCurrentIndex(cell);
                m_view->edit(cell);
            }
            return true;
        }
        case Qt::Key_Escape:
            Q_EMIT refused({});
            break;
        default:
            break;
        }
        return QStyledItemDelegate::eventFilter(watched, event);
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        if (!m_view->hasFocus() || index != m_view->currentIndex())
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme().accent, 1));
        painter->drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter->restore();
    }

  private:
    bool enter(QLineEdit* editor) {
        const QString why =
            editor->isModified() && m_index.isValid() ? m_model->refusal(m_index, editor->text()) : QString();
        Q_EMIT refused(why);
        if (!why.isEmpty()) {
            editor->selectAll();
            return false;
        }
        Q_EMIT commitData(editor);
        Q_EMIT closeEditor(editor, NoHint);
        return true;
    }

    WaypointModel* m_model;
    QTableView* m_view;
    mutable QPointer<QLineEdit> m_editor;
    mutable QPersistentModelIndex m_index;
};

/// Keeps its keys from the panel and the window, where digits choose a tool and arrows lead to the next sample.
class WaypointView : public QTableView {
  public:
    using QTableView::QTableView;

  protected:
    bool event(QEvent* event) override {
        if (event->type() != QEvent::ShortcutOverride || !isOwn(*static_cast<QKeyEvent*>(event)))
            return QTableView::event(event);
        event->accept();
        return true;
    }
    void keyPressEvent(QKeyEvent* event) override {
        QTableView::keyPressEvent(event); // ignores even what opened an editor
        if (isOwn(*event))
            event->accept();
    }

  private:
    /// What begins a number, edits a row or moves between cells.
    static bool isOwn(const QKeyEvent& event) {
        if (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))
            return false;
        switch (event.key()) {
        case Qt::Key_Delete:
        case Qt::Key_Backspace:
        case Qt::Key_Insert:
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_G:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            return true;
        default:
            break;
        }
        const QString text = event.text();
        return !text.isEmpty() && (text[0].isDigit() || QStringView(u"+-\u2212.,").contains(text[0]));
    }
};

QToolButton* toolButton(const QString& name, const QString& text, const QString& toolTip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setProperty("flat", true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

WaypointTable::WaypointTable(ViewState* state, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
    , m_model(new WaypointModel(this))
    , m_view(new WaypointView(this))
    , m_empty(new QLabel(tr("None yet. Click in a view with the trace tool, or add them here."), this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* choices = new QWidget(this);
    auto* row = new FlowLayout(choices, 4);
    m_inPicture = toolButton(QStringLiteral("waypointsInPicture"), tr("Pixel, depth"),
                             tr("Where each waypoint is seen in the picture, and how deep it is"), choices);
    m_inSpace = toolButton(QStringLiteral("waypointsInSpace"), tr("X, Y, Z"),
                           tr("Where each waypoint is in the camera's space: right, down, ahead"), choices);
    for (QToolButton* button : {m_inPicture, m_inSpace}) {
        button->setCheckable(true);
        button->setAutoExclusive(true);
        row->addWidget(button);
    }
    m_inPicture->setChecked(true);
    layout->addWidget(choices);

    m_empty->setObjectName(QStringLiteral("waypointsEmpty"));
    m_empty->setProperty("role", "muted");
    m_empty->setWordWrap(true);
    m_empty->setMinimumWidth(1);
    layout->addWidget(m_empty);

    m_view->setObjectName(QStringLiteral("waypointTable"));
    m_view->setAccessibleName(tr("Waypoints"));
    m_view->setModel(m_model);
    auto* delegate = new WaypointDelegate(m_model, m_view);
    m_view->setItemDelegate(delegate);
    connect(delegate, &WaypointDelegate::refused, this, &WaypointTable::refused);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                            QAbstractItemView::AnyKeyPressed);
    m_view->setTabKeyNavigation(false);
    m_view->setShowGrid(false);
    m_view->setCornerButtonEnabled(false);
    m_view->setStyleSheet(QStringLiteral("QTableCornerButton::section { background: transparent; border: none; }"));
    m_view->setHorizontalHeader(new PlainHeader(Qt::Horizontal, m_view));
    m_view->setVerticalHeader(new PlainHeader(Qt::Vertical, m_view));
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_view->horizontalHeader()->setMinimumSectionSize(32);
    m_view->horizontalHeader()->setFixedHeight(rowHeight);
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_view->verticalHeader()->setMinimumSectionSize(rowHeight);
    m_view->verticalHeader()->setFixedWidth(36);
    m_view->installEventFilter(this);
    layout->addWidget(m_view);

    auto* actions = new QWidget(this);
    auto* buttons = new FlowLayout(actions, 4);
    m_add = toolButton(QStringLiteral("addWaypoint"), tr("Add"),
                       tr("Put a waypoint behind the selected one (Insert), to be given its numbers"), actions);
    m_remove = toolButton(QStringLiteral("removeWaypoint"), tr("Remove"), tr("Remove the selected waypoint (Delete)"),
                          actions);
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    layout->addWidget(actions);

    QWidget* before = m_inPicture;
    for (QWidget* next : std::initializer_list<QWidget*>{m_inSpace, m_view, m_add, m_remove}) {
        setTabOrder(before, next);
        before = next;
    }
    connect(m_inSpace, &QToolButton::toggled, this, &WaypointTable::setInSpace);
    connect(m_add, &QToolButton::clicked, this, &WaypointTable::add);
    connect(m_remove, &QToolButton::clicked, this, &WaypointTable::removeCurrent);
    connect(m_model, &WaypointModel::edited, this, &WaypointTable::edited);
    connect(m_view->verticalHeader(), &QHeaderView::sectionClicked, this, &WaypointTable::waypointRequested);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (!m_isShowing && now.isValid())
            m_state->select({Selection::Kind::Waypoint, truthLayer, now.row()});
        m_remove->setEnabled(now.isValid());
    });
    connect(state, &ViewState::selectionChanged, this, &WaypointTable::showSelection);
    setTrajectory({}, {}, true);
}

void WaypointTable::setTrajectory(const std::vector<PointCamera>& trajectory, const Camera& camera, bool isAnother) {
    m_isShowing = true;
    m_model->setTrajectory(trajectory, camera, isAnother);
    m_isShowing = false;
    m_inPicture->setEnabled(camera.isValid());
    fitHeight();
    showSelection();
}

void WaypointTable::setFaulty(const std::set<int>& waypoints) {
    m_model->setFaulty(waypoints);
}

void WaypointTable::commit() {
    static_cast<WaypointDelegate*>(m_view->itemDelegate())->commit();
}

void WaypointTable::setInSpace(bool isInSpace) {
    m_model->setInSpace(isInSpace);
}

void WaypointTable::fitHeight() {
    const int rows = m_model->rowCount();
    m_view->setVisible(rows > 0);
    m_empty->setVisible(rows == 0);
    const int height = rowHeight + std::min(rows, mostRows) * rowHeight;
    if (m_view->height() != height)
        m_view->setFixedHeight(height);
}

void WaypointTable::showSelection() {
    const Selection& selection = m_state->selection();
    const bool isOurs = selection.kind == Selection::Kind::Waypoint && selection.layerId == truthLayer &&
                        selection.waypoint >= 0 && selection.waypoint < m_model->rowCount();
    m_remove->setEnabled(isOurs);
    m_isShowing = true;
    const QModelIndex current = m_view->currentIndex();
    if (!isOurs)
        m_view->setCurrentIndex({});
    else if (!current.isValid() || current.row() != selection.waypoint || !m_view->selectionModel()->hasSelection())
        m_view->setCurrentIndex(m_model->index(selection.waypoint, std::max(0, current.column())));
    m_isShowing = false;
}

void WaypointTable::add() {
    std::vector<PointCamera> after = m_model->trajectory();
    const QModelIndex current = m_view->currentIndex();
    const std::size_t at = current.isValid() ? std::size_t(current.row()) + 1 : after.size();
    PointCamera point;
    constexpr double firstDepthMetres = 1, liftMetres = 0.05;
    const Camera& camera = m_model->camera();
    if (after.empty())
        point = camera.isValid()
                    ? camera.backProject({camera.widthPixels / 2.0, camera.heightPixels / 2.0}, firstDepthMetres)
                    : PointCamera(0, 0, firstDepthMetres);
    else if (at < after.size())
        point = (after[at - 1] + after[at]) * 0.5;
    else // never where the last one is: two alike mislead the evaluator
        point = after.back() + (after.size() > 1 && after.back() != after[after.size() - 2]
                                    ? (after.back() - after[after.size() - 2]) * 0.5
                                    : PointCamera(0, -liftMetres, 0));
    after.insert(after.begin() + std::ptrdiff_t(at), point);
    Q_EMIT edited(after, {tr("Add waypoint %1").arg(at + 1), nextGesture()});
    if (int(at) < m_model->rowCount()) {
        m_state->select({Selection::Kind::Waypoint, truthLayer, int(at)});
        m_view->setFocus(Qt::OtherFocusReason);
    }
}

void WaypointTable::removeCurrent() {
    const QModelIndex current = m_view->currentIndex();
    if (!current.isValid())
        return;
    const int row = current.row();
    std::vector<PointCamera> after = m_model->trajectory();
    after.erase(after.begin() + row);
    Q_EMIT edited(after, {tr("Remove waypoint %1").arg(row + 1), nextGesture()});
    if (m_model->rowCount() > 0)
        m_state->select({Selection::Kind::Waypoint, truthLayer, std::min(row, m_model->rowCount() - 1)});
    else
        m_state->select({});
}

bool WaypointTable::handleKey(int key, Qt::KeyboardModifiers modifiers, const QString& text) {
    const QModelIndex current = m_view->currentIndex();
    switch (key) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        removeCurrent();
        return true;
    case Qt::Key_Insert:
        add();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current.isValid())
            m_view->edit(current);
        return true;
    case Qt::Key_G:
        if (current.isValid() && !(modifiers & ~Qt::ShiftModifier))
            Q_EMIT waypointRequested(current.row());
        return true;
    default:
        break;
    }
    return !text.isEmpty() && !modifiers.testFlag(Qt::ControlModifier) && text[0].isLetter();
}

bool WaypointTable::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (handleKey(key->key(), key->modifiers() & ~Qt::KeypadModifier, key->text()))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

void WaypointTable::changeEvent(QEvent* event) {
    if (event->type() == QEvent::EnabledChange)
        m_model->setQuiet(!isEnabled());
    QWidget::changeEvent(event);
}

} // namespace tracestudio

#include "waypoint_table.moc"
