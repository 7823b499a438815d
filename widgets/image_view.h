#pragma once

#include "widgets/view_scene.h"
#include "widgets/view_state.h"

#include <QImage>
#include <QPixmap>
#include <QWidget>
#include <memory>

class QPainter;

namespace tracestudio {

class ImageEditor;
class ImageOverlay;

/// The picture of the current sample with everything laid over it: depth map, object outline, destination box, ground
/// truth and predicted traces. Where the picture stands, what is selected and what is under the mouse lives in the
/// ViewState, which must outlive the view. GUI thread only. Pixels are those of `Camera` (whole numbers are centres);
/// view positions are device-independent pixels of this widget.
///
/// With a tool in force (ViewState::editTool) it also is where the sample is annotated: see ImageEditor for what mouse
/// and keys do then. The view says what the person did and waits for the scene that comes of it.
///
/// Keys while focused: F or Ctrl+F fits, Ctrl+0 shows 100 %, + and − zoom, Alt with the arrows pans, [ and ] step
/// through the waypoints of the selected trace, Esc selects nothing; Space and drag pans, but not over a camera's
/// picture.
class ImageView : public QWidget {
    Q_OBJECT
  public:
    explicit ImageView(ViewState* state, QWidget* parent = nullptr);
    ~ImageView() override;

    /// Shows `scene`; null shows that there is nothing. The transform stays when only the layers of the same sample
    /// changed or ViewState::keepsView, else the picture is fitted.
    void setScene(std::shared_ptr<const ViewScene> scene);
    /// Whether a label says what is shown; it does unless somebody else says it.
    void setTitled(bool isTitled);

    /// What the view shows, without focus ring, read-out and hover, at another size; the picture is fitted into `size`
    /// when it is fitted in the view, else the same part of it is shown.
    [[nodiscard]] QImage renderToImage(QSize size, qreal devicePixelRatio) const;
    [[nodiscard]] QPointF viewPositionOf(const PixelPoint& pixel) const;
    [[nodiscard]] PixelPoint pixelAt(const QPointF& viewPosition) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  public Q_SLOTS:
    void fit();
    void showActualPixels(); ///< 100 %: one image pixel a device pixel
    /// Scales by `factor` about the middle of the view.
    void zoomBy(double factor);
    /// Selects the next (+1) or previous (−1) waypoint of the selected trace; without one, of the first visible trace.
    void stepWaypoint(int step);

  Q_SIGNALS:
    /// One step of editing. Steps of one gesture have one number; each says the whole trace or box as it is by then.
    void traceEdited(const std::vector<tracestudio::PointCamera>& trajectory, const tracestudio::EditStep& step);
    void boxEdited(const tracestudio::OrientedBox& box, const tracestudio::EditStep& step);
    /// What was drawn for the mask, in pixels of the picture; `isErasing` takes it away.
    void maskStroked(const std::vector<tracestudio::PixelPoint>& stroke, double radiusPixels, bool isErasing);
    void maskPolygonDrawn(const std::vector<tracestudio::PixelPoint>& polygon, bool isErasing);
    void maskRectangleDrawn(const QRect& pixels); ///< what is cut out in it (GrabCut)
    void maskGrowRequested(const tracestudio::PixelPoint& pixel, bool isErasing);
    /// A new waypoint was put where there is no depth; it is not added until somebody knows one.
    void depthAsked(const tracestudio::PixelPoint& pixel);
    /// A box is to be fitted to what is seen there.
    void boxRegionDrawn(const QRect& pixels);

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    struct Drag {
        QPointF pressedAt;
        PixelPoint centreAtPress;
        bool isMoving = false;
        bool mayPick = false;
    };

    [[nodiscard]] ImageTransform fittedTransform(const QSizeF& viewSize) const;
    void setTransform(double scale, const PixelPoint& centre);
    void zoomAt(const QPointF& viewPosition, double factor);
    void hoverAt(const QPointF& viewPosition);
    [[nodiscard]] bool isLive() const; ///< it shows a camera's picture
    void pickAt(const QPointF& viewPosition);
    void endDrag();
    void updateCursor();
    void repaintAll();
    void paintReadOut(QPainter& painter) const;
    void paintAnswers(QPainter& painter) const;
    [[nodiscard]] QString title() const; ///< what is shown, and how large unless it is fitted

    ViewState* m_state;
    std::shared_ptr<const ViewScene> m_scene;
    std::unique_ptr<ImageOverlay> m_overlay;
    std::unique_ptr<ImageEditor> m_editor;
    QPixmap m_still; ///< all that does not follow the mouse, so that hovering costs a copy; null when out of date
    std::optional<Drag> m_drag;
    bool m_isSpaceDown = false;
    bool m_isMouseHere = false; ///< the hover in the state is this view's own
    bool m_isTitled = true;
    QPointF m_hoverAt; ///< where the mouse was last
};

} // namespace tracestudio
