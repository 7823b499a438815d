#pragma once

#include <QFrame>
#include <QList>
#include <QPointer>
#include <QString>
#include <optional>
#include <vector>

class QAction;
class QLineEdit;
class QListWidget;

namespace tracestudio {

/// How well a text answers what was typed: every letter of the query must occur in order. Higher is better; starts of
/// words, runs of letters and early places count more. Nothing when it does not answer. `positions`, if given,
/// receives the places of the letters.
std::optional<int> fuzzyScore(const QString& query, const QString& text, std::vector<int>* positions = nullptr);

/// Every command of the window one key away: type a few letters, Enter. "#42" goes to a sample. Lies over the window
/// it is a child of; Esc, a click beside it or the loss of focus closes it and the focus goes back where it was.
class CommandPalette : public QFrame {
    Q_OBJECT
  public:
    explicit CommandPalette(QWidget* window);

    /// What can be run. Texts, shortcuts and states are read each time it opens. A command's category is its property
    /// "category", else the title of a menu it is in.
    void setActions(const QList<QAction*>& actions);
    void open(const QString& text = {});
    void dismiss();

  Q_SIGNALS:
    void goToSampleRequested(const QString& id); ///< without the #
    void dismissed();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void refill();
    void fillList();
    void place();
    void runCurrent();
    void moveCurrent(int steps);

    QList<QPointer<QAction>> m_actions;
    QLineEdit* m_line = nullptr;
    QListWidget* m_list = nullptr;
    QPointer<QWidget> m_focusBefore;
    QPointer<QAction> m_lastRun; ///< offered first when nothing is typed
};

} // namespace tracestudio
