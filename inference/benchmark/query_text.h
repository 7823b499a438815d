#pragma once

#include "benchmark/query.h"

#include <functional>

namespace tracestudio {

/// One condition on a text: a word, or a regular expression. Copies share what is compiled; may be used from one thread
/// at a time.
class TextPattern {
  public:
    /// Found whatever the case of its letters.
    static TextPattern word(std::string_view word);
    /// A Perl regular expression. The error names the place that is malformed.
    static Result<TextPattern> regex(std::string_view pattern, bool ignoresCase);

    /// Whether the pattern is in `text`; an error when a regular expression takes too many steps on it.
    [[nodiscard]] Result<bool> isIn(std::string_view text) const { return m_isIn(text); }

  private:
    explicit TextPattern(std::function<Result<bool>(std::string_view)> isIn)
        : m_isIn(std::move(isIn)) {}
    std::function<Result<bool>(std::string_view)> m_isIn;
};

/// What Query::text asks for. Different kinds all have to hold; of ids, categories, sources and verdicts one has to.
struct TypedQuery {
    enum class Flag { Broken, Good, Bad, Unreviewed, Noted, Edited, Changed };
    struct MetricTest {
        Metric metric = Metric::StartDistance;
        std::string comparison; ///< "<", "<=", ">", ">=" or "="
        double bound = 0;
        [[nodiscard]] bool holds(double value) const;
    };

    std::vector<TextPattern> patterns;
    std::vector<std::string> ids;
    std::vector<std::pair<int, int>> steps; ///< lowest, highest
    std::vector<TextPattern> categories, dataSources;
    std::vector<Flag> flags;
    std::vector<std::string> verdicts;
    std::vector<MetricTest> metrics;
};

/// Reads what a person typed. The error says which part is malformed and how it is written.
Result<TypedQuery> readTypedQuery(std::string_view text);

/// Whether a sample with `score` (nullptr: not answered) has the verdict of that name; "failure" is Verdict::isFailure.
bool hasVerdict(const SampleScore* score, std::string_view verdict);

} // namespace tracestudio
