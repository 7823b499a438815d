#pragma once

#include "widgets/theme.h"

#include <QLabel>
#include <QPainter>

namespace tracestudio {

/// Plain words that wrap, in one of the theme's colours, also in that of the next theme.
class TintedLabel : public QLabel {
  public:
    TintedLabel(const QString& name, QColor Theme::*tint, QWidget* parent = nullptr)
        : QLabel(parent)
        , m_tint(tint) {
        setObjectName(name);
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        setMinimumWidth(1);
    }
    void setTint(QColor Theme::*tint) {
        m_tint = tint;
        update();
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setPen(theme().*m_tint);
        painter.drawText(contentsRect(), int(Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter), text());
    }

  private:
    QColor Theme::*m_tint;
};

/// Why what was typed nearby cannot be, with the mark of failing things; takes no room while there is nothing to say.
class RefusalLabel : public TintedLabel {
  public:
    explicit RefusalLabel(const QString& name, QWidget* parent = nullptr)
        : TintedLabel(name, &Theme::failure, parent) {
        hide();
    }
    void say(const QString& why) {
        setText(why.isEmpty() ? QString() : QStringLiteral("✗ ") + why);
        setVisible(!why.isEmpty());
    }
};

} // namespace tracestudio
