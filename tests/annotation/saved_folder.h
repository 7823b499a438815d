#pragma once

#include "annotation/annotated_folder.h"

/// What the tests of saving share.

enum Layout { Indented, Lines, OneLine, Crlf, NoFinalNewline, Odd, LayoutCount };

/// Rows as the published file has them, with unknown keys and numbers spelled in ways of their own.
inline std::string textOf(int count, Layout layout) {
    std::vector<std::string> rows;
    for (int id = 0; id < count; ++id) {
        nlohmann::ordered_json row = BenchmarkFolder::row(id);
        row["note"] = {{"nested", {1, "x", nullptr}}, {"path", "a/b"}};
        std::string text = row.dump(layout == Indented ? 4 : -1);
        if (id % 3 == 1)
            text.replace(text.find("1.1"), 3, "1.10e0");
        if (layout == Odd)
            text.insert(text.size() - 1, ",\"bad\":[NaN,-Infinity,1e999] ");
        rows.push_back(text);
    }
    const std::string newline = layout == Crlf ? "\r\n" : "\n";
    const std::string between = layout == OneLine ? ", " : layout == Odd ? "\n , \t" : "," + newline;
    std::string text = layout == OneLine ? "[" : layout == Odd ? "\xEF\xBB\xBF  [ \t" : "[" + newline;
    for (std::size_t i = 0; i < rows.size(); ++i)
        text += (i > 0 ? between : "") + rows[i];
    return text + (layout == OneLine ? "]" : layout == NoFinalNewline ? newline + "]" : newline + "]" + newline);
}

inline void fill(const BenchmarkFolder& folder, int count, Layout layout = Lines) {
    folder.write("trajectory_dataset.json", textOf(count, layout));
    for (int id = 0; id < count; ++id) {
        folder.writePictures(id);
        folder.write("raw_data/" + std::to_string(id) + "/mask.png", *maskFile(id));
    }
}

inline std::string failureOf(tracestudio::DatasetSaver& saver, const tracestudio::DatasetEdits& edits) {
    const tracestudio::Result<void> saved = saver.save(edits);
    return saved ? std::string() : saved.error().message();
}

/// `dataset` with rows changed by `change`.
template <typename Change>
tracestudio::DatasetEdits editsOf(const tracestudio::Dataset& dataset, const std::vector<std::size_t>& rows,
                                  const Change& change) {
    tracestudio::DatasetEdits edits;
    for (const std::size_t row : rows) {
        const tracestudio::Annotation before = annotationAt(dataset, row);
        tracestudio::Annotation after = before;
        change(after);
        edits.rows[row] = edited(before, after);
    }
    return edits;
}

inline tracestudio::DatasetEdits deleting(const tracestudio::Dataset& dataset, const std::vector<std::size_t>& rows) {
    tracestudio::DatasetEdits edits;
    for (const std::size_t row : rows)
        edits.rows[row] = edited(annotationAt(dataset, row), annotationAt(dataset, row), true);
    return edits;
}

inline std::vector<std::string> idsIn(const std::filesystem::path& folder) {
    const auto dataset = opened(folder);
    if (!dataset->fileProblems().empty() && dataset->size() > 0)
        qFatal("%s", dataset->fileProblems()[0].message().c_str());
    std::vector<std::string> ids;
    for (std::size_t index = 0; index < dataset->size(); ++index)
        ids.emplace_back(dataset->row(index).id);
    return ids;
}

using Ids = std::vector<std::string>;
