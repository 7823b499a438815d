#include "benchmark/benchmark_folder.h"
#include "benchmark/sample_files.h"

#include <QTest>

using namespace tracestudio;

namespace {

cv::Mat matrixFrom(const nlohmann::json& rows) {
    cv::Mat pixels(int(rows.size()), int(rows[0].size()), CV_8UC1);
    for (int y = 0; y < pixels.rows; ++y)
        for (int x = 0; x < pixels.cols; ++x)
            pixels.at<unsigned char>(y, x) = rows[std::size_t(y)][std::size_t(x)].get<unsigned char>();
    return pixels;
}

bool areSame(const cv::Mat& one, const cv::Mat& other) {
    return one.size() == other.size() && one.type() == other.type() && cv::norm(one, other, cv::NORM_INF) == 0;
}

std::string bytesOf(const std::filesystem::path& path) {
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace

class SampleFilesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsEveryKindOfMaskAsPillowAndOpenCvDo_data() {
        QTest::addColumn<QString>("name");
        const nlohmann::json expectations = goldens();
        for (const auto& [name, expected] : expectations.items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void readsEveryKindOfMaskAsPillowAndOpenCvDo() {
        QFETCH(QString, name);
        const nlohmann::json expected = goldens()[name.toStdString()];
        const std::filesystem::path path = masks() / (name.toStdString() + ".png");
        const Result<cv::Mat> pillow = readMaskAsPillow(path);
        const Result<cv::Mat> openCv = readMaskAsOpenCv(path);
        QVERIFY2(pillow, pillow ? "" : pillow.error().message().c_str());
        QVERIFY2(openCv, openCv ? "" : openCv.error().message().c_str());
        QVERIFY(areSame(*pillow, matrixFrom(expected["pillow"])));
        QVERIFY(areSame(*openCv, matrixFrom(expected["opencv"])));
    }

    void showsMasksSoThatObjectsAreBright() {
        const Result<cv::Mat> bit = readMask(masks() / "bit1.png");
        QVERIFY(bit);
        QVERIFY(areSame(*bit, matrixFrom({{0, 0, 255, 255}, {255, 255, 255, 0}, {0, 255, 0, 0}})));
        const Result<cv::Mat> palette = readMask(masks() / "palette.png");
        QVERIFY(palette);
        QVERIFY(areSame(*palette, matrixFrom({{0, 255, 255, 255}, {255, 255, 0, 0}, {255, 0, 255, 255}})));
        const Result<cv::Mat> grey16 = readMask(masks() / "grey16.png");
        QVERIFY(grey16);
        QVERIFY(areSame(*grey16, matrixFrom({{0, 1, 1, 255}, {1, 2, 128, 1}, {0, 255, 1, 0}})));
        const Result<cv::Mat> colour = readMask(masks() / "rgb8.png");
        QVERIFY(colour);
        QVERIFY(areSame(*colour, matrixFrom({{0, 1, 127, 128}, {200, 254, 255, 3}, {0, 255, 64, 0}})));
    }

    void tellsMasksThatReadersDisagreeAbout() {
        QVERIFY(!isMaskAmbiguous(masks() / "grey8.png").value());
        QVERIFY(!isMaskAmbiguous(masks() / "bit1.png").value());
        QVERIFY(isMaskAmbiguous(masks() / "grey16.png").value());  // 256 wraps to nothing
        QVERIFY(isMaskAmbiguous(masks() / "rgb8.png").value());    // red against luminance
        QVERIFY(isMaskAmbiguous(masks() / "palette.png").value()); // index against colour
    }

    void convertsColourPicturesOfAnyKind() {
        const nlohmann::json expectations = goldens();
        for (const auto& [name, expected] : expectations.items()) {
            const Result<cv::Mat> colour = readColour(masks() / (name + ".png"));
            QVERIFY(colour);
            const cv::Mat byOpenCv = cv::imread((masks() / (name + ".png")).string(), cv::IMREAD_COLOR);
            QVERIFY2(areSame(*colour, byOpenCv), name.c_str());
        }
        const BenchmarkFolder folder;
        const cv::Mat picture(20, 30, CV_8UC3, cv::Scalar(10, 200, 90));
        std::vector<unsigned char> jpeg;
        cv::imencode(".jpg", picture, jpeg);
        folder.write("a.jpg", std::string(jpeg.begin(), jpeg.end()));
        const Result<cv::Mat> read = readColour(folder.path() / "a.jpg");
        QVERIFY(read);
        QVERIFY(cv::norm(*read, picture, cv::NORM_INF) < 8);
        folder.write("half.jpg", std::string(jpeg.begin(), jpeg.begin() + std::ptrdiff_t(jpeg.size() * 2 / 3)));
        QVERIFY(!readColour(folder.path() / "half.jpg"));
    }

    void readsDepthOfSixteenAndEightBitsAndRefusesTheRest() {
        const BenchmarkFolder folder;
        folder.writePicture("d16.png", cv::Mat(3, 4, CV_16UC1, cv::Scalar(12345)));
        folder.writePicture("d8.png", cv::Mat(3, 4, CV_8UC1, cv::Scalar(200)));
        const Result<cv::Mat> deep = readDepth(folder.path() / "d16.png");
        QVERIFY(deep);
        QCOMPARE(deep->type(), CV_16UC1);
        QCOMPARE(deep->at<std::uint16_t>(2, 3), std::uint16_t(12345));
        const Result<cv::Mat> shallow = readDepth(folder.path() / "d8.png");
        QVERIFY(shallow);
        QCOMPARE(shallow->type(), CV_16UC1);
        QCOMPARE(shallow->at<std::uint16_t>(0, 0), std::uint16_t(200));
        for (const char* name : {"rgb8", "palette", "bit1", "grey4", "greyalpha8", "rgb16"}) {
            const Result<cv::Mat> refused = readDepth(masks() / (std::string(name) + ".png"));
            QVERIFY2(!refused, name);
            QVERIFY(refused.error().message().find(name) != std::string::npos);
        }
    }

    void refusesEveryTruncationOfAPicture() {
        const BenchmarkFolder folder;
        cv::Mat noise(20, 30, CV_16UC1);
        cv::randu(noise, 0, 65535);
        folder.writePicture("whole.png", noise);
        const std::string bytes = bytesOf(folder.path() / "whole.png");
        QVERIFY(readDepth(folder.path() / "whole.png"));
        for (std::size_t length = 0; length < bytes.size(); length += 7) {
            folder.write("part.png", bytes.substr(0, length));
            for (const auto read : {readDepth, readColour, readMask, readMaskAsPillow, readMaskAsOpenCv}) {
                const Result<cv::Mat> part = read(folder.path() / "part.png");
                QVERIFY2(!part, qPrintable(QString("%1 bytes were read").arg(length)));
                QVERIFY(part.error().message().find("part.png") != std::string::npos);
            }
        }
    }

    void survivesEveryDamagedByte() {
        const BenchmarkFolder folder;
        const std::string whole = bytesOf(masks() / "palette.png");
        QVERIFY(!whole.empty());
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string damaged = whole;
            damaged[at] = char(damaged[at] ^ 0x55);
            folder.write("damaged.png", damaged);
            for (const auto read : {readDepth, readColour, readMask, readMaskAsPillow, readMaskAsOpenCv}) {
                const Result<cv::Mat> picture = read(folder.path() / "damaged.png");
                QVERIFY(!picture || !picture->empty());
            }
        }
    }

    void saysWhatIsWrongWithAFile() {
        const BenchmarkFolder folder;
        folder.write("text.png", "this is no picture at all, only words");
        folder.write("empty.png", "");
        std::filesystem::create_directories(folder.path() / "folder.png");
        for (const char* name : {"text.png", "empty.png", "folder.png", "absent.png"}) {
            const Result<cv::Mat> refused = readColour(folder.path() / name);
            QVERIFY2(!refused, name);
            QVERIFY(refused.error().message().find(name) != std::string::npos);
        }
    }

    void refusesAHeaderThatClaimsAHugePicture() {
        const BenchmarkFolder folder;
        std::string bytes = bytesOf(masks() / "grey8.png");
        bytes[16] = 0x7f;
        folder.write("huge.png", bytes);
        QVERIFY(!readMask(folder.path() / "huge.png"));
        QVERIFY(!readColour(folder.path() / "huge.png"));
    }

    void tellsTheSizeWithoutDecoding() {
        QCOMPARE(pictureSize(masks() / "rgb16.png").value(), cv::Size(4, 3));
        const BenchmarkFolder folder;
        std::vector<unsigned char> jpeg;
        cv::imencode(".jpg", cv::Mat(20, 30, CV_8UC3, cv::Scalar::all(9)), jpeg);
        folder.write("a.jpg", std::string(jpeg.begin(), jpeg.end()));
        QCOMPARE(pictureSize(folder.path() / "a.jpg").value(), cv::Size(30, 20));
        QVERIFY(!pictureSize(folder.path() / "absent.jpg"));
    }

    void keepsPathsInsideTheirFolder() {
        QCOMPARE(pathInside("/data/raw", "0/image.png").value(), std::filesystem::path("/data/raw/0/image.png"));
        QCOMPARE(pathInside("/data/raw", "0/../1/./image.png").value(), std::filesystem::path("/data/raw/1/image.png"));
        for (const std::string& path :
             {std::string("../image.png"), std::string("0/../../image.png"), std::string("/etc/passwd"),
              std::string(".."), std::string(), std::string("0/im\0age.png", 12)})
            QVERIFY2(!pathInside("/data/raw", path), path.c_str());
    }

  private:
    static std::filesystem::path masks() { return std::filesystem::path(TRACESTUDIO_TEST_DATA) / "masks"; }
    static nlohmann::json goldens() { return nlohmann::json::parse(bytesOf(masks() / "masks.json")); }
};

QTEST_GUILESS_MAIN(SampleFilesTest)
#include "tst_sample_files.moc"
