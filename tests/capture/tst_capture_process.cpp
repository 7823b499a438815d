#include "capture/devices.h"
#include "virtual_camera/virtual_camera.h"
#include <QTest>
class TestCaptureProcess : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void nothing() {}
};
QTEST_GUILESS_MAIN(TestCaptureProcess)
#include "tst_capture_process.moc"
