// One loop, compiled for several kinds of processors; which one this is, is found out when it runs.
// So a build made anywhere runs on any x86-64 machine, and uses the wide registers it has.
//
//     with_widest_vectors([=]() DOWNHILL_INLINE {
//       DOWNHILL_INDEPENDENT
//       for (std::size_t i = 0; i < n; ++i) y[i] = a[i] * a[i];
//     });
//
// The loop captures copies ([=]) and is handed on as a copy: so the compiler knows that nothing it
// writes changes what it captured. No bit depends on the processor: every number is computed by the
// same operations, only more of them at a time. (std::fma is one of them wherever a loop says so;
// nothing else is fused.)
#pragma once

#include "tensor/parallel.hpp"

// Puts the loop into the function that was compiled for the processor.
#define DOWNHILL_INLINE __attribute__((always_inline))

namespace downhill {

#if defined(__x86_64__)
template <class Loop>
[[gnu::target("avx512f,avx512dq")]] void with_avx512(Loop loop) {
  loop();
}
template <class Loop>
[[gnu::target("avx2,fma")]] void with_avx2(Loop loop) {
  loop();
}
template <class Loop>
void with_widest_vectors(Loop loop) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
    return with_avx512(loop);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return with_avx2(loop);
  loop();
}
#else
template <class Loop>
void with_widest_vectors(Loop loop) {
  loop();
}
#endif

}  // namespace downhill
