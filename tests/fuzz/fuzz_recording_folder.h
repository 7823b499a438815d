#pragma once

#include "capture/folders/intrinsics_file.h"
#include "capture/recordings.h"
#include "fuzz_file.h"

#include <array>
#include <fstream>
#include <string>
#include <string_view>

/// A recording's folder that a fuzz target fills anew with each input. In memory where that can be.
class FuzzFolder {
  public:
    FuzzFolder()
        : m_anchor("anchor")
        , m_path(m_anchor.write(nullptr, 0).parent_path() / "recording") {}
    /// Empty again.
    const std::filesystem::path& fresh() const {
        std::error_code error;
        std::filesystem::remove_all(m_path, error);
        std::filesystem::create_directory(m_path, error);
        return m_path;
    }
    void write(const std::string& name, std::string_view bytes) const {
        std::error_code error;
        const std::filesystem::path file = m_path / name;
        std::filesystem::create_directories(file.parent_path(), error);
        std::ofstream(file, std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
    }

  private:
    FuzzFile m_anchor; ///< owns the folder above
    std::filesystem::path m_path;
};

/// The parts of an input between zero bytes; the last goes to the end.
template <std::size_t Count>
std::array<std::string_view, Count> partsOf(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    std::array<std::string_view, Count> parts;
    for (std::size_t i = 0; i + 1 < Count; ++i) {
        parts[i] = rest.substr(0, rest.find('\0'));
        rest.remove_prefix(std::min(rest.size(), parts[i].size() + 1));
    }
    parts[Count - 1] = rest;
    return parts;
}

/// Whatever was opened keeps what a source promises.
inline void requirePromisesKept(tracestudio::OpenedSource opened) {
    using namespace tracestudio;
    if (!opened.source) {
        require(!opened.source.error().message().empty(), "a refusal has words");
        require(opened.fault != CaptureFault::None, "a refusal has a kind");
        return;
    }
    RgbdSource& source = **opened.source;
    const Result<SourceFormat> format = source.start(std::nullopt);
    require(format.has_value(), "a recording starts");
    require(format->camera.isValid(), "a recording's camera is usable");
    require(source.frameCount() > 0, "a recording has frames");
    for (std::size_t pair = 1; pair < source.frameCount(); ++pair)
        require(source.secondsAt(pair) >= source.secondsAt(pair - 1), "time does not go back");
    const std::size_t last = source.frameCount() - 1;
    for (const std::size_t pair : {std::size_t(0), last / 2, last}) {
        require(source.seek(pair).has_value(), "each frame can be sought");
        const auto frame = source.next(std::chrono::milliseconds(0));
        if (!frame) {
            require(!frame.error().message().empty() && source.fault() == CaptureFault::Damaged, "damage has words");
            continue;
        }
        require(frame->has_value() && (*frame)->number == pair, "the frame is the one sought");
        const RgbdFrame& read = (*frame)->frame;
        require(read.colourBgr.type() == CV_8UC3 && read.depthMillimetres.type() == CV_16UC1, "pictures have one kind");
        require(read.colourBgr.size() == read.depthMillimetres.size(), "both pictures have one size");
        require(read.camera == format->camera && read.camera.widthPixels == read.colourBgr.cols &&
                    read.camera.heightPixels == read.colourBgr.rows,
                "the camera is the pictures'");
    }
    const auto end = source.next(std::chrono::milliseconds(0));
    require(!end || !*end, "behind the last there is nothing");
}
