#include "scene.h"

#include "surface.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <optional>
#include <thread>

namespace tracestudio::samples {
namespace {

constexpr int raysPerSide = 3; // a pixel is the mean of 3 × 3 rays
constexpr int lightRays = 4;   // shadow rays of each of these
constexpr int openRays = 3;    // and rays that look for crevices

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

/// Fills in the bounds.
void bound(Solid& solid) {
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
}

} // namespace

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
    bound(solid);
    m_solids.push_back(std::move(solid));
}

void Scene::number(std::size_t first, std::size_t end, int object) {
    for (std::size_t i = first; i < end; ++i) {
        m_solids[i].object = object;
    }
}

void Scene::resize(std::size_t from, Vec3 about, float factor) {
    for (std::size_t i = from; i < m_solids.size(); ++i) {
        Solid& solid = m_solids[i];
        solid.origin = about + (solid.origin - about) * factor;
        solid.half = solid.half * factor;
        solid.rounding *= factor;
        solid.thickness *= factor;
        for (auto& [radius, height] : solid.profile) {
            radius *= factor;
            height *= factor;
        }
        bound(solid);
    }
}

void Scene::setLight(const Window& window, Vec3 skyColour, Vec3 bounceColour, float crevicesMetres) {
    m_light = {window, skyColour, bounceColour, crevicesMetres};
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
        const Vec3 to = m_light.window.centre + m_light.window.across * u + m_light.window.along * v - point;
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
        const Hit hit = firstHit(point, a * d.x + b * d.y + normal * d.z, m_light.crevicesMetres);
        const float share = hit.distance / m_light.crevicesMetres;
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
    const Vec3 around = mix(m_light.bounce, m_light.sky, 0.5F + 0.5F * hit.normal.z) * openness(start, hit.normal, ray);
    const float facingAway = 1.0F + std::min(0.0F, dot(direction, hit.normal));
    const float rim = facingAway * facingAway * facingAway * facingAway * material.gloss;
    return colour * (m_light.window.colour * reaching + around) + m_light.window.colour * (highlight * 1.4F) +
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
