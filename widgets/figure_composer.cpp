#include "widgets/figure_composer.h"

#include "widgets/elided_label.h"
#include "widgets/figure_preview.h"
#include "widgets/theme.h"

#include <QCloseEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QTimer>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr int formWidth = 348;
constexpr int controlHeight = 28;
constexpr double leastDpi = 36; ///< of a figure
constexpr int busyDelayMilliseconds = 150;

QFrame* panel() {
    auto* frame = new QFrame;
    frame->setProperty("role", "panel");
    return frame;
}

QFrame* line() {
    auto* frame = new QFrame;
    frame->setProperty("role", "line");
    return frame;
}

QToolButton* toolButton(const char* name, const QString& text, const QString& toolTip) {
    auto* button = new QToolButton;
    button->setObjectName(QString::fromLatin1(name));
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setProperty("flat", true);
    button->setFixedHeight(controlHeight);
    return button;
}

} // namespace

FigureComposer::FigureComposer(QWidget* parent)
    : QDialog(parent)
    , m_form(new FigureForm)
    , m_preview(new FigurePreview) {
    setObjectName(QStringLiteral("figureComposer"));
    setWindowTitle(tr("Figure"));
    setModal(false);
    setSizeGripEnabled(false);
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    setMinimumSize(800, 480);

    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(createToolRow());
    left->addWidget(line());
    left->addWidget(createStage(), 1);
    auto* right = panel();
    right->setFixedWidth(formWidth);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->addWidget(m_form);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(1); // a line between them, painted by the window
    upper->addLayout(left, 1);
    upper->addWidget(right);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(upper, 1);
    layout->addWidget(line());
    layout->addWidget(createButtonRow());
    addKeys();

    connect(m_form, &FigureForm::edited, this, [this] {
        followOptions();
        Q_EMIT changed();
    });
    connect(m_form, &FigureForm::currentViewRequested, this, &FigureComposer::currentViewRequested);
    connect(m_form, &FigureForm::styleChosen, this, &FigureComposer::styleChosen);
    connect(m_form, &FigureForm::saveStyleRequested, this, &FigureComposer::saveStyleRequested);
    connect(m_form, &FigureForm::removeStyleRequested, this, &FigureComposer::removeStyleRequested);
    connect(m_preview, &FigurePreview::zoomChanged, this, &FigureComposer::followDpi);
    connect(m_preview, &FigurePreview::regionDrawn, this, [this](const QRectF& points, FigurePreview::Tool tool) {
        Q_EMIT regionDrawn(points, tool == FigurePreview::Tool::Inset);
    });
    connect(m_preview, &FigurePreview::toolChanged, this, [this](FigurePreview::Tool tool) {
        m_crop->setChecked(tool == FigurePreview::Tool::Crop);
        m_inset->setChecked(tool == FigurePreview::Tool::Inset);
    });
    m_toldDpi = previewDpi();
    followDpi();
    followOptions();
    setProgress({}, 0);
    setBusy(false);
    m_preview->setFocus();
}

QWidget* FigureComposer::createToolRow() {
    auto* row = panel();
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(4);
    m_crop = toolButton("figureCropTool", tr("Crop"), tr("Drag over the part of the picture to keep"));
    m_inset = toolButton("figureInsetTool", tr("Inset"), tr("Drag over a part of the picture to show it enlarged"));
    for (const auto& [button, tool] :
         {std::pair(m_crop, FigurePreview::Tool::Crop), std::pair(m_inset, FigurePreview::Tool::Inset)}) {
        button->setCheckable(true);
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, tool = tool](bool isOn) {
            m_preview->setTool(isOn ? tool : FigurePreview::Tool::None);
            m_preview->setFocus();
        });
    }
    layout->addSpacing(8);
    m_undo = toolButton("figureUndo", tr("Undo"), tr("Take back the last change (Ctrl+Z)"));
    m_redo = toolButton("figureRedo", tr("Redo"), tr("Make it again (Ctrl+Shift+Z)"));
    layout->addWidget(m_undo);
    layout->addWidget(m_redo);
    connect(m_undo, &QToolButton::clicked, this, [this] { goTo(m_history->undo()); });
    connect(m_redo, &QToolButton::clicked, this, [this] { goTo(m_history->redo()); });
    layout->addStretch(1);
    auto* smaller = toolButton("figureZoomOut", QStringLiteral("−"), tr("Smaller (Ctrl+−)"));
    m_zoom = toolButton("figureZoomReal", {}, tr("Real size (Ctrl+0)"));
    auto* larger = toolButton("figureZoomIn", QStringLiteral("+"), tr("Larger (Ctrl++)"));
    auto* fit = toolButton("figureZoomFit", tr("Fit"), tr("Show all of the figure (Ctrl+F)"));
    m_zoom->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("1600 %")) + 20);
    smaller->setAccessibleName(tr("Smaller"));
    larger->setAccessibleName(tr("Larger"));
    for (QToolButton* button : {smaller, m_zoom, larger, fit})
        layout->addWidget(button);
    constexpr double step = 1.25;
    connect(smaller, &QToolButton::clicked, this, [this] { m_preview->setZoom(m_preview->zoom() / step); });
    connect(larger, &QToolButton::clicked, this, [this] { m_preview->setZoom(m_preview->zoom() * step); });
    connect(m_zoom, &QToolButton::clicked, m_preview, &FigurePreview::showRealSize);
    connect(fit, &QToolButton::clicked, m_preview, &FigurePreview::fit);
    return row;
}

QWidget* FigureComposer::createStage() {
    auto* stage = new QWidget;
    auto* layout = new QVBoxLayout(stage);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_preview, 1);
    layout->addWidget(line());
    auto* facts = panel();
    auto* row = new QHBoxLayout(facts);
    row->setContentsMargins(12, 6, 12, 6);
    m_facts = new ElidedLabel({});
    m_facts->setObjectName(QStringLiteral("figureFacts"));
    m_facts->setProperty("role", "muted");
    row->addWidget(m_facts, 1);
    auto* busy = new QLabel(tr("Drawing…"));
    busy->setObjectName(QStringLiteral("figureBusy"));
    busy->setProperty("role", "muted");
    row->addWidget(busy);
    m_busy = busy;
    m_busyDelay = new QTimer(this);
    m_busyDelay->setSingleShot(true);
    m_busyDelay->setInterval(busyDelayMilliseconds);
    connect(m_busyDelay, &QTimer::timeout, m_busy, &QWidget::show);
    layout->addWidget(facts);
    // Over the stage, so that the figure does not move when something is said.
    m_messages = new MessageBar(m_preview);
    m_preview->installEventFilter(this);
    m_messages->installEventFilter(this);
    connect(m_messages, &MessageBar::countChanged, this, &FigureComposer::placeMessages);
    return stage;
}

QWidget* FigureComposer::createButtonRow() {
    auto* row = panel();
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    m_progressRow = new QWidget;
    auto* progress = new QHBoxLayout(m_progressRow);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->setSpacing(8);
    m_progressText = new ElidedLabel({});
    m_progressText->setObjectName(QStringLiteral("figureProgressText"));
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("figureProgress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(140);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("figureCancel"));
    cancel->setToolTip(tr("Stop; files that are finished stay (Esc)"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &FigureComposer::cancelRequested);
    progress->addWidget(m_progressText, 1);
    progress->addWidget(m_progress);
    progress->addWidget(cancel);
    layout->addWidget(m_progressRow, 1);
    layout->addStretch(0);

    const auto add = [&](const char* name, const QString& text, const QString& toolTip, auto signal) {
        auto* button = new QPushButton(text);
        button->setObjectName(QString::fromLatin1(name));
        button->setToolTip(toolTip);
        button->setAutoDefault(false);
        button->setFixedHeight(controlHeight);
        connect(button, &QPushButton::clicked, this, signal);
        layout->addWidget(button);
        m_makers.push_back(button);
        return button;
    };
    add("figureFilm", tr("Film…"), tr("A turntable of the cloud, or a sweep along the trace"),
        &FigureComposer::filmRequested);
    add("figureCopy", tr("Copy"), tr("Put the figure on the clipboard (Ctrl+Shift+C)"), &FigureComposer::copyRequested);
    add("figureExportAgain", tr("Export again"), tr("Write the same files as last time (Ctrl+E)"),
        &FigureComposer::exportAgainRequested);
    add("figureExportEach", tr("Each sample…"), tr("A file for each of the samples"),
        &FigureComposer::exportEachRequested);
    m_export =
        add("figureExport", tr("Export…"), tr("Write the figure to a file (Ctrl+S)"), &FigureComposer::exportRequested);
    m_export->setProperty("role", QStringLiteral("primary"));
    return row;
}

void FigureComposer::addKeys() {
    const auto press = [this](const QList<QKeySequence>& keys, const char* name) {
        auto* button = findChild<QAbstractButton*>(QString::fromLatin1(name));
        for (const QKeySequence& key : keys)
            connect(new QShortcut(key, this), &QShortcut::activated, button, &QAbstractButton::click);
    };
    press({Qt::CTRL | Qt::Key_Z}, "figureUndo");
    press({Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y}, "figureRedo");
    press({Qt::CTRL | Qt::Key_S}, "figureExport");
    press({Qt::CTRL | Qt::Key_E}, "figureExportAgain");
    press({Qt::CTRL | Qt::SHIFT | Qt::Key_C}, "figureCopy");
    press({Qt::CTRL | Qt::Key_0}, "figureZoomReal");
    press({Qt::CTRL | Qt::Key_F}, "figureZoomFit");
    press({Qt::CTRL | Qt::Key_Plus, Qt::CTRL | Qt::Key_Equal}, "figureZoomIn");
    press({Qt::CTRL | Qt::Key_Minus}, "figureZoomOut");
}

void FigureComposer::setOptions(const FigureOptions& options) {
    m_form->setOptions(options);
    if (!m_history)
        m_history.emplace(options);
    followOptions();
}

void FigureComposer::followOptions() {
    if (m_history)
        m_history->record(m_form->options());
    m_undo->setEnabled(m_history && m_history->canUndo());
    m_redo->setEnabled(m_history && m_history->canRedo());
    const bool hasPicture = m_form->options().view != FigureView::Cloud;
    for (QToolButton* tool : {m_crop, m_inset})
        tool->setEnabled(hasPicture);
    if (!hasPicture)
        m_preview->setTool(FigurePreview::Tool::None);
    m_toldDpi = previewDpi();
    showFacts();
}

void FigureComposer::goTo(const FigureOptions& options) {
    m_form->setOptions(options);
    followOptions();
    Q_EMIT changed();
}

FigureOptions FigureComposer::options() const {
    return m_form->options();
}
void FigureComposer::setStyleNames(const QStringList& own) {
    m_form->setStyleNames(own);
}
void FigureComposer::setAnswers(const std::vector<FigureAnswerChoice>& answers) {
    m_form->setAnswers(answers);
}
QStringList FigureComposer::shownAnswers() const {
    return m_form->shownAnswers();
}
void FigureComposer::setScopes(int selected, int filtered) {
    m_form->setScopes(selected, filtered);
}
FigureComposer::Scope FigureComposer::scope() const {
    return m_form->scope();
}
void FigureComposer::setScope(Scope scope) {
    m_form->setScope(scope);
}
QStringList FigureComposer::openGroups() const {
    return m_form->openGroups();
}
void FigureComposer::setOpenGroups(const QStringList& names) {
    m_form->setOpenGroups(names);
}

void FigureComposer::setPreview(const QImage& picture, const QSizeF& sizePoints, int pixelWidth, int pixelHeight) {
    m_sizePoints = sizePoints;
    m_pixels = {pixelWidth, pixelHeight};
    m_preview->setPicture(picture, sizePoints);
    showFacts();
}

double FigureComposer::previewDpi() const {
    return std::clamp(m_preview->dotsPerInch(), leastDpi, std::max(leastDpi, double(m_form->options().dpi)));
}

void FigureComposer::setPreviewProblem(const QString& text) {
    m_sizePoints = {};
    m_preview->setProblem(text);
    showFacts();
}

void FigureComposer::setBusy(bool isDrawing) {
    if (!isDrawing) {
        m_busyDelay->stop();
        m_busy->hide();
    } else if (m_busy->isHidden() && !m_busyDelay->isActive()) {
        m_busyDelay->start();
    }
}

void FigureComposer::setProgress(const QString& what, double share) {
    const bool isGoingOn = !what.isEmpty();
    m_progressText->setText(what);
    m_progress->setRange(0, share < 0 ? 0 : 1000);
    m_progress->setValue(int(std::lround(std::clamp(share, 0.0, 1.0) * 1000)));
    m_progressRow->setVisible(isGoingOn);
    for (QPushButton* button : m_makers)
        button->setEnabled(!isGoingOn);
}

void FigureComposer::showMessage(MessageKind kind, const QString& text, const QString& actionText,
                                 std::function<void()> action) {
    m_messages->post(kind, text, actionText, std::move(action));
    placeMessages();
}

QSize FigureComposer::sizeHint() const {
    return {1280, 820};
}

void FigureComposer::closeEvent(QCloseEvent* event) {
    // The window's own button closes, whatever tool is in hand; an export goes on.
    m_preview->setTool(FigurePreview::Tool::None);
    hide();
    event->accept();
}

void FigureComposer::reject() {
    if (m_preview->tool() != FigurePreview::Tool::None)
        m_preview->setTool(FigurePreview::Tool::None);
    else if (!m_progressRow->isHidden())
        Q_EMIT cancelRequested();
    else
        QDialog::reject();
}

void FigureComposer::followDpi() {
    m_zoom->setText(tr("%1 %").arg(std::lround(m_preview->zoom() * 100)));
    m_zoom->setAccessibleName(tr("Zoom: %1").arg(m_zoom->text()));
    const double dpi = previewDpi();
    if (std::abs(dpi - m_toldDpi) < 0.01)
        return;
    m_toldDpi = dpi;
    Q_EMIT changed();
}

void FigureComposer::showFacts() {
    if (m_sizePoints.isEmpty())
        return m_facts->setText({});
    const auto inches = [](double points) { return QString::number(points / 72, 'f', 2); };
    m_facts->setText(tr("%1 × %2 in · %3 × %4 px · PNG at %5 dpi")
                         .arg(inches(m_sizePoints.width()), inches(m_sizePoints.height()))
                         .arg(m_pixels.width())
                         .arg(m_pixels.height())
                         .arg(m_form->options().dpi));
}

void FigureComposer::placeMessages() {
    const int width = m_preview->viewport()->width();
    m_messages->setGeometry(0, 0, width,
                            m_messages->hasHeightForWidth() ? m_messages->heightForWidth(width)
                                                            : m_messages->sizeHint().height());
    m_messages->raise();
}

bool FigureComposer::eventFilter(QObject* watched, QEvent* event) {
    if ((watched == m_preview && event->type() == QEvent::Resize) ||
        (watched == m_messages && event->type() == QEvent::LayoutRequest))
        placeMessages();
    return QDialog::eventFilter(watched, event);
}

void FigureComposer::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().stage);
    painter.fillRect(m_form->parentWidget()->x() - 1, 0, 1, height(), theme().line);
}

} // namespace tracestudio
