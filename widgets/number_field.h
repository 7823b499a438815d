#pragma once

#include "widgets/edit_step.h"

#include <QAbstractSpinBox>
#include <optional>

namespace tracestudio {

/// A number as a person types it, with point or comma; nothing where the text is none, or not a finite one.
std::optional<double> numberIn(const QString& text);
/// `value` with at most `decimals` digits behind the point and no zeros that say nothing.
QString numberText(double value, int decimals);

/// A field for one number, typed or stepped: the arrow keys and, while it has the focus, the wheel make a step, with
/// Shift a fine one, with Ctrl or by page keys ten. What is typed counts from Return on or when the focus leaves, and
/// what is no such number is refused with a word and taken back; Esc takes it back too. Keeps the number it was given
/// to the last bit until another one is entered. GUI thread.
class NumberField : public QAbstractSpinBox {
    Q_OBJECT
  public:
    struct Range {
        double least = 0, most = 0;
        double step = 1, fineStep = 1;
        int decimals = 0;
        bool mayBeEmpty = false; ///< then there may be no number at all
        bool isRound = false;    ///< a step over one end comes in at the other, as angles do
    };

    /// `title` is what the number is called, in words of refusal and to a screen reader.
    NumberField(const QString& name, const QString& title, const Range& range, QWidget* parent = nullptr);

    [[nodiscard]] std::optional<double> value() const { return m_value; }
    /// Tells nothing, and leaves alone what is being typed.
    void setValue(std::optional<double> value);
    /// Forgets what is being typed as well.
    void replaceValue(std::optional<double> value);
    /// As if Return had been pressed.
    void commit();

    void stepBy(int steps) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// Steps and numbers of one visit to the field have one gesture; Return begins another one.
    void edited(std::optional<double> value, int gesture);
    /// Why what was typed cannot be; empty when the next number is right.
    void refused(const QString& why);

  protected:
    [[nodiscard]] StepEnabled stepEnabled() const override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    [[nodiscard]] QString textOf(std::optional<double> value) const;
    [[nodiscard]] bool isTyped() const; ///< there is text that does not count yet
    void enter(std::optional<double> value);

    QString m_title;
    Range m_range;
    std::optional<double> m_value;
    int m_gesture = nextGesture();
    bool m_isFine = false;
    int m_wheel = 0; ///< turned, but not yet a whole notch
};

} // namespace tracestudio
