#pragma once

#include "world.h"

namespace tracestudio::samples {

/// Whether a thing can be moved through a world without meeting anything: every solid is its bounding box in its own
/// axes. The world must outlive this.
class Clearance {
  public:
    /// For moving `world.things[moved]`.
    Clearance(const World& world, int moved);

    /// Whether the thing, moved by anything from `from` to `to`, keeps clear of all others but `ignored` (a place in
    /// World::things; −1 for none).
    [[nodiscard]] bool isFree(Vec3 from, Vec3 to, int ignored = -1) const;
    /// Whether something is under the thing's foot, to its edges, when it was moved by `by`.
    [[nodiscard]] bool isSupported(Vec3 by) const;

  private:
    struct Box {
        Vec3 centre, half;
        Frame frame;
        float radius = 0;
        int object = 0;
    };
    static Box boxOf(const Solid& solid);
    static bool overlap(const Box& a, const Box& b);

    const World& m_world;
    int m_moved;
    std::vector<Box> m_body, m_others;
};

} // namespace tracestudio::samples
