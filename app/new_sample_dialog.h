#pragma once

#include "app/camera_form.h"
#include "app/jobs.h"
#include "scene/rgbd_frame.h"

namespace tracestudio {

/// What a new sample is made of.
struct SampleSource {
    QString image, depth;       ///< picture files, with forward slashes
    Camera camera;              ///< its size is 0: that of the depth picture
    double depthUnitMetres = 0; ///< one step of a depth value
    QString instruction;        ///< may be empty
};

/// Reads the pictures of a new sample: colour at any size, depth in steps of `depthUnitMetres`, which become
/// millimetres. Refused in words where they do not go together. Any thread.
Result<RgbdFrame> readFrame(const SampleSource& source);

/// Asks which pictures and which camera a new sample has. Beside a chosen picture it looks for depth and intrinsics by
/// the names that lone scenes have, so that often one choice is enough. GUI thread.
class NewSampleDialog : public CameraForm {
    Q_OBJECT
  public:
    explicit NewSampleDialog(QWidget* parent = nullptr);

    [[nodiscard]] SampleSource source() const;

  private:
    void lookBeside();
    void takeInput();

    QString m_mismatch;     ///< why the two pictures do not go together
    bool m_isFound = false; ///< the intrinsics stood beside the picture

    QLineEdit *m_image, *m_depth, *m_instruction;
    JobLane m_lane{1};
};

} // namespace tracestudio
