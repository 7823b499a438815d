#include "app/model_dialog.h"

#include "app/messages.h"
#include "models/server_models.h"
#include "widgets/choice_box.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>

namespace tracestudio {

namespace {

constexpr int keyKept = 0, keyInEnvironment = 1;

using Values = std::vector<std::pair<QString, QString>>; ///< words, and what they stand for

QStringList wordsOf(const Values& values) {
    QStringList words;
    for (const auto& [word, value] : values)
        words << word;
    return words;
}

/// Chooses `current`, which may be none of the usual ones, such as a device named on the command line.
void choose(ChoiceBox* box, const Values& values, const QString& current) {
    for (int i = 0; i < int(values.size()); ++i)
        box->setItemData(i, values[std::size_t(i)].second);
    if (box->findData(current) < 0)
        box->addItem(current, current);
    box->setCurrentIndex(box->findData(current));
}

} // namespace

ModelDialog::ModelDialog(const KnownModel& model, const QString& key, QWidget* parent)
    : FormDialog(model.request.checkpoint.isEmpty() ? tr("Model on a server") : tr("Model in this program"), tr("OK"),
                 parent)
    , m_before(model)
    , m_isServer(model.request.checkpoint.isEmpty()) {
    setObjectName(QStringLiteral("modelDialog"));
    if (m_isServer)
        createServerForm(model, key);
    else
        createCheckpointForm(model);
    for (QLineEdit* field : findChildren<QLineEdit*>())
        connect(field, &QLineEdit::textChanged, this, &ModelDialog::takeInput);
    for (QComboBox* box : findChildren<QComboBox*>())
        connect(box, &QComboBox::currentIndexChanged, this, &ModelDialog::takeInput);
    takeInput();
}

void ModelDialog::createCheckpointForm(const KnownModel& model) {
    const ModelRequest& request = model.request;
    m_folder = addFolder(tr("Folder"), request.checkpoint, tr("Folder of a checkpoint as downloaded"), "modelFolder");
    addName(model.name);
    const Values devices{{tr("automatic: a GPU where there is one"), QStringLiteral("auto")},
                         {tr("processor"), QStringLiteral("cpu")},
                         {QStringLiteral("GPU 0"), QStringLiteral("cuda:0")},
                         {QStringLiteral("GPU 1"), QStringLiteral("cuda:1")},
                         {QStringLiteral("GPU 2"), QStringLiteral("cuda:2")},
                         {QStringLiteral("GPU 3"), QStringLiteral("cuda:3")}};
    m_device = addChoice(tr("Device"), wordsOf(devices), 0, "modelDevice");
    choose(m_device, devices, request.device);
    const Values types{{tr("automatic"), QStringLiteral("auto")},
                       {tr("bfloat16: half the memory"), QStringLiteral("bf16")},
                       {tr("float32: exact"), QStringLiteral("f32")}};
    m_type = addChoice(tr("Precision"), wordsOf(types), 0, "modelType");
    choose(m_type, types, request.type);
    m_threads = addNumber(tr("Threads"), 0, 1024, request.threads, "modelThreads");
    m_threads->setSpecialValueText(tr("all cores but one"));
}

void ModelDialog::createServerForm(const KnownModel& model, const QString& key) {
    const ModelRequest& request = model.request;
    m_url = addText(tr("Address"), request.url, "serverUrl");
    m_url->setPlaceholderText(QStringLiteral("http://127.0.0.1:25547"));
    const Values protocols{{tr("by the names of model and address"), QString()},
                           {tr("RoboTracer: sends the files' paths"), QStringLiteral("robotracer")},
                           {tr("/query: sends the picture"), QStringLiteral("query")},
                           {tr("chat completions, as OpenAI has them"), QStringLiteral("openai")}};
    m_protocol = addChoice(tr("Protocol"), wordsOf(protocols), 0, "serverProtocol");
    choose(m_protocol, protocols, request.protocol ? toQString(nameOf(*request.protocol)) : QString());
    m_protocol->setToolTip(tr("A RoboTracer server reads picture and depth from the same disk as this program; the "
                              "others are sent the picture."));
    m_model = addText(tr("Model"), request.name, "serverModel");
    m_model->setPlaceholderText(tr("as the server calls it, such as RoboTracer_Intrinsics_Depth"));
    addName(model.name);
    m_name->setPlaceholderText(tr("the model's own"));
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_keyFrom = new ChoiceBox;
    m_keyFrom->setObjectName(QStringLiteral("serverKeyFrom"));
    m_keyFrom->addItems({tr("kept here"), tr("from the environment")});
    m_key = new QLineEdit;
    m_key->setObjectName(QStringLiteral("serverKey"));
    row->addWidget(m_keyFrom);
    row->addWidget(m_key, 1);
    const auto showKind = [this](int kind) {
        m_key->setEchoMode(kind == keyKept ? QLineEdit::Password : QLineEdit::Normal);
        m_key->setPlaceholderText(kind == keyKept ? tr("none") : QStringLiteral("OPENAI_API_KEY"));
        m_key->setToolTip(kind == keyKept ? tr("Kept in a file that only you can read, apart from the other settings; "
                                               "never written to answers, exports or messages")
                                          : tr("The name of an environment variable that holds the key"));
    };
    const bool isVariable = !request.keyVariable.isEmpty();
    m_keyFrom->setCurrentIndex(isVariable ? keyInEnvironment : keyKept);
    m_key->setText(isVariable ? request.keyVariable : key);
    showKind(m_keyFrom->currentIndex());
    connect(m_keyFrom, &QComboBox::currentIndexChanged, this, [this, showKind](int kind) {
        m_key->clear(); // a key never turns into readable letters
        showKind(kind);
    });
    addField(tr("Key"), both, "serverKeyRow");
    m_timeout = addNumber(tr("Wait at most"), 1, 36000, int(request.answerSeconds), "serverTimeout");
    m_timeout->setSuffix(tr(" s"));
    m_tries = addNumber(tr("Tries"), 1, 20, request.tries, "serverTries");
    m_test = new QPushButton(tr("Test the connection"));
    m_test->setAutoDefault(false);
    connect(m_test, &QPushButton::clicked, this, &ModelDialog::testConnection);
    addField({}, m_test, "testConnection");
}

void ModelDialog::addName(const QString& name) {
    m_name = addText(tr("Name"), name, "modelName");
    m_name->setToolTip(tr("What the window and the files of answers call it"));
}

QString ModelDialog::obstacle() const {
    if (m_isServer) {
        if (m_url->text().trimmed().isEmpty())
            return tr("Give the server's address, such as http://127.0.0.1:25547.");
        const auto server = openServerModel(serverPlaceOf(model().request));
        return server ? QString() : translated(server.error());
    }
    return m_folder->text().isEmpty() ? tr("Choose the folder of a checkpoint as downloaded.") : QString();
}

void ModelDialog::takeInput() {
    m_lane.supersede(); // what was tested is not what stands there now
    const QString why = obstacle();
    showState(why);
    acceptButton()->setEnabled(why.isEmpty());
    if (m_test)
        m_test->setEnabled(why.isEmpty());
}

void ModelDialog::testConnection() {
    const KnownModel tested = model();
    ModelRequest request = tested.request;
    request.key = key();
    if (!m_lane.isIdle())
        return;
    showState(tr("Asking %1…").arg(tested.place()));
    ServerPlace place = serverPlaceOf(request);
    place.tries = 1;
    m_lane.run([place](const std::stop_token& stop) { return checkServer(place, stop); },
               [this, name = request.name,
                isChat = place.protocol == ServerProtocol::ChatCompletions](Result<ServerCheck> check) {
                   if (!check) {
                       showState(QStringLiteral("✗ ") + translated(check.error()));
                       return;
                   }
                   const QString time = QLocale().toString(check->seconds * 1000, 'f', 0);
                   QString text =
                       isChat ? tr("✓ The server answers, after %1 ms.").arg(time)
                              : tr("✓ A server answers there, after %1 ms. Whether it takes questions shows with the "
                                   "first one.")
                                    .arg(time);
                   if (!check->models.empty() && !check->knowsModel) {
                       QStringList models;
                       for (std::size_t i = 0; i < check->models.size() && i < 8; ++i)
                           models << toQString(check->models[i]);
                       if (check->models.size() > 8)
                           models << QStringLiteral("…");
                       text +=
                           QLatin1Char(' ') + (name.isEmpty() ? tr("It has: %1.").arg(models.join(QStringLiteral(", ")))
                                                              : tr("It does not know the model %1; it has: %2.")
                                                                    .arg(name, models.join(QStringLiteral(", "))));
                   }
                   showState(text);
               });
}

KnownModel ModelDialog::model() const {
    ModelRequest request = m_before.request;
    if (!m_isServer) {
        request.checkpoint = folderIn(m_folder);
        request.device = m_device->currentData().toString();
        request.type = m_type->currentData().toString();
        request.threads = m_threads->value();
    } else {
        request.url = withScheme(m_url->text());
        request.name = m_model->text().trimmed();
        request.protocol = serverProtocolFrom(m_protocol->currentData().toString().toStdString());
        request.answerSeconds = m_timeout->value();
        request.tries = m_tries->value();
        request.keyVariable = m_keyFrom->currentIndex() == keyInEnvironment ? m_key->text().trimmed() : QString();
    }
    KnownModel model = knownModel(request);
    if (const QString name = m_name->text().trimmed(); !name.isEmpty())
        model.name = name;
    return model;
}

QString ModelDialog::key() const {
    return m_isServer && m_keyFrom->currentIndex() == keyKept ? m_key->text().trimmed() : QString();
}

} // namespace tracestudio
