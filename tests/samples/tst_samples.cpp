#include "bundle.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <thread>

namespace {

const QDir bundle(QStringLiteral(TRACESTUDIO_SAMPLES));

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonArray dataset() {
    return QJsonDocument::fromJson(contents(bundle.filePath(QStringLiteral("trajectory_dataset.json")))).array();
}

cv::Mat picture(const QDir& root, const QString& path) {
    return cv::imread(root.filePath(QStringLiteral("raw_data/") + path).toStdString(), cv::IMREAD_UNCHANGED);
}

cv::Vec3d point(const QJsonValue& value) {
    return {value[0].toDouble(), value[1].toDouble(), value[2].toDouble()};
}

cv::Matx33d matrix(const QJsonValue& value) {
    cv::Matx33d out;
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column)
            out(row, column) = value[row][column].toDouble();
    return out;
}

cv::Point2d project(const QJsonValue& intrinsics, const cv::Vec3d& p) {
    const cv::Matx33d k = matrix(intrinsics);
    return {k(0, 0) * p[0] / p[2] + k(0, 2), k(1, 1) * p[1] / p[2] + k(1, 2)};
}

/// The largest change of a reading, millimetres, and how many readings are in one picture only.
struct Difference {
    double largest = 0;
    int onlyInOne = 0;
};

Difference depthDifference(const cv::Mat& a, const cv::Mat& b) {
    Difference out;
    for (int v = 0; v < a.rows; ++v) {
        for (int u = 0; u < a.cols; ++u) {
            const int x = a.at<std::uint16_t>(v, u);
            const int y = b.at<std::uint16_t>(v, u);
            if ((x == 0) != (y == 0))
                ++out.onlyInOne;
            else
                out.largest = std::max(out.largest, std::abs(double(x - y)));
        }
    }
    return out;
}

} // namespace

/// The bundled samples are what the generator makes, and what the benchmark's readers expect.
class TestSamples : public QObject {
    Q_OBJECT
    QTemporaryDir m_made;

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_made.isValid());
        tracestudio::samples::writeBundle(m_made.path().toStdString(),
                                          int(std::max(2U, std::thread::hardware_concurrency())));
        QCOMPARE(dataset().size(), 8);
    }

    void generatorWritesTheCommittedTexts() {
        const QDir made(m_made.path());
        QCOMPARE(contents(made.filePath(QStringLiteral("trajectory_dataset.json"))),
                 contents(bundle.filePath(QStringLiteral("trajectory_dataset.json"))));
        const QStringList answers = QDir(made.filePath(QStringLiteral("outputs"))).entryList(QDir::Files);
        QCOMPARE(answers, QDir(bundle.filePath(QStringLiteral("outputs"))).entryList(QDir::Files));
        QVERIFY(answers.size() >= 2);
        for (const QString& name : answers)
            QCOMPARE(contents(made.filePath(QStringLiteral("outputs/") + name)),
                     contents(bundle.filePath(QStringLiteral("outputs/") + name)));
    }

    void generatorPaintsTheCommittedPictures_data() {
        QTest::addColumn<QJsonObject>("row");
        for (const QJsonValue row : dataset())
            QTest::addRow("%d", row[QStringLiteral("id")].toInt()) << row.toObject();
    }

    void generatorPaintsTheCommittedPictures() {
        QFETCH(QJsonObject, row);
        const QDir madeRoot(m_made.path());
        for (const char* key : {"image_path", "mask_path", "gt_depth_path", "depth_path"}) {
            const QString path = row[QLatin1String(key)].toString();
            const cv::Mat made = picture(madeRoot, path);
            const cv::Mat committed = picture(bundle, path);
            QVERIFY2(!committed.empty(), qPrintable(path));
            QCOMPARE(made.type(), committed.type());
            QVERIFY(made.size() == committed.size());
            if (committed.type() == CV_16UC1) {
                const Difference difference = depthDifference(made, committed);
                QVERIFY2(difference.largest <= 1, qPrintable(path));
                QCOMPARE(difference.onlyInOne, 0);
            } else {
                QVERIFY2(cv::norm(made, committed, cv::NORM_INF) <= (committed.channels() == 1 ? 0 : 2),
                         qPrintable(path));
            }
        }
    }

    void rowsHaveEveryKeyAndTheirPicturesFit_data() { generatorPaintsTheCommittedPictures_data(); }

    void rowsHaveEveryKeyAndTheirPicturesFit() {
        QFETCH(QJsonObject, row);
        for (const char* key : {"prompt", "target_object", "destination|direction", "category", "data_source"})
            QVERIFY2(!row[QLatin1String(key)].toString().isEmpty(), key);
        QVERIFY(row[QStringLiteral("prompt")].toString().contains(row[QStringLiteral("target_object")].toString()));
        const int step = row[QStringLiteral("step")].toInt();
        QVERIFY(step >= 2 && step <= 8);
        const cv::Mat image = picture(bundle, row[QStringLiteral("image_path")].toString());
        const cv::Mat mask = picture(bundle, row[QStringLiteral("mask_path")].toString());
        const cv::Mat depth = picture(bundle, row[QStringLiteral("gt_depth_path")].toString());
        QCOMPARE(image.type(), CV_8UC3);
        QCOMPARE(mask.type(), CV_8UC1);
        QCOMPARE(depth.type(), CV_16UC1);
        QVERIFY(image.size() == mask.size() && image.size() == depth.size());
        const int object = cv::countNonZero(mask == 255);
        QCOMPARE(object, cv::countNonZero(mask));
        QVERIFY(object > 1000);
        // Some holes, as sensors leave them, but hardly any.
        const double seen = double(cv::countNonZero(depth)) / double(depth.total());
        QVERIFY(seen > 0.95 && seen < 1.0);
        const QJsonArray intrinsics = row[QStringLiteral("gt_depth_intrinsics")].toArray();
        QCOMPARE(intrinsics.size(), image.cols == 640 ? 4 : 3);
        QCOMPARE(intrinsics[0].toArray().size(), intrinsics.size());
    }

    void groundTruthLeadsFromTheObjectIntoTheBox_data() { generatorPaintsTheCommittedPictures_data(); }

    void groundTruthLeadsFromTheObjectIntoTheBox() {
        QFETCH(QJsonObject, row);
        const QJsonArray trajectory = row[QStringLiteral("trajectory")].toArray();
        QVERIFY(trajectory.size() >= 3 && trajectory.size() <= 8);
        const QJsonValue intrinsics = row[QStringLiteral("gt_depth_intrinsics")];
        const cv::Mat mask = picture(bundle, row[QStringLiteral("mask_path")].toString());
        const cv::Mat depth = picture(bundle, row[QStringLiteral("gt_depth_path")].toString());

        const cv::Vec3d start = point(trajectory.first());
        const cv::Point2d at = project(intrinsics, start);
        const cv::Point pixel(int(std::lround(at.x)), int(std::lround(at.y)));
        QCOMPARE(int(mask.at<std::uint8_t>(pixel)), 255);
        QVERIFY(std::abs(depth.at<std::uint16_t>(pixel) / 1000.0 - start[2]) < 0.01);
        for (const QJsonValue waypoint : trajectory) {
            const cv::Point2d seen = project(intrinsics, point(waypoint));
            QVERIFY(point(waypoint)[2] > 0);
            QVERIFY(seen.x > 0 && seen.y > 0 && seen.x < mask.cols - 1 && seen.y < mask.rows - 1);
        }

        const cv::Matx33d rotation = matrix(row[QStringLiteral("bbox_rotation")]);
        QVERIFY(cv::norm(rotation.t() * rotation - cv::Matx33d::eye(), cv::NORM_INF) < 1e-5);
        QVERIFY(std::abs(cv::determinant(rotation) - 1.0) < 1e-5);
        const cv::Vec3d end = rotation.t() * (point(trajectory.last()) - point(row[QStringLiteral("bbox_center")]));
        const cv::Vec3d extent = point(row[QStringLiteral("bbox_extent")]);
        for (int axis = 0; axis < 3; ++axis)
            QVERIFY(std::abs(end[axis]) <= extent[axis] / 2);
    }

    void answersAreLabelledAndBelongToRows() {
        QDirIterator files(bundle.filePath(QStringLiteral("outputs")), QDir::Files);
        while (files.hasNext()) {
            const QList<QByteArray> lines = contents(files.next()).trimmed().split('\n');
            QCOMPARE(lines.size(), 8);
            for (const QByteArray& line : lines) {
                const QJsonObject answer = QJsonDocument::fromJson(line).object();
                const QJsonObject row = dataset().at(answer[QStringLiteral("question_id")].toInt(-1)).toObject();
                QCOMPARE(answer[QStringLiteral("variant")].toString(), QStringLiteral("hand-made example"));
                QVERIFY(answer[QStringLiteral("model_prediction")].isString());
                for (const char* key :
                     {"image_path", "gt_depth_path", "mask_path", "gt_depth_intrinsics", "prompt", "target_object",
                      "destination|direction", "trajectory", "bbox_center", "bbox_extent", "bbox_rotation"}) {
                    QVERIFY2(answer.contains(QLatin1String(key)), key);
                    QCOMPARE(answer[QLatin1String(key)], row[QLatin1String(key)]);
                }
            }
        }
    }

    void bundleIsSmall() {
        qint64 bytes = 0;
        QDirIterator files(bundle.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            files.next();
            bytes += files.fileInfo().size();
        }
        QVERIFY(bytes > 0);
        QVERIFY2(bytes < 4'000'000, qPrintable(QString::number(bytes)));
    }
};

QTEST_GUILESS_MAIN(TestSamples)
#include "tst_samples.moc"
