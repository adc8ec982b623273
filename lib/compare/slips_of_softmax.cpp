// Softmax and its logarithm: the Jacobian, the axis, and one softmax too many.
#include <fmt/format.h>

#include <cmath>

#include "compare/slips.hpp"
#include "tensor/softmax_kernel.hpp"

namespace downhill {
namespace {

// What a softmax of rows hands back, if rule(p, dp, the row's sums) is taken for its Jacobian.
struct RowSums {
  Real weighted = 0, plain = 0;  // of p * dp and of dp
  Real classes = 1;
};
template <class Rule>
Change of_rows(Rule rule) {
  return [rule](const Moment& m, Array usual) {
    const std::size_t classes = usual.shape()[usual.rank() - 1];
    Real total = 0;
    for (std::size_t k = 0; k < classes; ++k) total += m.y[k];
    const bool logarithm = m.node.operation->name() == "log_softmax";
    if (!logarithm && std::abs(total - 1) > Real(1e-6)) throw ShapeError("another axis");
    Real* d = usual.writable();
    for (std::size_t begin = 0; begin < usual.size(); begin += classes) {
      RowSums sums;
      sums.classes = Real(classes);
      const auto p = [&](std::size_t i) { return logarithm ? std::exp(m.y[i]) : m.y[i]; };
      for (std::size_t i = begin; i < begin + classes; ++i)
        sums.weighted += p(i) * m.dy[i], sums.plain += m.dy[i];
      for (std::size_t i = begin; i < begin + classes; ++i) d[i] = rule(p(i), m.dy[i], sums);
    }
    return usual;
  };
}

// p * (dp - sum(p * dp)) with the sum along the other axis of a matrix.
Array over_the_other_axis(const Moment& m, Array usual) {
  if (usual.rank() != 2) throw ShapeError("a mistake for matrices only");
  const std::size_t rows = usual.shape()[0], columns = usual.shape()[1];
  Real* d = usual.writable();
  for (std::size_t j = 0; j < columns; ++j) {
    Real sum = 0;
    for (std::size_t i = 0; i < rows; ++i) sum += m.y[i * columns + j] * m.dy[i * columns + j];
    for (std::size_t i = 0; i < rows; ++i)
      d[i * columns + j] = m.y[i * columns + j] * (m.dy[i * columns + j] - sum);
  }
  return usual;
}

// Softmax of the operation's first input comes before it, once more than it should.
struct SoftmaxBefore {
  std::vector<TensorNode> nodes;
  std::vector<std::uint32_t> ids;

  explicit SoftmaxBefore(const Moment& m) : nodes(m.in.size()) {
    for (std::uint32_t k = 0; k < nodes.size(); ++k) {
      nodes[k].value = m.in[k];
      ids.push_back(k);
    }
    nodes[0].value = softmax(m.in[0], m.in[0].rank() - 1);
  }
  Inputs in() const { return Inputs(nodes.data(), ids); }
};

Array value_of_softmax_twice(const Moment& m, const Array&) {
  return m.node.operation->forward(SoftmaxBefore(m).in());
}

Array softmax_twice(const Moment& m, const Array&) {
  const SoftmaxBefore before(m);
  const Array& p = before.nodes[0].value;
  const Array y = m.node.operation->forward(before.in());
  Array d = m.node.operation->contribution(m.slot, before.in(), y, m.dy);
  if (m.slot != 0) return d;
  const std::size_t classes = p.shape()[p.rank() - 1];
  Real* x = d.writable();
  for (std::size_t begin = 0; begin < d.size(); begin += classes) {
    Real total = 0;
    for (std::size_t k = begin; k < begin + classes; ++k) total += x[k] * p[k];
    for (std::size_t k = begin; k < begin + classes; ++k) x[k] = p[k] * (x[k] - total);
  }
  return d;
}

class SoftmaxSlips {
 public:
  SoftmaxSlips(const Rerun& run, std::vector<Slip>& all)
      : run_(run), graph_(run.graph()), all_(all) {}

  void add() {
    for (std::uint32_t i = 0; i <= run_.output(); ++i) {
      const TensorNode& node = graph_.nodes()[i];
      if (!node.operation) continue;
      const std::string_view name = node.operation->name();
      if (name != "softmax" && name != "log_softmax" && name != "cross_entropy") continue;
      const std::string where = line_of(graph_, i);
      if (name == "softmax") add_of_softmax(i, where);
      if (name == "log_softmax") add_of_logarithm(i, where);
      Slip& again = put("softmax is applied twice", 21,
                        where +
                            ": softmax is applied twice, its result goes through softmax "
                            "once more.",
                        i, softmax_twice);
      again.value = value_of_softmax_twice;
      put("softmax is applied twice", 21, again.sentence, i, softmax_twice);
    }
  }

 private:
  Slip& put(std::string kind, int rank, std::string sentence, std::uint32_t node, Change change) {
    return add_slip(all_, std::move(kind), rank, std::move(sentence), {node}, std::move(change));
  }

  void add_of_softmax(std::uint32_t i, const std::string& where) {
    put("softmax's Jacobian is missing", 19,
        where + ": the gradient is passed on as it came. Softmax's Jacobian is missing.", i,
        [](const Moment& m, const Array&) { return m.dy; });
    put("softmax's Jacobian has only its diagonal", 22,
        where +
            ": only the diagonal p (1 - p) of softmax's Jacobian is there; every probability "
            "depends on every logit.",
        i, [](const Moment& m, Array usual) {
          Real* x = usual.writable();
          for (std::size_t k = 0; k < usual.size(); ++k) x[k] = m.dy[k] * m.y[k] * (1 - m.y[k]);
          return usual;
        });
    const std::string right = " Softmax hands on p * (dp - sum(p * dp)), summed along its axis.";
    const auto jacobian = [&](const char* kind, const char* wrong, Change change) {
      put(kind, 31, fmt::format("{}: {}.{}", where, wrong, right), i, std::move(change));
    };
    jacobian("a part of softmax's Jacobian is missing",
             "the gradient is p * dp alone, without the sum over all outputs",
             of_rows([](Real p, Real dp, const RowSums&) { return p * dp; }));
    jacobian("a part of softmax's Jacobian is missing",
             "the gradient is dp - sum(p * dp), without the factor p in front",
             of_rows([](Real, Real dp, const RowSums& all) { return dp - all.weighted; }));
    jacobian("a part of softmax's Jacobian is missing",
             "the gradient is p * (dp - sum(dp)), and the sum is not weighted by p",
             of_rows([](Real p, Real dp, const RowSums& all) { return p * (dp - all.plain); }));
    jacobian("averaged instead of summed",
             "the gradient is p * (dp - mean(p * dp)), with a mean where the sum belongs",
             of_rows([](Real p, Real dp, const RowSums& all) {
               return p * (dp - all.weighted / all.classes);
             }));
    jacobian("softmax along the wrong axis", "the sum in its gradient runs along the other axis",
             over_the_other_axis);
  }

  void add_of_logarithm(std::uint32_t i, const std::string& where) {
    put("softmax's Jacobian is missing", 19,
        where + ": the gradient is passed on as it came. Softmax's Jacobian is missing.", i,
        [](const Moment& m, const Array&) { return m.dy; });
    const auto jacobian = [&](const char* kind, const char* wrong, Change change) {
      put(kind, 31,
          fmt::format("{}: {}. The logarithm of softmax hands on dy - p * sum(dy), with p the "
                      "probabilities.",
                      where, wrong),
          i, std::move(change));
    };
    jacobian("not summed over the classes",
             "the gradient is dy - p * dy, and dy is not summed over the classes",
             of_rows([](Real p, Real dy, const RowSums&) { return dy - p * dy; }));
    jacobian("averaged instead of summed",
             "the gradient is dy - p * mean(dy), with a mean where the sum belongs",
             of_rows([](Real p, Real dy, const RowSums& all) {
               return dy - p * all.plain / all.classes;
             }));
    jacobian("a part of softmax's Jacobian is missing",
             "the gradient is dy - p, without the sum of dy",
             of_rows([](Real p, Real dy, const RowSums&) { return dy - p; }));
    jacobian(
        "the logarithm stands where the probability belongs",
        "the gradient is dy - log(p) * sum(dy)",
        of_rows([](Real p, Real dy, const RowSums& all) { return dy - std::log(p) * all.plain; }));
    jacobian("the slope of another function", "the gradient is that of softmax itself",
             of_rows([](Real p, Real dy, const RowSums& all) { return p * (dy - all.weighted); }));
  }

  const Rerun& run_;
  const RerunGraph& graph_;
  std::vector<Slip>& all_;
};

}  // namespace

void add_slips_of_softmax(const Rerun& run, std::vector<Slip>& all) {
  SoftmaxSlips(run, all).add();
}

}  // namespace downhill
