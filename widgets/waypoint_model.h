#pragma once

#include "scene/camera.h"
#include "widgets/edit_step.h"

#include <QAbstractTableModel>
#include <set>
#include <vector>

namespace tracestudio {

/// Waypoints as rows of three numbers: pixel and depth, or X, Y, Z in the camera frame. Writing a cell changes nothing
/// here: it asks for the trajectory that should be, in which all other numbers are what they were to the last bit.
class WaypointModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    static constexpr int columns = 3;

    [[nodiscard]] const std::vector<PointCamera>& trajectory() const { return m_trajectory; }
    [[nodiscard]] const Camera& camera() const { return m_camera; }
    /// As X, Y, Z: chosen, or because there is no camera to see them with.
    [[nodiscard]] bool isInSpace() const { return m_isInSpace || !m_camera.isValid(); }
    /// Why `text` cannot be in this cell; empty where it can.
    [[nodiscard]] QString refusal(const QModelIndex& index, const QString& text) const;

    /// Rows stay what they are, and a field that is open in one stays, unless the sample is `isAnother`.
    void setTrajectory(const std::vector<PointCamera>& trajectory, const Camera& camera, bool isAnother);
    void setInSpace(bool isInSpace);
    void setFaulty(const std::set<int>& waypoints); ///< marked in their headings
    void setQuiet(bool isQuiet);                    ///< nothing can be edited

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  Q_SIGNALS:
    void edited(const std::vector<tracestudio::PointCamera>& after, const tracestudio::EditStep& step);

  private:
    [[nodiscard]] QString textOf(const PointCamera& point, int column) const;
    [[nodiscard]] PointCamera with(PointCamera point, int column, double value) const;
    void tellAll();

    std::vector<PointCamera> m_trajectory;
    Camera m_camera;
    std::set<int> m_faulty;
    bool m_isInSpace = false;
    bool m_isQuiet = false;
};

} // namespace tracestudio
