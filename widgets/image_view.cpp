#include "widgets/image_view.h"

#include "widgets/image_editor.h"
#include "widgets/image_overlay.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double kMostZoom = 64;
constexpr double kZoomStep = 1.25;
constexpr int kMargin = 8;

PixelPoint rounded(const PixelPoint& pixel) {
    return {std::round(pixel.x), std::round(pixel.y)};
}

QString number(double value, int decimals) {
    return QString::number(value, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
}

/// A small label on the picture; returns where it stands. `corner` says which corner of the view it keeps to.
QRectF paintChip(QPainter& painter, const QSizeF& view, Qt::Alignment corner, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    const double most = view.width() - 2 * kMargin - 16;
    const QString shown = metrics.elidedText(text, Qt::ElideRight, most);
    const QSizeF size(std::ceil(metrics.horizontalAdvance(shown)) + 16, std::ceil(metrics.height()) + 6);
    const double left = corner.testFlag(Qt::AlignRight) ? view.width() - kMargin - size.width() : kMargin;
    const double top = corner.testFlag(Qt::AlignBottom) ? view.height() - kMargin - size.height() : kMargin;
    const QRectF chip(QPointF(left, top), size);
    QColor fill = theme().panel;
    fill.setAlphaF(0.9f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(chip, 4, 4);
    painter.setPen(theme().text);
    painter.drawText(chip, Qt::AlignCenter, shown);
    return chip;
}

/// In the upper right corner, or a line lower where the title's label would be in its way.
void paintLegend(QPainter& painter, const QSizeF& view, const DepthRange& range, const QString& title) {
    const QFontMetricsF metrics(painter.font());
    const QString near = ImageView::tr("%1 m").arg(number(range.nearMetres, 1));
    const QString far = ImageView::tr("%1 m").arg(number(range.farMetres, 1));
    const double bar = 96;
    const double textHeight = std::ceil(metrics.height());
    const double width =
        std::ceil(metrics.horizontalAdvance(near)) + std::ceil(metrics.horizontalAdvance(far)) + bar + 16 + 16;
    if (width > view.width() - 2 * kMargin)
        return;
    const double titleEnd = kMargin + std::ceil(metrics.horizontalAdvance(title)) + 16;
    const bool isBeside = title.isEmpty() || titleEnd + 8 <= view.width() - kMargin - width;
    const QRectF chip(view.width() - kMargin - width, isBeside ? kMargin : kMargin + textHeight + 6 + 4, width,
                      textHeight + 6);
    QColor fill = theme().panel;
    fill.setAlphaF(0.9f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(chip, 4, 4);
    painter.setPen(theme().text);
    painter.drawText(chip.adjusted(8, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, near);
    painter.drawText(chip.adjusted(8, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, far);
    const QRectF scale(chip.left() + 16 + std::ceil(metrics.horizontalAdvance(near)), chip.center().y() - 4, bar, 8);
    QLinearGradient gradient(scale.topLeft(), scale.topRight());
    for (int i = 0; i <= 10; ++i)
        gradient.setColorAt(i / 10.0, QColor(perceptualColour(i / 10.0)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(gradient);
    painter.drawRoundedRect(scale, 2, 2);
}

void paintCrosshair(QPainter& painter, const QPointF& place) {
    // White within black (or the reverse) is seen on any picture.
    const QColor inner = theme().hoverMark;
    const QColor outer = inner.lightness() > 127 ? QColor(0, 0, 0, 170) : QColor(255, 255, 255, 190);
    for (const auto& [colour, width] : {std::pair(outer, 3.5), std::pair(inner, 1.5)}) {
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(place, 6, 6);
        for (const QPointF& arm : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
            painter.drawLine(place + arm * 9, place + arm * 16);
    }
}

QString whatIsMissing(const ViewScene& scene, DepthDisplay display) {
    QString reason;
    if (scene.sample && !scene.sample->problems.empty()) {
        const Error& problem = scene.sample->problems.front();
        const QString text = QCoreApplication::translate("messages", problem.text.c_str());
        reason = QString::fromStdString(fillIn(text.toStdString(), problem.args));
    }
    if (display == DepthDisplay::DepthMap)
        return reason.isEmpty() ? ImageView::tr("No depth: this sample has none.")
                                : ImageView::tr("No depth: %1").arg(reason);
    return reason.isEmpty() ? ImageView::tr("No picture: this sample has none.")
                            : ImageView::tr("No picture: %1").arg(reason);
}

/// The whole of what the view shows that belongs in a picture of it.
void paintScene(QPainter& painter, const ViewScene* scene, const ImageOverlay* overlay, const ImageMapping& mapping,
                const ViewState& state, const QString& title = {}) {
    const QRectF view(QPointF(0, 0), mapping.viewSize);
    painter.fillRect(view, theme().stage);
    if (!overlay) {
        painter.setPen(theme().mutedText);
        painter.drawText(view.adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
                         ImageView::tr("No sample to show."));
        return;
    }
    const QSize size = overlay->frameSize();
    const QRectF frame(mapping.toView(QPointF(-0.5, -0.5)), QSizeF(size) * mapping.scale);
    const DepthDisplay display = state.depthDisplay();
    const bool hasPicture = overlay->picture().has(display);
    if (hasPicture) {
        overlay->picture().paint(painter, frame, display, state.blend());
    } else {
        painter.setPen(QPen(theme().line, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(frame);
    }
    overlay->paint(painter, mapping, state);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!hasPicture) {
        painter.setPen(theme().mutedText);
        const QRectF place = view.adjusted(16, 48, -16, -16);
        painter.drawText(place, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, whatIsMissing(*scene, display));
    }
    if (display != DepthDisplay::Colour && overlay->picture().range())
        paintLegend(painter, mapping.viewSize, *overlay->picture().range(), title);
}

} // namespace

ImageView::ImageView(ViewState* state, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
    , m_editor(std::make_unique<ImageEditor>(state, this)) {
    setObjectName(QStringLiteral("imageView"));
    setAccessibleName(tr("Image"));
    setAccessibleDescription(tr("The sample's picture with its traces"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(state, &ViewState::styleChanged, this, &ImageView::repaintAll);
    connect(state, &ViewState::displayChanged, this, &ImageView::repaintAll);
    connect(state, &ViewState::imageTransformChanged, this, &ImageView::repaintAll);
    connect(state, &ViewState::toolChanged, this, &ImageView::repaintAll);
    const ImageEditor* editor = m_editor.get();
    connect(editor, &ImageEditor::traceEdited, this, &ImageView::traceEdited);
    connect(editor, &ImageEditor::boxEdited, this, &ImageView::boxEdited);
    connect(editor, &ImageEditor::maskStroked, this, &ImageView::maskStroked);
    connect(editor, &ImageEditor::maskPolygonDrawn, this, &ImageView::maskPolygonDrawn);
    connect(editor, &ImageEditor::maskRectangleDrawn, this, &ImageView::maskRectangleDrawn);
    connect(editor, &ImageEditor::maskGrowRequested, this, &ImageView::maskGrowRequested);
    connect(editor, &ImageEditor::depthAsked, this, &ImageView::depthAsked);
    connect(editor, &ImageEditor::boxRegionDrawn, this, &ImageView::boxRegionDrawn);
    connect(editor, &ImageEditor::cursorChanged, this, &ImageView::updateCursor);
    connect(state, &ViewState::hoverChanged, this, [this] { update(); });
    connect(state, &ViewState::selectionChanged, this, [this](const Selection& selection) {
        repaintAll();
        // What was selected elsewhere should be seen here.
        const auto pixel = m_overlay ? m_overlay->pixelOf(selection) : std::nullopt;
        if (pixel && !m_state->imageTransform().isFitted && !QRectF(rect()).contains(viewPositionOf(*pixel)))
            setTransform(m_state->imageTransform().scale, *pixel);
    });
}

ImageView::~ImageView() = default;

void ImageView::setScene(std::shared_ptr<const ViewScene> scene) {
    const bool isSameSample = isSameView(m_scene.get(), scene.get());
    m_scene = std::move(scene);
    const std::unique_ptr<ImageOverlay> previous = std::move(m_overlay);
    m_overlay = m_scene ? std::make_unique<ImageOverlay>(m_scene, previous.get()) : nullptr;
    m_editor->setScene(m_scene, m_overlay.get());
    const bool keeps = isSameSample || m_state->keepsView();
    if (m_overlay && (!keeps || m_state->imageTransform().isFitted))
        fit();
    if (isLive() && m_isMouseHere)
        hoverAt(m_hoverAt); // another picture has another depth there
    repaintAll();
}

void ImageView::setTitled(bool isTitled) {
    m_isTitled = isTitled;
    update();
}

void ImageView::repaintAll() {
    m_still = {};
    update();
}

ImageTransform ImageView::fittedTransform(const QSizeF& viewSize) const {
    if (!m_overlay)
        return m_state->imageTransform();
    const QSizeF picture = m_overlay->frameSize();
    const double scale = std::min(viewSize.width() / picture.width(), viewSize.height() / picture.height());
    return {std::max(scale, 1e-3), {(picture.width() - 1) / 2, (picture.height() - 1) / 2}, true};
}

void ImageView::fit() {
    m_state->setImageTransform(fittedTransform(size()));
}

void ImageView::showActualPixels() {
    const double scale = 1 / devicePixelRatioF();
    // On a whole device pixel no image pixel is smeared over two.
    const auto snapped = [scale](double centre, double middle) {
        const double edge = std::round((middle - (centre + 0.5) * scale) / scale) * scale;
        return (middle - edge) / scale - 0.5;
    };
    const PixelPoint& centre = m_state->imageTransform().centre;
    setTransform(scale, {snapped(centre.x, width() / 2.0), snapped(centre.y, height() / 2.0)});
}

void ImageView::zoomBy(double factor) {
    zoomAt(QPointF(width() / 2.0, height() / 2.0), factor);
}

void ImageView::stepWaypoint(int step) {
    if (!m_overlay)
        return;
    if (const auto next = m_overlay->stepped(m_state->selection(), step, *m_state))
        m_state->select(*next);
}

void ImageView::setTransform(double scale, const PixelPoint& centre) {
    if (!m_overlay)
        return;
    // The picture never leaves the view altogether.
    const QSize picture = m_overlay->frameSize();
    m_state->setImageTransform(
        {scale,
         {std::clamp(centre.x, -0.5, picture.width() - 0.5), std::clamp(centre.y, -0.5, picture.height() - 0.5)},
         false});
}

void ImageView::zoomAt(const QPointF& viewPosition, double factor) {
    if (!m_overlay)
        return;
    const double least = std::min(fittedTransform(size()).scale, 1.0) / 8;
    const double scale = std::clamp(m_state->imageTransform().scale * factor, least, kMostZoom);
    const PixelPoint under = pixelAt(viewPosition);
    const QPointF off = viewPosition - QPointF(width() / 2.0, height() / 2.0);
    setTransform(scale, {under.x - off.x() / scale, under.y - off.y() / scale});
}

QPointF ImageView::viewPositionOf(const PixelPoint& pixel) const {
    return ImageMapping::of(m_state->imageTransform(), size()).toView(pixel);
}

PixelPoint ImageView::pixelAt(const QPointF& viewPosition) const {
    return ImageMapping::of(m_state->imageTransform(), size()).toPixel(viewPosition);
}

QImage ImageView::renderToImage(QSize imageSize, qreal devicePixelRatio) const {
    QImage image(imageSize * devicePixelRatio, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return image;
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::transparent);
    ImageTransform transform = m_state->imageTransform();
    if (transform.isFitted)
        transform = fittedTransform(imageSize);
    else if (width() > 0 && height() > 0)
        transform.scale *= std::min(double(imageSize.width()) / width(), double(imageSize.height()) / height());
    QPainter painter(&image);
    painter.setFont(font());
    paintScene(painter, m_scene.get(), m_overlay.get(), ImageMapping::of(transform, imageSize), *m_state);
    return image;
}

QSize ImageView::sizeHint() const {
    return {640, 480};
}
QSize ImageView::minimumSizeHint() const {
    return {160, 120};
}

void ImageView::paintEvent(QPaintEvent* /*event*/) {
    const qreal ratio = devicePixelRatioF();
    const QSize wanted = (QSizeF(size()) * ratio).toSize();
    if (m_still.size() != wanted || m_still.devicePixelRatio() != ratio) {
        m_still = QPixmap(wanted);
        m_still.setDevicePixelRatio(ratio);
        QPainter painter(&m_still);
        painter.setFont(font());
        const ImageMapping mapping = ImageMapping::of(m_state->imageTransform(), size());
        paintScene(painter, m_scene.get(), m_overlay.get(), mapping, *m_state, title());
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_still);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_overlay)
        paintReadOut(painter);
    m_editor->paint(painter);
    if (hasFocus()) {
        painter.setPen(QPen(theme().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

QString ImageView::title() const {
    const ImageTransform& transform = m_state->imageTransform();
    const DepthDisplay display = m_state->depthDisplay();
    const QString name = display == DepthDisplay::Colour     ? tr("Image")
                         : display == DepthDisplay::DepthMap ? tr("Depth")
                                                             : tr("Image + depth");
    return transform.isFitted ? name
                              : tr("%1 · %2 %").arg(name).arg(std::round(transform.scale * devicePixelRatioF() * 100));
}

void ImageView::paintReadOut(QPainter& painter) const {
    if (m_isTitled)
        paintChip(painter, size(), Qt::AlignTop | Qt::AlignLeft, title());
    paintAnswers(painter);
    const auto& hover = m_state->hover();
    if (!hover)
        return;
    if (!m_isMouseHere)
        paintCrosshair(painter, viewPositionOf(hover->pixel));
    QString text = tr("%1, %2 px").arg(number(hover->pixel.x, 0), number(hover->pixel.y, 0));
    if (hover->point)
        text += tr(" · %1 m · (%2, %3, %4) m")
                    .arg(number(hover->point->z, 2), number(hover->point->x, 2), number(hover->point->y, 2),
                         number(hover->point->z, 2));
    else
        text += tr(" · no depth");
    paintChip(painter, size(), Qt::AlignBottom | Qt::AlignLeft, text);
}

/// In a camera's picture: which answers are drawn, and what older picture each is about.
void ImageView::paintAnswers(QPainter& painter) const {
    if (!isLive())
        return;
    QSizeF place = size();
    painter.save();
    for (const TraceLayer& trace : m_scene->traces) {
        const LayerStyle style = m_state->style(trace.layerId);
        if (!style.isVisible)
            continue;
        // Room for the swatch before the words.
        const QRectF chip =
            paintChip(painter, place, Qt::AlignTop | Qt::AlignRight, QStringLiteral("     ") + trace.title);
        QColor colour = style.colour;
        colour.setAlphaF(float(trace.opacity));
        painter.fillRect(QRectF(chip.left() + 8, chip.center().y() - 5, 10, 10), colour);
        painter.translate(0, chip.height() + 4);
        place.rheight() -= chip.height() + 4;
        if (place.height() < 60)
            break;
    }
    painter.restore();
}

bool ImageView::event(QEvent* event) {
    switch (event->type()) {
    case QEvent::ShortcutOverride: {
        // Keys of the focused view win over the window's.
        auto* key = static_cast<QKeyEvent*>(event);
        const bool isPlain = (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
        const bool isControl = key->modifiers().testFlag(Qt::ControlModifier);
        const bool isAlt = key->modifiers().testFlag(Qt::AltModifier);
        const int k = key->key();
        const bool isArrow = k == Qt::Key_Left || k == Qt::Key_Right || k == Qt::Key_Up || k == Qt::Key_Down;
        const bool isZoom = k == Qt::Key_Plus || k == Qt::Key_Equal || k == Qt::Key_Minus;
        if ((k == Qt::Key_F && (key->modifiers() == Qt::NoModifier || key->modifiers() == Qt::ControlModifier)) ||
            (k == Qt::Key_0 && isControl) || (isZoom && (isPlain || isControl)) || (isArrow && isAlt) ||
            (isPlain && (k == Qt::Key_BracketLeft || k == Qt::Key_BracketRight)) ||
            (isPlain && k == Qt::Key_Space && !isLive()) ||
            m_editor->takesKey(*key)) // over a camera's picture it freezes
            event->accept();
        return event->isAccepted() || QWidget::event(event);
    }
    case QEvent::ToolTip: {
        auto* help = static_cast<QHelpEvent*>(event);
        const ImageMapping mapping = ImageMapping::of(m_state->imageTransform(), size());
        QString text = m_overlay ? m_overlay->describe(m_overlay->pick(help->pos(), mapping, *m_state)) : QString();
        if (text.isEmpty() && m_overlay)
            text = m_overlay->describeMark(help->pos(), mapping, *m_state);
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    case QEvent::PaletteChange:
    case QEvent::StyleChange:
    case QEvent::FontChange:
        repaintAll();
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

void ImageView::resizeEvent(QResizeEvent* event) {
    if (m_state->imageTransform().isFitted)
        fit();
    QWidget::resizeEvent(event);
}

void ImageView::wheelEvent(QWheelEvent* event) {
    if (m_editor->wheel(*event)) {
        event->accept();
        return;
    }
    if (const int delta = event->angleDelta().y(); delta != 0)
        zoomAt(event->position(), std::pow(kZoomStep, delta / 120.0));
    event->accept();
}

void ImageView::mousePressEvent(QMouseEvent* event) {
    const bool isLeft = event->button() == Qt::LeftButton;
    const bool mayEdit = (isLeft && !m_isSpaceDown) || event->button() == Qt::RightButton;
    if (m_editor->isDragging() || (!m_drag && mayEdit && m_editor->press(*event)))
        return;
    if (m_drag || (!isLeft && event->button() != Qt::MiddleButton)) {
        event->ignore();
        return;
    }
    const bool isPan = !isLeft || m_isSpaceDown;
    m_drag = Drag{event->position(), m_state->imageTransform().centre, isPan, !isPan};
    updateCursor();
}

void ImageView::mouseMoveEvent(QMouseEvent* event) {
    m_isMouseHere = true;
    if (!m_drag)
        m_editor->move(*event);
    if (m_drag) {
        const QPointF moved = event->position() - m_drag->pressedAt;
        if (!m_drag->isMoving && moved.manhattanLength() >= QApplication::startDragDistance()) {
            m_drag->isMoving = true;
            m_editor->leave();
            updateCursor();
        }
        if (m_drag->isMoving) {
            const double scale = m_state->imageTransform().scale;
            setTransform(scale,
                         {m_drag->centreAtPress.x - moved.x() / scale, m_drag->centreAtPress.y - moved.y() / scale});
        }
    }
    hoverAt(event->position());
}

void ImageView::mouseReleaseEvent(QMouseEvent* event) {
    m_editor->release(*event);
    if (!m_drag || (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) != Qt::NoButton)
        return;
    const bool isClick = m_drag->mayPick && !m_drag->isMoving && event->button() == Qt::LeftButton;
    endDrag();
    if (isClick && !m_editor->click(*event))
        pickAt(event->position());
}

void ImageView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_isSpaceDown || !m_editor->doubleClick(*event))
        mousePressEvent(event);
}

void ImageView::endDrag() {
    m_drag.reset();
    updateCursor();
}

void ImageView::leaveEvent(QEvent* event) {
    m_isMouseHere = false;
    m_editor->leave();
    m_state->setHover(std::nullopt);
    QWidget::leaveEvent(event);
}

void ImageView::hoverAt(const QPointF& viewPosition) {
    m_hoverAt = viewPosition;
    if (!m_overlay)
        return;
    const PixelPoint pixel = rounded(pixelAt(viewPosition));
    const QSize picture = m_overlay->frameSize();
    if (pixel.x < 0 || pixel.y < 0 || pixel.x > picture.width() - 1 || pixel.y > picture.height() - 1) {
        m_state->setHover(std::nullopt);
        return;
    }
    m_state->setHover(Hover{pixel, m_scene->sample ? m_scene->sample->frame.pointAt(pixel) : std::nullopt});
}

void ImageView::pickAt(const QPointF& viewPosition) {
    if (m_overlay)
        m_state->select(m_overlay->pick(viewPosition, ImageMapping::of(m_state->imageTransform(), size()), *m_state));
}

bool ImageView::isLive() const {
    return m_scene && m_scene->live != 0;
}

void ImageView::updateCursor() {
    if (m_drag && m_drag->isMoving)
        setCursor(Qt::ClosedHandCursor);
    else if (m_isSpaceDown)
        setCursor(Qt::OpenHandCursor);
    else if (const auto cursor = m_editor->cursor())
        setCursor(*cursor);
    else
        unsetCursor();
}

void ImageView::keyPressEvent(QKeyEvent* event) {
    if (m_editor->keyPress(*event))
        return;
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool isControl = modifiers == Qt::ControlModifier;
    const bool isPlain = (modifiers & ~Qt::ShiftModifier) == Qt::NoModifier;
    const double step = 48;
    const auto panBy = [&](double x, double y) {
        const ImageTransform& now = m_state->imageTransform();
        setTransform(now.scale, {now.centre.x + x / now.scale, now.centre.y + y / now.scale});
    };
    const bool isAlt = modifiers == Qt::AltModifier;
    const int key = event->key();
    if (key == Qt::Key_F && (modifiers == Qt::NoModifier || isControl))
        fit();
    else if (key == Qt::Key_0 && isControl)
        showActualPixels();
    else if ((key == Qt::Key_Plus || key == Qt::Key_Equal) && !isAlt)
        zoomBy(kZoomStep);
    else if (key == Qt::Key_Minus && !isAlt)
        zoomBy(1 / kZoomStep);
    else if (key == Qt::Key_Left && isAlt)
        panBy(-step, 0);
    else if (key == Qt::Key_Right && isAlt)
        panBy(step, 0);
    else if (key == Qt::Key_Up && isAlt)
        panBy(0, -step);
    else if (key == Qt::Key_Down && isAlt)
        panBy(0, step);
    else if (key == Qt::Key_BracketRight && isPlain)
        stepWaypoint(1);
    else if (key == Qt::Key_BracketLeft && isPlain)
        stepWaypoint(-1);
    else if (key == Qt::Key_Escape && m_state->selection().kind != Selection::Kind::Nothing)
        m_state->select({});
    else if (key == Qt::Key_Space && isPlain && !isLive()) {
        m_isSpaceDown = true;
        updateCursor();
    } else
        QWidget::keyPressEvent(event);
}

void ImageView::keyReleaseEvent(QKeyEvent* event) {
    m_editor->keyRelease(*event);
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_isSpaceDown = false;
        updateCursor();
        return;
    }
    QWidget::keyReleaseEvent(event);
}

void ImageView::focusInEvent(QFocusEvent* event) {
    update();
    QWidget::focusInEvent(event);
}

void ImageView::focusOutEvent(QFocusEvent* event) {
    // The release of a key or button may never come once the focus is gone.
    m_isSpaceDown = false;
    m_editor->finish();
    updateCursor();
    update();
    QWidget::focusOutEvent(event);
}

} // namespace tracestudio
