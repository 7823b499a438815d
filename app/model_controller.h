#pragma once

#include "app/asking.h"
#include "app/model_list.h"

#include <QMenu>
#include <QObject>
#include <functional>
#include <memory>

namespace tracestudio {

class InstructionPanel;

/// Joins the instruction panel, the known models and the asking: what is typed becomes a prompt and a question, what
/// comes back becomes an answer of the document and a line of progress. GUI thread.
class ModelController : public QObject {
    Q_OBJECT
  public:
    ModelController(Document* document, Settings* settings, InstructionPanel* panel, QWidget* window);

    /// The known models, to choose one from, and how to add more.
    [[nodiscard]] QMenu* menu() { return &m_menu; }
    /// Brings the menu up to date; opening it does so, too.
    void fillMenu();
    [[nodiscard]] bool isBusy() const { return m_asking.isBusy(); }
    [[nodiscard]] QString instruction() const; ///< as it stands in the panel
    /// Nothing is being asked, nor will be by itself.
    [[nodiscard]] bool isIdle() const;
    /// Makes a model known and chooses it.
    void addModel(const KnownModel& model);
    /// Asks this of the first sample that is shown.
    void askFirst(const QString& instruction);
    /// What is shown is a camera's picture; what is asked is asked about the one that `frame` gives then.
    void setLive(std::function<std::shared_ptr<const LiveFrame>()> frame);
    /// Puts the question that was last put to a camera's picture to the one that is shown now.
    void askOnceMore();
    void setTask(AnswerTask task);
    /// Where kept answers and runs about the open dataset go.
    void setKeepFolder(const QString& folder);

  public Q_SLOTS:
    void ask(); ///< what stands in the panel, about the current sample
    void stop();
    void addCheckpoint();
    void addServer();
    void editModel();
    void forgetModel();
    void tellOfModel(); ///< the bundled one's own page
    void unloadModel();
    void runOnSamples(const std::vector<std::size_t>& selected);
    void clearAnswers();
    void chooseKeepFolder();
    /// A button of an answer in the inspector.
    void act(const QString& layerId, const QString& action);

  Q_SIGNALS:
    void answerBegun(const QString& layerId);
    void answerEnded(int number);
    void busyChanged(bool isBusy);
    void reported(tracestudio::Severity severity, const QString& message);
    /// Something was done, or not done, and the person may want otherwise.
    void offered(const QString& message, const QString& actionText, const std::function<void()>& action);
    /// A file was written; it can be opened.
    void written(tracestudio::Severity severity, const QString& message, const QStringList& paths);

  private:
    void showModel();
    void takeSample();
    void updatePrompt();
    void showExamples();
    [[nodiscard]] AnswerTask task() const;
    [[nodiscard]] PromptStyle style() const;
    void remember(const QString& instruction);
    void put(const AskOrder& order, int answers);
    void keep(int number);
    void showAnswered(int number);
    [[nodiscard]] QString keepFolder() const;
    [[nodiscard]] QString keepFolderKey() const;
    [[nodiscard]] QString usualFolder() const; ///< as published benchmarks have it

    Document* m_document;
    Settings* m_settings;
    InstructionPanel* m_panel;
    QWidget* m_window;
    ModelList m_models;
    QMenu m_menu;
    QString m_prompted;       ///< the instruction that the prompt speaks of
    QString m_ownInstruction; ///< of the sample, as it was put in the panel
    bool m_asksFirst = false;
    std::function<std::shared_ptr<const LiveFrame>()> m_liveFrame;
    std::optional<AskOrder> m_liveOrder; ///< the last question to a camera's picture, without the picture
    int m_liveAnswers = 1;               ///< that it wanted
    Asking m_asking;
};

} // namespace tracestudio
