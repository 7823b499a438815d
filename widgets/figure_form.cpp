#include "widgets/figure_form.h"

#include "widgets/check_box.h"
#include "widgets/choice_box.h"
#include "widgets/colour_button.h"
#include "widgets/elided_label.h"
#include "widgets/flow_layout.h"
#include "widgets/fold_group.h"
#include "widgets/form_dialog.h"
#include "widgets/glyph.h"
#include "widgets/step_arrows.h"

#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double pointsPerInch = 72;
/// Letters and lines of a slide are read from the back of a room.
constexpr double slideScale = 2.4;
constexpr int mostColours = 14; ///< of a ramp or a palette, that can be changed here

enum Preset { OneColumn, TwoColumns, Slide, OwnSize };

struct PresetSize {
    double width, height;
};
constexpr PresetSize presetSizes[] = {{234, 0}, {495, 0}, {960, 540}};

Preset presetOf(const FigureOptions& options) {
    for (const Preset preset : {OneColumn, TwoColumns, Slide})
        if (options.widthPoints == presetSizes[preset].width && options.heightPoints == presetSizes[preset].height)
            return preset;
    return OwnSize;
}

/// Without the traces of having been reckoned with.
double tidy(double number) {
    return std::round(number * 1e6) / 1e6;
}

/// There and back gives the very same numbers.
FigureStyle rescaled(const FigureStyle& style, double factor) {
    FigureStyle scaled = style.scaled(factor);
    for (double* length :
         {&scaled.lineWidth, &scaled.truthWidth, &scaled.boxWidth, &scaled.nodeRadius, &scaled.fontSize})
        *length = tidy(*length);
    return scaled;
}

template <typename Value>
Value& valueOf(FigureOptions& options, Value FigureOptions::*member) {
    return options.*member;
}
template <typename Value>
Value& valueOf(FigureOptions& options, Value FigureStyle::*member) {
    return options.style.*member;
}
template <typename Value>
Value& valueOf(FigureOptions& options, Value FigureCamera::*member) {
    return options.camera.*member;
}

/// Shows no more digits than a number has.
class NumberBox : public QDoubleSpinBox {
  public:
    [[nodiscard]] QString textFromValue(double value) const override {
        QString text = QDoubleSpinBox::textFromValue(value);
        const QString point = locale().decimalPoint();
        if (!text.contains(point))
            return text;
        while (text.endsWith(locale().zeroDigit()))
            text.chop(1);
        if (text.endsWith(point))
            text.chop(point.size());
        return text;
    }
};

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

/// A number field whose text stands where that of a choice does.
void dress(QAbstractSpinBox* box) {
    box->setKeyboardTracking(false);
    new StepArrows(box);
    box->setStyleSheet(QStringLiteral("QAbstractSpinBox { padding: 4px 20px 4px 5px; }"));
}

QWidget* rowOf(std::initializer_list<QWidget*> widgets) {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (QWidget* widget : widgets)
        layout->addWidget(widget);
    return row;
}

} // namespace

FigureForm::FigureForm(QWidget* parent)
    : QScrollArea(parent) {
    setObjectName(QStringLiteral("figureForm"));
    setAccessibleName(tr("Options of the figure"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(this);
    m_layout = new QVBoxLayout(page);
    m_layout->setContentsMargins(0, 4, 0, 4);
    m_layout->setSpacing(0);
    setWidget(page);
    // The ground is the panel's.
    viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);

    addContent();
    addStyle();
    addSize();
    addLabels();
    addPicture();
    addCloud();
    addStrokes();
    m_layout->addStretch(1);
    setOpenGroups({QStringLiteral("figureContent"), QStringLiteral("figureLook"), QStringLiteral("figureSize"),
                   QStringLiteral("figureLabels")});
    showOptions();
}

void FigureForm::setOptions(const FigureOptions& options) {
    m_options = options;
    m_isOwnSize = false;
    const auto style = FigureStyle::builtIn(options.style.name);
    const bool isLarge = style && options.style.fontSize >= style->fontSize * (1 + slideScale) / 2;
    m_styleScale = isLarge || presetOf(options) == Slide ? slideScale : 1;
    showOptions();
}

template <typename Edit>
void FigureForm::edit(Edit change) {
    if (m_isShowing)
        return;
    const FigureOptions before = m_options;
    change(m_options);
    showOptions();
    if (!(m_options == before))
        Q_EMIT edited();
}

void FigureForm::showOptions() {
    m_isShowing = true;
    for (const auto& show : m_show)
        show();
    m_isShowing = false;
}

FoldGroup* FigureForm::addGroup(const QString& title, const char* name) {
    auto* group = new FoldGroup(title, QString::fromLatin1(name), widget());
    m_groups.push_back(group);
    m_layout->addWidget(group);
    return group;
}

template <typename Member>
CheckBox* FigureForm::addCheck(const char* name, const QString& text, const QString& toolTip, Member member) {
    auto* box = new CheckBox(text);
    box->setObjectName(QString::fromLatin1(name));
    box->setToolTip(toolTip);
    connect(box, &QCheckBox::toggled, this,
            [this, member](bool isOn) { edit([&](FigureOptions& options) { valueOf(options, member) = isOn; }); });
    m_show.push_back([this, box, member] { box->setChecked(valueOf(m_options, member)); });
    return box;
}

template <typename Member>
ChoiceBox* FigureForm::addChoice(FoldGroup* group, const char* name, const QString& label, const QStringList& words,
                                 Member member) {
    auto* box = new ChoiceBox;
    box->setObjectName(QString::fromLatin1(name));
    box->addItems(words);
    keepFromWheel(box);
    group->addRow(label, box);
    using Value = std::decay_t<decltype(valueOf(m_options, member))>;
    connect(box, &QComboBox::currentIndexChanged, this, [this, member](int index) {
        edit([&](FigureOptions& options) { valueOf(options, member) = Value(index); });
    });
    m_show.push_back([this, box, member] { box->setCurrentIndex(int(valueOf(m_options, member))); });
    return box;
}

template <typename Member>
QSpinBox* FigureForm::addCount(FoldGroup* group, const char* name, const QString& label, int least, int most,
                               Member member) {
    auto* box = new QSpinBox;
    box->setObjectName(QString::fromLatin1(name));
    box->setRange(least, most);
    keepFromWheel(box);
    dress(box);
    group->addRow(label, box);
    connect(box, &QSpinBox::valueChanged, this,
            [this, member](int value) { edit([&](FigureOptions& options) { valueOf(options, member) = value; }); });
    m_show.push_back([this, box, member] { box->setValue(valueOf(m_options, member)); });
    return box;
}

template <typename Member>
QDoubleSpinBox* FigureForm::addNumber(FoldGroup* group, const char* name, const QString& label, const QString& suffix,
                                      double least, double most, double step, double unit, Member member) {
    auto* box = new NumberBox;
    box->setObjectName(QString::fromLatin1(name));
    box->setDecimals(3);
    box->setRange(least, most);
    box->setSingleStep(step);
    box->setSuffix(suffix);
    keepFromWheel(box);
    dress(box);
    group->addRow(label, box);
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, member, unit](double value) {
        edit([&](FigureOptions& options) { valueOf(options, member) = tidy(value * unit); });
    });
    m_show.push_back([this, box, member, unit] { box->setValue(valueOf(m_options, member) / unit); });
    return box;
}

ColourButton* FigureForm::addColour(const QString& name, const QString& title,
                                    std::function<QColor*(FigureOptions&)> find) {
    auto* button = new ColourButton(title);
    button->setObjectName(name);
    connect(button, &ColourButton::chosen, this, [this, find](const QColor& colour) {
        edit([&](FigureOptions& options) {
            if (QColor* chosen = find(options))
                *chosen = colour;
        });
    });
    return button;
}

void FigureForm::addContent() {
    FoldGroup* group = addGroup(tr("Content"), "figureContent");
    m_scope = new ChoiceBox;
    m_scope->setObjectName(QStringLiteral("figureScope"));
    m_scope->addItems({tr("This sample"), {}, {}});
    keepFromWheel(m_scope);
    group->addRow(tr("Samples"), m_scope);
    setScopes(0, 0);
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_isShowing)
            Q_EMIT edited();
    });
    addChoice(group, "figureView", tr("Show"), {tr("Picture"), tr("Cloud"), tr("Picture and cloud")},
              &FigureOptions::view);
    addCameraRows(group);
    m_answerList = new QWidget;
    m_answerList->setObjectName(QStringLiteral("figureAnswers"));
    auto* answers = new QVBoxLayout(m_answerList);
    answers->setContentsMargins(0, 3, 0, 3);
    answers->setSpacing(6);
    group->addRow(tr("Answers"), m_answerList);
    m_show.push_back([this, group] { group->setRowVisible(m_answerList, !m_answers.empty()); });
    ChoiceBox* panels = addChoice(group, "figurePanels", tr("Panels"), {tr("One for all answers"), tr("One an answer")},
                                  &FigureOptions::isPanelPerModel);
    panels->setToolTip(tr("Whether the answers to a sample are drawn over one another or side by side"));
    QSpinBox* columns = addCount(group, "figureColumns", tr("Columns"), 0, 50, &FigureOptions::columns);
    columns->setSpecialValueText(tr("as fits"));
    columns->setToolTip(tr("Samples side by side, or panels of one sample"));
}

void FigureForm::addCameraRows(FoldGroup* group) {
    using Kind = FigureCamera::Kind;
    static const std::vector kinds{Kind::View, Kind::Ego, Kind::Top, Kind::Side, Kind::Telling, Kind::Orbit};
    auto* camera = new ChoiceBox;
    camera->setObjectName(QStringLiteral("figureCamera"));
    camera->addItems({tr("As in the window"), tr("Ego"), tr("Top"), tr("Side"), tr("Most telling"), tr("By angle")});
    const QStringList toolTips{tr("As the window shows the cloud now; choose it again after turning the cloud there"),
                               tr("As the camera that took the picture"),
                               tr("Straight down"),
                               tr("Level, from the right of the camera that took the picture"),
                               tr("Where the first failing waypoint, the object and the destination are seen best"),
                               tr("By the angles and the distance given here")};
    for (int i = 0; i < camera->count(); ++i)
        camera->setItemData(i, toolTips[i], Qt::ToolTipRole);
    camera->setToolTip(tr("Where the cloud is looked at from"));
    keepFromWheel(camera);
    group->addRow(tr("Cloud seen from"), camera);
    // Also when it is chosen once more: the window may have been turned.
    connect(camera, &QComboBox::activated, this, [this](int index) {
        const Kind kind = kinds[std::size_t(index)];
        if (kind != Kind::View)
            return edit([&](FigureOptions& options) { options.camera.kind = kind; });
        showOptions();
        Q_EMIT currentViewRequested();
    });
    auto* azimuth =
        addNumber(group, "figureAzimuth", tr("Azimuth"), tr("°"), -360, 360, 5, 1, &FigureCamera::azimuthDegrees);
    azimuth->setToolTip(tr("About the vertical; 0 looks as the capturing camera does, positive from its right"));
    auto* elevation =
        addNumber(group, "figureElevation", tr("Elevation"), tr("°"), -90, 90, 5, 1, &FigureCamera::elevationDegrees);
    elevation->setToolTip(tr("Above the level"));
    auto* distance =
        addNumber(group, "figureDistance", tr("Distance"), tr(" m"), 0, 1000, 0.1, 1, &FigureCamera::distanceMetres);
    distance->setSpecialValueText(tr("as needed"));
    distance->setToolTip(tr("To the middle of the scene; else so that all of it is seen"));
    m_show.push_back([this, group, camera, azimuth, elevation, distance] {
        camera->setCurrentIndex(int(std::find(kinds.begin(), kinds.end(), m_options.camera.kind) - kinds.begin()));
        const bool hasCloud = m_options.view != FigureView::Image;
        camera->setEnabled(hasCloud);
        for (QWidget* row : std::initializer_list<QWidget*>{azimuth, elevation, distance}) {
            group->setRowVisible(row, m_options.camera.kind == Kind::Orbit);
            row->setEnabled(hasCloud);
        }
    });
}

void FigureForm::addStyle() {
    FoldGroup* group = addGroup(tr("Style"), "figureLook");
    m_style = new ChoiceBox;
    m_style->setObjectName(QStringLiteral("figureStyle"));
    m_style->setToolTip(tr("Lines, nodes, colours and letters; choose a style again to forget what was changed in it"));
    keepFromWheel(m_style);
    group->addRow(tr("Style"), m_style);
    connect(m_style, &QComboBox::activated, this,
            [this](int index) { chooseStyle(m_style->itemData(index).toString()); });
    m_saveStyle = new QPushButton(tr("Save as…"));
    m_saveStyle->setObjectName(QStringLiteral("figureSaveStyle"));
    m_saveStyle->setToolTip(tr("Keep lines, nodes, colours and letters as a style of your own"));
    m_removeStyle = new QPushButton(tr("Remove"));
    m_removeStyle->setObjectName(QStringLiteral("figureRemoveStyle"));
    m_removeStyle->setToolTip(tr("Remove this style of your own"));
    for (QPushButton* button : {m_saveStyle, m_removeStyle})
        button->setAutoDefault(false);
    group->addRow({}, rowOf({m_saveStyle, m_removeStyle}));
    connect(m_saveStyle, &QPushButton::clicked, this, &FigureForm::askStyleName);
    connect(m_removeStyle, &QPushButton::clicked, this, [this] { Q_EMIT removeStyleRequested(m_options.style.name); });
    m_show.push_back([this] { showStyle(); });
}

void FigureForm::showStyle() {
    const auto wordOf = [](const QString& name) {
        return name == QLatin1String("robotracer")  ? tr("RoboTracer")
               : name == QLatin1String("benchmark") ? tr("Benchmark")
               : name == QLatin1String("plain")     ? tr("Plain")
               : name == QLatin1String("window")    ? tr("As in the window")
                                                    : name;
    };
    QStringList names = FigureStyle::builtInNames() + m_ownStyles;
    const QString& current = m_options.style.name;
    if (!names.contains(current))
        names << current;
    const auto builtIn = FigureStyle::builtIn(current);
    const bool isChanged = builtIn && rescaled(*builtIn, m_styleScale) != m_options.style;
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
    m_removeStyle->setEnabled(m_ownStyles.contains(current));
}

void FigureForm::chooseStyle(const QString& name) {
    if (const auto style = FigureStyle::builtIn(name))
        return edit([&](FigureOptions& options) { options.style = rescaled(*style, m_styleScale); });
    showOptions();
    if (m_ownStyles.contains(name))
        Q_EMIT styleChosen(name);
}

void FigureForm::askStyleName() {
    auto* dialog = new StyleNameDialog(
        m_ownStyles.contains(m_options.style.name) ? m_options.style.name : tr("My style"), m_ownStyles, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        FigureStyle style = m_options.style;
        style.name = dialog->name();
        Q_EMIT saveStyleRequested(style);
    });
    dialog->open();
}

void FigureForm::addSize() {
    FoldGroup* group = addGroup(tr("Size"), "figureSize");
    auto* preset = new ChoiceBox;
    preset->setObjectName(QStringLiteral("figurePreset"));
    preset->addItems({tr("One column, 3.25 in"), tr("Two columns, 6.875 in"), tr("Slide, 16:9"), tr("Own")});
    preset->setToolTip(tr("Width, height and how large letters and lines are"));
    keepFromWheel(preset);
    group->addRow(tr("For"), preset);
    connect(preset, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (!m_isShowing)
            choosePreset(index);
    });
    m_show.push_back([this, preset] { preset->setCurrentIndex(m_isOwnSize ? OwnSize : presetOf(m_options)); });
    addNumber(group, "figureWidth", tr("Width"), tr(" in"), 0.5, 69, 0.25, pointsPerInch, &FigureOptions::widthPoints);
    auto* height = addNumber(group, "figureHeight", tr("Height"), tr(" in"), 0, 69, 0.25, pointsPerInch,
                             &FigureOptions::heightPoints);
    height->setSpecialValueText(tr("as needed"));
    auto* dpi = addCount(group, "figureDpi", tr("Resolution"), 36, 2400, &FigureOptions::dpi);
    dpi->setSuffix(tr(" dpi"));
    dpi->setSingleStep(50);
    dpi->setToolTip(tr("Of a PNG as a whole, and of pictures and clouds in SVG and PDF"));
    addChoice(group, "figureBackground", tr("Background"), {tr("White"), tr("Dark"), tr("Transparent")},
              &FigureOptions::background);
}

void FigureForm::choosePreset(int preset) {
    m_isOwnSize = preset == OwnSize;
    if (m_isOwnSize)
        return showOptions();
    edit([&](FigureOptions& options) {
        const double scale = preset == Slide ? slideScale : 1;
        options.style = rescaled(options.style, scale / m_styleScale);
        m_styleScale = scale;
        options.widthPoints = presetSizes[preset].width;
        options.heightPoints = presetSizes[preset].height;
    });
}

void FigureForm::addLabels() {
    FoldGroup* group = addGroup(tr("Labels"), "figureLabels");
    auto* title = new QLineEdit;
    title->setObjectName(QStringLiteral("figureTitle"));
    title->setStyleSheet(QStringLiteral("QLineEdit { padding: 4px 5px; }"));
    title->setPlaceholderText(tr("none"));
    title->setToolTip(tr("Above the figure"));
    group->addRow(tr("Title"), title);
    connect(title, &QLineEdit::textEdited, this,
            [this](const QString& text) { edit([&](FigureOptions& options) { options.title = text; }); });
    m_show.push_back([this, title] {
        if (title->text() != m_options.title)
            title->setText(m_options.title);
    });
    auto* checks = new QWidget;
    auto* grid = new QGridLayout(checks);
    grid->setContentsMargins(0, 2, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    const std::vector<CheckBox*> boxes{
        addCheck("figureInstruction", tr("Instruction"), tr("What was asked, under its sample"),
                 &FigureOptions::hasInstruction),
        addCheck("figureTruth", tr("Ground truth"), tr("The annotated trace"), &FigureOptions::hasTruth),
        addCheck("figureLegend", tr("Legend"), tr("What the lines and marks mean"), &FigureOptions::hasLegend),
        addCheck("figureObject", tr("Object"), tr("The mask of what is to be moved"), &FigureOptions::hasObject),
        addCheck("figureVerdicts", tr("Verdicts"), tr("How each answer was judged"), &FigureOptions::hasVerdicts),
        addCheck("figureBox", tr("Destination"), tr("The box it is to be moved to"), &FigureOptions::hasBox),
        addCheck("figureLetters", tr("Panel letters"), tr("(a), (b) … above the panels"), &FigureOptions::hasLetters),
        addCheck("figureScaleBar", tr("Scale bar"), tr("A length in metres, on the cloud"),
                 &FigureOptions::hasScaleBar),
        addCheck("figureStep", tr("Step"), tr("How many steps the sample's task has"), &FigureOptions::hasStep)};
    for (int i = 0; i < int(boxes.size()); ++i)
        grid->addWidget(boxes[std::size_t(i)], i / 2, i % 2);
    for (const int column : {0, 1})
        grid->setColumnStretch(column, 1);
    group->addWide(checks);
}

void FigureForm::addPicture() {
    FoldGroup* group = addGroup(tr("Picture"), "figurePicture");
    addChoice(group, "figureDisplay", tr("Shows"), {tr("The picture"), tr("Its depth"), tr("Both, blended")},
              &FigureOptions::imageDisplay);
    QSpinBox* ghosts = addCount(group, "figureGhosts", tr("Ghosts"), 0, 20, &FigureOptions::ghosts);
    ghosts->setSpecialValueText(tr("none"));
    ghosts->setToolTip(tr("Faded copies of the object along each answer, in picture and cloud"));

    const auto addPart = [this, group](const char* name, const QString& label, const QString& removeText) {
        auto* text = new ElidedLabel({});
        text->setObjectName(QString::fromLatin1(name));
        auto* remove = new QToolButton;
        remove->setObjectName(QString::fromLatin1(name) + QStringLiteral("Remove"));
        remove->setProperty("flat", true);
        remove->setIcon(glyphIcon(Glyph::Close));
        remove->setFocusPolicy(Qt::StrongFocus);
        remove->setToolTip(removeText);
        remove->setAccessibleName(removeText);
        QWidget* row = rowOf({text, remove});
        static_cast<QHBoxLayout*>(row->layout())->setStretch(0, 1);
        group->addRow(label, row);
        return std::pair(text, remove);
    };
    const auto wordsOf = [](const QRectF& region) {
        return tr("%1 × %2 px at %3, %4")
            .arg(std::lround(region.width()))
            .arg(std::lround(region.height()))
            .arg(std::lround(region.left()))
            .arg(std::lround(region.top()));
    };
    const auto [crop, removeCrop] = addPart("figureCrop", tr("Crop"), tr("Show the whole picture"));
    connect(removeCrop, &QToolButton::clicked, this,
            [this] { edit([](FigureOptions& options) { options.region.reset(); }); });
    const auto [inset, removeInset] = addPart("figureInset", tr("Inset"), tr("Remove the inset"));
    connect(removeInset, &QToolButton::clicked, this,
            [this] { edit([](FigureOptions& options) { options.inset.reset(); }); });

    auto* magnification = new NumberBox;
    magnification->setObjectName(QStringLiteral("figureMagnification"));
    magnification->setRange(1, 20);
    magnification->setSingleStep(0.5);
    magnification->setSuffix(tr(" times"));
    keepFromWheel(magnification);
    dress(magnification);
    group->addRow(tr("Magnification"), magnification);
    connect(magnification, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        edit([&](FigureOptions& options) {
            if (options.inset)
                options.inset->magnification = value;
        });
    });
    auto* corner = new ChoiceBox;
    corner->setObjectName(QStringLiteral("figureCorner"));
    corner->addItems({tr("Upper left"), tr("Upper right"), tr("Lower left"), tr("Lower right")});
    keepFromWheel(corner);
    group->addRow(tr("Corner"), corner);
    connect(corner, &QComboBox::currentIndexChanged, this, [this](int index) {
        edit([&](FigureOptions& options) {
            if (options.inset)
                options.inset->corner = Qt::Corner(index);
        });
    });
    m_show.push_back([=, this, crop = crop, removeCrop = removeCrop, inset = inset, removeInset = removeInset] {
        crop->setText(m_options.region ? wordsOf(*m_options.region) : tr("none"));
        removeCrop->setVisible(m_options.region.has_value());
        inset->setText(m_options.inset ? wordsOf(m_options.inset->region) : tr("none"));
        removeInset->setVisible(m_options.inset.has_value());
        for (QWidget* row : std::initializer_list<QWidget*>{magnification, corner})
            group->setRowVisible(row, m_options.inset.has_value());
        if (m_options.inset) {
            magnification->setValue(m_options.inset->magnification);
            corner->setCurrentIndex(int(m_options.inset->corner));
        }
        group->setControlsEnabled(m_options.view != FigureView::Cloud);
    });
}

void FigureForm::addCloud() {
    FoldGroup* group = addGroup(tr("Cloud"), "figureCloud");
    addChoice(group, "figureColouring", tr("Points"), {tr("As in the picture"), tr("By depth"), tr("By height")},
              &FigureOptions::cloudColouring);
    addChoice(group, "figureHidden", tr("Hidden lines"),
              {tr("Faded"), tr("Dashed"), tr("Left out"), tr("Always on top")}, &FigureOptions::hidden)
        ->setToolTip(tr("What becomes of the parts of a line that the cloud hides"));
    group->addRow({}, addCheck("figureShading", tr("Shading"), tr("Edges between near and far points are darkened"),
                               &FigureOptions::hasCloudLighting));
    m_show.push_back([this, group] { group->setControlsEnabled(m_options.view != FigureView::Image); });
}

void FigureForm::addStrokes() {
    FoldGroup* group = addGroup(tr("Lines, colours and letters"), "figureStrokes");
    addChoice(group, "figureTraceColours", tr("Traces"),
              {tr("From start to end"), tr("By model"), tr("As in the window")}, &FigureStyle::colouring);
    QWidget* ramp = new QWidget;
    ramp->setObjectName(QStringLiteral("figureRamp"));
    new FlowLayout(ramp, 4);
    group->addRow(tr("Start to end"), ramp);
    QWidget* palette = new QWidget;
    palette->setObjectName(QStringLiteral("figurePalette"));
    new FlowLayout(palette, 4);
    group->addRow(tr("Models"), palette);
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
            addColour(QString::fromLatin1(mark.name), mark.title,
                      [member = mark.colour](FigureOptions& options) { return &(options.style.*member); });
        markGrid->addWidget(button, i / 2, i % 2 * 2);
        markGrid->addWidget(new QLabel(mark.title), i / 2, i % 2 * 2 + 1);
        m_show.push_back([this, button, member = mark.colour] { button->setColour(m_options.style.*member); });
    }
    for (const int column : {1, 3})
        markGrid->setColumnStretch(column, 1);
    group->addWide(marks);
    m_show.push_back([this, group, ramp, palette] {
        showColours(ramp, QStringLiteral("figureRampColour"), &FigureStyle::ramp);
        showColours(palette, QStringLiteral("figureModelColour"), &FigureStyle::palette);
        group->setRowVisible(ramp, m_options.style.colouring == FigureStyle::Colouring::Ramp);
        group->setRowVisible(palette, m_options.style.colouring != FigureStyle::Colouring::Window);
    });
    addNumber(group, "figureLineWidth", tr("Traces' width"), tr(" pt"), 0.1, 40, 0.1, 1, &FigureStyle::lineWidth);
    addNumber(group, "figureTruthWidth", tr("Truth's width"), tr(" pt"), 0.1, 40, 0.1, 1, &FigureStyle::truthWidth);
    addNumber(group, "figureBoxWidth", tr("Box's width"), tr(" pt"), 0.1, 40, 0.1, 1, &FigureStyle::boxWidth);
    addChoice(group, "figureNodes", tr("Nodes"), {tr("Numbered"), tr("Shapes"), tr("Dots"), tr("None")},
              &FigureStyle::nodes);
    addNumber(group, "figureNodeRadius", tr("Nodes' radius"), tr(" pt"), 0.5, 60, 0.1, 1, &FigureStyle::nodeRadius);
    addChoice(group, "figureObjectLook", tr("Object"), {tr("Filled"), tr("Outlined"), tr("Hidden")},
              &FigureStyle::objectLook);
    auto* checks = new QWidget;
    auto* grid = new QGridLayout(checks);
    grid->setContentsMargins(0, 2, 0, 2);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    const std::vector<CheckBox*> boxes{
        addCheck("figureCurved", tr("Smooth traces"), tr("A curve through the waypoints instead of straight lines"),
                 &FigureStyle::isCurved),
        addCheck("figureCasing", tr("Light rim"), tr("Keeps lines apart from any picture"), &FigureStyle::hasCasing),
        addCheck("figureTruthDashed", tr("Dashed truth"), tr("Else ground truth is drawn like an answer"),
                 &FigureStyle::isTruthDashed),
        addCheck("figureDashes", tr("Dashes by model"), tr("For readers who see no colours"),
                 &FigureStyle::variesDashes),
        addCheck("figureFailures", tr("Ring failures"), tr("A ring around the waypoints that fail"),
                 &FigureStyle::marksFailures)};
    for (int i = 0; i < int(boxes.size()); ++i)
        grid->addWidget(boxes[std::size_t(i)], i / 2, i % 2);
    for (const int column : {0, 1})
        grid->setColumnStretch(column, 1);
    group->addWide(checks);

    auto* font = new ChoiceBox;
    font->setObjectName(QStringLiteral("figureFont"));
    keepFromWheel(font);
    for (const QString& family : QFontDatabase::families())
        if (QFontDatabase::isSmoothlyScalable(family) && !QFontDatabase::isPrivateFamily(family))
            font->addItem(family);
    group->addRow(tr("Letters"), font);
    connect(font, &QComboBox::activated, this, [this, font](int index) {
        edit([&](FigureOptions& options) { options.style.fontFamily = font->itemText(index); });
    });
    m_show.push_back([this, font] {
        int index = font->findText(m_options.style.fontFamily);
        if (index < 0) {
            index = font->count();
            font->addItem(m_options.style.fontFamily);
        }
        font->setCurrentIndex(index);
    });
    addNumber(group, "figureFontSize", tr("Letters' size"), tr(" pt"), 3, 100, 0.5, 1, &FigureStyle::fontSize);
}

void FigureForm::showColours(QWidget* row, const QString& name, std::vector<QColor> FigureStyle::*colours) {
    const std::vector<QColor>& values = m_options.style.*colours;
    const int wanted = int(std::min<std::size_t>(values.size(), mostColours));
    auto buttons = row->findChildren<ColourButton*>(QString(), Qt::FindDirectChildrenOnly);
    for (int i = int(buttons.size()); i < wanted; ++i) {
        ColourButton* button =
            addColour(name + QString::number(i), tr("colour %1").arg(i + 1), [colours, i](FigureOptions& options) {
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

void FigureForm::setStyleNames(const QStringList& own) {
    m_ownStyles = own;
    showOptions();
}

void FigureForm::setAnswers(const std::vector<FigureAnswerChoice>& answers) {
    m_choices = answers;
    for (CheckBox* box : m_answers) {
        m_answerList->layout()->removeWidget(box);
        box->hide();
        box->setParent(nullptr);
        box->deleteLater();
    }
    m_answers.clear();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        auto* box = new CheckBox(answers[i].name, m_answerList);
        box->setSwatch(answers[i].colour);
        box->setToolTip(plainToolTip(answers[i].name));
        box->setObjectName(QStringLiteral("figureAnswer:") + answers[i].id);
        box->setChecked(answers[i].isShown);
        m_answerList->layout()->addWidget(box);
        m_answers.push_back(box);
        connect(box, &QCheckBox::toggled, this, [this, i](bool isOn) {
            m_choices[i].isShown = isOn;
            Q_EMIT edited();
        });
    }
    showOptions();
}

QStringList FigureForm::shownAnswers() const {
    QStringList ids;
    for (const FigureAnswerChoice& answer : m_choices)
        if (answer.isShown)
            ids << answer.id;
    return ids;
}

void FigureForm::setScopes(int selected, int filtered) {
    const QSignalBlocker blocker(m_scope);
    m_scope->setItemText(int(FigureScope::Selected), tr("Selected samples (%1)").arg(selected));
    m_scope->setItemText(int(FigureScope::Filtered), tr("Filtered samples (%1)").arg(filtered));
    auto* items = static_cast<QStandardItemModel*>(m_scope->model());
    items->item(int(FigureScope::Selected))->setEnabled(selected > 0);
    items->item(int(FigureScope::Filtered))->setEnabled(filtered > 0);
    if (!items->item(m_scope->currentIndex())->isEnabled())
        m_scope->setCurrentIndex(int(FigureScope::Current));
}

FigureScope FigureForm::scope() const {
    return FigureScope(m_scope->currentIndex());
}

void FigureForm::setScope(FigureScope scope) {
    const QSignalBlocker blocker(m_scope);
    m_scope->setCurrentIndex(int(scope));
    m_scope->update();
}

QStringList FigureForm::openGroups() const {
    QStringList names;
    for (const FoldGroup* group : m_groups)
        if (group->isOpen())
            names << group->objectName();
    return names;
}

void FigureForm::setOpenGroups(const QStringList& names) {
    for (FoldGroup* group : m_groups)
        group->setOpen(names.contains(group->objectName()));
}

void FigureForm::keepFromWheel(QWidget* field) {
    field->setFocusPolicy(Qt::StrongFocus);
    field->installEventFilter(this);
}

bool FigureForm::eventFilter(QObject* watched, QEvent* event) {
    // The form itself is asked about its scroll bars and its page too.
    const bool isField = qobject_cast<QComboBox*>(watched) || qobject_cast<QAbstractSpinBox*>(watched);
    if (event->type() == QEvent::Wheel && isField && !static_cast<QWidget*>(watched)->hasFocus()) {
        event->ignore();
        return true;
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace tracestudio
