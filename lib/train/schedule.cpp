#include "train/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <vector>

#include "ops/error.hpp"
#include "ops/symbol.hpp"

namespace downhill {
namespace {

constexpr const char* forms =
    "constant, step:SIZE:GAMMA, exponential:GAMMA, cosine:T, warmup:N, warmup-cosine:N:T";

std::vector<std::string_view> split_at_colons(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    text.remove_prefix(colon + 1);
  }
}

[[noreturn]] void fail(std::string_view text, const std::string& reason) {
  throw ParseError(fmt::format("schedule {}: {}", text, reason));
}

int read_steps(std::string_view text, const char* what, std::string_view word) {
  int steps = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), steps);
  if (error != std::errc() || end != word.data() + word.size() || steps < 1)
    fail(text,
         fmt::format("{} is \"{}\", but must be a whole number of steps, at least 1", what, word));
  return steps;
}

Real read_gamma(std::string_view text, std::string_view word) {
  Real gamma = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), gamma);
  if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(gamma) ||
      gamma <= 0)
    fail(text, fmt::format("GAMMA is \"{}\", but must be a number above 0", word));
  return gamma;
}

// From 1 at k = 0 to 0 at k = length, and 0 from there on.
Real cosine(int k, int length) {
  if (k >= length) return 0;
  return (1 + std::cos(std::numbers::pi_v<Real> * Real(k) / Real(length))) / 2;
}

}  // namespace

Schedule Schedule::parse(std::string_view text) {
  const auto parts = split_at_colons(text);
  const auto expect = [&](std::size_t count, const char* form) {
    if (parts.size() != count)
      fail(text, fmt::format("expected {}; it has {} part{} after the name", form, parts.size() - 1,
                             parts.size() == 2 ? "" : "s"));
  };
  Schedule schedule;
  if (parts[0] == "constant") {
    expect(1, "constant");
  } else if (parts[0] == "step") {
    expect(3, "step:SIZE:GAMMA");
    schedule.kind_ = Kind::step;
    schedule.steps_ = read_steps(text, "SIZE", parts[1]);
    schedule.gamma_ = read_gamma(text, parts[2]);
  } else if (parts[0] == "exponential") {
    expect(2, "exponential:GAMMA");
    schedule.kind_ = Kind::exponential;
    schedule.gamma_ = read_gamma(text, parts[1]);
  } else if (parts[0] == "cosine") {
    expect(2, "cosine:T");
    schedule.kind_ = Kind::cosine;
    schedule.steps_ = read_steps(text, "T", parts[1]);
  } else if (parts[0] == "warmup") {
    expect(2, "warmup:N");
    schedule.kind_ = Kind::warmup;
    schedule.steps_ = read_steps(text, "N", parts[1]);
  } else if (parts[0] == "warmup-cosine") {
    expect(3, "warmup-cosine:N:T");
    schedule.kind_ = Kind::warmup_cosine;
    schedule.steps_ = read_steps(text, "N", parts[1]);
    schedule.end_ = read_steps(text, "T", parts[2]);
    if (schedule.end_ <= schedule.steps_)
      fail(text, fmt::format("the cosine ends at T = {}, but the warm-up of N = {} steps must come "
                             "before that",
                             schedule.end_, schedule.steps_));
  } else {
    fail(text, fmt::format("there is no schedule of this name; there are {}", forms));
  }
  return schedule;
}

Real Schedule::factor(int k) const {
  switch (kind_) {
    case Kind::constant:
      return 1;
    case Kind::step:
      return std::pow(gamma_, Real(k / steps_));
    case Kind::exponential:
      return std::pow(gamma_, Real(k));
    case Kind::cosine:
      return cosine(k, steps_);
    case Kind::warmup:
      return std::min<Real>(1, Real(k + 1) / Real(steps_));
    case Kind::warmup_cosine:
      if (k < steps_) return Real(k + 1) / Real(steps_);
      return cosine(k - steps_, end_ - steps_);
  }
  return 1;
}

std::string Schedule::text() const {
  switch (kind_) {
    case Kind::constant:
      return "constant";
    case Kind::step:
      return fmt::format("step:{}:{}", steps_, ops::literal(gamma_));
    case Kind::exponential:
      return "exponential:" + ops::literal(gamma_);
    case Kind::cosine:
      return fmt::format("cosine:{}", steps_);
    case Kind::warmup:
      return fmt::format("warmup:{}", steps_);
    case Kind::warmup_cosine:
      return fmt::format("warmup-cosine:{}:{}", steps_, end_);
  }
  return "constant";
}

}  // namespace downhill
