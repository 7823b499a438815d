#include "training/batch.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace tracestudio {

namespace {

constexpr float separatorWeight = 0.05f;
constexpr std::size_t pointsLearned = 4; // by the regression

struct Cell {
    int row = 0, column = 0;
};

/// The merged cell of a pixel, or the nearest in the picture.
Cell cellOf(float u, float v, int rows, int columns, int side) {
    return {std::clamp(int(std::floor(v / float(side))), 0, rows - 1),
            std::clamp(int(std::floor(u / float(side))), 0, columns - 1)};
}

template <typename T>
at::Tensor asTensor(const std::vector<T>& values) {
    at::Tensor t = at::empty({std::int64_t(values.size())}, at::CPU(c10::CppTypeToScalarType<T>::value));
    std::copy(values.begin(), values.end(), t.data_ptr<T>());
    return t;
}

/// Labels of patches and cells, without the pixels.
void addLabels(Batch& batch, const std::vector<SceneReference>& scenes, const World& world,
               const Qwen3VlConfig::Vision& vision) {
    const int merge = vision.merge;
    const int side = vision.patch * merge;
    const int rows = batch.pictures.rows / merge;
    const int columns = batch.pictures.columns / merge;
    std::vector<std::int64_t> kinds, colours, centreCells, centreKinds, centreColours;
    std::vector<float> depths, places;
    std::array<std::vector<std::int64_t>, 5> digits;
    std::vector<float> hasCentre(std::size_t(batch.pictures.count * rows * columns), 0.0f);
    for (std::size_t i = 0; i < scenes.size(); ++i) {
        const std::vector<PatchLabel> labels = scenes[i].set->patches(scenes[i].index);
        eachPatch(batch.pictures.rows, batch.pictures.columns, merge, [&](int row, int column) {
            const PatchLabel& label = labels[std::size_t(row * batch.pictures.columns + column)];
            kinds.push_back(label.kind);
            colours.push_back(label.colour);
            depths.push_back(label.logDepth);
        });
        constexpr int fewestPixels = 20; // else it is hidden
        std::vector<const Scene::Thing*> nearest(std::size_t(rows * columns), nullptr);
        for (const Scene::Thing& thing : scenes[i].scene().things) {
            const bool isInside = thing.u >= 0 && thing.v >= 0 && thing.u < float(scenes[i].set->width()) &&
                                  thing.v < float(scenes[i].set->height());
            if (!isInside || thing.pixels < fewestPixels || thing.kind >= world.thingClasses())
                continue;
            const Cell cell = cellOf(thing.u, thing.v, rows, columns, side);
            const Scene::Thing*& holder = nearest[std::size_t(cell.row * columns + cell.column)];
            if (!holder || thing.z < holder->z)
                holder = &thing;
        }
        for (std::size_t c = 0; c < nearest.size(); ++c) {
            const Scene::Thing* thing = nearest[c];
            if (!thing)
                continue;
            const std::size_t cell = i * nearest.size() + c;
            hasCentre[cell] = 1;
            centreCells.push_back(std::int64_t(cell));
            centreKinds.push_back(thing->kind);
            centreColours.push_back(thing->colour);
            places.insert(places.end(), {std::fmod(thing->u, float(side)) / float(side) - 0.5f,
                                         std::fmod(thing->v, float(side)) / float(side) - 0.5f, std::log(thing->z)});
            const auto thousandths = [](float at, int of) {
                // Whole numbers are pixel centres; answers count from the picture's edge.
                return std::clamp<std::int64_t>(std::lround((at + 0.5f) * 1000 / float(of)), 0, 999);
            };
            const std::int64_t x = thousandths(thing->u, scenes[i].set->width());
            const std::int64_t y = thousandths(thing->v, scenes[i].set->height());
            const std::array<std::int64_t, 5> own{
                x / 100, x / 10 % 10, y / 100, y / 10 % 10,
                std::min<std::int64_t>(std::lround(thing->z * 100) / 10, mostDepthTenths - 1)};
            for (std::size_t d = 0; d < own.size(); ++d)
                digits[d].push_back(own[d]);
        }
    }
    batch.patchKinds = asTensor(kinds);
    batch.patchColours = asTensor(colours);
    batch.patchDepths = asTensor(depths);
    batch.cellHasCentre = asTensor(hasCentre);
    batch.centreCells = asTensor(centreCells);
    batch.centreKinds = asTensor(centreKinds);
    batch.centreColours = asTensor(centreColours);
    batch.centrePlaces = asTensor(places).view({-1, 3});
    std::vector<at::Tensor> each;
    for (const auto& column : digits)
        each.push_back(asTensor(column));
    batch.centreDigits = at::stack(each);
}

void addQuestions(Batch& batch, const std::vector<SceneReference>& scenes, int questionsEach,
                  const PromptTokenizer& prompts, const Qwen3VlConfig& config, Chance& chance) {
    const auto& vision = config.vision;
    const int side = vision.patch * vision.merge;
    const int rows = batch.pictures.rows / vision.merge;
    const int columns = batch.pictures.columns / vision.merge;
    const auto before = std::int64_t(prompts.prefix().size());
    const std::int64_t cells = std::int64_t(rows) * columns;
    const std::int64_t beginning = before + cells;
    std::vector<std::int64_t> imageRows, tokens, lossRows, targets, last, pictures, pointed, lookRows, lookTargets;
    std::vector<float> weights, points;
    std::array<std::vector<std::int64_t>, 2> looks; // which of lookRows belong to either half
    std::array<std::vector<std::int64_t>, 3> positions;
    const auto place = [&](std::int64_t time, std::int64_t row, std::int64_t column) {
        positions[0].push_back(time);
        positions[1].push_back(row);
        positions[2].push_back(column);
    };
    for (std::int64_t i = 0; i < batch.pictures.count; ++i) {
        batch.beginnings.push_back({i * beginning, beginning, 0, 0, true});
        for (std::int64_t p = 0; p < before; ++p)
            place(p, p, p);
        for (std::int64_t c = 0; c < cells; ++c) {
            place(before, before + c / columns, before + c % columns);
            imageRows.push_back(i * beginning + before + c);
        }
    }
    const std::int64_t firstPosition = before + std::max(rows, columns);
    for (std::size_t i = 0; i < scenes.size(); ++i) {
        const Scene& scene = scenes[i].scene();
        std::vector<std::size_t> order(scene.questions.size());
        std::iota(order.begin(), order.end(), std::size_t(0));
        for (int k = 0; k < questionsEach; ++k) {
            // Drawn without putting back, as long as there are more.
            const std::size_t taken = std::size_t(k) % order.size();
            std::swap(order[taken], order[taken + chance.below(order.size() - taken)]);
            const Scene::Question& question = scene.questions[order[taken]];
            const std::vector<TokenId> asked = prompts.question(question.text);
            const std::vector<TokenId> answer = prompts.answer(question.points);
            const std::vector<float> counts = prompts.weights(answer);
            const std::int64_t first = batch.pictures.count * beginning + std::int64_t(tokens.size());
            const auto length = std::int64_t(asked.size() + answer.size());
            batch.segments.push_back({first, length, std::int64_t(i) * beginning, beginning, true});
            for (std::int64_t p = 0; p < length; ++p)
                place(firstPosition + p, firstPosition + p, firstPosition + p);
            tokens.insert(tokens.end(), asked.begin(), asked.end());
            tokens.insert(tokens.end(), answer.begin(), answer.end());
            last.push_back(first + std::int64_t(asked.size()) - 1);
            pictures.push_back(std::int64_t(i));
            std::array<std::int64_t, 2> cellsMeant{};
            for (std::size_t which = 0; which < 2; ++which) {
                const Scene::Thing& thing = scene.things[std::size_t(which == 0 ? question.moved : question.reference)];
                const Cell cell = cellOf(thing.u, thing.v, rows, columns, side);
                cellsMeant[which] = std::int64_t(cell.row) * columns + cell.column;
                pointed.push_back(cellsMeant[which]);
            }
            std::size_t point = 0; // how many have begun
            for (std::size_t a = 0; a < answer.size(); ++a) {
                const std::int64_t row = last.back() + std::int64_t(a);
                lossRows.push_back(row);
                targets.push_back(answer[a]);
                weights.push_back(counts[a]);
                if (a + 1 == answer.size())
                    break; // the end needs no look
                if (prompts.tokenizer().bytesOf(answer[a]).find('(') != std::string::npos) {
                    ++point;
                    continue;
                }
                const std::size_t half = point * 2 > question.points.size() ? 1 : 0;
                looks[half].push_back(std::int64_t(lookRows.size()));
                lookRows.push_back(row);
                lookTargets.push_back(std::int64_t(i) * beginning + before + cellsMeant[half]);
            }
            for (std::size_t p = 0; p < pointsLearned; ++p) {
                const std::size_t nearest =
                    (p * (question.points.size() - 1) * 2 + pointsLearned - 1) / (2 * (pointsLearned - 1));
                points.insert(points.end(), question.points[nearest].begin(), question.points[nearest].end());
            }
        }
    }
    batch.questions = int(last.size());
    batch.prefix = prompts.prefix();
    batch.rotation = textRotation(positions, config.text);
    batch.questionTokens = asTensor(tokens);
    batch.imageRows = asTensor(imageRows);
    batch.lossRows = asTensor(lossRows);
    batch.lossTargets = asTensor(targets);
    batch.lossWeights = asTensor(weights);
    batch.lastPromptRows = asTensor(last);
    batch.questionPictures = asTensor(pictures);
    batch.pointedCells = asTensor(pointed).view({-1, 2});
    batch.lookRows = asTensor(lookRows);
    batch.lookTargets = asTensor(lookTargets);
    std::vector<float> lookWeights(lookRows.size());
    for (const auto& half : looks)
        for (const std::int64_t look : half)
            lookWeights[std::size_t(look)] = 1 / float(half.size());
    batch.lookWeights = asTensor(lookWeights);
    batch.points = asTensor(points).view({-1, std::int64_t(pointsLearned), 3});
}

} // namespace

Batch Batch::to(at::Device device) const {
    Batch moved = *this;
    for (at::Tensor* tensor :
         {&moved.pictures.pixels,  &moved.patchKinds,   &moved.patchColours,   &moved.patchDepths,
          &moved.cellHasCentre,    &moved.centreCells,  &moved.centreKinds,    &moved.centreColours,
          &moved.centrePlaces,     &moved.centreDigits, &moved.questionTokens, &moved.imageRows,
          &moved.lossRows,         &moved.lossTargets,  &moved.lossWeights,    &moved.lastPromptRows,
          &moved.questionPictures, &moved.pointedCells, &moved.lookRows,       &moved.lookTargets,
          &moved.lookWeights,      &moved.points,       &moved.rotation.cos,   &moved.rotation.sin})
        if (tensor->defined())
            *tensor = device.is_cpu() ? tensor->cpu() : tensor->pin_memory().to(device, true);
    return moved;
}

std::string answerText(const std::vector<std::array<float, 3>>& points) {
    std::string text = "[";
    for (const auto& [x, y, d] : points) {
        std::array<char, 64> buffer{};
        const int length = std::snprintf(buffer.data(), buffer.size(), "(%d, %d, %.2f)", int(std::lround(x)),
                                         int(std::lround(y)), double(d));
        text += (text.size() > 1 ? ", " : "") + std::string(buffer.data(), std::size_t(length));
    }
    return text + "]";
}

Result<PromptTokenizer> PromptTokenizer::from(Tokenizer tokenizer) {
    PromptTokenizer prompts(std::move(tokenizer));
    for (const char* name : {"<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>"})
        if (prompts.m_tokenizer.idOfAdded(name) < 0)
            return failure("The tokenizer has no %1. Make one with train_model tokenizer.", name);
    prompts.m_prefix = prompts.m_tokenizer.encode("<|im_start|>user\n");
    prompts.m_prefix.push_back(prompts.m_tokenizer.idOfAdded("<|vision_start|>"));
    prompts.m_visionEnd = prompts.m_tokenizer.idOfAdded("<|vision_end|>");
    prompts.m_end = prompts.m_tokenizer.idOfAdded("<|im_end|>");
    return prompts;
}

std::vector<TokenId> PromptTokenizer::question(const std::string& text) const {
    std::vector<TokenId> ids{m_visionEnd};
    const std::vector<TokenId> rest = m_tokenizer.encode(text + "<|im_end|>\n<|im_start|>assistant\n");
    ids.insert(ids.end(), rest.begin(), rest.end());
    return ids;
}

std::vector<TokenId> PromptTokenizer::answer(const std::vector<std::array<float, 3>>& points) const {
    std::vector<TokenId> ids = m_tokenizer.encode(answerText(points));
    ids.push_back(m_end);
    return ids;
}

std::vector<float> PromptTokenizer::weights(const std::vector<TokenId>& answer) const {
    // Of each character of the text, then of each token the most of its characters'.
    std::string text;
    for (const TokenId id : answer)
        text += m_tokenizer.bytesOf(id);
    std::vector<float> ofCharacter(text.size(), separatorWeight);
    for (std::size_t i = 0; i < text.size();) {
        const auto isDigit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
        std::size_t end = i;
        while (isDigit(end))
            ++end;
        if (end == i) {
            ++i;
            continue;
        }
        if (end < text.size() && text[end] == '.') { // metres
            std::fill(ofCharacter.begin() + std::ptrdiff_t(i), ofCharacter.begin() + std::ptrdiff_t(end), 0.5f);
            ++end;
            for (float weight = 0.8f; isDigit(end); ++end, weight = 0.3f)
                ofCharacter[end] = weight;
        } else {
            for (std::size_t place = i; place < end; ++place)
                ofCharacter[place] = place == i ? 1.0f : end - place > 1 ? 0.6f : 0.12f;
        }
        i = end;
    }
    std::vector<float> weights;
    std::size_t done = 0;
    for (const TokenId id : answer) {
        const std::size_t length = m_tokenizer.bytesOf(id).size();
        const auto begin = ofCharacter.begin() + std::ptrdiff_t(done);
        weights.push_back(length == 0 ? separatorWeight : *std::max_element(begin, begin + std::ptrdiff_t(length)));
        done += length;
    }
    return weights;
}

Batch batchOf(const std::vector<SceneReference>& scenes, int questionsEach, const PromptTokenizer& prompts,
              const World& world, const Qwen3VlConfig& config, bool isVaried, Chance& chance) {
    const auto& vision = config.vision;
    Batch batch;
    batch.pictures = picturesOf(scenes, vision, isVaried ? &chance : nullptr);
    addLabels(batch, scenes, world, vision);
    if (questionsEach > 0)
        addQuestions(batch, scenes, questionsEach, prompts, config, chance);
    return batch;
}

} // namespace tracestudio
