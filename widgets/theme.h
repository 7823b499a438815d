#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

class QApplication;

namespace tracestudio {

/// Which of the two looks is used; FollowSystem asks the desktop's palette.
enum class ThemeChoice { FollowSystem, Dark, Light };

/// The colours of the window, one set for dark and one for light. One colour means one thing everywhere: ground truth
/// green, each model its own from a palette safe for colour-blind readers (Okabe–Ito), destination pink, failing red.
/// Widgets ask `theme()` when they paint and repaint on QEvent::PaletteChange.
struct Theme {
    bool isDark = true;
    QColor window, panel, stage, line, text, mutedText, accent, accentFill, field, hoverFill, chip;
    QColor success, successFill, failure, failureFill, warning, warningFill, neutral, neutralFill;
    QColor groundTruth, destination, object, frustum, hoverMark;
    QColor maskPaint{0x35, 0xd0, 0xff}; ///< of a mask while it is painted; alike, as the pictures below are

    [[nodiscard]] QColor model(int index) const; ///< of the index-th prediction file; repeats after seven
    [[nodiscard]] QColor axis(int index) const;  ///< of the index-th axis of what is moved by its handles, 0…2
    /// Text and fill of a verdict's label by its name ("success", "no parse" …).
    [[nodiscard]] QColor verdictText(const QString& verdict) const;
    [[nodiscard]] QColor verdictFill(const QString& verdict) const;
};

/// The theme in force.
const Theme& theme();
/// Sets palette, style and style sheet of the whole program. FollowSystem is looked up anew at each call.
void applyTheme(QApplication& application, ThemeChoice choice);

/// How light a colour looks, 0…1 (relative luminance).
double luminance(const QColor& colour);
/// What keeps a line of this colour apart from any picture.
QColor haloAround(const QColor& colour);
/// For digits on a disc of this colour; dark only where white could not be read.
QColor digitsOn(const QColor& colour);

/// The field's ramp for waypoints, light blue to purple (spec/benchmark.md section 8); t in 0…1 along the trace.
QColor traceRamp(double t);
/// A perceptual colour map (viridis); t in 0…1.
QRgb perceptualColour(double t);

/// The colour a layer starts with: "truth", "model:<index>", "box", "object", "frustum".
QColor defaultLayerColour(const QString& layerId);

} // namespace tracestudio
