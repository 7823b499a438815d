#include "training/evaluation.h"

#include "benchmark/answer.h"
#include "benchmark/sample_files.h"
#include "local/qwen3_vl.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace tracestudio {

namespace {

constexpr std::size_t mostTogether = 32;
constexpr std::int64_t mostNewTokens = 96;

std::string sizeText(int width, int height) {
    return std::to_string(width) + "x" + std::to_string(height);
}

/// Where a camera sees (x, y), shares of its picture: X = (x · scaleX − shiftX) · depth, and Y alike.
struct Unprojection {
    double scaleX, scaleY, shiftX, shiftY;
};
using Place = std::array<double, 3>; ///< shares of the picture's sides, and metres along the camera's axis

/// The error of an answer to a trace that leads from the first of `truth` to the second.
AnswerError errorAgainst(const std::string& answer, const std::array<Place, 2>& truth, const Unprojection& camera) {
    AnswerError error;
    const OfficialParse parsed = parseOfficial(answer, AnswerStyle::Text);
    error.isRead = !parsed.raises() && !parsed.isFlat && parsed.columns == 3 && parsed.rows >= 2;
    if (!error.isRead)
        return error;
    const auto distance = [&](const Place& a, const Place& b) {
        const auto unprojected = [&](const Place& place) {
            return std::array{(place[0] * camera.scaleX - camera.shiftX) * place[2],
                              (place[1] * camera.scaleY - camera.shiftY) * place[2], place[2]};
        };
        const auto p = unprojected(a);
        const auto q = unprojected(b);
        return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
    };
    const auto ofEnd = [&](int row, const Place& wanted) {
        const Place said{parsed.at(row, 0), parsed.at(row, 1), parsed.at(row, 2)};
        AnswerError::End end;
        end.metres = distance(said, wanted);
        end.metresAtDepth = distance({said[0], said[1], wanted[2]}, wanted);
        end.thousandths = 1000 * std::hypot(said[0] - wanted[0], said[1] - wanted[1]);
        end.depthMetres = std::abs(said[2] - wanted[2]);
        return end;
    };
    error.start = ofEnd(0, truth[0]);
    error.end = ofEnd(parsed.rows - 1, truth[1]);
    return error;
}

/// Exams of pictures of one size whose questions have `length` tokens.
std::vector<std::vector<TokenId>> answersTogether(const std::vector<Exam>& exams, const PromptTokenizer& prompts,
                                                  const Qwen3VlWeights& weights, const Qwen3VlConfig& config) {
    const c10::InferenceMode guard;
    const auto& t = config.text;
    const auto count = std::int64_t(exams.size());
    std::vector<SceneReference> scenes;
    std::vector<std::int64_t> asked;
    for (const Exam& exam : exams) {
        scenes.push_back(exam.scene);
        for (const TokenId id : prompts.question(exam.scene.scene().questions[exam.question].text))
            asked.push_back(id);
    }
    const Pictures pictures = picturesOf(scenes, config.vision);
    const PatchGrid grid(pictures.rows, pictures.columns, config.vision);
    const at::Tensor x0 = embedded(pictures, grid, weights, config.vision).view({count, -1, config.vision.hidden});
    const Sight sight =
        sightOf(weights, config.vision, x0, grid.rotation(config.vision.headSize()), [](std::size_t) { return true; });
    const int rows = pictures.rows / config.vision.merge;
    const int columns = pictures.columns / config.vision.merge;
    std::vector<TokenId> ids = prompts.prefix();
    const auto before = std::int64_t(ids.size());
    ids.insert(ids.end(), std::size_t(rows * columns), config.imageToken);
    const auto behind = std::int64_t(asked.size()) / count;
    ids.insert(ids.end(), std::size_t(behind), 0);
    const PromptTokens prompt = placeTokens(std::move(ids), config.imageToken, rows, columns);
    const std::int64_t image = sight.tokens.size(1);

    const std::vector<std::int64_t> prefix(prompts.prefix().begin(), prompts.prefix().end());
    const auto embeddingOf = [&](const at::Tensor& tokens) {
        return weights.embedding.index_select(0, tokens.view({-1})).view({-1, tokens.size(-1), t.hidden});
    };
    at::Tensor x = at::cat({embeddingOf(at::tensor(prefix, at::kLong)).expand({count, before, t.hidden}), sight.tokens,
                            embeddingOf(at::tensor(asked, at::kLong).view({count, behind}))},
                           1);
    const std::int64_t room = x.size(1) + mostNewTokens;
    std::vector<at::Tensor> keys, values;
    for (int i = 0; i < t.layers; ++i)
        for (auto* memory : {&keys, &values})
            memory->push_back(at::zeros({count, t.keyValueHeads, room, t.headSize}, at::kFloat));
    std::vector<std::vector<TokenId>> answers(exams.size());
    std::vector<bool> isDone(exams.size(), false);
    std::int64_t known = 0;
    std::array<std::vector<std::int64_t>, 3> positions = prompt.positions;
    for (std::int64_t next = 0; next < mostNewTokens; ++next) {
        const Rotation rotation = textRotation(positions, t);
        const std::int64_t n = x.size(1);
        for (std::size_t i = 0; i < weights.layers.size(); ++i) {
            const TextLayer& layer = weights.layers[i];
            const TextLayer::Heads heads = layer.heads(x, rotation, t);
            keys[i].narrow(2, known, n).copy_(heads.keys);
            values[i].narrow(2, known, n).copy_(heads.values);
            x = layer.after(
                x, attention(heads.queries, keys[i].narrow(2, 0, known + n), values[i].narrow(2, 0, known + n), true),
                t);
            if (known == 0 && i < sight.deep.size())
                x.narrow(1, before, image).add_(sight.deep[i]);
        }
        known += n;
        const at::Tensor last = weights.finalNorm(x.select(1, n - 1), t.rmsEpsilon);
        const at::Tensor chosen = Linear{weights.head, {}}(last).argmax(-1);
        bool isAllDone = true;
        for (std::size_t i = 0; i < exams.size(); ++i) {
            const auto id = TokenId(chosen.data_ptr<std::int64_t>()[i]);
            if (!isDone[i])
                answers[i].push_back(id);
            isDone[i] = isDone[i] || id == prompts.end();
            isAllDone = isAllDone && isDone[i];
        }
        if (isAllDone)
            break;
        x = embeddingOf(chosen.view({count, 1}));
        for (auto& axis : positions)
            axis = {prompt.nextPosition + next};
    }
    return answers;
}

double share(const std::vector<AnswerError>& errors, double (*of)(const AnswerError&), double limit) {
    const auto hits = std::count_if(errors.begin(), errors.end(),
                                    [&](const AnswerError& error) { return error.isRead && of(error) < limit; });
    return double(hits) / double(std::max<std::size_t>(errors.size(), 1));
}

double median(const std::vector<AnswerError>& errors, double (*of)(const AnswerError&)) {
    std::vector<double> values;
    for (const AnswerError& error : errors)
        if (error.isRead)
            values.push_back(of(error));
    if (values.empty())
        return NAN;
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

std::vector<Exam> examsOf(const TrainingScenes& scenes, const PromptTokenizer& prompts, std::size_t most) {
    std::vector<Exam> exams;
    // Of every set its share, evenly spread.
    const double all = double(scenes.size());
    const double wanted = double(std::min(most, scenes.size()));
    for (const SceneSet& set : scenes.sets) {
        const auto own = std::size_t(std::lround(wanted * double(set.size()) / all));
        for (std::size_t i = 0; i < own; ++i) {
            const SceneReference scene{&set, i * set.size() / own};
            exams.push_back({scene, i % scene.scene().questions.size()});
        }
    }
    std::stable_sort(exams.begin(), exams.end(), [&](const Exam& a, const Exam& b) {
        const auto key = [&](const Exam& exam) {
            return std::pair(exam.scene.set, prompts.question(exam.scene.scene().questions[exam.question].text).size());
        };
        return key(a) < key(b);
    });
    return exams;
}

std::vector<std::vector<TokenId>> greedyAnswers(const std::vector<Exam>& exams, const PromptTokenizer& prompts,
                                                const Qwen3VlWeights& weights, const Qwen3VlConfig& config) {
    const auto lengthOf = [&](const Exam& exam) {
        return prompts.question(exam.scene.scene().questions[exam.question].text).size();
    };
    std::vector<std::vector<TokenId>> answers;
    for (std::size_t first = 0; first < exams.size();) {
        std::vector<Exam> together{exams[first]};
        const std::size_t length = lengthOf(exams[first]);
        for (std::size_t i = first + 1;
             i < exams.size() && together.size() < mostTogether &&
             exams[i].scene.set->width() == exams[first].scene.set->width() &&
             exams[i].scene.set->height() == exams[first].scene.set->height() && lengthOf(exams[i]) == length;
             ++i)
            together.push_back(exams[i]);
        for (auto& answer : answersTogether(together, prompts, weights, config))
            answers.push_back(std::move(answer));
        first += together.size();
    }
    return answers;
}

AnswerError errorOf(const Exam& exam, const std::string& answer) {
    const SceneSet& set = *exam.scene.set;
    const Scene& scene = exam.scene.scene();
    const Scene::Question& question = scene.questions[exam.question];
    const auto [fx, fy, cx, cy] = scene.camera;
    const auto pointOf = [](const std::array<float, 3>& point) {
        return std::array{double(point[0]) / 1000, double(point[1]) / 1000, double(point[2])};
    };
    AnswerError error = errorAgainst(answer, {pointOf(question.points.front()), pointOf(question.points.back())},
                                     {set.width() / fx, set.height() / fy, cx / fx, cy / fy});
    error.kind = question.kind;
    error.family = scene.family;
    error.size = sizeText(set.width(), set.height());
    return error;
}

Result<std::vector<AnswerError>> errorsOf(const PredictionFile& answers, const Dataset& dataset) {
    std::map<std::string_view, std::string_view> texts;
    for (const AnswerRow& row : answers.rows)
        if (row.prediction.isString())
            texts[row.id] = row.prediction.text;
    std::vector<AnswerError> errors;
    for (std::size_t i = 0; i < dataset.size(); ++i) {
        const auto record = dataset.record(i);
        if (!record)
            return tl::unexpected(record.error());
        if (record->trajectory.size() < 2)
            continue;
        const auto path = pathInside(dataset.pictureFolder(), record->imagePath);
        if (!path)
            return tl::unexpected(path.error());
        const auto picture = readColour(*path);
        if (!picture)
            return tl::unexpected(picture.error());
        const auto camera = cameraOf(record->gtDepthIntrinsics, picture->cols, picture->rows);
        if (!camera)
            return failure("Sample %1 has no camera. Generate the scenes again.", record->id);
        const double width = picture->cols;
        const double height = picture->rows;
        const auto pointOf = [&](const PointCamera& point) {
            const PixelPoint pixel = camera->project(point);
            return std::array{pixel.x / width, pixel.y / height, point.z};
        };
        const auto text = texts.find(record->id);
        AnswerError error =
            errorAgainst(text == texts.end() ? std::string() : std::string(text->second),
                         {pointOf(record->trajectory.front()), pointOf(record->trajectory.back())},
                         {width / camera->fx, height / camera->fy, camera->cx / camera->fx, camera->cy / camera->fy});
        error.kind = record->category;
        error.family = record->dataSource;
        error.size = sizeText(picture->cols, picture->rows);
        errors.push_back(std::move(error));
    }
    return errors;
}

std::string evaluationText(const std::vector<AnswerError>& errors) {
    using Of = double (*)(const AnswerError&);
    constexpr Of start = [](const AnswerError& e) { return e.start.metres; };
    constexpr Of end = [](const AnswerError& e) { return e.end.metres; };
    constexpr Of both = [](const AnswerError& e) { return std::max(e.start.metres, e.end.metres); };
    constexpr Of bothAtDepth = [](const AnswerError& e) {
        return std::max(e.start.metresAtDepth, e.end.metresAtDepth);
    };
    std::map<std::string, std::vector<AnswerError>> groups;
    for (const AnswerError& error : errors) {
        groups["kind " + error.kind].push_back(error);
        groups["family " + error.family].push_back(error);
        groups["size " + error.size].push_back(error);
    }
    std::vector<std::pair<std::string, std::vector<AnswerError>>> lines{{"all", errors}};
    lines.insert(lines.end(), groups.begin(), groups.end());
    std::string text =
        "                          n   read | start .05  .10  .20 |  end  .05  .10  .20 | both  .05  .10 "
        " .20 | true depth .05  .10  .20 | px start  end | depth start   end\n";
    for (const auto& [name, group] : lines) {
        std::array<char, 400> line{};
        const auto shares = [&](Of of) {
            std::array<char, 40> part{};
            std::snprintf(part.data(), part.size(), "%.3f %.3f %.3f", share(group, of, 0.05), share(group, of, 0.1),
                          share(group, of, 0.2));
            return std::string(part.data());
        };
        constexpr Of always = [](const AnswerError&) { return 0.0; };
        std::snprintf(line.data(), line.size(), "%-20s %6zu  %.3f | %s | %s | %s | %s | %6.1f %6.1f | %.3f %.3f\n",
                      name.c_str(), group.size(), share(group, always, 1), shares(start).c_str(), shares(end).c_str(),
                      shares(both).c_str(), shares(bothAtDepth).c_str(),
                      median(group, [](const AnswerError& e) { return e.start.thousandths; }),
                      median(group, [](const AnswerError& e) { return e.end.thousandths; }),
                      median(group, [](const AnswerError& e) { return e.start.depthMetres; }),
                      median(group, [](const AnswerError& e) { return e.end.depthMetres; }));
        text += line.data();
    }
    return text;
}

} // namespace tracestudio
