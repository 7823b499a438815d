#pragma once

#include "scene.h"

namespace tracestudio::samples {

/// How a quick picture is lit.
enum class Lighting {
    Window, ///< as Scene::photograph: soft shadows, crevices, broad highlights
    Head,   ///< as a plain renderer does it: parallel light along the view, Phong highlights, no shadows, no patterns
};

/// The one colour that a plain renderer gives a material, except stripes, which depend on the height in the solid's
/// axes.
Vec3 flatColour(const Material& material, float height);

/// Photographs a scene some hundred times faster than Scene::photograph, for pictures that are made by the thousand.
/// What is seen is exact at every pixel's centre; light is told by one shadow ray and one crevice ray at each pixel's
/// centre and corner, of sixteen kinds that take turns over 4 × 4 pixels and are then averaged along each surface
/// (interleaved sampling; Keller and Heidrich 2001). Works on the calling thread only.
///
/// The constructor looks, `develop` computes the light, so that a scene that is of no use costs little. The scene must
/// outlive this.
class QuickExposure {
  public:
    QuickExposure(const Scene& scene, const Viewpoint& view, const PinholeCamera& camera);

    /// As Scene::measure, without reflectance.
    [[nodiscard]] Exposure measured() const;
    /// As `measured`, with colourBgr as `lighting` shows it.
    [[nodiscard]] Exposure develop(Lighting lighting) const;

    /// Index of the solid under each pixel's centre, −1 for none; row by row.
    [[nodiscard]] const std::vector<int>& solids() const { return m_solidAt; }
    /// Along the camera's z axis, metres; 0 where nothing is seen.
    [[nodiscard]] const std::vector<float>& depths() const { return m_depth; }
    /// How many pixels the solids [first, end) would cover if nothing stood before them.
    [[nodiscard]] int unhiddenPixels(std::size_t first, std::size_t end) const;

  private:
    struct Rectangle {
        int left = 0, top = 0, right = 0, bottom = 0; ///< pixels, right and bottom exclusive
    };
    struct Sample;

    [[nodiscard]] Rectangle outline(const Solid& solid) const;
    [[nodiscard]] Vec3 through(float u, float v) const;
    /// The first of `candidates` along a ray from the camera; −1 for none.
    [[nodiscard]] int firstSolid(const std::vector<int>& candidates, Vec3 direction, float& distance,
                                 Vec3* normal) const;
    [[nodiscard]] std::vector<Sample> gather(float offset, int columns, int rows) const;
    void light(std::vector<std::vector<Sample>*> layers, const std::vector<int>& columns) const;

    const Scene& m_scene;
    Viewpoint m_view;
    PinholeCamera m_camera;
    std::vector<Rectangle> m_outlines;
    std::vector<Vec3> m_eyes; ///< the camera's place in each solid's axes
    int m_tileColumns = 0;
    std::vector<std::vector<int>> m_tiles; ///< solids that may be seen in each tile
    std::vector<int> m_solidAt;
    std::vector<float> m_depth;
};

} // namespace tracestudio::samples
