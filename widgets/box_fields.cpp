#include "widgets/box_fields.h"

#include "scene/box_shaping.h"
#include "widgets/number_field.h"
#include "widgets/tinted_label.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace tracestudio {

BoxFields::BoxFields(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QWidget(this))
    , m_empty(new QLabel(tr("None yet. Draw one in a view with the box tool, or add one here."), this))
    , m_add(new QToolButton(this))
    , m_refusal(new RefusalLabel(QStringLiteral("boxRefusal"), this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_empty->setObjectName(QStringLiteral("boxEmpty"));
    m_empty->setProperty("role", "muted");
    m_empty->setWordWrap(true);
    m_empty->setMinimumWidth(1);
    layout->addWidget(m_empty);
    m_add->setObjectName(QStringLiteral("addBox"));
    m_add->setText(tr("Add"));
    m_add->setToolTip(tr("Put a box of a hand's size where the trace ends, to be given its numbers"));
    m_add->setProperty("flat", true);
    m_add->setFocusPolicy(Qt::StrongFocus);
    layout->addWidget(m_add);
    connect(m_add, &QToolButton::clicked, this, &BoxFields::addRequested);

    auto* grid = new QGridLayout(m_grid);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    const std::array<QString, 3> headings{tr("Centre x, y, z in m"), tr("Size x, y, z in m"),
                                          tr("Turned about x, y, z in °")};
    const std::array<QString, 9> titles{tr("Centre x"), tr("Centre y"), tr("Centre z"), tr("Size x"), tr("Size y"),
                                        tr("Size z"),   tr("Angle x"),  tr("Angle y"),  tr("Angle z")};
    constexpr double farMetres = 100, largestMetres = 20, halfTurn = 180;
    const std::array<NumberField::Range, 3> ranges{
        {{.least = -farMetres, .most = farMetres, .step = 0.01, .fineStep = 0.001, .decimals = 3},
         {.least = leastExtentMetres, .most = largestMetres, .step = 0.01, .fineStep = 0.001, .decimals = 3},
         {.least = -halfTurn, .most = halfTurn, .step = 1, .fineStep = 0.1, .decimals = 1, .isRound = true}}};
    for (int i = 0; i < int(m_fields.size()); ++i) {
        const int row = i / 3, column = i % 3;
        if (column == 0) {
            auto* heading = new QLabel(headings[std::size_t(row)], m_grid);
            heading->setProperty("role", "muted");
            heading->setWordWrap(true);
            heading->setMinimumWidth(1);
            grid->addWidget(heading, 2 * row, 0, 1, 3);
        }
        auto* field = new NumberField(QStringLiteral("boxField%1").arg(i), titles[std::size_t(i)],
                                      ranges[std::size_t(row)], m_grid);
        field->setToolTip(tr("%1. Arrow keys and wheel step, with Shift finely").arg(titles[std::size_t(i)]));
        connect(field, &NumberField::edited, this, [this, i](std::optional<double> value, int gesture) {
            if (value)
                enter(i, *value, gesture);
        });
        connect(field, &NumberField::refused, m_refusal, &RefusalLabel::say);
        grid->addWidget(field, 2 * row + 1, column);
        grid->setColumnStretch(column, 1);
        m_fields[std::size_t(i)] = field;
    }
    layout->addWidget(m_grid);
    layout->addWidget(m_refusal);
    setBox(std::nullopt, true);
}

void BoxFields::setBox(const std::optional<OrientedBox>& box, bool isAnother) {
    m_box = box;
    m_empty->setVisible(!box);
    m_add->setVisible(!box);
    m_grid->setVisible(box.has_value());
    if (isAnother)
        m_refusal->say({});
    if (!box)
        return;
    constexpr double same = 1e-9;
    if (isAnother || cv::norm(rotationOf(m_degrees) - box->rotation) > same)
        m_degrees = anglesOf(box->rotation);
    const std::array<cv::Vec3d, 3> rows{cv::Vec3d(box->centre.x, box->centre.y, box->centre.z), box->extentMetres,
                                        m_degrees};
    for (int i = 0; i < int(m_fields.size()); ++i) {
        const double value = rows[std::size_t(i / 3)][i % 3];
        if (isAnother)
            m_fields[std::size_t(i)]->replaceValue(value);
        else
            m_fields[std::size_t(i)]->setValue(value);
    }
}

void BoxFields::enter(int field, double value, int gesture) {
    if (!m_box)
        return;
    OrientedBox after = *m_box;
    const int column = field % 3;
    QString name;
    switch (Row(field / 3)) {
    case Centre:
        (column == 0 ? after.centre.x : column == 1 ? after.centre.y : after.centre.z) = value;
        name = tr("Move box");
        break;
    case Extent:
        after.extentMetres[column] = value;
        name = tr("Resize box");
        break;
    case Angles:
        m_degrees[column] = value;
        after.rotation = rotationOf(m_degrees);
        name = tr("Turn box");
        break;
    }
    Q_EMIT edited(after, {name, gesture});
}

void BoxFields::commit() {
    for (NumberField* field : m_fields)
        field->commit();
}

} // namespace tracestudio
