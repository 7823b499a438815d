#pragma once

#include <QColor>
#include <QJsonArray>
#include <QJsonObject>
#include <QRectF>
#include <QString>
#include <QStringList>
#include <algorithm>
#include <cmath>
#include <vector>

namespace tracestudio {

/// Writes the fields of a value into a JSON object. A value says its fields once, in a function that both visitors are
/// handed to.
class JsonFieldWriter {
  public:
    void flag(const char* key, const bool& value) { json[QLatin1String(key)] = value; }
    void text(const char* key, const QString& value) { json[QLatin1String(key)] = value; }
    void number(const char* key, const double& value, double, double) { json[QLatin1String(key)] = value; }
    void whole(const char* key, const int& value, int, int) { json[QLatin1String(key)] = value; }
    void colour(const char* key, const QColor& value) { json[QLatin1String(key)] = value.name(QColor::HexArgb); }
    void colours(const char* key, const std::vector<QColor>& values) {
        QJsonArray array;
        for (const QColor& value : values)
            array.append(value.name(QColor::HexArgb));
        json[QLatin1String(key)] = array;
    }
    template <typename Enum>
    void word(const char* key, const Enum& value, const QStringList& words) {
        json[QLatin1String(key)] = words.value(int(value));
    }
    void rectangle(const char* key, const QRectF& value) {
        json[QLatin1String(key)] = QJsonArray{value.x(), value.y(), value.width(), value.height()};
    }

    QJsonObject json;
};

/// Reads them again: a missing key leaves the value as it is, a number outside its range is brought into it, and what
/// has another type is a problem.
class JsonFieldReader {
  public:
    explicit JsonFieldReader(const QJsonObject& json)
        : m_json(json) {}

    void flag(const char* key, bool& value) {
        if (const auto found = field(key, &QJsonValue::isBool))
            value = found->toBool();
    }
    void text(const char* key, QString& value) {
        if (const auto found = field(key, &QJsonValue::isString))
            value = found->toString().left(longestText);
    }
    void number(const char* key, double& value, double least, double most) {
        if (const auto found = field(key, &QJsonValue::isDouble))
            value = std::clamp(found->toDouble(), least, most);
    }
    void whole(const char* key, int& value, int least, int most) {
        if (const auto found = field(key, &QJsonValue::isDouble))
            value = int(std::clamp(std::round(found->toDouble()), double(least), double(most)));
    }
    void colour(const char* key, QColor& value) {
        if (const auto found = field(key, &QJsonValue::isString)) {
            const QColor colour(found->toString());
            if (colour.isValid())
                value = colour;
            else
                refuse(key);
        }
    }
    void colours(const char* key, std::vector<QColor>& values) {
        const auto found = field(key, &QJsonValue::isArray);
        if (!found)
            return;
        std::vector<QColor> colours;
        for (const QJsonValue& entry : found->toArray())
            colours.emplace_back(entry.toString());
        const bool isUsable = !colours.empty() && colours.size() <= 256 &&
                              std::all_of(colours.begin(), colours.end(), [](const QColor& c) { return c.isValid(); });
        if (isUsable)
            values = std::move(colours);
        else
            refuse(key);
    }
    template <typename Enum>
    void word(const char* key, Enum& value, const QStringList& words) {
        if (const auto found = field(key, &QJsonValue::isString)) {
            const auto index = words.indexOf(found->toString());
            if (index >= 0)
                value = Enum(index);
            else
                refuse(key);
        }
    }
    void rectangle(const char* key, QRectF& value) {
        const auto found = field(key, &QJsonValue::isArray);
        if (!found)
            return;
        const QJsonArray sides = found->toArray();
        double numbers[4] = {};
        for (int i = 0; i < 4; ++i)
            numbers[i] = std::clamp(sides.at(i).toDouble(-1e9), -1e6, 1e6);
        if (sides.size() == 4 && numbers[2] >= 1 && numbers[3] >= 1)
            value = {numbers[0], numbers[1], numbers[2], numbers[3]};
        else
            refuse(key);
    }
    [[nodiscard]] bool has(const char* key) const {
        return m_json.contains(QLatin1String(key)) && !m_json[QLatin1String(key)].isNull();
    }
    [[nodiscard]] QJsonObject object(const char* key) {
        const auto found = field(key, &QJsonValue::isObject);
        return found ? found->toObject() : QJsonObject();
    }
    /// The first key whose value cannot be used; empty when all is well.
    [[nodiscard]] const QString& problem() const { return m_problem; }
    void refuse(const char* key) {
        if (m_problem.isEmpty())
            m_problem = QLatin1String(key);
    }

  private:
    static constexpr int longestText = 20000;

    std::optional<QJsonValue> field(const char* key, bool (QJsonValue::*is)() const) {
        if (!has(key))
            return std::nullopt;
        const QJsonValue value = m_json[QLatin1String(key)];
        if ((value.*is)())
            return value;
        refuse(key);
        return std::nullopt;
    }

    QJsonObject m_json;
    QString m_problem;
};

} // namespace tracestudio
