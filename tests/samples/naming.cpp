#include "grammar.h"
#include "questions.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tracestudio::samples {
namespace {

constexpr Side sides[] = {Side::LeftOf, Side::RightOf, Side::Behind, Side::InFrontOf};

/// How far `thing` is on that side of `other`, and how far off to either hand, metres.
std::pair<float, float> offset(const World& world, int thing, int other, Side side) {
    const Vec3 apart = world.things[std::size_t(thing)].centre - world.things[std::size_t(other)].centre;
    const Vec3 ahead = towards(world, side);
    return {dot(apart, ahead), std::fabs(ahead.x * apart.y - ahead.y * apart.x)};
}

} // namespace

Vec3 towards(const World& world, Side side) {
    switch (side) {
    case Side::LeftOf:
        return world.rightwards() * -1.0F;
    case Side::RightOf:
        return world.rightwards();
    case Side::Behind:
        return world.away();
    case Side::InFrontOf:
        return world.away() * -1.0F;
    }
    return {};
}

Sight sightOf(const World& world, const QuickExposure& seen) {
    Sight sight;
    sight.pixels.assign(world.things.size(), 0);
    for (const int solid : seen.solids()) {
        const int object = solid < 0 ? 0 : world.scene.solids()[std::size_t(solid)].object;
        if (object != backgroundObject && object != supportObject) {
            ++sight.pixels[std::size_t(object - 1)];
        }
    }
    for (std::size_t i = 0; i < world.things.size(); ++i) {
        const Thing& thing = world.things[i];
        sight.centres.push_back(world.project(thing.centre));
        const int all = thing.isMovable ? seen.unhiddenPixels(thing.firstSolid, thing.endSolid) : sight.pixels[i];
        sight.hidden.push_back(all == 0 ? 1.0F : 1.0F - float(sight.pixels[i]) / float(all));
    }
    return sight;
}

Naming::Naming(const World& world, const Sight& sight, Random& random)
    : m_world(world)
    , m_sight(sight)
    , m_random(random) {}

std::string Naming::noun(int thing) {
    const Thing& named = m_world.things[std::size_t(thing)];
    if (named.kind == Kind::Books && named.on >= 0) {
        return "books"; // on a shelf they stand
    }
    return m_random.pick(alternatives(nounSymbol(named.kind)));
}

std::optional<std::string> Naming::colour(int thing) {
    const Colour colour = m_world.things[std::size_t(thing)].colour;
    if (colour == Colour::None) {
        return std::nullopt;
    }
    // The rarer words are for now and then.
    const auto& words = alternatives(colourSymbol(colour));
    return m_random.chance(0.75F) ? words.front() : m_random.pick(words);
}

bool Naming::isUnique(int thing, const std::string& noun, bool sameColour) const {
    for (int i = 0; i < int(m_world.things.size()); ++i) {
        const Thing& other = m_world.things[std::size_t(i)];
        if (i != thing && m_sight.pixels[std::size_t(i)] > 0 && mayBeCalled(other.kind, noun) &&
            (!sameColour || other.colour == m_world.things[std::size_t(thing)].colour)) {
            return false;
        }
    }
    return true;
}

std::optional<std::string> Naming::shortName(int thing) {
    const Thing& named = m_world.things[std::size_t(thing)];
    if (alternatives(nounSymbol(named.kind)).empty()) {
        return std::nullopt;
    }
    const std::string noun = this->noun(thing);
    const bool isAlone = isUnique(thing, noun, false);
    const auto colour = this->colour(thing);
    if (isAlone && (!colour || m_random.chance(0.2F))) {
        return noun;
    }
    if (!colour || !isUnique(thing, noun, true)) {
        return std::nullopt;
    }
    const bool isRoundStool = named.kind == Kind::Stool && m_random.chance(0.4F);
    return (isRoundStool ? "round " : "") + *colour + " " + noun;
}

std::optional<std::string> Naming::extreme(int thing) {
    const std::string noun = this->noun(thing);
    const Vec3 own = m_sight.centres[std::size_t(thing)];
    const float step = 0.035F * float(m_world.camera.width);
    bool isLeftmost = true;
    bool isRightmost = true;
    bool isNearest = true;
    bool isFarthest = true;
    int others = 0;
    for (int i = 0; i < int(m_world.things.size()); ++i) {
        if (i == thing || m_sight.pixels[std::size_t(i)] == 0 ||
            !mayBeCalled(m_world.things[std::size_t(i)].kind, noun)) {
            continue;
        }
        ++others;
        const Vec3 other = m_sight.centres[std::size_t(i)];
        const float deeper = 0.06F * own.z;
        isLeftmost = isLeftmost && own.x < other.x - step;
        isRightmost = isRightmost && own.x > other.x + step;
        isNearest = isNearest && own.z < other.z - deeper;
        isFarthest = isFarthest && own.z > other.z + deeper;
    }
    std::vector<std::string> fitting;
    for (const auto& [fits, symbol] : {std::pair{isLeftmost, "leftmost"}, std::pair{isRightmost, "rightmost"},
                                       std::pair{isNearest, "nearest"}, std::pair{isFarthest, "farthest"}}) {
        if (fits) {
            fitting.push_back(m_random.pick(alternatives(symbol)) + " " + noun);
        }
    }
    if (others == 0 || fitting.empty()) {
        return std::nullopt;
    }
    return m_random.pick(fitting);
}

std::optional<std::string> Naming::beside(int thing) {
    const float scale = m_world.isRoom ? 3.0F : 1.0F;
    const Thing& own = m_world.things[std::size_t(thing)];
    const auto isSo = [&](int who, int landmark, Side side, float least, float slant) {
        const auto [ahead, aside] = offset(m_world, who, landmark, side);
        return ahead > least * scale && ahead > slant * aside;
    };
    std::vector<std::pair<int, Side>> fitting;
    for (int i = 0; i < int(m_world.things.size()); ++i) {
        const Vec3 apart = m_world.things[std::size_t(i)].centre - own.centre;
        if (i == thing || m_sight.pixels[std::size_t(i)] < 30 || length(apart) > 0.5F * scale || own.on == i ||
            m_world.things[std::size_t(i)].on == thing) {
            continue;
        }
        for (const Side side : sides) {
            if (!isSo(thing, i, side, 0.06F, 1.0F)) {
                continue;
            }
            const float across = m_sight.centres[std::size_t(thing)].x - m_sight.centres[std::size_t(i)].x;
            const float least = 0.03F * float(m_world.camera.width);
            if ((side == Side::LeftOf && across > -least) || (side == Side::RightOf && across < least)) {
                continue;
            }
            fitting.emplace_back(i, side);
        }
    }
    if (fitting.empty()) {
        return std::nullopt;
    }
    // Before a sofa, the sofa is what people go by.
    const auto sofa = std::find_if(fitting.begin(), fitting.end(), [&](const std::pair<int, Side>& way) {
        return m_world.things[std::size_t(way.first)].kind == Kind::Sofa && way.second == Side::InFrontOf;
    });
    const auto [landmark, side] = sofa != fitting.end() && m_random.chance(0.5F) ? *sofa : m_random.pick(fitting);
    const auto other = shortName(landmark);
    const std::string noun = this->noun(thing);
    const auto colour = this->colour(thing);
    const bool hasColour = colour && (m_random.chance(0.8F) || !isUnique(thing, noun, true));
    for (int i = 0; i < int(m_world.things.size()); ++i) {
        const Thing& rival = m_world.things[std::size_t(i)];
        if (i != thing && i != landmark && m_sight.pixels[std::size_t(i)] > 0 && mayBeCalled(rival.kind, noun) &&
            (!hasColour || rival.colour == own.colour) && isSo(i, landmark, side, 0.0F, 0.35F)) {
            return std::nullopt;
        }
    }
    // The landmark must not be meant itself.
    if (!other || (mayBeCalled(m_world.things[std::size_t(landmark)].kind, noun) && !hasColour)) {
        return std::nullopt;
    }
    constexpr const char* symbols[] = {"left of", "right of", "behind", "in front of"};
    std::string words = (hasColour ? *colour + " " : "") + noun + " " +
                        m_random.pick(alternatives(symbols[std::size_t(side)])) + " the " + *other;
    const float hand = dot(own.centre - m_world.things[std::size_t(landmark)].centre, m_world.rightwards());
    if (m_world.things[std::size_t(landmark)].kind == Kind::Sofa && side == Side::InFrontOf && std::fabs(hand) > 0.3F &&
        m_random.chance(0.6F)) {
        words += hand < 0 ? " on the left" : " on the right";
    }
    return words;
}

std::optional<std::string> Naming::resting(int thing) {
    const Thing& own = m_world.things[std::size_t(thing)];
    const std::string noun = this->noun(thing);
    const auto colour = this->colour(thing);
    const auto isRival = [&](const Thing& other) {
        return mayBeCalled(other.kind, noun) && other.colour == own.colour;
    };
    const std::string named = (colour ? *colour + " " : "") + noun;
    if (own.on < 0) {
        if (own.kind != Kind::Box && own.kind != Kind::Basket) {
            return std::nullopt;
        }
        for (int i = 0; i < int(m_world.things.size()); ++i) {
            if (i != thing && m_sight.pixels[std::size_t(i)] > 0 && m_world.things[std::size_t(i)].on < 0 &&
                isRival(m_world.things[std::size_t(i)])) {
                return std::nullopt;
            }
        }
        return named + " on the floor";
    }
    const Thing& under = m_world.things[std::size_t(own.on)];
    bool isTold = false; // whether the side of the sofa must be told
    for (int i = 0; i < int(m_world.things.size()); ++i) {
        const Thing& other = m_world.things[std::size_t(i)];
        if (i == thing || m_sight.pixels[std::size_t(i)] == 0 || !isRival(other) || other.on < 0) {
            continue;
        }
        const bool isOtherHand = (dot(other.centre - under.centre, m_world.rightwards()) < 0) !=
                                 (dot(own.centre - under.centre, m_world.rightwards()) < 0);
        if (under.kind == Kind::Sofa && other.on == own.on && isOtherHand) {
            isTold = true;
        } else if (m_world.things[std::size_t(other.on)].kind == under.kind) {
            return std::nullopt;
        }
    }
    const auto below = shortName(own.on);
    if (!below) {
        return std::nullopt;
    }
    if (under.kind == Kind::Sofa) {
        const float side = dot(own.centre - under.centre, m_world.rightwards());
        if (std::fabs(side) < 0.12F) {
            return isTold ? std::nullopt : std::optional(named + " on the " + *below);
        }
        return isTold || m_random.chance(0.7F)
                   ? named + " on the " + (side < 0 ? "left" : "right") + " side of the " + *below
                   : named + " on the " + *below;
    }
    if (under.kind == Kind::Block) {
        return named + " " + m_random.pick(alternatives("on top")) + " the " + *below;
    }
    if (under.kind == Kind::Bowl || (under.kind == Kind::Tray && m_random.chance(0.4F))) {
        return named + " in the " + *below;
    }
    return named + " on the " + *below;
}

std::optional<std::string> Naming::name(int thing) {
    const Thing& named = m_world.things[std::size_t(thing)];
    // Where a thing rests is worth telling of towers, sofas and what stands on the floor beside furniture.
    const bool isOnBlock = named.on >= 0 && m_world.things[std::size_t(named.on)].kind == Kind::Block;
    const bool isTold =
        isOnBlock || named.kind == Kind::Cushion || named.kind == Kind::Box || named.kind == Kind::Basket;
    const float way = m_random.uniform(0, 1);
    std::optional<std::string> words;
    if (way < (isTold ? 0.4F : 0.08F)) {
        words = resting(thing);
    } else if (way < (isTold ? 0.48F : 0.18F)) {
        words = extreme(thing);
    } else if (way < (named.kind == Kind::Stool || isTold ? 0.56F : 0.28F)) {
        words = beside(thing);
    }
    if (!words) {
        words = shortName(thing);
    }
    // Where colour and noun fit several, something else must tell them apart.
    for (int attempt = 0; attempt < 4 && !words; ++attempt) {
        words = attempt % 2 == 0 ? beside(thing) : attempt == 1 ? resting(thing) : extreme(thing);
    }
    return words;
}

} // namespace tracestudio::samples
