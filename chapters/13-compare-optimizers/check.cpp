// What is right in exercise 13: trainings that really run, on points that form two half moons.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "exercise/check.hpp"
#include "ops/joined.hpp"
#include "tasks.hpp"
#include "train/fit.hpp"

namespace downhill::learner {

Real held_out_loss(const std::string& optimizer, Real rate, std::uint64_t seed) {
  static const Split data = split_randomly(make_moons(150, 1, Real(0.15)), 0.4, 1);
  const Mlp network({2, 8, 2});
  Parameters w(network, seed);
  Method method = method_named(optimizer);
  set(method, "rate", rate);
  const FitSettings settings{.method = method, .epochs = 12, .batch_size = 10, .seed = seed};
  return fit(network, w, data, settings).held_out.loss;
}

static Real mean_or_inf(std::span<const Real> losses) {
  double sum = 0;
  for (const Real loss : losses) sum += loss;
  return std::isfinite(sum) ? Real(sum / double(losses.size()))
                            : std::numeric_limits<Real>::infinity();
}

static void fair_score_task(Check& check) {
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  for (const std::vector<Real>& losses :
       {std::vector<Real>{1, 2, 6}, std::vector<Real>{0.31, 0.27, 0.84, 0.29},
        std::vector<Real>{0.4, nan, 0.2}}) {
    Answers mine, right;
    mine.add("score", fair_score(losses));
    const Real score = mean_or_inf(losses);
    if (std::isfinite(score))
      right.add("losses", losses).add("score", "mean(losses)", score);
    else
      right.add("score", score);
    check.compare(fmt::format("losses {}", joined(losses, ", ")), mine, right);
  }
}

static std::vector<Real> right_sweep(const std::string& optimizer, std::span<const Real> rates,
                                     std::span<const std::uint64_t> seeds) {
  std::vector<Real> scores;
  for (const Real rate : rates) {
    std::vector<Real> losses;
    for (const std::uint64_t seed : seeds) losses.push_back(held_out_loss(optimizer, rate, seed));
    scores.push_back(mean_or_inf(losses));
  }
  return scores;
}

static void sweep_task(Check& check) {
  const std::tuple<std::string, std::vector<Real>, std::vector<std::uint64_t>> cases[] = {
      {"sgd", {0.01, 0.1, 1}, {1, 2}}, {"adamw", {0.003, 0.2}, {7, 8, 9}}};
  for (const auto& [optimizer, rates, seeds] : cases) {
    Answers mine, right;
    mine.add("scores", sweep(optimizer, rates, seeds));
    right.add("scores", right_sweep(optimizer, rates, seeds));
    check.compare(
        fmt::format("{} at the rates {}, {} seeds", optimizer, joined(rates, ", "), seeds.size()),
        mine, right);
  }
}

static void winners_task(Check& check) {
  const Real inf = std::numeric_limits<Real>::infinity();
  const std::vector<std::vector<Real>> tables[] = {
      {{0.6, 0.4, 0.2}, {0.3, 0.1, 0.9}},
      {{0.69, 0.52, 0.18, inf, 370}, {0.41, 0.09, 0.35, 0.7, 295}, {0.42, 0.11, 0.08, 2.5, 41}}};
  for (const auto& scores : tables) {
    const std::size_t rates = scores[0].size();
    const std::vector<std::size_t> given = winners(scores);
    if (given.size() != rates)
      throw Unfit(fmt::format("there are {} rates, and {} winners", rates, given.size()));
    for (std::size_t k = 0; k < rates; ++k) {
      std::vector<Real> here;
      for (const std::vector<Real>& of_one : scores) here.push_back(of_one[k]);
      Answers mine, right;
      mine.add("winner", Real(given[k]));
      right.add("winner", Real(std::min_element(here.begin(), here.end()) - here.begin()));
      check.compare(fmt::format("rate number {}, scores {}", k, joined(here, ", ")), mine, right);
    }
  }
}

static void choose_rate_task(Check& check) {
  const std::vector<Real> rates = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3};
  const std::vector<std::uint64_t> seeds = {11, 12, 13, 14};
  for (const std::string optimizer : {"sgd", "adam", "adamw"}) {
    const Real rate = choose_rate(optimizer);
    const std::vector<Real> all = right_sweep(optimizer, rates, seeds);
    const Real best = *std::min_element(all.begin(), all.end());
    const Real score = right_sweep(optimizer, std::vector<Real>{rate}, seeds)[0];
    if (!(score <= Real(1.5) * best))
      throw Wrong(
          fmt::format("With rate {:.4g} {} scores {:.3f}. One of the eight rates scores "
                      "{:.3f}, and 1.5 times that is {:.3f}.",
                      rate, optimizer, score, best, Real(1.5) * best));
    check.accept(optimizer);
  }
}

static const std::vector<Task> tasks = {
    {"fair_score", "several seeds, because one run may be luck", fair_score_task},
    {"sweep", "train the same model", sweep_task},
    {"winners", "to see the differences", winners_task},
    {"choose_rate", "choose a rate for each", choose_rate_task}};

}  // namespace downhill::learner

int main(int argc, char** argv) { return downhill::run_task(argc, argv, downhill::learner::tasks); }
