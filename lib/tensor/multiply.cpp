#include "tensor/multiply.hpp"

#include <algorithm>
#include <utility>

#include "tensor/array.hpp"
#include "tensor/kernel.hpp"
#include "tensor/parallel.hpp"

namespace downhill {
namespace {

// ---- small matrices: tiles straight from a and b

// Up to this many multiply-adds b stays in the nearest cache as it is, and packing would cost more
// than it brings.
constexpr std::size_t small_work = 300'000;

// Rows begin … end of y.
void multiply_rows(const Matrix& a, const Matrix& b, Real* y, bool add, std::size_t begin,
                   std::size_t end) {
  const Kernels& tiles = kernels();
  const std::size_t m = b.columns;
  std::size_t j = 0;
  for (std::size_t step : {2u, 1u, 0u}) {
    const std::size_t width = tiles.lane_count << step;
    if ((std::size_t{1} << step) > tiles.most_vectors) continue;
    for (; j + width <= m; j += width) {
      for (std::size_t i = begin; i < end;) {
        const bool six = i + Kernels::rows <= end;
        (six ? tiles.six_rows
             : tiles.one_row)[step]({a.columns, a.data + i * a.row_step, a.row_step, a.column_step,
                                     b.data + j, b.row_step, y + i * m + j, m, add});
        i += six ? Kernels::rows : 1;
      }
    }
  }
  for (; j < m; ++j)
    for (std::size_t i = begin; i < end; ++i) {
      Real sum = 0;
      for (std::size_t k = 0; k < a.columns; ++k)
        sum += a.data[i * a.row_step + k * a.column_step] * b.data[k * b.row_step + j];
      y[i * m + j] = add ? y[i * m + j] + sum : sum;
    }
}

Array row_after_row(const Matrix& b) {
  Array copy = Array::unwritten({b.rows, b.columns});
  Real* out = copy.writable();
  for (std::size_t k = 0; k < b.rows; ++k)
    for (std::size_t j = 0; j < b.columns; ++j) *out++ = b.data[k * b.row_step + j * b.column_step];
  return copy;
}

// ---- large matrices: packed panels (Goto and van de Geijn 2008)

// a is cut into panels of 6 rows, b into panels as wide as a tile, both `deepest` numbers deep.
// In a panel the numbers lie in the order in which a tile reads them.
constexpr std::size_t deepest = 256;
constexpr std::size_t panels_at_once = 8;  // of a: together they stay in the second cache

// to[k * width + r] = x(r, k) for `rows` of `width` rows; the missing ones are 0.
void pack(const Real* x, std::size_t row_step, std::size_t k_step, std::size_t rows,
          std::size_t width, std::size_t depth, Real* to) {
  if (rows < width) std::fill_n(to, width * depth, Real(0));
  if (row_step == 1) {
    for (std::size_t k = 0; k < depth; ++k) std::copy_n(x + k * k_step, rows, to + k * width);
    return;
  }
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t k = 0; k < depth; ++k) to[k * width + r] = x[r * row_step + k * k_step];
}

// A tile at the edge of y: computed whole, then copied as far as y reaches.
void edge_tile(Kernels::Function function, Tile t, std::size_t rows, std::size_t columns,
               std::size_t width) {
  alignas(64) Real whole[Kernels::rows * 64];
  Real* y = t.y;
  const std::size_t y_row = t.y_row;
  t.y = whole;
  t.y_row = width;
  const bool add = std::exchange(t.add, false);
  function(t);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      Real& place = y[i * y_row + j];
      place = add ? place + whole[i * width + j] : whole[i * width + j];
    }
}

void multiply_packed(const Matrix& a, const Matrix& b, Real* y, Into into) {
  const std::size_t n = a.rows, inner = a.columns, m = b.columns, rows = Kernels::rows;
  const Kernels& tiles = kernels();
  std::size_t step = 0;  // the narrowest tile that takes all columns, or the widest there is
  while ((tiles.lane_count << step) < m && (std::size_t{2} << step) <= tiles.most_vectors) ++step;
  const std::size_t width = tiles.lane_count << step;
  const Kernels::Function tile = tiles.six_rows[step];

  const std::size_t panels_a = (n + rows - 1) / rows, panels_b = (m + width - 1) / width;
  Array packed_b = Array::unwritten({panels_b * width * std::min(inner, deepest)});
  Real* all_b = packed_b.writable();
#pragma omp parallel if (n * inner * m >= work_for_threads)
  {
    const auto threads = std::size_t(omp_get_num_threads());
    const std::size_t group =
        std::clamp((panels_a + 2 * threads - 1) / (2 * threads), std::size_t{1}, panels_at_once);
    const std::size_t groups = (panels_a + group - 1) / group;
    Array packed_a = Array::unwritten({group * rows * std::min(inner, deepest)});
    Real* some_a = packed_a.writable();
    for (std::size_t k = 0; k < inner; k += deepest) {
      const std::size_t depth = std::min(deepest, inner - k);
      const bool add = k > 0 || into == Into::added;
#pragma omp for schedule(static)
      for (std::size_t q = 0; q < panels_b; ++q)
        pack(b.data + k * b.row_step + q * width * b.column_step, b.column_step, b.row_step,
             std::min(width, m - q * width), width, depth, all_b + q * width * depth);
#pragma omp for schedule(static)
      for (std::size_t g = 0; g < groups; ++g) {
        const std::size_t first = g * group, last = std::min(panels_a, first + group);
        for (std::size_t p = first; p < last; ++p)
          pack(a.data + p * rows * a.row_step + k * a.column_step, a.row_step, a.column_step,
               std::min(rows, n - p * rows), rows, depth, some_a + (p - first) * rows * depth);
        for (std::size_t q = 0; q < panels_b; ++q)
          for (std::size_t p = first; p < last; ++p) {
            const Tile t{
                depth, some_a + (p - first) * rows * depth, 1, rows, all_b + q * width * depth,
                width, y + p * rows * m + q * width,        m, add};
            const std::size_t height = std::min(rows, n - p * rows);
            const std::size_t columns = std::min(width, m - q * width);
            if (height == rows && columns == width) {
              tile(t);
            } else {
              edge_tile(tile, t, height, columns, width);
            }
          }
      }
    }
  }
}

}  // namespace

void multiply(const Matrix& a, const Matrix& b, Real* y, Into into) {
  const std::size_t work = a.rows * a.columns * b.columns;
  if (work == 0 && into == Into::fresh) std::fill_n(y, a.rows * b.columns, Real(0));
  if (work == 0) return;
  if (work > small_work) return multiply_packed(a, b, y, into);
  const Array dense = b.column_step == 1 ? Array() : row_after_row(b);
  const Matrix rows = dense.given() ? matrix(dense.data(), b.rows, b.columns) : b;
  const std::size_t strips = (a.rows + Kernels::rows - 1) / Kernels::rows;
  in_parallel(strips, work, [&](std::size_t begin, std::size_t end) {
    multiply_rows(a, rows, y, into == Into::added, begin * Kernels::rows,
                  std::min(end * Kernels::rows, a.rows));
  });
}

}  // namespace downhill
