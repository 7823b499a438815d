#pragma once

#include "scene/annotation.h"
#include "widgets/edit_step.h"
#include "widgets/view_state.h"

#include <QWidget>
#include <set>
#include <vector>

class QLabel;
class QTableView;
class QToolButton;

namespace tracestudio {

class WaypointModel;

/// The waypoints of the ground truth as numbers: where each is seen and how deep, or where it is in space. A cell is
/// typed in place; Return enters it and goes down, Tab to the next one, Delete takes the waypoint away, Insert puts one
/// behind it. What is selected is selected in the ViewState as well, both ways. GUI thread.
class WaypointTable : public QWidget {
    Q_OBJECT
  public:
    explicit WaypointTable(ViewState* state, QWidget* parent = nullptr);

    /// What is being typed stays, unless the sample is `isAnother`.
    void setTrajectory(const std::vector<PointCamera>& trajectory, const Camera& camera, bool isAnother);
    /// These waypoints, 0-based, are marked as those at fault.
    void setFaulty(const std::set<int>& waypoints);
    /// Enters what is being typed.
    void commit();

  Q_SIGNALS:
    void edited(const std::vector<tracestudio::PointCamera>& after, const tracestudio::EditStep& step);
    void waypointRequested(int waypoint);
    /// Why what was typed cannot be; empty when the next number is right.
    void refused(const QString& why);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    [[nodiscard]] bool handleKey(int key, Qt::KeyboardModifiers modifiers, const QString& text);
    void add();
    void removeCurrent();
    void showSelection();
    void fitHeight();
    void setInSpace(bool isInSpace);

    ViewState* m_state;
    WaypointModel* m_model;
    QTableView* m_view;
    QLabel* m_empty;
    QToolButton* m_inPicture;
    QToolButton* m_inSpace;
    QToolButton* m_add;
    QToolButton* m_remove;
    bool m_isShowing = false; ///< the selection of the ViewState
};

} // namespace tracestudio
