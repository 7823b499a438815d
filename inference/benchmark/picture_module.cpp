#include <cstddef>
#include <cstdint>
#include <opencv2/imgcodecs.hpp>

/// The module's one door; see rare_pictures.h. Nothing is thrown across it.
extern "C" __attribute__((visibility("default"))) bool
tracestudioDecodePicture(const std::uint8_t* bytes, std::size_t size, int flags, cv::Mat& picture) {
    try {
        const cv::Mat encoded(1, int(size), CV_8UC1, const_cast<std::uint8_t*>(bytes));
        picture = cv::imdecode(encoded, flags);
        return !picture.empty();
    } catch (const std::exception&) {
        picture.release();
        return false;
    }
}
