#pragma once

#include "app/model_request.h"

#include <QByteArray>
#include <QString>
#include <vector>

namespace tracestudio {

class Settings;

/// A model that the person has made known: a checkpoint's folder or a server.
struct KnownModel {
    QString name;         ///< as the window calls it
    ModelRequest request; ///< without the key
    QString keyVariable;  ///< environment variable that holds a server's key; empty: the key is in the settings, if any

    /// Where it is, in a line: the folder, or the server's address.
    [[nodiscard]] QString place() const;
    bool operator==(const KnownModel&) const = default;
};

/// A model as an option or a folder names it; called by its own name.
KnownModel knownModel(const ModelRequest& request);

/// The known models as they are remembered between runs, newest last, and which of them is asked. Keys are kept apart
/// from everything else in a file that only its owner reads.
class ModelList {
  public:
    explicit ModelList(Settings* settings);

    [[nodiscard]] const std::vector<KnownModel>& all() const { return m_models; }
    [[nodiscard]] const KnownModel* current() const;
    [[nodiscard]] int currentIndex() const { return m_current; }
    /// What to open: the request with its key.
    [[nodiscard]] ModelRequest request(const KnownModel& model) const;
    [[nodiscard]] QString key(const KnownModel& model) const;

    /// Adds it, in place of one at the same place, and makes it current.
    void add(const KnownModel& model, const QString& key = {});
    void replace(int index, const KnownModel& model, const QString& key);
    void remove(int index);
    void setCurrent(int index);

  private:
    void save();

    Settings* m_settings;
    std::vector<KnownModel> m_models;
    int m_current = -1;
};

} // namespace tracestudio
