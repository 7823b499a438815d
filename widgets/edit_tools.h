#pragma once

#include "widgets/annotation_panel.h"

#include <QWidget>
#include <array>
#include <vector>

class QLabel;
class QMenu;
class QStackedLayout;
class QToolButton;

namespace tracestudio {

class NumberField;
class RefusalLabel;

/// The tools for trace, box and mask in one row, and below it what the one in force can do and how it is used in the
/// views. Shows and sets the tool, the kind of mask tool and the brush of the ViewState. GUI thread.
class EditTools : public QWidget {
    Q_OBJECT
  public:
    explicit EditTools(ViewState* state, QWidget* parent = nullptr);

    enum class TraceAction { Reverse, Smooth, Resample, Clear };
    enum class BoxAction { Upright, Clear };

    /// What can be done now follows from it.
    void setContent(const AnnotationContent& content);

  Q_SIGNALS:
    void traceActionRequested(tracestudio::EditTools::TraceAction action, int count); ///< count: to resample to
    void boxActionRequested(tracestudio::EditTools::BoxAction action);
    void maskActionRequested(tracestudio::AnnotationPanel::MaskAction action);
    void acceptRequested(const QString& layerId);
    void planRequested();
    void planCancelled();

  private:
    QWidget* traceOptions();
    QWidget* boxOptions();
    QWidget* maskOptions();
    void showState();
    [[nodiscard]] QString hint() const;

    ViewState* m_state;
    std::array<QToolButton*, 3> m_tools{};     ///< trace, box, mask
    std::array<QWidget*, 3> m_options{};       ///< of each
    std::array<QToolButton*, 5> m_maskTools{}; ///< by MaskTool
    QWidget* m_brush = nullptr;                ///< its radius
    NumberField* m_radius = nullptr;
    NumberField* m_count = nullptr;
    std::vector<QToolButton*> m_traceActions, m_boxActions, m_maskActions;
    QToolButton* m_accept = nullptr;
    QMenu* m_acceptMenu = nullptr;
    QToolButton* m_plan = nullptr;
    QLabel* m_planning = nullptr;
    QLabel* m_hint = nullptr;
    RefusalLabel* m_refusal = nullptr;
    std::vector<AcceptableTrace> m_acceptable;
    bool m_isPlanning = false;
    bool m_canEdit = true;
};

} // namespace tracestudio
