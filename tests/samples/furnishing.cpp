#include "furnishing.h"

#include "props.h"

#include <algorithm>
#include <cmath>

namespace tracestudio::samples {
namespace {

constexpr float degree = 0.017453293F;

struct Shade {
    float hue[2], saturation[2], value[2];
};
/// In the order of Colour, up to grey. The shades of the bundled samples are among them.
constexpr Shade shades[] = {
    {{-0.02F, 0.022F}, {0.66F, 0.95F}, {0.58F, 0.95F}}, {{0.29F, 0.42F}, {0.40F, 0.90F}, {0.40F, 0.78F}},
    {{0.555F, 0.65F}, {0.55F, 0.95F}, {0.50F, 0.92F}},  {{0.108F, 0.165F}, {0.62F, 0.95F}, {0.84F, 1.0F}},
    {{0.05F, 0.088F}, {0.70F, 0.95F}, {0.84F, 1.0F}},   {{0.73F, 0.82F}, {0.42F, 0.80F}, {0.45F, 0.78F}},
    {{0.0F, 1.0F}, {0.0F, 0.06F}, {0.88F, 0.98F}},      {{0.0F, 1.0F}, {0.0F, 0.25F}, {0.07F, 0.18F}},
    {{0.465F, 0.51F}, {0.50F, 0.90F}, {0.42F, 0.68F}},  {{0.90F, 0.965F}, {0.40F, 0.62F}, {0.82F, 1.0F}},
    {{0.50F, 0.70F}, {0.0F, 0.25F}, {0.34F, 0.60F}}};

/// Screen colour of a hue, turned into linear light.
Vec3 lightOf(float hue, float saturation, float value) {
    const auto channel = [&](float shift) {
        const float k = std::fmod(shift + (hue + 2.0F) * 6.0F, 6.0F);
        const float c = value - value * saturation * std::clamp(std::min(k, 4.0F - k), 0.0F, 1.0F);
        return c * c;
    };
    return {channel(5), channel(3), channel(1)};
}

struct Pair {
    unsigned colour, accent;
};
constexpr Pair woods[] = {{0xd7ab79, 0xb47f4c}, {0xa2734d, 0x774c30}, {0xe9cfa4, 0xd0a873}, {0xc89e6f, 0xa97a4b},
                          {0xdfba86, 0xc19259}, {0xb07a4a, 0x875530}, {0xece7dd, 0xddd3c2}, {0x8a5f3f, 0x64412a},
                          {0xc8b79c, 0xa8957a}, {0xd9b98a, 0xc3975f}};
constexpr Pair carpets[] = {{0x8d949c, 0x767d86}, {0xb9a68c, 0xa08d73}, {0xd8d2c4, 0xbcb4a4}, {0xa9b4bb, 0x8f9ba4},
                            {0x6f7f8f, 0x5c6b7a}, {0x93866f, 0x7c705b}, {0x8f9a86, 0x798470}, {0xa78f8a, 0x8e7872}};
constexpr Pair tiles[] = {{0xb9b4aa, 0x8f8a80}, {0x9a8f84, 0x7d736a}, {0xd9cfc1, 0xb8ac9c}, {0xe6e4de, 0xb7b3ab},
                          {0xcfe0de, 0xf4f6f4}, {0xb7c3c9, 0x94a1a8}, {0xe3d6c3, 0xb9a98f}, {0x8b9690, 0xb5bdb8}};
constexpr unsigned walls[] = {0xdfe5e1, 0xe9dfd0, 0xc9d3da, 0xd7e3ea, 0xe7dfd3, 0xcbd8d2, 0xe3dccf,
                              0xd9d3de, 0xd3c7b8, 0xc4cdbf, 0xe8e2d8, 0xbfc8cf, 0xe5d3cb};
constexpr unsigned cloths[] = {0xd8d2c4, 0x8f9aa5, 0x5d7f8f, 0xc9b79c, 0xa3b09a, 0xe6e0d4, 0xb7a5a0};

/// A little lighter or darker, and of a slightly other hue.
Material varied(Random& random, Material material) {
    const float light = random.uniform(0.82F, 1.15F);
    const Vec3 tint{light * random.uniform(0.95F, 1.05F), light * random.uniform(0.95F, 1.05F),
                    light * random.uniform(0.95F, 1.05F)};
    const auto dim = [](Vec3 c) { return Vec3{std::min(c.x, 0.97F), std::min(c.y, 0.97F), std::min(c.z, 0.97F)}; };
    material.colour = dim(material.colour * tint);
    material.accent = dim(material.accent * tint);
    material.scaleMetres *= random.uniform(0.8F, 1.25F);
    return material;
}

Material of(Random& random, Pattern pattern, const Pair& pair, float scale, float gloss) {
    return varied(random, patterned(pattern, pair.colour, pair.accent, scale, gloss));
}

Material label(Random& random, Colour colour) {
    Material made = patterned(Pattern::Stripes, 0, 0xf3ece0, 0.075F, 0.25F);
    made.colour = anyShade(random, colour);
    if (colour == Colour::White) {
        made.accent = anyShade(random, Colour::White) * 0.85F;
    }
    return made;
}

} // namespace

Vec3 anyShade(Random& random, Colour colour) {
    if (colour >= Colour::Wooden) {
        return paint(random.pick(woods).colour);
    }
    const Shade& shade = shades[std::size_t(colour)];
    return lightOf(random.uniform(shade.hue[0], shade.hue[1]), random.uniform(shade.saturation[0], shade.saturation[1]),
                   random.uniform(shade.value[0], shade.value[1]));
}

Material anyMaterial(Random& random, Colour colour, float gloss) {
    if (colour == Colour::Wooden) {
        return anyWood(random);
    }
    Material made;
    made.colour = anyShade(random, colour);
    made.gloss = gloss;
    made.isShiny = gloss >= 0.3F;
    return made;
}

Material anyWood(Random& random) {
    return of(random, Pattern::Wood, random.pick(woods), 0.1F, 0.08F);
}

Material anyTabletop(Random& random) {
    const float kind = random.uniform(0, 1);
    if (kind < 0.40F) {
        return of(random, Pattern::Planks, random.pick(woods), 0.15F, 0.1F);
    }
    if (kind < 0.70F) {
        return of(random, Pattern::Wood, random.pick(woods), 0.1F, 0.08F);
    }
    if (kind < 0.82F) {
        return of(random, Pattern::Tiles, random.pick(tiles), 0.155F, 0.18F);
    }
    if (kind < 0.92F) {
        const unsigned cloth = random.pick(cloths);
        return of(random, Pattern::Weave, {cloth, cloth - 0x101010U}, 0.012F, 0);
    }
    return varied(random, plain(random.pick(walls), 0.1F));
}

Material anyWall(Random& random) {
    const float kind = random.uniform(0, 1);
    if (kind < 0.85F) {
        const unsigned wall = random.pick(walls);
        return of(random, Pattern::Plaster, {wall, wall}, 0.35F, 0);
    }
    if (kind < 0.96F) {
        return of(random, Pattern::Tiles, random.pick(tiles), 0.2F, 0.1F);
    }
    return of(random, Pattern::Planks, random.pick(woods), 0.2F, 0.05F);
}

Material anyFloor(Random& random) {
    const float kind = random.uniform(0, 1);
    if (kind < 0.35F) {
        return of(random, Pattern::Carpet, random.pick(carpets), 0.02F, 0);
    }
    if (kind < 0.65F) {
        return of(random, Pattern::Tiles, random.pick(tiles), 0.36F, 0.12F);
    }
    return of(random, Pattern::Planks, random.pick(woods), 0.12F, 0.12F);
}

PinholeCamera anyCamera(Random& random, Device device, int width, int height) {
    const float longer = float(std::max(width, height));
    const float usual = device == Device::Phone ? 0.821F : 0.902F;
    const double focal = double(longer * usual * random.uniform(0.985F, 1.015F));
    return {width,
            height,
            focal,
            focal,
            double(float(width) * random.uniform(0.485F, 0.515F) - 0.5F),
            double(float(height) * random.uniform(0.485F, 0.515F) - 0.5F)};
}

float anySize(Random& random) {
    return random.uniform(0.97F, 1.03F);
}

Viewpoint anyView(Random& random, Vec3 target, float distance, float elevation, float azimuth) {
    const float up = elevation * degree;
    const float turn = azimuth * degree;
    Viewpoint view = lookAt(
        target + Vec3{std::cos(up) * std::sin(turn), -std::cos(up) * std::cos(turn), std::sin(up)} * distance, target);
    const float roll = random.uniform(-1.5F, 1.5F) * degree;
    const Vec3 right = view.right * std::cos(roll) + view.down * std::sin(roll);
    view.down = view.down * std::cos(roll) - view.right * std::sin(roll);
    view.right = right;
    return view;
}

Vec3 nominalHalf(Kind kind) {
    switch (kind) {
    case Kind::Block:
        return {blockHalf, blockHalf, blockHalf};
    case Kind::Ball:
        return {ballRadius, ballRadius, ballRadius};
    case Kind::Can:
        return {canRadius, canRadius, canHeight / 2};
    case Kind::Mug:
        return {mugRadius, mugRadius, mugHeight / 2};
    case Kind::Plate:
        return {plateRadius, plateRadius, 0.01125F};
    case Kind::Tray:
        return {0.135F, 0.095F, 0.012F};
    case Kind::Bowl:
        return {bowlRadius, bowlRadius, 0.0345F};
    case Kind::Books:
        return {0.115F, 0.085F, 0.041F};
    case Kind::Lamp:
        return {0.136F, 0.136F, 0.2F};
    case Kind::PenHolder:
        return {0.042F, 0.042F, 0.09F};
    case Kind::Plant:
        return {0.13F, 0.13F, 0.17F};
    default:
        return {0.2F, 0.2F, 0.2F};
    }
}

Thing& makeThing(World& world, std::size_t firstSolid, Kind kind, Colour colour, Frame frame, int on,
                 std::size_t endSolid) {
    const auto& solids = world.scene.solids();
    endSolid = std::min(endSolid, solids.size());
    Vec3 low{1e9F, 1e9F, 1e9F};
    Vec3 high{-1e9F, -1e9F, -1e9F};
    for (std::size_t i = firstSolid; i < endSolid; ++i) {
        for (int k = 0; k < 8; ++k) {
            const Solid& solid = solids[i];
            const Vec3 p =
                frame.toLocal(solid.origin + solid.frame.toWorld({(k & 1) != 0 ? solid.high.x : solid.low.x,
                                                                  (k & 2) != 0 ? solid.high.y : solid.low.y,
                                                                  (k & 4) != 0 ? solid.high.z : solid.low.z}));
            low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
            high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
        }
    }
    Thing thing;
    thing.kind = kind;
    thing.colour = colour;
    thing.frame = frame;
    thing.centre = frame.toWorld((low + high) * 0.5F);
    thing.half = (high - low) * 0.5F;
    thing.firstSolid = firstSolid;
    thing.endSolid = endSolid;
    thing.on = on;
    world.things.push_back(thing);
    world.scene.number(firstSolid, endSolid, int(world.things.size()));
    return world.things.back();
}

Thing& stand(Random& random, World& world, Kind kind, Colour colour, Vec3 at, Frame frame, int on) {
    Scene& scene = world.scene;
    const std::size_t first = scene.solids().size();
    const float gloss = random.chance(0.5F) ? 0.35F : 0.12F;
    switch (kind) {
    case Kind::Block:
        addBlock(scene, at, anyMaterial(random, colour, random.uniform(0.08F, 0.16F)), frame);
        break;
    case Kind::Ball:
        addBall(scene, at, anyMaterial(random, colour, gloss));
        break;
    case Kind::Can:
        addCan(scene, at, random.chance(0.75F) ? label(random, colour) : anyMaterial(random, colour, 0.2F));
        break;
    case Kind::Mug:
        addMug(scene, at, anyMaterial(random, colour, 0.35F), frame);
        break;
    case Kind::Plate:
        addPlate(scene, at, anyMaterial(random, colour, 0.35F));
        break;
    case Kind::Tray:
        addTray(scene, at, nominalHalf(kind), anyMaterial(random, colour, 0.1F), frame);
        break;
    case Kind::Bowl:
        addBowl(scene, at, anyMaterial(random, colour, 0.35F));
        break;
    case Kind::Books: {
        float z = 0;
        const int count = 2 + random.below(2);
        for (int i = 0; i < count; ++i) {
            const float thick = random.uniform(0.011F, 0.017F);
            const float turn = random.uniform(-0.2F, 0.2F);
            const Vec3 x = frame.x + frame.y * turn;
            const float share = 1.0F - 0.07F * float(i);
            addBook(scene, at + Vec3{0, 0, z}, {0.105F * share, 0.075F * share, thick},
                    anyMaterial(random, Colour(random.below(10)), 0.1F), facing(x.x, x.y));
            z += 2 * thick;
        }
        break;
    }
    case Kind::Lamp:
        addLamp(scene, at, 0.40F, varied(random, plain(random.chance(0.7F) ? 0xf3ead6 : random.pick(cloths), 0)));
        break;
    case Kind::PenHolder: {
        addCylinder(scene, at, 0.042F, 0.10F, anyMaterial(random, colour, 0.15F), 0.004F);
        for (const float x : {-0.014F, 0.002F, 0.018F}) {
            addCylinder(scene, at + Vec3{x, random.uniform(-0.015F, 0.015F), 0.05F}, 0.005F,
                        random.uniform(0.11F, 0.14F), anyMaterial(random, Colour(random.below(6)), 0.1F), 0.001F);
        }
        break;
    }
    case Kind::Plant:
        addPlant(scene, at, 0.26F,
                 varied(random, plain(random.pick(std::initializer_list<unsigned>{0xcf7f57, 0xd9d5cc, 0x3f6f86,
                                                                                  0xe8e2d6, 0x6b7a72}))));
        break;
    default:
        break;
    }
    scene.resize(first, at, anySize(random));
    Thing& thing = makeThing(world, first, kind, colour, frame, on);
    thing.isRound = kind != Kind::Block && kind != Kind::Tray && kind != Kind::Books;
    thing.isMovable = kind <= Kind::Mug;
    const float size = kind == Kind::Mug ? 1.0F : thing.half.x / nominalHalf(kind).x;
    if (kind == Kind::Mug) { // the handle is no part of what must fit
        const float z = thing.half.z;
        thing.half = {mugRadius, mugRadius, z};
        thing.centre = at + Vec3{0, 0, z};
    }
    switch (kind) {
    case Kind::Plate:
        thing.restHeight = 0.0095F * size;
        thing.restRadius = 0.075F;
        break;
    case Kind::Bowl:
        thing.restHeight = 0.012F * size;
        thing.restRadius = 0.055F;
        break;
    case Kind::Tray:
        thing.restHeight = 0.012F * size;
        thing.restRadius = 0.08F;
        break;
    case Kind::Books:
        thing.restHeight = 2 * thing.half.z;
        thing.restRadius = 0.06F;
        break;
    case Kind::Block:
        thing.restHeight = 2 * thing.half.z;
        thing.restRadius = 0.05F;
        break;
    default:
        break;
    }
    return thing;
}

float Thing::rise() const {
    return std::fabs(frame.x.z) * half.x + std::fabs(frame.y.z) * half.y + std::fabs(frame.z.z) * half.z;
}

float Thing::reach(Vec3 direction) const {
    return isRound ? half.x : std::fabs(dot(frame.x, direction)) * half.x + std::fabs(dot(frame.y, direction)) * half.y;
}

bool isClear(const World& world, Vec3 foot, float radius, float gap) {
    return std::all_of(world.things.begin(), world.things.end(), [&](const Thing& other) {
        const Vec3 apart{other.centre.x - foot.x, other.centre.y - foot.y, 0};
        const float distance = length(apart);
        return other.on >= 0 || distance > radius + gap + other.reach(apart * (1.0F / std::max(distance, 1e-6F)));
    });
}

bool isInPicture(const World& world, Vec3 foot, Vec3 half) {
    const float radius = std::max(half.x, half.y);
    const float margin = 0.015F * float(world.camera.width);
    for (const Vec3 p : {foot + Vec3{radius, 0, 0}, foot - Vec3{radius, 0, 0}, foot - Vec3{0, radius, 0},
                         foot + Vec3{0, 0, 2 * half.z}, foot + Vec3{0, radius, 2 * half.z}}) {
        const Vec3 q = world.project(p);
        if (q.z < 0.1F || q.x < margin || q.y < margin || q.x > float(world.camera.width) - margin ||
            q.y > float(world.camera.height) - margin) {
            return false;
        }
    }
    return true;
}

} // namespace tracestudio::samples
