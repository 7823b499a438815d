#include "widgets/shortcuts_dialog.h"

#include "widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <algorithm>
#include <memory>

namespace tracestudio {

namespace {

int columnsAt(int width) {
    return std::clamp(width / 400, 1, 4);
}

/// A key as it looks on a keyboard.
class KeyCap : public QLabel {
  public:
    explicit KeyCap(const QString& key)
        : QLabel(key) {
        setTextFormat(Qt::PlainText);
        setAlignment(Qt::AlignCenter);
        setContentsMargins(7, 2, 7, 3);
        setMinimumWidth(24);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

  protected:
    void paintEvent(QPaintEvent* event) override {
        const Theme& t = theme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t.line, 1));
        painter.setBrush(t.chip);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        QLabel::paintEvent(event);
    }
};

/// One key cap for each of several keys that are apart by " / ".
QWidget* keyCaps(const QString& keys) {
    auto* caps = new QWidget;
    auto* layout = new QHBoxLayout(caps);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (const QString& key : keys.split(QStringLiteral(" / ")))
        layout->addWidget(new KeyCap(key));
    layout->addStretch();
    return caps;
}

/// As wide as the widest keys, so that the meanings of all groups stand in line.
int keysWidth(const std::vector<ShortcutGroup>& groups) {
    int widest = 0;
    for (const ShortcutGroup& group : groups)
        for (const ShortcutRow& row : group.rows) {
            const std::unique_ptr<QWidget> caps(keyCaps(row.keys));
            widest = std::max(widest, caps->sizeHint().width());
        }
    return std::min(widest, 200);
}

QWidget* groupBox(const ShortcutGroup& group, int keysWide) {
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    auto* title = new QLabel(group.title);
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    grid->addWidget(title, 0, 0, 1, 2);
    grid->setRowMinimumHeight(0, 24);
    int row = 1;
    for (const ShortcutRow& shortcut : group.rows) {
        QWidget* caps = keyCaps(shortcut.keys);
        caps->setMinimumWidth(keysWide);
        auto* meaning = new QLabel(shortcut.meaning);
        meaning->setTextFormat(Qt::PlainText);
        meaning->setWordWrap(true);
        meaning->setAccessibleDescription(shortcut.keys);
        grid->addWidget(caps, row, 0);
        grid->addWidget(meaning, row++, 1);
    }
    return box;
}

} // namespace

ShortcutsDialog::ShortcutsDialog(QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keys"));
    setModal(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_scroll = new QScrollArea;
    m_scroll->setObjectName(QStringLiteral("shortcutsScroll"));
    m_scroll->setAccessibleName(tr("Keys"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_scroll);
    resize(960, 480);
}

void ShortcutsDialog::setGroups(const std::vector<ShortcutGroup>& groups) {
    m_groups = groups;
    rebuild();
}

void ShortcutsDialog::toggle() {
    if (isVisible()) {
        hide();
        return;
    }
    show();
    raise();
    activateWindow();
    m_scroll->setFocus(Qt::PopupFocusReason);
}

void ShortcutsDialog::rebuild() {
    m_columns = columnsAt(width());
    auto* page = new QWidget;
    auto* columns = new QHBoxLayout(page);
    columns->setContentsMargins(24, 20, 24, 24);
    columns->setSpacing(32);
    std::vector<QVBoxLayout*> stacks;
    std::vector<std::size_t> heights(std::size_t(m_columns), 0);
    for (int i = 0; i < m_columns; ++i) {
        auto* stack = new QVBoxLayout;
        stack->setSpacing(20);
        columns->addLayout(stack, 1);
        stacks.push_back(stack);
    }
    const int keysWide = keysWidth(m_groups);
    // In order, each group under the shortest column so far: groups are kept whole.
    for (const ShortcutGroup& group : m_groups) {
        const auto shortest = std::size_t(std::min_element(heights.begin(), heights.end()) - heights.begin());
        stacks[shortest]->addWidget(groupBox(group, keysWide));
        heights[shortest] += group.rows.size() + 2;
    }
    for (QVBoxLayout* stack : stacks)
        stack->addStretch(1);
    // The page before goes later: a change of the style sheet that led here still has it on its list.
    if (QWidget* before = m_scroll->takeWidget()) {
        before->hide();
        before->deleteLater();
    }
    m_scroll->setWidget(page);
}

void ShortcutsDialog::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape || event->text() == QLatin1String("?")) {
        hide();
        return;
    }
    QDialog::keyPressEvent(event);
}

void ShortcutsDialog::resizeEvent(QResizeEvent* event) {
    QDialog::resizeEvent(event);
    if (columnsAt(width()) != m_columns)
        rebuild();
}

void ShortcutsDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_scroll)
        rebuild();
}

} // namespace tracestudio
