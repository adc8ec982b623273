#include "told.hpp"
#include "places.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "catch.hpp"
#include "check/replay_tensor.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "trace/from_tensor.hpp"
#include "trace/text.hpp"

namespace downhill::testing {
namespace {

namespace fs = std::filesystem;

Array start(Tensor output) {
  if (output.shape().size() == 1) return Array::filled(output.shape(), 1);
  Array upstream = Array::unwritten(output.shape());
  for (std::size_t i = 0; i < upstream.size(); ++i)
    upstream.set(i, Real(0.5) + Real(i % 7) / 4 - Real(i % 3));
  return upstream;
}

}  // namespace

Told::Told(const std::string& text, const expr::ArrayBindings& values)
    : program(expr::parse(text)),
      done(expr::evaluate_arrays(program, tape, values)),
      gradients(backward(done.output, start(done.output))) {}

Trace Told::trace() const { return explain(gradients, Places::hidden); }
std::string Told::text() const { return write_text(trace()); }

// The error that check() allows covers rounding at the output; sums inside of an operation may
// round a little more, so 1e-8 of the gradient is allowed beside it (1e-3 in float).
void check_slopes(const Told& told) {
  const double tolerance = sizeof(Real) == 4 ? 1e-3 : 1e-8;
  for (const check::CheckedNumber& row : check::check(told.gradients)) {
    INFO(told.program.text << "\nleaf " << row.leaf.index() << " number " << row.place
                           << ": gradient " << row.gradient << ", difference "
                           << row.difference.value << " ± " << row.difference.error);
    const double off = std::abs(double(row.gradient) - double(row.difference.value));
    CHECK((row.agrees || !row.difference.smooth ||
           off <= tolerance * (1 + std::abs(double(row.gradient)))));
  }
}

std::string python_finds(const std::vector<std::string>& traces) {
  const std::string python = place::python;
  if (python.empty()) return "there is no python3 with NumPy";
  const fs::path folder =
      fs::temp_directory_path() / fmt::format("downhill-array-traces-{}", long(::getpid()));
  fs::create_directories(folder);
  std::vector<std::string> command = {
      python, std::string(place::source) + "/tests/references/run_trace.py"};
  for (std::size_t i = 0; i < traces.size(); ++i) {
    command.push_back((folder / fmt::format("{}.txt", i)).string());
    write_file(command.back(), traces[i]);
  }
  const Finished finished = run_program(command, std::chrono::minutes(2));
  fs::remove_all(folder);
  return finished.status == 0 ? "" : finished.errors;
}

}  // namespace downhill::testing
