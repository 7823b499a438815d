#include "widgets/colour_button.h"

#include "widgets/theme.h"

#include <QColorDialog>
#include <QPainter>

namespace tracestudio {

ColourButton::ColourButton(const QString& title, QWidget* parent)
    : QAbstractButton(parent) {
    setText(title);
    setToolTip(tr("Colour of %1").arg(title));
    setAccessibleName(tr("Colour of %1").arg(title));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &ColourButton::choose);
}

void ColourButton::setColour(const QColor& colour) {
    m_colour = colour;
    update();
}

QSize ColourButton::sizeHint() const {
    return {24, 24};
}

void ColourButton::choose() {
    auto* dialog = new QColorDialog(m_colour, this);
    dialog->setObjectName(objectName() + QStringLiteral("Dialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setOption(QColorDialog::DontUseNativeDialog);
    dialog->setWindowTitle(tr("Colour of %1").arg(text()));
    const auto apply = [this](const QColor& colour) {
        if (!colour.isValid() || colour == m_colour)
            return;
        setColour(colour);
        Q_EMIT chosen(colour);
    };
    connect(dialog, &QColorDialog::currentColorChanged, this, apply);
    connect(dialog, &QColorDialog::rejected, this, [apply, before = m_colour] { apply(before); });
    dialog->setModal(false);
    dialog->show();
}

void ColourButton::paintEvent(QPaintEvent*) {
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() || underMouse() ? t.accent : t.line, 1));
    painter.setBrush(t.field);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(frame, 6, 6);
    QColor fill = m_colour;
    fill.setAlphaF(isEnabled() ? 1.0f : 0.4f);
    // Its rim tells a colour apart from a ground of the same.
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(frame.adjusted(3, 3, -3, -3), 3, 3);
}

} // namespace tracestudio
