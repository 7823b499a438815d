#include "widgets/figure_history.h"

namespace tracestudio {

namespace {

constexpr std::size_t mostSteps = 200;
constexpr qint64 quickMilliseconds = 1000;

/// The fields in which two options differ, by their names in JSON.
QStringList changedFields(const QJsonObject& before, const QJsonObject& after, const QString& prefix = {}) {
    QStringList fields;
    QStringList keys = before.keys();
    for (const QString& key : after.keys())
        if (!before.contains(key))
            keys << key;
    for (const QString& key : keys) {
        const QJsonValue a = before[key];
        const QJsonValue b = after[key];
        if (a.isObject() && b.isObject())
            fields << changedFields(a.toObject(), b.toObject(), prefix + key + QLatin1Char('.'));
        else if (a != b)
            fields << prefix + key;
    }
    return fields;
}

} // namespace

void FigureHistory::record(const FigureOptions& options) {
    if (options == m_present)
        return;
    const QStringList changed = changedFields(m_present.toJson(), options.toJson());
    const bool goesOn = canUndo() && !canRedo() && changed == m_changed && m_sinceLast.isValid() &&
                        m_sinceLast.elapsed() < quickMilliseconds;
    if (!goesOn)
        m_past.push_back(m_present);
    if (m_past.size() > mostSteps)
        m_past.erase(m_past.begin());
    m_future.clear();
    m_present = options;
    m_changed = changed;
    m_sinceLast.start();
}

const FigureOptions& FigureHistory::undo() {
    return go(m_past, m_future);
}

const FigureOptions& FigureHistory::redo() {
    return go(m_future, m_past);
}

const FigureOptions& FigureHistory::go(std::vector<FigureOptions>& from, std::vector<FigureOptions>& to) {
    to.push_back(m_present);
    m_present = from.back();
    from.pop_back();
    m_sinceLast.invalidate();
    return m_present;
}

} // namespace tracestudio
