#include "app/live_answers.h"

#include "app/asking.h"
#include "benchmark/answer.h"

#include <algorithm>
#include <ranges>
#include <set>

namespace tracestudio {

Task LiveAnswer::scoredAs() const {
    if (task == AnswerTask::Trace2D)
        return Task::TwoD;
    return task == AnswerTask::Trace3D || parseLenient(text, 0, 0).hasDepth() ? Task::ThreeD : Task::TwoD;
}

bool LiveAnswer::canBeAskedAgain() const {
    return order && (!order->live || order->live->captured.frame.hasColour());
}

double LiveAnswer::tokensPerSecond() const {
    return newTokens > 1 && seconds.answer > 0 ? newTokens / seconds.answer : 0;
}

std::vector<const LiveAnswer*> LiveAnswers::of(std::string_view sampleId) const {
    std::vector<const LiveAnswer*> found;
    for (const LiveAnswer& answer : m_answers)
        if (answer.sampleId == sampleId)
            found.push_back(&answer);
    return found;
}

std::vector<const LiveAnswer*> LiveAnswers::toShow(std::string_view sampleId) const {
    std::vector<const LiveAnswer*> shown = of(sampleId);
    if (sampleId != liveSampleId)
        return shown;
    std::erase_if(shown, [all = shown](const LiveAnswer* answer) {
        return !answer->isOver() && std::ranges::any_of(all, [answer](const LiveAnswer* before) {
            return before->number < answer->number && before->state == LiveAnswer::State::Done &&
                   before->model == answer->model && before->prompt == answer->prompt;
        });
    });
    return shown;
}

const LiveAnswer* LiveAnswers::find(int number) const {
    const auto found = std::find_if(m_answers.begin(), m_answers.end(),
                                    [number](const LiveAnswer& answer) { return answer.number == number; });
    return found == m_answers.end() ? nullptr : &*found;
}

int LiveAnswers::add(LiveAnswer answer, const QStringList& openModels) {
    answer.number = ++m_last;
    const auto beside = of(answer.sampleId);
    const auto isTaken = [&beside](auto&& has) { return std::any_of(beside.begin(), beside.end(), has); };
    answer.title = answer.model;
    answer.colour = freeColour(answer.sampleId, int(openModels.size()));
    // A question put again to the newest picture takes the place of the one before, which then goes. Several answers to
    // one question are told apart.
    const auto isAsked = [&](const LiveAnswer& other, bool ofSamePicture) {
        return other.order && answer.order && other.order->live && answer.order->live &&
               (other.order->live->serial == answer.order->live->serial) == ofSamePicture;
    };
    const auto before = std::ranges::find_if(beside, [&](const LiveAnswer* other) {
        return isAsked(*other, false) && other->model == answer.model && other->prompt == answer.prompt &&
               !isTaken([&](const LiveAnswer* now) { return isAsked(*now, true) && now->title == other->title; });
    });
    if (before != beside.end()) {
        answer.title = (*before)->title;
        answer.colour = (*before)->colour;
    }
    for (int i = 2;
         before == beside.end() && (openModels.contains(answer.title) ||
                                    isTaken([&](const LiveAnswer* other) { return other->title == answer.title; }));
         ++i)
        answer.title = QStringLiteral("%1 (%2)").arg(answer.model).arg(i);
    const std::string sampleId = answer.sampleId;
    m_answers.push_back(std::move(answer));
    dropOldPictures();
    Q_EMIT changed(sampleId);
    return m_last;
}

void LiveAnswers::dropOldPictures() {
    constexpr std::size_t mostPictures = 8; // more than a picture is compared with
    std::set<std::uint64_t> kept;
    for (LiveAnswer& answer : std::views::reverse(m_answers)) {
        if (!answer.isOver() || !answer.order || !answer.order->live || !answer.canBeAskedAgain())
            continue;
        const LiveFrame& asked = *answer.order->live;
        if (kept.size() < mostPictures || kept.contains(asked.serial)) {
            kept.insert(asked.serial);
            continue;
        }
        auto order = std::make_shared<AskOrder>(*answer.order);
        auto pictureless = std::make_shared<LiveFrame>(asked);
        pictureless->captured.frame = {};
        pictureless->cloud.reset();
        order->live = std::move(pictureless);
        answer.order = std::move(order);
    }
}

void LiveAnswers::putBack(const LiveAnswer& answer) {
    const auto behind = std::find_if(m_answers.begin(), m_answers.end(),
                                     [&](const LiveAnswer& other) { return other.number > answer.number; });
    m_answers.insert(behind, answer);
    Q_EMIT changed(std::string(answer.sampleId));
}

void LiveAnswers::change(int number, const std::function<void(LiveAnswer&)>& edit) {
    for (LiveAnswer& answer : m_answers)
        if (answer.number == number) {
            edit(answer);
            Q_EMIT grew(number);
            return;
        }
}

void LiveAnswers::remove(int number) {
    const LiveAnswer* answer = find(number);
    if (!answer)
        return;
    const std::string sampleId = answer->sampleId;
    std::erase_if(m_answers, [number](const LiveAnswer& known) { return known.number == number; });
    Q_EMIT removed(number);
    Q_EMIT changed(sampleId);
}

void LiveAnswers::clear(const std::string& sampleId) {
    std::vector<int> numbers;
    for (const LiveAnswer* answer : of(sampleId))
        numbers.push_back(answer->number);
    for (const int number : numbers)
        remove(number);
}

void LiveAnswers::keepOnly(const Dataset* dataset) {
    std::vector<int> numbers;
    for (const LiveAnswer& answer : m_answers)
        if (answer.sampleId != liveSampleId && (!dataset || !dataset->find(answer.sampleId)))
            numbers.push_back(answer.number);
    for (const int number : numbers)
        remove(number);
}

bool LiveAnswers::keepColoursApart(int openModels) {
    bool hasChanged = false;
    for (LiveAnswer& answer : m_answers)
        if (answer.colour < openModels) {
            answer.colour = freeColour(answer.sampleId, openModels);
            hasChanged = true;
        }
    return hasChanged;
}

int LiveAnswers::freeColour(std::string_view sampleId, int openModels) const {
    const auto beside = of(sampleId);
    int colour = openModels;
    while (std::any_of(beside.begin(), beside.end(),
                       [colour](const LiveAnswer* other) { return other->colour == colour; }))
        ++colour;
    return colour;
}

} // namespace tracestudio
