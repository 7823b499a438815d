#include "app/figure_dialogs.h"

#include "app/figure_export.h"
#include "widgets/choice_box.h"

#include <QCheckBox>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace tracestudio {

namespace {

const QStringList& figureEndings() {
    static const QStringList endings{QStringLiteral("pdf"), QStringLiteral("svg"), QStringLiteral("png")};
    return endings;
}

const QStringList& filmEndings() {
    static const QStringList endings{QStringLiteral("mp4"), QStringLiteral("webm"), QStringLiteral("gif")};
    return endings;
}

} // namespace

FigureEachDialog::FigureEachDialog(int samples, const QString& folder, const QString& pattern, QWidget* parent)
    : FormDialog(tr("A figure for each sample"), tr("Export"), parent)
    , m_samples(samples) {
    setObjectName(QStringLiteral("figureEachDialog"));
    m_folder = addFolder(tr("Folder"), folder, tr("Folder for the figures"), "eachFolder");
    m_pattern = addText(tr("Names"), pattern, "eachPattern");
    m_pattern->setToolTip(
        tr("{id}, {step}: of the sample. {model}, {verdict}: a figure for each answer. {ext}: the format's ending"));
    m_format =
        addChoice(tr("Format"), {QStringLiteral("PDF"), QStringLiteral("SVG"), QStringLiteral("PNG")}, 0, "eachFormat");
    m_overwrite = new QCheckBox(tr("Replace files that are there"));
    addField({}, m_overwrite, "eachOverwrite");
    connect(m_folder, &QLineEdit::textChanged, this, &FigureEachDialog::takeInput);
    connect(m_pattern, &QLineEdit::textChanged, this, &FigureEachDialog::takeInput);
    connect(m_format, &QComboBox::currentIndexChanged, this, &FigureEachDialog::takeInput);
    takeInput();
}

QString FigureEachDialog::folder() const {
    return folderIn(m_folder);
}

QString FigureEachDialog::pattern() const {
    return m_pattern->text().trimmed();
}

QString FigureEachDialog::output() const {
    const QString& ending = figureEndings()[m_format->currentIndex()];
    QString name = pattern();
    if (name.contains(QLatin1String("{ext}")))
        name.replace(QLatin1String("{ext}"), ending);
    else if (!figureFormatOf(name))
        name += QLatin1Char('.') + ending;
    return QDir(folder()).filePath(name);
}

bool FigureEachDialog::isOverwriting() const {
    return m_overwrite->isChecked();
}

void FigureEachDialog::takeInput() {
    const bool isUsable = !folder().isEmpty() && isPattern(pattern());
    acceptButton()->setEnabled(isUsable);
    showState(folder().isEmpty()      ? tr("Choose where the figures go.")
              : !isPattern(pattern()) ? tr("The names need {id}, {model}, {verdict} or {step}, to be told apart.")
                                      : tr("%n sample(s), such as %1", nullptr, m_samples)
                                            .arg(QDir::toNativeSeparators(nameFrom(output(), QStringLiteral("12"),
                                                                                   QStringLiteral("RoboTracer"),
                                                                                   QStringLiteral("wrong-end"), 3))));
}

FilmDialog::FilmDialog(const FilmMotion& motion, const QString& ending, const QSize& pixels, QWidget* parent)
    : FormDialog(tr("Film"), tr("Film…"), parent)
    , m_pixels(pixels) {
    setObjectName(QStringLiteral("filmDialog"));
    m_kind = addChoice(tr("Motion"),
                       {tr("turntable: once around"), tr("swing: to either side and back"),
                        tr("sweep: the object moves along its trace")},
                       int(motion.kind), "filmKind");
    m_angle = addNumber(tr("To either side"), 5, 90, int(motion.swingDegrees), "filmAngle");
    m_angle->setSuffix(QStringLiteral("°"));
    m_seconds = addNumber(tr("Length"), 1, 120, int(motion.seconds), "filmSeconds");
    m_seconds->setSuffix(tr(" s"));
    m_rate = addNumber(tr("Frames a second"), 5, 60, int(motion.framesPerSecond), "filmRate");
    m_format = addChoice(tr("Format"), {QStringLiteral("MP4"), QStringLiteral("WebM"), QStringLiteral("GIF")},
                         int(std::max<qsizetype>(0, filmEndings().indexOf(ending))), "filmFormat");
    for (ChoiceBox* box : {m_kind, m_format})
        connect(box, &QComboBox::currentIndexChanged, this, &FilmDialog::takeInput);
    for (QSpinBox* box : {m_seconds, m_rate})
        connect(box, &QSpinBox::valueChanged, this, &FilmDialog::takeInput);
    takeInput();
}

FilmMotion FilmDialog::motion() const {
    FilmMotion motion;
    motion.kind = FilmMotion::Kind(m_kind->currentIndex());
    motion.seconds = m_seconds->value();
    motion.framesPerSecond = m_rate->value();
    motion.swingDegrees = m_angle->value();
    return motion;
}

QString FilmDialog::ending() const {
    return filmEndings()[m_format->currentIndex()];
}

void FilmDialog::takeInput() {
    m_angle->setEnabled(motion().kind == FilmMotion::Kind::Swing);
    QString state = tr("%n frame(s) of %1 × %2 pixels.", nullptr, motion().frameCount())
                        .arg(m_pixels.width())
                        .arg(m_pixels.height());
    if (m_pixels.width() > 1920)
        state += QLatin1Char(' ') + tr("Fewer dots per inch make a film that plays everywhere.");
    if (ending() == QLatin1String("gif") && m_rate->value() > 50)
        state += QLatin1Char(' ') + tr("A GIF shows at most 50 frames a second.");
    acceptButton()->setEnabled(ending() != QLatin1String("gif") || m_rate->value() <= 50);
    showState(m_pixels.isEmpty() ? QString() : state);
}

} // namespace tracestudio
