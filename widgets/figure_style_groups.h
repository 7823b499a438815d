#pragma once

#include "widgets/figure/figure_style.h"

#include <QObject>
#include <QStringList>

class QPushButton;
class QWidget;

namespace tracestudio {

class ChoiceBox;
class FigureFields;
class FoldGroup;

/// What of the form is about a figure's style: which one it is, and, in a second group, its lines, colours and letters.
/// Knows the built-in styles, and of the person's own the names only. The styles are of paper's size; `scale` tells
/// how much larger letters and lines are now. GUI thread.
class FigureStyleGroups : public QObject {
    Q_OBJECT
  public:
    /// The fields and the two groups outlive it.
    FigureStyleGroups(FigureFields* fields, FoldGroup* look, FoldGroup* strokes);

    void setStyleNames(const QStringList& own);
    [[nodiscard]] double scale() const { return m_scale; }
    void setScale(double scale) { m_scale = scale; }
    /// `style` with letters and lines `factor` times as large; there and back gives the very same numbers.
    static FigureStyle rescaled(const FigureStyle& style, double factor);

  Q_SIGNALS:
    void styleChosen(const QString& name); ///< one of the person's own
    void saveStyleRequested(const FigureStyle& style);
    void removeStyleRequested(const QString& name);

  private:
    void addStyle();
    void addColours();
    void addStrokes();
    void addLetters();
    void showStyle();
    void showColours(QWidget* row, const QString& name, std::vector<QColor> FigureStyle::*colours);
    void chooseStyle(const QString& name);
    void askName();

    FigureFields* m_fields;
    FoldGroup* m_look;
    FoldGroup* m_strokes;
    ChoiceBox* m_style = nullptr;
    QPushButton* m_remove = nullptr;
    QStringList m_own;
    double m_scale = 1;
};

} // namespace tracestudio
