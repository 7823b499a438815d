#pragma once

#include <stop_token>
#include <thread>

namespace tracestudio {

/// Ctrl+C (SIGINT), SIGTERM and a terminal that goes away (SIGHUP), made into requests to stop while this object lives:
/// the first asks to end well, the second to end soon; a third ends the program as ever. A signal that the program was
/// started to ignore stays ignored. One object at a time.
class Interruption {
  public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    [[nodiscard]] std::stop_token endsWell() const { return m_endsWell.get_token(); }
    [[nodiscard]] std::stop_token endsSoon() const { return m_endsSoon.get_token(); }

  private:
    std::stop_source m_endsWell, m_endsSoon;
    std::jthread m_listener;
};

} // namespace tracestudio
