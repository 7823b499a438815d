#pragma once

namespace tracestudio {

/// Where a capture process finds what connects it to the program.
struct CaptureServer {
    static constexpr const char* argument = "--capture-server";
    static constexpr int socket = 3; ///< messages, one a packet
    static constexpr int memory = 4; ///< of the SharedMailbox
    static constexpr int bell = 5;
};

} // namespace tracestudio
