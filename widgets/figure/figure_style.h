#pragma once

#include <QColor>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace tracestudio {

/// How the things of a figure are drawn: a plain value with a name. Lengths are typographic points (1/72 inch) at the
/// figure's final size.
struct FigureStyle {
    enum class Colouring {
        Ramp, ///< along the trace, from its first waypoint to its last; several traces in one panel have the palette's
        Palette, ///< one colour a model
        Window,  ///< the colours of the window's layers
    };
    enum class Nodes { Numbers, Shapes, Dots, None }; ///< numbered discs; a shape of its own a model; plain dots
    enum class ObjectLook { Filled, Outlined, Hidden };

    QString name;
    Colouring colouring = Colouring::Palette;
    std::vector<QColor> ramp, palette; ///< at least one each
    QColor truth, object, box, failure;
    Nodes nodes = Nodes::Numbers;
    ObjectLook objectLook = ObjectLook::Outlined;
    bool isCurved = false;     ///< a smooth line through the waypoints instead of straight ones
    bool hasCasing = true;     ///< a thin light rim, which keeps a line apart from any picture
    bool isTruthDashed = true; ///< else drawn like an answer
    bool variesDashes = false; ///< a pattern of dashes a model, for readers who see no colours
    bool marksFailures = true; ///< a ring around the waypoints that fail
    double lineWidth = 1.5;
    double truthWidth = 1.2;
    double boxWidth = 1.0;
    double nodeRadius = 3.6;
    QString fontFamily;
    double fontSize = 7;

    [[nodiscard]] QColor rampAt(double share) const; ///< 0 at the first waypoint, 1 at the last
    [[nodiscard]] QColor modelColour(int index) const;
    /// Widths, radii and letters `factor` times as large, for slides.
    [[nodiscard]] FigureStyle scaled(double factor) const;

    /// "robotracer": numbered nodes from light blue to purple, as the field draws traces. "benchmark": white start mask
    /// and pink end box, one colour a model. "plain": safe for colour-blind readers and for print without colours.
    /// "window": as the layers are in the window.
    static const QStringList& builtInNames();
    static std::optional<FigureStyle> builtIn(const QString& name);

    [[nodiscard]] QJsonObject toJson() const;
    /// What `json` says, and the plain style where it says nothing. `problem` names the first value that cannot be
    /// used; then there is no style.
    static std::optional<FigureStyle> fromJson(const QJsonObject& json, QString* problem);
    bool operator==(const FigureStyle&) const = default;
};

} // namespace tracestudio
