#include "widgets/message_bar.h"

#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int shownAtMost = 3;

Glyph glyphOf(MessageKind kind) {
    switch (kind) {
    case MessageKind::Info:
        return Glyph::Info;
    case MessageKind::Success:
        return Glyph::Check;
    case MessageKind::Warning:
        return Glyph::Warning;
    case MessageKind::Error:
        return Glyph::Error;
    }
    return Glyph::Info;
}

QColor colourOf(MessageKind kind) {
    const Theme& t = theme();
    return kind == MessageKind::Error     ? t.failure
           : kind == MessageKind::Warning ? t.warning
           : kind == MessageKind::Success ? t.success
                                          : t.accent;
}

QColor fillOf(MessageKind kind) {
    const Theme& t = theme();
    return kind == MessageKind::Error     ? t.failureFill
           : kind == MessageKind::Warning ? t.warningFill
           : kind == MessageKind::Success ? t.successFill
                                          : t.chip;
}

} // namespace

/// One message: a sign, the text, perhaps a button, and the cross that closes it.
class MessageRow : public QFrame {
  public:
    MessageRow(int number, MessageKind kind, const QString& text, QWidget* parent)
        : QFrame(parent)
        , m_number(number)
        , m_kind(kind) {
        setObjectName(QStringLiteral("messageRow"));
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(36, 4, 4, 4);
        layout->setSpacing(8);
        m_label = new QLabel(text);
        m_label->setObjectName(QStringLiteral("messageText"));
        m_label->setTextFormat(Qt::PlainText);
        m_label->setWordWrap(true);
        m_label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        layout->addWidget(m_label, 1);
        setAccessibleName(text);
    }

    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] MessageKind kind() const { return m_kind; }
    [[nodiscard]] QString text() const { return m_label->text(); }
    [[nodiscard]] bool isTransient() const { return m_kind == MessageKind::Info || m_kind == MessageKind::Success; }

    QTimer* timer = nullptr; ///< of a transient message

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QColor border = colourOf(m_kind);
        border.setAlphaF(0.45f);
        painter.setPen(QPen(border, 1));
        painter.setBrush(fillOf(m_kind));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
        // The sign stands by the first line of a text of several lines.
        const double top = m_label->geometry().center().y() - 8.0;
        const double firstLine = m_label->geometry().top() + m_label->fontMetrics().height() / 2.0 - 8;
        const bool isOneLine = m_label->height() < 2 * m_label->fontMetrics().height();
        paintGlyph(painter, QRectF(12, isOneLine ? top : firstLine, 16, 16), glyphOf(m_kind), colourOf(m_kind));
    }

  private:
    int m_number;
    MessageKind m_kind;
    QLabel* m_label = nullptr;
};

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Messages"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(8, 8, 8, 8);
    m_layout->setSpacing(4);
    m_more = new QToolButton;
    m_more->setObjectName(QStringLiteral("messageMore"));
    m_more->setProperty("flat", true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    connect(m_more, &QToolButton::clicked, this, [this] {
        m_isExpanded = !m_isExpanded;
        arrange();
    });
    m_layout->addWidget(m_more, 0, Qt::AlignLeft);
    arrange();
}

int MessageBar::post(MessageKind kind, const QString& text, const QString& actionText, std::function<void()> action) {
    const auto same = std::find_if(m_messages.begin(), m_messages.end(),
                                   [&](const MessageRow* row) { return row->kind() == kind && row->text() == text; });
    if (same != m_messages.end())
        remove(*same); // its action may be about something newer now, so it is made anew

    auto* row = new MessageRow(m_nextNumber++, kind, text, this);
    auto* layout = static_cast<QHBoxLayout*>(row->layout());
    if (!actionText.isEmpty()) {
        auto* button = new QPushButton(actionText);
        button->setObjectName(QStringLiteral("messageAction"));
        connect(button, &QPushButton::clicked, this, [this, number = row->number(), run = std::move(action)] {
            dismiss(number);
            if (run)
                run();
        });
        layout->addWidget(button);
    }
    auto* close = new QToolButton;
    close->setObjectName(QStringLiteral("messageClose"));
    close->setProperty("flat", true);
    close->setIcon(glyphIcon(Glyph::Close));
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close this message"));
    close->setFocusPolicy(Qt::StrongFocus);
    connect(close, &QToolButton::clicked, this, [this, number = row->number()] { dismiss(number); });
    layout->addWidget(close);
    if (row->isTransient()) {
        row->timer = new QTimer(row);
        row->timer->setSingleShot(true);
        connect(row->timer, &QTimer::timeout, this, [this, row] {
            // Whoever reads or is about to press keeps the message.
            const QWidget* focused = row->isActiveWindow() ? QApplication::focusWidget() : nullptr;
            if (row->underMouse() || (focused && row->isAncestorOf(focused)))
                row->timer->start();
            else
                dismiss(row->number());
        });
        row->timer->start(m_autoHideMilliseconds);
    }
    m_messages.insert(m_messages.begin(), row);
    m_layout->insertWidget(0, row);
    arrange();
    QAccessibleEvent alert(row, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    Q_EMIT countChanged(count());
    return row->number();
}

void MessageBar::remove(MessageRow* row) {
    std::erase(m_messages, row);
    m_layout->removeWidget(row);
    row->hide();
    row->deleteLater();
}

void MessageBar::dismiss(int number) {
    const auto found = std::find_if(m_messages.begin(), m_messages.end(),
                                    [number](const MessageRow* row) { return row->number() == number; });
    if (found == m_messages.end())
        return;
    remove(*found);
    arrange();
    Q_EMIT countChanged(count());
}

void MessageBar::dismissAll() {
    if (m_messages.empty())
        return;
    while (!m_messages.empty())
        remove(m_messages.front());
    arrange();
    Q_EMIT countChanged(0);
}

void MessageBar::setAutoHideMilliseconds(int milliseconds) {
    m_autoHideMilliseconds = std::max(1, milliseconds);
}

void MessageBar::arrange() {
    const int hidden = std::max(0, count() - shownAtMost);
    if (hidden == 0)
        m_isExpanded = false;
    for (int i = 0; i < count(); ++i)
        m_messages[std::size_t(i)]->setVisible(m_isExpanded || i < shownAtMost);
    m_more->setVisible(hidden > 0);
    m_more->setText(m_isExpanded ? tr("Show fewer") : tr("and %n more", nullptr, hidden));
    setVisible(!m_messages.empty());
    if (m_area)
        place();
}

void MessageBar::floatOver(QWidget* area) {
    m_area = area;
    setParent(area);
    area->installEventFilter(this);
    arrange();
    place();
}

/// As wide as a line is read with ease, in the middle; the area's labels in its corners stay in sight where there is
/// room.
void MessageBar::place() {
    constexpr int widest = 620;
    const int width = std::min(widest, m_area->width());
    const int height = m_layout->hasHeightForWidth() ? m_layout->totalHeightForWidth(width) : sizeHint().height();
    setGeometry((m_area->width() - width) / 2, 0, width, std::min(height, m_area->height()));
    m_layout->activate();
    QRegion shown;
    for (const QWidget* row : m_messages)
        if (row->isVisibleTo(this))
            shown += row->geometry();
    if (m_more->isVisibleTo(this))
        shown += m_more->geometry();
    if (shown.isEmpty())
        clearMask();
    else
        setMask(shown);
    raise();
}

/// Over a picture the words need a ground.
void MessageBar::paintEvent(QPaintEvent* /*event*/) {
    if (!m_area || !m_more->isVisible())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().line, 1));
    painter.setBrush(theme().panel);
    painter.drawRoundedRect(QRectF(m_more->geometry()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

bool MessageBar::event(QEvent* event) {
    const bool isTaken = QWidget::event(event);
    if (m_area && event->type() == QEvent::LayoutRequest)
        place();
    return isTaken;
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_area && (event->type() == QEvent::Resize || event->type() == QEvent::Show))
        place();
    return QWidget::eventFilter(watched, event);
}

void MessageBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        for (MessageRow* row : m_messages)
            if (row->isAncestorOf(focusWidget())) {
                dismiss(row->number());
                return;
            }
    }
    QWidget::keyPressEvent(event);
}

void MessageBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        for (MessageRow* row : m_messages)
            row->update();
}

} // namespace tracestudio
