#include "surface.h"

#include <algorithm>
#include <cmath>

namespace tracestudio::samples {
namespace {

float clamp01(float v) {
    return std::min(1.0F, std::max(0.0F, v));
}

constexpr float surface = 2e-4F; // a ray this near to a solid has met it, metres

float smooth(float v) {
    v = clamp01(v);
    return v * v * (3.0F - 2.0F * v);
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

} // namespace

Vec3 mix(Vec3 a, Vec3 b, float share) {
    return a * (1.0F - share) + b * share;
}

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

std::uint8_t toByte(float light) {
    // A soft shoulder keeps highlights from clipping; the square root is the display's gamma.
    const float toned = light * (1.0F + light / 2.25F) / (1.0F + light);
    return std::uint8_t(std::sqrt(clamp01(toned)) * 255.0F + 0.5F);
}

} // namespace tracestudio::samples
