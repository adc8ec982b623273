#include "compare/loss_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compare/definitions.hpp"
#include "expr/evaluate_arrays.hpp"
#include "expr/parse.hpp"
#include "ops/pattern.hpp"

namespace downhill {
namespace {

using Held = std::map<std::string, Array, std::less<>>;

// What a loss may be of: the names with a value, and arrays that are written out.
std::vector<std::string> operands(const std::string& expression, const Held& held) {
  static const Pattern written(R"(array\([^()]*\))");
  std::vector<std::string> all;
  for (const std::string_view name : names_in(expression))
    if (held.find(name) != held.end()) all.emplace_back(name);
  for (const Match& array : written.search_all(expression)) all.push_back(array[0]);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// How the library spells this call; empty if it cannot be called so.
std::string words_of(const std::string& call, const std::string& p, const std::string& t,
                     const Held& held) try {
  expr::ArrayBindings bindings;
  for (const std::string& name : {p, t})
    if (const auto known = held.find(name); known != held.end())
      bindings.emplace_back(name, known->second);
  TensorTape tape;
  const auto loss = expr::evaluate_arrays(expr::parse("it = " + call), tape, bindings).output;
  return tape.spell_value(loss.index(), {ops::Symbol(p), ops::Symbol(t)});
} catch (const Error&) {
  return "";
}

}  // namespace

std::string as_loss(const std::string& expression, const Held& held) {
  if (!expression.starts_with("mean(") && !expression.starts_with("sum(")) return expression;
  // The size at which Huber's loss turns straight stands in its condition.
  static const Pattern straight(R"(^\w+\(where\(([\d.e+-]+) >=)");
  const Match condition = straight.search(expression);
  const std::string delta = condition ? condition[1] : "";
  const auto all = operands(expression, held);
  if (all.size() < 2 || all.size() > 4) return expression;
  for (const std::string& p : all)
    for (const std::string& t : all) {
      if (p == t) continue;
      for (const char* loss : {"mse", "l1", "huber", "bce", "bce_with_logits", "hinge", "kl_div"})
        for (const char* reduction : {"mean", "sum"}) {
          const std::string_view name = loss;
          if (name == "huber" && delta.empty()) continue;
          const std::string call =
              fmt::format("{}({}, {}{}, reduction=\"{}\")", loss, p, t,
                          name == "huber" ? ", delta=" + delta : "", reduction);
          if (words_of(call, p, t, held) == expression) return call;
        }
    }
  return expression;
}

}  // namespace downhill
