#pragma once

#include <QLineEdit>
#include <QStringList>

class QStringListModel;

namespace tracestudio {

/// A line that is completed from words used elsewhere, wherever in them what is typed stands; ↓ lists them all. The
/// list is as wide as its words ask for, within the window; of those that are longer it shows the beginning, and the
/// whole in a tooltip. GUI thread.
class CompletingEdit : public QLineEdit {
    Q_OBJECT
  public:
    explicit CompletingEdit(QWidget* parent = nullptr);
    void setWords(const QStringList& words);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void fitList();

    QStringListModel* m_words;
    int m_widest = 0; ///< of the words, device-independent pixels
};

} // namespace tracestudio
