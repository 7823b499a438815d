#include "app/model_list.h"

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
    if (request.isServer()) {
        json[QStringLiteral("url")] = request.url;
        json[QStringLiteral("model")] = request.name;
        if (request.protocol)
            json[QStringLiteral("protocol")] = QString::fromStdString(std::string(nameOf(*request.protocol)));
        json[QStringLiteral("keyVariable")] = model.keyVariable;
        json[QStringLiteral("timeout")] = request.answerSeconds;
        json[QStringLiteral("tries")] = request.tries;
    } else {
        json[QStringLiteral("checkpoint")] = request.checkpoint;
        json[QStringLiteral("device")] = request.device;
        json[QStringLiteral("type")] = request.type;
        json[QStringLiteral("threads")] = request.threads;
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
    request.mostNewTokens = json[QStringLiteral("maxNewTokens")].toInt(request.mostNewTokens);
    request.url = text("url");
    request.name = text("model");
    request.protocol = serverProtocolFrom(text("protocol").toStdString());
    model.keyVariable = text("keyVariable");
    request.answerSeconds = json[QStringLiteral("timeout")].toDouble(request.answerSeconds);
    request.tries = json[QStringLiteral("tries")].toInt(request.tries);
    return model;
}

} // namespace

QString KnownModel::place() const {
    return request.isServer() ? request.url : QDir::toNativeSeparators(request.checkpoint);
}

KnownModel knownModel(const ModelRequest& request) {
    KnownModel model;
    model.request = request;
    model.request.key.clear();
    if (!request.isServer()) {
        model.request.checkpoint = QDir::cleanPath(QDir::fromNativeSeparators(request.checkpoint));
        model.name = toQString(checkpointName(QDir(model.request.checkpoint).absolutePath().toStdString()));
    } else {
        model.name = request.name.isEmpty() ? request.url.section(QStringLiteral("://"), -1) : request.name;
    }
    return model;
}

ModelList::ModelList(Settings* settings)
    : m_settings(settings) {
    const QJsonArray models = QJsonDocument::fromJson(settings->text(QStringLiteral("models")).toUtf8()).array();
    for (const QJsonValue& value : models)
        if (KnownModel model = fromJson(value.toObject()); !model.place().isEmpty())
            m_models.push_back(std::move(model));
    const QString place = settings->text(QStringLiteral("model"));
    for (std::size_t i = 0; i < m_models.size(); ++i)
        if (m_models[i].place() == place)
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
    if (!model.request.isServer())
        return {};
    return model.keyVariable.isEmpty() ? m_settings->secret(model.request.url)
                                       : qEnvironmentVariable(model.keyVariable.toUtf8().constData());
}

void ModelList::add(const KnownModel& model, const QString& key) {
    std::erase_if(m_models, [&](const KnownModel& known) {
        return known.place() == model.place() && known.request.name == model.request.name;
    });
    m_models.push_back(model);
    m_current = int(m_models.size()) - 1;
    if (model.request.isServer())
        m_settings->setSecret(model.request.url, key);
    save();
}

void ModelList::replace(int index, const KnownModel& model, const QString& key) {
    if (index < 0 || index >= int(m_models.size()))
        return;
    m_models[std::size_t(index)] = model;
    if (model.request.isServer())
        m_settings->setSecret(model.request.url, key);
    save();
}

void ModelList::remove(int index) {
    if (index < 0 || index >= int(m_models.size()))
        return;
    const KnownModel gone = m_models[std::size_t(index)];
    m_models.erase(m_models.begin() + index);
    const bool isKeyUsed = std::any_of(m_models.begin(), m_models.end(),
                                       [&](const KnownModel& known) { return known.request.url == gone.request.url; });
    if (gone.request.isServer() && !isKeyUsed)
        m_settings->setSecret(gone.request.url, {});
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
    for (const KnownModel& model : m_models)
        models.append(toJson(model));
    m_settings->setText(QStringLiteral("models"),
                        QString::fromUtf8(QJsonDocument(models).toJson(QJsonDocument::Compact)));
    m_settings->setText(QStringLiteral("model"), current() ? current()->place() : QString());
}

} // namespace tracestudio
