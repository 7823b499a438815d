#include "widgets/figure_form.h"

#include "widgets/elided_label.h"
#include "widgets/figure_fields.h"
#include "widgets/figure_style_groups.h"
#include "widgets/glyph.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace tracestudio {

namespace {

constexpr double pointsPerInch = 72;
/// Letters and lines of a slide are read from the back of a room.
constexpr double slideScale = 2.4;

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
    : QScrollArea(parent)
    , m_fields(new FigureFields(this)) {
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
    FoldGroup* look = addGroup(tr("Style"), "figureLook");
    addSize();
    addLabels();
    addPicture();
    addCloud();
    FoldGroup* strokes = addGroup(tr("Lines, colours and letters"), "figureStrokes");
    m_style = new FigureStyleGroups(m_fields, look, strokes);
    connect(m_style, &FigureStyleGroups::styleChosen, this, &FigureForm::styleChosen);
    connect(m_style, &FigureStyleGroups::saveStyleRequested, this, &FigureForm::saveStyleRequested);
    connect(m_style, &FigureStyleGroups::removeStyleRequested, this, &FigureForm::removeStyleRequested);
    connect(m_fields, &FigureFields::edited, this, &FigureForm::edited);
    m_layout->addStretch(1);
    setOpenGroups({QStringLiteral("figureContent"), QStringLiteral("figureLook"), QStringLiteral("figureSize"),
                   QStringLiteral("figureLabels")});
    m_fields->show();
    orderTabs();
}

void FigureForm::setOptions(const FigureOptions& options) {
    m_isOwnSize = false;
    const auto style = FigureStyle::builtIn(options.style.name);
    const bool isLarge = style && options.style.fontSize >= style->fontSize * (1 + slideScale) / 2;
    m_style->setScale(isLarge || presetOf(options) == Slide ? slideScale : 1);
    m_fields->setOptions(options);
}

FoldGroup* FigureForm::addGroup(const QString& title, const char* name) {
    auto* group = new FoldGroup(title, QString::fromLatin1(name), widget());
    m_groups.push_back(group);
    m_layout->addWidget(group);
    return group;
}

void FigureForm::addContent() {
    FoldGroup* group = addGroup(tr("Content"), "figureContent");
    m_scope = m_fields->choiceBox("figureScope", {tr("This sample"), {}, {}});
    group->addRow(tr("Samples"), m_scope);
    setScopes(0, 0);
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_fields->isShowing())
            Q_EMIT edited();
    });
    m_fields->addChoice(group, "figureView", tr("Show"), {tr("Picture"), tr("Cloud"), tr("Picture and cloud")},
                        &FigureOptions::view);
    addCameraRows(group);
    m_answerList = new QWidget;
    m_answerList->setObjectName(QStringLiteral("figureAnswers"));
    auto* answers = new QVBoxLayout(m_answerList);
    answers->setContentsMargins(0, 3, 0, 3);
    answers->setSpacing(6);
    group->addRow(tr("Answers"), m_answerList);
    m_fields->whenShown([this, group] { group->setRowVisible(m_answerList, !m_answers.empty()); });
    ChoiceBox* panels =
        m_fields->addChoice(group, "figurePanels", tr("Panels"), {tr("One for all answers"), tr("One an answer")},
                            &FigureOptions::isPanelPerModel);
    panels->setToolTip(tr("Whether the answers to a sample are drawn over one another or side by side"));
    QSpinBox* columns = m_fields->addCount(group, "figureColumns", tr("Columns"), 0, 50, &FigureOptions::columns);
    columns->setSpecialValueText(tr("as fits"));
    columns->setToolTip(tr("Samples side by side, or panels of one sample"));
    QSpinBox* ghosts = m_fields->addCount(group, "figureGhosts", tr("Ghosts"), 0, 20, &FigureOptions::ghosts);
    ghosts->setSpecialValueText(tr("none"));
    ghosts->setToolTip(tr("Faded copies of the object along each answer, in picture and cloud"));
}

void FigureForm::addCameraRows(FoldGroup* group) {
    using Kind = FigureCamera::Kind;
    static const std::vector kinds{Kind::View, Kind::Ego, Kind::Top, Kind::Side, Kind::Telling, Kind::Orbit};
    auto* camera = m_fields->choiceBox(
        "figureCamera", {tr("As in the window"), tr("Ego"), tr("Top"), tr("Side"), tr("Most telling"), tr("By angle")});
    const QStringList toolTips{tr("As the window shows the cloud now; choose it again after turning the cloud there"),
                               tr("As the camera that took the picture"),
                               tr("Straight down"),
                               tr("Level, from the right of the camera that took the picture"),
                               tr("Where the first failing waypoint, the object and the destination are seen best"),
                               tr("By the angles and the distance given here")};
    for (int i = 0; i < camera->count(); ++i)
        camera->setItemData(i, toolTips[i], Qt::ToolTipRole);
    camera->setToolTip(tr("Where the cloud is looked at from"));
    group->addRow(tr("Cloud seen from"), camera);
    // Also when it is chosen once more: the window may have been turned.
    connect(camera, &QComboBox::activated, this, [this](int index) {
        const Kind kind = kinds[std::size_t(index)];
        if (kind != Kind::View)
            return m_fields->edit([&](FigureOptions& options) { options.camera.kind = kind; });
        m_fields->show();
        Q_EMIT currentViewRequested();
    });
    auto* azimuth = m_fields->addNumber(group, "figureAzimuth", tr("Azimuth"), tr("°"), -360, 360, 5,
                                        &FigureCamera::azimuthDegrees);
    azimuth->setToolTip(tr("About the vertical; 0 looks as the capturing camera does, positive from its right"));
    auto* elevation = m_fields->addNumber(group, "figureElevation", tr("Elevation"), tr("°"), -90, 90, 5,
                                          &FigureCamera::elevationDegrees);
    elevation->setToolTip(tr("Above the level"));
    auto* distance = m_fields->addNumber(group, "figureDistance", tr("Distance"), tr(" m"), 0, 1000, 0.1,
                                         &FigureCamera::distanceMetres);
    distance->setSpecialValueText(tr("as needed"));
    distance->setToolTip(tr("To the middle of the scene; else so that all of it is seen"));
    m_fields->whenShown([this, group, camera, azimuth, elevation, distance] {
        camera->setCurrentIndex(
            int(std::find(kinds.begin(), kinds.end(), m_fields->options().camera.kind) - kinds.begin()));
        const bool hasCloud = m_fields->options().view != FigureView::Image;
        camera->setEnabled(hasCloud);
        for (QWidget* row : std::initializer_list<QWidget*>{azimuth, elevation, distance}) {
            group->setRowVisible(row, m_fields->options().camera.kind == Kind::Orbit);
            row->setEnabled(hasCloud);
        }
    });
}

void FigureForm::addSize() {
    FoldGroup* group = addGroup(tr("Size"), "figureSize");
    auto* preset = m_fields->choiceBox(
        "figurePreset", {tr("One column, 3.25 in"), tr("Two columns, 6.875 in"), tr("Slide, 16:9"), tr("Own")});
    preset->setToolTip(tr("Width, height and how large letters and lines are"));
    group->addRow(tr("Preset"), preset);
    connect(preset, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (!m_fields->isShowing())
            choosePreset(index);
    });
    m_fields->whenShown(
        [this, preset] { preset->setCurrentIndex(m_isOwnSize ? OwnSize : presetOf(m_fields->options())); });
    m_fields->addNumber(group, "figureWidth", tr("Width"), tr(" in"), 0.5, 69, 0.25, &FigureOptions::widthPoints,
                        pointsPerInch);
    auto* height = m_fields->addNumber(group, "figureHeight", tr("Height"), tr(" in"), 0, 69, 0.25,
                                       &FigureOptions::heightPoints, pointsPerInch);
    height->setSpecialValueText(tr("as needed"));
    auto* dpi = m_fields->addCount(group, "figureDpi", tr("Resolution"), 36, 2400, &FigureOptions::dpi);
    dpi->setSuffix(tr(" dpi"));
    dpi->setSingleStep(50);
    dpi->setToolTip(tr("Of a PNG as a whole, and of pictures and clouds in SVG and PDF"));
    m_fields->addChoice(group, "figureBackground", tr("Background"), {tr("White"), tr("Dark"), tr("Transparent")},
                        &FigureOptions::background);
}

void FigureForm::choosePreset(int preset) {
    m_isOwnSize = preset == OwnSize;
    if (m_isOwnSize)
        return m_fields->show();
    m_fields->edit([&](FigureOptions& options) {
        const double scale = preset == Slide ? slideScale : 1;
        options.style = FigureStyleGroups::rescaled(options.style, scale / m_style->scale());
        m_style->setScale(scale);
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
    m_fields->leaveUndoToWindow(title);
    group->addRow(tr("Title"), title);
    connect(title, &QLineEdit::textEdited, this,
            [this](const QString& text) { m_fields->edit([&](FigureOptions& options) { options.title = text; }); });
    m_fields->whenShown([this, title] {
        if (title->text() != m_fields->options().title)
            title->setText(m_fields->options().title);
    });
    auto* checks = new QWidget;
    auto* grid = new QGridLayout(checks);
    grid->setContentsMargins(0, 2, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    const std::vector<CheckBox*> boxes{
        m_fields->check("figureInstruction", tr("Instruction"), tr("What was asked, under its sample"),
                        &FigureOptions::hasInstruction),
        m_fields->check("figureTruth", tr("Ground truth"), tr("The annotated trace"), &FigureOptions::hasTruth),
        m_fields->check("figureLegend", tr("Legend"), tr("What the lines and marks mean"), &FigureOptions::hasLegend),
        m_fields->check("figureObject", tr("Object"), tr("The mask of what is to be moved"), &FigureOptions::hasObject),
        m_fields->check("figureVerdicts", tr("Verdicts"), tr("How each answer was judged"),
                        &FigureOptions::hasVerdicts),
        m_fields->check("figureBox", tr("Destination"), tr("The box it is to be moved to"), &FigureOptions::hasBox),
        m_fields->check("figureLetters", tr("Panel letters"), tr("(a), (b) … above the panels"),
                        &FigureOptions::hasLetters),
        m_fields->check("figureScaleBar", tr("Scale bar"), tr("A length in metres, on the cloud"),
                        &FigureOptions::hasScaleBar),
        m_fields->check("figureStep", tr("Step"), tr("How many steps the sample's task has"), &FigureOptions::hasStep),
        m_fields->check("figureReopens", tr("Reopenable"),
                        tr("Keep in the file what it was made from: paths, answers and these options. Off for blind "
                           "review"),
                        &FigureOptions::isReopenable)};
    for (int i = 0; i < int(boxes.size()); ++i)
        grid->addWidget(boxes[std::size_t(i)], i / 2, i % 2);
    for (const int column : {0, 1})
        grid->setColumnStretch(column, 1);
    group->addWide(checks);
}

void FigureForm::addPicture() {
    FoldGroup* group = addGroup(tr("Picture"), "figurePicture");
    m_fields->addChoice(group, "figureDisplay", tr("Shows"), {tr("The picture"), tr("Its depth"), tr("Both, blended")},
                        &FigureOptions::imageDisplay);

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
            [this] { m_fields->edit([](FigureOptions& options) { options.region.reset(); }); });
    const auto [inset, removeInset] = addPart("figureInset", tr("Inset"), tr("Remove the inset"));
    connect(removeInset, &QToolButton::clicked, this,
            [this] { m_fields->edit([](FigureOptions& options) { options.inset.reset(); }); });

    QDoubleSpinBox* magnification = m_fields->numberBox("figureMagnification", tr(" times"), 1, 20, 0.5);
    group->addRow(tr("Magnification"), magnification);
    connect(magnification, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_fields->edit([&](FigureOptions& options) {
            if (options.inset)
                options.inset->magnification = value;
        });
    });
    auto* corner = m_fields->choiceBox("figureCorner", {tr("Where it hides least"), tr("Upper left"), tr("Upper right"),
                                                        tr("Lower left"), tr("Lower right")});
    group->addRow(tr("Corner"), corner);
    connect(corner, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_fields->edit([&](FigureOptions& options) {
            if (options.inset)
                options.inset->corner = index == 0 ? std::nullopt : std::optional(Qt::Corner(index - 1));
        });
    });
    m_fields->whenShown([=, this, crop = crop, removeCrop = removeCrop, inset = inset, removeInset = removeInset] {
        crop->setText(m_fields->options().region ? wordsOf(*m_fields->options().region) : tr("none"));
        removeCrop->setVisible(m_fields->options().region.has_value());
        inset->setText(m_fields->options().inset ? wordsOf(m_fields->options().inset->region) : tr("none"));
        removeInset->setVisible(m_fields->options().inset.has_value());
        for (QWidget* row : std::initializer_list<QWidget*>{magnification, corner})
            group->setRowVisible(row, m_fields->options().inset.has_value());
        if (m_fields->options().inset) {
            magnification->setValue(m_fields->options().inset->magnification);
            corner->setCurrentIndex(m_fields->options().inset->corner ? 1 + int(*m_fields->options().inset->corner)
                                                                      : 0);
        }
        group->setControlsEnabled(m_fields->options().view != FigureView::Cloud);
    });
}

void FigureForm::addCloud() {
    FoldGroup* group = addGroup(tr("Cloud"), "figureCloud");
    m_fields->addChoice(group, "figureColouring", tr("Points"),
                        {tr("As in the picture"), tr("By depth"), tr("By height")}, &FigureOptions::cloudColouring);
    m_fields
        ->addChoice(group, "figureHidden", tr("Hidden lines"),
                    {tr("Faded"), tr("Dashed"), tr("Left out"), tr("Always on top")}, &FigureOptions::hidden)
        ->setToolTip(tr("What becomes of the parts of a line that the cloud hides"));
    group->addRow({},
                  m_fields->check("figureShading", tr("Shading"), tr("Edges between near and far points are darkened"),
                                  &FigureOptions::hasCloudLighting));
    m_fields->whenShown([this, group] { group->setControlsEnabled(m_fields->options().view != FigureView::Image); });
}

void FigureForm::orderTabs() {
    QWidget* last = nullptr;
    for (const FoldGroup* group : m_groups)
        for (QWidget* next : group->findChildren<QWidget*>()) {
            // The lists of choices are windows of their own.
            if (!(next->focusPolicy() & Qt::TabFocus) || next->focusProxy() || next->window() != window())
                continue;
            if (last)
                setTabOrder(last, next);
            last = next;
        }
}

const FigureOptions& FigureForm::options() const {
    return m_fields->options();
}

void FigureForm::setStyleNames(const QStringList& own) {
    m_style->setStyleNames(own);
}

void FigureForm::setAnswers(const std::vector<FigureAnswerChoice>& answers) {
    if (answers == m_choices)
        return;
    const bool areTheSame = std::equal(answers.begin(), answers.end(), m_choices.begin(), m_choices.end(),
                                       [](const auto& a, const auto& b) { return a.id == b.id && a.name == b.name; });
    m_choices = answers;
    if (areTheSame) {
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const QSignalBlocker blocker(m_answers[i]);
            m_answers[i]->setSwatch(answers[i].colour);
            m_answers[i]->setChecked(answers[i].isShown);
            m_answers[i]->update();
        }
        return;
    }
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
    m_fields->show();
    orderTabs();
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

} // namespace tracestudio
