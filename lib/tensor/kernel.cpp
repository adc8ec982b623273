#include "tensor/kernel.hpp"

#include <cmath>

namespace downhill {
namespace {

// Multiply and add in one rounding is what these kernels are fast by: here it is wanted, though
// the rest of the library is compiled without it. g++ is told to write the short loops out at once:
// later it would leave the sums in memory, and a tile would begin with zeros there and end with
// copies from there.
#if defined(__clang__)
#define DOWNHILL_KERNEL
#define DOWNHILL_WRITTEN_OUT
#else
#define DOWNHILL_KERNEL gnu::optimize("O3", "fp-contract=fast")
#define DOWNHILL_WRITTEN_OUT _Pragma("GCC unroll 8")
#endif

// A register of numbers, or of a single one; Loose is one that may lie anywhere in memory.
template <std::size_t Bytes>
struct VectorOf {
  typedef Real Aligned __attribute__((vector_size(Bytes)));
  typedef Real Loose __attribute__((vector_size(Bytes), aligned(alignof(Real)), may_alias));
};
template <>
struct VectorOf<sizeof(Real)> {
  using Aligned = Real;
  using Loose = Real;
};

// y += a * x, in one rounding where the processor has the instruction (Fused). g++ takes it for
// these lines by DOWNHILL_KERNEL. clang would, too, but not where a sanitizer's check stands in
// between, so it is told for each lane, of which it makes one instruction; g++ would not.
template <bool Fused, std::size_t lanes, class Vector>
[[gnu::always_inline]] inline void multiply_add(Real a, const Vector& x, Vector& y) {
#if defined(__clang__)
  if constexpr (Fused && lanes == 1) {
    y = std::fma(a, x, y);
  } else if constexpr (Fused) {
    for (std::size_t l = 0; l < lanes; ++l) y[l] = std::fma(a, x[l], y[l]);
  } else
#endif
    y += a * x;
}

// The sums of a tile, as Rows by Vectors vectors of Bytes bytes. The compiler keeps them in
// registers, since all bounds but the depth are known to it.
template <bool Fused, std::size_t Bytes, std::size_t Rows, std::size_t Vectors>
[[gnu::always_inline]] inline void compute(const Tile& t) {
  using Vector = typename VectorOf<Bytes>::Aligned;
  using Loose = typename VectorOf<Bytes>::Loose;
  constexpr std::size_t lanes = Bytes / sizeof(Real);
  Vector sum[Rows][Vectors], row[Vectors];
  DOWNHILL_WRITTEN_OUT
  for (std::size_t i = 0; i < Rows; ++i) {
    DOWNHILL_WRITTEN_OUT
    for (std::size_t j = 0; j < Vectors; ++j) sum[i][j] = Vector{};
  }
  const Real *a = t.a, *b = t.b;
  for (std::size_t k = 0; k < t.depth; ++k, a += t.a_k, b += t.b_k) {
    DOWNHILL_WRITTEN_OUT
    for (std::size_t j = 0; j < Vectors; ++j)
      row[j] = *reinterpret_cast<const Loose*>(b + j * lanes);
    DOWNHILL_WRITTEN_OUT
    for (std::size_t i = 0; i < Rows; ++i) {
      DOWNHILL_WRITTEN_OUT
      for (std::size_t j = 0; j < Vectors; ++j)
        multiply_add<Fused, lanes>(a[i * t.a_row], row[j], sum[i][j]);
    }
  }
  DOWNHILL_WRITTEN_OUT
  for (std::size_t i = 0; i < Rows; ++i) {
    DOWNHILL_WRITTEN_OUT
    for (std::size_t j = 0; j < Vectors; ++j) {
      Loose* place = reinterpret_cast<Loose*>(t.y + i * t.y_row + j * lanes);
      *place = t.add ? *place + sum[i][j] : sum[i][j];
    }
  }
}

// The same lines for three kinds of processors. Which one this is, is found out when it runs.
template <std::size_t Rows, std::size_t Vectors, std::size_t Bytes = 16>
[[DOWNHILL_KERNEL]] void plain(const Tile& t) {
  compute<false, Bytes, Rows, Vectors>(t);
}
#if defined(__x86_64__)
template <std::size_t Rows, std::size_t Vectors, std::size_t Bytes = 32>
[[DOWNHILL_KERNEL, gnu::target("avx2,fma")]] void avx2(const Tile& t) {
  compute<true, Bytes, Rows, Vectors>(t);
}
template <std::size_t Rows, std::size_t Vectors, std::size_t Bytes = 64>
[[DOWNHILL_KERNEL, gnu::target("avx512f")]] void avx512(const Tile& t) {
  compute<true, Bytes, Rows, Vectors>(t);
}
#endif

// For each number of rows the function of these template arguments.
#define DOWNHILL_TILES(function, ...)                                                      \
  {                                                                                        \
    nullptr, function<1, __VA_ARGS__>, function<2, __VA_ARGS__>, function<3, __VA_ARGS__>, \
        function<4, __VA_ARGS__>, function<5, __VA_ARGS__>, function<6, __VA_ARGS__>       \
  }

const Kernels& choose() {
  static const Kernels for_any = {16 / sizeof(Real),
                                  2,
                                  {DOWNHILL_TILES(plain, 1), DOWNHILL_TILES(plain, 2), {}},
                                  DOWNHILL_TILES(plain, 1, sizeof(Real))};
#if defined(__x86_64__)
  static const Kernels for_avx2 = {32 / sizeof(Real),
                                   2,
                                   {DOWNHILL_TILES(avx2, 1), DOWNHILL_TILES(avx2, 2), {}},
                                   DOWNHILL_TILES(avx2, 1, sizeof(Real))};
  static const Kernels for_avx512 = {
      64 / sizeof(Real),
      3,
      {DOWNHILL_TILES(avx512, 1), DOWNHILL_TILES(avx512, 2), DOWNHILL_TILES(avx512, 4)},
      DOWNHILL_TILES(avx512, 1, sizeof(Real))};
  if (__builtin_cpu_supports("avx512f")) return for_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return for_avx2;
#endif
  return for_any;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace downhill
