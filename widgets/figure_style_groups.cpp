#include "widgets/figure_style_groups.h"

#include "widgets/figure_fields.h"
#include "widgets/flow_layout.h"
#include "widgets/form_dialog.h"

#include <QCoreApplication>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

namespace tracestudio {

namespace {

constexpr int mostColours = 14; ///< of a ramp or a palette, that can be changed here

/// Asks for the name a style is kept under.
class StyleNameDialog : public FormDialog {
    Q_DECLARE_TR_FUNCTIONS(tracestudio::StyleNameDialog)
  public:
    StyleNameDialog(const QString& name, const QStringList& own, QWidget* parent)
        : FormDialog(tr("Save the style"), tr("Save"), parent)
        , m_own(own) {
        setObjectName(QStringLiteral("styleNameDialog"));
        m_name = addText(tr("Name"), name, "styleName");
        m_name->setMaxLength(60);
        m_name->selectAll();
        m_name->setFocus();
        connect(m_name, &QLineEdit::textChanged, this, [this] { takeInput(); });
        takeInput();
    }
    [[nodiscard]] QString name() const { return m_name->text().trimmed(); }

  private:
    void takeInput() {
        const QString name = this->name();
        const bool isBuiltIn = FigureStyle::builtInNames().contains(name, Qt::CaseInsensitive);
        const bool isFileName =
            !name.startsWith(QLatin1Char('.')) && std::none_of(name.begin(), name.end(), [](QChar c) {
                return QStringLiteral("/\\:*?\"<>|").contains(c) || !c.isPrint();
            });
        acceptButton()->setEnabled(!name.isEmpty() && !isBuiltIn && isFileName);
        showState(name.isEmpty()         ? tr("Give the style a name.")
                  : isBuiltIn            ? tr("This is the name of a built-in style. Choose another one.")
                  : !isFileName          ? tr("Use letters, digits and spaces: the name becomes that of a file.")
                  : m_own.contains(name) ? tr("Replaces your style of this name.")
                                         : tr("Keeps lines, nodes, colours and letters as they are now."));
    }

    QLineEdit* m_name;
    QStringList m_own;
};

} // namespace

FigureStyleGroups::FigureStyleGroups(FigureFields* fields, FoldGroup* look, FoldGroup* strokes)
    : QObject(fields)
    , m_fields(fields)
    , m_look(look)
    , m_strokes(strokes) {
    addStyle();
    addColours();
    addStrokes();
    addLetters();
}

FigureStyle FigureStyleGroups::rescaled(const FigureStyle& style, double factor) {
    FigureStyle scaled = style.scaled(factor);
    for (double* length :
         {&scaled.lineWidth, &scaled.truthWidth, &scaled.boxWidth, &scaled.nodeRadius, &scaled.fontSize})
        *length = tidy(*length);
    return scaled;
}

void FigureStyleGroups::setStyleNames(const QStringList& own) {
    m_own = own;
    m_fields->show();
}

void FigureStyleGroups::addStyle() {
    m_style = m_fields->choiceBox("figureStyle", {});
    m_style->setToolTip(tr("Lines, nodes, colours and letters; choose a style again to forget what was changed in it"));
    m_look->addRow(tr("Style"), m_style);
    connect(m_style, &QComboBox::activated, this,
            [this](int index) { chooseStyle(m_style->itemData(index).toString()); });
    auto* save = new QPushButton(tr("Save as…"));
    save->setObjectName(QStringLiteral("figureSaveStyle"));
    save->setToolTip(tr("Keep lines, nodes, colours and letters as a style of your own"));
    m_remove = new QPushButton(tr("Remove"));
    m_remove->setObjectName(QStringLiteral("figureRemoveStyle"));
    m_remove->setToolTip(tr("Remove this style of your own"));
    for (QPushButton* button : {save, m_remove})
        button->setAutoDefault(false);
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(save);
    row->addWidget(m_remove);
    m_look->addRow({}, buttons);
    connect(save, &QPushButton::clicked, this, &FigureStyleGroups::askName);
    connect(m_remove, &QPushButton::clicked, this,
            [this] { Q_EMIT removeStyleRequested(m_fields->options().style.name); });
    m_fields->whenShown([this] { showStyle(); });
}

void FigureStyleGroups::showStyle() {
    const auto wordOf = [](const QString& name) {
        return name == QLatin1String("robotracer")  ? tr("RoboTracer")
               : name == QLatin1String("benchmark") ? tr("Benchmark")
               : name == QLatin1String("plain")     ? tr("Plain")
               : name == QLatin1String("window")    ? tr("As in the window")
                                                    : name;
    };
    QStringList names = FigureStyle::builtInNames() + m_own;
    const QString& current = m_fields->options().style.name;
    if (!names.contains(current))
        names << current;
    const auto builtIn = FigureStyle::builtIn(current);
    const bool isChanged = builtIn && rescaled(*builtIn, m_scale) != m_fields->options().style;
    QStringList words;
    for (const QString& name : names)
        words << (name == current && isChanged ? tr("%1, changed").arg(wordOf(name)) : wordOf(name));
    QStringList shown;
    for (int i = 0; i < m_style->count(); ++i)
        shown << m_style->itemText(i);
    if (shown != words) {
        m_style->clear();
        for (int i = 0; i < int(names.size()); ++i)
            m_style->addItem(words[i], names[i]);
    }
    m_style->setCurrentIndex(int(names.indexOf(current)));
    m_remove->setEnabled(m_own.contains(current));
}

void FigureStyleGroups::chooseStyle(const QString& name) {
    if (const auto style = FigureStyle::builtIn(name))
        return m_fields->edit([&](FigureOptions& options) { options.style = rescaled(*style, m_scale); });
    m_fields->show();
    if (m_own.contains(name))
        Q_EMIT styleChosen(name);
}

void FigureStyleGroups::askName() {
    auto* dialog = new StyleNameDialog(m_own.contains(m_fields->options().style.name) ? m_fields->options().style.name
                                                                                      : tr("My style"),
                                       m_own, m_look);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        FigureStyle style = m_fields->options().style;
        style.name = dialog->name();
        Q_EMIT saveStyleRequested(style);
    });
    dialog->open();
}

void FigureStyleGroups::addColours() {
    m_fields->addChoice(m_strokes, "figureTraceColours", tr("Traces"),
                        {tr("From start to end"), tr("By model"), tr("As in the window")}, &FigureStyle::colouring);
    QWidget* ramp = new QWidget;
    ramp->setObjectName(QStringLiteral("figureRamp"));
    new FlowLayout(ramp, 4);
    m_strokes->addRow(tr("Start to end"), ramp);
    QWidget* palette = new QWidget;
    palette->setObjectName(QStringLiteral("figurePalette"));
    new FlowLayout(palette, 4);
    m_strokes->addRow(tr("Models"), palette);
    auto* marks = new QWidget;
    auto* markGrid = new QGridLayout(marks);
    markGrid->setContentsMargins(0, 2, 0, 2);
    markGrid->setHorizontalSpacing(8);
    markGrid->setVerticalSpacing(6);
    struct Mark {
        const char* name;
        QString title;
        QColor FigureStyle::*colour;
    };
    const Mark markColours[] = {{"figureTruthColour", tr("Ground truth"), &FigureStyle::truth},
                                {"figureObjectColour", tr("Object"), &FigureStyle::object},
                                {"figureBoxColour", tr("Destination"), &FigureStyle::box},
                                {"figureFailureColour", tr("Failure"), &FigureStyle::failure}};
    for (int i = 0; i < int(std::size(markColours)); ++i) {
        const Mark& mark = markColours[i];
        ColourButton* button =
            m_fields->colourButton(QString::fromLatin1(mark.name), mark.title,
                                   [member = mark.colour](FigureOptions& options) { return &(options.style.*member); });
        markGrid->addWidget(button, i / 2, i % 2 * 2);
        markGrid->addWidget(new QLabel(mark.title), i / 2, i % 2 * 2 + 1);
        m_fields->whenShown(
            [this, button, member = mark.colour] { button->setColour(m_fields->options().style.*member); });
    }
    for (const int column : {1, 3})
        markGrid->setColumnStretch(column, 1);
    m_strokes->addWide(marks);
    m_fields->whenShown([this, ramp, palette] {
        showColours(ramp, QStringLiteral("figureRampColour"), &FigureStyle::ramp);
        showColours(palette, QStringLiteral("figureModelColour"), &FigureStyle::palette);
        m_strokes->setRowVisible(ramp, m_fields->options().style.colouring == FigureStyle::Colouring::Ramp);
        m_strokes->setRowVisible(palette, m_fields->options().style.colouring != FigureStyle::Colouring::Window);
    });
}

void FigureStyleGroups::addStrokes() {
    m_fields->addNumber(m_strokes, "figureLineWidth", tr("Traces' width"), tr(" pt"), 0.1, 40, 0.1,
                        &FigureStyle::lineWidth);
    m_fields->addNumber(m_strokes, "figureTruthWidth", tr("Truth's width"), tr(" pt"), 0.1, 40, 0.1,
                        &FigureStyle::truthWidth);
    m_fields->addNumber(m_strokes, "figureBoxWidth", tr("Box's width"), tr(" pt"), 0.1, 40, 0.1,
                        &FigureStyle::boxWidth);
    m_fields->addChoice(m_strokes, "figureNodes", tr("Nodes"), {tr("Numbered"), tr("Shapes"), tr("Dots"), tr("None")},
                        &FigureStyle::nodes);
    m_fields->addNumber(m_strokes, "figureNodeRadius", tr("Nodes' radius"), tr(" pt"), 0.5, 60, 0.1,
                        &FigureStyle::nodeRadius);
    m_fields->addChoice(m_strokes, "figureObjectLook", tr("Object"), {tr("Filled"), tr("Outlined"), tr("Hidden")},
                        &FigureStyle::objectLook);
    auto* checks = new QWidget;
    auto* grid = new QGridLayout(checks);
    grid->setContentsMargins(0, 2, 0, 2);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    const std::vector<CheckBox*> boxes{
        m_fields->check("figureCurved", tr("Smooth traces"),
                        tr("A curve through the waypoints instead of straight lines"), &FigureStyle::isCurved),
        m_fields->check("figureCasing", tr("Light rim"), tr("Keeps lines apart from any picture"),
                        &FigureStyle::hasCasing),
        m_fields->check("figureTruthDashed", tr("Dashed truth"), tr("Else ground truth is drawn like an answer"),
                        &FigureStyle::isTruthDashed),
        m_fields->check("figureDashes", tr("Dashes by model"), tr("For readers who see no colours"),
                        &FigureStyle::variesDashes),
        m_fields->check("figureFailures", tr("Ring failures"), tr("A ring around the waypoints that fail"),
                        &FigureStyle::marksFailures)};
    for (int i = 0; i < int(boxes.size()); ++i)
        grid->addWidget(boxes[std::size_t(i)], i / 2, i % 2);
    for (const int column : {0, 1})
        grid->setColumnStretch(column, 1);
    m_strokes->addWide(checks);
}

void FigureStyleGroups::addLetters() {
    ChoiceBox* font = m_fields->choiceBox("figureFont", {});
    for (const QString& family : QFontDatabase::families())
        if (QFontDatabase::isSmoothlyScalable(family) && !QFontDatabase::isPrivateFamily(family))
            font->addItem(family);
    m_strokes->addRow(tr("Letters"), font);
    connect(font, &QComboBox::activated, this, [this, font](int index) {
        m_fields->edit([&](FigureOptions& options) { options.style.fontFamily = font->itemText(index); });
    });
    m_fields->whenShown([this, font] {
        int index = font->findText(m_fields->options().style.fontFamily);
        if (index < 0) {
            index = font->count();
            font->addItem(m_fields->options().style.fontFamily);
        }
        font->setCurrentIndex(index);
    });
    m_fields->addNumber(m_strokes, "figureFontSize", tr("Letters' size"), tr(" pt"), 3, 100, 0.5,
                        &FigureStyle::fontSize);
}

void FigureStyleGroups::showColours(QWidget* row, const QString& name, std::vector<QColor> FigureStyle::*colours) {
    const std::vector<QColor>& values = m_fields->options().style.*colours;
    const int wanted = int(std::min<std::size_t>(values.size(), mostColours));
    auto buttons = row->findChildren<ColourButton*>(QString(), Qt::FindDirectChildrenOnly);
    for (int i = int(buttons.size()); i < wanted; ++i) {
        ColourButton* button = m_fields->colourButton(
            name + QString::number(i), tr("colour %1").arg(i + 1), [colours, i](FigureOptions& options) {
                std::vector<QColor>& all = options.style.*colours;
                return std::size_t(i) < all.size() ? &all[std::size_t(i)] : nullptr;
            });
        row->layout()->addWidget(button);
        buttons << button;
    }
    for (int i = 0; i < int(buttons.size()); ++i) {
        buttons[i]->setVisible(i < wanted);
        if (i < wanted)
            buttons[i]->setColour(values[std::size_t(i)]);
    }
}

} // namespace tracestudio
