#include "grammar.h"

#include <algorithm>
#include <map>

namespace tracestudio::samples {
namespace {

using Rules = std::map<std::string, std::vector<std::string>, std::less<>>;

const Rules& rules() {
    static const Rules all{
        {"sentence",
         {"{place}", "{drop}", "{stack}", "{relate}", "{push}", "{push towards}", "{push to the front}", "{top}",
          "{door ahead}", "{into compartment}", "{between}"}},
        {"place",
         {"put the {thing} on the {thing}", "place the {thing} on the {thing}", "place the {thing} onto the {thing}",
          "move the {thing} to the {thing}", "move the {thing} onto the {thing}",
          "pick up the {thing} and move it to the {thing}", "pick up the {thing} and put it on the {thing}",
          "pick up the {thing} and place it on the {thing}", "take the {thing} and put it onto the {thing}"}},
        {"drop",
         {"put the {thing} in the {thing}", "put the {thing} into the {thing}", "drop the {thing} into the {thing}",
          "move the {thing} to the {thing}", "pick up the {thing} and put it in the {thing}",
          "pick up the {thing} and put it into the {thing}", "pick up the {thing} and move it to the {thing}"}},
        {"stack",
         {"stack the {thing} on the {thing}", "put the {thing} on top of the {thing}",
          "place the {thing} on the {thing}", "pick up the {thing} and stack it on the {thing}",
          "pick up the {thing} and put it on top of the {thing}"}},
        {"relate",
         {"put the {thing} {side} the {thing}", "place the {thing} {side} the {thing}",
          "move the {thing} {side} the {thing}", "set the {thing} down {side} the {thing}",
          "pick up the {thing} and put it {side} the {thing}", "pick up the {thing} and place it {side} the {thing}"}},
        {"side", {"{left of}", "{right of}", "{behind}", "{in front of}"}},
        {"left of", {"to the left of", "left of"}},
        {"right of", {"to the right of", "right of"}},
        {"behind", {"behind"}},
        {"in front of", {"in front of"}},
        {"push",
         {"push the {thing} {distance} cm {direction}", "slide the {thing} {distance} cm {direction}",
          "move the {thing} {distance} cm {direction}"}},
        {"push towards",
         {"push the {thing} {distance} cm {direction}, towards the {thing}",
          "slide the {thing} {distance} cm {direction}, towards the {thing}"}},
        {"push to the front",
         {"push the {thing} {distance} cm {direction}, towards the front of the {thing}",
          "slide the {thing} {distance} cm {direction}, towards the front of the {thing}"}},
        {"distance", {"10", "15", "20", "25", "30", "40", "50", "60", "80"}},
        {"direction", {"{leftwards}", "{rightwards}", "{away}", "{near}"}},
        {"leftwards", {"to the left", "left"}},
        {"rightwards", {"to the right", "right"}},
        {"away", {"away from the camera", "away from me", "backwards"}},
        {"near", {"towards the camera", "towards me", "closer"}},
        {"top",
         {"put the {thing} on the top of the {thing}", "put the {thing} on top of the {thing}",
          "move the {thing} to the top of the {thing}", "place the {thing} on the top of the {thing}",
          "pick up the {thing} and put it on the top of the {thing}",
          "pick up the {thing} and move it to the top of the {thing}"}},
        {"door ahead",
         {"push the {thing} {direction} until it stands in front of the {which} door of the {named}",
          "push the {thing} in front of the {which} door of the {named}",
          "move the {thing} in front of the {which} door of the {named}",
          "slide the {thing} until it stands in front of the {which} door of the {named}"}},
        {"which", {"left", "middle", "right"}},
        {"into compartment",
         {"put the {thing} into the {which} compartment of the {level} row of the {named}",
          "pick up the {thing} and put it into the {which} compartment of the {level} row of the {named}",
          "pick up the {thing} and put it into the empty compartment of the {named}",
          "put the {thing} into the empty compartment of the {named}"}},
        {"level", {"top", "middle", "bottom"}},
        {"between",
         {"pick up the {thing} and put it into the empty compartment of the {named}, between the {named} and the "
          "{named}",
          "put the {thing} into the empty compartment of the {named} between the {named} and the {named}"}},
        {"thing",
         {"{named}", "{extreme} {noun}", "{named} {side} the {named}", "{named} {on top} the {named}",
          "{named} on the {named}", "{named} in the {named}", "{named} on the floor",
          "{named} on the {hand} side of the {named}", "{named} {side} the {named} on the {hand}"}},
        {"on top", {"that is on top of", "on top of"}},
        {"hand", {"left", "right"}},
        {"named", {"{colour} {noun}", "{noun}", "round {colour} {noun}"}},
        {"extreme", {"{leftmost}", "{rightmost}", "{nearest}", "{farthest}"}},
        {"leftmost", {"leftmost"}},
        {"rightmost", {"rightmost"}},
        {"nearest", {"nearest", "closest"}},
        {"farthest", {"farthest"}},
        {"noun",
         {"{block}", "{ball}", "{can}", "{mug}", "{plate}", "{tray}", "{bowl}", "{books}", "{lamp}", "{pen holder}",
          "{plant}", "{shelf}", "{sofa}", "{cushion}", "{stool}", "{pouf}", "{cabinet}", "{box}", "{basket}"}},
        {"block", {"block", "cube", "box"}},
        {"ball", {"ball", "sphere"}},
        {"can", {"can", "tin", "cylinder"}},
        {"mug", {"mug", "cup"}},
        {"plate", {"plate", "dish"}},
        {"tray", {"tray"}},
        {"bowl", {"bowl"}},
        {"books", {"stack of books", "books"}},
        {"lamp", {"lamp"}},
        {"pen holder", {"pen holder", "pencil holder"}},
        {"plant", {"plant", "potted plant"}},
        {"shelf", {"shelf"}},
        {"sofa", {"sofa", "couch"}},
        {"cushion", {"cushion", "pillow"}},
        {"stool", {"stool"}},
        {"pouf", {"pouf", "ottoman"}},
        {"cabinet", {"cabinet", "sideboard"}},
        {"box", {"storage box", "box"}},
        {"basket", {"basket", "bin"}},
        {"colour",
         {"{red}", "{green}", "{blue}", "{yellow}", "{orange}", "{purple}", "{white}", "{black}", "{teal}", "{pink}",
          "{grey}", "{wooden}"}},
        {"red", {"red"}},
        {"green", {"green"}},
        {"blue", {"blue"}},
        {"yellow", {"yellow"}},
        {"orange", {"orange"}},
        {"purple", {"purple", "violet"}},
        {"white", {"white"}},
        {"black", {"black"}},
        {"teal", {"teal"}},
        {"pink", {"pink"}},
        {"grey", {"grey", "gray"}},
        {"wooden", {"wooden"}}};
    return all;
}

/// Whether `words`, from `at` on, can become `text`.
bool canBecome(std::string_view words, std::string_view text) {
    const std::size_t brace = words.find('{');
    if (brace == std::string_view::npos) {
        return words == text;
    }
    if (!text.starts_with(words.substr(0, brace))) {
        return false;
    }
    const std::size_t close = words.find('}', brace);
    const std::string_view symbol = words.substr(brace + 1, close - brace - 1);
    const std::string_view rest = words.substr(close + 1);
    text.remove_prefix(brace);
    // The words after a symbol begin with a space, a comma or nothing: only there can it end.
    for (std::size_t end = 1; end <= text.size(); ++end) {
        const bool mayEnd = end == text.size() || text[end] == ' ' || text[end] == ',';
        if (mayEnd && canBecome(rest, text.substr(end)) && canMake(symbol, text.substr(0, end))) {
            return true;
        }
    }
    return false;
}

} // namespace

const std::vector<std::string>& alternatives(std::string_view symbol) {
    static const std::vector<std::string> none;
    const auto found = rules().find(symbol);
    return found == rules().end() ? none : found->second;
}

std::string nounSymbol(Kind kind) {
    return kindNames()[std::size_t(kind)];
}

std::string colourSymbol(Colour colour) {
    return colourNames()[std::size_t(colour)];
}

bool mayBeCalled(Kind kind, std::string_view noun) {
    if ((kind == Kind::PenHolder && noun == "cylinder") || (kind == Kind::Bowl && noun == "dish") ||
        (kind == Kind::Basket && noun == "box")) {
        return true;
    }
    if (kind == Kind::Door || kind >= Kind::Compartment) {
        return false;
    }
    const auto& nouns = alternatives(nounSymbol(kind));
    return std::find(nouns.begin(), nouns.end(), noun) != nouns.end();
}

std::string fillIn(std::string_view words, const std::vector<std::string>& parts) {
    std::string out;
    std::size_t part = 0;
    while (!words.empty()) {
        const std::size_t brace = words.find('{');
        out += words.substr(0, brace);
        if (brace == std::string_view::npos) {
            break;
        }
        out += part < parts.size() ? parts[part] : std::string();
        ++part;
        words.remove_prefix(words.find('}', brace) + 1);
    }
    return out;
}

bool canMake(std::string_view symbol, std::string_view text) {
    const auto& all = alternatives(symbol);
    return std::any_of(all.begin(), all.end(), [&](const std::string& words) { return canBecome(words, text); });
}

} // namespace tracestudio::samples
