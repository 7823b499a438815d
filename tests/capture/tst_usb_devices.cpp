#include "capture/devices/usb_devices.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <unistd.h>

using namespace tracestudio;

/// A kernel's list of USB devices in a folder of ours.
class TestUsbDevices : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_root = std::make_unique<QTemporaryDir>(); }
    void camerasOfTheMakersAreFound();
    void aNodeThatMayNotBeWrittenIsTold();
    void whatIsNoDeviceIsPassedOver();
    void pluggingChangesTheState();
    void aMachineWithoutUsbHasNone();

  private:
    void plug(const QString& port, const QByteArray& vendor, const QByteArray& product, int bus, int device);
    QString node(int bus, int device) const {
        return m_root->filePath(QString::asprintf("dev/bus/usb/%03d/%03d", bus, device));
    }
    std::vector<UsbDevice> found() const {
        constexpr UsbVendor vendors[] = {{0x1d27, "PrimeSense"}, {0x2bc5, "Orbbec"}};
        return usbDevices(vendors, m_root->path().toStdString());
    }
    std::unique_ptr<QTemporaryDir> m_root;
};

void TestUsbDevices::plug(const QString& port, const QByteArray& vendor, const QByteArray& product, int bus,
                          int device) {
    const QDir folder(m_root->filePath("sys/bus/usb/devices/" + port));
    folder.mkpath(".");
    const auto write = [](const QString& path, const QByteArray& bytes) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    };
    write(folder.filePath("idVendor"), vendor + '\n');
    write(folder.filePath("idProduct"), product + '\n');
    write(folder.filePath("busnum"), QByteArray::number(bus) + '\n');
    write(folder.filePath("devnum"), QByteArray::number(device) + '\n');
    QDir().mkpath(QFileInfo(node(bus, device)).path());
    write(node(bus, device), {});
}

void TestUsbDevices::camerasOfTheMakersAreFound() {
    plug("1-1", "1d27", "0601", 1, 5);
    plug("1-2", "046d", "c52b", 1, 6); // a mouse
    plug("2-1", "2bc5", "0401", 2, 12);
    const auto devices = found();
    QCOMPARE(devices.size(), 2u);
    QCOMPARE(devices[0].vendor, std::string("PrimeSense"));
    QCOMPARE(devices[0].productId, 0x0601);
    QCOMPARE(QString::fromStdString(devices[0].node.string()), node(1, 5));
    QVERIFY(devices[0].isOpenable);
    QCOMPARE(devices[1].vendor, std::string("Orbbec"));
    QCOMPARE(QString::fromStdString(devices[1].node.string()), node(2, 12));
}

void TestUsbDevices::aNodeThatMayNotBeWrittenIsTold() {
    plug("1-1", "1d27", "0601", 1, 5);
    QVERIFY(QFile::setPermissions(m_root->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner |
                                                      QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther |
                                                      QFile::ExeOther));
    QVERIFY(QFile::setPermissions(node(1, 5), QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther));
    // Root may write everything, so it is not root who asks.
    const bool isRoot = ::geteuid() == 0;
    if (isRoot)
        QCOMPARE(::seteuid(65534), 0);
    const auto devices = found();
    if (isRoot)
        QCOMPARE(::seteuid(0), 0);
    QCOMPARE(devices.size(), 1u);
    QVERIFY(!devices[0].isOpenable);
    const auto words = QString::fromStdString(permissionProblem(devices[0]).message());
    for (const QString& word :
         {QString("PrimeSense"), QString("1d27:0601"), node(1, 5), QString("60-libopenni2-0.rules")})
        QVERIFY2(words.contains(word), qPrintable(words));
    QVERIFY(!words.contains('%'));
}

void TestUsbDevices::whatIsNoDeviceIsPassedOver() {
    // Interfaces of devices have no numbers, and files may vanish or hold anything.
    QDir().mkpath(m_root->filePath("sys/bus/usb/devices/1-1:1.0"));
    plug("1-2", "zzzz", "0601", 1, 5);
    plug("1-3", "1d27", "", 1, 6);
    plug("1-4", "1d271d271d271d27", "0601", 1, 7);
    QVERIFY(found().empty());
}

void TestUsbDevices::pluggingChangesTheState() {
    const auto state = [this] { return usbState(m_root->path().toStdString()); };
    plug("1-1", "1d27", "0601", 1, 5);
    const std::string first = state();
    QVERIFY(!first.empty());
    QCOMPARE(state(), first);
    plug("1-2", "046d", "c52b", 1, 6);
    const std::string second = state();
    QVERIFY(second != first);
    QVERIFY(QDir(m_root->filePath("sys/bus/usb/devices/1-2")).removeRecursively());
    QCOMPARE(state(), first);
    plug("1-1", "1d27", "0601", 1, 7); // out and in again between two looks
    QVERIFY(state() != first);
}

void TestUsbDevices::aMachineWithoutUsbHasNone() {
    QVERIFY(found().empty());
    QVERIFY(usbState(m_root->path().toStdString()).empty());
}

QTEST_GUILESS_MAIN(TestUsbDevices)
#include "tst_usb_devices.moc"
