#pragma once

#include "scene/oriented_box.h"
#include "widgets/edit_step.h"

#include <QWidget>
#include <array>
#include <optional>

class QLabel;
class QToolButton;

namespace tracestudio {

class NumberField;
class RefusalLabel;

/// The destination box as three by three numbers: its centre and its sides in metres, and its turn as three angles in
/// degrees, about x, then y, then z. GUI thread.
class BoxFields : public QWidget {
    Q_OBJECT
  public:
    explicit BoxFields(QWidget* parent = nullptr);

    /// What is being typed stays, unless the sample is `isAnother`.
    void setBox(const std::optional<OrientedBox>& box, bool isAnother);
    /// Enters what is being typed.
    void commit();

  Q_SIGNALS:
    void edited(const tracestudio::OrientedBox& after, const tracestudio::EditStep& step);
    void addRequested(); ///< there is none yet

  private:
    enum Row { Centre, Extent, Angles };
    void enter(int field, double value, int gesture);

    std::optional<OrientedBox> m_box;
    cv::Vec3d m_degrees; ///< as they were typed: other angles may say the same turn
    QWidget* m_grid;
    QLabel* m_empty;
    QToolButton* m_add;
    std::array<NumberField*, 9> m_fields{}; ///< a row after the other
    RefusalLabel* m_refusal;
};

} // namespace tracestudio
