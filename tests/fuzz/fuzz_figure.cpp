// Figures from anywhere: what they say they were made from is read or refused, and says the same when written again.
#include "app/figure_recipe.h"
#include "fuzz_file.h"
#include "widgets/figure/figure_file.h"

#include <QBuffer>

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const auto json = readRecipe(buffer, QStringLiteral("figure"));
    if (!json) {
        require(!json.error().text.empty(), "a refusal has words");
        return 0;
    }
    const auto recipe = FigureRecipe::fromJson(*json, QStringLiteral("figure"));
    if (!recipe)
        return 0;
    const auto again = FigureRecipe::fromJson(recipe->toJson(), QStringLiteral("figure"));
    require(again.has_value(), "what was read can be written and read");
    require(again->options == recipe->options, "the options are the same");
    require(again->toJson() == recipe->toJson(), "the recipe is the same");
    return 0;
}
