#include "widgets/completing_edit.h"

#include "widgets/elided_label.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStringListModel>
#include <QStyledItemDelegate>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int mostRows = 10, sidePadding = 8, rowPadding = 5, mostWidth = 480;
constexpr int mostMeasured = 2000; // words; of more the list is as wide as it may be

class Words : public QStringListModel {
  public:
    using QStringListModel::QStringListModel;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
        if (role == Qt::ToolTipRole)
            return plainToolTip(QStringListModel::data(index, Qt::DisplayRole).toString());
        return QStringListModel::data(index, role);
    }
};

/// A row of the list: its words end in … where the list ends.
class Row : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const override {
        return {1, option.fontMetrics.height() + 2 * rowPadding};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& t = theme();
        const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
        const bool isCurrent = view && view->currentIndex() == index;
        if (isCurrent || option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(option.rect, isCurrent ? t.accentFill : t.hoverFill);
        painter->setPen(t.text);
        const QRect place = option.rect.adjusted(sidePadding, 0, -sidePadding, 0);
        const QString words = index.data().toString();
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(words, Qt::ElideRight, place.width()));
    }
};

} // namespace

CompletingEdit::CompletingEdit(QWidget* parent)
    : QLineEdit(parent)
    , m_words(new Words(this)) {
    auto* completer = new QCompleter(m_words, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(mostRows);
    setCompleter(completer);
    QAbstractItemView* list = completer->popup();
    list->setObjectName(QStringLiteral("completions"));
    list->setItemDelegate(new Row(list));
    list->setMouseTracking(true);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->installEventFilter(this);
}

void CompletingEdit::setWords(const QStringList& words) {
    if (words == m_words->stringList())
        return;
    m_words->setStringList(words);
    m_widest = words.size() > mostMeasured ? mostWidth : 0;
    if (m_widest == 0)
        for (const QString& word : words)
            m_widest = std::max(m_widest, fontMetrics().horizontalAdvance(word));
}

void CompletingEdit::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down && !completer()->popup()->isVisible() && m_words->rowCount() > 0) {
        completer()->setCompletionPrefix({});
        completer()->complete();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

bool CompletingEdit::eventFilter(QObject* watched, QEvent* event) {
    // The completer puts its list under the line, as wide as that is, with each key.
    if (watched == completer()->popup() && (event->type() == QEvent::Show || event->type() == QEvent::Move))
        fitList();
    return QLineEdit::eventFilter(watched, event);
}

void CompletingEdit::fitList() {
    QAbstractItemView* list = completer()->popup();
    constexpr int frame = 6, scrollBar = 10;
    const int room = std::max(width(), window()->width());
    const int wanted = m_widest + 2 * sidePadding + frame + scrollBar;
    const int wide = std::clamp(wanted, width(), std::max(width(), std::min(mostWidth, room)));
    if (list->minimumWidth() != wide || list->maximumWidth() != wide)
        list->setFixedWidth(wide);
    // In line with the field's other end where it would leave the window.
    const int left = mapToGlobal(QPoint(0, 0)).x();
    const int end = window()->mapToGlobal(QPoint(window()->width(), 0)).x();
    const int x = left + wide <= end ? left : left + width() - wide;
    if (list->x() != x)
        list->move(x, list->y());
}

} // namespace tracestudio
