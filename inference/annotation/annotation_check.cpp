#include "annotation/annotation_check.h"

#include "annotation/dataset_edits.h"
#include "annotation/edited_annotation.h"
#include "annotation/ground.h"
#include "annotation/mask_shape.h"
#include "benchmark/neighbour_distances.h"
#include "benchmark/row_fields.h"
#include "benchmark/sample_files.h"
#include "benchmark/scene_geometry.h"
#include "benchmark/score_careful.h"
#include "benchmark/score_geometry.h"
#include "benchmark/score_official.h"
#include "scene/polyline.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cmath>
#include <opencv2/core.hpp>
#include <thread>

namespace tracestudio {

namespace {

using Kind = Finding::Kind;
using Severity = Finding::Severity;

constexpr double buriedMetres = 0.03;
constexpr double buriedShare = 0.015; // of the depth, with which a sensor's noise grows
constexpr double offGroundMetres = 0.045;
constexpr int leastHolePixels = 8;
constexpr double leastHoleShare = 0.005;

std::string fixed(double value, int decimals) {
    std::array<char, 400> text; // the longest double takes 309 digits before the point
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals).ptr;
    return {text.data(), end};
}

std::string metres(double value) {
    return fixed(value, 2);
}
std::string centimetres(double valueMetres) {
    return fixed(valueMetres * 100, 0);
}
std::string percent(double share) {
    return fixed(share * 100, 0);
}

bool isFiniteBox(const OrientedBox& box) {
    const auto& r = box.rotation.val;
    return isFinite(box.centre) && isFinite(box.extentMetres) &&
           std::all_of(std::begin(r), std::end(r), [](double value) { return std::isfinite(value); });
}

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// "2", "2, 3" … as a person counts them, the first of many.
std::string numbersOf(const std::vector<int>& waypoints) {
    constexpr std::size_t most = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, waypoints.size()); ++i)
        text += (i > 0 ? ", " : "") + std::to_string(waypoints[i] + 1);
    return waypoints.size() > most ? text + " …" : text;
}

/// One check, from the annotation to its findings.
class Check {
  public:
    Check(const Sample& sample, const Annotation& annotation, const SceneGeometry* scene, const Ground& ground,
          const std::stop_token& stop)
        : m_sample(sample)
        , m_annotation(annotation)
        , m_scene(scene)
        , m_ground(ground)
        , m_stop(stop) {}

    void add(Kind kind, Severity severity, const char* text, std::vector<std::string> args = {},
             std::optional<int> waypoint = {}) {
        m_result.findings.push_back({kind, severity, {text, std::move(args)}, waypoint});
    }

    void checkTexts();
    void checkTrace();
    void checkBox();
    void checkVerdict();
    void add(std::vector<Finding> findings) {
        std::move(findings.begin(), findings.end(), std::back_inserter(m_result.findings));
    }
    AnnotationCheck result() {
        std::stable_sort(m_result.findings.begin(), m_result.findings.end(),
                         [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
        return std::move(m_result);
    }

  private:
    [[nodiscard]] const std::vector<PointCamera>& trace() const { return m_annotation.trajectory; }
    [[nodiscard]] bool hasTrace() const { return !trace().empty() && areFinite(trace()); }
    [[nodiscard]] bool hasObject() const { return m_scene && !m_scene->mask.empty(); }
    [[nodiscard]] bool hasMaskOfDepth() const { return hasObject() && m_scene->mask.size() == m_scene->depthSize; }
    [[nodiscard]] bool isSaid(std::uint32_t fault) const {
        const Error sentence = describeFaults(fault, m_sample.id).front();
        return std::any_of(m_result.findings.begin(), m_result.findings.end(),
                           [&](const Finding& finding) { return finding.explanation == sentence; });
    }
    [[nodiscard]] bool isBoxSound() const {
        const auto& box = m_annotation.box;
        return box && isFiniteBox(*box) && box->isRigid() && box->extentMetres[0] > 0 && box->extentMetres[1] > 0 &&
               box->extentMetres[2] > 0;
    }
    [[nodiscard]] bool isHidden(const OrientedBox& box) const;
    void checkGround(const OrientedBox& box);
    void checkStart();
    void checkEnd();
    void checkCollisions();
    void checkPlaces();

    const Sample& m_sample;
    const Annotation& m_annotation;
    const SceneGeometry* m_scene; ///< null: no mask or no depth
    const Ground& m_ground;
    const std::stop_token& m_stop;
    AnnotationCheck m_result;
};

void Check::checkTexts() {
    if (isBlank(m_annotation.instruction))
        add(Kind::NoInstruction, Severity::Missing, TRANSLATABLE("There is no instruction. Write what is to be done."));
    if (isBlank(m_annotation.targetObject))
        add(Kind::NoTargetObject, Severity::Missing,
            TRANSLATABLE("The object to be moved is not named. Write a phrase for it; models are asked with it."));
}

void Check::checkTrace() {
    if (trace().size() < 2) {
        if (!isSaid(fault::oddTrajectory))
            add(Kind::NoTrace, Severity::Missing,
                trace().empty() ? TRANSLATABLE("There is no trace. Add waypoints from the object to its destination.")
                                : TRANSLATABLE("The trace has one waypoint only. Add those up to the destination."));
        return;
    }
    if (!hasTrace())
        return; // the reader of the row said so
    evaluator::Polyline line{3, {}};
    for (const PointCamera& p : trace())
        line.values.insert(line.values.end(), {float(p.x), float(p.y), float(p.z)});
    const auto interpolated = evaluator::interpolateByDistance(line, threshold::interpolationPoints);
    if (evaluator::neverReturns(interpolated, interpolated))
        add(Kind::DuplicatePoints, Severity::Wrong,
            TRANSLATABLE("The first two waypoints are the same place, with which the published evaluator never ends. "
                         "Delete one of them."),
            {}, 1);
    if (m_sample.frame.camera.isValid())
        checkPlaces();
}

void Check::checkPlaces() {
    const Camera& camera = m_sample.frame.camera;
    std::vector<int> outside;
    std::vector<int> buried;
    double deepest = 0;
    for (std::size_t i = 0; i < trace().size(); ++i) {
        const PointCamera& point = trace()[i];
        if (!camera.sees(point)) {
            outside.push_back(int(i));
            continue;
        }
        // The first is the object's own, and what the object hides, nobody saw.
        const PixelPoint pixel = camera.project(point);
        if (i == 0 || !hasMaskOfDepth() || evaluator::isInMask(pixel.x, pixel.y, m_scene->mask))
            continue;
        const auto surface = m_sample.frame.depthMetresAt(pixel);
        if (surface && point.z > *surface + std::max(buriedMetres, buriedShare * *surface)) {
            buried.push_back(int(i));
            deepest = std::max(deepest, point.z - *surface);
        }
    }
    if (!outside.empty())
        add(Kind::TraceLeavesImage, Severity::Odd,
            TRANSLATABLE("Outside the picture: waypoint %1. A model that sees the picture cannot point there; move it "
                         "inside."),
            {numbersOf(outside)}, outside.front());
    if (!buried.empty())
        add(Kind::TraceInSurface, Severity::Odd,
            TRANSLATABLE("Behind the surface that the sensor saw, by up to %2 cm: waypoint %1. Lift it out, unless it "
                         "is hidden behind something."),
            {numbersOf(buried), centimetres(deepest)}, buried.front());
}

void Check::checkBox() {
    if (!m_annotation.box) {
        if (!isSaid(fault::oddBox))
            add(Kind::NoBox, Severity::Missing,
                TRANSLATABLE("There is no destination box. Draw one around the place where the object should end up."));
        return;
    }
    const OrientedBox& box = *m_annotation.box;
    if (!isBoxSound()) {
        add(Kind::BoxNotRigid, Severity::Wrong,
            box.isRigid() ? TRANSLATABLE("The destination box has no volume. Give it three sides.")
                          : TRANSLATABLE("The destination box is turned by a matrix that is not a rotation, so "
                                         "distances to it are wrong. Turn it anew."));
        return;
    }
    const Camera& camera = m_sample.frame.camera;
    const auto corners = box.corners();
    if (camera.isValid() && !camera.sees(box.centre) &&
        std::none_of(corners.begin(), corners.end(), [&](const PointCamera& p) { return camera.sees(p); }))
        add(Kind::BoxOutOfSight, Severity::Odd,
            TRANSLATABLE("The destination box is outside the picture. Move it to where the object can be seen."));
    else if (isHidden(box))
        add(Kind::BoxOutOfSight, Severity::Odd,
            TRANSLATABLE(
                "The destination box lies wholly behind or inside what the sensor saw, so whether there is room "
                "for the object cannot be told. Move it to where it can be seen."));
    checkGround(box);
}

void Check::checkGround(const OrientedBox& box) {
    const cv::Mat mask = hasMaskOfDepth() ? m_scene->mask : cv::Mat();
    const auto support = m_ground.supportOf(box, mask);
    const std::optional<double> sunk =
        support ? std::max(support->low, support->level.value_or(support->low)) : m_ground.levelAround(box, mask);
    const std::string limit = fixed(offGroundMetres * 100, 1);
    if (support && support->high < -offGroundMetres)
        add(Kind::BoxOffGround, Severity::Odd,
            TRANSLATABLE("The destination box hangs %1 cm above what is below it; up to %2 cm pass. Lower it, unless "
                         "the object is to be held there."),
            {centimetres(-support->high), limit});
    else if (sunk && *sunk > offGroundMetres)
        add(Kind::BoxOffGround, Severity::Odd,
            TRANSLATABLE("The destination box is sunk %1 cm into what is seen there; up to %2 cm pass. Raise it."),
            {centimetres(*sunk), limit});
}

/// Whether all of the box that is in the picture lies behind the surface seen there, by more than sensors err.
bool Check::isHidden(const OrientedBox& box) const {
    constexpr double errorMetres = 0.03;
    std::vector<PointCamera> points{box.centre};
    for (const PointCamera& corner : box.corners())
        points.push_back(corner);
    int hidden = 0;
    for (const PointCamera& point : points) {
        if (!m_sample.frame.camera.isValid() || !m_sample.frame.camera.sees(point))
            continue;
        const auto depth = m_sample.frame.depthMetresAt(m_sample.frame.camera.project(point));
        if (!depth)
            continue;
        if (point.z < *depth + errorMetres)
            return false;
        ++hidden;
    }
    return hidden >= 5;
}

void Check::checkStart() {
    TruthVerdict& verdict = m_result.verdict;
    const PointCamera& start = trace().front();
    if (!m_scene->officialCloud.empty()) {
        verdict.startDistance = evaluator::startDistance(m_scene->officialCloud, start);
        verdict.startSucceeds = *verdict.startDistance < threshold::startMetres;
    }
    const Camera& camera = m_sample.frame.camera;
    if (verdict.startSucceeds == false) {
        add(Kind::StartOffMask, Severity::Wrong,
            TRANSLATABLE("The trace starts %1 m from the object; it counts as started below %2 m. Move the first "
                         "waypoint onto the object, or correct the mask."),
            {metres(*verdict.startDistance), metres(threshold::startMetres)}, 0);
        return;
    }
    if (!camera.isValid() || !hasMaskOfDepth() || cv::countNonZero(m_scene->mask) == 0)
        return;
    const PixelPoint pixel = camera.project(start);
    if (!evaluator::isInMask(pixel.x, pixel.y, m_scene->mask))
        add(Kind::StartOffMask, Severity::Wrong,
            TRANSLATABLE("The trace does not start inside the mask, where the 2D score wants it. Move the first "
                         "waypoint onto the object, or correct the mask."),
            {}, 0);
}

void Check::checkEnd() {
    TruthVerdict& verdict = m_result.verdict;
    const auto distances = evaluator::endDistances(evaluator::Box32::from(*m_annotation.box), trace());
    if (!distances || distances->empty())
        return;
    verdict.endDistance = *std::min_element(distances->begin(), distances->end());
    verdict.endSucceeds = *verdict.endDistance < threshold::endMetres;
    if (isBoxSound() && *verdict.endSucceeds && distances->front() >= threshold::endMetres)
        add(Kind::EndOffBox, Severity::Odd,
            TRANSLATABLE(
                "The last waypoint is %1 m from the destination box. That passes, because the metric takes the "
                "nearest of the last three. Move it into the box, or delete it."),
            {metres(distances->front())}, int(trace().size()) - 1);
    if (*verdict.endDistance == 0 || !isBoxSound())
        return;
    add(Kind::EndOffBox, *verdict.endSucceeds ? Severity::Odd : Severity::Wrong,
        *verdict.endSucceeds
            ? TRANSLATABLE("None of the last three waypoints is in the destination box; the nearest is %1 m away, "
                           "which counts below %2 m. Move the end into the box, or the box to the end.")
            : TRANSLATABLE("The trace ends %1 m from the destination box; it counts as arrived below %2 m. Move the "
                           "end into the box, or the box to the end."),
        {metres(*verdict.endDistance), metres(threshold::endMetres)}, int(trace().size()) - 1);
}

void Check::checkCollisions() {
    TruthVerdict& verdict = m_result.verdict;
    if (m_scene->officialObstacles && !m_scene->officialCloud.empty()) {
        verdict.collisionRatios =
            evaluator::collisionRatios(*m_scene->officialObstacles, m_scene->officialCloud, trace());
        const auto worst = std::max_element(verdict.collisionRatios->begin(), verdict.collisionRatios->end());
        verdict.collides = *worst > threshold::collisionRatio;
        const int waypoint = int(worst - verdict.collisionRatios->begin());
        if (*verdict.collides)
            add(Kind::Collides, Severity::Wrong,
                m_scene->hasMaskOf255Only
                    ? TRANSLATABLE("The object collides: %1 % of it is in an obstacle at waypoint %2; up to %3 % is "
                                   "allowed. Lift the trace there.")
                    : TRANSLATABLE("The object collides: %1 % of it is in an obstacle at waypoint %2; up to %3 % is "
                                   "allowed. The mask is not 255 all over, so the object is its own obstacle; paint "
                                   "the mask anew."),
                {percent(*worst), std::to_string(waypoint + 1), percent(threshold::collisionRatio)}, waypoint);
    }
    double length = 0;
    for (std::size_t i = 1; i < trace().size(); ++i)
        length += cv::norm(trace()[i] - trace()[i - 1]);
    if (!m_scene->carefulObstacles || m_scene->carefulCloud.empty() || !std::isfinite(length))
        return;
    const Sweep swept = sweep(*m_scene->carefulObstacles, m_scene->carefulCloud, trace(), m_stop);
    if (swept.ratios.empty())
        return;
    const auto worst = std::max_element(swept.ratios.begin(), swept.ratios.end());
    verdict.worstSweptRatio = *worst;
    if (verdict.collides == true || !(*worst > threshold::collisionRatio))
        return;
    // The waypoint before the place.
    double left = swept.fractions[std::size_t(worst - swept.ratios.begin())] * length;
    std::size_t before = 0;
    while (before + 2 < trace().size() && cv::norm(trace()[before + 1] - trace()[before]) <= left) {
        left -= cv::norm(trace()[before + 1] - trace()[before]);
        ++before;
    }
    add(Kind::CollidesBetween, Severity::Odd,
        TRANSLATABLE("The object passes through something after waypoint %2: %1 % of it is in an obstacle there. The "
                     "published check looks at the waypoints only; lift the trace."),
        {percent(*worst), std::to_string(before + 1)}, int(before));
}

void Check::checkVerdict() {
    if (!hasTrace())
        return;
    if (hasObject())
        checkStart();
    if (m_annotation.box && isFiniteBox(*m_annotation.box))
        checkEnd();
    if (hasObject())
        checkCollisions();
}

} // namespace

struct AnnotationChecker::State {
    std::shared_ptr<const Sample> sample;
    std::optional<Ground> ground; ///< made when first needed
    NeighbourDistances neighbourDistances;
    std::shared_ptr<const std::string> maskFile;
    std::shared_ptr<const SceneGeometry> scene;
    std::vector<Finding> maskFindings;
    bool isMaskAmbiguous = false; ///< the evaluator's readers disagree

    void takeMask(const std::shared_ptr<const std::string>& file, const std::stop_token& stop);
    void lookAtMask(const MaskReadings& mask);
    void lookAtFiles(const Annotation& annotation, Check& check) const;
    [[nodiscard]] bool isAboutMask(const Error& problem) const;
};

/// Readers name the mask's file first, as the row does or with its folder before.
bool AnnotationChecker::State::isAboutMask(const Error& problem) const {
    return !sample->maskPath.empty() && !problem.args.empty() && problem.args.front().ends_with(sample->maskPath);
}

void AnnotationChecker::State::takeMask(const std::shared_ptr<const std::string>& file, const std::stop_token& stop) {
    if (maskFile == file || (maskFile && file && *maskFile == *file))
        return;
    maskFile = nullptr; // until all is made of it
    scene = nullptr;
    maskFindings.clear();
    isMaskAmbiguous = false;
    if (!file)
        return;
    const Result<MaskReadings> mask =
        decodeMaskReadings(*file, sample->maskPath.empty() ? "mask.png" : sample->maskPath);
    if (!mask) {
        maskFindings.push_back({Kind::NoMask, Severity::Missing, mask.error(), {}});
    } else if (sample->frame.hasDepth()) {
        const cv::Mat& depth = sample->frame.depthMillimetres;
        auto made = std::make_shared<const SceneGeometry>(
            sceneGeometryOf(DepthReadings{depth, depth}, mask, sample->frame.camera, stop, &neighbourDistances));
        if (stop.stop_requested())
            return;
        scene = std::move(made);
    }
    if (mask)
        lookAtMask(*mask);
    maskFile = file;
}

void AnnotationChecker::State::lookAtMask(const MaskReadings& mask) {
    const auto add = [&](Kind kind, Severity severity, const char* text, std::vector<std::string> args = {}) {
        maskFindings.push_back({kind, severity, {text, std::move(args)}, {}});
    };
    isMaskAmbiguous = mask.openCv.size() != mask.pillow.size() ||
                      cv::norm(cv::Mat(mask.pillow > 0), cv::Mat(mask.openCv > 0), cv::NORM_INF) != 0;
    const cv::Mat& depth = sample->frame.depthMillimetres;
    if (cv::countNonZero(mask.pillow) == 0)
        return add(Kind::EmptyMask, Severity::Missing, TRANSLATABLE("The mask is empty. Paint the object."));
    if (!scene)
        return;
    if (mask.pillow.size() != depth.size()) {
        const auto sizeText = [](const cv::Mat& picture) {
            return std::to_string(picture.cols) + "×" + std::to_string(picture.rows);
        };
        return add(Kind::MaskSize, Severity::Wrong,
                   TRANSLATABLE("The mask is %1 but the depth picture is %2, so the published evaluator finds no "
                                "collision at all. Paint the mask anew."),
                   {sizeText(mask.pillow), sizeText(depth)});
    }
    if (scene->officialCloud.empty())
        add(Kind::EmptyMask, Severity::Missing,
            TRANSLATABLE("There is no depth under the mask, so neither start nor collisions can be measured. Paint it "
                         "where the sensor saw the object."));
    else if (!scene->officialObstacles)
        maskFindings.push_back({Kind::BrokenRow, Severity::Wrong, scene->officialObstacles.error(), {}});
    const MaskShape shape = MaskShape::of(mask.pillow, depth);
    if (shape.parts > 1)
        add(Kind::MaskInParts, Severity::Odd,
            TRANSLATABLE("The mask is in %1 parts; %2 % of it is outside the largest. Keep the largest part, unless "
                         "something before the object divides it."),
            {std::to_string(shape.parts), percent(double(shape.outsideLargest) / shape.area)});
    if (shape.holes >= leastHolePixels && shape.holes >= leastHoleShare * shape.area)
        add(Kind::MaskHoles, Severity::Odd,
            TRANSLATABLE("The mask has holes of %1 pixels where the object is seen, which count as obstacle. Fill "
                         "them."),
            {std::to_string(shape.holes)});
}

/// What was read of row and files, without what the annotation has mended since.
void AnnotationChecker::State::lookAtFiles(const Annotation& annotation, Check& check) const {
    const std::string& id = sample->id;
    // What is missing is said by its own finding, and whether a box is rigid.
    const std::vector<Error> said =
        describeFaults(fault::noInstruction | fault::noMaskPath | fault::noBox | fault::noTrajectory, id);
    const Error oddBox = describeFaults(fault::oddBox, id).front();
    const Error oddTrajectory = describeFaults(fault::oddTrajectory, id).front();
    // An annotation holds finite points only, so whether it is the row's own is told by these.
    const bool isTraceMended = annotation.trajectory.size() >= 2 && sample->frame.camera.isValid() &&
                               annotation.trajectory != sample->groundTruth.points();
    bool hasSaidNoMask = false;
    for (const Error& problem : sample->problems) {
        const bool isMended = std::find(said.begin(), said.end(), problem) != said.end() ||
                              problem == nonRigidBox(id) || (problem == oddBox && annotation.box) ||
                              (problem == oddTrajectory && isTraceMended) ||
                              (isAboutMask(problem) && annotation.maskFile && !isMaskAmbiguous);
        if (isMended)
            continue;
        const bool isWhyNoMask = isAboutMask(problem) && !annotation.maskFile;
        check.add({{isWhyNoMask ? Kind::NoMask : Kind::BrokenRow,
                    isWhyNoMask ? Severity::Missing : Severity::Wrong,
                    problem,
                    {}}});
        hasSaidNoMask = hasSaidNoMask || isWhyNoMask;
    }
    if (sample->problems.empty() && !sample->frame.hasDepth())
        check.add(Kind::BrokenRow, Severity::Wrong,
                  TRANSLATABLE("There is no depth picture, so nothing can be measured. Add one."));
    if (!annotation.maskFile && !hasSaidNoMask)
        check.add(Kind::NoMask, Severity::Missing, TRANSLATABLE("There is no mask. Paint the object to be moved."));
}

AnnotationChecker::AnnotationChecker(std::shared_ptr<const Sample> sample)
    : m_state(std::make_unique<State>()) {
    m_state->sample = std::move(sample);
}

AnnotationChecker::~AnnotationChecker() = default;

AnnotationCheck AnnotationChecker::check(const Annotation& annotation, const std::stop_token& stop) {
    State& state = *m_state;
    if (stop.stop_requested())
        return {};
    state.takeMask(annotation.maskFile, stop);
    if (!state.ground)
        state.ground.emplace(state.sample->frame);
    if (stop.stop_requested())
        return {};
    Check check(*state.sample, annotation, state.scene.get(), *state.ground, stop);
    state.lookAtFiles(annotation, check);
    check.checkTexts();
    check.add(state.maskFindings);
    check.checkTrace();
    check.checkBox();
    check.checkVerdict();
    return stop.stop_requested() ? AnnotationCheck() : check.result();
}

std::shared_ptr<const SceneGeometry> AnnotationChecker::scene() const {
    return m_state->scene;
}

std::string_view nameOf(Finding::Kind kind) {
    switch (kind) {
    case Kind::BrokenRow:
        return "broken row";
    case Kind::NoInstruction:
        return "no instruction";
    case Kind::NoTargetObject:
        return "no target object";
    case Kind::NoTrace:
        return "no trace";
    case Kind::NoBox:
        return "no box";
    case Kind::NoMask:
        return "no mask";
    case Kind::EmptyMask:
        return "empty mask";
    case Kind::MaskSize:
        return "mask size";
    case Kind::MaskInParts:
        return "mask in parts";
    case Kind::MaskHoles:
        return "mask holes";
    case Kind::TraceLeavesImage:
        return "trace leaves image";
    case Kind::TraceInSurface:
        return "trace in surface";
    case Kind::StartOffMask:
        return "start off mask";
    case Kind::EndOffBox:
        return "end off box";
    case Kind::Collides:
        return "collides";
    case Kind::CollidesBetween:
        return "collides between";
    case Kind::BoxNotRigid:
        return "box not rigid";
    case Kind::BoxOffGround:
        return "box off ground";
    case Kind::BoxOutOfSight:
        return "box out of sight";
    case Kind::DuplicatePoints:
        return "duplicate points";
    }
    return {};
}

std::string_view nameOf(Finding::Severity severity) {
    switch (severity) {
    case Severity::Missing:
        return "missing";
    case Severity::Wrong:
        return "wrong";
    case Severity::Odd:
        return "odd";
    }
    return {};
}

std::size_t DatasetCheck::faultyCount() const {
    return std::size_t(
        std::count_if(entries.begin(), entries.end(), [](const Entry& entry) { return !entry.check.isClean(); }));
}

namespace {

/// The row as it stands in the dataset, with its unsaved edits.
DatasetCheck::Entry checkRow(const Dataset& dataset, std::size_t index, const std::stop_token& stop) {
    const std::shared_ptr<const Sample> sample = dataset.load(index);
    DatasetCheck::Entry entry{sample->id, {}};
    const Result<SampleRecord> record = dataset.record(index);
    if (const Annotation* edited = editedAnnotation(dataset, index))
        entry.check = AnnotationChecker(sample).check(*edited, stop);
    else if (record)
        entry.check = AnnotationChecker(sample).check(annotationOf(*record, dataset.pictureFolder()), stop);
    else
        entry.check.findings.push_back({Kind::BrokenRow, Severity::Wrong, record.error(), {}});
    return entry;
}

} // namespace

Result<DatasetCheck> checkDataset(const Dataset& dataset, const Progress& progress, const std::stop_token& stop) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < dataset.size(); ++i)
        if (!dataset.isDeleted(i))
            rows.push_back(i);
    DatasetCheck result;
    result.entries.resize(rows.size());
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> done = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < rows.size() && !stop.stop_requested(); i = next++) {
            result.entries[i] = checkRow(dataset, rows[i], stop);
            if (progress)
                progress(double(++done) / double(rows.size()));
        }
    };
    {
        std::vector<std::jthread> workers;
        const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
        for (std::size_t i = 1; i < std::min(cores, rows.size()); ++i)
            workers.emplace_back(work);
        work();
    }
    if (stop.stop_requested())
        return failure(TRANSLATABLE("The check was stopped."));
    return result;
}

} // namespace tracestudio
