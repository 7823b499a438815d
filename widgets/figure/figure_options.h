#pragma once

#include "widgets/figure/figure_style.h"
#include "widgets/view_camera.h"
#include "widgets/view_state.h"

#include <QRectF>
#include <optional>

namespace tracestudio {

enum class FigureView { Image, Cloud, Both };
enum class FigureBackground { White, Dark, Transparent };
/// What becomes of the parts of a line that the cloud hides.
enum class HiddenStrokes { Faded, Dashed, Omitted, OnTop };

/// Where a figure's clouds are looked at from.
struct FigureCamera {
    enum class Kind {
        View,    ///< a view of one's own, `view`, such as the window's
        Ego,     ///< the capturing camera
        Top,     ///< straight down
        Side,    ///< from the right of the capturing camera, level
        Telling, ///< where the first failing waypoint, the object and the box are seen best; see tellingView
        Orbit,   ///< by azimuth, elevation and distance
    };
    Kind kind = Kind::Telling;
    double azimuthDegrees = 0;    ///< about up; 0 looks as the capturing camera does, positive stands to its right
    double elevationDegrees = 30; ///< −90…90; above the level
    double distanceMetres = 0;    ///< to the middle of the scene; 0: as far as needed to see everything
    ViewCamera view;

    /// Reads "ego", "top", "side", "telling" or "azimuth,elevation,distance".
    static std::optional<FigureCamera> fromText(const QString& text);
    bool operator==(const FigureCamera&) const = default;
};

/// A part of the picture shown larger in a corner of its panel.
struct FigureInset {
    QRectF region; ///< image pixels
    double magnification = 3;
    std::optional<Qt::Corner> corner; ///< nothing: where it hides least
    bool operator==(const FigureInset&) const = default;
};

/// What a figure shows and how large it is; with its content it is all that a figure is made of. A plain value, kept as
/// JSON inside every exported file.
struct FigureOptions {
    FigureView view = FigureView::Both;
    FigureCamera camera;
    std::optional<QRectF> region; ///< the part of the picture that is shown, image pixels; nothing: all of it
    std::optional<FigureInset> inset;
    DepthDisplay imageDisplay = DepthDisplay::Colour;
    CloudColouring cloudColouring = CloudColouring::Image;
    bool hasCloudLighting = true;

    FigureStyle style = *FigureStyle::builtIn(QStringLiteral("robotracer"));
    HiddenStrokes hidden = HiddenStrokes::Faded;
    std::optional<double> sweep; ///< of a film's frame: the object stands this share of the way along; not kept
    int ghosts = 0;              ///< faded copies of the object along each answer, beside the one in the picture

    bool hasTruth = true, hasBox = true, hasObject = true;
    bool isPanelPerModel = false; ///< each model's answer in a panel of its own; else all in one
    int columns = 0;              ///< of samples, or of panels of one sample; 0: as fits

    QString title;              ///< above everything; empty for none
    bool hasInstruction = true; ///< under its sample
    bool hasLegend = true;
    bool hasScaleBar = false;
    bool hasVerdicts = true;
    bool hasStep = false;
    bool hasLetters = true;
    bool isReopenable = true; ///< the file holds what it was made from: paths, answers and these options

    double widthPoints = 495; ///< 234: one column of a paper (3.25 in), 495: both (6.875 in), 960: a slide
    double heightPoints = 0;  ///< 0: as the content needs; else at least 36
    int dpi = 300;            ///< of pictures and clouds, and of a PNG as a whole
    FigureBackground background = FigureBackground::White;

    /// Of what is pixels in the figure.
    [[nodiscard]] double pixelsPerPoint() const { return dpi / 72.0; }

    [[nodiscard]] QJsonObject toJson() const;
    /// What `json` says, and the defaults where it says nothing; numbers are held within what can be drawn. `problem`
    /// names the first value that cannot be used; then there are no options.
    static std::optional<FigureOptions> fromJson(const QJsonObject& json, QString* problem);
    bool operator==(const FigureOptions&) const = default;
};

} // namespace tracestudio
