#pragma once

#include "widgets/figure/figure_options.h"

#include <QScrollArea>
#include <functional>
#include <vector>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace tracestudio {

class CheckBox;
class ChoiceBox;
class ColourButton;
class FoldGroup;

/// An answer that a figure can show.
struct FigureAnswerChoice {
    QString id, name;
    QColor colour; ///< of its layer in the window
    bool isShown = true;
};

/// The samples a figure is of.
enum class FigureScope { Current, Selected, Filtered };

/// All that a figure's options, answers and samples are set by, in groups that fold. Each change of the person's is one
/// change of the options, told once; what is set from outside is not told. Knows the built-in styles, and of the
/// person's own the names only. GUI thread.
class FigureForm : public QScrollArea {
    Q_OBJECT
  public:
    explicit FigureForm(QWidget* parent = nullptr);

    void setOptions(const FigureOptions& options);
    [[nodiscard]] const FigureOptions& options() const { return m_options; }
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

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    template <typename Edit>
    void edit(Edit change);
    void showOptions();

    /// The wheel scrolls the form; it changes a field only where one is being worked in.
    void keepFromWheel(QWidget* field);
    FoldGroup* addGroup(const QString& title, const char* name);
    /// A control whose value is `member` of the options, of their style or of their camera.
    template <typename Member>
    CheckBox* addCheck(const char* name, const QString& text, const QString& toolTip, Member member);
    template <typename Member>
    ChoiceBox* addChoice(FoldGroup* group, const char* name, const QString& label, const QStringList& words,
                         Member member);
    template <typename Member>
    QSpinBox* addCount(FoldGroup* group, const char* name, const QString& label, int least, int most, Member member);
    /// `unit` is what one of the field is in the options.
    template <typename Member>
    QDoubleSpinBox* addNumber(FoldGroup* group, const char* name, const QString& label, const QString& suffix,
                              double least, double most, double step, double unit, Member member);
    ColourButton* addColour(const QString& name, const QString& title, std::function<QColor*(FigureOptions&)> find);

    void addContent();
    void addCameraRows(FoldGroup* group);
    void addStyle();
    void addSize();
    void addLabels();
    void addPicture();
    void addCloud();
    void addStrokes();
    void showStyle();
    void showColours(QWidget* row, const QString& name, std::vector<QColor> FigureStyle::*colours);
    void chooseStyle(const QString& name);
    void askStyleName();
    void choosePreset(int preset);

    FigureOptions m_options;
    std::vector<std::function<void()>> m_show; ///< bring the controls to what the options are
    bool m_isShowing = false;
    QVBoxLayout* m_layout;
    std::vector<FoldGroup*> m_groups;
    ChoiceBox* m_scope = nullptr;
    QWidget* m_answerList = nullptr;
    std::vector<CheckBox*> m_answers;
    std::vector<FigureAnswerChoice> m_choices;
    ChoiceBox* m_style = nullptr;
    QPushButton* m_saveStyle = nullptr;
    QPushButton* m_removeStyle = nullptr;
    QStringList m_ownStyles;
    double m_styleScale = 1; ///< of the letters and lines, against the style's own for paper
    bool m_isOwnSize = false;
};

} // namespace tracestudio
