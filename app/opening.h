#pragma once

#include "benchmark/query.h"
#include "benchmark/report.h"

#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

namespace tracestudio {

/// By dataset index, the score of the answer to that sample; nullptr: no answer or not scored.
using ScoresBySample = std::vector<const SampleScore*>;

/// A file of answers that is open: the file, how it meets the dataset, and its score once there is one. All of it is
/// shared and immutable, so that a copy costs nothing however many rows there are.
struct OpenModel {
    std::shared_ptr<const PredictionFile> predictions;
    std::shared_ptr<const PredictionMatch> match; ///< never null once open
    std::shared_ptr<const ModelScore> score;
    std::shared_ptr<const ScoresBySample> scoreOfSample; ///< null: not scored yet
    QString name;                                        ///< no two open models have the same
    QString shortName;                                   ///< two to four letters for narrow places, also apart
    bool isLeftUnscored = false;                         ///< scoring was cancelled or failed

    /// The answer to a sample; nothing when there is none.
    [[nodiscard]] const AnswerRow* answerTo(std::size_t sample) const;
    [[nodiscard]] const SampleScore* scoreFor(std::size_t sample) const;
};

/// What a worker made of some paths, complete: the document only puts it in place.
struct Opened {
    std::shared_ptr<const Dataset> dataset;
    bool isNewDataset = false;
    bool isFromAnswers = false; ///< the dataset is made of the answers' own rows
    std::vector<OpenModel> models;
    std::shared_ptr<ReviewMarks> marks; ///< only with a new dataset
    QStringList recordings;             ///< paths and devices that pictures come from one after the other
    std::vector<Error> errors;
    bool hasChanged = false; ///< at least one path could be opened
};

/// Opens what each path is, on top of what is open already (`before`; its errors and marks are not looked at). A
/// benchmark folder or scene replaces the dataset and its answers, but answers that were open without a dataset meet
/// the new one. Prediction files are added; the same file opened again takes its old place. With answers only, their
/// own rows are the dataset. Any thread.
Opened openPaths(const QStringList& paths, const Opened& before, const Progress& progress, std::stop_token stop);

std::shared_ptr<const ScoresBySample> scoresBySample(const PredictionMatch& match, const ModelScore& score);

/// Two or three letters of `name`: capitals and digits first ("RoboTracer" → "RT").
QString shortNameOf(const QString& name);

/// Names each model so that no two are called the same: by its file's name, then its task, then a number.
void nameApart(std::vector<OpenModel>& models);

} // namespace tracestudio
