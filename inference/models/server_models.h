#pragma once

#include "models/server_protocols.h"

namespace tracestudio {

/// Where a server is and how it is spoken to. The key goes to servers of chat completions only, and never into a
/// message, an answer, or `TraceModel::place()`.
struct ServerPlace {
    std::string url;
    ServerProtocol protocol = ServerProtocol::Query;
    std::string modelName; ///< as the server knows it; of a RoboTracer it also says what is sent (spec/benchmark.md)
    std::string key;
    double connectSeconds = 10; ///< until there is a connection
    double answerSeconds = 300; ///< from then until the answer is whole
    int tries = 3;              ///< of one question, where trying again may help
};

/// A model behind a server, which is not asked yet: only the address is checked. Files of a question must be given as
/// such (Question::imageFile). What may pass is tried again after a growing while: no connection, a dropped one, 408,
/// 429 and 5xx; `stop` is answered at any moment. A name that is being looked up then is left to the system, which ends
/// the lookup by itself.
Result<std::shared_ptr<TraceModel>> openServerModel(const ServerPlace& place);

/// What a server told of itself.
struct ServerCheck {
    double seconds = 0;              ///< there and back
    std::vector<std::string> models; ///< empty where the protocol or the server does not tell
    bool knowsModel = false;         ///< the place's model is among them
};

/// Whether a server is there, without costing an answer, and once only. Chat completions list their models; where a
/// server does not, an empty question that it must refuse shows that the address is right. /query has nothing to ask
/// for: any answer counts but that there is no admission, or that the server fails.
Result<ServerCheck> checkServer(const ServerPlace& place, const std::stop_token& stop);

} // namespace tracestudio
