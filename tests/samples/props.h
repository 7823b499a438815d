#pragma once

#include "scene.h"

/// The things that stand about in the bundled samples. `at` is where a thing touches what it stands on, unless said
/// otherwise; `object` is Solid::object.
namespace tracestudio::samples {

/// Every mug, plate and block has one known size, so that a model can learn the metric scale from a picture.
constexpr float blockHalf = 0.036F;
constexpr float ballRadius = 0.040F;
constexpr float mugRadius = 0.040F, mugHeight = 0.095F;
constexpr float canRadius = 0.033F, canHeight = 0.115F;
constexpr float plateRadius = 0.115F;
constexpr float bowlRadius = 0.085F;

void addBox(Scene& scene, Vec3 centre, Vec3 half, const Material& material, float rounding = 0, Frame frame = {},
            int object = 0);
void addCylinder(Scene& scene, Vec3 at, float radius, float height, const Material& material, float rounding = 0.003F,
                 int object = 0);
void addBlock(Scene& scene, Vec3 at, const Material& material, Frame frame, int object = 0);
void addBall(Scene& scene, Vec3 at, const Material& material, int object = 0);
void addMug(Scene& scene, Vec3 at, const Material& material, Frame handle, int object = 0);
void addCan(Scene& scene, Vec3 at, const Material& label, int object = 0);
void addPlate(Scene& scene, Vec3 at, const Material& material, int object = 0);
void addBowl(Scene& scene, Vec3 at, const Material& material, int object = 0);
void addTray(Scene& scene, Vec3 at, Vec3 half, const Material& material, Frame frame, int object = 0);
/// An open box of cloth with a folded rim; `half.z` is half its height.
void addBin(Scene& scene, Vec3 at, Vec3 half, const Material& cloth, const Material& rim, Frame frame, int object = 0);
void addBook(Scene& scene, Vec3 at, Vec3 half, const Material& cover, Frame frame, int object = 0);
void addPlant(Scene& scene, Vec3 at, float size, const Material& pot);
void addLamp(Scene& scene, Vec3 at, float height, const Material& shade);
/// A tabletop of `half` size whose upper face is z = 0, on four legs, with a floor and a wall behind it.
void addTableRoom(Scene& scene, Vec3 centre, Vec3 half, const Material& top, const Material& wall,
                  const Material& floor);
/// Floor at z = 0, a wall at y = `depth` and one at x = `side`, with skirting boards.
void addRoom(Scene& scene, float depth, float side, const Material& wall, const Material& floor);
/// `at` is the middle of its front edge on the floor; it looks along −y of `frame`.
void addSofa(Scene& scene, Vec3 at, float width, const Material& cloth, Frame frame = {});
/// An open shelf of `columns` × `rows` equal compartments; `at` is the middle of its footprint.
void addShelf(Scene& scene, Vec3 at, Vec3 half, int columns, int rows, float board, const Material& material,
              Frame frame = {});
void addCabinet(Scene& scene, Vec3 at, Vec3 half, int doors, const Material& body, const Material& front,
                Frame frame = {});

} // namespace tracestudio::samples
