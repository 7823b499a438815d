#include "app/asked_pictures.h"

#include "app/asking.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <ranges>

namespace tracestudio {

namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(AskedPictures)
  public:
    static QString frame(std::uint64_t number) { return tr("frame %1").arg(number); }
    static QString ago(const QString& what, const QString& age) { return tr("%1 · %2 ago").arg(what, age); }
    /// As a person reads it: tenths would flicker.
    static QString age(double seconds) {
        return seconds < 60 ? tr("%1 s").arg(int(seconds)) : tr("%1 min").arg(int(seconds / 60));
    }
};

constexpr double freshSeconds = 3, oldSeconds = 15; ///< between them a trace fades
constexpr double oldOpacity = 0.3;
/// Pictures that one picture is compared with, whatever was asked before: it is done for each that is shown.
constexpr std::size_t mostCompared = 4;

double opacityAt(double ageSeconds) {
    const double share = std::clamp((ageSeconds - freshSeconds) / (oldSeconds - freshSeconds), 0.0, 1.0);
    // In steps, so that the layers are not told anew with every picture.
    return std::round((1 - share * (1 - oldOpacity)) * 20) / 20;
}

double ageSeconds(const LiveFrame& asked, const LiveFrame& now, bool isRecording) {
    if (isRecording)
        return std::abs(now.captured.colourSeconds - asked.captured.colourSeconds);
    return std::max(0.0, std::chrono::duration<double>(now.captured.arrival - asked.captured.arrival).count());
}

} // namespace

const LiveFrame* AskedPictures::pictureOf(const LiveAnswer& answer) {
    return answer.sampleId == liveSampleId && answer.order ? answer.order->live.get() : nullptr;
}

QString AskedPictures::nameOf(const LiveFrame& asked) {
    return Texts::frame(asked.captured.number + 1);
}

QString AskedPictures::ageText(const LiveFrame& asked, const LiveFrame& now, bool isRecording) {
    return Texts::age(ageSeconds(asked, now, isRecording));
}

std::map<int, LivePicture::Drawn> AskedPictures::drawnInto(const LiveFrame& now, bool carriesOver, bool isRecording) {
    std::map<int, LivePicture::Drawn> drawn;
    std::map<std::uint64_t, SceneSketch> sketches;
    std::map<std::uint64_t, bool> isCarried;
    std::optional<SceneSketch> sketch;
    // The newest first: they are the ones to be compared.
    const std::vector<const LiveAnswer*> answers = m_answers->toShow(liveSampleId);
    for (const LiveAnswer* answer : std::views::reverse(answers)) {
        const LiveFrame* asked = pictureOf(*answer);
        if (!asked)
            continue;
        const QString title = QStringLiteral("%1 · %2").arg(answer->title, nameOf(*asked));
        if (asked->serial == now.serial) {
            drawn[answer->number] = {1, title};
            continue;
        }
        if (!carriesOver || !answer->canBeAskedAgain())
            continue;
        if (!isCarried.contains(asked->serial)) {
            if (isCarried.size() >= mostCompared)
                continue;
            if (!sketch)
                sketch = sketchOf(now.captured.frame);
            const auto known = m_sketches.find(asked->serial);
            SceneSketch& before = sketches[asked->serial];
            before = known == m_sketches.end() ? sketchOf(asked->captured.frame) : std::move(known->second);
            isCarried[asked->serial] = isAtRest(before, *sketch);
        }
        if (isCarried[asked->serial])
            drawn[answer->number] = {opacityAt(ageSeconds(*asked, now, isRecording)),
                                     Texts::ago(title, ageText(*asked, now, isRecording))};
    }
    m_sketches = std::move(sketches);
    return drawn;
}

const LiveAnswer* AskedPictures::newest() const {
    const LiveAnswer* newest = nullptr;
    for (const LiveAnswer* answer : m_answers->toShow(liveSampleId))
        if (pictureOf(*answer) && (!newest || answer->state != LiveAnswer::State::Waiting))
            newest = answer;
    return newest;
}

std::vector<int> AskedPictures::replacedBy(const LiveAnswer& answer) const {
    std::vector<int> replaced;
    const LiveFrame* asked = pictureOf(answer);
    for (const LiveAnswer* other : m_answers->of(liveSampleId)) {
        const LiveFrame* before = pictureOf(*other);
        if (asked && before && before->serial != asked->serial && other->isOver() && other->model == answer.model &&
            other->prompt == answer.prompt)
            replaced.push_back(other->number);
    }
    return replaced;
}

} // namespace tracestudio
