#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QSaveFile>
#include <QTemporaryDir>

/// The virtual camera of virtual_rgbd.cpp, for the capture processes that are started while this object lives: they
/// find Debian's OpenNI2 runtime in a folder of ours, and beside it, where the runtime looks for drivers, ours and the
/// stock ones that need no hardware. What the camera does is said by `set`, at any time.
class VirtualCamera {
  public:
    VirtualCamera() {
        const QDir folder(m_folder.path());
        folder.mkpath("OpenNI2/Drivers");
        const QString system = TRACESTUDIO_OPENNI_LIBRARIES;
        QFile::link(system + "/libOpenNI2.so.0", folder.filePath("libOpenNI2.so.0"));
        for (const char* driver : {"libDummyDevice.so.0", "libOniFile.so.0"})
            QFile::link(system + "/OpenNI2/Drivers/" + driver, folder.filePath(QString("OpenNI2/Drivers/") + driver));
        QFile::link(TRACESTUDIO_VIRTUAL_RGBD, folder.filePath("OpenNI2/Drivers/libVirtualRgbd.so.0"));
        m_libraryPath = qgetenv("LD_LIBRARY_PATH");
        qputenv("LD_LIBRARY_PATH", m_folder.path().toLocal8Bit());
        qputenv("TRACESTUDIO_VIRTUAL_CAMERA", folder.filePath("knobs").toLocal8Bit());
        reset();
    }
    ~VirtualCamera() {
        qputenv("LD_LIBRARY_PATH", m_libraryPath);
        qunsetenv("TRACESTUDIO_VIRTUAL_CAMERA");
    }

    void set(const char* key, const QByteArray& value) {
        m_knobs[key] = value;
        write();
    }
    void set(const char* key, int value) { set(key, QByteArray::number(value)); }
    void reset() {
        m_knobs.clear();
        write();
    }

    /// A recording of it in OpenNI2's own format. False where that went wrong.
    [[nodiscard]] bool record(const QString& file, int pictures) const {
        return QProcess::execute(TRACESTUDIO_RECORD_ONI, {file, QString::number(pictures)}) == 0;
    }

  private:
    void write() const {
        // Replaced whole, so that the driver never reads half of it.
        QSaveFile file(m_folder.filePath("knobs"));
        file.open(QIODevice::WriteOnly);
        for (auto knob = m_knobs.begin(); knob != m_knobs.end(); ++knob)
            file.write(knob.key() + ' ' + knob.value() + '\n');
        file.commit();
    }

    QTemporaryDir m_folder;
    QByteArray m_libraryPath;
    QMap<QByteArray, QByteArray> m_knobs;
};
