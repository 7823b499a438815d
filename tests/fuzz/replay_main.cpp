// Runs a fuzz target once on every file of the folders and files given, so that what fuzzing found stays found on
// machines that have no libFuzzer.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

namespace fs = std::filesystem;

// Generous: sanitizers and a busy machine slow things tenfold. What it is to catch takes minutes or for ever.
constexpr double slowSeconds = 10;

std::vector<fs::path> filesUnder(const fs::path& path) {
    std::vector<fs::path> files;
    if (fs::is_directory(path)) {
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
            if (entry.is_regular_file())
                files.push_back(entry.path());
        }
    } else {
        files.push_back(path);
    }
    return files;
}

bool runsInTime(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    // The name comes first, so that a crash says which file it was.
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
    const auto start = std::chrono::steady_clock::now();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (elapsed.count() > slowSeconds)
        std::printf("  took %.1f s\n", elapsed.count());
    return elapsed.count() <= slowSeconds;
}

} // namespace

int main(int argc, char** argv) {
    int replayed = 0;
    bool ok = true;
    for (int i = 1; i < argc; ++i) {
        for (const fs::path& file : filesUnder(argv[i])) {
            ok = runsInTime(file) && ok;
            ++replayed;
        }
    }
    if (replayed == 0)
        std::printf("no corpus files were given\n");
    return ok && replayed > 0 ? 0 : 1;
}
