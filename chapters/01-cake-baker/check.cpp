// What is right in exercise 01: the differences themselves, and how many tastings they took.
#include "exercise/check.hpp"

#include <fmt/format.h>

#include "tasks.hpp"

namespace downhill::learner {

// A kind of cake: its knobs, a first recipe, and the friend who tastes it.
struct Kind {
  std::string name;
  std::vector<std::string> knobs;
  Recipe first;
  Real (*lousiness)(const Recipe&);
};

static Real square_of(Real x) { return x * x; }

// The cake of chapter.cpp.
static const Kind chocolate = {"the chocolate cake",
                               {"salt", "sugar", "heat", "time"},
                               {3.5, 1.0, 2.5, 2.0},
                               [](const Recipe& r) {
                                 const Real faults =
                                     square_of(r[0] - Real(0.5)) + square_of(r[1] - 2) +
                                     20 * square_of(r[2] - 2) + square_of(r[2] * r[3] - 7);
                                 return 100 - 100 / (1 + faults);
                               }};

// Three knobs that all depend on each other.
static const Kind pancake = {
    "a pancake", {"flour", "eggs", "milk"}, {1.7, 0.6, 2.3}, [](const Recipe& r) {
      const Real faults = square_of(r[0] * r[2] - 2) + square_of(r[1] - r[0] / 2) / 3 +
                          square_of(r[2] - r[1] - Real(0.4));
      return 100 - 100 / (1 + faults);
    }};

// Counts the cakes.
struct Friend {
  const Kind& kind;
  int tastings = 0;
  Taste taste() {
    return [this](const Recipe& recipe) {
      if (recipe.size() != kind.knobs.size())
        throw Unfit(fmt::format("a recipe of {} has {} knobs, and this one {}", kind.name,
                                kind.knobs.size(), recipe.size()));
      ++tastings;
      return kind.lousiness(recipe);
    };
  }
};

static Recipe nudged(Recipe recipe, std::size_t knob, Real nudge) {
  recipe[knob] += nudge;
  return recipe;
}

static Real right_slope(const Kind& kind, const Recipe& recipe, std::size_t knob, Real nudge) {
  return (kind.lousiness(nudged(recipe, knob, nudge)) - kind.lousiness(recipe)) / nudge;
}

// The lines of the tastings that lead to the slope along one knob.
static void add_slope(Answers& right, const Kind& kind, const Recipe& recipe, std::size_t knob,
                      Real nudge) {
  const std::string& name = kind.knobs[knob];
  right.add("after_" + name, kind.lousiness(nudged(recipe, knob, nudge)));
  right.add("slope_" + name, fmt::format("(after_{} - before) / nudge", name),
            right_slope(kind, recipe, knob, nudge));
}

static void one_knob_task(Check& check) {
  const auto ask = [&check](const Kind& kind, std::size_t knob, Real nudge) {
    Friend judge{kind};
    Answers mine, right;
    mine.add("slope_" + kind.knobs[knob], one_knob(judge.taste(), kind.first, knob, nudge));
    right.add("nudge", nudge).add("before", kind.lousiness(kind.first));
    add_slope(right, kind, kind.first, knob, nudge);
    check.compare(fmt::format("{}, a little more {}, nudge {}", kind.name, kind.knobs[knob], nudge),
                  mine, right);
  };
  ask(chocolate, 0, Real(0.001));
  ask(chocolate, 2, Real(0.001));
  ask(pancake, 1, Real(0.05));
}

static void every_knob_task(Check& check) {
  const auto ask = [&check](const Kind& kind, Real nudge) {
    Friend judge{kind};
    const std::vector<Real> slopes = every_knob(judge.taste(), kind.first, nudge);
    Answers mine, right;
    if (slopes.size() != kind.knobs.size())
      throw Unfit(fmt::format("{} has {} knobs, and {} slopes came back", kind.name,
                              kind.knobs.size(), slopes.size()));
    for (std::size_t k = 0; k < slopes.size(); ++k) mine.add("slope_" + kind.knobs[k], slopes[k]);
    mine.add("tastings", Real(judge.tastings));
    right.add("nudge", nudge).add("before", kind.lousiness(kind.first));
    for (std::size_t k = 0; k < slopes.size(); ++k) add_slope(right, kind, kind.first, k, nudge);
    right.add("knobs", Real(kind.knobs.size()));
    right.add("tastings", "knobs + 1", Real(kind.knobs.size() + 1));
    check.compare(fmt::format("{}, nudge {}", kind.name, nudge), mine, right);
  };
  ask(chocolate, Real(0.001));
  ask(pancake, Real(0.02));
}

// A recipe under its knobs' names.
static void add_recipe(Answers& answers, const Kind& kind, const Recipe& recipe) {
  if (recipe.size() != kind.knobs.size())
    throw Unfit(fmt::format("{} has {} knobs, and a recipe of {} came back", kind.name,
                            kind.knobs.size(), recipe.size()));
  for (std::size_t k = 0; k < recipe.size(); ++k) answers.add(kind.knobs[k], recipe[k]);
}

static void adjust_task(Check& check) {
  const auto ask = [&check](const Kind& kind, const std::vector<Real>& slopes, Real rate) {
    Answers mine, right;
    const Recipe next = adjust(kind.first, slopes, rate);
    if (next.size() != kind.knobs.size())
      throw Unfit(fmt::format("{} has {} knobs, and a recipe of {} came back", kind.name,
                              kind.knobs.size(), next.size()));
    right.add("rate", rate);
    for (std::size_t k = 0; k < next.size(); ++k) {
      const std::string& knob = kind.knobs[k];
      mine.add("new_" + knob, next[k]);
      right.add(knob, kind.first[k]).add("slope_" + knob, slopes[k]);
      right.add("new_" + knob, fmt::format("{0} - rate * slope_{0}", knob),
                kind.first[k] - rate * slopes[k]);
    }
    check.compare(fmt::format("{}, rate {}", kind.name, rate), mine, right);
  };
  ask(chocolate, {1.5, -0.5, 3.0, -2.5}, Real(0.1));
  ask(pancake, {-0.7, 0.3, 2.2}, Real(0.35));
}

static void journey_task(Check& check) {
  const auto ask = [&check](const Kind& kind, Real nudge, Real rate, int rounds) {
    Friend judge{kind};
    Answers mine, right;
    const std::vector<Recipe> recipes = journey(judge.taste(), kind.first, nudge, rate, rounds);
    if (recipes.size() != std::size_t(rounds))
      throw Unfit(fmt::format("{} rounds were asked for, and {} recipes came back", rounds,
                              recipes.size()));
    for (const Recipe& recipe : recipes) {
      mine.heading("a round");
      add_recipe(mine, kind, recipe);
    }
    Recipe recipe = kind.first;
    right.add("rate", rate);
    for (int round = 0; round < rounds; ++round) {
      right.heading("a round");
      std::vector<Real> slopes;
      for (std::size_t k = 0; k < recipe.size(); ++k) {
        slopes.push_back(right_slope(kind, recipe, k, nudge));
        right.add("slope_" + kind.knobs[k], slopes[k]);
      }
      for (std::size_t k = 0; k < recipe.size(); ++k) {
        recipe[k] -= rate * slopes[k];
        right.add(kind.knobs[k], fmt::format("{0} - rate * slope_{0}", kind.knobs[k]), recipe[k]);
      }
    }
    check.compare(fmt::format("{} rounds with {}, rate {}", rounds, kind.name, rate), mine, right);
  };
  ask(chocolate, Real(0.001), Real(0.005), 3);
  ask(pancake, Real(0.01), Real(0.002), 5);
}

static const std::vector<Task> tasks = {{"one_knob", "a friend tastes your cake", one_knob_task},
                                        {"every_knob", "the loop over all knobs", every_knob_task},
                                        {"adjust", "adjusting your recipe", adjust_task},
                                        {"journey", "as close to zero as possible", journey_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
