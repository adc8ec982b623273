// 12 Visualize Gradient Descent
//
// Five landscapes seen from above, and the paths that different learning rates take through them.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "downhill.hpp"
#include "train/landscapes.hpp"

using namespace downhill;

static constexpr int steps = 100;

// A walk of plain gradient descent: where it starts, and where every step ends.
static std::vector<MapPoint> walk(const Landscape& hill, Real rate) {
  std::vector<MapPoint> path = {hill.start};
  for (int step = 0; step < steps; ++step) {
    const MapPoint at = path.back(), slope = ground_at(hill, at).slope;
    path.push_back({at.x - rate * slope.x, at.y - rate * slope.y});
  }
  return path;
}

static bool is_near(MapPoint a, MapPoint b, double distance) {
  return std::hypot(a.x - b.x, a.y - b.y) < distance;
}

// What became of a walk, read off its last positions.
static const char* verdict(const Landscape& hill, const std::vector<MapPoint>& path) {
  const MapPoint end = path.back();
  const double height = ground_at(hill, end).height;
  if (!(height < ground_at(hill, hill.start).height)) return "climbs out";
  for (const MapPoint lowest : hill.lowest)
    if (is_near(end, lowest, 0.05)) return "arrives at a lowest point";
  for (const MapPoint flat : hill.flat)
    if (is_near(end, flat, 0.05)) return "ends where it is flat, but not lowest";
  if (is_near(end, path[path.size() - 2], 0.1)) return "still on its way";
  return "leaps to and fro";
}

static void table(const Landscape& hill, std::span<const Real> rates) {
  fmt::print("  {:>7} {:>12} {:>12} {:>12}\n", "rate", "after 1", "after 10", "after 100");
  for (const Real rate : rates) {
    const std::vector<MapPoint> path = walk(hill, rate);
    fmt::print("  {:>7}", rate);
    for (const std::size_t step : {1u, 10u, 100u})
      fmt::print(" {:>12.3g}", std::abs(ground_at(hill, path[step]).height));  // no -nan
    fmt::print("   {}\n", verdict(hill, path));
  }
}

// The landscape from above: each sign stands for ground half as high as the next, " .,:;~-=+", and
// the blank for the lowest. On it the path: S where it starts, O for its steps, E where it ends.
static void map(const Landscape& hill, const std::vector<MapPoint>& path) {
  constexpr int columns = 64, rows = 17;
  constexpr std::string_view signs = " .,:;~-=+";
  std::vector<std::string> picture(rows, std::string(columns, ' '));
  double highest = 0;
  const auto point = [&](int row, int column) -> MapPoint {
    return {hill.low.x + (hill.high.x - hill.low.x) * Real(column) / (columns - 1),
            hill.high.y - (hill.high.y - hill.low.y) * Real(row) / (rows - 1)};
  };
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      highest = std::max(highest, double(ground_at(hill, point(row, column)).height));
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const double halvings = std::log2(highest / ground_at(hill, point(row, column)).height);
      const auto sign = std::max(0.0, double(signs.size()) - 1 - std::floor(halvings));
      picture[std::size_t(row)][std::size_t(column)] = signs[std::size_t(sign)];
    }
  for (std::size_t k = 0; k < path.size(); ++k) {
    const double column = (path[k].x - hill.low.x) / (hill.high.x - hill.low.x) * (columns - 1);
    const double row = (hill.high.y - path[k].y) / (hill.high.y - hill.low.y) * (rows - 1);
    if (!(column > -0.5 && column < columns - 0.5 && row > -0.5 && row < rows - 0.5)) continue;
    picture[std::size_t(row + 0.5)][std::size_t(column + 0.5)] = k == 0                 ? 'S'
                                                                 : k + 1 == path.size() ? 'E'
                                                                                        : 'O';
  }
  for (const std::string& row : picture) fmt::print("    |{}|\n", row);
}

// The first three steps, every operation a line.
static void tell(const Chapter& chapter, const Landscape& hill, const std::string& file) {
  Trace trace = chapter.trace(
      fmt::format("{}, {}: three steps with rate {}", hill.name, hill.formula, hill.rate));
  TrainingTrace story(trace);
  Optimizer optimizer(Sgd{.rate = hill.rate});
  std::array<Real, 2> at = {hill.start.x, hill.start.y};
  Tape tape;
  for (int step = 1; step <= 3; ++step) {
    tape.clear();
    Scalar x = tape.parameter("x", at[0]);
    Scalar y = tape.parameter("y", at[1]);
    Scalar height = name("height", hill.height(x, y));
    const Gradients g = backward(height);
    story.add_step(
        step, [&](Trace& t) { add_forward(t, height); }, [&](Trace& t) { add_backward(t, g); },
        {trained(x, g), trained(y, g)}, optimizer, 1);
    const std::array<Real, 2> slope = {g[x], g[y]};
    optimizer.step({std::span(at).first(1), std::span(at).last(1)},
                   {std::span(slope).first(1), std::span(slope).last(1)});
  }
  chapter.write(trace, file);
}

struct Visit {
  const char* landscape;
  const char* file;
  const char* question;
  std::array<Real, 4> rates;
};

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "12-visualize-gradient-descent", "Visualize Gradient Descent");
  const Visit visits[] = {
      {"bowl",
       "bowl",
       "rates 0.001, 0.1, 0.95, 1.05: which creeps, arrives, leaps, climbs out?",
       {0.001, 0.1, 0.95, 1.05}},
      {"ravine",
       "ravine",
       "along it a rate of 10 would be best. How large may the rate be at all?",
       {0.05, 0.5, 0.99, 1.01}},
      {"two valleys",
       "two-valleys",
       "in which valley end walks with the rates 0.05 and 0.2?",
       {0.005, 0.05, 0.2, 0.4}},
      {"saddle",
       "saddle",
       "the walk starts 0.001 beside the ridge. Does it stay on it?",
       {0.01, 0.1, 0.5, 1.1}},
      {"Rosenbrock",
       "rosenbrock",
       "with which rate are 100 steps enough to arrive?",
       {0.0001, 0.001, 0.002, 0.005}},
  };
  fmt::print("Predict first. Write down an answer to each before you read on.\n");
  for (const Visit& visit : visits) fmt::print("  {}: {}\n", visit.landscape, visit.question);

  for (const Visit& visit : visits) {
    const Landscape& hill = landscape_named(visit.landscape);
    tell(chapter, hill, visit.file);
    fmt::print("\n{}: {}\n", hill.name, hill.words);
    fmt::print("  height = {}, from ({}, {})\n", hill.formula, hill.start.x, hill.start.y);
    table(hill, visit.rates);
    fmt::print("  the path with rate {}:\n", hill.rate);
    map(hill, walk(hill, hill.rate));
  }
}
