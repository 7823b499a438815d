#pragma once

#include "widgets/edit_step.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <functional>

class QLineEdit;
class QPlainTextEdit;
class QWidget;

namespace tracestudio {

/// Watches a text field, its parent, and tells what was typed there: after a pause, on Return in a field of one line
/// and when the focus leaves. Undo and redo are left to the window where all that was typed is told. GUI thread.
class TypedText : public QObject {
    Q_OBJECT
  public:
    explicit TypedText(QLineEdit* field);
    explicit TypedText(QPlainTextEdit* field);

    /// Shows `text`, the caret staying where it can; leaves alone what is being typed.
    void show(const QString& text);
    /// Forgets what is being typed as well.
    void replace(const QString& text);
    /// Tells now what was typed and not told.
    void commit();
    /// The same, and what follows has another gesture: Return was pressed.
    void end();

  Q_SIGNALS:
    /// What is typed in one visit to the field has one gesture, until it ends.
    void typed(const QString& text, int gesture);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void watch(QWidget* field);
    void noteTyping();
    [[nodiscard]] bool isTyped() const { return m_text() != m_told; }

    std::function<QString()> m_text;
    std::function<void(const QString&)> m_setText;
    QTimer m_pause;
    QString m_told; ///< the text that whoever listens knows
    int m_gesture = nextGesture();
    bool m_isShowing = false;
};

} // namespace tracestudio
