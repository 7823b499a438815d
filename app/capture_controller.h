#pragma once

#include "app/asked_pictures.h"
#include "app/capture_keeping.h"
#include "app/document.h"
#include "app/settings.h"
#include "capture/capture_session.h"
#include "capture/devices.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <array>
#include <atomic>
#include <memory>

class QWidget;

namespace tracestudio {

class CapturePanel;
class ModelController;

/// Joins the capture panel, a capture session and the document: the newest picture of a camera or a recording is shown
/// in the views, asked about, frozen and kept. One picture is on its way to the screen at a time; while it is painted
/// newer ones replace each other. GUI thread; all waiting is done by the session's threads and a lane.
class CaptureController : public QObject {
    Q_OBJECT
  public:
    CaptureController(Document* document, Settings* settings, CapturePanel* panel, ModelController* models,
                      QWidget* window);
    ~CaptureController() override;

    /// Shows what comes from a device or a recording (see openSource) from now on.
    void open(const QString& uri, const SourceOptions& options = {});
    /// Begins to watch what is plugged in; called when the panel is first seen.
    void watchDevices();
    /// Nothing is being opened, painted or written; a recording that plays counts as settled once it shows.
    [[nodiscard]] bool isIdle() const;
    [[nodiscard]] bool isOpen() const { return m_session->isOpen(); }
    /// Pictures come, or are waited for.
    [[nodiscard]] bool isRunning() const;
    /// What the chosen source is called in the bar.
    [[nodiscard]] QString sourceName() const;
    [[nodiscard]] CaptureSession& session() { return *m_session; }
    [[nodiscard]] CaptureKeeping* keeping() { return m_keeping.get(); }
    /// It is not known yet whether there will be a picture.
    [[nodiscard]] bool isOpening() const;
    [[nodiscard]] bool canFreeze() const { return m_session->isOpen() && m_hasShown; }
    [[nodiscard]] bool canSave() const { return m_shown && m_document->isLive(); }
    [[nodiscard]] bool canRecord() const;
    /// The picture of the source in the views; null when there is none.
    [[nodiscard]] const std::shared_ptr<const LiveFrame>& shown() const { return m_shown; }
    /// How long pictures took from their arrival until they were on the screen, the newest last, milliseconds.
    [[nodiscard]] const std::vector<double>& latencies() const { return m_latencies; }

  public Q_SLOTS:
    void start(); ///< the chosen source
    void stop();
    void close(); ///< stops, and goes back to the sample
    /// The picture stays as it is while the camera goes on; again: the newest is shown. A recording pauses and plays.
    void freeze(bool isFrozen);
    void toggleFreeze();
    void openRecording();
    void openPictureFolder();
    void saveAsSample(); ///< the picture in the views

  Q_SIGNALS:
    /// A source was opened: the panel should be seen.
    void panelWanted();
    void stateChanged(); ///< any of isOpening, canFreeze, canSave, canRecord
    void reported(tracestudio::Severity severity, const QString& message);
    /// Of how the source does; no longer of interest once it has recovered, or another is opened.
    void sourceReported(tracestudio::Severity severity, const QString& message);
    void sourceRecovered();
    /// The picture that the last answer is about, with the answer, to stand beside the live one; null: not needed.
    void askedPictureChanged(const std::shared_ptr<const tracestudio::ViewScene>& scene, const QString& title);

  protected:
    void customEvent(QEvent* event) override; ///< the last picture has been painted

  private:
    void connectPanel();
    void takeNews();
    void takeStatus();
    void showPosition();
    void takeEvents();
    void show(LiveFrame frame);
    void present();
    void refine();
    void drawAnswers();
    void showAsked();
    void repeatIfFree();
    void tellState();
    void tellSilence();
    void showSources();
    void takeEnded(int answer);
    void takeDevices(const DeviceList& list);
    void rememberRecording(const QString& path);
    void askForIntrinsics();
    [[nodiscard]] bool isHeld() const { return m_isFrozen || !m_document->isLive(); }

    Document* m_document;
    Settings* m_settings;
    CapturePanel* m_panel;
    ModelController* m_models;
    QWidget* m_window;

    QString m_uri; ///< chosen; perhaps not open
    SourceOptions m_options;
    std::uint64_t m_view = 0; ///< counts sources that were opened
    CaptureStatus m_status;   ///< as it was last looked at: once for a picture, and some times a second
    QElapsedTimer m_sinceOpening;
    bool m_isSilenceTold = false; ///< while it is being opened
    std::shared_ptr<const LiveFrame> m_shown, m_newest;
    AskedPictures m_asked;
    bool m_isFrozen = false;
    bool m_hasShown = false; ///< anything of the open source
    bool m_isRefining = false;
    bool m_isPainting = false; ///< a picture is on its way to the screen
    bool m_repeatsWhenNew = false;
    std::array<bool, 4> m_toldState{}; ///< isOpening, canFreeze, canSave, canRecord
    int m_asideAnswer = 0;             ///< shown beside, with this title, when it said this
    QString m_asideTitle;
    std::string m_asideText;
    DeviceList m_devices;
    std::vector<double> m_latencies;
    QTimer m_statusTimer;
    std::unique_ptr<DeviceWatch> m_watch;
    std::atomic<bool> m_hasNews = false; ///< told, and not looked at yet
    JobLane m_lane{1}, m_newsLane{1};
    std::unique_ptr<CaptureSession> m_session; ///< its threads call back
    std::unique_ptr<CaptureKeeping> m_keeping;
};

} // namespace tracestudio
