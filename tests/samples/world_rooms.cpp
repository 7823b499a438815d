#include "furnishing.h"
namespace tracestudio::samples {
void furnishSofa(Random& random, World& world) {
    world.family = "table";
    furnishTable(random, world);
}
void furnishCabinet(Random& random, World& world) {
    world.family = "table";
    furnishTable(random, world);
}
void furnishOpenShelf(Random& random, World& world) {
    world.family = "table";
    furnishTable(random, world);
}
} // namespace tracestudio::samples
