#include "app/run_dialog.h"

#include "app/messages.h"
#include "widgets/choice_box.h"
#include "widgets/step_arrows.h"

#include <QAbstractButton>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace tracestudio {

RunDialog::RunDialog(const RunOrder& order, std::vector<RunChoice> choices, const QStringList& styles, QWidget* parent)
    : QDialog(parent)
    , m_order(order)
    , m_choices(std::move(choices)) {
    setObjectName(QStringLiteral("runDialog"));
    setWindowTitle(tr("Ask about many samples"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(12);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    layout->addLayout(form);

    m_name = new QLineEdit(order.modelName);
    m_name->setObjectName(QStringLiteral("runName"));
    m_name->setToolTip(tr("Names the files, and tells the evaluator how to read the answers"));
    form->addRow(tr("Model"), m_name);
    m_samples = new ChoiceBox;
    m_samples->setObjectName(QStringLiteral("runSamples"));
    for (const RunChoice& choice : m_choices)
        m_samples->addItem(choice.words);
    form->addRow(tr("Samples"), m_samples);
    m_task = new ChoiceBox;
    m_task->setObjectName(QStringLiteral("runTask"));
    m_task->addItems({tr("3D traces"), tr("2D traces"), tr("3D traces, then 2D traces")});
    m_task->setCurrentIndex(order.tasks == std::vector{Task::TwoD} ? 1 : 0);
    form->addRow(tr("Task"), m_task);
    m_style = new ChoiceBox;
    m_style->setObjectName(QStringLiteral("runStyle"));
    m_style->addItems(styles);
    m_style->setCurrentIndex(int(order.style));
    form->addRow(tr("Prompt style"), m_style);
    m_tokens = new QSpinBox;
    new StepArrows(m_tokens);
    m_tokens->setRange(1, 32768);
    m_tokens->setSingleStep(64);
    m_tokens->setValue(order.mostNewTokens);
    form->addRow(tr("At most tokens"), m_tokens);
    if (order.model.isServer()) {
        m_jobs = new QSpinBox;
        new StepArrows(m_jobs);
        m_jobs->setObjectName(QStringLiteral("runJobs"));
        m_jobs->setRange(1, 64);
        m_jobs->setToolTip(tr("How many questions the server is asked at once"));
        form->addRow(tr("At once"), m_jobs);
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_folder = new QLineEdit(QDir::toNativeSeparators(order.folder));
    m_folder->setObjectName(QStringLiteral("runFolder"));
    row->addWidget(m_folder, 1);
    auto* browse = new QPushButton(tr("Browse…"));
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &RunDialog::chooseFolder);
    row->addWidget(browse);
    form->addRow(tr("Answers to"), row);
    m_state = new QLabel;
    m_state->setObjectName(QStringLiteral("runState"));
    m_state->setProperty("role", QStringLiteral("muted"));
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    layout->addWidget(m_state);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_run = buttons->addButton(tr("Run"), QDialogButtonBox::AcceptRole);
    m_run->setObjectName(QStringLiteral("runStart"));
    m_run->setProperty("role", QStringLiteral("primary"));
    m_run->setDefault(true);
    for (QAbstractButton* button : buttons->buttons())
        button->setIcon({});
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(m_task, &QComboBox::currentIndexChanged, this, &RunDialog::showState);
    connect(m_name, &QLineEdit::textChanged, this, &RunDialog::showState);
    connect(m_folder, &QLineEdit::textChanged, this, &RunDialog::showState);
    resize(560, sizeHint().height());
    showState();
}

void RunDialog::chooseFolder() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder for the files of answers"), m_folder->text());
    if (!folder.isEmpty())
        m_folder->setText(QDir::toNativeSeparators(folder));
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

void RunDialog::showState() {
    const QString name = m_name->text().trimmed();
    const QString folder = m_folder->text();
    m_run->setEnabled(!name.isEmpty() && !folder.isEmpty());
    m_lane.supersede();
    if (name.isEmpty() || folder.isEmpty()) {
        m_state->setText(name.isEmpty() ? tr("Give the model a name.") : tr("Choose where the answers go."));
        return;
    }
    QStringList files;
    for (const Task task : tasks())
        files << toQString(fileNameOf(name.toStdString())) +
                     (task == Task::TwoD ? QStringLiteral("_2D.jsonl") : QStringLiteral("_3D.jsonl"));
    m_state->setText(tr("Writes %1.").arg(files.join(QStringLiteral(", "))));
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
                m_state->setText(tr("%1 is there: its answers are kept, and only what is missing or empty is asked.")
                                     .arg(there.join(QStringLiteral(", "))));
        });
}

RunOrder RunDialog::order() const {
    RunOrder order = m_order;
    order.modelName = m_name->text().trimmed();
    order.samples = m_choices[std::size_t(std::max(0, m_samples->currentIndex()))].samples;
    order.tasks = tasks();
    order.style = PromptStyle(m_style->currentIndex());
    order.folder = QDir::cleanPath(QDir::fromNativeSeparators(m_folder->text()));
    order.jobs = m_jobs ? m_jobs->value() : 1;
    order.mostNewTokens = m_tokens->value();
    return order;
}

} // namespace tracestudio
