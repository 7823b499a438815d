// Records the virtual camera with OpenNI2's own recorder: record_oni FILE PICTURES. To be run where the runtime finds
// the virtual camera's driver.

#include <OpenNI.h>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    using namespace openni;
    Device device;
    VideoStream colour, depth;
    if (argc != 3 || OpenNI::initialize() != STATUS_OK || device.open("virtual:0") != STATUS_OK ||
        colour.create(device, SENSOR_COLOR) != STATUS_OK || depth.create(device, SENSOR_DEPTH) != STATUS_OK) {
        std::fprintf(stderr, "%s\n", OpenNI::getExtendedError());
        return 1;
    }
    colour.setMirroringEnabled(false);
    depth.setMirroringEnabled(false);
    device.setImageRegistrationMode(IMAGE_REGISTRATION_DEPTH_TO_COLOR);
    Recorder recorder;
    if (recorder.create(argv[1]) != STATUS_OK || recorder.attach(colour) != STATUS_OK ||
        recorder.attach(depth) != STATUS_OK || recorder.start() != STATUS_OK || colour.start() != STATUS_OK ||
        depth.start() != STATUS_OK) {
        std::fprintf(stderr, "%s\n", OpenNI::getExtendedError());
        return 1;
    }
    VideoStream* streams[] = {&colour, &depth};
    const int wanted = std::atoi(argv[2]);
    for (int last[] = {0, 0}; last[0] < wanted || last[1] < wanted;) {
        int index = -1;
        VideoFrameRef picture;
        if (OpenNI::waitForAnyStream(streams, 2, &index, 2000) != STATUS_OK ||
            streams[index]->readFrame(&picture) != STATUS_OK)
            return 1;
        last[index] = picture.getFrameIndex();
    }
    colour.stop();
    depth.stop();
    recorder.stop();
    recorder.destroy();
    colour.destroy();
    depth.destroy();
    device.close();
    OpenNI::shutdown(); // else the driver's thread outlives what it reads
    return 0;
}
