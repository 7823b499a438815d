#include "widgets/figure_preview.h"

#include "widgets/glyph.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double leastZoom = 0.05, mostZoom = 16;
constexpr double leastReadable = 0.4; ///< zoom at which letters can be told
constexpr double zoomStep = 1.25;
constexpr int margin = 24;
constexpr double shortestDrag = 4; ///< device-independent pixels

/// Where a figure is transparent. Light in both themes: such a figure has dark letters, for light paper.
void paintCheckerboard(QPainter& painter, const QRectF& place) {
    constexpr int side = 8;
    static const QPixmap tile = [] {
        QPixmap pixmap(2 * side, 2 * side);
        pixmap.fill(Qt::white);
        QPainter tilePainter(&pixmap);
        tilePainter.fillRect(0, 0, side, side, QColor(0xe3, 0xe6, 0xea));
        tilePainter.fillRect(side, side, side, side, QColor(0xe3, 0xe6, 0xea));
        return pixmap;
    }();
    painter.drawTiledPixmap(place, tile);
}

void paintHint(QPainter& painter, const QSizeF& view, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    const QSizeF size(std::ceil(metrics.horizontalAdvance(text)) + 24, std::ceil(metrics.height()) + 10);
    const QRectF chip(QPointF((view.width() - size.width()) / 2, view.height() - size.height() - 12), size);
    painter.setPen(QPen(theme().line, 1));
    painter.setBrush(theme().panel);
    painter.drawRoundedRect(chip, 6, 6);
    painter.setPen(theme().text);
    painter.drawText(chip, Qt::AlignCenter, text);
}

} // namespace

FigurePreview::FigurePreview(QWidget* parent)
    : QAbstractScrollArea(parent) {
    setObjectName(QStringLiteral("figurePreview"));
    setAccessibleName(tr("Preview of the figure"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(false);
    horizontalScrollBar()->setSingleStep(24);
    verticalScrollBar()->setSingleStep(24);
}

void FigurePreview::setPicture(const QImage& picture, const QSizeF& sizePoints) {
    m_picture = picture;
    m_size = sizePoints;
    m_problem.clear();
    // The size depends a little on the resolution, and that on the zoom: they are not to chase each other.
    const auto isClose = [](double a, double b) { return std::abs(a - b) <= 0.01 * b; };
    if (isClose(sizePoints.width(), m_fittedSize.width()) && isClose(sizePoints.height(), m_fittedSize.height()))
        placeScrollBars();
    else
        applySizing();
    viewport()->update();
}

void FigurePreview::setProblem(const QString& text) {
    m_problem = text;
    m_picture = {};
    setTool(Tool::None);
    viewport()->update();
}

double FigurePreview::pixelsPerPoint() const {
    return m_zoom * logicalDpiX() / 72.0;
}

double FigurePreview::dotsPerInch() const {
    return std::round(m_zoom * logicalDpiX() * devicePixelRatioF());
}

double FigurePreview::usable(double zoom) const {
    const double dots = logicalDpiX() * devicePixelRatioF();
    return std::round(std::clamp(zoom, leastZoom, mostZoom) * dots) / dots;
}

QPointF FigurePreview::origin() const {
    const auto along = [&](double length, double room, int scrolled) {
        const double wanted = length * pixelsPerPoint() + 2 * margin;
        const double start = wanted <= room ? (room - wanted) / 2 + margin : margin - scrolled;
        // On a pixel of the screen, so that nothing is blurred.
        return std::round(start * devicePixelRatioF()) / devicePixelRatioF();
    };
    return {along(m_size.width(), viewport()->width(), horizontalScrollBar()->value()),
            along(m_size.height(), viewport()->height(), verticalScrollBar()->value())};
}

QPointF FigurePreview::toView(const QPointF& points) const {
    return origin() + points * pixelsPerPoint();
}

QPointF FigurePreview::toPoints(const QPointF& position) const {
    return (position - origin()) / pixelsPerPoint();
}

void FigurePreview::placeScrollBars() {
    const auto place = [](QScrollBar* bar, double length, int room) {
        const int wanted = int(std::ceil(length)) + 2 * margin;
        bar->setPageStep(room);
        bar->setRange(0, std::max(0, wanted - room));
    };
    // A second time: the first may have brought or taken away a bar.
    for (int pass = 0; pass < 2; ++pass) {
        place(horizontalScrollBar(), m_size.width() * pixelsPerPoint(), viewport()->width());
        place(verticalScrollBar(), m_size.height() * pixelsPerPoint(), viewport()->height());
    }
}

void FigurePreview::applySizing() {
    const double before = m_zoom;
    if (m_sizing != Sizing::Fixed && !m_size.isEmpty()) {
        const QSize room = maximumViewportSize();
        const double perPoint = logicalDpiX() / 72.0;
        const double across = (room.width() - 2.0 * margin) / (m_size.width() * perPoint);
        const double all = std::min(across, (room.height() - 2.0 * margin) / (m_size.height() * perPoint));
        const double wanted = m_sizing == Sizing::Fitted ? all : std::min(all < leastReadable ? across : all, 1.0);
        m_zoom = usable(wanted);
        m_fittedSize = m_size;
    }
    placeScrollBars();
    if (m_zoom != before)
        Q_EMIT zoomChanged(m_zoom);
}

void FigurePreview::fit() {
    m_sizing = Sizing::Fitted;
    applySizing();
    viewport()->update();
}

void FigurePreview::setZoom(double zoom) {
    zoomAt(QRectF(viewport()->rect()).center(), zoom);
}

void FigurePreview::zoomAt(const QPointF& position, double zoom) {
    const QPointF held = toPoints(position);
    const double before = m_zoom;
    m_sizing = Sizing::Fixed;
    m_zoom = usable(zoom);
    placeScrollBars();
    const QPointF moved = held * pixelsPerPoint() + QPointF(margin, margin) - position;
    horizontalScrollBar()->setValue(int(std::lround(moved.x())));
    verticalScrollBar()->setValue(int(std::lround(moved.y())));
    viewport()->update();
    if (m_zoom != before)
        Q_EMIT zoomChanged(m_zoom);
}

void FigurePreview::setTool(Tool tool) {
    if (m_tool == tool)
        return;
    m_tool = tool;
    m_drawnFrom.reset();
    showCursor();
    viewport()->update();
    Q_EMIT toolChanged(tool);
}

void FigurePreview::showCursor() {
    viewport()->setCursor(m_pannedFrom           ? Qt::ClosedHandCursor
                          : m_isSpaceDown        ? Qt::OpenHandCursor
                          : m_tool == Tool::None ? Qt::ArrowCursor
                                                 : Qt::CrossCursor);
}

void FigurePreview::paintEvent(QPaintEvent*) {
    const Theme& t = theme();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), t.stage);
    if (m_showsFocus) {
        painter.setPen(QPen(t.accent, 1));
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
    if (!m_problem.isEmpty()) {
        const double width = std::min(480.0, viewport()->width() - 2.0 * margin);
        const QRectF room((viewport()->width() - width) / 2, 0, width, viewport()->height());
        const QRectF text = painter.boundingRect(room, Qt::AlignCenter | Qt::TextWordWrap, m_problem);
        paintGlyph(painter, QRectF(room.center().x() - 12, text.top() - 36, 24, 24), Glyph::Warning, t.warning);
        painter.setPen(t.text);
        painter.drawText(text, Qt::AlignCenter | Qt::TextWordWrap, m_problem);
        return;
    }
    if (m_picture.isNull() || m_size.isEmpty())
        return;
    QRectF page(origin(), m_size * pixelsPerPoint());
    // Pixel by pixel where the picture was made for this zoom.
    const QSizeF exact = QSizeF(m_picture.size()) / devicePixelRatioF();
    if (std::abs(exact.width() - page.width()) < 1.5 && std::abs(exact.height() - page.height()) < 1.5)
        page.setSize(exact);
    else
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (m_picture.hasAlphaChannel())
        paintCheckerboard(painter, page);
    painter.drawImage(page, m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(page.adjusted(-0.5, -0.5, 0.5, 0.5));
    if (m_drawnFrom) {
        const QRectF drawn = QRectF(toView(*m_drawnFrom), toView(m_drawnTo)).normalized();
        QPainterPath outside;
        outside.addRect(page);
        outside.addRect(drawn);
        QColor veil = t.stage;
        veil.setAlphaF(0.55f);
        painter.fillPath(outside, veil);
        painter.setPen(QPen(t.accent, 1.5));
        painter.drawRect(drawn);
    } else if (m_tool != Tool::None) {
        paintHint(painter, viewport()->size(),
                  m_tool == Tool::Crop ? tr("Drag over the part of the picture to keep · Esc leaves")
                                       : tr("Drag over the part of the picture to enlarge · Esc leaves"));
    }
}

void FigurePreview::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    applySizing();
}

bool FigurePreview::event(QEvent* event) {
    const bool isTaken = QAbstractScrollArea::event(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
    return isTaken;
}

void FigurePreview::wheelEvent(QWheelEvent* event) {
    if (!(event->modifiers() & Qt::ControlModifier))
        return QAbstractScrollArea::wheelEvent(event);
    zoomAt(event->position(), m_zoom * std::pow(zoomStep, event->angleDelta().y() / 120.0));
    event->accept();
}

void FigurePreview::mousePressEvent(QMouseEvent* event) {
    const bool isLeft = event->button() == Qt::LeftButton;
    if (isLeft && m_tool != Tool::None && !m_isSpaceDown && !m_picture.isNull()) {
        m_drawnFrom = m_drawnTo = toPoints(event->position());
    } else if (isLeft || event->button() == Qt::MiddleButton) {
        m_pannedFrom = event->position();
        showCursor();
    }
}

void FigurePreview::mouseMoveEvent(QMouseEvent* event) {
    if (m_drawnFrom) {
        m_drawnTo = toPoints(event->position());
        viewport()->update();
    } else if (m_pannedFrom) {
        const QPoint moved = (event->position() - *m_pannedFrom).toPoint();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - moved.x());
        verticalScrollBar()->setValue(verticalScrollBar()->value() - moved.y());
        *m_pannedFrom += moved;
    }
}

void FigurePreview::mouseReleaseEvent(QMouseEvent* event) {
    if (m_drawnFrom && event->button() == Qt::LeftButton) {
        const QRectF drawn =
            QRectF(*m_drawnFrom, toPoints(event->position())).normalized() & QRectF(QPointF(0, 0), m_size);
        const Tool tool = m_tool;
        m_drawnFrom.reset();
        viewport()->update();
        // A click is no rectangle, and the tool stays for another try.
        if (std::min(drawn.width(), drawn.height()) * pixelsPerPoint() < shortestDrag)
            return;
        setTool(Tool::None);
        Q_EMIT regionDrawn(drawn, tool);
    } else if (m_pannedFrom) {
        m_pannedFrom.reset();
        showCursor();
    }
}

void FigurePreview::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Space:
        if (!event->isAutoRepeat()) {
            m_isSpaceDown = true;
            showCursor();
        }
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        setZoom(m_zoom * zoomStep);
        return;
    case Qt::Key_Minus:
        setZoom(m_zoom / zoomStep);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void FigurePreview::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_isSpaceDown = false;
        showCursor();
    } else {
        QAbstractScrollArea::keyReleaseEvent(event);
    }
}

void FigurePreview::focusInEvent(QFocusEvent* event) {
    m_showsFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    viewport()->update();
    QAbstractScrollArea::focusInEvent(event);
}

void FigurePreview::focusOutEvent(QFocusEvent* event) {
    m_showsFocus = false;
    viewport()->update();
    m_isSpaceDown = false;
    showCursor();
    QAbstractScrollArea::focusOutEvent(event);
}

} // namespace tracestudio
