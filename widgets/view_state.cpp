#include "widgets/view_state.h"

#include <algorithm>

namespace tracestudio {

namespace {
/// Assigns and says whether that changed anything.
template <typename T>
bool change(T& member, const T& value) {
    if (member == value)
        return false;
    member = value;
    return true;
}
} // namespace

ViewState::ViewState(QObject* parent)
    : QObject(parent) {}

LayerStyle ViewState::style(const QString& layerId) const {
    return m_styles.value(layerId);
}

void ViewState::select(const Selection& selection) {
    if (change(m_selection, selection))
        Q_EMIT selectionChanged(m_selection);
}

void ViewState::setHover(const std::optional<Hover>& hover) {
    if (change(m_hover, hover))
        Q_EMIT hoverChanged(m_hover);
}

void ViewState::setStyle(const QString& layerId, const LayerStyle& style) {
    const auto known = m_styles.constFind(layerId);
    if (known != m_styles.constEnd() && *known == style)
        return;
    m_styles.insert(layerId, style);
    Q_EMIT styleChanged(layerId);
}

int ViewState::frontness(const QString& layerId) const {
    if (m_editTool == EditTool::Trace && layerId == QLatin1String("truth"))
        return 2;
    const bool isSelected = m_selection.kind == Selection::Kind::Waypoint && m_selection.layerId == layerId;
    return isSelected ? 2 : !layerId.isEmpty() && layerId == m_frontLayer ? 1 : 0;
}

void ViewState::setFrontLayer(const QString& layerId) {
    if (change(m_frontLayer, layerId))
        Q_EMIT styleChanged(layerId);
}

void ViewState::setLinked(bool isLinked) {
    if (change(m_isLinked, isLinked))
        Q_EMIT linkedChanged(m_isLinked);
}

void ViewState::setKeepsView(bool keepsView) {
    if (change(m_keepsView, keepsView))
        Q_EMIT keepsViewChanged(m_keepsView);
}

void ViewState::setImageTransform(const ImageTransform& transform) {
    if (change(m_imageTransform, transform))
        Q_EMIT imageTransformChanged(m_imageTransform);
}

void ViewState::setDepthDisplay(DepthDisplay display) {
    if (change(m_depthDisplay, display))
        Q_EMIT displayChanged();
}

void ViewState::setBlend(double share) {
    if (change(m_blend, std::clamp(share, 0.0, 1.0)))
        Q_EMIT displayChanged();
}

void ViewState::setCloudColouring(CloudColouring colouring) {
    if (change(m_cloudColouring, colouring))
        Q_EMIT displayChanged();
}

void ViewState::setPointSize(double pixels) {
    if (change(m_pointSize, std::clamp(pixels, 1.0, 16.0)))
        Q_EMIT displayChanged();
}

void ViewState::setEyeDomeLighting(bool isOn) {
    if (change(m_hasEyeDomeLighting, isOn))
        Q_EMIT displayChanged();
}

void ViewState::setEgo(bool isEgo) {
    if (change(m_isEgo, isEgo))
        Q_EMIT egoChanged(m_isEgo);
}

void ViewState::setEditTool(EditTool tool) {
    if (change(m_editTool, tool))
        Q_EMIT toolChanged();
}

void ViewState::setMaskTool(MaskTool tool) {
    if (change(m_maskTool, tool))
        Q_EMIT toolChanged();
}

void ViewState::setBrushRadius(double pixels) {
    constexpr double least = 0.5, most = 200;
    if (change(m_brushRadius, std::clamp(pixels, least, most)))
        Q_EMIT toolChanged();
}

double ViewState::fading(const QString& layerId) const {
    constexpr double back = 0.3;
    const bool isAnswer = layerId.startsWith(QLatin1String("model:")) || layerId.startsWith(QLatin1String("answer:"));
    return m_editTool != EditTool::None && isAnswer ? back : 1;
}

int nextGesture() {
    static int gesture = 0;
    return ++gesture;
}

} // namespace tracestudio
