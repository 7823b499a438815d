#include "app/camera_form.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <cmath>
#include <numbers>

namespace tracestudio {

namespace {
constexpr double narrowest = 5, widest = 170; // degrees; beyond these it is a slip of the finger
}

CameraForm::CameraForm(const QString& title, const QString& acceptText, QWidget* parent)
    : FormDialog(title, acceptText, parent) {}

void CameraForm::addCamera(const QByteArray& prefix, DepthStep depthStep) {
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_view = new QLineEdit;
    m_view->setObjectName(QString::fromLatin1(prefix + "View"));
    m_view->setPlaceholderText(tr("horizontal, only where the numbers below are not known"));
    row->addWidget(m_view, 1);
    m_estimate = new QPushButton(tr("Estimate"));
    m_estimate->setObjectName(QString::fromLatin1(prefix + "Estimate"));
    m_estimate->setAutoDefault(false);
    m_estimate->setToolTip(tr("Fill in a camera with this field of view that looks through the middle of the picture"));
    connect(m_estimate, &QPushButton::clicked, this, &CameraForm::estimate);
    row->addWidget(m_estimate);
    const QByteArray names[] = {prefix + "Fx", prefix + "Fy", prefix + "Cx", prefix + "Cy", prefix + "Unit"};
    addField(tr("Field of view (°)"), both, prefix + "ViewRow");
    m_numbers[0] = addText(tr("fx (pixels)"), {}, names[0]);
    m_numbers[1] = addText(tr("fy (pixels)"), {}, names[1]);
    m_numbers[2] = addText(tr("cx (pixels)"), {}, names[2]);
    m_numbers[3] = addText(tr("cy (pixels)"), {}, names[3]);
    for (const QLineEdit* field : m_numbers)
        connect(field, &QLineEdit::textChanged, this, &CameraForm::cameraEdited);
    connect(m_view, &QLineEdit::textChanged, this, &CameraForm::updateEstimate);
    updateEstimate();
    if (depthStep == DepthStep::Millimetre)
        return;
    m_depthStep = addText(tr("Depth step (mm)"), QStringLiteral("1"), names[4]);
    m_depthStep->setToolTip(tr("What one step of a depth value is: 1 for millimetres, 0.2 for TUM's 1/5000 m"));
    connect(m_depthStep, &QLineEdit::textChanged, this, &CameraForm::cameraEdited);
}

Camera CameraForm::camera() const {
    return {0, 0, numberIn(m_numbers[0]), numberIn(m_numbers[1]), numberIn(m_numbers[2]), numberIn(m_numbers[3])};
}

double CameraForm::depthUnitMetres() const {
    constexpr double millimetre = 0.001;
    return m_depthStep ? numberIn(m_depthStep) * millimetre : millimetre;
}

void CameraForm::setPictureSize(const QSize& size) {
    m_size = size;
    updateEstimate();
}

void CameraForm::showCamera(const Camera& camera) {
    const double values[] = {camera.fx, camera.fy, camera.cx, camera.cy};
    for (int i = 0; i < 4; ++i)
        m_numbers[i]->setText(QString::number(values[i], 'g', 10));
}

bool CameraForm::isCameraEmpty() const {
    return m_numbers[0]->text().isEmpty();
}

bool CameraForm::isCameraWhole() const {
    const Camera given = camera();
    return given.fx > 0 && given.fy > 0 && given.cx > 0 && given.cy > 0 && depthUnitMetres() > 0;
}

bool CameraForm::hasNegativeFocalLength() const {
    return camera().fx < 0 || camera().fy < 0;
}

QString CameraForm::estimateText() const {
    if (m_estimatedFrom == 0 || camera() != m_estimated)
        return {};
    return tr("Estimated from a field of view of %1°, not measured: places and lengths in space are as uncertain as "
              "that is. "
              "Calibrated numbers are better.")
        .arg(QLocale().toString(m_estimatedFrom, 'g', 4));
}

void CameraForm::estimate() {
    const double degrees = numberIn(m_view);
    const double focal = m_size.width() / 2.0 / std::tan(degrees / 2 * std::numbers::pi / 180);
    m_estimatedFrom = degrees;
    const auto rounded = [](double pixels) { return std::round(pixels * 100) / 100; };
    showCamera({0, 0, rounded(focal), rounded(focal), (m_size.width() - 1) / 2.0, (m_size.height() - 1) / 2.0});
    m_estimated = camera();
    Q_EMIT cameraEdited();
}

void CameraForm::updateEstimate() {
    const double degrees = numberIn(m_view);
    m_estimate->setEnabled(!m_size.isEmpty() && degrees >= narrowest && degrees <= widest);
}

} // namespace tracestudio
