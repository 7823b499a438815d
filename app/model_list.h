#pragma once

#include "app/model_request.h"

#include <QHash>
#include <QString>
#include <vector>

namespace tracestudio {

class Settings;

/// A model that the person has made known: a checkpoint's folder or a server.
struct KnownModel {
    QString name;           ///< as the window and the files of answers call it
    ModelRequest request;   ///< without the key
    bool isBundled = false; ///< came with the program

    /// Where it is, in a line: the folder, or the server's address without user and password.
    [[nodiscard]] QString place() const;
    bool operator==(const KnownModel&) const = default;
};

/// A model as options or a folder name it; called by its own name, and asked as its card has it. Reads a small file.
KnownModel knownModel(const ModelRequest& request);

/// The model that came with the program, and the known models as they are remembered between runs, newest last; and
/// which of them is asked. Keys, and addresses with a password in them, are kept apart from everything else in a file
/// that only its owner reads.
class ModelList {
  public:
    explicit ModelList(Settings* settings);

    [[nodiscard]] const std::vector<KnownModel>& all() const { return m_models; }
    [[nodiscard]] const KnownModel* current() const;
    [[nodiscard]] int currentIndex() const { return m_current; }
    /// What to open: the request with its key.
    [[nodiscard]] ModelRequest request(const KnownModel& model) const;
    /// The key that is kept here; empty when there is none, or an environment variable has it.
    [[nodiscard]] QString key(const KnownModel& model) const;

    /// Adds it, in place of the same model at the same place, whose key it keeps, and makes it current.
    void add(const KnownModel& added);
    void replace(int index, const KnownModel& model);
    void setKey(const KnownModel& model, const QString& key);
    void remove(int index);
    void setCurrent(int index);

  private:
    void save();
    void setSecret(const QString& name, const QString& secret);

    Settings* m_settings;
    std::vector<KnownModel> m_models;
    int m_current = -1;
    QHash<QString, QString> m_secrets; ///< as the file has them, which is read once
};

} // namespace tracestudio
