#pragma once

#include "app/film_encoder.h"

#include <QFile>
#include <QSize>
#include <memory>

namespace tracestudio {

/// Writes an endless GIF into `file`, which is open for writing and outlives the encoder, at up to 50 frames a second:
/// players slow others down. OpenCV cannot: it hands YUV to FFmpeg's GIF encoder, which refuses that.
///
/// A frame has up to 255 colours. They are chosen for the first one (median cut) and kept while they suit those that
/// follow about as well, so that still places stay still. Colours between two of them are dithered by place, those
/// among them never. Of a frame only the rectangle that changed is stored, and in it only the pixels that did.
std::unique_ptr<FilmEncoder> openGif(QFile& file, const QSize& size, double framesPerSecond);

} // namespace tracestudio
