#pragma once

#include "widgets/inspector_panel.h"

#include <QColor>
#include <QPlainTextEdit>
#include <optional>
#include <vector>

namespace tracestudio {

/// The raw text of a model's answer, read-only, with every span that was read as a waypoint marked in the model's
/// colour (failing ones in red), and the steps of its reasoning on a faint ground. Grows with its text up to a few
/// lines, then scrolls. The marks are painted behind the text, so that marking costs nothing however long the answer
/// is. GUI thread only.
class AnswerView : public QPlainTextEdit {
    Q_OBJECT
  public:
    explicit AnswerView(QWidget* parent = nullptr);

    /// Spans outside the text are left out.
    void setAnswer(const QString& text, const std::vector<InspectorSpan>& spans, const QColor& colour);
    /// The steps of the reasoning in the text, tinted more quietly than waypoints are; set after the answer.
    void setSteps(const std::vector<InspectorStep>& steps);
    /// Marks a step and scrolls to it; −1 marks none.
    void setMarkedStep(int step);
    /// Shows a step as if the mouse were over it; −1 shows none.
    void setHighlightedStep(int step);
    /// Marks the waypoint's span as selected and scrolls to it; −1 marks none.
    void setSelectedWaypoint(int waypoint);
    /// Which span is at a character of the text; −1 for none.
    [[nodiscard]] int spanAt(int character) const;
    [[nodiscard]] const std::vector<InspectorSpan>& spans() const { return m_spans; }
    /// Where a character stands, in this widget's coordinates.
    [[nodiscard]] QRect placeOf(int character) const;

  Q_SIGNALS:
    void spanActivated(int waypoint);
    /// The index of the span the mouse came over; −1 when it left.
    void spanHovered(int span);
    /// The index of the step the mouse came over, where there is no span; −1 when it left.
    void stepHovered(int step);

  protected:
    void paintEvent(QPaintEvent* event) override;
    [[nodiscard]] QMimeData* createMimeDataFromSelection() const override;
    bool viewportEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    [[nodiscard]] int stepAt(int character) const;
    [[nodiscard]] int characterUnder(const QPoint& viewportPosition) const; ///< −1 where there is no text
    [[nodiscard]] int spanUnder(const QPoint& viewportPosition) const {
        return spanAt(characterUnder(viewportPosition));
    }
    void paintStep(QPainter& painter, const QRectF& mark, const InspectorStep& step) const;
    void scrollTo(int character);
    void paintMark(QPainter& painter, const QRectF& mark, const InspectorSpan& span) const;
    void setHovered(int span, int step);
    void showText(const QString& shown);
    void fitHeight();

    QString m_text;  ///< to the letter; the document shows it with other spaces
    QString m_shown; ///< what the document shows of it
    std::vector<InspectorSpan> m_spans;
    QColor m_colour;
    int m_selectedWaypoint = -1;
    std::vector<InspectorStep> m_steps;
    int m_hovered = -1;
    int m_hoveredStep = -1;
    int m_highlightedStep = -1;
    int m_markedStep = -1;
    QPoint m_pressedAt;
};

} // namespace tracestudio
