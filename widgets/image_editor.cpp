#include "widgets/image_editor.h"

#include "widgets/image_tool.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>
#include <QWidget>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr qint64 kSameTurnMs = 700; ///< notches of the wheel that follow sooner are one gesture

ImagePointer pointerAt(const ImageMapping& mapping, const QPointF& position, Qt::KeyboardModifiers modifiers,
                       Qt::MouseButton button) {
    return {position, mapping.toPixel(position), modifiers, button == Qt::RightButton};
}

} // namespace

ImageEditor::ImageEditor(ViewState* state, QWidget* view)
    : m_state(state)
    , m_view(view)
    , m_traceTool(makeTraceTool(*this))
    , m_boxTool(makeBoxTool(*this))
    , m_maskTool(makeMaskTool(*this)) {
    connect(state, &ViewState::toolChanged, this, &ImageEditor::changeTool);
    // Under a mouse at rest the picture has moved on.
    connect(state, &ViewState::imageTransformChanged, this, [this] { hoverWith(m_modifiers); });
}

ImageEditor::~ImageEditor() = default;

ImageTool* ImageEditor::tool() const {
    if (!m_scene || !m_overlay || !m_scene->sample || m_scene->live != 0)
        return nullptr;
    ImageTool* chosen = nullptr;
    switch (m_state->editTool()) {
    case EditTool::None:
        break;
    case EditTool::Trace:
        chosen = m_traceTool.get();
        break;
    case EditTool::Box:
        chosen = m_boxTool.get();
        break;
    case EditTool::Mask:
        chosen = m_maskTool.get();
        break;
    }
    return chosen && chosen->canEdit() ? chosen : nullptr;
}

void ImageEditor::changeTool() {
    ImageTool* now = tool();
    if (now != m_lastTool) {
        if (m_lastTool)
            m_lastTool->forget();
        m_lastTool = now;
        m_isDragging = false;
    } else if (now) {
        now->optionChanged();
    }
    Q_EMIT cursorChanged();
    repaint();
}

void ImageEditor::setScene(std::shared_ptr<const ViewScene> scene, const ImageOverlay* overlay) {
    const bool isSame = isSameView(m_scene.get(), scene.get());
    m_scene = std::move(scene);
    m_overlay = overlay;
    if (!isSame && m_lastTool) {
        m_lastTool->forget();
        m_isDragging = false;
    }
    changeTool();
}

ImageMapping ImageEditor::mapping() const {
    return ImageMapping::of(m_state->imageTransform(), m_view->size());
}

bool ImageEditor::isInPicture(const PixelPoint& pixel) const {
    const QSize size = m_overlay->frameSize();
    return pixel.x >= -0.5 && pixel.y >= -0.5 && pixel.x < size.width() - 0.5 && pixel.y < size.height() - 0.5;
}

PixelPoint ImageEditor::withinPicture(const PixelPoint& pixel) const {
    const QSize size = m_overlay->frameSize();
    return {std::clamp(pixel.x, 0.0, size.width() - 1.0), std::clamp(pixel.y, 0.0, size.height() - 1.0)};
}

void ImageEditor::repaint() {
    m_view->update();
}

bool ImageEditor::press(const QMouseEvent& event) {
    ImageTool* now = tool();
    if (!now || m_isDragging)
        return m_isDragging;
    // A tool may hand out its first step at once, and that may bring a new scene: it is dragging from here on.
    m_isDragging = true;
    m_button = event.button();
    const bool took = now->press(pointerAt(mapping(), event.position(), event.modifiers(), event.button()));
    m_isDragging = m_isDragging && took;
    Q_EMIT cursorChanged();
    repaint();
    return took;
}

void ImageEditor::move(const QMouseEvent& event) {
    ImageTool* now = tool();
    if (!now)
        return;
    const ImagePointer pointer = pointerAt(mapping(), event.position(), event.modifiers(), m_button);
    m_hoverAt = event.position();
    m_modifiers = event.modifiers();
    if (m_isDragging)
        now->drag(pointer);
    else
        now->hover(pointer);
    Q_EMIT cursorChanged();
    repaint();
}

void ImageEditor::release(const QMouseEvent& event) {
    if (event.button() != m_button || !m_isDragging)
        return;
    ImageTool* now = tool();
    m_isDragging = false;
    if (now) {
        now->release(pointerAt(mapping(), event.position(), event.modifiers(), event.button()));
        if (ImageTool* next = tool())
            next->hover(pointerAt(mapping(), event.position(), event.modifiers(), Qt::NoButton));
    }
    Q_EMIT cursorChanged();
    repaint();
}

bool ImageEditor::click(const QMouseEvent& event) {
    ImageTool* now = tool();
    const ImagePointer pointer = pointerAt(mapping(), event.position(), event.modifiers(), event.button());
    if (!now || !now->click(pointer))
        return false;
    if (ImageTool* next = tool())
        next->hover(pointer);
    Q_EMIT cursorChanged();
    repaint();
    return true;
}

bool ImageEditor::doubleClick(const QMouseEvent& event) {
    ImageTool* now = tool();
    return now && event.button() == Qt::LeftButton &&
           now->doubleClick(pointerAt(mapping(), event.position(), event.modifiers(), event.button()));
}

bool ImageEditor::wheel(const QWheelEvent& event) {
    ImageTool* now = tool();
    // With Alt some platforms turn the wheel sideways.
    const QPoint delta = event.angleDelta();
    const int turned = delta.y() != 0 || !event.modifiers().testFlag(Qt::AltModifier) ? delta.y() : delta.x();
    if (!now || turned == 0)
        return false;
    if (m_isDragging) // the picture stands still under what is dragged
        return true;
    return now->wheel(pointerAt(mapping(), event.position(), event.modifiers(), Qt::NoButton), turned / 120.0);
}

bool ImageEditor::takesKey(const QKeyEvent& event) const {
    ImageTool* now = tool();
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    return now && ((m_isDragging && event.key() == Qt::Key_Escape) || now->takesKey(event.key(), modifiers));
}

void ImageEditor::hoverWith(Qt::KeyboardModifiers modifiers) {
    m_modifiers = modifiers;
    ImageTool* now = tool();
    if (!now || m_isDragging || !m_hoverAt)
        return;
    now->hover(pointerAt(mapping(), *m_hoverAt, modifiers, Qt::NoButton));
    Q_EMIT cursorChanged();
    repaint();
}

void ImageEditor::keyRelease(const QKeyEvent& event) {
    if (event.key() == Qt::Key_Shift)
        hoverWith(event.modifiers() & ~Qt::ShiftModifier);
}

bool ImageEditor::keyPress(const QKeyEvent& event) {
    if (event.key() == Qt::Key_Shift)
        hoverWith(event.modifiers() | Qt::ShiftModifier);
    if (!takesKey(event))
        return false;
    ImageTool* now = tool();
    if (m_isDragging && event.key() == Qt::Key_Escape) {
        m_isDragging = false;
        now->putBack();
    } else if (!m_isDragging) {
        now->keyPress(event.key(), event.modifiers() & ~Qt::KeypadModifier, event.isAutoRepeat());
    }
    Q_EMIT cursorChanged();
    repaint();
    return true;
}

void ImageEditor::leave() {
    m_hoverAt.reset();
    if (ImageTool* now = tool(); now && !m_isDragging) {
        now->hover(std::nullopt);
        repaint();
    }
}

void ImageEditor::finish() {
    ImageTool* now = tool();
    if (!m_isDragging || !now)
        return;
    m_isDragging = false;
    now->release({});
    repaint();
}

std::optional<QCursor> ImageEditor::cursor() const {
    const ImageTool* now = tool();
    return now ? std::optional(now->cursor()) : std::nullopt;
}

void ImageEditor::paint(QPainter& painter) const {
    if (const ImageTool* now = tool()) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        now->paint(painter);
        painter.restore();
    }
}

double fineness(Qt::KeyboardModifiers modifiers) {
    return modifiers.testFlag(Qt::ShiftModifier) ? 0.1 : 1.0;
}

std::optional<QPoint> arrowStep(int key) {
    switch (key) {
    case Qt::Key_Left:
        return QPoint(-1, 0);
    case Qt::Key_Right:
        return QPoint(1, 0);
    case Qt::Key_Up:
        return QPoint(0, -1);
    case Qt::Key_Down:
        return QPoint(0, 1);
    default:
        return std::nullopt;
    }
}

int RepeatedGesture::forWheel(int target) {
    if (m_gesture == 0 || m_target != target || !m_since.isValid() || m_since.elapsed() > kSameTurnMs)
        m_gesture = nextGesture();
    m_target = target;
    m_since.start();
    return m_gesture;
}

int RepeatedGesture::forKey(bool isRepeated) {
    if (m_gesture == 0 || !isRepeated)
        m_gesture = nextGesture();
    m_target = -1;
    m_since.invalidate();
    return m_gesture;
}

QRect pixelsBetween(const PixelPoint& a, const PixelPoint& b, const QSize& picture) {
    const auto whole = [](double value, int size) { return int(std::floor(std::clamp(value + 0.5, 0.0, size - 1.0))); };
    const QPoint first(whole(std::min(a.x, b.x), picture.width()), whole(std::min(a.y, b.y), picture.height()));
    const QPoint last(whole(std::max(a.x, b.x), picture.width()), whole(std::max(a.y, b.y), picture.height()));
    return {first, last};
}

namespace {

/// Dark and light about the colour, whichever the picture below is.
std::pair<QColor, QColor> rimsOf(const QColor& colour) {
    const QColor dark(0, 0, 0, 190);
    const QColor light(255, 255, 255, 230);
    return luminance(colour) > 0.6 ? std::pair(dark, light) : std::pair(light, dark);
}

} // namespace

void paintToolLine(QPainter& painter, const QPolygonF& points, const QColor& colour, double width, Qt::PenStyle style,
                   bool isClosed) {
    const auto [inner, outer] = rimsOf(colour);
    painter.setBrush(Qt::NoBrush);
    const auto draw = [&](const QColor& with, double wide, Qt::PenStyle how) {
        QPen pen(with, wide, how, how == Qt::SolidLine ? Qt::RoundCap : Qt::FlatCap, Qt::RoundJoin);
        if (how != Qt::SolidLine)
            pen.setDashPattern({5 / wide, 4 / wide});
        painter.setPen(pen);
        if (isClosed)
            painter.drawPolygon(points);
        else
            painter.drawPolyline(points);
    };
    draw(outer, width + 3, Qt::SolidLine);
    draw(inner, width + 1, Qt::SolidLine);
    draw(colour, width, style);
}

void paintHandle(QPainter& painter, const QPointF& place, HandleShape shape, double radius, const QColor& colour,
                 bool isHot) {
    painter.setPen(Qt::NoPen);
    const double grown = radius + (isHot ? 2 : 0);
    const auto fill = [&](double r, const QColor& with) {
        painter.setBrush(with);
        if (shape == HandleShape::Disc)
            painter.drawEllipse(place, r, r);
        else
            painter.drawRoundedRect(QRectF(place.x() - r, place.y() - r, 2 * r, 2 * r), 2, 2);
    };
    fill(grown + 3, QColor(0, 0, 0, 190));
    fill(grown + 1.75, Qt::white);
    fill(grown, colour);
}

void paintToolChip(QPainter& painter, const QSizeF& view, const QPointF& place, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    const QString shown = metrics.elidedText(text, Qt::ElideRight, std::max(0.0, view.width() - 32));
    const QSizeF size(std::ceil(metrics.horizontalAdvance(shown)) + 16, std::ceil(metrics.height()) + 6);
    const double away = 18;
    QPointF corner = place + QPointF(away, away);
    // On the other side of the place rather than over it.
    if (corner.x() + size.width() > view.width() - 8)
        corner.setX(std::max(8.0, place.x() - away - size.width()));
    if (corner.y() + size.height() > view.height() - 8)
        corner.setY(std::max(8.0, place.y() - away - size.height()));
    const QRectF chip(QPointF(std::max(8.0, corner.x()), std::max(8.0, corner.y())), size);
    QColor fill = theme().panel;
    fill.setAlphaF(0.94f);
    painter.setPen(QPen(theme().line, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(chip, 4, 4);
    painter.setPen(theme().text);
    painter.drawText(chip, Qt::AlignCenter, shown);
}

void paintPixelRect(QPainter& painter, const ImageMapping& mapping, const QRect& pixels, const QColor& colour) {
    const QRectF onView(mapping.toView(QPointF(pixels.left() - 0.5, pixels.top() - 0.5)),
                        QSizeF(pixels.size()) * mapping.scale);
    QColor fill = colour;
    fill.setAlphaF(0.16f);
    painter.fillRect(onView, fill);
    paintToolLine(painter, QPolygonF(onView), colour, 1.5, Qt::DashLine);
}

} // namespace tracestudio
