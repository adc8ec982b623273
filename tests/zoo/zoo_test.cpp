#include "zoo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "../program/run.hpp"
#include "catch.hpp"
#include "compare/compare.hpp"

namespace zoo {

std::string lines(const Answers& answers, int digits, const std::vector<std::string>& only) {
  std::string text;
  for (const Printed& one : answers) {
    if (!only.empty() && std::find(only.begin(), only.end(), one.name) == only.end()) continue;
    text += one.name + " = ";
    const std::size_t columns = one.shape.empty() ? 1 : one.shape.back();
    if (!one.shape.empty()) text += '[';
    for (std::size_t i = 0; i < one.numbers.size(); ++i) {
      const bool row = one.shape.size() == 2;
      if (row && i % columns == 0) text += '[';
      text += fmt::format("{:.{}g}", one.numbers[i], digits);
      if (row && i % columns == columns - 1) text += ']';
      if (i + 1 < one.numbers.size()) text += ", ";
    }
    text += one.shape.empty() ? "\n" : "]\n";
  }
  return text;
}

std::string told_by(std::vector<std::string> arguments) {
  const downhill::Finished done = downhill_program(std::move(arguments));
  INFO(done.errors);
  REQUIRE(done.status == 0);
  return done.output;
}

namespace {

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  add_scalar_expression(cases);
  add_two_two_two(cases);
  add_batch_network(cases);
  add_softmax(cases);
  add_optimizers(cases);
  add_slopes(cases);
  add_reductions(cases);
  return cases;
}

// The gradients that a learner gives who computes all others on the way.
std::vector<std::string> leaves_of(const std::string& graph) {
  if (graph == "scalar expression") return {"da", "db", "dc", "dx"};
  if (graph == "2-2-2 network")
    return {"dw1", "dw2", "dw3", "dw4", "dw5", "dw6", "dw7", "dw8", "db1", "db2", "error"};
  if (graph == "batch network with a bias") return {"dw", "db", "dv", "dc"};
  if (graph == "softmax cross-entropy") return {"dw", "db"};
  if (graph == "softmax, then log") return {"dz"};
  if (graph == "scalar walk") return {"da"};
  if (graph == "one of the losses" || graph == "reductions of rows") return {"dw"};
  if (graph.starts_with("scalar slope")) return {"da", "db", "dc"};
  return {"x", "y"};
}

enum class Verdict { hit, listed, silent, wrong };

struct Counts {
  int hit = 0, listed = 0, silent = 0, wrong = 0;

  void add(Verdict verdict) {
    ++(verdict == Verdict::hit      ? hit
       : verdict == Verdict::listed ? listed
       : verdict == Verdict::silent ? silent
                                    : wrong);
  }
  // 3 hit, 1 listed
  std::string text() const {
    std::string words;
    const auto put = [&](int count, const char* what) {
      if (count > 0) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, what);
    };
    put(hit, "hit"), put(listed, "listed"), put(silent, "silent"), put(wrong, "wrong");
    return words;
  }
};

const std::string right = "right, but different";
const std::vector<std::string> columns = {"scalar", "2-2-2",      "batch",     "softmax",
                                          "losses", "reductions", "optimizers"};

std::string column_of(const std::string& graph) {
  for (const std::string& column : columns)
    if (graph.find(column) != graph.npos) return column;
  return columns.back();
}

std::string as_text(const std::map<std::string, std::map<std::string, Counts>>& table) {
  std::string text = "| mistake |";
  for (const std::string& column : columns) text += " " + column + " |";
  text += "\n|---|---|---|---|---|---|---|---|\n";
  for (const auto& [mistake, counts] : table) {
    text += "| " + mistake + " |";
    for (const std::string& column : columns) {
      const auto known = counts.find(column);
      text += known == counts.end() ? " |" : " " + known->second.text() + " |";
    }
    text += "\n";
  }
  return text;
}

Verdict diagnosed(const Case& one, const std::string& text, std::string& said) {
  const auto comparison = downhill::compare(downhill::read_trace(text, "mine"),
                                            downhill::read_trace(one.reference, "reference"));
  std::size_t at = 0, named = 0;
  for (const downhill::Diagnosis& diagnosis : comparison.diagnoses)
    for (const downhill::Cause& cause : diagnosis.causes) {
      said += cause.kind + "; ";
      ++named;
      if (at == 0 && cause.kind == one.expected) at = named;
    }
  if (said.empty()) said = comparison.wrong.empty() ? "nothing wrong" : "no known mistake";
  if (one.expected.empty())
    return comparison.wrong.empty() && named == 0 ? Verdict::silent : Verdict::wrong;
  return at == 1                ? Verdict::hit
         : at > 1 && named <= 3 ? Verdict::listed
         : named == 0           ? Verdict::silent
                                : Verdict::wrong;
}

}  // namespace

// The table between the headings of lib/compare/README.md.
std::string kept_table() {
  const std::string text =
      downhill::read_file(std::string(place::source) + "/lib/compare/README.md");
  const std::size_t begin = text.find("| mistake |");
  return begin == text.npos ? "" : text.substr(begin, text.find("\n\n", begin) + 1 - begin);
}

TEST_CASE("the zoo: known mistakes are named and right answers are not accused", "[double][long]") {
  // By mistake and by graph. The answers are everything that was computed, and then the gradients
  // of the leaves alone.
  std::map<std::string, std::map<std::string, Counts>> table;
  Counts all;
  for (const Case& one : all_cases())
    for (const bool leaves : {false, true}) {
      std::string said;
      const auto only = leaves ? leaves_of(one.graph) : std::vector<std::string>{};
      const Verdict verdict = diagnosed(one, lines(one.answers, one.digits, only), said);
      const std::string row = one.expected.empty() ? right : one.expected;
      for (Counts* counts : {&table[row][column_of(one.graph)], &all}) counts->add(verdict);
      if (verdict != (one.expected.empty() ? Verdict::silent : Verdict::hit))
        fmt::print("{}{}, {}: expected {}, said {}\n", one.graph, leaves ? " (leaves)" : "",
                   one.mistake, row, said);
    }
  fmt::print("{}\n{} hit, {} listed, {} silent, {} wrong\n", as_text(table), all.hit, all.listed,
             all.silent, all.wrong);

  int mistakes = 0, silent = 0;
  for (const auto& [row, of_graphs] : table)
    for (const auto& [column, counts] : of_graphs) {
      INFO(row << ", " << column);
      CHECK(counts.wrong == 0);  // no mistake is called by another name, no right answer accused
      mistakes += row == right ? 0 : counts.hit + counts.listed + counts.silent;
      silent += row == right ? counts.silent : 0;
    }
  CHECK(all.hit >= 0.95 * mistakes);
  CHECK(all.hit + all.listed == mistakes);
  CHECK(2 * silent >= mistakes);
  INFO("lib/compare/README.md does not have the table above: put it there.");
  CHECK(kept_table() == as_text(table));
}

}  // namespace zoo
