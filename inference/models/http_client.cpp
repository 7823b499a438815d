#include "models/http_client.h"

#include "scene/module.h"

namespace tracestudio {

namespace {

using Exchange = void (*)(const HttpRequest&, const HttpReceiver&, const std::stop_token&, HttpReply&);

} // namespace

HttpReply exchange(const HttpRequest& request, const HttpReceiver& receiver, const std::stop_token& stop) {
    // Once, whichever thread comes first.
    static const Module module = Module::open("libtracestudio_http.so");
    static const auto send = reinterpret_cast<Exchange>(module.find("tracestudioExchange"));
    HttpReply reply;
    if (send) {
        send(request, receiver, stop, reply);
    } else {
        reply.problem = HttpProblem::Missing;
        reply.detail = module.problem;
    }
    return reply;
}

} // namespace tracestudio
