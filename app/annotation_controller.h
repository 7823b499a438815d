#pragma once

#include "annotation/annotation_check.h"
#include "app/dataset_editor.h"
#include "widgets/annotation_panel.h"

#include <QObject>
#include <deque>
#include <functional>

namespace tracestudio {

class CloudView;
class ImageView;

/// Joins the tools of the two views and the annotation panel to the editor: what a person draws becomes steps of the
/// history, what is dear (GrabCut, growing, fitting a box, checking, planning) happens on workers. Checks the current
/// sample whenever its annotation changes, the newest state first. GUI thread.
class AnnotationController : public QObject {
    Q_OBJECT
  public:
    AnnotationController(Document* document, DatasetEditor* editor, ViewState* state, AnnotationPanel* panel,
                         ImageView* image, CloudView* cloud, QObject* parent = nullptr);
    ~AnnotationController() override;

    /// Checks only while somebody looks at what it says.
    void setActive(bool isActive);
    void plan();
    void cancelPlan();
    void accept(const QString& layerId); ///< the trace of this layer becomes the ground truth
    void deleteSelected();               ///< the waypoint or box that is selected
    [[nodiscard]] bool isPlanning() const { return m_isPlanning; }
    [[nodiscard]] bool isIdle() const { return m_checkLane.isIdle() && m_workLane.isIdle(); }

  Q_SIGNALS:
    void reported(tracestudio::Severity severity, const QString& text);
    /// A suggestion is in place; `action` takes it back.
    void offered(const QString& text, const QString& actionText, const std::function<void()>& action);

  private:
    /// What the worker needs to check one sample again and again.
    struct Checking {
        std::shared_ptr<const Sample> sample;
        AnnotationChecker checker;
        std::optional<cv::Vec3d> up; ///< once it is worked out
        explicit Checking(std::shared_ptr<const Sample> checked)
            : sample(checked)
            , checker(std::move(checked)) {}
    };
    struct Checked {
        std::shared_ptr<const Annotation> annotation;
        AnnotationCheck check;
        cv::Vec3d up;
    };
    using MaskChange =
        std::function<Result<cv::Mat>(const cv::Mat& mask, const RgbdFrame& frame, const std::stop_token& stop)>;
    struct MaskStep {
        QString name;
        MaskChange change;
        LoadedSample of;
    };

    void takeAnnotation();
    void updatePanel();
    void completions(AnnotationContent& content);
    void check();
    void editTrace(std::vector<PointCamera> trajectory, const EditStep& step);
    void editBox(const std::optional<OrientedBox>& box, const EditStep& step);
    void changeMask(const QString& name, MaskChange change);
    void nextMaskStep();
    void askForDepth(const PixelPoint& pixel);
    void fitBox(const QRect& pixels);
    [[nodiscard]] std::shared_ptr<Checking> checkingOf(const LoadedSample& shown);

    Document* m_document;
    DatasetEditor* m_editor;
    ViewState* m_state;
    AnnotationPanel* m_panel;
    ImageView* m_image;
    std::shared_ptr<Checking> m_checking; ///< of the current sample's pictures; used by the worker
    std::optional<AnnotationCheck> m_check;
    std::shared_ptr<const Annotation> m_checked;   ///< what m_check is about
    std::shared_ptr<const Annotation> m_announced; ///< what the panel shows
    QString m_obstacle;                            ///< that it tells of
    std::shared_ptr<const Dataset> m_completedOf;
    AnnotationContent m_completions; ///< only its lists
    const void* m_upOf = nullptr;    ///< the depth picture that m_up is of
    cv::Vec3d m_up{0, -1, 0};
    int m_unsavedSamples = 0; ///< as the panel says
    bool m_isActive = false;
    bool m_isPlanning = false;
    bool m_isCheckRunning = false;
    std::deque<MaskStep> m_maskSteps; ///< each builds on what the one before has made
    JobLane m_checkLane{1}, m_workLane{1};
};

} // namespace tracestudio
