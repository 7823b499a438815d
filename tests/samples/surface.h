#pragma once

#include "scene.h"

#include <cstdint>
#include <optional>

/// Where rays meet solids and what colour they find there. Every number is the same on every machine.
namespace tracestudio::samples {

/// `a` for a share of 0, `b` for 1.
Vec3 mix(Vec3 a, Vec3 b, float share);

/// The surface's own colour at a point in the solid's axes, linear light.
Vec3 colourOf(const Material& material, Vec3 p, Vec3 n);

/// Distance from a point in the solid's own axes to its surface, negative inside, metres.
float distanceTo(const Solid& solid, Vec3 p);

/// The outward unit normal at a point of the surface, both in the solid's own axes.
Vec3 normalOf(const Solid& solid, Vec3 p);

/// Whether a ray of unit `direction` may meet the solid's bounding ball before `reach`.
inline bool meetsBall(const Solid& solid, Vec3 origin, Vec3 direction, float reach) {
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
std::optional<Meeting> meets(const Solid& solid, Vec3 o, Vec3 d, float reach);

/// Light as a screen shows it.
std::uint8_t toByte(float light);

} // namespace tracestudio::samples
