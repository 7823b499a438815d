#pragma once

#include "app/camera_form.h"

namespace tracestudio {

/// Asks which camera took a recording that does not say so, or a lone scene: focal lengths and principal point in
/// pixels of its pictures, and of a recording what one step of its depth is.
class IntrinsicsDialog : public CameraForm {
    Q_OBJECT
  public:
    explicit IntrinsicsDialog(const QString& recording, QWidget* parent = nullptr);
    /// For a scene whose depth picture has this camera's size. Without focal lengths the camera is not known.
    IntrinsicsDialog(const QString& scene, const Camera& known, QWidget* parent = nullptr);

  private:
    void takeInput();

    QString m_need; ///< what is asked for, in words
};

} // namespace tracestudio
