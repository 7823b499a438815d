#pragma once

#include <QDialog>
#include <QString>
#include <vector>

class QScrollArea;

namespace tracestudio {

struct ShortcutRow {
    QString keys;    ///< "Ctrl+P"; several apart by a space and a slash, "A / D"
    QString meaning; ///< translated
};

struct ShortcutGroup {
    QString title; ///< translated
    std::vector<ShortcutRow> rows;
};

/// The keys at a glance. Not modal: the window goes on working under it. Esc or ? closes it.
class ShortcutsDialog : public QDialog {
    Q_OBJECT
  public:
    explicit ShortcutsDialog(QWidget* parent = nullptr);

    void setGroups(const std::vector<ShortcutGroup>& groups);
    void toggle(); ///< shows it, or hides it when it is there

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void rebuild();

    std::vector<ShortcutGroup> m_groups;
    QScrollArea* m_scroll = nullptr;
    int m_columns = 0;
};

} // namespace tracestudio
