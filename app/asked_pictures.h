#pragma once

#include "app/document.h"
#include "capture/capture_session.h"
#include "capture/scene_sketch.h"

#include <map>
#include <memory>

namespace tracestudio {

/// What models have said of a camera's pictures, and which of it may be drawn into a picture that came later. Reads the
/// answers given in the window, and keeps only drawings of the pictures they are about. GUI thread.
class AskedPictures {
  public:
    explicit AskedPictures(const LiveAnswers* answers)
        : m_answers(answers) {}

    /// The answers that may be drawn into this picture: those about it, and where `carriesOver`, those about one of the
    /// last few pictures before, as long as the camera has not moved since (see isAtRest). They fade with their age.
    [[nodiscard]] std::map<int, LivePicture::Drawn> drawnInto(const LiveFrame& now, bool carriesOver, bool isRecording);
    /// The question that a model answered last or is answering; null when there is none.
    [[nodiscard]] const LiveAnswer* newest() const;
    /// Finished answers to the same question about other pictures, which this one takes the place of.
    [[nodiscard]] std::vector<int> replacedBy(const LiveAnswer& answer) const;

    /// The picture that an answer is about; null: it is about a sample.
    [[nodiscard]] static const LiveFrame* pictureOf(const LiveAnswer& answer);
    /// "frame 12"
    [[nodiscard]] static QString nameOf(const LiveFrame& asked);
    /// How much older than `now` a picture is: "4 s". A recording has its own time.
    [[nodiscard]] static QString ageText(const LiveFrame& asked, const LiveFrame& now, bool isRecording);

  private:
    const LiveAnswers* m_answers;
    std::map<std::uint64_t, SceneSketch> m_sketches; ///< by the pictures' serials
};

} // namespace tracestudio
