#pragma once

#include "benchmark/score.h"

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace tracestudio {

/// A reviewer's mark on a sample, kept beside the dataset (ReviewMarks).
struct ReviewMark {
    enum class Judgement { None, Good, Bad };
    Judgement judgement = Judgement::None;
    std::string note;
    [[nodiscard]] bool isReviewed() const { return judgement != Judgement::None; }
    [[nodiscard]] bool isEmpty() const { return judgement == Judgement::None && note.empty(); }
    bool operator==(const ReviewMark&) const = default;
};

/// The number of a sample's score that a column shows, a sort uses or a range filters.
enum class Metric { StartDistance, EndDistance, CollisionRatio, SweptRatio, Frechet, Hausdorff, Rmse, Mae, Waypoints };
std::string_view
nameOf(Metric metric); ///< "start", "end", "collision", "swept", "frechet", "hausdorff", "rmse", "mae", "points"
/// Nothing where it was not measured.
std::optional<double> valueOf(Metric metric, const SampleScore& score);

/// Which samples to list, and in which order. A plain value; built by chips and by typing.
struct Query {
    struct MetricRange {
        std::size_t model = 0;
        Metric metric = Metric::StartDistance;
        std::optional<double> minimum, maximum;
        bool operator==(const MetricRange&) const = default;
    };
    struct VerdictIs {
        std::size_t model = 0;
        std::string verdict; ///< nameOf(Verdict), or "failure": Verdict::isFailure
        bool operator==(const VerdictIs&) const = default;
    };
    enum class SortKey { FileOrder, Id, Instruction, Step, Category, DataSource, Verdict, Metric };

    /// What the person typed; every part has to hold. Words and "quoted words" are in the instruction, target,
    /// destination, category, source or note, in any case; "/regex/" and "/regex/i" too; "#42" is an id; "step:3",
    /// "step:2-4", "step:5-"; "category:…"; "source:…"; "is:broken|good|bad|unreviewed|noted"; "is:edited": it
    /// differs from the file that was opened; "is:changed": from the version that it is compared with; of the first
    /// model "verdict:wrong-end", "start<0.2" (nameOf(Metric), then < <= > >= =). Of several ids, categories, sources
    /// or verdicts one has to hold.
    std::string text;
    std::vector<VerdictIs> verdicts; ///< of one model: any of them; of several models: all ("A succeeds, B fails")
    std::optional<int> minimumStep, maximumStep;
    std::set<std::string> categories, dataSources; ///< empty: any
    std::vector<MetricRange> metrics;
    SortKey sortKey = SortKey::FileOrder;
    std::size_t sortModel = 0;
    Metric sortMetric = Metric::StartDistance;
    bool isDescending = false;
    bool operator==(const Query&) const = default;
};

/// What a query looks at: a dataset and, for each model in its column's order, the scores by sample (nullptr: none).
struct QueryScope {
    std::shared_ptr<const Dataset> dataset;
    std::vector<std::vector<const SampleScore*>> scores; ///< [model][sample]
    std::map<std::string, ReviewMark> marks;             ///< by sample id
    /// Ids of the samples that differ from the version of the dataset that this one is compared with; may be null.
    std::shared_ptr<const std::set<std::string, std::less<>>> changed = {};
};

/// The rows that match, in order; an error for a malformed regular expression or range, naming the place.
/// Runs on a worker; answers to `stop` within 200 ms.
Result<std::vector<std::uint32_t>> run(const Query& query, const QueryScope& scope, const std::stop_token& stop = {});

/// Review marks in a file of our own: `<dataset folder>/tracestudio-review.json`, or where that cannot be written, a
/// file in the person's data folder named by the dataset's path. Written atomically (write beside, sync, rename).
class ReviewMarks {
  public:
    /// Reads the marks that are kept for `dataset`; always usable. A damaged file is moved aside, which problem() says,
    /// and the marks are empty.
    static ReviewMarks open(const Dataset& dataset, const std::filesystem::path& fallbackFolder);
    [[nodiscard]] const std::optional<Error>& problem() const { return m_problem; }
    [[nodiscard]] const std::map<std::string, ReviewMark>& all() const { return m_marks; }
    [[nodiscard]] ReviewMark of(const std::string& id) const;
    void set(const std::string& id, ReviewMark mark);
    /// Where the marks were or will be written.
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    /// Any thread, one at a time. Keys of others in the file are kept. Falls back to the person's folder when the
    /// dataset is read-only.
    Result<std::filesystem::path> save();

  private:
    void setAside();

    std::filesystem::path m_path, m_fallback;
    nlohmann::json m_document = nlohmann::json::object(); ///< as read, for what others keep in it
    std::optional<Error> m_problem;
    std::map<std::string, ReviewMark> m_marks;
};

} // namespace tracestudio
