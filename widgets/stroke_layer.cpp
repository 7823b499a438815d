#include "widgets/stroke_layer.h"

#include "widgets/egl_render_window.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkGlyph3DMapper.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkSphereSource.h>
#include <vtkTubeFilter.h>
#include <vtkUnsignedCharArray.h>

namespace tracestudio {

namespace {

constexpr double nearestMetres = 0.02;
constexpr int tubeSides = 6; // enough for a few pixels; in software every thin triangle counts

void append(vtkUnsignedCharArray* colours, const QColor& c) {
    const unsigned char rgba[4] = {static_cast<unsigned char>(c.red()), static_cast<unsigned char>(c.green()),
                                   static_cast<unsigned char>(c.blue()), static_cast<unsigned char>(c.alpha())};
    colours->InsertNextTypedTuple(rgba);
}

/// VTK is not made for several threads; views share it in turns.
std::mutex& vtkMutex() {
    static std::mutex mutex;
    return mutex;
}

/// Matt enough to keep the layer's colour, shaded enough to look round.
void setLook(vtkActor* actor) {
    vtkProperty* property = actor->GetProperty();
    property->SetAmbient(0.6);
    property->SetDiffuse(0.4);
    property->SetSpecular(0.0);
    property->BackfaceCullingOn();
    // Written with depth, in one pass, whatever the layer's opacity: the alpha ends in the picture.
    actor->ForceOpaqueOn();
}

} // namespace

/// What VTK draws, in the view's own frame (OpenGL axes), so that its camera never moves and only the lens changes.
struct StrokeLayer::Scene {
    vtkNew<EglRenderWindow> window;
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkMatrix4x4> projection;

    vtkNew<vtkPoints> linePoints;
    vtkNew<vtkCellArray> lines;
    vtkNew<vtkFloatArray> lineRadii;
    vtkNew<vtkUnsignedCharArray> lineColours;
    vtkNew<vtkPolyData> lineMesh;
    vtkNew<vtkTubeFilter> tubes;

    vtkNew<vtkPoints> ballPoints;
    vtkNew<vtkFloatArray> ballSizes;
    vtkNew<vtkUnsignedCharArray> ballColours;
    vtkNew<vtkPolyData> ballMesh;
    vtkNew<vtkActor> tubeActor;
    vtkNew<vtkActor> ballActor;
    QSize capacity;

    Scene() {
        lineRadii->SetName("radius");
        lineColours->SetName("colour");
        lineColours->SetNumberOfComponents(4);
        lineMesh->SetPoints(linePoints);
        lineMesh->SetLines(lines);
        lineMesh->GetPointData()->SetScalars(lineRadii);
        lineMesh->GetPointData()->AddArray(lineColours);
        tubes->SetInputData(lineMesh);
        tubes->SetNumberOfSides(tubeSides);
        tubes->SetVaryRadiusToVaryRadiusByAbsoluteScalar();
        tubes->CappingOn();
        vtkNew<vtkPolyDataMapper> tubeMapper;
        tubeMapper->SetInputConnection(tubes->GetOutputPort());
        tubeMapper->SetScalarModeToUsePointFieldData();
        tubeMapper->SelectColorArray("colour");
        tubeMapper->SetColorModeToDirectScalars();
        tubeActor->SetMapper(tubeMapper);
        setLook(tubeActor);

        ballSizes->SetName("size");
        ballColours->SetName("colour");
        ballColours->SetNumberOfComponents(4);
        ballMesh->SetPoints(ballPoints);
        ballMesh->GetPointData()->AddArray(ballSizes);
        ballMesh->GetPointData()->AddArray(ballColours);
        vtkNew<vtkSphereSource> sphere;
        sphere->SetRadius(1);
        sphere->SetThetaResolution(24);
        sphere->SetPhiResolution(16);
        vtkNew<vtkGlyph3DMapper> ballMapper;
        ballMapper->SetInputData(ballMesh);
        ballMapper->SetSourceConnection(sphere->GetOutputPort());
        ballMapper->SetScaleArray("size");
        ballMapper->SetScaleModeToScaleByMagnitude();
        ballMapper->OrientOff();
        ballMapper->SetScalarModeToUsePointFieldData();
        ballMapper->SelectColorArray("colour");
        ballMapper->SetColorModeToDirectScalars();
        ballActor->SetMapper(ballMapper);
        setLook(ballActor);

        renderer->EraseOff(); // the window begins every frame empty
        renderer->AddActor(tubeActor);
        renderer->AddActor(ballActor);
        vtkCamera* camera = renderer->GetActiveCamera();
        camera->SetPosition(0, 0, 0);
        camera->SetFocalPoint(0, 0, -1);
        camera->SetViewUp(0, 1, 0);
        camera->SetExplicitProjectionTransformMatrix(projection);
        camera->UseExplicitProjectionTransformMatrixOn();
        window->AddRenderer(renderer);
    }

    /// A first small frame: VTK compiles its shaders, and the context is free for another thread.
    void warmUp() {
        linePoints->InsertNextPoint(0, 0, -1);
        linePoints->InsertNextPoint(0.1, 0, -1);
        const vtkIdType ids[2] = {0, 1};
        lines->InsertNextCell(2, ids);
        for (int i = 0; i < 2; ++i) {
            lineRadii->InsertNextValue(0.01F);
            append(lineColours, Qt::white);
        }
        ballPoints->InsertNextPoint(0, 0, -1);
        ballSizes->InsertNextValue(0.1F);
        append(ballColours, Qt::white);
        projection->DeepCopy(Lens{16, 16, 16, 16, false}.openGlProjection(32, 32, 0.1, 10).val);
        window->SetSize(32, 32);
        window->Render();
        window->releaseContext();
    }

    void clear() {
        linePoints->Reset();
        lines->Reset();
        lineRadii->Reset();
        lineColours->Reset();
        ballPoints->Reset();
        ballSizes->Reset();
        ballColours->Reset();
    }

    void markModified() {
        for (vtkObject* object : std::initializer_list<vtkObject*>{linePoints, lines, lineRadii, lineColours, lineMesh,
                                                                   ballPoints, ballSizes, ballColours, ballMesh})
            object->Modified();
    }
};

StrokeLayer::StrokeLayer() = default;

StrokeLayer::~StrokeLayer() {
    waitUntilReady();
    const std::lock_guard lock(vtkMutex());
    m_scene.reset();
}

bool StrokeLayer::hasGraphicsProcessor() {
    static const bool hasOne = EglRenderWindow::hasGraphicsProcessor();
    return hasOne;
}

void StrokeLayer::start() {
    m_readiness = Readiness::Starting;
    m_starting = std::async(std::launch::async, [callback = m_readyCallback]() -> std::unique_ptr<Scene> {
        std::unique_ptr<Scene> scene;
        {
            const std::lock_guard lock(vtkMutex());
            scene = std::make_unique<Scene>();
            if (scene->window->initialise())
                scene->warmUp();
            else
                scene.reset();
        }
        if (callback)
            callback();
        return scene;
    });
}

void StrokeLayer::waitUntilReady() {
    if (m_readiness != Readiness::Starting)
        return;
    m_scene = m_starting.get();
    m_readiness = m_scene ? Readiness::Ready : Readiness::Unavailable;
}

StrokeLayer::Readiness StrokeLayer::readiness() {
    // The callback comes a moment before the thread has handed its result over; whoever asks then waits that moment.
    if (m_readiness == Readiness::Starting &&
        m_starting.wait_for(std::chrono::milliseconds(2)) == std::future_status::ready)
        waitUntilReady();
    return m_readiness;
}

bool StrokeLayer::render(const CloudOverlay& overlay, bool withFrustum, const ViewCamera& camera,
                         const QSizeF& viewport, double devicePixelRatio, const QSize& frameSize) {
    m_region = {};
    if (m_readiness == Readiness::Cold)
        start();
    if (readiness() != Readiness::Ready)
        return false;
    const std::lock_guard lock(vtkMutex());
    Scene& s = *m_scene;
    s.clear();
    const Lens lens = camera.lens(viewport).scaled(devicePixelRatio);
    m_isOrthographic = lens.isOrthographic;
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9, nearest = 1e9, farthest = -1e9;
    // Grows the region and the depth range by a disc of `radius` pixels about a point of the view.
    const auto cover = [&](const PointCamera& p, double radius) {
        const double w = lens.isOrthographic ? 1 : p.z;
        const double u = lens.fx * p.x / w + lens.cx;
        const double v = lens.fy * p.y / w + lens.cy;
        left = std::min(left, u - radius);
        right = std::max(right, u + radius);
        top = std::min(top, v - radius);
        bottom = std::max(bottom, v + radius);
        const double metres = radius / lens.pixelsPerMetre(p.z);
        nearest = std::min(nearest, p.z - metres);
        farthest = std::max(farthest, p.z + metres);
    };
    const auto addStroke = [&](const Stroke& stroke) {
        PointCamera a = camera.toView(stroke.from);
        PointCamera b = camera.toView(stroke.to);
        if (!lens.isOrthographic) {
            if (a.z < nearestMetres && b.z < nearestMetres)
                return;
            if (a.z < nearestMetres)
                a = b + (a - b) * ((b.z - nearestMetres) / (b.z - a.z));
            if (b.z < nearestMetres)
                b = a + (b - a) * ((a.z - nearestMetres) / (a.z - b.z));
        }
        if (cv::norm(b - a) < 1e-7)
            return;
        const double radius = stroke.widthPoints * devicePixelRatio / 2;
        const vtkIdType ids[2] = {s.linePoints->InsertNextPoint(a.x, -a.y, -a.z),
                                  s.linePoints->InsertNextPoint(b.x, -b.y, -b.z)};
        s.lines->InsertNextCell(2, ids);
        for (const PointCamera& p : {a, b}) {
            // The radius grows with the depth, linearly as the tube's does: a line of constant width on the screen.
            s.lineRadii->InsertNextValue(float(radius / lens.pixelsPerMetre(p.z)));
            append(s.lineColours, stroke.colour);
            cover(p, radius + 1);
        }
    };
    for (const Stroke& stroke : overlay.strokes)
        addStroke(stroke);
    if (withFrustum)
        for (const Stroke& stroke : overlay.frustum)
            addStroke(stroke);
    for (const Node& node : overlay.nodes) {
        const PointCamera p = camera.toView(node.point);
        if (!lens.isOrthographic && p.z < 2 * nearestMetres)
            continue;
        const double radius = node.radiusPoints * devicePixelRatio;
        s.ballPoints->InsertNextPoint(p.x, -p.y, -p.z);
        s.ballSizes->InsertNextValue(float(radius / lens.pixelsPerMetre(p.z)));
        append(s.ballColours, node.colour);
        cover(p, radius + 1);
    }
    const QRect frame(QPoint(0, 0), frameSize);
    const auto pixel = [](double value) { return int(std::clamp(value, -1e6, 1e6)); };
    m_region = QRect(QPoint(pixel(std::floor(left)), pixel(std::floor(top))),
                     QPoint(pixel(std::ceil(right)), pixel(std::ceil(bottom))))
                   .intersected(frame);
    if (m_region.isEmpty())
        return true;
    s.markModified();
    s.tubeActor->SetVisibility(s.linePoints->GetNumberOfPoints() > 0);
    s.ballActor->SetVisibility(s.ballPoints->GetNumberOfPoints() > 0);

    const double span = std::max(farthest - nearest, 0.01);
    m_near = lens.isOrthographic ? nearest - 0.01 * span : std::max(nearest * 0.98, nearestMetres / 2);
    m_far = farthest + 0.01 * span;
    m_sampleColumns = m_region.width() * oversampling;
    m_sampleRows = m_region.height() * oversampling;
    // The framebuffer only ever grows: making a new one costs more than the frame.
    const QSize needed = s.capacity.expandedTo({(m_sampleColumns + 255) / 256 * 256, (m_sampleRows + 255) / 256 * 256});
    if (needed != s.capacity) {
        s.capacity = needed;
        s.window->SetSize(needed.width(), needed.height());
    }
    s.renderer->SetViewport(0, 0, double(m_sampleColumns) / s.capacity.width(),
                            double(m_sampleRows) / s.capacity.height());
    const cv::Matx44d projection = lens.cropped(m_region.x(), m_region.y())
                                       .scaled(oversampling)
                                       .openGlProjection(m_sampleColumns, m_sampleRows, m_near, m_far);
    s.projection->DeepCopy(projection.val);
    s.window->Render();
    s.window->flush();
    return true;
}

void StrokeLayer::collect(int firstRow, int endRow) {
    const int first = std::max(firstRow, m_region.top()) - m_region.top();
    const int end = std::min(endRow, m_region.bottom() + 1) - m_region.top();
    if (first >= end)
        return;
    const std::lock_guard lock(vtkMutex());
    m_bandEnd = end * oversampling;
    const int rows = m_bandEnd - first * oversampling;
    m_colours.resize(std::size_t(m_sampleColumns) * std::size_t(rows));
    m_depths.resize(m_colours.size());
    m_scene->window->readRows(m_sampleRows - m_bandEnd, m_sampleColumns, rows, m_colours.data(), m_depths.data());
    if (m_bandEnd == m_sampleRows)
        m_scene->window->releaseContext();
}

const std::uint32_t* StrokeLayer::colourRow(int sampleRow) const {
    return &m_colours[std::size_t(m_bandEnd - 1 - sampleRow) * std::size_t(m_sampleColumns)];
}

float StrokeLayer::depthMetres(int sampleRow, int sampleColumn) const {
    constexpr double deepest = 4294967295.0;
    const std::size_t row = std::size_t(m_bandEnd - 1 - sampleRow) * std::size_t(m_sampleColumns);
    const double d = double(m_depths[row + std::size_t(sampleColumn)]) / deepest;
    if (m_isOrthographic)
        return float(m_near + d * (m_far - m_near));
    return float(m_near * m_far / (m_far - d * (m_far - m_near)));
}

} // namespace tracestudio
