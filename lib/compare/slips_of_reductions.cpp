// Wrong gradients of one number that many went into: the variance and its root, a length, a
// product, the logarithm of a sum of powers, the largest of several.
#include <fmt/format.h>

#include <cmath>

#include "compare/slips.hpp"
#include "ops/functions.hpp"
#include "tensor/along_axes.hpp"

namespace downhill {
namespace {

// What went in, beside the result that it went into.
Array result_beside(const Moment& m, const Array& result) {
  const auto& operation = dynamic_cast<const AlongAxes&>(*m.node.operation);
  return operation.beside(m.in[0], result);
}

// dy * slope(x, y), each x with its own result y.
Change with_slope(std::function<Real(Real x, Real y)> slope) {
  return [slope](const Moment& m, Array) {
    const Array slopes = map(m.in[0], result_beside(m, m.y), slope);
    return map(slopes, result_beside(m, m.dy), [](Real s, Real dy) { return s * dy; });
  };
}

// The right gradient, times a factor of the result.
Change times(std::function<Real(Real y)> factor) {
  return [factor](const Moment& m, Array usual) {
    return map(usual, result_beside(m, m.y), [factor](Real d, Real y) { return d * factor(y); });
  };
}
Change times(Real factor) {
  return times([factor](Real) { return factor; });
}

class ReductionSlips {
 public:
  ReductionSlips(const Rerun& run, std::vector<Slip>& all) : graph_(run.graph()), all_(all) {
    for (std::uint32_t i = 0; i <= run.output(); ++i) {
      const TensorNode& node = graph_.nodes()[i];
      if (!node.operation || node.value.size() == 0) continue;
      const std::string_view name = node.operation->name();
      if (name == "var" || name == "std") add_of_spread(i, name == "std");
      if (name == "norm" && graph_.formula(i).find("ord=1") == std::string::npos) add_of_length(i);
      if (name == "prod") add_of_product(i);
      if (name == "logsumexp") add_of_powers(i);
      if (name == "max" || name == "min") add_of_extreme(i, name);
    }
  }

 private:
  void put(const char* kind, int rank, std::uint32_t node, const std::string& words,
           Change change) {
    add_slip_at(node, graph_, all_, kind, rank, words, std::move(change));
  }
  const Array& input(std::uint32_t node) const {
    return graph_.nodes()[graph_.tape.inputs_of(graph_.nodes()[node])[0]].value;
  }
  // "dx is dy * x / y: ", before what is wrong with it.
  std::string slope(std::uint32_t node, const char* formula) const {
    const std::uint32_t x = graph_.tape.inputs_of(graph_.nodes()[node])[0];
    return fmt::format("{} is {}: ", gradient_of(graph_, x), formula);
  }

  void add_of_spread(std::uint32_t i, bool is_root) {
    const Real n = Real(input(i).size()) / Real(graph_.nodes()[i].value.size());
    const std::string is =
        slope(i, is_root ? "dy * (x - mean) / (n * y)" : "dy * 2 * (x - mean) / n");
    const char factor[] = "the factor of the power is left out";
    const char other_divisor[] = "divided by another number";
    put(factor, 22, i, is + "the factor 2 of the squares is left out", times(Real(0.5)));
    put("it is not averaged", 20, i, is + "the division by n is left out", times(n));
    if (is_root) {
      put(factor, 22, i, is + "the factor 1/2 of the root is left out", times(Real(2)));
      put("the slope of the root is left out", 21, i, is + "here it is that of the variance",
          times([](Real y) { return 2 * y; }));
      put("not divided by the deviation", 21, i, is + "the division by y is left out",
          times([](Real y) { return y; }));
      put("the root is missing", 22, i, is + "here it is divided by the variance",
          times([](Real y) { return 1 / y; }));
    }
    for (const Real divisor : {n, n - 1})
      put("the mean is not subtracted", 21, i, is + "the mean is not subtracted from x",
          with_slope(
              [=](Real x, Real y) { return is_root ? x / (divisor * y) : 2 * x / divisor; }));
    if (n < 2) return;
    put(other_divisor, 22, i, is + "divided by n - 1 here, and not by n", times(n / (n - 1)));
    put(other_divisor, 22, i, is + "divided by n here, and not by n - 1", times((n - 1) / n));
  }

  void add_of_length(std::uint32_t i) {
    const std::string is = slope(i, "dy * x / y");
    const char factor[] = "the factor of the power is left out",
               other[] = "the slope of another function";
    put("not divided by the length", 20, i, is + "the division by y is left out",
        with_slope([](Real x, Real) { return x; }));
    put(other, 22, i, is + "2 * x here, that of the sum of squares",
        with_slope([](Real x, Real) { return 2 * x; }));
    put(other, 22, i, is + "the sign of x here, that of ord=1",
        with_slope([](Real x, Real) { return ops::sign(x); }));
    put("a part of the slope is left out", 22, i, is + "the slope of the squares is left out",
        with_slope([](Real, Real y) { return 1 / (2 * y); }));
    put(factor, 22, i, is + "the factor 2 of the squares is left out", times(Real(0.5)));
    put(factor, 22, i, is + "the factor 1/2 of the root is left out", times(Real(2)));
    put("the root is missing", 22, i, is + "divided by the sum of squares here",
        times([](Real y) { return 1 / y; }));
  }

  void add_of_product(std::uint32_t i) {
    const std::string is = slope(i, "dy times the product of the others");
    put("the value stands where the slope belongs", 20, i, is + "here it is the product of all",
        with_slope([](Real, Real y) { return y; }));
    put("the local slope is left out", 21, i, is + "here it is dy alone",
        with_slope([](Real, Real) { return Real(1); }));
    put("the slope of another function", 23, i, is + "here it is dy * x",
        with_slope([](Real x, Real) { return x; }));
  }

  void add_of_powers(std::uint32_t i) {
    const std::string is = slope(i, "dy * exp(x - y), the softmax");
    const Real n = Real(input(i).size()) / Real(graph_.nodes()[i].value.size());
    put("not divided by the sum", 20, i, is + "exp(x) here, not divided by the sum of all",
        with_slope([](Real x, Real) { return std::exp(x); }));
    put("the slope of another function", 22, i, is + "here it is that of a mean, dy / n",
        with_slope([n](Real, Real) { return 1 / n; }));
    put("the slope of another function", 22, i,
        is + "p * (1 - p) here, that of the softmax p itself",
        with_slope([](Real x, Real y) { return std::exp(x - y) * (1 - std::exp(x - y)); }));
  }

  void add_of_extreme(std::uint32_t i, std::string_view name) {
    put("the mask is missing", 22, i,
        fmt::format("every number receives the gradient; only the {} one has an effect",
                    name == "max" ? "largest" : "smallest"),
        with_slope([](Real, Real) { return Real(1); }));
    put("the value stands where the slope belongs", 31, i,
        "the gradient is multiplied by the value; the slope is 1",
        [](const Moment& m, Array usual) {
          return map(usual, m.in[0], [](Real d, Real x) { return d * x; });
        });
  }

  const RerunGraph& graph_;
  std::vector<Slip>& all_;
};

}  // namespace

void add_slips_of_reductions(const Rerun& run, std::vector<Slip>& all) { ReductionSlips(run, all); }

}  // namespace downhill
