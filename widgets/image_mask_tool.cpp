#include "widgets/image_tool.h"

#include "scene/polyline.h"
#include "widgets/theme.h"

#include <QImage>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double kCloseReachPoints = 10; ///< of a polygon's first point
constexpr qint64 kLongestWaitMs = 1000;  ///< for the mask that comes of a stroke
constexpr std::size_t kMostPoints = 100'000;

/// Adding and taking away are told apart by colour and, for those who do not see it, by a dashed line.
QColor colourOf(bool isErasing) {
    return isErasing ? QColor(0xff, 0x6a, 0x4d) : theme().maskPaint;
}

double nextRadius(double radius, double notches) {
    // By tenths, and never by less than half a pixel.
    const double step = std::max(0.5, std::round(radius * 0.1 * 2) / 2);
    return std::round((radius + notches * step) * 2) / 2;
}

class MaskPainting final : public ImageTool {
    Q_DECLARE_TR_FUNCTIONS(tracestudio::ImageEditor)
  public:
    using ImageTool::ImageTool;

    [[nodiscard]] bool canEdit() const override { return !m_editor.overlay().frameSize().isEmpty(); }

    bool press(const ImagePointer& pointer) override {
        m_hover = pointer;
        switch (tool()) {
        case MaskTool::Brush:
        case MaskTool::Eraser:
            m_isErasing = takesAway(pointer);
            m_strokeRadius = m_editor.state().brushRadius();
            m_stroke = {pointer.pixel};
            m_painted = QImage(m_editor.overlay().frameSize(), QImage::Format_ARGB32_Premultiplied);
            m_painted.fill(Qt::transparent);
            paintOver(pointer.pixel, pointer.pixel);
            m_isDragging = true;
            return true;
        case MaskTool::Rectangle:
            if (pointer.isRight)
                return false;
            m_rectangleFrom = pointer.pixel;
            m_isDragging = true;
            return true;
        case MaskTool::Polygon:
        case MaskTool::Grow:
            // A left press may become a drag of the picture; a right one is a click that takes away.
            m_isDragging = pointer.isRight;
            return pointer.isRight;
        }
        return false;
    }

    void drag(const ImagePointer& pointer) override {
        m_hover = pointer;
        if (m_stroke.empty() || m_stroke.size() >= kMostPoints)
            return;
        // A brush at rest adds nothing.
        if (const PixelPoint last = m_stroke.back(); cv::norm(pointer.pixel - last) > 0) {
            m_stroke.push_back(pointer.pixel);
            paintOver(last, pointer.pixel);
        }
    }

    void release(const ImagePointer& pointer) override {
        m_isDragging = false;
        if (!m_stroke.empty()) {
            const auto stroke = std::exchange(m_stroke, {});
            // What was painted stays in sight until the mask that comes of it is there.
            m_maskBefore = m_editor.sample().mask.pixels;
            m_sinceRelease.start();
            Q_EMIT m_editor.maskStroked(stroke, m_strokeRadius, m_isErasing);
        } else if (m_rectangleFrom) {
            const PixelPoint from = *std::exchange(m_rectangleFrom, std::nullopt);
            const QRect pixels = pixelsBetween(from, m_hover ? m_hover->pixel : from, m_editor.overlay().frameSize());
            if (pixels.width() > 1 && pixels.height() > 1)
                Q_EMIT m_editor.maskRectangleDrawn(pixels);
        } else if (pointer.isRight) {
            click(pointer);
        }
    }

    void putBack() override {
        m_isDragging = false;
        m_stroke.clear();
        m_painted = {};
        m_rectangleFrom.reset();
    }

    bool click(const ImagePointer& pointer) override {
        m_hover = pointer;
        if (tool() == MaskTool::Grow) {
            if (m_editor.isInPicture(pointer.pixel))
                Q_EMIT m_editor.maskGrowRequested(pointer.pixel, takesAway(pointer));
            return true;
        }
        if (tool() != MaskTool::Polygon)
            return false;
        if (isOnFirst(pointer.position)) {
            close();
        } else if (m_polygon.size() < kMostPoints) {
            if (m_polygon.empty())
                m_isErasing = takesAway(pointer);
            m_polygon.push_back(pointer.pixel);
        }
        return true;
    }

    bool doubleClick(const ImagePointer& /*pointer*/) override {
        if (tool() == MaskTool::Polygon) {
            // The first of its two clicks has added the last point.
            close();
            return true;
        }
        return tool() == MaskTool::Grow;
    }

    void hover(const std::optional<ImagePointer>& pointer) override { m_hover = pointer; }

    bool wheel(const ImagePointer& pointer, double notches) override {
        if (!pointer.modifiers.testFlag(Qt::AltModifier) || !isBrush())
            return false;
        changeRadius(notches);
        return true;
    }

    [[nodiscard]] bool takesKey(int key, Qt::KeyboardModifiers modifiers) const override {
        if ((modifiers & ~Qt::ShiftModifier) != Qt::NoModifier)
            return false;
        const bool closes = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (hasPolygon() && (closes || key == Qt::Key_Backspace || key == Qt::Key_Escape))
            return true;
        return key == Qt::Key_BracketLeft || key == Qt::Key_BracketRight;
    }

    void keyPress(int key, Qt::KeyboardModifiers /*modifiers*/, bool /*isRepeated*/) override {
        switch (key) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            close();
            break;
        case Qt::Key_Backspace:
            m_polygon.pop_back();
            break;
        case Qt::Key_Escape:
            m_polygon.clear();
            break;
        case Qt::Key_BracketLeft:
            changeRadius(-1);
            break;
        case Qt::Key_BracketRight:
            changeRadius(1);
            break;
        default:
            break;
        }
    }

    void optionChanged() override {
        if (tool() != MaskTool::Polygon)
            m_polygon.clear();
    }

    void forget() override {
        putBack();
        m_polygon.clear();
        m_hover.reset();
    }

    [[nodiscard]] QCursor cursor() const override { return Qt::CrossCursor; }

    void paint(QPainter& painter) const override {
        const ImageMapping mapping = m_editor.mapping();
        if (isPaintedShown()) {
            painter.save();
            painter.setOpacity(0.55);
            painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
            painter.drawImage(QRectF(mapping.toView(QPointF(-0.5, -0.5)), QSizeF(m_painted.size()) * mapping.scale),
                              m_painted);
            painter.restore();
        }
        if (m_rectangleFrom && m_hover)
            paintPixelRect(painter, mapping,
                           pixelsBetween(*m_rectangleFrom, m_hover->pixel, m_editor.overlay().frameSize()),
                           colourOf(false));
        if (hasPolygon())
            paintPolygon(painter, mapping);
        if (isBrush() && m_hover) {
            const bool isErasing = m_isDragging ? m_isErasing : takesAway(*m_hover);
            paintBrush(painter, m_hover->position, m_editor.state().brushRadius() * mapping.scale, isErasing);
        }
    }

  private:
    [[nodiscard]] MaskTool tool() const { return m_editor.state().maskTool(); }
    [[nodiscard]] bool isBrush() const { return tool() == MaskTool::Brush || tool() == MaskTool::Eraser; }
    [[nodiscard]] bool hasPolygon() const { return tool() == MaskTool::Polygon && !m_polygon.empty(); }
    [[nodiscard]] bool takesAway(const ImagePointer& pointer) const {
        return tool() == MaskTool::Eraser || pointer.isRight || pointer.modifiers.testFlag(Qt::ShiftModifier);
    }

    [[nodiscard]] bool isPaintedShown() const {
        if (m_painted.isNull())
            return false;
        return !m_stroke.empty() || (m_editor.sample().mask.pixels.data == m_maskBefore.data &&
                                     m_sinceRelease.isValid() && m_sinceRelease.elapsed() < kLongestWaitMs);
    }

    void changeRadius(double notches) {
        m_editor.state().setBrushRadius(nextRadius(m_editor.state().brushRadius(), notches));
    }

    [[nodiscard]] bool isOnFirst(const QPointF& position) const {
        if (m_polygon.size() < 3)
            return false;
        const QPointF first = m_editor.mapping().toView(m_polygon.front());
        return std::hypot(first.x() - position.x(), first.y() - position.y()) <= kCloseReachPoints;
    }

    void close() {
        if (m_polygon.size() < 3)
            return;
        const auto polygon = std::exchange(m_polygon, {});
        Q_EMIT m_editor.maskPolygonDrawn(polygon, m_isErasing);
    }

    /// The very pixels that the stroke will change: those whose centres are within the radius of it.
    void paintOver(const PixelPoint& from, const PixelPoint& to) {
        const double radius = m_strokeRadius;
        const auto low = [&](double a, double b) {
            return std::max(0, int(std::ceil(std::max(-1.0, std::min(a, b) - radius))));
        };
        const auto high = [&](double a, double b, int size) {
            return std::min(size - 1, int(std::floor(std::min(double(size), std::max(a, b) + radius))));
        };
        const QRgb colour = colourOf(m_isErasing).rgb() | 0xff000000u;
        const int left = low(from.x, to.x);
        const int right = high(from.x, to.x, m_painted.width());
        for (int y = low(from.y, to.y); y <= high(from.y, to.y, m_painted.height()); ++y) {
            auto* row = reinterpret_cast<QRgb*>(m_painted.scanLine(y));
            for (int x = left; x <= right; ++x)
                if (squaredDistanceToSegment(PixelPoint(x, y), from, to) <= radius * radius)
                    row[x] = colour;
        }
    }

    static void paintBrush(QPainter& painter, const QPointF& place, double radius, bool isErasing) {
        painter.setBrush(Qt::NoBrush);
        for (const auto& [colour, width] : {std::pair(QColor(0, 0, 0, 190), 4.0), std::pair(QColor(Qt::white), 2.5)}) {
            painter.setPen(QPen(colour, width));
            painter.drawEllipse(place, radius, radius);
        }
        QPen pen(colourOf(isErasing), 1.5);
        if (isErasing)
            pen.setDashPattern({3, 2});
        painter.setPen(pen);
        painter.drawEllipse(place, radius, radius);
    }

    void paintPolygon(QPainter& painter, const ImageMapping& mapping) const {
        QPolygonF onView;
        for (const PixelPoint& pixel : m_polygon)
            onView.append(mapping.toView(pixel));
        const QPointF first = onView.front();
        const bool closes = m_hover && isOnFirst(m_hover->position);
        if (m_hover)
            onView.append(closes ? first : m_hover->position);
        const QColor colour = colourOf(m_isErasing);
        QColor fill = colour;
        fill.setAlphaF(0.25f);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(onView);
        paintToolLine(painter, onView, colour, 1.5, m_isErasing ? Qt::DashLine : Qt::SolidLine);
        for (const PixelPoint& pixel : m_polygon)
            paintHandle(painter, mapping.toView(pixel), HandleShape::Disc, 2.5, colour, false);
        paintHandle(painter, first, HandleShape::Disc, 4, colour, closes);
    }

    std::optional<ImagePointer> m_hover;
    bool m_isDragging = false;
    bool m_isErasing = false; ///< what was begun takes away
    std::vector<PixelPoint> m_stroke;
    double m_strokeRadius = 0;
    QImage m_painted;     ///< the picture's pixels that the stroke changes
    cv::Mat m_maskBefore; ///< the stroke that was painted last
    QElapsedTimer m_sinceRelease;
    std::optional<PixelPoint> m_rectangleFrom;
    std::vector<PixelPoint> m_polygon;
};

} // namespace

std::unique_ptr<ImageTool> makeMaskTool(ImageEditor& editor) {
    return std::make_unique<MaskPainting>(editor);
}

} // namespace tracestudio
