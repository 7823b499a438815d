#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <vector>

namespace tracestudio {

/// One line of a FigureList: a quiet label on the left, its figure on the right.
struct Figure {
    QString label;
    QString value;
    QColor colour = {}; ///< of the value; the text's own where invalid
    QString tooltip = {};
    bool operator==(const Figure&) const = default;
};

/// Lines of figures, aligned right, painted in one widget so that filling it costs next to nothing. A long figure
/// wraps, a long label ends in … and is whole in the tooltip; the context menu copies all lines.
class FigureList : public QWidget {
    Q_OBJECT
  public:
    explicit FigureList(QWidget* parent = nullptr);

    /// Shows these lines; the widget hides itself when there are none.
    void setFigures(std::vector<Figure> figures);
    [[nodiscard]] const std::vector<Figure>& figures() const { return m_figures; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Place {
        QRect label;
        QRect value;
    };
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] QFont valueFont() const;
    [[nodiscard]] std::vector<Place> placesFor(int width) const;

    std::vector<Figure> m_figures;
};

} // namespace tracestudio
