#include "widgets/verdict_chip.h"

#include "widgets/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>

namespace tracestudio {

QString verdictWord(const QString& verdict) {
    struct Word {
        const char* key;
        const char* text;
    };
    static constexpr Word words[] = {
        {"success", QT_TRANSLATE_NOOP("Verdict", "success")},
        {"no parse", QT_TRANSLATE_NOOP("Verdict", "no parse")},
        {"no depth", QT_TRANSLATE_NOOP("Verdict", "no depth")},
        {"wrong start", QT_TRANSLATE_NOOP("Verdict", "wrong start")},
        {"wrong end", QT_TRANSLATE_NOOP("Verdict", "wrong end")},
        {"collision", QT_TRANSLATE_NOOP("Verdict", "collision")},
        {"not measured", QT_TRANSLATE_NOOP("Verdict", "not measured")},
    };
    for (const Word& word : words)
        if (verdict == QLatin1String(word.key))
            return QCoreApplication::translate("Verdict", word.text);
    return verdict.isEmpty() ? QStringLiteral("–") : verdict;
}

int verdictChipWidth(const QFontMetrics& metrics, const QString& verdict) {
    return metrics.horizontalAdvance(verdictWord(verdict)) + 12;
}

int verdictChipHeight(const QFontMetrics& metrics) {
    return metrics.height() + 4;
}

void paintVerdictFrame(QPainter& painter, const QRect& rectangle, const QString& verdict) {
    const Theme& t = theme();
    QColor border = t.verdictText(verdict);
    border.setAlphaF(0.35f);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(border, 1));
    painter.setBrush(t.verdictFill(verdict));
    painter.drawRoundedRect(QRectF(rectangle).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.restore();
}

void paintVerdictChip(QPainter& painter, const QRect& rectangle, const QString& verdict) {
    paintVerdictFrame(painter, rectangle, verdict);
    painter.setPen(theme().verdictText(verdict));
    const QRect inner = rectangle.adjusted(4, 0, -4, 0);
    painter.drawText(inner, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(verdictWord(verdict), Qt::ElideRight, inner.width()));
}

} // namespace tracestudio
