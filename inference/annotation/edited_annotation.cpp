#include "annotation/edited_annotation.h"

#include "annotation/dataset_edits.h"

namespace tracestudio {

const Annotation* editedAnnotation(const Dataset& dataset, std::size_t index) {
    const auto* edited = dynamic_cast<const EditedDataset*>(&dataset);
    if (!edited)
        return nullptr;
    const DatasetEdits& edits = edited->edits();
    const std::size_t rows = edited->base()->size();
    if (index >= rows)
        return index - rows < edits.added.size() ? &edits.added[index - rows]->annotation : nullptr;
    const auto edit = edits.rows.find(index);
    return edit != edits.rows.end() ? &edit->second->after : nullptr;
}

} // namespace tracestudio
