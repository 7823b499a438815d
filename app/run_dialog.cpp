#include "app/run_dialog.h"

#include "app/messages.h"
#include "widgets/choice_box.h"

#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace tracestudio {

RunDialog::RunDialog(const RunOrder& order, std::vector<RunChoice> choices, const QStringList& styles, QWidget* parent)
    : FormDialog(tr("Ask about many samples"), tr("Run"), parent)
    , m_order(order)
    , m_choices(std::move(choices)) {
    setObjectName(QStringLiteral("runDialog"));
    m_name = addText(tr("Model"), order.modelName, "runName");
    m_name->setToolTip(tr("Names the files, and tells the evaluator how to read the answers"));
    QStringList samples;
    for (const RunChoice& choice : m_choices)
        samples << choice.words;
    m_samples = addChoice(tr("Samples"), samples, 0, "runSamples");
    m_task = addChoice(tr("Task"), {tr("3D traces"), tr("2D traces"), tr("3D traces, then 2D traces")},
                       order.tasks == std::vector{Task::TwoD} ? 1 : 0, "runTask");
    m_style = addChoice(tr("Prompt style"), styles, int(order.style), "runStyle");
    m_tokens = addNumber(tr("At most tokens"), 1, 32768, order.mostNewTokens, "runTokens");
    m_tokens->setSingleStep(64);
    if (order.model.isServer()) {
        m_jobs = addNumber(tr("At once"), 1, 64, 1, "runJobs");
        m_jobs->setToolTip(tr("How many questions the server is asked at once"));
    }
    m_folder = addFolder(tr("Answers to"), order.folder, tr("Folder for the files of answers"), "runFolder");
    connect(m_task, &QComboBox::currentIndexChanged, this, &RunDialog::takeInput);
    connect(m_name, &QLineEdit::textChanged, this, &RunDialog::takeInput);
    connect(m_folder, &QLineEdit::textChanged, this, &RunDialog::takeInput);
    takeInput();
}

std::vector<Task> RunDialog::tasks() const {
    switch (m_task->currentIndex()) {
    case 0:
        return {Task::ThreeD};
    case 1:
        return {Task::TwoD};
    default:
        return {Task::ThreeD, Task::TwoD}; // as the published runner goes
    }
}

void RunDialog::takeInput() {
    const QString name = m_name->text().trimmed();
    const QString folder = m_folder->text();
    acceptButton()->setEnabled(!name.isEmpty() && !folder.isEmpty());
    m_lane.supersede();
    if (name.isEmpty() || folder.isEmpty()) {
        showState(name.isEmpty() ? tr("Give the model a name.") : tr("Choose where the answers go."));
        return;
    }
    QStringList files;
    for (const Task task : tasks())
        files << toQString(fileNameOf(name.toStdString())) +
                     (task == Task::TwoD ? QStringLiteral("_2D.jsonl") : QStringLiteral("_3D.jsonl"));
    showState(tr("Writes %1.").arg(files.join(QStringLiteral(", "))));
    m_lane.run(
        [files, folder](const std::stop_token&) {
            QStringList there;
            for (const QString& file : files)
                if (QFileInfo::exists(QDir(folder).filePath(file)))
                    there << file;
            return there;
        },
        [this](const QStringList& there) {
            if (!there.isEmpty())
                showState(tr("%1 is there: its answers are kept, and only what is missing or empty is asked.")
                              .arg(there.join(QStringLiteral(", "))));
        });
}

RunOrder RunDialog::order() const {
    RunOrder order = m_order;
    order.modelName = m_name->text().trimmed();
    order.samples = m_choices[std::size_t(std::max(0, m_samples->currentIndex()))].samples;
    order.tasks = tasks();
    order.style = PromptStyle(m_style->currentIndex());
    order.folder = folderIn(m_folder);
    order.jobs = m_jobs ? m_jobs->value() : 1;
    order.mostNewTokens = m_tokens->value();
    return order;
}

} // namespace tracestudio
