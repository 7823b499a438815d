#include "app/diff_command.h"

#include "annotation/dataset_diff.h"
#include "app/interruption.h"
#include "app/messages.h"
#include "app/terminal.h"

#include <QCoreApplication>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace tracestudio {

namespace {

using Json = nlohmann::ordered_json;
using Kind = SampleDiff::Kind;

class Texts {
    Q_DECLARE_TR_FUNCTIONS(DiffCommand)
  public:
    static QString compared(int percent) { return tr("compared %1 %").arg(percent); }
    static QString moved(std::size_t count, double metres) {
        return tr("%1 waypoints moved, up to %2 m").arg(count).arg(metres, 0, 'f', 3);
    }
    static QString otherCount(int before, int after, double metres) {
        return tr("%1 waypoints instead of %2, up to %3 m apart").arg(after).arg(before).arg(metres, 0, 'f', 3);
    }
    static QString box(double centre, double side, double degrees) {
        return tr("box moved %1 m, resized %2 m, turned %3°")
            .arg(centre, 0, 'f', 3)
            .arg(side, 0, 'f', 3)
            .arg(degrees, 0, 'f', 1);
    }
    static QString boxAppeared() { return tr("box added"); }
    static QString boxVanished() { return tr("box removed"); }
    static QString mask(double overlap) { return tr("mask overlaps by %1 %").arg(overlap * 100, 0, 'f', 1); }
    static QString maskAppeared() { return tr("mask added"); }
    static QString maskVanished() { return tr("mask removed"); }
    static QString pictures() { return tr("pictures differ"); }
    static QString keys(const QString& names) { return tr("keys: %1").arg(names); }
    static QString added() { return tr("added"); }
    static QString removed() { return tr("removed"); }
    static QString summary(std::size_t before, std::size_t after, std::size_t added, std::size_t removed,
                           std::size_t changed) {
        return tr("%1 samples against %2: %3 added, %4 removed, %5 changed")
            .arg(after)
            .arg(before)
            .arg(added)
            .arg(removed)
            .arg(changed);
    }
};

Json jsonOf(const SampleDiff& diff) {
    if (diff.kind != Kind::Changed)
        return {{"id", diff.id}, {"kind", diff.kind == Kind::Added ? "added" : "removed"}};
    Json json{{"id", diff.id},
              {"kind", "changed"},
              {"keys", diff.keys},
              {"moved_points", diff.movedPoints},
              {"largest_move", diff.largestMoveMetres},
              {"points", {diff.pointCountBefore, diff.pointCountAfter}}};
    if (diff.problem)
        json["problem"] = diff.problem->message();
    const auto changeOf = [](bool hasAppeared, bool hasVanished) {
        return hasAppeared ? Json("added") : hasVanished ? Json("removed") : Json();
    };
    json["box"] = diff.boxCentreMetres ? Json{{"moved", *diff.boxCentreMetres},
                                              {"resized", diff.boxExtentMetres.value_or(0)},
                                              {"turned_degrees", diff.boxTurnDegrees.value_or(0)}}
                                       : changeOf(diff.boxAppeared, diff.boxVanished);
    json["mask"] =
        diff.maskOverlap ? Json{{"overlap", *diff.maskOverlap}} : changeOf(diff.maskAppeared, diff.maskVanished);
    json["pictures_differ"] = diff.picturesDiffer;
    return json;
}

std::size_t sizeOf(const Dataset& dataset) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < dataset.size(); ++i)
        count += !dataset.isDeleted(i);
    return count;
}

} // namespace

QString wordsFor(const SampleDiff& diff) {
    if (diff.kind == Kind::Added)
        return Texts::added();
    if (diff.kind == Kind::Removed)
        return Texts::removed();
    if (diff.problem)
        return translated(*diff.problem);
    QStringList parts;
    if (diff.pointCountBefore != diff.pointCountAfter)
        parts << Texts::otherCount(diff.pointCountBefore, diff.pointCountAfter, diff.largestMoveMetres);
    else if (diff.movedPoints > 0)
        parts << Texts::moved(diff.movedPoints, diff.largestMoveMetres);
    if (diff.boxCentreMetres)
        parts << Texts::box(*diff.boxCentreMetres, diff.boxExtentMetres.value_or(0), diff.boxTurnDegrees.value_or(0));
    if (diff.boxAppeared)
        parts << Texts::boxAppeared();
    if (diff.boxVanished)
        parts << Texts::boxVanished();
    if (diff.maskOverlap)
        parts << Texts::mask(*diff.maskOverlap);
    if (diff.maskAppeared)
        parts << Texts::maskAppeared();
    if (diff.maskVanished)
        parts << Texts::maskVanished();
    if (diff.picturesDiffer)
        parts << Texts::pictures();
    QStringList keys;
    for (const std::string& key : diff.keys)
        keys << toQString(key);
    if (!keys.isEmpty())
        parts << Texts::keys(keys.join(QStringLiteral(", ")));
    return parts.join(QStringLiteral(" · "));
}

int diff(const DiffRequest& request) {
    const Interruption interruption;
    std::vector<std::shared_ptr<const Dataset>> datasets;
    for (const QString& place : {request.before, request.after}) {
        auto opened = Dataset::open(pathOf(place), {}, interruption.endsWell());
        if (!opened)
            return fail(translated(opened.error()));
        for (const Error& problem : (*opened)->fileProblems())
            note(translated(problem));
        datasets.push_back(std::move(*opened));
    }
    const Dataset& before = *datasets[0];
    const Dataset& after = *datasets[1];
    ProgressLine progress(&Texts::compared);
    const auto diffs = diffDatasets(before, after, progress.shown(), interruption.endsWell());
    progress.clear();
    if (!diffs)
        return fail(translated(diffs.error()));
    for (const SampleDiff& diff : *diffs)
        std::printf("%s  %s\n", qPrintable(toQString(diff.id)), qPrintable(wordsFor(diff)));
    const auto countOf = [&](Kind kind) {
        return std::size_t(std::ranges::count(*diffs, kind, [](const SampleDiff& diff) { return diff.kind; }));
    };
    if (!diffs->empty())
        std::printf("%s\n", qPrintable(Texts::summary(sizeOf(before), sizeOf(after), countOf(Kind::Added),
                                                      countOf(Kind::Removed), countOf(Kind::Changed))));
    std::fflush(stdout);
    if (!request.jsonFile.isEmpty()) {
        Json json{{"format", "tracestudio-diff/1"},
                  {"before", before.folder().string()},
                  {"after", after.folder().string()},
                  {"samples", Json::array()}};
        for (const SampleDiff& diff : *diffs)
            json["samples"].push_back(jsonOf(diff));
        // Text that is not UTF-8 came from the files; it is replaced rather than refused.
        const std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
        if (const QString error = writeReport(request.jsonFile, text); !error.isEmpty())
            return fail(error);
    }
    return diffs->empty() ? 0 : 1;
}

} // namespace tracestudio
