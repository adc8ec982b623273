// The catalogue is complete: a rule in rules.hpp that it, or the engine, leaves out fails here.
#include <fstream>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "ops/catalogue.hpp"
#include "ops/pattern.hpp"
#include "places.hpp"

using namespace downhill;

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(place::source) + "/" + path);
  REQUIRE(file);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Written {
  std::string type, name;
};

// The structs of rules.hpp, and what each says its name is.
std::vector<Written> written_rules() {
  const std::string text = text_of("lib/ops/rules.hpp");
  const Pattern rule(R"(struct (\w+) \{\s*static constexpr std::string_view name = "(\w+)\")");
  std::vector<Written> rules;
  for (const Match& found : rule.search_all(text)) rules.push_back({found[1], found[2]});

  // No struct escapes the pattern above.
  const Pattern any_struct(R"(\nstruct )");
  CHECK(rules.size() == any_struct.search_all(text).size());
  return rules;
}

}  // namespace

TEST_CASE("every rule is in the catalogue, once, under a name of its own") {
  std::set<std::string> in_catalogue;
  for (const ops::ElementwiseOp& op : ops::catalogue()) {
    INFO(op.name);
    CHECK(in_catalogue.emplace(op.name).second);
  }
  for (const Written& rule : written_rules()) {
    INFO("rule " << rule.type << " of lib/ops/rules.hpp");
    CHECK(in_catalogue.contains(rule.name));
  }
  CHECK(in_catalogue.size() == written_rules().size());
}

TEST_CASE("every rule has a function that records it for numbers and for arrays") {
  const std::string for_numbers =
      text_of("lib/scalar/operators.hpp") + text_of("lib/scalar/operators.cpp");
  const std::string for_arrays = text_of("lib/tensor/operators.cpp");
  for (const Written& rule : written_rules()) {
    INFO("rule " << rule.type << " of lib/ops/rules.hpp has no line in these operators files");
    const std::string line = "ops::" + rule.type + ">";
    CHECK(for_numbers.find(line) != std::string::npos);
    CHECK(for_arrays.find(line) != std::string::npos);
  }
}

TEST_CASE("the code of a rule leads back to the rule") {
  for (std::size_t code = 0; code < ops::rule_count; ++code) {
    ops::visit(code, [&]<class Rule>(Rule) {
      CHECK(ops::code_of<Rule> == code);
      CHECK(ops::catalogue()[code].name == Rule::name);
    });
  }
}
