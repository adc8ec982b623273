#include "tensor/multiply.hpp"

#include <algorithm>
#include <utility>

#include "tensor/array.hpp"
#include "tensor/kernel.hpp"
#include "tensor/widest.hpp"

namespace downhill {
namespace {

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

// ---- small matrices: tiles straight from a and b

// Up to this many multiply-adds b stays in the nearest cache as it is, and packing would cost more
// than it brings.
constexpr std::size_t small_work = 300'000;

Array row_after_row(const Matrix& b) {
  Array copy = Array::unwritten({b.rows, b.columns});
  Real* out = copy.writable();
  for (std::size_t k = 0; k < b.rows; ++k)
    for (std::size_t j = 0; j < b.columns; ++j) *out++ = b.data[k * b.row_step + j * b.column_step];
  return copy;
}

// Rows begin … end of y; the rows of b lie one after another.
void multiply_rows(const Matrix& a, const Matrix& b, Real* y, bool add, std::size_t begin,
                   std::size_t end) {
  const Kernels& tiles = kernels();
  const std::size_t m = b.columns;
  const auto tile_at = [&](std::size_t i, std::size_t j, const Real* from_b, std::size_t b_row) {
    return Tile{a.columns,
                a.data + i * a.row_step,
                a.row_step,
                a.column_step,
                from_b,
                b_row,
                y + i * m + j,
                m,
                add};
  };
  const auto each_strip = [&](auto f) {
    for (std::size_t i = begin; i < end; i += Kernels::rows) f(i, std::min(Kernels::rows, end - i));
  };
  std::size_t j = 0;
  for (std::size_t step = tiles.steps; step-- > 0;)
    for (; j + tiles.width(step) <= m; j += tiles.width(step))
      each_strip([&](std::size_t i, std::size_t rows) {
        tiles.tile[step][rows](tile_at(i, j, b.data + j, b.row_step));
      });
  for (; j < m; ++j)
    for (std::size_t i = begin; i < end; ++i) {
      Real sum = 0;
      for (std::size_t k = 0; k < a.columns; ++k)
        sum += a.data[i * a.row_step + k * a.column_step] * b.data[k * b.row_step + j];
      y[i * m + j] = add ? y[i * m + j] + sum : sum;
    }
}

// ---- large matrices: packed panels (Goto and van de Geijn 2008)

// a is cut into panels of 6 rows, b into panels as wide as a tile, both `deepest` numbers deep.
// In a panel the numbers lie in the order in which a tile reads them.
constexpr std::size_t deepest = 256;
constexpr std::size_t panels_at_once = 8;  // of a: together they stay in the second cache

// to[k * width + r] = x(r, k) for `rows` of `width` rows; the missing ones are 0. Rows that lie
// side by side stay so: then each k is one short copy, of a length that is best known beforehand.
void pack(const Real* x, std::size_t row_step, std::size_t k_step, std::size_t rows,
          std::size_t width, std::size_t depth, Real* to) {
  if (rows < width) std::fill_n(to, width * depth, Real(0));
  if (row_step == 1 && rows == Kernels::rows && width == rows) {
    for (std::size_t k = 0; k < depth; ++k)
      std::copy_n(x + k * k_step, Kernels::rows, to + k * width);
  } else if (row_step == 1) {
    with_widest_vectors([=]() DOWNHILL_INLINE {
      for (std::size_t k = 0; k < depth; ++k) {
        DOWNHILL_INDEPENDENT
        for (std::size_t r = 0; r < rows; ++r) to[k * width + r] = x[k * k_step + r];
      }
    });
  } else {
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t k = 0; k < depth; ++k) to[k * width + r] = x[r * row_step + k * k_step];
  }
}

// The packed panels of b, all of them, `depth` numbers deep from row k on.
void pack_b(const Matrix& b, std::size_t k, std::size_t depth, std::size_t width, Real* to) {
  const std::size_t panels = (b.columns + width - 1) / width;
  in_parallel(panels, depth * b.columns, [&](std::size_t begin, std::size_t end) {
    for (std::size_t q = begin; q < end; ++q)
      pack(b.data + k * b.row_step + q * width * b.column_step, b.column_step, b.row_step,
           std::min(width, b.columns - q * width), width, depth, to + q * width * depth);
  });
}

void multiply_packed(const Matrix& a, const Matrix& b, Real* y, Into into) {
  const std::size_t n = a.rows, inner = a.columns, m = b.columns, rows = Kernels::rows;
  const Kernels& tiles = kernels();
  std::size_t step = 0;  // the narrowest tile that takes all columns, or the widest there is
  while (tiles.width(step) < m && step + 1 < tiles.steps) ++step;
  const std::size_t width = tiles.width(step);
  const std::size_t panels_a = (n + rows - 1) / rows, panels_b = (m + width - 1) / width;
  Array packed_b = Array::unwritten({panels_b * width * std::min(inner, deepest)});
  Real* all_b = packed_b.writable();

  // A panel of a is read once for each panel of b. For a few it may stay where it is, if the
  // numbers of a row lie side by side.
  const bool packs_a = a.column_step != 1 || panels_b > 16;
  for (std::size_t k = 0; k < inner; k += deepest) {
    const std::size_t depth = std::min(deepest, inner - k);
    const bool add = k > 0 || into == Into::added;
    pack_b(b, k, depth, width, all_b);
    in_parallel(panels_a, work_of_products(n * depth * m), [&](std::size_t begin, std::size_t end) {
      const std::size_t at_once = std::min(panels_at_once, end - begin);
      Array packed_a = packs_a ? Array::unwritten({at_once * rows * depth}) : Array();
      Real* some_a = packs_a ? packed_a.writable() : nullptr;
      for (std::size_t first = begin; first < end; first += at_once) {
        const std::size_t last = std::min(end, first + at_once);
        const auto from_a = [&](std::size_t p) {
          return a.data + p * rows * a.row_step + k * a.column_step;
        };
        for (std::size_t p = first; packs_a && p < last; ++p)
          pack(from_a(p), a.row_step, a.column_step, std::min(rows, n - p * rows), rows, depth,
               some_a + (p - first) * rows * depth);
        for (std::size_t q = 0; q < panels_b; ++q)
          for (std::size_t p = first; p < last; ++p) {
            Tile t{depth,
                   from_a(p),
                   a.row_step,
                   1,
                   all_b + q * width * depth,
                   width,
                   y + p * rows * m + q * width,
                   m,
                   add};
            if (packs_a) {
              t.a = some_a + (p - first) * rows * depth;
              t.a_row = 1;
              t.a_k = rows;
            }
            const std::size_t height = std::min(rows, n - p * rows);
            const std::size_t columns = std::min(width, m - q * width);
            if (columns == width) {
              tiles.tile[step][height](t);
            } else {
              edge_tile(tiles.tile[step][height], t, height, columns, width);
            }
          }
      }
    });
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
  multiply_rows(a, rows, y, into == Into::added, 0, a.rows);
}

}  // namespace downhill
