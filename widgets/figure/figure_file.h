#pragma once

#include "widgets/figure/figure.h"

#include <QJsonObject>

namespace tracestudio {

enum class FigureFormat { Png, Svg, Pdf };

/// By the name's ending; nothing for any other.
std::optional<FigureFormat> figureFormatOf(const QString& fileName);

/// Writes a figure with its `recipe`, from which it can be made again: in PNG a text chunk, in SVG the metadata, in PDF
/// the XMP packet. Written beside and renamed, so that a file is whole or not there; an existing one is replaced. An
/// error where a sample cannot be read, the disk is full, the place cannot be written, or when stopped. Any thread.
Result<void> writeFigure(const QString& path, const FigureContent& content, const FigureOptions& options,
                         const QJsonObject& recipe, const std::function<void(double)>& progress = {},
                         const std::stop_token& stop = {});

/// The figure as an SVG document.
Result<QByteArray> svgFigure(const FigureContent& content, const FigureOptions& options, const QJsonObject& recipe,
                             const std::function<void(double)>& progress = {}, const std::stop_token& stop = {});

/// The recipe inside a figure that writeFigure wrote; an empty one where the file is none of these (any other PNG, SVG
/// or PDF), an error where it cannot be read or its recipe is damaged. Any bytes.
Result<QJsonObject> readRecipe(const QString& path);
/// The same of a figure's bytes; `name` is what messages call it.
Result<QJsonObject> readRecipe(QIODevice& figure, const QString& name);

} // namespace tracestudio
