// The small JSON files of a checkpoint from outside: what is accepted may be computed with.
#include "fuzz_file.h"
#include "local/image_patches.h"
#include "local/model_config.h"

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto config = Qwen3VlConfig::fromJson(text, "config.json")) {
        const auto& vision = config->vision;
        const auto& words = config->text;
        require(vision.heads > 0 && vision.hidden % vision.heads == 0, "heads divide the width");
        require(vision.positionSide > 0 && vision.depth > 0 && vision.merge > 0 && vision.patch > 0,
                "sizes are positive");
        require(words.heads % words.keyValueHeads == 0, "key heads divide the query heads");
        require(words.headSize >= 2 && words.headSize % 2 == 0, "heads can be turned");
        require(config->imageToken >= 0 && config->imageToken < words.vocabulary, "the picture's token is known");
        for (const int layer : vision.deepstackLayers)
            require(layer >= 0 && layer < vision.depth, "deep features come from blocks that are there");
        require(int(vision.deepstackLayers.size()) <= words.layers, "deep features have layers to go to");
    } else {
        require(!config.error().message().empty(), "a refusal has words");
    }
    (void)GenerationConfig::fromJson(text, "generation_config.json");
    if (const auto image = ImageConfig::fromJson(text, "preprocessor_config.json"))
        for (const cv::Size& picture : {cv::Size(640, 480), cv::Size(1, 150), cv::Size(4000, 3000)})
            if (const auto resized = sizeForModel(picture, *image)) {
                const int factor = image->patch * image->merge;
                require(resized->width >= 0 && resized->width % factor == 0, "the width is whole blocks");
                require(resized->height >= 0 && resized->height % factor == 0, "the height is whole blocks");
            }
    return 0;
}
