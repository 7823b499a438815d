#pragma once

#include "capture/depth_registration.h"
#include "capture/ros/messages.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tracestudio {

/// The frames of a recording that stand still to each other (/tf_static): each has one parent.
class StaticFrames {
  public:
    /// The last told of a child holds.
    void add(const FrameTransform& transform);
    /// How `from` stands seen from `to`, over the frames that both hang on; nothing where they hang on different ones.
    [[nodiscard]] std::optional<RigidTransform> transform(const std::string& to, const std::string& from) const;

  private:
    struct Link {
        std::string parent;
        RigidTransform parentFromChild;
    };
    struct Ancestor {
        std::string frame;
        RigidTransform fromStart; ///< p_frame = fromStart · p_start
    };
    [[nodiscard]] std::vector<Ancestor> ancestors(const std::string& start) const;

    std::unordered_map<std::string, Link> m_links; ///< by child
};

RigidTransform inverse(const RigidTransform& transform);
/// First `first`, then `second`.
RigidTransform chain(const RigidTransform& second, const RigidTransform& first);

} // namespace tracestudio
