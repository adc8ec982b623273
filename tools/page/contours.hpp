// Contour lines by marching squares (Lorensen and Cline 1987, in two dimensions): each cell of a
// grid is crossed by up to two pieces of a line, whose ends lie on the cell's edges where the
// height, taken as straight along the edge, is the level. Pieces that share an end are joined.
#pragma once

#include <functional>
#include <vector>

#include "train/landscapes.hpp"

namespace downhill::page {

// Heights on a grid of equally spaced points, row by row from the lower left.
struct HeightGrid {
  MapPoint low, high;
  std::size_t columns = 0, rows = 0;  // of points, at least 2 each
  std::vector<Real> heights;

  Real at(std::size_t column, std::size_t row) const { return heights[row * columns + column]; }
  MapPoint point(std::size_t column, std::size_t row) const;
};

HeightGrid heights_of(MapPoint low, MapPoint high, std::size_t columns, std::size_t rows,
                      const std::function<Real(MapPoint)>& height);

// Every line of one level; the ends of a closed one are the same point.
using ContourLine = std::vector<MapPoint>;
std::vector<ContourLine> contours_at(const HeightGrid& grid, Real level);

}  // namespace downhill::page
