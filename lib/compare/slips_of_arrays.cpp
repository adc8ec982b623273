#include <fmt/format.h>

#include <algorithm>

#include "compare/slips.hpp"

namespace downhill {
namespace {

Array transposed(const Array& a) {
  if (a.rank() != 2) return a;
  const std::size_t rows = a.shape()[0], columns = a.shape()[1];
  Array t = Array::unwritten(Shape{columns, rows});
  Real* x = t.writable();
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) x[j * rows + i] = a[i * columns + j];
  return t;
}

// a @ b of two matrices; not given where they do not fit.
Array matrix_product(const Array& a, const Array& b) {
  if (a.rank() != 2 || b.rank() != 2 || a.shape()[1] != b.shape()[0])
    throw ShapeError("matrices that do not fit");
  const std::size_t n = a.shape()[0], k = a.shape()[1], m = b.shape()[1];
  Array y = Array::zeros(Shape{n, m});
  Real* x = y.writable();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t l = 0; l < k; ++l)
      for (std::size_t j = 0; j < m; ++j) x[i * m + j] += a[i * k + l] * b[l * m + j];
  return y;
}

// An array repeated along the axes in which it is smaller.
Array spread(const Array& a, const Shape& shape) {
  Array y = Array::unwritten(shape);
  Real* x = y.writable();
  const std::size_t extra = shape.rank() - a.rank();
  for (std::size_t i = 0; i < y.size(); ++i) {
    std::size_t rest = i, from = 0, step = 1;
    for (std::size_t axis = shape.rank(); axis-- > 0; rest /= shape[axis]) {
      if (axis < extra) continue;
      const std::size_t size = a.shape()[axis - extra];
      if (size > 1) from += rest % shape[axis] * step;
      step *= size;
    }
    x[i] = a[from];
  }
  return y;
}

// The contribution as it is before it is summed over the axes along which the input was repeated.
Array unreduced(const Moment& m) {
  std::vector<TensorNode> nodes(m.in.size());
  std::vector<std::uint32_t> ids;
  for (std::uint32_t k = 0; k < nodes.size(); ++k) {
    nodes[k].value = k == m.slot ? spread(m.in[k], m.y.shape()) : m.in[k];
    ids.push_back(k);
  }
  return m.node.operation->contribution(m.slot, Inputs(nodes.data(), ids), m.y, m.dy);
}

// One row of an array, in the shape of what it should have been summed to.
Array row(const Array& all, const Shape& shape, bool last) {
  const std::size_t n = shape.size();
  const std::size_t begin = last ? all.size() - n : 0;
  return Array(shape, all.values().subspan(begin, n));
}

class ArraySlips {
 public:
  ArraySlips(const Rerun& run, std::vector<Slip>& all)
      : run_(run), graph_(run.graph()), all_(all) {}

  void add() {
    for (std::uint32_t i = 0; i <= run_.output(); ++i) {
      const TensorNode& node = graph_.nodes()[i];
      if (node.wants_gradient && !node.operation && node.value.rank() == 2) add_transposed(i);
      if (!node.operation) continue;
      const auto inputs = graph_.tape.inputs_of(node);
      const std::string_view name = node.operation->name();
      if (name == "matmul") add_of_product(i);
      if (name == "transpose" && node.value.rank() == 2)
        put("reshaped instead of transposed", 33,
            fmt::format("{}: its gradient was brought into shape by a reshape, which mixes up rows "
                        "and columns; it is transposed.",
                        line_of(graph_, i)),
            i, 0, [](const Moment& m, const Array& usual) { return m.dy.reshaped(usual.shape()); });
      if (name == "sum" || name == "mean" || name == "mse" || name == "bce" || name == "l1" ||
          name == "cross_entropy" || name == "nll" || name == "bce_with_logits" ||
          name == "huber" || name == "hinge" || name == "kl_div")
        add_of_reduction(i, name);
      if (inputs.size() != 2 || (name != "add" && name != "sub" && name != "mul")) continue;
      for (std::size_t slot = 0; slot < 2; ++slot) {
        const TensorNode& input = graph_.nodes()[inputs[slot]];
        if (input.wants_gradient && input.value.shape() != node.value.shape())
          add_of_repeated(i, inputs[slot], slot);
      }
    }
    const auto repeated = repeated_;
    if (repeated.size() > 1) add_everywhere(repeated);
  }

 private:
  Slip& put(std::string kind, int rank, std::string sentence, std::vector<std::uint32_t> nodes) {
    return add_slip(all_, std::move(kind), rank, std::move(sentence), std::move(nodes));
  }
  void put(std::string kind, int rank, std::string sentence, std::uint32_t node, std::size_t slot,
           Change change) {
    put(std::move(kind), rank, std::move(sentence), {node}).contribution =
        [slot, change](const Moment& m, Array usual) {
          return m.slot == slot ? change(m, std::move(usual)) : usual;
        };
  }

  void add_transposed(std::uint32_t leaf) {
    put("transposed", 16,
        fmt::format("{} is transposed: its rows are columns.", gradient_of(graph_, leaf)), {leaf})
        .total = [](const std::vector<Array>& all) {
      Array sum = all[0];
      Real* x = sum.writable();
      for (std::size_t p = 1; p < all.size(); ++p)
        for (std::size_t i = 0; i < sum.size(); ++i) x[i] += all[p][i];
      return transposed(sum);
    };
  }

  void add_of_product(std::uint32_t node) {
    const auto inputs = graph_.tape.inputs_of(graph_.nodes()[node]);
    for (std::size_t slot = 0; slot < 2; ++slot) {
      if (!graph_.nodes()[inputs[slot]].wants_gradient) continue;
      const std::string own = gradient_of(graph_, inputs[slot]);
      const std::string right = graph_.contribution(node, slot);
      put("transposed", 17, fmt::format("{} is {}: here the transpose is missing.", own, right),
          node, slot, [slot](const Moment& m, const Array&) {
            return slot == 0 ? matrix_product(m.dy, m.in[1]) : matrix_product(m.in[0], m.dy);
          });
      put("transposed", 17, fmt::format("{} is {}: here the result is transposed.", own, right),
          node, slot, [](const Moment&, const Array& usual) { return transposed(usual); });
      put("reshaped instead of transposed", 33,
          fmt::format("{} is {}: here the transposed result was brought into its shape by a "
                      "reshape, which mixes up rows and columns.",
                      own, right),
          node, slot, [](const Moment&, const Array& usual) {
            return transposed(usual).reshaped(usual.shape());
          });
      const std::size_t rows = graph_.nodes()[node].value.shape().rank() == 2
                                   ? graph_.nodes()[node].value.shape()[0]
                                   : 1;
      if (slot == 1 && rows > 1) {
        put("averaged instead of summed", 31,
            fmt::format("{} is averaged over the {} rows of the batch; {} sums over them.", own,
                        rows, right),
            node, slot, [rows](const Moment&, Array usual) {
              return scaled(std::move(usual), 1 / Real(rows));
            });
        for (const bool last : {false, true})
          put("not summed over the batch", 32,
              fmt::format("{} comes from the {} row of the batch alone; {} sums over all {}.", own,
                          last ? "last" : "first", right, rows),
              node, slot, [last](const Moment& m, const Array&) {
                const Array &x = m.in[0], &dy = m.dy;
                if (x.rank() != 2 || dy.rank() != 2) throw ShapeError("no matrices");
                const Shape one_x{1, x.shape()[1]}, one_y{1, dy.shape()[1]};
                return matrix_product(transposed(row(x, one_x, last)), row(dy, one_y, last));
              });
      }
    }
  }

  void add_of_reduction(std::uint32_t node, std::string_view name) {
    const std::uint32_t from = graph_.tape.inputs_of(graph_.nodes()[node])[0];
    const Array& in = graph_.nodes()[from].value;
    const Array& y = graph_.nodes()[node].value;
    if (y.size() == 0 || in.size() == y.size()) return;
    const bool of_samples = name == "cross_entropy" || name == "nll" || name == "kl_div";
    const std::string formula = graph_.formula(node);
    const bool sums = name == "sum" || formula.find("'sum'") != formula.npos ||
                      formula.find("\"sum\"") != formula.npos;
    std::size_t n = in.size() / y.size();
    if (of_samples) n = in.rank() > 1 ? in.size() / in.shape()[in.rank() - 1] : 1;
    const std::string where = line_of(graph_, node);
    if (n > 1)
      put_factor(sums ? "averaged instead of summed" : "it is not averaged", 18, node,
                 sums ? 1 / Real(n) : Real(n),
                 sums
                     ? fmt::format("{}: the sum was divided by {}, as if it were a mean.", where, n)
                     : fmt::format("{}: the division by {} is left out (a sum where the mean is "
                                   "asked for).",
                                   where, n));
    // Per sample or per element: what the mean is taken over is counted in another way.
    if (in.rank() == 2 && !sums) {
      const std::size_t classes = in.shape()[1];
      if (classes > 1)
        put_factor("averaged over another number", 27, node,
                   of_samples ? 1 / Real(classes) : Real(classes),
                   of_samples
                       ? fmt::format("{}: divided by the number of elements {}, not of samples {}.",
                                     where, in.size(), n)
                       : fmt::format("{}: divided by the number of rows {}, not of elements {}.",
                                     where, in.shape()[0], in.size()));
    }
  }

  // The factor is in the result and in the gradients, or only in one of them.
  void put_factor(const std::string& kind, int rank, std::uint32_t node, Real factor,
                  const std::string& sentence) {
    const auto change = [factor](const Moment&, Array usual) {
      return scaled(std::move(usual), factor);
    };
    put(kind, rank, sentence, {node}).contribution = change;
    put(kind, rank, sentence, {node}).value = change;
    Slip& both = put(kind, rank, sentence, {node});
    both.contribution = change, both.value = change;
  }

  void add_of_repeated(std::uint32_t node, std::uint32_t input, std::size_t slot) {
    repeated_.push_back(node);
    const Shape& small = graph_.nodes()[input].value.shape();
    const Shape& large = graph_.nodes()[node].value.shape();
    const std::string own = gradient_of(graph_, input);
    const std::string why =
        fmt::format("{} {} was repeated to {}, so its gradient is summed over these",
                    graph_.call(input), text(small), text(large));
    put("not summed over the batch", 13,
        fmt::format("{} has the shape {} of the unreduced broadcast: it is not summed over the "
                    "batch. {}.",
                    own, text(large), why),
        node, slot, [](const Moment& m, const Array&) { return unreduced(m); });
    put("averaged instead of summed", 14, fmt::format("{} is averaged. {}.", own, why), node, slot,
        [](const Moment& m, Array usual) {
          const Real factor = Real(usual.size()) / Real(m.y.size());
          return scaled(std::move(usual), factor);
        });
    for (const bool last : {false, true})
      put("not summed over the batch", 28,
          fmt::format("{} is the {} row alone, not summed over the batch. {}.", own,
                      last ? "last" : "first", why),
          node, slot, [last](const Moment& m, const Array& usual) {
            return row(unreduced(m), usual.shape(), last);
          });
    put("summed over everything", 34, fmt::format("{} is one sum over everything. {}.", own, why),
        node, slot, [](const Moment& m, const Array&) {
          const Array all = unreduced(m);
          Real sum = 0;
          for (const Real x : all.values()) sum += x;
          return Array(sum);
        });
    if (small.rank() > 0)
      put("summed over everything", 35,
          fmt::format("{} is one sum over everything, repeated. {}.", own, why), node, slot,
          [](const Moment& m, const Array& usual) {
            const Array all = unreduced(m);
            Real sum = 0;
            for (const Real x : all.values()) sum += x;
            return Array::filled(usual.shape(), sum);
          });
    if (large.rank() == 2 && small.rank() == 1)
      put("summed over the other axis", 29,
          fmt::format("{} is summed over the other axis. {}.", own, why), node, slot,
          [](const Moment& m, const Array&) {
            const Array all = unreduced(m);
            Array sum = Array::zeros(Shape{all.shape()[0]});
            Real* x = sum.writable();
            for (std::size_t i = 0; i < all.size(); ++i) x[i / all.shape()[1]] += all[i];
            return sum;
          });
  }

  void add_everywhere(const std::vector<std::uint32_t>& nodes) {
    const auto changed = [](const Moment& m) { return m.in[m.slot].shape() != m.y.shape(); };
    put("not summed over the batch", 13,
        "No gradient of a repeated input is summed over the batch: each has the shape of the "
        "unreduced broadcast.",
        nodes)
        .contribution = [changed](const Moment& m, Array usual) {
      return changed(m) ? unreduced(m) : usual;
    };
    put("averaged instead of summed", 14,
        "Gradients of repeated inputs are averaged over the batch; they are sums.", nodes)
        .contribution = [changed](const Moment& m, Array usual) {
      const Real factor = Real(usual.size()) / Real(m.y.size());
      return changed(m) ? scaled(std::move(usual), factor) : usual;
    };
    for (const bool last : {false, true})
      put("not summed over the batch", 28,
          fmt::format("Gradients of repeated inputs are those of the {} row alone, not summed over "
                      "the batch.",
                      last ? "last" : "first"),
          nodes)
          .contribution = [changed, last](const Moment& m, Array usual) {
        return changed(m) ? row(unreduced(m), usual.shape(), last) : usual;
      };
  }

  const Rerun& run_;
  const RerunGraph& graph_;
  std::vector<Slip>& all_;
  std::vector<std::uint32_t> repeated_;
};

}  // namespace

void add_slips_of_arrays(const Rerun& run, std::vector<Slip>& all) { ArraySlips(run, all).add(); }

}  // namespace downhill
