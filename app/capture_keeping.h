#pragma once

#include "app/document.h"
#include "app/settings.h"
#include "capture/capture_session.h"
#include "capture/frame_recorder.h"

#include <QObject>
#include <memory>

class QWidget;

namespace tracestudio {

class CapturePanel;

/// Keeps what a camera or a recording shows: one picture as a sample of a dataset, or all that come, in a folder of
/// their own. All writing is done on a lane and the recorder's thread. GUI thread; `session` must outlive it.
class CaptureKeeping : public QObject {
    Q_OBJECT
  public:
    CaptureKeeping(Document* document, Settings* settings, CapturePanel* panel, CaptureSession* session,
                   QWidget* window);
    ~CaptureKeeping() override;

    /// Asks for the words and the place of a sample, and writes it.
    void save(std::shared_ptr<const LiveFrame> frame, const QString& instruction, const QString& sourceName);
    /// Begins to record in a new folder of recordFolder(), or ends it.
    void setRecording(bool isOn);
    [[nodiscard]] bool isRecording() const { return m_recorder != nullptr || !m_beginLane.isIdle(); }
    /// Tells the panel how far it is; ends a recording that has failed or whose source is gone.
    void showCounts();
    /// Nothing is being written but what is recorded.
    [[nodiscard]] bool isIdle() const { return m_lane.isIdle() && m_beginLane.isIdle(); }

    /// Where recordings go, each into a folder of its own.
    [[nodiscard]] QString recordFolder() const;
    void chooseRecordFolder();

  Q_SIGNALS:
    void reported(tracestudio::Severity severity, const QString& message);
    /// Files were written; they can be opened, beginning at this sample.
    void written(const QString& message, const QStringList& paths, const QString& sample);

  private:
    void endRecording();

    Document* m_document;
    Settings* m_settings;
    CapturePanel* m_panel;
    CaptureSession* m_session;
    QWidget* m_window;
    std::shared_ptr<FrameRecorder> m_recorder;
    QString m_recordingTo; ///< folder
    JobLane m_lane{1}, m_beginLane{1};
};

} // namespace tracestudio
