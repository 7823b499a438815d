#include "app/model_dialog.h"

#include "app/messages.h"
#include "models/server_models.h"
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
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>

namespace tracestudio {

namespace {

constexpr int keyKept = 0, keyInEnvironment = 1;

ChoiceBox* choice(const std::vector<std::pair<QString, QString>>& choices, const QString& current) {
    auto* box = new ChoiceBox;
    for (const auto& [word, value] : choices)
        box->addItem(word, value);
    const int index = box->findData(current);
    if (index < 0) { // a device that was named on the command line, such as cuda:3
        box->addItem(current, current);
        box->setCurrentIndex(box->count() - 1);
    } else {
        box->setCurrentIndex(index);
    }
    return box;
}

} // namespace

ModelDialog::ModelDialog(const KnownModel& model, const QString& key, QWidget* parent)
    : QDialog(parent)
    , m_before(model)
    , m_isServer(model.request.isServer() || model.request.checkpoint.isEmpty()) {
    setObjectName(QStringLiteral("modelDialog"));
    setWindowTitle(m_isServer ? tr("Model on a server") : tr("Model in this program"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(12);
    m_form = new QFormLayout;
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(8);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    layout->addLayout(m_form);
    m_name = new QLineEdit(model.name);
    m_name->setObjectName(QStringLiteral("modelName"));
    m_name->setToolTip(tr("What the window and the files of answers call it"));
    m_state = new QLabel;
    m_state->setObjectName(QStringLiteral("modelState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (m_isServer)
        createServerForm(model, key);
    else
        createCheckpointForm(model.request);
    layout->addWidget(m_state);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setProperty("role", QStringLiteral("primary"));
    for (QAbstractButton* button : buttons->buttons())
        button->setIcon({});
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addStretch(1);
    layout->addWidget(buttons);
    for (QLineEdit* field : findChildren<QLineEdit*>())
        connect(field, &QLineEdit::textChanged, this, &ModelDialog::takeInput);
    for (QComboBox* box : findChildren<QComboBox*>())
        connect(box, &QComboBox::currentIndexChanged, this, &ModelDialog::takeInput);
    resize(520, sizeHint().height());
    takeInput();
}

void ModelDialog::createCheckpointForm(const ModelRequest& request) {
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_folder = new QLineEdit(QDir::toNativeSeparators(request.checkpoint));
    m_folder->setObjectName(QStringLiteral("modelFolder"));
    row->addWidget(m_folder, 1);
    auto* browse = new QPushButton(tr("Browse…"));
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &ModelDialog::chooseFolder);
    row->addWidget(browse);
    m_form->addRow(tr("Folder"), row);
    m_form->addRow(tr("Name"), m_name);
    m_device = choice({{tr("automatic: a GPU where there is one"), QStringLiteral("auto")},
                       {tr("processor"), QStringLiteral("cpu")},
                       {QStringLiteral("GPU 0"), QStringLiteral("cuda:0")},
                       {QStringLiteral("GPU 1"), QStringLiteral("cuda:1")},
                       {QStringLiteral("GPU 2"), QStringLiteral("cuda:2")},
                       {QStringLiteral("GPU 3"), QStringLiteral("cuda:3")}},
                      request.device);
    m_device->setObjectName(QStringLiteral("modelDevice"));
    m_form->addRow(tr("Device"), m_device);
    m_type = choice({{tr("automatic"), QStringLiteral("auto")},
                     {tr("bfloat16: half the memory"), QStringLiteral("bf16")},
                     {tr("float32: exact"), QStringLiteral("f32")}},
                    request.type);
    m_type->setObjectName(QStringLiteral("modelType"));
    m_form->addRow(tr("Precision"), m_type);
    m_threads = new QSpinBox;
    new StepArrows(m_threads);
    m_threads->setRange(0, 1024);
    m_threads->setValue(request.threads);
    m_threads->setSpecialValueText(tr("all cores but one"));
    m_form->addRow(tr("Threads"), m_threads);
}

void ModelDialog::createServerForm(const KnownModel& model, const QString& key) {
    const ModelRequest& request = model.request;
    m_url = new QLineEdit(request.url);
    m_url->setObjectName(QStringLiteral("serverUrl"));
    m_url->setPlaceholderText(QStringLiteral("http://127.0.0.1:25547"));
    m_form->addRow(tr("Address"), m_url);
    m_protocol = choice({{tr("by the names of model and address"), QString()},
                         {tr("RoboTracer: sends the files' paths"), QStringLiteral("robotracer")},
                         {tr("/query: sends the picture"), QStringLiteral("query")},
                         {tr("chat completions, as OpenAI has them"), QStringLiteral("openai")}},
                        request.protocol ? toQString(nameOf(*request.protocol)) : QString());
    m_protocol->setObjectName(QStringLiteral("serverProtocol"));
    m_protocol->setToolTip(tr("A RoboTracer server reads picture and depth from the same disk as this program; the "
                              "others are sent the picture."));
    m_form->addRow(tr("Protocol"), m_protocol);
    m_model = new QLineEdit(request.name);
    m_model->setObjectName(QStringLiteral("serverModel"));
    m_model->setPlaceholderText(tr("as the server calls it, such as RoboTracer_Intrinsics_Depth"));
    m_form->addRow(tr("Model"), m_model);
    m_name->setPlaceholderText(tr("the model's own"));
    m_form->addRow(tr("Name"), m_name);
    auto* keyRow = new QHBoxLayout;
    keyRow->setSpacing(8);
    m_keyFrom = new ChoiceBox;
    m_keyFrom->setObjectName(QStringLiteral("serverKeyFrom"));
    m_keyFrom->addItem(tr("kept here"));
    m_keyFrom->addItem(tr("from the environment"));
    m_key = new QLineEdit;
    m_key->setObjectName(QStringLiteral("serverKey"));
    keyRow->addWidget(m_keyFrom);
    keyRow->addWidget(m_key, 1);
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
    m_form->addRow(tr("Key"), keyRow);
    m_timeout = new QSpinBox;
    new StepArrows(m_timeout);
    m_timeout->setRange(1, 36000);
    m_timeout->setValue(int(request.answerSeconds));
    m_timeout->setSuffix(tr(" s"));
    m_form->addRow(tr("Wait at most"), m_timeout);
    m_tries = new QSpinBox;
    new StepArrows(m_tries);
    m_tries->setRange(1, 20);
    m_tries->setValue(request.tries);
    m_form->addRow(tr("Tries"), m_tries);
    m_test = new QPushButton(tr("Test the connection"));
    m_test->setObjectName(QStringLiteral("testConnection"));
    m_test->setAutoDefault(false);
    connect(m_test, &QPushButton::clicked, this, &ModelDialog::testConnection);
    m_form->addRow({}, m_test);
}

void ModelDialog::chooseFolder() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder of a checkpoint as downloaded"), m_folder->text());
    if (!folder.isEmpty())
        m_folder->setText(QDir::toNativeSeparators(folder));
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

void ModelDialog::showState(const QString& text) {
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
    resize(width(), std::max(height(), heightForWidth(width())));
}

void ModelDialog::takeInput() {
    m_lane.supersede(); // what was tested is not what stands there now
    const QString why = obstacle();
    showState(why);
    m_ok->setEnabled(why.isEmpty());
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
        request.checkpoint = m_folder->text();
        request.device = m_device->currentData().toString();
        request.type = m_type->currentData().toString();
        request.threads = m_threads->value();
    } else {
        request.url = m_url->text().trimmed();
        if (!request.url.isEmpty() && !request.url.contains(QLatin1String("://")))
            request.url.prepend(QLatin1String("http://"));
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
