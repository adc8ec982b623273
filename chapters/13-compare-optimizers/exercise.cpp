// 13 Compare Optimizers
//
// Your part. Replace each line not_started(…) by code of your own: it names what there is to
// work with. Then save, and ask how it went:
//     build/downhill check 13          build/downhill hint 13
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
  not_started(losses);  // your code
}

// Task sweep: "train the same model with SGD, Adam, and AdamW"
//
// Return the score of this optimizer at each of the rates, in their order. A score is the fair
// score of the held-out losses from all seeds: held_out_loss(optimizer, rate, seed) trains once.
std::vector<Real> sweep(const std::string& optimizer, std::span<const Real> rates,
                        std::span<const std::uint64_t> seeds) {
  not_started(optimizer, rates, seeds);  // your code
}

// Task winners: "to see the differences"
//
// scores[who][k] is the score of optimizer number `who` at rate number k. Return for each rate the
// number of the optimizer that did best there: the one with the lowest score.
std::vector<std::size_t> winners(const std::vector<std::vector<Real>>& scores) {
  not_started(scores);  // your code
}

// Task choose_rate: choose a rate for each
//
// Return a good rate for this optimizer ("sgd", "adam" or "adamw") on this network. It is good if,
// from seeds that you do not know, the score is at most 1.5 times the best that any of the rates
// 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1 and 3 reaches. Let your sweep help you.
Real choose_rate(const std::string& optimizer) {
  not_started(optimizer);  // your code
}

}  // namespace downhill::learner
