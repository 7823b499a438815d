#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace tracestudio {

class ChoiceBox;
class FrameBox;
class Timeline;

/// Where a recording is and how it plays: step, play, a timeline, the frame's number to be typed over, the time, the
/// speed and whether it begins again. What the person asks for is shown at once, before the program answers. Frames
/// count from 0 here, and from 1 in what is shown. GUI thread.
class PlaybackBar : public QWidget {
    Q_OBJECT
  public:
    explicit PlaybackBar(QWidget* parent = nullptr);

    void setFrames(int count);
    /// Which frame is shown, its seconds since the first one, and those of the last.
    void setPosition(int frame, double seconds, double duration);
    void setPlaying(bool isPlaying);
    void setMark(int frame); ///< −1 marks none
    [[nodiscard]] double speed() const;
    void setSpeed(double speed); ///< the nearest of those offered
    [[nodiscard]] bool loops() const;
    void setLoops(bool loops);
    /// Shows the frame's number again, whatever was being typed over it.
    void forgetTyped();

  Q_SIGNALS:
    void playToggled(bool isPlaying);
    void stepRequested(int frames); ///< 1 forward, −1 back
    void seekRequested(int frame);  ///< another one than that shown
    void speedChanged(double speed);
    void loopToggled(bool loops);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void showPosition();
    void fitWidths();

    QToolButton* m_play = nullptr;
    Timeline* m_timeline = nullptr;
    FrameBox* m_frame = nullptr;
    QLabel* m_time = nullptr;
    ChoiceBox* m_speed = nullptr;
    QToolButton* m_loop = nullptr;
    int m_frames = -1;
    int m_shown = 0; ///< the frame
    double m_seconds = 0, m_duration = 0;
    bool m_isPlaying = false;
};

} // namespace tracestudio
