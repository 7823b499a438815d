#pragma once

#include "scene/camera.h"
#include "widgets/form_dialog.h"

#include <QSize>

namespace tracestudio {

/// A form that asks for a camera: focal lengths and principal point in pixels, and perhaps what one step of a depth
/// value is. Where the size of the pictures is known they can be estimated from the field of view, which the form then
/// says for as long as these numbers stand.
class CameraForm : public FormDialog {
    Q_OBJECT
  public:
    /// The size is 0: that of the pictures.
    [[nodiscard]] Camera camera() const;
    [[nodiscard]] double depthUnitMetres() const; ///< 0.001 where it is not asked for

  Q_SIGNALS:
    void cameraEdited();

  protected:
    enum class DepthStep { Asked, Millimetre };
    CameraForm(const QString& title, const QString& acceptText, QWidget* parent);

    /// The fields are called prefix + Fx, Fy, Cx, Cy, Unit, View and Estimate.
    void addCamera(const QByteArray& prefix, DepthStep depthStep);
    void setPictureSize(const QSize& size); ///< empty: not known
    void showCamera(const Camera& camera);
    [[nodiscard]] bool isCameraEmpty() const;
    [[nodiscard]] bool isCameraWhole() const;
    [[nodiscard]] bool hasNegativeFocalLength() const;
    /// Says that the numbers are an estimate; empty where they are not.
    [[nodiscard]] QString estimateText() const;

  private:
    void estimate();
    void updateEstimate();

    QLineEdit* m_numbers[4] = {};
    QLineEdit *m_depthStep = nullptr, *m_view = nullptr;
    QPushButton* m_estimate = nullptr;
    QSize m_size;
    Camera m_estimated;         ///< as the fields had it when it was estimated
    double m_estimatedFrom = 0; ///< degrees
};

} // namespace tracestudio
