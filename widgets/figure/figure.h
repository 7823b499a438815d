#pragma once

#include "scene/result.h"
#include "widgets/figure/figure_options.h"
#include "widgets/view_scene.h"

#include <QSize>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

class QPainter;

namespace tracestudio {

/// What a figure says of one model's answer to a sample.
struct FigureAnswer {
    QString layerId; ///< of its trace in the scene; the trace may be missing
    int model = 0;   ///< index among the figure's models
    QColor colour;   ///< of its layer in the window
    QString verdict; ///< translated; empty where it is not known
    enum class Outcome { Unknown, Success, Failure };
    Outcome outcome = Outcome::Unknown;
};

/// One sample of a figure, read and ready to be drawn. The labels of its scene are translated.
struct FigureCase {
    ViewScene scene;
    QString sampleId, instruction;
    std::optional<int> step;
    std::vector<FigureAnswer> answers; ///< in the order of the figure's models; only those that are there
};

/// What a figure is of. Samples are read one after the other while they are drawn, so that a grid of any number of them
/// needs the memory of a few.
struct FigureContent {
    std::size_t caseCount = 0;
    QStringList models;               ///< names
    std::vector<QColor> modelColours; ///< of their layers in the window
    /// Reads a sample. Called from the thread that draws, in order, each once a drawing.
    std::function<Result<std::shared_ptr<const FigureCase>>(std::size_t index)> load;
    QSize pictureSize{640, 480};   ///< of the first sample: all panels have its shape
    QStringList ids, instructions; ///< of all samples
    bool hasTruth = true, hasBox = true, hasObject = true, hasFailures = true; ///< what the legend explains
    /// What was found wrong with samples while they were read; nothing of it kept the figure from being drawn.
    std::shared_ptr<std::vector<Error>> problems = std::make_shared<std::vector<Error>>();
    QColor truthColour, boxColour, objectColour; ///< of the window's layers
};

/// Where everything of a figure is, in points from its top left corner. Panels and size are whole pixels of the
/// figure's resolution, so that pictures are not blurred.
struct FigureLayout {
    struct Panel {
        std::size_t caseIndex = 0;
        bool isCloud = false;
        int model = -1; ///< whose answer alone is drawn; −1: everybody's
        QRectF picture, header;
        QString letter;                     ///< "(a)"
        bool isFirst = true, isLast = true; ///< of its cell: the first has the labels, the last the verdicts
    };
    struct Caption {
        std::size_t caseIndex = 0;
        QRectF place;
    };
    QSizeF size;
    QRectF title, legend;
    std::vector<Panel> panels;     ///< by case
    std::vector<Caption> captions; ///< by case
};

FigureLayout layOut(const FigureContent& content, const FigureOptions& options);

/// What a figure lies on; transparent for nothing.
QColor paperOf(FigureBackground background);

/// Samples in one figure at most.
inline constexpr std::size_t mostFigureCases = 2000;

/// Why a figure cannot be made: more samples, or more pixels, than a machine can hold.
Result<void> checkSize(const FigureContent& content, const FigureOptions& options);

/// Where a picture's `region` (image pixels) is in a panel of another shape: in its middle, on whole pixels.
QRectF picturePlace(const QRectF& panel, const QSizeF& region, double pixelsPerPoint);

/// The pixels of a figure's raster form.
QSize pixelSize(const FigureLayout& layout, const FigureOptions& options);

/// Draws a figure in points (the painter is scaled by its caller): traces, boxes, labels and legend as lines and
/// letters, pictures and clouds as pixels at the figure's resolution. Vector painters get no clipping and no
/// composition modes, which SVG does not have. An error where a sample cannot be read, or when stopped. Any thread.
Result<void> paintFigure(QPainter& painter, const FigureContent& content, const FigureOptions& options,
                         const FigureLayout& layout, const std::function<void(double)>& progress = {},
                         const std::stop_token& stop = {});

/// The figure as pixels.
Result<QImage> drawFigure(const FigureContent& content, const FigureOptions& options,
                          const std::function<void(double)>& progress = {}, const std::stop_token& stop = {});

} // namespace tracestudio
