#pragma once

#include "widgets/image_editor.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace tracestudio {

/// The mouse over the picture.
struct ImagePointer {
    QPointF position; ///< on the view, device-independent pixels
    PixelPoint pixel;
    Qt::KeyboardModifiers modifiers;
    bool isRight = false; ///< it is the right button
};

/// One tool of an ImageEditor, which feeds it and lives longer. Tools stay alive while another is in force, so that a
/// signal may change the tool.
class ImageTool {
  public:
    explicit ImageTool(ImageEditor& editor)
        : m_editor(editor) {}
    virtual ~ImageTool() = default;
    ImageTool(const ImageTool&) = delete;
    ImageTool& operator=(const ImageTool&) = delete;

    [[nodiscard]] virtual bool canEdit() const = 0; ///< there is what it needs in the scene
    virtual bool press(const ImagePointer& pointer) = 0;
    virtual void drag(const ImagePointer& pointer) = 0;
    virtual void release(const ImagePointer& pointer) = 0; ///< where the last drag went
    virtual void putBack() = 0;                            ///< Esc while dragging
    virtual bool click(const ImagePointer& /*pointer*/) { return false; }
    virtual bool doubleClick(const ImagePointer& /*pointer*/) { return false; }
    virtual void hover(const std::optional<ImagePointer>& pointer) = 0;
    virtual bool wheel(const ImagePointer& /*pointer*/, double /*notches*/) { return false; }
    [[nodiscard]] virtual bool takesKey(int key, Qt::KeyboardModifiers modifiers) const = 0;
    virtual void keyPress(int key, Qt::KeyboardModifiers modifiers, bool isRepeated) = 0; ///< one that it takes
    virtual void optionChanged() {} ///< which mask tool, or the brush
    virtual void forget() = 0;      ///< whatever is going on: another sample or tool
    [[nodiscard]] virtual QCursor cursor() const = 0;
    virtual void paint(QPainter& painter) const = 0;

  protected:
    ImageEditor& m_editor;
};

std::unique_ptr<ImageTool> makeTraceTool(ImageEditor& editor);
std::unique_ptr<ImageTool> makeBoxTool(ImageEditor& editor);
std::unique_ptr<ImageTool> makeMaskTool(ImageEditor& editor);

inline constexpr double kNearMetres = 0.01;      ///< in front of the camera; nearer, a projection is meaningless
inline constexpr double kFarMetres = 1000;       ///< no tool moves anything farther away
inline constexpr double kDragPoints = 3;         ///< from which a press on a handle is a drag
inline constexpr double kMetresPerPoint = 0.005; ///< of depth while Alt drags; a tenth with Shift
inline constexpr double kMetresPerNotch = 0.01;  ///< of depth; a tenth with Shift

/// 1 where `modifiers` ask for whole steps, 0.1 with Shift.
double fineness(Qt::KeyboardModifiers modifiers);
/// Arrow keys as steps in the picture, x right and y down; nothing for other keys.
std::optional<QPoint> arrowStep(int key);

/// Numbers gestures that have no press and release of their own: turns of the wheel that follow each other soon, and
/// repeats of a key held down, are one.
class RepeatedGesture {
  public:
    int forWheel(int target);
    int forKey(bool isRepeated);

  private:
    int m_gesture = 0;
    int m_target = -1;
    QElapsedTimer m_since;
};

/// Which pixels of the picture a rectangle between two places touches.
QRect pixelsBetween(const PixelPoint& a, const PixelPoint& b, const QSize& picture);

/// Lines and handles that are seen on any picture: `colour` within what sets it apart, that within its opposite.
void paintToolLine(QPainter& painter, const QPolygonF& points, const QColor& colour, double width,
                   Qt::PenStyle style = Qt::SolidLine, bool isClosed = false);
enum class HandleShape { Disc, Square };
void paintHandle(QPainter& painter, const QPointF& place, HandleShape shape, double radius, const QColor& colour,
                 bool isHot);
/// Words beside `place`, kept within `view`.
void paintToolChip(QPainter& painter, const QSizeF& view, const QPointF& place, const QString& text);
/// The dragged rectangle, along the borders of its pixels.
void paintPixelRect(QPainter& painter, const ImageMapping& mapping, const QRect& pixels, const QColor& colour);

} // namespace tracestudio
