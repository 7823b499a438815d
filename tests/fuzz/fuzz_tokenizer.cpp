// A tokenizer.json from outside, and texts: ids are of the vocabulary, and text comes back whole characters at a time.
#include "fuzz_file.h"
#include "local/tokenizer.h"

using namespace tracestudio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto tokenizer = Tokenizer::fromJson(text, "tokenizer.json");
    if (!tokenizer) {
        require(!tokenizer.error().message().empty(), "a refusal has words");
        return 0;
    }
    for (const std::string_view words :
         {std::string_view("put the  red cube\n on 12.5 好 e\xCC\x81 <|im_end|>"), text.substr(0, 400)}) {
        const auto ids = tokenizer->encode(words);
        TextStream stream(*tokenizer);
        std::string streamed;
        for (const TokenId id : ids) {
            require(id >= 0 && std::size_t(id) < tokenizer->size(), "an id is of the vocabulary");
            streamed += stream.add(id);
            require(asUtf8(streamed) == streamed, "streamed text is whole characters");
        }
        streamed += stream.finish();
        require(streamed == tokenizer->decode(ids), "streamed text is the decoded text");
    }
    return 0;
}
