#pragma once

#include <QAbstractScrollArea>
#include <QImage>
#include <optional>

namespace tracestudio {

/// A figure as it will be exported, at its real size (a point is 1/72 of the screen's logical inch), larger or smaller:
/// scrolled, zoomed at the mouse with Ctrl and the wheel, panned with the middle button or with Space; a rectangle can
/// be dragged on it. Shows what it is given and asks for nothing. Lengths are the figure's points, from its upper left
/// corner. GUI thread only.
class FigurePreview : public QAbstractScrollArea {
    Q_OBJECT
  public:
    /// What a drag with the left button draws; with none it pans.
    enum class Tool { None, Crop, Inset };

    explicit FigurePreview(QWidget* parent = nullptr);

    /// `picture` is drawn over the whole figure whatever its resolution.
    void setPicture(const QImage& picture, const QSizeF& sizePoints);
    /// Says why there is no picture, in its place.
    void setProblem(const QString& text);

    [[nodiscard]] double zoom() const { return m_zoom; } ///< 1: the real size
    void setZoom(double zoom);                           ///< what is in the middle stays there
    void showRealSize() { setZoom(1); }
    /// All of the figure is seen, and stays so while window and figure change their sizes. Before anything is chosen,
    /// it is so too, but no larger than the real size, and no smaller than can be read: of a tall figure the width.
    void fit();
    /// Where a picture has one pixel for each of the screen's. A whole number, as a figure's resolution is: each zoom
    /// is brought to the nearest that has one.
    [[nodiscard]] double dotsPerInch() const;

    [[nodiscard]] QPointF toView(const QPointF& points) const; ///< in the viewport
    [[nodiscard]] QPointF toPoints(const QPointF& position) const;

    [[nodiscard]] Tool tool() const { return m_tool; }
    void setTool(Tool tool);

  Q_SIGNALS:
    void zoomChanged(double zoom);
    void toolChanged(Tool tool);
    /// A rectangle was dragged, within the figure; the tool is put away.
    void regionDrawn(const QRectF& points, Tool tool);

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    enum class Sizing { Automatic, Fitted, Fixed };

    [[nodiscard]] double pixelsPerPoint() const; ///< device-independent
    [[nodiscard]] double usable(double zoom) const;
    [[nodiscard]] QPointF origin() const; ///< of the figure, in the viewport
    void zoomAt(const QPointF& position, double zoom);
    void applySizing();
    void placeScrollBars();
    void showCursor();

    QImage m_picture;
    QSizeF m_size;       ///< points
    QSizeF m_fittedSize; ///< that the zoom was last reckoned for
    QString m_problem;
    double m_zoom = 1;
    Sizing m_sizing = Sizing::Automatic;
    Tool m_tool = Tool::None;
    std::optional<QPointF> m_drawnFrom; ///< points; while a rectangle is dragged
    QPointF m_drawnTo;
    std::optional<QPointF> m_pannedFrom; ///< in the viewport; while it is panned
    bool m_isSpaceDown = false;
    bool m_showsFocus = false; ///< it came by a key
};

} // namespace tracestudio
