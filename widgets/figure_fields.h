#pragma once

#include "widgets/check_box.h"
#include "widgets/choice_box.h"
#include "widgets/colour_button.h"
#include "widgets/figure/figure_options.h"
#include "widgets/fold_group.h"

#include <QDoubleSpinBox>
#include <QObject>
#include <QSpinBox>
#include <cmath>
#include <functional>
#include <vector>

namespace tracestudio {

/// A figure's options and the controls that are bound to their fields: a control writes its own field and no other,
/// and shows what it is set to, even where it could not hold it to the last digit. GUI thread.
class FigureFields : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    [[nodiscard]] const FigureOptions& options() const { return m_options; }
    /// Tells nothing.
    void setOptions(const FigureOptions& options);
    /// What a person's doing changes; told if it changes anything. Nothing while the options are being shown.
    template <typename Edit>
    void edit(Edit change);
    /// `show` brings what is not bound to a field to what the options are; called whenever they change.
    void whenShown(std::function<void()> show) { m_show.push_back(std::move(show)); }
    void show();
    [[nodiscard]] bool isShowing() const { return m_isShowing; }

    /// A control for `member` of the options, of their style or of their camera, in a row of `group`.
    template <typename Member>
    ChoiceBox* addChoice(FoldGroup* group, const char* name, const QString& label, const QStringList& words,
                         Member member);
    template <typename Member>
    QSpinBox* addCount(FoldGroup* group, const char* name, const QString& label, int least, int most, Member member);
    /// One of the field is `unit` in the options.
    template <typename Member>
    QDoubleSpinBox* addNumber(FoldGroup* group, const char* name, const QString& label, const QString& suffix,
                              double least, double most, double step, Member member, double unit = 1);
    /// The others are put where they belong by who asks for them.
    template <typename Member>
    CheckBox* check(const char* name, const QString& text, const QString& toolTip, Member member);
    /// `find` answers where the colour is, or null where there is none any more.
    ColourButton* colourButton(const QString& name, const QString& title, std::function<QColor*(FigureOptions&)> find);
    /// Bound to nothing: a choice or a number in the look of the form, which the wheel changes only while it is being
    /// worked in.
    ChoiceBox* choiceBox(const char* name, const QStringList& words);
    QDoubleSpinBox* numberBox(const char* name, const QString& suffix, double least, double most, double step);
    /// Leaves the keys that undo and redo to the window: what a field was is a step of the whole figure's.
    void leaveUndoToWindow(QWidget* field) { field->installEventFilter(this); }

  Q_SIGNALS:
    void edited();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    template <typename Value>
    static Value& valueOf(FigureOptions& options, Value FigureOptions::*member) {
        return options.*member;
    }
    template <typename Value>
    static Value& valueOf(FigureOptions& options, Value FigureStyle::*member) {
        return options.style.*member;
    }
    template <typename Value>
    static Value& valueOf(FigureOptions& options, Value FigureCamera::*member) {
        return options.camera.*member;
    }
    QSpinBox* countBox(const char* name, int least, int most);
    void dress(QAbstractSpinBox* box);

    FigureOptions m_options;
    std::vector<std::function<void()>> m_show;
    bool m_isShowing = false;
};

/// Without the traces of having been reckoned with.
inline double tidy(double number) {
    return std::round(number * 1e6) / 1e6;
}

template <typename Edit>
void FigureFields::edit(Edit change) {
    if (m_isShowing)
        return;
    const FigureOptions before = m_options;
    change(m_options);
    show();
    if (!(m_options == before))
        Q_EMIT edited();
}

template <typename Member>
ChoiceBox* FigureFields::addChoice(FoldGroup* group, const char* name, const QString& label, const QStringList& words,
                                   Member member) {
    ChoiceBox* box = choiceBox(name, words);
    group->addRow(label, box);
    using Value = std::decay_t<decltype(valueOf(m_options, member))>;
    connect(box, &QComboBox::currentIndexChanged, this, [this, member](int index) {
        edit([&](FigureOptions& options) { valueOf(options, member) = Value(index); });
    });
    whenShown([this, box, member] { box->setCurrentIndex(int(valueOf(m_options, member))); });
    return box;
}

template <typename Member>
QSpinBox* FigureFields::addCount(FoldGroup* group, const char* name, const QString& label, int least, int most,
                                 Member member) {
    QSpinBox* box = countBox(name, least, most);
    group->addRow(label, box);
    connect(box, &QSpinBox::valueChanged, this,
            [this, member](int value) { edit([&](FigureOptions& options) { valueOf(options, member) = value; }); });
    whenShown([this, box, member] { box->setValue(valueOf(m_options, member)); });
    return box;
}

template <typename Member>
QDoubleSpinBox* FigureFields::addNumber(FoldGroup* group, const char* name, const QString& label, const QString& suffix,
                                        double least, double most, double step, Member member, double unit) {
    QDoubleSpinBox* box = numberBox(name, suffix, least, most, step);
    group->addRow(label, box);
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, member, unit](double value) {
        edit([&](FigureOptions& options) { valueOf(options, member) = tidy(value * unit); });
    });
    whenShown([this, box, member, unit] { box->setValue(valueOf(m_options, member) / unit); });
    return box;
}

template <typename Member>
CheckBox* FigureFields::check(const char* name, const QString& text, const QString& toolTip, Member member) {
    auto* box = new CheckBox(text);
    box->setObjectName(QString::fromLatin1(name));
    box->setToolTip(toolTip);
    connect(box, &QCheckBox::toggled, this,
            [this, member](bool isOn) { edit([&](FigureOptions& options) { valueOf(options, member) = isOn; }); });
    whenShown([this, box, member] { box->setChecked(valueOf(m_options, member)); });
    return box;
}

} // namespace tracestudio
