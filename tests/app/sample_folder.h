#pragma once

#include <QDir>
#include <QFile>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace tracestudio::testing {

/// The bundled samples, copied where a test may write: review marks are kept beside the dataset.
class SampleFolder {
  public:
    SampleFolder() {
        std::filesystem::copy(TRACESTUDIO_SAMPLES, m_place.path().toStdString() + "/samples",
                              std::filesystem::copy_options::recursive);
        m_rows = nlohmann::ordered_json::parse(read("trajectory_dataset.json").toStdString());
    }

    [[nodiscard]] QString path(const QString& inside = {}) const {
        return QDir::cleanPath(m_place.path() + "/samples/" + inside);
    }
    [[nodiscard]] QStringList answers() const {
        return {path("outputs/RoboTracer_Example_3D.jsonl"), path("outputs/Gemini_Example_3D.jsonl")};
    }
    [[nodiscard]] QStringList all() const { return QStringList(path()) + answers(); }
    /// Changed rows are written by `writeRows`.
    nlohmann::ordered_json& rows() { return m_rows; }
    void writeRows() { write("trajectory_dataset.json", QByteArray::fromStdString(m_rows.dump())); }

    [[nodiscard]] QByteArray read(const QString& inside) const {
        QFile file(path(inside));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(inside));
        return file.readAll();
    }
    void write(const QString& inside, const QByteArray& bytes) const {
        QFile file(path(inside));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(inside));
    }

    /// Rows that repeat the eight samples under new ids, and answers to them, so that there is work for a while.
    void repeat(int count) {
        const nlohmann::ordered_json original = m_rows;
        QList<QByteArray> answers = read("outputs/RoboTracer_Example_3D.jsonl").split('\n');
        answers.removeAll(QByteArray());
        std::vector<nlohmann::ordered_json> parsed;
        for (const QByteArray& line : std::as_const(answers))
            parsed.push_back(nlohmann::ordered_json::parse(line.toStdString()));
        QByteArray lines;
        m_rows = nlohmann::ordered_json::array();
        for (int i = 0; i < count; ++i) {
            auto row = original[std::size_t(i) % original.size()];
            row["id"] = i;
            m_rows.push_back(std::move(row));
            auto answer = parsed[std::size_t(i) % parsed.size()];
            answer["question_id"] = i;
            lines += QByteArray::fromStdString(answer.dump()) + '\n';
        }
        writeRows();
        write("outputs/RoboTracer_Example_3D.jsonl", lines);
    }

  private:
    QTemporaryDir m_place;
    nlohmann::ordered_json m_rows;
};

} // namespace tracestudio::testing
