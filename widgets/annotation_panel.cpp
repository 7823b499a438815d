#include "widgets/annotation_panel.h"

namespace tracestudio {

AnnotationPanel::AnnotationPanel(ViewState*, QUndoStack*, QWidget* parent)
    : QWidget(parent) {}
AnnotationPanel::~AnnotationPanel() = default;
void AnnotationPanel::setContent(const AnnotationContent&) {}
void AnnotationPanel::focusInstruction() {}

} // namespace tracestudio
