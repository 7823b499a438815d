#include "benchmark/query.h"

#include "benchmark/query_text.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace tracestudio {
namespace {

constexpr std::uint64_t sortsLast = std::numeric_limits<std::uint64_t>::max();

tl::unexpected<Error> stopped() {
    return failure(TRANSLATABLE("The search was stopped."));
}

class Filter {
  public:
    Filter(const Query& query, TypedQuery typed, const QueryScope& scope)
        : m_query(query)
        , m_typed(std::move(typed))
        , m_scope(scope) {
        for (const auto& [id, mark] : scope.marks)
            m_marks.emplace(id, &mark);
        for (const Query::VerdictIs& wanted : query.verdicts)
            m_verdicts[wanted.model].push_back(wanted.verdict);
    }

    [[nodiscard]] Result<bool> accepts(std::size_t index) const {
        if (m_scope.dataset->isDeleted(index))
            return false;
        const SampleRow row = m_scope.dataset->row(index);
        if (!acceptsRow(row) || !acceptsMark(row, index) || !acceptsScores(index))
            return false;
        return acceptsText(row);
    }

  private:
    [[nodiscard]] const ReviewMark& markOf(const SampleRow& row) const {
        const auto found = m_marks.empty() ? m_marks.end() : m_marks.find(row.id);
        return found == m_marks.end() ? m_noMark : *found->second;
    }

    [[nodiscard]] const SampleScore* scoreOf(std::size_t model, std::size_t index) const {
        const bool isThere = model < m_scope.scores.size() && index < m_scope.scores[model].size();
        return isThere ? m_scope.scores[model][index] : nullptr;
    }

    [[nodiscard]] bool acceptsRow(const SampleRow& row) const {
        if ((m_query.minimumStep && row.step < *m_query.minimumStep) ||
            (m_query.maximumStep && (row.step < 0 || row.step > *m_query.maximumStep)))
            return false;
        for (const auto& [lowest, highest] : m_typed.steps)
            if (row.step < lowest || row.step > highest)
                return false;
        const auto isOneOf = [](const std::set<std::string>& wanted, std::string_view value) {
            return wanted.empty() || wanted.contains(std::string(value));
        };
        return isOneOf(m_query.categories, row.category) && isOneOf(m_query.dataSources, row.dataSource) &&
               (m_typed.ids.empty() || std::find(m_typed.ids.begin(), m_typed.ids.end(), row.id) != m_typed.ids.end());
    }

    [[nodiscard]] bool acceptsMark(const SampleRow& row, std::size_t index) const {
        using Flag = TypedQuery::Flag;
        return std::all_of(m_typed.flags.begin(), m_typed.flags.end(), [&](Flag flag) {
            switch (flag) {
            case Flag::Broken:
                return row.isBroken;
            case Flag::Good:
                return markOf(row).judgement == ReviewMark::Judgement::Good;
            case Flag::Bad:
                return markOf(row).judgement == ReviewMark::Judgement::Bad;
            case Flag::Unreviewed:
                return !markOf(row).isReviewed();
            case Flag::Noted:
                return !markOf(row).note.empty();
            case Flag::Edited:
                return m_scope.dataset->isEdited(index);
            case Flag::Changed:
                return m_scope.changed && m_scope.changed->contains(row.id);
            }
            return false;
        });
    }

    [[nodiscard]] bool acceptsScores(std::size_t index) const {
        const auto hasAnyOf = [&](std::size_t model, const std::vector<std::string>& verdicts) {
            return std::any_of(verdicts.begin(), verdicts.end(),
                               [&](const std::string& verdict) { return hasVerdict(scoreOf(model, index), verdict); });
        };
        for (const auto& [model, verdicts] : m_verdicts)
            if (!hasAnyOf(model, verdicts))
                return false;
        if (!m_typed.verdicts.empty() && !hasAnyOf(0, m_typed.verdicts))
            return false;
        const auto valueIn = [&](std::size_t model, Metric metric) {
            const SampleScore* score = scoreOf(model, index);
            return score ? valueOf(metric, *score) : std::nullopt;
        };
        for (const Query::MetricRange& range : m_query.metrics) {
            const std::optional<double> value = valueIn(range.model, range.metric);
            if (!value || (range.minimum && !(*value >= *range.minimum)) ||
                (range.maximum && !(*value <= *range.maximum)))
                return false;
        }
        return std::all_of(m_typed.metrics.begin(), m_typed.metrics.end(), [&](const TypedQuery::MetricTest& test) {
            const std::optional<double> value = valueIn(0, test.metric);
            return value && test.holds(*value);
        });
    }

    [[nodiscard]] Result<bool> acceptsText(const SampleRow& row) const {
        const auto isInAny = [](const TextPattern& pattern,
                                std::initializer_list<std::string_view> texts) -> Result<bool> {
            for (const std::string_view text : texts) {
                Result<bool> found = text.empty() ? false : pattern.isIn(text);
                if (!found || *found)
                    return found;
            }
            return false;
        };
        const auto isOneIn = [](const std::vector<TextPattern>& patterns, std::string_view text) {
            return patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&](const TextPattern& pattern) {
                       return pattern.isIn(text).value_or(false);
                   });
        };
        if (!isOneIn(m_typed.categories, row.category) || !isOneIn(m_typed.dataSources, row.dataSource))
            return false;
        for (const TextPattern& pattern : m_typed.patterns) {
            Result<bool> found = isInAny(pattern, {row.instruction, row.targetObject, row.destination, row.category,
                                                   row.dataSource, markOf(row).note});
            if (!found || !*found)
                return found;
        }
        return true;
    }

    const Query& m_query;
    TypedQuery m_typed;
    const QueryScope& m_scope;
    const ReviewMark m_noMark{};
    std::unordered_map<std::string_view, const ReviewMark*> m_marks;
    std::map<std::size_t, std::vector<std::string>> m_verdicts;
};

/// Sorts rows by a number and then by a text, eight bytes of it at a time: texts that begin alike, as instructions do,
/// are compared once a level and not once a comparison. Equal rows keep the file's order.
class Sorter {
  public:
    Sorter(const Query& query, const QueryScope& scope)
        : m_query(query)
        , m_scope(scope) {}

    Result<void> sort(std::vector<std::uint32_t>& rows, const std::stop_token& stop) {
        constexpr int deepestLevel = 64;
        struct Group {
            std::size_t begin, end;
            int level;
        };
        if (isText()) {
            m_texts.resize(m_scope.dataset->size());
            for (const std::uint32_t row : rows)
                m_texts[row] = textOf(row);
        }
        std::vector<Keyed> keyed;
        std::vector<Group> groups{{0, rows.size(), 0}};
        while (!groups.empty()) {
            if (stop.stop_requested())
                return stopped();
            const Group group = groups.back();
            groups.pop_back();
            keyed.clear();
            for (std::size_t at = group.begin; at < group.end; ++at)
                keyed.push_back({group.level == 0 ? numberKey(rows[at]) : textKey(rows[at], group.level), rows[at]});
            if (stop.stop_requested())
                return stopped();
            const bool areAlike =
                std::all_of(keyed.begin(), keyed.end(), [&](const Keyed& one) { return one.key == keyed.front().key; });
            if (!areAlike)
                std::sort(keyed.begin(), keyed.end());
            const bool goesOn = isText() && group.level < deepestLevel;
            for (std::size_t begin = 0; begin < keyed.size();) {
                std::size_t end = begin;
                for (; end < keyed.size() && keyed[end].key == keyed[begin].key; ++end)
                    rows[group.begin + end] = keyed[end].row;
                if (goesOn && end - begin > 1 && !hasEnded(keyed[begin], group.level))
                    groups.push_back({group.begin + begin, group.begin + end, group.level + 1});
                begin = end;
            }
        }
        return {};
    }

  private:
    struct Keyed {
        std::uint64_t key;
        std::uint32_t row;
        bool operator<(const Keyed& other) const { return key != other.key ? key < other.key : row < other.row; }
    };

    [[nodiscard]] bool isText() const {
        using SortKey = Query::SortKey;
        return m_query.sortKey == SortKey::Id || m_query.sortKey == SortKey::Instruction ||
               m_query.sortKey == SortKey::Category || m_query.sortKey == SortKey::DataSource;
    }

    [[nodiscard]] std::string_view textOf(std::uint32_t row) const {
        const SampleRow sample = m_scope.dataset->row(row);
        switch (m_query.sortKey) {
        case Query::SortKey::Id:
            return sample.id;
        case Query::SortKey::Instruction:
            return sample.instruction;
        case Query::SortKey::Category:
            return sample.category;
        default:
            return sample.dataSource;
        }
    }

    [[nodiscard]] std::uint64_t directed(std::uint64_t key) const {
        return m_query.isDescending ? std::min(~key, sortsLast - 1) : key;
    }

    /// A key that sorts as the number does.
    [[nodiscard]] std::uint64_t keyOf(double number) const {
        if (std::isnan(number))
            return sortsLast;
        const auto bits = std::bit_cast<std::uint64_t>(number);
        constexpr std::uint64_t sign = std::uint64_t(1) << 63;
        return directed(bits & sign ? ~bits : bits | sign);
    }

    [[nodiscard]] std::uint64_t numberKey(std::uint32_t row) const {
        const SampleScore* score = nullptr;
        if (m_query.sortModel < m_scope.scores.size() && row < m_scope.scores[m_query.sortModel].size())
            score = m_scope.scores[m_query.sortModel][row];
        switch (m_query.sortKey) {
        case Query::SortKey::Step: {
            const int step = m_scope.dataset->row(row).step;
            return step < 0 ? sortsLast : keyOf(step);
        }
        case Query::SortKey::Verdict:
            if (!score)
                return sortsLast;
            return keyOf(score->verdict.isSuccess() ? -1 : int(score->verdict.causes.front()));
        case Query::SortKey::Metric: {
            const std::optional<double> value = score ? valueOf(m_query.sortMetric, *score) : std::nullopt;
            return value ? keyOf(*value) : sortsLast;
        }
        case Query::SortKey::Id:
            return idKey(m_texts[row]);
        default:
            return m_texts[row].empty() ? sortsLast : 0;
        }
    }

    /// Numbers by value and before names.
    [[nodiscard]] std::uint64_t idKey(std::string_view id) const {
        constexpr std::size_t mostDigits = 18;
        constexpr std::uint64_t name = std::uint64_t(1) << 63;
        std::uint64_t number = 0;
        for (const char c : id) {
            if (c < '0' || c > '9' || id.size() > mostDigits)
                return directed(name);
            number = number * 10 + std::uint64_t(c - '0');
        }
        return directed(number);
    }

    [[nodiscard]] std::uint64_t textKey(std::uint32_t row, int level) const {
        const std::string_view text = m_texts[row];
        std::uint64_t key = 0;
        const std::size_t begin = std::size_t(level - 1) * 8;
        for (std::size_t at = begin; at < begin + 8; ++at) {
            const char c = at < text.size() ? text[at] : '\0';
            key = key << 8 | std::uint8_t(c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        return m_query.isDescending ? ~key : key;
    }

    /// Whether rows that are alike up to here are alike altogether: the key holds the end of the text.
    [[nodiscard]] bool hasEnded(const Keyed& one, int level) const {
        return m_texts[one.row].size() < std::size_t(level) * 8;
    }

    const Query& m_query;
    const QueryScope& m_scope;
    std::vector<std::string_view> m_texts; ///< by row; fetched once, since every level looks at them
};

} // namespace

std::string_view nameOf(Metric metric) {
    switch (metric) {
    case Metric::StartDistance:
        return "start";
    case Metric::EndDistance:
        return "end";
    case Metric::CollisionRatio:
        return "collision";
    case Metric::SweptRatio:
        return "swept";
    case Metric::Frechet:
        return "frechet";
    case Metric::Hausdorff:
        return "hausdorff";
    case Metric::Rmse:
        return "rmse";
    case Metric::Mae:
        return "mae";
    case Metric::Waypoints:
        return "points";
    }
    return {};
}

std::optional<double> valueOf(Metric metric, const SampleScore& score) {
    const PathOutcome& path = score.official3d   ? score.official3d->path3d
                              : score.official2d ? score.official2d->path
                                                 : score.careful.path;
    const auto ofPath = [&](double PathMetrics::*member) {
        return path.metrics ? std::optional<double>((*path.metrics).*member) : std::nullopt;
    };
    switch (metric) {
    case Metric::StartDistance:
        return score.official3d ? score.official3d->startDistance : score.careful.startDistance;
    case Metric::EndDistance:
        return score.official3d ? score.official3d->endDistance : score.careful.endDistance;
    case Metric::CollisionRatio:
        if (!score.official3d || !score.official3d->collisionRatios || score.official3d->collisionRatios->empty())
            return std::nullopt;
        return *std::max_element(score.official3d->collisionRatios->begin(), score.official3d->collisionRatios->end());
    case Metric::SweptRatio:
        return score.careful.worstSweptRatio;
    case Metric::Frechet:
        return ofPath(&PathMetrics::frechet);
    case Metric::Hausdorff:
        return ofPath(&PathMetrics::hausdorff);
    case Metric::Rmse:
        return ofPath(&PathMetrics::rmse);
    case Metric::Mae:
        return ofPath(&PathMetrics::mae);
    case Metric::Waypoints:
        return double(score.careful.parsed.points.size());
    }
    return std::nullopt;
}

Result<std::vector<std::uint32_t>> run(const Query& query, const QueryScope& scope, const std::stop_token& stop) {
    Result<TypedQuery> typed = readTypedQuery(query.text);
    if (!typed)
        return tl::unexpected(typed.error());
    std::vector<std::uint32_t> rows;
    if (!scope.dataset)
        return rows;
    const Filter filter(query, std::move(*typed), scope);
    for (std::size_t index = 0; index < scope.dataset->size(); ++index) {
        if (stop.stop_requested())
            return stopped();
        const Result<bool> isAccepted = filter.accepts(index);
        if (!isAccepted)
            return tl::unexpected(isAccepted.error());
        if (*isAccepted)
            rows.push_back(std::uint32_t(index));
    }
    if (query.sortKey == Query::SortKey::FileOrder) {
        if (query.isDescending)
            std::reverse(rows.begin(), rows.end());
    } else if (const Result<void> sorted = Sorter(query, scope).sort(rows, stop); !sorted) {
        return tl::unexpected(sorted.error());
    }
    return rows;
}

} // namespace tracestudio
