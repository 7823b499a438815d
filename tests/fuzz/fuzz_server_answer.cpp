// What servers send, whole and in pieces: one answer however it is cut, in sound words, and no secret passes.
#include "fuzz_file.h"
#include "models/server_protocols.h"

#include <array>

using namespace tracestudio;

namespace {

struct Reading {
    std::string told;
    Result<ModelAnswer> answer;
};

Reading read(ServerProtocol protocol, std::string_view bytes, std::size_t piece) {
    AnswerReader reader(protocol, "http://server");
    std::string told;
    for (std::size_t i = 0; i < bytes.size(); i += piece)
        told += reader.add(bytes.substr(i, piece));
    return {told, reader.finish()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1)
        return 0;
    // The first byte, a letter in the corpus, chooses the protocol and the pieces.
    const auto protocol = std::array{ServerProtocol::ChatCompletions, ServerProtocol::Query}[data[0] % 2];
    const std::size_t piece = data[0] / 2 + 1u;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);

    const Reading whole = read(protocol, bytes, size);
    const Reading pieces = read(protocol, bytes, piece);
    require(whole.told == pieces.told, "pieces tell what the whole tells");
    require(whole.answer.has_value() == pieces.answer.has_value(), "pieces are an answer where the whole is");
    if (whole.answer) {
        require(!whole.answer->text.empty(), "an answer has words");
        require(whole.answer->text == pieces.answer->text, "pieces are the whole answer");
        require(whole.told.find_first_not_of(" \t\r\n\f\v") == std::string::npos || whole.told == whole.answer->text,
                "what was told is the answer");
        require(whole.answer->promptTokenCount >= 0 && whole.answer->newTokenCount >= 0, "counts count");
    } else {
        require(whole.answer.error() == pieces.answer.error(), "pieces fail as the whole does");
        require(!whole.answer.error().message().empty(), "a refusal has words");
    }

    const std::string words = wordsOfError(bytes);
    require(words.size() <= 4 * 200 + 3, "the server's words are short");
    require(words.find_first_of("\n\r\t\x01\x1b\x7f") == std::string::npos, "and on one line");
    modelsListed(bytes);
    ChatDialect().learn(bytes);

    const std::string secret(bytes.substr(0, 3 + piece % 5));
    Redaction redaction({secret});
    std::string passed;
    for (std::size_t i = 0; i < bytes.size(); i += piece)
        passed += redaction.add(bytes.substr(i, piece));
    passed += redaction.finish();
    const bool isOdd = std::string_view("\xE2\x80\xA6").find_first_of(secret) != std::string_view::npos;
    require(isOdd || secret.empty() || passed.find(secret) == std::string::npos, "no secret passes");

    if (const auto address = serverAddress(bytes, protocol)) {
        const std::string request = address->of(endpointOf(protocol));
        require(serverAddress(request, protocol).has_value(), "an address goes on being one");
        const std::string_view shown = address->shown;
        require(shown.substr(0, shown.find('/', 8)).find('@') == std::string_view::npos, "no user is shown");
    }
    return 0;
}
