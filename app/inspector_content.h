#pragma once

#include "app/document.h"
#include "widgets/inspector_panel.h"
#include "widgets/summary_panel.h"
#include "widgets/theme.h"

namespace tracestudio {

/// What the inspector says of the current sample: words and numbers ready to show. Nothing without a sample.
std::optional<InspectorContent> inspectorContent(const Document& document);

/// What it says of one answer given in the window, which is growing; nothing when that is not of the current sample.
std::optional<InspectorModel> inspectorModel(const Document& document, int answer);

/// What the summary says of all open models. Looks at every answer, so it is made on a worker; the models' colours
/// are put in by the window, whose thread the theme belongs to.
SummaryContent summaryContent(const Dataset& dataset, const std::vector<OpenModel>& models);

} // namespace tracestudio
