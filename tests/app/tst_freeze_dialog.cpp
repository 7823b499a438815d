// What is asked before a frozen frame becomes a sample: its words, and the dataset it goes to.
#include "app/freeze_dialog.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <unistd.h>

using namespace tracestudio;

namespace {

/// Makes this process an ordinary person for a while: root may write everywhere.
class WithoutPrivileges {
  public:
    WithoutPrivileges()
        : m_user(getuid())
        , m_isChanged(m_user == 0 && setresuid(nobody, nobody, 0) == 0) {}
    ~WithoutPrivileges() {
        if (m_isChanged && setresuid(m_user, m_user, m_user) != 0)
            qFatal("the user could not be changed back");
    }
    WithoutPrivileges(const WithoutPrivileges&) = delete;
    WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;

  private:
    static constexpr uid_t nobody = 65534;
    uid_t m_user;
    bool m_isChanged;
};

} // namespace

class FreezeDialogTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FreezeDialog> m_dialog;
    FreezeDialog::Start m_start;

    template <typename Widget>
    Widget* find(const char* name) {
        auto* widget = m_dialog->findChild<Widget*>(QString::fromLatin1(name));
        if (!widget)
            qFatal("no %s", name);
        return widget;
    }
    QLineEdit* line(const char* name) { return find<QLineEdit>(name); }
    QPushButton* save() { return find<QPushButton>("formAccept"); }
    QString state() { return find<QLabel>("formState")->text(); }
    QString path(const QString& name) { return m_folder->filePath(name); }
    void open() {
        m_dialog = std::make_unique<FreezeDialog>(m_start);
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
    }
    void type(const char* name, const QString& text) {
        line(name)->setFocus();
        line(name)->selectAll();
        QTest::keyClicks(line(name), text);
    }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("open")));
        m_start = {};
        m_start.sample = {"put the mug away", "the mug", "the shelf", "lab", path("other")};
        m_start.openName = QStringLiteral("Kitchen");
        m_start.openFolder = path("open");
        m_start.dataSources = {"lab", "CA-1M", "ScanNet"};
    }
    void cleanup() {
        m_dialog.reset();
        m_folder.reset();
    }

    void itBeginsWithWhatIsKnownAndTheOpenDataset() {
        open();
        QTRY_VERIFY(save()->isEnabled());
        QCOMPARE(m_dialog->sample(), (FrozenSample{"put the mug away", "the mug", "the shelf", "lab", path("open")}));
        QVERIFY(state().contains(QStringLiteral("Kitchen")));
        for (const QWidget* part : line("freezeFolder")->parentWidget()->findChildren<QWidget*>())
            QVERIFY(!part->isEnabled()); // the button that looks for another folder too
    }

    void whatIsTypedIsTaken() {
        open();
        type("freezeInstruction", QStringLiteral("  bring the plate "));
        type("freezeObject", QStringLiteral("the plate"));
        type("freezeDestination", QStringLiteral("me"));
        type("freezeDataSource", QStringLiteral("kitchen"));
        QCOMPARE(m_dialog->sample(), (FrozenSample{"bring the plate", "the plate", "me", "kitchen", path("open")}));
        QTRY_VERIFY(save()->isEnabled());
        QTest::keyClick(line("freezeObject"), Qt::Key_Return);
        QCOMPARE(m_dialog->result(), int(QDialog::Accepted));
    }

    void itIsAsHighAsItsFields() {
        m_start.openFolder.clear();
        m_start.sample = {};
        open(); // with a sentence from the beginning
        QVERIFY(m_dialog->height() <= m_dialog->heightForWidth(m_dialog->width()));
    }

    void anInstructionMayWait() {
        open();
        QTRY_VERIFY(save()->isEnabled());
        const QString with = state();
        line("freezeInstruction")->clear();
        QTRY_VERIFY(save()->isEnabled());
        QVERIFY(state().startsWith(with) && state().size() > with.size());
        QVERIFY(!line("freezeInstruction")->placeholderText().isEmpty());
        QCOMPARE(m_dialog->sample().instruction, QString());
    }

    void anotherFolderIsKeptApartFromTheOpenDataset() {
        open();
        auto* where = find<QComboBox>("freezeWhere");
        where->setCurrentIndex(1);
        QVERIFY(line("freezeFolder")->isEnabled());
        QCOMPARE(m_dialog->sample().folder, path("other"));
        type("freezeFolder", path("third"));
        where->setCurrentIndex(0);
        QCOMPARE(m_dialog->sample().folder, path("open"));
        where->setCurrentIndex(1);
        QCOMPARE(m_dialog->sample().folder, path("third"));
        QTRY_VERIFY(save()->isEnabled());
    }

    void withoutADatasetThereIsOnlyAFolder() {
        m_start.openFolder.clear();
        open();
        QVERIFY(!m_dialog->findChild<QComboBox*>(QStringLiteral("freezeWhere")));
        QCOMPARE(m_dialog->sample().folder, path("other"));
        QTRY_VERIFY(save()->isEnabled());
        line("freezeFolder")->clear();
        QVERIFY(!save()->isEnabled());
        QVERIFY(!state().isEmpty());
    }

    void whatBecomesOfTheFolderIsTold() {
        m_start.openFolder.clear();
        QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("empty")));
        QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("filled/image")));
        open();
        QStringList told;
        for (const char* name : {"missing", "empty", "filled"}) {
            line("freezeFolder")->setText(path(QString::fromLatin1(name)));
            QVERIFY(!save()->isEnabled());
            QTRY_VERIFY(save()->isEnabled());
            told << state();
        }
        QCOMPARE(told.removeDuplicates(), 0);
    }

    void aMissingFolderIsLeftToWhoWritesTheSample() {
        m_start.openFolder.clear();
        m_start.sample.folder = path("new/in/new");
        open();
        QTRY_VERIFY(save()->isEnabled());
        save()->click();
        QCOMPARE(m_dialog->result(), int(QDialog::Accepted));
        QCOMPARE(m_dialog->sample().folder, path("new/in/new"));
        QVERIFY(!QDir(path("new")).exists()); // a disk may be slow
    }

    void aPlaceThatIsNoFolderIsTold() {
        QFile file(path("file.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        m_start.openFolder.clear();
        m_start.sample.folder = path("file.txt");
        open();
        QTRY_VERIFY(state().contains(QStringLiteral("file.txt")));
        QVERIFY(!save()->isEnabled());
        line("freezeFolder")->setText(path("file.txt/in/it"));
        QTRY_VERIFY(state().contains(QStringLiteral("file.txt")));
        QVERIFY(!save()->isEnabled());
        line("freezeFolder")->setText(QStringLiteral("somewhere"));
        QTRY_VERIFY(!state().contains(QStringLiteral("file.txt")) && !state().isEmpty());
        QVERIFY(!save()->isEnabled());
        line("freezeFolder")->setText(path("fine"));
        QTRY_VERIFY(save()->isEnabled());
    }

    void aFolderOfSomebodyElseIsTold() {
        QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("locked")));
        const auto readable = QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup |
                              QFile::ReadOther | QFile::ExeOther;
        QVERIFY(QFile::setPermissions(m_folder->path(), readable | QFile::WriteOwner));
        QVERIFY(QFile::setPermissions(path("locked"), readable));
        m_start.openFolder.clear();
        m_start.sample.folder = path("locked");
        {
            const WithoutPrivileges person;
            open();
            QTRY_VERIFY(state().contains(QStringLiteral("locked")));
            QVERIFY(!save()->isEnabled());
            line("freezeFolder")->setText(path("locked/new"));
            QTRY_VERIFY(state().contains(QStringLiteral("new")));
            QVERIFY(!save()->isEnabled());
            m_dialog.reset();
        }
    }

    void whatTheProgramFindsInAFolderIsTold() {
        m_start.obstacle = [](const QString& folder) {
            return folder.endsWith(QLatin1String("photos")) ? QStringLiteral("It holds no dataset.") : QString();
        };
        QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("photos")));
        open();
        QTRY_VERIFY(save()->isEnabled());
        line("freezeFolder")->setText(path("photos"));
        QVERIFY(!save()->isEnabled()); // not before it is known
        QTRY_COMPARE(state(), QStringLiteral("It holds no dataset."));
        QVERIFY(!save()->isEnabled());
    }

    void aSlowDiskHoldsNothingUpAndALateWordIsDropped() {
        QSemaphore mayAnswer, isAsked, mayAnswerQuick;
        const auto end = qScopeGuard([&] {
            mayAnswer.release();
            mayAnswerQuick.release();
            m_dialog.reset();
        });
        m_start.obstacle = [&](const QString& folder) {
            if (folder.endsWith(QLatin1String("open"))) {
                mayAnswer.acquire();
                return QStringLiteral("late");
            }
            isAsked.release();
            mayAnswerQuick.acquire();
            return QString();
        };
        QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("quick")));
        open();
        QVERIFY(!save()->isEnabled());
        line("freezeFolder")->setText(path("quick"));
        mayAnswer.release();
        QTRY_VERIFY(isAsked.available() > 0); // by the one thread, which is done with the first folder
        QCoreApplication::processEvents();
        QVERIFY(!state().contains(QStringLiteral("late")));
        mayAnswerQuick.release();
        QTRY_VERIFY(save()->isEnabled());
        QVERIFY(!state().contains(QStringLiteral("late")));
    }

    void dataSourcesAreOffered() {
        open();
        QCompleter* completer = line("freezeDataSource")->completer();
        QVERIFY(completer);
        type("freezeDataSource", QStringLiteral("scan"));
        QCOMPARE(completer->currentCompletion(), QStringLiteral("ScanNet"));
    }
};

QTEST_MAIN(FreezeDialogTest)
#include "tst_freeze_dialog.moc"
