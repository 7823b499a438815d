#include "models/http_client.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <curl/curl.h>
#include <memory>

using namespace tracestudio;

namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Easy = std::unique_ptr<CURL, Freed<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Freed<curl_multi_cleanup>>;
using Headers = std::unique_ptr<curl_slist, Freed<curl_slist_free_all>>;

/// What libcurl's callbacks write into.
struct Answer {
    CURL* easy;
    const HttpReceiver& receiver;
    const std::stop_token& stop;
    HttpReply& reply;
    std::size_t largestBody;
    bool isTooLarge = false;
};

std::size_t receive(char* bytes, std::size_t, std::size_t count, void* context) {
    Answer& answer = *static_cast<Answer*>(context);
    if (answer.stop.stop_requested())
        return CURL_WRITEFUNC_ERROR;
    if (count > answer.largestBody - answer.reply.body.size()) {
        answer.isTooLarge = true;
        return CURL_WRITEFUNC_ERROR;
    }
    answer.reply.body.append(bytes, count);
    long status = 0;
    curl_easy_getinfo(answer.easy, CURLINFO_RESPONSE_CODE, &status);
    if (answer.receiver && status >= 200 && status < 300)
        answer.receiver({bytes, count});
    return count;
}

/// A proxy that the environment names cannot reach what only this machine can.
bool isThisMachine(const std::string& url) {
    const std::unique_ptr<CURLU, Freed<curl_url_cleanup>> parts(curl_url());
    char* host = nullptr;
    if (!parts || curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
        curl_url_get(parts.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return false;
    const std::string name(host);
    curl_free(host);
    return name == "localhost" || name == "[::1]" || name.starts_with("127.");
}

HttpProblem problemOf(CURLcode code, CURL* easy) {
    long errorNumber = 0;
    curl_off_t connected = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &errorNumber);
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    switch (code) {
    case CURLE_OK:
        return HttpProblem::None;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return HttpProblem::UnknownHost;
    case CURLE_COULDNT_CONNECT:
        return errorNumber == ECONNREFUSED ? HttpProblem::Refused : HttpProblem::Unreachable;
    case CURLE_OPERATION_TIMEDOUT:
        return connected > 0 ? HttpProblem::AnswerTimeout : HttpProblem::ConnectTimeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return HttpProblem::UntrustedCertificate;
    case CURLE_SSL_CONNECT_ERROR:
        return HttpProblem::NoTls;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return HttpProblem::Dropped;
    default:
        return HttpProblem::NoHttp;
    }
}

void perform(const HttpRequest& request, const HttpReceiver& receiver, const std::stop_token& stop, HttpReply& reply) {
    [[maybe_unused]] static const CURLcode isReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    // In this order, so that the handle is let go before what it uses and before the loop that drives it.
    const Multi multi(curl_multi_init());
    Headers headers;
    std::array<char, CURL_ERROR_SIZE> detail{};
    const Easy easy(curl_easy_init());
    const auto addHeader = [&headers](const char* line) {
        if (curl_slist* more = curl_slist_append(headers.get(), line)) {
            (void)headers.release();
            headers.reset(more);
        }
    };
    // Without "Expect" no server makes us wait for its leave to send a picture.
    addHeader("Expect:");
    if (!request.body.empty())
        addHeader("Content-Type: application/json");
    for (const std::string& header : request.headers)
        addHeader(header.c_str());

    Answer answer{easy.get(), receiver, stop, reply, request.largestBody};
    const auto set = [&easy](CURLoption option, auto value) { curl_easy_setopt(easy.get(), option, value); };
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_USERAGENT, "TraceStudio");
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_ERRORBUFFER, detail.data());
    set(CURLOPT_WRITEFUNCTION, receive);
    set(CURLOPT_WRITEDATA, &answer);
    set(CURLOPT_NOSIGNAL, 1L);
    // A name that is being looked up is not waited for when we give up.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, long(request.connectSeconds * 1000));
    set(CURLOPT_TIMEOUT_MS, long((request.connectSeconds + request.answerSeconds) * 1000));
    if (!request.body.empty()) {
        set(CURLOPT_POSTFIELDS, request.body.data());
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.size()));
    }
    if (isThisMachine(request.url))
        set(CURLOPT_PROXY, "");
    if (const char* file = std::getenv("SSL_CERT_FILE"))
        set(CURLOPT_CAINFO, file);
    if (const char* folder = std::getenv("SSL_CERT_DIR"))
        set(CURLOPT_CAPATH, folder);

    CURLMcode state = curl_multi_add_handle(multi.get(), easy.get());
    CURLcode code = state == CURLM_OK ? CURLE_OK : CURLE_FAILED_INIT;
    {
        const std::stop_callback wake(stop, [&multi] { curl_multi_wakeup(multi.get()); });
        for (int running = 1; state == CURLM_OK && running > 0 && !stop.stop_requested();) {
            state = curl_multi_perform(multi.get(), &running);
            if (state == CURLM_OK && running > 0 && !stop.stop_requested())
                state = curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
        }
    }
    int left = 0;
    bool isDone = false;
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left))
        if (message->msg == CURLMSG_DONE) {
            isDone = true;
            code = message->data.result;
        }
    reply.detail = detail.data();
    if (reply.detail.empty() && code != CURLE_OK)
        reply.detail = curl_easy_strerror(code);
    if (!isDone || (code == CURLE_WRITE_ERROR && stop.stop_requested()))
        reply.problem = HttpProblem::Stopped;
    else
        reply.problem = answer.isTooLarge ? HttpProblem::TooLarge : problemOf(code, easy.get());
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    reply.status = int(status);
    char* location = nullptr;
    curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &location);
    reply.location = location ? location : "";
    curl_off_t seconds = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &seconds);
    reply.retryAfterSeconds = double(seconds);
    curl_multi_remove_handle(multi.get(), easy.get());
}

} // namespace

/// The module's one door; see http_client.h. Nothing is thrown across it.
extern "C" __attribute__((visibility("default"))) void tracestudioExchange(const HttpRequest& request,
                                                                           const HttpReceiver& receiver,
                                                                           const std::stop_token& stop,
                                                                           HttpReply& reply) {
    perform(request, receiver, stop, reply);
}
