#include "widgets/clipping.h"
#include "widgets/cloud_editor.h"
#include "widgets/cloud_marks.h"
#include "widgets/cloud_overlay.h"
#include "widgets/theme.h"

#include <QPainter>

namespace tracestudio {

void CloudEditor::paintPreview(QPainter& painter, const CloudSight& sight) const {
    const auto place = sight.place(m_preview->point);
    if (!place)
        return;
    const std::vector<PointCamera>& points = trajectory();
    const QColor colour = effectiveStyle(*m_state, traceLayerId()).colour;
    painter.setBrush(Qt::NoBrush);
    for (const auto& [line, width] : {std::pair(haloAround(colour), 3.5), std::pair(colour, 1.5)}) {
        painter.setPen(QPen(line, width, Qt::DashLine));
        // On a segment the trace itself shows where the point will be.
        if (m_preview->index == points.size() && !points.empty())
            if (const auto from = sight.place(points.back()))
                if (const auto seen = clipped(QLineF(*from, *place), QRectF(QPointF(0, 0), sight.viewport)))
                    painter.drawLine(*seen);
        painter.setPen(QPen(line, width + 0.5));
        painter.drawEllipse(*place, 6, 6);
    }
}

void CloudEditor::paint(QPainter& painter, const CloudSight& sight) const {
    if (!isActive())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_preview)
        paintPreview(painter, sight);
    if (m_hoveredWaypoint && *m_hoveredWaypoint < trajectory().size() && m_hoveredWaypoint != currentWaypoint()) {
        if (const auto place = sight.place(trajectory()[*m_hoveredWaypoint])) {
            painter.setBrush(Qt::NoBrush);
            for (const auto& [colour, width] :
                 {std::pair(QColor(0, 0, 0, 170), 4.0), std::pair(QColor(Qt::white), 2.0)}) {
                painter.setPen(QPen(colour, width));
                painter.drawEllipse(*place, 11, 11);
            }
        }
    }
    paintHandles(painter, handles(sight), m_hovered, sight);
    if (m_gesture && m_gesture->hasMoved) {
        if (m_gesture->kind == Gesture::Kind::Region) {
            const QRectF region = QRectF(m_gesture->pressedAt, m_gesture->at).normalized();
            QColor fill = theme().destination;
            fill.setAlpha(40);
            painter.setBrush(fill);
            painter.setPen(QPen(QColor(0, 0, 0, 170), 3));
            painter.drawRect(region);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme().destination, 1.5, Qt::DashLine));
            painter.drawRect(region);
        }
        if (!m_gesture->text.isEmpty())
            paintChip(painter, sight.viewport, Qt::AlignTop | Qt::AlignRight, m_gesture->text);
    }
    painter.restore();
}

} // namespace tracestudio
