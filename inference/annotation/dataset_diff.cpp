#include "annotation/dataset_diff.h"

#include "annotation/edited_annotation.h"
#include "benchmark/sample_files.h"
#include "scene/polyline.h"
#include "scene/trace_shaping.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <fstream>
#include <limits>
#include <mutex>
#include <numbers>
#include <opencv2/core.hpp>
#include <thread>

namespace tracestudio {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t noRow = std::numeric_limits<std::size_t>::max();

bool areSame(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

using Members = std::vector<std::pair<std::string_view, const PyValue*>>;

Members sortedMembers(const PyValue& object) {
    Members members;
    members.reserve(object.members.size());
    for (const auto& [key, value] : object.members)
        members.emplace_back(key, &value);
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return members;
}

/// By what they say: 1, 1.0 and 1e0 are the same, as are members in another order.
bool areSame(const PyValue& a, const PyValue& b) {
    const auto isNumeral = [](const PyValue& v) {
        return v.kind == PyValue::Kind::Int || v.kind == PyValue::Kind::Float;
    };
    if (isNumeral(a) && isNumeral(b)) // whole numbers beyond those of a double are told apart by their digits
        return areSame(a.number, b.number) && (a.kind != b.kind || a.kind == PyValue::Kind::Float || a.text == b.text);
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case PyValue::Kind::Bool:
        return a.boolean == b.boolean;
    case PyValue::Kind::String:
        return a.text == b.text;
    case PyValue::Kind::List:
        return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                          [](const PyValue& x, const PyValue& y) { return areSame(x, y); });
    case PyValue::Kind::Object: {
        const Members ours = sortedMembers(a);
        const Members theirs = sortedMembers(b);
        return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(), [](const auto& x, const auto& y) {
            return x.first == y.first && areSame(*x.second, *y.second);
        });
    }
    default:
        return true;
    }
}

/// The keys whose values differ: in the order of `after`, then those that only `before` has.
std::vector<std::string> differingKeys(const PyValue& before, const PyValue& after) {
    const Members old = sortedMembers(before);
    const Members now = sortedMembers(after);
    const auto find = [](const Members& members, std::string_view key) -> const PyValue* {
        const auto at = std::lower_bound(members.begin(), members.end(), key,
                                         [](const auto& member, std::string_view k) { return member.first < k; });
        return at != members.end() && at->first == key ? at->second : nullptr;
    };
    std::vector<std::string> keys;
    for (const auto& [key, value] : after.members)
        if (const PyValue* was = find(old, key); !was || !areSame(*was, value))
            keys.push_back(key);
    for (const auto& [key, value] : before.members)
        if (!find(now, key))
            keys.push_back(key);
    return keys;
}

/// From the polyline `a` to the farthest of its places from the polyline `b`, metres.
double directedHausdorff(const std::vector<PointCamera>& a, const std::vector<PointCamera>& b) {
    double worst = 0;
    for (const PointCamera& p : a) {
        double nearest = cv::norm(p - b.front());
        for (std::size_t i = 1; i < b.size(); ++i)
            nearest = std::min(nearest, distanceToSegment(p, b[i - 1], b[i]));
        worst = std::max(worst, nearest);
    }
    return worst;
}

void compareTraces(const std::vector<PointCamera>& before, const std::vector<PointCamera>& after, SampleDiff& diff) {
    diff.pointCountBefore = int(std::min<std::size_t>(before.size(), std::numeric_limits<int>::max()));
    diff.pointCountAfter = int(std::min<std::size_t>(after.size(), std::numeric_limits<int>::max()));
    if (before.size() == after.size()) {
        for (std::size_t i = 0; i < before.size(); ++i) {
            const auto& p = before[i];
            const auto& q = after[i];
            if (areSame(p.x, q.x) && areSame(p.y, q.y) && areSame(p.z, q.z))
                continue;
            ++diff.movedPoints;
            if (isFinite(p) && isFinite(q))
                diff.largestMoveMetres = std::max(diff.largestMoveMetres, cv::norm(p - q));
        }
        return;
    }
    if (before.empty() || after.empty() || !areFinite(before) || !areFinite(after))
        return;
    constexpr int places = 500; // the distance is that of these, which bounds its cost whatever the traces are
    const auto old = resampled(before, places);
    const auto now = resampled(after, places);
    diff.largestMoveMetres = std::max(directedHausdorff(old, now), directedHausdorff(now, old));
}

void compareBoxes(const std::optional<OrientedBox>& before, const std::optional<OrientedBox>& after, SampleDiff& diff) {
    diff.boxAppeared = !before && after;
    diff.boxVanished = before && !after;
    if (!before || !after || *before == *after)
        return;
    diff.boxCentreMetres = cv::norm(after->centre - before->centre);
    diff.boxExtentMetres = cv::norm(after->extentMetres - before->extentMetres, cv::NORM_INF);
    const double cosine = (cv::trace(before->rotation.t() * after->rotation) - 1) / 2;
    diff.boxTurnDegrees = std::acos(std::clamp(cosine, -1.0, 1.0)) * 180 / std::numbers::pi;
}

/// A file that a row names, or nothing where there is none.
std::optional<fs::path> named(const fs::path& root, const std::string& relative) {
    std::error_code error;
    const auto path = root.empty() ? failure("") : pathInside(root, relative);
    return path && fs::is_regular_file(*path, error) ? std::optional(*path) : std::nullopt;
}

/// Byte for byte; also false where one cannot be read.
bool haveSameBytes(const fs::path& a, const fs::path& b) {
    std::error_code error;
    if (fs::equivalent(a, b, error))
        return true;
    const auto size = fs::file_size(a, error);
    if (error || size != fs::file_size(b, error) || error)
        return false;
    std::ifstream first(a, std::ios::binary);
    std::ifstream second(b, std::ios::binary);
    std::array<char, 1 << 16> ours;
    std::array<char, 1 << 16> theirs;
    std::uintmax_t left = size;
    while (left > 0) {
        const auto count = std::streamsize(std::min<std::uintmax_t>(left, ours.size()));
        if (!first.read(ours.data(), count) || !second.read(theirs.data(), count) ||
            !std::equal(ours.begin(), ours.begin() + count, theirs.begin()))
            return false;
        left -= std::uintmax_t(count);
    }
    return true;
}

bool haveSamePixels(const cv::Mat& a, const cv::Mat& b) {
    return a.size() == b.size() && a.type() == b.type() && (a.empty() || cv::norm(a, b, cv::NORM_INF) == 0);
}

/// Where the mask of a row is: in a file, or in memory where it was edited.
class MaskSource {
  public:
    MaskSource(const Dataset& dataset, std::size_t row, const fs::path& root, const SampleRecord& record) {
        if (const Annotation* edited = editedAnnotation(dataset, row))
            m_bytes = edited->maskFile;
        else
            m_path = named(root, record.maskPath);
    }
    [[nodiscard]] bool isSameFileAs(const MaskSource& other) const {
        return (m_path && other.m_path && haveSameBytes(*m_path, *other.m_path)) ||
               (m_bytes && other.m_bytes && *m_bytes == *other.m_bytes);
    }
    /// As the evaluator reads it; empty where there is none.
    [[nodiscard]] cv::Mat pixels() const {
        if (m_bytes)
            return decodeMaskReadings(*m_bytes, "mask.png").value_or(MaskReadings()).pillow;
        return m_path ? readMaskAsPillow(*m_path).value_or(cv::Mat()) : cv::Mat();
    }

  private:
    std::optional<fs::path> m_path;
    std::shared_ptr<const std::string> m_bytes;
};

/// Two versions of one sample.
class Comparison {
  public:
    Comparison(const Dataset& before, const Dataset& after)
        : m_before(before)
        , m_after(after)
        , m_rootBefore(before.pictureFolder())
        , m_rootAfter(after.pictureFolder()) {}

    /// Whether row `before` and row `after` differ; `diff` says how.
    bool differ(std::size_t before, std::size_t after, SampleDiff& diff) const;

  private:
    using Reader = Result<cv::Mat> (*)(const fs::path&);
    bool picturesDiffer(const std::string& before, const std::string& after, Reader read) const;
    /// Whether they differ.
    static bool compareMasks(const MaskSource& before, const MaskSource& after, SampleDiff& diff);

    const Dataset& m_before;
    const Dataset& m_after;
    fs::path m_rootBefore, m_rootAfter;
};

bool Comparison::picturesDiffer(const std::string& before, const std::string& after, Reader read) const {
    const auto old = named(m_rootBefore, before);
    const auto now = named(m_rootAfter, after);
    if (!old || !now)
        return old.has_value() != now.has_value();
    if (haveSameBytes(*old, *now))
        return false;
    const auto oldPicture = read(*old);
    const auto newPicture = read(*now);
    return !oldPicture || !newPicture || !haveSamePixels(*oldPicture, *newPicture);
}

bool Comparison::compareMasks(const MaskSource& before, const MaskSource& after, SampleDiff& diff) {
    if (before.isSameFileAs(after))
        return false;
    const cv::Mat oldMask = before.pixels();
    const cv::Mat newMask = after.pixels();
    diff.maskAppeared = oldMask.empty() && !newMask.empty();
    diff.maskVanished = !oldMask.empty() && newMask.empty();
    if (diff.maskAppeared || diff.maskVanished)
        return true;
    if (haveSamePixels(oldMask, newMask))
        return false;
    diff.maskOverlap = 0;
    if (oldMask.size() == newMask.size()) {
        const int either = cv::countNonZero(oldMask | newMask);
        const int both = cv::countNonZero((oldMask > 0) & (newMask > 0));
        diff.maskOverlap = either > 0 ? double(both) / either : 1;
    }
    return true;
}

bool Comparison::differ(std::size_t rowBefore, std::size_t rowAfter, SampleDiff& diff) const {
    const Result<SampleRecord> before = m_before.record(rowBefore);
    const Result<SampleRecord> after = m_after.record(rowAfter);
    if (!before || !after) {
        // What is no row can only be told from what is one.
        if (before.has_value() == after.has_value())
            return false;
        diff.problem = before ? after.error() : before.error();
        return true;
    }
    bool isDifferent = false;
    if (before->rawText != after->rawText) {
        const auto old = parsePythonJson(before->rawText);
        const auto now = parsePythonJson(after->rawText);
        if (old && now)
            diff.keys = differingKeys(*old, *now);
        isDifferent = !diff.keys.empty();
        compareTraces(before->trajectory, after->trajectory, diff);
        compareBoxes(before->box, after->box, diff);
    } else {
        diff.pointCountBefore = diff.pointCountAfter =
            int(std::min<std::size_t>(before->trajectory.size(), std::numeric_limits<int>::max()));
    }
    const auto depth = [](const fs::path& path) {
        return readDepthReadings(path).map([](const DepthReadings& readings) { return readings.pillow; });
    };
    diff.picturesDiffer = picturesDiffer(before->imagePath, after->imagePath, readColour) ||
                          picturesDiffer(before->gtDepthPath, after->gtDepthPath, depth) ||
                          picturesDiffer(before->depthPath, after->depthPath, depth);
    const bool masksDiffer = compareMasks(MaskSource(m_before, rowBefore, m_rootBefore, *before),
                                          MaskSource(m_after, rowAfter, m_rootAfter, *after), diff);
    return isDifferent || diff.picturesDiffer || masksDiffer;
}

using NamedRow = std::pair<std::string_view, std::size_t>;

/// Sorted by id, rows of the same id in their order.
std::vector<NamedRow> rowsById(const Dataset& dataset) {
    std::vector<NamedRow> rows;
    rows.reserve(dataset.size());
    for (std::size_t i = 0; i < dataset.size(); ++i)
        if (!dataset.isDeleted(i))
            rows.emplace_back(dataset.row(i).id, i);
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// The row of `before` that each one of `after` is compared with, and the rows of `before` that are left over. Rows
/// that share an id belong together in their order.
struct Pairing {
    std::vector<std::size_t> rowBefore; ///< by row of `after`; noRow: added
    std::vector<std::size_t> removed;

    Pairing(const Dataset& before, const Dataset& after)
        : rowBefore(after.size(), noRow) {
        const auto old = rowsById(before);
        const auto now = rowsById(after);
        auto at = old.begin();
        const auto remove = [&] { removed.push_back((at++)->second); };
        for (const auto& [id, row] : now) {
            while (at != old.end() && at->first < id)
                remove();
            if (at != old.end() && at->first == id)
                rowBefore[row] = (at++)->second;
        }
        while (at != old.end())
            remove();
        std::sort(removed.begin(), removed.end());
    }
};

} // namespace

Result<std::vector<SampleDiff>> diffDatasets(const Dataset& before, const Dataset& after, const Progress& progress,
                                             const std::stop_token& stop) {
    const Pairing pairing(before, after);
    const Comparison comparison(before, after);
    std::mutex mutex;
    std::vector<std::pair<std::size_t, SampleDiff>> found;
    std::atomic<std::size_t> next = 0;
    const std::size_t count = after.size();
    const auto work = [&] {
        for (std::size_t row = next++; row < count && !stop.stop_requested(); row = next++) {
            if (after.isDeleted(row))
                continue;
            SampleDiff diff;
            const std::size_t old = pairing.rowBefore[row];
            bool isDifferent = true;
            if (old == noRow)
                diff.kind = SampleDiff::Kind::Added;
            else
                isDifferent = comparison.differ(old, row, diff);
            constexpr std::size_t often = 64;
            if (progress && row % often == 0)
                progress(double(row) / double(count));
            if (!isDifferent)
                continue;
            diff.id = after.row(row).id;
            const std::lock_guard lock(mutex);
            found.emplace_back(row, std::move(diff));
        }
    };
    {
        std::vector<std::jthread> workers;
        const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
        for (std::size_t i = 1; i < std::min(cores, count); ++i)
            workers.emplace_back(work);
        work();
    }
    if (stop.stop_requested())
        return failure(TRANSLATABLE("The comparison was stopped."));
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<SampleDiff> diffs;
    diffs.reserve(found.size() + pairing.removed.size());
    for (auto& [row, diff] : found)
        diffs.push_back(std::move(diff));
    for (const std::size_t row : pairing.removed) {
        SampleDiff& diff = diffs.emplace_back();
        diff.id = before.row(row).id;
        diff.kind = SampleDiff::Kind::Removed;
    }
    return diffs;
}

} // namespace tracestudio
