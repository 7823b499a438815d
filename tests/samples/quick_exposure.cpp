#include "quick_exposure.h"

#include "surface.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tracestudio::samples {
namespace {

constexpr int tileSide = 16;
constexpr int turns = 4; // interleaved over turns × turns pixels
constexpr float horizon = 30.0F;

/// Which of the sixteen kinds of rays takes its turn at a pixel: an order in which neighbours differ most.
constexpr int turnAt(int u, int v) {
    constexpr int order[] = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};
    return order[(v & 3) * 4 + (u & 3)];
}

/// 32 directions over a hemisphere about +z, as dense as the cosine to its pole (Hammersley points).
const std::vector<Vec3>& openDirections() {
    static const std::vector<Vec3> all = [] {
        std::vector<Vec3> made;
        for (unsigned i = 0; i < 32; ++i) {
            unsigned reversed = 0;
            for (unsigned bit = 0; bit < 5; ++bit) {
                reversed |= ((i >> bit) & 1U) << (4 - bit);
            }
            const float radius = std::sqrt((float(i) + 0.5F) / 32.0F);
            const float turn = 6.2831853F * float(reversed) / 32.0F;
            made.push_back(
                {radius * std::cos(turn), radius * std::sin(turn), std::sqrt(std::max(0.0F, 1 - radius * radius))});
        }
        return made;
    }();
    return all;
}

struct Bounds {
    Vec3 low{1e9F, 1e9F, 1e9F}, high{-1e9F, -1e9F, -1e9F};
    void include(Vec3 p) {
        low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
    }
    [[nodiscard]] bool isApart(const Bounds& o, float by) const {
        return low.x > o.high.x + by || o.low.x > high.x + by || low.y > o.high.y + by || o.low.y > high.y + by ||
               low.z > o.high.z + by || o.low.z > high.z + by;
    }
};

Vec3 corner(const Solid& solid, int i) {
    return solid.origin +
           solid.frame.toWorld({(i & 1) != 0 ? solid.high.x : solid.low.x, (i & 2) != 0 ? solid.high.y : solid.low.y,
                                (i & 4) != 0 ? solid.high.z : solid.low.z});
}

bool isConvex(const Solid& solid) {
    return solid.shape != Shape::Turned && solid.shape != Shape::Ring;
}

bool blocks(const Solid& solid, Vec3 origin, Vec3 direction, float reach, float& distance) {
    if (!meetsBall(solid, origin, direction, reach)) {
        return false;
    }
    const auto met = meets(solid, solid.frame.toLocal(origin - solid.origin), solid.frame.toLocal(direction), reach);
    if (met) {
        distance = met->distance;
    }
    return met.has_value();
}

/// What light may have to pass on its way to one surface in one tile.
struct Occluders {
    Bounds bounds;
    std::vector<int> beforeWindow, near;
    bool isListed = false;
};

} // namespace

Vec3 flatColour(const Material& material, float height) {
    switch (material.pattern) {
    case Pattern::Plain:
        return material.colour;
    case Pattern::Stripes:
        return colourOf(material, {0, 0, height}, {0, 1, 0});
    default:
        return mix(material.colour, material.accent, 0.25F);
    }
}

/// A point that is seen, and the light there.
struct QuickExposure::Sample {
    int solid = -1;
    float distance = 0;
    Vec3 point, normal, local, localNormal;
    float reaching = 0, open = 1;
};

QuickExposure::QuickExposure(const Scene& scene, const Viewpoint& view, const PinholeCamera& camera)
    : m_scene(scene)
    , m_view(view)
    , m_camera(camera) {
    const auto& solids = scene.solids();
    m_tileColumns = (camera.width + tileSide - 1) / tileSide;
    const int tileRows = (camera.height + tileSide - 1) / tileSide;
    m_tiles.resize(std::size_t(m_tileColumns * tileRows));
    std::vector<std::pair<float, int>> nearestFirst;
    for (std::size_t i = 0; i < solids.size(); ++i) {
        m_outlines.push_back(outline(solids[i]));
        m_eyes.push_back(solids[i].frame.toLocal(view.position - solids[i].origin));
        float nearest = horizon;
        for (int k = 0; k < 8; ++k) {
            nearest = std::min(nearest, view.toCamera(corner(solids[i], k)).z);
        }
        nearestFirst.emplace_back(nearest, int(i));
    }
    std::sort(nearestFirst.begin(), nearestFirst.end());
    for (const auto& [nearest, i] : nearestFirst) {
        const Rectangle& seen = m_outlines[std::size_t(i)];
        // A tile's rays also go through the corners of its pixels.
        for (int y = std::max(0, seen.top - 1) / tileSide; y * tileSide < seen.bottom + 1 && y < tileRows; ++y) {
            for (int x = std::max(0, seen.left - 1) / tileSide; x * tileSide < seen.right + 1 && x < m_tileColumns;
                 ++x) {
                m_tiles[std::size_t(y * m_tileColumns + x)].push_back(i);
            }
        }
    }
    m_solidAt.reserve(std::size_t(camera.width * camera.height));
    m_depth.reserve(m_solidAt.capacity());
    for (int v = 0; v < camera.height; ++v) {
        for (int u = 0; u < camera.width; ++u) {
            const Vec3 ray = through(float(u), float(v));
            const float far = length(ray);
            float distance = horizon;
            const auto& tile = m_tiles[std::size_t(v / tileSide * m_tileColumns + u / tileSide)];
            m_solidAt.push_back(firstSolid(tile, ray * (1.0F / far), distance, nullptr));
            m_depth.push_back(m_solidAt.back() < 0 ? 0.0F : distance / far);
        }
    }
}

QuickExposure::Rectangle QuickExposure::outline(const Solid& solid) const {
    float left = 1e9F;
    float right = -1e9F;
    float top = 1e9F;
    float bottom = -1e9F;
    int behind = 0;
    for (int i = 0; i < 8; ++i) {
        const Vec3 p = m_view.toCamera(corner(solid, i));
        if (p.z < 0.02F) {
            ++behind;
            continue;
        }
        const float u = float(m_camera.fx) * p.x / p.z + float(m_camera.cx);
        const float v = float(m_camera.fy) * p.y / p.z + float(m_camera.cy);
        left = std::min(left, u);
        right = std::max(right, u);
        top = std::min(top, v);
        bottom = std::max(bottom, v);
    }
    if (behind == 8) {
        return {};
    }
    const Rectangle all{0, 0, m_camera.width, m_camera.height};
    if (behind > 0) {
        return all;
    }
    const auto within = [](float value, int most) { return int(std::clamp(value, 0.0F, float(most))); };
    return {within(left - 1, all.right), within(top - 1, all.bottom), within(right + 2, all.right),
            within(bottom + 2, all.bottom)};
}

Vec3 QuickExposure::through(float u, float v) const {
    const float x = (u - float(m_camera.cx)) / float(m_camera.fx);
    const float y = (v - float(m_camera.cy)) / float(m_camera.fy);
    return m_view.right * x + m_view.down * y + m_view.forward;
}

int QuickExposure::firstSolid(const std::vector<int>& candidates, Vec3 direction, float& distance, Vec3* normal) const {
    const auto& solids = m_scene.solids();
    int first = -1;
    for (const int i : candidates) {
        const Solid& solid = solids[std::size_t(i)];
        if (!meetsBall(solid, m_view.position, direction, distance)) {
            continue;
        }
        const Vec3 d = solid.frame.toLocal(direction);
        if (const auto met = meets(solid, m_eyes[std::size_t(i)], d, distance)) {
            distance = met->distance;
            first = i;
            if (normal != nullptr) {
                *normal = met->face ? *met->face : Vec3{};
            }
        }
    }
    return first;
}

int QuickExposure::unhiddenPixels(std::size_t first, std::size_t end) const {
    Rectangle all{m_camera.width, m_camera.height, 0, 0};
    std::vector<int> own;
    for (std::size_t i = first; i < end; ++i) {
        const Rectangle& part = m_outlines[i];
        all = {std::min(all.left, part.left), std::min(all.top, part.top), std::max(all.right, part.right),
               std::max(all.bottom, part.bottom)};
        own.push_back(int(i));
    }
    int count = 0;
    for (int v = all.top; v < all.bottom; ++v) {
        for (int u = all.left; u < all.right; ++u) {
            float distance = horizon;
            count += firstSolid(own, normalised(through(float(u), float(v))), distance, nullptr) >= 0 ? 1 : 0;
        }
    }
    return count;
}

std::vector<QuickExposure::Sample> QuickExposure::gather(float offset, int columns, int rows) const {
    std::vector<Sample> samples(std::size_t(columns * rows));
    for (int v = 0; v < rows; ++v) {
        for (int u = 0; u < columns; ++u) {
            Sample& sample = samples[std::size_t(v * columns + u)];
            const int x = std::min(u, m_camera.width - 1);
            const int y = std::min(v, m_camera.height - 1);
            const Vec3 direction = normalised(through(float(u) + offset, float(v) + offset));
            sample.distance = horizon;
            sample.solid = firstSolid(m_tiles[std::size_t(y / tileSide * m_tileColumns + x / tileSide)], direction,
                                      sample.distance, &sample.localNormal);
            if (sample.solid < 0) {
                continue;
            }
            const Solid& solid = m_scene.solids()[std::size_t(sample.solid)];
            sample.point = m_view.position + direction * sample.distance;
            sample.local = solid.frame.toLocal(sample.point - solid.origin);
            if (dot(sample.localNormal, sample.localNormal) == 0) {
                sample.localNormal = normalOf(solid, sample.local);
            }
            sample.normal = solid.frame.toWorld(sample.localNormal);
        }
    }
    return samples;
}

void QuickExposure::light(std::vector<std::vector<Sample>*> layers, const std::vector<int>& columns) const {
    const auto& solids = m_scene.solids();
    const Light& light = m_scene.light();
    const Window& window = light.window;
    std::vector<Bounds> bounds(solids.size());
    for (std::size_t i = 0; i < solids.size(); ++i) {
        for (int k = 0; k < 8; ++k) {
            bounds[i].include(corner(solids[i], k));
        }
    }
    Bounds panes;
    for (const float a : {-1.0F, 1.0F}) {
        for (const float b : {-1.0F, 1.0F}) {
            panes.include(window.centre + window.across * a + window.along * b);
        }
    }
    const auto list = [&](Occluders& group, int own) {
        group.isListed = true;
        Bounds way = group.bounds;
        way.include(panes.low);
        way.include(panes.high);
        const Vec3 middle = (group.bounds.low + group.bounds.high) * 0.5F;
        const float radius = length(group.bounds.high - middle) + 0.01F;
        const float windowRadius = length(panes.high - panes.low) * 0.5F;
        const Vec3 to = window.centre - middle;
        for (std::size_t i = 0; i < solids.size(); ++i) {
            if (int(i) == own && isConvex(solids[i])) {
                continue;
            }
            const Vec3 ball = solids[i].ballCentre - middle;
            const float share = std::clamp(dot(ball, to) / dot(to, to), 0.0F, 1.0F);
            // The cone of all rays is a little wider across its flank than at its axis.
            const float wide = std::max(radius, radius + share * (windowRadius - radius)) * 1.15F;
            if (!bounds[i].isApart(way, 0.005F) && length(ball - to * share) <= solids[i].ballRadius + wide) {
                group.beforeWindow.push_back(int(i));
            }
            if (!bounds[i].isApart(group.bounds, light.crevicesMetres + 0.005F)) {
                group.near.push_back(int(i));
            }
        }
    };
    const int tileRows = int(m_tiles.size()) / m_tileColumns;
    for (int tileY = 0; tileY < tileRows; ++tileY) {
        for (int tileX = 0; tileX < m_tileColumns; ++tileX) {
            std::map<int, Occluders> groups;
            const auto forEach = [&](const auto& visit) {
                for (std::size_t k = 0; k < layers.size(); ++k) {
                    const int rows = int(layers[k]->size()) / columns[k];
                    const int right = tileX + 1 == m_tileColumns ? columns[k] : (tileX + 1) * tileSide;
                    const int bottom = tileY + 1 == tileRows ? rows : (tileY + 1) * tileSide;
                    for (int v = tileY * tileSide; v < bottom; ++v) {
                        for (int u = tileX * tileSide; u < right; ++u) {
                            Sample& sample = (*layers[k])[std::size_t(v * columns[k] + u)];
                            if (sample.solid >= 0) {
                                visit(sample, turnAt(u, v) * int(layers.size()) + int(k));
                            }
                        }
                    }
                }
            };
            forEach([&](const Sample& sample, int) { groups[sample.solid].bounds.include(sample.point); });
            int lastSolid = -1;
            Occluders* group = nullptr;
            forEach([&](Sample& sample, int turn) {
                if (sample.solid != lastSolid) {
                    lastSolid = sample.solid;
                    group = &groups[lastSolid];
                    if (!group->isListed) {
                        list(*group, lastSolid);
                    }
                }
                const Vec3 start = sample.point + sample.normal * 1.5e-3F;
                // Points of a rank-one lattice over the window.
                const float a = (2.0F * float(turn) + 1.0F) / 32.0F - 1.0F;
                const float b = (2.0F * float(turn * 13 % 32) + 1.0F) / 32.0F - 1.0F;
                const Vec3 to = window.centre + window.across * a + window.along * b - start;
                const float far = length(to);
                const Vec3 towards = to * (1.0F / far);
                const float slope = dot(sample.normal, towards);
                float distance = 0;
                if (slope > 0 && std::none_of(group->beforeWindow.begin(), group->beforeWindow.end(), [&](int i) {
                        return blocks(solids[std::size_t(i)], start, towards, far, distance);
                    })) {
                    sample.reaching = slope;
                }
                if (group->near.empty()) {
                    return;
                }
                const Vec3 helper = std::fabs(sample.normal.z) < 0.9F ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
                const Vec3 x = normalised(cross(helper, sample.normal));
                const Vec3 y = cross(sample.normal, x);
                const Vec3 d = openDirections()[std::size_t(turn)];
                const Vec3 out = x * d.x + y * d.y + sample.normal * d.z;
                float nearest = light.crevicesMetres;
                for (const int i : group->near) {
                    blocks(solids[std::size_t(i)], start, out, nearest, nearest);
                }
                const float share = nearest / light.crevicesMetres;
                sample.open = share * share;
            });
        }
    }
}

Exposure QuickExposure::measured() const {
    Exposure picture;
    picture.depthMillimetres.create(m_camera.height, m_camera.width, CV_32FC1);
    picture.object.create(m_camera.height, m_camera.width, CV_8UC1);
    std::size_t pixel = 0;
    for (int v = 0; v < m_camera.height; ++v) {
        for (int u = 0; u < m_camera.width; ++u, ++pixel) {
            const int solid = m_solidAt[pixel];
            picture.depthMillimetres.at<float>(v, u) = m_depth[pixel] * 1000.0F;
            picture.object.at<std::uint8_t>(v, u) =
                std::uint8_t(solid < 0 ? 0 : m_scene.solids()[std::size_t(solid)].object);
        }
    }
    return picture;
}

Exposure QuickExposure::develop(Lighting lighting) const {
    const auto& solids = m_scene.solids();
    const int width = m_camera.width;
    const int height = m_camera.height;
    // A pixel is its centre and, at a quarter of that weight each, its four corners.
    std::vector<Sample> centres = gather(0, width, height);
    std::vector<Sample> corners = gather(-0.5F, width + 1, height + 1);
    if (lighting == Lighting::Window) {
        light({&centres, &corners}, {width, width + 1});
    }
    const Light& light = m_scene.light();
    const auto lit = [&](const std::vector<Sample>& layer, int columns, int u, int v) -> Vec3 {
        const Sample& sample = layer[std::size_t(v * columns + u)];
        if (sample.solid < 0) {
            return {};
        }
        const Solid& solid = solids[std::size_t(sample.solid)];
        const Material& material = solid.material;
        const Vec3 direction = normalised(sample.point - m_view.position);
        if (lighting == Lighting::Head) {
            const Vec3 colour = flatColour(material, sample.local.z);
            const float facing = std::max(0.0F, -dot(m_view.forward, sample.normal));
            const Vec3 mirrored = m_view.forward + sample.normal * (2.0F * facing);
            const float shine = std::max(0.0F, -dot(mirrored, direction));
            const float s2 = shine * shine;
            const float s4 = s2 * s2;
            const float s8 = s4 * s4; // the thirtieth power
            const float highlight = 0.35F * s8 * s8 * s8 * s4 * s2 * (material.gloss > 0.0F ? 1.0F : 0.0F);
            // Such renderers do not know of gamma: they dim the colours that a screen shows.
            const auto channel = [&](float c) {
                const float shown = std::min(1.0F, std::sqrt(c) * (0.15F + 0.85F * facing) + highlight);
                return shown * shown;
            };
            return {channel(colour.x), channel(colour.y), channel(colour.z)};
        }
        const Vec3 colour = colourOf(material, sample.local, sample.localNormal);
        float reaching = 0;
        float open = 0;
        int count = 0;
        const int rows = int(layer.size()) / columns;
        // Any 4 × 4 neighbours hold each kind of ray once; where most of them are of other surfaces, more are asked.
        for (int side = turns; side <= 2 * turns && count < 8; side += turns) {
            reaching = 0;
            open = 0;
            count = 0;
            const int left = std::clamp(u - side / 2, 0, columns - side);
            const int top = std::clamp(v - side / 2, 0, rows - side);
            for (int y = top; y < top + side; ++y) {
                for (int x = left; x < left + side; ++x) {
                    const Sample& other = layer[std::size_t(y * columns + x)];
                    if (other.solid == sample.solid && dot(other.normal, sample.normal) > 0.9F) {
                        reaching += other.reaching;
                        open += other.open;
                        ++count;
                    }
                }
            }
        }
        reaching /= float(std::max(count, 1));
        open /= float(std::max(count, 1));
        float highlight = 0;
        if (material.gloss > 0 && reaching > 0) {
            const Vec3 straight = light.window.centre - sample.point;
            const float slope = dot(sample.normal, straight) / length(straight);
            for (int k = 0; k < 9; ++k) {
                const Vec3 to = light.window.centre + light.window.across * (float(k % 3 - 1) * 0.67F) +
                                light.window.along * (float(k / 3 - 1) * 0.67F) - sample.point;
                float shine = std::max(0.0F, dot(sample.normal, normalised(normalised(to) - direction)));
                for (int power = 0; power < (material.isShiny ? 7 : 4); ++power) {
                    shine *= shine;
                }
                highlight += shine * material.gloss / 9.0F;
            }
            highlight *= std::min(1.0F, reaching / std::max(slope, 0.05F));
        }
        const Vec3 around = mix(light.bounce, light.sky, 0.5F + 0.5F * sample.normal.z) * open;
        const float away = 1.0F + std::min(0.0F, dot(direction, sample.normal));
        return colour * (light.window.colour * reaching + around) + light.window.colour * (highlight * 1.4F) +
               around * (away * away * away * away * material.gloss * 0.5F);
    };
    std::vector<Vec3> cornerLight(corners.size());
    for (int v = 0; v <= height; ++v) {
        for (int u = 0; u <= width; ++u) {
            cornerLight[std::size_t(v * (width + 1) + u)] = lit(corners, width + 1, u, v);
        }
    }
    Exposure picture = measured();
    picture.colourBgr.create(height, width, CV_8UC3);
    for (int v = 0; v < height; ++v) {
        for (int u = 0; u < width; ++u) {
            const std::size_t c = std::size_t(v * (width + 1) + u);
            const std::size_t below = c + std::size_t(width) + 1;
            const Vec3 sum =
                lit(centres, width, u, v) * 0.5F +
                (cornerLight[c] + cornerLight[c + 1] + cornerLight[below] + cornerLight[below + 1]) * 0.125F;
            const auto shown = [&](float value) {
                return lighting == Lighting::Head ? std::uint8_t(std::sqrt(std::min(1.0F, value)) * 255.0F + 0.5F)
                                                  : toByte(value);
            };
            picture.colourBgr.at<cv::Vec3b>(v, u) = {shown(sum.z), shown(sum.y), shown(sum.x)};
        }
    }
    return picture;
}

} // namespace tracestudio::samples
