#include "widgets/typed_text.h"

#include "widgets/edit_step.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <algorithm>

namespace tracestudio {

namespace {
constexpr int pauseMilliseconds = 500;
} // namespace

TypedText::TypedText(QLineEdit* field)
    : QObject(field)
    , m_text([field] { return field->text(); })
    , m_setText([field](const QString& text) {
        const int caret = field->cursorPosition();
        field->setText(text);
        field->setCursorPosition(field->hasFocus() ? caret : 0);
    }) {
    connect(field, &QLineEdit::textChanged, this, &TypedText::noteTyping);
    connect(field, &QLineEdit::returnPressed, this, &TypedText::end);
    watch(field);
}

TypedText::TypedText(QPlainTextEdit* field)
    : QObject(field)
    , m_text([field] { return field->toPlainText(); })
    , m_setText([field](const QString& text) {
        const int caret = field->textCursor().position();
        field->setPlainText(text);
        QTextCursor cursor = field->textCursor();
        cursor.setPosition(std::min(caret, int(text.size())));
        field->setTextCursor(cursor);
    }) {
    connect(field, &QPlainTextEdit::textChanged, this, &TypedText::noteTyping);
    watch(field);
}

void TypedText::watch(QWidget* field) {
    field->installEventFilter(this);
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMilliseconds);
    connect(&m_pause, &QTimer::timeout, this, &TypedText::commit);
}

void TypedText::noteTyping() {
    if (!m_isShowing && isTyped())
        m_pause.start();
}

void TypedText::show(const QString& text) {
    if (isTyped())
        return;
    replace(text);
}

void TypedText::replace(const QString& text) {
    m_pause.stop();
    m_told = text;
    if (!isTyped())
        return;
    m_isShowing = true;
    m_setText(text);
    m_isShowing = false;
    // A field of one line shows no line breaks and the like: what it makes of the text is not typed.
    m_told = m_text();
}

void TypedText::commit() {
    m_pause.stop();
    if (!isTyped())
        return;
    m_told = m_text();
    Q_EMIT typed(m_told, m_gesture);
}

void TypedText::end() {
    commit();
    m_gesture = nextGesture();
}

bool TypedText::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::FocusIn:
        m_gesture = nextGesture();
        break;
    case QEvent::FocusOut:
        commit();
        break;
    case QEvent::ShortcutOverride:
    case QEvent::KeyPress: {
        auto* key = static_cast<QKeyEvent*>(event);
        if (!isTyped() && (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo))) {
            event->ignore();
            return true;
        }
        break;
    }
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace tracestudio
