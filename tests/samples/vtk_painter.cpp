#include "vtk_painter.h"

#include "widgets/egl_render_window.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkPolyDataNormals.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkUnsignedCharArray.h>

namespace tracestudio::samples {
namespace {

constexpr int turnSteps = 48;
constexpr int finer = 2; // drawn so many times larger and averaged, against jagged edges

std::array<unsigned char, 3> screenColour(Vec3 light) {
    const auto channel = [](float c) {
        return static_cast<unsigned char>(std::lround(std::sqrt(std::clamp(c, 0.0F, 1.0F)) * 255.0F));
    };
    return {channel(light.x), channel(light.y), channel(light.z)};
}

/// Corners and faces of one solid in the world, with the surface's own colours.
class Mesh {
  public:
    explicit Mesh(const Solid& solid)
        : m_solid(solid) {
        m_colours->SetNumberOfComponents(3);
        switch (solid.shape) {
        case Shape::Box:
            addBox();
            break;
        case Shape::Cylinder:
            revolve(cylinderOutline());
            break;
        case Shape::Ellipsoid:
            addEllipsoid();
            break;
        case Shape::Turned:
            revolve(wallOutline());
            break;
        case Shape::Ring:
            addRing();
            break;
        }
    }

    [[nodiscard]] vtkNew<vtkPolyData> polyData() const {
        vtkNew<vtkPolyData> data;
        data->SetPoints(m_points);
        data->SetPolys(m_faces);
        data->GetPointData()->SetScalars(m_colours);
        return data;
    }

  private:
    using Outline = std::vector<std::array<float, 2>>; ///< radius, height

    vtkIdType add(Vec3 local) {
        const Vec3 world = m_solid.origin + m_solid.frame.toWorld(local);
        m_colours->InsertNextTypedTuple(screenColour(flatColour(m_solid.material, local.z)).data());
        return m_points->InsertNextPoint(double(world.x), double(world.y), double(world.z));
    }

    void addFace(vtkIdType a, vtkIdType b, vtkIdType c, vtkIdType d) {
        const vtkIdType corners[] = {a, b, c, d};
        m_faces->InsertNextCell(4, corners);
    }

    /// A grid of points whose rows and columns are numbered from 0; the last row or column may be the first again.
    template <typename At>
    void addGrid(int rows, int columns, bool closesRows, bool closesColumns, const At& at) {
        std::vector<vtkIdType> ids;
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < columns; ++column) {
                ids.push_back(add(at(row, column)));
            }
        }
        const auto id = [&](int row, int column) { return ids[std::size_t(row % rows * columns + column % columns)]; };
        for (int row = 0; row < rows - (closesRows ? 0 : 1); ++row) {
            for (int column = 0; column < columns - (closesColumns ? 0 : 1); ++column) {
                addFace(id(row, column), id(row, column + 1), id(row + 1, column + 1), id(row + 1, column));
            }
        }
    }

    void addBox() {
        const float r = m_solid.rounding;
        const auto steps = [&](float half) {
            std::vector<float> at;
            const int arc = r > 0 ? 5 : 1;
            for (int i = 0; i < arc; ++i) {
                at.push_back(-half + r * float(i) / float(std::max(1, arc - 1)));
            }
            for (int i = arc - 1; i >= 0; --i) {
                at.push_back(-at[std::size_t(i)]);
            }
            return at;
        };
        // The points of the sharp box, drawn in to within the rounding of the box inside.
        const Vec3 inner = m_solid.half - Vec3{r, r, r};
        const auto rounded = [&](Vec3 p) {
            const Vec3 core{std::clamp(p.x, -inner.x, inner.x), std::clamp(p.y, -inner.y, inner.y),
                            std::clamp(p.z, -inner.z, inner.z)};
            return r > 0 ? core + normalised(p - core) * r : p;
        };
        const auto xs = steps(m_solid.half.x);
        const auto ys = steps(m_solid.half.y);
        const auto zs = steps(m_solid.half.z);
        const auto addSide = [&](const std::vector<float>& us, const std::vector<float>& vs, const auto& at) {
            addGrid(int(vs.size()), int(us.size()), false, false,
                    [&](int row, int column) { return rounded(at(us[std::size_t(column)], vs[std::size_t(row)])); });
        };
        for (const float side : {-1.0F, 1.0F}) {
            addSide(xs, ys, [&](float u, float v) { return Vec3{u, v, side * m_solid.half.z}; });
            addSide(ys, zs, [&](float u, float v) { return Vec3{side * m_solid.half.x, u, v}; });
            addSide(xs, zs, [&](float u, float v) { return Vec3{u, side * m_solid.half.y, v}; });
        }
    }

    void revolve(const Outline& outline) {
        addGrid(int(outline.size()), turnSteps, false, true, [&](int row, int column) {
            const auto [radius, height] = outline[std::size_t(row)];
            const float turn = 6.2831853F * float(column) / float(turnSteps);
            return Vec3{radius * std::cos(turn), radius * std::sin(turn), height};
        });
    }

    [[nodiscard]] Outline cylinderOutline() const {
        const float r = m_solid.rounding;
        const Vec3 half = m_solid.half;
        Outline out{{0, -half.z}};
        for (int i = 0; i <= 4; ++i) {
            const float turn = 1.5707963F * float(i) / 4;
            out.push_back({half.x - r + r * std::sin(turn), -half.z + r - r * std::cos(turn)});
        }
        // Close rows, so that stripes have sharp edges.
        for (int i = 1; i < 40; ++i) {
            out.push_back({half.x, -half.z + r + 2 * (half.z - r) * float(i) / 40});
        }
        for (int i = 4; i >= 0; --i) {
            const float turn = 1.5707963F * float(i) / 4;
            out.push_back({half.x - r + r * std::sin(turn), half.z - r + r * std::cos(turn)});
        }
        out.push_back({0, half.z});
        return out;
    }

    /// Around the wall: along its outer side and back along its inner one.
    [[nodiscard]] Outline wallOutline() const {
        const auto& profile = m_solid.profile;
        const std::size_t count = profile.size();
        Outline there;
        Outline back;
        for (std::size_t i = 0; i < count; ++i) {
            const auto [ax, az] = profile[i == 0 ? 0 : i - 1];
            const auto [bx, bz] = profile[i + 1 == count ? i : i + 1];
            const Vec3 along = normalised({bx - ax, 0, bz - az});
            const Vec3 out = Vec3{along.z, 0, -along.x} * m_solid.thickness;
            there.push_back({std::max(0.0F, profile[i][0] + out.x), profile[i][1] + out.z});
            back.push_back({std::max(0.0F, profile[i][0] - out.x), profile[i][1] - out.z});
        }
        there.insert(there.end(), back.rbegin(), back.rend());
        if (profile.front()[0] > 0) {
            there.push_back(there.front());
        }
        return there;
    }

    void addEllipsoid() {
        constexpr int rings = 24;
        addGrid(rings + 1, turnSteps, false, true, [&](int row, int column) {
            const float up = 3.1415927F * float(row) / float(rings);
            const float turn = 6.2831853F * float(column) / float(turnSteps);
            return m_solid.half * Vec3{std::sin(up) * std::cos(turn), std::sin(up) * std::sin(turn), -std::cos(up)};
        });
    }

    void addRing() {
        constexpr int round = 12;
        addGrid(round, turnSteps, true, true, [&](int row, int column) {
            const float around = 6.2831853F * float(row) / float(round);
            const float turn = 6.2831853F * float(column) / float(turnSteps);
            const float radius = m_solid.half.x + m_solid.half.z * std::cos(around);
            return Vec3{radius * std::cos(turn), radius * std::sin(turn), m_solid.half.z * std::sin(around)};
        });
    }

    const Solid& m_solid;
    vtkNew<vtkPoints> m_points;
    vtkNew<vtkCellArray> m_faces;
    vtkNew<vtkUnsignedCharArray> m_colours;
};

void aim(vtkCamera* camera, const World& world) {
    const PinholeCamera& lens = world.camera;
    const Viewpoint& view = world.view;
    const auto set = [](Vec3 v, const auto& to) { to(double(v.x), double(v.y), double(v.z)); };
    set(view.position, [&](double x, double y, double z) { camera->SetPosition(x, y, z); });
    set(view.position + view.forward, [&](double x, double y, double z) { camera->SetFocalPoint(x, y, z); });
    set(view.down * -1.0F, [&](double x, double y, double z) { camera->SetViewUp(x, y, z); });
    camera->SetViewAngle(2 * std::atan(lens.height / 2.0 / lens.fy) * 180 / 3.14159265358979);
    camera->SetWindowCenter(1 - 2 * (lens.cx + 0.5) / lens.width, 2 * (lens.cy + 0.5) / lens.height - 1);
    camera->SetClippingRange(0.05, 40);
}

} // namespace

cv::Mat paintWithVtk(const AskedWorld& asked) {
    const World& world = *asked.world;
    static const vtkNew<EglRenderWindow> window;
    if (!window->initialise()) {
        throw std::runtime_error("VTK found no OpenGL to draw with. Install Mesa's EGL, or leave --renderer out.");
    }
    vtkNew<vtkRenderer> renderer;
    renderer->EraseOff(); // the window begins every frame empty
    renderer->SetLightFollowCamera(true);
    for (const Solid& solid : world.scene.solids()) {
        const Mesh mesh(solid);
        vtkNew<vtkPolyDataNormals> normals;
        normals->SetInputData(mesh.polyData());
        normals->SetFeatureAngle(20);
        vtkNew<vtkPolyDataMapper> mapper;
        mapper->SetInputConnection(normals->GetOutputPort());
        vtkNew<vtkActor> actor;
        actor->SetMapper(mapper);
        vtkProperty* look = actor->GetProperty();
        look->SetInterpolationToPhong();
        look->SetAmbient(0.15);
        look->SetDiffuse(0.85);
        look->SetSpecular(solid.material.gloss > 0 ? 0.35 : 0.0);
        look->SetSpecularPower(30);
        renderer->AddActor(actor);
    }
    aim(renderer->GetActiveCamera(), world);
    const int width = world.camera.width * finer;
    const int height = world.camera.height * finer;
    window->SetSize(width, height);
    window->AddRenderer(renderer);
    window->Render();
    cv::Mat rgba(height, width, CV_8UC4);
    std::vector<std::uint32_t> depths(std::size_t(width) * std::size_t(height));
    window->readRows(0, width, height, rgba.ptr<std::uint32_t>(), depths.data());
    window->RemoveRenderer(renderer);
    cv::Mat picture;
    cv::cvtColor(rgba, picture, cv::COLOR_RGBA2BGR);
    cv::flip(picture, picture, 0);
    cv::resize(picture, picture, {world.camera.width, world.camera.height}, 0, 0, cv::INTER_AREA);
    return picture;
}

} // namespace tracestudio::samples
