#pragma once

#include "widgets/edit_step.h"
#include "widgets/image_overlay.h"
#include "widgets/view_scene.h"
#include "widgets/view_state.h"

#include <QCursor>
#include <QObject>
#include <QRect>
#include <memory>
#include <optional>
#include <vector>

class QKeyEvent;
class QMouseEvent;
class QPainter;
class QWheelEvent;
class QWidget;

namespace tracestudio {

class ImageTool;

/// The tool in force over an image view (ViewState::editTool): the view asks it first for mouse, wheel and keys, and
/// lets it paint its handles over everything else. It never changes the scene but says what the person did, and is
/// handed the scene that came of it. What a gesture emits is worked out from where it began, so that it does not matter
/// when the new scene comes. GUI thread only.
///
/// Trace: a click adds a waypoint at the end, with the depth of the surface there; a press on a segment inserts one on
/// it; dragging a waypoint moves it at its depth, with Ctrl onto the surface under it, with Alt along its ray, as do
/// the wheel over it (1 cm a notch, with Shift 1 mm) and Page Up and Page Down; arrows nudge it by 1 pixel, with Shift
/// by 10; Delete removes it.
///
/// Box: dragging inside it moves it parallel to the picture, with Ctrl on its ground plane, with Alt along the ray, as
/// do Alt and the wheel, Page Up and Page Down; arrows nudge it. A square at each face's centre resizes, with Shift on
/// both sides; the ring turns it about its upright axis, with Ctrl in steps of 5°; both stay in the view. A drag where
/// there is no box, or with Shift, draws the region that a box is to be fitted to; without a box a click stands one on
/// the surface.
///
/// Mask: brush and eraser paint, polygons close with Enter, a double click or a click on their first point, Backspace
/// takes the last point back; a rectangle is dragged, growing is asked for by a click. Shift or the right button takes
/// away. [ and ] or Alt and the wheel change the brush.
///
/// Esc puts back what is being dragged.
class ImageEditor : public QObject {
    Q_OBJECT
  public:
    ImageEditor(ViewState* state, QWidget* view);
    ~ImageEditor() override;

    /// `overlay` is that of `scene` and must live until the next call; both null: nothing is shown.
    void setScene(std::shared_ptr<const ViewScene> scene, const ImageOverlay* overlay);

    /// Whether it takes hold of something there; then moves and the release are its own.
    bool press(const QMouseEvent& event);
    void move(const QMouseEvent& event); ///< dragging or not
    void release(const QMouseEvent& event);
    bool click(const QMouseEvent& event); ///< a press and a release on the spot, when it took hold of nothing
    bool doubleClick(const QMouseEvent& event);
    bool wheel(const QWheelEvent& event);
    bool keyPress(const QKeyEvent& event);
    void keyRelease(const QKeyEvent& event);
    [[nodiscard]] bool takesKey(const QKeyEvent& event) const; ///< it wants the key before the window's shortcuts
    void leave();                                              ///< the mouse left the view
    void finish();                                             ///< the release of the button may never come

    [[nodiscard]] bool isDragging() const { return m_isDragging; }
    [[nodiscard]] std::optional<QCursor> cursor() const;
    void paint(QPainter& painter) const;

    /// For its tools.
    [[nodiscard]] ViewState& state() const { return *m_state; }
    [[nodiscard]] const std::shared_ptr<const ViewScene>& scene() const { return m_scene; }
    [[nodiscard]] const Sample& sample() const { return *m_scene->sample; } ///< while there is a tool
    [[nodiscard]] const Camera& camera() const { return sample().frame.camera; }
    [[nodiscard]] const ImageOverlay& overlay() const { return *m_overlay; }
    [[nodiscard]] ImageMapping mapping() const;
    [[nodiscard]] bool isInPicture(const PixelPoint& pixel) const;
    [[nodiscard]] PixelPoint withinPicture(const PixelPoint& pixel) const; ///< the nearest pixel centre's range
    void repaint();

  Q_SIGNALS:
    void traceEdited(const std::vector<tracestudio::PointCamera>& trajectory, const tracestudio::EditStep& step);
    void boxEdited(const tracestudio::OrientedBox& box, const tracestudio::EditStep& step);
    void maskStroked(const std::vector<tracestudio::PixelPoint>& stroke, double radiusPixels, bool isErasing);
    void maskPolygonDrawn(const std::vector<tracestudio::PixelPoint>& polygon, bool isErasing);
    void maskRectangleDrawn(const QRect& pixels);
    void maskGrowRequested(const tracestudio::PixelPoint& pixel, bool isErasing);
    void depthAsked(const tracestudio::PixelPoint& pixel);
    void boxRegionDrawn(const QRect& pixels);
    void cursorChanged();

  private:
    /// The tool in force where there is something it can edit, else null.
    [[nodiscard]] ImageTool* tool() const;
    void changeTool();
    void hoverWith(Qt::KeyboardModifiers modifiers); ///< where the mouse is

    ViewState* m_state;
    QWidget* m_view;
    std::shared_ptr<const ViewScene> m_scene;
    const ImageOverlay* m_overlay = nullptr;
    std::unique_ptr<ImageTool> m_traceTool;
    std::unique_ptr<ImageTool> m_boxTool;
    std::unique_ptr<ImageTool> m_maskTool;
    ImageTool* m_lastTool = nullptr;
    bool m_isDragging = false;
    Qt::MouseButton m_button = Qt::NoButton; ///< that drags
    std::optional<QPointF> m_hoverAt;        ///< where the mouse was last
    Qt::KeyboardModifiers m_modifiers;       ///< and what was held
};

} // namespace tracestudio
