#pragma once

#include "app/figure_source.h"

#include <QJsonObject>
#include <map>

namespace tracestudio {

/// What a figure was made from, as it is kept inside the file: enough to make it again, or to say what is missing. A
/// plain value. Paths are kept both as they were and from the figure's own folder, so that figure and benchmark may
/// move together.
struct FigureRecipe {
    struct Place {
        QString path, fromFigure;
        /// Where it is now, seen from the figure's present folder; empty when it is nowhere.
        [[nodiscard]] QString find(const QString& figure) const;
    };
    struct SampleReference {
        QString id;
        QString checksum; ///< of its row and its pictures, see checksumOf
    };
    struct Answers {
        QString name;
        std::optional<Place> file; ///< nothing: given in the window
        Task task = Task::ThreeD;
        QColor colour;
        bool startsAtMeasuredDepth = false; ///< of one given in the window
        std::map<QString, QString> texts;   ///< by sample id: what was answered
    };
    QString programVersion;
    QString language; ///< of the labels, "en" or "zh_CN"
    Place dataset;
    std::vector<SampleReference> samples;
    std::vector<Answers> answers;
    QColor truthColour, boxColour, objectColour;
    FigureOptions options;

    /// Those that stand in this file now; null where none do.
    [[nodiscard]] const Answers* answersIn(const std::filesystem::path& file, const QString& figure) const;
    [[nodiscard]] QJsonObject toJson() const;
    /// An error where a value cannot be used, or where a later program wrote what this one cannot know.
    static Result<FigureRecipe> fromJson(const QJsonObject& json, const QString& figure);
};

/// The recipe of a figure that is written to `output`. Reads the samples' files. Any thread.
FigureRecipe recipeOf(const FigureSubject& subject, const FigureOptions& options, const QString& output);

/// SHA-256 over a sample's row and the bytes of its picture, depth and mask, in hexadecimal digits.
QString checksumOf(const Dataset& dataset, std::size_t sample);

/// Where what a recipe is about is now.
struct FigureSources {
    QStringList paths;                                    ///< of the dataset and the answers' files that are there
    std::vector<const FigureRecipe::Answers*> fromFigure; ///< whose file is gone, or who never had one
    std::vector<Error> notes;                             ///< what is missing
};
/// An error where the dataset is gone. Any thread.
Result<FigureSources> locate(const FigureRecipe& recipe, const QString& figure);
/// The answers that are only in the figure, scored. Any thread.
std::vector<FigureLiveAnswer> answersInFigure(const FigureSources& sources, const Dataset& dataset,
                                              const std::stop_token& stop = {});
/// Which of its samples are gone or have changed. Reads their files. Any thread.
std::vector<Error> changesSince(const FigureRecipe& recipe, const Dataset& dataset, const std::stop_token& stop = {});

/// Which answers in files are others than those in the figure.
std::vector<Error> answerChanges(const FigureRecipe& recipe, const QString& figure,
                                 const std::vector<OpenModel>& models, const Dataset& dataset);

/// A figure's samples and answers, found again. Answers whose file is gone are those kept in the figure.
struct ReopenedFigure {
    FigureSubject subject;    ///< scored
    std::vector<Error> notes; ///< what is missing or has changed
};
/// Opens what a recipe is about. An error where the dataset or all samples are gone. Any thread.
Result<ReopenedFigure> reopen(const FigureRecipe& recipe, const QString& figure, const std::stop_token& stop = {});

} // namespace tracestudio
