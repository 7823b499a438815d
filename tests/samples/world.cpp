#include "world.h"

#include "furnishing.h"

namespace tracestudio::samples {

const std::vector<std::string>& kindNames() {
    static const std::vector<std::string> names{"block", "ball",    "can",         "mug",        "plate",   "tray",
                                                "bowl",  "books",   "lamp",        "pen holder", "plant",   "shelf",
                                                "sofa",  "cushion", "stool",       "pouf",       "cabinet", "door",
                                                "box",   "basket",  "compartment", "background", "support"};
    return names;
}

const std::vector<std::string>& colourNames() {
    static const std::vector<std::string> names{"red",   "green", "blue", "yellow", "orange", "purple", "white",
                                                "black", "teal",  "pink", "grey",   "wooden", "none"};
    return names;
}

Vec3 World::project(Vec3 world) const {
    const Vec3 p = view.toCamera(world);
    return {float(camera.fx) * p.x / p.z + float(camera.cx), float(camera.fy) * p.y / p.z + float(camera.cy), p.z};
}

Vec3 World::rightwards() const {
    const Vec3 forward = away();
    return {forward.y, -forward.x, 0};
}

Vec3 World::away() const {
    return normalised({view.forward.x, view.forward.y, 0});
}

World makeWorld(Random& random, int width, int height, Style style) {
    World world;
    world.isPlain = style == Style::Plain || random.chance(0.2F);
    const float share = random.uniform(0, 1);
    struct Family {
        const char* name;
        float until;
    };
    for (const Family& family :
         {Family{"table", 0.50F}, Family{"shelf", 0.58F}, Family{"row", 0.66F}, Family{"desk", 0.74F},
          Family{"counter", 0.80F}, Family{"sofa", 0.87F}, Family{"cabinet", 0.94F}, Family{"open shelf", 1.0F}}) {
        world.family = family.name;
        if (share < family.until) {
            break;
        }
    }
    const bool isScanned = world.family == "desk" || world.family == "sofa" || world.family == "cabinet";
    world.camera = anyCamera(random, isScanned ? Device::Scanner : Device::Phone, width, height);
    if (world.family == "sofa") {
        furnishSofa(random, world);
    } else if (world.family == "cabinet") {
        furnishCabinet(random, world);
    } else if (world.family == "open shelf") {
        furnishOpenShelf(random, world);
    } else {
        furnishTable(random, world);
    }
    return world;
}

} // namespace tracestudio::samples
