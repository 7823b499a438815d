#pragma once

#include "scene/annotation.h"
#include "widgets/edit_step.h"

#include <QStringList>
#include <QWidget>
#include <functional>
#include <vector>

class QGridLayout;
class QPlainTextEdit;

namespace tracestudio {

class CompletingEdit;
class NumberField;
class RefusalLabel;
class TypedText;

/// The words of a sample: instruction, target object, destination, category, data source, and its number of steps,
/// completed from what other samples say. GUI thread.
class SampleTexts : public QWidget {
    Q_OBJECT
  public:
    explicit SampleTexts(QWidget* parent = nullptr);

    /// What is being typed stays, unless the sample is `isAnother`.
    void setTexts(const Annotation& annotation, bool isAnother);
    void setCompletions(const QStringList& targetObjects, const QStringList& destinations,
                        const QStringList& categories, const QStringList& dataSources);
    /// Tells what is being typed.
    void commit();
    void focusInstruction();

  Q_SIGNALS:
    /// `change` puts the text in its place.
    void edited(const std::function<void(tracestudio::Annotation&)>& change, const tracestudio::EditStep& step);

  private:
    struct Line {
        std::string Annotation::*text;
        CompletingEdit* field;
        TypedText* typed;
    };
    void addLine(QGridLayout* grid, const char* name, const QString& label, const QString& step,
                 std::string Annotation::*text);

    QPlainTextEdit* m_instruction;
    TypedText* m_typedInstruction;
    std::vector<Line> m_lines; ///< target object, destination, category, data source
    NumberField* m_step;
    RefusalLabel* m_refusal;
};

} // namespace tracestudio
