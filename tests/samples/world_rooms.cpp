#include "furnishing.h"
#include "props.h"

#include <algorithm>
#include <cmath>

namespace tracestudio::samples {
namespace {

constexpr Colour plainColours[] = {Colour::Red,    Colour::Green, Colour::Blue,  Colour::Yellow, Colour::Orange,
                                   Colour::Purple, Colour::White, Colour::Black, Colour::Teal,   Colour::Pink};

Colour otherColour(Random& random, const World& world) {
    // Mostly a new one, so that few words tell it from the others.
    Colour colour = random.pick(plainColours);
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (std::none_of(world.things.begin(), world.things.end(),
                         [&](const Thing& other) { return other.colour == colour; })) {
            break;
        }
        colour = random.pick(plainColours);
    }
    return colour;
}

Material cloth(Random& random, Colour colour, float scale) {
    Material made = anyMaterial(random, colour, 0);
    made.accent = made.colour * 0.72F;
    made.pattern = Pattern::Weave;
    made.scaleMetres = scale * random.uniform(0.9F, 1.3F);
    return made;
}

/// Floor, two walls, a window's light, and perhaps a carpet.
void addWalls(Random& random, World& world, float depth) {
    Scene& scene = world.scene;
    world.isRoom = true;
    const float side = random.uniform(1.9F, 2.3F) * (random.chance(0.5F) ? 1.0F : -1.0F);
    addRoom(scene, depth, side, anyWall(random), anyFloor(random));
    scene.number(0, 1, supportObject);
    const float windowSide = random.chance(0.5F) ? 1.0F : -1.0F;
    const float strength = random.uniform(0.75F, 1.25F);
    const float warmth = random.uniform(-0.1F, 0.16F);
    const float sky = random.uniform(0.75F, 1.25F);
    scene.setLight({{windowSide * random.uniform(1.3F, 2.0F), random.uniform(-2.3F, -1.0F), random.uniform(1.8F, 2.5F)},
                    {0.0F, random.uniform(0.25F, 0.5F), 0.0F},
                    {0.0F, 0.0F, random.uniform(0.25F, 0.42F)},
                    Vec3{1.06F + warmth, 1.04F, 1.02F - warmth} * strength},
                   Vec3{0.50F, 0.53F, 0.58F} * sky, Vec3{0.44F, 0.38F, 0.32F} * sky, 0.75F);
}

void look(Random& random, World& world, Vec3 target, float distance) {
    const bool isWide = world.camera.width > world.camera.height;
    const Vec3 aim =
        target + Vec3{random.uniform(-0.15F, 0.15F), random.uniform(-0.12F, 0.12F), random.uniform(-0.06F, 0.06F)};
    world.view = anyView(random, aim, distance * random.uniform(0.88F, 1.15F) * (isWide ? 1.0F : 1.18F),
                         random.uniform(19.0F, 32.0F), random.uniform(-22.0F, 22.0F));
}

/// A free place on the floor within x ± `wide` and `near` ≤ y ≤ `far`.
bool findFloor(Random& random, const World& world, float wide, float near, float far, Vec3 half, Vec3& foot) {
    const float radius = std::hypot(half.x, half.y);
    for (int attempt = 0; attempt < 40; ++attempt) {
        foot = {random.uniform(-wide, wide), random.uniform(near, far), world.ground};
        if (isInPicture(world, foot, half) && isClear(world, foot, radius, 0.06F)) {
            return true;
        }
    }
    return false;
}

Frame slightlyTurned(Random& random, float most) {
    return facing(1, random.uniform(-most, most));
}

void addPouf(Random& random, World& world, float near, float far) {
    const bool isRound = random.chance(0.3F);
    const float size = anySize(random);
    const Vec3 half = isRound ? Vec3{0.20F, 0.20F, 0.19F} * size : Vec3{0.235F, 0.22F, 0.21F} * size;
    Vec3 foot;
    if (!findFloor(random, world, 1.2F, near, far, half, foot)) {
        return;
    }
    const Colour colour = random.chance(0.3F) ? Colour::Grey : otherColour(random, world);
    const Material material = cloth(random, colour, 0.014F);
    const Frame frame = slightlyTurned(random, 0.4F);
    const std::size_t first = world.scene.solids().size();
    if (isRound) {
        addCylinder(world.scene, foot, half.x, 2 * half.z, material, 0.04F);
    } else {
        addBox(world.scene, foot + Vec3{0, 0, half.z}, half, material, 0.06F, frame);
    }
    Thing& pouf = makeThing(world, first, Kind::Pouf, colour, frame);
    pouf.isRound = isRound;
    pouf.isMovable = true;
    pouf.restHeight = 2 * half.z;
    pouf.restRadius = 0.22F;
}

void addStool(Random& random, World& world, Vec3 foot) {
    Scene& scene = world.scene;
    const std::size_t first = scene.solids().size();
    const Material wood = anyWood(random);
    addCylinder(scene, foot + Vec3{0, 0, 0.36F}, 0.21F, 0.045F, wood, 0.01F);
    for (const auto& [x, y] : {std::pair{-0.13F, -0.10F}, std::pair{0.13F, -0.10F}, std::pair{0.0F, 0.14F}}) {
        addCylinder(scene, foot + Vec3{x, y, 0}, 0.019F, 0.37F, wood);
    }
    scene.resize(first, foot, anySize(random));
    Thing& stool = makeThing(world, first, Kind::Stool, Colour::Wooden, {});
    stool.isRound = true;
    stool.isMovable = true;
    stool.restHeight = 2 * stool.half.z;
    stool.restRadius = 0.22F;
}

void addBigPlant(Random& random, World& world, float far) {
    Vec3 foot;
    const float size = random.uniform(0.75F, 0.95F);
    if (findFloor(random, world, 1.4F, far - 0.5F, far, {0.27F * size, 0.27F * size, 0.3F}, foot)) {
        const std::size_t first = world.scene.solids().size();
        addPlant(world.scene, foot, size,
                 anyMaterial(random, random.chance(0.6F) ? Colour::White : Colour::Grey, 0.05F));
        makeThing(world, first, Kind::Plant, Colour::None, {}).isRound = true;
    }
}

void addStorageBox(Random& random, World& world, float near, float far) {
    const float size = anySize(random);
    const Vec3 half = Vec3{0.20F, 0.16F, 0.14F} * size;
    Vec3 foot;
    if (!findFloor(random, world, 1.15F, near, far, half, foot)) {
        return;
    }
    const Colour colour = otherColour(random, world);
    Material material = anyMaterial(random, colour, 0.12F);
    const Frame frame = slightlyTurned(random, 0.25F);
    const std::size_t first = world.scene.solids().size();
    addBox(world.scene, foot + Vec3{0, 0, half.z}, half, material, 0.02F, frame);
    material.colour = material.colour * random.uniform(0.65F, 0.95F);
    addBox(world.scene, foot + Vec3{0, 0, 2 * half.z}, {half.x + 0.005F, half.y + 0.005F, 0.012F}, material, 0.008F,
           frame);
    makeThing(world, first, Kind::Box, colour, frame).isMovable = true;
}

void addBasket(Random& random, World& world, float near, float far) {
    const Vec3 half = Vec3{0.16F, 0.13F, 0.115F} * anySize(random);
    Vec3 foot;
    if (!findFloor(random, world, 1.0F, near, far, half, foot)) {
        return;
    }
    const Colour colour = otherColour(random, world);
    const Material body = cloth(random, colour, 0.02F);
    Material rim = body;
    rim.pattern = Pattern::Plain;
    rim.colour = body.colour * 0.6F + Vec3{0.35F, 0.35F, 0.35F} * random.uniform(0.2F, 1.0F);
    const Frame frame = slightlyTurned(random, 0.22F);
    const std::size_t first = world.scene.solids().size();
    addBin(world.scene, foot, half, body, rim, frame);
    makeThing(world, first, Kind::Basket, colour, frame).isMovable = true;
}

/// Small things on top of furniture or in it; `at` is where they stand.
void addOrnament(Random& random, World& world, Kind kind, Vec3 at, int on) {
    const bool isPlainKind = kind == Kind::Books || kind == Kind::Plant || kind == Kind::Lamp;
    const float turn = random.uniform(-0.3F, 0.3F);
    stand(random, world, kind, isPlainKind ? Colour::None : otherColour(random, world), at, facing(1, turn), on)
        .isMovable = false;
}

} // namespace

void furnishSofa(Random& random, World& world) {
    addWalls(random, world, random.uniform(1.0F, 1.2F));
    look(random, world, {0.0F, 0.10F, 0.33F}, 2.75F);
    Scene& scene = world.scene;
    const bool hasCarpet = random.chance(0.65F);
    if (hasCarpet) {
        const std::size_t first = scene.solids().size();
        Material carpet = anyFloor(random);
        while (carpet.pattern != Pattern::Carpet) {
            carpet = anyFloor(random);
        }
        addBox(scene, {random.uniform(-0.2F, 0.2F), -0.60F, 0.006F}, {1.25F, 0.78F, 0.006F}, carpet, 0.004F);
        scene.number(first, first + 1, supportObject);
    }
    const Vec3 at{random.uniform(-0.3F, 0.3F), random.uniform(0.10F, 0.18F), 0};
    const float width = random.uniform(1.65F, 1.95F);
    const std::size_t first = scene.solids().size();
    const Colour sofaColour = random.chance(0.5F) ? Colour::Grey : random.pick(plainColours);
    addSofa(scene, at, width, cloth(random, sofaColour, 0.012F));
    makeThing(world, first, Kind::Sofa, Colour::None, {});
    const int on = int(world.things.size()) - 1;
    const float inner = width / 2 - 0.16F;
    const int cushions = random.chance(0.3F) ? 3 : 2;
    for (int i = 0; i < cushions; ++i) {
        const float place = cushions == 2 ? float(2 * i - 1) * random.uniform(0.55F, 0.68F) : float(i - 1) * 0.66F;
        const Vec3 centre = at + Vec3{place * inner, random.uniform(0.36F, 0.39F), random.uniform(0.61F, 0.63F)};
        const Frame tilt = leaning({random.uniform(-0.12F, 0.12F), -1.0F, random.uniform(0.36F, 0.48F)},
                                   {1, random.uniform(-0.1F, 0.1F), 0});
        const Colour colour = otherColour(random, world);
        const std::size_t own = scene.solids().size();
        addBox(scene, centre, Vec3{0.205F, 0.195F, 0.065F} * anySize(random),
               cloth(random, colour, 0.010F), 0.06F, tilt);
        makeThing(world, own, Kind::Cushion, colour, tilt, on).isMovable = true;
    }
    // Carpets are flat: what stands on one is hardly higher.
    world.ground = hasCarpet ? 0.012F : 0.0F;
    Vec3 foot;
    const int stools = random.chance(0.15F) ? 2 : 1;
    for (int i = 0; i < stools; ++i) {
        if (findFloor(random, world, 1.0F, -0.95F, -0.30F, {0.21F, 0.21F, 0.21F}, foot)) {
            addStool(random, world, foot);
        }
    }
    if (random.chance(0.6F)) {
        addPouf(random, world, -0.9F, -0.25F);
    }
    world.ground = 0;
    if (random.chance(0.6F)) {
        addBigPlant(random, world, 0.6F);
    }
    if (random.chance(0.4F)) {
        const float x = at.x + (random.chance(0.5F) ? 1.0F : -1.0F) * (width / 2 + 0.25F);
        const std::size_t lamp = scene.solids().size();
        addCylinder(scene, {x, 0.62F, 0}, 0.014F, 1.3F, plain(0x3a3d42, 0.2F));
        addCylinder(scene, {x, 0.62F, 0}, 0.15F, 0.02F, plain(0x3a3d42, 0.2F));
        makeThing(world, lamp, Kind::Lamp, Colour::None, {}).isRound = true;
    }
    world.ground = hasCarpet ? 0.012F : 0.0F;
}

void furnishCabinet(Random& random, World& world) {
    addWalls(random, world, random.uniform(0.93F, 1.0F));
    const float x = random.uniform(-0.4F, 0.45F);
    look(random, world, {x * 0.35F, 0.05F, 0.28F}, 2.65F);
    Scene& scene = world.scene;
    const int doors = random.chance(0.75F) ? 3 : 2;
    const Vec3 at{x, 0.68F, 0};
    const Vec3 half = Vec3{doors == 3 ? 0.62F : 0.48F, 0.22F, 0.40F} * anySize(random);
    const Colour bodyColour = random.chance(0.6F)   ? Colour::White
                              : random.chance(0.5F) ? Colour::Wooden
                                                    : random.pick(plainColours);
    const Material front =
        random.chance(0.6F) ? anyWood(random) : anyMaterial(random, random.pick(plainColours), 0.08F);
    const std::size_t first = scene.solids().size();
    addCabinet(scene, at, half, doors, anyMaterial(random, bodyColour, 0.08F), front);
    makeThing(world, first, Kind::Cabinet, Colour::None, {});
    const int on = int(world.things.size()) - 1;
    const std::size_t end = scene.solids().size();
    for (int i = 0; i < doors; ++i) {
        // The body comes first, then each door and its handle.
        const std::size_t door = first + 1 + 2 * std::size_t(i);
        Thing& made = makeThing(world, door, Kind::Door, Colour::None, {}, on, door + 2);
        made.column = i;
        made.columns = doors;
    }
    world.things[std::size_t(on)].endSolid = end;
    const float top = 2 * half.z;
    if (random.chance(0.6F)) {
        addOrnament(random, world, Kind::Plant, {at.x + half.x * random.uniform(0.4F, 0.7F), 0.66F, top}, on);
    }
    if (random.chance(0.6F)) {
        addOrnament(random, world, Kind::Books, {at.x - half.x * random.uniform(0.3F, 0.7F), 0.66F, top}, on);
    }
    addStorageBox(random, world, -0.85F, 0.0F);
    if (random.chance(0.35F)) {
        addStorageBox(random, world, -0.85F, 0.0F);
    }
    if (random.chance(0.25F)) {
        addBasket(random, world, -0.85F, 0.0F);
    }
    addPouf(random, world, -0.3F, 0.65F);
    if (random.chance(0.2F)) {
        addBigPlant(random, world, 0.65F);
    }
}

void furnishOpenShelf(Random& random, World& world) {
    addWalls(random, world, random.uniform(0.93F, 1.0F));
    const float x = random.uniform(-0.3F, 0.3F);
    look(random, world, {x * 0.3F - 0.05F, 0.18F, 0.42F}, 2.15F);
    Scene& scene = world.scene;
    const int columns = random.chance(0.8F) ? 3 : 2;
    const int rows = random.chance(0.8F) ? 3 : 2;
    const Vec3 half{columns == 3 ? 0.66F : 0.45F, 0.19F, rows == 3 ? 0.56F : 0.38F};
    constexpr float board = 0.03F;
    const Vec3 at{x, 0.70F, 0};
    const Material wood = random.chance(0.8F) ? anyWood(random) : anyMaterial(random, Colour::White, 0.06F);
    std::size_t first = scene.solids().size();
    addShelf(scene, at, half, columns, rows, board, wood);
    makeThing(world, first, Kind::Shelf, Colour::None, {});
    const float wide = (2 * half.x - board) / float(columns);
    const float high = (2 * half.z - board) / float(rows);
    const int empty = random.chance(0.6F) ? 1 : 2 + random.below(2);
    std::vector<int> kept;
    // The empty compartment between books and a plant is a landmark that words like to use.
    const bool isBetween = columns == 3 && empty == 1 && random.chance(0.6F);
    const int middle = isBetween ? 1 + columns * random.below(rows) : -1;
    const int booksCell = isBetween ? middle + (random.chance(0.5F) ? 1 : -1) : -1;
    const int plantCell = isBetween ? 2 * middle - booksCell : -1;
    if (isBetween) {
        kept.push_back(middle);
    }
    while (int(kept.size()) < empty) {
        const int cell = random.below(columns * rows);
        if (std::find(kept.begin(), kept.end(), cell) == kept.end()) {
            kept.push_back(cell);
        }
    }
    bool hasBooks = isBetween;
    bool hasPlant = isBetween;
    for (int cell = 0; cell < columns * rows; ++cell) {
        const int column = cell % columns;
        const int row = cell / columns; // from the floor up
        const Vec3 foot{at.x - half.x + board / 2 + wide * (float(column) + 0.5F), at.y - 0.015F,
                        board + high * float(row)};
        first = scene.solids().size();
        addBox(scene, {foot.x, at.y + half.y - 0.009F, foot.z + (high - board) / 2},
               {(wide - board) / 2, 0.001F, (high - board) / 2}, wood);
        Thing& made = makeThing(world, first, Kind::Compartment, Colour::None, {});
        made.half = {(wide - board) / 2, half.y - 0.01F, (high - board) / 2};
        made.centre = {foot.x, at.y, foot.z + made.half.z};
        made.column = column;
        made.columns = columns;
        made.row = row;
        made.rows = rows;
        const int on = int(world.things.size()) - 1;
        if (std::find(kept.begin(), kept.end(), cell) != kept.end()) {
            continue;
        }
        const float kind = random.uniform(0, 1);
        if (cell != booksCell && cell != plantCell && (kind < 0.25F || (kind < 0.6F && hasBooks))) {
            const Colour colour = otherColour(random, world);
            first = scene.solids().size();
            addBox(scene, foot + Vec3{0, 0, 0.12F}, {wide / 2 - 0.045F, 0.13F, 0.12F}, cloth(random, colour, 0.02F),
                   0.02F);
            makeThing(world, first, Kind::Box, colour, {}, on);
        } else if (cell == booksCell || (kind < 0.6F && cell != plantCell)) {
            hasBooks = true;
            first = scene.solids().size();
            const int count = 4 + random.below(3);
            for (int i = 0; i < count; ++i) {
                const float height = random.uniform(0.088F, 0.128F);
                addBox(scene, foot + Vec3{-wide / 2 + 0.045F + 0.046F * float(i), 0, height}, {0.0215F, 0.10F, height},
                       anyMaterial(random, Colour(random.below(10)), 0.08F), 0.003F);
            }
            makeThing(world, first, Kind::Books, Colour::None, {}, on);
        } else if (cell == plantCell || (kind < 0.8F && !hasPlant)) {
            hasPlant = true;
            addOrnament(random, world, Kind::Plant, foot, on);
        } else {
            const Kind ornament =
                random.pick(std::initializer_list<Kind>{Kind::Ball, Kind::Mug, Kind::Bowl, Kind::Can});
            addOrnament(random, world, ornament, foot + Vec3{random.uniform(-0.07F, 0.07F), -0.05F, 0}, on);
        }
    }
    addBasket(random, world, -0.65F, 0.05F);
    if (random.chance(0.4F)) {
        addBasket(random, world, -0.65F, 0.05F);
    }
    addPouf(random, world, -0.4F, 0.6F);
}

} // namespace tracestudio::samples
