#include "sample_scenes.h"

#include "props.h"

namespace tracestudio::samples {
namespace {

const Material oak = patterned(Pattern::Planks, 0xd7ab79, 0xb47f4c, 0.14F, 0.10F);
const Material walnut = patterned(Pattern::Planks, 0xa2734d, 0x774c30, 0.16F, 0.10F);
const Material birch = patterned(Pattern::Wood, 0xe9cfa4, 0xd0a873, 0.10F, 0.06F);
const Material parquet = patterned(Pattern::Planks, 0xc89e6f, 0xa97a4b, 0.11F, 0.12F);

Material plaster(unsigned rgb) {
    return patterned(Pattern::Plaster, rgb, rgb, 0.35F);
}

/// CA-1M's sizes: 512 × 384 or 384 × 512, a coarse lidar beside it.
void usePhone(SampleScene& sample, bool isPortrait) {
    sample.camera = isPortrait ? PinholeCamera{384, 512, 420.5, 420.5, 191.25, 256.5}
                               : PinholeCamera{512, 384, 420.5, 420.5, 255.75, 191.25};
    sample.sensor = isPortrait ? PinholeCamera{192, 256, 212.0, 212.0, 95.0, 128.75}
                               : PinholeCamera{256, 192, 212.0, 212.0, 128.5, 95.0};
}

/// ScanNet's: 640 × 480 with 4 × 4 intrinsics, a structured-light sensor.
void useScanner(SampleScene& sample) {
    sample.camera = {640, 480, 577.5, 578.25, 319.0, 239.5};
    sample.sensor = {320, 240, 285.0, 285.0, 159.5, 120.5};
    sample.writesFourByFour = true;
}

/// A large window to the left behind the camera.
void lightTable(Scene& scene) {
    scene.setLight({{-0.95F, -0.75F, 1.45F}, {0.17F, -0.135F, 0.0F}, {0.08F, 0.09F, 0.15F}, {1.18F, 1.10F, 0.97F}},
                   {0.46F, 0.50F, 0.56F}, {0.34F, 0.29F, 0.24F}, 0.22F);
}

void lightRoom(Scene& scene, float side) {
    scene.setLight({{side, -1.9F, 2.3F}, {0.0F, 0.42F, 0.0F}, {0.0F, 0.0F, 0.36F}, {1.12F, 1.04F, 0.92F}},
                   {0.50F, 0.53F, 0.58F}, {0.44F, 0.38F, 0.32F}, 0.75F);
}

SampleScene cubeToPlate() {
    SampleScene s;
    usePhone(s, false);
    s.view = lookAt({0.05F, -0.52F, 0.46F}, {0.015F, 0.085F, 0.015F});
    addTableRoom(s.scene, {0, 0.12F, 0}, {0.80F, 0.46F, 0.02F}, oak, plaster(0xdfe5e1),
                 patterned(Pattern::Tiles, 0xb9b4aa, 0x8f8a80, 0.30F));
    lightTable(s.scene);
    addBlock(s.scene, {-0.20F, -0.06F, 0}, plain(0xd8453b, 0.15F), facing(1.0F, 0.32F), movedObject);
    addPlate(s.scene, {0.19F, 0.03F, 0}, glazed(0x3f7fc4));
    addBall(s.scene, {-0.03F, 0.20F, 0}, glazed(0xf2bb3c));
    addMug(s.scene, {-0.25F, 0.24F, 0}, glazed(0xf4f1ea), facing(0.5F, -0.85F));
    addBlock(s.scene, {0.31F, 0.30F, 0}, plain(0x5aa469, 0.12F), facing(1.0F, -0.5F));
    s.prompt = "pick up the red cube and move it to the blue plate";
    s.target = "the red cube";
    s.destination = "the blue plate";
    s.step = 2;
    s.category = "pick&place";
    s.held = {-0.20F, -0.06F, blockHalf};
    s.moves = {
        {0, 0, 0.09F}, {0.10F, 0.02F, 0.15F}, {0.29F, 0.07F, 0.15F}, {0.39F, 0.09F, 0.10F}, {0.39F, 0.09F, 0.025F}};
    s.boxBase = {0.19F, 0.03F, 0.01F};
    s.boxHalf = {0.085F, 0.085F, 0.06F};
    return s;
}

SampleScene mugToShelf() {
    SampleScene s;
    usePhone(s, true);
    s.view = lookAt({-0.02F, -0.66F, 0.55F}, {-0.015F, 0.12F, 0.115F});
    addTableRoom(s.scene, {0, 0.12F, 0}, {0.70F, 0.42F, 0.02F}, walnut, plaster(0xe9dfd0),
                 patterned(Pattern::Carpet, 0x8d949c, 0x767d86, 0.02F));
    lightTable(s.scene);
    addShelf(s.scene, {0.10F, 0.27F, 0}, {0.20F, 0.085F, 0.15F}, 1, 2, 0.014F, birch);
    addMug(s.scene, {-0.17F, -0.04F, 0}, glazed(0x2f8f83), facing(-0.9F, -0.45F), movedObject);
    addMug(s.scene, {0.03F, 0.25F, 0.157F}, glazed(0xd8453b), facing(-0.8F, -0.6F));
    addBowl(s.scene, {0.11F, 0.25F, 0.014F}, glazed(0xf0e9dc));
    addBall(s.scene, {0.17F, 0.01F, 0}, plain(0xe98b2e, 0.15F));
    addPlant(s.scene, {-0.25F, 0.33F, 0}, 0.26F, plain(0xcf7f57));
    s.prompt = "pick up the teal mug and put it on the top of the wooden shelf";
    s.target = "the teal mug";
    s.destination = "the top of the wooden shelf";
    s.step = 3;
    s.category = "pick&place";
    s.held = {-0.17F, -0.04F, 0.05F};
    s.moves = {
        {0, 0, 0.18F}, {0.04F, 0.05F, 0.36F}, {0.16F, 0.17F, 0.43F}, {0.29F, 0.28F, 0.41F}, {0.29F, 0.30F, 0.325F}};
    s.boxBase = {0.12F, 0.265F, 0.30F};
    s.boxHalf = {0.14F, 0.075F, 0.07F};
    return s;
}

SampleScene canToTray() {
    SampleScene s;
    usePhone(s, false);
    s.view = lookAt({-0.05F, -0.58F, 0.52F}, {0.0F, 0.085F, 0.02F});
    const Material counter = patterned(Pattern::Tiles, 0xe6e4de, 0xb7b3ab, 0.155F, 0.18F);
    addTableRoom(s.scene, {0, 0.14F, 0}, {0.90F, 0.48F, 0.025F}, counter,
                 patterned(Pattern::Tiles, 0xcfe0de, 0xf4f6f4, 0.20F, 0.1F),
                 patterned(Pattern::Tiles, 0x9a8f84, 0x7d736a, 0.33F));
    lightTable(s.scene);
    addBowl(s.scene, {0.02F, 0.10F, 0}, glazed(0xf3f0e8));
    addCan(s.scene, {0.05F, 0.27F, 0}, patterned(Pattern::Stripes, 0xe9852d, 0xf6e3c0, 0.075F, 0.25F), movedObject);
    addCan(s.scene, {-0.28F, 0.20F, 0}, patterned(Pattern::Stripes, 0x3c78b8, 0xe4ecf4, 0.075F, 0.25F));
    addTray(s.scene, {-0.20F, -0.07F, 0}, {0.135F, 0.095F, 0.012F},
            patterned(Pattern::Wood, 0xb07a4a, 0x875530, 0.1F, 0.1F), facing(1, -0.12F));
    addPlate(s.scene, {0.30F, 0.05F, 0}, glazed(0x6aa584));
    addBall(s.scene, {0.30F, 0.05F, 0.009F}, plain(0xcc3f3a, 0.2F));
    s.prompt = "pick up the orange can behind the white bowl and move it to the wooden tray to the left of the bowl";
    s.target = "the orange can behind the white bowl";
    s.destination = "the wooden tray to the left of the bowl";
    s.step = 4;
    s.category = "pick&place";
    s.held = {0.05F, 0.27F, 0.07F};
    s.moves = {{0, 0, 0.12F},
               {-0.06F, -0.07F, 0.18F},
               {-0.16F, -0.21F, 0.18F},
               {-0.25F, -0.33F, 0.13F},
               {-0.25F, -0.34F, 0.035F}};
    s.boxBase = {-0.20F, -0.07F, 0.012F};
    s.boxHalf = {0.12F, 0.08F, 0.075F};
    s.boxFrame = facing(1, -0.12F);
    return s;
}

SampleScene pushBlock() {
    SampleScene s;
    useScanner(s);
    s.view = lookAt({0.03F, -0.62F, 0.50F}, {0.0F, 0.10F, 0.045F});
    addTableRoom(s.scene, {0, 0.14F, 0}, {0.85F, 0.45F, 0.02F},
                 patterned(Pattern::Wood, 0xece7dd, 0xddd3c2, 0.1F, 0.10F), plaster(0xc9d3da), parquet);
    lightTable(s.scene);
    addBlock(s.scene, {-0.24F, -0.03F, 0}, plain(0x7a52a8, 0.12F), facing(1, 0.05F), movedObject);
    addBook(s.scene, {0.27F, 0.12F, 0}, {0.105F, 0.075F, 0.016F}, plain(0x2f5d8a, 0.1F), facing(1, 0.25F));
    addBook(s.scene, {0.265F, 0.12F, 0.032F}, {0.095F, 0.07F, 0.013F}, plain(0xe0a43a, 0.1F), facing(1, 0.05F));
    addBook(s.scene, {0.27F, 0.125F, 0.058F}, {0.088F, 0.065F, 0.012F}, plain(0xb8473f, 0.1F), facing(1, 0.42F));
    addLamp(s.scene, {-0.38F, 0.34F, 0}, 0.40F, plain(0xf3ead6, 0.0F));
    addCylinder(s.scene, {-0.06F, 0.30F, 0}, 0.042F, 0.10F, plain(0x4d5560, 0.15F), 0.004F);
    addCylinder(s.scene, {-0.055F, 0.30F, 0.05F}, 0.005F, 0.13F, plain(0xe9b93b), 0.001F);
    addCylinder(s.scene, {-0.072F, 0.31F, 0.05F}, 0.005F, 0.12F, plain(0xc9433f), 0.001F);
    addBall(s.scene, {0.05F, 0.21F, 0}, plain(0x62a96b, 0.15F));
    s.prompt = "push the purple block 25 cm to the right, towards the front of the stack of books";
    s.target = "the purple block";
    s.destination = "25 cm to the right, towards the front of the stack of books";
    s.step = 3;
    s.category = "push&pull";
    s.held = {-0.24F, -0.03F, blockHalf};
    s.moves = {{0.0625F, 0, 0.004F}, {0.125F, 0, 0.004F}, {0.1875F, 0, 0.004F}, {0.25F, 0, 0.004F}};
    s.boxBase = {0.01F, -0.03F, 0};
    s.boxHalf = {0.06F, 0.06F, 0.05F};
    return s;
}

SampleScene blockToTower() {
    SampleScene s;
    usePhone(s, true);
    s.view = lookAt({0.02F, -0.62F, 0.56F}, {0.0F, 0.06F, 0.035F});
    addTableRoom(s.scene, {0, 0.12F, 0}, {0.70F, 0.45F, 0.02F}, birch, plaster(0xd7e3ea),
                 patterned(Pattern::Carpet, 0xb9a68c, 0xa08d73, 0.02F));
    lightTable(s.scene);
    addTray(s.scene, {0.0F, -0.10F, 0}, {0.25F, 0.075F, 0.010F}, plain(0x55656f, 0.1F), facing(1, 0.02F));
    const float row = 0.012F;
    addBlock(s.scene, {-0.18F, -0.10F, row}, plain(0xf0b83a, 0.12F), facing(1, 0.12F));
    addBlock(s.scene, {-0.06F, -0.10F, row}, plain(0x3a77bd, 0.12F), facing(1, -0.10F), movedObject);
    addBlock(s.scene, {0.06F, -0.10F, row}, plain(0xd8453b, 0.12F), facing(1, 0.06F));
    addBlock(s.scene, {0.18F, -0.10F, row}, plain(0x3a77bd, 0.12F), facing(1, 0.22F));
    addBlock(s.scene, {0.12F, 0.22F, 0}, plain(0x58a36a, 0.12F), facing(1, 0.3F));
    addBlock(s.scene, {0.12F, 0.22F, 2 * blockHalf}, plain(0xf4efe6, 0.12F), facing(1, 0.1F));
    addBall(s.scene, {-0.17F, 0.16F, 0}, plain(0xd95f8c, 0.15F));
    addMug(s.scene, {-0.06F, 0.31F, 0}, glazed(0xf6f3ed), facing(-0.7F, -0.7F));
    s.prompt = "pick up the blue block to the left of the red block and stack it on the white block that is on top of "
               "the green block";
    s.target = "the blue block to the left of the red block";
    s.destination = "the white block that is on top of the green block";
    s.step = 5;
    s.category = "pick&place";
    s.held = {-0.06F, -0.10F, row + blockHalf};
    s.moves = {
        {0, 0, 0.11F}, {0.02F, 0.06F, 0.22F}, {0.08F, 0.18F, 0.25F}, {0.16F, 0.30F, 0.23F}, {0.18F, 0.32F, 0.16F}};
    s.boxBase = {0.12F, 0.22F, 4 * blockHalf};
    s.boxHalf = {0.06F, 0.06F, 0.055F};
    s.boxFrame = facing(1, 0.1F);
    return s;
}

SampleScene cushionToStool() {
    SampleScene s;
    useScanner(s);
    s.view = lookAt({0.15F, -2.35F, 1.42F}, {-0.02F, 0.15F, 0.34F});
    addRoom(s.scene, 1.05F, -2.1F, plaster(0xe7dfd3), parquet);
    lightRoom(s.scene, -2.0F);
    addBox(s.scene, {0.0F, -0.55F, 0.006F}, {1.15F, 0.75F, 0.006F},
           patterned(Pattern::Carpet, 0xd8d2c4, 0xbcb4a4, 0.02F), 0.004F);
    addSofa(s.scene, {0.20F, 0.12F, 0}, 1.85F, patterned(Pattern::Weave, 0x5d7f8f, 0x48687a, 0.012F));
    const Frame tilt = leaning({0.0F, -1.0F, 0.42F}, {1, 0.02F, 0});
    addBox(s.scene, {0.68F, 0.50F, 0.615F}, {0.205F, 0.195F, 0.065F},
           patterned(Pattern::Weave, 0xe7ae3c, 0xd3952a, 0.010F), 0.06F, tilt, movedObject);
    addBox(s.scene, {-0.28F, 0.50F, 0.615F}, {0.205F, 0.195F, 0.065F},
           patterned(Pattern::Weave, 0xf2ece0, 0xded5c4, 0.010F), 0.06F, leaning({0.1F, -1.0F, 0.42F}, {1, 0.1F, 0}));
    // The stool.
    addCylinder(s.scene, {-0.82F, -0.62F, 0.36F}, 0.21F, 0.045F, birch, 0.01F);
    for (const auto& [x, y] : {std::pair{-0.13F, -0.10F}, std::pair{0.13F, -0.10F}, std::pair{0.0F, 0.14F}}) {
        addCylinder(s.scene, {-0.82F + x, -0.62F + y, 0}, 0.019F, 0.37F, birch);
    }
    addPlant(s.scene, {-1.25F, 0.55F, 0}, 0.95F, plain(0xd9d5cc));
    addCylinder(s.scene, {1.50F, 0.62F, 0}, 0.014F, 1.3F, plain(0x3a3d42, 0.2F));
    addCylinder(s.scene, {1.50F, 0.62F, 0}, 0.15F, 0.02F, plain(0x3a3d42, 0.2F));
    s.prompt = "pick up the yellow cushion on the right side of the sofa and move it to the top of the round wooden "
               "stool in front of the sofa on the left";
    s.target = "the yellow cushion on the right side of the sofa";
    s.destination = "the top of the round wooden stool in front of the sofa on the left";
    s.step = 5;
    s.category = "pick&place";
    s.held = {0.68F, 0.50F, 0.615F};
    s.moves = {{-0.02F, -0.15F, 0.25F}, {-0.25F, -0.45F, 0.42F}, {-0.75F, -0.85F, 0.42F},
               {-1.25F, -1.05F, 0.32F}, {-1.48F, -1.05F, 0.16F}, {-1.50F, -1.04F, 0.10F}};
    s.boxBase = {-0.82F, -0.62F, 0.405F};
    s.boxHalf = {0.20F, 0.20F, 0.20F};
    return s;
}

SampleScene crateToCabinet() {
    SampleScene s;
    useScanner(s);
    s.view = lookAt({-0.25F, -2.30F, 1.38F}, {0.05F, 0.10F, 0.28F});
    addRoom(s.scene, 0.95F, 2.2F, plaster(0xcbd8d2), patterned(Pattern::Tiles, 0xd9cfc1, 0xb8ac9c, 0.40F, 0.14F));
    lightRoom(s.scene, -2.0F);
    addCabinet(s.scene, {0.42F, 0.68F, 0}, {0.62F, 0.22F, 0.40F}, 3, plain(0xf1ede4, 0.08F), birch);
    addPlant(s.scene, {0.85F, 0.66F, 0.80F}, 0.32F, plain(0x3f6f86));
    addBook(s.scene, {0.12F, 0.68F, 0.80F}, {0.14F, 0.10F, 0.02F}, plain(0xb8473f, 0.1F), facing(1, 0.2F));
    addBook(s.scene, {0.12F, 0.68F, 0.84F}, {0.12F, 0.09F, 0.018F}, plain(0xe0a43a, 0.1F), facing(1, -0.1F));
    addBox(s.scene, {-0.75F, -0.42F, 0.14F}, {0.20F, 0.16F, 0.14F}, plain(0xd5503f, 0.12F), 0.02F, facing(1, 0.06F),
           movedObject);
    addBox(s.scene, {-0.75F, -0.42F, 0.285F}, {0.205F, 0.165F, 0.012F}, plain(0xb83d30, 0.12F), 0.008F,
           facing(1, 0.06F), movedObject);
    addBox(s.scene, {-0.95F, 0.60F, 0.22F}, {0.24F, 0.22F, 0.22F},
           patterned(Pattern::Weave, 0x7e8f6a, 0x66774f, 0.014F), 0.06F, facing(1, -0.15F));
    addCylinder(s.scene, {1.30F, -0.15F, 0}, 0.15F, 0.34F, patterned(Pattern::Stripes, 0xe9e2d4, 0x4f7ea8, 0.16F),
                0.02F);
    s.prompt =
        "push the red storage box on the floor to the right until it stands in front of the middle door of the cabinet";
    s.target = "the red storage box on the floor";
    s.destination = "in front of the middle door of the cabinet";
    s.step = 4;
    s.category = "push&pull";
    s.held = {-0.75F, -0.42F, 0.15F};
    s.moves = {{0.30F, 0.06F, 0.01F}, {0.60F, 0.14F, 0.01F}, {0.90F, 0.24F, 0.01F}, {1.17F, 0.36F, 0.01F}};
    s.boxBase = {0.42F, -0.02F, 0};
    s.boxHalf = {0.28F, 0.24F, 0.18F};
    return s;
}

SampleScene basketToShelf() {
    SampleScene s;
    usePhone(s, false);
    s.view = lookAt({-0.12F, -1.72F, 1.22F}, {-0.05F, 0.22F, 0.43F});
    addRoom(s.scene, 0.95F, -1.9F, plaster(0xe3dccf), patterned(Pattern::Carpet, 0xa9b4bb, 0x8f9ba4, 0.025F));
    lightRoom(s.scene, -1.8F);
    addShelf(s.scene, {0.22F, 0.70F, 0}, {0.66F, 0.19F, 0.56F}, 3, 3, 0.03F,
             patterned(Pattern::Wood, 0xdfba86, 0xc19259, 0.1F, 0.06F));
    // Compartments are 0.42 m apart and 0.363 m high; the middle one of the middle row stays empty.
    const auto cell = [](int column, int row) {
        return Vec3{0.22F + 0.42F * float(column), 0.66F, 0.03F + 0.3633F * float(row)};
    };
    for (const auto& [column, row, colour] :
         {std::tuple{-1, 0, 0xd8cdb9U}, std::tuple{1, 0, 0x5d7f8fU}, std::tuple{-1, 2, 0xc8743fU}}) {
        addBox(s.scene, cell(column, row) + Vec3{0, 0.01F, 0.12F}, {0.165F, 0.13F, 0.12F},
               patterned(Pattern::Weave, colour, 0x8a7a64, 0.02F), 0.02F);
    }
    for (int i = 0; i < 6; ++i) {
        constexpr unsigned spines[] = {0x2f5d8a, 0xe0a43a, 0xb8473f, 0x5a8f6b, 0xefe7d7, 0x6b4c86};
        const float height = 0.125F - 0.008F * float((i * 3) % 5);
        addBox(s.scene, cell(-1, 1) + Vec3{-0.14F + 0.046F * float(i), 0, height}, {0.0215F, 0.10F, height},
               plain(spines[i], 0.08F), 0.003F);
    }
    addPlant(s.scene, cell(1, 1) + Vec3{0, 0.0F, 0}, 0.26F, plain(0xe8e2d6));
    addBall(s.scene, cell(1, 2) + Vec3{0.08F, -0.04F, 0}, plain(0xf0b83a));
    addMug(s.scene, cell(0, 2) + Vec3{0.03F, -0.06F, 0}, glazed(0x2f8f83), facing(-1, -0.4F));
    addBin(s.scene, {-0.70F, -0.32F, 0}, {0.16F, 0.13F, 0.115F}, patterned(Pattern::Weave, 0x3f7fb4, 0x2f6594, 0.02F),
           plain(0x8fc0dd, 0.05F), facing(1, 0.22F), movedObject);
    addBox(s.scene, {-0.95F, 0.60F, 0.20F}, {0.22F, 0.22F, 0.20F},
           patterned(Pattern::Weave, 0xe7d7b5, 0xcdb98d, 0.014F), 0.06F);
    s.prompt = "pick up the blue basket on the floor and put it into the empty compartment of the shelf, between the "
               "books and the plant";
    s.target = "the blue basket on the floor";
    s.destination = "the empty compartment of the shelf, between the books and the plant";
    s.step = 6;
    s.category = "pick&place";
    s.held = {-0.70F, -0.32F, 0.10F};
    s.moves = {{0, 0, 0.30F},         {0.20F, 0.05F, 0.46F}, {0.60F, 0.18F, 0.46F},
               {0.92F, 0.48F, 0.43F}, {0.92F, 0.77F, 0.42F}, {0.92F, 1.02F, 0.405F}};
    s.boxBase = {0.22F, 0.69F, 0.395F};
    s.boxHalf = {0.19F, 0.17F, 0.15F};
    return s;
}

} // namespace

std::vector<SampleScene> sampleScenes() {
    std::vector<SampleScene> all;
    for (SampleScene (*make)() :
         {cubeToPlate, mugToShelf, canToTray, pushBlock, blockToTower, cushionToStool, crateToCabinet, basketToShelf}) {
        all.push_back(make());
    }
    return all;
}

} // namespace tracestudio::samples
