#pragma once

#include "capture/sources.h"

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

/// A folder for one test's recording, removed with it, and pictures whose every pixel tells the frame they belong to.
class RecordingFolder {
  public:
    static constexpr int width = 64;
    static constexpr int height = 48;

    static cv::Mat colour(int frame, int wide = width, int high = height) {
        cv::Mat picture(high, wide, CV_8UC3);
        for (int v = 0; v < high; ++v)
            for (int u = 0; u < wide; ++u)
                picture.at<cv::Vec3b>(v, u) = cv::Vec3b(uchar(frame), uchar(u + frame), uchar(v * 3 + frame));
        return picture;
    }
    /// In whatever steps it is taken to be; with a hole at (3, 2).
    static cv::Mat depth(int frame, int wide = width, int high = height) {
        cv::Mat picture(high, wide, CV_16UC1);
        for (int v = 0; v < high; ++v)
            for (int u = 0; u < wide; ++u)
                picture.at<std::uint16_t>(v, u) = std::uint16_t(500 + frame * 10 + u * 7 + v * 5);
        picture.at<std::uint16_t>(2, 3) = 0;
        return picture;
    }

    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    void write(const std::string& name, const std::string& text) const {
        const std::filesystem::path file = path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream stream(file, std::ios::binary);
        stream << text;
        stream.close();
        if (!stream)
            qFatal("cannot write %s", file.c_str());
    }
    void writePicture(const std::string& name, const cv::Mat& picture) const {
        std::vector<unsigned char> bytes;
        if (!cv::imencode(std::filesystem::path(name).extension().string(), picture, bytes))
            qFatal("cannot encode %s", name.c_str());
        write(name, std::string(bytes.begin(), bytes.end()));
    }
    void writePair(const std::string& colourName, const std::string& depthName, int frame) const {
        writePicture(colourName, colour(frame));
        writePicture(depthName, depth(frame));
    }

  private:
    QTemporaryDir m_folder;
};

inline bool areSame(const cv::Mat& a, const cv::Mat& b) {
    return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

/// The source, started; a test fails with the words of what went wrong.
inline std::unique_ptr<tracestudio::RgbdSource> started(tracestudio::OpenedSource opened,
                                                        tracestudio::SourceFormat* format = nullptr) {
    if (!opened.source)
        qFatal("%s", opened.source.error().message().c_str());
    tracestudio::Result<tracestudio::SourceFormat> start = (*opened.source)->start(std::nullopt);
    if (!start)
        qFatal("%s", start.error().message().c_str());
    if (format)
        *format = *start;
    return std::move(*opened.source);
}

/// The next frame, which must be there.
inline tracestudio::CapturedFrame nextFrame(tracestudio::RgbdSource& source) {
    tracestudio::Result<std::optional<tracestudio::CapturedFrame>> frame = source.next(std::chrono::milliseconds(0));
    if (!frame)
        qFatal("%s", frame.error().message().c_str());
    if (!*frame)
        qFatal("the recording has no further frame");
    return std::move(**frame);
}
