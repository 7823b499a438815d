#pragma once

#include <QWidget>

class QGridLayout;
class QToolButton;

namespace tracestudio {

/// A part of a form under a heading that folds it away: labels in one column, controls in another, the same in every
/// group.
class FoldGroup : public QWidget {
    Q_OBJECT
  public:
    /// `name` is the group's object name; its heading has it with "Heading" added.
    FoldGroup(const QString& title, const QString& name, QWidget* parent = nullptr);

    /// The label becomes the control's accessible name unless it has one.
    void addRow(const QString& label, QWidget* control);
    /// Over both columns.
    void addWide(QWidget* control);
    void setRowVisible(QWidget* control, bool isVisible);
    /// The controls, but not the heading.
    void setControlsEnabled(bool isEnabled);

    [[nodiscard]] bool isOpen() const;
    void setOpen(bool isOpen);

  Q_SIGNALS:
    void unfolded(); ///< by the person; what is in it may be out of sight

  private:
    QToolButton* m_heading;
    QWidget* m_body;
    QGridLayout* m_grid;
};

} // namespace tracestudio
