#include "app/check_command.h"

#include "annotation/annotation_check.h"
#include "app/interruption.h"
#include "app/messages.h"
#include "app/terminal.h"
#include "benchmark/verdict.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace tracestudio {

namespace {

using Json = nlohmann::ordered_json;
using Entry = DatasetCheck::Entry;

class Texts {
    Q_DECLARE_TR_FUNCTIONS(CheckCommand)
  public:
    static QString checked(int percent) { return tr("checked %1 %").arg(percent); }
    static QString samples(std::size_t count, std::size_t faulty) {
        return tr("%1 samples: %2 clean, %3 with findings").arg(count).arg(count - faulty).arg(faulty);
    }
    static QString missing(std::size_t count) { return tr("something is missing in %1").arg(count); }
    static QString wrong(std::size_t count) { return tr("something is wrong in %1").arg(count); }
    static QString odd(std::size_t count) { return tr("something is odd in %1").arg(count); }
    static QString succeeding(std::size_t count, std::size_t measured) {
        return tr("The ground truth succeeds under its own metric in %1 of %2 that can be measured.")
            .arg(count)
            .arg(measured);
    }
};

Verdict verdictOf(const TruthVerdict& truth) {
    Verdict verdict;
    const auto add = [&](bool isCause, Cause cause) {
        if (isCause)
            verdict.causes.push_back(cause);
    };
    add(truth.startSucceeds == false, Cause::WrongStart);
    add(truth.endSucceeds == false, Cause::WrongEnd);
    add(truth.collides == true, Cause::Collision);
    add(!truth.startSucceeds || !truth.endSucceeds || !truth.collides, Cause::NotMeasured);
    return verdict;
}

QString wordsFor(const Verdict& verdict) {
    QStringList words;
    for (const Cause cause : verdict.causes)
        words << toQString(nameOf(cause));
    return words.isEmpty() ? toQString(nameOf(verdict)) : words.join(QStringLiteral(", "));
}

bool has(const Entry& entry, Finding::Severity severity) {
    return std::ranges::any_of(entry.check.findings, [&](const Finding& f) { return f.severity == severity; });
}

void print(const Entry& entry) {
    QString text = QStringLiteral("%1  %2\n").arg(toQString(entry.id), wordsFor(verdictOf(entry.check.verdict)));
    for (const Finding& finding : entry.check.findings)
        text += QStringLiteral("    %1 %2\n")
                    .arg(toQString(nameOf(finding.severity)) + QLatin1Char(':'), -8)
                    .arg(translated(finding.explanation));
    std::fputs(qPrintable(text), stdout);
}

template <typename T>
Json jsonOf(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

Json jsonOf(const Entry& entry) {
    const TruthVerdict& truth = entry.check.verdict;
    const Verdict verdict = verdictOf(truth);
    Json json{{"id", entry.id},
              {"verdict", nameOf(verdict)},
              {"start_distance", jsonOf(truth.startDistance)},
              {"end_distance", jsonOf(truth.endDistance)},
              {"collision_ratios", jsonOf(truth.collisionRatios)},
              {"worst_swept_ratio", jsonOf(truth.worstSweptRatio)},
              {"start_success", jsonOf(truth.startSucceeds)},
              {"end_success", jsonOf(truth.endSucceeds)},
              {"collision_flag", jsonOf(truth.collides)}};
    json["success"] = verdict.has(Cause::NotMeasured) && !verdict.isFailure() ? Json() : Json(truth.succeeds());
    json["findings"] = Json::array();
    for (const Finding& finding : entry.check.findings)
        json["findings"].push_back({{"kind", nameOf(finding.kind)},
                                    {"severity", nameOf(finding.severity)},
                                    {"explanation", finding.explanation.message()},
                                    {"waypoint", jsonOf(finding.waypoint)}});
    return json;
}

/// How many entries are so.
template <typename Predicate>
std::size_t countOf(const DatasetCheck& check, Predicate&& is) {
    return std::size_t(std::ranges::count_if(check.entries, is));
}

std::size_t countOf(const DatasetCheck& check, Finding::Severity severity) {
    return countOf(check, [&](const Entry& entry) { return has(entry, severity); });
}

struct Successes {
    std::size_t count = 0, measured = 0;
    explicit Successes(const DatasetCheck& check)
        : count(countOf(check, [](const Entry& entry) { return entry.check.verdict.succeeds(); }))
        , measured(countOf(check, [](const Entry& entry) {
            const Verdict verdict = verdictOf(entry.check.verdict);
            return verdict.isSuccess() || verdict.isFailure();
        })) {}
};

void printSummary(const DatasetCheck& check) {
    QStringList parts{Texts::samples(check.entries.size(), check.faultyCount())};
    for (const auto& [severity, text] :
         {std::pair(Finding::Severity::Missing, &Texts::missing), std::pair(Finding::Severity::Wrong, &Texts::wrong),
          std::pair(Finding::Severity::Odd, &Texts::odd)})
        if (const std::size_t count = countOf(check, severity); count > 0)
            parts << text(count);
    const Successes successes(check);
    std::fputs(qPrintable(parts.join(QStringLiteral("; ")) + QLatin1Char('\n') +
                          Texts::succeeding(successes.count, successes.measured) + QLatin1Char('\n')),
               stdout);
}

Json jsonOf(const Dataset& dataset, const DatasetCheck& check) {
    const Successes successes(check);
    Json json{{"format", "tracestudio-check/1"},
              {"benchmark", dataset.folder().string()},
              {"summary",
               {{"samples", check.entries.size()},
                {"with_findings", check.faultyCount()},
                {"missing", countOf(check, Finding::Severity::Missing)},
                {"wrong", countOf(check, Finding::Severity::Wrong)},
                {"odd", countOf(check, Finding::Severity::Odd)},
                {"measured", successes.measured},
                {"successes", successes.count}}},
              {"problems", Json::array()},
              {"samples", Json::array()}};
    for (const Error& problem : dataset.fileProblems())
        json["problems"].push_back(problem.message());
    for (const Entry& entry : check.entries)
        json["samples"].push_back(jsonOf(entry));
    return json;
}

/// Whether the dataset's own file is without fault; that others were passed over for it is none.
bool isWhole(const Dataset& dataset, const std::stop_token& stop) {
    if (dataset.fileProblems().empty() || dataset.file().empty())
        return true;
    const auto alone = Dataset::open(dataset.file(), {}, stop);
    return alone && (*alone)->fileProblems().empty();
}

} // namespace

int check(const CheckRequest& request) {
    const Interruption interruption;
    const auto dataset = Dataset::open(pathOf(request.benchmark), {}, interruption.endsWell());
    if (!dataset)
        return fail(translated(dataset.error()));
    for (const Error& problem : (*dataset)->fileProblems())
        note(translated(problem));
    const bool isFileWhole = isWhole(**dataset, interruption.endsWell());
    ProgressLine progress(&Texts::checked);
    const auto checked = checkDataset(**dataset, progress.shown(), interruption.endsWell());
    progress.clear();
    if (!checked)
        return fail(translated(checked.error()));
    for (const Entry& entry : checked->entries)
        if (!entry.check.isClean())
            print(entry);
    printSummary(*checked);
    std::fflush(stdout);
    if (!request.jsonFile.isEmpty()) {
        // Text that is not UTF-8 came from the files; it is replaced rather than refused.
        const std::string text = jsonOf(**dataset, *checked).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
        if (const QString error = writeReport(request.jsonFile, text); !error.isEmpty())
            return fail(error);
    }
    return checked->faultyCount() > 0 || !isFileWhole ? 1 : 0;
}

} // namespace tracestudio
