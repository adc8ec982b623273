// Layers with a gradient of their own: normalisation, convolution, rows that are looked up.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/slips.hpp"

namespace downhill {
namespace {

// Normalised numbers of one line, and what came back to them: h = (x - mean) / deviation.
struct NormLine {
  std::vector<Real> h, dh, dy;
  Real inverse = 0;  // 1 / deviation
  Real mean_dh = 0, mean_dh_h = 0;
};

// The gradient of a normalisation's input as rule(line, place) has it. Lines are the rows of a
// layer, the columns of a batch.
template <class Rule>
Change of_norm(Rule rule) {
  return [rule](const Moment& m, Array usual) {
    if (m.slot != 0) return usual;
    if (usual.rank() != 2) throw ShapeError("a mistake for matrices only");
    const bool layer = m.node.operation->name() == "layer_norm";
    const std::size_t rows = usual.shape()[0], columns = usual.shape()[1];
    const std::size_t lines = layer ? rows : columns, n = layer ? columns : rows;
    Real* d = usual.writable();
    for (std::size_t l = 0; l < lines; ++l) {
      const auto at = [&](std::size_t k) { return layer ? l * columns + k : k * columns + l; };
      const auto channel = [&](std::size_t k) { return layer ? k : l; };
      NormLine line;
      Real mean = 0, furthest = 0;
      for (std::size_t k = 0; k < n; ++k) mean += m.in[0][at(k)] / Real(n);
      for (std::size_t k = 0; k < n; ++k) {
        const Real gamma = m.in[1][channel(k)], x = m.in[0][at(k)] - mean;
        line.h.push_back(gamma == 0 ? 0 : (m.y[at(k)] - m.in[2][channel(k)]) / gamma);
        line.dy.push_back(m.dy[at(k)]);
        line.dh.push_back(m.dy[at(k)] * gamma);
        line.mean_dh += line.dh[k] / Real(n), line.mean_dh_h += line.dh[k] * line.h[k] / Real(n);
        if (gamma != 0 && std::abs(x) > furthest)
          furthest = std::abs(x), line.inverse = line.h[k] / x;
      }
      for (std::size_t k = 0; k < n; ++k) d[at(k)] = rule(line, k);
    }
    return usual;
  };
}

// The same for gamma: the sum of dy times what rule takes for the normalised number.
Change of_gamma(Real (*rule)(Real x, Real y)) {
  return [rule](const Moment& m, Array usual) {
    if (m.slot != 1) return usual;
    if (m.y.rank() != 2) throw ShapeError("a mistake for matrices only");
    const std::size_t columns = m.y.shape()[1];
    Real* d = usual.writable();
    std::fill(d, d + usual.size(), Real(0));
    for (std::size_t i = 0; i < m.y.size(); ++i)
      d[i % columns] += m.dy[i] * rule(m.in[0][i], m.y[i]);
    return usual;
  };
}

// Each row of a table receives the gradients of the places where it was looked up, combined by
// rule(so far, the next, how many there were before, how many times in all).
Change of_rows(Real (*rule)(Real sum, Real next, Real before, Real times)) {
  return [rule](const Moment& m, Array usual) {
    const Array& index = m.in[1];
    const std::size_t rows = usual.shape()[0],
                      length = usual.size() / std::max<std::size_t>(rows, 1);
    const auto row = [&](std::size_t k) {
      return std::size_t(index[k] < 0 ? index[k] + Real(rows) : index[k]);
    };
    std::vector<Real> times(rows), before(rows);
    for (std::size_t k = 0; k < index.size(); ++k) times[row(k)] += 1;
    Real* d = usual.writable();
    std::fill(d, d + usual.size(), Real(0));
    for (std::size_t k = 0; k < index.size(); ++k) {
      const std::size_t r = row(k);
      for (std::size_t j = 0; j < length; ++j) {
        Real& sum = d[r * length + j];
        sum = rule(sum, m.dy[k * length + j], before[r], times[r]);
      }
      before[r] += 1;
    }
    return usual;
  };
}

// Every row one further down.
Array rows_beside(const Moment&, Array usual) {
  const std::size_t rows = usual.shape()[0], length = usual.size() / std::max<std::size_t>(rows, 1);
  Real* d = usual.writable();
  std::rotate(d, d + usual.size() - length, d + usual.size());
  return usual;
}

// The kernels of a convolution turned by half a turn, or mirrored at their diagonal.
Array turned(Array w) {
  const std::size_t area = w.shape()[2] * w.shape()[3];
  Real* x = w.writable();
  for (std::size_t i = 0; i < w.size(); i += area) std::reverse(x + i, x + i + area);
  return w;
}
Array mirrored(Array w) {
  const std::size_t n = w.shape()[2];
  if (w.shape()[3] != n) throw ShapeError("a mistake for square kernels only");
  Real* x = w.writable();
  for (std::size_t i = 0; i < w.size(); i += n * n)
    for (std::size_t r = 0; r < n; ++r)
      for (std::size_t c = 0; c < r; ++c) std::swap(x[i + r * n + c], x[i + c * n + r]);
  return w;
}

// What the images receive when the kernels are changed on the way back.
Change with_kernels(Array (*changed)(Array)) {
  return [changed](const Moment& m, Array usual) {
    if (m.slot != 0) return usual;
    std::vector<TensorNode> nodes(m.in.size());
    std::vector<std::uint32_t> ids;
    for (std::uint32_t k = 0; k < nodes.size(); ++k) nodes[k].value = m.in[k], ids.push_back(k);
    nodes[1].value = changed(m.in[1]);
    return m.node.operation->contribution(0, Inputs(nodes.data(), ids), m.y, m.dy);
  };
}

// What the kernels receive from some of the images.
Change from_one_image(bool last) {
  return [last](const Moment& m, Array usual) {
    if (m.slot != 1) return usual;
    Array dy = m.dy;
    const std::size_t size = dy.size() / dy.shape()[0];
    Real* d = dy.writable();
    std::fill(last ? d : d + size, last ? d + dy.size() - size : d + dy.size(), Real(0));
    return m.node.operation->contribution(1, m.in, m.y, dy);
  };
}

class LayerSlips {
 public:
  LayerSlips(const Rerun& run, std::vector<Slip>& all) : graph_(run.graph()), all_(all) {
    for (std::uint32_t i = 0; i <= run.output(); ++i) {
      if (!graph_.nodes()[i].operation) continue;
      const std::string_view name = graph_.nodes()[i].operation->name();
      if (name == "layer_norm" || name == "batch_norm") add_of_norm(i);
      if (name == "conv2d") add_of_convolution(i);
      if (name == "gather") add_of_rows(i);
    }
  }

 private:
  void put(const char* kind, int rank, std::uint32_t node, const std::string& words,
           Change change) {
    add_slip_at(node, graph_, all_, kind, rank, words, std::move(change));
  }

  std::string input(std::uint32_t node, std::size_t slot) const {
    return gradient_of(graph_, graph_.tape.inputs_of(graph_.nodes()[node])[slot]);
  }

  void add_of_norm(std::uint32_t i) {
    const char constant[] = "the mean and the deviation are taken as constants";
    const char left_out[] = "a part of the normalisation's gradient is left out";
    const auto norm = [&](const char* kind, const std::string& words, auto rule) {
      put(kind, 20, i,
          words +
              "; the gradient is (dh - mean(dh) - h * mean(dh * h)) / deviation, with dh = dy "
              "* gamma and h what is normalised",
          of_norm(rule));
    };
    using Line = const NormLine&;
    norm(constant, "the mean and the deviation depend on every input, and are taken as constants",
         [](Line l, std::size_t k) { return l.inverse * l.dh[k]; });
    norm(left_out, "the part through the mean is left out",
         [](Line l, std::size_t k) { return l.inverse * (l.dh[k] - l.h[k] * l.mean_dh_h); });
    norm(left_out, "the part through the deviation is left out",
         [](Line l, std::size_t k) { return l.inverse * (l.dh[k] - l.mean_dh); });
    norm("gamma is left out", "gamma is left out", [](Line l, std::size_t k) {
      Real mean = 0, mean_h = 0;
      for (std::size_t j = 0; j < l.h.size(); ++j)
        mean += l.dy[j] / Real(l.h.size()), mean_h += l.dy[j] * l.h[j] / Real(l.h.size());
      return l.inverse * (l.dy[k] - mean - l.h[k] * mean_h);
    });
    norm("not divided by the deviation", "the division by the deviation is left out",
         [](Line l, std::size_t k) { return l.dh[k] - l.mean_dh - l.h[k] * l.mean_dh_h; });
    norm("it is not averaged", "sums stand where the two means belong", [](Line l, std::size_t k) {
      return l.inverse * (l.dh[k] - Real(l.h.size()) * (l.mean_dh + l.h[k] * l.mean_dh_h));
    });
    norm("the sign is flipped", "the part through the deviation has the opposite sign",
         [](Line l, std::size_t k) {
           return l.inverse * (l.dh[k] - l.mean_dh + l.h[k] * l.mean_dh_h);
         });
    const std::string gamma = input(i, 1);
    put("not the normalised input", 20, i,
        gamma + " is dy times the input itself; it is dy times the normalised input",
        of_gamma([](Real x, Real) { return x; }));
    put("not the normalised input", 20, i,
        gamma + " is dy times the output; it is dy times the normalised input",
        of_gamma([](Real, Real y) { return y; }));
    put("a factor is left out", 20, i,
        gamma + " is the sum of dy alone; dy is multiplied by the normalised input",
        of_gamma([](Real, Real) { return Real(1); }));
    for (const std::size_t slot : {1u, 2u})
      put("averaged instead of summed", 21, i, input(i, slot) + " is averaged; it is a sum",
          [slot](const Moment& m, Array usual) {
            const Real share = Real(usual.size()) / Real(m.y.size());
            return m.slot == slot ? scaled(std::move(usual), share) : usual;
          });
    put("not summed over the batch", 21, i,
        input(i, 2) + " is not summed over what it was added to",
        [](const Moment& m, Array usual) { return m.slot == 2 ? m.dy : usual; });
  }

  void add_of_convolution(std::uint32_t i) {
    put("the kernel is turned", 20, i,
        input(i, 0) +
            " is computed with the kernel turned by half a turn once more, or not turned "
            "where a convolution function is used for it",
        with_kernels(turned));
    put("the kernel is turned", 22, i, input(i, 0) + " is computed with the kernel transposed",
        with_kernels(mirrored));
    put("the kernel is turned", 20, i, input(i, 1) + " is turned by half a turn",
        [](const Moment& m, Array usual) {
          return m.slot == 1 ? turned(std::move(usual)) : usual;
        });
    const std::size_t images = graph_.nodes()[i].value.shape()[0];
    if (images < 2) return;
    put("averaged instead of summed", 21, i,
        fmt::format("{} is averaged over the {} images; it sums over them", input(i, 1), images),
        [images](const Moment& m, Array usual) {
          return m.slot == 1 ? scaled(std::move(usual), 1 / Real(images)) : usual;
        });
    for (const bool last : {false, true})
      put("not summed over the batch", 22, i,
          fmt::format("{} comes from the {} image alone; it sums over all {}", input(i, 1),
                      last ? "last" : "first", images),
          from_one_image(last));
  }

  void add_of_rows(std::uint32_t i) {
    const std::string table = input(i, 0);
    const std::string sums = "; a row that is looked up several times receives the sum";
    put("only one of several contributions", 11, i,
        table +
            " keeps only the last place where a row was looked up: = stands where += is needed" +
            sums,
        of_rows([](Real, Real next, Real, Real) { return next; }));
    put("only one of several contributions", 12, i,
        table + " keeps only the first place where a row was looked up" + sums,
        of_rows([](Real sum, Real next, Real before, Real) { return before == 0 ? next : sum; }));
    put("averaged instead of summed", 20, i,
        table + " averages the places where a row was looked up" + sums,
        of_rows([](Real sum, Real next, Real, Real times) { return sum + next / times; }));
    put("the index is off by one", 30, i, table + " has the rows' gradients one row too far down",
        rows_beside);
  }

  const RerunGraph& graph_;
  std::vector<Slip>& all_;
};

}  // namespace

void add_slips_of_layers(const Rerun& run, std::vector<Slip>& all) { LayerSlips(run, all); }

}  // namespace downhill
