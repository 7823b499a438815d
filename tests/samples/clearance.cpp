#include "clearance.h"

#include <algorithm>
#include <cmath>

namespace tracestudio::samples {

namespace {
constexpr float contact = 0.004F; // things that touch are no collision, metres
} // namespace

Clearance::Clearance(const World& world, int moved)
    : m_world(world)
    , m_moved(moved) {
    for (const Solid& solid : world.scene.solids()) {
        Box box = boxOf(solid);
        if (box.object == moved + 1) {
            box.half = {std::max(box.half.x - contact, 1e-3F), std::max(box.half.y - contact, 1e-3F),
                        std::max(box.half.z - contact, 1e-3F)};
            m_body.push_back(box);
        } else {
            m_others.push_back(box);
        }
    }
}

Clearance::Box Clearance::boxOf(const Solid& solid) {
    Box box;
    box.half = (solid.high - solid.low) * 0.5F;
    box.centre = solid.origin + solid.frame.toWorld((solid.high + solid.low) * 0.5F);
    box.frame = solid.frame;
    box.radius = length(box.half);
    box.object = solid.object;
    return box;
}

bool Clearance::overlap(const Box& a, const Box& b) {
    const Vec3 apart = b.centre - a.centre;
    const float radii = a.radius + b.radius;
    if (dot(apart, apart) > radii * radii) {
        return false;
    }
    // Two boxes are apart if one of fifteen axes parts them (Gottschalk, Lin, Manocha 1996).
    const Vec3 ours[] = {a.frame.x, a.frame.y, a.frame.z};
    const Vec3 theirs[] = {b.frame.x, b.frame.y, b.frame.z};
    const auto parts = [&](Vec3 axis) {
        const auto extent = [&](const Vec3* axes, Vec3 half) {
            return std::fabs(dot(axes[0], axis)) * half.x + std::fabs(dot(axes[1], axis)) * half.y +
                   std::fabs(dot(axes[2], axis)) * half.z;
        };
        return dot(axis, axis) > 1e-8F && std::fabs(dot(apart, axis)) > extent(ours, a.half) + extent(theirs, b.half);
    };
    for (int i = 0; i < 3; ++i) {
        if (parts(ours[i]) || parts(theirs[i])) {
            return false;
        }
    }
    for (const Vec3 x : ours) {
        for (const Vec3 y : theirs) {
            if (parts(cross(x, y))) {
                return false;
            }
        }
    }
    return true;
}

bool Clearance::isFree(Vec3 from, Vec3 to, int ignored) const {
    const float way = length(to - from);
    const int steps = std::max(1, int(std::ceil(way / (m_world.isRoom ? 0.03F : 0.01F))));
    for (const Box& part : m_body) {
        Box moved = part;
        // What the whole way cannot reach need not be tried at each step.
        Box whole = part;
        whole.centre = part.centre + (from + to) * 0.5F;
        whole.radius = part.radius + way * 0.5F;
        for (const Box& other : m_others) {
            if (other.object == ignored + 1 && ignored >= 0) {
                continue;
            }
            const Vec3 apart = other.centre - whole.centre;
            const float radii = other.radius + whole.radius;
            if (dot(apart, apart) > radii * radii) {
                continue;
            }
            for (int i = 0; i <= steps; ++i) {
                moved.centre = part.centre + from + (to - from) * (float(i) / float(steps));
                if (overlap(moved, other)) {
                    return false;
                }
            }
        }
    }
    return true;
}

bool Clearance::isSupported(Vec3 by) const {
    const Thing& thing = m_world.things[std::size_t(m_moved)];
    constexpr float share = 0.7F;
    for (const auto& [x, y] : {std::pair{-share, -share}, std::pair{-share, share}, std::pair{share, -share},
                               std::pair{share, share}, std::pair{0.0F, 0.0F}}) {
        // Of what leans, only the middle can be relied on.
        const float round = thing.frame.z.z < 0.99F ? 0.0F : thing.isRound ? 0.707F : 1.0F;
        Box probe;
        probe.centre = thing.foot() + by + thing.frame.x * (x * round * thing.half.x) +
                       thing.frame.y * (y * round * thing.half.y) + Vec3{0, 0, -0.008F};
        probe.half = {0.002F, 0.002F, 0.008F};
        probe.radius = 0.01F;
        if (std::none_of(m_others.begin(), m_others.end(), [&](const Box& other) { return overlap(probe, other); })) {
            return false;
        }
    }
    return true;
}

} // namespace tracestudio::samples
