#pragma once

#include "app/figure_film.h"
#include "widgets/form_dialog.h"

class QCheckBox;
class QDoubleSpinBox;

namespace tracestudio {

class ChoiceBox;

/// Where a figure a sample goes: folder, the pattern of the names, format.
class FigureEachDialog : public FormDialog {
    Q_OBJECT
  public:
    /// `samples`: how many there are.
    FigureEachDialog(int samples, const QString& folder, const QString& pattern, QWidget* parent = nullptr);

    [[nodiscard]] QString folder() const;
    [[nodiscard]] QString pattern() const; ///< with {ext} still in it, to be remembered
    [[nodiscard]] QString output() const;  ///< as FigureExport has it
    [[nodiscard]] bool isOverwriting() const;

  private:
    void takeInput();

    int m_samples;
    QLineEdit *m_folder, *m_pattern;
    ChoiceBox* m_format;
    QCheckBox* m_overwrite;
};

/// What a film shows, how long, and as what it is written.
class FilmDialog : public FormDialog {
    Q_OBJECT
  public:
    /// `pixels`: of a frame.
    FilmDialog(const FilmMotion& motion, const QString& ending, const QSize& pixels, QWidget* parent = nullptr);

    [[nodiscard]] FilmMotion motion() const;
    [[nodiscard]] QString ending() const; ///< "mp4", "webm" or "gif"

  private:
    void takeInput();

    QSize m_pixels;
    ChoiceBox *m_kind, *m_format;
    QSpinBox *m_seconds, *m_rate, *m_angle;
};

} // namespace tracestudio
