#include "widgets/figure/figure_file.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QImageWriter>
#include <QJsonDocument>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QXmlStreamReader>
#include <cmath>

namespace tracestudio {

namespace {

const QString textKey = QStringLiteral("TraceStudio");
constexpr char openingTag[] = "<tracestudio:figure xmlns:tracestudio=\"urn:tracestudio:figure\">";
constexpr char closingTag[] = "</tracestudio:figure>";
/// A figure of a hundred samples with their answers stays far below.
constexpr qint64 mostBytes = qint64(512) * 1024 * 1024;

std::string narrow(const QString& text) {
    return text.toStdString();
}

/// As text of an XML document: escaped, and without what XML cannot hold at all.
QString xmlText(QString text) {
    static const QRegularExpression forbidden(QStringLiteral("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x{fffe}\\x{ffff}]"));
    return text.replace(forbidden, QStringLiteral(" ")).toHtmlEscaped();
}

QByteArray jsonOf(const QJsonObject& recipe) {
    return QJsonDocument(recipe).toJson(QJsonDocument::Compact);
}

/// The recipe as an element that SVG and XMP hold alike.
QByteArray elementOf(const QJsonObject& recipe) {
    return openingTag + xmlText(QString::fromUtf8(jsonOf(recipe))).toUtf8() + closingTag;
}

QByteArray xmpOf(const QJsonObject& recipe, const QString& title) {
    return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
           "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
           "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
           "<dc:format>application/pdf</dc:format>\n"
           "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
           xmlText(title).toUtf8() + "</rdf:li></rdf:Alt></dc:title>\n" +
           (recipe.isEmpty() ? QByteArray() : elementOf(recipe)) +
           "\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n";
}

QString titleOf(const FigureContent& content, const FigureOptions& options) {
    return options.title.isEmpty() ? content.instructions.value(0) : options.title;
}

tl::unexpected<Error> cannotWrite(const QString& path, const QString& why) {
    return failure(TRANSLATABLE("%1 could not be written: %2. Choose another place, or make room there."), narrow(path),
                   narrow(why));
}

Result<QByteArray> pdfFigure(const FigureContent& content, const FigureOptions& options, const QJsonObject& recipe,
                             const std::function<void(double)>& progress, const std::stop_token& stop) {
    if (const auto possible = checkSize(content, options); !possible)
        return tl::unexpected(possible.error());
    const FigureLayout layout = layOut(content, options);
    QByteArray pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    // Pages are whole points wide and high, figures whole pixels: a thousandth between them.
    const QSizeF page(std::round(layout.size.width()),
                      std::ceil(layout.size.height() * std::round(layout.size.width()) / layout.size.width() - 0.01));
    writer.setPageSize(QPageSize(page, QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setResolution(1440);
    writer.setTitle(titleOf(content, options));
    writer.setCreator(QStringLiteral("TraceStudio"));
    writer.setDocumentXmpMetadata(xmpOf(recipe, titleOf(content, options)));
    QPainter painter;
    if (!painter.begin(&writer))
        return failure(TRANSLATABLE("The figure could not be begun."));
    const QRectF sheet(0, 0, page.width() * writer.resolution() / 72, page.height() * writer.resolution() / 72);
    if (options.background != FigureBackground::Transparent)
        painter.fillRect(sheet, paperOf(options.background));
    const double scale = writer.resolution() / 72.0 * page.width() / layout.size.width();
    painter.scale(scale, scale);
    if (auto painted = paintFigure(painter, content, options, layout, progress, stop); !painted)
        return tl::unexpected(painted.error());
    painter.end();
    return pdf;
}

Result<QByteArray> pngFigure(const FigureContent& content, const FigureOptions& options, const QJsonObject& recipe,
                             const std::function<void(double)>& progress, const std::stop_token& stop) {
    auto image = drawFigure(content, options, progress, stop);
    if (!image)
        return tl::unexpected(image.error());
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    if (!recipe.isEmpty())
        writer.setText(textKey, QString::fromUtf8(jsonOf(recipe)));
    writer.setText(QStringLiteral("Software"), QStringLiteral("TraceStudio"));
    if (!writer.write(*image))
        return failure(TRANSLATABLE("The picture could not be encoded: %1."), narrow(writer.errorString()));
    return png;
}

} // namespace

std::optional<FigureFormat> figureFormatOf(const QString& fileName) {
    const QString ending = QFileInfo(fileName).suffix().toLower();
    if (ending == QLatin1String("png"))
        return FigureFormat::Png;
    if (ending == QLatin1String("svg"))
        return FigureFormat::Svg;
    if (ending == QLatin1String("pdf"))
        return FigureFormat::Pdf;
    return std::nullopt;
}

Result<QByteArray> svgFigure(const FigureContent& content, const FigureOptions& options, const QJsonObject& recipe,
                             const std::function<void(double)>& progress, const std::stop_token& stop) {
    if (const auto possible = checkSize(content, options); !possible)
        return tl::unexpected(possible.error());
    const FigureLayout layout = layOut(content, options);
    QByteArray svg;
    QBuffer buffer(&svg);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    // The generator's own unit is whole; a twentieth of a point is fine enough for every size.
    constexpr int unitsPerPoint = 20;
    generator.setResolution(72 * unitsPerPoint);
    generator.setSize((layout.size * unitsPerPoint).toSize());
    generator.setViewBox(QRectF(QPointF(0, 0), layout.size));
    generator.setTitle(xmlText(titleOf(content, options))); // which the generator would write as it is
    generator.setDescription(QStringLiteral("TraceStudio"));
    QPainter painter;
    if (!painter.begin(&generator))
        return failure(TRANSLATABLE("The figure could not be begun."));
    if (auto painted = paintFigure(painter, content, options, layout, progress, stop); !painted)
        return tl::unexpected(painted.error());
    painter.end();
    buffer.close();
    // Where these letters are missing, readers have others of the same widths.
    const QByteArray family = options.style.fontFamily.toHtmlEscaped().toUtf8();
    svg.replace("font-family=\"" + family + "\"",
                "font-family=\"" + family +
                    ", Arial, Helvetica, 'Nimbus Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', "
                    "'Droid Sans Fallback', sans-serif\"");
    const qsizetype defs = svg.indexOf("\n<defs>") + 1;
    if (defs <= 0)
        return failure(TRANSLATABLE("The figure could not be begun."));
    if (!recipe.isEmpty())
        svg.insert(defs, "<metadata>" + elementOf(recipe) + "</metadata>\n");
    return svg;
}

Result<void> writeFigure(const QString& path, const FigureContent& content, const FigureOptions& options,
                         const QJsonObject& recipe, const std::function<void(double)>& progress,
                         const std::stop_token& stop) {
    const auto format = figureFormatOf(path);
    if (!format)
        return failure(TRANSLATABLE("%1 is no name of a figure. Let it end in .png, .svg or .pdf."), narrow(path));
    // A place that cannot be written is told before the work, not after it.
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return cannotWrite(path, file.errorString());
    const auto encode = *format == FigureFormat::Png ? pngFigure : *format == FigureFormat::Svg ? svgFigure : pdfFigure;
    const auto bytes = encode(content, options, recipe, progress, stop);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (stop.stop_requested())
        return failure(TRANSLATABLE("Drawing the figure was cancelled."));
    // Part of it may be taken where the disk is full, without an error.
    if (file.write(*bytes) != bytes->size() || !file.commit())
        return cannotWrite(path, file.error() == QFileDevice::NoError
                                     ? QCoreApplication::translate("Figure", "the disk is full")
                                     : file.errorString());
    return {};
}

Result<QJsonObject> readRecipe(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(TRANSLATABLE("%1 could not be read: %2."), narrow(path), narrow(file.errorString()));
    return readRecipe(file, path);
}

Result<QJsonObject> readRecipe(QIODevice& figure, const QString& name) {
    QByteArray json;
    bool isOurs = false;
    if (const QByteArray head = figure.peek(8); head.startsWith("\x89PNG")) {
        QImageReader reader(&figure, "png");
        json = reader.text(textKey).toUtf8();
        isOurs = !json.isEmpty();
    } else if (head.startsWith("%PDF") || head.startsWith("<?xml") || head.startsWith("<svg")) {
        if (figure.size() > mostBytes)
            return QJsonObject();
        const QByteArray bytes = figure.readAll();
        const qsizetype begin = bytes.indexOf(openingTag);
        const qsizetype end = begin < 0 ? -1 : bytes.indexOf(closingTag, begin);
        isOurs = begin >= 0;
        if (isOurs && end < 0)
            return failure(TRANSLATABLE("%1 ends in the middle of what it was made from. Take a whole copy of it."),
                           narrow(name));
        if (isOurs) {
            QXmlStreamReader reader(bytes.mid(begin, end - begin) + closingTag);
            if (reader.readNextStartElement())
                json = reader.readElementText().toUtf8();
        }
    }
    if (!isOurs)
        return QJsonObject();
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject() || document.object().isEmpty())
        return failure(TRANSLATABLE("What %1 was made from is damaged. Take another copy of it."), narrow(name));
    return document.object();
}

} // namespace tracestudio
