#include "page/contours.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace downhill::page {
namespace {

// An edge of the grid: of the point at its lower left, to the right (0) or up (1).
using Edge = std::size_t;
Edge edge_of(const HeightGrid& grid, std::size_t column, std::size_t row, std::size_t direction) {
  return 2 * (row * grid.columns + column) + direction;
}

MapPoint crossing(const HeightGrid& grid, Edge edge, Real level) {
  const std::size_t column = edge / 2 % grid.columns, row = edge / 2 / grid.columns;
  const std::size_t to_column = column + (edge % 2 == 0), to_row = row + (edge % 2 == 1);
  const Real from = grid.at(column, row), to = grid.at(to_column, to_row);
  const Real part = (level - from) / (to - from);
  const MapPoint a = grid.point(column, row), b = grid.point(to_column, to_row);
  return {a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
}

using Piece = std::pair<Edge, Edge>;

// The pieces of one cell, from edge to edge: bottom, right, top, left.
void add_pieces(const HeightGrid& grid, std::size_t column, std::size_t row, Real level,
                std::vector<Piece>& pieces) {
  const std::array edges = {edge_of(grid, column, row, 0), edge_of(grid, column + 1, row, 1),
                            edge_of(grid, column, row + 1, 0), edge_of(grid, column, row, 1)};
  const std::array corners = {grid.at(column, row), grid.at(column + 1, row),
                              grid.at(column + 1, row + 1), grid.at(column, row + 1)};
  std::vector<std::size_t> crossed;  // edge k lies between corners k and k + 1
  for (std::size_t k = 0; k < 4; ++k)
    if ((corners[k] > level) != (corners[(k + 1) % 4] > level)) crossed.push_back(k);
  if (crossed.size() == 2) pieces.emplace_back(edges[crossed[0]], edges[crossed[1]]);
  if (crossed.size() == 4) {
    // Two opposite corners are above. The middle decides which corners the pieces cut off.
    const Real middle = (corners[0] + corners[1] + corners[2] + corners[3]) / 4;
    const bool cuts_first = (corners[0] > level) != (middle > level);
    pieces.emplace_back(edges[0], edges[cuts_first ? 3 : 1]);
    pieces.emplace_back(edges[2], edges[cuts_first ? 1 : 3]);
  }
}

}  // namespace

MapPoint HeightGrid::point(std::size_t column, std::size_t row) const {
  return {low.x + (high.x - low.x) * Real(column) / Real(columns - 1),
          low.y + (high.y - low.y) * Real(row) / Real(rows - 1)};
}

HeightGrid heights_of(MapPoint low, MapPoint high, std::size_t columns, std::size_t rows,
                      const std::function<Real(MapPoint)>& height) {
  HeightGrid grid{low, high, columns, rows, {}};
  grid.heights.reserve(columns * rows);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      grid.heights.push_back(height(grid.point(column, row)));
  return grid;
}

std::vector<ContourLine> contours_at(const HeightGrid& grid, Real level) {
  std::vector<Piece> pieces;
  for (std::size_t row = 0; row + 1 < grid.rows; ++row)
    for (std::size_t column = 0; column + 1 < grid.columns; ++column)
      add_pieces(grid, column, row, level, pieces);
  std::multimap<Edge, std::size_t> at;  // the one or two pieces that end on an edge
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    at.emplace(pieces[i].first, i);
    at.emplace(pieces[i].second, i);
  }
  std::vector<bool> used(pieces.size());
  const auto walk = [&](std::size_t piece, Edge from) {
    ContourLine line{crossing(grid, from, level)};
    while (true) {
      used[piece] = true;
      from = pieces[piece].first == from ? pieces[piece].second : pieces[piece].first;
      line.push_back(crossing(grid, from, level));
      const auto [begin, end] = at.equal_range(from);
      const auto next = std::find_if(begin, end, [&](const auto& e) { return !used[e.second]; });
      if (next == end) return line;
      piece = next->second;
    }
  };
  std::vector<ContourLine> lines;
  for (const auto& [edge, piece] : at)  // first those that begin at the border, then the closed
    if (at.count(edge) == 1 && !used[piece]) lines.push_back(walk(piece, edge));
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (!used[i]) lines.push_back(walk(i, pieces[i].first));
  return lines;
}

}  // namespace downhill::page
