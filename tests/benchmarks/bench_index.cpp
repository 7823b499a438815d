// How long a dataset of a million samples takes to open, search and sort, and what memory that costs. Prints a table.
// The budget: index ≤ 5 s and ≤ 1 GiB; a word ≤ 0.5 s; a sort ≤ 1 s.
#include "benchmark/query.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <unistd.h>

using namespace tracestudio;

namespace {

/// A row like the published ones, about 1 kB.
std::string row(std::size_t id) {
    static const char* const objects[] = {"red mug",      "white-framed mirror", "pale blue pillow",
                                          "wing chair",   "toothbrush package",  "cracker box",
                                          "watering can", "wooden stool"};
    const std::string number = std::to_string(id);
    const std::string object = objects[id * 2654435761u % 8];
    const std::string jitter = std::to_string(id % 9973);
    std::string text = "{\"id\": " + number + ", \"image_path\": \"" + number + "/image.png\", \"depth_path\": \"" +
                       number + "/depth.png\", \"gt_depth_path\": \"" + number + "/gt_depth.png\", \"mask_path\": \"" +
                       number + "/mask.png\", ";
    for (const char* key : {"intrinsics", "gt_depth_intrinsics"})
        text += std::string("\"") + key +
                "\": [[616.3652954101562, 0.0, 310.2588195800781], [0.0, 616.2029418945312, " +
                "236.5998077392578], [0.0, 0.0, 1.0]], ";
    text += "\"prompt\": \"pick up the " + object + " which is the " + jitter +
            "th from the right, and move it to the top of the " + objects[id % 8] +
            " on the left\", \"target_object\": \"the " + object + " which is the " + jitter +
            "th from the right\", \"destination|direction\": \"the top of the " + objects[id % 8] +
            " on the left\", \"step\": " + std::to_string(2 + id % 7) +
            ", \"category\": \"pick&place\", \"data_source\": \"" + (id % 2 ? "CA1M" : "ScanNet") +
            "\", \"trajectory\": [";
    for (int point = 0; point < 4; ++point)
        text += std::string(point ? ", " : "") + "[0.0138651191" + jitter + ", 0.0010043525227991766, 0.471]";
    text += "], \"bbox_center\": [-0.1252879580, 0.0293150508, 0.46815108], \"bbox_extent\": [0.2, 0.15, 0.2], "
            "\"bbox_rotation\": [[-0.9988165, 0.0435456, 0.0216646], [-0.0486372, -0.8942552, -0.4449066], [0.0, "
            "-0.4454338, 0.8953148]]}";
    return text;
}

/// Peak resident memory, MiB.
double peakMemory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::atof(line.c_str() + 6) / 1024;
    return 0;
}

/// Wall and processor time; the second tells of the program where the machine is busy with others too.
struct Seconds {
    double wall, processor;
};

Seconds secondsOf(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    const std::clock_t beginProcessor = std::clock();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
            double(std::clock() - beginProcessor) / CLOCKS_PER_SEC};
}

} // namespace

int main(int argc, char** argv) {
    namespace fs = std::filesystem;
    const std::size_t rows = argc > 1 ? std::size_t(std::atoll(argv[1])) : 1'000'000;
    const fs::path folder = fs::temp_directory_path() / ("tracestudio-bench-" + std::to_string(::getpid()));
    constexpr std::uintmax_t roomNeeded = std::uintmax_t(2) << 30;
    if (fs::space(fs::temp_directory_path()).available < roomNeeded) {
        std::fprintf(stderr, "%s has less than 2 GB free\n", fs::temp_directory_path().c_str());
        return 1;
    }
    fs::create_directories(folder / "raw_data");
    {
        std::ofstream out(folder / "trajectory_dataset.json", std::ios::binary);
        for (std::size_t id = 0; id < rows; ++id)
            out << (id ? ",\n " : "[\n ") << row(id);
        out << "\n]\n";
    }
    const double megabytes = double(fs::file_size(folder / "trajectory_dataset.json")) / 1e6;
    std::printf("%zu rows, %.0f MB\n", rows, megabytes);

    QueryScope scope;
    const Seconds openSeconds = secondsOf([&] {
        Result<std::shared_ptr<const Dataset>> dataset = Dataset::open(folder);
        if (dataset)
            scope.dataset = *dataset;
    });
    bool isGood = scope.dataset && scope.dataset->size() == rows && scope.dataset->brokenCount() == 0;
    std::printf("%-34s %8s %8s\n", "", "s", "cpu s");
    std::printf("%-34s %8.3f %8.3f  %.0f MB/s, peak %.0f MiB\n", "index", openSeconds.wall, openSeconds.processor,
                megabytes / openSeconds.wall, peakMemory());

    const auto time = [&](const char* what, const Query& query) {
        std::size_t found = 0;
        const Seconds seconds = secondsOf([&] {
            const Result<std::vector<std::uint32_t>> result = run(query, scope);
            isGood = isGood && result.has_value();
            found = result ? result->size() : 0;
        });
        std::printf("%-34s %8.3f %8.3f  %zu rows\n", what, seconds.wall, seconds.processor, found);
    };
    Query query;
    for (const char* text : {"pillow", "mirror stool", "zebra", "/pillow.*17th/", "/(wing|watering) c[a-z]+ which/i",
                             "#999999", "step:3-4", "is:broken"}) {
        query.text = text;
        time(text, query);
    }
    query.text.clear();
    using Key = Query::SortKey;
    for (const auto& [name, key] :
         {std::pair{"sort by id", Key::Id}, std::pair{"sort by instruction", Key::Instruction},
          std::pair{"sort by step", Key::Step}, std::pair{"sort by category", Key::Category},
          std::pair{"sort by source", Key::DataSource}}) {
        query.sortKey = key;
        time(name, query);
    }
    const Seconds recordSeconds = secondsOf([&] {
        for (std::size_t i = 0; i < 1000 && isGood; ++i)
            isGood = scope.dataset->record(i * 7919 % rows).has_value();
    });
    std::printf("%-34s %8.3f %8.3f\n", "read 1000 records", recordSeconds.wall, recordSeconds.processor);
    std::printf("%-34s %8.0f MiB\n", "peak memory at the end", peakMemory());
    fs::remove_all(folder);
    return isGood ? 0 : 1;
}
