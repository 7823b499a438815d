#pragma once

#include <QColor>
#include <QIcon>

class QPainter;
class QRectF;

namespace tracestudio {

/// The small line drawings of the panels, drawn by us so that they follow the theme and every scaling.
enum class Glyph {
    Cards,
    Grid,
    Table,
    Ascending,
    Descending,
    Close,
    Warning,
    Error,
    Info,
    Check,
    Cross,
    Note,
    Search,
    Filter,
    Picture,
    Chevron,
    Play,
    Pause,
    StepBack,
    StepForward,
    Loop,
    Record,
    Trace,
    Box,
    Mask,
};

void paintGlyph(QPainter& painter, const QRectF& rectangle, Glyph glyph, const QColor& colour);

/// For buttons: takes the theme's colours each time it is painted.
QIcon glyphIcon(Glyph glyph);

} // namespace tracestudio
