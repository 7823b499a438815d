#include "benchmark/verdict.h"

#include <algorithm>

namespace tracestudio {

bool Verdict::has(Cause cause) const {
    return std::find(causes.begin(), causes.end(), cause) != causes.end();
}

std::string_view nameOf(Cause cause) {
    switch (cause) {
    case Cause::NoParse:
        return "no parse";
    case Cause::NoDepth:
        return "no depth";
    case Cause::WrongStart:
        return "wrong start";
    case Cause::WrongEnd:
        return "wrong end";
    case Cause::Collision:
        return "collision";
    case Cause::NotMeasured:
        return "not measured";
    }
    return "";
}

std::string_view nameOf(const Verdict& verdict) {
    return verdict.isSuccess() ? std::string_view("success") : nameOf(verdict.causes.front());
}

} // namespace tracestudio
