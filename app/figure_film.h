#pragma once

#include "app/figure_source.h"

namespace tracestudio {

/// How a film of a figure moves.
struct FilmMotion {
    enum class Kind {
        Turntable, ///< once around what the cloud is about
        Swing,     ///< to either side and back, so that the surfaces stay those the camera saw
        Sweep,     ///< the object moves along its trace, seen from the figure's own view
    };
    Kind kind = Kind::Swing;
    double seconds = 6;
    double framesPerSecond = 25;
    double swingDegrees = 35; ///< to either side

    [[nodiscard]] int frameCount() const;
};

/// Writes a film (.mp4, .webm, .gif) of one sample's figure, every frame as the figure would be exported at its dots
/// per inch, over white where it is transparent. Written beside and renamed: whole or not there. Any thread.
Result<void> writeFilm(const QString& path, const FigureSubject& subject, const FigureOptions& options,
                       const FilmMotion& motion, const std::function<void(double)>& progress,
                       const std::stop_token& stop);

} // namespace tracestudio
