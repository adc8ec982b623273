// 01 The "Aha!" Moment: The Cake Baker's Journey
//
// A recipe has knobs, a friend gives one number. Which way should each knob turn? Taste after
// changing one knob at a time, or trace the one number back to all of them.
#include <fmt/format.h>

#include <array>
#include <chrono>

#include "downhill.hpp"

using namespace downhill;

// Teaspoons of salt, sugar in 100 g, heat in 100 °C, time in 10 minutes.
static constexpr std::array<const char*, 4> knobs = {"salt", "sugar", "heat", "time"};
using Recipe = std::array<Real, 4>;
static constexpr Recipe first_recipe = {3.5, 1.0, 2.5, 2.0};
static constexpr Real rate = 0.005;
static constexpr Real nudge = 0.001;

// A cake is baked by recording how it came to its score: the knobs, and the lousiness, which is 0
// for the best cake and less than 100 for the worst.
struct Cake {
  std::array<Scalar, 4> knob;
  Scalar lousiness;
};

static Cake bake(Tape& tape, const Recipe& recipe) {
  Cake cake;
  for (std::size_t k = 0; k < 4; ++k) cake.knob[k] = tape.parameter(knobs[k], recipe[k]);
  const auto& [salt, sugar, heat, time] = cake.knob;

  Scalar salty = name("salty", salt - 0.5);  // half a teaspoon would be right
  Scalar sweet = name("sweet", sugar - 2);
  Scalar burnt = name("burnt", heat - 2);  // the outside feels the heat alone
  Scalar core = name("core", heat * time);
  Scalar raw = name("raw", core - 7);  // the middle needs heat for a while

  Scalar salt_fault = name("salt_fault", square(salty));
  Scalar sugar_fault = name("sugar_fault", square(sweet));
  Scalar burnt_square = name("burnt_square", square(burnt));
  Scalar crust_fault = name("crust_fault", 20 * burnt_square);
  Scalar core_fault = name("core_fault", square(raw));

  Scalar taste = name("taste", salt_fault + sugar_fault);
  Scalar baking = name("baking", crust_fault + core_fault);
  Scalar faults = name("faults", taste + baking);
  Scalar worse = name("worse", 1 + faults);
  Scalar praise = name("praise", 100 / worse);
  cake.lousiness = name("lousiness", 100 - praise);
  return cake;
}

static Real score(const Recipe& recipe) {
  Tape tape;
  return bake(tape, recipe).lousiness.value();
}

// A small step in the direction that makes the cake less lousy, for every knob.
static void adjust(Recipe& recipe, const Recipe& slope) {
  for (std::size_t k = 0; k < 4; ++k) recipe[k] -= rate * slope[k];
}

// Taste the recipe as it is, then once more for each knob, with only this knob turned a little:
// five cakes.
static Recipe slopes_by_tasting(const Recipe& recipe) {
  const Real before = score(recipe);
  Recipe slope;
  for (std::size_t k = 0; k < 4; ++k) {
    Recipe changed = recipe;
    changed[k] += nudge;
    slope[k] = (score(changed) - before) / nudge;
  }
  return slope;
}

// One cake, and one walk backward from its score.
static Recipe slopes_by_tracing_back(const Recipe& recipe) {
  Tape tape;
  const Cake cake = bake(tape, recipe);
  const Gradients g = backward(cake.lousiness);
  Recipe slope;
  for (std::size_t k = 0; k < 4; ++k) slope[k] = g[cake.knob[k]];
  return slope;
}

// The trace of the first cake: five tastings, then one backward pass for the same four slopes.
static void tell_the_first_cake(const Chapter& chapter) {
  Trace trace = chapter.trace("The first cake: five tastings, or one backward pass");
  trace.heading("tasting 1: the recipe as it is");
  add_setting(trace, "nudge", nudge, "how far a knob is turned");
  Tape tape;
  const Cake cake = bake(tape, first_recipe);
  add_forward(trace, cake.lousiness);
  const Term score_now{"lousiness", cake.lousiness.value()};
  const Real before = add_update(
      trace, "before", [](auto l) { return l; }, score_now);

  for (std::size_t k = 0; k < 4; ++k) {
    trace.heading(fmt::format("tasting {}: a little more {} and nothing else", k + 2, knobs[k]));
    Recipe changed = first_recipe;
    changed[k] += nudge;
    Tape another;
    const Scalar lousiness = bake(another, changed).lousiness;
    add_forward(trace, lousiness);
    const auto slope = [](auto after, auto first, auto step) { return (after - first) / step; };
    add_update(trace, fmt::format("slope_{}", knobs[k]), slope,
               Term{"lousiness", lousiness.value()}, Term{"before", before}, Term{"nudge", nudge});
  }
  trace.heading("the first recipe again, and one backward pass");
  add_forward(trace, cake.lousiness);
  add_backward(trace, backward(cake.lousiness));
  chapter.write(trace, "first-cake");
}

// The first three cakes, each from the one before.
static void tell_better_cakes(const Chapter& chapter) {
  Trace trace = chapter.trace("Three cakes, each a little better than the one before");
  Recipe recipe = first_recipe;
  for (int number = 1; number <= 3; ++number) {
    trace.heading(fmt::format("cake {}: bake and taste", number));
    if (number == 1) add_setting(trace, "rate", rate, "how large a step is");
    Tape tape;
    const Cake cake = bake(tape, recipe);
    const Gradients g = backward(cake.lousiness);
    add_forward(trace, cake.lousiness);
    trace.heading(fmt::format("cake {}: which knob is to blame, and how much?", number));
    add_backward(trace, g);
    trace.heading(fmt::format("cake {}: adjust the recipe", number));
    for (std::size_t k = 0; k < 4; ++k) {
      const auto rule = [](auto knob, auto step, auto slope) { return knob - step * slope; };
      recipe[k] = add_update(trace, knobs[k], rule, Term{knobs[k], recipe[k]}, Term{"rate", rate},
                             Term{gradient_name(trace, knobs[k]), g[cake.knob[k]]});
    }
  }
  chapter.write(trace, "better-cakes");
}

static std::string in_words(const Recipe& r) {
  return fmt::format("{:.2f} teaspoons of salt, {:.0f} g sugar, {:.0f} °C for {:.0f} minutes", r[0],
                     100 * r[1], 100 * r[2], 10 * r[3]);
}

static void two_ways_to_the_slopes() {
  const Recipe tasted = slopes_by_tasting(first_recipe);
  const Recipe traced = slopes_by_tracing_back(first_recipe);
  fmt::print("The first cake: {}\n", in_words(first_recipe));
  fmt::print("  lousiness {:.0f}. What would a little more of each knob do to that?\n",
             score(first_recipe));
  fmt::print("  knob     by tasting   by tracing back\n");
  for (std::size_t k = 0; k < 4; ++k)
    fmt::print("  {:<6} {:>12.4f} {:>17.4f}   {}\n", knobs[k], tasted[k], traced[k],
               traced[k] > 0 ? "worse: use less" : "better: use more");
  fmt::print("  cakes  {:>12} {:>17}\n\n", tasted.size() + 1, 1);
}

// Bakes until the friend says 1 or less. Returns the number of cakes, the first included.
template <class Slopes>
static int bake_until_good(Recipe& recipe, Slopes slopes, bool tell) {
  int cake = 1;
  for (; score(recipe) > 1; ++cake) {
    if (tell && (cake == 1 || cake % 10 == 0))
      fmt::print("  cake {:>2}: lousiness {:>4.1f}\n", cake, score(recipe));
    adjust(recipe, slopes(recipe));
  }
  if (tell) fmt::print("  cake {:>2}: lousiness {:>4.1f}\n", cake, score(recipe));
  return cake;
}

static void the_journey() {
  fmt::print("The journey, until the score is at most 1\n");
  Recipe recipe = first_recipe, other = first_recipe;
  const int cakes = bake_until_good(recipe, slopes_by_tracing_back, true);
  fmt::print("  the recipe now: {}\n", in_words(recipe));
  const int stops = bake_until_good(other, slopes_by_tasting, false);
  fmt::print("  {} cakes if each is traced back, {} if each needs 5 tastings\n\n", cakes,
             5 * (stops - 1) + 1);
}

// A recipe of any length: every knob has its own best place, and each miss counts.
static Scalar bake_much(const std::vector<Scalar>& recipe) {
  Scalar faults = square(recipe[0]);
  for (std::size_t k = 1; k < recipe.size(); ++k)
    faults += square(recipe[k] - Real(k) / Real(recipe.size()));
  return 100 - 100 / (1 + faults);
}

// The whole gradient of such a recipe, once by tasting and once by tracing back: how long?
static void more_knobs(std::size_t count) {
  using Clock = std::chrono::steady_clock;
  const auto milliseconds = [](auto time) {
    return std::chrono::duration<double, std::milli>(time).count();
  };
  Tape tape;
  const auto record = [&](std::size_t changed) {
    tape.clear();
    std::vector<Scalar> recipe;
    for (std::size_t k = 0; k < count; ++k)
      recipe.push_back(tape.parameter("knob", k == changed ? 1 + nudge : 1));
    return std::pair(recipe, bake_much(recipe));
  };
  const auto begin = Clock::now();
  const Real before = record(count).second.value();
  std::vector<Real> tasted;
  for (std::size_t k = 0; k < count; ++k)
    tasted.push_back((record(k).second.value() - before) / nudge);
  const auto between = Clock::now();
  const auto [recipe, lousiness] = record(count);
  const Gradients g = backward(lousiness);
  const auto end = Clock::now();

  Real apart = 0;
  for (std::size_t k = 0; k < count; ++k)
    apart = std::max(apart, std::abs(tasted[k] - g[recipe[k]]));
  fmt::print("  {:>6} {:>9} {:>11.2f} ms {:>11.3f} ms {:>17.1e}\n", count, count + 1,
             milliseconds(between - begin), milliseconds(end - between), apart);
}

int main(int argc, char** argv) {
  const Chapter chapter(argc, argv, "01-cake-baker",
                        "The \"Aha!\" Moment: The Cake Baker's Journey");
  tell_the_first_cake(chapter);
  tell_better_cakes(chapter);
  two_ways_to_the_slopes();
  the_journey();
  fmt::print("One gradient of a longer recipe\n");
  fmt::print("  {:>6} {:>9} {:>14} {:>14} {:>17}\n", "knobs", "tastings", "by tasting",
             "tracing back", "largest gap");
  for (const std::size_t count : {4u, 40u, 400u, 2000u}) more_knobs(count);
}
