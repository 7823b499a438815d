#pragma once

#include <vtkGenericOpenGLRenderWindow.h>

namespace tracestudio {

/// A VTK render window without a window: an EGL context of its own that needs neither screen nor X, and a framebuffer
/// that is read back. All EGL in the program is here. Used by one thread at a time.
class EglRenderWindow : public vtkGenericOpenGLRenderWindow {
  public:
    static EglRenderWindow* New();
    vtkTypeMacro(EglRenderWindow, vtkGenericOpenGLRenderWindow)

        /// Makes the context at the first call. False when the machine has no EGL with OpenGL 3.2; then nothing else
        /// may be called.
        bool initialise();

    void MakeCurrent() override;
    bool IsCurrent() override;
    int SupportsOpenGL() override { return m_context ? 1 : 0; }
    vtkTypeBool IsDirect() override { return 1; }
    void OpenGLInitContext() override;
    /// Gives the context up, so that whatever else in the process uses OpenGL finds the thread clean.
    void releaseContext();

    /// Reads the lower left `width`×`height` pixels of the last frame, bottom row first: 32-bit ARGB as QImage has it,
    /// and depths 0…1. Rows are tightly packed.
    void readFrame(int width, int height, unsigned int* argb, float* depths);

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
