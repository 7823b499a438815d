#pragma once

#include <QDialog>
#include <QStringList>
#include <functional>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QWidget;

namespace tracestudio {

class ChoiceBox;

/// A dialog of labelled fields in the look of the panels, with a line under them that says how things stand, and two
/// buttons. Each field gets the object name it is given.
class FormDialog : public QDialog {
    Q_OBJECT
  protected:
    FormDialog(const QString& title, const QString& acceptText, QWidget* parent);

    void addField(const QString& label, QWidget* field, const char* name);
    QLineEdit* addText(const QString& label, const QString& text, const char* name);
    ChoiceBox* addChoice(const QString& label, const QStringList& words, int current, const char* name);
    QSpinBox* addNumber(const QString& label, int least, int most, int value, const char* name);
    /// A folder's path with a button that looks for one; `title` is that of the search. Both are in a widget of their
    /// own, the field's parent.
    QLineEdit* addFolder(const QString& label, const QString& folder, const QString& title, const char* name);
    /// The same for a file; `filter` as QFileDialog has it.
    QLineEdit* addFile(const QString& label, const QString& file, const QString& title, const QString& filter,
                       const char* name);
    /// `text` of the field with forward slashes, as the program keeps paths.
    [[nodiscard]] static QString folderIn(const QLineEdit* field);
    /// The number in a field, as the person's language writes it or with a point; 0 where there is none.
    [[nodiscard]] static double numberIn(const QLineEdit* field);
    void showState(const QString& text);
    [[nodiscard]] QPushButton* acceptButton() const { return m_accept; }

  private:
    /// A path with a button; `browse` gives another one, or nothing.
    QLineEdit* addPath(const QString& label, const QString& path, const std::function<QString(const QString&)>& browse,
                       const char* name);

    QFormLayout* m_form;
    QLabel* m_state;
    QPushButton* m_accept;
};

} // namespace tracestudio
