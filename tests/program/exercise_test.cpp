// `downhill check`, as a learner meets it: what is said of mistakes, of what does not compile, of
// crashes and of loops without end.
#include "catch.hpp"
#include "files/files.hpp"
#include "places.hpp"
#include "program/sandbox.hpp"

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The place of a text in another; a test that looks for it fails if it is not there.
std::size_t where(const std::string& text, const std::string& part) { return text.find(part); }

// A mistake in a solution, and the first wrong value that it must lead to.
struct Mistake {
  const char *number, *from, *to, *first_wrong;
  const char* named = "";  // what the report says of it
};

void points_at(const Mistake& mistake) {
  const Sandbox sandbox;
  sandbox.solve(mistake.number, mistake.from, mistake.to);
  const auto checked = sandbox.run({"check", mistake.number});
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 1);
  CHECK(has(checked.output, "the first wrong value is " + std::string(mistake.first_wrong)));
  CHECK(has(checked.output, mistake.named));
  CHECK(longest_line(checked.output) <= 80);
}

}  // namespace

TEST_CASE("exercise 05: the product rule with its own operand is found at the weight") {
  points_at({"05", "b.dw5 = b.dnet_o1 * f.out_h1", "b.dw5 = b.dnet_o1 * n.w5", "dw5"});
}

TEST_CASE("exercise 06: = for += is found at the value used twice") {
  points_at({"06", "gradient += tape", "gradient = tape", "dh"});
}

TEST_CASE("exercise 08: a loss that is not divided by its samples is said to be a sum",
          "[double]") {
  points_at({"08", "z[i][truth[i]]) / Real(z.size());", "z[i][truth[i]]);", "loss",
             "the division by 2 is left out"});
}

// (In float, 1 - 0.999 has five digits: v is off before that.)
TEST_CASE("exercise 09: Adam without bias correction is named at its first corrected moment",
          "[double]") {
  points_at({"09", "m / (1 - std::pow(s.beta1, Real(t)));", "m;", "m_hat_x",
             "Adam without bias correction of the first moment m"});
}

TEST_CASE("exercise 11: a transposed weight gradient is named at that weight") {
  points_at({"11", "product(transposed(f.h1), d.dlogits)", "product(transposed(d.dlogits), f.h1)",
             "dw2", "dw2 is transposed"});
}

TEST_CASE("a right exercise passes and is remembered; typed-in answers do not pass") {
  const Sandbox sandbox;
  sandbox.solve("03");
  const auto passed = sandbox.run({"check", "03"});
  INFO(passed.output << passed.errors);
  CHECK(passed.status == 0);
  CHECK(has(passed.output, "4 of 4"));
  const std::string progress = downhill::read_file(sandbox.root() / "chapters" / ".progress");
  CHECK(has(progress, "03 passed 20"));
  CHECK(has(progress, "03 right walk"));

  sandbox.solve("03", "return 2 * x;", "return 20;");
  const auto typed = sandbox.run({"check", "03"});
  INFO(typed.output);
  CHECK(typed.status == 1);
  CHECK(has(typed.output, "the first wrong value is dx"));
}

TEST_CASE("stubs are not started, and right tasks are told before the first wrong one") {
  const Sandbox sandbox;
  const auto stub = sandbox.run({"check", "06"});
  CHECK(stub.status == 1);
  CHECK(has(stub.output, "not started"));
  CHECK_FALSE(has(stub.output, "✗"));
  sandbox.solve("06", "{{a, 1 - y * y}}", "{{a, 1 - y}}");
  const auto wrong = sandbox.run({"check", "06"});
  INFO(wrong.output);
  CHECK(where(wrong.output, "✓ quick_challenge") < where(wrong.output, "✗ record"));
  CHECK(has(wrong.output, "the first wrong value is da"));
}

TEST_CASE("what does not compile is told by its first error, with its line and a caret") {
  const Sandbox sandbox;
  sandbox.solve("03", "return 2 * x;", "return 2 * X;\n  int unused = \"text\";");
  const auto checked = sandbox.run({"check", "03"});
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 1);
  CHECK(has(checked.output, "does not compile yet"));
  CHECK(has(checked.output, "| "));
  CHECK(has(checked.output, "^"));
  CHECK(has(checked.output, "X"));
  CHECK_FALSE(has(checked.output, "unused"));  // only the first
  CHECK(longest_line(checked.output) <= 80);
  CHECK(has(sandbox.run({"check", "03", "--compiler"}).output, "unused"));
}

TEST_CASE("a compiler's words are followed by what they mean") {
  const Sandbox sandbox;
  sandbox.solve("02", "(prediction[i] - answer[i]) * (prediction[i] - answer[i]);",
                "(prediction[i] - answer[i]) ^ 2;");
  const auto power = sandbox.run({"check", "02"});
  INFO(power.output);
  CHECK(has(power.output, "power: write x * x"));
  CHECK_FALSE(has(power.output, "__"));
  sandbox.solve("11", "d.db2 = column_sums(d.dlogits);", "d.db2 = 2 * column_sums(d.dlogits);");
  CHECK(has(sandbox.run({"check", "11"}).output, "take its numbers, a[i]."));
  sandbox.solve("10", "return a / (1 + abs(a));", "if (a < 0) return -a;\n    return a;");
  CHECK(has(sandbox.run({"check", "10"}).output, "no if: spell"));
}

TEST_CASE("what cannot be compared is told by how much came back") {
  const Sandbox sandbox;
  sandbox.solve("03", "i < steps", "i <= steps");
  const auto steps = sandbox.run({"check", "03"});
  INFO(steps.output);
  CHECK(steps.status == 1);
  CHECK(has(steps.output, "gave back 11 steps"));
  CHECK(has(steps.output, "where 10 were"));
  CHECK_FALSE(has(steps.output, "threw"));
  sandbox.solve("02", "Numbers slopes;", "Numbers slopes(prediction.size());");
  const auto filled = sandbox.run({"check", "02"});
  INFO(filled.output);
  CHECK(has(filled.output, "6 numbers where 3 are asked for"));
  CHECK(has(filled.output, "push_back"));
}

TEST_CASE("a program's numbers are never called too short") {
  const Sandbox sandbox;
  sandbox.solve("01",
                "recipe = adjust(recipe, every_knob(taste, recipe, nudge), rate);\n"
                "    recipes.push_back(recipe);",
                "recipes.push_back(recipe);\n"
                "    recipe = adjust(recipe, every_knob(taste, recipe, nudge), rate);");
  const auto early = sandbox.run({"check", "01"});
  INFO(early.output);
  CHECK(early.status == 1);
  CHECK_FALSE(has(early.output, "print 4 digits"));
  CHECK(has(early.output, "Each heat, salt, sugar and time that is given"));
}

TEST_CASE("a value that was never filled in is nan and told so") {
  const Sandbox sandbox;
  sandbox.solve("05", "  f.out_h2 = sigmoid(f.net_h2);\n", "");
  const auto unset = sandbox.run({"check", "05"});
  INFO(unset.output);
  CHECK(has(unset.output, "the first wrong value is out_h2"));
  CHECK(has(unset.output, "out_h2 is nan, not a number"));
  CHECK_FALSE(has(unset.output, "No known mistake"));
}

TEST_CASE("a function renamed, or left without its return, is said so", "[double]") {
  const Sandbox sandbox;
  sandbox.solve("03", "Real factor(", "Real faktor(");
  const auto renamed = sandbox.run({"check", "03"});
  INFO(renamed.output);
  CHECK(has(renamed.output, "factor(double) is asked for, but not there"));
  sandbox.solve("03", "return 2 * x;", "x = 2 * x;");
  const auto no_return = sandbox.run({"check", "03"});
  INFO(no_return.output);
  CHECK(has(no_return.output, "does not compile yet"));
  CHECK(has(no_return.output, "return"));
}

TEST_CASE("a crash, an endless loop, nan and a thrown error each have their own words") {
  const Sandbox sandbox;
  const auto told = [&](const std::string& instead) {
    sandbox.solve("03", "return x - learning_rate * gradient(x);", instead);
    const auto checked = sandbox.run({"check", "03"});
    CHECK(checked.status == 1);
    INFO(checked.output);
    CHECK(has(checked.output, "✓ gradient"));  // the other tasks are heard all the same
    CHECK(longest_line(checked.output) <= 80);
    return checked.output;
  };
  if (!place::sanitized)  // else it is the sanitizer that ends it, and reports in words of its own
    CHECK(
        has(told("return *static_cast<volatile Real*>(nullptr) + x * learning_rate;"), "crashed"));
  CHECK(has(told("std::vector<Real> v(3); return v[std::size_t(x)] * learning_rate;"),
            "an index is out of range"));
  CHECK(has(told("volatile bool on = true; while (on) {} return x * learning_rate;"),
            "stopped after 10 seconds"));
  CHECK(has(told("return 0 * learning_rate / (x - x);"), "is nan, not a number"));
  CHECK(has(told("throw std::runtime_error(\"too steep\"); return x * learning_rate;"),
            "It threw an error: too steep"));
  CHECK(has(told("std::exit(0); return x * learning_rate;"), "ended the whole program"));
  if (!place::sanitized)  // which takes more than that for itself
    CHECK(has(told("std::vector<Real> v; for (;;) v.push_back(x * learning_rate);"),
              "more than 2 GB"));
  CHECK(has(told("for (;;) fmt::print(\"here {}\\n\", x * learning_rate);"), "more than 16 MB"));
}
