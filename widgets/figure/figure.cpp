#include "widgets/figure/figure.h"

#include "widgets/figure/figure_panel.h"
#include "widgets/figure/figure_text.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(Figure)
  public:
    static QString truth() { return tr("Ground truth"); }
    static QString answer() { return tr("Predicted trace"); }
    static QString start() { return tr("Object"); }
    static QString end() { return tr("Destination"); }
    static QString failing() { return tr("Failing waypoint"); }
    static QString sample(const QString& id) { return tr("Sample %1").arg(id); }
    static QString step(int step) { return tr("step %1").arg(step); }
    static QString named(const QString& model, const QString& verdict) { return tr("%1: %2").arg(model, verdict); }
    static QString quoted(const QString& instruction) { return tr("“%1”").arg(instruction.trimmed()); }
    static QString captioned(const QString& id, const QString& instruction) {
        return tr("Sample %1: “%2”").arg(id, instruction.trimmed());
    }
};

constexpr double narrowestPanel = 108; ///< points; that many fit side by side where no number of columns is said
constexpr int mostCaptionLines = 4;
constexpr int mostTitleLines = 3;
constexpr int gridCaptionLines = 2;

/// The lengths that everything is spaced by.
struct Spacing {
    explicit Spacing(const FigureOptions& options)
        : text(options.style.fontFamily, options.style.fontSize)
        , bold(options.style.fontFamily, options.style.fontSize, true)
        , title(options.style.fontFamily, options.style.fontSize * 1.3, true)
        , margin(options.heightPoints > 0                       ? options.style.fontSize * 1.4
                 : options.background == FigureBackground::Dark ? options.style.fontSize * 0.9
                                                                : 0)
        , betweenPanels(options.style.fontSize * 0.45)
        , betweenCells(options.style.fontSize * 0.9) {}
    FigureText text, bold, title;
    double margin, betweenPanels, betweenCells;
};

QColor inkOn(FigureBackground background) {
    return background == FigureBackground::Dark ? QColor(0xec, 0xee, 0xf1) : QColor(0x1a, 0x1a, 0x1a);
}

QColor verdictColour(FigureAnswer::Outcome outcome, FigureBackground background) {
    const bool isDark = background == FigureBackground::Dark;
    switch (outcome) {
    case FigureAnswer::Outcome::Success:
        return isDark ? QColor(0x4c, 0xd0, 0x8d) : QColor(0x0f, 0x76, 0x45);
    case FigureAnswer::Outcome::Failure:
        return isDark ? QColor(0xff, 0x7b, 0x72) : QColor(0xc2, 0x25, 0x1c);
    case FigureAnswer::Outcome::Unknown:
        break;
    }
    return isDark ? QColor(0xa2, 0xa8, 0xb1) : QColor(0x5a, 0x63, 0x6e);
}

/// (a), (b) … (z), (aa), (ab) …
QString letterOf(int index) {
    QString letters;
    for (int rest = index; rest >= 0; rest = rest / 26 - 1)
        letters.prepend(QChar(u'a' + rest % 26));
    return QStringLiteral("(%1)").arg(letters);
}

QString captionText(const FigureContent& content, std::size_t index) {
    const QString instruction = content.instructions.value(qsizetype(index));
    return content.caseCount > 1 ? Texts::captioned(content.ids.value(qsizetype(index)), instruction)
                                 : Texts::quoted(instruction);
}

bool hasHeader(const FigureContent& content, const FigureOptions& options, int panels) {
    return (options.hasLetters && panels > 1) || (options.hasVerdicts && !content.models.isEmpty()) ||
           options.hasStep || (content.caseCount > 1 && !options.hasInstruction) ||
           (options.isPanelPerModel && content.models.size() > 1);
}

/// An entry of the legend: a sign and its word.
struct LegendEntry {
    enum class Sign { Trace, Truth, Object, Box, Failure };
    Sign sign = Sign::Trace;
    int model = 0;
    QString word;
};

std::vector<LegendEntry> legendOf(const FigureContent& content, const FigureOptions& options) {
    std::vector<LegendEntry> entries;
    if (!options.hasLegend)
        return entries;
    using Sign = LegendEntry::Sign;
    if (options.isPanelPerModel && content.models.size() > 1 && options.style.colouring == FigureStyle::Colouring::Ramp)
        entries.push_back({Sign::Trace, 0, Texts::answer()});
    else
        for (int i = 0; i < int(content.models.size()); ++i)
            entries.push_back({Sign::Trace, i, content.models[i]});
    if (options.hasTruth && content.hasTruth)
        entries.push_back({Sign::Truth, -1, Texts::truth()});
    if (options.hasObject && content.hasObject && options.style.objectLook != FigureStyle::ObjectLook::Hidden)
        entries.push_back({Sign::Object, 0, Texts::start()});
    if (options.hasBox && content.hasBox)
        entries.push_back({Sign::Box, 0, Texts::end()});
    if (content.hasFailures && options.style.marksFailures && options.style.nodes != FigureStyle::Nodes::None &&
        !content.models.isEmpty())
        entries.push_back({Sign::Failure, 0, Texts::failing()});
    return entries;
}

/// What a sign and the gap after it take.
double signWidth(const LegendEntry& entry, const FigureOptions& options) {
    const bool isLine = entry.sign == LegendEntry::Sign::Trace || entry.sign == LegendEntry::Sign::Truth;
    return options.style.fontSize * (isLine ? 2.5 : entry.sign == LegendEntry::Sign::Failure ? 1.5 : 1.75);
}

/// The entries' rows: of each its indices.
std::vector<std::vector<std::size_t>> legendRows(const std::vector<LegendEntry>& entries, const FigureOptions& options,
                                                 const Spacing& spacing, double width) {
    std::vector<std::vector<std::size_t>> rows;
    double used = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double needed =
            signWidth(entries[i], options) + spacing.text.width(entries[i].word) + options.style.fontSize * 1.9;
        if (rows.empty() || used + needed > width + options.style.fontSize) {
            rows.emplace_back();
            used = 0;
        }
        rows.back().push_back(i);
        used += needed;
    }
    return rows;
}

class FigurePainter {
  public:
    FigurePainter(QPainter& painter, const FigureContent& content, const FigureOptions& options,
                  const FigureLayout& layout)
        : m_painter(painter)
        , m_content(content)
        , m_options(options)
        , m_layout(layout)
        , m_spacing(options)
        , m_panels(content, options)
        , m_ink(inkOn(options.background)) {}

    Result<void> paint(const std::function<void(double)>& progress, const std::stop_token& stop) {
        m_painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                                 QPainter::LosslessImageRendering);
        if (m_options.background != FigureBackground::Transparent)
            m_painter.fillRect(QRectF(QPointF(0, 0), m_layout.size), paperOf(m_options.background));
        if (!m_layout.title.isEmpty())
            paintLines(m_spacing.title,
                       m_spacing.title.wrapped(m_options.title, m_layout.title.width(), mostTitleLines),
                       m_layout.title.topLeft());
        std::size_t done = 0;
        for (std::size_t i = 0; i < m_layout.panels.size();) {
            if (stop.stop_requested())
                return failure(TRANSLATABLE("Drawing the figure was cancelled."));
            const std::size_t index = m_layout.panels[i].caseIndex;
            auto loaded = m_content.load(index);
            if (!loaded)
                return tl::unexpected(loaded.error());
            m_case = *loaded;
            m_panels.setCase(m_case);
            for (; i < m_layout.panels.size() && m_layout.panels[i].caseIndex == index; ++i)
                paintPanel(m_layout.panels[i]);
            for (const FigureLayout::Caption& caption : m_layout.captions)
                if (caption.caseIndex == index)
                    paintCaption(caption);
            if (progress)
                progress(double(++done) / double(m_content.caseCount));
        }
        paintLegend();
        return {};
    }

  private:
    void paintPanel(const FigureLayout::Panel& panel) {
        m_painter.save();
        if (panel.isCloud)
            m_panels.paintCloud(m_painter, panel.picture, panel.model);
        else
            m_panels.paintImage(m_painter, panel.picture, panel.model);
        m_painter.restore();
        if (!panel.header.isEmpty())
            paintHeader(panel);
    }

    void paintHeader(const FigureLayout::Panel& panel) {
        const double size = m_options.style.fontSize;
        const double baseline = panel.header.bottom() - size * 0.42;
        double left = panel.header.left();
        double right = panel.header.right();
        if (!panel.letter.isEmpty()) {
            m_spacing.bold.draw(m_painter, {left, baseline}, panel.letter, m_ink);
            left += m_spacing.bold.width(panel.letter) + size * 0.45;
        }
        if (panel.isLast && m_options.hasVerdicts)
            right = paintVerdicts(panel, left, right, baseline);
        QStringList words;
        if (panel.isFirst) {
            if (m_content.caseCount > 1 && !m_options.hasInstruction)
                words << Texts::sample(m_case->sampleId);
            if (panel.model >= 0)
                words << m_content.models[panel.model];
            if (m_options.hasStep && m_case->step)
                words << Texts::step(*m_case->step);
        }
        if (right > left && !words.isEmpty())
            m_spacing.text.draw(m_painter, {left, baseline},
                                m_spacing.text.elided(words.join(QStringLiteral(" · ")), right - left), m_ink);
    }

    /// From the right, the last model outermost: with name and verdict where there is room, else with the name, else
    /// with the colour of its trace. Answers where the first of them begins.
    double paintVerdicts(const FigureLayout::Panel& panel, double left, double right, double baseline) {
        const double size = m_options.style.fontSize;
        const bool isNamed = panel.model < 0 && m_content.models.size() > 1;
        std::vector<const FigureAnswer*> answers;
        for (const FigureAnswer& answer : m_case->answers)
            if (!answer.verdict.isEmpty() && (panel.model < 0 || answer.model == panel.model))
                answers.push_back(&answer);
        QStringList words;
        const auto widthOf = [&](const QString& word) {
            return size * 1.1 + (word.isEmpty() ? size * 1.1 : m_spacing.text.width(word));
        };
        for (const int form : {0, 1, 2}) {
            words.clear();
            double width = 0;
            for (const FigureAnswer* answer : answers) {
                const QString name = m_content.models.value(answer->model);
                words << (form == 2   ? QString()
                          : !isNamed  ? answer->verdict
                          : form == 0 ? Texts::named(name, answer->verdict)
                                      : name);
                width += widthOf(words.back()) + size * (form == 2 ? 0.5 : 0.9);
            }
            if (width - size * 0.5 < right - left)
                break;
        }
        for (std::size_t i = answers.size(); i-- > 0;) {
            const QString& word = words[qsizetype(i)];
            const double needed = widthOf(word);
            if (right - needed < left)
                break;
            const QColor colour = verdictColour(answers[i]->outcome, m_options.background);
            paintTick({right - needed + size * 0.4, baseline - size * 0.3}, answers[i]->outcome, colour);
            if (!word.isEmpty()) {
                m_spacing.text.draw(m_painter, {right - needed + size * 1.1, baseline}, word, colour);
            } else {
                const QColor own =
                    m_panels.lookOf(answers[i]->model, int(m_content.models.size()), answers[i]->colour).colour;
                m_painter.setPen(Qt::NoPen);
                m_painter.setBrush(own);
                m_painter.drawEllipse(QPointF(right - size * 0.6, baseline - size * 0.33), size * 0.36, size * 0.36);
            }
            right -= needed + size * (word.isEmpty() ? 0.5 : 0.9);
        }
        return right;
    }

    void paintTick(const QPointF& middle, FigureAnswer::Outcome outcome, const QColor& colour) {
        const double r = m_options.style.fontSize * 0.3;
        m_painter.setPen(QPen(colour, m_options.style.fontSize * 0.15, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(Qt::NoBrush);
        if (outcome == FigureAnswer::Outcome::Success) {
            m_painter.drawPolyline(QPolygonF{middle + QPointF(-r, 0), middle + QPointF(-r * 0.3, r * 0.8),
                                             middle + QPointF(r * 1.1, -r * 0.9)});
        } else if (outcome == FigureAnswer::Outcome::Failure) {
            m_painter.drawLine(middle + QPointF(-r, -r) * 0.85, middle + QPointF(r, r) * 0.85);
            m_painter.drawLine(middle + QPointF(r, -r) * 0.85, middle + QPointF(-r, r) * 0.85);
        } else {
            m_painter.drawLine(middle + QPointF(-r, 0), middle + QPointF(r, 0));
        }
    }

    void paintCaption(const FigureLayout::Caption& caption) {
        const QString text = captionText(m_content, caption.caseIndex);
        const int lines = m_content.caseCount > 1 ? gridCaptionLines : mostCaptionLines;
        QStringList words = m_spacing.text.wrapped(text, caption.place.width(), lines);
        // What is cut off is still a quotation.
        if (words.back().endsWith(QChar(0x2026)))
            words.back() =
                m_spacing.text.elided(words.back(), caption.place.width() - m_spacing.text.width(u"”"_qs)) + u"”"_qs;
        paintLines(m_spacing.text, words, caption.place.topLeft());
    }

    void paintLines(const FigureText& text, const QStringList& lines, const QPointF& topLeft) {
        double baseline = topLeft.y() + text.size();
        for (const QString& line : lines) {
            text.draw(m_painter, {topLeft.x(), baseline}, line, m_ink);
            baseline += text.lineHeight();
        }
    }

    void paintLegend() {
        if (m_layout.legend.isEmpty())
            return;
        const std::vector<LegendEntry> entries = legendOf(m_content, m_options);
        const double size = m_options.style.fontSize;
        double baseline = m_layout.legend.top() + m_spacing.text.size() * 1.05;
        for (const auto& row : legendRows(entries, m_options, m_spacing, m_layout.legend.width())) {
            double left = m_layout.legend.left();
            for (const std::size_t i : row) {
                paintSign(entries[i], {left, baseline - size * 0.33});
                left += signWidth(entries[i], m_options);
                const QString word = m_spacing.text.elided(entries[i].word, m_layout.legend.right() - left);
                m_spacing.text.draw(m_painter, {left, baseline}, word, m_ink);
                left += m_spacing.text.width(word) + size * 1.9;
            }
            baseline += m_spacing.text.lineHeight() * 1.12;
        }
    }

    void paintSign(const LegendEntry& entry, const QPointF& left) {
        const FigureStyle& style = m_options.style;
        const double width = signWidth(entry, m_options) - style.fontSize * 0.5;
        const double height = style.fontSize * 0.72;
        const QRectF area(left.x() - 10, left.y() - 20, width + 20, 40);
        const QRectF box(left.x() + style.boxWidth / 2, left.y() - height / 2, width - style.boxWidth, height);
        const auto project = [&](const PointCamera& point) -> std::optional<PlacedPoint> {
            return PlacedPoint{{point.x, point.y}, 0};
        };
        const int together =
            m_options.isPanelPerModel && !m_content.models.isEmpty() ? 1 : int(m_content.models.size());
        FigureMarks marks;
        switch (entry.sign) {
        case LegendEntry::Sign::Trace:
        case LegendEntry::Sign::Truth: {
            const QColor window = entry.model >= 0 && entry.model < int(m_content.modelColours.size())
                                      ? m_content.modelColours[std::size_t(entry.model)]
                                      : QColor();
            TraceLook look = m_panels.lookOf(entry.model, together, window);
            look.hasNodes = look.hasNodes && entry.sign == LegendEntry::Sign::Trace;
            look.hasNumbers = false;
            const double cap = look.width / 2;
            addTrace(marks,
                     {PointCamera(left.x() + cap, left.y(), 1), PointCamera(left.x() + width / 2, left.y(), 1),
                      PointCamera(left.x() + width - cap, left.y(), 1)},
                     {}, look, style, project, area);
            // One node says enough.
            if (marks.nodes.size() == 3)
                marks.nodes = {marks.nodes[1]};
            for (FigureNode& node : marks.nodes)
                node.radius = std::min(style.nodeRadius, style.fontSize * 0.33);
            break;
        }
        case LegendEntry::Sign::Object: {
            QColor colour = m_panels.objectColour();
            const bool isOnDark = m_options.background == FigureBackground::Dark;
            const bool isLost = isOnDark ? luminance(colour) < 0.2 : luminance(colour) > 0.7;
            m_painter.setPen(QPen(isLost ? QColor(0x80, 0x80, 0x80) : colour, std::max(0.5, style.boxWidth * 0.6)));
            const bool isFilled = style.objectLook == FigureStyle::ObjectLook::Filled;
            m_painter.setBrush(isFilled ? QBrush(colour) : Qt::NoBrush);
            m_painter.drawRoundedRect(box, height / 2, height / 2);
            return;
        }
        case LegendEntry::Sign::Box:
            m_painter.setPen(QPen(m_panels.boxColour(), style.boxWidth));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRect(box);
            return;
        case LegendEntry::Sign::Failure: {
            FigureNode node;
            node.place = {left.x() + width / 2, left.y()};
            node.colour = style.colouring == FigureStyle::Colouring::Ramp && together == 1 ? style.rampAt(0.5)
                                                                                           : style.modelColour(0);
            node.radius = style.fontSize * 0.27;
            node.fails = true;
            marks.nodes.push_back(node);
            break;
        }
        }
        marks.paint(m_painter, style, HiddenStrokes::OnTop, area);
    }

    QPainter& m_painter;
    const FigureContent& m_content;
    const FigureOptions& m_options;
    const FigureLayout& m_layout;
    Spacing m_spacing;
    FigurePanelPainter m_panels;
    QColor m_ink;
    std::shared_ptr<const FigureCase> m_case;
};

} // namespace

QColor paperOf(FigureBackground background) {
    return background == FigureBackground::Dark    ? QColor(0x17, 0x19, 0x1c)
           : background == FigureBackground::White ? QColor(Qt::white)
                                                   : QColor(Qt::transparent);
}

FigureLayout layOut(const FigureContent& content, const FigureOptions& options) {
    const Spacing spacing(options);
    const double pixel = 72.0 / options.dpi;
    const auto snapped = [pixel](double points) { return std::round(points / pixel) * pixel; };
    const int cases = int(content.caseCount);
    const int panelsPerCell = options.view == FigureView::Both ? 2 : 1;
    const int cellsPerCase = options.isPanelPerModel ? std::max(1, int(content.models.size())) : 1;
    const int cells = cases * cellsPerCase;
    constexpr double leastPanel = 12; // points; a panel below shows nothing
    const double inner = std::max(options.widthPoints - 2 * spacing.margin, leastPanel);

    int columns = options.columns;
    if (columns == 0 && cases > 1 && cellsPerCase > 1)
        columns = cellsPerCase;
    const auto mostColumns = [&](double panel) {
        return int((inner + spacing.betweenCells) / (panelsPerCell * panel + spacing.betweenCells));
    };
    if (columns == 0)
        columns = mostColumns(narrowestPanel);
    columns = std::clamp(columns, 1, std::max({1, std::min(cells, mostColumns(leastPanel))}));
    const int rows = (cells + columns - 1) / columns;

    QSizeF shape = options.region ? options.region->size() : QSizeF(content.pictureSize);
    if (shape.isEmpty())
        shape = QSizeF(4, 3);
    const double aspect = std::clamp(shape.width() / shape.height(), 0.1, 10.0);
    const double headerHeight = hasHeader(content, options, cells * panelsPerCell) ? spacing.text.size() * 1.5 : 0;
    const std::vector<LegendEntry> legend = legendOf(content, options);
    // With several answers a row, the instruction stands under the whole row; that of a lone sample once, under all.
    const bool isCaptionOnce = cases == 1;
    const bool isCaptionPerRow = cellsPerCase > 1 && columns == cellsPerCase;
    const double rowGap = spacing.betweenCells * 0.8;
    const auto cellWidthOf = [&](double width) {
        return width * panelsPerCell + spacing.betweenPanels * (panelsPerCell - 1);
    };
    const auto gridWidthOf = [&](double width) {
        return columns * cellWidthOf(width) + (columns - 1) * spacing.betweenCells;
    };

    // A figure of a fixed height has less room for its panels the more lines there are, and more lines the narrower
    // its panels are.
    double panelWidth = (inner - (columns - 1) * spacing.betweenCells) / columns;
    panelWidth = std::max((panelWidth - (panelsPerCell - 1) * spacing.betweenPanels) / panelsPerCell, 1.0);
    std::vector<double> captionHeights;
    double textWidth = inner, titleHeight = 0, legendHeight = 0, fixed = 0;
    for (int round = 0; round < 8; ++round) {
        textWidth = std::clamp(gridWidthOf(panelWidth), std::min(inner, 0.7 * inner), inner);
        captionHeights.assign(std::size_t(isCaptionOnce ? 1 : rows), 0);
        for (int cell = 0; cell < cells && options.hasInstruction; ++cell) {
            const double place = isCaptionOnce     ? textWidth
                                 : isCaptionPerRow ? gridWidthOf(panelWidth)
                                                   : cellWidthOf(panelWidth);
            const auto lines = spacing.text
                                   .wrapped(captionText(content, std::size_t(cell / cellsPerCase)), place,
                                            cases > 1 ? gridCaptionLines : mostCaptionLines)
                                   .size();
            double& height = captionHeights[std::size_t(isCaptionOnce ? 0 : cell / columns)];
            height = std::max(height, spacing.text.lineHeight() * double(lines) + spacing.text.size() * 0.35);
        }
        if (!options.title.isEmpty())
            titleHeight = spacing.title.lineHeight() *
                          (double(spacing.title.wrapped(options.title, textWidth, mostTitleLines).size()) + 0.25);
        const auto legendLines = legendRows(legend, options, spacing, textWidth).size();
        legendHeight =
            legendLines == 0 ? 0 : spacing.text.lineHeight() * 1.12 * double(legendLines) + spacing.text.size() * 0.4;
        fixed = 2 * spacing.margin + titleHeight + legendHeight + rows * headerHeight + (rows - 1) * rowGap +
                std::accumulate(captionHeights.begin(), captionHeights.end(), 0.0);
        const double left = (options.heightPoints - fixed) / rows * aspect;
        if (options.heightPoints <= 0 || panelWidth <= left + 1e-6 || panelWidth <= leastPanel)
            break;
        panelWidth = std::max(left, leastPanel);
    }
    panelWidth = std::max(snapped(panelWidth), pixel);
    const double panelHeight = std::max(snapped(panelWidth / aspect), pixel);
    const double cellWidth = cellWidthOf(panelWidth);
    const double gridWidth = gridWidthOf(panelWidth);

    FigureLayout layout;
    const double contentHeight = fixed + rows * panelHeight;
    layout.size = {snapped(options.widthPoints),
                   options.heightPoints > 0 ? snapped(options.heightPoints) : std::ceil(contentHeight / pixel) * pixel};
    const double left = snapped(std::max(spacing.margin, (layout.size.width() - gridWidth) / 2));
    const double textLeft = std::max(spacing.margin, (layout.size.width() - textWidth) / 2);
    double y = spacing.margin + std::max(0.0, (layout.size.height() - contentHeight) / 2);
    if (titleHeight > 0)
        layout.title = QRectF(textLeft, y, textWidth, titleHeight);
    y += titleHeight;
    int number = 0;
    for (int row = 0; row < rows; ++row) {
        const double top = snapped(y + headerHeight);
        for (int column = 0; column < columns; ++column) {
            const int cell = row * columns + column;
            if (cell >= cells)
                break;
            const double cellLeft = snapped(left + column * (cellWidth + spacing.betweenCells));
            const int caseIndex = cell / cellsPerCase;
            for (int k = 0; k < panelsPerCell; ++k) {
                FigureLayout::Panel panel;
                panel.caseIndex = std::size_t(caseIndex);
                panel.isCloud = options.view == FigureView::Cloud || k == 1;
                panel.model = options.isPanelPerModel && content.models.size() > 1 ? cell % cellsPerCase : -1;
                panel.isFirst = k == 0;
                panel.isLast = k + 1 == panelsPerCell;
                const double panelLeft = snapped(cellLeft + k * (panelWidth + spacing.betweenPanels));
                panel.picture = QRectF(panelLeft, top, panelWidth, panelHeight);
                if (headerHeight > 0)
                    panel.header = QRectF(panelLeft, top - headerHeight, panelWidth, headerHeight);
                if (options.hasLetters && cells * panelsPerCell > 1)
                    panel.letter = letterOf(number++);
                layout.panels.push_back(panel);
            }
            if (options.hasInstruction && !isCaptionOnce && (!isCaptionPerRow || cell % cellsPerCase == 0))
                layout.captions.push_back(
                    {std::size_t(caseIndex), QRectF(cellLeft, top + panelHeight + spacing.text.size() * 0.35,
                                                    isCaptionPerRow ? gridWidth : cellWidth,
                                                    captionHeights[std::size_t(row)] - spacing.text.size() * 0.35)});
        }
        y = top + panelHeight + (isCaptionOnce ? 0 : captionHeights[std::size_t(row)]) + (row + 1 < rows ? rowGap : 0);
    }
    if (options.hasInstruction && isCaptionOnce && cases == 1) {
        layout.captions.push_back({0, QRectF(textLeft, y + spacing.text.size() * 0.35, textWidth,
                                             captionHeights.front() - spacing.text.size() * 0.35)});
        y += captionHeights.front();
    }
    if (legendHeight > 0)
        layout.legend =
            QRectF(textLeft, y + spacing.text.size() * 0.4, textWidth, legendHeight - spacing.text.size() * 0.4);
    return layout;
}

QSize pixelSize(const FigureLayout& layout, const FigureOptions& options) {
    return {int(std::lround(layout.size.width() * options.pixelsPerPoint())),
            int(std::lround(layout.size.height() * options.pixelsPerPoint()))};
}

Result<void> checkSize(const FigureContent& content, const FigureOptions& options) {
    constexpr double mostPixels = 400e6;     // of four bytes
    constexpr double mostPanelPixels = 80e6; // of about sixteen, while a cloud is drawn
    constexpr int longestSide = 32767;
    if (content.caseCount > mostFigureCases)
        return failure(
            TRANSLATABLE("One figure cannot hold %1 samples, but at most %2. Choose fewer, or write a file for "
                         "each sample."),
            std::to_string(content.caseCount), std::to_string(mostFigureCases));
    const FigureLayout layout = layOut(content, options);
    const QSize size = pixelSize(layout, options);
    double panelPixels = 0;
    for (const FigureLayout::Panel& panel : layout.panels)
        panelPixels = std::max(panelPixels, panel.picture.width() * panel.picture.height() * options.pixelsPerPoint() *
                                                options.pixelsPerPoint());
    if (double(size.width()) * size.height() > mostPixels || panelPixels > mostPanelPixels ||
        std::max(size.width(), size.height()) > longestSide)
        return failure(TRANSLATABLE("The figure would be %1 × %2 pixels. Choose fewer dots per inch, more columns or "
                                    "fewer samples."),
                       std::to_string(size.width()), std::to_string(size.height()));
    return {};
}

QRectF picturePlace(const QRectF& panel, const QSizeF& region, double pixelsPerPoint) {
    const double scale = std::min(panel.width() / region.width(), panel.height() / region.height());
    const auto snapped = [&](double points) { return std::round(points * pixelsPerPoint) / pixelsPerPoint; };
    const QSizeF size(std::max(snapped(region.width() * scale), 1 / pixelsPerPoint),
                      std::max(snapped(region.height() * scale), 1 / pixelsPerPoint));
    return {QPointF(snapped(panel.center().x() - size.width() / 2), snapped(panel.center().y() - size.height() / 2)),
            size};
}

Result<void> paintFigure(QPainter& painter, const FigureContent& content, const FigureOptions& options,
                         const FigureLayout& layout, const std::function<void(double)>& progress,
                         const std::stop_token& stop) {
    try {
        return FigurePainter(painter, content, options, layout).paint(progress, stop);
    } catch (const std::bad_alloc&) {
        return failure(TRANSLATABLE("There is not enough memory for the figure. Choose fewer dots per inch."));
    }
}

Result<QImage> drawFigure(const FigureContent& content, const FigureOptions& options,
                          const std::function<void(double)>& progress, const std::stop_token& stop) {
    const FigureLayout layout = layOut(content, options);
    const QSize size = pixelSize(layout, options);
    if (const auto possible = checkSize(content, options); !possible)
        return tl::unexpected(possible.error());
    QImage image(size, options.background == FigureBackground::Transparent ? QImage::Format_ARGB32_Premultiplied
                                                                           : QImage::Format_RGB32);
    if (image.isNull())
        return failure(TRANSLATABLE("There is not enough memory for a figure of %1 × %2 pixels."),
                       std::to_string(size.width()), std::to_string(size.height()));
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.scale(options.pixelsPerPoint(), options.pixelsPerPoint());
    if (auto painted = paintFigure(painter, content, options, layout, progress, stop); !painted)
        return tl::unexpected(painted.error());
    painter.end();
    const int dotsPerMetre = int(std::lround(options.dpi / 0.0254));
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    return image;
}

} // namespace tracestudio
