#pragma once

#include <QString>
#include <QWidget>
#include <functional>
#include <vector>

class QToolButton;
class QVBoxLayout;

namespace tracestudio {

class MessageRow;

enum class MessageKind { Info, Success, Warning, Error };

/// What the program has to say without stopping the person. Newest first, at most three at a time; Info and Success
/// go by themselves, Warning and Error stay until they are closed. Takes no room while it is empty, and none of its
/// neighbours' where it floats.
class MessageBar : public QWidget {
    Q_OBJECT
    Q_PROPERTY(int autoHideMilliseconds READ autoHideMilliseconds WRITE setAutoHideMilliseconds)
  public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Lies over the upper edge of `area`, a widget of the same window, from now on: what is there does not move when
    /// messages come and go. Beside the messages the mouse reaches what lies under them.
    void floatOver(QWidget* area);

    /// Shows a message and returns its number. A message of the same kind and text that is still there moves to the
    /// front instead of being shown twice. The button is there when `actionText` is not empty; it closes the message.
    int post(MessageKind kind, const QString& text, const QString& actionText = {}, std::function<void()> action = {});
    void dismiss(int number); ///< nothing happens when it is gone
    void dismissAll();
    [[nodiscard]] int count() const { return int(m_messages.size()); } ///< also those not in view
    [[nodiscard]] int autoHideMilliseconds() const { return m_autoHideMilliseconds; }
    void setAutoHideMilliseconds(int milliseconds);

  Q_SIGNALS:
    void countChanged(int count);

  protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void arrange();
    void place();
    void remove(MessageRow* row);

    std::vector<MessageRow*> m_messages; ///< newest first
    QVBoxLayout* m_layout = nullptr;
    QToolButton* m_more = nullptr;
    QWidget* m_area = nullptr; ///< that it floats over; null: none
    int m_autoHideMilliseconds = 6000;
    int m_nextNumber = 1;
    bool m_isExpanded = false;
};

} // namespace tracestudio
