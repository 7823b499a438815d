#pragma once

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QStringList>

class QPainter;

namespace tracestudio {

/// Letters of one size, in points, set alike on every kind of painter: they are laid out at many times their size,
/// where no hinting can shift them, and scaled down.
class FigureText {
  public:
    FigureText(const QString& family, double sizePoints, bool isBold = false);

    [[nodiscard]] double size() const { return m_size; }
    [[nodiscard]] double width(const QString& text) const;
    [[nodiscard]] double lineHeight() const { return m_size * 1.25; }
    /// From the baseline to the top of a capital letter.
    [[nodiscard]] double capHeight() const { return m_size * 0.71; }
    /// `text` cut off with an ellipsis where it is wider than `width`.
    [[nodiscard]] QString elided(const QString& text, double width) const;
    /// Broken into lines no wider than `width`; the last of `mostLines` is elided.
    [[nodiscard]] QStringList wrapped(const QString& text, double width, int mostLines) const;

    void draw(QPainter& painter, const QPointF& baseline, const QString& text, const QColor& colour) const;
    /// In the middle of a place, as digits in a node.
    void drawCentred(QPainter& painter, const QPointF& middle, const QString& text, const QColor& colour) const;

  private:
    QFont m_font; ///< `magnification` times as large
    double m_size;
};

} // namespace tracestudio
