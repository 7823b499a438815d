#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/mat.hpp>
#include <vector>

/// The little world behind the bundled samples: solids on a table or in a room, one window-like light, and a ray caster
/// that photographs them. Only additions, multiplications, divisions, square roots and integer hashes are used, so that
/// every machine makes the same picture. World axes: x right, y away, z up; metres.
namespace tracestudio::samples {

struct Vec3 {
    float x = 0, y = 0, z = 0;
};
constexpr Vec3 operator+(Vec3 a, Vec3 b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
constexpr Vec3 operator-(Vec3 a, Vec3 b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
constexpr Vec3 operator*(Vec3 a, float s) {
    return {a.x * s, a.y * s, a.z * s};
}
constexpr Vec3 operator*(Vec3 a, Vec3 b) {
    return {a.x * b.x, a.y * b.y, a.z * b.z};
}
constexpr float dot(Vec3 a, Vec3 b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
constexpr Vec3 cross(Vec3 a, Vec3 b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline float length(Vec3 a) {
    return std::sqrt(dot(a, a));
}
inline Vec3 normalised(Vec3 a) {
    return a * (1.0F / std::max(length(a), 1e-12F));
}
/// 0xRRGGBB as a person picks it, turned into the linear light the ray caster adds up.
Vec3 paint(unsigned rgb);

/// Three right-handed orthonormal axes: how a solid is turned.
struct Frame {
    Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
    [[nodiscard]] Vec3 toWorld(Vec3 local) const { return x * local.x + y * local.y + z * local.z; }
    [[nodiscard]] Vec3 toLocal(Vec3 world) const { return {dot(world, x), dot(world, y), dot(world, z)}; }
};
/// Upright, its x axis along (dx, dy).
Frame facing(float dx, float dy);
/// Its z axis along `up`, its x axis as near to `forward` as that allows.
Frame leaning(Vec3 up, Vec3 forward);

enum class Pattern { Plain, Wood, Planks, Tiles, Weave, Stripes, Carpet, Plaster };

struct Material {
    Vec3 colour;
    Vec3 accent;                      ///< the second colour of a pattern
    Pattern pattern = Pattern::Plain; //
    float scaleMetres = 0.1F;         ///< of the pattern's feature
    float gloss = 0.0F;               ///< strength of the highlight
    bool isShiny = false;             ///< a small highlight instead of a broad one; depth sensors lose such surfaces
};
Material plain(unsigned rgb, float gloss = 0.08F);
Material glazed(unsigned rgb);
Material patterned(Pattern pattern, unsigned rgb, unsigned accentRgb, float scaleMetres, float gloss = 0.0F);

enum class Shape { Box, Cylinder, Ellipsoid, Turned, Ring };

/// One solid. Its origin is the centre, except for Turned, whose profile starts at its own z = 0.
struct Solid {
    Shape shape = Shape::Box;
    Vec3 origin;
    Frame frame;
    Vec3 half;           ///< half sizes; Cylinder and Ring: x is the radius, z the half height or the ring's thickness
    float rounding = 0;  ///< of Box and Cylinder edges
    float thickness = 0; ///< of Turned: the wall around the profile
    std::vector<std::array<float, 2>> profile; ///< of Turned: (radius, height) of its wall
    Material material;
    int object = 0; ///< solids with one number are one thing; 0 is scenery

    Vec3 low, high;  ///< bounds in its own axes, filled by Scene::add
    Vec3 ballCentre; ///< of the bounding ball, world
    float ballRadius = 0;
};

struct PinholeCamera {
    int width = 0, height = 0;
    double fx = 0, fy = 0, cx = 0, cy = 0; ///< pixels; whole numbers are pixel centres
};

/// Where a picture is taken from: OpenCV axes (x right, y down, z forward) in the world.
struct Viewpoint {
    Vec3 position;
    Vec3 right, down, forward;
    [[nodiscard]] Vec3 toCamera(Vec3 world) const;
    [[nodiscard]] Vec3 directionToCamera(Vec3 world) const;
};
Viewpoint lookAt(Vec3 position, Vec3 target);

/// A rectangle of light. `across` and `along` are its half sides.
struct Window {
    Vec3 centre, across, along;
    Vec3 colour;
};

struct Hit {
    float distance = 0;
    Vec3 normal;
    const Solid* solid = nullptr;
    Vec3 local, localNormal;
};

/// What a picture taken in a scene holds, all of one size.
struct Exposure {
    cv::Mat colourBgr;        ///< CV_8UC3
    cv::Mat depthMillimetres; ///< CV_32FC1, exact, 0 where nothing is seen
    cv::Mat object;           ///< CV_8UC1, Solid::object under the pixel's centre
    cv::Mat reflectance;      ///< CV_32FC1, how well a depth sensor sees the surface, 0…1
};

/// What shines on a scene: a window, the sky above, what the ground throws back, and how near things must be to keep
/// the latter two from each other.
struct Light {
    Window window;
    Vec3 sky, bounce;
    float crevicesMetres = 0.2F;
};

/// The solids, the light and the air between them.
class Scene {
  public:
    void add(Solid solid);
    void setLight(const Window& window, Vec3 skyColour, Vec3 bounceColour, float crevicesMetres);
    /// Gives the solids [first, end) to one thing.
    void number(std::size_t first, std::size_t end, int object);
    /// Makes all solids from index `from` on larger by `factor` about a point that stays.
    void resize(std::size_t from, Vec3 about, float factor);

    [[nodiscard]] const std::vector<Solid>& solids() const { return m_solids; }
    [[nodiscard]] const Light& light() const { return m_light; }

    /// The first surface along a ray of unit `direction`; nothing within `reach` leaves `solid` null.
    [[nodiscard]] Hit firstHit(Vec3 origin, Vec3 direction, float reach) const;
    /// Photographs on `threads` threads; the picture does not depend on how many.
    [[nodiscard]] Exposure photograph(const Viewpoint& view, const PinholeCamera& camera, int threads) const;
    /// Depth and objects only: no light is computed and colourBgr stays empty.
    [[nodiscard]] Exposure measure(const Viewpoint& view, const PinholeCamera& camera, int threads) const;

  private:
    /// Whether anything stands in the way within `reach`: as firstHit, but content with any surface.
    [[nodiscard]] bool isBlocked(Vec3 origin, Vec3 direction, float reach) const;
    [[nodiscard]] Exposure expose(const Viewpoint& view, const PinholeCamera& camera, int threads,
                                  bool withLight) const;
    [[nodiscard]] Vec3 lightAt(const Hit& hit, Vec3 point, Vec3 direction, int ray) const;
    [[nodiscard]] float lightReaching(Vec3 point, Vec3 normal, int ray, Vec3 direction, float gloss, bool isShiny,
                                      float& highlight) const;
    [[nodiscard]] float openness(Vec3 point, Vec3 normal, int ray) const;

    std::vector<Solid> m_solids;
    Light m_light;
};

} // namespace tracestudio::samples
