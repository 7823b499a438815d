#include "widgets/cloud_view.h"

#include "widgets/cloud_editor.h"
#include "widgets/cloud_marks.h"
#include "widgets/cloud_overlay.h"
#include "widgets/cloud_renderer.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double zoomStep = 1.25;
constexpr double mostImageZoom = 64;
constexpr double radiansPerPixel = 0.007;
constexpr double keyStepPixels = 12;
constexpr double pointReach = 4;
constexpr double largestPointSize = 12;

QString number(double value, int decimals) {
    return QString::number(value, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
}

QString countOf(std::size_t points) {
    if (points < 1000)
        return QString::number(points);
    if (points < 1000000)
        return CloudView::tr("%1k").arg((points + 500) / 1000);
    return CloudView::tr("%1M").arg(number(double(points) / 1e6, 1));
}

} // namespace

CloudView::CloudView(ViewState* state, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
    , m_renderer(std::make_unique<CloudRenderer>())
    , m_overlay(std::make_unique<CloudOverlay>())
    , m_editor(std::make_unique<CloudEditor>(state)) {
    setObjectName(QStringLiteral("cloudView"));
    setAccessibleName(tr("Cloud"));
    setAccessibleDescription(tr("The sample's point cloud with its traces in space"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    // Comes from another thread; the renderer is gone before the view is, and waits for that thread.
    m_renderer->setReadyCallback(
        [this] { QMetaObject::invokeMethod(this, &CloudView::markPictureStale, Qt::QueuedConnection); });
    connect(state, &ViewState::styleChanged, this, &CloudView::markOverlayStale);
    connect(state, &ViewState::toolChanged, this, &CloudView::markOverlayStale);
    connect(state, &ViewState::selectionChanged, this, &CloudView::markOverlayStale);
    connect(state, &ViewState::displayChanged, this, &CloudView::markPictureStale);
    connect(state, &ViewState::hoverChanged, this, [this] { update(); });
    connect(state, &ViewState::imageTransformChanged, this, &CloudView::followImageTransform);
    connect(state, &ViewState::linkedChanged, this, &CloudView::followImageTransform);
    connect(m_editor.get(), &CloudEditor::traceEdited, this, &CloudView::traceEdited);
    connect(m_editor.get(), &CloudEditor::boxEdited, this, &CloudView::boxEdited);
    connect(m_editor.get(), &CloudEditor::changed, this, [this] {
        if (m_editor->isActive())
            setCursor(m_editor->cursor());
        else
            unsetCursor();
        update();
    });
    connect(state, &ViewState::egoChanged, this, [this](bool isEgo) {
        if (isEgo && !m_camera.isEgo() && m_viewpoints.hasCamera())
            viewFromEgo();
        if (!isEgo && m_camera.isEgo()) {
            ViewCamera camera = m_camera;
            camera.makeFree(viewport());
            changeCamera(camera);
        }
    });
}

CloudView::~CloudView() = default;

void CloudView::setScene(std::shared_ptr<const ViewScene> scene) {
    const bool isSameSample = isSameView(m_scene.get(), scene.get());
    const bool hadScene = m_scene && m_scene->sample;
    const bool isSameCamera = m_scene && scene && scene->live != 0 && m_scene->live == scene->live;
    m_scene = std::move(scene);
    const std::shared_ptr<const PointCloud> cloud = m_scene ? m_scene->cloud : nullptr;
    if (m_renderer->splat().cloud() != cloud.get() || !isSameSample) {
        m_renderer->setCloud(cloud);
        m_isPictureStale = true;
    }
    m_editor->setScene(m_scene, isSameSample);
    if (!isSameSample && m_isMouseHere)
        m_state->setHover(std::nullopt); // it was a place of the sample before
    if (m_scene && !isSameSample) {
        m_viewpoints = Viewpoints(*m_scene);
        // A camera in another mode still stands where it stood.
        const bool keeps = (m_state->keepsView() || isSameCamera) && hadScene;
        if (m_state->isEgo() && m_viewpoints.hasCamera())
            changeCamera(m_viewpoints.ego(m_state->isLinked()         ? m_state->imageTransform()
                                          : keeps && m_camera.isEgo() ? m_camera.imageTransform(viewport())
                                                                      : ImageTransform{}));
        else if (!keeps)
            resetView();
    }
    markOverlayStale();
    if (m_scene && m_scene->live != 0 && m_isMouseHere && m_drag == Drag::None)
        hoverAt(m_hoverAt); // another picture has another depth there
}

void CloudView::setCamera(const ViewCamera& camera) {
    changeCamera(camera);
}

void CloudView::changeCamera(const ViewCamera& camera) {
    if (m_camera == camera)
        return;
    m_camera = camera;
    m_state->setEgo(camera.isEgo());
    markPictureStale();
    Q_EMIT cameraChanged();
}

void CloudView::followImageTransform() {
    if (m_camera.isEgo() && m_state->isLinked())
        changeCamera(m_viewpoints.ego(m_state->imageTransform()));
}

void CloudView::changeImageTransform(ImageTransform transform) {
    const Camera camera = m_scene && m_scene->sample ? m_scene->sample->frame.camera : Camera{};
    transform.isFitted = false;
    transform.centre.x = std::clamp(transform.centre.x, -0.5, camera.widthPixels - 0.5);
    transform.centre.y = std::clamp(transform.centre.y, -0.5, camera.heightPixels - 0.5);
    if (m_state->isLinked())
        m_state->setImageTransform(transform);
    else
        changeCamera(m_viewpoints.ego(transform));
}

void CloudView::markPictureStale() {
    m_isPictureStale = true;
    update();
}

void CloudView::markOverlayStale() {
    m_isOverlayStale = true;
    markPictureStale();
}

bool CloudView::usesOpenGl() const {
    return m_renderer->usedOpenGl();
}

CloudLook CloudView::look() const {
    CloudLook look;
    look.colouring = m_state->cloudColouring();
    look.hasLighting = m_state->hasEyeDomeLighting();
    look.pointSize = m_state->pointSize();
    look.background = theme().stage;
    look.up = m_viewpoints.up();
    const LayerStyle object = effectiveStyle(*m_state, QStringLiteral("object"));
    look.object = object.colour;
    const bool isSelected = m_state->selection().kind == Selection::Kind::Object;
    look.object.setAlphaF(object.isVisible ? float((isSelected ? 0.4 : 0.06) * object.opacity) : 0.0F);
    look.outline = object.colour;
    look.outline.setAlphaF(object.isVisible ? float(0.85 * object.opacity) : 0.0F);
    return look;
}

const QImage& CloudView::freshPicture() {
    if (m_isOverlayStale) {
        *m_overlay = m_scene ? makeOverlay(*m_scene, *m_state) : CloudOverlay{};
        m_isOverlayStale = false;
        m_isPictureStale = true;
    }
    if (m_isPictureStale || m_renderer->picture().devicePixelRatio() != devicePixelRatioF())
        m_renderer->render(m_camera, viewport(), devicePixelRatioF(), look(), *m_overlay);
    m_isPictureStale = false;
    return m_renderer->picture();
}

CloudSight CloudView::sight() {
    freshPicture();
    return {m_camera, viewport(), devicePixelRatioF(), *m_renderer};
}

QString CloudView::missingCloudReason() const {
    if (!m_scene || !m_scene->sample)
        return tr("No sample to show.");
    if (m_scene->cloud && m_scene->cloud->size() > 0)
        return {};
    const Sample& sample = *m_scene->sample;
    if (sample.frame.hasDepth() && sample.frame.camera.isValid())
        return tr("No cloud: the depth picture holds no reading between 0 and 15 m.");
    if (!sample.problems.empty()) {
        const Error& problem = sample.problems.front();
        const QString text = QCoreApplication::translate("messages", problem.text.c_str());
        return tr("No cloud: %1").arg(QString::fromStdString(fillIn(text.toStdString(), problem.args)));
    }
    if (!sample.frame.hasDepth())
        return tr("No cloud: this sample has no depth picture.");
    return tr("No cloud: the intrinsics of this sample's camera are not usable.");
}

void CloudView::paintView(QPainter& painter, const ViewCamera& camera, const QSizeF& size, const QImage& picture) {
    painter.drawImage(QPointF(0, 0), picture);
    const auto numbers = paintNodes(painter, *m_overlay, m_state->selection(), camera, size, *m_renderer);
    paintMarks(painter, size, placedMarks(*m_overlay, camera, size, *m_renderer), numbers);
    const QString reason = missingCloudReason();
    if (!camera.isEgo() && (reason.isEmpty() || !m_overlay->isEmpty()))
        paintAxes(painter, camera, size);
    if (!reason.isEmpty()) {
        // With traces in sight the sentence steps aside.
        const bool isAlone = m_overlay->nodes.empty() && m_overlay->marks.empty() && !m_overlay->hasBox;
        painter.setPen(theme().mutedText);
        painter.drawText(QRectF(QPointF(0, 0), size).adjusted(16, 48, -16, -16),
                         (isAlone ? Qt::AlignVCenter : Qt::AlignTop) | Qt::AlignHCenter | Qt::TextWordWrap, reason);
    }
}

void CloudView::paintEvent(QPaintEvent* /*event*/) {
    const QImage& picture = freshPicture();
    QPainter painter(this);
    paintView(painter, m_camera, viewport(), picture);
    if (m_editor->isActive())
        m_editor->paint(painter, sight());
    if (m_drag == Drag::Orbit)
        if (const auto place = m_camera.project(m_camera.pivot(), viewport()))
            paintPivot(painter, *place);
    QString label = m_scene && m_scene->cloud && m_scene->cloud->size() > 0
                        ? tr("Cloud · %1 points").arg(countOf(m_scene->cloud->size()))
                        : tr("Cloud");
    if (m_camera.isOrthographic())
        label += tr(" · orthographic");
    paintChip(painter, viewport(), Qt::AlignTop | Qt::AlignLeft, label);
    if (const auto& hover = m_state->hover()) {
        if (hover->point && !m_isMouseHere)
            if (const auto place = m_camera.project(*hover->point, viewport()))
                paintCrosshair(painter, *place);
        if (m_isMouseHere) {
            QString text = tr("%1, %2 px").arg(number(hover->pixel.x, 0), number(hover->pixel.y, 0));
            if (hover->point)
                text += tr(" · %1 m · (%2, %3, %4) m")
                            .arg(number(hover->point->z, 2), number(hover->point->x, 2), number(hover->point->y, 2),
                                 number(hover->point->z, 2));
            else
                text += tr(" · no depth");
            paintChip(painter, viewport(), Qt::AlignBottom | Qt::AlignLeft, text);
        }
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

QImage CloudView::renderToImage(const QSize& imageSize, double devicePixelRatio) {
    if (m_isOverlayStale)
        freshPicture();
    ViewCamera camera = m_camera;
    if (camera.isEgo() && width() > 0 && height() > 0) {
        // As the image view does: a fitted picture is fitted anew, any other keeps what it shows.
        ImageTransform transform = camera.imageTransform(viewport());
        if (!transform.isFitted) {
            transform.scale *= std::min(double(imageSize.width()) / width(), double(imageSize.height()) / height());
            camera = m_viewpoints.ego(transform);
        }
    }
    m_renderer->waitForOpenGl();
    QImage image = m_renderer->render(camera, QSizeF(imageSize), devicePixelRatio, look(), *m_overlay).copy();
    if (!image.isNull()) {
        image.setDevicePixelRatio(devicePixelRatio);
        QPainter painter(&image);
        painter.setFont(font());
        paintView(painter, camera, QSizeF(imageSize), m_renderer->picture());
    }
    markPictureStale();
    return image;
}

const TraceLayer* CloudView::traceLayer(const QString& layerId) const {
    if (!m_scene)
        return nullptr;
    const auto found = std::find_if(m_scene->traces.begin(), m_scene->traces.end(),
                                    [&](const TraceLayer& layer) { return layer.layerId == layerId; });
    return found == m_scene->traces.end() ? nullptr : &*found;
}

std::optional<QPointF> CloudView::positionOf(const QString& layerId, int waypoint) const {
    const TraceLayer* layer = traceLayer(layerId);
    if (!layer || !effectiveStyle(*m_state, layerId).isVisible)
        return std::nullopt;
    const auto point = pointOf(*m_scene, *layer, waypoint);
    const auto position = point ? m_camera.project(*point, viewport()) : std::nullopt;
    return position && QRectF(rect()).contains(*position) ? position : std::nullopt;
}

/// A camera's pictures change all the time; where to look at them from is found when somebody asks.
void CloudView::refreshViewpoints() {
    if (m_scene && m_scene->live != 0)
        m_viewpoints = Viewpoints(*m_scene);
}

void CloudView::resetView() {
    refreshViewpoints();
    changeCamera(m_viewpoints.home(viewport()));
}

void CloudView::fitView() {
    if (m_camera.isEgo()) {
        ImageTransform transform;
        if (m_state->isLinked()) {
            transform = m_camera.imageTransform(viewport());
            const Camera camera = m_scene->sample->frame.camera;
            transform.scale =
                std::min(viewport().width() / camera.widthPixels, viewport().height() / camera.heightPixels);
            transform.centre = {(camera.widthPixels - 1) / 2.0, (camera.heightPixels - 1) / 2.0};
            transform.isFitted = true;
            m_state->setImageTransform(transform);
        } else {
            changeCamera(m_viewpoints.ego(transform));
        }
        return;
    }
    refreshViewpoints();
    changeCamera(m_viewpoints.fitted(m_camera, viewport()));
}

void CloudView::viewFromTop() {
    refreshViewpoints();
    changeCamera(m_viewpoints.top(viewport()));
}

void CloudView::viewFromEgo() {
    changeCamera(m_viewpoints.ego(m_state->isLinked() ? m_state->imageTransform() : ImageTransform{}));
}

void CloudView::setOrthographic(bool isOrthographic) {
    ViewCamera camera = m_camera;
    camera.setOrthographic(isOrthographic, viewport());
    changeCamera(camera);
}

void CloudView::goToWaypoint(const QString& layerId, int waypoint) {
    const TraceLayer* layer = traceLayer(layerId);
    if (!layer || waypoint < 0 || waypoint >= int(layer->trace.size()))
        return;
    m_state->select({Selection::Kind::Waypoint, layerId, waypoint});
    refreshViewpoints();
    if (const auto camera = m_viewpoints.telling(*m_scene, *layer, waypoint))
        changeCamera(*camera);
}

void CloudView::zoomAt(const QPointF& position, double factor) {
    if (m_camera.isEgo()) {
        ImageTransform transform = m_camera.imageTransform(viewport());
        const double before = transform.scale;
        const double least = std::min(m_viewpoints.ego({}).imageTransform(viewport()).scale, 1.0) / 8;
        transform.scale = std::clamp(before * factor, least, mostImageZoom);
        const QPointF off = position - QPointF(viewport().width() / 2, viewport().height() / 2);
        transform.centre.x += off.x() * (1 / before - 1 / transform.scale);
        transform.centre.y += off.y() * (1 / before - 1 / transform.scale);
        changeImageTransform(transform);
        return;
    }
    const auto point = pointAt(position, 3 * pointReach);
    ViewCamera camera = m_camera;
    camera.dolly(factor, position, point ? m_camera.toView(*point).z : m_camera.pivotDepthMetres(), viewport());
    changeCamera(camera);
}

void CloudView::panBy(const QPointF& delta) {
    if (m_camera.isEgo()) {
        ImageTransform transform = m_camera.imageTransform(viewport());
        transform.centre.x -= delta.x() / transform.scale;
        transform.centre.y -= delta.y() / transform.scale;
        changeImageTransform(transform);
        return;
    }
    ViewCamera camera = m_camera;
    camera.pan(delta, viewport());
    changeCamera(camera);
}

void CloudView::orbitBy(const QPointF& pixels) {
    ViewCamera camera = m_camera;
    camera.orbit(-pixels.x() * radiansPerPixel, -pixels.y() * radiansPerPixel, viewport());
    changeCamera(camera);
}

std::optional<PointCamera> CloudView::pointAt(const QPointF& position, double radiusPoints) {
    if (!m_scene || !m_scene->cloud)
        return std::nullopt;
    freshPicture();
    const double ratio = devicePixelRatioF();
    const std::uint32_t index =
        m_renderer->splat().pointNear(position.x() * ratio, position.y() * ratio, radiusPoints * ratio);
    if (index == Splat::noPoint)
        return std::nullopt;
    const PointCloud& cloud = *m_scene->cloud;
    return PointCamera(double(cloud.x[index]), double(cloud.y[index]), double(cloud.z[index]));
}

void CloudView::hoverAt(const QPointF& position) {
    m_hoverAt = position;
    std::optional<Hover> hover;
    if (m_scene && m_scene->sample) {
        const Sample& sample = *m_scene->sample;
        if (m_camera.isEgo()) {
            // The very pixel the image view would name, whatever point covers it here.
            const ImageTransform transform = m_camera.imageTransform(viewport());
            const QPointF off = (position - QPointF(width() / 2.0, height() / 2.0)) / transform.scale;
            const PixelPoint pixel(std::round(transform.centre.x + off.x()), std::round(transform.centre.y + off.y()));
            if (sample.frame.camera.contains(pixel))
                hover = Hover{pixel, sample.frame.pointAt(pixel)};
        } else if (m_scene->cloud) {
            freshPicture();
            const double ratio = devicePixelRatioF();
            const std::uint32_t index =
                m_renderer->splat().pointNear(position.x() * ratio, position.y() * ratio, pointReach * ratio);
            const PointCloud& cloud = *m_scene->cloud;
            if (index != Splat::noPoint && cloud.width > 0)
                hover = Hover{cloud.pixelOf(index),
                              PointCamera(double(cloud.x[index]), double(cloud.y[index]), double(cloud.z[index]))};
        }
    }
    m_state->setHover(hover);
}

void CloudView::setPivotAt(const QPointF& position) {
    const auto point = pointAt(position, 3 * pointReach);
    if (!point)
        return;
    ViewCamera camera = m_camera;
    camera.setPivot(*point);
    changeCamera(camera);
}

Selection CloudView::pick(const QPointF& position) {
    freshPicture();
    const Selection waypoint = waypointAt(*m_overlay, position, m_camera, viewport());
    if (waypoint.kind == Selection::Kind::Waypoint)
        return waypoint;
    if (m_overlay->hasBox && isOnEdge(*m_scene->sample->destinationBox, position, m_camera, viewport()))
        return {Selection::Kind::DestinationBox, QString(), -1};
    if (m_scene && m_scene->cloud) {
        const double ratio = devicePixelRatioF();
        const std::uint32_t index =
            m_renderer->splat().pointNear(position.x() * ratio, position.y() * ratio, pointReach * ratio);
        if (index != Splat::noPoint && m_scene->cloud->isObject[index])
            return {Selection::Kind::Object, QString(), -1};
    }
    return {};
}

bool CloudView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // Keys of the focused view win over the window's.
        const auto* key = static_cast<QKeyEvent*>(event);
        if (m_editor->takesKey(*key))
            event->accept();
        const Qt::KeyboardModifiers modifiers = key->modifiers() & ~Qt::KeypadModifier;
        const bool isPlain = (modifiers & ~Qt::ShiftModifier) == Qt::NoModifier;
        switch (key->key()) {
        case Qt::Key_R:
        case Qt::Key_F:
        case Qt::Key_T:
        case Qt::Key_E:
        case Qt::Key_O:
            if (modifiers == Qt::NoModifier)
                event->accept();
            break;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
        case Qt::Key_Minus:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
            if (isPlain)
                event->accept();
            break;
        default:
            break;
        }
        if (event->isAccepted())
            return true;
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Selection waypoint = waypointAt(*m_overlay, help->pos(), m_camera, viewport());
        const TraceLayer* layer = traceLayer(waypoint.layerId);
        if (waypoint.kind != Selection::Kind::Waypoint || !layer) {
            const auto marks = placedMarks(*m_overlay, m_camera, viewport(), *m_renderer);
            QToolTip::showText(help->globalPos(), markToolTipAt(help->pos(), marks), this);
            return true;
        }
        QString text = tr("%1 · waypoint %2").arg(layer->title).arg(waypoint.waypoint + 1);
        if (const auto i = std::size_t(waypoint.waypoint); i < layer->failures.size() && !layer->failures[i].isEmpty())
            text += QLatin1Char('\n') + layer->failures[i];
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

void CloudView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        markOverlayStale();
    QWidget::changeEvent(event);
}

void CloudView::resizeEvent(QResizeEvent* event) {
    markPictureStale();
    QWidget::resizeEvent(event);
}

void CloudView::mousePressEvent(QMouseEvent* event) {
    if (m_drag != Drag::None || (m_editor->isActive() && m_editor->press(*event, sight())))
        return;
    switch (event->button()) {
    case Qt::LeftButton:
        m_dragMeant = event->modifiers().testFlag(Qt::ShiftModifier) ? Drag::Pan : Drag::Orbit;
        break;
    case Qt::MiddleButton:
        m_dragMeant = Drag::Pan;
        break;
    case Qt::RightButton:
        m_dragMeant = Drag::Zoom;
        break;
    default:
        event->ignore();
        return;
    }
    m_drag = Drag::Pending;
    m_dragButton = event->button();
    m_pressedAt = event->position();
    m_lastAt = event->position();
}

void CloudView::mouseMoveEvent(QMouseEvent* event) {
    m_isMouseHere = true;
    const QPointF position = event->position();
    if (m_drag == Drag::None) {
        if (!(m_editor->isActive() && m_editor->move(*event, sight())))
            hoverAt(position);
        return;
    }
    if (!event->buttons().testFlag(m_dragButton)) {
        // The release went elsewhere, to a menu or another window.
        m_drag = Drag::None;
        update();
        return;
    }
    if (m_drag == Drag::Pending) {
        if ((position - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
            return;
        m_drag = m_dragMeant;
        m_state->setHover(std::nullopt);
    }
    const QPointF moved = position - m_lastAt;
    m_lastAt = position;
    if (m_drag == Drag::Orbit)
        orbitBy(moved);
    else if (m_drag == Drag::Pan)
        panBy(moved);
    else
        zoomAt(m_pressedAt, std::pow(zoomStep, -moved.y() / 24));
}

void CloudView::mouseReleaseEvent(QMouseEvent* event) {
    if (m_editor->isHolding() && m_editor->release(*event, sight()))
        return;
    if (m_drag == Drag::None || event->button() != m_dragButton)
        return;
    const bool isClick = m_drag == Drag::Pending && m_dragButton == Qt::LeftButton;
    m_drag = Drag::None;
    if (isClick && !(m_editor->isActive() && m_editor->click(*event, sight())))
        m_state->select(pick(event->position()));
    else
        hoverAt(event->position());
    update();
}

void CloudView::mouseDoubleClickEvent(QMouseEvent* event) {
    m_editor->takeBackClick();
    if (event->button() == Qt::LeftButton)
        setPivotAt(event->position());
}

void CloudView::wheelEvent(QWheelEvent* event) {
    if (m_editor->isHolding())
        m_editor->wheel(*event, sight());
    else if (const int delta = event->angleDelta().y(); delta != 0)
        zoomAt(event->position(), std::pow(zoomStep, delta / 120.0));
    event->accept();
}

void CloudView::keyPressEvent(QKeyEvent* event) {
    if (m_editor->takesKey(*event)) {
        m_editor->key(*event, sight());
        return;
    }
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if ((modifiers & ~Qt::ShiftModifier) != Qt::NoModifier) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool pans = modifiers.testFlag(Qt::ShiftModifier);
    const auto turnOrPan = [this, pans](double x, double y) {
        const QPointF step = QPointF(x, y) * keyStepPixels;
        if (pans)
            panBy(step * 2);
        else
            orbitBy(step);
    };
    switch (event->key()) {
    case Qt::Key_R:
        resetView();
        break;
    case Qt::Key_F:
        fitView();
        break;
    case Qt::Key_T:
        viewFromTop();
        break;
    case Qt::Key_E:
        viewFromEgo();
        break;
    case Qt::Key_O:
        setOrthographic(!m_camera.isOrthographic());
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        m_state->setPointSize(std::min(m_state->pointSize() + 0.5, largestPointSize));
        break;
    case Qt::Key_Minus:
        m_state->setPointSize(std::max(m_state->pointSize() - 0.5, 1.0));
        break;
    case Qt::Key_Left:
        turnOrPan(-1, 0);
        break;
    case Qt::Key_Right:
        turnOrPan(1, 0);
        break;
    case Qt::Key_Up:
        turnOrPan(0, -1);
        break;
    case Qt::Key_Down:
        turnOrPan(0, 1);
        break;
    case Qt::Key_Escape:
        if (m_state->selection().kind == Selection::Kind::Nothing)
            QWidget::keyPressEvent(event);
        else
            m_state->select({});
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void CloudView::leaveEvent(QEvent* event) {
    m_isMouseHere = false;
    m_editor->leave();
    m_state->setHover(std::nullopt);
    QWidget::leaveEvent(event);
}

} // namespace tracestudio
