#pragma once

#include "app/main_window.h"
#include "sample_folder.h"
#include "support.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QStandardPaths>
#include <QTest>
#include <memory>

namespace tracestudio::testing {

/// The window and what it is about, over a copy of the bundled samples, for tests of it: each case calls `begin`.
class WindowFixture {
  protected:
    static constexpr int patience = 60000 * slowness; ///< milliseconds

    /// Once before all cases: nothing of the person's settings is read or changed.
    static void prepare() {
        QStandardPaths::setTestModeEnabled(true);
        applyTheme(*qApp, ThemeChoice::Dark);
    }
    void begin(std::unique_ptr<Settings> settings = std::make_unique<Settings>(Settings::Kind::Transient)) {
        m_samples = std::make_unique<SampleFolder>();
        m_settings = std::move(settings);
        startWindow();
    }
    /// Another window with the same settings, as after a restart.
    void startWindow() {
        endWindow();
        m_document = std::make_unique<Document>();
        m_window = std::make_unique<MainWindow>(m_document.get(), m_settings.get());
        m_window->resize(1400, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    /// As a program that is killed: nobody is asked and nothing is written any more.
    void endWindow() {
        m_window.reset();
        m_document.reset();
    }

    template <typename T = QWidget>
    T* find(const char* name) {
        T* found = m_window->findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    void trigger(const char* name) {
        auto* action = find<QAction>(name);
        QVERIFY2(action->isEnabled(), name);
        action->trigger();
    }
    /// On what has the keyboard.
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWidget* focused = QApplication::focusWidget();
        QTest::keyClick(focused ? focused : m_window.get(), Qt::Key(key), modifiers);
    }
    /// Until everything that was asked for is shown.
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience); }
    void open(const QString& startAt = QStringLiteral("0")) {
        m_document->open({m_samples->path()}, startAt);
        settle();
    }
    /// Of all messages over the views.
    QString messageTexts() {
        QStringList texts;
        for (const QLabel* label : m_window->findChildren<QLabel*>(QStringLiteral("messageText")))
            texts << label->text();
        return texts.join(QLatin1Char('\n'));
    }

    std::unique_ptr<SampleFolder> m_samples;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace tracestudio::testing
