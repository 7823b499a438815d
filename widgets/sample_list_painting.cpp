// How a row of the sample list looks as a card, as a tile and as a line of the table.
#include "widgets/glyph.h"
#include "widgets/sample_list_view.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QImage>
#include <QPainter>
#include <QTextLayout>
#include <algorithm>

namespace tracestudio {

namespace {

/// The picture fills the rectangle, its middle kept, with rounded corners; a quiet field while it is loading.
void paintThumbnail(QPainter& painter, const QRect& rectangle, const QImage& image, bool isBroken) {
    const Theme& t = theme();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setPen(Qt::NoPen);
    if (image.isNull()) {
        painter.setBrush(isBroken ? t.warningFill : t.chip);
        painter.drawRoundedRect(rectangle, 4, 4);
        const int side = std::min(20, rectangle.height() - 8);
        QRect mark(0, 0, side, side);
        mark.moveCenter(rectangle.center());
        paintGlyph(painter, mark, isBroken ? Glyph::Warning : Glyph::Picture, isBroken ? t.warning : t.line);
    } else {
        const double scale =
            std::max(rectangle.width() / double(image.width()), rectangle.height() / double(image.height()));
        QTransform transform;
        transform.translate(rectangle.x() + (rectangle.width() - image.width() * scale) / 2,
                            rectangle.y() + (rectangle.height() - image.height() * scale) / 2);
        transform.scale(scale, scale);
        QBrush brush(image);
        brush.setTransform(transform);
        painter.setBrush(brush);
        painter.drawRoundedRect(rectangle, 4, 4);
    }
    painter.restore();
}

/// The id in bold, then the instruction, on two lines; what does not fit is elided.
void paintInstruction(QPainter& painter, const QRect& rectangle, const QString& id, const QString& instruction,
                      const QColor& idColour) {
    const QString text = id + QStringLiteral("  ") + instruction.simplified();
    QTextLayout layout(text, painter.font(), painter.device());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QTextLayout::FormatRange idRange;
    idRange.start = 0;
    idRange.length = int(id.size());
    idRange.format.setFontWeight(QFont::DemiBold);
    idRange.format.setForeground(idColour);
    layout.setFormats({idRange});
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rectangle.width());
    // Scripts differ in their ascent: the first line stands on the base line that the font gives.
    line.setPosition(QPointF(0, painter.fontMetrics().ascent() - line.ascent()));
    layout.endLayout();
    painter.setPen(theme().text);
    layout.draw(&painter, rectangle.topLeft());
    const QString rest = text.mid(line.textLength()).trimmed();
    const int lineHeight = painter.fontMetrics().height();
    if (!rest.isEmpty())
        painter.drawText(QRect(rectangle.left(), rectangle.top() + lineHeight, rectangle.width(), lineHeight),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(rest, Qt::ElideRight, rectangle.width()));
}

constexpr int markSide = 14;

/// What paintMarks takes.
int marksWidth(const QModelIndex& index) {
    const int count =
        int(index.data(HasNoteRole).toBool()) + int(SampleReview(index.data(ReviewRole).toInt()) != SampleReview::None);
    return count * (markSide + 4);
}

/// Review mark and note at the right end of a line; returns the x left of them.
int paintMarks(QPainter& painter, const QRect& line, const QModelIndex& index, int right) {
    const Theme& t = theme();
    constexpr int side = markSide;
    const int y = line.center().y() - side / 2;
    if (index.data(HasNoteRole).toBool()) {
        paintGlyph(painter, QRect(right - side, y, side, side), Glyph::Note, t.mutedText);
        right -= side + 4;
    }
    const auto review = SampleReview(index.data(ReviewRole).toInt());
    if (review != SampleReview::None) {
        const bool isGood = review == SampleReview::Good;
        paintGlyph(painter, QRect(right - side, y, side, side), isGood ? Glyph::Check : Glyph::Cross,
                   isGood ? t.success : t.failure);
        right -= side + 4;
    }
    return right;
}

/// The verdicts of all models on one line: each name with the word in its label. Where the words have no room, the
/// names stand in the labels with a tick or a cross, and what still has no room is counted.
void paintVerdicts(QPainter& painter, const QRect& room, const QVector<VerdictCell>& verdicts, const QColor& quiet) {
    const Theme& t = theme();
    const QFontMetrics metrics = painter.fontMetrics();
    const auto nameWidth = [&metrics](const VerdictCell& cell) {
        return cell.modelShort.isEmpty() ? 0 : metrics.horizontalAdvance(cell.modelShort) + 5;
    };
    constexpr int mark = 12;
    const auto isSuccess = [](const VerdictCell& cell) { return cell.verdict == QLatin1String("success"); };
    int wordsWidth = -8;
    int shortWidth = -8; // a success is told by its tick
    for (const VerdictCell& cell : verdicts) {
        const int width = nameWidth(cell) + verdictChipWidth(metrics, cell.verdict) + 8;
        wordsWidth += width;
        shortWidth += isSuccess(cell) ? nameWidth(cell) + mark + 8 : width;
    }
    int x = room.left();
    const int end = room.right() + 1;
    const bool hasWords = wordsWidth <= room.width() || verdicts.size() == 1;
    if (hasWords || shortWidth <= room.width()) {
        for (const VerdictCell& cell : verdicts) {
            painter.setPen(quiet);
            painter.drawText(QRect(x, room.top(), nameWidth(cell), room.height()), Qt::AlignVCenter, cell.modelShort);
            x += nameWidth(cell);
            if (!hasWords && isSuccess(cell)) {
                paintGlyph(painter, QRect(x, room.center().y() - mark / 2 + 1, mark, mark), Glyph::Check, t.success);
                x += mark + 8;
                continue;
            }
            const int width = std::min(verdictChipWidth(metrics, cell.verdict), std::max(16, end - x));
            paintVerdictChip(painter, QRect(x, room.top(), width, room.height()), cell.verdict);
            x += width + 8;
        }
        return;
    }
    for (int i = 0; i < verdicts.size(); ++i) {
        const VerdictCell& cell = verdicts[i];
        const int width = metrics.horizontalAdvance(cell.modelShort) + mark + 10;
        const QString more = QStringLiteral("+%1").arg(verdicts.size() - i);
        const int reserve = i + 1 == verdicts.size() ? 0 : metrics.horizontalAdvance(more) + 4;
        if (x + width + reserve > end) {
            painter.setPen(quiet);
            painter.drawText(QRect(x, room.top(), end - x, room.height()), Qt::AlignVCenter, more);
            return;
        }
        const QRect chip(x, room.top(), width, room.height());
        const QColor colour = t.verdictText(cell.verdict);
        paintVerdictFrame(painter, chip, cell.verdict);
        const QRect sign(chip.left() + 3, chip.center().y() - mark / 2 + 1, mark, mark);
        painter.setPen(colour);
        if (cell.verdict == QLatin1String("not measured")) // neither
            painter.drawText(sign, Qt::AlignCenter, QStringLiteral("–"));
        else if (!cell.verdict.isEmpty())
            paintGlyph(painter, sign, cell.verdict == QLatin1String("success") ? Glyph::Check : Glyph::Cross, colour);
        painter.setPen(colour);
        if (cell.verdict.isEmpty())
            painter.drawText(chip, Qt::AlignCenter, cell.modelShort);
        else
            painter.drawText(chip.adjusted(mark + 5, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, cell.modelShort);
        x += width + 4;
    }
}

void paintRowBackground(QPainter& painter, const QRect& rectangle, bool isMarked, bool isHovered, bool hasBar) {
    const Theme& t = theme();
    if (isMarked)
        painter.fillRect(rectangle, t.accentFill);
    else if (isHovered)
        painter.fillRect(rectangle, t.hoverFill);
    if (hasBar)
        painter.fillRect(QRect(rectangle.left(), rectangle.top(), 3, rectangle.height()), t.accent);
}

} // namespace

void SampleListView::paintCard(QPainter& painter, const QRect& rectangle, const QModelIndex& index,
                               bool isMarked) const {
    const Theme& t = theme();
    const QColor quiet = isMarked ? t.text : t.mutedText;
    paintRowBackground(painter, rectangle, isMarked, index.row() == m_hoverRow,
                       hasFocus() && index.row() == currentRow());
    painter.fillRect(QRect(rectangle.left(), rectangle.bottom(), rectangle.width(), 1), t.line);

    const QString problem = index.data(ProblemRole).toString();
    const QRect picture(QPoint(rectangle.left() + 12, rectangle.top() + cardPadding), cardThumbnail);
    paintThumbnail(painter, picture, index.data(ThumbnailRole).value<QImage>(), !problem.isEmpty());

    const int left = picture.right() + 1 + 12;
    const int right = rectangle.right() + 1 - 12;
    if (right - left < 24)
        return;
    const QRect lines(left, rectangle.top() + cardPadding - 1, right - left, 2 * m_metrics.lineHeight);
    paintInstruction(painter, lines, index.data(SampleIdRole).toString(), index.data(InstructionRole).toString(),
                     quiet);

    painter.setFont(smallFont());
    const QFontMetrics small(painter.font());
    const QRect bottom(left, rectangle.bottom() + 1 - cardPadding - m_metrics.chipHeight, right - left,
                       m_metrics.chipHeight);
    int end = right;
    const QVariant step = index.data(StepRole);
    if (step.isValid()) {
        const QString text = tr("step %1").arg(step.toInt());
        painter.setPen(quiet);
        painter.drawText(bottom, Qt::AlignRight | Qt::AlignVCenter, text);
        end -= small.horizontalAdvance(text) + 8;
    }
    end = paintMarks(painter, bottom, index, end);
    int x = left;
    if (!problem.isEmpty()) {
        painter.setPen(t.warning);
        painter.drawText(QRect(x, bottom.top(), end - x, bottom.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         small.elidedText(problem, Qt::ElideRight, end - x));
        return;
    }
    const QRect room(left, bottom.top(), end - left, bottom.height());
    paintVerdicts(painter, room, index.data(VerdictsRole).value<QVector<VerdictCell>>(), quiet);
}

void SampleListView::paintTile(QPainter& painter, const QRect& rectangle, const QModelIndex& index,
                               bool isMarked) const {
    const Theme& t = theme();
    const QColor quiet = isMarked ? t.text : t.mutedText;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(index.row() == currentRow() && hasFocus() ? QPen(t.accent, 2) : Qt::NoPen);
    painter.setBrush(isMarked ? t.accentFill : index.row() == m_hoverRow ? t.hoverFill : t.panel);
    painter.drawRoundedRect(QRectF(rectangle).adjusted(1, 1, -1, -1), 6, 6);
    painter.restore();

    const QString problem = index.data(ProblemRole).toString();
    const int width = m_metrics.tileWidth - 2 * tilePadding;
    const QRect picture(rectangle.left() + tilePadding, rectangle.top() + tilePadding, width, width * 3 / 4);
    paintThumbnail(painter, picture, index.data(ThumbnailRole).value<QImage>(), !problem.isEmpty());

    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    QRect line(picture.left(), picture.bottom() + 1 + 4, width, m_metrics.lineHeight);
    int end = line.right() + 1;
    painter.setFont(smallFont());
    const QFontMetrics small(painter.font());
    const QVariant step = index.data(StepRole);
    if (step.isValid()) {
        const QString text = tr("step %1").arg(step.toInt());
        painter.setPen(quiet);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
        end -= small.horizontalAdvance(text) + 8;
    }
    end = paintMarks(painter, line, index, end);
    painter.setFont(bold);
    painter.setPen(t.text);
    painter.drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(index.data(SampleIdRole).toString(), Qt::ElideRight, end - line.left()));

    painter.setFont(smallFont());
    line = QRect(line.left(), line.bottom() + 1, width, m_metrics.smallHeight + 2);
    if (!problem.isEmpty()) {
        painter.setPen(t.warning);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, small.elidedText(problem, Qt::ElideRight, width));
        return;
    }
    const auto verdicts = index.data(VerdictsRole).value<QVector<VerdictCell>>();
    int nameWidth = 0;
    for (const VerdictCell& cell : verdicts)
        nameWidth = std::max(nameWidth, small.horizontalAdvance(cell.modelShort));
    nameWidth = std::min(nameWidth, width / 3);
    for (int i = 0; i < std::min<int>(m_verdictLines, int(verdicts.size())); ++i) {
        const VerdictCell& cell = verdicts[i];
        const QColor colour = t.verdictText(cell.verdict);
        painter.setPen(quiet);
        painter.drawText(QRect(line.left(), line.top(), nameWidth, line.height()), Qt::AlignVCenter,
                         small.elidedText(cell.modelShort, Qt::ElideRight, nameWidth));
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(QRectF(line.left() + nameWidth + 6, line.center().y() - 2.5, 7, 7));
        painter.restore();
        const bool isCut = i + 1 == m_verdictLines && verdicts.size() > m_verdictLines;
        const QString more = QStringLiteral("+%1").arg(verdicts.size() - m_verdictLines);
        const int moreWidth = isCut ? small.horizontalAdvance(more) + 6 : 0;
        painter.setPen(colour);
        const QRect word(line.left() + nameWidth + 18, line.top(), width - nameWidth - 18 - moreWidth, line.height());
        painter.drawText(word, Qt::AlignVCenter,
                         small.elidedText(verdictWord(cell.verdict), Qt::ElideRight, word.width()));
        if (isCut) {
            painter.setPen(quiet);
            painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, more);
        }
        line.translate(0, m_metrics.smallHeight + 2);
    }
}

void SampleListView::paintTableRow(QPainter& painter, const QRect& rectangle, const QModelIndex& index,
                                   bool isMarked) const {
    const Theme& t = theme();
    paintRowBackground(painter, rectangle, isMarked, index.row() == m_hoverRow,
                       hasFocus() && index.row() == currentRow());
    painter.fillRect(QRect(rectangle.left(), rectangle.bottom(), rectangle.width(), 1), t.line);
    const QString problem = index.data(ProblemRole).toString();
    const auto verdicts = index.data(VerdictsRole).value<QVector<VerdictCell>>();
    const QAbstractItemModel* rows = model();
    for (int section = 0; section < m_header->count(); ++section) {
        if (m_header->isSectionHidden(section))
            continue;
        const QRect cell(m_header->sectionViewportPosition(section), rectangle.top(), m_header->sectionSize(section),
                         rectangle.height() - 1);
        if (cell.right() < 0 || cell.left() > viewport()->width())
            continue;
        const QRect inner = cell.adjusted(6, 0, -6, 0);
        const auto kind = BrowserColumn(rows->headerData(section, Qt::Horizontal, ColumnKindRole).toInt());
        if (kind == BrowserColumn::Picture) {
            QRect picture(QPoint(inner.left(), 0), tableThumbnail);
            picture.setWidth(std::min(picture.width(), std::max(8, inner.width())));
            picture.moveTop(cell.center().y() - picture.height() / 2);
            paintThumbnail(painter, picture, index.data(ThumbnailRole).value<QImage>(), !problem.isEmpty());
            continue;
        }
        if (kind == BrowserColumn::Verdict) {
            const int which = rows->headerData(section, Qt::Horizontal, ColumnVerdictIndexRole).toInt();
            if (which < 0 || which >= verdicts.size())
                continue;
            painter.setFont(smallFont());
            const QFontMetrics small(painter.font());
            const int width = std::min(inner.width(), verdictChipWidth(small, verdicts[which].verdict));
            paintVerdictChip(
                painter, QRect(inner.left(), cell.center().y() - m_metrics.chipHeight / 2, width, m_metrics.chipHeight),
                verdicts[which].verdict);
            painter.setFont(font());
            continue;
        }
        const QModelIndex cellIndex = rows->index(index.row(), section);
        const QVariant alignment = cellIndex.data(Qt::TextAlignmentRole);
        const auto align = !alignment.isValid() ? Qt::Alignment(Qt::AlignLeft)
                           : alignment.typeId() == qMetaTypeId<Qt::Alignment>()
                               ? alignment.value<Qt::Alignment>() // as flags or as a number: models do both
                               : Qt::Alignment(alignment.toInt());
        int end = inner.right() + 1;
        const int id = painter.fontMetrics().horizontalAdvance(cellIndex.data(Qt::DisplayRole).toString());
        if (section == 0 && inner.width() >= id + marksWidth(index))
            end = paintMarks(painter, cell, index, end);
        painter.setPen(problem.isEmpty() ? t.text : t.warning);
        painter.drawText(QRect(inner.left(), inner.top(), end - inner.left(), inner.height()),
                         int(align & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(cellIndex.data(Qt::DisplayRole).toString(), Qt::ElideRight,
                                                          end - inner.left()));
    }
}

} // namespace tracestudio
