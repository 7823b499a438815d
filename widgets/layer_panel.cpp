#include "widgets/layer_panel.h"

#include "widgets/elided_label.h"
#include "widgets/image_overlay.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QColorDialog>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QSlider>
#include <QVBoxLayout>
#include <QWidgetAction>
#include <algorithm>
#include <cmath>
#include <functional>

namespace tracestudio {

namespace {

constexpr int kButton = 24;
constexpr int kWidthSteps = 2; ///< slider steps a point of width

/// A small flat button that paints its own mark in the theme's colours; a frame shows the focus, a ground the mouse.
class MarkButton : public QAbstractButton {
  public:
    using Paint = std::function<void(QPainter&, const MarkButton&)>; ///< into 16 × 16 around (0, 0)

    MarkButton(const QString& name, Paint paint, QWidget* parent)
        : QAbstractButton(parent)
        , m_paint(std::move(paint)) {
        setObjectName(name);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setFixedSize(kButton, kButton);
    }

  protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(hasFocus() ? QPen(theme().accent, 1.5) : QPen(Qt::NoPen));
        painter.setBrush(underMouse() ? theme().hoverFill : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
        painter.translate(width() / 2.0, height() / 2.0);
        m_paint(painter, *this);
    }

  private:
    Paint m_paint;
};

void paintSwatch(QPainter& painter, const LayerStyle& style, bool isOutline) {
    QColor colour = style.colour;
    colour.setAlphaF(style.isVisible ? 1.0f : 0.35f);
    // The object is drawn dashed on the picture, so it is here.
    QPen dashes(colour, 1.5, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({1.9, 1.3});
    painter.setPen(isOutline ? dashes : QPen(Qt::NoPen));
    painter.setBrush(isOutline ? QBrush(Qt::NoBrush) : QBrush(colour));
    painter.drawRoundedRect(QRectF(-6, -6, 12, 12), 2, 2);
}

void paintEye(QPainter& painter, bool isOpen) {
    const QColor colour = isOpen ? theme().text : theme().mutedText;
    painter.setPen(QPen(colour, 1.25, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    QPainterPath lid(QPointF(-6.5, 0));
    lid.quadTo(0, -7.5, 6.5, 0);
    lid.quadTo(0, 7.5, -6.5, 0);
    painter.drawPath(lid);
    if (isOpen) {
        painter.setBrush(colour);
        painter.drawEllipse(QPointF(0, 0), 1.5, 1.5);
    } else {
        painter.drawLine(QPointF(-5, 5.5), QPointF(5, -5.5));
    }
}

void paintSliders(QPainter& painter) {
    painter.setPen(QPen(theme().mutedText, 1.25, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(theme().panel);
    for (const auto& [y, knob] : {std::pair(-3.0, 2.5), std::pair(3.0, -2.5)}) {
        painter.drawLine(QPointF(-6, y), QPointF(6, y));
        painter.drawEllipse(QPointF(knob, y), 2, 2);
    }
}

} // namespace

/// One line of the list. It shows what the ViewState holds and writes what the person changes back to it.
class LayerRowWidget : public QWidget {
    Q_DECLARE_TR_FUNCTIONS(tracestudio::LayerRowWidget)
  public:
    LayerRowWidget(ViewState* state, const LayerRow& row, QWidget* parent)
        : QWidget(parent)
        , m_state(state)
        , m_row(row)
        , m_swatch(new MarkButton(
              QStringLiteral("layerSwatch:") + row.id,
              [this](QPainter& painter, const MarkButton&) {
                  paintSwatch(painter, styleOf(*m_state, m_row.id), m_row.id == QLatin1String("object"));
              },
              this))
        , m_title(new ElidedLabel(row.title, this))
        , m_options(new MarkButton(
              QStringLiteral("layerOptions:") + row.id,
              [this](QPainter& painter, const MarkButton& button) {
                  // Quiet until it is wanted.
                  if (underMouse() || button.hasFocus())
                      paintSliders(painter);
              },
              this))
        , m_eye(new MarkButton(
              QStringLiteral("layerEye:") + row.id,
              [](QPainter& painter, const MarkButton& button) { paintEye(painter, button.isChecked()); }, this)) {
        setAttribute(Qt::WA_Hover);
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(4);
        layout->addWidget(m_swatch);
        layout->addWidget(m_title, 1);
        if (!row.keyHint.isEmpty()) {
            auto* hint = new QLabel(row.keyHint, this);
            hint->setProperty("role", "muted");
            layout->addWidget(hint);
        }
        layout->insertWidget(2, m_options);
        layout->addWidget(m_eye);
        m_eye->setCheckable(true);
        m_swatch->setToolTip(tr("Colour of %1").arg(row.title));
        m_swatch->setAccessibleName(tr("Colour of %1").arg(row.title));
        m_options->setToolTip(tr("Opacity and width of %1").arg(row.title));
        m_options->setAccessibleName(tr("Opacity and width of %1").arg(row.title));
        m_eye->setAccessibleName(tr("Show %1").arg(row.title));
        connect(m_swatch, &QAbstractButton::clicked, this, [this] { chooseColour(); });
        connect(m_eye, &QAbstractButton::toggled, this,
                [this](bool isOn) { change([isOn](LayerStyle& style) { style.isVisible = isOn; }); });
        connect(m_options, &QAbstractButton::clicked, this, [this] { popUp(); });
        refresh();
    }

    void toggle() { m_eye->toggle(); }

    void refresh() {
        const LayerStyle style = styleOf(*m_state, m_row.id);
        m_swatch->update();
        m_eye->setChecked(style.isVisible);
        m_eye->setToolTip(style.isVisible ? tr("Hide %1").arg(m_row.title) : tr("Show %1").arg(m_row.title));
        QPalette colours = palette();
        colours.setColor(QPalette::WindowText, style.isVisible ? theme().text : theme().mutedText);
        m_title->setPalette(colours);
        if (!m_opacity)
            return;
        m_opacity->setValue(int(std::lround(style.opacity * 100)));
        m_width->setValue(int(std::lround(style.widthPoints * kWidthSteps)));
        m_opacityText->setText(tr("%1 %").arg(std::lround(style.opacity * 100)));
        m_widthText->setText(tr("%1 pt").arg(style.widthPoints, 0, 'f', 1));
    }

  private:
    template <typename Edit>
    void change(Edit edit) {
        LayerStyle style = styleOf(*m_state, m_row.id);
        const LayerStyle before = style;
        edit(style);
        if (style != before)
            m_state->setStyle(m_row.id, style);
    }

    /// Made when it is first wanted: a window may have a hundred layers.
    void popUp() {
        if (!m_menu)
            makePopUp();
        m_menu->popup(m_options->mapToGlobal(QPoint(0, m_options->height())));
    }

    void makePopUp() {
        auto* menu = new QMenu(m_options);
        auto* box = new QWidget(menu);
        auto* grid = new QGridLayout(box);
        grid->setContentsMargins(12, 8, 12, 8);
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(8);
        const auto addSlider = [&](int row, const QString& title, const QString& name, int least, int most,
                                   QLabel*& text) {
            auto* label = new QLabel(title, box);
            auto* slider = new QSlider(Qt::Horizontal, box);
            slider->setObjectName(name + m_row.id);
            slider->setRange(least, most);
            slider->setMinimumWidth(120);
            slider->setAccessibleName(title);
            label->setBuddy(slider);
            text = new QLabel(box);
            text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            text->setMinimumWidth(text->fontMetrics().horizontalAdvance(QStringLiteral("100 %  ")));
            grid->addWidget(label, row, 0);
            grid->addWidget(slider, row, 1);
            grid->addWidget(text, row, 2);
            return slider;
        };
        m_opacity = addSlider(0, tr("Opacity"), QStringLiteral("layerOpacity:"), 5, 100, m_opacityText);
        m_width = addSlider(1, tr("Width"), QStringLiteral("layerWidth:"), 1, 10 * kWidthSteps, m_widthText);
        auto* action = new QWidgetAction(menu);
        action->setDefaultWidget(box);
        menu->addAction(action);
        connect(menu, &QMenu::aboutToShow, m_opacity, [this] { m_opacity->setFocus(Qt::PopupFocusReason); });
        connect(m_opacity, &QSlider::valueChanged, this, [this](int percent) {
            change([percent](LayerStyle& style) {
                if (std::lround(style.opacity * 100) != percent)
                    style.opacity = percent / 100.0;
            });
        });
        connect(m_width, &QSlider::valueChanged, this, [this](int steps) {
            change([steps](LayerStyle& style) {
                if (std::lround(style.widthPoints * kWidthSteps) != steps)
                    style.widthPoints = double(steps) / kWidthSteps;
            });
        });
        m_menu = menu;
        refresh();
    }

    void chooseColour() {
        // Non-modal: the views show the colour while it is being chosen, and Cancel brings the old one back.
        auto* dialog = new QColorDialog(styleOf(*m_state, m_row.id).colour, this);
        dialog->setObjectName(QStringLiteral("layerColourDialog:") + m_row.id);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setOption(QColorDialog::DontUseNativeDialog);
        dialog->setWindowTitle(tr("Colour of %1").arg(m_row.title));
        const auto apply = [this](const QColor& colour) {
            if (colour.isValid())
                change([colour](LayerStyle& style) { style.colour = colour; });
        };
        connect(dialog, &QColorDialog::currentColorChanged, this, apply);
        connect(dialog, &QColorDialog::rejected, this,
                [apply, before = styleOf(*m_state, m_row.id).colour] { apply(before); });
        dialog->setModal(false);
        dialog->show();
    }

    ViewState* m_state;
    LayerRow m_row;
    MarkButton* m_swatch;
    ElidedLabel* m_title;
    MarkButton* m_options;
    MarkButton* m_eye;
    QMenu* m_menu = nullptr;
    QSlider* m_opacity = nullptr;
    QSlider* m_width = nullptr;
    QLabel* m_opacityText = nullptr;
    QLabel* m_widthText = nullptr;
};

LayerPanel::LayerPanel(ViewState* state, QWidget* parent)
    : QWidget(parent)
    , m_state(state) {
    setObjectName(QStringLiteral("layerPanel"));
    setAccessibleName(tr("Layers"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->setSpacing(4);
    auto* heading = new QLabel(tr("Layers"), this);
    heading->setProperty("role", "heading");
    heading->setContentsMargins(12, 0, 0, 0);
    layout->addWidget(heading);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_list = new QWidget(m_scroll);
    m_layout = new QVBoxLayout(m_list);
    m_layout->setContentsMargins(6, 0, 8, 0);
    m_layout->setSpacing(0);
    m_layout->addStretch(1);
    m_scroll->setWidget(m_list);
    // The ground is the panel's.
    m_scroll->viewport()->setAutoFillBackground(false);
    m_list->setAutoFillBackground(false);
    layout->addWidget(m_scroll, 1);
    connect(state, &ViewState::styleChanged, this, &LayerPanel::refresh);
}

QSize LayerPanel::sizeHint() const {
    const QMargins margins = layout()->contentsMargins();
    const int heading = layout()->itemAt(0)->sizeHint().height() + layout()->spacing();
    return {QWidget::sizeHint().width(), margins.top() + heading + m_list->sizeHint().height() + margins.bottom()};
}

QSize LayerPanel::minimumSizeHint() const {
    return {0, 0};
}

void LayerPanel::setLayers(const std::vector<LayerRow>& layers) {
    if (layers == m_layers)
        return;
    // Rows that stay are kept: there may be many of them, and one may have the focus.
    std::vector<LayerRowWidget*> rows;
    for (const LayerRow& layer : layers) {
        const auto known = std::find(m_layers.begin(), m_layers.end(), layer);
        rows.push_back(known == m_layers.end() ? new LayerRowWidget(m_state, layer, m_list)
                                               : m_rows[std::size_t(known - m_layers.begin())]);
    }
    for (LayerRowWidget* row : m_rows) {
        m_layout->removeWidget(row);
        if (std::find(rows.begin(), rows.end(), row) == rows.end()) {
            row->hide();
            row->deleteLater();
            row->setParent(nullptr);
        }
    }
    m_layers = layers;
    m_rows = std::move(rows);
    for (LayerRowWidget* row : m_rows) {
        m_layout->insertWidget(m_layout->count() - 1, row);
        row->show();
    }
    updateGeometry();
}

void LayerPanel::toggleLayer(int row) {
    if (row >= 0 && std::size_t(row) < m_rows.size())
        m_rows[std::size_t(row)]->toggle();
}

void LayerPanel::keyPressEvent(QKeyEvent* event) {
    const bool isDigit = event->key() >= Qt::Key_1 && event->key() <= Qt::Key_9;
    if (isDigit && (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier)
        toggleLayer(event->key() - Qt::Key_1);
    else
        QWidget::keyPressEvent(event);
}

void LayerPanel::paintEvent(QPaintEvent* /*event*/) {
    QPainter(this).fillRect(rect(), theme().panel);
}

void LayerPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        for (LayerRowWidget* row : m_rows)
            row->refresh();
    QWidget::changeEvent(event);
}

void LayerPanel::refresh(const QString& layerId) {
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_layers[i].id == layerId)
            m_rows[i]->refresh();
}

} // namespace tracestudio
