#pragma once

#include "widgets/theme.h"

#include <QLabel>
#include <QPainter>

namespace tracestudio {

/// Plain words that wrap, on the tinted ground of warnings: for what must not be overlooked. They can be copied.
class NoticeLabel : public QLabel {
  public:
    explicit NoticeLabel(const QString& name, QWidget* parent = nullptr)
        : QLabel(parent) {
        setObjectName(name);
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        setTextInteractionFlags(Qt::TextSelectableByMouse);
        setMinimumWidth(1);
        setMargin(8);
    }

  protected:
    void paintEvent(QPaintEvent* event) override {
        {
            QPainter painter(this);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(theme().warning, 1));
            painter.setBrush(theme().warningFill);
            painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
        }
        QLabel::paintEvent(event);
    }
};

} // namespace tracestudio
