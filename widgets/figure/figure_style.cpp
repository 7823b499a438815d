#include "widgets/figure/figure_style.h"

#include "widgets/figure/json_fields.h"
#include "widgets/theme.h"

#include <QRegularExpression>
#include <cmath>

namespace tracestudio {

namespace {

/// After Okabe and Ito, without what is too near to the green of the truth and the pink of the destination.
const QColor modelPalette[] = {QColor(0x00, 0x72, 0xb2), QColor(0xd5, 0x5e, 0x00), QColor(0x6a, 0x3d, 0x9a),
                               QColor(0xe6, 0x9f, 0x00), QColor(0x56, 0xb4, 0xe9), QColor(0x8c, 0x51, 0x0a),
                               QColor(0x00, 0x00, 0x00), QColor(0x99, 0x99, 0x33)};

FigureStyle plain() {
    FigureStyle style;
    style.name = QStringLiteral("plain");
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0})
        style.ramp.push_back(traceRamp(share));
    style.palette.assign(std::begin(modelPalette), std::end(modelPalette));
    style.truth = QColor(0x00, 0x9e, 0x73);
    style.object = QColor(0x33, 0x33, 0x33);
    style.box = QColor(0xcc, 0x79, 0xa7);
    style.failure = QColor(0xc0, 0x1a, 0x1a);
    style.nodes = FigureStyle::Nodes::Shapes;
    style.variesDashes = true;
    style.fontFamily = QStringLiteral("Liberation Sans");
    return style;
}

FigureStyle roboTracer() {
    FigureStyle style = plain();
    style.name = QStringLiteral("robotracer");
    style.colouring = FigureStyle::Colouring::Ramp;
    style.nodes = FigureStyle::Nodes::Numbers;
    style.isCurved = true;
    style.variesDashes = false;
    style.object = QColor(0xff, 0xff, 0xff);
    style.box = QColor(0xff, 0x4f, 0xa3);
    style.lineWidth = 1.8;
    style.nodeRadius = 3.9;
    return style;
}

FigureStyle benchmark() {
    FigureStyle style = plain();
    style.name = QStringLiteral("benchmark");
    style.nodes = FigureStyle::Nodes::Dots;
    style.objectLook = FigureStyle::ObjectLook::Filled;
    style.variesDashes = false;
    style.object = QColor(0xff, 0xff, 0xff);
    style.box = QColor(0xff, 0x4f, 0xa3);
    style.boxWidth = 1.4;
    style.nodeRadius = 2.0;
    return style;
}

FigureStyle window() {
    FigureStyle style = roboTracer();
    style.name = QStringLiteral("window");
    style.colouring = FigureStyle::Colouring::Window;
    style.isCurved = false;
    style.isTruthDashed = false;
    style.nodeRadius = 3.6;
    style.lineWidth = 1.5;
    style.truthWidth = 1.5;
    return style;
}

template <typename Fields, typename Style>
void visit(Fields& fields, Style& style) {
    fields.text("name", style.name);
    fields.word("colouring", style.colouring,
                {QStringLiteral("ramp"), QStringLiteral("palette"), QStringLiteral("window")});
    fields.colours("ramp", style.ramp);
    fields.colours("palette", style.palette);
    fields.colour("truth", style.truth);
    fields.colour("object", style.object);
    fields.colour("box", style.box);
    fields.colour("failure", style.failure);
    fields.word("nodes", style.nodes,
                {QStringLiteral("numbers"), QStringLiteral("shapes"), QStringLiteral("dots"), QStringLiteral("none")});
    fields.word("objectLook", style.objectLook,
                {QStringLiteral("filled"), QStringLiteral("outlined"), QStringLiteral("hidden")});
    fields.flag("curved", style.isCurved);
    fields.flag("casing", style.hasCasing);
    fields.flag("truthDashed", style.isTruthDashed);
    fields.flag("dashes", style.variesDashes);
    fields.flag("failures", style.marksFailures);
    fields.number("lineWidth", style.lineWidth, 0.1, 40);
    fields.number("truthWidth", style.truthWidth, 0.1, 40);
    fields.number("boxWidth", style.boxWidth, 0.1, 40);
    fields.number("nodeRadius", style.nodeRadius, 0.5, 60);
    fields.text("fontFamily", style.fontFamily);
    fields.number("fontSize", style.fontSize, 3, 100);
}

} // namespace

QColor FigureStyle::rampAt(double share) const {
    const double position = std::clamp(share, 0.0, 1.0) * double(ramp.size() - 1);
    const auto below = std::size_t(position);
    const QColor& from = ramp[below];
    const QColor& to = ramp[std::min(below + 1, ramp.size() - 1)];
    const double t = position - double(below);
    const auto mix = [t](int a, int b) { return int(std::lround(a + (b - a) * t)); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

QColor FigureStyle::modelColour(int index) const {
    return palette[std::size_t(std::max(index, 0)) % palette.size()];
}

FigureStyle FigureStyle::scaled(double factor) const {
    FigureStyle larger = *this;
    for (double* length :
         {&larger.lineWidth, &larger.truthWidth, &larger.boxWidth, &larger.nodeRadius, &larger.fontSize})
        *length *= factor;
    return larger;
}

const QStringList& FigureStyle::builtInNames() {
    static const QStringList names{QStringLiteral("robotracer"), QStringLiteral("benchmark"), QStringLiteral("plain"),
                                   QStringLiteral("window")};
    return names;
}

std::optional<FigureStyle> FigureStyle::builtIn(const QString& name) {
    for (const FigureStyle& style : {roboTracer(), benchmark(), plain(), window()})
        if (style.name == name)
            return style;
    return std::nullopt;
}

QJsonObject FigureStyle::toJson() const {
    JsonFieldWriter fields;
    visit(fields, *this);
    return fields.json;
}

std::optional<FigureStyle> FigureStyle::fromJson(const QJsonObject& json, QString* problem) {
    FigureStyle style = plain();
    JsonFieldReader fields(json);
    visit(fields, style);
    // It is written into SVG as it is.
    static const QRegularExpression family(QStringLiteral("^[\\w .,+-]{0,100}$"),
                                           QRegularExpression::UseUnicodePropertiesOption);
    if (!family.match(style.fontFamily).hasMatch())
        fields.refuse("fontFamily");
    *problem = fields.problem();
    return problem->isEmpty() ? std::optional(style) : std::nullopt;
}

} // namespace tracestudio
