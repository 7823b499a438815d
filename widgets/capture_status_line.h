#pragma once

#include <QString>
#include <QWidget>

namespace tracestudio {

/// How a source is doing, as a colour beside the word.
enum class CaptureLamp {
    Off,     ///< not started, or at its end
    Waiting, ///< opening, or trying again
    Good,    ///< pictures come
    Bad,     ///< stalled or lost
    Held,    ///< frozen
};

/// How a source is doing: a lamp and a word, the figures, which end in … where they have no room, and what was
/// recorded, which has the room first. Its size follows from the font alone, so that what changes ten times a second
/// moves nothing. GUI thread.
class CaptureStatusLine : public QWidget {
  public:
    explicit CaptureStatusLine(QWidget* parent = nullptr);

    void setStatus(CaptureLamp lamp, const QString& state, const QString& figures);
    /// Empty where nothing is being recorded.
    void setRecorded(const QString& text);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    [[nodiscard]] QColor lampColour() const;
    [[nodiscard]] int widthOf(const QString& text) const;
    [[nodiscard]] int wantedWidth() const;
    void tell();

    CaptureLamp m_lamp = CaptureLamp::Off;
    QString m_state, m_figures, m_recorded;
    int m_steadyWidth = 0; ///< the most that was wanted in this state: the lamp does not dance with the figures
};

} // namespace tracestudio
