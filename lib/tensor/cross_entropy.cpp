// The losses whose target is a class: cross_entropy and nll.
#include <fmt/format.h>

#include <cstdint>

#include "tensor/arithmetic.hpp"
#include "tensor/broadcasting.hpp"
#include "tensor/fold.hpp"
#include "tensor/losses.hpp"
#include "tensor/softmax_kernel.hpp"

namespace downhill {
namespace {

struct Size {
  std::size_t samples, classes;
};

// The logits are [N, C], or [C] for one sample; the target is [N] or [], or has their shape.
Size size_of(std::string_view loss, const Shape& z, const Shape& t, bool also_probabilities) {
  if (z.rank() != 1 && z.rank() != 2)
    throw ShapeError(
        fmt::format("{}: the first argument has shape {}, and it can be [N, C] or "
                    "[C].\n     Bring the classes to the last axis with transpose and "
                    "join the others with reshape.",
                    loss, text(z)));
  const Shape classes = z.without(z.rank() - 1);
  if (t != classes && !(also_probabilities && t == z))
    throw ShapeError(fmt::format(
        "{}: the first argument has shape {} and the target {}; it can be {} (class numbers){}.\n"
        "     Reshape the target, or give one for each sample.",
        loss, text(z), text(t), text(classes),
        also_probabilities ? " or " + text(z) + " (probabilities)" : ""));
  return {z.rank() == 1 ? 1 : z[0], z[z.rank() - 1]};
}

std::size_t class_number(std::string_view loss, const Array& t, std::size_t sample, Size size) {
  const Real number = t.data()[sample];
  if (number >= 0 && number < Real(size.classes) && number == Real(std::int64_t(number)))
    return std::size_t(number);
  throw UsageError(
      fmt::format("{}: target {} of sample {} is not a class number: there are {} classes, 0 to {}",
                  loss, number, sample, size.classes, size.classes - 1));
}

// What both losses share: one number per sample, reduced, and the words for that.
class ClassLoss : public Operation {
 protected:
  explicit ClassLoss(Reduction reduction) : reduction_(reduction) {}
  ~ClassLoss() = default;

  Array reduce(const Array& each) const {
    if (reduction_ == Reduction::none) return each;
    return sum(each, Axes().of(name(), each.shape()))[0] / divisor(each.size());
  }
  Real divisor(std::size_t samples) const {
    return reduction_ == Reduction::mean ? Real(samples) : Real(1);
  }
  // What a sample's loss receives: dy, or its own number of dy, times its weight in the mean.
  Real upstream(const Array& dy, std::size_t sample) const {
    return dy[reduction_ == Reduction::none ? sample : 0];
  }
  ops::Symbol upstream(const Words& w) const {
    if (reduction_ != Reduction::none || w.shapes[0].rank() == 1) return w.dy;
    return ops::Symbol(fmt::format("expand_dims({}, -1)", w.dy.text()));
  }
  ops::Symbol divided(const ops::Symbol& all, const Words& w) const {
    const Shape& z = w.shapes[0];
    return all / double(divisor(z.rank() == 1 ? 1 : z[0]));
  }
  std::string_view reduction_words() const {
    return reduction_ == Reduction::mean  ? ""
           : reduction_ == Reduction::sum ? ", reduction='sum'"
                                          : ", reduction='none'";
  }
  static ops::Symbol one_hot(const Words& w) {
    const Shape& z = w.shapes[0];
    return ops::Symbol(fmt::format("one_hot({}, {})", w[1].text(), z[z.rank() - 1]));
  }

  Reduction reduction_;
};

// z [N, C], t [N] or [N, C] -> y [], or [N] without reduction.
class CrossEntropy final : public ClassLoss {
 public:
  CrossEntropy(bool probabilities, Real smoothing, Reduction reduction)
      : ClassLoss(reduction), probabilities_(probabilities), smoothing_(smoothing) {}

  std::string_view name() const override { return "cross_entropy"; }
  bool differentiable(std::size_t slot) const override { return slot == 0 || probabilities_; }

  // A probability of 0 makes 0, even where the logit is -inf.
  Array forward(const Inputs& in) const override {
    const Size size = size_of(name(), in[0].shape(), in[1].shape(), true);
    LogSoftmaxParts parts = log_softmax_parts(in[0], in[0].rank() - 1);
    in.keep(std::move(parts.powers));
    const Real* l = parts.value.data();
    Array each = Array::zeros(in[0].shape().without(in[0].rank() - 1));
    Real* out = each.writable();
    if (only_classes()) {
      for (std::size_t sample = 0; sample < size.samples; ++sample)
        out[sample] -= l[sample * size.classes + class_number(name(), in[1], sample, size)];
      return reduce(each);
    }
    const Array t = target(in, size);
    for (std::size_t i = 0; i < t.size(); ++i)
      if (t[i] != 0) out[i / size.classes] -= t[i] * l[i];
    return reduce(each);
  }

  Array contribution(std::size_t slot, const Inputs& in, const Array&,
                     const Array& dy) const override {
    const Size size = size_of(name(), in[0].shape(), in[1].shape(), true);
    const Real n = divisor(size.samples);
    if (slot == 1) {
      Array dt = log_softmax(in[0], in[0].rank() - 1);
      Real* d = dt.writable();
      for (std::size_t i = 0; i < dt.size(); ++i)
        d[i] = -upstream(dy, i / size.classes) * (1 - smoothing_) * d[i] / n;
      return dt;
    }
    const std::size_t last = in[0].rank() - 1;
    Array dz = in.kept() ? softmax_of_powers(*in.kept(), last) : softmax(in[0], last);
    Real* d = dz.writable();
    if (only_classes()) {
      for (std::size_t sample = 0; sample < size.samples; ++sample)
        d[sample * size.classes + class_number(name(), in[1], sample, size)] -= 1;
      // One number for all samples, or a column with one for each.
      const Array up = dy.rank() == 1 ? dy.reshaped({size.samples, 1}) : dy;
      return numbers::times_over(dz, up, n);
    }
    const Array t = target(in, size);
    for (std::size_t sample = 0; sample < size.samples; ++sample) {
      const Real* row = t.data() + sample * size.classes;
      Real total = 1;
      if (probabilities_) {
        total = 0;
        for (std::size_t k = 0; k < size.classes; ++k) total += row[k];
      }
      for (std::size_t k = 0; k < size.classes; ++k, ++d)
        *d = upstream(dy, sample) * (*d * total - row[k]) / n;
    }
    return dz;
  }

  std::string spell_value(const Words& w) const override {
    return fmt::format("cross_entropy({}, {}{}{})", w[0].text(), w[1].text(), reduction_words(),
                       smoothing_ == 0 ? "" : ", label_smoothing=" + ops::literal(smoothing_));
  }

  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    const ops::Symbol z = w[0];
    if (slot == 1)
      return divided(-upstream(w) * double(1 - smoothing_) * ops::call("log_softmax", z), w).text();
    ops::Symbol t = probabilities_ ? w[1] : one_hot(w);
    if (smoothing_ != 0) t = ops::call("smooth", t, double(smoothing_));
    ops::Symbol p = ops::call("softmax", z);
    if (probabilities_)
      p = p * ops::Symbol(fmt::format("sum({}, axis=-1, keepdims=True)", t.text()));
    return divided(upstream(w) * (p - t), w).text();
  }

 private:
  // One class is right and nothing is smoothed: then all other probabilities are 0.
  bool only_classes() const { return !probabilities_ && smoothing_ == 0; }
  // The probabilities [N, C] that the target stands for.
  Array target(const Inputs& in, Size size) const {
    Array t = probabilities_ ? in[1] : Array::zeros(in[0].shape());
    if (probabilities_ && smoothing_ == 0) return t;
    Real* p = t.writable();
    if (!probabilities_)
      for (std::size_t sample = 0; sample < size.samples; ++sample)
        p[sample * size.classes + class_number(name(), in[1], sample, size)] = 1;
    if (smoothing_ != 0)
      for (std::size_t i = 0; i < t.size(); ++i)
        p[i] = p[i] * (1 - smoothing_) + smoothing_ / Real(size.classes);
    return t;
  }

  bool probabilities_;
  Real smoothing_;
};

// log_p [N, C], t [N] -> y [], or [N] without reduction.
class NegativeLogLikelihood final : public ClassLoss {
 public:
  explicit NegativeLogLikelihood(Reduction reduction) : ClassLoss(reduction) {}
  std::string_view name() const override { return "nll"; }
  bool differentiable(std::size_t slot) const override { return slot == 0; }
  Array forward(const Inputs& in) const override {
    const Size size = size_of(name(), in[0].shape(), in[1].shape(), false);
    Array each = Array::unwritten(in[1].shape());
    for (std::size_t i = 0; i < size.samples; ++i)
      each.set(i, -in[0][i * size.classes + class_number(name(), in[1], i, size)]);
    return reduce(each);
  }
  Array contribution(std::size_t, const Inputs& in, const Array&, const Array& dy) const override {
    const Size size = size_of(name(), in[0].shape(), in[1].shape(), false);
    Array da = Array::zeros(in[0].shape());
    for (std::size_t i = 0; i < size.samples; ++i)
      da.set(i * size.classes + class_number(name(), in[1], i, size),
             -upstream(dy, i) / divisor(size.samples));
    return da;
  }
  std::string spell_value(const Words& w) const override {
    return fmt::format("nll({}, {}{})", w[0].text(), w[1].text(), reduction_words());
  }
  std::string spell_contribution(std::size_t, const Words& w) const override {
    return divided(-upstream(w) * one_hot(w), w).text();
  }
};

}  // namespace

Tensor cross_entropy(TensorAt z, Operand target, Reduction reduction, Real label_smoothing) {
  if (!(label_smoothing >= 0 && label_smoothing <= 1))
    throw UsageError(fmt::format("cross_entropy: label_smoothing is {}; it is a part, from 0 to 1",
                                 label_smoothing));
  const Tensor t = target.beside(z);
  const bool probabilities = t.shape() == z.tensor.shape();
  return record(CrossEntropy(probabilities, label_smoothing, reduction), z, {z.tensor, t});
}

Tensor nll(TensorAt log_p, Operand t, Reduction reduction) {
  return record(NegativeLogLikelihood(reduction), log_p, {log_p.tensor, t.beside(log_p)});
}

}  // namespace downhill
