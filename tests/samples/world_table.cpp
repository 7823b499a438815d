#include "furnishing.h"
#include "props.h"

#include <algorithm>
#include <cmath>

namespace tracestudio::samples {
namespace {

constexpr Colour plainColours[] = {Colour::Red,    Colour::Green, Colour::Blue,  Colour::Yellow, Colour::Orange,
                                   Colour::Purple, Colour::White, Colour::Black, Colour::Teal,   Colour::Pink};

struct Table {
    Vec3 centre, half;
    Frame frame;
    /// Whether a thing fits on it there.
    [[nodiscard]] bool carries(Vec3 foot, float radius) const {
        const Vec3 p = frame.toLocal(foot - centre);
        return std::fabs(p.x) + radius < half.x - 0.02F && std::fabs(p.y) + radius < half.y - 0.02F;
    }
};

/// A tabletop whose upper face is z = 0, four legs, the floor and two walls.
Table addTable(Random& random, World& world) {
    Scene& scene = world.scene;
    Table table;
    table.half = {random.uniform(0.62F, 0.95F), random.uniform(0.40F, 0.55F), 0.02F};
    table.centre = {random.uniform(-0.08F, 0.08F), random.uniform(0.06F, 0.20F), -table.half.z};
    // Mostly seen from a side, sometimes across a corner.
    const float turn = random.chance(0.75F) ? random.uniform(-0.2F, 0.2F) : random.uniform(-0.8F, 0.8F);
    table.frame = facing(std::cos(turn), std::sin(turn));
    const bool isCounter = world.family == "counter";
    Material top = anyTabletop(random);
    if (isCounter) {
        while (top.pattern != Pattern::Tiles) {
            top = anyTabletop(random);
        }
    }
    Material wall = anyWall(random);
    while (isCounter && wall.pattern != Pattern::Tiles && random.chance(0.8F)) {
        wall = anyWall(random);
    }
    Material floor = anyFloor(random);
    if (world.isPlain) {
        const float light = random.uniform(0.02F, 0.7F);
        const Vec3 tint{random.uniform(0.7F, 1.0F), random.uniform(0.7F, 1.0F), random.uniform(0.7F, 1.0F)};
        top = {top.colour, {}, Pattern::Plain, 0.1F, 0.1F, false};
        wall = {tint * light, {}, Pattern::Plain, 0.1F, 0, false};
        floor = {tint * (light * 0.8F), {}, Pattern::Plain, 0.1F, 0, false};
    }
    addBox(scene, table.centre, table.half, top, 0.008F, table.frame, supportObject);
    for (const float x : {-1.0F, 1.0F}) {
        for (const float y : {-1.0F, 1.0F}) {
            const Vec3 foot = table.frame.toWorld({x * (table.half.x - 0.06F), y * (table.half.y - 0.06F), 0});
            addBox(scene, table.centre + foot + Vec3{0, 0, -0.39F}, {0.03F, 0.03F, 0.37F}, top, 0.005F, table.frame);
        }
    }
    addBox(scene, {0, 0, -0.85F}, {7, 7, 0.05F}, floor);
    const float deep =
        table.centre.y + table.half.y + random.uniform(0.25F, 1.1F) + table.half.x * std::fabs(table.frame.x.y);
    const float slant = random.uniform(-0.12F, 0.12F) + (random.chance(0.7F) ? turn * 0.5F : 0.0F);
    const Frame wallFrame = facing(std::cos(slant), std::sin(slant));
    addBox(scene, wallFrame.y * deep + Vec3{0, 0, 1}, {8, 0.05F, 3}, wall, 0, wallFrame);
    addBox(scene, wallFrame.y * (deep - 0.06F) + Vec3{0, 0, -0.74F}, {8, 0.012F, 0.06F}, plain(0xf2efe8), 0.004F,
           wallFrame);
    return table;
}

void lightTable(Random& random, World& world) {
    const float turn = random.uniform(-2.6F, 2.6F); // 0: from behind the camera
    const float out = random.uniform(0.8F, 1.5F);
    const Vec3 centre{out * std::sin(turn), -out * std::cos(turn), random.uniform(1.0F, 1.9F)};
    const Vec3 in = normalised(centre * -1.0F);
    const Vec3 level = normalised(cross(in, {0, 0, 1}));
    const float wide = random.uniform(0.15F, 0.34F);
    const float high = random.uniform(0.12F, 0.30F);
    const float strength = random.uniform(0.75F, 1.25F);
    const float warmth = random.uniform(-0.12F, 0.16F);
    const float sky = random.uniform(0.75F, 1.25F);
    world.scene.setLight(
        {centre, level * wide, cross(level, in) * high, Vec3{1.12F + warmth, 1.10F, 1.10F - warmth} * strength},
        Vec3{0.46F, 0.50F, 0.56F} * sky, Vec3{0.34F, 0.29F, 0.24F} * sky, 0.22F);
}

/// A place on the table, drawn evenly over the upper `share` of the picture, for a thing of these half sizes; false
/// where there is none.
bool findPlace(Random& random, const World& world, const Table& table, Vec3 half, Vec3& foot, float share = 0.97F) {
    const float radius = std::max(half.x, half.y);
    for (int attempt = 0; attempt < 30; ++attempt) {
        const float u = random.uniform(0.03F, 0.97F) * float(world.camera.width);
        const float v = random.uniform(0.10F, share) * float(world.camera.height);
        const Vec3 ray = world.view.right * ((u - float(world.camera.cx)) / float(world.camera.fx)) +
                         world.view.down * ((v - float(world.camera.cy)) / float(world.camera.fy)) + world.view.forward;
        if (ray.z > -0.05F) {
            continue;
        }
        foot = world.view.position + ray * (-world.view.position.z / ray.z);
        foot.z = 0;
        if (table.carries(foot, radius) && isInPicture(world, foot, half) && isClear(world, foot, radius, 0.015F)) {
            return true;
        }
    }
    return false;
}

Frame anyTurn(Random& random) {
    const float turn = random.uniform(0, 6.2831853F);
    return facing(std::cos(turn), std::sin(turn));
}

/// What a family has on its table.
struct Stock {
    std::vector<Kind> movables, containers, landmarks;
    int containersAtLeast = 1, containersAtMost = 2, landmarksAtMost = 2;
};
Stock stockOf(const std::string& family) {
    if (family == "desk") {
        return {{Kind::Block, Kind::Block, Kind::Ball, Kind::Mug, Kind::Can},
                {Kind::Books, Kind::Books, Kind::Books, Kind::Tray},
                {Kind::Lamp, Kind::PenHolder, Kind::PenHolder, Kind::Plant},
                1,
                1,
                2};
    }
    if (family == "counter") {
        return {{Kind::Can, Kind::Can, Kind::Can, Kind::Mug, Kind::Ball},
                {Kind::Bowl, Kind::Tray, Kind::Plate},
                {Kind::Plant, Kind::Books},
                2,
                3,
                0};
    }
    if (family == "shelf") {
        return {{Kind::Mug, Kind::Mug, Kind::Ball, Kind::Can, Kind::Block},
                {Kind::Plate, Kind::Bowl, Kind::Tray},
                {Kind::Plant, Kind::PenHolder},
                0,
                1,
                1};
    }
    if (family == "row") {
        return {{Kind::Ball, Kind::Mug, Kind::Can, Kind::Block},
                {Kind::Plate, Kind::Bowl},
                {Kind::Plant, Kind::Books},
                0,
                1,
                1};
    }
    return {{Kind::Block, Kind::Block, Kind::Block, Kind::Ball, Kind::Can, Kind::Mug},
            {Kind::Plate, Kind::Plate, Kind::Tray, Kind::Bowl, Kind::Bowl, Kind::Books},
            {Kind::Books, Kind::Lamp, Kind::PenHolder, Kind::Plant},
            1,
            2,
            1};
}

Colour anyColour(Random& random, const World& world, Kind kind) {
    if (kind == Kind::Books || kind == Kind::Lamp || kind == Kind::Plant) {
        return Colour::None;
    }
    if (kind == Kind::Tray && random.chance(0.45F)) {
        return random.chance(0.7F) ? Colour::Wooden : Colour::Grey;
    }
    if (kind == Kind::Bowl && random.chance(0.3F)) {
        return Colour::White;
    }
    if (kind == Kind::PenHolder) {
        return random.chance(0.5F) ? Colour::Black : Colour::Grey;
    }
    // A neighbour of the same colour makes the words count.
    if (!world.things.empty() && random.chance(0.22F)) {
        const Colour same = random.pick(world.things).colour;
        if (same < Colour::Grey) {
            return same;
        }
    }
    return random.pick(plainColours);
}

bool addSmallShelf(Random& random, World& world, const Table& table) {
    const Vec3 half{random.uniform(0.18F, 0.23F), random.uniform(0.08F, 0.10F), random.uniform(0.14F, 0.165F)};
    const float turn = random.uniform(-0.25F, 0.25F);
    const Frame frame = facing(std::cos(turn), std::sin(turn));
    for (int attempt = 0; attempt < 100; ++attempt) {
        const Vec3 at{random.uniform(-0.3F, 0.3F), random.uniform(0.10F, 0.42F), 0};
        if (!table.carries(at, 0.14F) || !isInPicture(world, at, half)) {
            continue;
        }
        const std::size_t first = world.scene.solids().size();
        addShelf(world.scene, at, half, 1, 2, 0.014F, anyWood(random), frame);
        Thing& shelf = makeThing(world, first, Kind::Shelf, Colour::Wooden, frame);
        shelf.restHeight = 2 * half.z;
        shelf.restRadius = half.y;
        const int on = int(world.things.size()) - 1;
        for (const float floor : {0.014F, half.z + 0.007F}) {
            if (random.chance(0.7F)) {
                const Kind kind =
                    random.pick(std::initializer_list<Kind>{Kind::Mug, Kind::Bowl, Kind::Ball, Kind::Can});
                const float side = random.uniform(-1, 1) * (half.x - 0.1F);
                Thing& inside = stand(random, world, kind, anyColour(random, world, kind),
                                      at + frame.x * side - frame.y * 0.01F + Vec3{0, 0, floor}, anyTurn(random), on);
                inside.isMovable = false;
            }
        }
        return true;
    }
    return false;
}

void addRow(Random& random, World& world, const Table& table) {
    const int count = 3 + random.below(2);
    const float gap = random.uniform(0.105F, 0.125F);
    const Vec3 half{gap * float(count) / 2 + 0.015F, 0.075F, 0.010F};
    const float turn = random.uniform(-0.15F, 0.15F);
    const Frame frame = facing(std::cos(turn), std::sin(turn));
    for (int attempt = 0; attempt < 60; ++attempt) {
        const Vec3 at{random.uniform(-0.15F, 0.15F), random.uniform(-0.2F, 0.25F), 0};
        if (!table.carries(at, half.x) || !isInPicture(world, at, half)) {
            continue;
        }
        const std::size_t first = world.scene.solids().size();
        const Colour trayColour = random.chance(0.4F)   ? Colour::Wooden
                                  : random.chance(0.5F) ? Colour::Grey
                                                        : random.pick(plainColours);
        addTray(world.scene, at, half, anyMaterial(random, trayColour, 0.1F), frame);
        Thing& tray = makeThing(world, first, Kind::Tray, trayColour, frame);
        tray.restHeight = 0.012F;
        tray.restRadius = 0.06F;
        const int on = int(world.things.size()) - 1;
        const Colour twice = random.pick(plainColours);
        for (int i = 0; i < count; ++i) {
            if (random.chance(0.08F)) {
                continue;
            }
            const float own = turn + random.uniform(-0.22F, 0.22F);
            stand(random, world, Kind::Block, random.chance(0.4F) ? twice : random.pick(plainColours),
                  at + frame.x * ((float(i) - float(count - 1) / 2) * gap) + Vec3{0, 0, 0.012F},
                  facing(std::cos(own), std::sin(own)), on);
        }
        return;
    }
}

void addTower(Random& random, World& world, const Table& table) {
    Vec3 foot;
    if (!findPlace(random, world, table, {0.052F, 0.052F, 0.075F}, foot)) {
        return;
    }
    const int on = int(world.things.size());
    const float height = 2 * stand(random, world, Kind::Block, random.pick(plainColours), foot, anyTurn(random)).half.z;
    const Vec3 shift{random.uniform(-0.006F, 0.006F), random.uniform(-0.006F, 0.006F), height};
    stand(random, world, Kind::Block, random.pick(plainColours), foot + shift, anyTurn(random), on);
}

} // namespace

void furnishTable(Random& random, World& world) {
    const bool isPortrait = world.camera.height > world.camera.width;
    // Above a shelf there must be room to bring something there.
    const bool hasShelf = world.family == "shelf";
    const Vec3 target{random.uniform(-0.05F, 0.05F), random.uniform(0.02F, 0.13F),
                      hasShelf ? random.uniform(0.10F, 0.17F) : random.uniform(0, 0.06F)};
    const float least = hasShelf ? 0.80F : 0.60F;
    world.view = anyView(random, target, random.uniform(least, least + 0.34F) + (isPortrait ? 0.06F : 0.0F),
                         random.around(37.0F, 4.5F), random.around(0, 6));
    const Table table = addTable(random, world);
    lightTable(random, world);
    const Stock stock = stockOf(world.family);
    if (world.family == "shelf") {
        if (!addSmallShelf(random, world, table)) {
            world.family = "table";
        }
    } else if (world.family == "row") {
        addRow(random, world, table);
    }
    if (world.family == "row" || (world.family == "table" && random.chance(0.15F))) {
        addTower(random, world, table);
    }
    const auto place = [&](Kind kind) {
        Vec3 foot;
        // What is tall stands behind what is asked about.
        const float share = kind == Kind::Lamp || kind == Kind::Plant ? 0.55F : kind == Kind::PenHolder ? 0.7F : 0.97F;
        if (!findPlace(random, world, table, nominalHalf(kind), foot, share)) {
            return;
        }
        const Frame frame =
            kind == Kind::Tray || kind == Kind::Books ? facing(1, random.uniform(-0.5F, 0.5F)) : anyTurn(random);
        const int index = int(world.things.size());
        const Thing made = stand(random, world, kind, anyColour(random, world, kind), foot, frame);
        // Now and then something lies in it already.
        if (made.restRadius > 0 && kind != Kind::Block && random.chance(0.15F)) {
            const Kind inner = random.chance(0.7F) ? Kind::Ball : Kind::Block;
            stand(random, world, inner, anyColour(random, world, inner), foot + Vec3{0, 0, made.restHeight},
                  anyTurn(random), index);
        }
    };
    const int containers = stock.containersAtLeast + random.below(stock.containersAtMost - stock.containersAtLeast + 1);
    for (int i = 0; i < containers; ++i) {
        place(random.pick(stock.containers));
    }
    const int landmarks = random.below(stock.landmarksAtMost + 1);
    for (int i = 0; i < landmarks; ++i) {
        place(random.pick(stock.landmarks));
    }
    const int movables = 2 + random.below(3);
    Kind kind = random.pick(stock.movables);
    for (int i = 0; i < movables; ++i) {
        place(kind);
        kind = random.chance(0.25F) ? kind : random.pick(stock.movables);
    }
}

} // namespace tracestudio::samples
