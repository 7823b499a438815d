// How long checking an annotation takes at each step of editing it, and a whole dataset. Prints a table.
// The budget: at most 50 ms a step. Of the steps: median and most by the clock, then the same of the processor time of
// all threads, which a busy machine does not lengthen.
#include "annotation/annotation_check.h"
#include "annotation/table_scene.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace tracestudio;

namespace {

double milliseconds(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

void print(const char* name, int count, const std::function<void(int)>& step) {
    std::vector<double> times;
    std::vector<double> processorTimes;
    for (int i = 0; i < count; ++i) {
        const std::clock_t begin = std::clock();
        times.push_back(milliseconds([&] { step(i); }));
        processorTimes.push_back(1000.0 * double(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    std::printf("%-20s", name);
    for (std::vector<double>* list : {&times, &processorTimes}) {
        std::sort(list->begin(), list->end());
        std::printf(" %8.2f %8.2f", (*list)[list->size() / 2], list->back());
    }
    std::printf("\n");
}

/// A sample with an object that fills a good part of the picture.
void measure(const cv::Size& size, double side) {
    const TableScene scene({TableScene::standing(-0.2, 0.7, {side, side, side}),
                            TableScene::standing(0, 0.75, {0.1, 0.1, 0.14}),
                            TableScene::standing(0.3, 0.9, {0.2, 0.1, 0.2})},
                           size);
    auto sample = std::make_shared<Sample>();
    sample->frame = scene.frame();
    Annotation annotation;
    annotation.instruction = annotation.targetObject = "the block";
    annotation.maskFile = TableScene::file(scene.mask());
    annotation.box = scene.box(TableScene::standing(0.2, 0.7, {0.14, 0.14, 0.12}));
    for (const auto& [x, z] : {std::pair(-0.2, side / 2), std::pair(-0.2, 0.3), std::pair(-0.1, 0.35),
                               std::pair(0.0, 0.35), std::pair(0.1, 0.35), std::pair(0.2, 0.3), std::pair(0.2, 0.06)})
        annotation.trajectory.push_back(scene.camera(x, 0.7, z));
    std::printf("\n%d×%d, object of %.0f cm, %d masked pixels\n%-20s %8s %8s %8s %8s\n", size.width, size.height,
                side * 100, cv::countNonZero(scene.mask()), "", "median", "most", "cpu", "most");
    print("first check", 10, [&](int) { AnnotationChecker(sample).check(annotation); });
    AnnotationChecker checker(sample);
    checker.check(annotation);
    print("waypoint dragged", 50, [&](int i) {
        annotation.trajectory[2].x += (i % 2 ? -1 : 1) * 0.003;
        checker.check(annotation);
    });
    print("box moved", 50, [&](int i) {
        annotation.box->centre.x += (i % 2 ? -1 : 1) * 0.003;
        checker.check(annotation);
    });
    std::vector<std::shared_ptr<const std::string>> masks;
    for (int i = 0; i < 20; ++i) {
        cv::Mat mask = scene.mask().clone();
        mask(cv::Rect(size.width / 2 + i * 4, size.height / 2, 24, 24)) = 255;
        masks.push_back(TableScene::file(mask));
    }
    print("mask painted", 20, [&](int i) {
        annotation.maskFile = masks[std::size_t(i)];
        checker.check(annotation);
    });
}

} // namespace

int main(int argc, char** argv) {
    std::printf("milliseconds a step; the budget is 50\n");
    for (const cv::Size& size : {cv::Size(640, 480), cv::Size(1280, 720)})
        for (const double side : {0.08, 0.25})
            measure(size, side);
    for (int i = 1; i < argc; ++i) {
        const auto dataset = Dataset::open(argv[i]);
        if (!dataset) {
            std::printf("%s\n", dataset.error().message().c_str());
            return 2;
        }
        std::size_t faulty = 0;
        const double all = milliseconds([&] { faulty = checkDataset(**dataset)->faultyCount(); });
        std::printf("\n%s: %zu samples, %zu with findings, %.0f ms, %.1f ms a sample\n", argv[i], (*dataset)->size(),
                    faulty, all, all / double(std::max<std::size_t>((*dataset)->size(), 1)));
    }
    return 0;
}
