#include "trace/python.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

#include "ops/joined.hpp"
#include "tensor/numpy_words.hpp"
#include "trace/character.hpp"

namespace downhill {
namespace {

struct Function {
  std::string_view name;
  std::string_view plain;  // "import" from math, "builtin", or its definition
  std::string_view numpy;  // the same for NumPy; empty: as plain
};

// One definition serves numbers and arrays where it is made of functions that do.
constexpr std::array functions_of_traces = {
    Function{"abs", "builtin", ""},
    Function{"acos", "import", "from numpy import arccos as acos"},
    Function{"acosh", "import", "from numpy import arccosh as acosh"},
    Function{"asin", "import", "from numpy import arcsin as asin"},
    Function{"asinh", "import", "from numpy import arcsinh as asinh"},
    Function{"atan", "import", "from numpy import arctan as atan"},
    Function{"atanh", "import", "from numpy import arctanh as atanh"},
    Function{"cos", "import", "import"},
    Function{"cosh", "import", "import"},
    Function{"erf", "import",
             "from math import erf as erf_of_one\n"
             "erf = vectorize(erf_of_one, otypes=[float])"},
    Function{"erfc", "import",
             "from math import erfc as erfc_of_one\n"
             "erfc = vectorize(erfc_of_one, otypes=[float])"},
    Function{"exp", "import", "import"},
    Function{"expm1", "import", "import"},
    Function{"hypot", "import", "import"},
    Function{"log", "import", "import"},
    Function{"log1p", "import", "import"},
    Function{"pi", "import", "import"},
    Function{"sin", "import", "import"},
    Function{"sinh", "import", "import"},
    Function{"sqrt", "import", "import"},
    Function{"tan", "import", "import"},
    Function{"tanh", "import", "import"},
    Function{"inf", "import", "import"},
    Function{"nan", "import", "import"},
    Function{"array", "", "import"},
    Function{"float64", "", "import"},
    Function{"vectorize", "", "import"},
    Function{"maximum", "def maximum(a, b): return max(a, b)", "import"},
    Function{"minimum", "def minimum(a, b): return min(a, b)", "import"},
    Function{"sign", "def sign(x): return (x > 0) - (x < 0)", "import"},
    Function{"square", "def square(x): return x * x", "import"},
    Function{"where", "def where(condition, a, b): return a if condition else b", "import"},
    Function{"detach", "def detach(x): return x", ""},
    Function{"relu", "def relu(x): return maximum(x, 0)", ""},
    Function{"leaky_relu", "def leaky_relu(x, k): return where(x > 0, x, k * x)", ""},
    Function{"sigmoid", "def sigmoid(x): return exp(minimum(x, 0)) / (1 + exp(-abs(x)))", ""},
    Function{"softplus", "def softplus(x): return maximum(x, 0) + log1p(exp(-abs(x)))", ""},
    Function{"log_sigmoid", "def log_sigmoid(x): return minimum(x, 0) - log1p(exp(-abs(x)))", ""},
    Function{"sech", "def sech(x): return 2 * exp(-abs(x)) / (1 + exp(-2 * abs(x)))", ""},
    Function{"silu", "def silu(x): return x * sigmoid(x)", ""},
    Function{"gaussian", "def gaussian(x): return exp(-x * x)", ""},
    Function{"normal_cdf", "def normal_cdf(x): return erfc(-x / sqrt(2)) / 2", ""},
    Function{"normal_pdf", "def normal_pdf(x): return exp(-x * x / 2) / sqrt(2 * pi)", ""},
    Function{"gelu", "def gelu(x): return x * normal_cdf(x)", ""},
};

// What the words of lib/tensor call in NumPy beside the functions above.
// clang-format off
constexpr auto numpy_functions = std::to_array<std::string_view>({
    "add", "all", "any", "arange", "argmax", "argmin", "asarray", "broadcast_arrays",
    "broadcast_to", "ceil", "clip", "concatenate", "cumsum", "dot", "einsum", "expand_dims",
    "flip", "floor", "full", "indices", "isfinite", "isnan", "logical_and", "matmul", "max",
    "mean", "min", "moveaxis", "ndim", "ndindex", "ones", "ones_like", "outer", "pad", "prod",
    "ravel", "repeat", "reshape", "s_", "shape", "split", "squeeze", "stack", "std", "sum", "swapaxes",
    "take", "take_along_axis", "tensordot", "tile", "transpose", "unravel_index", "var", "zeros",
    "zeros_like"});
// clang-format on

constexpr std::array python_keywords = {
    "False",   "None",     "True",     "and",    "as",   "assert", "async",  "await",
    "break",   "class",    "continue", "def",    "del",  "elif",   "else",   "except",
    "finally", "for",      "from",     "global", "if",   "import", "in",     "is",
    "lambda",  "nonlocal", "not",      "or",     "pass", "raise",  "return", "try",
    "while",   "with",     "yield",    "max",    "min",  "sum",    "numpy"};

const Function* find_function(std::string_view name) {
  const auto found = std::find_if(functions_of_traces.begin(), functions_of_traces.end(),
                                  [&](const Function& f) { return f.name == name; });
  return found == functions_of_traces.end() ? nullptr : &*found;
}

bool is_numpy_function(std::string_view name) {
  return std::find(numpy_functions.begin(), numpy_functions.end(), name) != numpy_functions.end();
}

// The identifiers of a piece of Python, with what follows each.
template <class Visit>
void for_each_word(std::string_view text, Visit visit) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_of_word(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_of_word(text[end])) ++end;
    if (!is_digit(text[i])) visit(text.substr(i, end - i), text.substr(end));
    i = end;
  }
}

// Collects what a head needs, each definition after those that it uses.
class Head {
 public:
  Head(PythonNumbers numbers, const std::map<std::string, std::string>& definitions)
      : numbers_(numbers), definitions_(definitions) {}

  void need(std::string_view name) {
    if (!seen_.emplace(name).second) return;
    if (const auto given = definitions_.find(std::string(name)); given != definitions_.end()) {
      define(given->second);
    } else if (numbers_ == PythonNumbers::numpy && is_numpy_function(name)) {
      imports_.emplace(name);
    } else if (const Function* function = find_function(name)) {
      const bool use_numpy = numbers_ == PythonNumbers::numpy && !function->numpy.empty();
      const std::string_view how = use_numpy ? function->numpy : function->plain;
      if (how == "import") {
        imports_.emplace(name);
      } else if (how != "builtin") {
        define(how);
      }
    }
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    if (!imports_.empty()) {
      const char* module = numbers_ == PythonNumbers::numpy ? "numpy" : "math";
      all.push_back(fmt::format("from {} import {}", module, joined(imports_, ", ")));
    }
    all.insert(all.end(), definitions_in_order_.begin(), definitions_in_order_.end());
    return all;
  }

 private:
  void define(std::string_view code) {
    for_each_word(code, [&](std::string_view word, std::string_view) {
      const bool is_numpys = numbers_ == PythonNumbers::numpy && is_numpy_function(word);
      if (find_function(word) || is_numpys || definitions_.contains(std::string(word))) need(word);
    });
    definitions_in_order_.emplace_back(code);
  }

  PythonNumbers numbers_;
  const std::map<std::string, std::string>& definitions_;
  std::unordered_set<std::string> seen_;
  std::set<std::string> imports_;
  std::vector<std::string> definitions_in_order_;
};

}  // namespace

bool is_python_word(std::string_view name) {
  static const auto words = [] {
    std::unordered_set<std::string_view> all(python_keywords.begin(), python_keywords.end());
    for (const Function& function : functions_of_traces) all.insert(function.name);
    return all;
  }();
  return words.contains(name);
}

bool is_numpy_word(std::string_view name) {
  const auto& helpers = python_helpers();
  return is_numpy_function(name) ||
         std::any_of(helpers.begin(), helpers.end(),
                     [&](const PythonHelper& helper) { return helper.name == name; });
}

std::vector<std::string> python_head(const std::vector<std::string>& functions,
                                     PythonNumbers numbers,
                                     const std::map<std::string, std::string>& definitions) {
  Head head(numbers, definitions);
  for (const std::string& name : functions) head.need(name);
  return head.lines();
}

std::vector<std::string_view> called_functions(std::string_view expression) {
  std::vector<std::string_view> names;
  for_each_word(expression, [&](std::string_view word, std::string_view rest) {
    const bool is_called = rest.starts_with("(");
    const bool is_constant = word == "inf" || word == "nan" || word == "pi" || word == "s_";
    if (is_called || is_constant) names.push_back(word);
  });
  return names;
}

}  // namespace downhill
