#pragma once

#include "widgets/figure/figure_options.h"

#include <QScrollArea>
#include <vector>

class QVBoxLayout;

namespace tracestudio {

class CheckBox;
class ChoiceBox;
class FigureFields;
class FigureStyleGroups;
class FoldGroup;

/// An answer that a figure can show.
struct FigureAnswerChoice {
    QString id, name;
    QColor colour; ///< of its trace in the figure
    bool isShown = true;
    bool operator==(const FigureAnswerChoice&) const = default;
};

/// The samples a figure is of.
enum class FigureScope { Current, Selected, Filtered };

/// All that a figure's options, answers and samples are set by, in groups that fold. Each change of the person's is one
/// change of the options, told once; what is set from outside is not told. GUI thread.
class FigureForm : public QScrollArea {
    Q_OBJECT
  public:
    explicit FigureForm(QWidget* parent = nullptr);

    void setOptions(const FigureOptions& options);
    [[nodiscard]] const FigureOptions& options() const;
    void setStyleNames(const QStringList& own);
    void setAnswers(const std::vector<FigureAnswerChoice>& answers);
    [[nodiscard]] QStringList shownAnswers() const; ///< ids
    /// How many samples there would be. A scope of none cannot be chosen; one that was chosen becomes Current.
    void setScopes(int selected, int filtered);
    [[nodiscard]] FigureScope scope() const;
    void setScope(FigureScope scope);

    /// The object names of the groups that are not folded.
    [[nodiscard]] QStringList openGroups() const;
    void setOpenGroups(const QStringList& names);

  Q_SIGNALS:
    void edited(); ///< options, answers or scope
    void currentViewRequested();
    void styleChosen(const QString& name); ///< one of the person's own
    void saveStyleRequested(const FigureStyle& style);
    void removeStyleRequested(const QString& name);

  private:
    FoldGroup* addGroup(const QString& title, const char* name);
    void addContent();
    void addCameraRows(FoldGroup* group);
    void addSize();
    void addLabels();
    void addPicture();
    void addCloud();
    void choosePreset(int preset);
    /// As the controls stand, whatever order they were made in.
    void orderTabs();

    FigureFields* m_fields;
    FigureStyleGroups* m_style = nullptr;
    QVBoxLayout* m_layout;
    std::vector<FoldGroup*> m_groups;
    ChoiceBox* m_scope = nullptr;
    QWidget* m_answerList = nullptr;
    std::vector<CheckBox*> m_answers;
    std::vector<FigureAnswerChoice> m_choices;
    bool m_isOwnSize = false;
};

} // namespace tracestudio
