#pragma once

#include "app/asking.h"
#include "widgets/form_dialog.h"

namespace tracestudio {

/// Which samples a run can be about.
struct RunChoice {
    QString words; ///< "the 12 samples that the filter shows"
    std::vector<std::size_t> samples;
};

/// Asks a model about many samples: which, for what, in which words, and where the answers go.
class RunDialog : public FormDialog {
    Q_OBJECT
  public:
    /// `order` holds model, name, style and folder to begin with; what is not chosen here stays as it is.
    RunDialog(const RunOrder& order, std::vector<RunChoice> choices, const QStringList& styles,
              QWidget* parent = nullptr);

    [[nodiscard]] RunOrder order() const;

  private:
    void takeInput();
    [[nodiscard]] std::vector<Task> tasks() const;

    RunOrder m_order;
    std::vector<RunChoice> m_choices;
    ChoiceBox *m_samples, *m_task, *m_style;
    QLineEdit *m_name, *m_folder;
    QSpinBox* m_jobs = nullptr;
    QSpinBox* m_tokens;
    JobLane m_lane{1};
};

} // namespace tracestudio
