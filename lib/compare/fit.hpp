// Whether the run of a mistake gives a learner's numbers: the wrong ones as they have them, and the
// right ones right.
#pragma once

#include <vector>

#include "compare/given.hpp"
#include "compare/rerun.hpp"

namespace downhill {

// Tolerances. A build with Real = float has fewer digits to compute with.
constexpr double nine_digits = sizeof(Real) == 4 ? 1e-6 : 1e-9, as_float32 = 0;

// A computed array as if it had been printed with all its digits.
PrintedValue printed(const Array& array);

// How a mistake's run stands beside the learner's values.
struct Fit {
  const Slip* mistake = nullptr;
  const Rerun* run = nullptr;  // whose graph the mistake's nodes are of
  std::vector<bool> matches;   // by given value: wrong, and just as this run has it
  std::vector<bool> clashes;   // … wrong in another way than this run has it
  std::size_t count = 0;       // of the matches
  bool contradicts_right = false, contradicts_wrong = false;
};

class Judge {
 public:
  // rtol: what counts as right (CompareOptions).
  Judge(const Rerun& run, const std::vector<Given>& given, double rtol);

  Fit fit(const Slip& mistake, const Outcome& outcome, double tolerance) const;

  // Whether the learner's value is as near to this one as results are that are rounded to float32.
  bool within_noise(const Given& given, const Array& value) const;
  bool within_noise(std::size_t definition, const PrintedValue& held, const Array& value) const;
  // By how much a definition's numbers move if every result is rounded to float32.
  const Array& noise(std::size_t definition) const { return noise_[definition]; }

 private:
  bool close(const Given& given, const Array& value, double tolerance) const;
  bool changes(const Given& given, const Array& value) const;

  const Rerun& run_;
  const std::vector<Given>& given_;
  double rtol_;
  Outcome noise_;
};

}  // namespace downhill
