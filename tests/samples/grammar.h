#pragma once

#include "world.h"

#include <string>
#include <string_view>
#include <vector>

/// The English of the world: a context-free grammar whose rules both make sentences and read them.
namespace tracestudio::samples {

/// What may stand for a symbol: words with further symbols in braces, as in "put the {thing} on the {thing}". The first
/// symbol is "sentence". An unknown symbol has no alternatives.
const std::vector<std::string>& alternatives(std::string_view symbol);

/// The symbols for what a kind and a colour are called.
std::string nounSymbol(Kind kind);
std::string colourSymbol(Colour colour);
/// Whether a person might call a thing of that kind so; "cylinder" fits a can and a pen holder.
bool mayBeCalled(Kind kind, std::string_view noun);

/// The words with their symbols in braces replaced in turn.
std::string fillIn(std::string_view words, const std::vector<std::string>& parts);

/// Whether the grammar can make exactly this text of `symbol`.
bool canMake(std::string_view symbol, std::string_view text);

} // namespace tracestudio::samples
