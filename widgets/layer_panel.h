#pragma once

#include "widgets/view_state.h"

#include <QString>
#include <QWidget>
#include <vector>

class QScrollArea;
class QVBoxLayout;

namespace tracestudio {

/// One line of the layer list: which layer, what it is called, and the key that toggles it, if there is one.
struct LayerRow {
    QString id;    ///< "truth", "model:0" …, "box", "object", "other", "frustum"
    QString title; ///< already translated
    QString keyHint = {};
    bool operator==(const LayerRow&) const = default;
};

class LayerRowWidget;

/// The list of layers: colour, visibility, opacity and width of each, read from and written to the ViewState, which
/// must outlive the panel. With the focus inside, the digits 1…9 toggle the layers. GUI thread only.
/// Object names: layerSwatch:<id>, layerEye:<id>, layerOptions:<id>, in the pop-up layerOpacity:<id>, layerWidth:<id>.
class LayerPanel : public QWidget {
    Q_OBJECT
  public:
    explicit LayerPanel(ViewState* state, QWidget* parent = nullptr);

    void setLayers(const std::vector<LayerRow>& layers);
    /// As high as all rows; given less, the rows scroll.
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

  public Q_SLOTS:
    /// Shows or hides the layer in the given row, from 0; nothing where there is none.
    void toggleLayer(int row);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void refresh(const QString& layerId);

    ViewState* m_state;
    QScrollArea* m_scroll = nullptr;
    QWidget* m_list = nullptr;
    QVBoxLayout* m_layout = nullptr;
    std::vector<LayerRow> m_layers;
    std::vector<LayerRowWidget*> m_rows; ///< owned by the list, in the order of m_layers
};

} // namespace tracestudio
