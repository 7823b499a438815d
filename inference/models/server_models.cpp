#include "models/server_models.h"

#include "models/http_client.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <random>

namespace tracestudio {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double firstPauseSeconds = 0.5;
constexpr double longestPauseSeconds = 8;
/// A server that wants a longer pause is not waited for.
constexpr double longestRetryAfterSeconds = 60;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::string inWords(double seconds) {
    std::string text = std::to_string(seconds);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string::npos ? std::string()
                                      : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Sleeps; false when stopped meanwhile.
bool pause(double seconds, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
    return !stop.stop_requested();
}

/// How long to wait after the `attempt`th failure: twice as long each time, and never in step with others who failed.
double pauseAfter(int attempt, const HttpReply& reply) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const double longest = std::min(longestPauseSeconds, firstPauseSeconds * std::exp2(attempt - 1));
    const double seconds = longest * std::uniform_real_distribution<>(0.5, 1)(random);
    return std::max(seconds, reply.retryAfterSeconds);
}

bool mayPass(const HttpReply& reply) {
    switch (reply.problem) {
    case HttpProblem::None:
        return (reply.status == 408 || reply.status == 429 || reply.status >= 500) &&
               reply.retryAfterSeconds <= longestRetryAfterSeconds;
    case HttpProblem::Refused:
    case HttpProblem::Unreachable:
    case HttpProblem::ConnectTimeout:
    case HttpProblem::Dropped:
        return true;
    default:
        return false;
    }
}

/// Why a reply is no good answer.
Error errorOf(const HttpReply& reply, const HttpRequest& request, const ServerAddress& address,
              const Redaction& redaction) {
    const std::string& shown = address.shown;
    const std::string detail = redaction.whole(reply.detail);
    switch (reply.problem) {
    case HttpProblem::None:
        break;
    case HttpProblem::Stopped:
        return stopped().value();
    case HttpProblem::UnknownHost:
        return {TRANSLATABLE("%1 is not known by that name. Check the address and the network."), {shown}};
    case HttpProblem::Refused:
        return {TRANSLATABLE("%1 refused the connection. Start the server, or check the address and its port."),
                {shown}};
    case HttpProblem::Unreachable:
        return {TRANSLATABLE("%1 cannot be reached (%2). Check the address and the network."), {shown, detail}};
    case HttpProblem::ConnectTimeout:
        return {TRANSLATABLE("%1 gave no connection in %2 s. Check the address, the network and the firewall."),
                {shown, inWords(request.connectSeconds)}};
    case HttpProblem::AnswerTimeout:
        return {TRANSLATABLE("%1 did not finish its answer in %2 s. Allow more time, or look at what the server is "
                             "doing."),
                {shown, inWords(request.answerSeconds)}};
    case HttpProblem::Dropped:
        return {TRANSLATABLE("%1 dropped the connection before the answer was whole (%2). Ask again, or look at what "
                             "the server reports."),
                {shown, detail}};
    case HttpProblem::UntrustedCertificate:
        return {TRANSLATABLE("The certificate of %1 is not trusted (%2). Add the one that signed it to the system's, "
                             "or name its file in SSL_CERT_FILE."),
                {shown, detail}};
    case HttpProblem::NoTls:
        return {TRANSLATABLE("No secure connection to %1 came about (%2). Write http:// in the address if the server "
                             "has no TLS."),
                {shown, detail}};
    case HttpProblem::TooLarge:
        return {TRANSLATABLE("The answer of %1 is larger than %2 MB and was not taken. Check the address and the "
                             "protocol."),
                {shown, std::to_string(request.largestBody / 1'000'000)}};
    case HttpProblem::NoHttp:
        return {TRANSLATABLE("%1 does not answer as a server of the web does (%2). Check the address and its port."),
                {shown, detail}};
    case HttpProblem::Missing:
        return {TRANSLATABLE("Servers cannot be reached, because a part of the program is missing (%1). Install it "
                             "again."),
                {detail}};
    }
    const std::string status = std::to_string(reply.status);
    const std::string said = wordsOfError(reply.body, redaction);
    const std::string words = said.empty() ? "–" : said;
    if (reply.status >= 300 && reply.status < 400) {
        const auto elsewhere = serverAddress(reply.location, ServerProtocol::Query);
        return {TRANSLATABLE("%1 sends us on to %2, where we do not go by ourselves. Give that address if you trust "
                             "it."),
                {shown, elsewhere ? redaction.whole(elsewhere->shown) : status}};
    }
    if (reply.status == 401 || reply.status == 403)
        return {TRANSLATABLE("%1 does not let us in (%2): \"%3\". Check the key, and that it may use this model."),
                {shown, status, words}};
    if (reply.status == 404 || reply.status == 405)
        return {TRANSLATABLE("%1 has nothing at that address, or not that model (%2): \"%3\". Check the address, the "
                             "protocol and the model's name; addresses of chat completions mostly end in /v1."),
                {shown, status, words}};
    if (reply.status == 429)
        return {TRANSLATABLE("%1 takes no more questions for now (%2): \"%3\". Wait a while, or ask fewer at once."),
                {shown, status, words}};
    if (reply.status >= 500)
        return {TRANSLATABLE("%1 failed (%2): \"%3\". Look at what the server reports, then ask again."),
                {shown, status, words}};
    return {TRANSLATABLE("%1 did not take the question (%2): \"%3\". Check the model's name and the protocol."),
            {shown, status, words}};
}

class ServerModel final : public TraceModel {
  public:
    ServerModel(ServerPlace place, ServerAddress address)
        : m_place(std::move(place))
        , m_address(std::move(address))
        , m_redaction({m_place.key, m_address.password})
        , m_answerRedaction({secretIn(m_place.key), secretIn(m_address.password)}) {}

    [[nodiscard]] std::string name() const override {
        return m_place.modelName.empty() ? m_address.host : m_place.modelName;
    }
    [[nodiscard]] std::string place() const override { return m_address.shown; }
    [[nodiscard]] Result<ModelAnswer> ask(const Question& question, const AnswerOptions& options,
                                          const AnswerListener& listener, std::stop_token stop) override;
    [[nodiscard]] Result<ServerCheck> check(const std::stop_token& stop) const;

  private:
    /// In answers only what can be nothing but a secret is taken out: the numbers of a trace are not to suffer from a
    /// key such as "0".
    static std::string secretIn(const std::string& key) { return key.size() < 6 ? std::string() : key; }
    [[nodiscard]] HttpRequest requestTo(std::string_view part) const;
    [[nodiscard]] Error errorOf(const HttpReply& reply, const HttpRequest& request) const {
        return tracestudio::errorOf(reply, request, m_address, m_redaction);
    }

    const ServerPlace m_place;
    const ServerAddress m_address;
    const Redaction m_redaction, m_answerRedaction;
    std::mutex m_mutex; ///< of the dialect
    ChatDialect m_dialect;
};

HttpRequest ServerModel::requestTo(std::string_view part) const {
    HttpRequest request;
    request.url = m_address.of(part);
    request.connectSeconds = m_place.connectSeconds;
    request.answerSeconds = m_place.answerSeconds;
    if (m_place.protocol == ServerProtocol::ChatCompletions && !m_place.key.empty())
        request.headers.push_back("Authorization: Bearer " + m_place.key);
    return request;
}

Result<ModelAnswer> ServerModel::ask(const Question& question, const AnswerOptions& options,
                                     const AnswerListener& listener, std::stop_token stop) {
    const auto begin = Clock::now();
    const auto tell = [&listener](Stage stage, double share) {
        if (listener.progress)
            listener.progress(stage, share);
    };
    HttpRequest request = requestTo(endpointOf(m_place.protocol));
    ChatDialect dialect = (std::lock_guard(m_mutex), m_dialect);
    for (int attempt = 1;;) {
        if (stop.stop_requested())
            return stopped();
        if (request.body.empty()) {
            auto body =
                requestBody(m_place.protocol, m_place.modelName, question, options, bool(listener.text), dialect);
            if (!body)
                return tl::unexpected(body.error());
            request.body = std::move(*body);
            tell(Stage::Preparing, 1);
        }
        AnswerReader reader(m_place.protocol, m_address.shown, m_redaction);
        Redaction redaction = m_answerRedaction;
        bool isTold = false;
        const auto say = [&](const std::string& text) {
            if (text.empty() || !listener.text)
                return;
            isTold = true;
            listener.text(text);
        };
        tell(Stage::Waiting, 0);
        const HttpReply reply = exchange(
            request,
            [&](std::string_view bytes) {
                say(redaction.add(reader.add(bytes)));
                tell(Stage::Answering, 0);
            },
            stop);
        if (stop.stop_requested())
            return stopped();
        if (reply.isGood()) {
            auto answer = reader.finish();
            if (!answer)
                return answer;
            answer->text = m_answerRedaction.whole(answer->text);
            say(isTold ? redaction.finish() : answer->text);
            answer->seconds.answer = secondsSince(begin);
            tell(Stage::Answering, 1);
            return answer;
        }
        const bool isRefusal = reply.problem == HttpProblem::None && (reply.status == 400 || reply.status == 422);
        if (isRefusal && m_place.protocol == ServerProtocol::ChatCompletions && dialect.learn(reply.body)) {
            const std::lock_guard lock(m_mutex);
            m_dialect = dialect;
            request.body.clear();
            continue;
        }
        // Words that were told already would come twice.
        if (attempt >= m_place.tries || isTold || !mayPass(reply))
            return tl::unexpected(errorOf(reply, request));
        if (!pause(pauseAfter(attempt++, reply), stop))
            return stopped();
    }
}

Result<ServerCheck> ServerModel::check(const std::stop_token& stop) const {
    const auto begin = Clock::now();
    const bool isChat = m_place.protocol == ServerProtocol::ChatCompletions;
    HttpRequest request = requestTo(isChat ? "/models" : endpointOf(m_place.protocol));
    request.answerSeconds = std::min(m_place.answerSeconds, 30.0);
    HttpReply reply = exchange(request, {}, stop);
    ServerCheck check;
    check.seconds = secondsSince(begin);
    if (stop.stop_requested())
        return stopped();
    if (!isChat) {
        // Which path a server has, it tells only of questions (many say 404 to anything else); but that it is there, by
        // any answer of its own.
        const int status = reply.status;
        const bool isItself = reply.problem == HttpProblem::None && (status < 300 || status >= 400) && status != 401 &&
                              status != 403 && (status < 500 || status == 501);
        if (!isItself)
            return tl::unexpected(errorOf(reply, request));
        return check;
    }
    if (reply.isGood()) {
        if (auto models = modelsListed(reply.body)) {
            for (std::string& model : *models)
                model = m_redaction.whole(model);
            check.models = std::move(*models);
            check.knowsModel =
                std::find(check.models.begin(), check.models.end(), m_place.modelName) != check.models.end();
            return check;
        }
    }
    const bool listsNone = reply.isGood() || (reply.problem == HttpProblem::None &&
                                              (reply.status == 404 || reply.status == 405 || reply.status == 501));
    if (!listsNone)
        return tl::unexpected(errorOf(reply, request));
    request.url = m_address.of(endpointOf(m_place.protocol));
    request.body = "{}";
    reply = exchange(request, {}, stop);
    if (stop.stop_requested())
        return stopped();
    if (reply.problem != HttpProblem::None || (reply.status != 400 && reply.status != 422))
        return tl::unexpected(errorOf(reply, request));
    return check;
}

Result<std::shared_ptr<ServerModel>> openServer(ServerPlace place) {
    auto address = serverAddress(place.url, place.protocol);
    if (!address)
        return tl::unexpected(address.error());
    place.key = trimmed(place.key);
    if (std::any_of(place.key.begin(), place.key.end(), [](char c) { return std::uint8_t(c) < ' ' || c == 0x7F; }))
        return failure(TRANSLATABLE("The key for %1 holds a line break or another control character. Copy it again."),
                       address->shown);
    return std::make_shared<ServerModel>(std::move(place), std::move(*address));
}

} // namespace

Result<std::shared_ptr<TraceModel>> openServerModel(const ServerPlace& place) {
    return openServer(place);
}

Result<ServerCheck> checkServer(const ServerPlace& place, const std::stop_token& stop) {
    const auto server = openServer(place);
    if (!server)
        return tl::unexpected(server.error());
    return (*server)->check(stop);
}

} // namespace tracestudio
