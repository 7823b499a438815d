#include "app/figure_opening.h"

#include "app/messages.h"
#include "widgets/cloud_view.h"
#include "widgets/figure/figure_file.h"
#include "widgets/figure/figure_views.h"
#include "widgets/view_state.h"

#include <QDir>
#include <QTimer>
#include <algorithm>

namespace tracestudio {

FigureOpening::FigureOpening(Document* document, ViewState* state, CloudView* cloudView, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_state(state)
    , m_cloudView(cloudView) {
    connect(document, &Document::opened, this, [this](const QStringList& paths, bool hasChanged) {
        if (!m_pending || (!paths.isEmpty() && paths != m_pending->paths))
            return;
        // What was wrong with it was said by the document.
        if (!hasChanged || m_document->dataset()->size() == 0)
            m_pending.reset();
        else
            m_pending->isThere = true;
    });
    connect(document, &Document::sceneChanged, this, [this] {
        // After the views, which begin every sample with a view of their own.
        if (m_pending && m_pending->isThere)
            QTimer::singleShot(0, this, &FigureOpening::goOn);
    });
}

void FigureOpening::open(const QString& figure) {
    struct Found {
        bool isFigure = false;
        FigureRecipe recipe;
        QStringList paths;
        std::vector<Error> notes;
    };
    m_lane.run(
        [figure](const std::stop_token&) -> Result<Found> {
            const auto json = readRecipe(figure);
            if (!json)
                return tl::unexpected(json.error());
            if (json->isEmpty())
                return Found();
            auto recipe = FigureRecipe::fromJson(*json, figure);
            if (!recipe)
                return tl::unexpected(recipe.error());
            const auto sources = locate(*recipe, figure);
            if (!sources)
                return tl::unexpected(sources.error());
            return Found{true, std::move(*recipe), sources->paths, sources->notes};
        },
        [this, figure](const Result<Found>& found) {
            if (!found)
                return Q_EMIT reported(Severity::Error, translated(found.error()));
            if (!found->isFigure)
                return Q_EMIT reported(Severity::Error,
                                       tr("%1 does not say what it was made from. Only figures that TraceStudio wrote "
                                          "can be opened again.")
                                           .arg(QDir::toNativeSeparators(figure)));
            for (const Error& note : found->notes)
                Q_EMIT reported(Severity::Warning, translated(note));
            m_pending = Pending{found->recipe, figure, found->paths};
            m_document->open(found->paths, found->recipe.samples.front().id);
        });
}

/// The document has opened what was asked for, and shows some sample of it.
void FigureOpening::goOn() {
    if (!m_pending || !m_document->scene())
        return;
    const auto [recipe, figure, paths, isThere] = *m_pending;
    const auto& dataset = m_document->dataset();
    std::vector<std::size_t> samples;
    for (const FigureRecipe::SampleReference& sample : recipe.samples)
        if (const auto index = dataset->find(sample.id.toStdString()))
            samples.push_back(*index);
    if (samples.empty()) {
        m_pending.reset();
        return Q_EMIT reported(Severity::Error,
                               tr("None of the samples of %1 is in %2 any more.")
                                   .arg(QDir::toNativeSeparators(figure), QDir::toNativeSeparators(paths.front())));
    }
    if (m_document->current() != samples.front() || m_document->scene()->sample->id != dataset->row(samples.front()).id)
        return m_document->setCurrent(samples.front()); // and then comes here again
    m_pending.reset();
    // The window's colours are the figure's.
    setColour(QStringLiteral("truth"), recipe.truthColour);
    setColour(QStringLiteral("box"), recipe.boxColour);
    setColour(QStringLiteral("object"), recipe.objectColour);
    for (std::size_t i = 0; i < m_document->models().size(); ++i)
        if (const auto* answers = recipe.answersIn(m_document->models()[i].predictions->path, figure))
            setColour(QStringLiteral("model:%1").arg(i), answers->colour);
    m_cloudView->setCamera(
        viewOf(recipe.options.camera, recipe.options.region, *m_document->scene(), QSizeF(m_cloudView->size())));
    Q_EMIT opened(recipe, samples);
    lookForTheRest(recipe, figure);
}

/// What takes a while: whether samples and answers are as they were, and the answers that only the figure has.
void FigureOpening::lookForTheRest(const FigureRecipe& recipe, const QString& figure) {
    struct Rest {
        std::vector<Error> changes;
        std::vector<FigureLiveAnswer> answers;
    };
    m_lane.run(
        [recipe, figure, dataset = m_document->dataset()](const std::stop_token& stop) {
            Rest rest{changesSince(recipe, *dataset, stop), {}};
            if (const auto sources = locate(recipe, figure))
                rest.answers = answersInFigure(*sources, *dataset, stop);
            return rest;
        },
        [this, recipe, figure, dataset = m_document->dataset()](const Rest& rest) {
            if (!m_document->isStillOpen(dataset))
                return;
            std::vector<Error> changes = answerChanges(recipe, figure, m_document->models(), *dataset);
            changes.insert(changes.end(), rest.changes.begin(), rest.changes.end());
            for (const Error& change : changes)
                Q_EMIT reported(Severity::Warning, translated(change));
            for (const FigureLiveAnswer& found : rest.answers)
                takeAnswer(found);
        });
}

/// An answer that is nowhere but in the figure stands beside those given in the window.
void FigureOpening::takeAnswer(const FigureLiveAnswer& found) {
    const auto sample = m_document->dataset()->find(found.sampleId);
    const auto there = m_document->answers()->of(found.sampleId);
    // One that is there already, because the figure was opened before, is not doubled.
    const bool isKnown = std::any_of(there.begin(), there.end(), [&](const LiveAnswer* other) {
        return other->text == found.text && (other->title == found.name || other->model == found.name);
    });
    if (!sample || isKnown)
        return;
    LiveAnswer answer;
    answer.sampleId = found.sampleId;
    answer.model = found.name;
    answer.place = tr("in the figure");
    answer.instruction = toQString(m_document->dataset()->row(*sample).instruction);
    answer.state = LiveAnswer::State::Done;
    answer.text = found.text;
    answer.score = found.score;
    answer.startsAtMeasuredDepth = found.startsAtMeasuredDepth;
    answer.task =
        found.score && found.score->predictions->task == Task::TwoD ? AnswerTask::Trace2D : AnswerTask::Trace3D;
    QStringList models;
    for (const OpenModel& model : m_document->models())
        models << model.name;
    const int number = m_document->answers()->add(answer, models);
    if (const LiveAnswer* added = m_document->answers()->find(number))
        setColour(added->layerId(), found.colour);
}

void FigureOpening::setColour(const QString& layerId, const QColor& colour) {
    if (!colour.isValid())
        return;
    LayerStyle style = m_state->style(layerId);
    style.colour = colour;
    m_state->setStyle(layerId, style);
}

} // namespace tracestudio
