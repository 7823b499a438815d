#include "props.h"

#include <utility>

namespace tracestudio::samples {
namespace {

Solid solid(Shape shape, Vec3 origin, Vec3 half, const Material& material, float rounding, Frame frame, int object) {
    Solid made;
    made.shape = shape;
    made.origin = origin;
    made.half = half;
    made.material = material;
    made.rounding = rounding;
    made.frame = frame;
    made.object = object;
    return made;
}

void addTurned(Scene& scene, Vec3 at, std::vector<std::array<float, 2>> profile, float thickness,
               const Material& material, int object) {
    Solid made = solid(Shape::Turned, at, {}, material, 0, {}, object);
    made.profile = std::move(profile);
    made.thickness = thickness;
    scene.add(std::move(made));
}

const Material darkMetal = plain(0x3a3d42, 0.25F);
const Material paper = plain(0xf1ecdf, 0.0F);

} // namespace

void addBox(Scene& scene, Vec3 centre, Vec3 half, const Material& material, float rounding, Frame frame, int object) {
    scene.add(solid(Shape::Box, centre, half, material, rounding, frame, object));
}

void addCylinder(Scene& scene, Vec3 at, float radius, float height, const Material& material, float rounding,
                 int object) {
    scene.add(solid(Shape::Cylinder, at + Vec3{0, 0, height / 2}, {radius, radius, height / 2}, material, rounding, {},
                    object));
}

void addBlock(Scene& scene, Vec3 at, const Material& material, Frame frame, int object) {
    addBox(scene, at + Vec3{0, 0, blockHalf}, {blockHalf, blockHalf, blockHalf}, material, 0.005F, frame, object);
}

void addBall(Scene& scene, Vec3 at, const Material& material, int object) {
    scene.add(solid(Shape::Ellipsoid, at + Vec3{0, 0, ballRadius}, {ballRadius, ballRadius, ballRadius}, material, 0,
                    {}, object));
}

void addMug(Scene& scene, Vec3 at, const Material& material, Frame handle, int object) {
    constexpr float wall = 0.003F;
    const float outer = mugRadius - wall;
    addTurned(scene, at, {{0, wall}, {outer - 0.006F, wall}, {outer, 0.010F}, {outer, mugHeight - wall}}, wall,
              material, object);
    // The handle is a standing ring that grows out of the wall.
    const Frame standing{handle.x, handle.z, handle.x * 0.0F - handle.y};
    scene.add(solid(Shape::Ring, at + handle.x * (mugRadius + 0.004F) + Vec3{0, 0, mugHeight * 0.52F},
                    {0.024F, 0, 0.0055F}, material, 0, standing, object));
}

void addCan(Scene& scene, Vec3 at, const Material& label, int object) {
    addCylinder(scene, at, canRadius, canHeight, label, 0.004F, object);
    addTurned(scene, at, {{canRadius - 0.003F, canHeight - 0.001F}, {canRadius - 0.006F, canHeight}}, 0.0025F,
              plain(0xd9dcde, 0.5F), object);
}

void addPlate(Scene& scene, Vec3 at, const Material& material, int object) {
    addTurned(
        scene, at,
        {{0, 0.006F}, {plateRadius * 0.62F, 0.006F}, {plateRadius * 0.74F, 0.011F}, {plateRadius - 0.004F, 0.019F}},
        0.0035F, material, object);
}

void addBowl(Scene& scene, Vec3 at, const Material& material, int object) {
    addTurned(scene, at,
              {{0, 0.007F},
               {0.036F, 0.008F},
               {0.058F, 0.018F},
               {0.073F, 0.034F},
               {0.080F, 0.050F},
               {bowlRadius - 0.003F, 0.066F}},
              0.003F, material, object);
}

void addTray(Scene& scene, Vec3 at, Vec3 half, const Material& material, Frame frame, int object) {
    constexpr float rim = 0.006F;
    addBox(scene, at + Vec3{0, 0, rim}, {half.x, half.y, rim}, material, 0.003F, frame, object);
    for (const float side : {-1.0F, 1.0F}) {
        addBox(scene, at + frame.x * (side * (half.x - rim)) + Vec3{0, 0, half.z}, {rim, half.y, half.z}, material,
               0.004F, frame, object);
        addBox(scene, at + frame.y * (side * (half.y - rim)) + Vec3{0, 0, half.z}, {half.x, rim, half.z}, material,
               0.004F, frame, object);
    }
}

void addBin(Scene& scene, Vec3 at, Vec3 half, const Material& cloth, const Material& rim, Frame frame, int object) {
    constexpr float wall = 0.009F;
    constexpr float fold = 0.018F;
    addBox(scene, at + Vec3{0, 0, wall}, {half.x - wall, half.y - wall, wall}, cloth, 0, frame, object);
    for (const float side : {-1.0F, 1.0F}) {
        const Vec3 middle = at + Vec3{0, 0, half.z};
        const Vec3 top = at + Vec3{0, 0, 2 * half.z - fold};
        const Vec3 x = frame.x * (side * (half.x - wall));
        const Vec3 y = frame.y * (side * (half.y - wall));
        addBox(scene, middle + x, {wall, half.y, half.z - 0.004F}, cloth, 0.006F, frame, object);
        addBox(scene, middle + y, {half.x, wall, half.z - 0.004F}, cloth, 0.006F, frame, object);
        addBox(scene, top + x, {wall + 0.003F, half.y + 0.003F, fold}, rim, 0.006F, frame, object);
        addBox(scene, top + y, {half.x + 0.003F, wall + 0.003F, fold}, rim, 0.006F, frame, object);
    }
}

void addBook(Scene& scene, Vec3 at, Vec3 half, const Material& cover, Frame frame, int object) {
    constexpr float board = 0.0025F;
    const Vec3 middle = at + frame.z * half.z;
    addBox(scene, middle + frame.x * 0.003F, {half.x - 0.003F, half.y - 0.004F, half.z - board}, paper, 0, frame,
           object);
    addBox(scene, middle + frame.z * (half.z - board), {half.x, half.y, board}, cover, 0.001F, frame, object);
    addBox(scene, middle - frame.z * (half.z - board), {half.x, half.y, board}, cover, 0.001F, frame, object);
    addBox(scene, middle - frame.x * (half.x - board), {board, half.y, half.z}, cover, 0.002F, frame, object);
}

void addPlant(Scene& scene, Vec3 at, float size, const Material& pot) {
    addTurned(scene, at, {{0, 0.01F * size}, {0.20F * size, 0.01F * size}, {0.27F * size, 0.42F * size}}, 0.02F * size,
              pot, 0);
    addCylinder(scene, at + Vec3{0, 0, 0.30F * size}, 0.24F * size, 0.06F * size, plain(0x4a3a30, 0.0F), 0.005F);
    struct Leaf {
        Vec3 lean;
        float reach;
        unsigned colour;
    };
    constexpr Leaf leaves[] = {{{0.0F, 0.0F, 1.0F}, 0.55F, 0x4f8a5b},    {{0.55F, 0.1F, 1.0F}, 0.52F, 0x5d9a63},
                               {{-0.5F, 0.25F, 1.0F}, 0.50F, 0x427a50},  {{0.15F, -0.65F, 1.0F}, 0.48F, 0x66a56a},
                               {{-0.35F, -0.5F, 1.0F}, 0.46F, 0x4f8a5b}, {{0.3F, 0.6F, 1.0F}, 0.52F, 0x3f734c},
                               {{0.95F, -0.3F, 0.9F}, 0.44F, 0x559160},  {{-0.95F, -0.15F, 0.9F}, 0.44F, 0x60a067}};
    for (const Leaf& leaf : leaves) {
        const Vec3 up = normalised(leaf.lean);
        const Vec3 base = at + Vec3{0, 0, 0.34F * size};
        const Vec3 outwards{leaf.lean.x + 0.01F, leaf.lean.y + 0.02F, 0};
        scene.add(solid(Shape::Ellipsoid, base + up * (leaf.reach * size),
                        {0.022F * size, 0.10F * size, leaf.reach * size}, plain(leaf.colour, 0.10F), 0,
                        leaning(up, outwards), 0));
    }
}

void addLamp(Scene& scene, Vec3 at, float height, const Material& shade) {
    addCylinder(scene, at, height * 0.22F, 0.018F, darkMetal, 0.005F);
    addCylinder(scene, at, 0.010F, height * 0.8F, darkMetal);
    addTurned(scene, at + Vec3{0, 0, height * 0.66F}, {{height * 0.34F, 0}, {height * 0.20F, height * 0.34F}}, 0.004F,
              shade, 0);
}

void addTableRoom(Scene& scene, Vec3 centre, Vec3 half, const Material& top, const Material& wall,
                  const Material& floor) {
    addBox(scene, {centre.x, centre.y, -half.z}, half, top, 0.008F);
    for (const float x : {-1.0F, 1.0F}) {
        for (const float y : {-1.0F, 1.0F}) {
            addBox(scene, {centre.x + x * (half.x - 0.06F), centre.y + y * (half.y - 0.06F), -0.37F - half.z},
                   {0.03F, 0.03F, 0.37F}, top, 0.005F);
        }
    }
    addBox(scene, {0, 0, -0.80F}, {6, 6, 0.05F}, floor);
    addBox(scene, {0, centre.y + half.y + 0.75F, 1}, {6, 0.05F, 3}, wall);
    addBox(scene, {0, centre.y + half.y + 0.69F, -0.69F}, {6, 0.012F, 0.06F}, plain(0xf2efe8), 0.004F);
}

void addRoom(Scene& scene, float depth, float side, const Material& wall, const Material& floor) {
    addBox(scene, {0, 0, -0.05F}, {8, 8, 0.05F}, floor);
    addBox(scene, {0, depth + 0.05F, 1.5F}, {8, 0.05F, 3}, wall);
    addBox(scene, {0, depth - 0.010F, 0.05F}, {8, 0.010F, 0.05F}, plain(0xf4f1ea), 0.004F);
    const float outwards = side < 0 ? -0.05F : 0.05F;
    addBox(scene, {side + outwards, 0, 1.5F}, {0.05F, 8, 3}, wall);
    addBox(scene, {side - outwards * 0.2F, 0, 0.05F}, {0.010F, 8, 0.05F}, plain(0xf4f1ea), 0.004F);
}

void addSofa(Scene& scene, Vec3 at, float width, const Material& cloth, Frame frame) {
    constexpr float depth = 0.82F;
    constexpr float arm = 0.16F;
    const auto part = [&](Vec3 centre, Vec3 half, float rounding) {
        addBox(scene, at + frame.toWorld(centre), half, cloth, rounding, frame);
    };
    const float inner = width / 2 - arm;
    part({0, depth / 2, 0.17F}, {width / 2 - 0.01F, depth / 2 - 0.01F, 0.10F}, 0.03F);
    for (const float side : {-1.0F, 1.0F}) {
        part({side * (width / 2 - arm / 2), depth / 2, 0.33F}, {arm / 2, depth / 2, 0.27F}, 0.05F);
        part({side * inner / 2, depth / 2 - 0.08F, 0.345F}, {inner / 2 - 0.004F, depth / 2 - 0.09F, 0.085F}, 0.05F);
        part({side * inner / 2, depth - 0.20F, 0.58F}, {inner / 2 - 0.004F, 0.09F, 0.22F}, 0.07F);
        for (const float end : {0.08F, depth - 0.08F}) {
            addBox(scene, at + frame.toWorld({side * (width / 2 - 0.08F), end, 0.035F}), {0.025F, 0.025F, 0.035F},
                   plain(0x6b4a32), 0.004F, frame);
        }
    }
    part({0, depth - 0.06F, 0.42F}, {width / 2 - 0.03F, 0.06F, 0.36F}, 0.04F);
}

void addShelf(Scene& scene, Vec3 at, Vec3 half, int columns, int rows, float board, const Material& material,
              Frame frame) {
    const auto part = [&](Vec3 centre, Vec3 partHalf) {
        addBox(scene, at + frame.toWorld(centre), partHalf, material, 0.002F, frame);
    };
    for (int i = 0; i <= columns; ++i) {
        const float x = -half.x + board / 2 + float(i) / float(columns) * (2 * half.x - board);
        part({x, 0, half.z}, {board / 2, half.y, half.z});
    }
    for (int i = 0; i <= rows; ++i) {
        const float z = board / 2 + float(i) / float(rows) * (2 * half.z - board);
        part({0, 0, z}, {half.x, half.y - 0.001F, board / 2});
    }
    part({0, half.y - 0.004F, half.z}, {half.x - 0.002F, 0.004F, half.z - 0.002F});
}

void addCabinet(Scene& scene, Vec3 at, Vec3 half, int doors, const Material& body, const Material& front, Frame frame) {
    const auto part = [&](Vec3 centre, Vec3 partHalf, const Material& material, float rounding) {
        addBox(scene, at + frame.toWorld(centre), partHalf, material, rounding, frame);
    };
    constexpr float legs = 0.10F;
    const float bodyHalf = half.z - legs / 2;
    part({0, 0, legs + bodyHalf}, {half.x, half.y, bodyHalf}, body, 0.006F);
    for (int i = 0; i < doors; ++i) {
        const float width = 2 * (half.x - 0.015F) / float(doors);
        const float x = -half.x + 0.015F + width * (float(i) + 0.5F);
        part({x, -half.y - 0.006F, legs + bodyHalf}, {width / 2 - 0.004F, 0.008F, bodyHalf - 0.018F}, front, 0.004F);
        part({x + (i % 2 == 0 ? 1.0F : -1.0F) * (width / 2 - 0.04F), -half.y - 0.024F, legs + bodyHalf},
             {0.006F, 0.012F, 0.05F}, darkMetal, 0.004F);
    }
    for (const float x : {-1.0F, 1.0F}) {
        for (const float y : {-1.0F, 1.0F}) {
            part({x * (half.x - 0.05F), y * (half.y - 0.05F), legs / 2}, {0.018F, 0.018F, legs / 2}, darkMetal, 0.003F);
        }
    }
}

} // namespace tracestudio::samples
