// Figures from the window: the composer and its live preview, exports, copies, films, and figures opened again.
#include "app/figure_controller.h"
#include "app/main_window.h"
#include "sample_folder.h"
#include "support.h"
#include "widgets/cloud_view.h"
#include "widgets/figure_composer.h"
#include "widgets/message_bar.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTest>

using namespace tracestudio;
using testing::SampleFolder;

namespace {

constexpr int patience = 60000 * slowness;

/// A window on paths, settled.
struct Window {
    explicit Window(const QStringList& paths, const QString& sample = {})
        : settings(Settings::Kind::Transient)
        , window(&document, &settings) {
        window.resize(1200, 800);
        window.show();
        window.open(paths, sample);
        settle();
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(window.isSettled(), patience); }
    void trigger(const char* action) { window.findChild<QAction*>(QString::fromLatin1(action))->trigger(); }
    [[nodiscard]] FigureController* figures() { return window.figures(); }
    [[nodiscard]] FigureComposer* composer() { return window.figures()->composer(); }
    [[nodiscard]] QString currentId() const {
        return QString::fromStdString(std::string(document.dataset()->row(*document.current()).id));
    }
    /// The words of every message there is, in window and composer.
    [[nodiscard]] QString messages() const {
        QStringList words;
        for (const MessageBar* bar : window.findChildren<MessageBar*>())
            for (const QLabel* label : bar->findChildren<QLabel*>())
                words << label->text();
        return words.join(QLatin1Char('\n'));
    }

    Document document;
    Settings settings;
    MainWindow window;
};

} // namespace

class FigureWindowTest : public QObject {
    Q_OBJECT

    SampleFolder m_samples;

    /// Exports what the window's figure is and waits for the end.
    static QStringList exportTo(Window& window, const QString& output, bool isForEach = false) {
        QSignalSpy exported(window.figures(), &FigureController::exported);
        window.figures()->startExport(output, isForEach);
        if (exported.isEmpty() && !exported.wait(patience))
            return {"no end"};
        return exported.first().at(0).toStringList();
    }

  private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void theComposerShowsTheCurrentSample() {
        Window window(m_samples.all(), "3");
        QVERIFY(!window.composer());
        QTest::keyClick(&window.window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(window.composer());
        QVERIFY(window.composer()->isVisible());
        window.settle();
        const auto preview = window.composer()->grab();
        QCOMPARE(window.composer()->shownAnswers().size(), 2);
        // The next sample follows, and so does an option.
        window.document.step(1);
        window.settle();
        const auto next = window.composer()->grab();
        QVERIFY(next.toImage() != preview.toImage());
        FigureOptions options = window.composer()->options();
        options.background = FigureBackground::Dark;
        options.view = FigureView::Image;
        window.composer()->setOptions(options);
        Q_EMIT window.composer()->changed();
        window.settle();
        const auto* preview2 = window.composer()->findChild<QWidget*>("figurePreview");
        const QImage shown = const_cast<QWidget*>(preview2)->grab().toImage();
        // The dark paper is somewhere in it.
        int dark = 0;
        for (int x = 0; x < shown.width(); x += 2)
            for (int y = 0; y < shown.height(); y += 2)
                dark += shown.pixelColor(x, y) == QColor(0x17, 0x19, 0x1c) ? 1 : 0;
        QVERIFY2(dark > 100, qPrintable(QString::number(dark)));
    }

    void theFigureIsWrittenAndWrittenAgain() {
        Window window(m_samples.all(), "3");
        window.trigger("composeFigure");
        window.settle();
        QTemporaryDir place;
        const QString path = place.filePath("a.svg");
        QCOMPARE(exportTo(window, path), QStringList(path));
        QVERIFY(QSvgRenderer(path).isValid());
        QVERIFY(window.messages().contains("a.svg"));
        // Never untold …
        QCOMPARE(exportTo(window, path), QStringList());
        QVERIFY(window.messages().contains("already"));
        // … but with one key, because it is the same file.
        QVERIFY(QFile::remove(path));
        QSignalSpy exported(window.figures(), &FigureController::exported);
        window.trigger("exportAgain");
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, patience);
        QVERIFY(QSvgRenderer(path).isValid());
    }

    void eachShownSampleIsAFile() {
        Window window(m_samples.all());
        Query query;
        query.text = "verdict:collision";
        window.document.setQuery(query);
        window.settle();
        const std::size_t shown = window.document.visibleRows().size();
        QVERIFY(shown >= 1 && shown < 8);
        window.trigger("composeFigure");
        window.composer()->setScope(FigureComposer::Scope::Filtered);
        window.settle();
        QTemporaryDir place;
        const QStringList files = exportTo(window, place.filePath("{model}_{id}_{verdict}.png"), true);
        QCOMPARE(std::size_t(files.size()), 2 * shown);
        QVERIFY(files.first().contains("collision"));
    }

    void anExportIsCancelled() {
        SampleFolder many;
        many.repeat(200);
        Window window(many.all());
        window.trigger("composeFigure");
        window.composer()->setScope(FigureComposer::Scope::Filtered);
        window.settle();
        QTemporaryDir place;
        QSignalSpy exported(window.figures(), &FigureController::exported);
        window.figures()->startExport(place.filePath("{id}.png"), true);
        QTRY_VERIFY_WITH_TIMEOUT(QDir(place.path()).entryList({"*.png"}).size() >= 2, patience);
        Q_EMIT window.composer()->cancelRequested();
        QCOMPARE(exported.count(), 1);
        window.settle();
        // What was being drawn comes to its end, and leaves nothing half written.
        const auto halves = [&] {
            QStringList names = QDir(place.path()).entryList(QDir::Files | QDir::Hidden);
            names.removeIf([](const QString& name) { return name.endsWith(".png"); });
            return names.size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(halves(), 0, patience);
        const QStringList files = QDir(place.path()).entryList({"*.png"}, QDir::Files);
        QVERIFY(files.size() < 200);
        for (const QString& file : files)
            QVERIFY2(!QImage(place.filePath(file)).isNull(), qPrintable(file));
    }

    void theFigureIsCopied() {
        Window window(m_samples.all(), "2");
        QApplication::clipboard()->setText("before");
        QTest::keyClick(&window.window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::clipboard()->mimeData()->hasImage(), patience);
        const QImage picture = QApplication::clipboard()->image();
        QCOMPARE(picture.width(), 2063);
        QVERIFY(QSvgRenderer(QApplication::clipboard()->mimeData()->data("image/svg+xml")).isValid());
    }

    void aFilmIsWritten() {
        Window window(m_samples.all(), "3");
        window.trigger("composeFigure");
        FigureOptions options = window.composer()->options();
        options.dpi = 50;
        window.composer()->setOptions(options);
        window.settle();
        QTemporaryDir place;
        FilmMotion motion;
        motion.seconds = 0.4;
        QSignalSpy exported(window.figures(), &FigureController::exported);
        window.figures()->startFilm(place.filePath("a.gif"), motion, false);
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, patience);
        QVERIFY(QFileInfo(place.filePath("a.gif")).size() > 10000);
        QFile film(place.filePath("a.gif"));
        QVERIFY(film.open(QIODevice::ReadOnly));
        QVERIFY(film.read(6) == "GIF89a");
        // One key writes it again, also after an export that failed.
        exported.clear();
        window.figures()->startExport("/proc/none/a.png", false);
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, patience);
        QVERIFY(QFile::remove(place.filePath("a.gif")));
        exported.clear();
        window.trigger("exportAgain");
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, patience);
        QVERIFY(QFile::exists(place.filePath("a.gif")));
        QCOMPARE(QDir(place.path()).entryList(QDir::Files | QDir::Hidden), QStringList("a.gif"));
    }

    void aDroppedFigureBringsTheSameViewBack() {
        QTemporaryDir place;
        const QString path = place.filePath("a.pdf");
        FigureOptions options;
        QImage drawn;
        {
            Window window(m_samples.all(), "5");
            window.trigger("composeFigure");
            options = window.composer()->options();
            options.camera = *FigureCamera::fromText("25,35,2.5");
            options.title = QStringLiteral("Figure 1");
            options.style = *FigureStyle::builtIn("benchmark");
            options.dpi = 90;
            window.composer()->setOptions(options);
            window.settle();
            QCOMPARE(exportTo(window, path), QStringList(path));
            QCOMPARE(exportTo(window, place.filePath("a.png")), QStringList(place.filePath("a.png")));
            drawn = QImage(place.filePath("a.png"));
        }
        SampleFolder other;
        Window window({other.path()}, "1");
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(path)});
        QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        static_cast<QObject&>(window.window).event(&drop); // not through the application, which knows of no drag
        QTRY_VERIFY_WITH_TIMEOUT(window.composer() && window.composer()->isVisible(), patience);
        window.settle();
        QCOMPARE(window.currentId(), QStringLiteral("5"));
        QCOMPARE(window.document.models().size(), std::size_t(2));
        QCOMPARE(window.composer()->options(), options);
        const ViewCamera camera = window.window.findChild<CloudView*>()->camera();
        QVERIFY(std::abs(cv::norm(camera.eye() - camera.pivot()) - 2.5) < 1e-6);
        QCOMPARE(exportTo(window, place.filePath("b.png")), QStringList(place.filePath("b.png")));
        QCOMPARE(QImage(place.filePath("b.png")), drawn);
    }

    void aFigureOfSeveralSamplesIsOpenedWhole() {
        QTemporaryDir place;
        FigureOptions small;
        small.dpi = 60;
        FigureSubject subject;
        const Opened opened = openPaths({m_samples.path()}, {}, [](double) {}, {});
        subject.dataset = opened.dataset;
        subject.samples = {4, 1, 6};
        takeThemeColours(subject);
        const FigureExport order{subject, small, place.filePath("grid.png")};
        QVERIFY(!exportFigures(order, {}, {}).error);
        Window window({place.filePath("grid.png")});
        QTRY_VERIFY_WITH_TIMEOUT(window.composer() && window.composer()->isVisible(), patience);
        window.settle();
        QCOMPARE(window.currentId(), QStringLiteral("4"));
        QCOMPARE(exportTo(window, place.filePath("again.png")), QStringList(place.filePath("again.png")));
        QCOMPARE(QImage(place.filePath("again.png")), QImage(place.filePath("grid.png")));
        // Another sample is another figure.
        window.document.goTo("0");
        window.settle();
        QCOMPARE(exportTo(window, place.filePath("other.png")), QStringList(place.filePath("other.png")));
        QVERIFY(QImage(place.filePath("other.png")).height() != QImage(place.filePath("grid.png")).height());
    }

    void answersWhoseFileIsGoneComeFromTheFigure() {
        SampleFolder samples;
        QTemporaryDir place;
        const QString path = place.filePath("a.svg");
        {
            Window window(samples.all(), "3");
            QCOMPARE(exportTo(window, path), QStringList(path));
        }
        QVERIFY(QFile::remove(samples.answers().back()));
        Window window({path});
        QTRY_VERIFY_WITH_TIMEOUT(window.composer() && window.composer()->isVisible(), patience);
        window.settle();
        QVERIFY(window.messages().contains("Gemini_Example_3D.jsonl"));
        QTRY_COMPARE_WITH_TIMEOUT(window.document.answers()->all().size(), std::size_t(1), patience);
        QVERIFY(window.document.answers()->all().front().score);
        window.settle();
        QCOMPARE(window.composer()->shownAnswers().size(), 2);
    }

    void whatIsNoFigureIsSaid() {
        QTemporaryDir place;
        QFile file(place.filePath("a.pdf"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("%PDF-1.4 of somebody else");
        file.close();
        Window window({m_samples.path(), file.fileName()});
        QVERIFY2(window.messages().contains("does not say what it was made from"), qPrintable(window.messages()));
        QCOMPARE(window.document.dataset()->size(), std::size_t(8));
        window.window.open({place.filePath("gone.svg")});
        window.settle();
        QVERIFY(window.messages().contains("gone.svg"));
    }

    void withoutASampleTheComposerSaysSo() {
        Document document;
        Settings settings(Settings::Kind::Transient);
        MainWindow window(&document, &settings);
        window.show();
        window.figures()->compose();
        QTRY_VERIFY(window.figures()->isIdle());
        QVERIFY(window.figures()->composer()->isVisible());
        QVERIFY(!window.grab().isNull());
        QString words;
        const auto collect = [&] {
            words.clear();
            for (const QLabel* label : window.figures()->composer()->findChildren<QLabel*>())
                words += label->text();
            return words;
        };
        window.figures()->copy();
        QTRY_VERIFY(collect().contains("There is no sample to show"));
        window.figures()->exportAgain(); // asks for no file
    }

    void aFigureWhoseFirstSampleOrAnswersAreGoneIsStillOpened() {
        SampleFolder samples;
        QTemporaryDir place;
        FigureSubject subject;
        const Opened opened = openPaths(samples.all(), {}, [](double) {}, {});
        subject.dataset = opened.dataset;
        subject.models = opened.models;
        QVERIFY(scoreModels(subject));
        subject.samples = {3, 1};
        subject.modelColours = {QColor(Qt::red), QColor(Qt::blue)};
        FigureOptions small;
        small.dpi = 60;
        QVERIFY(!exportFigures({subject, small, place.filePath("a.png"), false, false, {}}, {}, {}).error);
        samples.rows().erase(3);
        samples.writeRows();
        QVERIFY(QFile::remove(samples.answers().front()));
        Window window({place.filePath("a.png")});
        QTRY_VERIFY_WITH_TIMEOUT(window.composer() && window.composer()->isVisible(), patience);
        window.settle();
        QCOMPARE(window.currentId(), QStringLiteral("1"));
        QVERIFY(window.messages().contains("Sample 3 is no longer"));
        QCOMPARE(window.document.models().size(), std::size_t(1));
        // The colour is that of the file, not of its place in the list.
        QCOMPARE(window.window.viewState()->style("model:0").colour, QColor(Qt::blue));
        // All of them gone: it says so, and waits for nothing.
        samples.rows().erase(1);
        samples.writeRows();
        window.window.open({place.filePath("a.png")});
        window.settle();
        QVERIFY(window.messages().contains("None of the samples"));
        QVERIFY(QDir(samples.path()).removeRecursively());
        window.window.open({place.filePath("a.png")});
        window.settle();
        QVERIFY(window.messages().contains("is no longer at"));
    }

    void answersGivenInTheWindowAreInTheFigureAndComeBack() {
        QTemporaryDir place;
        const QString path = place.filePath("a.png");
        LiveAnswer answer;
        answer.sampleId = "2";
        answer.model = QStringLiteral("My model");
        answer.state = LiveAnswer::State::Done;
        answer.text = "[(500, 500, 0.8), (300, 600, 0.7)]";
        {
            Window window({m_samples.path()}, "2");
            window.document.answers()->add(answer, {});
            // Among many samples, too.
            SampleFolder many;
            window.trigger("composeFigure");
            window.composer()->setScope(FigureComposer::Scope::Filtered);
            window.settle();
            QCOMPARE(exportTo(window, path), QStringList(path));
        }
        const auto recipe = FigureRecipe::fromJson(*readRecipe(path), path);
        QVERIFY(recipe);
        QCOMPARE(recipe->answers.size(), std::size_t(1));
        QCOMPARE(recipe->answers.front().name, QStringLiteral("My model"));
        Window window({path});
        for (int round = 0; round < 2; ++round) {
            QTRY_COMPARE_WITH_TIMEOUT(window.document.answers()->all().size(), std::size_t(1), patience);
            QCOMPARE(window.document.answers()->all().front().text, answer.text);
            window.window.open({path}); // once more: not doubled
            window.settle();
        }
    }

    void theWindowsViewAndADrawnRegionAreTaken() {
        Window window({m_samples.path()}, "3");
        window.trigger("composeFigure");
        FigureOptions options = window.composer()->options();
        options.view = FigureView::Image;
        window.composer()->setOptions(options);
        Q_EMIT window.composer()->changed();
        window.settle();
        // The right lower quarter of the picture, which is 495 points wide.
        const auto layout = layOut(
            [&] {
                FigureSubject subject;
                subject.dataset = window.document.dataset();
                subject.samples = {3};
                return figureContent(subject);
            }(),
            options);
        const QRectF picture = layout.panels.front().picture;
        Q_EMIT window.composer()->regionDrawn(QRectF(picture.center(), picture.bottomRight()), false);
        window.settle();
        QVERIFY(window.composer()->options().region);
        const QRectF region = *window.composer()->options().region;
        QVERIFY2(std::abs(region.left() - 320) < 1 && std::abs(region.top() - 240) < 1 &&
                     std::abs(region.width() - 320) < 1,
                 qPrintable(QStringLiteral("%1 %2 %3").arg(region.left()).arg(region.top()).arg(region.width())));
        // An inset of a part of that part.
        Q_EMIT window.composer()->regionDrawn(QRectF(picture.topLeft(), picture.center()), true);
        window.settle();
        QVERIFY(window.composer()->options().inset);
        QVERIFY(std::abs(window.composer()->options().inset->region.width() - 160) < 1);
        auto* cloud = window.window.findChild<CloudView*>();
        cloud->viewFromTop();
        Q_EMIT window.composer()->currentViewRequested();
        QCOMPARE(window.composer()->options().camera.kind, FigureCamera::Kind::View);
        QCOMPARE(window.composer()->options().camera.view.eye(), cloud->camera().eye());
        QVERIFY(window.composer()->options().region); // a free view has no say in the picture
    }
};

QTEST_MAIN(FigureWindowTest)
#include "tst_figure_window.moc"
