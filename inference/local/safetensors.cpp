#include "local/safetensors.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace tracestudio {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr std::uint64_t longestHeader = 100'000'000; // as the format's own reader allows
constexpr std::size_t mostDimensions = 8;

std::optional<TensorType> typeOf(const std::string& name) {
    if (name == "BF16")
        return TensorType::BFloat16;
    if (name == "F16")
        return TensorType::Float16;
    if (name == "F32")
        return TensorType::Float32;
    return std::nullopt;
}

std::uint64_t littleEndian(std::span<const std::byte> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;)
        value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    return value;
}

tl::unexpected<Error> damaged(const std::string& name, const std::string& why) {
    return failure(TRANSLATABLE("%1 is not a whole safetensors file (%2). Download it again."), name, why);
}

/// The shape of a tensor whose numbers fill `byteCount` bytes; nothing when it is no such shape.
std::optional<std::vector<std::int64_t>> shapeOf(const Json& json, TensorType type, std::uint64_t byteCount) {
    if (!json.is_array() || json.size() > mostDimensions)
        return std::nullopt;
    std::vector<std::int64_t> shape;
    std::uint64_t count = 1;
    for (const Json& side : json) {
        if (!side.is_number_unsigned())
            return std::nullopt;
        const auto length = side.get<std::uint64_t>();
        constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
        if (length > most || (length != 0 && count > most / length))
            return std::nullopt;
        count *= length;
        shape.push_back(std::int64_t(length));
    }
    if (count > std::numeric_limits<std::uint64_t>::max() / bytesOf(type) || count * bytesOf(type) != byteCount)
        return std::nullopt;
    return shape;
}

} // namespace

std::size_t bytesOf(TensorType type) {
    return type == TensorType::Float32 ? 4 : 2;
}

Result<StoredTensors> parseSafetensorsHeader(std::span<const std::byte> head, std::uint64_t fileBytes,
                                             const std::string& name) {
    if (head.size() < 8)
        return damaged(name, "it is shorter than its header");
    constexpr std::string_view pointer = "version https://git-lfs";
    if (head.size() >= pointer.size() && std::memcmp(head.data(), pointer.data(), pointer.size()) == 0)
        return failure(TRANSLATABLE("%1 is a Git LFS pointer, not the weights. Run git lfs pull in its folder."), name);
    const std::uint64_t length = littleEndian(head);
    if (length > longestHeader || length > fileBytes - 8 || length > head.size() - 8)
        return damaged(name, "its header is longer than the file");
    const auto* text = reinterpret_cast<const char*>(head.data()) + 8;
    const Json header = Json::parse(text, text + length, nullptr, false);
    if (!header.is_object())
        return damaged(name, "its header is not JSON");
    const std::uint64_t dataBegin = 8 + length;
    const std::uint64_t dataBytes = fileBytes - dataBegin;
    StoredTensors tensors;
    for (auto at = header.begin(); at != header.end(); ++at) {
        const std::string& tensorName = at.key();
        const Json& entry = at.value();
        if (tensorName == "__metadata__")
            continue;
        const auto field = [&entry](const char* key) {
            const auto found = entry.is_object() ? entry.find(key) : entry.end();
            return entry.is_object() && found != entry.end() ? *found : Json();
        };
        const Json type = field("dtype");
        const Json offsets = field("data_offsets");
        if (!type.is_string() || !offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
            !offsets[1].is_number_unsigned())
            return damaged(name, "the entry of " + tensorName + " is incomplete");
        const auto begin = offsets[0].get<std::uint64_t>();
        const auto end = offsets[1].get<std::uint64_t>();
        if (begin > end || end > dataBytes)
            return damaged(name, "the file ends within " + tensorName);
        const std::optional<TensorType> known = typeOf(type.get<std::string>());
        if (!known)
            continue;
        const auto shape = shapeOf(field("shape"), *known, end - begin);
        if (!shape)
            return damaged(name, "the shape of " + tensorName + " does not fit its bytes");
        tensors.emplace(tensorName, StoredTensor{*known, *shape, dataBegin + begin, end - begin, 0});
    }
    return tensors;
}

struct WeightFiles::File {
    std::string name;
    int descriptor = -1;
    std::uint64_t bytes = 0;

    File(std::string path, int opened)
        : name(std::move(path))
        , descriptor(opened) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(descriptor); }

    /// The error number, or 0; a file that ends early is EIO.
    [[nodiscard]] int read(std::uint64_t offset, std::span<std::byte> to) const {
        while (!to.empty()) {
            const ssize_t count = ::pread(descriptor, to.data(), to.size(), off_t(offset));
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return count < 0 ? errno : EIO;
            to = to.subspan(std::size_t(count));
            offset += std::uint64_t(count);
        }
        return 0;
    }
};

Result<void> WeightFiles::add(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return failure(TRANSLATABLE("%1 cannot be opened: %2. The checkpoint is incomplete; download it again."),
                       path.string(), std::strerror(errno));
    const auto file = std::make_shared<File>(path.string(), descriptor);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return damaged(path.string(), "it is not a file");
    file->bytes = std::uint64_t(status.st_size);
    std::vector<std::byte> head(std::size_t(std::min<std::uint64_t>(file->bytes, 8)));
    int error = file->read(0, head);
    if (error == 0 && head.size() == 8) {
        const std::uint64_t length = littleEndian(head);
        // A pointer's words make a huge length; its first bytes are enough to recognise it.
        const std::uint64_t wanted = length <= longestHeader ? length + 8 : 64;
        head.resize(std::size_t(std::min(file->bytes, wanted)));
        error = file->read(0, head);
    }
    if (error != 0)
        return failure(TRANSLATABLE("%1 cannot be read: %2. Check the disk, or download the file again."),
                       path.string(), std::strerror(error));
    auto tensors = parseSafetensorsHeader(head, file->bytes, path.string());
    if (!tensors)
        return tl::unexpected(tensors.error());
    for (auto& [name, tensor] : *tensors) {
        tensor.file = m_files.size();
        m_tensors.insert_or_assign(name, std::move(tensor));
    }
    m_files.push_back(file);
    return {};
}

Result<WeightFiles> WeightFiles::open(const fs::path& folder) {
    WeightFiles weights;
    std::error_code error;
    const fs::path whole = folder / "model.safetensors";
    const fs::path index = folder / "model.safetensors.index.json";
    if (fs::exists(whole, error)) {
        if (auto added = weights.add(whole); !added)
            return tl::unexpected(added.error());
        return weights;
    }
    std::ifstream stream(index, std::ios::binary);
    if (!stream)
        return failure(TRANSLATABLE("%1 holds no weights. Looked for model.safetensors and "
                                    "model.safetensors.index.json."),
                       folder.string());
    const Json json = Json::parse(stream, nullptr, false);
    const Json map = json.is_object() ? json.value("weight_map", Json()) : Json();
    if (!map.is_object() || map.empty())
        return failure(TRANSLATABLE("%1 does not say which file holds which weights. Download it again."),
                       index.string());
    std::set<std::string> shards;
    for (const auto& [name, shard] : map.items()) {
        if (!shard.is_string() || shard.get<std::string>().find('/') != std::string::npos)
            return failure(TRANSLATABLE("%1 does not say which file holds which weights. Download it again."),
                           index.string());
        shards.insert(shard.get<std::string>());
    }
    for (const std::string& shard : shards)
        if (auto added = weights.add(folder / shard); !added)
            return tl::unexpected(added.error());
    return weights;
}

const StoredTensor* WeightFiles::find(std::string_view name) const {
    auto found = m_tensors.find(std::string(name));
    constexpr std::string_view prefix = "model.";
    if (found == m_tensors.end() && name.starts_with(prefix))
        found = m_tensors.find(std::string(name.substr(prefix.size())));
    else if (found == m_tensors.end())
        found = m_tensors.find(std::string(prefix) + std::string(name));
    return found == m_tensors.end() ? nullptr : &found->second;
}

Result<void> WeightFiles::read(const StoredTensor& tensor, std::uint64_t offset, std::span<std::byte> to) const {
    const File& file = *m_files[tensor.file];
    if (const int error = file.read(tensor.begin + offset, to); error != 0)
        return failure(TRANSLATABLE("%1 cannot be read: %2. Check the disk, or download the file again."), file.name,
                       std::strerror(error));
    return {};
}

} // namespace tracestudio
