#include "tensor/multiply.hpp"

#include <algorithm>

#include "tensor/array.hpp"
#include "tensor/kernel.hpp"
#include "tensor/widest.hpp"

namespace downhill {
namespace {

// Where a product goes. It is added to y, or takes its place; bias may be nullptr.
struct Target {
  Real* y;
  bool add;
  const Real* bias;
  Real* y_and_bias;
};

// Computes a strip that is `width` wide, of which `columns` belong to y. Beyond y's right edge
// there is no place for it: then it is computed beside y, some rows at a time, and copied as far as
// y reaches.
void compute_strip(Kernels::Function function, const Strip& s, std::size_t width,
                   std::size_t columns) {
  if (columns == width) return function(s);
  alignas(64) Real whole[Kernels::rows * 64];
  for (std::size_t first = 0; first < s.rows; first += Kernels::rows) {
    Strip part = s;
    part.rows = std::min(Kernels::rows, s.rows - first);
    part.a += first * s.a_row;
    part.y = whole, part.y_row = width, part.add = false, part.bias = nullptr;
    function(part);
    for (std::size_t i = 0; i < part.rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) {
        const std::size_t place = (first + i) * s.y_row + j;
        s.y[place] = s.add ? s.y[place] + whole[i * width + j] : whole[i * width + j];
        if (s.bias) s.y_and_bias[place] = s.y[place] + s.bias[j];
      }
  }
}

// ---- packing: numbers laid out in the order in which tiles read them

// Lays out rows of x as panels of `width` rows each; what the last one lacks is 0:
//
//     to[panel * width * depth + k * width + r] = x(panel * width + r, k)
//
// where x(r, k) is x[r * row_step + k * k_step]. What lies side by side is read side by side:
// either, k after k, all rows; or, row after row, as many k as one line of the cache holds.
void pack(const Real* x, std::size_t row_step, std::size_t k_step, std::size_t rows,
          std::size_t width, std::size_t depth, Real* to) {
  const std::size_t whole = row_step == 1 ? rows / width * width : 0;
  if (whole > 0 && width == Kernels::rows) {
    for (std::size_t r = 0; r < whole; r += Kernels::rows)
      for (std::size_t k = 0; k < depth; ++k)
        __builtin_memcpy(to + r * depth + k * Kernels::rows, x + k * k_step + r,
                         Kernels::rows * sizeof(Real));  // a few moves, since the size is known
  } else if (whole > 0) {
    with_widest_vectors([=]() DOWNHILL_INLINE {
      for (std::size_t k = 0; k < depth; ++k)
        for (std::size_t r = 0; r < whole; r += width) {
          const Real* from = x + k * k_step + r;
          Real* out = to + r * depth + k * width;
          DOWNHILL_INDEPENDENT
          for (std::size_t i = 0; i < width; ++i) out[i] = from[i];
        }
    });
  }
  constexpr std::size_t line = 64 / sizeof(Real);
  for (std::size_t first = whole; first < rows; first += width) {
    Real* out = to + first * depth;
    const std::size_t count = std::min(width, rows - first);
    if (count < width) std::fill_n(out, width * depth, Real(0));
    for (std::size_t begin = 0; begin < depth; begin += line)
      for (std::size_t r = 0; r < count; ++r) {
        const Real* row = x + (first + r) * row_step;
        __builtin_prefetch(row + (begin + line) * k_step);  // what this row is read for next
        for (std::size_t k = begin; k < std::min(begin + line, depth); ++k)
          out[k * width + r] = row[k * k_step];
      }
  }
}

// ---- small matrices: tiles straight from a and b

// Up to this many multiply-adds b stays in the nearest cache as it is, and packing would cost more
// than it brings.
constexpr std::size_t small_work = 300'000;
// Below this many, a vector is hardly filled. (So the products of a first example have the same
// bits everywhere, also where there is no fused multiply-add.)
constexpr std::size_t tiny_work = 200;

void add_bias(const Target& to, std::size_t rows, std::size_t columns) {
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      to.y_and_bias[i * columns + j] = to.y[i * columns + j] + to.bias[j];
}

void multiply_plainly(const Matrix& a, const Matrix& b, const Target& to) {
  Real* y = to.y;
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < b.columns; ++j, ++y) {
      Real sum = 0;
      for (std::size_t k = 0; k < a.columns; ++k)
        sum +=
            a.data[i * a.row_step + k * a.column_step] * b.data[k * b.row_step + j * b.column_step];
      *y = to.add ? *y + sum : sum;
    }
  if (to.bias) add_bias(to, a.rows, b.columns);
}

void multiply_small(const Matrix& a, const Matrix& b, const Target& to) {
  const Kernels& tiles = kernels();
  const std::size_t m = b.columns, lanes = tiles.lane_count, rest = m % lanes, filled = m - rest;
  // `columns` columns of y from column j on, by tiles of a kind from these rows of b.
  const auto strip = [&](Kernels::Function function, std::size_t width, std::size_t j,
                         std::size_t columns, const Real* rows_of_b, std::size_t b_row) {
    Strip s{a.rows,    a.columns, a.data,   a.row_step, a.column_step,
            rows_of_b, b_row,     to.y + j, m,          to.add};
    if (to.bias) s.bias = to.bias + j, s.y_and_bias = to.y_and_bias + j;
    compute_strip(function, s, width, columns);
  };
  if (m == 1) return strip(tiles.column, 1, 0, 1, b.data, b.row_step);

  // Tiles want the rows of b one after another, and whole vectors.
  Array dense;
  const Real* all_b = b.data;
  std::size_t b_row = b.row_step;
  if (b.column_step != 1) {
    b_row = (m + lanes - 1) / lanes * lanes;
    dense = Array::unwritten({b.rows, b_row});
    pack(b.data, b.column_step, b.row_step, m, b_row, b.rows, dense.writable());
    all_b = dense.data();
  }
  std::size_t j = 0;
  for (std::size_t step = tiles.steps; step-- > 0;)
    for (; j + tiles.width(step) <= filled; j += tiles.width(step))
      strip(tiles.strip[step], tiles.width(step), j, tiles.width(step), all_b + j, b_row);
  if (rest == 1) {
    strip(tiles.column, 1, j, 1, all_b + j, b_row);
  } else if (rest > 1 && dense.given()) {
    strip(tiles.strip[0], lanes, j, rest, all_b + j, b_row);
  } else if (rest > 1) {
    dense = Array::unwritten({b.rows, lanes});
    pack(all_b + j, 1, b_row, rest, lanes, b.rows, dense.writable());
    strip(tiles.strip[0], lanes, j, rest, dense.data(), lanes);
  }
}

// ---- large matrices: packed panels (Goto and van de Geijn 2008)

// a is cut into panels of 6 rows, b into panels as wide as a tile, both at most `deepest` deep.
// That is 2 KiB: so a panel of b stays in the nearest cache.
constexpr std::size_t deepest = 2048 / sizeof(Real);
// So many numbers of a, in panels that are packed together, stay in the second cache.
constexpr std::size_t at_once = 8 * Kernels::rows * deepest;

void multiply_packed(const Matrix& a, const Matrix& b, const Target& to) {
  const std::size_t n = a.rows, inner = a.columns, m = b.columns, rows = Kernels::rows;
  const Kernels& tiles = kernels();
  std::size_t step = 0;  // the narrowest tile that takes all columns, or the widest there is
  while (tiles.width(step) < m && step + 1 < tiles.steps) ++step;
  const std::size_t width = tiles.width(step);
  const std::size_t panels_a = (n + rows - 1) / rows, panels_b = (m + width - 1) / width;
  const std::size_t pieces = (inner + deepest - 1) / deepest, most = (inner + pieces - 1) / pieces;
  const std::size_t panels_at_once = at_once / (rows * most);
  Array packed_b = Array::unwritten({panels_b * width * most});
  Real* all_b = packed_b.writable();

  // A panel of a is read once for each panel of b. For a few it may stay where it is, if the
  // numbers of a row lie side by side; for one in any case.
  const bool packs_a = panels_b > (a.column_step == 1 ? 16 : 1);
  for (std::size_t k = 0; k < inner; k += most) {
    const std::size_t depth = std::min(most, inner - k);
    const bool add = k > 0 || to.add, is_last = k + depth == inner;
    in_parallel(panels_b, depth * m, [&](std::size_t begin, std::size_t end) {
      pack(b.data + k * b.row_step + begin * width * b.column_step, b.column_step, b.row_step,
           std::min(end * width, m) - begin * width, width, depth, all_b + begin * width * depth);
    });

    // Tiles in blocks of some panels of a by all of b: first a panel of b with each of these, then
    // the next one. A thread does a row of tiles, wherever it begins and ends.
    in_parallel(
        panels_a * panels_b, work_of_products(n * depth * m),
        [&](std::size_t begin, std::size_t end) {
          Array packed_a = packs_a ? Array::unwritten({panels_at_once * rows * depth}) : Array();
          Real* some_a = packs_a ? packed_a.writable() : nullptr;
          for (std::size_t tile = begin; tile < end; ++tile) {
            const std::size_t first = tile / (panels_at_once * panels_b) * panels_at_once;
            const std::size_t count = std::min(panels_at_once, panels_a - first);
            const std::size_t in_block = tile - first * panels_b;
            const std::size_t q = in_block / count, p = in_block % count, i = (first + p) * rows;
            const Real* from_a = a.data + k * a.column_step;
            if (packs_a && (in_block == 0 || tile == begin))
              pack(from_a + first * rows * a.row_step, a.row_step, a.column_step,
                   std::min(count * rows, n - first * rows), rows, depth, some_a);
            const Real* b_panel = all_b + q * width * depth;
            const std::size_t place = i * m + q * width;
            const Real* a_panel = packs_a ? some_a + p * rows * depth : from_a + i * a.row_step;
            const std::size_t a_row = packs_a ? 1 : a.row_step,
                              a_k = packs_a ? rows : a.column_step;
            Strip s{std::min(rows, n - i), depth, a_panel, a_row, a_k, b_panel, width,
                    to.y + place,          m,     add};
            if (to.bias && is_last)
              s.bias = to.bias + q * width, s.y_and_bias = to.y_and_bias + place;
            compute_strip(tiles.strip[step], s, width, std::min(width, m - q * width));
          }
        });
  }
}

void multiply(const Matrix& a, const Matrix& b, const Target& to) {
  const std::size_t work = a.rows * a.columns * b.columns;
  if (work < tiny_work) return multiply_plainly(a, b, to);
  // A column is a row that stands: where the numbers of a's columns lie side by side, tiles read
  // them better as y.T = b.T @ a.T.
  if (b.columns == 1 && a.row_step == 1 && a.rows > 1) {
    multiply(b.transposed(), a.transposed(), {to.y, to.add, nullptr, nullptr});
    if (to.bias) add_bias(to, a.rows, 1);
  } else if (work > small_work) {
    multiply_packed(a, b, to);
  } else {
    multiply_small(a, b, to);
  }
}

}  // namespace

void multiply(const Matrix& a, const Matrix& b, Real* y, Into into) {
  multiply(a, b, {y, into == Into::added, nullptr, nullptr});
}

void multiply(const Matrix& a, const Matrix& b, Real* y, const Real* bias, Real* y_and_bias) {
  multiply(a, b, {y, false, bias, y_and_bias});
}

}  // namespace downhill
