#include "models/server_protocols.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace tracestudio {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::array<std::pair<ServerProtocol, std::string_view>, 3> protocolNames{{
    {ServerProtocol::RoboTracer, "robotracer"},
    {ServerProtocol::Query, "query"},
    {ServerProtocol::ChatCompletions, "openai"},
}};
constexpr std::uintmax_t largestPicture = 64'000'000;
constexpr std::size_t longestWords = 200; // characters of a server's own words in a message
constexpr std::array<std::string_view, 5> eventFields{":", "data:", "event:", "id:", "retry:"};
constexpr std::size_t longestField = 6;
constexpr std::string_view blank = "…";
constexpr int deepestJson = 32; // an answer has five levels

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = char(c - 'A' + 'a');
    return result;
}

bool isBlank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

/// What lies deeper than an answer is left out, so that a small body cannot become a large tree.
Json parseJson(std::string_view text) {
    return Json::parse(
        text.begin(), text.end(), [](int depth, Json::parse_event_t, const Json&) { return depth <= deepestJson; },
        false);
}

const Json* member(const Json& json, const char* key) {
    if (!json.is_object())
        return nullptr;
    const auto found = json.find(key);
    return found == json.end() ? nullptr : &*found;
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string base64(std::string_view bytes) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < count ? std::uint8_t(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= count ? letters[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

Result<std::string> pictureBytes(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return failure(TRANSLATABLE("%1 is not there or is no file. Choose the picture again."), path.string());
    if (fs::file_size(path, error) > largestPicture)
        return failure(TRANSLATABLE("%1 is too large to be sent to a server. Save it as a smaller picture."),
                       path.string());
    std::ifstream stream(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream || bytes.empty())
        return failure(TRANSLATABLE("%1 cannot be read. Look at the file and who may read it."), path.string());
    return bytes;
}

/// "png" as in image/png, by the first bytes; empty for what servers do not take.
std::string_view pictureType(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\x89PNG"sv))
        return "png";
    if (bytes.starts_with("\xFF\xD8\xFF"sv))
        return "jpeg";
    if (bytes.starts_with("GIF8"sv))
        return "gif";
    if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv))
        return "webp";
    if (bytes.starts_with("BM"sv))
        return "bmp";
    if (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv))
        return "tiff";
    return {};
}

/// Words that stand before the question, for protocols that have no place of their own for them.
std::string withSystem(const Question& question) {
    return question.system.empty() ? question.text : question.system + "\n\n" + question.text;
}

Result<std::string> roboTracerBody(const std::string& modelName, const Question& question) {
    const bool takesCamera = contains(modelName, "Intrinsics");
    const bool takesDepth = takesCamera && contains(modelName, "Depth");
    const Camera& camera = question.frame.camera;
    if (takesCamera && !(camera.fx != 0 && camera.fy != 0))
        return failure(TRANSLATABLE("%1 wants the intrinsics of the camera, and they are not known. Give them, or ask "
                                    "a model without \"Intrinsics\" in its name."),
                       modelName);
    if (takesDepth && question.depthFile.empty())
        return failure(TRANSLATABLE("%1 wants a depth picture, and there is none. Give one, or ask a model without "
                                    "\"Depth\" in its name."),
                       modelName);
    const auto absolute = [](const fs::path& path) {
        std::error_code error;
        return fs::absolute(path, error).lexically_normal().string();
    };
    Json body;
    body["image_paths"] = Json::array({absolute(question.imageFile)});
    body["depth_z_paths"] = takesDepth ? Json::array({absolute(question.depthFile)}) : Json();
    body["intrinsics"] =
        takesCamera ? Json{{camera.fx, 0.0, camera.cx}, {0.0, camera.fy, camera.cy}, {0.0, 0.0, 1.0}} : Json();
    body["enable_spatial"] = !takesCamera && contains(modelName, "RGB") ? 0 : 1;
    body["text"] = withSystem(question);
    return dump(body);
}

Json chatBody(const std::string& modelName, std::string_view picture, const Question& question,
              const AnswerOptions& options, bool isStreamed, const ChatDialect& dialect) {
    Json body;
    body["model"] = modelName;
    body["messages"] = Json::array();
    if (!question.system.empty())
        body["messages"].push_back({{"role", "system"}, {"content", question.system}});
    const std::string url = "data:image/" + std::string(pictureType(picture)) + ";base64," + base64(picture);
    body["messages"].push_back(
        {{"role", "user"},
         {"content",
          {{{"type", "image_url"}, {"image_url", {{"url", url}}}}, {{"type", "text"}, {"text", question.text}}}}});
    if (options.samples) {
        if (options.temperature)
            body["temperature"] = *options.temperature;
        if (options.topP)
            body["top_p"] = *options.topP;
        body["seed"] = options.seed;
    } else {
        body["temperature"] = 0;
    }
    if (!dialect.hasTemperature)
        body.erase("temperature");
    body[dialect.hasMaxCompletionTokens ? "max_completion_tokens" : "max_tokens"] = options.mostNewTokens;
    if (isStreamed) {
        body["stream"] = true;
        if (dialect.hasStreamOptions)
            body["stream_options"] = {{"include_usage", true}};
    }
    return body;
}

/// A message's content: a string, or a list of parts of which the texts count.
std::string contentOf(const Json* content) {
    if (!content)
        return {};
    if (content->is_string())
        return content->get<std::string>();
    std::string text;
    if (!content->is_array())
        return text;
    for (const Json& part : *content) {
        const Json* words = part.is_string() ? &part : member(part, "text");
        if (words && words->is_string())
            text += words->get<std::string>();
    }
    return text;
}

std::string reasoningOf(const Json& message) {
    for (const char* key : {"reasoning_content", "reasoning"})
        if (std::string text = contentOf(member(message, key)); !text.empty())
            return text;
    return {};
}

int countOf(const Json* number) {
    if (!number || !number->is_number())
        return 0;
    const double value = number->get<double>();
    return value > 0 && value <= std::numeric_limits<int>::max() ? int(value) : 0;
}

/// What a chat completion says beside its words.
void readAsides(const Json& json, ModelAnswer& answer) {
    if (const Json* usage = member(json, "usage"); usage && usage->is_object()) {
        answer.promptTokenCount = countOf(member(*usage, "prompt_tokens"));
        answer.newTokenCount = countOf(member(*usage, "completion_tokens"));
    }
}

const Json* firstChoice(const Json& json) {
    const Json* choices = member(json, "choices");
    return choices && choices->is_array() && !choices->empty() ? &choices->front() : nullptr;
}

/// Where a server tells of an error in its JSON; empty when it tells of none.
std::string errorIn(const Json& json, bool isSurelyError) {
    if (const Json* error = member(json, "error");
        error && !error->is_null() && *error != Json(false) && *error != Json(0) && *error != Json("")) {
        if (error->is_string())
            return error->get<std::string>();
        if (const Json* message = member(*error, "message"); message && message->is_string())
            return message->get<std::string>();
        return dump(*error);
    }
    if (!isSurelyError)
        return {};
    for (const char* key : {"message", "detail", "answer"})
        if (const Json* words = member(json, key); words && !words->is_null())
            return words->is_string() ? words->get<std::string>() : dump(*words);
    return {};
}

std::string withoutMarkup(std::string_view text) {
    std::string plain;
    bool isTag = false;
    for (const char c : text) {
        if (c == '<')
            isTag = true;
        if (!isTag)
            plain += c;
        if (c == '>') {
            isTag = false;
            plain += ' ';
        }
    }
    return plain;
}

/// On one line, single spaces, at most `longestWords` characters, whole ones of sound UTF-8.
std::string shortened(std::string_view text) {
    std::string line;
    std::size_t count = 0;
    bool isSpace = false;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = std::uint8_t(text[i]);
        std::size_t length = c < 0x80                ? 1
                             : c >= 0xC2 && c < 0xE0 ? 2
                             : c >= 0xE0 && c < 0xF0 ? 3
                             : c >= 0xF0 && c < 0xF5 ? 4
                                                     : 0;
        bool isSound = length > 0 && i + length <= text.size();
        for (std::size_t k = 1; isSound && k < length; ++k)
            isSound = (std::uint8_t(text[i + k]) & 0xC0) == 0x80;
        if (!isSound || c <= ' ' || c == 0x7F) {
            isSpace = !line.empty();
            i += 1;
            continue;
        }
        if (count == longestWords)
            return line + "…";
        if (std::exchange(isSpace, false))
            line += ' ';
        line.append(text, i, length);
        i += length;
        ++count;
    }
    return line;
}

/// What a server sent that is not JSON, for a message. Secrets go first: a part of one is not known any more.
std::string plainWords(std::string_view bytes, const Redaction& redaction) {
    const std::string safe = redaction.whole(std::string(bytes));
    return shortened(redaction.whole(withoutMarkup(std::string_view(safe).substr(0, 4000))));
}

tl::unexpected<Error> notJson(const std::string& shown, std::string_view bytes, const Redaction& redaction) {
    return failure(TRANSLATABLE("What %1 sent is not the JSON of an answer (\"%2\"). Check the address and the "
                                "protocol."),
                   shown, plainWords(bytes, redaction));
}

tl::unexpected<Error> serverSaidNo(const std::string& shown, const std::string& words, const Redaction& redaction) {
    return failure(TRANSLATABLE("%1 could not answer: \"%2\". Look at what the server reports, then ask again."), shown,
                   shortened(redaction.whole(words)));
}

} // namespace

std::string_view nameOf(ServerProtocol protocol) {
    return std::find_if(protocolNames.begin(), protocolNames.end(),
                        [&](const auto& entry) { return entry.first == protocol; })
        ->second;
}

std::optional<ServerProtocol> serverProtocolFrom(std::string_view name) {
    const auto found = std::find_if(protocolNames.begin(), protocolNames.end(),
                                    [&](const auto& entry) { return entry.second == lower(name); });
    return found == protocolNames.end() ? std::nullopt : std::optional(found->first);
}

ServerProtocol serverProtocolOf(std::string_view modelName, std::string_view url) {
    if (contains(modelName, "RoboTracer"))
        return ServerProtocol::RoboTracer;
    const std::string name = lower(modelName);
    for (const char* word : {"gemini", "gpt", "claude"})
        if (contains(name, word))
            return ServerProtocol::ChatCompletions;
    for (const char* part : {"/v1", "/chat/completions"})
        if (contains(url, part))
            return ServerProtocol::ChatCompletions;
    return ServerProtocol::Query;
}

std::string_view endpointOf(ServerProtocol protocol) {
    return protocol == ServerProtocol::ChatCompletions ? "/chat/completions" : "/query";
}

Result<ServerAddress> serverAddress(std::string_view url, ServerProtocol protocol) {
    while (!url.empty() && isBlank(url.substr(0, 1)))
        url.remove_prefix(1);
    while (!url.empty() && isBlank(url.substr(url.size() - 1)))
        url.remove_suffix(1);
    ServerAddress address;
    std::string_view rest = url.substr(0, url.find('#'));
    if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
        address.query = rest.substr(mark);
        rest = rest.substr(0, mark);
    }
    const std::size_t colon = rest.find("://");
    const std::string scheme = lower(rest.substr(0, colon == std::string_view::npos ? 0 : colon));
    std::string_view authority = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 3);
    std::string_view path;
    if (const std::size_t slash = authority.find('/'); slash != std::string_view::npos) {
        path = authority.substr(slash);
        authority = authority.substr(0, slash);
    }
    std::string_view place = authority;
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        const std::string_view user = authority.substr(0, at);
        place = authority.substr(at + 1);
        if (const std::size_t mark = user.find(':'); mark != std::string_view::npos)
            address.password = user.substr(mark + 1);
    }
    std::string_view port;
    const std::size_t end = place.starts_with('[') ? place.find(']') : place.find(':');
    if (place.starts_with('[')) {
        address.host = place.substr(0, end == std::string_view::npos ? end : end + 1);
        port = place.substr(address.host.size());
    } else {
        address.host = place.substr(0, end);
        port = place.substr(address.host.size());
    }
    const auto isOdd = [](char c) { return std::uint8_t(c) <= ' ' || c == 0x7F || c == '\\' || c == '"'; };
    const bool isPort = port.empty() || (port.size() > 1 && port.size() <= 6 && port.front() == ':' &&
                                         port.find_first_not_of("0123456789", 1) == std::string_view::npos &&
                                         std::stoi(std::string(port.substr(1))) <= 65535);
    if ((scheme != "http" && scheme != "https") || address.host.empty() || !isPort ||
        (address.host.starts_with('[') && !address.host.ends_with(']')) || std::any_of(url.begin(), url.end(), isOdd))
        return failure(TRANSLATABLE("'%1' is not the address of a server. Write it as http://host:port or "
                                    "https://host/path."),
                       scheme.empty() ? std::string(rest.substr(rest.rfind('@') + 1))
                                      : scheme + "://" + std::string(place) + std::string(path));
    const auto withoutSlashes = [&path] {
        while (path.ends_with('/'))
            path.remove_suffix(1);
    };
    withoutSlashes();
    if (path.ends_with(endpointOf(protocol)))
        path.remove_suffix(endpointOf(protocol).size());
    withoutSlashes();
    address.base = scheme + "://" + std::string(authority) + std::string(path);
    address.shown = scheme + "://" + std::string(place) + std::string(path);
    return address;
}

bool ChatDialect::learn(std::string_view refusal) {
    const std::string words = errorIn(parseJson(refusal), true);
    if (!hasMaxCompletionTokens && contains(words, "max_completion_tokens"))
        return hasMaxCompletionTokens = true;
    if (hasTemperature && contains(words, "'temperature'"))
        return !(hasTemperature = false);
    if (hasStreamOptions && contains(words, "stream_options"))
        return !(hasStreamOptions = false);
    return false;
}

Result<std::string> requestBody(ServerProtocol protocol, const std::string& modelName, const Question& question,
                                const AnswerOptions& options, bool isStreamed, const ChatDialect& dialect) {
    if (question.imageFile.empty())
        return failure(TRANSLATABLE("A server is sent the file of the picture, and this picture lies in none. Save it "
                                    "first."));
    if (protocol == ServerProtocol::RoboTracer)
        return roboTracerBody(modelName, question);
    auto bytes = pictureBytes(question.imageFile);
    if (!bytes)
        return bytes;
    if (protocol == ServerProtocol::Query)
        return dump(Json{{"image_url", Json::array({base64(*bytes)})},
                         {"depth_url", Json::array()},
                         {"enable_depth", 0},
                         {"text", withSystem(question)}});
    if (pictureType(*bytes).empty())
        return failure(TRANSLATABLE("%1 is no picture that servers take. Save it as PNG or JPEG."),
                       question.imageFile.string());
    return dump(chatBody(modelName, *bytes, question, options, isStreamed, dialect));
}

// ---- answers

AnswerReader::AnswerReader(ServerProtocol protocol, std::string shown, Redaction redaction)
    : m_protocol(protocol)
    , m_shown(std::move(shown))
    , m_redaction(std::move(redaction)) {}

std::string AnswerReader::add(std::string_view bytes) {
    m_bytes += bytes;
    if (m_form == Form::Unknown) {
        // Also where a stream was asked for, a server may answer in one piece.
        m_bytes.erase(0, std::min(m_bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), m_bytes.size()));
        if (m_bytes.size() < longestField)
            return {};
        const bool isStream = m_protocol == ServerProtocol::ChatCompletions &&
                              std::any_of(eventFields.begin(), eventFields.end(),
                                          [this](std::string_view field) { return m_bytes.starts_with(field); });
        m_form = isStream ? Form::Events : Form::Whole;
    }
    if (m_form == Form::Whole)
        return {};
    std::string fresh;
    std::size_t begin = 0;
    for (std::size_t end; (end = m_bytes.find('\n', begin)) != std::string::npos; begin = end + 1)
        fresh += takeLine(std::string_view(m_bytes).substr(begin, end - begin));
    m_bytes.erase(0, begin);
    return fresh;
}

std::string AnswerReader::takeLine(std::string_view line) {
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.empty())
        return takeEvent();
    if (!line.starts_with("data:"))
        return {};
    line.remove_prefix(5);
    if (line.starts_with(' '))
        line.remove_prefix(1);
    if (!m_event.empty())
        m_event += '\n';
    m_event += line;
    return {};
}

std::string AnswerReader::takeEvent() {
    const std::string data = std::exchange(m_event, {});
    if (m_error || isBlank(data))
        return {};
    if (data == "[DONE]") {
        m_isEnded = true;
        return {};
    }
    const Json json = parseJson(data);
    if (!json.is_object()) {
        m_error = notJson(m_shown, data, m_redaction).value();
        return {};
    }
    if (const std::string words = errorIn(json, false); !words.empty()) {
        m_error = serverSaidNo(m_shown, words, m_redaction).value();
        return {};
    }
    readAsides(json, m_answer);
    const Json* choice = firstChoice(json);
    if (!choice)
        return {};
    if (const Json* reason = member(*choice, "finish_reason"); reason && reason->is_string()) {
        m_isEnded = true;
        m_answer.isCut = *reason == "length";
    }
    const Json* delta = member(*choice, "delta");
    if (!delta)
        return {};
    m_reasoning += reasoningOf(*delta);
    std::string text = contentOf(member(*delta, "content"));
    m_answer.text += text;
    return text;
}

Result<ModelAnswer> AnswerReader::finish() {
    if (m_form != Form::Events)
        return finishWhole();
    takeLine(std::exchange(m_bytes, {}));
    takeEvent();
    if (m_error)
        return tl::unexpected(*m_error);
    if (!m_isEnded)
        return failure(TRANSLATABLE("The answer of %1 breaks off. Ask again."), m_shown);
    if (isBlank(m_answer.text))
        m_answer.text = m_reasoning;
    return checked(std::move(m_answer));
}

Result<ModelAnswer> AnswerReader::finishWhole() const {
    if (isBlank(m_bytes))
        return checked({});
    const Json json = parseJson(m_bytes);
    if (!json.is_object())
        return notJson(m_shown, m_bytes, m_redaction);
    if (const std::string words = errorIn(json, false); !words.empty())
        return serverSaidNo(m_shown, words, m_redaction);
    ModelAnswer answer;
    if (m_protocol == ServerProtocol::ChatCompletions) {
        const Json* choice = firstChoice(json);
        const Json* message = choice ? member(*choice, "message") : nullptr;
        if (!message)
            return notJson(m_shown, m_bytes, m_redaction);
        answer.text = contentOf(member(*message, "content"));
        if (isBlank(answer.text))
            answer.text = reasoningOf(*message);
        const Json* reason = member(*choice, "finish_reason");
        answer.isCut = reason && *reason == "length";
        readAsides(json, answer);
        return checked(std::move(answer));
    }
    const Json* result = member(json, "result");
    if (!result)
        return notJson(m_shown, m_bytes, m_redaction);
    if (*result != 1 && *result != true) {
        const std::string words = errorIn(json, true);
        return serverSaidNo(m_shown, words.empty() ? "result: " + dump(*result) : words, m_redaction);
    }
    if (const Json* words = member(json, "answer"); words && !words->is_null())
        answer.text = words->is_string() ? words->get<std::string>() : dump(*words);
    return checked(std::move(answer));
}

Result<ModelAnswer> AnswerReader::checked(ModelAnswer answer) const {
    if (!isBlank(answer.text))
        return answer;
    if (answer.isCut)
        return failure(TRANSLATABLE("%1 came to the limit of tokens before its first word. Allow more of them."),
                       m_shown);
    return failure(TRANSLATABLE("%1 sent an empty answer. Ask again, or look at what the server reports."), m_shown);
}

std::optional<std::vector<std::string>> modelsListed(std::string_view body) {
    const Json json = parseJson(body);
    const Json* data = member(json, "data");
    if (!data || !data->is_array())
        return std::nullopt;
    std::vector<std::string> models;
    for (const Json& model : *data)
        if (const Json* id = member(model, "id"); id && id->is_string())
            models.push_back(id->get<std::string>());
    return models;
}

std::string wordsOfError(std::string_view body, const Redaction& redaction) {
    const Json json = parseJson(body);
    const std::string words = errorIn(json.is_array() && !json.empty() ? json.front() : json, true);
    return words.empty() ? plainWords(body, redaction) : shortened(redaction.whole(words));
}

// ---- secrets

Redaction::Redaction(std::vector<std::string> secrets)
    : m_secrets(std::move(secrets)) {
    std::erase(m_secrets, std::string());
}

std::string Redaction::whole(std::string text) const {
    for (const std::string& secret : m_secrets)
        for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += blank.size())
            text.replace(at, secret.size(), blank);
    return text;
}

std::string Redaction::add(std::string_view piece) {
    m_held = whole(m_held.append(piece));
    std::size_t kept = 0;
    for (const std::string& secret : m_secrets)
        for (std::size_t length = std::min(secret.size() - 1, m_held.size()); length > kept; --length)
            if (m_held.ends_with(std::string_view(secret).substr(0, length))) {
                kept = length;
                break;
            }
    std::string passed = m_held.substr(0, m_held.size() - kept);
    m_held.erase(0, passed.size());
    return passed;
}

std::string Redaction::finish() {
    return std::exchange(m_held, {});
}

} // namespace tracestudio
