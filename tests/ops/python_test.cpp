// An independent reading of the words: every rule's spelled value and slopes, run by Python with
// its own floats and again with NumPy, give the numbers that C++ computed.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "ops/symbol.hpp"
#include "places.hpp"
#include "sample_points.hpp"
#include "trace/python.hpp"

using namespace downhill;

namespace {

struct Line {
  std::string what, expression;
  Real expected;
};

std::string run_python(const std::string& program, const std::string& name) {
  const std::string path = std::string(place::build) + "/" + name;
  std::ofstream(path) << program;
  const std::string command = std::string(place::python) + " '" + path + "' 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char buffer[4096];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) output += buffer;
  INFO(output);
  CHECK(pclose(pipe) == 0);
  return output;
}

// Every value and slope at every sample point, as an expression in a, b and y.
void for_each_line(auto visit) {
  for (const ops::ElementwiseOp& op : ops::catalogue()) {
    for (const std::vector<Real>& at : ops::sample_points(op)) {
      const Real y = op.value(at);
      visit(at, y, Line{std::string(op.name) + ": value", op.spell_value({"a", "b"}), y});
      const std::vector<Real> slopes = op.slopes(at);
      const std::vector<std::string> words = op.spell_slopes({"a", "b"}, "y");
      for (std::size_t i = 0; i < words.size(); ++i)
        visit(at, y, Line{std::string(op.name) + ": slope " + "ab"[i], words[i], slopes[i]});
    }
  }
}

void check_reading(PythonNumbers numbers, const std::string& file) {
  std::vector<std::string> functions;
  std::string body;
  std::vector<Line> lines;
  for_each_line([&](const std::vector<Real>& at, Real y, const Line& line) {
    for (const std::string_view function : called_functions(line.expression))
      functions.emplace_back(function);
    const auto number = [&](Real x) {
      return numbers == PythonNumbers::numpy ? "float64(" + ops::literal(x) + ")" : ops::literal(x);
    };
    body += "a, b, y = " + number(at[0]) + ", " + number(at.back()) + ", " + number(y) + "\n";
    body += "print(repr(float(" + line.expression + ")))\n";
    lines.push_back(line);
  });
  if (numbers == PythonNumbers::numpy) functions.push_back("float64");
  std::string head;
  for (const std::string& line : python_head(functions, numbers)) head += line + "\n";

  std::istringstream output(run_python(head + body, file));
  for (const Line& line : lines) {
    std::string got;
    REQUIRE(std::getline(output, got));
    INFO(line.what << ": " << line.expression << " = " << got);
    // NumPy's exp, log and tanh may be wrong by 4 units of the last digit where the C library is
    // wrong by one; the longest formula here puts four of them together.
    const double tolerance = 16 * std::numeric_limits<Real>::epsilon();
    CHECK(std::abs(std::stod(got) - line.expected) <= tolerance * std::abs(line.expected));
  }
}

}  // namespace

TEST_CASE("Python and NumPy compute from every rule's words what C++ computed") {
  if (std::string(place::python).empty()) {
    WARN("no python3 with NumPy was found when this was configured: nothing is checked here");
    return;
  }
  check_reading(PythonNumbers::plain, "rules-plain.py");
  check_reading(PythonNumbers::numpy, "rules-numpy.py");
}
