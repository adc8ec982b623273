#include "support.hpp"
#include "places.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "tensor/numpy_words.hpp"
#include "trace/python.hpp"

namespace downhill::testing {

// A shuffled row of equal steps, each number moved by up to a quarter of a step: no two come close
// enough to change places within the differences that check_slopes takes.
Array numbers(const Shape& shape, unsigned seed, Real low, Real high) {
  std::uint64_t state = seed * 7919u + 12345u;
  const auto random = [&state] {  // in 0 … 1
    state = state * 6364136223846793005u + 1442695040888963407u;
    return double(state >> 11) * 0x1p-53;
  };
  Array a = Array::unwritten(shape);
  Real* out = a.writable();
  const double step = double(high - low) / double(std::max<std::size_t>(a.size(), 1));
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto other = std::size_t(random() * double(i + 1));
    out[i] = out[other];
    out[other] = low + Real(step * (double(i) + 0.25 + random() / 2));
  }
  return a;
}

namespace {

constexpr bool single = sizeof(Real) == 4;

Tensor record(const Sample& sample, TensorTape& tape, const std::vector<Array>& inputs) {
  std::vector<Tensor> x;
  for (const Array& a : inputs) x.push_back(tape.input(fmt::format("x{}", x.size()), a));
  return sample.record(tape, x);
}

double weighted(const Array& y, const Array& weights) {
  double total = 0;
  for (std::size_t i = 0; i < y.size(); ++i) total += double(y[i]) * double(weights[i]);
  return total;
}

}  // namespace

// h = 1e-5: truncation about h² = 1e-10, rounding about 1e-16 / h = 1e-11, both times the size of
// what is summed. In float h = 1e-3: 1e-6, and 1e-7 / 1e-3 = 1e-4, for sums of about 100 numbers.
void check_slopes(const Sample& sample) {
  const Real h = single ? Real(1e-3) : Real(1e-5);
  const double tolerance = single ? 2e-2 : 2e-8;
  INFO("operation " << sample.name);
  TensorTape tape;
  const Tensor y = record(sample, tape, sample.inputs);
  const Array upstream = numbers(y.shape(), 99, Real(0.5), 2);
  const TensorGradients g = backward(y, upstream);
  for (std::size_t k = 0; k < sample.inputs.size(); ++k) {
    const Array slope = g[tape.at(k)];
    REQUIRE(slope.shape() == sample.inputs[k].shape());
    for (std::size_t i = 0; i < slope.size(); ++i) {
      double side[2];
      for (const int sign : {0, 1}) {
        std::vector<Array> moved = sample.inputs;
        moved[k].set(i, moved[k][i] + (sign ? h : -h));
        TensorTape other;
        side[sign] = weighted(record(sample, other, moved).value(), upstream);
      }
      const double expected = (side[1] - side[0]) / (2 * double(h));
      INFO("input " << k << ", number " << i << ": " << slope[i] << ", differences " << expected);
      CHECK(std::abs(double(slope[i]) - expected) <= tolerance * std::max(1.0, std::abs(expected)));
    }
  }
}

namespace {

std::string python_array(const Array& a, bool is_float) {
  std::string list;
  for (const Real x : a.values()) list += ops::literal(x) + ", ";
  return fmt::format("array([{}]{}).reshape({})", list, is_float ? ", dtype=float" : "",
                     text_tuple(a.shape()));
}

// Writes one statement for each node and each contribution, followed by what it must give.
class Program final : public BackwardObserver {
 public:
  std::string text;

  void add(const Sample& sample) {
    prefix_ = fmt::format("s{}_", count_++);
    TensorTape tape;
    tape_ = &tape;
    const Tensor y = record(sample, tape, sample.inputs);
    for (std::uint32_t i = 0; i < tape.size(); ++i) {
      const TensorNode& node = tape.nodes()[i];
      const bool constant = node.kind == TensorKind::constant;
      if (node.operation) {
        statement(sample.name, var(i), tape.spell_value(i, names(node)), node.value);
      } else {
        text += fmt::format("{} = {}\n", var(i), python_array(node.value, !constant));
      }
    }
    const Array upstream = numbers(y.shape(), 99, Real(0.5), 2);
    text += fmt::format("d{} = {}\n", var(y.index()), python_array(upstream, true));
    sample_ = &sample;
    backward(y, upstream, this);
  }

  void contributes(const Contribution& step) override {
    const TensorNode& node = tape_->nodes()[step.consumer];
    const std::string words = tape_->spell_contribution(
        step.consumer, step.slot, names(node), var(step.consumer), "d" + var(step.consumer));
    statement(sample_->name + " d" + std::to_string(step.slot), "c", words, step.amount);
    const std::string d = "d" + var(step.input);
    text += step.first ? fmt::format("{} = c\n", d) : fmt::format("{} = {} + c\n", d, d);
  }

 private:
  std::string var(std::uint32_t node) const { return fmt::format("{}v{}", prefix_, node); }
  std::vector<ops::Symbol> names(const TensorNode& node) const {
    std::vector<ops::Symbol> result;
    for (const std::uint32_t id : tape_->inputs_of(node)) result.emplace_back(var(id));
    return result;
  }
  void statement(const std::string& what, const std::string& name, const std::string& words,
                 const Array& expected) {
    text += fmt::format("{} = {}\ncheck('{}', '''{}''', {}, {})\n", name, words, what, words, name,
                        python_array(expected, true));
  }

  const TensorTape* tape_ = nullptr;
  const Sample* sample_ = nullptr;
  std::string prefix_;
  int count_ = 0;
};

// 1e-12 of the largest number: sums in another order, and other exp and log, differ by a few
// units in the last place, times the number of terms. In float 1e-5 for the same reason.
constexpr const char* checker = R"(
import numpy as np
np.seterr(all='ignore')
failures = 0
def check(what, words, got, expected):
    global failures
    good = np.shape(got) == expected.shape
    if good and expected.size:
        scale = np.max(np.abs(np.where(np.isfinite(expected), expected, 0))) + {tiny}
        same = (got == expected) | (np.isnan(got) & np.isnan(expected))
        good = np.all(same | (np.abs(got - expected) <= {tolerance} * scale))
    if not good:
        failures += 1
        print(what, ':', words, '\n  NumPy', np.shape(got), np.ravel(got), '\n  tape ', np.shape(expected), np.ravel(expected))
)";

std::string run_python(const std::string& program) {
  const auto path = std::filesystem::temp_directory_path() /
                    fmt::format("downhill-tensor-{}.py", static_cast<long>(::getpid()));
  std::ofstream(path) << program;
  const std::string command = fmt::format("'{}' '{}' 2>&1", place::python, path.string());
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  while (const std::size_t n = fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, n);
  pclose(pipe);
  if (!std::getenv("DOWNHILL_KEEP_PROGRAMS")) std::filesystem::remove(path);
  return output;
}

// The head that a trace with these expressions begins with.
std::string head_of(const std::string& program) {
  std::map<std::string, std::string> definitions;
  for (const PythonHelper& helper : python_helpers())
    definitions.emplace(helper.name, helper.definition);
  std::vector<std::string> called;
  for (const std::string_view name : called_functions(program)) called.emplace_back(name);
  return fmt::format("{}\n",
                     fmt::join(python_head(called, PythonNumbers::numpy, definitions), "\n"));
}

}  // namespace

void check_numpy(const std::vector<Sample>& samples) {
  Program program;
  for (const Sample& sample : samples) program.add(sample);
  std::string check = checker;
  check.replace(check.find("{tiny}"), 6, "1e-300");
  check.replace(check.find("{tolerance}"), 11, single ? "1e-5" : "1e-12");
  const std::string output =
      run_python(head_of(program.text) + check + program.text + "print(failures, 'failures')\n");
  CHECK(output == "0 failures\n");
}

void check(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) check_slopes(sample);
  check_numpy(samples);
}

}  // namespace downhill::testing
