#pragma once

#include "widgets/figure/figure_options.h"

#include <QElapsedTimer>
#include <vector>

namespace tracestudio {

/// The options a figure had, to go back to and forward again. What changes the same fields in quick succession, such as
/// typing a title, is one step.
class FigureHistory {
  public:
    explicit FigureHistory(const FigureOptions& options)
        : m_present(options) {}

    /// The options are these now. Nothing where they are what they were.
    void record(const FigureOptions& options);
    [[nodiscard]] bool canUndo() const { return !m_past.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_future.empty(); }
    /// What the options become; there must be something to go to.
    const FigureOptions& undo();
    const FigureOptions& redo();

  private:
    const FigureOptions& go(std::vector<FigureOptions>& from, std::vector<FigureOptions>& to);

    FigureOptions m_present;
    std::vector<FigureOptions> m_past, m_future; ///< the nearest last
    QStringList m_changed;                       ///< fields, by the last step
    QElapsedTimer m_sinceLast;
};

} // namespace tracestudio
