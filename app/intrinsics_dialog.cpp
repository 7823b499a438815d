#include "app/intrinsics_dialog.h"

#include <QPushButton>

namespace tracestudio {

IntrinsicsDialog::IntrinsicsDialog(const QString& recording, QWidget* parent)
    : CameraForm(tr("Which camera took %1?").arg(recording), tr("Open"), parent)
    , m_need(tr("The recording holds no intrinsics. They stand in the camera's data sheet or its "
                "calibration, for the size of the colour pictures.")) {
    setObjectName(QStringLiteral("intrinsicsDialog"));
    addCamera("intrinsics", DepthStep::Asked);
    connect(this, &CameraForm::cameraEdited, this, &IntrinsicsDialog::takeInput);
    takeInput();
}

IntrinsicsDialog::IntrinsicsDialog(const QString& scene, const Camera& known, QWidget* parent)
    : CameraForm(tr("Which camera took %1?").arg(scene), tr("Use this camera"), parent)
    , m_need(
          tr("Give the focal lengths and the principal point for pictures of %1×%2 pixels. They stand in the camera's "
             "data sheet or its calibration.")
              .arg(known.widthPixels)
              .arg(known.heightPixels)) {
    setObjectName(QStringLiteral("intrinsicsDialog"));
    addCamera("intrinsics", DepthStep::Millimetre);
    setPictureSize({known.widthPixels, known.heightPixels});
    if (known.isValid())
        showCamera(known);
    connect(this, &CameraForm::cameraEdited, this, &IntrinsicsDialog::takeInput);
    takeInput();
}

void IntrinsicsDialog::takeInput() {
    acceptButton()->setEnabled(isCameraWhole());
    showState(isCameraWhole()            ? estimateText()
              : hasNegativeFocalLength() ? tr("Focal lengths are positive here: leave the sign away.")
                                         : m_need);
}

} // namespace tracestudio
