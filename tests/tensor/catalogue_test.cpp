// The catalogue of operations on arrays: it has every record of lib/tensor, and what it says of
// them runs.
#include "tensor/catalogue.hpp"

#include <filesystem>
#include <set>

#include "catch.hpp"
#include "check/replay_tensor.hpp"
#include "expr/array_functions.hpp"
#include "expr/evaluate_arrays.hpp"
#include "expr/parse.hpp"
#include "files/files.hpp"
#include "files/process.hpp"
#include "ops/pattern.hpp"
#include "places.hpp"
#include "support.hpp"
#include "trace/from_tensor.hpp"
#include "trace/text.hpp"

using namespace downhill;
namespace fs = std::filesystem;

namespace {

std::vector<ArrayOp> array_operations() {
  std::vector<ArrayOp> all;
  for (const ArrayOpGroup& group : array_catalogue())
    all.insert(all.end(), group.operations.begin(), group.operations.end());
  return all;
}

struct CatalogueRun {
  TensorTape tape;
  expr::ArrayEvaluation done;
  TensorGradients gradients;
  explicit CatalogueRun(std::string_view program)
      : done(expr::evaluate_arrays(expr::parse(program), tape)),
        gradients(backward(done.output, testing::numbers(done.output.shape(), 5, 1, 2))) {}
  std::string_view last_operation() const {
    const TensorNode& node = tape.nodes()[done.output.index()];
    return node.operation ? node.operation->name() : "none";
  }
};

// The names that the records in lib/tensor give themselves. Elementwise rules are in the other
// catalogue; Rule::name of a loss is in loss_rules.hpp.
std::set<std::string> recorded_names() {
  const Pattern name_function(R"(name\(\) const override \{([^}]*)\})");
  const Pattern rule_name(R"(string_view name = "(\w+)\")"), quoted(R"_("(\w+)")_");
  std::set<std::string> names;
  std::size_t records = 0, named = 0;
  for (const auto& file : fs::directory_iterator(fs::path(place::source) / "lib/tensor")) {
    const std::string text = read_file(file.path());
    const auto each = [&](const std::string& in, const Pattern& pattern, auto visit) {
      for (const Match& found : pattern.search_all(in)) visit(found);
    };
    each(text, Pattern(R"(\n(struct|class) \w+ final : )"), [&](const auto&) { ++records; });
    if (file.path().filename() == "loss_rules.hpp")
      each(text, rule_name, [&](const auto& match) { names.insert(match[1]); });
    each(text, name_function, [&](const auto& match) {
      const std::string body = match[1];
      INFO(file.path() << ": " << body << ": what is this record called?");
      CHECK(Pattern("\"|Rule::name").search(body));
      each(body, quoted, [&](const auto& name) { names.insert(name[1]); });
      ++named;
    });
  }
  CHECK(records == named);  // none escapes the patterns
  CHECK(records > 25);
  return names;
}

}  // namespace

TEST_CASE("every record of arrays has one entry in the catalogue") {
  std::set<std::string> known;
  for (const ArrayOp& op : array_operations()) {
    INFO(op.name << " stands there twice");
    CHECK(known.insert(std::string(op.name)).second);
    for (const std::string_view words : {op.formula, op.shapes, op.domain, op.example.words})
      CHECK_FALSE(words.empty());
    CHECK_FALSE(op.edges.empty());
  }
  const std::set<std::string> recorded = recorded_names();
  for (const std::string& name : recorded) {
    INFO("lib/tensor records " << name << "; it needs an entry in lib/tensor/catalogue.cpp");
    CHECK(known.count(name) == 1);
  }
  for (const std::string& name : known) {
    INFO("no record of lib/tensor is called " << name);
    CHECK(recorded.count(name) == 1);
  }
}

TEST_CASE("every function on arrays that formulas know is shown in the catalogue") {
  std::string programs;
  for (const ArrayOp& op : array_operations()) {
    programs += std::string(op.example.program) + "\n";
    for (const ArrayExample& edge : op.edges) programs += std::string(edge.program) + "\n";
  }
  // Other spellings of what the catalogue shows: max, min, @, .T, and a list that is an array.
  const std::set<std::string_view> spellings = {"amax", "amin",      "matmul",
                                                "dot",  "transpose", "array"};
  for (const std::string_view name : expr::array_function_names()) {
    INFO(name);
    CHECK((spellings.count(name) == 1 || programs.find(std::string(name) + "(") != programs.npos));
  }
}

TEST_CASE("an entry's example records its operation with slopes that differences confirm") {
  for (const ArrayOp& op : array_operations()) {
    INFO(op.name << ": " << op.example.program);
    const CatalogueRun run(op.example.program);
    CHECK(run.last_operation() == op.name);
    for (const check::CheckedNumber& row : check::check(run.gradients)) {
      INFO("number " << row.place << ": " << row.gradient << ", " << row.difference.value);
      CHECK(row.agrees);
    }
  }
}

TEST_CASE("every example and edge runs in python3 as its trace says or fails with advice") {
  if (sizeof(Real) != sizeof(double)) return;  // Python's numbers are doubles
  REQUIRE_FALSE(std::string(place::python).empty());
  const fs::path folder = fs::temp_directory_path() / "downhill-array-catalogue";
  fs::create_directories(folder);
  std::vector<std::string> command = {
      place::python, std::string(place::source) + "/tests/references/run_trace.py"};
  for (const ArrayOp& op : array_operations()) {
    std::vector<ArrayExample> all = op.edges;
    all.push_back(op.example);
    for (const ArrayExample& example : all) {
      INFO(op.name << ": " << example.program);
      try {
        const CatalogueRun run(example.program);
        const fs::path file = folder / (std::to_string(command.size()) + ".txt");
        write_file(file, "# " + std::string(example.program) + "\n" +
                             write_text(explain(run.gradients, Places::hidden)));
        command.push_back(file.string());
      } catch (const Error& error) {  // on purpose: the message says which operation
        CHECK(example.program != op.example.program);
        CHECK(std::string(error.what()).find(std::string(op.name)) != std::string::npos);
      }
    }
  }
  const Finished finished = run_program(command, std::chrono::minutes(2));
  INFO(finished.errors);
  CHECK(finished.status == 0);
  fs::remove_all(folder);
}

TEST_CASE("the curves of the catalogue are programs of one number a") {
  std::size_t curves = 0;
  for (const ArrayOp& op : array_operations()) {
    if (op.curve.empty()) continue;
    ++curves;
    INFO(op.name << ": " << op.curve);
    TensorTape tape;
    const auto done = expr::evaluate_arrays(expr::parse(op.curve), tape,
                                            {{"a", Array::vector({Real(0.25), Real(0.5)})}});
    CHECK(done.output.shape() == Shape({2}));
    CHECK(backward(done.output, Array::vector({1, 1})).computed(*done.find("a")));
  }
  CHECK(curves >= 7);
}
