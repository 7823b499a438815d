#pragma once

#include <QMetaType>
#include <QString>
#include <QVector>

class QFontMetrics;
class QPainter;
class QPoint;
class QRect;

namespace tracestudio {

/// What one model made of one sample, as a list shows it. `verdict` is the untranslated key: "success", "no parse",
/// "no depth", "wrong start", "wrong end", "collision", "not measured", or empty while there is no score.
struct VerdictCell {
    QString modelShort; ///< two or three letters, "RT"
    QString model;      ///< the whole name
    QString verdict;
    QString metricText; ///< the chosen number with its unit, "0.31 m"; may be empty
    bool operator==(const VerdictCell&) const = default;
};

/// The verdict in the person's language; unknown keys come back as they are, an empty one as a dash.
QString verdictWord(const QString& verdict);

/// Width and height of a verdict's label in that font, device-independent pixels.
int verdictChipWidth(const QFontMetrics& metrics, const QString& verdict);
int verdictChipHeight(const QFontMetrics& metrics);
/// Paints the label's fill and border only.
void paintVerdictFrame(QPainter& painter, const QRect& rectangle, const QString& verdict);
/// Paints the label into the rectangle with the painter's font; the word is elided when it does not fit.
void paintVerdictChip(QPainter& painter, const QRect& rectangle, const QString& verdict);

} // namespace tracestudio

Q_DECLARE_METATYPE(tracestudio::VerdictCell)
