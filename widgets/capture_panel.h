#pragma once

#include "widgets/capture_status_line.h"

#include <QString>
#include <QStringList>
#include <QWidget>
#include <vector>

class QActionGroup;
class QMenu;
class QPushButton;
class QToolButton;

namespace tracestudio {

class ChoiceBox;
class PlaybackBar;
class SourceButton;

/// A camera or a recording to choose from.
struct CaptureChoice {
    QString id;
    QString text;
    QString toolTip;
    bool operator==(const CaptureChoice&) const = default;
};

/// What recording writes.
enum class RecordKind { Samples, TumFolder };

/// The bar under the views while pictures come from a camera or a recording: which source in which mode, Start and
/// Stop, Freeze, what is kept of the pictures, how the source is doing, and for recordings a timeline. Takes as many
/// lines as its width asks for. Knows words only; what they mean is the program's. GUI thread.
///
/// Frames count from 0 here, and from 1 in what is shown. The mouse does not move the keyboard's focus to the buttons,
/// so that the window's Space goes on to freeze after a click; a button reached by Tab has Space for itself.
/// Object names: sourceButton, modeBox, startButton, freezeButton, saveSampleButton, recordButton, recordOptions,
/// repeatButton, carryOverButton, captureStatus, playback, stepBackButton, playButton, stepForwardButton, timeline,
/// frameBox, playTime, speedBox, loopButton.
class CapturePanel : public QWidget {
    Q_OBJECT
  public:
    explicit CapturePanel(QWidget* parent = nullptr);

    /// What the source button's menu offers; may change while it is open.
    void setSources(const std::vector<CaptureChoice>& devices, const std::vector<CaptureChoice>& recent);
    /// The chosen source on its button; an empty id asks to choose one.
    void setSource(const QString& id, const QString& text, const QString& toolTip);
    void showSourceMenu();
    void focusSource(); ///< leads the keyboard here
    /// Hidden where there is nothing to choose.
    void setModes(const QStringList& modes, int current);

    /// Start becomes Stop while a source runs.
    void setRunning(bool isRunning);
    void setFrozen(bool isFrozen);
    void setCanFreeze(bool can);
    void setCanSave(bool can);
    void setCanRecord(bool can);
    /// `text` tells how much was recorded; shown in the status while recording.
    void setRecording(bool isRecording, const QString& text);
    [[nodiscard]] RecordKind recordKind() const;
    void setRecordKind(RecordKind kind);
    /// Seconds between recorded frames; 0 records every frame.
    [[nodiscard]] double recordInterval() const;
    void setRecordInterval(double seconds);

    [[nodiscard]] bool repeats() const;
    void setRepeats(bool repeats);
    [[nodiscard]] bool carriesOver() const;
    void setCarriesOver(bool carriesOver);

    /// Cheap, and moves nothing: to be called as often as the figures change.
    void setStatus(CaptureLamp lamp, const QString& state, const QString& figures, const QString& toolTip);

    /// How many frames the recording has; 0 for a camera, which has no timeline.
    void setTimeline(int frames);
    /// Which frame is shown, its seconds since the first one, and those of the last.
    void setPosition(int frame, double seconds, double duration);
    void setPlaying(bool isPlaying);
    /// Marks the frame an answer belongs to; −1 marks none.
    void setMark(int frame);
    [[nodiscard]] double speed() const;
    void setSpeed(double speed); ///< the nearest of those offered
    [[nodiscard]] bool loops() const;
    void setLoops(bool loops);

  Q_SIGNALS:
    void sourceChosen(const QString& id);
    void openRecordingRequested();
    void openFolderRequested();
    void modeChosen(int index);
    void startRequested();
    void stopRequested();
    void freezeToggled(bool isFrozen);
    void saveRequested();
    void recordToggled(bool isRecording);
    void recordOptionsChanged();
    void repeatToggled(bool repeats);
    void carryOverToggled(bool carriesOver);
    void playToggled(bool isPlaying);
    void stepRequested(int frames); ///< 1 forward, −1 back
    void seekRequested(int frame);  ///< another one than that shown
    void speedChanged(double speed);
    void loopToggled(bool loops);
    void left(); ///< Escape: the person is done here

  protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QWidget* createControls();
    void createRecordControl(QWidget* parent);
    QMenu* createRecordMenu();
    void dressRecordControl();
    QToolButton* createToggle(const char* name, const QString& text, const QString& toolTip, QWidget* parent);
    void fillSourceMenu();
    void showStartButton();
    void showRecordButton();
    [[nodiscard]] static QString recordWord(bool isRecording);
    void fitWidths();

    std::vector<CaptureChoice> m_devices, m_recent;
    QString m_sourceId;
    SourceButton* m_source = nullptr;
    QMenu* m_sources = nullptr;
    ChoiceBox* m_mode = nullptr;
    QPushButton* m_start = nullptr;
    QToolButton *m_freeze = nullptr, *m_save = nullptr;
    QWidget* m_recordControl = nullptr;
    QToolButton *m_record = nullptr, *m_recordOptions = nullptr;
    QActionGroup *m_kinds = nullptr, *m_intervals = nullptr;
    QToolButton *m_repeat = nullptr, *m_carryOver = nullptr;
    CaptureStatusLine* m_status = nullptr;
    PlaybackBar* m_playback = nullptr;
    QStringList m_modes;
    int m_modeIndex = -1;
    bool m_isRunning = false;
    bool m_canRecord = false;
};

} // namespace tracestudio
