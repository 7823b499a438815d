#pragma once

#include <QLayout>
#include <initializer_list>
#include <vector>

namespace tracestudio {

/// Lays groups of controls out in as few lines as there is room for. A group is never torn; one widget may fill what
/// the others leave of its line. Where everything fits, it is one line in the order in which things were added; else
/// the filling widget ends the first line that has room for it. Controls are narrowed to their least width only where
/// that saves a line.
class BarLayout : public QLayout {
  public:
    explicit BarLayout(QWidget* parent, int spacing = 8);
    ~BarLayout() override;

    void addGroup(std::initializer_list<QWidget*> widgets);
    void addFiller(QWidget* widget);

    void addItem(QLayoutItem* item) override; ///< a group of its own
    [[nodiscard]] int count() const override;
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect& rectangle) override;

  private:
    struct Item {
        QLayoutItem* item = nullptr;
        int group = 0;
        bool isFiller = false;
    };
    using Line = std::vector<const Item*>;
    using Lines = std::vector<Line>;

    [[nodiscard]] Lines visibleGroups() const;
    [[nodiscard]] Lines linesIn(int width) const;
    [[nodiscard]] Lines linesIn(int width, bool isNarrowed) const;
    [[nodiscard]] int widthOf(const Line& line, bool isNarrowed) const;
    static int heightOf(const Line& line);

    std::vector<Item> m_items;
    int m_groups = 0;
};

} // namespace tracestudio
