// Random programs of arrays: each is recorded or refused with one of our errors; what is recorded
// has the slopes of finite differences and runs in NumPy.
#include <fmt/format.h>

#include <random>

#include "catch.hpp"
#include "told.hpp"

using namespace downhill;
using testing::Told;

namespace {

class Author {
 public:
  explicit Author(unsigned seed) : random_(seed) {}

  // A few inputs of small shapes, then steps that use whatever came before.
  std::string program() {
    std::string text;
    names_.clear();
    for (const char* name : {"a", "b", "c"}) {
      text += fmt::format("{} = {}\n", name, literal(pick(3)));
      names_.emplace_back(name);
    }
    const int steps = 2 + pick(4);
    for (int i = 0; i < steps; ++i) {
      text += fmt::format("v{} = {}\n", i, expression());
      names_.push_back(fmt::format("v{}", i));
    }
    return text + fmt::format("out = {} + sum({})", names_.back(), any());
  }

 private:
  int pick(int n) { return int(random_() % unsigned(n)); }
  const std::string& any() { return names_[std::size_t(pick(int(names_.size())))]; }
  std::string number() { return fmt::format("{:.2f}", -2 + 4 * double(random_() % 1000) / 999); }
  std::string literal(int axes) {
    if (axes == 0) return number();
    std::string text;
    for (int i = 0; i < axes + 1; ++i) text += (i ? ", " : "") + literal(axes - 1);
    return "[" + text + "]";
  }
  std::string expression() {
    static const char* const forms[] = {"{0} + {1}",
                                        "{0} * {1}",
                                        "{0} - {1} * {2}",
                                        "{0} / 2",
                                        "tanh({0})",
                                        "sigmoid({0}) + {1}",
                                        "{0} @ {1}",
                                        "{0}.T",
                                        "{0}.T @ {0}",
                                        "sum({0}, axis=0)",
                                        "mean({0}, axis=-1, keepdims=True)",
                                        "max({0}, axis=0)",
                                        "softmax({0})",
                                        "{0}[0]",
                                        "{0}[::-1]",
                                        "{0}[:, 1:]",
                                        "{0}[[1, 0, 1]]",
                                        "where({0} > 0, {0}, {1})",
                                        "stack([{0}, {0}])",
                                        "concatenate([{0}, {1}])",
                                        "reshape({0}, [-1])",
                                        "cumsum({0})",
                                        "norm({0}) + {1}",
                                        "mse({0}, {1})",
                                        "{0}",
                                        "-{0}",
                                        "{0} * ({1} > {2})",
                                        "clip({0}, -1, 1)",
                                        "logsumexp({0})",
                                        "expand_dims({0}, 0)",
                                        "squeeze({0})",
                                        "transpose({0})",
                                        "{0} ** 2",
                                        "var({0})",
                                        "std({0}, axis=0)",
                                        "prod({0})",
                                        "outer({0}, {1})",
                                        "maximum({0}, {1})",
                                        "exp({0} > {1})",
                                        "{0}[7]",
                                        "detach({0}) * {0}"};
    return fmt::format(fmt::runtime(forms[std::size_t(pick(std::size(forms)))]), any(), any(),
                       any());
  }

  std::mt19937 random_;
  std::vector<std::string> names_;
};

}  // namespace

TEST_CASE("random programs of arrays are recorded rightly or refused clearly", "[double]") {
  Author author(2024);
  std::vector<std::string> traces;
  for (int i = 0; i < 1500; ++i) {
    const std::string text = author.program();
    INFO(text);
    try {
      const Told told(text);
      if (traces.size() >= 150) continue;
      testing::check_slopes(told);
      traces.push_back(told.text());
    } catch (const ParseError& error) {
      CHECK(std::string(error.what()).starts_with("formula, line "));
    }
  }
  CHECK(traces.size() == 150);
  CHECK(testing::python_finds(traces) == "");
}
