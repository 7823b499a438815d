#pragma once

#include "widgets/verdict_chip.h"

#include <QAbstractItemView>
#include <QVector>

class QHeaderView;

namespace tracestudio {

/// What the model of a sample list answers for column 0 of each row. Texts may be cheap to make: they are asked for
/// the rows in view only. Qt::AccessibleTextRole is what a screen reader says of the row.
enum BrowserRole {
    SampleIdRole = Qt::UserRole + 1, ///< QString, "42"
    InstructionRole,                 ///< QString
    StepRole,                        ///< int; invalid when the sample has none
    CategoryRole,                    ///< QString
    SourceRole,                      ///< QString
    ThumbnailRole,                   ///< QImage; null while it is loading (asking may start that), then dataChanged
    VerdictsRole,                    ///< QVector<VerdictCell>, one a model, in the order of the models
    ReviewRole,                      ///< int(SampleReview)
    HasNoteRole,                     ///< bool
    NoteRole,                        ///< QString, shown as tooltip
    ProblemRole,                     ///< QString, why the sample is broken; empty when it is fine
};

/// What the model's headerData(section, Qt::Horizontal, …) answers for the table, beside Qt::DisplayRole (the title).
/// The cells' texts are Qt::DisplayRole of that column; Qt::TextAlignmentRole of header and cells should agree.
enum BrowserHeaderRole {
    ColumnKindRole = Qt::UserRole + 101, ///< int(BrowserColumn); invalid: Text
    ColumnSortKeyRole,                   ///< QString, the key of setSortChoices; empty: not sortable
    ColumnVerdictIndexRole,              ///< int, for BrowserColumn::Verdict: which of VerdictsRole
    ColumnWidthRole,                     ///< int, the width to start with, device-independent pixels
};

enum class BrowserColumn { Text, Picture, Verdict };
enum class SampleReview { None, Good, Bad };
enum class BrowserDisplay { Cards, Grid, Table };

/// Samples as cards, as a grid of pictures, or as a table: all three with arithmetic geometry, so that no event costs
/// more than the rows in view, however many there are. One row is current; more can be selected with Ctrl and Shift,
/// for what is done with several. After a model's reset no row is current and nothing is emitted: whoever reset it says
/// which row is current now.
class SampleListView : public QAbstractItemView {
    Q_OBJECT
  public:
    explicit SampleListView(QWidget* parent = nullptr);

    [[nodiscard]] BrowserDisplay display() const { return m_display; }
    void setDisplay(BrowserDisplay display); ///< keeps the current row in view
    /// The table's header; hidden in the other displays.
    [[nodiscard]] QHeaderView* header() const { return m_header; }
    [[nodiscard]] int currentRow() const { return currentIndex().row(); } ///< -1: none
    /// In rising order; the current one alone, as long as no others were selected.
    [[nodiscard]] std::vector<int> selectedRows() const;
    /// First and last row in view, even partly; {0, -1} when there is none.
    [[nodiscard]] std::pair<int, int> visibleRows() const;
    [[nodiscard]] QRect rowRect(int row) const; ///< in the viewport's coordinates

    void setModel(QAbstractItemModel* model) override;
    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;
    void keyboardSearch(const QString& text) override; ///< does nothing: letters belong to the window
    void reset() override;

  Q_SIGNALS:
    void currentRowChanged(int row);
    void visibleRowsChanged(int first, int last); ///< for whoever loads pictures ahead
    void selectedRowsChanged();
    void menuRequested(int row, const QPoint& globalPosition);

  protected:
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] int horizontalOffset() const override;
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] bool isIndexHidden(const QModelIndex& index) const override;
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void updateGeometries() override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QVector<int>& roles) override;
    void rowsInserted(const QModelIndex& parent, int start, int end) override;

  private:
    static constexpr int cardPadding = 8, tilePadding = 8, tileGap = 8, minimumTileWidth = 144;
    static constexpr QSize cardThumbnail{64, 48}, tableThumbnail{43, 32};

    /// Sizes that follow the font, the display and the width.
    struct Metrics {
        int lineHeight = 16, smallHeight = 14, chipHeight = 18;
        int rowHeight = 64, columns = 1, tileWidth = 0, margin = 0;
    };
    void updateMetrics();
    void updateVerdictLines();
    [[nodiscard]] int rowCount() const;
    [[nodiscard]] QFont smallFont() const;
    void paintCard(QPainter& painter, const QRect& rectangle, const QModelIndex& index, bool isMarked) const;
    void paintTile(QPainter& painter, const QRect& rectangle, const QModelIndex& index, bool isMarked) const;
    void paintTableRow(QPainter& painter, const QRect& rectangle, const QModelIndex& index, bool isMarked) const;
    [[nodiscard]] QString toolTipOf(const QModelIndex& index) const;
    void reportVisibleRows();
    void setHoverRow(int row);
    void sizeNewColumns(int oldCount, int newCount);

    Metrics m_metrics;
    int m_verdictLines = 0; ///< lines of verdicts on a tile of the grid
    BrowserDisplay m_display = BrowserDisplay::Cards;
    QHeaderView* m_header = nullptr;
    int m_hoverRow = -1;
    std::pair<int, int> m_reportedRows{0, -1};
};

} // namespace tracestudio
