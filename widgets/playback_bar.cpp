#include "widgets/playback_bar.h"

#include "widgets/bar_layout.h"
#include "widgets/choice_box.h"
#include "widgets/glyph.h"
#include "widgets/timeline.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <array>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int controlHeight = 28;
constexpr std::array speeds{0.1, 0.25, 0.5, 1.0, 2.0, 4.0};

/// "0:01.2", "1:02:03.4"
QString timeText(double seconds) {
    const qint64 tenths = std::isfinite(seconds) ? std::llround(std::clamp(seconds, 0.0, 1e9) * 10) : 0;
    const qint64 minutes = tenths / 600;
    const QString rest = QStringLiteral("%1%2%3")
                             .arg(tenths / 10 % 60, 2, 10, QLatin1Char('0'))
                             .arg(QLocale().decimalPoint())
                             .arg(tenths % 10);
    if (minutes < 60)
        return QStringLiteral("%1:%2").arg(minutes).arg(rest);
    return QStringLiteral("%1:%2:%3").arg(minutes / 60).arg(minutes % 60, 2, 10, QLatin1Char('0')).arg(rest);
}

} // namespace

/// The frame that is shown, to be typed over.
class FrameBox : public QSpinBox {
  public:
    explicit FrameBox(QWidget* parent)
        : QSpinBox(parent) {
        setButtonSymbols(QAbstractSpinBox::NoButtons);
        setKeyboardTracking(false);
        setAlignment(Qt::AlignRight);
    }
    void setFrames(int count) {
        const QSignalBlocker blocker(this);
        setRange(1, std::max(1, count));
        setSuffix(QStringLiteral(" / ") + textFromValue(count));
        updateGeometry();
    }
    void showFrame(int number) {
        if (lineEdit()->hasFocus() && lineEdit()->isModified())
            return;
        const QSignalBlocker blocker(this);
        setValue(number);
    }
    /// Forgets what was typed.
    void restore(int number) {
        lineEdit()->setModified(false);
        const QSignalBlocker blocker(this);
        setValue(number);
        lineEdit()->setText(textFromValue(number) + suffix());
    }
};

PlaybackBar::PlaybackBar(QWidget* parent)
    : QWidget(parent) {
    auto* layout = new BarLayout(this);
    const auto createIcon = [this](const char* name, Glyph glyph, const QString& toolTip) {
        auto* button = new QToolButton(this);
        button->setObjectName(QString::fromLatin1(name));
        button->setIcon(glyphIcon(glyph));
        button->setIconSize({16, 16});
        button->setToolTip(toolTip);
        button->setAccessibleName(toolTip);
        button->setFocusPolicy(Qt::TabFocus);
        button->setFixedSize(28, controlHeight);
        button->setProperty("flat", true);
        return button;
    };
    auto* transport = new QWidget(this);
    auto* buttons = new QHBoxLayout(transport);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(2);
    QToolButton* back = createIcon("stepBackButton", Glyph::StepBack, tr("One frame back"));
    m_play = createIcon("playButton", Glyph::Play, {});
    QToolButton* forward = createIcon("stepForwardButton", Glyph::StepForward, tr("One frame on"));
    for (QToolButton* step : {back, forward})
        step->setAutoRepeat(true);
    for (QToolButton* button : {back, m_play, forward})
        buttons->addWidget(button);
    layout->addGroup({transport});

    m_timeline = new Timeline(this);
    m_timeline->setObjectName(QStringLiteral("timeline"));
    m_timeline->setAccessibleName(tr("Frame"));
    layout->addFiller(m_timeline);

    m_frame = new FrameBox(this);
    m_frame->setObjectName(QStringLiteral("frameBox"));
    m_frame->setAccessibleName(tr("Frame"));
    m_frame->setToolTip(tr("Type a number and press Return to go to that frame"));
    m_frame->setFixedHeight(controlHeight);
    m_time = new QLabel(this);
    m_time->setObjectName(QStringLiteral("playTime"));
    m_time->setTextFormat(Qt::PlainText);
    m_time->setProperty("role", QStringLiteral("muted"));
    m_time->setToolTip(tr("Time since the first frame, and of the whole recording"));
    m_speed = new ChoiceBox(this);
    m_speed->setObjectName(QStringLiteral("speedBox"));
    m_speed->setFocusPolicy(Qt::TabFocus);
    m_speed->setFixedHeight(controlHeight);
    m_speed->installEventFilter(this); // a wheel that rolls over it means the line
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("How fast the recording plays"));
    for (const double offered : speeds)
        m_speed->addItem(tr("%1×").arg(QLocale().toString(offered)), offered);
    setSpeed(1);
    m_loop = createIcon("loopButton", Glyph::Loop, tr("Begin again after the last frame"));
    m_loop->setCheckable(true);
    layout->addGroup({m_frame, m_time, m_speed, m_loop});

    const auto seek = [this](int frame) {
        if (frame == m_shown)
            return;
        m_shown = frame;
        showPosition();
        Q_EMIT seekRequested(frame);
    };
    connect(m_timeline, &Timeline::seekRequested, this, seek);
    // What was typed may be the number that was there before it played on.
    connect(m_frame, &QSpinBox::editingFinished, this, [this, seek] { seek(m_frame->value() - 1); });
    connect(m_frame, &QSpinBox::valueChanged, this, [seek](int number) { seek(number - 1); });
    connect(back, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(-1); });
    connect(forward, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(1); });
    connect(m_play, &QToolButton::clicked, this, [this] { Q_EMIT playToggled(!m_isPlaying); });
    connect(m_speed, &QComboBox::activated, this, [this] { Q_EMIT speedChanged(speed()); });
    connect(m_loop, &QToolButton::clicked, this, &PlaybackBar::loopToggled);
    setPlaying(false);
    fitWidths();
}

void PlaybackBar::setFrames(int frames) {
    if (frames == m_frames)
        return; // a number that is being typed stays
    m_frames = frames;
    m_timeline->setFrames(frames);
    m_frame->setFrames(frames);
    m_shown = m_timeline->value();
    fitWidths();
    showPosition();
}

void PlaybackBar::setPosition(int frame, double seconds, double duration) {
    m_shown = frame;
    m_seconds = seconds;
    if (duration != m_duration) {
        m_duration = duration;
        fitWidths();
    }
    const double framesPerSecond = duration > 0 ? (m_timeline->frames() - 1) / duration : 1;
    m_timeline->setPageStep(std::max(1, int(std::lround(std::min(framesPerSecond, 1e6)))));
    showPosition();
}

void PlaybackBar::showPosition() {
    m_timeline->showFrame(m_shown);
    m_frame->showFrame(m_shown + 1);
    m_time->setText(tr("%1 / %2").arg(timeText(m_seconds), timeText(m_duration)));
}

void PlaybackBar::setPlaying(bool isPlaying) {
    if (isPlaying == m_isPlaying && !m_play->toolTip().isEmpty())
        return;
    m_isPlaying = isPlaying;
    m_play->setIcon(glyphIcon(isPlaying ? Glyph::Pause : Glyph::Play));
    m_play->setToolTip(isPlaying ? tr("Pause") : tr("Play"));
    m_play->setAccessibleName(m_play->toolTip());
}

void PlaybackBar::setMark(int frame) {
    m_timeline->setMark(frame);
}

double PlaybackBar::speed() const {
    return m_speed->currentData().toDouble();
}
void PlaybackBar::setSpeed(double speed) {
    const auto isNearer = [speed](double a, double b) { return std::abs(a - speed) < std::abs(b - speed); };
    m_speed->setCurrentIndex(int(std::min_element(speeds.begin(), speeds.end(), isNearer) - speeds.begin()));
}
bool PlaybackBar::loops() const {
    return m_loop->isChecked();
}
void PlaybackBar::setLoops(bool loops) {
    m_loop->setChecked(loops);
}

void PlaybackBar::forgetTyped() {
    m_frame->restore(m_shown + 1);
}

void PlaybackBar::fitWidths() {
    QString longest = tr("%1 / %2").arg(timeText(m_duration), timeText(m_duration));
    for (QChar& c : longest)
        if (c.isDigit())
            c = QLatin1Char('0'); // no digit is wider
    m_time->setFixedSize(fontMetrics().horizontalAdvance(longest) + 4, controlHeight);
}

bool PlaybackBar::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Wheel) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void PlaybackBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (m_time && (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange))
        fitWidths();
}

} // namespace tracestudio
