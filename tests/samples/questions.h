#pragma once

#include "quick_exposure.h"
#include "world.h"

#include <optional>
#include <string>
#include <vector>

namespace tracestudio::samples {

/// How the camera sees the things of a world.
struct Sight {
    std::vector<int> pixels;   ///< of each thing that are seen
    std::vector<float> hidden; ///< 0…1 of each thing's outline that something stands before
    std::vector<Vec3> centres; ///< pixels, pixels, metres along the camera's z axis
};
Sight sightOf(const World& world, const QuickExposure& seen);

/// The relations that words tell, as the camera's eye has them.
enum class Side { LeftOf, RightOf, Behind, InFrontOf };
Vec3 towards(const World& world, Side side);

/// Finds words for things: always true, and fitting one thing only.
class Naming {
  public:
    Naming(const World& world, const Sight& sight, Random& random);

    /// Words for a thing without an article; nothing where none are unambiguous.
    [[nodiscard]] std::optional<std::string> name(int thing);
    /// As `name`, with colour and noun at most.
    [[nodiscard]] std::optional<std::string> shortName(int thing);

  private:
    [[nodiscard]] std::string noun(int thing);
    [[nodiscard]] std::optional<std::string> colour(int thing);
    [[nodiscard]] bool isUnique(int thing, const std::string& noun, bool sameColour) const;
    [[nodiscard]] std::optional<std::string> extreme(int thing);
    [[nodiscard]] std::optional<std::string> beside(int thing);
    [[nodiscard]] std::optional<std::string> resting(int thing);

    const World& m_world;
    const Sight& m_sight;
    Random& m_random;
};

/// An instruction and the true trace that answers it.
struct Question {
    std::string text;
    std::string kind;                ///< place, stack, relate, push, top, door or compartment
    std::string target, destination; ///< the parts of the text that name them
    int moved = 0, reference = 0;    ///< places in World::things
    Vec3 start;                      ///< on the moved thing's visible surface
    std::vector<Vec3> moves;         ///< of the thing, world axes; the first is zero, the last leads to the end
    std::vector<Vec3> points;        ///< 0…1000 across and down the picture, metres along the camera's z axis
    Vec3 boxBase, boxHalf;           ///< destination: the middle of the face it stands on, and half sizes
    Frame boxFrame;
};

/// Up to `most` different questions about a world, each with a way that meets nothing, in the picture throughout.
std::vector<Question> askAbout(const World& world, const QuickExposure& seen, Random& random, int most);

} // namespace tracestudio::samples
