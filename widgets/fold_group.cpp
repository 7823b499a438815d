#include "widgets/fold_group.h"

#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>

namespace tracestudio {

namespace {

constexpr int labelWidth = 104;
constexpr int rowHeight = 26;

/// A heading over the group's whole width, with an arrow that says whether it is open.
class Heading : public QToolButton {
  public:
    using QToolButton::QToolButton;
    [[nodiscard]] QSize sizeHint() const override { return {80, 32}; }

  protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& t = theme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(hasFocus() ? QPen(t.accent, 1) : QPen(Qt::NoPen));
        painter.setBrush(underMouse() ? t.hoverFill : QColor(Qt::transparent));
        painter.drawRoundedRect(QRectF(rect()).adjusted(4.5, 2.5, -4.5, -2.5), 6, 6);
        painter.save();
        painter.translate(18, height() / 2.0);
        painter.rotate(isChecked() ? 0 : -90);
        paintGlyph(painter, QRectF(-6, -6, 12, 12), Glyph::Chevron, t.mutedText);
        painter.restore();
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.setPen(isChecked() || underMouse() ? t.text : t.mutedText);
        painter.drawText(rect().adjusted(30, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
    }
};

} // namespace

FoldGroup::FoldGroup(const QString& title, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_heading(new Heading(this))
    , m_body(new QWidget(this)) {
    setObjectName(name);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_heading->setObjectName(name + QStringLiteral("Heading"));
    m_heading->setText(title);
    m_heading->setAccessibleName(title);
    m_heading->setCheckable(true);
    m_heading->setChecked(true);
    m_heading->setFocusPolicy(Qt::StrongFocus);
    m_heading->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    layout->addWidget(m_heading);
    m_grid = new QGridLayout(m_body);
    m_grid->setContentsMargins(12, 2, 12, 12);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnMinimumWidth(0, labelWidth);
    m_grid->setColumnStretch(1, 1);
    layout->addWidget(m_body);
    connect(m_heading, &QToolButton::toggled, m_body, &QWidget::setVisible);
    connect(m_heading, &QToolButton::clicked, this, [this](bool isOpen) {
        if (isOpen)
            Q_EMIT unfolded();
    });
}

void FoldGroup::addRow(const QString& label, QWidget* control) {
    const int row = m_grid->rowCount();
    auto* text = new QLabel(label, m_body);
    text->setBuddy(control);
    text->setFixedWidth(labelWidth);
    text->setMinimumHeight(rowHeight);
    text->setWordWrap(true);
    if (control->accessibleName().isEmpty())
        control->setAccessibleName(label);
    m_grid->addWidget(text, row, 0, Qt::AlignTop);
    const bool isField = qobject_cast<QComboBox*>(control) || qobject_cast<QAbstractSpinBox*>(control) ||
                         qobject_cast<QLineEdit*>(control);
    if (isField)
        control->setFixedHeight(rowHeight);
    m_grid->addWidget(control, row, 1);
}

void FoldGroup::addWide(QWidget* control) {
    m_grid->addWidget(control, m_grid->rowCount(), 0, 1, 2);
}

void FoldGroup::setRowVisible(QWidget* control, bool isVisible) {
    control->setVisible(isVisible);
    for (QLabel* label : m_body->findChildren<QLabel*>(QString(), Qt::FindDirectChildrenOnly))
        if (label->buddy() == control)
            label->setVisible(isVisible);
}

void FoldGroup::setControlsEnabled(bool isEnabled) {
    m_body->setEnabled(isEnabled);
}

bool FoldGroup::isOpen() const {
    return m_heading->isChecked();
}

void FoldGroup::setOpen(bool isOpen) {
    m_heading->setChecked(isOpen);
}

} // namespace tracestudio
