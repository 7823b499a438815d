#pragma once

#include "app/jobs.h"
#include "app/model_list.h"

#include <QDialog>

class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace tracestudio {

class ChoiceBox;

/// Where a model is and how it is run: a checkpoint's folder, device and numbers, or a server's address, protocol, key
/// and patience, with a test of the connection.
class ModelDialog : public QDialog {
    Q_OBJECT
  public:
    ModelDialog(const KnownModel& model, const QString& key, QWidget* parent = nullptr);

    [[nodiscard]] KnownModel model() const;
    [[nodiscard]] QString key() const;

  private:
    void createCheckpointForm(const ModelRequest& request);
    void createServerForm(const KnownModel& model, const QString& key);
    void chooseFolder();
    void testConnection();
    void takeInput();
    void showState(const QString& text);
    [[nodiscard]] QString obstacle() const;

    KnownModel m_before;
    bool m_isServer;
    QFormLayout* m_form;
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
    QLabel* m_state = nullptr;
    QPushButton* m_ok = nullptr;
    JobLane m_lane{1};
};

} // namespace tracestudio
