// An update in words: the statements of a trace for one parameter, spelled by the rule that
// computes them, each with the numbers that it computes.
//
//     UpdateNames names;
//     for (const UpdateLine& line : update_words(optimizer, 0, {"w", w, "dw", dw}, names)) …
//     optimizer.step({w}, {dw});        // computes exactly these numbers
//
//     m_w = 0.9 * m_w + (1 - 0.9) * dw          # 0.2       first moment: mean of the gradients
//     v_w = 0.999 * v_w + (1 - 0.999) * square(dw)
//     m_hat_w = m_w / (1 - 0.9 ** 1)            # 2
//     …
// They run in Python (with the head that traces have) for numbers, and in NumPy for arrays.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "train/optimizer.hpp"

namespace downhill {

// name = expression; afterwards name holds values, one number per element.
struct UpdateLine {
  std::string name, expression;
  std::vector<Real> values;
  std::string words;
};

// What the optimizer's own values are called: m of parameter w is m_w, or m_w_2 where that name is
// the program's or another parameter's. The same question gets the same answer.
class UpdateNames {
 public:
  // reserved: every name that the program around the update uses.
  explicit UpdateNames(std::set<std::string> reserved = {}) : taken_(std::move(reserved)) {}
  const std::string& of(std::string_view part, const std::string& parameter);

 private:
  std::set<std::string> taken_;
  std::map<std::pair<std::string, std::string>, std::string> names_;
};

// A parameter as the program knows it: its name and numbers, and those of its gradient.
struct NamedParameter {
  std::string name;
  std::span<const Real> values;
  std::string gradient_name;
  std::span<const Real> gradient;
};

// What the optimizer remembers of its k-th parameter now, as statements that give a trace its
// starting point: m_w = 0. The expression is a number where all elements are equal; otherwise it
// is left empty, for the caller to write the array.
std::vector<UpdateLine> memory_words(const Optimizer& optimizer, std::size_t k,
                                     const NamedParameter& parameter, UpdateNames& names);

// The statements of the next update of the optimizer's k-th parameter. Changes nothing; a step
// with the same numbers and rate_factor then computes exactly these values.
std::vector<UpdateLine> update_words(const Optimizer& optimizer, std::size_t k,
                                     const NamedParameter& parameter, UpdateNames& names,
                                     Real rate_factor = 1);

}  // namespace downhill
