// The solution of exercise 13, and the one source of its stub: `make stubs` writes exercise.cpp.
#include "tasks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace downhill::learner {

// Task fair_score: several seeds, because one run may be luck
//
// Return the mean of the losses. If one of them is nan or inf, that training has failed, and so the
// score is infinite: std::numeric_limits<Real>::infinity().
//   score = (1/n) Σ loss
Real fair_score(std::span<const Real> losses) {
  // [solution]
  Real score = 0;
  for (const Real loss : losses) {
    if (!std::isfinite(loss)) return std::numeric_limits<Real>::infinity();
    score += loss / Real(losses.size());
  }
  return score;
  // [stub] not_started(losses);
  // [end]
}

// Task sweep: "train the same model with SGD, Adam, and AdamW"
//
// Return the score of this optimizer at each of the rates, in their order. A score is the fair
// score of the held-out losses from all seeds: held_out_loss(optimizer, rate, seed) trains once.
std::vector<Real> sweep(const std::string& optimizer, std::span<const Real> rates,
                        std::span<const std::uint64_t> seeds) {
  // [solution]
  std::vector<Real> scores;
  for (const Real rate : rates) {
    std::vector<Real> losses;
    for (const std::uint64_t seed : seeds) losses.push_back(held_out_loss(optimizer, rate, seed));
    scores.push_back(fair_score(losses));
  }
  return scores;
  // [stub] not_started(optimizer, rates, seeds);
  // [end]
}

// Task winners: "to see the differences"
//
// scores[who][k] is the score of optimizer number `who` at rate number k. Return for each rate the
// number of the optimizer that did best there: the one with the lowest score.
std::vector<std::size_t> winners(const std::vector<std::vector<Real>>& scores) {
  // [solution]
  std::vector<std::size_t> best(scores[0].size(), 0);
  for (std::size_t who = 1; who < scores.size(); ++who)
    for (std::size_t k = 0; k < best.size(); ++k)
      if (scores[who][k] < scores[best[k]][k]) best[k] = who;
  return best;
  // [stub] not_started(scores);
  // [end]
}

// Task choose_rate: choose a rate for each
//
// Return a good rate for this optimizer ("sgd", "adam" or "adamw") on this network. It is good if,
// from seeds that you do not know, the score is at most 1.5 times the best that any of the rates
// 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1 and 3 reaches. Let your sweep help you.
Real choose_rate(const std::string& optimizer) {
  // [solution]
  const std::array<Real, 8> rates = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3};
  const std::array<std::uint64_t, 3> seeds = {1, 2, 3};
  const std::vector<Real> scores = sweep(optimizer, rates, seeds);
  return rates[std::size_t(std::min_element(scores.begin(), scores.end()) - scores.begin())];
  // [stub] not_started(optimizer);
  // [end]
}

}  // namespace downhill::learner
