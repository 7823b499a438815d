#pragma once

#include "scene/camera.h"
#include "widgets/edit_step.h"

#include <QColor>
#include <QHash>
#include <QObject>
#include <QPointF>
#include <QString>
#include <optional>

namespace tracestudio {

/// What is selected, in both views and the inspector alike.
struct Selection {
    enum class Kind { Nothing, Waypoint, DestinationBox, Object };
    Kind kind = Kind::Nothing;
    QString layerId;   ///< of the trace, for a waypoint
    int waypoint = -1; ///< 0-based
    bool operator==(const Selection&) const = default;
};

/// The place under the mouse, whichever view it is over.
struct Hover {
    PixelPoint pixel;                 ///< in the depth picture
    std::optional<PointCamera> point; ///< metres; nothing where there is no depth
    bool operator==(const Hover&) const = default;
};

/// How a layer is drawn.
struct LayerStyle {
    bool isVisible = true;
    QColor colour;
    double opacity = 1.0;   ///< 0…1
    double widthPoints = 3; ///< line width, device-independent pixels
    bool operator==(const LayerStyle&) const = default;
};

enum class DepthDisplay { Colour, DepthMap, Blend }; ///< what the image view shows
enum class CloudColouring { Image, Depth, Height };  ///< what colours the cloud's points

/// Where the image is on the image view: `scale` device-independent pixels an image pixel, and the image pixel at the
/// middle of the view. The ego camera of the cloud view uses the very same two numbers while the views are linked.
struct ImageTransform {
    double scale = 1.0;
    PixelPoint centre;
    bool isFitted = true; ///< the view keeps the whole picture fitted when its size changes
    bool operator==(const ImageTransform&) const = default;
};

/// What the person is looking at, shared by the views, the inspector and the layer list: selection, hover, layers,
/// link, display options. The views watch this, never each other. Lives on the GUI thread; every setter emits only on
/// change.
class ViewState : public QObject {
    Q_OBJECT
  public:
    explicit ViewState(QObject* parent = nullptr);

    [[nodiscard]] const Selection& selection() const { return m_selection; }
    [[nodiscard]] const std::optional<Hover>& hover() const { return m_hover; }
    [[nodiscard]] LayerStyle style(const QString& layerId) const; ///< a default style for an unknown layer
    /// Which trace lies over which in both views: the higher one. That of the selected waypoint, and the ground truth
    /// while it is edited, before that of the model whose answer is being read, before the others.
    [[nodiscard]] int frontness(const QString& layerId) const;
    [[nodiscard]] bool isLinked() const { return m_isLinked; }
    [[nodiscard]] bool keepsView() const { return m_keepsView; }
    [[nodiscard]] const ImageTransform& imageTransform() const { return m_imageTransform; }
    [[nodiscard]] DepthDisplay depthDisplay() const { return m_depthDisplay; }
    [[nodiscard]] double blend() const { return m_blend; }
    [[nodiscard]] CloudColouring cloudColouring() const { return m_cloudColouring; }
    [[nodiscard]] double pointSize() const { return m_pointSize; }
    [[nodiscard]] bool hasEyeDomeLighting() const { return m_hasEyeDomeLighting; }
    [[nodiscard]] bool isEgo() const { return m_isEgo; }
    [[nodiscard]] EditTool editTool() const { return m_editTool; }
    /// What a layer's opacity is multiplied by: answers step back while a tool is in force.
    [[nodiscard]] double fading(const QString& layerId) const;
    [[nodiscard]] MaskTool maskTool() const { return m_maskTool; }
    [[nodiscard]] double brushRadius() const { return m_brushRadius; } ///< pixels of the picture

    void select(const Selection& selection);
    void setHover(const std::optional<Hover>& hover);
    void setStyle(const QString& layerId, const LayerStyle& style);
    void setFrontLayer(const QString& layerId); ///< the model whose answer is being read
    void setLinked(bool isLinked);
    void setKeepsView(bool keepsView);
    void setImageTransform(const ImageTransform& transform);
    void setDepthDisplay(DepthDisplay display);
    void setBlend(double share);
    void setCloudColouring(CloudColouring colouring);
    void setPointSize(double pixels);
    void setEyeDomeLighting(bool isOn);
    void setEditTool(EditTool tool);
    void setMaskTool(MaskTool tool);
    void setBrushRadius(double pixels); ///< kept within 0.5 and 200
    void setEgo(bool isEgo); ///< the cloud view stands at the capturing camera; kept true until the person orbits

  Q_SIGNALS:
    void selectionChanged(const Selection& selection);
    void hoverChanged(const std::optional<Hover>& hover);
    void styleChanged(const QString& layerId);
    void linkedChanged(bool isLinked);
    void keepsViewChanged(bool keepsView);
    void imageTransformChanged(const ImageTransform& transform);
    void displayChanged(); ///< depth display, blend, colouring, point size, eye-dome lighting
    void egoChanged(bool isEgo);
    void toolChanged(); ///< edit tool, mask tool or the brush's radius

  private:
    Selection m_selection;
    std::optional<Hover> m_hover;
    QHash<QString, LayerStyle> m_styles;
    QString m_frontLayer;
    bool m_isLinked = true;
    bool m_keepsView = false;
    ImageTransform m_imageTransform;
    DepthDisplay m_depthDisplay = DepthDisplay::Colour;
    double m_blend = 0.5;
    CloudColouring m_cloudColouring = CloudColouring::Image;
    double m_pointSize = 2.0;
    bool m_hasEyeDomeLighting = true;
    bool m_isEgo = true;
    EditTool m_editTool = EditTool::None;
    MaskTool m_maskTool = MaskTool::Brush;
    double m_brushRadius = 8;
};

} // namespace tracestudio
