#pragma once

#include <cstdint>
#include <vtkGenericOpenGLRenderWindow.h>

namespace tracestudio {

/// A VTK render window without a window: an EGL context of its own that needs neither screen nor X, and a framebuffer
/// that is read back. All EGL in the program is here. Used by one thread at a time.
class EglRenderWindow : public vtkGenericOpenGLRenderWindow {
  public:
    static EglRenderWindow* New();
    vtkTypeMacro(EglRenderWindow, vtkGenericOpenGLRenderWindow)

        /// Whether EGL knows of a device that is more than a program. Loads no driver.
        static bool hasGraphicsProcessor();

    /// Makes the context at the first call. False when the machine has no EGL with OpenGL 3.2; then nothing else
    /// may be called.
    bool initialise();

    void MakeCurrent() override;
    bool IsCurrent() override;
    int SupportsOpenGL() override { return m_context ? 1 : 0; }
    vtkTypeBool IsDirect() override { return 1; }
    void OpenGLInitContext() override;
    /// Begins a frame that is transparent and infinitely deep everywhere.
    void Start() override;
    /// Nothing: the frame is read from where it was rendered, and VTK's copy of it for a screen would cost as much
    /// again.
    void Frame() override {}
    /// Gives the context up, so that whatever else in the process uses OpenGL finds the thread clean.
    void releaseContext();

    /// Lets the driver go on while the processor does something else.
    void flush();
    /// Reads the lower left `width`×`height` pixels of the last frame, bottom row first, tightly packed: bytes red,
    /// green, blue, alpha, and depths as shares of 2³²−1. These are the framebuffer's own forms; any other would be
    /// converted pixel by pixel.
    void readRows(int firstRow, int width, int height, std::uint32_t* rgba, std::uint32_t* depths);

  protected:
    EglRenderWindow();
    ~EglRenderWindow() override;

  private:
    EglRenderWindow(const EglRenderWindow&) = delete;
    void operator=(const EglRenderWindow&) = delete;
    bool createContext();

    void* m_display = nullptr; ///< EGLDisplay, not terminated: others in the process may share it
    void* m_context = nullptr; ///< EGLContext
};

} // namespace tracestudio
