#include "widgets/command_palette.h"

#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QVBoxLayout>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int listedAtMost = 200;
constexpr int rowHeight = 32;
constexpr int rowsInView = 11;

enum ItemRole { ActionRole = Qt::UserRole + 1, CategoryTextRole, ShortcutTextRole, PositionsRole, SampleRole };

/// The words of an action as a person reads them: no mnemonic marks, no dots at the end.
QString plainText(const QString& text) {
    QString plain;
    for (int i = 0; i < text.size(); ++i) {
        if (text[i] == QLatin1Char('&') && i + 1 < text.size())
            ++i;
        plain += text[i];
    }
    return plain.section(QLatin1Char('\t'), 0, 0);
}

QString categoryOf(const QAction* action) {
    const QString given = action->property("category").toString();
    if (!given.isEmpty())
        return given;
    for (QObject* object : action->associatedObjects())
        if (const auto* menu = qobject_cast<QMenu*>(object); menu && !menu->title().isEmpty())
            return plainText(menu->title());
    return {};
}

class CommandDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {160, std::max(rowHeight, option.fontMetrics.height() + 12)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& t = theme();
        const bool isEnabled = index.flags().testFlag(Qt::ItemIsEnabled);
        const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (isCurrent || option.state.testFlag(QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(isCurrent ? t.accentFill : t.hoverFill);
            painter->drawRoundedRect(option.rect, 4, 4);
        }
        const QFontMetrics metrics(option.font);
        QRect room = option.rect.adjusted(12, 0, -12, 0);
        const QString shortcut = index.data(ShortcutTextRole).toString();
        painter->setFont(option.font);
        painter->setPen(isCurrent && isEnabled ? t.text : t.mutedText);
        if (!shortcut.isEmpty()) {
            painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, shortcut);
            room.setRight(room.right() - metrics.horizontalAdvance(shortcut) - 16);
        }
        const QString category = index.data(CategoryTextRole).toString();
        const QString text = index.data(Qt::DisplayRole).toString();
        const int categoryWidth = category.isEmpty() ? 0 : metrics.horizontalAdvance(category) + 16;
        const bool hasRoomForCategory = metrics.horizontalAdvance(text) + categoryWidth <= room.width();
        const QString shown = metrics.elidedText(text, Qt::ElideRight, room.width());
        QTextLayout layout(shown, option.font, painter->device());
        QList<QTextLayout::FormatRange> marks;
        for (const QVariant& position : index.data(PositionsRole).toList()) {
            QTextLayout::FormatRange mark;
            mark.start = position.toInt();
            mark.length = 1;
            mark.format.setForeground(t.accent);
            mark.format.setFontWeight(QFont::DemiBold);
            if (isEnabled && mark.start < shown.size())
                marks << mark;
        }
        layout.setFormats(marks);
        layout.beginLayout();
        QTextLine line = layout.createLine();
        if (line.isValid())
            line.setNumColumns(int(shown.size()));
        layout.endLayout();
        painter->setPen(isEnabled ? t.text : t.mutedText);
        layout.draw(painter, QPointF(room.left(), room.top() + (room.height() - layout.boundingRect().height()) / 2));
        if (hasRoomForCategory && line.isValid()) {
            painter->setPen(t.mutedText);
            const int left = room.left() + int(line.naturalTextWidth()) + 12;
            painter->drawText(QRect(left, room.top(), room.right() + 1 - left, room.height()),
                              Qt::AlignLeft | Qt::AlignVCenter, category);
        }
        painter->restore();
    }
};

} // namespace

std::optional<int> fuzzyScore(const QString& query, const QString& text, std::vector<int>* positions) {
    if (positions)
        positions->clear();
    std::vector<QChar> wanted;
    for (const QChar c : query)
        if (!c.isSpace())
            wanted.push_back(c.toCaseFolded());
    if (wanted.empty())
        return 0;
    const int letters = int(wanted.size()), places = int(text.size());
    if (letters > places)
        return std::nullopt;
    constexpr int none = -1'000'000, runBonus = 12;
    // best[q][p]: of the first q + 1 letters with the last at place p; a run costs nothing, a gap costs a little.
    std::vector<std::vector<int>> best(std::size_t(letters), std::vector<int>(std::size_t(places), none));
    std::vector<std::vector<int>> from(std::size_t(letters), std::vector<int>(std::size_t(places), -1));
    const auto startsWord = [&text](int p) {
        return p == 0 || !text[p - 1].isLetterOrNumber() || (text[p].isUpper() && text[p - 1].isLower());
    };
    for (int q = 0; q < letters; ++q) {
        int bestBefore = none, bestBeforePlace = -1; // over places at least two back
        for (int p = q; p < places; ++p) {
            if (q > 0 && p >= 2 && best[std::size_t(q - 1)][std::size_t(p - 2)] > bestBefore) {
                bestBefore = best[std::size_t(q - 1)][std::size_t(p - 2)];
                bestBeforePlace = p - 2;
            }
            if (text[p].toCaseFolded() != wanted[std::size_t(q)])
                continue;
            const int own = 10 + (startsWord(p) ? 12 : 0);
            int value = none, place = -1;
            if (q == 0) {
                value = own - std::min(p, 10);
            } else {
                if (bestBefore > none / 2) {
                    value = bestBefore + own - 3;
                    place = bestBeforePlace;
                }
                const int run = p >= 1 ? best[std::size_t(q - 1)][std::size_t(p - 1)] : none;
                if (run > none / 2 && run + own + runBonus > value) {
                    value = run + own + runBonus;
                    place = p - 1;
                }
            }
            best[std::size_t(q)][std::size_t(p)] = value;
            from[std::size_t(q)][std::size_t(p)] = place;
        }
    }
    const auto& last = best.back();
    const auto top = std::max_element(last.begin(), last.end());
    if (*top <= none / 2)
        return std::nullopt;
    if (positions) {
        positions->resize(std::size_t(letters));
        int place = int(top - last.begin());
        for (int q = letters - 1; q >= 0; --q) {
            (*positions)[std::size_t(q)] = place;
            place = from[std::size_t(q)][std::size_t(place)];
        }
    }
    return *top - places / 8;
}

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window) {
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Command palette"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    m_line = new QLineEdit;
    m_line->setObjectName(QStringLiteral("paletteLine"));
    m_line->setPlaceholderText(tr("Type a command, or #42 for a sample"));
    m_line->setAccessibleName(tr("Command"));
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::refill);
    layout->addWidget(m_line);
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        m_list->setCurrentItem(item);
        runCurrent();
    });
    layout->addWidget(m_list);
    hide();
}

void CommandPalette::setActions(const QList<QAction*>& actions) {
    m_actions.clear();
    for (QAction* action : actions)
        if (action && !action->isSeparator() && !m_actions.contains(action))
            m_actions << action;
    if (isVisible())
        refill();
}

void CommandPalette::open(const QString& text) {
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    m_line->setText(text);
    refill();
    place();
    show();
    raise();
    m_line->setFocus(Qt::PopupFocusReason);
    qApp->installEventFilter(this);
}

void CommandPalette::dismiss() {
    if (!isVisible())
        return;
    qApp->removeEventFilter(this);
    const bool hadFocus = m_line->hasFocus();
    hide();
    if (hadFocus && m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
    Q_EMIT dismissed();
}

void CommandPalette::refill() {
    fillList();
    place();
}

void CommandPalette::fillList() {
    m_list->clear();
    const QString query = m_line->text().trimmed();
    if (query.startsWith(QLatin1Char('#'))) {
        const QString id = query.mid(1).trimmed();
        auto* item = new QListWidgetItem(
            id.isEmpty() ? tr("Type the number of a sample") : tr("Go to sample %1").arg(id), m_list);
        item->setData(SampleRole, id);
        item->setData(CategoryTextRole, tr("Sample"));
        if (id.isEmpty())
            item->setFlags(Qt::NoItemFlags);
        m_list->setCurrentRow(0);
        return;
    }
    struct Match {
        QAction* action;
        int score;
        std::vector<int> positions;
    };
    std::vector<Match> matches;
    for (const QPointer<QAction>& action : m_actions) {
        if (!action || !action->isVisible() || action->text().isEmpty())
            continue;
        const QString text = plainText(action->text());
        Match match{action, 0, {}};
        std::optional<int> score = fuzzyScore(query, text, &match.positions);
        if (!score) { // "view fit" finds Fit in the menu View
            score = fuzzyScore(query, categoryOf(action) + QLatin1Char(' ') + text);
            if (!score)
                continue;
            *score -= 30;
            match.positions.clear();
        }
        match.score = *score - (action->isEnabled() ? 0 : 15) + (action == m_lastRun && query.isEmpty() ? 1 : 0);
        matches.push_back(std::move(match));
    }
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.score > b.score; });
    if (matches.size() > listedAtMost)
        matches.resize(listedAtMost);
    for (const Match& match : matches) {
        auto* item = new QListWidgetItem(plainText(match.action->text()), m_list);
        item->setData(ActionRole, int(m_actions.indexOf(match.action)));
        item->setData(CategoryTextRole, categoryOf(match.action));
        item->setData(ShortcutTextRole, match.action->shortcut().toString(QKeySequence::NativeText));
        QVariantList positions;
        for (const int position : match.positions)
            positions << position;
        item->setData(PositionsRole, positions);
        if (!match.action->isEnabled())
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
        item->setToolTip(match.action->statusTip());
    }
    if (matches.empty()) {
        auto* item = new QListWidgetItem(tr("No command matches"), m_list);
        item->setFlags(Qt::NoItemFlags);
        return;
    }
    m_list->setCurrentRow(-1);
    moveCurrent(1);
}

void CommandPalette::moveCurrent(int steps) {
    const int count = m_list->count();
    const int direction = steps < 0 ? -1 : 1;
    int row = m_list->currentRow() + steps;
    row = m_list->currentRow() >= 0 && std::abs(steps) == 1 ? (row + count) % std::max(1, count)
                                                            : std::clamp(row, 0, std::max(0, count - 1));
    for (int tries = 0; tries < count; ++tries, row = (row + direction + count) % count) {
        if (m_list->item(row)->flags().testFlag(Qt::ItemIsEnabled)) {
            m_list->setCurrentRow(row);
            return;
        }
    }
}

void CommandPalette::runCurrent() {
    const QListWidgetItem* item = m_list->currentItem();
    if (!item || !item->flags().testFlag(Qt::ItemIsEnabled))
        return;
    const QString id = item->data(SampleRole).toString();
    // The action may be gone by now: only its guarded pointer is asked.
    const QVariant place = item->data(ActionRole);
    const QPointer<QAction> action = place.isValid() ? m_actions.value(place.toInt()) : nullptr;
    dismiss(); // first, so that a command that opens something finds the window as it was
    if (!id.isEmpty()) {
        Q_EMIT goToSampleRequested(id);
    } else if (action) {
        m_lastRun = action;
        action->trigger();
    }
}

void CommandPalette::place() {
    const QWidget* over = parentWidget();
    if (!over)
        return;
    const int wide = std::clamp(over->width() * 2 / 5, std::min(480, over->width() - 32), 720);
    const int row = std::max(rowHeight, fontMetrics().height() + 12);
    const int rows = std::clamp(m_list->count(), 1, rowsInView);
    const int tall = std::min(m_line->sizeHint().height() + 24 + rows * row + 2, over->height() - 64);
    setGeometry((over->width() - wide) / 2, std::min(56, over->height() / 10), wide, std::max(tall, 80));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Up:
            moveCurrent(-1);
            return true;
        case Qt::Key_Down:
            moveCurrent(1);
            return true;
        case Qt::Key_PageUp:
            moveCurrent(1 - rowsInView);
            return true;
        case Qt::Key_PageDown:
            moveCurrent(rowsInView - 1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            runCurrent();
            return true;
        case Qt::Key_Escape:
            dismiss();
            return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab:
            return true; // there is nowhere else to go
        default:
            break;
        }
    } else if (watched == m_line && event->type() == QEvent::ShortcutOverride) {
        // These are the palette's while it is open, whatever the window does with them.
        const int key = static_cast<QKeyEvent*>(event)->key();
        for (const int own : {Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Return, Qt::Key_Enter,
                              Qt::Key_Escape})
            if (key == own) {
                event->accept();
                return true;
            }
    } else if (watched == m_line && event->type() == QEvent::FocusOut) {
        const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason)
            QMetaObject::invokeMethod(this, &CommandPalette::dismiss, Qt::QueuedConnection);
    } else if (watched == window() && event->type() == QEvent::Resize) {
        place();
    } else if (event->type() == QEvent::MouseButtonPress && isVisible()) {
        const auto* pressed = qobject_cast<QWidget*>(watched);
        if (pressed && pressed != this && !isAncestorOf(pressed) && pressed->window() == window())
            dismiss();
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent*) {
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(t.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace tracestudio
