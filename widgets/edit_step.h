#pragma once

#include <QString>

namespace tracestudio {

/// What a person does to an annotation with one movement: steps of one gesture (from pressing a button to letting it
/// go, or one key) become one step of undo.
struct EditStep {
    QString name;    ///< in the history: "Move waypoint 3"; already translated
    int gesture = 0; ///< never the same for two gestures; see nextGesture
};

/// A number for a new gesture.
int nextGesture();

/// What the mouse does in the views beside looking around.
enum class EditTool { None, Trace, Box, Mask };
/// How a mask is drawn. Shift or the right button takes away where the tool adds.
enum class MaskTool { Brush, Eraser, Polygon, Rectangle, Grow };

} // namespace tracestudio
