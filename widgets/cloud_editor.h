#pragma once

#include "scene/box_shaping.h"
#include "widgets/cloud_handles.h"
#include "widgets/edit_step.h"
#include "widgets/view_scene.h"
#include "widgets/view_state.h"

#include <QCursor>
#include <QObject>
#include <QRectF>
#include <memory>
#include <optional>
#include <vector>

class QKeyEvent;
class QMouseEvent;
class QPainter;
class QWheelEvent;

namespace tracestudio {

/// The tools of the cloud view: what a person does with the mouse and the keys while ViewState::editTool() is Trace or
/// Box. The view offers it every event first; what it does not take looks around, as without a tool. Changes nothing
/// itself: it says what the trace or the box has become, and is handed the scene anew. GUI thread only.
///
/// Trace: a click on the cloud adds a waypoint at the end, on the surface; a click or drag on a segment inserts one. A
/// drag moves a waypoint in the plane parallel to the screen, with Ctrl over the surface under the mouse; the wheel
/// meanwhile brings it nearer or farther. The selected one has arrows (up and two level directions) and squares to move
/// it along and in; Delete removes it, the arrow keys move it on the screen and PageUp and PageDown upwards by 1 cm,
/// with Shift by 1 mm.
///
/// Box: the middles of its faces resize it, with Shift on both sides; its arrows move it along its axes, its inside
/// over the ground; its rings turn it, with Ctrl by whole steps of 5°. A drag over the cloud, with Shift where there is
/// a box already, fits a box to the points seen in the rectangle, a click stands one on the surface. Keys as for a
/// waypoint, over the ground.
///
/// Esc in a drag puts everything back. The steps of one drag have one gesture number, and so have those of a key that
/// repeats while it is held.
class CloudEditor : public QObject {
    Q_OBJECT
  public:
    explicit CloudEditor(ViewState* state, QObject* parent = nullptr);

    /// Ends what is being dragged when it belonged to another sample.
    void setScene(std::shared_ptr<const ViewScene> scene, bool isSameSample);
    /// Whether a tool for clouds is in force and there is something to use it on; a camera's pictures are not edited.
    [[nodiscard]] bool isActive() const;

    /// Whether the mouse drags, or is about to, what the editor gave it.
    [[nodiscard]] bool isHolding() const { return m_gesture.has_value(); }

    // Each answers whether the event was for the editor alone.
    bool press(const QMouseEvent& event, const CloudSight& sight);
    bool move(const QMouseEvent& event, const CloudSight& sight); ///< with and without a button
    bool release(const QMouseEvent& event, const CloudSight& sight);
    /// A click with the left button where `press` took nothing.
    bool click(const QMouseEvent& event, const CloudSight& sight);
    void wheel(const QWheelEvent& event, const CloudSight& sight); ///< while it holds something
    [[nodiscard]] bool takesKey(const QKeyEvent& event) const;
    void key(const QKeyEvent& event, const CloudSight& sight); ///< one that it takes
    /// The click before was the first half of a double click: what it added goes away again.
    void takeBackClick();
    void leave(); ///< the mouse has left

    [[nodiscard]] QCursor cursor() const { return m_cursor; }
    void paint(QPainter& painter, const CloudSight& sight) const;
    /// What can be taken hold of now.
    [[nodiscard]] std::vector<Handle> handles(const CloudSight& sight) const;

  Q_SIGNALS:
    void traceEdited(const std::vector<tracestudio::PointCamera>& trajectory, const tracestudio::EditStep& step);
    void boxEdited(const tracestudio::OrientedBox& box, const tracestudio::EditStep& step);
    void changed(); ///< to be painted again, the cursor as well

  private:
    static constexpr double stepMetres = 0.01; // of a key, or a notch of the wheel
    static constexpr double fineStepMetres = 0.001;
    static constexpr double waypointReach = 10; // device-independent pixels

    /// From pressing the button to letting it go.
    struct Gesture {
        enum class Kind { Waypoint, Segment, Handle, Region };
        Kind kind = Kind::Waypoint;
        EditStep step;
        QPointF pressedAt;
        bool hasMoved = false;
        Selection selection;                 ///< before
        std::vector<PointCamera> trajectory; ///< before
        std::optional<OrientedBox> box;      ///< before
        std::size_t waypoint = 0;            ///< the one moved; of a segment the one to be inserted
        PointCamera start;                   ///< where it was
        double depthOffset = 0;              ///< metres, by the wheel
        Handle handle;
        double angle = 0; ///< radians turned so far, and of the mouse about the ring when it was asked last
        double lastAngle = 0;
        QPointF at;   ///< of the mouse
        QString text; ///< of what it has become
    };
    enum class KeyMeaning { Delete, Left, Right, Up, Down, Higher, Lower, Cancel };
    struct Place { ///< of a waypoint to be added
        PointCamera point;
        std::size_t index = 0;
    };

    [[nodiscard]] bool edits(EditTool tool) const { return isActive() && m_state->editTool() == tool; }
    [[nodiscard]] QString traceLayerId() const;
    [[nodiscard]] const std::vector<PointCamera>& trajectory() const; ///< of the scene now shown
    [[nodiscard]] std::optional<OrientedBox> box() const;
    [[nodiscard]] std::optional<std::size_t> currentWaypoint() const;
    [[nodiscard]] bool isBoxCurrent() const;
    [[nodiscard]] const cv::Vec3d& up() const;
    [[nodiscard]] std::optional<Handle> handleUnder(const QPointF& position, const CloudSight& sight) const;
    [[nodiscard]] std::optional<std::size_t> waypointAt(const QPointF& position, const CloudSight& sight,
                                                        double reach = waypointReach) const;
    [[nodiscard]] std::optional<Place> segmentAt(const QPointF& position, const CloudSight& sight) const;
    [[nodiscard]] std::optional<KeyMeaning> meaningOf(const QKeyEvent& event) const;

    void adoptTool();
    void begin(Gesture::Kind kind, const QString& name, const QPointF& position);
    void beginMoving();
    void drag(const QPointF& position, Qt::KeyboardModifiers modifiers, const CloudSight& sight);
    [[nodiscard]] std::optional<PointCamera> draggedWaypoint(Qt::KeyboardModifiers modifiers,
                                                             const CloudSight& sight) const;
    [[nodiscard]] std::optional<OrientedBox> draggedBox(Qt::KeyboardModifiers modifiers, const CloudSight& sight);
    void cancel();
    void addWaypoint(const Place& place, const QString& name);
    void fitRegion(const QRectF& region, const EditStep& step, const CloudSight& sight);
    void hoverAt(const QPointF& position, Qt::KeyboardModifiers modifiers, const CloudSight& sight);
    void selectWaypoint(std::size_t waypoint);
    void emitTrace(const std::vector<PointCamera>& trajectory, const EditStep& step);
    void emitBox(const OrientedBox& box, const EditStep& step);
    void paintPreview(QPainter& painter, const CloudSight& sight) const;

    ViewState* m_state;
    std::shared_ptr<const ViewScene> m_scene;
    std::optional<Gesture> m_gesture;
    std::optional<Handle> m_hovered;
    std::optional<std::size_t> m_hoveredWaypoint;
    std::optional<Place> m_preview; ///< of the waypoint a click would add
    QCursor m_cursor;
    struct Added {
        EditStep step;
        std::vector<PointCamera> before;
        Selection selection;
    };
    std::optional<Added> m_added; ///< by the last click
    EditStep m_keyStep;
    mutable std::shared_ptr<const PointCloud> m_upCloud; ///< what `m_up` was found in
    mutable cv::Vec3d m_up{0, -1, 0};
};

} // namespace tracestudio
