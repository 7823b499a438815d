#pragma once

#include "widgets/cloud_renderer.h"
#include "widgets/figure/figure.h"
#include "widgets/figure/figure_strokes.h"
#include "widgets/image_picture.h"
#include "widgets/viewpoints.h"

namespace tracestudio {

/// Draws the panels of a figure, one sample after the other. Keeps what the panels of a sample share, and the cloud's
/// buffers from sample to sample. One thread at a time, any thread.
class FigurePanelPainter {
  public:
    FigurePanelPainter(const FigureContent& content, const FigureOptions& options);

    void setCase(std::shared_ptr<const FigureCase> figureCase);
    /// `model`: whose answer alone is drawn; −1: everybody's.
    void paintImage(QPainter& painter, const QRectF& panel, int model);
    void paintCloud(QPainter& painter, const QRectF& panel, int model);

    /// How the trace of a model is drawn where `drawn` answers share a panel; −1: the ground truth.
    [[nodiscard]] TraceLook lookOf(int model, int drawn, const QColor& windowColour) const;
    [[nodiscard]] QColor truthColour() const;
    [[nodiscard]] QColor boxColour() const;
    [[nodiscard]] QColor objectColour() const;

  private:
    struct Drawn {
        const TraceLayer* layer;
        TraceLook look;
    };
    [[nodiscard]] std::vector<Drawn> drawnTraces(int model) const;
    [[nodiscard]] QRectF wholeRegion() const;
    [[nodiscard]] QSize pixelsOf(const QRectF& panel) const;
    /// Answers what lies over the picture. `isWhole`: it is no inset.
    FigureMarks paintImagePart(QPainter& painter, const QRectF& panel, const QRectF& region, int model, bool isWhole);
    void paintInset(QPainter& painter, const QRectF& panel, const QRectF& region, int model, const FigureMarks& marks);
    void paintObject(QPainter& painter, const QRectF& panel, const QRectF& region) const;
    void paintImageGhosts(QPainter& painter, const QRectF& region, const QSize& pixels, const Drawn& trace);
    void paintCloudGhosts(QImage& picture, const ViewCamera& camera, const QSizeF& panel, const Drawn& trace);
    [[nodiscard]] std::vector<double> ghostShares(const Drawn& trace) const;
    [[nodiscard]] double opacityOfGhosts() const;
    void paintScaleBar(QPainter& painter, const QRectF& panel, double pointsPerMetre, bool isExact,
                       const FigureMarks& marks) const;
    void addBox(FigureMarks& marks, const std::function<std::optional<PlacedPoint>(const PointCamera&)>& project,
                const QRectF& area) const;
    [[nodiscard]] std::shared_ptr<const PointCloud> movedObject(const cv::Vec3d& by) const;
    [[nodiscard]] std::optional<PointCamera> startPoint() const;

    const FigureContent& m_content;
    const FigureOptions& m_options;
    std::shared_ptr<const FigureCase> m_case;
    std::optional<ImagePicture> m_picture;
    MaskOutline m_outline;
    std::optional<ViewCamera> m_view; ///< of the sample's clouds, for panels of m_viewPanel points
    QSizeF m_viewPanel;
    Viewpoints m_viewpoints;
    CloudRenderer m_renderer, m_ghostRenderer;
};

} // namespace tracestudio
