#pragma once

#include "widgets/edit_step.h"
#include "widgets/view_camera.h"
#include "widgets/view_scene.h"
#include "widgets/view_state.h"
#include "widgets/viewpoints.h"

#include <QImage>
#include <QWidget>
#include <memory>
#include <optional>

namespace tracestudio {

class CloudEditor;
class CloudRenderer;
struct CloudLook;
struct CloudOverlay;
struct CloudSight;

/// The current sample in space: its point cloud, the traces, the destination box and the capturing camera. Watches a
/// ViewState (selection, hover, layers, link, display) and a ViewScene, which it is handed anew when anything of it
/// changes. Draws into its own picture at the screen's true resolution; cheap to make, everything heavy waits for the
/// first paint that needs it. GUI thread only.
///
/// Left drag orbits, Shift+left or middle drag pans, wheel and right drag zoom, double click sets the pivot, a click
/// selects (a waypoint, the box, the object); R, F, T, E, O, + and − and the arrows as in the sheet of keys. While the
/// trace or the box is edited (ViewState::editTool), what CloudEditor has a use for is its own; all else stays so.
class CloudView : public QWidget {
    Q_OBJECT
  public:
    explicit CloudView(ViewState* state, QWidget* parent = nullptr);
    ~CloudView() override;

    /// Shows another scene, or nothing. The camera stays when the sample is the same or ViewState::keepsView(); an ego
    /// view stays one.
    void setScene(std::shared_ptr<const ViewScene> scene);

    [[nodiscard]] ViewCamera camera() const { return m_camera; }
    void setCamera(const ViewCamera& camera);

    /// The view as it is, without label, hover and focus marks, at another size: for figures and screenshots.
    [[nodiscard]] QImage renderToImage(const QSize& size, double devicePixelRatio = 1.0);
    /// Where a waypoint is drawn, in the widget's coordinates; nothing when there is no such waypoint in sight.
    [[nodiscard]] std::optional<QPointF> positionOf(const QString& layerId, int waypoint) const;
    /// Whether the lines of the last picture were drawn by OpenGL on a graphics processor; without one the processor
    /// draws them, the same to the eye.
    [[nodiscard]] bool usesOpenGl() const;

    QSize minimumSizeHint() const override { return {160, 120}; }
    QSize sizeHint() const override { return {640, 480}; }

  public Q_SLOTS:
    void resetView();                          ///< a raised view from beside the capturing camera
    void fitView();                            ///< everything, from the present direction
    void viewFromTop();                        ///< straight down, as the floor plan
    void viewFromEgo();                        ///< the capturing camera: the same picture as the image view
    void setOrthographic(bool isOrthographic); ///< parallel rays
    void goToWaypoint(const QString& layerId, int waypoint); ///< selects it and looks at it from a telling place

  Q_SIGNALS:
    void cameraChanged();
    /// What the tools make of the ground truth and the box of the scene; see CloudEditor. The view goes on showing its
    /// scene until it is handed another.
    void traceEdited(const std::vector<tracestudio::PointCamera>& trajectory, const tracestudio::EditStep& step);
    void boxEdited(const tracestudio::OrientedBox& box, const tracestudio::EditStep& step);

  protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    enum class Drag { None, Pending, Orbit, Pan, Zoom };

    [[nodiscard]] QSizeF viewport() const { return QSizeF(size()); }
    [[nodiscard]] CloudLook look() const;
    [[nodiscard]] const TraceLayer* traceLayer(const QString& layerId) const;
    [[nodiscard]] CloudSight sight(); ///< of a fresh picture
    [[nodiscard]] QString missingCloudReason() const;
    void changeCamera(const ViewCamera& camera);
    void changeImageTransform(ImageTransform transform);
    void followImageTransform();
    void refreshViewpoints();
    void markPictureStale();
    void markOverlayStale();
    /// Brings picture and buffers up to date with camera, scene and look.
    const QImage& freshPicture();
    void paintView(QPainter& painter, const ViewCamera& camera, const QSizeF& size, const QImage& picture);
    void zoomAt(const QPointF& position, double factor);
    void panBy(const QPointF& delta);
    void orbitBy(const QPointF& pixels);
    void hoverAt(const QPointF& position);
    void setPivotAt(const QPointF& position);
    [[nodiscard]] Selection pick(const QPointF& position);
    [[nodiscard]] std::optional<PointCamera> pointAt(const QPointF& position, double radiusPoints);

    ViewState* m_state;
    std::shared_ptr<const ViewScene> m_scene;
    Viewpoints m_viewpoints;
    std::unique_ptr<CloudRenderer> m_renderer;
    std::unique_ptr<CloudOverlay> m_overlay;
    std::unique_ptr<CloudEditor> m_editor;
    ViewCamera m_camera;
    bool m_isPictureStale = true;
    bool m_isOverlayStale = true;
    Drag m_drag = Drag::None;
    Qt::MouseButton m_dragButton = Qt::NoButton;
    Drag m_dragMeant = Drag::None; ///< what the pressed button does once the mouse moves far enough
    QPointF m_pressedAt;
    QPointF m_lastAt;
    QPointF m_hoverAt;          ///< where the mouse was last while it dragged nothing
    bool m_isMouseHere = false; ///< the hover in the state is this view's own
};

} // namespace tracestudio
