// Figures as files: what other programs read in them, how they are opened again, and what is left where writing fails.
#include "app/figure_export.h"
#include "app/figure_recipe.h"
#include "app/figure_styles.h"
#include "program.h"
#include "sample_folder.h"
#include "support.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QImageReader>
#include <QJsonDocument>
#include <QPainter>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTest>
#include <QXmlStreamReader>
#include <csignal>
#include <sys/resource.h>

using namespace tracestudio;
using testing::Run;
using testing::run;
using testing::SampleFolder;

namespace {

/// A sample folder with both files of answers, scored.
FigureSubject subjectOf(const QStringList& paths, const std::vector<std::size_t>& samples) {
    const Opened opened = openPaths(paths, {}, [](double) {}, {});
    FigureSubject subject;
    subject.dataset = opened.dataset;
    subject.models = opened.models;
    if (!scoreModels(subject))
        qFatal("the bundled answers cannot be scored");
    takeThemeColours(subject);
    subject.samples = samples;
    return subject;
}

/// Bare: the picture alone, with one model's trace.
FigureOptions pictureOnly() {
    FigureOptions options;
    options.view = FigureView::Image;
    options.widthPoints = 234;
    options.hasLegend = false;
    options.background = FigureBackground::Transparent;
    return options;
}

bool isNear(const QColor& a, const QColor& b, int tolerance = 14) {
    return std::abs(a.red() - b.red()) <= tolerance && std::abs(a.green() - b.green()) <= tolerance &&
           std::abs(a.blue() - b.blue()) <= tolerance;
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray outputOf(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        qFatal("%s: %s", qPrintable(program), process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

/// The page's drawing operators, inflated.
QByteArray operatorsOf(const QByteArray& pdf) {
    QByteArray operators;
    for (qsizetype at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at + 7)) {
        const qsizetype end = pdf.indexOf("endstream", at);
        // qUncompress wants the size before the data; it grows the guess itself.
        QByteArray packed("\0\1\0\0", 4);
        packed += pdf.mid(at + 7, end - at - 7);
        if (!packed.mid(4).startsWith('x'))
            continue; // stored as it is
        const QByteArray unpacked = qUncompress(packed);
        if (unpacked.contains(" re\n") || unpacked.contains(" l\n"))
            operators += unpacked;
        at = end;
    }
    return operators;
}

/// Any options that can be.
FigureOptions randomOptions(QRandomGenerator& random) {
    FigureOptions options;
    options.view = FigureView(random.bounded(3));
    options.camera.kind = FigureCamera::Kind(1 + random.bounded(5));
    options.camera.azimuthDegrees = random.bounded(360.0) - 180;
    options.camera.elevationDegrees = random.bounded(180.0) - 90;
    options.camera.distanceMetres = random.bounded(5.0);
    if (random.bounded(2) != 0)
        options.region =
            QRectF(random.bounded(100), random.bounded(100), 1 + random.bounded(300), 1 + random.bounded(300));
    if (random.bounded(2) != 0)
        options.inset = FigureInset{QRectF(10, 20, 1 + random.bounded(100), 30), 1 + random.bounded(4.0),
                                    Qt::Corner(random.bounded(4))};
    options.imageDisplay = DepthDisplay(random.bounded(3));
    options.cloudColouring = CloudColouring(random.bounded(3));
    options.style = *FigureStyle::builtIn(FigureStyle::builtInNames()[random.bounded(4)]);
    options.style.lineWidth = 0.5 + random.bounded(3.0);
    options.style.truth = QColor::fromRgb(random.generate());
    options.hidden = HiddenStrokes(random.bounded(4));
    options.ghosts = random.bounded(20);
    for (bool* flag : {&options.hasTruth, &options.hasBox, &options.hasObject, &options.isPanelPerModel,
                       &options.hasInstruction, &options.hasLegend, &options.hasScaleBar, &options.hasVerdicts,
                       &options.hasStep, &options.hasLetters, &options.isReopenable, &options.hasCloudLighting})
        *flag = random.bounded(2) != 0;
    options.columns = random.bounded(50);
    options.title = QStringLiteral("标题 <&> \"%1\"").arg(random.generate());
    options.widthPoints = 36 + random.bounded(1000.0);
    options.heightPoints = random.bounded(2) != 0 ? 0 : 36 + random.bounded(1000.0);
    options.dpi = 36 + random.bounded(1000);
    options.background = FigureBackground(random.bounded(3));
    return options;
}

} // namespace

class FigureFilesTest : public QObject {
    Q_OBJECT

    SampleFolder m_samples;

    [[nodiscard]] FigureSubject oneModel(std::size_t sample) const {
        return subjectOf({m_samples.path(), m_samples.answers().front()}, {sample});
    }

    /// Where waypoint `index` of the first model's trace is in a figure of pictureOnly(), points, and its colour.
    struct Expected {
        QPointF place;
        QColor colour;
    };
    static std::vector<Expected> expectedNodes(const FigureContent& content, const FigureOptions& options) {
        const FigureLayout layout = layOut(content, options);
        const QRectF panel = layout.panels.front().picture;
        const auto loaded = *content.load(0);
        std::vector<Expected> nodes;
        for (const TraceLayer& layer : loaded->scene.traces) {
            if (layer.kind != LayerKind::Prediction)
                continue;
            for (std::size_t i = 0; i < layer.trace.size(); ++i) {
                const PixelPoint& pixel = layer.trace.pixels()[i];
                const double scale = panel.width() / loaded->scene.sample->frame.camera.widthPixels;
                nodes.push_back({panel.topLeft() + QPointF(pixel.x + 0.5, pixel.y + 0.5) * scale,
                                 options.style.rampAt(double(i) / double(layer.trace.size() - 1))});
            }
        }
        return nodes;
    }

    /// Every node's disc beside its digit, and a corner with nothing in it.
    static void checkPicture(const QImage& picture, const FigureContent& content, const FigureOptions& options) {
        const FigureLayout layout = layOut(content, options);
        const double scale = picture.width() / layout.size.width();
        const auto nodes = expectedNodes(content, options);
        QVERIFY(nodes.size() >= 4);
        for (const Expected& node : nodes) {
            const QPointF beside = (node.place + QPointF(-0.72, 0) * options.style.nodeRadius) * scale;
            const QColor seen = picture.pixelColor(beside.toPoint());
            QVERIFY2(isNear(seen, node.colour),
                     qPrintable(QStringLiteral("%1 instead of %2").arg(seen.name(), node.colour.name())));
        }
        QCOMPARE(picture.pixelColor(picture.width() - 1, picture.height() - 1).alpha(), 0);
        const QPointF inside = layout.panels.front().picture.topLeft() * scale + QPointF(3, 3);
        QCOMPARE(picture.pixelColor(inside.toPoint()).alpha(), 255);
    }

  private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void aPngHasExactPixelsAndTransparentCorners() {
        QTemporaryDir place;
        const QString path = place.filePath("figure.png");
        const FigureContent content = figureContent(oneModel(3));
        for (const int dpi : {150, 300}) {
            FigureOptions options = pictureOnly();
            options.dpi = dpi;
            QVERIFY(writeFigure(path, content, options, {}));
            QImageReader reader(path);
            const QImage picture = reader.read();
            QCOMPARE(picture.width(), dpi * 13 / 4 + (dpi == 150 ? 1 : 0)); // 3.25 in, 487.5 px at 150 dpi
            QCOMPARE(picture.size(), pixelSize(layOut(content, options), options));
            QVERIFY(std::abs(picture.dotsPerMeterX() * 0.0254 - dpi) < 0.1);
            checkPicture(picture, content, options);
        }
        // A picture of a given number of pixels, whatever is in it.
        FigureOptions options;
        options.widthPoints = 1600 * 72.0 / 300;
        options.heightPoints = 900 * 72.0 / 300;
        QVERIFY(writeFigure(path, content, options, {}));
        QCOMPARE(QImageReader(path).size(), QSize(1600, 900));
    }

    void anSvgIsLinesAndLetters() {
        const FigureContent content = figureContent(oneModel(3));
        const FigureOptions options = pictureOnly();
        const auto svg = svgFigure(content, options, {});
        QVERIFY(svg);
        QSvgRenderer renderer(*svg);
        QVERIFY(renderer.isValid());
        const FigureLayout layout = layOut(content, options);
        QCOMPARE(renderer.viewBoxF().size(), layout.size);
        // Twice as fine as its pictures: lines stay sharp.
        QImage picture((layout.size * 600 / 72).toSize(), QImage::Format_ARGB32);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        renderer.render(&painter);
        painter.end();
        checkPicture(picture, content, options);

        QXmlStreamReader reader(*svg);
        QStringList words;
        QHash<QString, int> elements;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement)
                continue;
            ++elements[reader.name().toString()];
            if (reader.name() == QLatin1String("text"))
                words << reader.readElementText().trimmed();
        }
        QVERIFY(!reader.hasError());
        for (const char* number : {"1", "2", "3", "4", "5"})
            QVERIFY(words.contains(QString::fromLatin1(number)));
        QVERIFY(words.join(QLatin1Char(' ')).contains(QStringLiteral("push the purple block 25 cm to the right")));
        QVERIFY(svg->contains("font-family=\"Liberation Sans, Arial, Helvetica"));
        QVERIFY(elements.value("polyline") >= 16); // four segments in the ramp's colours, and the box's edges
        QVERIFY(elements.value("circle") + elements.value("ellipse") >= 10);
        QCOMPARE(elements.value("image"), 1);
        QVERIFY(!svg->contains("clip-path"));
    }

    void aPdfIsLinesAndEmbeddedLetters() {
        QTemporaryDir place;
        const QString path = place.filePath("figure.pdf");
        const FigureContent content = figureContent(oneModel(3));
        FigureOptions options = pictureOnly();
        QVERIFY(writeFigure(path, content, options, {}));
        const FigureLayout layout = layOut(content, options);
        outputOf("pdftoppm", {"-r", "300", "-png", path, place.filePath("page")});
        const QImage picture(place.filePath("page-1.png"));
        QVERIFY(std::abs(picture.width() - 975) <= 1); // 3.25 in
        for (const Expected& node : expectedNodes(content, options)) {
            const QPointF beside =
                (node.place + QPointF(-0.72, 0) * options.style.nodeRadius) * picture.width() / layout.size.width();
            QVERIFY(isNear(picture.pixelColor(beside.toPoint()), node.colour));
        }
        // Transparent: the paper is seen.
        QCOMPARE(picture.pixelColor(picture.width() - 2, picture.height() - 2), QColor(Qt::white));
        const QString text = QString::fromUtf8(outputOf("pdftotext", {"-layout", path, "-"}));
        QVERIFY(text.contains(QStringLiteral("push the purple block 25 cm to the right")));
        const QString fonts = QString::fromUtf8(outputOf("pdffonts", {path}));
        static const QRegularExpression embedded(QStringLiteral("LiberationSans +CID TrueType +Identity-H +yes"));
        QVERIFY2(fonts.contains(embedded), qPrintable(fonts));
        const QByteArray operators = operatorsOf(contentOf(path));
        QVERIFY(operators.count(" l\n") > 100);
        QVERIFY(operators.count(" c\n") > 40); // discs
        QCOMPARE(operators.count("Do\n"), 1);  // the picture is the only thing that is pixels
    }

    void anSvgIsSoundXmlWhateverTheWordsAre() {
        FigureContent content = figureContent(oneModel(3));
        content.instructions = {QString::fromUtf8("salt & pepper <b> \"quoted\" \x01 </title><defs>")};
        for (const char* title : {"", "A & B < C", "<defs>"}) {
            FigureOptions options = pictureOnly();
            options.title = QString::fromLatin1(title);
            const auto svg = svgFigure(content, options, {{"tracestudioFigure", 1}, {"odd", QString(QChar(0xfffe))}});
            QVERIFY(svg);
            QXmlStreamReader reader(*svg);
            QString words;
            while (!reader.atEnd())
                if (reader.readNext() == QXmlStreamReader::Characters)
                    words += reader.text();
            QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
            QVERIFY(words.contains("salt & pepper <b>"));
        }
        QString problem;
        QJsonObject style = FigureStyle::builtIn("plain")->toJson();
        style["fontFamily"] = QStringLiteral("x\" onload=\"alert(1)");
        QVERIFY(!FigureStyle::fromJson(style, &problem));
        QCOMPARE(problem, QStringLiteral("fontFamily"));
    }

    void figuresBeyondTheMachineAreRefusedInEveryFormat() {
        QTemporaryDir place;
        for (const char* ending : {"png", "svg", "pdf"}) {
            FigureExport order{oneModel(3), {}, place.filePath(QStringLiteral("a.") + ending)};
            order.options.view = FigureView::Cloud;
            order.options.dpi = 2400;
            const auto result = exportFigures(order, {}, {});
            QVERIFY(result.error && result.error->message().find("dots per inch") != std::string::npos);
            // Many samples are refused before their files are read.
            order.options.dpi = 100;
            order.subject.samples.assign(100000, 3);
            QElapsedTimer clock;
            clock.start();
            const auto many = exportFigures(order, {}, {});
            QVERIFY(many.error && many.error->message().find("cannot hold 100000 samples") != std::string::npos);
            QVERIFY(clock.elapsed() < 3000 * slowness);
        }
        QVERIFY(QDir(place.path()).isEmpty(QDir::Files | QDir::Hidden));
    }

    void onlyWhatWasWrittenBeforeIsReplaced() {
        QTemporaryDir place;
        FigureExport order{oneModel(0), {}, place.filePath("{id}.png"), true};
        order.options.dpi = 50;
        const FigureExportResult first = exportFigures(order, {}, {});
        QCOMPARE(first.written.size(), 1);
        order.replaceable = first.written;
        QVERIFY(!exportFigures(order, {}, {}).error);
        order.subject.samples = {0, 1};
        QFile foreign(place.filePath("1.png"));
        QVERIFY(foreign.open(QIODevice::WriteOnly));
        foreign.write("mine");
        foreign.close();
        QVERIFY(exportFigures(order, {}, {}).error);
        QCOMPARE(contentOf(foreign.fileName()), QByteArray("mine"));
    }

    void whatIsExportedIsWhatThePreviewShows() {
        const FigureContent content = figureContent(subjectOf(m_samples.all(), {1, 3}));
        FigureOptions options;
        options.dpi = 100;
        const auto preview = drawFigure(content, options);
        QVERIFY(preview);
        QTemporaryDir place;
        QVERIFY(writeFigure(place.filePath("figure.png"), content, options, {}));
        QCOMPARE(QImage(place.filePath("figure.png")).convertToFormat(preview->format()), *preview);
    }

    void aFigureIsMadeAgainFromEveryFormat_data() {
        QTest::addColumn<QString>("ending");
        for (const char* ending : {"png", "svg", "pdf"})
            QTest::newRow(ending) << QString::fromLatin1(ending);
    }
    void aFigureIsMadeAgainFromEveryFormat() {
        QFETCH(const QString, ending);
        QTemporaryDir place;
        FigureExport order{subjectOf(m_samples.all(), {3, 1}), {}, place.filePath("a." + ending)};
        order.options.dpi = 120;
        order.options.camera = *FigureCamera::fromText("30,20,1.5");
        order.options.ghosts = 2;
        order.options.title = QStringLiteral("题 & <title>");
        order.options.style = FigureStyle::builtIn("plain")->scaled(1.3);
        QVERIFY(!exportFigures(order, {}, {}).error);
        const auto json = readRecipe(order.output);
        QVERIFY(json);
        const auto recipe = FigureRecipe::fromJson(*json, order.output);
        QVERIFY(recipe);
        QCOMPARE(recipe->options, order.options);
        QCOMPARE(recipe->samples.size(), std::size_t(2));
        QCOMPARE(recipe->samples.front().id, QStringLiteral("3"));
        QCOMPARE(recipe->samples.front().checksum.size(), 64);
        const auto reopened = reopen(*recipe, order.output);
        QVERIFY(reopened);
        QVERIFY(reopened->notes.empty());
        // The same figure, to the pixel.
        const auto before = drawFigure(figureContent(order.subject), order.options);
        const auto after = drawFigure(figureContent(reopened->subject), recipe->options);
        QVERIFY(before && after);
        QCOMPARE(*after, *before);
        FigureExport again{reopened->subject, recipe->options, place.filePath("b." + ending)};
        QVERIFY(!exportFigures(again, {}, {}).error);
        if (ending != QLatin1String("pdf")) // which carries the time
            QCOMPARE(contentOf(again.output), contentOf(order.output));
    }

    void whatIsMissingIsSaidAndAnswersComeFromTheFigure() {
        SampleFolder samples;
        QTemporaryDir place;
        FigureExport order{subjectOf(samples.all(), {3}), {}, place.filePath("a.png")};
        order.options.dpi = 100;
        QVERIFY(!exportFigures(order, {}, {}).error);
        const auto before = drawFigure(figureContent(order.subject), order.options);
        QVERIFY(QFile::remove(samples.answers().back()));
        const auto recipe = FigureRecipe::fromJson(*readRecipe(order.output), order.output);
        QVERIFY(recipe);
        auto reopened = reopen(*recipe, order.output);
        QVERIFY(reopened);
        QCOMPARE(reopened->notes.size(), std::size_t(1));
        QVERIFY(reopened->notes.front().message().find("Gemini_Example_3D.jsonl") != std::string::npos);
        QCOMPARE(reopened->subject.liveAnswers.size(), std::size_t(1));
        QCOMPARE(*drawFigure(figureContent(reopened->subject), recipe->options), *before);

        samples.rows()[3]["prompt"] = "something else";
        samples.writeRows();
        reopened = reopen(*recipe, order.output);
        QVERIFY(reopened);
        QVERIFY(reopened->notes.back().message().find("has changed") != std::string::npos);

        samples.rows().erase(3);
        samples.writeRows();
        reopened = reopen(*recipe, order.output);
        QVERIFY(!reopened);
        QVERIFY(reopened.error().message().find("None of the samples") != std::string::npos);

        QVERIFY(QDir(samples.path()).removeRecursively());
        reopened = reopen(*recipe, order.output);
        QVERIFY(!reopened);
        QVERIFY(reopened.error().message().find(samples.path().toStdString()) != std::string::npos);
    }

    void figureAndBenchmarkMoveTogether() {
        QTemporaryDir place;
        auto samples = std::make_unique<SampleFolder>();
        const QString before = place.filePath("before");
        QVERIFY(QDir().mkpath(before));
        QProcess::execute("cp", {"-r", samples->path(), before + "/bench"});
        FigureExport order{subjectOf({before + "/bench"}, {2}), {}, before + "/figures/a.svg"};
        QVERIFY(!exportFigures(order, {}, {}).error); // makes the folder
        QVERIFY(QDir().rename(before, place.filePath("after")));
        const QString moved = place.filePath("after/figures/a.svg");
        const auto recipe = FigureRecipe::fromJson(*readRecipe(moved), moved);
        const auto reopened = reopen(*recipe, moved);
        QVERIFY(reopened);
        QVERIFY(reopened->notes.empty());
    }

    void aFigureForBlindReviewSaysNothingOfItsOrigin() {
        for (const char* ending : {"png", "svg", "pdf"}) {
            QTemporaryDir place;
            FigureExport order{oneModel(3), {}, place.filePath(QStringLiteral("a.") + ending)};
            order.options.isReopenable = false;
            QVERIFY(!exportFigures(order, {}, {}).error);
            QVERIFY(readRecipe(order.output)->isEmpty());
            QVERIFY(!contentOf(order.output).contains(m_samples.path().toUtf8()));
        }
    }

    void recipesOfOtherProgramsAndDamagedOnesAreRefused() {
        QTemporaryDir place;
        const QString path = place.filePath("a.svg");
        FigureExport order{oneModel(3), {}, path};
        QVERIFY(!exportFigures(order, {}, {}).error);
        const QByteArray whole = contentOf(path);
        const auto refusal = [&](const QByteArray& bytes) -> std::string {
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("cannot write");
            file.close();
            const auto json = readRecipe(path);
            if (!json)
                return json.error().message();
            const auto recipe = FigureRecipe::fromJson(*json, path);
            return recipe ? std::string() : recipe.error().message();
        };
        QVERIFY(refusal(whole).empty());
        const auto replaced = [&](const char* what, const char* with) {
            QByteArray bytes = whole;
            bytes.replace(what, with);
            return bytes;
        };
        QVERIFY(refusal(whole.left(whole.indexOf("</tracestudio:figure>"))).find("whole copy") != std::string::npos);
        QVERIFY(refusal(replaced("&quot;tracestudioFigure&quot;:1", "&quot;tracestudioFigure&quot;:9"))
                    .find("later TraceStudio") != std::string::npos);
        QVERIFY(
            refusal(replaced("&quot;view&quot;:&quot;both&quot;", "&quot;view&quot;:&quot;all&quot;")).find("(view)") !=
            std::string::npos);
        QVERIFY(refusal(replaced("&quot;samples&quot;", "&quot;simples&quot;")).find("damaged") != std::string::npos);
        QVERIFY(refusal(replaced("{&quot;answers", "{&quot;answers&quot;{{")).find("damaged") != std::string::npos);
        QVERIFY(!readRecipe(m_samples.path("raw_data"))); // a folder
    }

    void optionsSayTheSameAsJson() {
        QRandomGenerator random(7);
        for (int i = 0; i < 500; ++i) {
            const FigureOptions options = randomOptions(random);
            QString problem;
            const QByteArray text = QJsonDocument(options.toJson()).toJson();
            const auto again = FigureOptions::fromJson(QJsonDocument::fromJson(text).object(), &problem);
            QVERIFY2(again, qPrintable(problem));
            QCOMPARE(*again, options);
        }
    }

    void ownStylesAreKeptByName() {
        FigureStyle style = *FigureStyle::builtIn("plain");
        style.name = QStringLiteral("组会");
        style.lineWidth = 2.5;
        QVERIFY(saveStyle(style));
        QVERIFY(savedStyleNames().contains(style.name));
        QCOMPARE(*savedStyle(style.name), style);
        removeStyle(style.name);
        QVERIFY(!savedStyle(style.name));
        QVERIFY(!savedStyle("../TraceStudio"));
    }

    void namesAreMadeFromPatterns() {
        const auto name = [](const char* pattern) {
            return nameFrom(pattern, "a/b c", "../Robo Tracer", "wrong-end", 3);
        };
        QCOMPARE(name("out/{model}_{id}_{verdict}_{step}.png"),
                 QStringLiteral("out/_Robo_Tracer_a_b_c_wrong-end_3.png"));
        QVERIFY(isPattern("a/{id}.png"));
        QVERIFY(!isPattern("a/{x}.png"));
        QTemporaryDir place;
        FigureExport order{subjectOf(m_samples.all(), {0, 3}), {}, place.filePath("{model}_{id}_{verdict}.png"), true};
        order.options.dpi = 50;
        const FigureExportResult result = exportFigures(order, {}, {});
        QVERIFY(!result.error);
        QCOMPARE(QDir(place.path()).entryList(QDir::Files, QDir::Name),
                 (QStringList{"Gemini_Example_0_success.png", "Gemini_Example_3_collision.png",
                              "RoboTracer_Example_0_success.png", "RoboTracer_Example_3_collision.png"}));
    }

    void nothingIsOverwrittenUntold() {
        QTemporaryDir place;
        FigureExport order{oneModel(0), {}, place.filePath("a.png")};
        order.options.dpi = 50;
        QFile file(order.output);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine");
        file.close();
        QVERIFY(exportFigures(order, {}, {}).error->message().find("there already") != std::string::npos);
        QCOMPARE(contentOf(order.output), QByteArray("mine"));
        order.isOverwriting = true;
        QVERIFY(!exportFigures(order, {}, {}).error);
        QVERIFY(!QImage(order.output).isNull());
    }

    void aFullDiskLeavesWhatWasThere_data() { aFigureIsMadeAgainFromEveryFormat_data(); }
    void aFullDiskLeavesWhatWasThere() {
        QFETCH(const QString, ending);
        QTemporaryDir place;
        FigureExport order{oneModel(3), {}, place.filePath("a." + ending), false, true};
        QFile file(order.output);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine");
        file.close();
        // No file of this process may grow beyond 50 kB: writing fails as it does on a full disk.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit little{50000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        const FigureExportResult result = exportFigures(order, {}, {});
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(result.error);
        QVERIFY2(result.error->message().find(order.output.toStdString()) != std::string::npos,
                 result.error->message().c_str());
        QCOMPARE(contentOf(order.output), QByteArray("mine"));
        QCOMPARE(QDir(place.path()).entryList(QDir::Files | QDir::Hidden), QStringList("a." + ending));
    }

    void aPlaceThatCannotBeWrittenIsNamed() {
        FigureExport order{oneModel(3), {}, "/proc/none/a.png"};
        QVERIFY(exportFigures(order, {}, {}).error->message().find("/proc/none") != std::string::npos);
        order.output = QStringLiteral("a.bmp");
        QVERIFY(exportFigures(order, {}, {}).error->message().find(".svg") != std::string::npos);
    }

    void cancelledMidwayNoHalfFileIsLeft_data() { aFigureIsMadeAgainFromEveryFormat_data(); }
    void cancelledMidwayNoHalfFileIsLeft() {
        QFETCH(const QString, ending);
        QTemporaryDir place;
        FigureExport order{subjectOf({m_samples.path()}, {0, 1, 2, 3, 4, 5, 6, 7}), {}, place.filePath("a." + ending)};
        std::stop_source stop;
        const FigureExportResult result = exportFigures(
            order,
            [&](double share) {
                if (share > 0.3)
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY(result.error);
        QVERIFY(result.error->message().find("cancelled") != std::string::npos);
        QVERIFY(QDir(place.path()).isEmpty(QDir::Files | QDir::Hidden));
    }

    void aVanishedSampleIsPassedOverAndNamed() {
        SampleFolder samples;
        FigureSubject subject = subjectOf({samples.path()}, {0, 1, 2});
        const QString picture = QString::fromStdString(subject.dataset->record(1)->imagePath);
        const QString depth = QString::fromStdString(subject.dataset->record(1)->gtDepthPath);
        QVERIFY(QFile::remove(samples.path("raw_data/" + picture)));
        QVERIFY(QFile::remove(samples.path("raw_data/" + depth)));
        QTemporaryDir place;
        FigureExport each{subject, {}, place.filePath("{id}.png"), true};
        each.options.dpi = 50;
        const FigureExportResult result = exportFigures(each, {}, {});
        QVERIFY(!result.error);
        QCOMPARE(result.written.size(), 2);
        QCOMPARE(result.notes.size(), std::size_t(1));
        QVERIFY(result.notes.front().message().find(picture.toStdString()) != std::string::npos ||
                result.notes.front().message().find(depth.toStdString()) != std::string::npos);
        FigureExport grid{subject, {}, place.filePath("grid.png")};
        QVERIFY(exportFigures(grid, {}, {}).error);
        QVERIFY(!QFile::exists(grid.output));
    }

    void theCommandNeedsNoDisplayAndSaysWhatIsWrong() {
        QTemporaryDir place;
        const QString out = place.filePath("a.pdf");
        const QStringList common{"figure", "--benchmark", m_samples.path(), "--predictions",
                                 m_samples.answers().front()};
        const Run made = run(common + QStringList{"--verdict", "collision", "--output", out});
        QCOMPARE(made.status, 0);
        QVERIFY(made.out.contains("a.pdf"));
        QVERIFY(contentOf(out).startsWith("%PDF"));
        const auto error = [&](const QStringList& more) {
            const Run failed = run(common + more);
            return failed.status == 2 ? failed.err : QStringLiteral("no failure");
        };
        QVERIFY(error({"--sample", "3", "--output", out}).contains("there already"));
        QVERIFY(error({"--sample", "99", "--output", "b.png"}).contains("99"));
        QVERIFY(error({"--output", "b.png"}).contains("--all"));
        QVERIFY(error({"--all", "--verdict", "success", "--output", "b.png"}).contains("--all"));
        QVERIFY(error({"--all", "--output", "b.png", "--view", "left"}).contains("image, cloud, both"));
        QVERIFY(error({"--all", "--output", "b.png", "--camera", "1,2"}).contains("azimuth"));
        QVERIFY(error({"--all", "--output", "b.png", "--size", "3.25"}).contains("3.25in"));
        QVERIFY(error({"--all", "--output", "b.png", "--dpi", "9"}).contains("36"));
        QVERIFY(error({"--all", "--output", "b.png", "--style", "neon"}).contains("neon"));
        QVERIFY(error({"--all", "--output", "b.png", "--style", "/none.json"}).contains("/none.json"));
        QVERIFY(error({"--from", out, "--output", "b.png"}).contains("--from"));
        const QString again = place.filePath("b.png");
        const Run from = run({"figure", "--from", out, "--background", "dark", "--size", "800x600", "--output", again});
        QVERIFY2(from.status == 0, qPrintable(from.err));
        QCOMPARE(QImage(again).size(), QSize(800, 600));
    }
};

QTEST_MAIN(FigureFilesTest)
#include "tst_figure_files.moc"
