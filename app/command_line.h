#pragma once

#include "app/figure_film.h"
#include "app/frame_sink.h"
#include "app/model_request.h"
#include "benchmark/predictions.h"
#include "scene/camera.h"

#include <QJsonObject>
#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>
#include <variant>
#include <vector>

namespace tracestudio {

/// `tracestudio evaluate …`: score prediction files without a window.
struct EvaluateRequest {
    QString benchmark; ///< folder; empty: answers without images
    QStringList predictions;
    QString task;      ///< "2D", "3D" or empty: from the file's name
    QString modelName; ///< empty: from the file's name
    QString jsonFile, csvFile;
    int threads = 0; ///< 0: all cores
};

/// `tracestudio ask …`: one question to a model, without a window.
struct AskRequest {
    ModelRequest model;
    QString image, depth;             ///< files; may be empty
    std::optional<Camera> intrinsics; ///< of the depth picture; its size is not known yet
    AnswerTask task = AnswerTask::Free;
    bool isJson = false;
    QString instruction;
};

/// `tracestudio predict …`: a model asked about every sample of a benchmark, without a window.
struct PredictRequest {
    ModelRequest model;
    bool isPlanner = false;    ///< instead of a model: the planner, which is given mask and box
    QString benchmark, output; ///< folders
    std::vector<Task> tasks;   ///< in this order
    QString samples;           ///< ids such as "0-9,12"; empty: all
    int jobs = 1;              ///< questions under way at once; above 1 for servers and the planner only
};

/// `tracestudio figure …`: figures without a window.
struct FigureRequest {
    QString figure;    ///< a figure to be made again, with its own samples and options; or
    QString benchmark; ///< folder
    QStringList predictions;
    QStringList samples; ///< ids; empty: those with `verdict`, or all
    QString verdict;     ///< nameOf(Verdict) or "failure"; empty: any
    QJsonObject changes; ///< of FigureOptions, as its JSON names them
    QString size;        ///< "1600x900" in pixels, or a width: "3.25in", "8.5cm", "234pt"; empty: unchanged
    QString style;       ///< a name, or a file (.json); empty: unchanged
    double fontSize = 0; ///< points; widths grow with it; 0: unchanged
    FilmMotion film;     ///< where `output` is a film
    QString output;      ///< file, or pattern; see FigureExport
    bool isOverwriting = false;
    QString language;
};

/// `tracestudio capture …`: cameras listed, or frames recorded, without a window.
struct CaptureRequest {
    bool isListing = false, isJson = false;
    QString source; ///< a camera's URI, or a recording
    QString output; ///< folder
    RecordingFormat format = RecordingFormat::Benchmark;
    QString instruction;             ///< of the samples
    std::uint64_t frames = 0;        ///< to write; 0: no end
    double everySeconds = 0;         ///< from one to the next; 0: every one
    std::optional<CaptureMode> mode; ///< of a camera; what is 0 in it is the camera's choice
    SourceOptions options;           ///< of a recording
    double waitSeconds = 10;         ///< for a camera that is not there or sends nothing
};

/// `tracestudio check …`: what is missing or odd about the annotations of a benchmark, without a window.
struct CheckRequest {
    QString benchmark; ///< folder
    QString jsonFile;
};

/// `tracestudio diff …`: how two versions of a dataset differ, without a window.
struct DiffRequest {
    QString before, after; ///< folders or dataset files
    QString jsonFile;
};

/// `tracestudio [PATH…]`: the window.
struct WindowRequest {
    /// Benchmark folders, scenes, dataset and prediction files, recordings and cameras' URIs, sorted out when opened.
    QStringList paths;
    QString language;                  ///< "en", "zh_CN"; empty: the setting, else the system's
    QString theme;                     ///< "dark", "light", "system"; empty: the setting
    QString sample;                    ///< id to start at
    std::optional<ModelRequest> model; ///< to ask; nothing: the one of last time
    QString instruction;               ///< to ask it at once
    std::optional<AnswerTask> task;    ///< in the instruction panel; nothing: the one of last time
    QString screenshot; ///< write a picture of the window to this file once everything is loaded and scored, then end
    QString annotates;  ///< "trace", "box" or "mask": the tool to begin to annotate with; empty: none
    bool isComposing = false; ///< the figure composer is open, and what the picture shows
    QSize size;               ///< of the window; invalid: as last time
};

/// Text to print and the exit status: help, version, or what is wrong with the arguments.
struct PrintAndExit {
    QString text;
    int status = 0;
};

using Invocation = std::variant<WindowRequest, EvaluateRequest, AskRequest, PredictRequest, FigureRequest,
                                CaptureRequest, CheckRequest, DiffRequest, PrintAndExit>;

/// Reads the program's arguments (the first is the program itself). Needs no application object.
Invocation parseCommandLine(const QStringList& arguments);

} // namespace tracestudio
