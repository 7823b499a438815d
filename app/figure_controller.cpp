#include "app/figure_controller.h"

#include "app/browser_controller.h"
#include "app/figure_dialogs.h"
#include "app/figure_styles.h"
#include "app/messages.h"
#include "widgets/cloud_view.h"
#include "widgets/figure_composer.h"
#include "widgets/theme.h"
#include "widgets/view_state.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonDocument>
#include <QMimeData>
#include <algorithm>
#include <set>

namespace tracestudio {

namespace {

constexpr std::size_t mostPreviewed = 40; ///< samples; a preview of hundreds would be late for every change
const QString optionsKey = QStringLiteral("figure");
const QString folderKey = QStringLiteral("figureFolder");
const QString patternKey = QStringLiteral("figurePattern");
const QString groupsKey = QStringLiteral("figureGroups");
const QString filmKey = QStringLiteral("figureFilm");

/// What a model is remembered by: its place in the list changes.
QString keyOf(const OpenModel& model) {
    return pathText(model.predictions->path);
}

QString fileName(const QString& path) {
    return QFileInfo(path).fileName();
}

} // namespace

/// What a worker makes for the preview.
struct FigureController::Drawn {
    Result<QImage> picture;
    FigureLayout layout;
    QSize pixels, pictureSize;
    Result<void> possible; ///< whether it can be exported at its own resolution
};

FigureController::FigureController(Document* document, ViewState* state, CloudView* cloudView,
                                   const BrowserController* browser, Settings* settings, QWidget* window)
    : QObject(window)
    , m_document(document)
    , m_state(state)
    , m_cloudView(cloudView)
    , m_browser(browser)
    , m_settings(settings)
    , m_window(window)
    , m_opening(document, state, cloudView) {
    m_drawDelay.setSingleShot(true);
    m_drawDelay.setInterval(60);
    connect(&m_drawDelay, &QTimer::timeout, this, &FigureController::draw);
    connect(&m_opening, &FigureOpening::reported, this, &FigureController::report);
    connect(&m_opening, &FigureOpening::opened, this, &FigureController::showOpened);
    connect(document, &Document::sceneChanged, this, &FigureController::takeDocument);
    connect(document, &Document::answerGrew, this, &FigureController::drawSoon);
    connect(document, &Document::currentChanged, this, [this] {
        m_openedWith.clear();
        // What was cut out of one picture is nothing of another.
        if (!m_composer)
            return;
        FigureOptions changed = m_composer->options();
        changed.region.reset();
        changed.inset.reset();
        if (changed != m_composer->options())
            m_composer->setOptions(changed);
    });
    connect(document, &Document::datasetChanged, this, [this] { m_openedWith.clear(); });
    connect(document, &Document::modelsChanged, this, &FigureController::takeDocument);
    connect(document, &Document::scoresChanged, this, &FigureController::drawSoon);
    connect(document, &Document::visibleRowsChanged, this, &FigureController::takeScopes);
    connect(state, &ViewState::styleChanged, this, &FigureController::drawSoon);
}

bool FigureController::isIdle() const {
    return m_drawLane.isIdle() && m_copyLane.isIdle() && m_exportLane.isIdle() && m_opening.isIdle() &&
           !m_drawDelay.isActive();
}

void FigureController::report(Severity severity, const QString& message) {
    if (m_composer && m_composer->isVisible())
        m_composer->showMessage(severity == Severity::Error     ? MessageKind::Error
                                : severity == Severity::Warning ? MessageKind::Warning
                                : severity == Severity::Success ? MessageKind::Success
                                                                : MessageKind::Info,
                                message);
    else
        Q_EMIT reported(severity, message);
}

void FigureController::createComposer() {
    if (m_composer)
        return;
    const FigureOptions remembered = options();
    m_composer = new FigureComposer(m_window);
    m_composer->setOptions(remembered);
    if (const QString groups = m_settings->text(groupsKey); !groups.isEmpty())
        m_composer->setOpenGroups(groups.split(QLatin1Char(' ')));
    connect(m_composer, &FigureComposer::changed, this, [this] {
        // Answers that are there and not shown were switched off.
        const QStringList shown = m_composer->shownAnswers();
        const auto take = [&](const QString& id, const QString& key) {
            if (shown.contains(id))
                m_hiddenAnswers.remove(key);
            else
                m_hiddenAnswers.insert(key);
        };
        for (std::size_t i = 0; i < m_document->models().size(); ++i)
            take(QStringLiteral("model:%1").arg(i), keyOf(m_document->models()[i]));
        if (const auto& scene = m_document->scene())
            for (const LiveAnswer* answer : m_document->answers()->of(scene->sample->id))
                if (answer->isTrace())
                    take(answer->layerId(), answer->layerId());
        takeAnswers();
        saveOptions();
        m_settings->setText(groupsKey, m_composer->openGroups().join(QLatin1Char(' ')));
        drawSoon();
    });
    connect(m_composer, &FigureComposer::exportRequested, this, &FigureController::askWhere);
    connect(m_composer, &FigureComposer::exportEachRequested, this, &FigureController::askWhereEach);
    connect(m_composer, &FigureComposer::exportAgainRequested, this, &FigureController::exportAgain);
    connect(m_composer, &FigureComposer::copyRequested, this, &FigureController::copy);
    connect(m_composer, &FigureComposer::filmRequested, this, &FigureController::askForFilm);
    connect(m_composer, &FigureComposer::cancelRequested, this, &FigureController::cancelExport);
    connect(m_composer, &FigureComposer::currentViewRequested, this, &FigureController::useCurrentView);
    connect(m_composer, &FigureComposer::regionDrawn, this, &FigureController::useRegion);
    connect(m_composer, &FigureComposer::styleChosen, this, [this](const QString& name) {
        FigureOptions changed = m_composer->options();
        if (const auto style = savedStyle(name))
            changed.style = *style;
        else
            report(Severity::Warning, tr("The style %1 cannot be read. Save it anew.").arg(name));
        setOptions(changed);
    });
    connect(m_composer, &FigureComposer::saveStyleRequested, this, [this](const FigureStyle& style) {
        if (const auto saved = saveStyle(style); !saved)
            return report(Severity::Error, translated(saved.error()));
        FigureOptions changed = m_composer->options();
        changed.style = style;
        takeStyles();
        setOptions(changed);
    });
    connect(m_composer, &FigureComposer::removeStyleRequested, this, [this](const QString& name) {
        removeStyle(name);
        takeStyles();
    });
    takeStyles();
}

void FigureController::takeStyles() {
    m_composer->setStyleNames(savedStyleNames());
}

FigureOptions FigureController::options() const {
    if (m_composer)
        return m_composer->options();
    QString problem;
    const QJsonObject json = QJsonDocument::fromJson(m_settings->text(optionsKey).toUtf8()).object();
    return FigureOptions::fromJson(json, &problem).value_or(FigureOptions());
}

void FigureController::compose() {
    createComposer();
    m_composer->show();
    takeDocument();
    m_composer->raise();
    m_composer->activateWindow();
}

/// Tells the composer what there is to choose from.
void FigureController::takeDocument() {
    if (!m_composer || !m_composer->isVisible())
        return;
    takeAnswers();
    takeScopes();
}

/// The answers, each in the colour of its trace in the figure.
void FigureController::takeAnswers() {
    const FigureStyle style = m_composer->options().style;
    std::vector<FigureAnswerChoice> choices;
    int shown = 0;
    const auto add = [&](const QString& id, const QString& key, const QString& name) {
        const bool isShown = !m_hiddenAnswers.contains(key);
        const bool isWindow = style.colouring == FigureStyle::Colouring::Window;
        choices.push_back({id, name, isWindow ? m_state->style(id).colour : style.modelColour(shown), isShown});
        shown += isShown ? 1 : 0;
    };
    for (std::size_t i = 0; i < m_document->models().size(); ++i)
        add(QStringLiteral("model:%1").arg(i), keyOf(m_document->models()[i]), m_document->models()[i].name);
    if (const auto& scene = m_document->scene())
        for (const LiveAnswer* answer : m_document->answers()->of(scene->sample->id))
            if (answer->isTrace())
                add(answer->layerId(), answer->layerId(), answer->title);
    const bool isRamp = style.colouring == FigureStyle::Colouring::Ramp && shown == 1;
    for (FigureAnswerChoice& choice : choices)
        if (isRamp && choice.isShown)
            choice.colour = style.rampAt(0.5);
    m_composer->setAnswers(choices);
}

void FigureController::takeScopes() {
    if (!m_composer || !m_composer->isVisible())
        return;
    m_composer->setScopes(int(m_browser->selectedSamples().size()), int(m_document->visibleRows().size()));
    drawSoon();
}

std::vector<std::size_t> FigureController::chosenSamples() const {
    const FigureComposer::Scope scope = m_composer ? m_composer->scope() : FigureComposer::Scope::Current;
    if (scope == FigureComposer::Scope::Selected)
        return m_browser->selectedSamples();
    if (scope == FigureComposer::Scope::Filtered)
        return {m_document->visibleRows().begin(), m_document->visibleRows().end()};
    if (!m_openedWith.empty())
        return m_openedWith;
    const auto current = m_document->current();
    return current ? std::vector<std::size_t>{*current} : std::vector<std::size_t>();
}

std::optional<FigureSubject> FigureController::subject() const {
    FigureSubject subject;
    subject.dataset = m_document->dataset();
    if (!subject.dataset)
        return std::nullopt;
    subject.samples = chosenSamples();
    if (subject.samples.empty())
        return std::nullopt;
    const auto colourOf = [&](const QString& id) {
        const QColor chosen = m_state->style(id).colour;
        return chosen.isValid() ? chosen : defaultLayerColour(id);
    };
    for (std::size_t i = 0; i < m_document->models().size(); ++i) {
        const QString id = QStringLiteral("model:%1").arg(i);
        if (m_hiddenAnswers.contains(keyOf(m_document->models()[i])))
            continue;
        subject.models.push_back(m_document->models()[i]);
        subject.modelColours.push_back(colourOf(id));
    }
    if (!m_document->answers()->all().empty()) {
        std::set<std::string_view> ids;
        for (const std::size_t index : subject.samples)
            ids.insert(subject.dataset->row(index).id);
        for (const LiveAnswer& answer : m_document->answers()->all())
            if (ids.contains(answer.sampleId) && answer.isTrace() && !answer.text.empty() &&
                !m_hiddenAnswers.contains(answer.layerId()))
                subject.liveAnswers.push_back({answer.title, answer.sampleId, answer.text, answer.score,
                                               colourOf(answer.layerId()), answer.startsAtMeasuredDepth});
    }
    subject.truthColour = colourOf(QStringLiteral("truth"));
    subject.boxColour = colourOf(QStringLiteral("box"));
    subject.objectColour = colourOf(QStringLiteral("object"));
    return subject;
}

void FigureController::drawSoon() {
    if (m_composer && m_composer->isVisible())
        m_drawDelay.start();
}

void FigureController::draw() {
    if (!m_composer || !m_composer->isVisible())
        return;
    auto shown = subject();
    if (!shown) {
        m_drawLane.supersede();
        m_composer->setBusy(false);
        m_composer->setPreviewProblem(noSample());
        return;
    }
    if (shown->samples.size() > mostPreviewed)
        tellOf(tr("The preview shows the first %1 of %2 samples; all of them are exported.")
                   .arg(mostPreviewed)
                   .arg(shown->samples.size()));
    m_composer->setBusy(true);
    m_drawLane.supersede();
    m_drawLane.run(
        [shown = std::move(*shown), asked = m_composer->options(),
         dpi = m_composer->previewDpi()](const std::stop_token& stop) {
            FigureSubject few = shown;
            few.samples.resize(std::min(few.samples.size(), mostPreviewed));
            FigureOptions coarse = asked;
            coarse.dpi = std::clamp(int(std::lround(dpi)), 36, asked.dpi);
            const FigureContent content = figureContent(few);
            Drawn drawn{drawFigure(content, coarse, {}, stop), layOut(content, asked), {}, content.pictureSize, {}};
            drawn.pixels = pixelSize(drawn.layout, asked);
            if (few.samples.size() == shown.samples.size() && !stop.stop_requested())
                drawn.possible = checkSize(content, asked);
            return drawn;
        },
        [this](Drawn drawn) {
            m_composer->setBusy(false);
            if (!drawn.picture)
                return m_composer->setPreviewProblem(translated(drawn.picture.error()));
            if (!drawn.possible)
                tellOf(translated(drawn.possible.error()));
            m_layout = drawn.layout;
            m_pictureSize = drawn.pictureSize;
            m_composer->setPreview(*drawn.picture, drawn.layout.size, drawn.pixels.width(), drawn.pixels.height());
        });
}

/// Says once what is to be known of the preview.
void FigureController::tellOf(const QString& text) {
    if (text != std::exchange(m_toldOfPreview, text) && !text.isEmpty())
        m_composer->showMessage(MessageKind::Info, text);
}

/// What the window shows becomes the figure's view: in the ego view the part of the picture, else the place.
void FigureController::useCurrentView() {
    FigureOptions changed = m_composer->options();
    ViewCamera camera = m_cloudView->camera();
    const QSizeF viewport(m_cloudView->size());
    if (camera.isEgo()) {
        changed.region.reset();
        changed.camera.kind = FigureCamera::Kind::Ego;
        const ImageTransform transform = camera.imageTransform(viewport);
        const Camera lens = m_document->scene() ? m_document->scene()->sample->frame.camera : Camera();
        const QRectF whole(0, 0, lens.widthPixels, lens.heightPixels);
        const QSizeF size = viewport / transform.scale;
        // Regions begin at the edges of pixels, transforms count from their middles.
        const QRectF seen(
            QPointF(transform.centre.x + 0.5 - size.width() / 2, transform.centre.y + 0.5 - size.height() / 2), size);
        if (!transform.isFitted && !seen.contains(whole) && seen.intersects(whole))
            changed.region = seen.intersected(whole);
    } else {
        camera.makeFree(viewport);
        changed.camera.kind = FigureCamera::Kind::View;
        changed.camera.view = camera;
    }
    setOptions(changed);
}

void FigureController::useRegion(const QRectF& points, bool isInset) {
    if (!m_layout)
        return;
    const auto panel = std::find_if(m_layout->panels.begin(), m_layout->panels.end(), [&](const auto& candidate) {
        return !candidate.isCloud && candidate.picture.contains(points.center());
    });
    if (panel == m_layout->panels.end())
        return m_composer->showMessage(MessageKind::Info, tr("Draw the rectangle on a picture."));
    FigureOptions changed = m_composer->options();
    const QRectF whole(QPointF(0, 0), QSizeF(m_pictureSize));
    const QRectF shown = changed.region ? changed.region->intersected(whole) : whole;
    const QRectF place = picturePlace(panel->picture, shown.size(), changed.pixelsPerPoint());
    const QRectF drawn = points.intersected(place);
    const double scale = shown.width() / place.width();
    const QRectF region(shown.topLeft() + (drawn.topLeft() - place.topLeft()) * scale, drawn.size() * scale);
    if (region.width() < 4 || region.height() < 4)
        return m_composer->showMessage(MessageKind::Info, tr("That is too small. Draw a larger rectangle."));
    if (isInset) {
        FigureInset inset = changed.inset.value_or(FigureInset());
        inset.region = region;
        changed.inset = inset;
    } else {
        changed.region = region;
        changed.inset.reset();
    }
    setOptions(changed);
}

void FigureController::setOptions(const FigureOptions& options) {
    m_composer->setOptions(options);
    takeAnswers();
    saveOptions();
    drawSoon();
}

void FigureController::saveOptions() {
    FigureOptions kept = m_composer->options();
    kept.region.reset();
    kept.inset.reset();
    m_settings->setText(optionsKey, QString::fromUtf8(QJsonDocument(kept.toJson()).toJson(QJsonDocument::Compact)));
}

QString FigureController::proposedName() const {
    const auto shown = subject();
    if (!shown)
        return QStringLiteral("figure");
    if (shown->samples.size() > 1)
        return QStringLiteral("%1_%2-samples").arg(toQString(shown->dataset->name())).arg(shown->samples.size());
    const SampleRow row = shown->dataset->row(shown->samples.front());
    const QStringList names = shown->names();
    QString verdict = QStringLiteral("figure");
    if (names.size() == 1 && !shown->models.empty())
        if (const SampleScore* score = shown->models.front().scoreFor(shown->samples.front()))
            verdict = verdictName(score);
    return nameFrom(QStringLiteral("{model}_{id}_{verdict}"), toQString(row.id),
                    names.size() == 1 ? names.front() : toQString(shown->dataset->name()), verdict, std::nullopt);
}

QString FigureController::noSample() {
    return tr("There is no sample to show. Open a benchmark folder.");
}

void FigureController::askWhere() {
    if (chosenSamples().empty())
        return report(Severity::Info, noSample());
    const QString folder = m_settings->text(folderKey);
    QString filter;
    const QString pdf = tr("PDF: lines and letters (*.pdf)");
    const QString svg = tr("SVG: lines and letters (*.svg)");
    const QString png = tr("PNG: pixels (*.png)");
    // The dialog asks before a file is replaced.
    QString path = QFileDialog::getSaveFileName(m_composer, tr("Export the figure"),
                                                QDir(folder).filePath(proposedName() + QStringLiteral(".pdf")),
                                                QStringList{pdf, svg, png}.join(QStringLiteral(";;")), &filter);
    if (path.isEmpty())
        return;
    const bool hasEnding = figureFormatOf(path).has_value();
    if (!hasEnding)
        path += filter == svg   ? QStringLiteral(".svg")
                : filter == png ? QStringLiteral(".png")
                                : QStringLiteral(".pdf");
    // With an ending put behind it is another file, about which nobody was asked.
    startExport(path, false, hasEnding ? QStringList(path) : QStringList());
}

void FigureController::askWhereEach() {
    if (chosenSamples().empty())
        return report(Severity::Info, noSample());
    const QString pattern = m_settings->text(patternKey);
    FigureEachDialog dialog(int(chosenSamples().size()), m_settings->text(folderKey),
                            pattern.isEmpty() ? QStringLiteral("{model}_{id}_{verdict}.{ext}") : pattern, m_composer);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_settings->setText(patternKey, dialog.pattern());
    startExport(dialog.output(), true, {}, dialog.isOverwriting());
}

void FigureController::askForFilm() {
    const auto shown = subject();
    if (!shown)
        return report(Severity::Info, noSample());
    if (shown->samples.size() != 1)
        return report(Severity::Info, tr("A film is of one sample. Choose this sample for the figure."));
    const QSize pixels = m_layout ? pixelSize(*m_layout, options()) : QSize();
    FilmDialog dialog(FilmMotion(), m_settings->text(filmKey), pixels, m_composer);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_settings->setText(filmKey, dialog.ending());
    const QString path = QFileDialog::getSaveFileName(
        m_composer, tr("Write the film"),
        QDir(m_settings->text(folderKey)).filePath(proposedName() + QLatin1Char('.') + dialog.ending()),
        QStringLiteral("*.") + dialog.ending());
    if (path.isEmpty())
        return;
    const QString ending = QLatin1Char('.') + dialog.ending();
    const bool hasEnding = path.endsWith(ending, Qt::CaseInsensitive);
    startFilm(hasEnding ? path : path + ending, dialog.motion(), hasEnding);
}

void FigureController::setExporting(const QString& what) {
    m_exporting = what;
    if (m_composer)
        m_composer->setProgress(what, what.isEmpty() ? 1 : 0);
}

void FigureController::startExport(const QString& output, bool isForEach, const QStringList& replaceable,
                                   bool isOverwriting) {
    const auto shown = subject();
    if (!shown || !m_exporting.isEmpty())
        return Q_EMIT exported({});
    FigureExport order{*shown, options(), output, isForEach, isOverwriting, replaceable};
    setExporting(isForEach ? tr("Writing figures") : tr("Writing %1").arg(fileName(output)));
    m_exportLane.run(
        [this, order = std::move(order), what = m_exporting](const std::stop_token& stop) mutable {
            // Nobody waited for the scores that verdicts and failing waypoints need.
            if (const auto scored = scoreModels(order.subject, stop); !scored)
                return FigureExportResult{{}, {}, false, scored.error()};
            auto lastPercent = std::make_shared<int>(-1);
            return exportFigures(
                order,
                [this, stop, what, lastPercent](double share) {
                    if (std::exchange(*lastPercent, int(share * 100)) != int(share * 100))
                        m_exportLane.post(stop, [this, what, share] {
                            if (m_composer)
                                m_composer->setProgress(what, share);
                        });
                },
                stop);
        },
        [this, output, isForEach, samples = shown->samples](const FigureExportResult& result) {
            if (!result.written.isEmpty())
                m_last = {output, isForEach, samples, result.written, {}};
            finishExport(result);
        });
}

void FigureController::startFilm(const QString& path, const FilmMotion& motion, bool isOverwriting) {
    const auto shown = subject();
    if (!shown || !m_exporting.isEmpty())
        return Q_EMIT exported({});
    setExporting(tr("Filming %1").arg(fileName(path)));
    m_exportLane.run(
        [this, shown = *shown, asked = options(), path, motion, isOverwriting,
         what = m_exporting](const std::stop_token& stop) {
            return exportFilm(
                {shown, asked, path, false, isOverwriting, {}}, motion,
                [this, stop, what](double share) {
                    m_exportLane.post(stop, [this, what, share] {
                        if (m_composer)
                            m_composer->setProgress(what, share);
                    });
                },
                stop);
        },
        [this, path, motion, samples = shown->samples](const FigureExportResult& result) {
            if (!result.written.isEmpty())
                m_last = {path, false, samples, result.written, motion};
            finishExport(result);
        });
}

void FigureController::finishExport(const FigureExportResult& result) {
    setExporting({});
    // Where something could be written, the next file may go, too.
    if (!result.written.isEmpty())
        m_settings->setText(folderKey, QFileInfo(result.written.front()).path());
    for (const Error& note : result.notes)
        report(Severity::Warning, translated(note));
    if (result.error)
        report(Severity::Error, translated(*result.error));
    else if (result.written.size() == 1)
        report(Severity::Success, tr("%1 was written.").arg(QDir::toNativeSeparators(result.written.front())));
    else if (!result.written.isEmpty())
        report(Severity::Success, tr("%n figure(s) were written to %1.", nullptr, int(result.written.size()))
                                      .arg(QDir::toNativeSeparators(QFileInfo(result.written.front()).path())));
    Q_EMIT exported(result.written);
}

void FigureController::cancelExport() {
    if (m_exporting.isEmpty())
        return;
    m_exportLane.supersede();
    setExporting({});
    report(Severity::Info, tr("Cancelled. What was written before stays; nothing is half written."));
    Q_EMIT exported({});
}

void FigureController::exportAgain() {
    if (m_last.output.isEmpty())
        return m_composer && m_composer->isVisible() ? askWhere() : compose();
    // Another sample's figure is not this one: it gets a name of its own.
    if (!m_last.isForEach && m_last.samples != chosenSamples())
        return askWhere();
    if (m_last.film)
        return startFilm(m_last.output, *m_last.film, true);
    // Only what was written then is replaced.
    startExport(m_last.output, m_last.isForEach, m_last.files);
}

void FigureController::copy() {
    const auto shown = subject();
    if (!shown)
        return report(Severity::Info, noSample());
    struct Copied {
        Result<QImage> picture;
        Result<QByteArray> svg;
    };
    m_copyLane.supersede();
    m_copyLane.run(
        [shown = *shown, asked = options()](const std::stop_token& stop) {
            const FigureContent content = figureContent(shown);
            Copied copied{drawFigure(content, asked, {}, stop), QByteArray()};
            if (copied.picture)
                copied.svg = svgFigure(content, asked, {}, {}, stop);
            return copied;
        },
        [this](Copied copied) {
            if (!copied.picture)
                return report(Severity::Error, translated(copied.picture.error()));
            auto* mime = new QMimeData;
            mime->setImageData(*copied.picture);
            if (copied.svg)
                mime->setData(QStringLiteral("image/svg+xml"), *copied.svg);
            QApplication::clipboard()->setMimeData(mime);
            report(Severity::Success, tr("The figure was copied: %1 × %2 pixels, and as SVG.")
                                          .arg(copied.picture->width())
                                          .arg(copied.picture->height()));
        });
}

/// The figure's dataset is open at its first sample.
void FigureController::showOpened(const FigureRecipe& recipe, const std::vector<std::size_t>& samples) {
    createComposer();
    m_composer->setOptions(recipe.options);
    saveOptions();
    m_composer->setScope(FigureComposer::Scope::Current);
    m_hiddenAnswers.clear();
    m_openedWith = samples;
    compose();
}

} // namespace tracestudio
