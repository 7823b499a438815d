#pragma once

#include "random.h"
#include "scene.h"

#include <string>
#include <string_view>
#include <vector>

/// The world of the "Tabletop demo" model: scenes like the bundled samples, drawn by chance.
namespace tracestudio::samples {

enum class Kind {
    Block,
    Ball,
    Can,
    Mug,
    Plate,
    Tray,
    Bowl,
    Books,
    Lamp,
    PenHolder,
    Plant,
    Shelf,
    Sofa,
    Cushion,
    Stool,
    Pouf,
    Cabinet,
    Door,
    Box,
    Basket,
    Compartment,
    Background, ///< walls, and floors that nothing in question stands on
    Support,    ///< what things stand on: tabletop, floor, carpet
};
enum class Colour { Red, Green, Blue, Yellow, Orange, Purple, White, Black, Teal, Pink, Grey, Wooden, None };

/// In the order of the enumerations.
const std::vector<std::string>& kindNames();
const std::vector<std::string>& colourNames();

/// Solid::object of scenery; things count from 1.
constexpr int backgroundObject = 0, supportObject = 255;

/// One thing that has a name. Its number in Solid::object is its place in World::things plus one.
struct Thing {
    Kind kind = Kind::Block;
    Colour colour = Colour::None;
    Vec3 centre; ///< of its bounds
    Vec3 half;   ///< of its bounds, in `frame`
    Frame frame; ///< its axes; z is up unless it leans
    std::size_t firstSolid = 0, endSolid = 0;
    int on = -1;            ///< the thing that it stands on; −1 for table or floor
    bool isRound = false;   ///< its footprint is a circle of radius half.x
    bool isMovable = false; //
    float restHeight = -1;  ///< above its foot, where other things rest in or on it; below 0: nothing can
    float restRadius = 0;   ///< how far such things may reach from its middle

    int column = -1, columns = 0; ///< of a door or compartment, from the left
    int row = -1, rows = 0;       ///< of a compartment, from the floor

    /// Under its centre, as low as it reaches.
    [[nodiscard]] Vec3 foot() const { return centre - Vec3{0, 0, rise()}; }
    /// Half of its height, however it leans.
    [[nodiscard]] float rise() const;
    /// How far it reaches from its middle along a level unit direction.
    [[nodiscard]] float reach(Vec3 direction) const;
};

enum class Style { Mixed, Plain };

/// A scene, and what is in it.
struct World {
    std::string family; ///< table, shelf, row, desk, counter, sofa, cabinet or open shelf
    Scene scene;
    Viewpoint view;
    PinholeCamera camera;
    bool isPlain = false; ///< to be shown as a plain renderer would
    bool isRoom = false;  ///< metres instead of decimetres
    float ground = 0;     ///< height of what things stand on
    std::vector<Thing> things;

    [[nodiscard]] Vec3 project(Vec3 world) const; ///< pixels, pixels, metres along the camera's z axis
    /// Level unit directions as the camera's eye has them.
    [[nodiscard]] Vec3 rightwards() const;
    [[nodiscard]] Vec3 away() const;
};

/// A scene for a picture of `width` × `height` pixels. Deterministic: the same numbers make the same scene.
World makeWorld(Random& random, int width, int height, Style style);

} // namespace tracestudio::samples
