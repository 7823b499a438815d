#include "capture/ros/static_frames.h"

#include <algorithm>

namespace tracestudio {

namespace {

// A robot's longest chain has some dozens; a ring has no end.
constexpr std::size_t longestChain = 256;

} // namespace

RigidTransform inverse(const RigidTransform& transform) {
    RigidTransform inverted;
    inverted.rotation = transform.rotation.t();
    inverted.translationMetres = -(inverted.rotation * transform.translationMetres);
    return inverted;
}

RigidTransform chain(const RigidTransform& second, const RigidTransform& first) {
    RigidTransform both;
    both.rotation = second.rotation * first.rotation;
    both.translationMetres = second.rotation * first.translationMetres + second.translationMetres;
    return both;
}

void StaticFrames::add(const FrameTransform& transform) {
    m_links.insert_or_assign(transform.child, Link{transform.parent, transform.parentFromChild});
}

std::vector<StaticFrames::Ancestor> StaticFrames::ancestors(const std::string& start) const {
    std::vector<Ancestor> found{{start, {}}};
    while (found.size() < longestChain) {
        const auto link = m_links.find(found.back().frame);
        if (link == m_links.end())
            break;
        found.push_back({link->second.parent, chain(link->second.parentFromChild, found.back().fromStart)});
    }
    return found;
}

std::optional<RigidTransform> StaticFrames::transform(const std::string& to, const std::string& from) const {
    const std::vector<Ancestor> above = ancestors(to);
    for (const Ancestor& ancestor : ancestors(from)) {
        const auto common = std::ranges::find(above, ancestor.frame, &Ancestor::frame);
        if (common != above.end())
            return chain(inverse(common->fromStart), ancestor.fromStart);
    }
    return std::nullopt;
}

} // namespace tracestudio
