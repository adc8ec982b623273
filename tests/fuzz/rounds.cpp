#include "fuzz/rounds.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "compare/compare.hpp"
#include "expr/evaluate.hpp"
#include "expr/evaluate_arrays.hpp"
#include "expr/names.hpp"
#include "expr/parse.hpp"
#include "ops/error.hpp"
#include "trace/read.hpp"
#include "train/data_files.hpp"
#include "train/weights.hpp"

namespace downhill {
namespace {

void expect(bool holds, const char* claim) {
  if (!holds) throw std::logic_error(claim);
}

constexpr std::string_view formulas[] = {
    "a = -4; b = 2; c = a + b; d = a*b + b**3; c = c + c + 1; c = c + 1 + c + (-a)",
    "x = [[1, 2], [3, 4]]\nz = x[:, 0:4:2] @ x.T + x[[2, 0, 2]]\nloss = mean(z, axis=1)",
    "y = where((a == 0) & (b >= 0), 0, y * log(a))  # words\ny += 1_000.5e-3",
    "import numpy; numpy.seterr(all=\"ignore\")\ndef f(x):\n  return x\ny = leaky_relu(2, 0.1)\r\n",
    "s = 'text'; t = \"é\"; u = f(s, reduction=\"sum\", keepdims=True, eps=-inf)",
    "x = [[1, 2, 3]]; w = [[1], [2], [3]]; z = x @ w; l = mse(z, [[1]]); y = softmax(x, axis=0)",
    "x = [1, 2, 3]; y = concatenate([x, x[::-1]], axis=0); z = reshape(y, [2, -1]); s = sum(z)",
};
constexpr std::string_view formula_pieces[] = {
    "(",    ")",    "[",    "]",        ",",     ":",    ";",        "\n",
    "\r\n", "#",    "'",    "\"",       "=",     "==",   "+=",       "**",
    "-",    ".T",   ".",    "1e",       "1e999", "_",    "\\\n",     "\xef\xbb\xbf",
    "\xff", "é",    "def ", "import a", "nan",   "True", "None",     "x",
    "y",    "exp(", "&",    "<",        "@",     "\t",   "float64(", "max("};

// A Program, whose instructions use only earlier ones, or an error that names a place. What can be
// evaluated is, with every free name at 1.5.
bool play_formula(std::string_view bytes) {
  expr::Program program;
  try {
    program = expr::parse(bytes);
  } catch (const ParseError& error) {
    expect(std::string_view(error.what()).starts_with("formula, line "), "an error has a place");
    return false;
  }
  for (expr::Id id = 0; id < program.instructions.size(); ++id)
    for (const expr::Argument& argument : program.arguments_of(program.instructions[id]))
      expect(argument.value < id, "an instruction uses earlier ones");
  expect(program.output < program.instructions.size(), "the output is an instruction");
  try {
    if (expr::needs_arrays(program)) {
      TensorTape tape;
      expr::evaluate_arrays(program, tape, {});
    } else {
      expr::Bindings values;
      for (const std::string& name : expr::names_to_bind(program)) values.emplace_back(name, 1.5);
      Tape tape;
      expr::evaluate(program, tape, values);
    }
  } catch (const Error&) {
  }
  return true;
}

constexpr std::string_view traces[] = {
    "# downhill trace 1\n# chapter 06-x · Title\n\nfrom math import tanh\n"
    "# -- forward: build the graph\na = 2   # 2  input\ns = a + b # 5 c.cpp:1\n"
    "W = x @ v # [2, 3]  0.1 0.2 0.3 / 0.4 0.5 0.6\nL = f(W) # [9, 9]  mean 1 std 2 min 0 max 3 "
    "norm 9\n"
    "# -- backward: walk it\ndy = 1\nds = dy * (1 - c ** 2) # 4.5e-3\nda = ds # 4\nda += -2\n"
    "q: tensor([[1., -inf],\n [nan, 2e-300]], grad_fn=<A>); r = 1/3 // x\r\n"};
constexpr std::string_view trace_pieces[] = {
    "[",    "]",      "(",     ")",         "=",   "+=",     "#", "\n", "\r",
    ";",    ":",      "# -- ", "# [2, 3] ", "nan", "1e9999", "-", "**", "//",
    "def ", "array(", "mean ", "\xc3",      "...", ",",      "0", "a"};

// A trace, which does not differ from itself.
bool play_trace(std::string_view bytes) {
  try {
    const TraceText text = read_trace(bytes, "fuzz");
    const Comparison comparison = compare(text, text);
    expect(comparison.wrong.empty(), "a trace does not differ from itself");
    report(comparison);
    comparison_json(comparison);
    return true;
  } catch (const ParseError&) {
    return false;
  }
}

// Two parameters of a model, as a file of weights fills them.
struct Model {
  std::vector<Real> w = std::vector<Real>(6, Real(0.5)), b = {-1, 2};
  std::vector<NamedValues> parameters() { return {{"w", {2, 3}, w}, {"b", {2}, b}}; }
};

const std::string& written_weights() {
  static const std::string text = write_weights(Model().parameters());
  return text;
}

// The whole file, or an error that leaves every value as it was.
bool play_weights(std::string_view bytes) {
  Model model;
  const auto parameters = model.parameters();
  try {
    read_weights(bytes, "fuzz", parameters);
    return true;
  } catch (const ParseError&) {
    const Model untouched;
    expect(model.w == untouched.w && model.b == untouched.b, "a refused file changes nothing");
    return false;
  }
}
const std::string_view weights_examples[] = {written_weights()};
constexpr std::string_view weights_pieces[] = {"w",   "b",    " ",     "\n",     "[2, 3]",
                                               "nan", "-inf", "1e999", "0x1p-3", "2",
                                               "-",   "# ",   "\xff",  ",",      "]"};

using namespace std::string_view_literals;
constexpr std::string_view data_examples[] = {
    "i# downhill\nsepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,species\n"
    "5.1,3.5,1.4,0.2,setosa\n7.0,3.2,4.7,1.4,versicolor\n"sv,
    "d0059d100000dfa50003ff820004c08800058098000040a60000005abb0000006fd000000 0\n"sv,
    "m\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x01\1\2\3\4\0\0\x08\x01\0\0\0\x02\7\1"sv};
constexpr std::string_view data_pieces[] = {
    "setosa", ",",   "\n",  "#", "0"sv, "\0\0\0\x02"sv, "\0\0\x08\x01"sv, "\xff\xff\xff\xff"sv,
    "-1",     "nan", " 9\n"};

// The first byte says which format; of images, 20 bytes come before the labels' 10.
bool play_data(std::string_view bytes) {
  if (bytes.empty()) return false;
  const char format = bytes[0];
  bytes.remove_prefix(1);
  try {
    if (format == 'i') {
      parse_iris(bytes, "fuzz");
    } else if (format == 'd') {
      parse_digits(bytes, "fuzz");
    } else {
      const std::size_t images = std::min<std::size_t>(20, bytes.size());
      parse_idx(bytes.substr(0, images), "images", bytes.substr(images), "labels");
    }
    return true;
  } catch (const ParseError&) {
    return false;
  }
}

}  // namespace

std::span<const FuzzRound> fuzz_rounds() {
  static const FuzzRound rounds[] = {
      {"formula", play_formula, formulas, formula_pieces},
      {"trace", play_trace, traces, trace_pieces},
      {"weights", play_weights, weights_examples, weights_pieces},
      {"data", play_data, data_examples, data_pieces},
  };
  return rounds;
}

}  // namespace downhill
