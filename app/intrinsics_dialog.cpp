#include "app/intrinsics_dialog.h"

#include <QLineEdit>
#include <QPushButton>

namespace tracestudio {

IntrinsicsDialog::IntrinsicsDialog(const QString& recording, QWidget* parent)
    : FormDialog(tr("Which camera took %1?").arg(recording), tr("Open"), parent) {
    setObjectName(QStringLiteral("intrinsicsDialog"));
    m_numbers[0] = addText(tr("fx (pixels)"), {}, "intrinsicsFx");
    m_numbers[1] = addText(tr("fy (pixels)"), {}, "intrinsicsFy");
    m_numbers[2] = addText(tr("cx (pixels)"), {}, "intrinsicsCx");
    m_numbers[3] = addText(tr("cy (pixels)"), {}, "intrinsicsCy");
    m_numbers[4] = addText(tr("Depth step (mm)"), QStringLiteral("1"), "intrinsicsUnit");
    m_numbers[4]->setToolTip(tr("What one step of a depth value is: 1 for millimetres, 0.2 for TUM's 1/5000 m"));
    for (const QLineEdit* field : m_numbers)
        connect(field, &QLineEdit::textChanged, this, &IntrinsicsDialog::takeInput);
    takeInput();
}

Camera IntrinsicsDialog::camera() const {
    return {0, 0, numberIn(m_numbers[0]), numberIn(m_numbers[1]), numberIn(m_numbers[2]), numberIn(m_numbers[3])};
}

double IntrinsicsDialog::depthUnitMetres() const {
    return numberIn(m_numbers[4]) / 1000;
}

void IntrinsicsDialog::takeInput() {
    bool isWhole = true;
    for (const QLineEdit* field : m_numbers)
        isWhole &= numberIn(field) > 0;
    const bool isNegative = numberIn(m_numbers[0]) < 0 || numberIn(m_numbers[1]) < 0;
    acceptButton()->setEnabled(isWhole);
    showState(isWhole      ? QString()
              : isNegative ? tr("Focal lengths are positive here: leave the sign away.")
                           : tr("The recording holds no intrinsics. They stand in the camera's data sheet or its "
                                "calibration, for the size of the colour pictures."));
}

} // namespace tracestudio
