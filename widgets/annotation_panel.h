#pragma once

#include "scene/annotation.h"
#include "widgets/edit_step.h"
#include "widgets/view_state.h"

#include <QString>
#include <QStringList>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QUndoStack;
class QVBoxLayout;

namespace tracestudio {

/// Something that is missing or odd about the sample, as the panel lists it.
struct FindingRow {
    enum class Weight { Missing, Wrong, Odd };
    Weight weight = Weight::Odd;
    QString text;      ///< already translated
    int waypoint = -1; ///< 0-based; -1: none in particular
    bool operator==(const FindingRow&) const = default;
};

/// A trace that can be taken over as the ground truth, or why it cannot.
struct AcceptableTrace {
    QString layerId;
    QString title;
    QString obstacle = {}; ///< "has no depth", already translated; empty when it can
    bool operator==(const AcceptableTrace&) const = default;
};

/// What the panel shows of the current sample.
struct AnnotationContent {
    QString obstacle;       ///< why nothing can be edited now, in words; empty when it can
    QString sampleTitle;    ///< "Sample 12"; with another title it is another sample
    bool isSaved = true;    ///< no unsaved edits in the dataset
    int unsavedSamples = 0; ///< of the whole dataset, that have such edits; 0: not known
    Annotation annotation;
    Camera camera;          ///< of the depth picture
    cv::Vec3d up{0, -1, 0}; ///< unit vector, camera frame: what a box is stood upright by
    bool hasMask = false;
    std::vector<AcceptableTrace> acceptable;
    // What the check says; `verdict` is empty until the first one is done.
    QString verdict; ///< "Succeeds under its own metric", "Collides: 0.31 > 0.20" …
    std::optional<bool> isGood;
    std::vector<FindingRow> findings;
    // What other samples say, for completion.
    QStringList targetObjects, destinations, categories, dataSources;
    bool isPlanning = false;
};

/// The panel beside the views where a sample is annotated: the tools with their options, the waypoints and the box as
/// numbers, the texts, and the history of all edits; below them, in a place of its own that nothing moves, the verdict
/// on the ground truth and what is missing. Holds no state of its own: it shows an AnnotationContent and says what the
/// person wants; an edit is shown at once, until the next content says how it went. GUI thread.
class AnnotationPanel : public QWidget {
    Q_OBJECT
  public:
    /// `state` (tool in force, selection) and `history` must outlive the panel.
    AnnotationPanel(ViewState* state, QUndoStack* history, QWidget* parent = nullptr);
    ~AnnotationPanel() override;

    /// Keeps focus, caret and scroll position; what a person is typing is never replaced under their hands unless the
    /// sample is another one.
    void setContent(const AnnotationContent& content);
    void focusInstruction();
    /// Tells at once what is typed and not yet told. To be called before the sample is switched, saved or closed.
    void commitTyping();
    /// The parts that are not folded away, by their names; the program remembers them.
    [[nodiscard]] QStringList openGroups() const;
    void setOpenGroups(const QStringList& names);

    enum class MaskAction { FillHoles, KeepLargestPart, Clear };

  Q_SIGNALS:
    /// Texts, numbers, and what the buttons make of trace and box (reverse, resample, smooth, clear; upright, clear):
    /// the whole annotation as it should be.
    void edited(const tracestudio::Annotation& after, const tracestudio::EditStep& step);
    void maskActionRequested(tracestudio::AnnotationPanel::MaskAction action);
    void acceptRequested(const QString& layerId); ///< take this trace over as the ground truth
    void planRequested();                         ///< "Plan for me"
    void planCancelled();
    void waypointRequested(int waypoint); ///< show it
    void saveRequested();
    void left(); ///< Esc: the keyboard goes back to the view

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    struct Parts;
    void buildHead(QWidget* page, QVBoxLayout* layout);
    void buildCheck(QVBoxLayout* layout);
    void buildNumbers(QWidget* page, QVBoxLayout* layout);
    void showContent(bool isAnother);
    void showAnnotation(bool isAnother);
    void showCheck();
    void fitHistory();
    void reveal(QWidget* part);
    void showWaypoint(int waypoint);
    void edit(const std::function<void(Annotation&)>& change, const EditStep& step);
    void edit(const std::function<void(Annotation&)>& change, const QString& name);

    ViewState* m_state;
    QUndoStack* m_history;
    AnnotationContent m_content; ///< as it was given, and with what the person did to it since
    std::unique_ptr<Parts> m_parts;
};

} // namespace tracestudio
