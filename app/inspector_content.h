#pragma once

#include "app/document.h"
#include "widgets/inspector_panel.h"
#include "widgets/summary_panel.h"
#include "widgets/theme.h"

namespace tracestudio {

/// What the inspector says of the current sample: words and numbers ready to show. Nothing without a sample.
std::optional<InspectorContent> inspectorContent(const Document& document);

/// What the summary says of all open models.
SummaryContent summaryContent(const Document& document);

} // namespace tracestudio
