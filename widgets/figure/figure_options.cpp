#include "widgets/figure/figure_options.h"

#include "widgets/figure/json_fields.h"

namespace tracestudio {

namespace {

template <typename Fields, typename Camera>
void visitCamera(Fields& fields, Camera& camera) {
    fields.word("kind", camera.kind,
                {QStringLiteral("view"), QStringLiteral("ego"), QStringLiteral("top"), QStringLiteral("side"),
                 QStringLiteral("telling"), QStringLiteral("orbit")});
    fields.number("azimuth", camera.azimuthDegrees, -360, 360);
    fields.number("elevation", camera.elevationDegrees, -90, 90);
    fields.number("distance", camera.distanceMetres, 0, 1000);
}

const QStringList& cornerWords() {
    static const QStringList words{QStringLiteral("topLeft"), QStringLiteral("topRight"), QStringLiteral("bottomLeft"),
                                   QStringLiteral("bottomRight")};
    return words;
}

template <typename Fields, typename Inset>
void visitInset(Fields& fields, Inset& inset) {
    fields.rectangle("region", inset.region);
    fields.number("magnification", inset.magnification, 1, 20);
}

template <typename Fields, typename Options>
void visit(Fields& fields, Options& options) {
    fields.word("view", options.view, {QStringLiteral("image"), QStringLiteral("cloud"), QStringLiteral("both")});
    fields.word("imageDisplay", options.imageDisplay,
                {QStringLiteral("picture"), QStringLiteral("depth"), QStringLiteral("blend")});
    fields.word("cloudColouring", options.cloudColouring,
                {QStringLiteral("picture"), QStringLiteral("depth"), QStringLiteral("height")});
    fields.flag("cloudLighting", options.hasCloudLighting);
    fields.word(
        "hidden", options.hidden,
        {QStringLiteral("faded"), QStringLiteral("dashed"), QStringLiteral("omitted"), QStringLiteral("onTop")});
    fields.whole("ghosts", options.ghosts, 0, 20);
    fields.flag("truth", options.hasTruth);
    fields.flag("box", options.hasBox);
    fields.flag("object", options.hasObject);
    fields.flag("panelPerModel", options.isPanelPerModel);
    fields.whole("columns", options.columns, 0, 50);
    fields.text("title", options.title);
    fields.flag("instruction", options.hasInstruction);
    fields.flag("legend", options.hasLegend);
    fields.flag("scaleBar", options.hasScaleBar);
    fields.flag("verdicts", options.hasVerdicts);
    fields.flag("step", options.hasStep);
    fields.flag("letters", options.hasLetters);
    fields.flag("reopens", options.isReopenable);
    fields.number("width", options.widthPoints, 36, 5000);
    fields.number("height", options.heightPoints, 0, 5000);
    fields.whole("dpi", options.dpi, 36, 2400);
    fields.word("background", options.background,
                {QStringLiteral("white"), QStringLiteral("dark"), QStringLiteral("transparent")});
}

} // namespace

std::optional<FigureCamera> FigureCamera::fromText(const QString& text) {
    FigureCamera camera;
    for (const auto& [word, kind] : {std::pair("ego", Kind::Ego), std::pair("top", Kind::Top),
                                     std::pair("side", Kind::Side), std::pair("telling", Kind::Telling)})
        if (text == QLatin1String(word)) {
            camera.kind = kind;
            return camera;
        }
    const QStringList parts = text.split(QLatin1Char(','));
    if (parts.size() != 3)
        return std::nullopt;
    bool isAzimuth = false, isElevation = false, isDistance = false;
    camera.kind = Kind::Orbit;
    camera.azimuthDegrees = parts[0].toDouble(&isAzimuth);
    camera.elevationDegrees = parts[1].toDouble(&isElevation);
    camera.distanceMetres = parts[2].toDouble(&isDistance);
    const bool isUsable = isAzimuth && isElevation && isDistance && std::abs(camera.azimuthDegrees) <= 360 &&
                          std::abs(camera.elevationDegrees) <= 90 && camera.distanceMetres >= 0 &&
                          camera.distanceMetres <= 1000;
    return isUsable ? std::optional(camera) : std::nullopt;
}

QJsonObject FigureOptions::toJson() const {
    JsonFieldWriter fields;
    visit(fields, *this);
    JsonFieldWriter cameraFields;
    visitCamera(cameraFields, camera);
    if (camera.kind == FigureCamera::Kind::View)
        cameraFields.json[QLatin1String("view")] = camera.view.toJson();
    fields.json[QLatin1String("camera")] = cameraFields.json;
    if (region)
        fields.rectangle("region", *region);
    if (inset) {
        JsonFieldWriter insetFields;
        visitInset(insetFields, *inset);
        if (inset->corner)
            insetFields.word("corner", *inset->corner, cornerWords());
        fields.json[QLatin1String("inset")] = insetFields.json;
    }
    fields.json[QLatin1String("style")] = style.toJson();
    return fields.json;
}

std::optional<FigureOptions> FigureOptions::fromJson(const QJsonObject& json, QString* problem) {
    FigureOptions options;
    JsonFieldReader fields(json);
    visit(fields, options);
    if (options.heightPoints > 0)
        options.heightPoints = std::max(options.heightPoints, 36.0);
    JsonFieldReader cameraFields(fields.object("camera"));
    visitCamera(cameraFields, options.camera);
    if (options.camera.kind == FigureCamera::Kind::View) {
        if (const auto view = ViewCamera::fromJson(cameraFields.object("view")))
            options.camera.view = *view;
        else
            cameraFields.refuse("view");
    }
    if (fields.has("region"))
        fields.rectangle("region", options.region.emplace());
    JsonFieldReader insetFields(fields.object("inset"));
    if (fields.has("inset")) {
        visitInset(insetFields, options.inset.emplace());
        if (insetFields.has("corner"))
            insetFields.word("corner", options.inset->corner.emplace(Qt::TopRightCorner), cornerWords());
        if (options.inset->region.isEmpty())
            insetFields.refuse("region");
    }
    QString styleProblem;
    if (fields.has("style")) {
        if (const auto style = FigureStyle::fromJson(fields.object("style"), &styleProblem))
            options.style = *style;
    }
    for (const QString& candidate : {fields.problem(), cameraFields.problem(), insetFields.problem(), styleProblem}) {
        *problem = candidate;
        if (!candidate.isEmpty())
            return std::nullopt;
    }
    return options;
}

} // namespace tracestudio
