#pragma once

#include "scene/result.h"

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tracestudio {

struct HttpRequest {
    std::string url;
    std::string body;                 ///< JSON to post; empty: GET
    std::vector<std::string> headers; ///< "Name: value", beside those of the body
    double connectSeconds = 10;       ///< until there is a connection, name and TLS included
    double answerSeconds = 300;       ///< from then until the answer is whole
    std::size_t largestBody = 16'000'000;
};

/// Why there is no answer of a server.
enum class HttpProblem {
    None, ///< there is one, whatever its status
    Stopped,
    UnknownHost,
    Refused,
    Unreachable,
    ConnectTimeout,
    AnswerTimeout,
    Dropped, ///< the connection ended before the answer did
    UntrustedCertificate,
    NoTls, ///< it speaks TLS in no way that we do, or not at all
    TooLarge,
    NoHttp,  ///< it speaks something else
    Missing, ///< the module that speaks HTTP is not there
};

struct HttpReply {
    HttpProblem problem = HttpProblem::None;
    std::string detail; ///< of the problem, in libcurl's words
    int status = 0;
    std::string location;         ///< where a redirection leads
    double retryAfterSeconds = 0; ///< 0: the server names none
    std::string body;
    [[nodiscard]] bool isGood() const { return problem == HttpProblem::None && status >= 200 && status < 300; }
};

/// Told each piece of a good answer's body as it comes, from the thread that asked.
using HttpReceiver = std::function<void(std::string_view bytes)>;

/// Sends a request and waits for the answer; redirections are not followed. Trusts the certificates that the system
/// trusts, or SSL_CERT_FILE and SSL_CERT_DIR name. `stop` is answered at once. libcurl is linked to a module that is
/// loaded by the first call: it brings thirty libraries. Any thread, several at once.
HttpReply exchange(const HttpRequest& request, const HttpReceiver& receiver, const std::stop_token& stop);

} // namespace tracestudio
