#include "widgets/figure_fields.h"

#include "widgets/step_arrows.h"

#include <QKeyEvent>

namespace tracestudio {

namespace {

/// Shows no more digits than a number has.
class NumberBox : public QDoubleSpinBox {
  public:
    [[nodiscard]] QString textFromValue(double value) const override {
        QString text = QDoubleSpinBox::textFromValue(value);
        const QString point = locale().decimalPoint();
        if (!text.contains(point))
            return text;
        while (text.endsWith(locale().zeroDigit()))
            text.chop(1);
        if (text.endsWith(point))
            text.chop(point.size());
        return text;
    }
};

} // namespace

void FigureFields::setOptions(const FigureOptions& options) {
    m_options = options;
    show();
}

void FigureFields::show() {
    m_isShowing = true;
    for (const auto& show : m_show)
        show();
    m_isShowing = false;
}

ColourButton* FigureFields::colourButton(const QString& name, const QString& title,
                                         std::function<QColor*(FigureOptions&)> find) {
    auto* button = new ColourButton(title);
    button->setObjectName(name);
    connect(button, &ColourButton::chosen, this, [this, find](const QColor& colour) {
        edit([&](FigureOptions& options) {
            if (QColor* chosen = find(options))
                *chosen = colour;
        });
    });
    return button;
}

ChoiceBox* FigureFields::choiceBox(const char* name, const QStringList& words) {
    auto* box = new ChoiceBox;
    box->setObjectName(QString::fromLatin1(name));
    box->addItems(words);
    box->setFocusPolicy(Qt::StrongFocus);
    box->installEventFilter(this);
    return box;
}

QDoubleSpinBox* FigureFields::numberBox(const char* name, const QString& suffix, double least, double most,
                                        double step) {
    auto* box = new NumberBox;
    box->setObjectName(QString::fromLatin1(name));
    box->setDecimals(3);
    box->setRange(least, most);
    box->setSingleStep(step);
    box->setSuffix(suffix);
    dress(box);
    return box;
}

QSpinBox* FigureFields::countBox(const char* name, int least, int most) {
    auto* box = new QSpinBox;
    box->setObjectName(QString::fromLatin1(name));
    box->setRange(least, most);
    dress(box);
    return box;
}

void FigureFields::dress(QAbstractSpinBox* box) {
    // Told when it is typed, not digit by digit.
    box->setKeyboardTracking(false);
    box->setFocusPolicy(Qt::StrongFocus);
    box->installEventFilter(this);
    new StepArrows(box);
    // Its text stands where that of a choice does.
    box->setStyleSheet(QStringLiteral("QAbstractSpinBox { padding: 4px 20px 4px 5px; }"));
}

bool FigureFields::eventFilter(QObject* watched, QEvent* event) {
    const auto* key = event->type() == QEvent::ShortcutOverride ? static_cast<QKeyEvent*>(event) : nullptr;
    const bool isUndo = key && (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo));
    const bool isStrayWheel = event->type() == QEvent::Wheel && !static_cast<QWidget*>(watched)->hasFocus();
    if (isUndo || isStrayWheel) {
        event->ignore(); // for the window, or for what the field stands in to scroll
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace tracestudio
