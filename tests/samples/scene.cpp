#include "scene.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <optional>
#include <thread>

namespace tracestudio::samples {
namespace {

constexpr float surface = 2e-4F; // a ray this near to a solid has met it, metres
constexpr int raysPerSide = 3;   // a pixel is the mean of 3 × 3 rays
constexpr int lightRays = 4;     // shadow rays of each of these
constexpr int openRays = 3;      // and rays that look for crevices

float clamp01(float v) {
    return std::min(1.0F, std::max(0.0F, v));
}
float smooth(float v) {
    v = clamp01(v);
    return v * v * (3.0F - 2.0F * v);
}
Vec3 mix(Vec3 a, Vec3 b, float share) {
    return a * (1.0F - share) + b * share;
}

float hash(int x, int y, int z) {
    auto h = std::uint32_t(x) * 374761393U + std::uint32_t(y) * 668265263U + std::uint32_t(z) * 2246822519U;
    h = (h ^ (h >> 13U)) * 1274126177U;
    h ^= h >> 16U;
    return float(h & 0xffffU) / 65535.0F;
}

/// Value noise, 0…1.
float noise(float x, float y, int seed) {
    const float fx = std::floor(x);
    const float fy = std::floor(y);
    const int ix = int(fx);
    const int iy = int(fy);
    const float u = smooth(x - fx);
    const float v = smooth(y - fy);
    const float top = hash(ix, iy, seed) * (1 - u) + hash(ix + 1, iy, seed) * u;
    const float bottom = hash(ix, iy + 1, seed) * (1 - u) + hash(ix + 1, iy + 1, seed) * u;
    return top * (1 - v) + bottom * v;
}

/// 0…1…0 over each unit, without corners: stands in for a sine.
float wave(float v) {
    const float phase = v - std::floor(v);
    return smooth(phase < 0.5F ? 2.0F * phase : 2.0F - 2.0F * phase);
}

Vec3 wood(const Material& material, float along, float across, int board) {
    const float bend =
        noise(along * 1.6F, across * 9.0F, board) * 0.9F + noise(along * 5.0F, across * 30.0F, board + 1) * 0.25F;
    const float rings = wave(across * 24.0F + bend * 2.2F);
    const float fibre = noise(along * 14.0F, across * 420.0F, board + 2);
    return mix(material.colour, material.accent, clamp01(0.55F * rings * rings + 0.30F * fibre + 0.10F * bend));
}

/// The surface's own colour at a point in the solid's axes.
Vec3 colourOf(const Material& material, Vec3 p, Vec3 n) {
    if (material.pattern == Pattern::Plain) {
        return material.colour;
    }
    // Lay the pattern on the face that the surface looks along.
    const Vec3 size{std::fabs(n.x), std::fabs(n.y), std::fabs(n.z)};
    float u = p.x;
    float v = p.y;
    if (size.x > size.y && size.x > size.z) {
        u = p.y;
        v = p.z;
    } else if (size.y > size.z) {
        v = p.z;
    }
    const float su = u / material.scaleMetres;
    const float sv = v / material.scaleMetres;
    switch (material.pattern) {
    case Pattern::Wood:
        return wood(material, u, v, 3);
    case Pattern::Planks: {
        const float row = std::floor(sv);
        const float shifted = su / 7.0F + hash(int(row), 5, 9);
        const int board = int(row) * 31 + int(std::floor(shifted));
        const float edgeV = std::min(sv - row, row + 1 - sv) * material.scaleMetres;
        const float edgeU =
            std::min(shifted - std::floor(shifted), std::floor(shifted) + 1 - shifted) * 7.0F * material.scaleMetres;
        const float seam = smooth(std::min(edgeU, edgeV) / 0.004F);
        return wood(material, u + hash(board, 1, 1) * 9.0F, v + hash(board, 2, 1) * 3.0F, 3) *
               (0.86F + 0.24F * hash(board, 3, 3)) * (0.55F + 0.45F * seam);
    }
    case Pattern::Tiles: {
        const float fu = std::floor(su);
        const float fv = std::floor(sv);
        const float edge =
            std::min(std::min(su - fu, fu + 1 - su), std::min(sv - fv, fv + 1 - sv)) * material.scaleMetres;
        const Vec3 tile =
            material.colour * (0.95F + 0.08F * hash(int(fu), int(fv), 2) + 0.05F * noise(su * 5, sv * 5, 4));
        return mix(material.accent, tile, smooth((edge - 0.0015F) / 0.002F));
    }
    case Pattern::Weave: {
        const float cloth = 0.5F * wave(su) + 0.5F * wave(sv);
        return mix(material.colour, material.accent, 0.25F * cloth + 0.25F * noise(su * 0.13F, sv * 0.13F, 6));
    }
    case Pattern::Stripes: // around the sides only
        return size.z > 0.9F ? material.accent
                             : mix(material.colour, material.accent, smooth((wave(sv) - 0.42F) / 0.16F));
    case Pattern::Carpet:
        return mix(material.colour, material.accent,
                   0.55F * noise(su, sv, 7) + 0.45F * noise(su * 0.21F, sv * 0.21F, 8));
    case Pattern::Plaster:
        return material.colour * (0.975F + 0.05F * noise(su, sv, 10));
    case Pattern::Plain:
        break;
    }
    return material.colour;
}

/// Distance from a point in the solid's own axes to its surface, negative inside.
float distanceTo(const Solid& solid, Vec3 p) {
    switch (solid.shape) {
    case Shape::Box: {
        const float r = solid.rounding;
        const Vec3 q{std::fabs(p.x) - solid.half.x + r, std::fabs(p.y) - solid.half.y + r,
                     std::fabs(p.z) - solid.half.z + r};
        const Vec3 outside{std::max(q.x, 0.0F), std::max(q.y, 0.0F), std::max(q.z, 0.0F)};
        return length(outside) + std::min(std::max(q.x, std::max(q.y, q.z)), 0.0F) - r;
    }
    case Shape::Cylinder: {
        const float r = solid.rounding;
        const float across = std::sqrt(p.x * p.x + p.y * p.y) - solid.half.x + r;
        const float along = std::fabs(p.z) - solid.half.z + r;
        const float a = std::max(across, 0.0F);
        const float b = std::max(along, 0.0F);
        return std::sqrt(a * a + b * b) + std::min(std::max(across, along), 0.0F) - r;
    }
    case Shape::Ellipsoid: {
        const Vec3 k{p.x / solid.half.x, p.y / solid.half.y, p.z / solid.half.z};
        const Vec3 g{k.x / solid.half.x, k.y / solid.half.y, k.z / solid.half.z};
        const float inner = length(k);
        return inner * (inner - 1.0F) / std::max(length(g), 1e-6F);
    }
    case Shape::Turned: {
        const float rho = std::sqrt(p.x * p.x + p.y * p.y);
        float nearest = 1e9F;
        for (std::size_t i = 1; i < solid.profile.size(); ++i) {
            const auto [ax, az] = solid.profile[i - 1];
            const auto [bx, bz] = solid.profile[i];
            const float ex = bx - ax;
            const float ez = bz - az;
            const float share = clamp01(((rho - ax) * ex + (p.z - az) * ez) / (ex * ex + ez * ez));
            const float dx = rho - ax - ex * share;
            const float dz = p.z - az - ez * share;
            nearest = std::min(nearest, dx * dx + dz * dz);
        }
        return std::sqrt(nearest) - solid.thickness;
    }
    case Shape::Ring: {
        const float rho = std::sqrt(p.x * p.x + p.y * p.y) - solid.half.x;
        return std::sqrt(rho * rho + p.z * p.z) - solid.half.z;
    }
    }
    return 1e9F;
}

Vec3 normalOf(const Solid& solid, Vec3 p) {
    constexpr float h = 3e-4F;
    const auto at = [&](float x, float y, float z) { return distanceTo(solid, p + Vec3{x, y, z}); };
    return normalised({at(h, 0, 0) - at(-h, 0, 0), at(0, h, 0) - at(0, -h, 0), at(0, 0, h) - at(0, 0, -h)});
}

bool meetsBall(const Solid& solid, Vec3 origin, Vec3 direction, float reach) {
    const Vec3 to = solid.ballCentre - origin;
    const float along = dot(to, direction);
    const float away = dot(to, to) - along * along;
    return away <= solid.ballRadius * solid.ballRadius && along + solid.ballRadius > 0 &&
           along - solid.ballRadius < reach;
}

struct Meeting {
    float distance = 0;
    std::optional<Vec3> face; ///< the normal, where it is a flat face's
};

/// Where a ray in the solid's own axes first meets it before `reach`.
std::optional<Meeting> meets(const Solid& solid, Vec3 o, Vec3 d, float reach) {
    float enter = -1e9F;
    float leave = 1e9F;
    Vec3 entered;
    const auto slab = [&](float at, float along, float low, float high, Vec3 axis) {
        if (std::fabs(along) < 1e-9F) {
            along = along < 0 ? -1e-9F : 1e-9F;
        }
        float near = (low - at) / along;
        float far = (high - at) / along;
        float sign = -1;
        if (near > far) {
            std::swap(near, far);
            sign = 1;
        }
        if (near > enter) {
            enter = near;
            entered = axis * sign;
        }
        leave = std::min(leave, far);
    };
    slab(o.x, d.x, solid.low.x, solid.high.x, {1, 0, 0});
    slab(o.y, d.y, solid.low.y, solid.high.y, {0, 1, 0});
    slab(o.z, d.z, solid.low.z, solid.high.z, {0, 0, 1});
    if (enter > leave || leave < 0 || enter > reach) {
        return std::nullopt;
    }
    if (solid.shape == Shape::Box) {
        if (enter <= 0 && solid.rounding == 0) {
            return std::nullopt; // a ray never starts inside a convex solid, so it leaves this one
        }
        const Vec3 at = o + d * enter;
        const Vec3 flat = solid.half - Vec3{solid.rounding, solid.rounding, solid.rounding};
        const int within = (std::fabs(at.x) <= flat.x) + (std::fabs(at.y) <= flat.y) + (std::fabs(at.z) <= flat.z);
        if (enter > 0 && (solid.rounding == 0 || within == 2)) {
            return Meeting{enter, entered};
        }
    }
    float t = std::max(enter, 0.0F);
    const float end = std::min(leave, reach);
    for (int step = 0; step < 96 && t <= end; ++step) {
        const float gap = distanceTo(solid, o + d * t);
        if (gap < surface) {
            return Meeting{t, {}};
        }
        t += gap;
    }
    return std::nullopt;
}

/// Directions over a hemisphere about +z, denser towards its pole: nine turns on three rings, written out so that no
/// sine is needed.
constexpr std::array<Vec3, 27> openDirections = [] {
    std::array<Vec3, 27> all{};
    constexpr std::array<std::array<float, 2>, 9> turn{{{1, 0},
                                                        {0.7660444F, 0.6427876F},
                                                        {0.1736482F, 0.9848078F},
                                                        {-0.5F, 0.8660254F},
                                                        {-0.9396926F, 0.3420201F},
                                                        {-0.9396926F, -0.3420201F},
                                                        {-0.5F, -0.8660254F},
                                                        {0.1736482F, -0.9848078F},
                                                        {0.7660444F, -0.6427876F}}};
    constexpr std::array<std::array<float, 2>, 3> ring{
        {{0.4082483F, 0.9128709F}, {0.7071068F, 0.7071068F}, {0.9128709F, 0.4082483F}}};
    for (std::size_t i = 0; i < 27; ++i) {
        const auto& t = turn[(i * 4 + i / 9) % 9];
        const auto& r = ring[i % 3];
        all[i] = {t[0] * r[0], t[1] * r[0], r[1]};
    }
    return all;
}();

std::uint8_t toByte(float light) {
    // A soft shoulder keeps highlights from clipping; the square root is the display's gamma.
    const float toned = light * (1.0F + light / 2.25F) / (1.0F + light);
    return std::uint8_t(std::sqrt(clamp01(toned)) * 255.0F + 0.5F);
}

} // namespace

float length(Vec3 a) {
    return std::sqrt(dot(a, a));
}
Vec3 normalised(Vec3 a) {
    return a * (1.0F / std::max(length(a), 1e-12F));
}

Vec3 paint(unsigned rgb) {
    const auto channel = [](unsigned v) {
        const float c = float(v & 255U) / 255.0F;
        return c * c;
    };
    return {channel(rgb >> 16U), channel(rgb >> 8U), channel(rgb)};
}

Frame facing(float dx, float dy) {
    const Vec3 x = normalised({dx, dy, 0});
    return {x, {-x.y, x.x, 0}, {0, 0, 1}};
}

Frame leaning(Vec3 up, Vec3 forward) {
    const Vec3 z = normalised(up);
    const Vec3 x = normalised(forward - z * dot(forward, z));
    return {x, cross(z, x), z};
}

Material plain(unsigned rgb, float gloss) {
    return {paint(rgb), {}, Pattern::Plain, 0.1F, gloss, false};
}
Material glazed(unsigned rgb) {
    return {paint(rgb), {}, Pattern::Plain, 0.1F, 0.35F, true};
}
Material patterned(Pattern pattern, unsigned rgb, unsigned accentRgb, float scaleMetres, float gloss) {
    return {paint(rgb), paint(accentRgb), pattern, scaleMetres, gloss, false};
}

Vec3 Viewpoint::directionToCamera(Vec3 world) const {
    return {dot(world, right), dot(world, down), dot(world, forward)};
}
Vec3 Viewpoint::toCamera(Vec3 world) const {
    return directionToCamera(world - position);
}

Viewpoint lookAt(Vec3 position, Vec3 target) {
    const Vec3 forward = normalised(target - position);
    const Vec3 right = normalised(cross(forward, {0, 0, 1}));
    return {position, right, cross(forward, right), forward};
}

void Scene::add(Solid solid) {
    Vec3 reach = solid.half;
    if (solid.shape == Shape::Cylinder) {
        reach.y = reach.x;
    } else if (solid.shape == Shape::Ring) {
        reach.x += reach.z;
        reach.y = reach.x;
    }
    solid.low = reach * -1.0F;
    solid.high = reach;
    if (solid.shape == Shape::Turned) {
        float radius = 0;
        float bottom = 1e9F;
        float top = -1e9F;
        for (const auto& [r, z] : solid.profile) {
            radius = std::max(radius, r + solid.thickness);
            bottom = std::min(bottom, z - solid.thickness);
            top = std::max(top, z + solid.thickness);
        }
        solid.low = {-radius, -radius, bottom};
        solid.high = {radius, radius, top};
    }
    solid.ballCentre = solid.origin + solid.frame.toWorld((solid.low + solid.high) * 0.5F);
    solid.ballRadius = length(solid.high - solid.low) * 0.5F;
    m_solids.push_back(std::move(solid));
}

void Scene::setLight(const Window& window, Vec3 skyColour, Vec3 bounceColour, float crevicesMetres) {
    m_window = window;
    m_sky = skyColour;
    m_bounce = bounceColour;
    m_crevicesMetres = crevicesMetres;
}

Hit Scene::firstHit(Vec3 origin, Vec3 direction, float reach) const {
    Hit hit;
    hit.distance = reach;
    for (const Solid& solid : m_solids) {
        if (!meetsBall(solid, origin, direction, hit.distance)) {
            continue;
        }
        const Vec3 o = solid.frame.toLocal(origin - solid.origin);
        const Vec3 d = solid.frame.toLocal(direction);
        if (const auto met = meets(solid, o, d, hit.distance)) {
            const Vec3 local = o + d * met->distance;
            const Vec3 normal = met->face ? *met->face : normalOf(solid, local);
            hit = {met->distance, solid.frame.toWorld(normal), &solid, local, normal};
        }
    }
    return hit;
}

bool Scene::isBlocked(Vec3 origin, Vec3 direction, float reach) const {
    return std::any_of(m_solids.begin(), m_solids.end(), [&](const Solid& solid) {
        return meetsBall(solid, origin, direction, reach) &&
               meets(solid, solid.frame.toLocal(origin - solid.origin), solid.frame.toLocal(direction), reach)
                   .has_value();
    });
}

float Scene::lightReaching(Vec3 point, Vec3 normal, int ray, Vec3 direction, float gloss, bool isShiny,
                           float& highlight) const {
    // Points of a rank-one lattice over the window: 36 different columns and 36 different rows, so that soft shadows
    // have fine steps along every edge; the same for every pixel, so that they have no grain. Each of a pixel's nine
    // rays takes four of them.
    constexpr int points = raysPerSide * raysPerSide * lightRays;
    float reaching = 0;
    for (int i = 0; i < lightRays; ++i) {
        const int k = ray + raysPerSide * raysPerSide * i;
        const float u = (2.0F * float(k) + 1.0F) / float(points) - 1.0F;
        const float v = (2.0F * float(k * 13 % points) + 1.0F) / float(points) - 1.0F;
        const Vec3 to = m_window.centre + m_window.across * u + m_window.along * v - point;
        const float far = length(to);
        const Vec3 towards = to * (1.0F / far);
        const float slope = dot(normal, towards);
        if (slope <= 0 || isBlocked(point, towards, far)) {
            continue;
        }
        reaching += slope;
        if (gloss > 0) {
            const Vec3 between = normalised(towards - direction);
            float shine = std::max(0.0F, dot(normal, between));
            for (int power = 0; power < (isShiny ? 7 : 4); ++power) {
                shine *= shine;
            }
            highlight += shine * gloss / float(lightRays);
        }
    }
    return reaching / float(lightRays);
}

float Scene::openness(Vec3 point, Vec3 normal, int ray) const {
    const Vec3 helper = std::fabs(normal.z) < 0.9F ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
    const Vec3 a = normalised(cross(helper, normal));
    const Vec3 b = cross(normal, a);
    float open = 0;
    for (int i = 0; i < openRays; ++i) {
        const Vec3 d = openDirections[std::size_t(ray * openRays + i)];
        const Hit hit = firstHit(point, a * d.x + b * d.y + normal * d.z, m_crevicesMetres);
        const float share = hit.distance / m_crevicesMetres;
        open += hit.solid == nullptr ? 1.0F : share * share;
    }
    return open / float(openRays);
}

Vec3 Scene::lightAt(const Hit& hit, Vec3 point, Vec3 direction, int ray) const {
    const Material& material = hit.solid->material;
    const Vec3 colour = colourOf(material, hit.local, hit.localNormal);
    const Vec3 start = point + hit.normal * 1.5e-3F;
    float highlight = 0;
    const float reaching =
        lightReaching(start, hit.normal, ray, direction, material.gloss, material.isShiny, highlight);
    const Vec3 around = mix(m_bounce, m_sky, 0.5F + 0.5F * hit.normal.z) * openness(start, hit.normal, ray);
    const float facingAway = 1.0F + std::min(0.0F, dot(direction, hit.normal));
    const float rim = facingAway * facingAway * facingAway * facingAway * material.gloss;
    return colour * (m_window.colour * reaching + around) + m_window.colour * (highlight * 1.4F) +
           around * (rim * 0.5F);
}

Exposure Scene::expose(const Viewpoint& view, const PinholeCamera& camera, int threads, bool withLight) const {
    Exposure picture;
    if (withLight) {
        picture.colourBgr.create(camera.height, camera.width, CV_8UC3);
    }
    picture.depthMillimetres.create(camera.height, camera.width, CV_32FC1);
    picture.object.create(camera.height, camera.width, CV_8UC1);
    picture.reflectance.create(camera.height, camera.width, CV_32FC1);

    const auto rayThrough = [&](float u, float v) {
        const float x = (u - float(camera.cx)) / float(camera.fx);
        const float y = (v - float(camera.cy)) / float(camera.fy);
        return view.right * x + view.down * y + view.forward;
    };
    const auto row = [&](int v) {
        for (int u = 0; u < camera.width; ++u) {
            const Vec3 through = rayThrough(float(u), float(v));
            const Vec3 direction = normalised(through);
            const Hit hit = firstHit(view.position, direction, 30.0F);
            const bool isSeen = hit.solid != nullptr;
            picture.depthMillimetres.at<float>(v, u) = isSeen ? hit.distance / length(through) * 1000.0F : 0.0F;
            picture.object.at<std::uint8_t>(v, u) = isSeen ? std::uint8_t(hit.solid->object) : std::uint8_t(0);
            picture.reflectance.at<float>(v, u) =
                isSeen ? -dot(hit.normal, direction) * (hit.solid->material.isShiny ? 0.45F : 1.0F) : 0.0F;
            if (!withLight) {
                continue;
            }
            Vec3 sum;
            for (int ray = 0; ray < raysPerSide * raysPerSide; ++ray) {
                const float du = (float(ray % raysPerSide) - 1.0F) / float(raysPerSide);
                const float dv = (float(ray / raysPerSide) - 1.0F) / float(raysPerSide);
                const Vec3 d = normalised(rayThrough(float(u) + du, float(v) + dv));
                const Hit seen = firstHit(view.position, d, 30.0F);
                if (seen.solid != nullptr) {
                    sum = sum + lightAt(seen, view.position + d * seen.distance, d, ray);
                }
            }
            sum = sum * (1.0F / float(raysPerSide * raysPerSide));
            picture.colourBgr.at<cv::Vec3b>(v, u) = {toByte(sum.z), toByte(sum.y), toByte(sum.x)};
        }
    };
    std::atomic<int> next = 0;
    const auto work = [&] {
        for (int v = next++; v < camera.height; v = next++) {
            row(v);
        }
    };
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i) {
        others.emplace_back(work);
    }
    work();
    others.clear();
    return picture;
}

Exposure Scene::photograph(const Viewpoint& view, const PinholeCamera& camera, int threads) const {
    return expose(view, camera, threads, true);
}

Exposure Scene::measure(const Viewpoint& view, const PinholeCamera& camera, int threads) const {
    return expose(view, camera, threads, false);
}

} // namespace tracestudio::samples
