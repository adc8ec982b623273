#include <fmt/format.h>

#include "compare/slips.hpp"

namespace downhill {
void add_slips_of_runs(const Rerun& run, std::vector<Slip>& all) {
  for (int calls = 2; calls <= 4; ++calls)
    for (const bool inner : {false, true}) {
      Slip& again = all.emplace_back();
      again.kind = "backward was called several times";
      again.rank = inner ? 37 : 36;
      again.calls = calls, again.keeps_inner = inner;
      again.sentence = fmt::format(
          "Backward was called {} times on one graph, and the gradients of all calls were added "
          "up{}. They have to be set to zero in between.",
          calls, inner ? ", those of values between output and leaves, too" : "");
    }
  if (run.steps() > 1) {
    Slip& kept = all.emplace_back();
    kept.kind = "gradients of earlier steps were not zeroed";
    kept.rank = 5, kept.keeps_steps = true;
    kept.sentence =
        "The gradients of earlier steps are still in it: they were not set to zero before "
        "backward, so each step adds to the sum of all before.";
  }
  if (run.updates()) {
    Slip& early = all.emplace_back();
    early.kind = "weights were updated too early";
    early.rank = 6, early.updates_early = true;
    early.sentence =
        "Weights were updated before all gradients were computed: some are taken through the "
        "new weights. All gradients belong to the old ones.";
  }
}

}  // namespace downhill
