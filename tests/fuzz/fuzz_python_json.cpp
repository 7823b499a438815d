// The reader of Python's JSON dialect: any bytes end in a value or in an error, with spans that nest inside the text.
#include "benchmark/python_json.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace tracestudio;

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

void checkValue(const PyValue& value, std::size_t begin, std::size_t end) {
    require(value.begin >= begin && value.begin < value.end && value.end <= end);
    require(value.isList() || value.items.empty());
    require(value.isObject() || value.members.empty());
    for (const PyValue& item : value.items)
        checkValue(item, value.begin + 1, value.end - 1);
    for (const auto& [key, member] : value.members) {
        checkValue(member, value.begin + 1, value.end - 1);
        require(value.find(key) == &member);
        if (value.members.size() > 64)
            break;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto value = parsePythonJson(text);
    if (value) {
        checkValue(*value, 0, size);
        const auto again = parsePythonJson(text.substr(value->begin, value->end - value->begin));
        require(again && again->kind == value->kind && again->items.size() == value->items.size());
    } else {
        require(value.error().offset <= size);
        require(!value.error().exception.empty() && !value.error().message.empty());
    }
    return 0;
}
