#include "grammar.h"
#include "sample_scenes.h"
#include "scene_set.h"
#include "surface.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using namespace tracestudio::samples;

namespace {

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

SceneSet smallSet(int count, std::vector<PictureShare> sizes = {{256, 192, 1}}) {
    return {"test", count, 7, std::move(sizes), Style::Mixed, 1};
}

/// How this test reads phrases: its own words for the kinds and colours, its own idea of left, right, near and far.
struct Reader {
    const World& world;
    const Sight sight;

    static QList<Kind> kindsCalled(const QString& noun) {
        static const QHash<QString, QList<Kind>> kinds{{QStringLiteral("block"), {Kind::Block}},
                                                       {QStringLiteral("cube"), {Kind::Block}},
                                                       {QStringLiteral("box"), {Kind::Block, Kind::Box}},
                                                       {QStringLiteral("storage box"), {Kind::Box}},
                                                       {QStringLiteral("ball"), {Kind::Ball}},
                                                       {QStringLiteral("sphere"), {Kind::Ball}},
                                                       {QStringLiteral("can"), {Kind::Can}},
                                                       {QStringLiteral("tin"), {Kind::Can}},
                                                       {QStringLiteral("cylinder"), {Kind::Can, Kind::PenHolder}},
                                                       {QStringLiteral("mug"), {Kind::Mug}},
                                                       {QStringLiteral("cup"), {Kind::Mug}},
                                                       {QStringLiteral("plate"), {Kind::Plate}},
                                                       {QStringLiteral("dish"), {Kind::Plate, Kind::Bowl}},
                                                       {QStringLiteral("tray"), {Kind::Tray}},
                                                       {QStringLiteral("bowl"), {Kind::Bowl}},
                                                       {QStringLiteral("stack of books"), {Kind::Books}},
                                                       {QStringLiteral("books"), {Kind::Books}},
                                                       {QStringLiteral("lamp"), {Kind::Lamp}},
                                                       {QStringLiteral("pen holder"), {Kind::PenHolder}},
                                                       {QStringLiteral("pencil holder"), {Kind::PenHolder}},
                                                       {QStringLiteral("plant"), {Kind::Plant}},
                                                       {QStringLiteral("potted plant"), {Kind::Plant}},
                                                       {QStringLiteral("shelf"), {Kind::Shelf}},
                                                       {QStringLiteral("sofa"), {Kind::Sofa}},
                                                       {QStringLiteral("couch"), {Kind::Sofa}},
                                                       {QStringLiteral("cushion"), {Kind::Cushion}},
                                                       {QStringLiteral("pillow"), {Kind::Cushion}},
                                                       {QStringLiteral("stool"), {Kind::Stool}},
                                                       {QStringLiteral("pouf"), {Kind::Pouf}},
                                                       {QStringLiteral("ottoman"), {Kind::Pouf}},
                                                       {QStringLiteral("cabinet"), {Kind::Cabinet}},
                                                       {QStringLiteral("sideboard"), {Kind::Cabinet}},
                                                       {QStringLiteral("basket"), {Kind::Basket}},
                                                       {QStringLiteral("bin"), {Kind::Basket}}};
        return kinds.value(noun);
    }

    /// Things that "red cube", "leftmost cup" or "round wooden stool" may mean; `isRead` tells whether the words are
    /// known.
    QList<int> named(QString words, bool& isRead) const {
        const QStringList extremes{QStringLiteral("leftmost"), QStringLiteral("rightmost"), QStringLiteral("nearest"),
                                   QStringLiteral("closest"), QStringLiteral("farthest")};
        static const QHash<QString, QString> colours{{QStringLiteral("violet"), QStringLiteral("purple")},
                                                     {QStringLiteral("gray"), QStringLiteral("grey")}};
        QString extreme;
        QString colour;
        if (words.startsWith(QStringLiteral("round ")))
            words = words.mid(6);
        const QString first = words.section(QLatin1Char(' '), 0, 0);
        const auto& names = colourNames();
        const QString plain = colours.value(first, first);
        if (extremes.contains(first)) {
            extreme = first;
            words = words.section(QLatin1Char(' '), 1);
        } else if (std::find(names.begin(), names.end(), plain.toStdString()) != names.end()) {
            colour = plain;
            words = words.section(QLatin1Char(' '), 1);
        }
        const QList<Kind> kinds = kindsCalled(words);
        isRead = isRead && !kinds.isEmpty();
        QList<int> fitting;
        for (int i = 0; i < int(world.things.size()); ++i) {
            const Thing& thing = world.things[std::size_t(i)];
            if (kinds.contains(thing.kind) && sight.pixels[std::size_t(i)] > 0 &&
                (colour.isEmpty() || QString::fromStdString(names[std::size_t(thing.colour)]) == colour))
                fitting.append(i);
        }
        if (extreme.isEmpty() || fitting.isEmpty())
            return fitting;
        const auto rank = [&](int i) {
            const Vec3 at = sight.centres[std::size_t(i)];
            return extreme == QStringLiteral("leftmost")    ? at.x
                   : extreme == QStringLiteral("rightmost") ? -at.x
                   : extreme == QStringLiteral("farthest")  ? -at.z
                                                            : at.z;
        };
        return {*std::min_element(fitting.begin(), fitting.end(), [&](int a, int b) { return rank(a) < rank(b); })};
    }

    /// How plainly `a` is on that side of `b`: the cosine between the words' direction and the way from b to a, level.
    double plainness(int a, int b, const QString& side) const {
        const Vec3 apart = world.things[std::size_t(a)].centre - world.things[std::size_t(b)].centre;
        const Vec3 ahead = normalised({world.view.forward.x, world.view.forward.y, 0});
        const double x = double(apart.x * ahead.y - apart.y * ahead.x);
        const double y = double(dot(apart, ahead));
        const double along = side.contains(QStringLiteral("left"))     ? -x
                             : side.contains(QStringLiteral("right"))  ? x
                             : side.contains(QStringLiteral("behind")) ? y
                                                                       : -y;
        return along / std::max(1e-6, std::hypot(x, y));
    }

    /// The things that a whole phrase without its article may mean.
    QList<int> meant(const QString& phrase, bool& isRead) const {
        static const QStringList joints{QStringLiteral(" to the left of the "),
                                        QStringLiteral(" to the right of the "),
                                        QStringLiteral(" left of the "),
                                        QStringLiteral(" right of the "),
                                        QStringLiteral(" behind the "),
                                        QStringLiteral(" in front of the "),
                                        QStringLiteral(" that is on top of the "),
                                        QStringLiteral(" on top of the "),
                                        QStringLiteral(" on the left side of the "),
                                        QStringLiteral(" on the right side of the "),
                                        QStringLiteral(" on the floor"),
                                        QStringLiteral(" on the "),
                                        QStringLiteral(" in the ")};
        qsizetype at = -1;
        QString joint;
        for (const QString& candidate : joints) {
            const qsizetype found = phrase.indexOf(candidate);
            if (found >= 0 && (at < 0 || found < at)) {
                at = found;
                joint = candidate;
            }
        }
        if (at < 0)
            return named(phrase, isRead);
        const QList<int> heads = named(phrase.left(at), isRead);
        QString rest = phrase.mid(at + joint.size());
        QString hand;
        for (const QString& side : {QStringLiteral(" on the left"), QStringLiteral(" on the right")}) {
            if (rest.endsWith(side)) {
                hand = side;
                rest.chop(side.size());
            }
        }
        QList<int> out;
        if (joint == QStringLiteral(" on the floor")) {
            for (const int head : heads) {
                if (world.things[std::size_t(head)].on < 0)
                    out.append(head);
            }
            return out;
        }
        const QList<int> landmarks = named(rest, isRead);
        isRead = isRead && landmarks.size() == 1;
        if (!isRead)
            return {};
        const int landmark = landmarks.first();
        const bool isSide = joint.contains(QStringLiteral("left")) || joint.contains(QStringLiteral("right"));
        for (const int head : heads) {
            if (head == landmark)
                continue;
            const bool isOn = world.things[std::size_t(head)].on == landmark;
            if (joint.contains(QStringLiteral("side of"))) {
                if (isOn && plainness(head, landmark, joint) > 0)
                    out.append(head);
            } else if (isSide || joint.contains(QStringLiteral("behind")) || joint.contains(QStringLiteral("front"))) {
                if (plainness(head, landmark, joint) > 0.5 && (hand.isEmpty() || plainness(head, landmark, hand) > 0))
                    out.append(head);
            } else if (isOn) {
                out.append(head);
            }
        }
        return out;
    }
};

} // namespace

/// The scenes that are drawn by chance are told truly.
class TestScenes : public QObject {
    Q_OBJECT

    /// Scenes for all tests that need no light.
    std::vector<AskedWorld> m_scenes;

  private Q_SLOTS:
    void initTestCase() {
        const SceneSet set = smallSet(0);
        for (int i = 0; i < 120; ++i)
            m_scenes.push_back(askedWorld(set, {i % 3 == 0 ? 192 : 256, i % 3 == 0 ? 256 : 192, 1}, i, 8));
    }

    void filesDoNotDependOnTheNumberOfThreads() {
        QTemporaryDir one;
        QTemporaryDir three;
        SceneSet set = smallSet(7, {{128, 96, 3}, {96, 128, 1}});
        writeSceneSet(set, one.path().toStdString());
        set.threads = 3;
        writeSceneSet(set, three.path().toStdString());
        int compared = 0;
        QDirIterator files(one.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = QDir(one.path()).relativeFilePath(files.next());
            QVERIFY2(contents(one.filePath(path)) == contents(three.filePath(path)), qPrintable(path));
            ++compared;
        }
        QCOMPARE(compared, 7);
    }

    void splitsAndSeedsShareNoScene() {
        const PictureShare size{128, 96, 1};
        SceneSet set = smallSet(0);
        QSet<QString> cameras;
        for (const char* split : {"train", "valid"}) {
            for (const std::uint64_t seed : {1U, 2U}) {
                set.split = split;
                set.seed = seed;
                for (int i = 0; i < 4; ++i)
                    cameras.insert(QString::number(askedWorld(set, size, i, 1).world->camera.fx, 'g', 12));
            }
        }
        QCOMPARE(cameras.size(), 16);
    }

    void filesHoldWhatTheFormatSays() {
        QTemporaryDir folder;
        const int width = 160;
        const int height = 128;
        writeSceneSet(smallSet(5, {{width, height, 1}}), folder.path().toStdString());
        const QDir sub(folder.filePath(QStringLiteral("160x128")));
        QCOMPARE(contents(sub.filePath(QStringLiteral("pictures.rgb"))).size(), 5 * width * height * 3);
        const QByteArray patches = contents(sub.filePath(QStringLiteral("patches.bin")));
        QCOMPARE(patches.size(), 5 * (width / 16) * (height / 16) * 4);
        const QJsonObject names =
            QJsonDocument::fromJson(contents(folder.filePath(QStringLiteral("world.json")))).object();
        const QJsonArray classes = names[QStringLiteral("classes")].toArray();
        const QJsonArray colours = names[QStringLiteral("colours")].toArray();
        QCOMPARE(classes[classes.size() - 1].toString(), QStringLiteral("support"));
        QCOMPARE(classes[classes.size() - 2].toString(), QStringLiteral("background"));
        QCOMPARE(colours[colours.size() - 1].toString(), QStringLiteral("none"));
        int kinds[64] = {};
        for (qsizetype i = 0; i < patches.size(); i += 4) {
            QVERIFY(std::uint8_t(patches[i]) < classes.size());
            QVERIFY(std::uint8_t(patches[i + 1]) < colours.size());
            ++kinds[std::uint8_t(patches[i])];
            // As IEEE half precision: sign, five bits of exponent, ten of fraction.
            const unsigned half = std::uint8_t(patches[i + 2]) | unsigned(std::uint8_t(patches[i + 3])) << 8U;
            const double logDepth = ((half & 0x8000U) != 0 ? -1.0 : 1.0) *
                                    std::ldexp(1.0 + (half & 0x3ffU) / 1024.0, int((half >> 10U) & 31U) - 15);
            QVERIFY(std::exp(logDepth) > 0.2 && std::exp(logDepth) < 12);
        }
        QVERIFY(kinds[int(Kind::Support)] > 0 && kinds[int(Kind::Background)] > 0);
        const QList<QByteArray> lines = contents(sub.filePath(QStringLiteral("scenes.jsonl"))).trimmed().split('\n');
        QCOMPARE(lines.size(), 5);
        for (const QByteArray& line : lines) {
            const QJsonObject scene = QJsonDocument::fromJson(line).object();
            QCOMPARE(scene[QStringLiteral("camera")].toArray().size(), 4);
            const QJsonArray objects = scene[QStringLiteral("objects")].toArray();
            for (const QJsonValue object : objects) {
                QVERIFY(object[QStringLiteral("class")].toInt(-1) >= 0);
                QVERIFY(object[QStringLiteral("colour")].toInt(-1) >= 0);
                QVERIFY(object[QStringLiteral("z")].toDouble() > 0.1);
            }
            const QJsonArray questions = scene[QStringLiteral("questions")].toArray();
            QVERIFY(questions.size() >= 3 && questions.size() <= 8);
            QSet<QString> texts;
            for (const QJsonValue question : questions) {
                texts.insert(question[QStringLiteral("text")].toString());
                for (const char* key : {"moved", "reference"}) {
                    const int index = question[QLatin1String(key)].toInt(-1);
                    QVERIFY(index >= 0 && index < objects.size());
                }
                const QJsonArray points = question[QStringLiteral("points")].toArray();
                QCOMPARE(points.size(), 4);
                for (const QJsonValue point : points) {
                    QVERIFY(point[0].toDouble() >= 8 && point[0].toDouble() <= 992);
                    QVERIFY(point[1].toDouble() >= 8 && point[1].toDouble() <= 992);
                    QVERIFY(point[2].toDouble() > 0.05);
                }
            }
            QCOMPARE(texts.size(), questions.size());
        }
    }

    void everyFamilyAndKindIsDrawn() {
        QSet<QString> families;
        QSet<QString> kinds;
        for (const AskedWorld& asked : m_scenes) {
            families.insert(QString::fromStdString(asked.world->family));
            for (const Question& question : asked.questions)
                kinds.insert(QString::fromStdString(question.kind));
        }
        QCOMPARE(families.size(), 8);
        QCOMPARE(kinds.size(), 7);
    }

    void phrasesAreTrueAndFitOneThing() {
        int read = 0;
        for (const AskedWorld& asked : m_scenes) {
            const Reader reader{*asked.world, sightOf(*asked.world, *asked.seen)};
            for (const Question& question : asked.questions) {
                const QString text = QString::fromStdString(question.text);
                const QString target = QString::fromStdString(question.target);
                QVERIFY2(text.contains(target), qPrintable(text));
                bool isRead = true;
                const QList<int> moved = reader.meant(target.mid(4), isRead);
                QVERIFY2(isRead, qPrintable(text));
                QVERIFY2(moved == QList<int>{question.moved}, qPrintable(text));
                if (question.kind != "place" && question.kind != "stack" && question.kind != "top")
                    continue;
                QString destination = QString::fromStdString(question.destination);
                destination.remove(0, question.kind == "top" ? 15 : 4); // "the top of the ", "the "
                QVERIFY2(text.contains(destination), qPrintable(text));
                const QList<int> reference = reader.meant(destination, isRead);
                QVERIFY2(isRead, qPrintable(text));
                QVERIFY2(reference == QList<int>{question.reference}, qPrintable(text));
                ++read;
            }
        }
        QVERIFY(read > 100);
    }

    void placesLieWhereTheWordsSay() {
        int told = 0;
        for (const AskedWorld& asked : m_scenes) {
            const World& world = *asked.world;
            for (const Question& question : asked.questions) {
                const QString destination = QString::fromStdString(question.destination);
                const Vec3 end = world.things[std::size_t(question.moved)].centre + question.moves.back();
                const Vec3 ahead = normalised({world.view.forward.x, world.view.forward.y, 0});
                const auto side = [&](Vec3 way) {
                    const double x = double(way.x * ahead.y - way.y * ahead.x);
                    const double y = double(dot(way, ahead));
                    return std::fabs(x) > std::fabs(y) ? (x < 0 ? "left" : "right") : (y > 0 ? "behind" : "in front");
                };
                if (question.kind == "relate") {
                    const Vec3 way = end - world.things[std::size_t(question.reference)].centre;
                    const QString words = destination.section(QStringLiteral(" the "), 0,
                                                              destination.startsWith(QStringLiteral("to the")) ? 1 : 0);
                    QVERIFY2(words.contains(QLatin1String(side(way))), qPrintable(destination));
                    ++told;
                } else if (question.kind == "push") {
                    const Vec3 way = question.moves.back();
                    QVERIFY(std::fabs(length(way) - destination.section(QLatin1Char(' '), 0, 0).toFloat() / 100) <
                            1e-4F);
                    const QString words = destination.section(QLatin1Char(','), 0, 0);
                    const QString where = QString::fromLatin1(side(way));
                    const bool isSo =
                        where == QStringLiteral("behind")
                            ? words.contains(QStringLiteral("away")) || words.contains(QStringLiteral("backwards"))
                        : where == QStringLiteral("in front")
                            ? words.contains(QStringLiteral("towards")) || words.contains(QStringLiteral("closer"))
                            : words.contains(where);
                    QVERIFY2(isSo, qPrintable(destination));
                    ++told;
                }
            }
        }
        QVERIFY(told > 100);
    }

    void pointsStartOnTheVisibleThing() {
        for (const AskedWorld& asked : m_scenes) {
            const World& world = *asked.world;
            const Exposure seen = asked.seen->measured();
            for (const Question& question : asked.questions) {
                const Vec3 first = question.points.front();
                const int u = int(std::lround(double(first.x) * world.camera.width / 1000.0 - 0.5));
                const int v = int(std::lround(double(first.y) * world.camera.height / 1000.0 - 0.5));
                QCOMPARE(int(seen.object.at<std::uint8_t>(v, u)), question.moved + 1);
                QVERIFY(std::fabs(seen.depthMillimetres.at<float>(v, u) / 1000.0F - first.z) < 1e-3F);
                QCOMPARE(question.points.size(), std::size_t(4));
                for (std::size_t i = 0; i < question.points.size(); ++i) {
                    const Vec3 there = world.view.toCamera(question.start + question.moves[i]);
                    QVERIFY(std::fabs(there.z - question.points[i].z) < 1e-4F);
                }
            }
        }
    }

    /// By the solids' own distance fields, while the generator uses boxes.
    void waysMeetNothing() {
        for (const AskedWorld& asked : m_scenes) {
            const World& world = *asked.world;
            const auto& solids = world.scene.solids();
            for (const Question& question : asked.questions) {
                const Thing& moved = world.things[std::size_t(question.moved)];
                for (std::size_t leg = 1; leg < question.moves.size(); ++leg) {
                    for (int step = 0; step <= 6; ++step) {
                        const Vec3 by = mix(question.moves[leg - 1], question.moves[leg], float(step) / 6.0F);
                        for (int k = 0; k < 27; ++k) {
                            // The middle, the faces' middles and the edges' middles of its upright ellipse or box.
                            const Vec3 p{float(k % 3 - 1), float(k / 3 % 3 - 1), float(k / 9 - 1)};
                            const float inside = length(p) > 1 ? 0.65F : 0.92F;
                            const Vec3 at = moved.centre + by + moved.frame.toWorld(p * moved.half * inside);
                            for (const Solid& solid : solids) {
                                const bool isSunk = leg == 1 && moved.on >= 0 && solid.object == moved.on + 1;
                                if (solid.object == question.moved + 1 || isSunk)
                                    continue;
                                const float distance = distanceTo(solid, solid.frame.toLocal(at - solid.origin));
                                QVERIFY2(distance > -0.008F, qPrintable(QStringLiteral("%1: %2 of %3")
                                                                            .arg(QString::fromStdString(question.text))
                                                                            .arg(double(distance))
                                                                            .arg(solid.object)));
                            }
                        }
                    }
                }
            }
        }
    }

    void sentencesAreMadeByTheGrammar() {
        for (const AskedWorld& asked : m_scenes) {
            for (const Question& question : asked.questions) {
                QString text = QString::fromStdString(question.text);
                text[0] = text[0].toLower();
                if (text.endsWith(QLatin1Char('.')))
                    text.chop(1);
                QVERIFY2(canMake("sentence", text.toStdString()), qPrintable(text));
            }
        }
        for (const char* wrong : {"", "put", "put the red cube", "put the red cube on the", "put the on the plate",
                                  "put the red cube on the blue plate please", "push the mug 7 cm left"})
            QVERIFY2(!canMake("sentence", wrong), wrong);
    }

    void everyBundledInstructionIsASentence() {
        const QDir bundle(QStringLiteral(TRACESTUDIO_SAMPLES));
        const QJsonArray rows =
            QJsonDocument::fromJson(contents(bundle.filePath(QStringLiteral("trajectory_dataset.json")))).array();
        QCOMPARE(rows.size(), 8);
        for (const QJsonValue row : rows) {
            const QString prompt = row[QStringLiteral("prompt")].toString();
            QVERIFY2(canMake("sentence", prompt.toStdString()), qPrintable(prompt));
        }
    }

    void quickPicturesLookLikeTheBundledOnes_data() {
        QTest::addColumn<int>("id");
        for (const int id : {0, 2, 5})
            QTest::addRow("%d", id) << id;
    }

    void quickPicturesLookLikeTheBundledOnes() {
        QFETCH(int, id);
        const SampleScene sample = sampleScenes()[std::size_t(id)];
        const double scale = 256.0 / sample.camera.width;
        PinholeCamera camera = sample.camera;
        camera.width = 256;
        camera.height = 192;
        for (double* value : {&camera.fx, &camera.fy})
            *value *= scale;
        for (double* value : {&camera.cx, &camera.cy})
            *value = (*value + 0.5) * scale - 0.5;
        const QuickExposure quick(sample.scene, sample.view, camera);
        const Exposure picture = quick.develop(Lighting::Window);
        const Exposure exact = sample.scene.measure(sample.view, camera, 1);
        QCOMPARE(cv::countNonZero(picture.object != exact.object), 0);
        QVERIFY(cv::norm(picture.depthMillimetres, exact.depthMillimetres, cv::NORM_INF) < 0.5);
        const QString path = QStringLiteral(TRACESTUDIO_SAMPLES "/raw_data/%1/image.png").arg(id);
        cv::Mat committed = cv::imread(path.toStdString(), cv::IMREAD_COLOR);
        cv::resize(committed, committed, picture.colourBgr.size(), 0, 0, cv::INTER_AREA);
        cv::Mat difference;
        cv::absdiff(committed, picture.colourBgr, difference);
        const cv::Scalar mean = cv::mean(difference);
        for (int channel = 0; channel < 3; ++channel)
            QVERIFY2(mean[channel] < 4, qPrintable(QString::number(mean[channel])));
    }

    void headLightThrowsNoShadow() {
        const SampleScene sample = sampleScenes()[0];
        const PinholeCamera camera{128, 96, 105, 105, 63.5, 47.5};
        const QuickExposure quick(sample.scene, sample.view, camera);
        const Exposure window = quick.develop(Lighting::Window);
        const Exposure head = quick.develop(Lighting::Head);
        QVERIFY(cv::norm(window.colourBgr, head.colourBgr, cv::NORM_INF) > 30);
        QVERIFY(cv::norm(window.object, head.object, cv::NORM_INF) == 0);
    }

    /// Head light makes of a scene nearly what VTK makes of its meshes: both show the same things in the same places.
    void vtkDrawsTheSameScenes() {
        QTemporaryDir byVtk;
        QTemporaryDir byUs;
        const QStringList common{QStringLiteral("--count"), QStringLiteral("6"),      QStringLiteral("--seed"),
                                 QStringLiteral("4"),       QStringLiteral("--size"), QStringLiteral("256x192")};
        QProcess vtk;
        vtk.start(QStringLiteral(GENERATE_SCENES), QStringList{QStringLiteral("--benchmark"), byVtk.path(),
                                                               QStringLiteral("--renderer"), QStringLiteral("vtk")} +
                                                       common);
        QVERIFY(vtk.waitForFinished(120'000));
        const QByteArray complaint = vtk.readAllStandardError();
        if (complaint.contains("no OpenGL"))
            QSKIP("This machine has no OpenGL for VTK to draw with.");
        QVERIFY2(vtk.exitCode() == 0, complaint.constData());
        QProcess plain;
        plain.start(QStringLiteral(GENERATE_SCENES), QStringList{QStringLiteral("--benchmark"), byUs.path(),
                                                                 QStringLiteral("--style"), QStringLiteral("plain")} +
                                                         common);
        QVERIFY(plain.waitForFinished(120'000));
        QCOMPARE(plain.exitCode(), 0);
        QCOMPARE(contents(byVtk.filePath(QStringLiteral("trajectory_dataset.json"))),
                 contents(byUs.filePath(QStringLiteral("trajectory_dataset.json"))));
        for (int id = 0; id < 6; ++id) {
            const auto picture = [&](const QTemporaryDir& folder, int which) {
                return cv::imread(folder.filePath(QStringLiteral("raw_data/%1/image.png").arg(which)).toStdString());
            };
            const auto difference = [&](int other) {
                cv::Mat apart;
                cv::absdiff(picture(byVtk, id), picture(byUs, other), apart);
                const cv::Scalar mean = cv::mean(apart);
                return std::max({mean[0], mean[1], mean[2]});
            };
            QVERIFY2(difference(id) < 5, qPrintable(QStringLiteral("%1: %2").arg(id).arg(difference(id))));
            QVERIFY(difference((id + 1) % 6) > 3 * difference(id));
        }
    }

    void badArgumentsAreRefusedWithTheUsage_data() {
        QTest::addColumn<QStringList>("arguments");
        const QStringList whole{QStringLiteral("--count"), QStringLiteral("1"), QStringLiteral("--output"),
                                QStringLiteral("/nowhere/at/all")};
        QTest::newRow("none") << QStringList();
        QTest::newRow("no count") << whole.mid(2);
        QTest::newRow("odd size") << whole + QStringList{QStringLiteral("--size"), QStringLiteral("250x190")};
        QTest::newRow("narrow size") << whole + QStringList{QStringLiteral("--size"), QStringLiteral("512x64")};
        QTest::newRow("no size") << whole + QStringList{QStringLiteral("--size"), QStringLiteral("256")};
        QTest::newRow("no share") << whole + QStringList{QStringLiteral("--size"), QStringLiteral("256x192:0")};
        QTest::newRow("unknown") << whole + QStringList{QStringLiteral("--colour"), QStringLiteral("red")};
        QTest::newRow("no value") << whole + QStringList{QStringLiteral("--seed")};
        QTest::newRow("two outputs") << whole + QStringList{QStringLiteral("--benchmark"), QStringLiteral("/nowhere")};
        QTest::newRow("no such style") << whole + QStringList{QStringLiteral("--style"), QStringLiteral("harsh")};
    }

    void badArgumentsAreRefusedWithTheUsage() {
        QFETCH(QStringList, arguments);
        QProcess generate;
        generate.start(QStringLiteral(GENERATE_SCENES), arguments);
        QVERIFY(generate.waitForFinished(30'000));
        QCOMPARE(generate.exitCode(), 2);
        QVERIFY(generate.readAllStandardError().contains("Usage:"));
    }

    void benchmarkFolderLeadsFromTheMaskIntoTheBox() {
        QTemporaryDir folder;
        SceneSet set = smallSet(6, {{256, 192, 1}, {192, 256, 1}});
        set.threads = 2;
        writeBenchmark(set, folder.path().toStdString(), paintQuickly);
        const QJsonArray rows =
            QJsonDocument::fromJson(contents(folder.filePath(QStringLiteral("trajectory_dataset.json")))).array();
        QCOMPARE(rows.size(), 6);
        for (const QJsonValue row : rows) {
            const auto picture = [&](const char* key) {
                return cv::imread(
                    folder.filePath(QStringLiteral("raw_data/") + row[QLatin1String(key)].toString()).toStdString(),
                    cv::IMREAD_UNCHANGED);
            };
            const cv::Mat mask = picture("mask_path");
            const cv::Mat depth = picture("gt_depth_path");
            QCOMPARE(picture("image_path").type(), CV_8UC3);
            QCOMPARE(depth.type(), CV_16UC1);
            QVERIFY(cv::countNonZero(mask) >= 40);
            QVERIFY(row[QStringLiteral("prompt")].toString().contains(row[QStringLiteral("target_object")].toString()));
            const auto number = [&](const char* key, int i) { return row[QLatin1String(key)][i].toDouble(); };
            const QJsonArray k = row[QStringLiteral("gt_depth_intrinsics")].toArray();
            const QJsonArray trajectory = row[QStringLiteral("trajectory")].toArray();
            QCOMPARE(trajectory.size(), 4);
            const QJsonValue first = trajectory.first();
            const int u =
                int(std::lround(k[0][0].toDouble() * first[0].toDouble() / first[2].toDouble() + k[0][2].toDouble()));
            const int v =
                int(std::lround(k[1][1].toDouble() * first[1].toDouble() / first[2].toDouble() + k[1][2].toDouble()));
            QCOMPARE(int(mask.at<std::uint8_t>(v, u)), 255);
            QVERIFY(std::abs(depth.at<std::uint16_t>(v, u) / 1000.0 - first[2].toDouble()) < 0.005);
            const QJsonValue last = trajectory.last();
            for (int axis = 0; axis < 3; ++axis) {
                double along = 0;
                for (int i = 0; i < 3; ++i)
                    along += row[QStringLiteral("bbox_rotation")][i][axis].toDouble() *
                             (last[i].toDouble() - number("bbox_center", i));
                QVERIFY2(std::abs(along) <= number("bbox_extent", axis) / 2 + 1e-4,
                         qPrintable(row[QStringLiteral("prompt")].toString()));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestScenes)
#include "tst_scenes.moc"
