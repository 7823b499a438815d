#include "app/model_list.h"

#include "app/bundled.h"
#include "app/messages.h"
#include "app/settings.h"
#include "models/local_models.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace tracestudio {

namespace {

QJsonObject toJson(const KnownModel& model) {
    const ModelRequest& request = model.request;
    QJsonObject json{{QStringLiteral("name"), model.name}, {QStringLiteral("maxNewTokens"), request.mostNewTokens}};
    if (request.promptStyle)
        json[QStringLiteral("promptStyle")] = toQString(nameOf(*request.promptStyle));
    if (request.isServer()) {
        json[QStringLiteral("url")] = model.place();
        json[QStringLiteral("model")] = request.name;
        if (request.protocol)
            json[QStringLiteral("protocol")] = toQString(nameOf(*request.protocol));
        json[QStringLiteral("keyVariable")] = request.keyVariable;
        json[QStringLiteral("connect")] = request.connectSeconds;
        json[QStringLiteral("timeout")] = request.answerSeconds;
        json[QStringLiteral("tries")] = request.tries;
    } else {
        json[QStringLiteral("checkpoint")] = request.checkpoint;
        json[QStringLiteral("device")] = request.device;
        json[QStringLiteral("type")] = request.type;
        json[QStringLiteral("threads")] = request.threads;
        if (request.startsAtMeasuredDepth)
            json[QStringLiteral("startsAtMeasuredDepth")] = *request.startsAtMeasuredDepth;
    }
    return json;
}

KnownModel fromJson(const QJsonObject& json) {
    KnownModel model;
    ModelRequest& request = model.request;
    const auto text = [&json](const char* key, const QString& fallback = {}) {
        return json[QString::fromLatin1(key)].toString(fallback);
    };
    model.name = text("name");
    request.checkpoint = text("checkpoint");
    request.device = text("device", request.device);
    request.type = text("type", request.type);
    request.threads = json[QStringLiteral("threads")].toInt();
    if (const QJsonValue start = json[QStringLiteral("startsAtMeasuredDepth")]; start.isBool())
        request.startsAtMeasuredDepth = start.toBool();
    request.mostNewTokens = json[QStringLiteral("maxNewTokens")].toInt(request.mostNewTokens);
    request.url = text("url");
    request.name = text("model");
    request.protocol = serverProtocolFrom(text("protocol").toStdString());
    request.keyVariable = text("keyVariable");
    request.connectSeconds = json[QStringLiteral("connect")].toDouble(request.connectSeconds);
    request.promptStyle = promptStyleFrom(text("promptStyle").toStdString());
    request.answerSeconds = json[QStringLiteral("timeout")].toDouble(request.answerSeconds);
    request.tries = json[QStringLiteral("tries")].toInt(request.tries);
    return model;
}

/// What tells a model from the others.
QString identityOf(const KnownModel& model) {
    return model.place() + QLatin1Char('\n') + model.request.name;
}
/// What is remembered of the current model: of the bundled one not where the program is installed.
QString memoryOf(const KnownModel& model) {
    return model.isBundled ? QStringLiteral("bundled") : identityOf(model);
}
/// Under these names secrets are kept.
QString keyName(const KnownModel& model) {
    return QStringLiteral("key\n") + identityOf(model);
}
QString addressName(const KnownModel& model) {
    return QStringLiteral("address\n") + identityOf(model);
}

ServerProtocol protocolOf(const ModelRequest& request) {
    return request.protocol.value_or(serverProtocolOf(request.name.toStdString(), request.url.toStdString()));
}

} // namespace

QString KnownModel::place() const {
    if (!request.isServer())
        return QDir::toNativeSeparators(request.checkpoint);
    const auto address = serverAddress(request.url.toStdString(), protocolOf(request));
    return address ? toQString(address->shown) : request.url;
}

KnownModel knownModel(const ModelRequest& request) {
    KnownModel model;
    model.request = request;
    model.request.key.clear();
    model.name = request.name;
    if (!request.isServer()) {
        model.request.checkpoint = QDir::cleanPath(QDir::fromNativeSeparators(request.checkpoint));
        // What is wrong with a card is said when the model is opened.
        if (const auto card = asItsCardSays(model.request)) {
            model.name = card->name;
            model.request.promptStyle = card->promptStyle;
            model.request.startsAtMeasuredDepth = card->startsAtMeasuredDepth;
        }
        if (model.name.isEmpty())
            model.name = toQString(checkpointName(QDir(model.request.checkpoint).absolutePath().toStdString()));
    } else if (model.name.isEmpty()) {
        const auto address = serverAddress(request.url.toStdString(), protocolOf(request));
        model.name = address ? toQString(address->host) : request.url;
    }
    return model;
}

ModelList::ModelList(Settings* settings)
    : m_settings(settings)
    , m_secrets(settings->secrets()) {
    if (const QString folder = bundledCheckpoint(); !folder.isEmpty()) {
        ModelRequest request;
        request.checkpoint = folder;
        m_models.push_back(knownModel(request));
        m_models.back().isBundled = true;
    }
    const QJsonArray models = QJsonDocument::fromJson(settings->text(QStringLiteral("models")).toUtf8()).array();
    for (const QJsonValue& value : models) {
        KnownModel model = fromJson(value.toObject());
        if (model.place().isEmpty())
            continue;
        if (const QString whole = m_secrets.value(addressName(model)); !whole.isEmpty())
            model.request.url = whole;
        m_models.push_back(std::move(model));
    }
    const QString current = settings->text(QStringLiteral("model"));
    for (std::size_t i = 0; i < m_models.size(); ++i)
        if (memoryOf(m_models[i]) == current)
            m_current = int(i);
    if (m_current < 0 && !m_models.empty())
        m_current = int(m_models.size()) - 1;
}

const KnownModel* ModelList::current() const {
    return m_current >= 0 && m_current < int(m_models.size()) ? &m_models[std::size_t(m_current)] : nullptr;
}

ModelRequest ModelList::request(const KnownModel& model) const {
    ModelRequest request = model.request;
    request.key = key(model);
    return request;
}

QString ModelList::key(const KnownModel& model) const {
    return model.request.isServer() && model.request.keyVariable.isEmpty() ? m_secrets.value(keyName(model))
                                                                           : QString();
}

void ModelList::setKey(const KnownModel& model, const QString& key) {
    setSecret(keyName(model), key);
}

void ModelList::setSecret(const QString& name, const QString& secret) {
    if (m_secrets.value(name) == secret)
        return;
    if (secret.isEmpty())
        m_secrets.remove(name);
    else
        m_secrets[name] = secret;
    m_settings->setSecrets(m_secrets);
}

void ModelList::add(const KnownModel& added) {
    KnownModel model = added;
    // Named again without its password, it still has it.
    for (const KnownModel& known : m_models)
        if (identityOf(known) == identityOf(model) && model.request.url == model.place())
            model.request.url = known.request.url;
    const auto same = [&](const KnownModel& known) { return identityOf(known) == identityOf(model); };
    if (const auto found = std::find_if(m_models.begin(), m_models.end(), same);
        found != m_models.end() && found->isBundled) {
        m_current = int(found - m_models.begin());
        return save();
    }
    std::erase_if(m_models, same);
    m_models.push_back(model);
    m_current = int(m_models.size()) - 1;
    save();
}

void ModelList::replace(int index, const KnownModel& model) {
    if (index < 0 || index >= int(m_models.size()) || m_models[std::size_t(index)].isBundled)
        return;
    if (const KnownModel before = m_models[std::size_t(index)]; identityOf(before) != identityOf(model)) {
        setKey(before, {});
        setSecret(addressName(before), {});
    }
    m_models[std::size_t(index)] = model;
    save();
}

void ModelList::remove(int index) {
    if (index < 0 || index >= int(m_models.size()) || m_models[std::size_t(index)].isBundled)
        return;
    const KnownModel gone = m_models[std::size_t(index)];
    m_models.erase(m_models.begin() + index);
    setKey(gone, {});
    setSecret(addressName(gone), {});
    if (m_current >= index)
        m_current = std::max(m_current - 1, m_models.empty() ? -1 : 0);
    save();
}

void ModelList::setCurrent(int index) {
    m_current = index;
    save();
}

void ModelList::save() {
    QJsonArray models;
    for (const KnownModel& model : m_models) {
        if (model.isBundled)
            continue;
        models.append(toJson(model));
        const bool hasSecret = model.request.isServer() && model.request.url != model.place();
        setSecret(addressName(model), hasSecret ? model.request.url : QString());
    }
    m_settings->setText(QStringLiteral("models"),
                        QString::fromUtf8(QJsonDocument(models).toJson(QJsonDocument::Compact)));
    m_settings->setText(QStringLiteral("model"), current() ? memoryOf(*current()) : QString());
}

} // namespace tracestudio
