// What is right in exercise 12: the engine's walks.
#include <fmt/format.h>

#include "exercise/check.hpp"
#include "tasks.hpp"

namespace downhill::learner {

// Two ravines: the chapter's, and one that is steeper the other way.
static constexpr Ravine ravines[] = {{Real(0.05), 1}, {Real(1.7), Real(0.6)}};

static std::string words(Ravine ravine) { return fmt::format("{} x² + {} y²", ravine.a, ravine.b); }

// A walk down a x² + b y², step by step, by the engine.
static MapPoint walked(Ravine ravine, MapPoint at, Real rate, int steps) {
  for (int step = 0; step < steps; ++step) {
    Tape tape;
    Scalar x = tape.parameter("x", at.x), y = tape.parameter("y", at.y);
    const Gradients g = backward(ravine.a * square(x) + ravine.b * square(y));
    at = {at.x - rate * g[x], at.y - rate * g[y]};
  }
  return at;
}

static void predict_task(Check& check) {
  const std::tuple<MapPoint, Real, int> walks[] = {{{-7, 3}, Real(0.9), 20},
                                                   {{2, Real(-1.3)}, Real(0.4), 9}};
  for (std::size_t k = 0; k < 2; ++k) {
    const auto& [start, rate, steps] = walks[k];
    const MapPoint guess = predict(ravines[k], start, rate, steps);
    const MapPoint end = walked(ravines[k], start, rate, steps);
    Answers mine, right;
    mine.add("x", guess.x).add("y", guess.y);
    right.add("start_x", start.x).add("start_y", start.y);
    right.add("factor_x", 1 - 2 * ravines[k].a * rate).add("factor_y", 1 - 2 * ravines[k].b * rate);
    right.add("x", fmt::format("factor_x ** {} * start_x", steps), end.x);
    right.add("y", fmt::format("factor_y ** {} * start_y", steps), end.y);
    check.compare(fmt::format("{} from ({}, {}), rate {}, {} steps", words(ravines[k]), start.x,
                              start.y, rate, steps),
                  mine, right);
  }
}

// At the edge the steeper direction only changes its sign.
static void edge_task(Check& check) {
  for (const Ravine& ravine : ravines) {
    Answers mine, right;
    mine.add("edge", edge(ravine));
    right.add("a", ravine.a).add("b", ravine.b);
    right.add("steeper", "maximum(a, b)", std::max(ravine.a, ravine.b));
    right.add("edge", "1 / steeper", 1 / std::max(ravine.a, ravine.b));
    check.compare(words(ravine), mine, right);
  }
}

static void best_task(Check& check) {
  for (const Ravine& ravine : ravines) {
    Answers mine, right;
    mine.add("best", best(ravine));
    right.add("a", ravine.a)
        .add("b", ravine.b)
        .add("best", "1 / (a + b)", 1 / (ravine.a + ravine.b));
    check.compare(words(ravine), mine, right);
  }
}

static Answers my_walk(const Landscape& hill, Real rate, int steps) {
  const std::vector<MapPoint> path = walk(hill, rate, steps);
  if (path.size() != std::size_t(steps) + 1)
    throw Unfit(fmt::format("it gave back {} points; the start and {} steps are {}", path.size(),
                            steps, steps + 1));
  Answers mine;
  for (const MapPoint& point : path) mine.add("x", point.x).add("y", point.y);
  return mine;
}

static Answers right_walk(const Landscape& hill, Real rate, int steps) {
  Trace trace;
  TrainingTrace story(trace);
  Optimizer optimizer(Sgd{.rate = rate});
  std::array<Real, 2> at = {hill.start.x, hill.start.y};
  for (int step = 1; step <= steps; ++step) {
    Tape tape;
    Scalar x = tape.parameter("x", at[0]), y = tape.parameter("y", at[1]);
    Scalar height = name("height", hill.height(x, y));
    const Gradients g = backward(height);
    story.add_step(
        step, [&](Trace& t) { add_forward(t, height, Places::hidden); },
        [&](Trace& t) { add_backward(t, g); }, {trained(x, g), trained(y, g)}, optimizer, 1);
    const std::array<Real, 2> slope = {g[x], g[y]};
    optimizer.step({std::span(at).first(1), std::span(at).last(1)},
                   {std::span(slope).first(1), std::span(slope).last(1)});
  }
  return trace;
}

static void walk_task(Check& check) {
  const Landscape& ravine = landscape_named("ravine");
  check.compare_with_reference("three steps down the ravine", my_walk(ravine, ravine.rate, 3),
                               "ravine");
  // Here the slope along y depends on x, so it matters that both are taken at the same point.
  const Landscape& valley = landscape_named("Rosenbrock");
  check.compare("six steps down Rosenbrock's valley", my_walk(valley, Real(0.0007), 6),
                right_walk(valley, Real(0.0007), 6));
}

static void slider_task(Check& check) {
  for (const bool mirrored : {false, true})
    for (const char* name : {"bowl", "ravine", "two valleys", "saddle"}) {
      Landscape hill = landscape_named(name);
      if (mirrored) hill.start = {hill.start.x * Real(0.98), -hill.start.y};
      const Real rate = slider(hill);
      MapPoint at = hill.start;
      for (int step = 0; step < 100; ++step) {
        const MapPoint slope = ground_at(hill, at).slope;
        at = {at.x - rate * slope.x, at.y - rate * slope.y};
      }
      const Real height = ground_at(hill, at).height;
      if (!(height < Real(0.01)))
        throw Wrong(
            fmt::format("The slider for \"{}\" is at {:.4g}. From ({}, {}), 100 steps with "
                        "this rate end at height {:.3g}; they should end lower than 0.01.",
                        name, rate, hill.start.x, hill.start.y, height));
      check.accept(fmt::format("{} from ({}, {})", name, hill.start.x, hill.start.y));
    }
}

static const std::vector<Task> tasks = {
    {"predict", "how learning rates affect convergence", predict_task},
    {"edge", "where a walk begins to climb out", edge_task},
    {"best", "the best rate for both directions", best_task},
    {"walk", "the path on the map", walk_task},
    {"slider", "predict, then place the slider", slider_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
