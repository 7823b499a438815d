#include "app/capture_keeping.h"

#include "app/frame_sink.h"
#include "app/freeze_dialog.h"
#include "app/messages.h"
#include "benchmark/sample_writer.h"
#include "widgets/capture_panel.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>
#include <set>

namespace tracestudio {

namespace {

constexpr std::size_t rowsLookedAt = 2000;

std::filesystem::path pathOf(const QString& name) {
    return std::filesystem::path(name.toStdU16String());
}

/// What the dataset's rows say of where they come from, to be offered while typing.
QStringList dataSourcesOf(const Dataset* dataset) {
    std::set<QString> sources;
    for (std::size_t i = 0; dataset && i < std::min(rowsLookedAt, dataset->size()); ++i)
        sources.insert(toQString(dataset->row(i).dataSource));
    sources.erase(QString());
    return QStringList(sources.begin(), sources.end());
}

/// Why a sample cannot be put in a folder that is there; empty when it can.
QString obstacleIn(const QString& folder) {
    const QDir directory(folder);
    if (directory.exists(QStringLiteral("trajectory_dataset.json")) || directory.isEmpty())
        return {};
    return CaptureKeeping::tr("This folder holds other things. Choose a benchmark folder, or one that is empty or yet "
                              "to be made.");
}

/// `name` as a folder can be called.
QString folderName(QString name) {
    static const QRegularExpression odd(QStringLiteral("[^\\w.-]+"));
    name = name.replace(odd, QStringLiteral("-"));
    return name.isEmpty() ? QStringLiteral("capture") : name.left(60);
}

} // namespace

CaptureKeeping::CaptureKeeping(Document* document, Settings* settings, CapturePanel* panel, CaptureSession* session,
                               QWidget* window)
    : m_document(document)
    , m_settings(settings)
    , m_panel(panel)
    , m_session(session)
    , m_window(window) {
    panel->setRecordKind(RecordKind(m_settings->number(QStringLiteral("capture/recordKind"), 0)));
    panel->setRecordInterval(m_settings->number(QStringLiteral("capture/recordEveryMs"), 0) / 1000.0);
    connect(panel, &CapturePanel::recordOptionsChanged, this, [this] {
        m_settings->setNumber(QStringLiteral("capture/recordKind"), int(m_panel->recordKind()));
        m_settings->setNumber(QStringLiteral("capture/recordEveryMs"), int(m_panel->recordInterval() * 1000));
    });
    connect(panel, &CapturePanel::recordToggled, this, &CaptureKeeping::setRecording);
}

CaptureKeeping::~CaptureKeeping() {
    m_session->setTap(nullptr);
    if (m_recorder)
        (void)m_recorder->finish(); // a window that is closed costs none of the frames that came before
    m_lane.finish();
}

// ---- one picture

void CaptureKeeping::save(std::shared_ptr<const LiveFrame> frame, const QString& instruction,
                          const QString& sourceName) {
    if (!frame)
        return;
    const auto& dataset = m_document->dataset();
    FreezeDialog::Start start;
    start.sample.instruction = instruction;
    start.sample.dataSource = sourceName;
    start.sample.folder = m_settings->text(QStringLiteral("capture/sampleFolder"));
    if (dataset && m_document->paths().contains(pathText(dataset->folder()))) {
        start.openName = toQString(dataset->name());
        start.openFolder = pathText(dataset->folder());
    }
    start.dataSources = dataSourcesOf(dataset.get());
    start.obstacle = obstacleIn;
    auto* dialog = new FreezeDialog(start, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, frame, openFolder = start.openFolder] {
        const FrozenSample sample = dialog->sample();
        if (sample.folder != openFolder)
            m_settings->setText(QStringLiteral("capture/sampleFolder"), sample.folder);
        m_lane.run(
            [sample, frame](const std::stop_token&) -> Result<std::string> {
                auto writer = SampleWriter::open(pathOf(sample.folder));
                if (!writer)
                    return tl::unexpected(writer.error());
                NewSample fresh;
                fresh.frame = frame->captured.frame;
                fresh.instruction = sample.instruction.toStdString();
                fresh.targetObject = sample.object.toStdString();
                fresh.destination = sample.destination.toStdString();
                fresh.dataSource = sample.dataSource.toStdString();
                const auto id = (*writer)->append(fresh);
                if (!id)
                    return id;
                if (const auto flushed = (*writer)->flush(); !flushed)
                    return tl::unexpected(flushed.error());
                return id;
            },
            [this, folder = sample.folder](Result<std::string> id) {
                if (!id) {
                    Q_EMIT reported(Severity::Error, translated(id.error()));
                    return;
                }
                const QString sampleId = toQString(*id);
                const QStringList open = m_document->paths();
                const QStringList paths = open.contains(folder) ? open : QStringList{folder};
                Q_EMIT written(tr("Saved as sample %1 of %2.").arg(sampleId, QDir::toNativeSeparators(folder)), paths,
                               sampleId);
            });
    });
    dialog->open();
}

// ---- all that come

QString CaptureKeeping::recordFolder() const {
    const QString chosen = m_settings->text(QStringLiteral("capture/recordFolder"));
    return chosen.isEmpty() ? QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
                                  .filePath(QStringLiteral("TraceStudio"))
                            : chosen;
}

void CaptureKeeping::chooseRecordFolder() {
    const QString folder =
        QFileDialog::getExistingDirectory(m_window, tr("Folder that recordings go to"), recordFolder());
    if (!folder.isEmpty())
        m_settings->setText(QStringLiteral("capture/recordFolder"), folder);
}

void CaptureKeeping::setRecording(bool isOn) {
    if (!isOn)
        return endRecording();
    const CaptureStatus status = m_session->status();
    if (isRecording() || !status.format || status.state == CaptureState::Ended || status.state == CaptureState::Failed)
        return;
    RecordingTarget target;
    const QString name = folderName(toQString(status.source.name)) + QLatin1Char('-') +
                         QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    m_recordingTo = QDir(recordFolder()).filePath(name);
    target.folder = pathOf(m_recordingTo);
    target.format = m_panel->recordKind() == RecordKind::TumFolder ? RecordingFormat::Tum : RecordingFormat::Benchmark;
    target.dataSource = status.source.name;
    RecorderOptions options;
    options.everySeconds = m_panel->recordInterval();
    options.isLive = status.frameCount == 0;
    m_panel->setRecording(true, tr("starting"));
    m_beginLane.run(
        [target, camera = status.format->camera](const std::stop_token&) { return openFrameSink(target, camera); },
        [this, options](Result<std::unique_ptr<FrameSink>> sink) {
            if (!sink) {
                m_panel->setRecording(false, {});
                Q_EMIT reported(Severity::Error, translated(sink.error()));
                return;
            }
            m_recorder = std::make_shared<FrameRecorder>(std::move(*sink), options);
            m_session->setTap([recorder = m_recorder](const CapturedFrame& frame) { recorder->put(frame); });
            showCounts();
        });
}

void CaptureKeeping::showCounts() {
    if (!m_recorder)
        return;
    const RecorderCounts counts = m_recorder->counts();
    const QString length = counts.seconds < 3600 ? QStringLiteral("m:ss") : QStringLiteral("h:mm:ss");
    QString text = QTime(0, 0).addSecs(int(counts.seconds)).toString(length) + QStringLiteral(" · ") +
                   tr("%n recorded", nullptr, int(counts.written));
    if (counts.dropped > 0)
        text += QStringLiteral(" · ") + tr("%n dropped", nullptr, int(counts.dropped));
    m_panel->setRecording(true, text);
    const CaptureState state = m_session->status().state;
    if (counts.isOver || state == CaptureState::Closed || state == CaptureState::Failed || state == CaptureState::Ended)
        endRecording();
}

void CaptureKeeping::endRecording() {
    m_beginLane.supersede(); // it may end before it has begun
    m_session->setTap(nullptr);
    m_panel->setRecording(false, {});
    if (!m_recorder)
        return;
    m_lane.run(
        [recorder = std::exchange(m_recorder, nullptr)](const std::stop_token&) {
            auto ended = recorder->finish();
            return std::pair(std::move(ended), recorder->counts());
        },
        [this, folder = m_recordingTo](const std::pair<Result<RecorderCounts>, RecorderCounts>& end) {
            const auto& [ended, counts] = end;
            if (!ended)
                Q_EMIT reported(Severity::Error, translated(ended.error()));
            for (const Error& note : counts.notes)
                Q_EMIT reported(Severity::Info, translated(note));
            if (counts.written == 0)
                return;
            QString text =
                tr("%n frame(s) recorded in %1.", nullptr, int(counts.written)).arg(QDir::toNativeSeparators(folder));
            if (ended && counts.dropped > 0)
                text += QLatin1Char(' ') +
                        tr("%n frame(s) dropped: the disk could not keep up.", nullptr, int(counts.dropped));
            Q_EMIT written(text, {folder}, {});
        });
}

} // namespace tracestudio
