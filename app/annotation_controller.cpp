#include "app/annotation_controller.h"

#include "annotation/mask_shaping.h"
#include "annotation/planned_answer.h"
#include "app/messages.h"
#include "scene/box_shaping.h"
#include "scene/trace_shaping.h"
#include "widgets/cloud_view.h"
#include "widgets/image_view.h"

#include <QInputDialog>
#include <QLocale>
#include <QRect>
#include <algorithm>
#include <opencv2/core.hpp>
#include <set>

namespace tracestudio {

namespace {

constexpr double growTolerance = 0.004; // metres a pixel at one metre

cv::Size sizeOf(const RgbdFrame& frame) {
    return frame.hasDepth() ? frame.depthMillimetres.size() : frame.colourBgr.size();
}

FindingRow::Weight weightOf(Finding::Severity severity) {
    switch (severity) {
    case Finding::Severity::Missing:
        return FindingRow::Weight::Missing;
    case Finding::Severity::Wrong:
        return FindingRow::Weight::Wrong;
    case Finding::Severity::Odd:
        break;
    }
    return FindingRow::Weight::Odd;
}

} // namespace

AnnotationController::AnnotationController(Document* document, DatasetEditor* editor, ViewState* state,
                                           AnnotationPanel* panel, ImageView* image, CloudView* cloud, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_editor(editor)
    , m_state(state)
    , m_panel(panel)
    , m_image(image) {
    connect(editor, &DatasetEditor::annotationChanged, this, &AnnotationController::takeAnnotation);
    connect(editor->history(), &QUndoStack::cleanChanged, this, &AnnotationController::updatePanel);
    connect(editor, &DatasetEditor::savedChanged, this, &AnnotationController::updatePanel);
    // Edits of samples that are not shown count as well.
    connect(editor, &DatasetEditor::editsChanged, this, [this] {
        if (m_editor->unsavedCount() != m_unsavedSamples)
            updatePanel();
    });

    connect(image, &ImageView::traceEdited, this, &AnnotationController::editTrace);
    connect(cloud, &CloudView::traceEdited, this, &AnnotationController::editTrace);
    connect(image, &ImageView::boxEdited, this, &AnnotationController::editBox);
    connect(cloud, &CloudView::boxEdited, this, &AnnotationController::editBox);
    connect(image, &ImageView::depthAsked, this, &AnnotationController::askForDepth);
    connect(image, &ImageView::boxRegionDrawn, this, &AnnotationController::fitBox);
    connect(image, &ImageView::maskStroked, this,
            [this](const std::vector<PixelPoint>& stroke, double radius, bool isErasing) {
                changeMask(isErasing ? tr("Erase from the mask") : tr("Paint the mask"),
                           [=](const cv::Mat& mask, const RgbdFrame& frame, const std::stop_token&) {
                               return withStroke(mask, sizeOf(frame), stroke, radius,
                                                 isErasing ? MaskEdit::Remove : MaskEdit::Add);
                           });
            });
    connect(image, &ImageView::maskPolygonDrawn, this, [this](const std::vector<PixelPoint>& polygon, bool isErasing) {
        changeMask(isErasing ? tr("Cut a polygon out of the mask") : tr("Add a polygon to the mask"),
                   [=](const cv::Mat& mask, const RgbdFrame& frame, const std::stop_token&) {
                       return withPolygon(mask, sizeOf(frame), polygon, isErasing ? MaskEdit::Remove : MaskEdit::Add);
                   });
    });
    connect(image, &ImageView::maskRectangleDrawn, this, [this](const QRect& pixels) {
        changeMask(tr("Cut the object out"), [=](const cv::Mat& mask, const RgbdFrame& frame,
                                                 const std::stop_token& stop) {
            return withGrabCut(mask, frame.colourBgr, {pixels.x(), pixels.y(), pixels.width(), pixels.height()}, stop);
        });
    });
    connect(image, &ImageView::maskGrowRequested, this, [this](const PixelPoint& pixel, bool isErasing) {
        changeMask(isErasing ? tr("Take a surface out of the mask") : tr("Grow the mask over a surface"),
                   [=](const cv::Mat& mask, const RgbdFrame& frame, const std::stop_token&) {
                       return grownByDepth(mask, frame, pixel, growTolerance,
                                           isErasing ? MaskEdit::Remove : MaskEdit::Add);
                   });
    });

    connect(panel, &AnnotationPanel::edited, editor,
            qOverload<const Annotation&, const EditStep&>(&DatasetEditor::edit));
    connect(panel, &AnnotationPanel::acceptRequested, this, &AnnotationController::accept);
    connect(panel, &AnnotationPanel::planRequested, this, &AnnotationController::plan);
    connect(panel, &AnnotationPanel::planCancelled, this, &AnnotationController::cancelPlan);
    connect(panel, &AnnotationPanel::waypointRequested, cloud,
            [cloud](int waypoint) { cloud->goToWaypoint(QStringLiteral("truth"), waypoint); });
    connect(panel, &AnnotationPanel::maskActionRequested, this, [this](AnnotationPanel::MaskAction action) {
        switch (action) {
        case AnnotationPanel::MaskAction::FillHoles:
            return changeMask(tr("Fill the mask's holes"), [](const cv::Mat& mask, const RgbdFrame&,
                                                              const std::stop_token&) { return withoutHoles(mask); });
        case AnnotationPanel::MaskAction::KeepLargestPart:
            return changeMask(
                tr("Keep the mask's largest part"),
                [](const cv::Mat& mask, const RgbdFrame&, const std::stop_token&) { return largestPart(mask); });
        case AnnotationPanel::MaskAction::Clear:
            return changeMask(tr("Clear the mask"),
                              [](const cv::Mat&, const RgbdFrame&, const std::stop_token&) { return cv::Mat(); });
        }
    });
    connect(document, &Document::rowsEdited, this, [this] { m_completedOf.reset(); });
    connect(document, &Document::datasetChanged, this, [this] {
        m_completedOf.reset();
        m_workLane.supersede();
        m_maskSteps.clear();
    });
    updatePanel();
}

AnnotationController::~AnnotationController() = default;

void AnnotationController::setActive(bool isActive) {
    m_isActive = isActive;
    if (!isActive) {
        m_state->setEditTool(EditTool::None);
        return;
    }
    updatePanel();
    check();
}

void AnnotationController::takeAnnotation() {
    const LoadedSample* shown = m_document->shown();
    const auto annotation = shown ? shown->annotation : nullptr;
    const auto isSamePicture = [](const Sample& a, const Sample& b) {
        return a.id == b.id && a.frame.depthMillimetres.data == b.frame.depthMillimetres.data &&
               a.frame.colourBgr.data == b.frame.colourBgr.data;
    };
    const bool isOther = !shown || !m_checking || !isSamePicture(*m_checking->sample, *shown->sample);
    if (isOther) {
        cancelPlan();
        m_checkLane.supersede();
        m_isCheckRunning = false;
        m_checking.reset();
        m_check.reset();
        m_checked.reset();
    }
    if (annotation == m_announced && !isOther && m_editor->obstacle() == m_obstacle)
        return;
    m_announced = annotation;
    updatePanel();
    check();
}

void AnnotationController::updatePanel() {
    if (!m_isActive)
        return;
    AnnotationContent content;
    content.obstacle = m_obstacle = m_editor->obstacle();
    content.isSaved = m_editor->history()->isClean();
    content.unsavedSamples = m_unsavedSamples = m_editor->unsavedCount();
    content.isPlanning = m_isPlanning;
    const LoadedSample* shown = m_document->shown();
    if (shown && shown->annotation) {
        content.sampleTitle = tr("Sample %1").arg(toQString(shown->sample->id));
        content.annotation = *shown->annotation;
        content.camera = shown->sample->frame.camera;
        content.hasMask = shown->annotation->maskFile != nullptr;
        content.up = m_up;
        for (const TraceLayer& trace : m_document->scene()->traces)
            if (trace.kind == LayerKind::Prediction)
                content.acceptable.push_back({trace.layerId, trace.title,
                                              trace.trace.is3D()      ? QString()
                                              : trace.trace.isEmpty() ? tr("has no trace")
                                                                      : tr("has no depth")});
        if (m_check) {
            const TruthVerdict& verdict = m_check->verdict;
            const bool isMeasured = verdict.startSucceeds && verdict.endSucceeds && verdict.collides;
            const bool isWhole = std::ranges::none_of(
                m_check->findings, [](const Finding& finding) { return finding.severity != Finding::Severity::Odd; });
            if (isMeasured && (isWhole || !verdict.succeeds()))
                content.isGood = verdict.succeeds();
            content.verdict = !isMeasured           ? tr("Cannot be scored yet")
                              : !verdict.succeeds() ? tr("Fails its own metric")
                              : isWhole             ? tr("Succeeds under its own metric")
                                                    : tr("Would succeed under its own metric, but see below");
            for (const Finding& finding : m_check->findings)
                content.findings.push_back(
                    {weightOf(finding.severity), translated(finding.explanation), finding.waypoint.value_or(-1)});
        }
        completions(content);
    }
    m_panel->setContent(content);
}

/// What other samples say; of large datasets the first thousands are enough to complete words.
void AnnotationController::completions(AnnotationContent& content) {
    if (!m_completedOf) {
        m_completedOf = m_document->dataset();
        constexpr std::size_t most = 5000;
        std::set<QString> objects, destinations, categories, sources;
        for (std::size_t i = 0; i < std::min(most, m_completedOf->size()); ++i) {
            const SampleRow row = m_completedOf->row(i);
            objects.insert(toQString(row.targetObject));
            destinations.insert(toQString(row.destination));
            categories.insert(toQString(row.category));
            sources.insert(toQString(row.dataSource));
        }
        const auto listed = [](const std::set<QString>& words) {
            QStringList list(words.begin(), words.end());
            list.removeAll(QString());
            return list;
        };
        m_completions.targetObjects = listed(objects);
        m_completions.destinations = listed(destinations);
        m_completions.categories = listed(categories);
        m_completions.dataSources = listed(sources);
    }
    content.targetObjects = m_completions.targetObjects;
    content.destinations = m_completions.destinations;
    content.categories = m_completions.categories;
    content.dataSources = m_completions.dataSources;
}

std::shared_ptr<AnnotationController::Checking> AnnotationController::checkingOf(const LoadedSample& shown) {
    if (!m_checking)
        m_checking = std::make_shared<Checking>(shown.sample);
    return m_checking;
}

/// One at a time; what changed meanwhile is checked next, and what lay between never.
void AnnotationController::check() {
    const LoadedSample* shown = m_document->shown();
    if (!m_isActive || m_isCheckRunning || !shown || !shown->annotation || shown->annotation == m_checked)
        return;
    m_isCheckRunning = true;
    m_checkLane.run(
        [checking = checkingOf(*shown), annotation = shown->annotation,
         cloud = shown->cloud](const std::stop_token& stop) {
            if (!checking->up && cloud)
                checking->up = upOf(*cloud);
            return Checked{annotation, checking->checker.check(*annotation, stop),
                           checking->up.value_or(cv::Vec3d(0, -1, 0))};
        },
        [this](Checked checked) {
            m_isCheckRunning = false;
            m_checked = std::move(checked.annotation);
            m_check = std::move(checked.check);
            m_up = checked.up;
            updatePanel();
            check();
        });
}

void AnnotationController::editTrace(std::vector<PointCamera> trajectory, const EditStep& step) {
    if (const Annotation* annotation = m_editor->annotation()) {
        Annotation after = *annotation;
        after.trajectory = std::move(trajectory);
        m_editor->edit(after, step);
    }
}

void AnnotationController::editBox(const std::optional<OrientedBox>& box, const EditStep& step) {
    if (const Annotation* annotation = m_editor->annotation()) {
        Annotation after = *annotation;
        after.box = box;
        m_editor->edit(after, step);
    }
}

void AnnotationController::accept(const QString& layerId) {
    for (const TraceLayer& trace : m_document->scene()->traces)
        if (trace.layerId == layerId && trace.trace.is3D())
            return editTrace(trace.trace.points(), {tr("Take over the trace of %1").arg(trace.title), 0});
}

void AnnotationController::deleteSelected() {
    const Annotation* annotation = m_editor->annotation();
    const Selection& selection = m_state->selection();
    if (!annotation)
        return;
    if (selection.kind == Selection::Kind::DestinationBox && annotation->box)
        return editBox(std::nullopt, {tr("Delete the box"), 0});
    if (selection.kind == Selection::Kind::Waypoint && selection.layerId == QLatin1String("truth") &&
        selection.waypoint >= 0 && selection.waypoint < int(annotation->trajectory.size())) {
        std::vector<PointCamera> trajectory = annotation->trajectory;
        trajectory.erase(trajectory.begin() + selection.waypoint);
        editTrace(std::move(trajectory), {tr("Delete waypoint %1").arg(selection.waypoint + 1), 0});
    }
}

void AnnotationController::askForDepth(const PixelPoint& pixel) {
    const Annotation* annotation = m_editor->annotation();
    const LoadedSample* shown = m_document->shown();
    if (!annotation || !shown || !shown->sample->frame.camera.isValid())
        return;
    const double before = annotation->trajectory.empty() ? 1.0 : annotation->trajectory.back().z;
    const LoadedSample asked = *shown;
    const auto opened = m_document->datasetAsOpened();
    bool isGiven = false;
    const double depth = QInputDialog::getDouble(
        m_image->window(), tr("Depth of the waypoint"),
        tr("The sensor read no depth here. How far from the camera is the waypoint, in metres?"), before, 0.01, 15, 3,
        &isGiven, {}, 0.01);
    if (!isGiven || opened != m_document->datasetAsOpened())
        return;
    Annotation after = m_editor->annotationOf(asked);
    after.trajectory.push_back(asked.sample->frame.camera.backProject(pixel, depth));
    m_editor->edit(asked, after, {tr("Add waypoint %1").arg(after.trajectory.size()), 0});
}

void AnnotationController::fitBox(const QRect& pixels) {
    const LoadedSample* shown = m_document->shown();
    if (!shown || !shown->cloud || !m_editor->annotation())
        return;
    m_workLane.run(
        [cloud = shown->cloud, pixels](const std::stop_token&) -> std::optional<OrientedBox> {
            std::vector<PointCamera> points;
            for (std::size_t i = 0; i < cloud->size(); ++i) {
                const PixelPoint pixel = cloud->pixelOf(i);
                if (pixels.contains(int(pixel.x), int(pixel.y)))
                    points.emplace_back(cloud->x[i], cloud->y[i], cloud->z[i]);
            }
            if (points.empty())
                return std::nullopt;
            const cv::Vec3d up = upOf(*cloud);
            // A click instead of a region: a box of a hand's size stands there.
            if (pixels.width() <= 3 && pixels.height() <= 3)
                return boxStandingAt(points[points.size() / 2], up);
            auto box = fittedBox(points, up);
            // Of an empty surface: there the object will stand.
            constexpr double flat = 0.03, high = 0.10;
            if (box && box->extentMetres[2] < flat)
                box = resized(*box, {2, true}, high - box->extentMetres[2]);
            return box;
        },
        [this, of = *shown](const std::optional<OrientedBox>& box) {
            if (box) {
                Annotation after = m_editor->annotationOf(of);
                after.box = box;
                m_editor->edit(of, after, {tr("Draw the box"), 0});
            } else
                Q_EMIT reported(Severity::Warning, tr("There are too few points with depth there to fit a box."));
        });
}

void AnnotationController::changeMask(const QString& name, MaskChange change) {
    if (!m_editor->annotation())
        return;
    m_maskSteps.push_back({name, std::move(change), *m_document->shown()});
    if (m_maskSteps.size() == 1)
        nextMaskStep();
}

/// One after the other, also when the person has gone on to another sample meanwhile.
void AnnotationController::nextMaskStep() {
    if (m_maskSteps.empty())
        return;
    const MaskStep& step = m_maskSteps.front();
    using File = std::shared_ptr<const std::string>;
    m_workLane.run(
        [change = step.change, frame = step.of.sample->frame,
         file = m_editor->annotationOf(step.of).maskFile](const std::stop_token& stop) {
            const auto changed = [&]() -> Result<File> {
                cv::Mat mask;
                if (file) {
                    const Result<cv::Mat> decoded = decodedMask(*file);
                    if (!decoded)
                        return tl::unexpected(decoded.error());
                    mask = *decoded;
                }
                if (mask.size() != sizeOf(frame))
                    mask = cv::Mat::zeros(sizeOf(frame), CV_8UC1); // one of another size cannot be drawn into
                const Result<cv::Mat> after = change(mask, frame, stop);
                if (!after)
                    return tl::unexpected(after.error());
                if (after->empty())
                    return nullptr;
                if (cv::norm(mask, *after, cv::NORM_INF) == 0)
                    return file; // what did not change keeps its bytes
                Result<std::string> encoded = encodedMask(*after);
                if (!encoded)
                    return tl::unexpected(encoded.error());
                return std::make_shared<const std::string>(std::move(*encoded));
            };
            return std::pair(file, changed());
        },
        [this](std::pair<File, Result<File>> result) {
            const MaskStep done = m_maskSteps.front();
            Annotation annotation = m_editor->annotationOf(done.of);
            if (annotation.maskFile != result.first)
                return nextMaskStep(); // something was undone meanwhile: once more, over what is there now
            m_maskSteps.pop_front();
            if (!result.second) {
                Q_EMIT reported(Severity::Warning, translated(result.second.error()));
            } else {
                annotation.maskFile = std::move(*result.second);
                m_editor->edit(done.of, annotation, {done.name, 0});
            }
            nextMaskStep();
        });
}

void AnnotationController::plan() {
    const LoadedSample* shown = m_document->shown();
    if (!shown || !shown->annotation || m_isPlanning)
        return;
    if (!shown->annotation->box || !shown->annotation->maskFile) {
        Q_EMIT reported(Severity::Info, !shown->annotation->maskFile
                                            ? tr("Planning starts from the object: draw its mask first.")
                                            : tr("Planning leads to the destination: draw its box first."));
        return;
    }
    m_isPlanning = true;
    updatePanel();
    // Behind the checks, whose obstacles and object it uses.
    m_checkLane.run(
        [checking = checkingOf(*shown), annotation = shown->annotation,
         cloud = shown->cloud](const std::stop_token& stop) -> Result<Plan> {
            (void)checking->checker.check(*annotation, stop);
            if (!checking->up)
                checking->up = upOf(*cloud);
            const auto scene = checking->checker.scene();
            return planScored(scene ? *scene : SceneGeometry(), checking->sample->frame, *annotation->box,
                              *checking->up, stop);
        },
        [this, of = *shown, before = shown->annotation->trajectory](const Result<Plan>& plan) {
            m_isPlanning = false;
            updatePanel();
            if (!plan) {
                Q_EMIT reported(Severity::Warning, translated(plan.error()));
                return;
            }
            const auto accept = [this, of, trajectory = plan->trajectory] {
                Annotation after = m_editor->annotationOf(of);
                after.trajectory = trajectory;
                m_editor->edit(of, after, {tr("Planned trace"), 0});
            };
            const QString worst = QLocale().toString(plan->worstRatio, 'f', 2);
            const bool hasDrawnMeanwhile = m_editor->annotationOf(of).trajectory != before;
            if (!before.empty() || hasDrawnMeanwhile) {
                Q_EMIT offered(tr("A trace was planned: at most %1 of the object in occupied space on the way. It can "
                                  "take the place of the one that is there.")
                                   .arg(worst),
                               tr("Take it over"), accept);
                return;
            }
            accept();
            Q_EMIT offered(tr("A planned trace is in place: at most %1 of the object in occupied space on the way. "
                              "Edit it, or take it back.")
                               .arg(worst),
                           tr("Take back"), [this, step = m_editor->history()->index()] {
                               if (m_editor->history()->index() == step)
                                   m_editor->history()->undo();
                           });
        });
}

void AnnotationController::cancelPlan() {
    if (!m_isPlanning)
        return;
    m_checkLane.supersede();
    m_isCheckRunning = false;
    m_isPlanning = false;
    updatePanel();
    check();
}

} // namespace tracestudio
