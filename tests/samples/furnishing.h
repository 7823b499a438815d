#pragma once

#include "world.h"

#include <cstdint>

/// Things of a world put into its scene, and the camera and light about it. Used by the families only.
namespace tracestudio::samples {

/// What took a picture. As with the bundled samples, a desk, a sofa and a cabinet are seen by a scanner, all else by a
/// phone.
enum class Device { Phone, Scanner };
/// A camera of that kind: a phone's focal length is 0.821 of the longer side, a scanner's 0.902, both ±1.5 %. Were it
/// unknown, one picture would not tell metres.
PinholeCamera anyCamera(Random& random, Device device, int width, int height);
/// How much larger a thing is than its kind usually is.
float anySize(Random& random);
/// A view of `target` from `distance` metres, `elevation` degrees up, turned by `azimuth` degrees to the right of −y,
/// and a little rolled.
Viewpoint anyView(Random& random, Vec3 target, float distance, float elevation, float azimuth);

/// A colour of that name, a little different each time.
Vec3 anyShade(Random& random, Colour colour);
Material anyMaterial(Random& random, Colour colour, float gloss);
Material anyWood(Random& random);
Material anyTabletop(Random& random);
Material anyWall(Random& random);
Material anyFloor(Random& random);

/// How large a thing of that kind is at most; Thing::half before its size is varied.
Vec3 nominalHalf(Kind kind);
/// Puts a thing with its foot at `at` and tells what it became; `on` is the thing under it.
Thing& stand(Random& random, World& world, Kind kind, Colour colour, Vec3 at, Frame frame, int on = -1);
/// Makes a thing of the solids [firstSolid, endSolid), of all that were added since without the latter; centre and half
/// are those of their bounds in `frame`.
Thing& makeThing(World& world, std::size_t firstSolid, Kind kind, Colour colour, Frame frame, int on = -1,
                 std::size_t endSolid = SIZE_MAX);

/// Whether a circle about a foot keeps clear of every thing that stands on the ground.
bool isClear(const World& world, Vec3 foot, float radius, float gap);
/// Whether a thing of these half sizes would be wholly in the picture.
bool isInPicture(const World& world, Vec3 foot, Vec3 half);

/// Families on a table, and in a room.
void furnishTable(Random& random, World& world);
void furnishSofa(Random& random, World& world);
void furnishCabinet(Random& random, World& world);
void furnishOpenShelf(Random& random, World& world);

} // namespace tracestudio::samples
