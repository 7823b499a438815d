#pragma once

#include "widgets/theme.h"

#include <QEvent>
#include <QLabel>

namespace tracestudio {

/// Why what was typed nearby cannot be, in the colour of failing things and with their mark; takes no room while there
/// is nothing to say.
class RefusalLabel : public QLabel {
  public:
    explicit RefusalLabel(const QString& name, QWidget* parent = nullptr)
        : QLabel(parent) {
        setObjectName(name);
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        setMinimumWidth(1);
        dress();
        hide();
    }
    void say(const QString& why) {
        setText(why.isEmpty() ? QString() : QStringLiteral("✗ ") + why);
        setVisible(!why.isEmpty());
    }

  protected:
    void changeEvent(QEvent* event) override {
        if (event->type() == QEvent::ApplicationPaletteChange)
            dress();
        QLabel::changeEvent(event);
    }

  private:
    void dress() {
        QPalette colours = palette();
        colours.setColor(QPalette::WindowText, theme().failure);
        setPalette(colours);
    }
};

} // namespace tracestudio
