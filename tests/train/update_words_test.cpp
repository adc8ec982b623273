// Updates in words: python3 runs the statements and gets the optimizer's numbers.
#include <fmt/format.h>

#include <algorithm>

#include "catch.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "ops/symbol.hpp"
#include "places.hpp"
#include "problems.hpp"
#include "train/update_words.hpp"

using namespace downhill;
using namespace problems;

namespace {

// Every setting of every optimizer that gives its update another statement, alone and together.
const std::vector<std::pair<std::string, std::string>> methods = {
    {"sgd", "rate=0.1"},
    {"sgd", "rate=0.1 weight_decay=0.1"},
    {"sgd", "rate=0.1 momentum=0.9"},
    {"sgd", "rate=0.1 momentum=0.9 dampening=0.25 weight_decay=0.1"},
    {"sgd", "rate=0.1 momentum=0.9 nesterov=1"},
    {"sgd", "rate=0.1 momentum=0.9 nesterov=1 weight_decay=0.1"},
    {"adam", "rate=0.1"},
    {"adam", "rate=0.1 weight_decay=0.1"},
    {"adam", "rate=0.1 amsgrad=1 beta2=0.5"},
    {"adamw", "rate=0.1"},
    {"adamw", "rate=0.1 weight_decay=0"},
    {"adamw", "rate=0.1 amsgrad=1 beta1=0 beta2=0.5"},
    {"rmsprop", "rate=0.1"},
    {"rmsprop", "rate=0.1 centered=1 weight_decay=0.1"},
    {"rmsprop", "rate=0.1 momentum=0.9"},
    {"rmsprop", "rate=0.1 centered=1 momentum=0.9"},
    {"adagrad", "rate=0.1"},
    {"adagrad", "rate=0.1 rate_decay=0.3 weight_decay=0.1 initial_accumulator=0.7"},
};

std::string list(const std::vector<Real>& values) {
  std::string text;
  for (const Real value : values) text += (text.empty() ? "" : ", ") + ops::literal(value);
  return text;
}

// A Python program of three updates; each statement is followed by a check of its number.
std::string program_of(const Method& method, std::vector<Real> w, bool numpy, bool one_number) {
  Optimizer optimizer(method);
  UpdateNames names({"w", "dw"});
  std::string program;
  const auto value = [&](const std::vector<Real>& x) {
    return one_number ? list(x) : "array([" + list(x) + "])";
  };
  program += numpy ? "from numpy import *\n"
                   : "from math import sqrt\nmaximum = max\ndef square(x): return x * x\n";
  program +=
      "def check(name, got, expected):\n"
      "  if not all(abs(got - expected) <= TOLERANCE * abs(expected)):\n"
      "    raise SystemExit(f'{name}: {got} is not {expected}')\n";
  if (!numpy) program += "all = bool\n";
  // The same operations in the same order give the same bits; a Python float is a double.
  program += fmt::format("TOLERANCE = {}\n", sizeof(Real) == 8 ? 0 : 1e-4);
  program += "w = " + value(w) + "\n";
  for (int k = 0; k < 3; ++k) {
    std::vector<Real> dw;
    for (const Real x : w) dw.push_back(2 * x + Real(k) / 3);
    const NamedParameter parameter{"w", w, "dw", dw};
    if (k == 0)
      for (const UpdateLine& line : memory_words(optimizer, 0, parameter, names))
        program += line.name + " = " + line.expression + "\n";
    program += "dw = " + value(dw) + "\n";
    const auto statements = update_words(optimizer, 0, parameter, names, Real(1) / Real(k + 1));
    for (const UpdateLine& line : statements) {
      program += line.name + " = " + line.expression + "\n";
      program += fmt::format("check('{0}', {0}, {1})\n", line.name, value(line.values));
    }
    optimizer.step({w}, {dw}, Real(1) / Real(k + 1));
    CHECK(statements.back().name == "w");
    CHECK(statements.back().values == w);  // to the last bit
    for (const Optimizer::State& state : optimizer.state(0, w.size())) {
      const std::string& name = names.of(state.name, "w");
      const auto line = std::find_if(statements.begin(), statements.end(),
                                     [&](const UpdateLine& s) { return s.name == name; });
      REQUIRE(line != statements.end());
      CHECK(line->values == state.values);
    }
  }
  return program;
}

std::string python_says(const std::string& program) {
  const auto done = run_program({place::python, "-c", program}, std::chrono::seconds(60));
  return done.status == 0 ? "right" : done.output + done.errors;
}

std::vector<std::string> expressions(const Method& method, int step) {
  Optimizer optimizer(method);
  Real w = 2;
  const Real dw = 1;
  for (int k = 1; k < step; ++k) optimizer.step({{&w, 1}}, {{&dw, 1}});
  UpdateNames names;
  std::vector<std::string> lines;
  for (const auto& s : update_words(optimizer, 0, {"w", {&w, 1}, "dw", {&dw, 1}}, names))
    lines.push_back(s.name + " = " + s.expression);
  return lines;
}

}  // namespace

TEST_CASE("python3 recomputes every number of every optimizer's update") {
  for (const auto& [name, settings] : methods) {
    INFO(name << " " << settings);
    CHECK(python_says(program_of(method_of(name, settings), {Real(1.7)}, false, true)) == "right");
  }
}

TEST_CASE("NumPy recomputes the updates of arrays") {
  for (const auto& [name, settings] : methods) {
    INFO(name << " " << settings);
    const std::vector<Real> w = {Real(1.7), Real(-0.3), 0, Real(1e-5), 40};
    CHECK(python_says(program_of(method_of(name, settings), w, true, false)) == "right");
  }
}

TEST_CASE("an update reads as its paper writes it") {
  CHECK(expressions(Sgd{.rate = Real(0.1)}, 1) == std::vector<std::string>{"w = w - 0.1 * dw"});
  CHECK(expressions(method_of("adam", ""), 3) ==
        std::vector<std::string>{
            "m_w = 0.9 * m_w + (1 - 0.9) * dw", "v_w = 0.999 * v_w + (1 - 0.999) * square(dw)",
            "m_hat_w = m_w / (1 - 0.9 ** 3)", "v_hat_w = v_w / (1 - 0.999 ** 3)",
            "w = w - 0.001 * m_hat_w / (sqrt(v_hat_w) + 1e-08)"});
  CHECK(expressions(method_of("adamw", ""), 1)[0] == "w = w * (1 - 0.001 * 0.01)");
  const Method dampened = method_of("sgd", "momentum=0.9 dampening=0.25");
  CHECK(expressions(dampened, 1)[0] == "b_w = 0.9 * b_w + dw");
  CHECK(expressions(dampened, 2)[0] == "b_w = 0.9 * b_w + (1 - 0.25) * dw");
  CHECK(expressions(method_of("adagrad", "rate_decay=0.5"), 2)[1] ==
        "w = w - 0.01 / (1 + (2 - 1) * 0.5) * dw / (sqrt(s_w) + 1e-10)");
}

TEST_CASE("names of the optimizer's values stay clear of the program's and of each other") {
  UpdateNames names({"w", "hat_w", "m_w"});
  CHECK(names.of("m", "w") == "m_w_2");
  CHECK(names.of("m_hat", "w") == "m_hat_w");
  CHECK(names.of("m", "hat_w") == "m_hat_w_2");
  CHECK(names.of("m", "w") == "m_w_2");
}
