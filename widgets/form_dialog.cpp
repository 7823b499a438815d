#include "widgets/form_dialog.h"

#include "widgets/choice_box.h"
#include "widgets/step_arrows.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <algorithm>
#include <cmath>

namespace tracestudio {

FormDialog::FormDialog(const QString& title, const QString& acceptText, QWidget* parent)
    : QDialog(parent)
    , m_form(new QFormLayout)
    , m_state(new QLabel) {
    setWindowTitle(title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(12);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(8);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    layout->addLayout(m_form);
    m_state->setObjectName(QStringLiteral("formState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_state);
    layout->addStretch(1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_accept = buttons->addButton(acceptText, QDialogButtonBox::AcceptRole);
    m_accept->setObjectName(QStringLiteral("formAccept"));
    m_accept->setProperty("role", QStringLiteral("primary"));
    m_accept->setDefault(true);
    for (QAbstractButton* button : buttons->buttons()) {
        button->setIcon({});
        // Return never presses Cancel, where there is nothing to accept.
        static_cast<QPushButton*>(button)->setAutoDefault(button == m_accept);
    }
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    setMinimumWidth(520);
}

void FormDialog::addField(const QString& label, QWidget* field, const char* name) {
    field->setObjectName(QString::fromLatin1(name));
    m_form->addRow(label, field);
}

QLineEdit* FormDialog::addText(const QString& label, const QString& text, const char* name) {
    auto* field = new QLineEdit(text);
    addField(label, field, name);
    return field;
}

ChoiceBox* FormDialog::addChoice(const QString& label, const QStringList& words, int current, const char* name) {
    auto* box = new ChoiceBox;
    box->addItems(words);
    box->setCurrentIndex(current);
    addField(label, box, name);
    return box;
}

QSpinBox* FormDialog::addNumber(const QString& label, int least, int most, int value, const char* name) {
    auto* box = new QSpinBox;
    box->setRange(least, most);
    box->setValue(value);
    new StepArrows(box);
    addField(label, box, name);
    return box;
}

QLineEdit* FormDialog::addFolder(const QString& label, const QString& folder, const QString& title, const char* name) {
    return addPath(
        label, folder,
        [this, title](const QString& before) { return QFileDialog::getExistingDirectory(this, title, before); }, name);
}

QLineEdit* FormDialog::addFile(const QString& label, const QString& file, const QString& title, const QString& filter,
                               const char* name) {
    return addPath(
        label, file,
        [this, title, filter](const QString& before) {
            return QFileDialog::getOpenFileName(this, title, before, filter);
        },
        name);
}

QLineEdit* FormDialog::addPath(const QString& label, const QString& path,
                               const std::function<QString(const QString&)>& browse, const char* name) {
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* field = new QLineEdit(QDir::toNativeSeparators(path));
    field->setObjectName(QString::fromLatin1(name));
    row->addWidget(field, 1);
    auto* button = new QPushButton(tr("Browse…"));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [field, browse] {
        const QString chosen = browse(field->text());
        if (!chosen.isEmpty())
            field->setText(QDir::toNativeSeparators(chosen));
    });
    row->addWidget(button);
    m_form->addRow(label, both);
    return field;
}

QString FormDialog::folderIn(const QLineEdit* field) {
    const QString text = field->text().trimmed();
    return text.isEmpty() ? QString() : QDir::cleanPath(QDir::fromNativeSeparators(text));
}

double FormDialog::numberIn(const QLineEdit* field) {
    bool isNumber = false;
    double number = QLocale::c().toDouble(field->text().trimmed(), &isNumber);
    if (!isNumber)
        number = QLocale().toDouble(field->text().trimmed(), &isNumber);
    return isNumber && std::isfinite(number) ? number : 0;
}

void FormDialog::showState(const QString& text) {
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
    if (isVisible()) // else it is fitted when it is shown
        resize(width(), std::max(height(), heightForWidth(width())));
}

} // namespace tracestudio
