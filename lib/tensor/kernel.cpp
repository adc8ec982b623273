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

// From so many products on, what a sum waits for at its end is fetched at its begin.
constexpr std::size_t long_sum = 64;

// Whether a strip has a bias is known when its function is compiled: so tiles without one have all
// registers for themselves.
enum class Bias { none, added };

// The sums of a tile, as Rows by Vectors vectors of Bytes bytes. The compiler keeps them in
// registers, since all bounds but the depth are known to it.
template <bool Fused, Bias bias, std::size_t Bytes, std::size_t Rows, std::size_t Vectors>
[[gnu::always_inline]] inline void compute(const Strip& t, const Real* a, Real* y) {
  using Vector = typename VectorOf<Bytes>::Aligned;
  using Loose = typename VectorOf<Bytes>::Loose;
  constexpr std::size_t lanes = Bytes / sizeof(Real);
  Vector sum[Rows][Vectors], row[Vectors];
  DOWNHILL_WRITTEN_OUT
  for (std::size_t i = 0; i < Rows; ++i) {
    DOWNHILL_WRITTEN_OUT
    for (std::size_t j = 0; j < Vectors; ++j) sum[i][j] = Vector{};
  }
  if (t.depth >= long_sum) {  // the tile's rows of y, which lie far apart in a large one
    DOWNHILL_WRITTEN_OUT
    for (std::size_t i = 0; i < Rows; ++i) {
      const Real* place = y + i * t.y_row;
      __builtin_prefetch(place, 1);
      __builtin_prefetch(place + Vectors * lanes - 1, 1);
    }
  }
  const Real* b = t.b;
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
      Loose* place = reinterpret_cast<Loose*>(y + i * t.y_row + j * lanes);
      *place = sum[i][j] = t.add ? *place + sum[i][j] : sum[i][j];
    }
  }
  if constexpr (bias == Bias::added) {
    Real* const y_and_bias = t.y_and_bias + (y - t.y);
    DOWNHILL_WRITTEN_OUT
    for (std::size_t j = 0; j < Vectors; ++j) {
      row[j] = *reinterpret_cast<const Loose*>(t.bias + j * lanes);
      DOWNHILL_WRITTEN_OUT
      for (std::size_t i = 0; i < Rows; ++i)
        *reinterpret_cast<Loose*>(y_and_bias + i * t.y_row + j * lanes) = sum[i][j] + row[j];
    }
  }
}

// A strip in tiles of six rows, and one of those that are left.
template <bool Fused, Bias bias, std::size_t Bytes, std::size_t Vectors>
[[gnu::always_inline]] inline void compute_tiles(const Strip& s) {
  constexpr std::size_t most = Kernels::rows;
  const Real* a = s.a;
  Real* y = s.y;
  std::size_t rows = s.rows;
  for (; rows >= most; rows -= most, a += most * s.a_row, y += most * s.y_row)
    compute<Fused, bias, Bytes, most, Vectors>(s, a, y);
  switch (rows) {
    case 1:
      return compute<Fused, bias, Bytes, 1, Vectors>(s, a, y);
    case 2:
      return compute<Fused, bias, Bytes, 2, Vectors>(s, a, y);
    case 3:
      return compute<Fused, bias, Bytes, 3, Vectors>(s, a, y);
    case 4:
      return compute<Fused, bias, Bytes, 4, Vectors>(s, a, y);
    case 5:
      return compute<Fused, bias, Bytes, 5, Vectors>(s, a, y);
  }
}

// The same lines for three kinds of processors. Which one this is, is found out when it runs.
template <std::size_t Vectors, Bias bias, std::size_t Bytes = 16>
[[DOWNHILL_KERNEL]] void plain(const Strip& s) {
  compute_tiles<false, bias, Bytes, Vectors>(s);
}
#if defined(__x86_64__)
template <std::size_t Vectors, Bias bias, std::size_t Bytes = 32>
[[DOWNHILL_KERNEL, gnu::target("avx2,fma")]] void avx2(const Strip& s) {
  compute_tiles<true, bias, Bytes, Vectors>(s);
}
template <std::size_t Vectors, Bias bias, std::size_t Bytes = 64>
[[DOWNHILL_KERNEL, gnu::target("avx512f")]] void avx512(const Strip& s) {
  compute_tiles<true, bias, Bytes, Vectors>(s);
}
#endif

const Kernels& choose() {
  constexpr std::size_t one = sizeof(Real);
  constexpr Bias none = Bias::none, added = Bias::added;
  static const Kernels for_any = {
      16 / one,
      2,
      {{plain<1, none>, plain<1, added>}, {plain<2, none>, plain<2, added>}, {}},
      {plain<1, none, one>, plain<1, added, one>}};
#if defined(__x86_64__)
  static const Kernels for_avx2 = {
      32 / one,
      2,
      {{avx2<1, none>, avx2<1, added>}, {avx2<2, none>, avx2<2, added>}, {}},
      {avx2<1, none, one>, avx2<1, added, one>}};
  static const Kernels for_avx512 = {64 / one,
                                     3,
                                     {{avx512<1, none>, avx512<1, added>},
                                      {avx512<2, none>, avx512<2, added>},
                                      {avx512<4, none>, avx512<4, added>}},
                                     {avx512<1, none, one>, avx512<1, added, one>}};
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
