#pragma once

#include "benchmark/object_cloud.h"

#include <cstdint>
#include <opencv2/core.hpp>
#include <stop_token>
#include <vector>

namespace tracestudio {

/// How far masked points are from their ten nearest, asked again and again while a mask is painted: what lies away from
/// the pixels that changed since the last time is not measured anew. The numbers are the same to the bit. One thread at
/// a time; some 20 bytes a pixel around the mask are kept.
class NeighbourDistances {
  public:
    /// Mean distance of each point to its ten nearest (all, where there are fewer), itself included, metres; exact.
    /// Unusable when stopped.
    std::vector<double> of(const MaskedPoints& masked, const std::stop_token& stop = {});

  private:
    /// A point whose ten nearest are not among the pixels around it.
    struct Stray {
        cv::Point pixel;
        double mean = 0;
        double squaredReach = 0; ///< to the furthest of the ten
    };

    struct Change;

    void takeUnchanged(const MaskedPoints& masked, const Change& change, std::vector<double>& means,
                       std::vector<std::uint8_t>& reaches) const;
    void takeStrays(const MaskedPoints& masked, const Change& change, std::vector<double>& means);
    void keep(const MaskedPoints& masked, const cv::Rect& bounds, const std::vector<double>& means,
              const std::vector<std::uint8_t>& reaches);

    Camera m_camera;
    cv::Rect m_bounds;         ///< of the last mask
    cv::Mat_<double> m_depths; ///< of its points, metres; 0: no point
    cv::Mat_<double> m_means;
    cv::Mat_<std::uint8_t> m_reaches; ///< the ten nearest are among the pixels up to so far away; 0: not known
    std::vector<Stray> m_strays;      ///< row by row
};

} // namespace tracestudio
