#pragma once

#include "app/figure_film.h"
#include "app/figure_source.h"
#include "widgets/figure/figure_file.h"

#include <QStringList>

namespace tracestudio {

/// One order to write figures: all samples as one, or one for each. `output` then is a pattern with {id}, {model},
/// {verdict} or {step} in it; with {model} or {verdict} every answer has a figure of its own.
struct FigureExport {
    FigureSubject subject;
    FigureOptions options;
    QString output{};
    bool isForEach = false;
    bool isOverwriting = false;
    QStringList replaceable{}; ///< files that may be overwritten though others may not
};

struct FigureExportResult {
    QStringList written;
    std::vector<Error> notes;   ///< what was wrong with samples, and figures that could not be written
    bool hasFailed = false;     ///< such figures there are
    std::optional<Error> error; ///< what ended the work early; what was written before stays
};

/// Whether `output` names files apart, with {id}, {model}, {verdict} or {step}.
bool isPattern(const QString& output);
/// The words of a verdict for a file's name.
QString verdictName(const SampleScore* score);
/// The name of one figure; what the file system takes for more than a name is replaced.
QString nameFrom(const QString& pattern, const QString& id, const QString& model, const QString& verdict,
                 std::optional<int> step);

/// Writes the figures, one after the other. Any thread.
FigureExportResult exportFigures(const FigureExport& order, const std::function<void(double)>& progress,
                                 const std::stop_token& stop);

/// Writes a film of the one sample instead.
FigureExportResult exportFilm(const FigureExport& order, const FilmMotion& motion,
                              const std::function<void(double)>& progress, const std::stop_token& stop);

} // namespace tracestudio
