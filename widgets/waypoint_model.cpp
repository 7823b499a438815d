#include "widgets/waypoint_model.h"

#include "scene/trace_shaping.h"
#include "widgets/number_field.h"
#include "widgets/theme.h"

#include <cmath>

namespace tracestudio {

namespace {

/// In front of the camera, so that a pixel says something.
bool isSeen(const PointCamera& point) {
    constexpr double leastDepthMetres = 1e-6;
    return point.z > leastDepthMetres;
}

} // namespace

void WaypointModel::setTrajectory(const std::vector<PointCamera>& trajectory, const Camera& camera, bool isAnother) {
    if (isAnother) {
        beginResetModel();
        m_trajectory = trajectory;
        m_camera = camera;
        endResetModel();
        return;
    }
    const int before = rowCount(), after = int(trajectory.size());
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_trajectory = trajectory;
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_trajectory = trajectory;
        endRemoveRows();
    } else if (m_trajectory == trajectory && m_camera == camera) {
        return;
    }
    m_trajectory = trajectory;
    m_camera = camera;
    tellAll();
}

void WaypointModel::setInSpace(bool isInSpace) {
    m_isInSpace = isInSpace;
    tellAll();
}

void WaypointModel::setQuiet(bool isQuiet) {
    m_isQuiet = isQuiet;
    tellAll();
}

void WaypointModel::setFaulty(const std::set<int>& waypoints) {
    if (waypoints == m_faulty)
        return;
    m_faulty = waypoints;
    tellAll();
}

void WaypointModel::tellAll() {
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
        Q_EMIT headerDataChanged(Qt::Vertical, 0, rowCount() - 1);
    }
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columns - 1);
}

int WaypointModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_trajectory.size());
}

int WaypointModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

Qt::ItemFlags WaypointModel::flags(const QModelIndex& index) const {
    return QAbstractTableModel::flags(index) | Qt::ItemIsEditable;
}

QVariant WaypointModel::data(const QModelIndex& index, int role) const {
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == Qt::DisplayRole || role == Qt::EditRole)
        return textOf(m_trajectory[std::size_t(index.row())], index.column());
    if (role == Qt::ForegroundRole && m_isQuiet)
        return theme().mutedText;
    return {};
}

QVariant WaypointModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical) {
        const bool isFaulty = m_faulty.contains(section);
        if (role == Qt::DisplayRole)
            return isFaulty ? QStringLiteral("✗ %1").arg(section + 1) : QString::number(section + 1);
        if (role == Qt::ForegroundRole)
            return isFaulty ? theme().failure : theme().mutedText;
        if (role == Qt::ToolTipRole)
            return tr("Show the waypoint (G)");
        if (role == Qt::TextAlignmentRole)
            return int(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    }
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole || section < 0 || section >= columns)
        return {};
    const QStringList titles = isInSpace() ? QStringList{tr("X, m"), tr("Y, m"), tr("Z, m")}
                                           : QStringList{tr("x, px"), tr("y, px"), tr("depth, m")};
    return titles[section];
}

QString WaypointModel::refusal(const QModelIndex& index, const QString& text) const {
    const std::optional<double> value = numberIn(text);
    if (text.trimmed().isEmpty())
        return tr("A number is needed here. Esc brings back the one there was.");
    if (!value)
        return tr("“%1” is not a number.").arg(text.trimmed());
    constexpr double farPixels = 100000, farMetres = 1000;
    const bool isDepth = index.column() == 2;
    if (!isInSpace() && !isDepth) {
        if (!isSeen(m_trajectory[std::size_t(index.row())]))
            return tr("The waypoint is behind the camera. Give it a depth first.");
        return std::abs(*value) <= farPixels ? QString() : tr("%1 px is too far away.").arg(text.trimmed());
    }
    if (!isInSpace() && isDepth && *value <= 0)
        return tr("A depth has to be above 0 m.");
    return std::abs(*value) <= farMetres ? QString() : tr("%1 m is too far away.").arg(text.trimmed());
}

bool WaypointModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const QString text = value.toString();
    if (role != Qt::EditRole || index.row() >= rowCount() || !refusal(index, text).isEmpty())
        return false;
    const PointCamera& before = m_trajectory[std::size_t(index.row())];
    // What looks the same is the same: opening a cell and closing it rounds nothing.
    if (text.trimmed() == textOf(before, index.column()))
        return true;
    std::vector<PointCamera> after = m_trajectory;
    after[std::size_t(index.row())] = with(before, index.column(), *numberIn(text));
    Q_EMIT edited(after, {tr("Move waypoint %1").arg(index.row() + 1), nextGesture()});
    return true;
}

QString WaypointModel::textOf(const PointCamera& point, int column) const {
    constexpr int metreDecimals = 3, pixelDecimals = 1;
    if (isInSpace())
        return QString::number(column == 0 ? point.x : column == 1 ? point.y : point.z, 'f', metreDecimals);
    if (column == 2)
        return QString::number(point.z, 'f', metreDecimals);
    if (!isSeen(point))
        return QStringLiteral("–");
    const PixelPoint pixel = m_camera.project(point);
    return QString::number(column == 0 ? pixel.x : pixel.y, 'f', pixelDecimals);
}

PointCamera WaypointModel::with(PointCamera point, int column, double value) const {
    if (isInSpace()) {
        (column == 0 ? point.x : column == 1 ? point.y : point.z) = value;
        return point;
    }
    if (column == 2) {
        // Behind the camera there is no ray to go along.
        return isSeen(point) ? atDepth(point, value) : PointCamera(point.x, point.y, value);
    }
    PixelPoint pixel = m_camera.project(point);
    (column == 0 ? pixel.x : pixel.y) = value;
    return atPixel(point, m_camera, pixel);
}

} // namespace tracestudio
