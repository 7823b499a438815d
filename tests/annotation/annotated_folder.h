#pragma once

#include "annotation/dataset_saver.h"
#include "annotation/new_sample.h"
#include "benchmark/benchmark_folder.h"

#include <QTest>
#include <fstream>
#include <map>
#include <random>

/// What the tests of edits share.

template <>
inline char* QTest::toString(const std::string& text) {
    return qstrdup(text.c_str());
}

inline std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

inline std::shared_ptr<const tracestudio::Dataset> opened(const std::filesystem::path& path) {
    auto dataset = tracestudio::Dataset::open(path);
    if (!dataset)
        qFatal("%s", dataset.error().message().c_str());
    return *dataset;
}

inline tracestudio::Annotation annotationAt(const tracestudio::Dataset& dataset, std::size_t index) {
    const auto record = dataset.record(index);
    if (!record)
        qFatal("%s", record.error().message().c_str());
    return tracestudio::annotationOf(*record, dataset.pictureFolder());
}

/// The file of a mask with a rectangle that tells `number`, below 16 million, by its place.
inline std::shared_ptr<const std::string> maskFile(int number) {
    cv::Mat mask = cv::Mat::zeros(BenchmarkFolder::height, BenchmarkFolder::width, CV_8UC1);
    for (int bit = 0; bit < 24; ++bit)
        mask.at<uchar>(1, 1 + bit) = (number >> bit & 1) ? 255 : 0;
    mask(cv::Rect(20, 10, 16, 12)) = 255;
    std::vector<unsigned char> bytes;
    cv::imencode(".png", mask, bytes);
    return std::make_shared<const std::string>(bytes.begin(), bytes.end());
}

inline int numberOf(const cv::Mat& mask) {
    int number = 0;
    for (int bit = 0; bit < 24; ++bit)
        number |= (mask.at<uchar>(1, 1 + bit) > 0 ? 1 : 0) << bit;
    return number;
}

inline std::shared_ptr<const tracestudio::RowEdit> edited(const tracestudio::Annotation& before,
                                                          tracestudio::Annotation after, bool isDeleted = false) {
    return std::make_shared<const tracestudio::RowEdit>(tracestudio::RowEdit{before, std::move(after), isDeleted});
}

inline tracestudio::RgbdFrame frameOf(int number) {
    constexpr int width = BenchmarkFolder::width, height = BenchmarkFolder::height;
    tracestudio::RgbdFrame frame;
    frame.camera = {width, height, 60, 60, 31.5, 23.5};
    frame.colourBgr = cv::Mat(height, width, CV_8UC3, cv::Scalar(number % 256, 5, 9));
    frame.depthMillimetres = cv::Mat(height, width, CV_16UC1, cv::Scalar(1000 + number % 100));
    return frame;
}

/// Every file, link and folder below `folder` by its path, with its bytes, but for originals and the bin.
inline std::map<std::string, std::string> contentOf(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::map<std::string, std::string> content;
    for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::end(entry); ++entry) {
        const fs::path name = entry->path().lexically_relative(folder);
        if (name.filename() == ".tracestudio-bin")
            entry.disable_recursion_pending();
        else if (name.extension() == ".original")
            continue;
        else if (entry->is_symlink())
            content[name.string()] = "link to " + fs::read_symlink(entry->path()).string();
        else
            content[name.string()] = entry->is_directory() ? "folder" : bytesOf(entry->path());
    }
    return content;
}

/// Changes one thing of `annotation` by chance.
inline void changeByChance(tracestudio::Annotation& annotation, std::mt19937& random) {
    const auto number = [&] { return double(int(random() % 4001) - 2000) / 997; };
    const auto point = [&] { return tracestudio::PointCamera(number(), number(), 1 + number()); };
    auto& points = annotation.trajectory;
    switch (random() % 16) {
    case 0:
        annotation.instruction = "put \"it\" there, " + std::to_string(random() % 1000) + " \xe6\x9d\xaf\\\n";
        break;
    case 1:
        annotation.targetObject = random() % 4 ? "object " + std::to_string(random() % 1000) : "";
        break;
    case 2:
        annotation.destination = "shelf " + std::to_string(random() % 1000);
        break;
    case 3:
        annotation.category = "push&pull";
        break;
    case 4:
        annotation.dataSource = "lab " + std::to_string(random() % 9);
        break;
    case 5:
        annotation.step = random() % 3 ? std::optional<int>(int(random() % 9)) : std::nullopt;
        break;
    case 6:
        if (!points.empty())
            points[random() % points.size()].z = number();
        break;
    case 7:
        points.insert(points.begin() + std::ptrdiff_t(random() % (points.size() + 1)), point());
        break;
    case 8:
        if (!points.empty())
            points.erase(points.begin() + std::ptrdiff_t(random() % points.size()));
        break;
    case 9:
        std::reverse(points.begin(), points.end());
        break;
    case 10:
        points = {point(), point(), point(), point()};
        break;
    case 11:
        if (random() % 3 == 0)
            annotation.box.reset();
        else
            annotation.box = tracestudio::OrientedBox{point(), {0.1, 0.2, 0.3}, cv::Matx33d::eye()};
        break;
    case 12:
        if (annotation.box)
            annotation.box->centre.x += number();
        break;
    case 13:
        annotation.maskFile = random() % 4 ? maskFile(int(random() % 1000)) : nullptr;
        break;
    default:
        annotation.maskFile = maskFile(int(random() % 1000));
        break;
    }
}
