#include "app/scene_marks.h"

#include "app/messages.h"
#include "benchmark/reasoning.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <optional>

namespace tracestudio {

namespace {

/// An answer may hold any number of steps; nobody looks at more marks than this.
constexpr std::size_t mostMarks = 200;

class Words {
    Q_DECLARE_TR_FUNCTIONS(SceneMarks)
  public:
    static QString type(const ReasoningStep& step) {
        switch (step.kind) {
        case ReasoningKind::Scale:
            return tr("Scale");
        case ReasoningKind::Referring:
            return tr("Referring");
        case ReasoningKind::Measuring:
            return tr("Measuring");
        case ReasoningKind::Other:
            break;
        }
        return toQString(step.type).simplified();
    }
    static QString metres(double length) { return tr("%1 m").arg(length, 0, 'f', 2); }
    static QString title(const ReasoningStep& step) {
        const QString numbered = QStringLiteral("%1  %2").arg(step.number).arg(type(step));
        return step.object.empty() ? numbered
                                   : QStringLiteral("%1 · %2").arg(numbered, toQString(step.object).simplified());
    }
    static QString toolTip(const ReasoningStep& step) {
        return title(step) + QLatin1Char('\n') + toQString(step.value).simplified();
    }
    static QString answered(const QString& number) { return tr("Point %1 of the answer").arg(number); }
    static QString answered() { return tr("The point of the answer"); }
};

/// A point as an answer writes it, where the camera sees it.
Hover placeOf(const LenientPoint& point, const Camera& camera) {
    Hover place;
    place.pixel = {point.x * camera.widthPixels, point.y * camera.heightPixels};
    if (point.depthMetres && *point.depthMetres > 0 && camera.isValid())
        place.point = camera.backProject(place.pixel, *point.depthMetres);
    return place;
}

/// The points that steps named objects at, by the objects' names. Refers to the steps.
class NamedPoints {
  public:
    explicit NamedPoints(const std::vector<ReasoningStep>& steps) {
        for (const ReasoningStep& step : steps)
            if (step.kind == ReasoningKind::Referring && !step.points.empty() && !step.object.empty())
                m_points.try_emplace(folded(step.object), &step.points.front());
    }

    /// The point of the object of that name, else of one whose name is part of it or the other way round; null for
    /// none.
    [[nodiscard]] const LenientPoint* find(const std::string& object) const {
        const QString name = folded(object);
        if (name.isEmpty())
            return nullptr;
        if (const auto found = m_points.find(name); found != m_points.end())
            return found->second;
        if (m_points.size() > mostMarks)
            return nullptr;
        const auto similar = std::find_if(m_points.begin(), m_points.end(), [&name](const auto& known) {
            return known.first.contains(name) || name.contains(known.first);
        });
        return similar == m_points.end() ? nullptr : similar->second;
    }

    /// The points of the two objects that a name speaks of, "distance from the cube to the plate", in its order;
    /// nothing unless it is two.
    [[nodiscard]] std::optional<std::pair<const LenientPoint*, const LenientPoint*>>
    pairIn(const std::string& object) const {
        if (m_points.size() > mostMarks)
            return std::nullopt;
        const QString name = folded(object);
        std::map<qsizetype, const LenientPoint*> at;
        for (const auto& [known, point] : m_points)
            if (const qsizetype place = name.indexOf(known); place >= 0 && name != known)
                at[place] = point;
        if (at.size() != 2)
            return std::nullopt;
        return std::pair(at.begin()->second, std::next(at.begin())->second);
    }

  private:
    static QString folded(const std::string& name) { return toQString(name).simplified().toCaseFolded(); }

    std::map<QString, const LenientPoint*> m_points;
};

SceneMark pointMark(const QString& layerId, const Hover& place, const QString& label, const QString& toolTip) {
    SceneMark mark;
    mark.layerId = layerId;
    mark.label = label;
    mark.toolTip = toolTip;
    mark.pixel = place.pixel;
    mark.point = place.point;
    return mark;
}

} // namespace

std::vector<SceneMark> reasoningMarks(const QString& layerId, std::string_view answer, const Camera& camera) {
    std::vector<SceneMark> marks;
    const auto steps = parseReasoning(answer, camera.widthPixels, camera.heightPixels);
    const NamedPoints named(steps);
    for (const ReasoningStep& step : steps) {
        if (step.kind == ReasoningKind::Referring)
            for (const LenientPoint& point : step.points)
                if (marks.size() < mostMarks)
                    marks.push_back(pointMark(layerId, placeOf(point, camera), toQString(step.object).simplified(),
                                              Words::toolTip(step)));
        if (step.kind != ReasoningKind::Measuring || !step.metres || *step.metres <= 0 || marks.size() >= mostMarks)
            continue;
        if (const auto ends = named.pairIn(step.object)) {
            const Hover from = placeOf(*ends->first, camera);
            const Hover to = placeOf(*ends->second, camera);
            SceneMark between = pointMark(layerId, from, Words::metres(*step.metres), Words::toolTip(step));
            between.kind = SceneMark::Kind::Span;
            between.pixelTo = to.pixel;
            between.pointTo = to.point;
            marks.push_back(between);
            continue;
        }
        const LenientPoint* point = named.find(step.object);
        const Hover place = point ? placeOf(*point, camera) : Hover{};
        if (!place.point)
            continue;
        SceneMark span = pointMark(layerId, place, Words::metres(*step.metres), Words::toolTip(step));
        span.kind = SceneMark::Kind::Span;
        const PointCamera half(*step.metres / 2, 0, 0);
        span.point = *place.point - half;
        span.pointTo = *place.point + half;
        span.pixel = camera.project(*span.point);
        span.pixelTo = camera.project(*span.pointTo);
        marks.push_back(span);
    }
    return marks;
}

std::vector<SceneMark> referringMarks(const QString& layerId, std::string_view answer, const Camera& camera) {
    std::vector<SceneMark> marks;
    const auto points = parseLenient(answer, camera.widthPixels, camera.heightPixels).points;
    for (std::size_t i = 0; i < std::min(points.size(), mostMarks); ++i) {
        const QString number = points.size() > 1 ? QString::number(i + 1) : QString();
        marks.push_back(pointMark(layerId, placeOf(points[i], camera), number,
                                  number.isEmpty() ? Words::answered() : Words::answered(number)));
    }
    return marks;
}

std::vector<InspectorStep> inspectorSteps(std::string_view answer, const Camera& camera) {
    std::vector<InspectorStep> rows;
    const auto steps = parseReasoning(answer, camera.widthPixels, camera.heightPixels);
    Utf16Positions positionOf(answer);
    const NamedPoints named(steps);
    for (const ReasoningStep& step : steps) {
        InspectorStep row;
        row.label = Words::title(step);
        row.value = toQString(step.value).simplified();
        row.begin = positionOf(step.span.begin);
        row.end = positionOf(step.span.end);
        const LenientPoint* point = step.kind == ReasoningKind::Measuring ? named.find(step.object)
                                    : step.points.empty()                 ? nullptr
                                                                          : &step.points.front();
        if (point)
            row.place = placeOf(*point, camera);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace tracestudio
