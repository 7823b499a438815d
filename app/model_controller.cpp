#include "app/model_controller.h"

#include "app/bundled.h"
#include "app/messages.h"
#include "app/model_dialog.h"
#include "app/run_dialog.h"
#include "app/settings.h"
#include "widgets/instruction_panel.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCryptographicHash>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QTextBrowser>
#include <QTextTable>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

namespace tracestudio {

namespace {

constexpr int historyLength = 50;

/// In the order of the panel's list.
constexpr std::array tasks{AnswerTask::Trace3D, AnswerTask::Trace2D, AnswerTask::Referring, AnswerTask::Measuring,
                           AnswerTask::Free};

} // namespace

ModelController::ModelController(Document* document, Settings* settings, InstructionPanel* panel, QWidget* window)
    : QObject(window)
    , m_document(document)
    , m_settings(settings)
    , m_panel(panel)
    , m_window(window)
    , m_models(settings)
    , m_asking(document) {
    panel->setTasks({tr("3D trace"), tr("2D trace"), tr("Referring"), tr("Measuring"), tr("Free")},
                    {tr("Where the object goes, with depths"), tr("Where the object goes in the picture"),
                     tr("Which points the words mean"), tr("A length or a distance"),
                     tr("The words as they are, nothing around them")});
    panel->setPromptStyles(
        {tr("RoboTracer"), tr("RoboBrain"), tr("any model"), tr("any model, as published"), tr("instruction alone")},
        {tr("The words RoboTracer was trained on"), tr("The words RoboBrain 2.5 was trained on"),
         tr("The benchmark's words for other models, with this sample's own object"),
         tr("The same with the published script's fault: every prompt names another sample's "
            "object. For comparing with published numbers"),
         tr("The words as they are, for models that were trained to answer them with a trace")});
    panel->setTask(m_settings->number(QStringLiteral("task"), 0));
    panel->setHistory(m_settings->text(QStringLiteral("history")).split(QChar(0x1e), Qt::SkipEmptyParts));
    panel->setModelMenu(&m_menu);
    connect(&m_menu, &QMenu::aboutToShow, this, &ModelController::fillMenu);
    fillMenu();
    showModel();

    connect(panel, &InstructionPanel::runRequested, this, &ModelController::ask);
    connect(panel, &InstructionPanel::stopRequested, this, &ModelController::stop);
    connect(panel, &InstructionPanel::inputChanged, this, &ModelController::updatePrompt);
    connect(panel, &InstructionPanel::taskChanged, this,
            [this](int task) { m_settings->setNumber(QStringLiteral("task"), task); });
    // They ask for a trace, whatever was asked for last.
    connect(panel, &InstructionPanel::exampleChosen, this, [this] { setTask(AnswerTask::Trace3D); });
    connect(document, &Document::currentChanged, this, &ModelController::takeSample);
    connect(document, &Document::datasetChanged, this, [this] {
        if (!m_asking.isBusy())
            m_panel->setStatus({});
        takeSample();
    });
    connect(&m_asking, &Asking::busyChanged, this, [this](bool isBusy) {
        if (!isBusy)
            m_panel->setStatus({});
    });
    connect(&m_asking, &Asking::busyChanged, panel, &InstructionPanel::setBusy);
    connect(&m_asking, &Asking::busyChanged, this, &ModelController::busyChanged);
    connect(&m_asking, &Asking::progressChanged, panel, &InstructionPanel::setStatus);
    connect(&m_asking, &Asking::answered, this, &ModelController::showAnswered);
    connect(&m_asking, &Asking::answered, this, &ModelController::answerEnded);
    connect(document, &Document::liveChanged, this, &ModelController::takeSample);
    connect(&m_asking, &Asking::reported, this, &ModelController::reported);
    connect(&m_asking, &Asking::kept, this, [this](const QString& path) {
        Q_EMIT written(Severity::Success, tr("Kept in %1.").arg(QDir::toNativeSeparators(path)), {path});
    });
    connect(&m_asking, &Asking::wouldReplace, this, [this](int number, const QString& path) {
        Q_EMIT offered(tr("%1 has another answer to this sample.").arg(QDir::toNativeSeparators(path)),
                       tr("Replace it"), [this, number] { m_asking.keep(number, keepFolder(), true); });
    });
    connect(&m_asking, &Asking::runEnded, this, [this](const RunEnd& end) {
        m_panel->setStatus(end.summary);
        if (end.paths.isEmpty())
            return;
        // What is whole is looked at next; what was stopped is perhaps to be gone on with.
        if (!end.isComplete)
            Q_EMIT written(Severity::Info, tr("The run was stopped: %1. Run the same again to go on.").arg(end.summary),
                           end.paths);
        else if (m_document->isStillOpen(end.dataset))
            m_document->open(end.paths);
        else
            Q_EMIT written(Severity::Success,
                           tr("The run over %1 is done: %2.").arg(toQString(end.dataset->name()), end.summary),
                           end.paths);
    });
    takeSample();
}

bool ModelController::isIdle() const {
    const auto& dataset = m_document->dataset();
    const bool willAsk = m_asksFirst && dataset && dataset->size() > 0;
    return m_asking.isIdle() && !willAsk;
}

// ---- the models

void ModelController::fillMenu() {
    qDeleteAll(m_menu.findChildren<QActionGroup*>());
    m_menu.clear();
    auto* group = new QActionGroup(&m_menu);
    for (int i = 0; i < int(m_models.all().size()); ++i) {
        const KnownModel& model = m_models.all()[std::size_t(i)];
        QAction* action = m_menu.addAction(QString(model.name).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setToolTip(model.place());
        action->setCheckable(true);
        action->setChecked(i == m_models.currentIndex());
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, i] {
            m_models.setCurrent(i);
            showModel();
        });
    }
    if (!m_models.all().empty())
        m_menu.addSeparator();
    const auto add = [this](const QString& text, const char* name, void (ModelController::*slot)()) {
        QAction* action = m_menu.addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    add(tr("Add a checkpoint's folder…"), "addCheckpoint", &ModelController::addCheckpoint);
    add(tr("Add a server…"), "addServer", &ModelController::addServer);
    if (!m_models.current())
        return;
    m_menu.addSeparator();
    if (!m_models.current()->isBundled) {
        add(tr("Settings of %1…").arg(m_models.current()->name), "editModel", &ModelController::editModel);
        add(tr("Forget %1").arg(m_models.current()->name), "forgetModel", &ModelController::forgetModel);
    }
    if (m_models.current()->isBundled)
        add(tr("About %1…").arg(m_models.current()->name), "aboutModel", &ModelController::tellOfModel);
    if (!m_models.current()->request.isServer())
        add(tr("Free its memory"), "unloadModel", &ModelController::unloadModel);
    m_menu.setToolTipsVisible(true);
}

void ModelController::showModel() {
    const KnownModel* model = m_models.current();
    m_panel->setModel(model ? model->name : QString(), model ? model->place() : QString());
    if (model) {
        AnswerChoices choices = m_panel->choices();
        choices.mostNewTokens = model->request.mostNewTokens;
        choices.startsAtMeasuredDepth = model->request.startsAtMeasuredDepth.value_or(false);
        m_panel->setChoices(choices);
        const QString& name = model->request.name.isEmpty() ? model->name : model->request.name;
        m_panel->setPromptStyle(int(promptStyleOf(model->request, name)));
    }
    updatePrompt();
    showExamples();
}

/// What the bundled model can be asked about the bundled sample that is open, and what it is.
void ModelController::showExamples() {
    const KnownModel* model = m_models.current();
    const bool isDemo = model && model->isBundled;
    m_panel->setHint(isDemo
                         ? tr("%1 knows drawn scenes like the bundled samples; of photographs it says nothing useful.")
                               .arg(model->name)
                         : QString());
    const auto current = m_document->current();
    const bool isBundledSample = isDemo && current && !m_document->isLive() &&
                                 pathText(m_document->dataset()->folder()) == bundledPaths().value(0);
    m_panel->setExamples(isBundledSample
                             ? exampleInstructions().value(std::string(m_document->dataset()->row(*current).id))
                             : QStringList());
}

void ModelController::addModel(const KnownModel& model) {
    m_models.add(model);
    showModel();
}

void ModelController::askFirst(const QString& instruction) {
    m_asksFirst = true;
    const auto ask = [this, instruction] {
        m_asksFirst = false;
        m_panel->setInstruction(instruction);
        ModelController::ask();
    };
    connect(m_document, &Document::sceneChanged, this, ask,
            Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
}

void ModelController::setLive(std::function<std::shared_ptr<const LiveFrame>()> frame) {
    m_liveFrame = std::move(frame);
}

void ModelController::setTask(AnswerTask task) {
    m_panel->setTask(int(std::find(tasks.begin(), tasks.end(), task) - tasks.begin()));
}

void ModelController::addCheckpoint() {
    const QString folder = QFileDialog::getExistingDirectory(m_window, tr("Folder of a checkpoint as downloaded"),
                                                             m_settings->text(QStringLiteral("checkpointFolder")));
    if (folder.isEmpty())
        return;
    m_settings->setText(QStringLiteral("checkpointFolder"), QFileInfo(folder).path());
    if (!QFileInfo::exists(QDir(folder).filePath(QStringLiteral("config.json")))) {
        Q_EMIT reported(Severity::Error,
                        tr("%1 holds no config.json, so it is not a checkpoint. Choose the folder with "
                           "config.json and the .safetensors files of a Qwen3-VL or RoboBrain 2.5 "
                           "model.")
                            .arg(QDir::toNativeSeparators(folder)));
        return;
    }
    ModelRequest request;
    request.checkpoint = folder;
    addModel(knownModel(request));
}

void ModelController::addServer() {
    auto* dialog = new ModelDialog({}, {}, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        addModel(dialog->model());
        m_models.setKey(*m_models.current(), dialog->key());
    });
    dialog->open();
}

void ModelController::editModel() {
    const KnownModel* model = m_models.current();
    if (!model)
        return addServer();
    auto* dialog = new ModelDialog(*model, m_models.key(*model), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, index = m_models.currentIndex()] {
        m_models.replace(index, dialog->model());
        m_models.setKey(dialog->model(), dialog->key());
        showModel();
    });
    dialog->open();
}

void ModelController::forgetModel() {
    m_models.remove(m_models.currentIndex());
    showModel();
}

void ModelController::tellOfModel() {
    const KnownModel* model = m_models.current();
    QFile card(model ? QDir(model->request.checkpoint).filePath(QStringLiteral("MODEL_CARD.md")) : QString());
    if (!card.open(QIODevice::ReadOnly)) {
        Q_EMIT reported(Severity::Error, tr("%1 cannot be read. Install the program again.").arg(card.fileName()));
        return;
    }
    auto* dialog = new QDialog(m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("aboutModelDialog"));
    dialog->setWindowTitle(tr("About %1").arg(model->name));
    auto* layout = new QVBoxLayout(dialog);
    auto* text = new QTextBrowser(dialog);
    text->setOpenExternalLinks(true);
    text->setSearchPaths({model->request.checkpoint});
    text->setMarkdown(QString::fromUtf8(card.readAll()));
    for (QTextFrame* frame : text->document()->rootFrame()->childFrames())
        if (auto* table = qobject_cast<QTextTable*>(frame)) {
            QTextTableFormat format = table->format();
            format.setCellPadding(5);
            format.setCellSpacing(0);
            format.setBorderCollapse(true);
            format.setBorderBrush(text->palette().mid());
            table->setFormat(format);
        }
    layout->addWidget(text);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    layout->addWidget(buttons);
    dialog->resize(880, 720);
    dialog->open();
}

void ModelController::unloadModel() {
    m_asking.unload();
}

// ---- asking

void ModelController::takeSample() {
    const auto current = m_document->current();
    const QString own = current ? toQString(m_document->dataset()->row(*current).instruction) : QString();
    // What the person has typed stays for the next sample; the sample's own words follow it.
    const QString typed = m_panel->instruction();
    const bool isTheirs = !typed.trimmed().isEmpty() && typed != m_ownInstruction;
    m_ownInstruction = own;
    if (!isTheirs)
        m_panel->setInstruction(own);
    updatePrompt();
    showExamples();
    if (!isTheirs)
        m_panel->resetPrompt(); // what was changed in it was about the sample before
    m_panel->setObstacle(m_document->isLive() ? QString()
                         : !current           ? tr("Open a sample to ask about.")
                         : m_document->dataset()->pictureFolder().empty()
                             ? tr("Only answers are open, no pictures to ask about. Open the benchmark folder.")
                             : QString());
}

QString ModelController::instruction() const {
    return m_panel->instruction().trimmed();
}

AnswerTask ModelController::task() const {
    return tasks[std::size_t(std::max(0, m_panel->task()))];
}

PromptStyle ModelController::style() const {
    return PromptStyle(std::max(0, m_panel->promptStyle()));
}

void ModelController::updatePrompt() {
    const QString instruction = m_panel->instruction().trimmed();
    PromptSubject subject{instruction.toStdString(), {}, {}};
    // Words of the sample's objects would contradict another instruction.
    if (const auto current = m_document->current(); current && instruction == m_ownInstruction.trimmed()) {
        const SampleRow row = m_document->dataset()->row(*current);
        subject.targetObject = row.targetObject;
        subject.destination = row.destination;
    }
    const QString before = std::exchange(m_prompted, instruction);
    m_panel->setPrompt(toQString(promptText(style(), task(), subject)));
    m_panel->retell(before, instruction);
}

void ModelController::remember(const QString& instruction) {
    QStringList history = m_settings->text(QStringLiteral("history")).split(QChar(0x1e), Qt::SkipEmptyParts);
    history.removeAll(instruction);
    history.prepend(instruction);
    history = history.mid(0, historyLength);
    m_settings->setText(QStringLiteral("history"), history.join(QChar(0x1e)));
    m_panel->setHistory(history);
}

void ModelController::ask() {
    const auto current = m_document->current();
    const KnownModel* model = m_models.current();
    const auto live = m_document->isLive() && m_liveFrame ? m_liveFrame() : nullptr;
    if (!current && !live) {
        m_panel->setStatus(m_document->isLive() ? tr("Wait for the camera's first picture.")
                                                : tr("Open a sample to ask about."));
        return;
    }
    if (!model) {
        m_panel->setStatus(tr("Choose a model first: a checkpoint's folder, or a server."));
        m_panel->showModelMenu();
        return;
    }
    AskOrder order;
    order.instruction = m_panel->instruction().trimmed();
    order.prompt = m_panel->prompt();
    if (order.prompt.trimmed().isEmpty() || (order.instruction.isEmpty() && !m_panel->isPromptEdited())) {
        m_panel->setStatus(tr("Type an instruction first."));
        m_panel->focusInstruction();
        return;
    }
    order.model = m_models.request(*model);
    order.modelName = model->name;
    order.dataset = m_document->dataset();
    order.sample = current.value_or(0);
    order.live = live;
    order.isPromptEdited = m_panel->isPromptEdited();
    order.startsAtMeasuredDepth = m_panel->choices().startsAtMeasuredDepth;
    order.task = task();
    order.style = style();
    order.taskText = order.task == AnswerTask::Trace2D || order.task == AnswerTask::Trace3D
                         ? QStringLiteral("%1 · %2").arg(m_panel->taskText(), m_panel->promptStyles()[int(order.style)])
                         : m_panel->taskText();
    const AnswerChoices choices = m_panel->choices();
    order.options.mostNewTokens = choices.mostNewTokens;
    order.options.samples = choices.isSampled;
    if (choices.isSampled)
        order.options.temperature = choices.temperature;
    if (!order.instruction.isEmpty())
        remember(order.instruction);
    if (live) {
        m_liveOrder = order;
        m_liveOrder->live.reset();
        m_liveAnswers = choices.answers;
    }
    put(order, choices.answers);
}

void ModelController::askOnceMore() {
    const auto live = m_document->isLive() && m_liveFrame ? m_liveFrame() : nullptr;
    if (!live || !m_liveOrder)
        return;
    AskOrder order = *m_liveOrder;
    order.live = live;
    for (int i = 0; i < m_liveAnswers; ++i)
        m_asking.ask(order); // behind the answer that is being read
}

void ModelController::put(const AskOrder& order, int answers) {
    for (int i = 0; i < answers; ++i) {
        const int number = m_asking.ask(order);
        if (i == 0)
            if (const LiveAnswer* answer = m_document->answers()->find(number))
                Q_EMIT answerBegun(answer->layerId());
    }
}

void ModelController::stop() {
    m_asking.stop();
}

void ModelController::showAnswered(int number) {
    const LiveAnswer* answer = m_document->answers()->find(number);
    if (!answer)
        return;
    using State = LiveAnswer::State;
    if (answer->state == State::Stopped) {
        m_panel->setStatus(tr("Stopped."));
        return;
    }
    if (answer->state == State::Failed) {
        m_panel->setStatus({});
        return;
    }
    const double whole = answer->seconds.whole();
    const QLocale locale;
    QString text =
        answer->newTokens > 0
            ? tr("%1: %2 tokens in %3 s").arg(answer->title).arg(answer->newTokens).arg(locale.toString(whole, 'f', 1))
            : tr("%1: answered in %2 s").arg(answer->title, locale.toString(whole, 'f', 1));
    if (answer->tokensPerSecond() > 0)
        text += QStringLiteral(" · ") + tr("%1 tokens/s").arg(locale.toString(answer->tokensPerSecond(), 'f', 1));
    if (!answer->place.isEmpty())
        text += QStringLiteral(" · ") + answer->place;
    m_panel->setStatus(text);
}

// ---- what becomes of the answers

void ModelController::act(const QString& layerId, const QString& action) {
    const int number = layerId.section(QLatin1Char(':'), 1).toInt();
    const LiveAnswer* answer = m_document->answers()->find(number);
    if (!answer || !layerId.startsWith(QLatin1String("answer:")))
        return;
    if (action == QLatin1String("score"))
        m_asking.score(number);
    else if (action == QLatin1String("keep"))
        keep(number);
    else if (action == QLatin1String("copy"))
        QApplication::clipboard()->setText(toQString(answer->text));
    else if (action == QLatin1String("remove"))
        m_document->answers()->remove(number);
    else if (action == QLatin1String("again"))
        if (const LiveAnswer* again = m_document->answers()->find(m_asking.askAgain(number)))
            Q_EMIT answerBegun(again->layerId());
}

void ModelController::clearAnswers() {
    const auto current = m_document->current();
    if (!current && !m_document->isLive())
        return;
    const std::string sample = current ? std::string(m_document->dataset()->row(*current).id) : liveSampleId;
    std::vector<LiveAnswer> gone;
    for (const LiveAnswer* answer : m_document->answers()->of(sample))
        if (answer->isOver() || !answer->text.empty()) {
            gone.push_back(*answer);
            if (!answer->isOver())
                gone.back().state = LiveAnswer::State::Stopped;
        }
    m_document->answers()->clear(sample);
    m_panel->setStatus({});
    if (!gone.empty())
        Q_EMIT offered(tr("%n answer(s) cleared.", nullptr, int(gone.size())), tr("Bring back"), [this, gone] {
            for (const LiveAnswer& answer : gone)
                m_document->answers()->putBack(answer);
        });
}

QString ModelController::keepFolder() const {
    return m_settings->text(keepFolderKey());
}

/// Of the open dataset: what is said of one belongs in no file about another.
QString ModelController::keepFolderKey() const {
    const auto& dataset = m_document->dataset();
    const std::string folder = dataset ? dataset->folder().string() : std::string();
    return QStringLiteral("answers/") +
           QString::fromLatin1(
               QCryptographicHash::hash(QByteArray::fromStdString(folder), QCryptographicHash::Sha1).toHex().left(16));
}

QString ModelController::usualFolder() const {
    return QDir(QString::fromStdU16String(m_document->dataset()->folder().u16string()))
        .filePath(QStringLiteral("outputs"));
}

void ModelController::chooseKeepFolder() {
    if (!m_document->dataset())
        return;
    const QString folder = QFileDialog::getExistingDirectory(m_window, tr("Folder for the files of answers"),
                                                             keepFolder().isEmpty() ? usualFolder() : keepFolder());
    if (!folder.isEmpty())
        setKeepFolder(folder);
}

void ModelController::setKeepFolder(const QString& folder) {
    m_settings->setText(keepFolderKey(), folder);
}

void ModelController::keep(int number) {
    if (keepFolder().isEmpty())
        chooseKeepFolder();
    if (!keepFolder().isEmpty())
        m_asking.keep(number, keepFolder(), false);
}

void ModelController::runOnSamples(const std::vector<std::size_t>& selected) {
    const KnownModel* model = m_models.current();
    const auto& dataset = m_document->dataset();
    const auto current = m_document->current(); // none while a camera is shown
    if (!dataset || dataset->size() == 0 || dataset->pictureFolder().empty()) {
        Q_EMIT reported(Severity::Info, tr("Open a benchmark folder to ask about."));
        return;
    }
    if (!model) {
        m_panel->setStatus(tr("Choose a model first: a checkpoint's folder, or a server."));
        m_panel->showModelMenu();
        return;
    }
    std::vector<RunChoice> choices;
    std::vector<std::size_t> shown(m_document->visibleRows().begin(), m_document->visibleRows().end());
    std::vector<std::size_t> all(dataset->size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    if (selected.size() > 1)
        choices.push_back({tr("the %n selected sample(s)", nullptr, int(selected.size())), selected});
    if (shown.size() != all.size())
        choices.push_back({tr("the %n sample(s) that the filter shows", nullptr, int(shown.size())), shown});
    if (all.size() > 1 || !current)
        choices.push_back({tr("all %n sample(s)", nullptr, int(all.size())), all});
    if (current)
        choices.push_back({tr("this one, %1").arg(toQString(dataset->row(*current).id)), {*current}});
    RunOrder order;
    order.tasks = {task() == AnswerTask::Trace2D ? Task::TwoD : Task::ThreeD};
    order.model = m_models.request(*model);
    order.modelName = model->name;
    order.dataset = dataset;
    order.style = style();
    order.mostNewTokens = m_panel->choices().mostNewTokens;
    order.folder = keepFolder();
    if (order.folder.isEmpty()) // as published benchmarks have it
        order.folder = usualFolder();
    auto* dialog = new RunDialog(order, std::move(choices), m_panel->promptStyles(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const RunOrder chosen = dialog->order();
        if (m_document->isStillOpen(chosen.dataset))
            setKeepFolder(chosen.folder);
        m_asking.run(chosen);
    });
    dialog->open();
}

} // namespace tracestudio
