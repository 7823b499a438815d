#pragma once

#include "app/jobs.h"
#include "widgets/form_dialog.h"

#include <QString>
#include <functional>

namespace tracestudio {

/// What is said of a frame that becomes a sample, and where the sample goes.
struct FrozenSample {
    QString instruction; ///< may be empty: to be annotated later
    QString object;
    QString destination;
    QString dataSource; ///< the benchmark's "data_source"
    QString folder;     ///< with forward slashes; of the open dataset, or another
    bool operator==(const FrozenSample&) const = default;
};

/// Asks how a frozen frame is kept as a sample: the words that go with it, and the dataset that it joins or begins.
/// Touches nothing: the folder is made, and the sample written, by who asked.
class FreezeDialog : public FormDialog {
    Q_OBJECT
  public:
    struct Start {
        FrozenSample sample;     ///< folder: the one used before, apart from the open dataset's
        QString openName;        ///< of the open dataset; empty where none is open or it cannot take samples
        QString openFolder;      ///< where it is
        QStringList dataSources; ///< offered while typing
        /// Why a folder that is there cannot take a sample, in a sentence; empty when it can. Called from any thread.
        std::function<QString(const QString& folder)> obstacle;
    };

    explicit FreezeDialog(const Start& start, QWidget* parent = nullptr);

    [[nodiscard]] FrozenSample sample() const;

  private:
    enum class Place { Missing, Empty, Filled };
    /// What is known of the chosen folder.
    struct Finding {
        QString obstacle = {};
        Place place = Place::Missing;
    };

    [[nodiscard]] bool isIntoOpen() const;
    void showFolder();
    void takeInput();
    void showFinding(const Finding& finding);
    static Finding look(const Start& start, const QString& folder);

    Start m_start;
    QString m_otherFolder;
    QLineEdit *m_instruction, *m_object, *m_destination, *m_source;
    ChoiceBox* m_where = nullptr; ///< only where a dataset is open
    QLineEdit* m_folder = nullptr;
    JobLane m_lane{1};
};

} // namespace tracestudio
