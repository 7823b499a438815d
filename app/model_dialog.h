#pragma once

#include "app/jobs.h"
#include "app/model_list.h"
#include "widgets/form_dialog.h"

namespace tracestudio {

/// Where a model is and how it is run: a checkpoint's folder, device and numbers, or a server's address, protocol, key
/// and patience, with a test of the connection.
class ModelDialog : public FormDialog {
    Q_OBJECT
  public:
    ModelDialog(const KnownModel& model, const QString& key, QWidget* parent = nullptr);

    [[nodiscard]] KnownModel model() const;
    [[nodiscard]] QString key() const;

  private:
    void createCheckpointForm(const KnownModel& model);
    void createServerForm(const KnownModel& model, const QString& key);
    void addName(const QString& name);
    void testConnection();
    void takeInput();
    [[nodiscard]] QString obstacle() const;

    KnownModel m_before;
    bool m_isServer;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_folder = nullptr;
    ChoiceBox *m_device = nullptr, *m_type = nullptr;
    QSpinBox* m_threads = nullptr;
    QLineEdit* m_url = nullptr;
    ChoiceBox* m_protocol = nullptr;
    QLineEdit* m_model = nullptr;
    ChoiceBox* m_keyFrom = nullptr;
    QLineEdit* m_key = nullptr;
    QSpinBox* m_timeout = nullptr;
    QSpinBox* m_tries = nullptr;
    QPushButton* m_test = nullptr;
    JobLane m_lane{1};
};

} // namespace tracestudio
