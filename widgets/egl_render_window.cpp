#include "widgets/egl_render_window.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <algorithm>
#include <array>
#include <cstring>
#include <vector>
#include <vtkObjectFactory.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>
#include <vtk_glew.h>

namespace tracestudio {

vtkStandardNewMacro(EglRenderWindow)

    namespace {

    bool clientSupports(const char* extension) {
        const char* all = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
        return all && std::strstr(all, extension);
    }

    bool isGraphicsProcessor(EGLDeviceEXT device) {
        const auto queryString =
            reinterpret_cast<PFNEGLQUERYDEVICESTRINGEXTPROC>(eglGetProcAddress("eglQueryDeviceStringEXT"));
        const char* extensions = queryString ? queryString(device, EGL_EXTENSIONS) : nullptr;
        return extensions && !std::strstr(extensions, "EGL_MESA_device_software");
    }

    /// The devices EGL can draw with, a graphics processor before the processor itself.
    std::vector<EGLDeviceEXT> devices() {
        const auto queryDevices = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
        std::array<EGLDeviceEXT, 16> found{};
        EGLint count = 0;
        if (!queryDevices || !queryDevices(EGLint(found.size()), found.data(), &count))
            return {};
        std::vector<EGLDeviceEXT> all(found.begin(), found.begin() + std::clamp(count, 0, EGLint(found.size())));
        std::stable_partition(all.begin(), all.end(), isGraphicsProcessor);
        return all;
    }

    /// The displays to try, best first: Mesa without a surface, the best device (NVIDIA's driver), whatever is default.
    EGLDisplay displayCandidate(int attempt) {
        const auto platformDisplay =
            reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
        switch (attempt) {
        case 0:
            if (platformDisplay && clientSupports("EGL_MESA_platform_surfaceless"))
                return platformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
            return EGL_NO_DISPLAY;
        case 1: {
            const std::vector<EGLDeviceEXT> all = devices();
            if (platformDisplay && !all.empty())
                return platformDisplay(EGL_PLATFORM_DEVICE_EXT, all.front(), nullptr);
            return EGL_NO_DISPLAY;
        }
        default:
            return eglGetDisplay(EGL_DEFAULT_DISPLAY);
        }
    }

    EGLContext contextOn(EGLDisplay display) {
        if (display == EGL_NO_DISPLAY || !eglInitialize(display, nullptr, nullptr) || !eglBindAPI(EGL_OPENGL_API))
            return EGL_NO_CONTEXT;
        constexpr std::array<EGLint, 3> wanted{EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
        EGLConfig config = nullptr;
        EGLint count = 0;
        // A surfaceless display may know no configuration at all; a context then does without one.
        if (!eglChooseConfig(display, wanted.data(), &config, 1, &count) || count < 1)
            config = nullptr;
        constexpr std::array<EGLint, 7> version{
            EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 2, EGL_CONTEXT_OPENGL_PROFILE_MASK,
            EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
        return eglCreateContext(display, config, EGL_NO_CONTEXT, version.data());
    }

} // namespace

EglRenderWindow::EglRenderWindow() {
    SetOwnContext(0);
    SetFrameBlitModeToNoBlit();
    SetMultiSamples(0);
    SetAlphaBitPlanes(1);
    SetReadyForRendering(true);
}

EglRenderWindow::~EglRenderWindow() {
    if (!m_context)
        return;
    Finalize();
    releaseContext();
    eglDestroyContext(m_display, m_context);
}

bool EglRenderWindow::hasGraphicsProcessor() {
    const std::vector<EGLDeviceEXT> all = devices();
    return !all.empty() && isGraphicsProcessor(all.front());
}

bool EglRenderWindow::initialise() {
    if (m_context)
        return true;
    if (!createContext())
        return false;
    SetMapped(1);
    SetIsCurrent(true);
    return true;
}

bool EglRenderWindow::createContext() {
    for (int attempt = 0; attempt < 3; ++attempt) {
        const EGLDisplay display = displayCandidate(attempt);
        const EGLContext context = contextOn(display);
        if (context == EGL_NO_CONTEXT)
            continue;
        if (eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) {
            m_display = display;
            m_context = context;
            return true;
        }
        eglDestroyContext(display, context);
    }
    return false;
}

void EglRenderWindow::Start() {
    Superclass::Start();
    // The whole buffer at once, before any renderer: one that clears its own part is drawn as a polygon, which in
    // software costs more than all the strokes.
    vtkOpenGLState* state = GetState();
    state->vtkglDisable(GL_SCISSOR_TEST);
    state->vtkglEnable(GL_DEPTH_TEST);
    state->vtkglColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    state->vtkglDepthMask(GL_TRUE);
    state->vtkglClearColor(0, 0, 0, 0);
    state->vtkglClearDepth(1);
    state->vtkglClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

void EglRenderWindow::MakeCurrent() {
    if (m_context && !IsCurrent())
        eglMakeCurrent(m_display, EGL_NO_SURFACE, EGL_NO_SURFACE, m_context);
}

bool EglRenderWindow::IsCurrent() {
    return m_context && eglGetCurrentContext() == m_context;
}

void EglRenderWindow::OpenGLInitContext() {
    if (Initialized)
        return;
    ContextCreationTime.Modified();
    // Debian's GLEW is built for GLX: here it loads every entry point and then answers that there is no GLX display.
    glewExperimental = GL_TRUE;
    glewInit();
    GlewInitValid = true;
    Initialized = true;
}

void EglRenderWindow::releaseContext() {
    if (IsCurrent())
        eglMakeCurrent(m_display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
}

void EglRenderWindow::flush() {
    glFlush();
}

void EglRenderWindow::readRows(int firstRow, int width, int height, std::uint32_t* rgba, std::uint32_t* depths) {
    MakeCurrent();
    GetRenderFramebuffer()->Bind(GL_READ_FRAMEBUFFER);
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    glPixelStorei(GL_PACK_ROW_LENGTH, 0);
    glReadBuffer(GL_COLOR_ATTACHMENT0);
    glReadPixels(0, firstRow, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    glReadPixels(0, firstRow, width, height, GL_DEPTH_COMPONENT, GL_UNSIGNED_INT, depths);
}

} // namespace tracestudio
