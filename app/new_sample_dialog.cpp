#include "app/new_sample_dialog.h"

#include "app/messages.h"
#include "benchmark/dataset.h"
#include "benchmark/sample_files.h"

#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace tracestudio {

namespace {

/// Depth pictures that stand beside `image`, by the names that datasets give them.
QString depthBeside(const QString& image) {
    const QDir folder = QFileInfo(image).dir();
    for (const char* name : {"gt_depth.png", "depth.png", "depth_aligned.png", "depth.tiff", "depth.tif"})
        if (folder.exists(QString::fromLatin1(name)))
            return folder.filePath(QString::fromLatin1(name));
    // colour/0001.png beside depth/0001.png, or frame-0001.color.png beside frame-0001.depth.png
    for (const char* word : {"image", "color", "colour", "rgb"}) {
        QString other = image;
        other.replace(QString::fromLatin1(word), QStringLiteral("depth"));
        for (const QString& candidate :
             {other, other.left(other.lastIndexOf(QLatin1Char('.'))) + QStringLiteral(".png")})
            if (candidate != image && QFileInfo::exists(candidate))
                return candidate;
    }
    return {};
}

std::filesystem::path pathOf(const QString& text) {
    return text.toStdU16String();
}

/// Why the two pictures cannot be one view; nothing when they can, or when that is not known yet.
std::optional<Error> mismatchOf(const QString& image, const QString& depth) {
    const auto colourSize = pictureSize(pathOf(image));
    const auto depthSize = pictureSize(pathOf(depth));
    if (!colourSize || !depthSize)
        return std::nullopt;
    constexpr double tolerance = 0.01;
    const double shape = double(colourSize->width) / colourSize->height;
    if (std::abs(shape * depthSize->height / depthSize->width - 1) <= tolerance)
        return std::nullopt;
    const auto words = [](const cv::Size& size) {
        return std::to_string(size.width) + "×" + std::to_string(size.height);
    };
    return Error{
        TRANSLATABLE("%1 and %2 are not the same view: one is %3 and the other %4 pixels. Choose depth that is "
                     "aligned to the picture."),
        {image.toStdString(), depth.toStdString(), words(*colourSize), words(*depthSize)}};
}

} // namespace

Result<RgbdFrame> readFrame(const SampleSource& source) {
    RgbdFrame frame;
    Result<cv::Mat> colour = readColour(pathOf(source.image));
    if (!colour)
        return tl::unexpected(colour.error());
    Result<cv::Mat> depth = readDepth(pathOf(source.depth));
    if (!depth)
        return tl::unexpected(depth.error());
    constexpr double millimetre = 0.001;
    if (std::abs(source.depthUnitMetres - millimetre) > 1e-9)
        depth->convertTo(*depth, CV_16U, source.depthUnitMetres / millimetre);
    if (const auto mismatch = mismatchOf(source.image, source.depth))
        return tl::unexpected(*mismatch);
    frame.camera = source.camera;
    // The intrinsics are those of the picture; the sample has the depth's size.
    frame.camera.widthPixels = colour->cols;
    frame.camera.heightPixels = colour->rows;
    if (colour->size() != depth->size()) {
        frame.camera = frame.camera.resizedTo(depth->cols, depth->rows);
        cv::resize(*colour, *colour, depth->size(), 0, 0, cv::INTER_AREA);
    }
    frame.colourBgr = *colour;
    frame.depthMillimetres = *depth;
    return frame;
}

NewSampleDialog::NewSampleDialog(QWidget* parent)
    : CameraForm(tr("New sample"), tr("Make"), parent) {
    setObjectName(QStringLiteral("newSampleDialog"));
    const QString pictures = tr("Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp)");
    m_image = addFile(tr("Picture"), {}, tr("Colour picture of the scene"), pictures, "newSampleImage");
    m_depth = addFile(tr("Depth"), {}, tr("Depth picture, aligned to the colour picture"), pictures, "newSampleDepth");
    addCamera("newSample", DepthStep::Asked);
    m_instruction = addText(tr("Instruction"), {}, "newSampleInstruction");
    m_instruction->setPlaceholderText(tr("may follow later"));
    for (const QLineEdit* field : {m_image, m_depth})
        connect(field, &QLineEdit::textChanged, this, &NewSampleDialog::lookBeside);
    for (const QLineEdit* field : {m_image, m_depth})
        connect(field, &QLineEdit::textChanged, this, &NewSampleDialog::takeInput);
    connect(this, &CameraForm::cameraEdited, this, &NewSampleDialog::takeInput);
    takeInput();
    m_image->setFocus();
}

SampleSource NewSampleDialog::source() const {
    return {folderIn(m_image), folderIn(m_depth), camera(), depthUnitMetres(), m_instruction->text().trimmed()};
}

/// A folder with one scene says its camera as well; it is read on a worker, and so are the sizes of the pictures.
void NewSampleDialog::lookBeside() {
    const QString image = folderIn(m_image);
    const QString depth = folderIn(m_depth);
    m_lane.supersede();
    m_mismatch.clear();
    struct Beside {
        QString depth;
        std::optional<Camera> camera;
        std::optional<Error> mismatch;
        QSize size; ///< of the colour picture
    };
    m_lane.run(
        [image, depth](const std::stop_token& stop) {
            Beside beside;
            if (!QFileInfo(image).isFile())
                return beside;
            if (const Result<cv::Size> size = pictureSize(pathOf(image)))
                beside.size = {size->width, size->height};
            beside.depth = depth.isEmpty() ? depthBeside(image) : depth;
            if (!beside.depth.isEmpty())
                beside.mismatch = mismatchOf(image, beside.depth);
            const auto scene = Dataset::open(QFileInfo(image).path().toStdU16String(), {}, stop);
            if (!scene || !(*scene)->file().empty() || (*scene)->size() != 1)
                return beside;
            const auto record = (*scene)->record(0);
            if (record && !record->intrinsics.isAbsent()) // else they would be assumed
                beside.camera = (*scene)->load(0)->frame.camera;
            return beside;
        },
        [this](const Beside& beside) {
            if (!beside.depth.isEmpty() && m_depth->text().isEmpty()) {
                const QSignalBlocker known(m_depth);
                m_depth->setText(QDir::toNativeSeparators(beside.depth));
            }
            setPictureSize(beside.size);
            m_mismatch = beside.mismatch ? translated(*beside.mismatch) : QString();
            if (beside.camera && isCameraEmpty()) {
                showCamera(*beside.camera);
                m_isFound = true;
            }
            takeInput();
        });
}

void NewSampleDialog::takeInput() {
    const SampleSource given = source();
    const bool hasCamera = isCameraWhole();
    const bool isWhole = !given.image.isEmpty() && !given.depth.isEmpty() && hasCamera && m_mismatch.isEmpty();
    acceptButton()->setEnabled(isWhole);
    showState(!m_mismatch.isEmpty()   ? m_mismatch
              : given.image.isEmpty() ? tr("Choose a colour picture; depth and intrinsics beside it are found.")
              : given.depth.isEmpty() ? tr("Choose the depth picture that goes with it.")
              : !hasCamera            ? tr("Give the focal lengths and the principal point, in pixels of the colour "
                                                      "picture. They stand in the camera's data sheet or its calibration.")
              : !estimateText().isEmpty() ? estimateText()
              : m_isFound                 ? tr("The intrinsics were found beside the picture.")
                                          : QString());
}

} // namespace tracestudio
