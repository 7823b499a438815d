#include "scene/trace.h"

#include "scene/result.h"

#include <cmath>

namespace tracestudio {

Trace Trace::fromPixels(std::vector<PixelPoint> pixels) {
    Trace trace;
    trace.m_pixels = std::move(pixels);
    return trace;
}

Trace Trace::fromCameraPoints(std::vector<PointCamera> points, const Camera& camera) {
    Trace trace;
    trace.m_pixels.reserve(points.size());
    for (const PointCamera& point : points)
        trace.m_pixels.push_back(camera.project(point));
    trace.m_points = std::move(points);
    return trace;
}

double Trace::length() const {
    double sum = 0;
    for (std::size_t i = 1; i < size(); ++i)
        sum += is3D() ? cv::norm(m_points[i] - m_points[i - 1]) : cv::norm(m_pixels[i] - m_pixels[i - 1]);
    return sum;
}

std::string fillIn(std::string_view text, const std::vector<std::string>& args) {
    std::string filled;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool marks = text[i] == '%' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9';
        if (marks && std::size_t(text[i + 1] - '1') < args.size())
            filled += args[std::size_t(text[++i] - '1')];
        else
            filled += text[i];
    }
    return filled;
}

std::string Error::message() const {
    return fillIn(text, args);
}

} // namespace tracestudio
