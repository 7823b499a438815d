#include "bundle.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <thread>

/// generate_samples FOLDER: writes the bundled samples there.
int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "Usage: generate_samples FOLDER\nWrites the bundled samples, as resources/samples holds "
                             "them, to FOLDER.\n");
        return 2;
    }
    try {
        tracestudio::samples::writeBundle(argv[1], int(std::max(1U, std::thread::hardware_concurrency())));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
