// Wrong answers to exercises 07 to 15, as learners give them: none may pass, and each has to be
// told what is wrong in words that its learner has seen.
#include "catch.hpp"
#include "ops/pattern.hpp"
#include "places.hpp"
#include "program/sandbox.hpp"

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The text in one line, for sentences that a report breaks.
std::string unbroken(const std::string& text) {
  return downhill::Pattern(R"(\s+)").replace(text, " ");
}

// A text of the solution, what stands there instead, and what has to be said of it.
struct Slip {
  const char *from, *to, *said;
};

void all_are_told(const std::string& number, const std::vector<Slip>& slips) {
  const Sandbox sandbox;
  for (const Slip& slip : slips) {
    sandbox.solve(number, slip.from, slip.to);
    const auto checked = sandbox.run({"check", number});
    INFO("instead of " << slip.from << "\n" << slip.to << "\n" << checked.output << checked.errors);
    CHECK(checked.status == 1);
    CHECK(has(unbroken(checked.output), slip.said));
    for (const char* internal : {"_M_", "__n", "Assertion", "scatter", "zeros((", "aka"})
      CHECK_FALSE(has(checked.output, internal));
  }
}

}  // namespace

TEST_CASE("exercise 02: where a gradient is 0 is told without a trace's own functions") {
  all_are_told("02", {{"slopes[right] = -1", "slopes[right] = 1",
                       "The reference has dp[0] = dbelieved, and 0 elsewhere"}});
}

TEST_CASE("exercise 07: a sample that is not random is told what it does instead") {
  const char* solution =
      "std::iota(all.begin(), all.end(), 0);\n"
      "  random.shuffle(std::span(all));\n"
      "  all.resize(batch_size);";
  all_are_told(
      "07", {{solution,
              "all.resize(batch_size);\n"
              "  const std::size_t start = random.below(examples);\n"
              "  for (std::size_t i = 0; i < batch_size; ++i) all[i] = (start + i) % examples;",
              "Does one number decide"},
             {solution,
              "all.resize(batch_size);\n"
              "  for (std::size_t& number : all) number = random.below(examples);",
              "one was drawn twice"},
             {"random.shuffle(std::span(all));", "(void)random;", "always the same ones"},
             {"all.resize(batch_size);", "all.resize(batch_size + 1);", "has 5 numbers"},
             {"all.end(), 0);", "all.end(), 1);", "holds the number 11; the examples are 0 to 10"},
             {"random.shuffle(std::span(all));", "random.shuffle(std::span(all).subspan(1));",
              "about 145 times would be fair"}});
}

TEST_CASE(
    "exercise 07: how many steps came back, and an index of a span, are told in plain words") {
  all_are_told("07", {{"std::vector<Line> path;", "std::vector<Line> path = {line};",
                       "gave back 4 lines, where 3 steps were asked for"},
                      {"path.push_back(line);\n",
                       "path.push_back(line);\n"
                       "    if (batches.size() > 3) throw std::runtime_error(\"too steep\");\n",
                       "after it was right for 3 steps on 6 points It threw an error: too steep"},
                      {"of_batch(line, data, batch);",
                       "of_batch(line, data, batches[batches.size() + batch[0]]);",
                       "an index is out of range"}});
}

TEST_CASE("exercise 08: the largest logit is not 0, and a list that came back empty is told so") {
  all_are_told("08", {{"const Real m = *std::max_element(z.begin(), z.end());",
                       "Real m = 0;\n  for (const Real one : z) m = std::max(m, one);",
                       "softmax: z = -1203, -1201.5, -1200"},
                      {"const Real m = *std::max_element(z.begin(), z.end());",
                       "const Real m = z[0];", "softmax: z = -3, 904.5, 903"},
                      {"const Real m = *std::max_element(z[i].begin(), z[i].end());",
                       "Real m = 0;\n    for (const Real one : z[i]) m = std::max(m, one);",
                       "loss is infinite, more than a number can hold"},
                      {"  return p;", "  return {};", "0 numbers where 3 are asked for"},
                      {"result.gradient.push_back(dz);", "", "dz came back empty"},
                      {"miss * miss / n;", "miss * miss;", "the division by 3 is left out"}});
}

TEST_CASE("a variable that was never set is never taken for a result", "[double]") {
  if (!place::sanitized)
    all_are_told("15", {{"Real mean = 0, square = 0;", "Real mean = 0, square;", "never set"}});
}

TEST_CASE("exercise 12: a path has its start, and both slopes are taken at one point") {
  all_are_told("12",
               {{"std::vector<MapPoint> path = {hill.start};\n  for (int step = 0;",
                 "std::vector<MapPoint> path;\n  path.push_back({hill.start.x, hill.start.y});\n"
                 "  for (int step = 1;",
                 "gave back 3 points; the start and 3 steps are 4"},
                {"path.push_back({at.x - rate * slope.x, at.y - rate * slope.y});",
                 "const Real x = at.x - rate * slope.x;\n"
                 "    path.push_back({x, at.y - rate * ground_at(hill, {x, at.y}).slope.y});",
                 "six steps down Rosenbrock's valley"},
                {"return best_rate;", "return best_rate / 1000;", "should end lower than 0.01"},
                {"return path;", "return {path.at(99)};",
                 "It asks for element 99 of a list that has only 4."}});
}

TEST_CASE("exercise 13: a lowest score may be large, and a bad rate is told its score") {
  all_are_told("13", {{"if (scores[who][k] < scores[best[k]][k]) best[k] = who;",
                       "if (scores[who][k] < std::min(scores[best[k]][k], Real(1))) best[k] = who;",
                       "rate number 4, scores 370, 295, 41"},
                      {"return best;", "return {};", "there are 3 rates, and 0 winners"},
                      {"score += loss / Real(losses.size());", "score += loss;",
                       "the division by 3 is left out"},
                      {"return rates[std::size_t(std::min_element(scores.begin(), scores.end()) - "
                       "scores.begin())];",
                       "return rates[0] + 0 * scores[0];", "With rate 0.001 sgd scores"}});
}

TEST_CASE("exercise 14: each question of the diagnosis is asked, with its own limit") {
  all_are_told(
      "14",
      {{"if (!std::isfinite(loss)) return", "if (std::isnan(loss)) return",
        "should be \"a loss that turns NaN\""},
       {"size() >= 3", "size() > 3", "factor 1.6 from layer to layer is \"healthy\""},
       {"factor > Real(1.5)", "factor > 1", "factor 1.4 from layer to layer"},
       {"for (const Real size : symptoms.passes_on)\n    if (size == 0)",
        "if (symptoms.passes_on[0] == 0)", "should be \"dead ReLUs\""},
       {"train.back() > train.front()",
        "*std::max_element(train.begin(), train.end()) > train.front()",
        "a training loss of 1, then 3, then 0.5"},
       {"Real(1.2) * validation", "validation", "a validation loss of 1, then 0.5, then 0.55"},
       {"sick.stable_loss = true;", "sick.rate = Real(0.001);", "changes a setting that is not"},
       {"sick.weight_size = 1;", "sick.weight_size = 1;\n      sick.rate = Real(0.1);",
        "changes 2 settings"},
       {"sick.standardised = true;", "sick.rate = Real(0.001);", "does not help"}});
}

TEST_CASE("exercise 15: how many steps a training has is told with where they come from") {
  all_are_told("15", {{"steps.push_back({slope.loss, line});\n    }",
                       "if (steps.empty()) steps.push_back({slope.loss, line});\n    }",
                       "gave back 1 of 3 steps; there is one for each mini-batch of each epoch"}});
}
