#include "questions.h"

#include "clearance.h"
#include "grammar.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

namespace tracestudio::samples {
namespace {

constexpr int fewestPixels = 40;         // of what is moved
constexpr float mostHidden = 0.4F;       // of its outline
constexpr float gapMetres = 0.04F;       // between a thing and what it is put beside
constexpr float liftMetres = 0.12F;      // above start and end, on a table
constexpr float doorMetres = 0.30F;      // between a cabinet and what is pushed before its door
constexpr float edge = 8, farEdge = 992; // of the picture, for every waypoint

const char* const sideSymbols[] = {"left of", "right of", "behind", "in front of"};
const char* const directionSymbols[] = {"leftwards", "rightwards", "away", "near"};

/// Asks one question after the other about one world.
class Interviewer {
  public:
    Interviewer(const World& world, const QuickExposure& seen, Random& random)
        : m_world(world)
        , m_seen(seen)
        , m_random(random)
        , m_sight(sightOf(world, seen))
        , m_naming(world, m_sight, random) {
        for (int i = 0; i < int(world.things.size()); ++i) {
            const Thing& thing = world.things[std::size_t(i)];
            const bool carries = std::any_of(world.things.begin(), world.things.end(),
                                             [&](const Thing& other) { return other.on == i; });
            if (thing.isMovable && !carries && m_sight.pixels[std::size_t(i)] >= fewestPixels &&
                m_sight.hidden[std::size_t(i)] <= mostHidden && isInside(m_sight.centres[std::size_t(i)])) {
                m_movable.push_back(i);
            }
            if (m_sight.pixels[std::size_t(i)] >= 30 && isInside(m_sight.centres[std::size_t(i)])) {
                m_landmarks.push_back(i);
            }
        }
    }

    [[nodiscard]] bool hasSomething() const { return !m_movable.empty(); }

    std::optional<Question> ask() {
        Question question;
        question.moved = m_random.pick(m_movable);
        const std::string kind = drawKind(thing(question.moved));
        question.kind = kind;
        std::optional<std::string> words;
        const auto name = m_naming.name(question.moved);
        if (!name) {
            return std::nullopt;
        }
        question.target = "the " + *name;
        if (kind == "place") {
            words = askToPlace(question, *name);
        } else if (kind == "relate") {
            words = askToRelate(question, *name);
        } else if (kind == "push") {
            words = askToPush(question, *name);
        } else if (kind == "door") {
            words = askForDoor(question, *name);
        } else {
            words = askForCompartment(question, *name);
        }
        if (!words || !trace(question)) {
            return std::nullopt;
        }
        question.text = *words;
        if (m_random.chance(0.3F)) {
            question.text[0] = char(std::toupper(question.text[0]));
        }
        if (m_random.chance(0.15F)) {
            question.text += '.';
        }
        return question;
    }

  private:
    [[nodiscard]] const Thing& thing(int index) const { return m_world.things[std::size_t(index)]; }
    [[nodiscard]] bool isInside(Vec3 pixel) const {
        return pixel.z > 0 && pixel.x > 0 && pixel.y > 0 && pixel.x < float(m_world.camera.width) - 1 &&
               pixel.y < float(m_world.camera.height) - 1;
    }

    std::string drawKind(const Thing& moved) {
        const float share = m_random.uniform(0, 1);
        const std::string& family = m_world.family;
        if (m_world.isRoom) {
            if (moved.kind == Kind::Cushion) {
                return "place";
            }
            if (family == "cabinet" && share < 0.6F) {
                return "door";
            }
            if (family == "open shelf" && moved.kind == Kind::Basket && share < 0.7F) {
                return "compartment";
            }
            return m_random.chance(0.65F) ? "push" : "relate";
        }
        if (family == "desk") {
            return share < 0.55F ? "push" : share < 0.8F ? "relate" : "place";
        }
        if (family == "shelf" && share < 0.6F) {
            return "place";
        }
        return share < 0.45F ? "place" : share < 0.72F ? "relate" : "push";
    }

    /// A landmark other than the moved thing for which `fits` holds; −1 for none.
    template <typename Fits>
    int drawLandmark(int moved, const Fits& fits) {
        std::vector<int> fitting;
        std::copy_if(m_landmarks.begin(), m_landmarks.end(), std::back_inserter(fitting),
                     [&](int i) { return i != moved && fits(i); });
        return fitting.empty() ? -1 : m_random.pick(fitting);
    }

    std::optional<std::string> askToPlace(Question& question, const std::string& name) {
        const Thing& moved = thing(question.moved);
        const float radius = std::max(moved.half.x, moved.half.y);
        // Its top is what a small shelf is there for.
        const bool isForShelf = m_world.family == "shelf" && m_random.chance(0.6F);
        question.reference = drawLandmark(question.moved, [&](int i) {
            const Thing& onto = thing(i);
            if (isForShelf && onto.kind != Kind::Shelf) {
                return false;
            }
            const bool isTaken = std::any_of(m_world.things.begin(), m_world.things.end(), [&](const Thing& other) {
                const Vec3 apart{other.centre.x - onto.centre.x, other.centre.y - onto.centre.y, 0};
                return other.on == i && other.foot().z > onto.foot().z + onto.restHeight - 0.01F &&
                       length(apart) < radius + 0.05F;
            });
            return onto.restHeight > 0 && radius <= onto.restRadius + 1e-3F && moved.on != i && !isTaken;
        });
        if (question.reference < 0) {
            return std::nullopt;
        }
        const Thing& onto = thing(question.reference);
        const auto where = m_naming.name(question.reference);
        if (!where) {
            return std::nullopt;
        }
        const Vec3 rest = onto.foot() + Vec3{0, 0, onto.restHeight};
        question.moves = {rest - moved.foot()};
        const float room = std::max(onto.restRadius, radius);
        question.boxBase = rest;
        question.boxHalf = {room, room, moved.rise() + 0.02F};
        question.boxFrame = onto.frame;
        const char* symbol = "place";
        if (onto.kind == Kind::Block) {
            symbol = "stack";
            question.kind = "stack";
        } else if (onto.kind == Kind::Shelf || onto.kind == Kind::Stool || onto.kind == Kind::Pouf) {
            symbol = "top";
            question.kind = "top";
        } else if (onto.kind == Kind::Bowl || (onto.kind == Kind::Tray && m_random.chance(0.3F))) {
            symbol = "drop";
        }
        question.destination = (question.kind == "top" ? "the top of the " : "the ") + *where;
        return fillIn(m_random.pick(alternatives(symbol)), {name, *where});
    }

    std::optional<std::string> askToRelate(Question& question, const std::string& name) {
        const Thing& moved = thing(question.moved);
        question.reference = drawLandmark(question.moved, [&](int i) {
            return thing(i).on < 0 && thing(i).kind != Kind::Door && thing(i).kind != Kind::Compartment;
        });
        if (question.reference < 0) {
            return std::nullopt;
        }
        const Thing& beside = thing(question.reference);
        const auto where = m_naming.name(question.reference);
        if (!where) {
            return std::nullopt;
        }
        const Side side = Side(m_random.below(4));
        const Vec3 ahead = towards(m_world, side);
        const float gap = m_world.isRoom ? 3 * gapMetres : gapMetres;
        const Vec3 foot = Vec3{beside.centre.x, beside.centre.y, m_world.ground} +
                          ahead * (beside.reach(ahead) + moved.reach(ahead) + gap);
        question.moves = {foot - moved.foot()};
        stayHere(question, foot);
        const std::string relation = m_random.pick(alternatives(sideSymbols[std::size_t(side)]));
        question.destination = relation + " the " + *where;
        return fillIn(m_random.pick(alternatives("relate")), {name, relation, *where});
    }

    /// The destination is a place on the ground rather than a thing.
    void stayHere(Question& question, Vec3 foot) const {
        const Thing& moved = thing(question.moved);
        const float spare = m_world.isRoom ? 0.06F : 0.025F;
        question.boxBase = foot;
        question.boxHalf = moved.half + Vec3{spare, spare, spare / 2};
        question.boxFrame = moved.frame;
    }

    std::optional<std::string> askToPush(Question& question, const std::string& name) {
        const Thing& moved = thing(question.moved);
        if (moved.on >= 0) {
            return std::nullopt; // it would fall off or meet a rim
        }
        const Side side = Side(m_random.below(4));
        const std::vector<std::string>& distances = alternatives("distance");
        const auto isUsual = [&](const std::string& words) {
            const int centimetres = std::stoi(words);
            return m_world.isRoom ? centimetres >= 20 && centimetres != 25 : centimetres <= 30;
        };
        std::string distance = m_random.pick(distances);
        while (!isUsual(distance)) {
            distance = m_random.pick(distances);
        }
        const Vec3 ahead = towards(m_world, side);
        question.reference = question.moved;
        question.moves = {ahead * (float(std::stoi(distance)) / 100.0F)};
        stayHere(question, moved.foot() + question.moves.back());
        const std::string direction = m_random.pick(alternatives(directionSymbols[std::size_t(side)]));
        question.destination = distance + " cm " + direction;
        if (m_random.chance(0.35F)) {
            const float pushed = float(std::stoi(distance)) / 100.0F;
            const bool isToFront = m_random.chance(0.5F) && (side == Side::LeftOf || side == Side::RightOf);
            const int landmark = drawLandmark(question.moved, [&](int i) {
                Vec3 apart = thing(i).centre - moved.centre;
                if (isToFront) {
                    const Vec3 front = towards(m_world, Side::InFrontOf);
                    apart = apart + front * (thing(i).reach(front) + moved.reach(front));
                }
                const float along = dot(apart, ahead);
                const float aside = std::fabs(ahead.x * apart.y - ahead.y * apart.x);
                return along > pushed + 0.05F && aside < 0.45F * along && thing(i).kind != Kind::Door &&
                       thing(i).kind != Kind::Compartment;
            });
            const auto where = landmark < 0 ? std::nullopt : m_naming.shortName(landmark);
            if (where) {
                const char* symbol = isToFront ? "push to the front" : "push towards";
                question.destination += (isToFront ? ", towards the front of the " : ", towards the ") + *where;
                return fillIn(m_random.pick(alternatives(symbol)), {name, distance, direction, *where});
            }
        }
        return fillIn(m_random.pick(alternatives("push")), {name, distance, direction});
    }

    std::optional<std::string> askForDoor(Question& question, const std::string& name) {
        const Thing& moved = thing(question.moved);
        question.reference = drawPart(Kind::Door, [](int) { return true; });
        if (question.reference < 0) {
            return std::nullopt;
        }
        const Thing& door = thing(question.reference);
        const auto cabinet = m_naming.shortName(door.on);
        if (!cabinet) {
            return std::nullopt;
        }
        // Far enough from it that the door opens.
        const Vec3 out = door.frame.y * -1.0F;
        const Vec3 foot =
            Vec3{door.centre.x, door.centre.y, m_world.ground} + out * (door.half.y + doorMetres + moved.reach(out));
        const Vec3 way = foot - moved.foot();
        question.moves = {way};
        stayHere(question, foot);
        const std::string which = hand(door.column, door.columns);
        question.destination = "in front of the " + which + " door of the " + *cabinet;
        const float across = dot(way, m_world.rightwards());
        const bool isAcross = std::fabs(across) > 1.3F * std::fabs(dot(way, m_world.away()));
        const std::string& words = m_random.pick(alternatives("door ahead"));
        if (words.find("{direction}") == std::string::npos) {
            return fillIn(words, {name, which, *cabinet});
        }
        const std::string& direction = m_random.pick(alternatives(across < 0 ? "leftwards" : "rightwards"));
        return isAcross ? std::optional(fillIn(words, {name, direction, which, *cabinet})) : std::nullopt;
    }

    std::optional<std::string> askForCompartment(Question& question, const std::string& name) {
        const Thing& moved = thing(question.moved);
        int empty = 0;
        question.reference = drawPart(Kind::Compartment, [&](int i) {
            const bool isEmpty = std::none_of(m_world.things.begin(), m_world.things.end(),
                                              [&](const Thing& other) { return other.on == i; });
            empty += isEmpty ? 1 : 0;
            return isEmpty;
        });
        const int shelf = drawPart(Kind::Shelf, [](int) { return true; });
        const auto furniture = shelf < 0 ? std::nullopt : m_naming.shortName(shelf);
        if (question.reference < 0 || !furniture) {
            return std::nullopt;
        }
        const Thing& compartment = thing(question.reference);
        const Vec3 foot = compartment.foot() - compartment.frame.y * 0.02F;
        question.moves = {foot - moved.foot()};
        question.boxBase = compartment.foot();
        question.boxHalf = compartment.half;
        question.boxFrame = compartment.frame;
        const std::string which = hand(compartment.column, compartment.columns);
        const std::string level = compartment.row == 0                      ? "bottom"
                                  : compartment.row == compartment.rows - 1 ? "top"
                                                                            : "middle";
        if (empty == 1 && m_random.chance(0.6F)) {
            const auto left = neighbour(compartment, -1);
            const auto right = neighbour(compartment, 1);
            if (left && right) {
                question.destination =
                    "the empty compartment of the " + *furniture + ", between the " + *left + " and the " + *right;
                return fillIn(m_random.pick(alternatives("between")), {name, *furniture, *left, *right});
            }
        }
        const std::string& words = m_random.pick(alternatives("into compartment"));
        if (words.find("{which}") == std::string::npos) {
            question.destination = "the empty compartment of the " + *furniture;
            return empty == 1 ? std::optional(fillIn(words, {name, *furniture})) : std::nullopt;
        }
        question.destination = "the " + which + " compartment of the " + level + " row of the " + *furniture;
        return fillIn(words, {name, which, level, *furniture});
    }

    /// Any part of furniture of that kind; −1 for none.
    template <typename Fits>
    int drawPart(Kind kind, const Fits& fits) {
        std::vector<int> fitting;
        for (int i = 0; i < int(m_world.things.size()); ++i) {
            if (thing(i).kind == kind && isInside(m_sight.centres[std::size_t(i)]) && fits(i)) {
                fitting.push_back(i);
            }
        }
        return fitting.empty() ? -1 : m_random.pick(fitting);
    }

    static std::string hand(int column, int columns) {
        return column == 0 ? "left" : column == columns - 1 ? "right" : "middle";
    }

    /// What stands in the compartment beside one, if words fit it.
    std::optional<std::string> neighbour(const Thing& compartment, int side) {
        for (int i = 0; i < int(m_world.things.size()); ++i) {
            const Thing& other = thing(i);
            if (other.on >= 0 && thing(other.on).kind == Kind::Compartment && thing(other.on).row == compartment.row &&
                thing(other.on).column == compartment.column + side && m_sight.pixels[std::size_t(i)] >= 20) {
                return m_naming.shortName(i);
            }
        }
        return std::nullopt;
    }

    /// Fills in the way and the waypoints; false where there is no good way.
    bool trace(Question& question) {
        const Thing& moved = thing(question.moved);
        const Vec3 end = question.moves.back();
        const auto found = m_clearances.try_emplace(question.moved, m_world, question.moved);
        const Clearance& clearance = found.first->second;
        if (length(end) < 0.06F) {
            return false;
        }
        const bool isPush = question.kind == "push" || question.kind == "door";
        // A plate and a bowl are hollow, their bounding boxes are not; a cushion is sunk in a sofa.
        const auto hollow = [&](int index) {
            const bool isHollow = index >= 0 && (thing(index).kind == Kind::Plate || thing(index).kind == Kind::Bowl ||
                                                 thing(index).kind == Kind::Sofa);
            return isHollow ? index : -1;
        };
        const int under = hollow(moved.on);
        const int destination = question.kind == "place" ? hollow(question.reference) : -1;
        bool isClear = false;
        std::vector<Vec3> way;
        if (isPush) {
            way = {end * (1.0F / 3), end * (2.0F / 3), end};
            isClear = clearance.isFree({}, end);
        } else if (question.kind == "compartment") {
            const Vec3 out = thing(question.reference).frame.y * -1.0F;
            for (float before = 0.34F; !isClear && before < 0.6F; before += 0.1F) {
                way = {Vec3{0, 0, std::max(0.15F, end.z + 0.06F)}, end + out * before + Vec3{0, 0, 0.025F}, end};
                isClear = clearance.isFree({}, way[0]) && clearance.isFree(way[0], way[1]) &&
                          clearance.isFree(way[1], way[2]);
            }
        } else {
            // A cushion is first taken off the sofa's back.
            const Vec3 off = moved.kind == Kind::Cushion ? Vec3{0, -0.15F, 0} : Vec3{};
            const float least = m_world.isRoom ? 0.25F : question.kind == "top" ? 0.07F : liftMetres;
            const float step = m_world.isRoom ? 0.15F : 0.06F;
            for (float lift = least; !isClear && lift < least + 4 * step; lift += step) {
                way = {off + Vec3{0, 0, std::max(lift, 0.6F * end.z)},
                       end + Vec3{0, 0, m_world.isRoom ? lift * 0.6F : lift}, end};
                isClear = clearance.isFree({}, way[0], under) && clearance.isFree(way[0], way[1]) &&
                          clearance.isFree(way[1], way[2], destination);
            }
        }
        if (!isClear || !clearance.isSupported(end)) {
            return false;
        }
        const auto start = visibleStart(question.moved);
        if (!start) {
            return false;
        }
        question.start = *start;
        question.moves = {{}};
        question.moves.insert(question.moves.end(), way.begin(), way.end());
        for (const Vec3 move : question.moves) {
            const Vec3 pixel = m_world.project(question.start + move);
            const Vec3 point{(pixel.x + 0.5F) / float(m_world.camera.width) * 1000.0F,
                             (pixel.y + 0.5F) / float(m_world.camera.height) * 1000.0F, pixel.z};
            if (pixel.z <= 0.05F || point.x < edge || point.y < edge || point.x > farEdge || point.y > farEdge) {
                return false;
            }
            question.points.push_back(point);
        }
        return true;
    }

    /// The surface before a thing's centre, or at its visible pixel nearest to that.
    std::optional<Vec3> visibleStart(int index) const {
        const PinholeCamera& camera = m_world.camera;
        const Vec3 centre = m_sight.centres[std::size_t(index)];
        float nearest = 1e9F;
        int at = -1;
        for (int i = 0; i < camera.width * camera.height; ++i) {
            const int solid = m_seen.solids()[std::size_t(i)];
            if (solid < 0 || m_world.scene.solids()[std::size_t(solid)].object != index + 1) {
                continue;
            }
            const float u = float(i % camera.width) - centre.x;
            const float v = float(i / camera.width) - centre.y;
            if (u * u + v * v < nearest) {
                nearest = u * u + v * v;
                at = i;
            }
        }
        if (at < 0) {
            return std::nullopt;
        }
        // Where the centre lies in that pixel, it is seen itself.
        const bool isExact = std::lround(centre.x) == at % camera.width && std::lround(centre.y) == at / camera.width;
        const float u = isExact ? centre.x : float(at % camera.width);
        const float v = isExact ? centre.y : float(at / camera.width);
        const float z = m_seen.depths()[std::size_t(at)];
        return m_world.view.position +
               (m_world.view.right * ((u - float(camera.cx)) / float(camera.fx)) +
                m_world.view.down * ((v - float(camera.cy)) / float(camera.fy)) + m_world.view.forward) *
                   z;
    }

    const World& m_world;
    const QuickExposure& m_seen;
    Random& m_random;
    Sight m_sight;
    Naming m_naming;
    std::vector<int> m_movable, m_landmarks;
    std::map<int, Clearance> m_clearances;
};

} // namespace

std::vector<Question> askAbout(const World& world, const QuickExposure& seen, Random& random, int most) {
    std::vector<Question> asked;
    Interviewer interviewer(world, seen, random);
    if (!interviewer.hasSomething()) {
        return asked;
    }
    for (int attempt = 0; attempt < 12 * most && int(asked.size()) < most; ++attempt) {
        // A scene of which little can be asked is not worth more attempts.
        if (attempt == 40 && asked.empty()) {
            break;
        }
        auto question = interviewer.ask();
        if (question && std::none_of(asked.begin(), asked.end(),
                                     [&](const Question& other) { return other.text == question->text; })) {
            asked.push_back(std::move(*question));
        }
    }
    return asked;
}

} // namespace tracestudio::samples
