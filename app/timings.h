#pragma once

#include <QObject>

namespace tracestudio {

class Document;
class MainWindow;

/// Prints milestones of the start to stderr when the environment has TRACESTUDIO_TIMINGS=1, one a line:
///   timing <name> <milliseconds since main> <CLOCK_MONOTONIC in milliseconds> <peak memory in MB>
/// so that a benchmark that has started the program can subtract its own clock. Names: "application", "window",
/// "shown", "opened", "first-sample" (its views are painted, not merely asked to be), "settled" (all loaded and
/// scored).
class Timings : public QObject {
    Q_OBJECT
  public:
    Timings(); ///< made first in main
    void reached(const char* milestone) const;
    /// Goes on by itself from here: watches until everything is settled. Both must outlive this.
    void watch(Document& document, MainWindow& window);

  private:
    double m_start = 0;
    bool m_isOn = false;
    bool m_hasPainted = false;
};

} // namespace tracestudio
