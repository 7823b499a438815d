#pragma once

/// How much longer a person would have to wait under a sanitizer: bounds on times in tests are multiplied by it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int slowness = 10;
#else
inline constexpr int slowness = 1;
#endif
