#pragma once

#include "models/trace_model.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

/// How a server is spoken to; spec/benchmark.md section 4. Nothing in this file touches the network.
enum class ServerProtocol {
    RoboTracer,      ///< POST /query with the paths of files: server and program must see the same disk
    Query,           ///< POST /query with the picture itself
    ChatCompletions, ///< POST /chat/completions as OpenAI has it
};
/// "robotracer", "query", "openai": as options call them; any case when read.
std::string_view nameOf(ServerProtocol protocol);
std::optional<ServerProtocol> serverProtocolFrom(std::string_view name);
/// By the words in a model's name, as the published runner chooses, and by those in the address: RoboTracer; chat
/// completions for Gemini, GPT, Claude and addresses with /v1 or /chat/completions; else Query.
ServerProtocol serverProtocolOf(std::string_view modelName, std::string_view url);

/// A server's address, taken apart.
struct ServerAddress {
    std::string base;     ///< without the protocol's own last part and slashes at the end; user and password are in it
    std::string query;    ///< "?…" that is sent with every request; mostly empty
    std::string shown;    ///< `base` without user and password: what messages and answers call it
    std::string host;     ///< without the port
    std::string password; ///< of the user in it, as written; mostly empty
    /// Where one request goes to, such as "/query".
    [[nodiscard]] std::string of(std::string_view part) const { return base + std::string(part) + query; }
};
/// Takes "http://host:port/…" and "https://…", with or without the protocol's last part ("/query",
/// "/chat/completions"). Fails where that is no such address.
Result<ServerAddress> serverAddress(std::string_view url, ServerProtocol protocol);
/// The protocol's last part: "/query" or "/chat/completions".
std::string_view endpointOf(ServerProtocol protocol);

/// What some servers of chat completions do not take in a question. Learnt from their refusals: OpenAI's own newer
/// models want another name for the limit and no temperature.
struct ChatDialect {
    bool hasMaxCompletionTokens = false; ///< instead of "max_tokens"
    bool hasTemperature = true;
    bool hasStreamOptions = true;
    /// Takes up what the body of a refusal says; whether that is something new.
    bool learn(std::string_view refusal);
};

/// What is sent. Fails where the question lacks what the protocol needs: the picture's file, and for a RoboTracer with
/// "Intrinsics" or "Depth" in its name those. Reads the picture's file where its bytes are sent.
Result<std::string> requestBody(ServerProtocol protocol, const std::string& modelName, const Question& question,
                                const AnswerOptions& options, bool isStreamed, const ChatDialect& dialect = {});

/// Takes a secret out of text that passes by in pieces: a piece's end is held back while it may begin the secret.
class Redaction {
  public:
    explicit Redaction(std::vector<std::string> secrets = {});
    [[nodiscard]] std::string whole(std::string text) const;
    std::string add(std::string_view piece);
    std::string finish();

  private:
    std::vector<std::string> m_secrets;
    std::string m_held;
};

/// Reads what a server sends as it comes: one JSON value, or for chat completions also a stream of server-sent events.
class AnswerReader {
  public:
    /// `shown` is what messages call the server; of its own words they have none that `redaction` takes out.
    AnswerReader(ServerProtocol protocol, std::string shown, Redaction redaction = Redaction());
    /// The words that are new with these bytes; empty when there are none or nothing can be told before the end.
    std::string add(std::string_view bytes);
    /// The whole answer, or why there is none: not JSON, the server's own error, empty, broken off.
    [[nodiscard]] Result<ModelAnswer> finish();

  private:
    enum class Form { Unknown, Whole, Events };
    std::string takeLine(std::string_view line);
    std::string takeEvent();
    [[nodiscard]] Result<ModelAnswer> finishWhole() const;
    [[nodiscard]] Result<ModelAnswer> checked(ModelAnswer answer) const;

    ServerProtocol m_protocol;
    std::string m_shown;
    Redaction m_redaction;
    Form m_form = Form::Unknown;
    std::string m_bytes; ///< not read yet: the whole, or a line that has not ended
    std::string m_event; ///< the data of the event that has not ended
    std::string m_reasoning;
    ModelAnswer m_answer;
    std::optional<Error> m_error;
    bool m_isEnded = false;
};

/// The models that GET /models lists; nothing when it is no such list.
std::optional<std::vector<std::string>> modelsListed(std::string_view body);

/// What a server says about its error, for a message: the words in its JSON, else the text without its markup, on one
/// line of at most 200 characters, without what `redaction` takes out. Empty when it says nothing.
std::string wordsOfError(std::string_view body, const Redaction& redaction = Redaction());

} // namespace tracestudio
