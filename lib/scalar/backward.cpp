#include "scalar/backward.hpp"

#include "scalar/silence.hpp"
#include "scalar/sums_and_products.hpp"

namespace downhill {

Gradients backward(Scalar y, Real seed) {
  Gradients gradients(y, seed, Sums(y.tape().spare_sums_, y.index() + 1));
  gradients.run([](std::size_t) { return true; });
  return gradients;
}

// The reverse loop. A node that y does not depend on hands back 0 times its slopes, which is 0 or,
// in rare cases, nan: then the loop is run again without such nodes.
[[gnu::flatten]] void Gradients::run(auto takes_part) const {
  const Tape& tape = output_.tape();
  Real* g = sums_.data();
  g[output_.index()] = seed_;
  for (std::size_t i = output_.index() + 1; (i = begin_of_silence(tape, i, g)) > 0;) {
    if (!takes_part(--i)) continue;
    if (is_sum_or_product(tape.nodes()[i]))  // many at once, since most of the nodes are such
      i = hand_back_sums_and_products(tape, i, g, takes_part) + 1;
    else
      hand_back(tape, i, g);
  }
}

Real Gradients::operator[](Scalar x) const {
  if (!computed(x)) not_computed(x);
  if (std::isnan(sums_[x.index()]) && !only_reached_) {
    only_reached_ = true;
    sums_.restart();
    run([this](std::size_t i) { return (*reached_)[i]; });
  }
  return sums_[x.index()];
}

// A number other than 0 and nan can only have come from the output.
bool Gradients::computed(Scalar x) const {
  output_.tape();  // the recording must not be over
  output_.must_meet(x);
  const std::size_t i = x.index();
  if (i > output_.index() || x.tape().nodes()[i].kind() == constant) return false;
  if (sums_[i] < 0 || sums_[i] > 0) return true;
  if (!reached_) reached_.emplace(output_);
  return (*reached_)[i];
}

}  // namespace downhill
