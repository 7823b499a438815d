#include "widgets/capture_panel.h"

#include "widgets/bar_layout.h"
#include "widgets/choice_box.h"
#include "widgets/elided_label.h"
#include "widgets/glyph.h"
#include "widgets/playback_bar.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStyleOptionToolButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int controlHeight = 28;
constexpr int spacing = 8;
constexpr int mostSourceWidth = 220, leastSourceWidth = 112;
constexpr int mostMenuWidth = 360;
constexpr std::array intervals{0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0};

/// Names of devices and files are no place for access keys.
QString menuText(QString name) {
    return name.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace

/// The chosen source with an arrow behind it; a long name has … in its middle. As wide for any name, so that nothing
/// moves when another is chosen.
class SourceButton : public QToolButton {
  public:
    explicit SourceButton(QWidget* parent)
        : QToolButton(parent) {
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    }

    [[nodiscard]] QSize sizeHint() const override { return {mostSourceWidth, controlHeight}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {leastSourceWidth, controlHeight}; }

  protected:
    void initStyleOption(QStyleOptionToolButton* option) const override {
        QToolButton::initStyleOption(option);
        const int room = width() - sides + 2 - fontMetrics().horizontalAdvance(arrow());
        option->text = menuText(fontMetrics().elidedText(text(), Qt::ElideMiddle, room)) + arrow();
    }

  private:
    static constexpr int sides = 26;
    static QString arrow() { return QStringLiteral(" ▾"); }
};

CapturePanel::CapturePanel(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("capturePanel"));
    setAccessibleName(tr("Capture"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(spacing);
    layout->addWidget(createControls());
    m_playback = new PlaybackBar(this);
    m_playback->setObjectName(QStringLiteral("playback"));
    layout->addWidget(m_playback);
    m_playback->hide();

    connect(m_mode, &QComboBox::activated, this, [this](int index) {
        if (index == m_modeIndex)
            return; // a camera is not started anew for the mode it has
        m_modeIndex = index;
        m_mode->setToolTip(m_mode->currentText());
        Q_EMIT modeChosen(index);
    });
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (m_isRunning)
            Q_EMIT stopRequested();
        else
            Q_EMIT startRequested();
    });
    connect(m_freeze, &QToolButton::clicked, this, &CapturePanel::freezeToggled);
    connect(m_save, &QToolButton::clicked, this, &CapturePanel::saveRequested);
    connect(m_record, &QToolButton::clicked, this, &CapturePanel::recordToggled);
    connect(m_repeat, &QToolButton::clicked, this, &CapturePanel::repeatToggled);
    connect(m_carryOver, &QToolButton::clicked, this, &CapturePanel::carryOverToggled);
    connect(m_playback, &PlaybackBar::playToggled, this, &CapturePanel::playToggled);
    connect(m_playback, &PlaybackBar::stepRequested, this, &CapturePanel::stepRequested);
    connect(m_playback, &PlaybackBar::seekRequested, this, &CapturePanel::seekRequested);
    connect(m_playback, &PlaybackBar::speedChanged, this, &CapturePanel::speedChanged);
    connect(m_playback, &PlaybackBar::loopToggled, this, &CapturePanel::loopToggled);
    setSource({}, {}, {});
    setCanFreeze(false);
    setCanSave(false);
    setCanRecord(false);
    fillSourceMenu();
    fitWidths();
}

QToolButton* CapturePanel::createToggle(const char* name, const QString& text, const QString& toolTip,
                                        QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setText(text);
    button->setToolTip(toolTip);
    button->setCheckable(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setFixedHeight(controlHeight);
    button->setProperty("compact", true);
    return button;
}

QWidget* CapturePanel::createControls() {
    auto* controls = new QWidget(this);
    auto* layout = new BarLayout(controls, spacing);
    m_source = new SourceButton(controls);
    m_source->setObjectName(QStringLiteral("sourceButton"));
    m_source->setPopupMode(QToolButton::InstantPopup);
    m_source->setFocusPolicy(Qt::TabFocus);
    m_sources = new QMenu(m_source);
    m_sources->setToolTipsVisible(true);
    m_source->setMenu(m_sources);
    m_mode = new ChoiceBox(controls);
    m_mode->setObjectName(QStringLiteral("modeBox"));
    m_mode->setFocusPolicy(Qt::TabFocus);
    m_mode->setFixedHeight(controlHeight);
    // A wheel that rolls over the bar must not start a camera anew.
    m_mode->installEventFilter(this);
    m_mode->setAccessibleName(tr("Mode"));
    m_mode->hide(); // until there is something to choose
    m_start = new QPushButton(controls);
    m_start->setObjectName(QStringLiteral("startButton"));
    m_start->setFocusPolicy(Qt::TabFocus);
    m_start->setFixedHeight(controlHeight);
    layout->addGroup({m_source, m_mode, m_start});

    m_freeze = createToggle("freezeButton", tr("Freeze"),
                            tr("Hold this frame in both views, to look around in it, ask about it or save it (Space)"),
                            controls);
    m_save = createToggle("saveSampleButton", tr("Save as sample…"),
                          tr("Keep this frame as a sample: picture, depth, camera and instruction, to be annotated"),
                          controls);
    m_save->setCheckable(false);
    createRecordControl(controls);
    layout->addGroup({m_freeze, m_save, m_recordControl});

    m_repeat = createToggle("repeatButton", tr("Repeat"),
                            tr("Ask the instruction again on the newest frame whenever the model is free"), controls);
    m_carryOver = createToggle("carryOverButton", tr("Carry over"),
                               tr("Draw the last trace into the live picture, only while the camera has not moved: "
                                  "most of the depth is where it was when the model was asked"),
                               controls);
    layout->addGroup({m_repeat, m_carryOver});

    m_status = new CaptureStatusLine(controls);
    m_status->setObjectName(QStringLiteral("captureStatus"));
    layout->addFiller(m_status);
    return controls;
}

QString CapturePanel::recordWord(bool isRecording) {
    return isRecording ? tr("Stop recording") : tr("Record");
}

void CapturePanel::createRecordControl(QWidget* parent) {
    m_recordControl = new QWidget(parent);
    auto* row = new QHBoxLayout(m_recordControl);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_record = createToggle("recordButton", recordWord(false), {}, m_recordControl);
    m_record->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_record->setIcon(glyphIcon(Glyph::Record));
    m_record->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_record->setIconSize({14, 14});
    row->addWidget(m_record);
    m_recordOptions = new QToolButton(m_recordControl);
    m_recordOptions->setObjectName(QStringLiteral("recordOptions"));
    m_recordOptions->setText(QStringLiteral("▾"));
    m_recordOptions->setToolTip(tr("What is recorded, and how often"));
    m_recordOptions->setAccessibleName(tr("What is recorded, and how often"));
    m_recordOptions->setPopupMode(QToolButton::InstantPopup);
    m_recordOptions->setFocusPolicy(Qt::TabFocus);
    m_recordOptions->setFixedHeight(controlHeight);
    m_recordOptions->setFixedWidth(24);
    m_recordOptions->setMenu(createRecordMenu());
    row->addWidget(m_recordOptions);
    dressRecordControl();
}

void CapturePanel::dressRecordControl() {
    // Two buttons that look like one, and while they record are one, in red.
    m_record->setStyleSheet(
        QStringLiteral("QToolButton { padding: 4px 0 4px 6px; }"
                       "QToolButton:!checked { border-top-right-radius: 0; border-bottom-right-radius: 0; }"
                       "QToolButton:checked { background: %1; border-color: %2; }"
                       "QToolButton:checked:hover { background: %3; }")
            .arg(theme().failureFill.name(), theme().failure.name(), theme().hoverFill.name()));
    m_recordOptions->setStyleSheet(
        QStringLiteral("QToolButton { border-left: none; border-top-left-radius: 0; border-bottom-left-radius: 0;"
                       " padding: 4px 0; }"));
}

QMenu* CapturePanel::createRecordMenu() {
    auto* menu = new QMenu(m_recordOptions);
    menu->setToolTipsVisible(true);
    m_kinds = new QActionGroup(menu);
    m_intervals = new QActionGroup(menu);
    const auto add = [menu](QActionGroup* group, const QString& text, const QVariant& value) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(group->actions().isEmpty());
        action->setData(value);
        action->setActionGroup(group);
        return action;
    };
    add(m_kinds, tr("As benchmark samples"), int(RecordKind::Samples))
        ->setToolTip(tr("A folder that opens here like any other, and takes instructions"));
    add(m_kinds, tr("As a TUM folder"), int(RecordKind::TumFolder))
        ->setToolTip(tr("rgb.txt and depth.txt with the pictures they name: a recording for other programs"));
    menu->addSeparator();
    for (const double seconds : intervals)
        add(m_intervals, seconds > 0 ? tr("Every %1 s").arg(QLocale().toString(seconds)) : tr("Every frame"), seconds);
    for (QActionGroup* group : {m_kinds, m_intervals})
        connect(group, &QActionGroup::triggered, this, [this] {
            showRecordButton();
            Q_EMIT recordOptionsChanged();
        });
    return menu;
}

void CapturePanel::setSources(const std::vector<CaptureChoice>& devices, const std::vector<CaptureChoice>& recent) {
    if (devices == m_devices && recent == m_recent)
        return;
    m_devices = devices;
    m_recent = recent;
    fillSourceMenu();
}

void CapturePanel::fillSourceMenu() {
    m_sources->clear();
    const auto heading = [this](const QString& text) { m_sources->addAction(text)->setEnabled(false); };
    const auto add = [this](const CaptureChoice& choice) {
        const QString shown = fontMetrics().elidedText(choice.text, Qt::ElideMiddle, mostMenuWidth);
        QAction* action = m_sources->addAction(menuText(shown));
        action->setToolTip(choice.toolTip.isEmpty() ? choice.text : plainToolTip(choice.toolTip));
        action->setCheckable(true);
        action->setChecked(choice.id == m_sourceId);
        action->setData(choice.id);
        connect(action, &QAction::triggered, this, [this, action, id = choice.id] {
            action->setChecked(id == m_sourceId); // it is chosen once the program says so
            Q_EMIT sourceChosen(id);
        });
    };
    heading(m_devices.empty() ? tr("No camera is plugged in") : tr("Cameras"));
    for (const CaptureChoice& device : m_devices)
        add(device);
    if (!m_recent.empty()) {
        m_sources->addSeparator();
        heading(tr("Recordings"));
        for (const CaptureChoice& recording : m_recent)
            add(recording);
    }
    m_sources->addSeparator();
    connect(m_sources->addAction(tr("Open a recording…")), &QAction::triggered, this,
            &CapturePanel::openRecordingRequested);
    connect(m_sources->addAction(tr("Open a folder of pictures…")), &QAction::triggered, this,
            &CapturePanel::openFolderRequested);
}

void CapturePanel::setSource(const QString& id, const QString& text, const QString& toolTip) {
    m_sourceId = id;
    const QString shown = id.isEmpty() ? tr("Choose a source") : text;
    m_source->setText(shown);
    m_source->setToolTip(toolTip.isEmpty() ? tr("The camera or recording that is shown") : plainToolTip(toolTip));
    m_source->setAccessibleName(tr("Source: %1").arg(shown));
    for (QAction* action : m_sources->actions())
        if (action->isCheckable())
            action->setChecked(action->data().toString() == id);
    showStartButton();
}

void CapturePanel::showSourceMenu() {
    m_sources->popup(m_source->mapToGlobal(QPoint(0, -m_sources->sizeHint().height())));
}

void CapturePanel::focusSource() {
    m_source->setFocus(Qt::ShortcutFocusReason);
}

void CapturePanel::setModes(const QStringList& modes, int current) {
    // The same again does not disturb who is choosing.
    if (modes == m_modes && current == m_modeIndex)
        return;
    if (modes != std::exchange(m_modes, modes)) {
        m_mode->clear();
        m_mode->addItems(modes);
    }
    m_mode->setCurrentIndex(current);
    m_modeIndex = current;
    m_mode->setToolTip(m_mode->currentText());
    m_mode->setVisible(modes.size() > 1);
    fitWidths();
}

void CapturePanel::setRunning(bool isRunning) {
    m_isRunning = isRunning;
    showStartButton();
}

void CapturePanel::showStartButton() {
    const bool hasSource = !m_sourceId.isEmpty();
    m_start->setText(m_isRunning ? tr("Stop source") : tr("Start"));
    m_start->setEnabled(m_isRunning || hasSource);
    m_start->setToolTip(m_isRunning ? tr("Let go of the source; its last picture stays")
                        : hasSource ? tr("Show what the source sends")
                                    : tr("Choose a camera or a recording first"));
}

void CapturePanel::setFrozen(bool isFrozen) {
    m_freeze->setChecked(isFrozen);
}
void CapturePanel::setCanFreeze(bool can) {
    m_freeze->setEnabled(can);
}
void CapturePanel::setCanSave(bool can) {
    m_save->setEnabled(can);
}
void CapturePanel::setCanRecord(bool can) {
    m_canRecord = can;
    showRecordButton();
}

void CapturePanel::setRecording(bool isRecording, const QString& text) {
    m_status->setRecorded(isRecording ? text : QString());
    if (isRecording == m_recordOptions->isHidden() && isRecording == m_record->isChecked())
        return;
    m_record->setChecked(isRecording);
    showRecordButton();
}

void CapturePanel::showRecordButton() {
    const bool isRecording = m_record->isChecked();
    m_record->setText(recordWord(isRecording));
    m_record->setEnabled(m_canRecord || isRecording);
    m_recordOptions->setVisible(!isRecording);
    const QAction* interval = m_intervals->checkedAction();
    m_record->setToolTip(isRecording ? tr("End the recording")
                                     : tr("Write the frames to a folder as they come (%1 · %2)")
                                           .arg(m_kinds->checkedAction()->text(), interval->text()));
}

RecordKind CapturePanel::recordKind() const {
    return RecordKind(m_kinds->checkedAction()->data().toInt());
}

void CapturePanel::setRecordKind(RecordKind kind) {
    m_kinds->actions()[int(kind)]->setChecked(true);
    showRecordButton();
}

double CapturePanel::recordInterval() const {
    return m_intervals->checkedAction()->data().toDouble();
}

void CapturePanel::setRecordInterval(double seconds) {
    const auto isNearer = [seconds](double a, double b) { return std::abs(a - seconds) < std::abs(b - seconds); };
    const auto* nearest = std::min_element(intervals.begin(), intervals.end(), isNearer);
    m_intervals->actions()[nearest - intervals.begin()]->setChecked(true);
    showRecordButton();
}

bool CapturePanel::repeats() const {
    return m_repeat->isChecked();
}
void CapturePanel::setRepeats(bool repeats) {
    m_repeat->setChecked(repeats);
}
bool CapturePanel::carriesOver() const {
    return m_carryOver->isChecked();
}
void CapturePanel::setCarriesOver(bool carriesOver) {
    m_carryOver->setChecked(carriesOver);
}

void CapturePanel::setStatus(CaptureLamp lamp, const QString& state, const QString& figures, const QString& toolTip) {
    m_status->setStatus(lamp, state, figures);
    m_status->setToolTip(plainToolTip(toolTip));
}

void CapturePanel::setTimeline(int frames) {
    m_playback->setFrames(frames);
    m_playback->setVisible(frames > 0);
}
void CapturePanel::setPosition(int frame, double seconds, double duration) {
    m_playback->setPosition(frame, seconds, duration);
}
void CapturePanel::setPlaying(bool isPlaying) {
    m_playback->setPlaying(isPlaying);
}
void CapturePanel::setMark(int frame) {
    m_playback->setMark(frame);
}
double CapturePanel::speed() const {
    return m_playback->speed();
}
void CapturePanel::setSpeed(double speed) {
    m_playback->setSpeed(speed);
}
bool CapturePanel::loops() const {
    return m_playback->loops();
}
void CapturePanel::setLoops(bool loops) {
    m_playback->setLoops(loops);
}

void CapturePanel::fitWidths() {
    // Words that take turns take the same room, so that nothing moves under the mouse.
    int widest = 0;
    for (const QString& word : {tr("Start"), tr("Stop source")})
        widest = std::max(widest, fontMetrics().horizontalAdvance(word));
    m_start->setFixedWidth(widest + 32);
    constexpr int recordSides = 40; // icon and padding
    m_recordControl->setFixedWidth(
        recordSides + std::max(fontMetrics().horizontalAdvance(recordWord(true)),
                               fontMetrics().horizontalAdvance(recordWord(false)) + m_recordOptions->width()));
    m_mode->setMinimumWidth(m_mode->sizeHint().width());
}

bool CapturePanel::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // What works a focused control is not the window's.
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) {
            switch (key->key()) {
            case Qt::Key_Space: // freezes, unless it presses something
                if (!qobject_cast<const QAbstractButton*>(focusWidget()) &&
                    !qobject_cast<const QComboBox*>(focusWidget()))
                    break;
                [[fallthrough]];
            case Qt::Key_Left:
            case Qt::Key_Right:
            case Qt::Key_Up:
            case Qt::Key_Down:
            case Qt::Key_Escape:
                event->accept();
                return true;
            default:
                break;
            }
        }
    }
    return QWidget::event(event);
}

bool CapturePanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Wheel) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void CapturePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (m_mode && (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange))
        fitWidths();
    if (m_record && event->type() == QEvent::PaletteChange)
        dressRecordControl();
}

void CapturePanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape)
        return QWidget::keyPressEvent(event);
    m_playback->forgetTyped();
    Q_EMIT left();
}

void CapturePanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().panel);
    painter.fillRect(0, 0, width(), 1, theme().line);
}

} // namespace tracestudio
