#include "annotation/annotation_check.h"
#include "annotation/ground.h"
#include "annotation/table_scene.h"

#include <QTest>
#include <algorithm>
#include <limits>
#include <memory>

using namespace tracestudio;
using Block = TableScene::Block;

namespace {

/// The object is far away from where the box is.
const Block object = TableScene::standing(-0.45, 1.1, {0.06, 0.06, 0.06});

/// What the check says of how a box stands; empty when it says nothing.
QString wordsOf(const RgbdFrame& frame, const OrientedBox& box) {
    auto sample = std::make_shared<Sample>();
    sample->frame = frame;
    Annotation annotation;
    annotation.box = box;
    QStringList words;
    for (const Finding& finding : AnnotationChecker(sample).check(annotation).findings)
        if (finding.kind == Finding::Kind::BoxOffGround)
            words << QString::fromStdString(finding.explanation.message());
    return words.join(QLatin1Char('\n'));
}

/// Four walls around a well, with the table as its floor.
std::vector<Block> wellAround(double x, double y, double inside, double outside, double height) {
    const double i = inside / 2;
    const double o = outside / 2;
    return {{{x - o, y - o, 0}, {x - i, y + o, height}},
            {{x + i, y - o, 0}, {x + o, y + o, height}},
            {{x - i, y - o, 0}, {x + i, y - i, height}},
            {{x - i, y + i, 0}, {x + i, y + o, height}}};
}

} // namespace

Q_DECLARE_METATYPE(std::vector<Block>)

class GroundTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void howABoxStandsIsSaid_data() {
        QTest::addColumn<std::vector<Block>>("things");
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("y");
        QTest::addColumn<double>("foot");
        QTest::addColumn<double>("height");
        QTest::addColumn<QString>("said"); // the beginning of it, or nothing
        QTest::addColumn<bool>("isColumnSeen");
        const auto add = [](const char* name, const std::vector<Block>& things, const cv::Vec2d& at, double foot,
                            const char* said, bool isColumnSeen = true, double height = 0.15) {
            QTest::addRow("%s", name) << things << at[0] << at[1] << foot << height << QString::fromLatin1(said)
                                      << isColumnSeen;
        };
        const cv::Vec2d place(0.1, 0.7);
        add("on the table", {}, place, 0, "");
        add("3 cm above the table", {}, place, 0.03, "");
        add("10 cm above the table", {}, place, 0.1, "The destination box hangs 10 cm");
        add("3 cm sunk", {}, place, -0.03, "");
        add("5 cm sunk", {}, place, -0.05, "The destination box is sunk 5 cm");

        const std::vector<Block> screen{TableScene::standing(0.07, 0.5, {0.09, 0.02, 0.235})};
        add("on a table that is mostly hidden", screen, place, 0, "", false);
        add("3 cm above a table that is mostly hidden", screen, place, 0.03, "", false);
        add("10 cm above a table that is mostly hidden", screen, place, 0.1, "", false);
        add("5 cm sunk in a table that is mostly hidden", screen, place, -0.05, "The destination box is sunk 5 cm",
            false);

        const std::vector<Block> shelf{{{-0.2, 0.65, 0.25}, {0.4, 0.85, 0.27}}, {{-0.2, 0.65, 0}, {0.4, 0.85, 0.02}}};
        const cv::Vec2d onShelf(0.1, 0.75);
        add("on a shelf", shelf, onShelf, 0.27, "");
        add("5 cm sunk in a shelf", shelf, onShelf, 0.22, "The destination box is sunk 5 cm");
        add("at the edge of a shelf", shelf, {0.1, 0.67}, 0.27, "");
        add("5 cm sunk at the edge of a shelf", shelf, {0.1, 0.68}, 0.22, "The destination box is sunk 5 cm");
        const std::vector<Block> walls{{{-0.5, 0.45, 0}, {-0.07, 1.0, 0.1}}, {{0.07, 0.45, 0}, {0.5, 1.0, 0.1}}};
        std::vector<Block> niche = walls;
        niche.push_back(TableScene::standing(0, 0.57, {0.14, 0.01, 0.3}));
        add("on the table in a niche whose floor is hidden", niche, {0, 0.7}, 0, "", false);
        std::vector<Block> corner = walls;
        corner.push_back({{-0.07, 0.77, 0}, {0.07, 1.0, 0.1}});
        corner.push_back(TableScene::standing(0, 0.605, {0.14, 0.01, 0.148}));
        add("on the table in a corner whose floor begins before it", corner, {0, 0.7}, 0, "", false);
        add("in a well whose floor is hidden", wellAround(0.1, 0.7, 0.15, 0.5, 0.25), place, 0, "", false, 0.3);
    }
    void howABoxStandsIsSaid() {
        QFETCH(std::vector<Block>, things);
        QFETCH(double, x);
        QFETCH(double, y);
        QFETCH(double, foot);
        QFETCH(double, height);
        QFETCH(QString, said);
        QFETCH(bool, isColumnSeen);
        things.insert(things.begin(), object);
        for (const cv::Size& size : {cv::Size(320, 240), cv::Size(1280, 720)}) {
            const TableScene scene(things, size);
            const OrientedBox box = scene.box(TableScene::standing(x, y, {0.12, 0.12, height}, foot));
            QCOMPARE(Ground(scene.frame()).supportOf(box, scene.mask()).has_value(), isColumnSeen);
            const QString words = wordsOf(scene.frame(), box);
            QVERIFY2(said.isEmpty() ? words.isEmpty() : words.startsWith(said), qPrintable(words));
        }
    }

    /// Where the sensor saw nothing, nothing is said, however deep the box.
    void withoutASurfaceNothingIsSaid() {
        const TableScene scene({object});
        RgbdFrame frame = scene.frame();
        const OrientedBox box = scene.box(TableScene::standing(0.1, 0.7, {0.12, 0.12, 0.15}, -0.08));
        QVERIFY(!wordsOf(frame, box).isEmpty());
        frame.depthMillimetres = frame.depthMillimetres.clone();
        int left = frame.depthMillimetres.cols;
        int right = 0;
        for (const PointCamera& corner : box.corners()) {
            left = std::min(left, int(frame.camera.project(corner).x));
            right = std::max(right, int(frame.camera.project(corner).x));
        }
        frame.depthMillimetres.colRange(left - 60, std::min(right + 60, frame.depthMillimetres.cols)) = 0;
        QVERIFY(wordsOf(frame, box).isEmpty());
        QVERIFY(!Ground(frame).levelAround(box, {}));
        frame.depthMillimetres = cv::Mat();
        QVERIFY(!Ground(frame).levelAround(box, {}) && !Ground(frame).supportOf(box, {}));
    }

    /// A hole whose walls give no reading, so that all around it is level.
    void whatIsSeenThroughIsNoSurface() {
        const TableScene scene({object, TableScene::standing(0.1, 0.7, {0.4, 0.4, 0.1})});
        const Block place = TableScene::standing(0.1, 0.7, {0.12, 0.12, 0.2});
        const OrientedBox box = scene.box(place);
        QVERIFY(std::abs(Ground(scene.frame()).levelAround(box, {}).value_or(0) - 0.1) < 0.011);
        RgbdFrame frame = scene.frame();
        frame.depthMillimetres = frame.depthMillimetres.clone();
        for (double x = place.low[0]; x < place.high[0]; x += 0.001)
            for (double y = place.low[1]; y < place.high[1]; y += 0.001) {
                const PixelPoint pixel = frame.camera.project(scene.camera(x, y, 0.1));
                frame.depthMillimetres.at<std::uint16_t>(int(pixel.y), int(pixel.x)) = 3000;
            }
        QVERIFY(!Ground(frame).levelAround(box, {}));
        QVERIFY(wordsOf(frame, box).isEmpty());
    }

    void aBoxThatLeansHasNoSupport() {
        const TableScene scene({object});
        const Ground ground(scene.frame());
        OrientedBox box = scene.box(TableScene::standing(0.1, 0.7, {0.12, 0.12, 0.15}));
        QVERIFY(ground.supportOf(box, {}) && ground.levelAround(box, {}));
        const double half = std::sqrt(0.5);
        box.rotation = box.rotation * cv::Matx33d(1, 0, 0, 0, half, -half, 0, half, half);
        QVERIFY(!ground.supportOf(box, {}) && !ground.levelAround(box, {}));
    }

    void oddBoxesHaveNoSupport() {
        const TableScene scene({object});
        const Ground ground(scene.frame());
        const OrientedBox good = scene.box(TableScene::standing(0.1, 0.7, {0.12, 0.12, 0.15}));
        for (const double number : {0.0, -0.1, std::numeric_limits<double>::quiet_NaN()})
            for (int axis = 0; axis < 3; ++axis) {
                OrientedBox box = good;
                box.extentMetres[axis] = number;
                QVERIFY(!ground.supportOf(box, {}) && !ground.levelAround(box, {}));
            }
        for (const double number : {1e300, -1e300, std::numeric_limits<double>::quiet_NaN()}) {
            OrientedBox box = good;
            box.centre.x = number;
            QVERIFY(!ground.supportOf(box, {}) && !ground.levelAround(box, {}));
            box = good;
            box.rotation = cv::Matx33d::all(number);
            (void)ground.supportOf(box, {}); // ends
            (void)ground.levelAround(box, {});
        }
        OrientedBox endless = good;
        endless.extentMetres = cv::Vec3d::all(std::numeric_limits<double>::max());
        (void)ground.supportOf(endless, {});
        (void)ground.levelAround(endless, {});
    }

    /// The object will not be there any more, so that it carries nothing.
    void theObjectIsNoSurface() {
        const Block slab = TableScene::standing(0.1, 0.7, {0.5, 0.5, 0.08});
        const TableScene scene({slab});
        const OrientedBox box = scene.box(TableScene::standing(0.1, 0.7, {0.12, 0.12, 0.15}));
        const Ground ground(scene.frame());
        QVERIFY(std::abs(ground.levelAround(box, {}).value_or(0) - 0.08) < 0.02);
        QVERIFY(!ground.levelAround(box, scene.mask()));
    }
};

QTEST_GUILESS_MAIN(GroundTest)
#include "tst_ground.moc"
