#include "app/freeze_dialog.h"

#include "widgets/choice_box.h"

#include <QCompleter>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>

namespace tracestudio {

FreezeDialog::FreezeDialog(const Start& start, QWidget* parent)
    : FormDialog(tr("Save this frame as a sample"), tr("Save"), parent)
    , m_start(start)
    , m_otherFolder(start.sample.folder) {
    setObjectName(QStringLiteral("freezeDialog"));
    const FrozenSample& sample = start.sample;
    m_instruction = addText(tr("Instruction"), sample.instruction, "freezeInstruction");
    m_instruction->setPlaceholderText(tr("none yet: to be annotated later"));
    m_object = addText(tr("Object"), sample.object, "freezeObject");
    m_object->setPlaceholderText(tr("what is to be moved, such as the teal mug"));
    m_destination = addText(tr("Destination"), sample.destination, "freezeDestination");
    m_destination->setPlaceholderText(tr("where to, such as the top of the shelf"));
    m_source = addText(tr("Data source"), sample.dataSource, "freezeDataSource");
    m_source->setToolTip(tr("What the sample is counted under, such as the place or the camera"));
    auto* completer = new QCompleter(start.dataSources, m_source);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_source->setCompleter(completer);
    if (!start.openFolder.isEmpty())
        m_where = addChoice(tr("Where"), {tr("the open dataset %1").arg(start.openName), tr("another folder…")}, 0,
                            "freezeWhere");
    m_folder = addFolder(tr("Folder"), m_where ? start.openFolder : m_otherFolder,
                         tr("Folder of a dataset, or for a new one"), "freezeFolder");
    showFolder();
    connect(m_folder, &QLineEdit::textChanged, this, [this] {
        m_otherFolder = folderIn(m_folder);
        takeInput();
    });
    if (m_where)
        connect(m_where, &QComboBox::currentIndexChanged, this, [this] {
            showFolder();
            takeInput();
        });
    connect(m_instruction, &QLineEdit::textChanged, this, &FreezeDialog::takeInput);
    m_instruction->setFocus();
    takeInput();
}

bool FreezeDialog::isIntoOpen() const {
    return m_where && m_where->currentIndex() == 0;
}

void FreezeDialog::showFolder() {
    if (!m_where)
        return;
    m_folder->parentWidget()->setEnabled(!isIntoOpen()); // with the button that looks for another
    const QSignalBlocker blocker(m_folder);
    m_folder->setText(QDir::toNativeSeparators(isIntoOpen() ? m_start.openFolder : m_otherFolder));
}

FreezeDialog::Finding FreezeDialog::look(const Start& start, const QString& folder) {
    const QString name = QDir::toNativeSeparators(folder);
    if (!QDir::isAbsolutePath(folder))
        return {tr("Give the whole path of the folder, from / on.")};
    const QFileInfo there(folder);
    if (there.exists()) {
        if (!there.isDir())
            return {tr("%1 is a file. Choose a folder.").arg(name)};
        if (!there.isWritable())
            return {tr("You may not write in %1. Choose another folder, or change its permissions.").arg(name)};
        if (QString why = start.obstacle ? start.obstacle(folder) : QString(); !why.isEmpty())
            return {why};
        return {{}, QDir(folder).isEmpty() ? Place::Empty : Place::Filled};
    }
    // It is made in the nearest folder that is there.
    QString above = folder;
    QFileInfo parent(above);
    while (!parent.exists() && parent.path() != above) {
        above = parent.path();
        parent.setFile(above);
    }
    if (!parent.isDir())
        return {tr("%1 is a file: there can be no folder in it.").arg(QDir::toNativeSeparators(above))};
    if (!parent.isWritable())
        return {tr("%1 cannot be made: you may not write in %2.").arg(name, QDir::toNativeSeparators(above))};
    return {{}, Place::Missing};
}

void FreezeDialog::takeInput() {
    const QString folder = folderIn(m_folder);
    m_lane.supersede();
    acceptButton()->setEnabled(false);
    if (folder.isEmpty()) {
        showState(tr("Choose the folder that the sample goes to."));
        return;
    }
    // A disk may be slow, and a dataset large.
    m_lane.run([start = m_start, folder](const std::stop_token&) { return look(start, folder); },
               [this](const Finding& finding) { showFinding(finding); });
}

void FreezeDialog::showFinding(const Finding& finding) {
    acceptButton()->setEnabled(finding.obstacle.isEmpty());
    if (!finding.obstacle.isEmpty()) {
        showState(finding.obstacle);
        return;
    }
    QString state = isIntoOpen()                      ? tr("Adds a sample to %1.").arg(m_start.openName)
                    : finding.place == Place::Missing ? tr("Makes the folder, and begins a dataset in it.")
                    : finding.place == Place::Empty   ? tr("Begins a dataset in the folder.")
                                                      : tr("Adds a sample to what is in the folder.");
    if (m_instruction->text().trimmed().isEmpty())
        state += QLatin1Char(' ') + tr("Without an instruction it waits to be annotated.");
    showState(state);
}

FrozenSample FreezeDialog::sample() const {
    return {m_instruction->text().trimmed(), m_object->text().trimmed(), m_destination->text().trimmed(),
            m_source->text().trimmed(), isIntoOpen() ? QDir::cleanPath(m_start.openFolder) : folderIn(m_folder)};
}

} // namespace tracestudio
