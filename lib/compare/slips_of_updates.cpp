// Updates are lines of text, and so are the mistakes in them: the line as it should be, written as
// it is usually got wrong. The shapes of the lines are those that train/update_words.hpp spells.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

#include "compare/slips.hpp"

namespace downhill {
namespace {

using Lines = std::vector<Assignment>;
using Edit = std::function<bool(Lines&, int)>;

const std::string number = R"((\d[\d.e+-]*))", name = R"(([A-Za-z_]\w*))";

// The same replacement in every line that matches.
Edit replaced(const std::string& pattern, const std::string& with) {
  return [re = std::regex(pattern), with](Lines& lines, int) {
    bool any = false;
    for (Assignment& line : lines) {
      std::string text = std::regex_replace(line.expression, re, with);
      any = any || text != line.expression;
      line.expression = std::move(text);
    }
    return any;
  };
}

const std::regex& first_moment() {  // 0.9 * m_w + (1 - 0.9) * dw
  static const std::regex re("^" + number + R"( \* )" + name + R"( \+ \(1 - \1\) \* )" + name +
                             "$");
  return re;
}
const std::regex& second_moment() {  // 0.999 * v_w + (1 - 0.999) * square(dw)
  static const std::regex re("^" + number + R"( \* )" + name + R"( \+ \(1 - \1\) \* square\()" +
                             name + R"(\)$)");
  return re;
}
const std::regex& decay() {  // w * (1 - 0.1 * 0.01)
  static const std::regex re("^" + name + R"( \* \(1 - )" + number + R"( \* )" + number + R"(\)$)");
  return re;
}
const std::regex& l2() {  // dw + 0.01 * w
  static const std::regex re("^" + name + R"( \+ )" + number + R"( \* )" + name + "$");
  return re;
}
const std::regex& correction() {  // m_w / (1 - 0.9 ** 1)
  static const std::regex re("^" + name + R"( / \(1 - )" + number + R"( \*\* )" + number +
                             R"(\)$)");
  return re;
}
const std::regex& step() {  // w - 0.1 * …
  static const std::regex re("^" + name + R"( - (.*)$)");
  return re;
}

// The numbers in front of both moments.
struct Betas {
  std::string first, second;
};
Betas betas_of(const Lines& lines) {
  Betas betas;
  std::smatch match;
  for (const Assignment& line : lines) {
    if (std::regex_match(line.expression, match, first_moment())) betas.first = match[1];
    if (std::regex_match(line.expression, match, second_moment())) betas.second = match[1];
  }
  return betas;
}

bool swap_betas(Lines& lines, int) {
  const Betas betas = betas_of(lines);
  if (betas.first.empty() || betas.second.empty() || betas.first == betas.second) return false;
  std::smatch match;
  for (Assignment& line : lines) {
    const bool m = std::regex_match(line.expression, match, first_moment());
    if (m || std::regex_match(line.expression, match, second_moment())) {
      const std::string gradient = m ? match.str(3) : "square(" + match.str(3) + ")";
      line.expression = fmt::format("{0} * {1} + (1 - {0}) * {2}", m ? betas.second : betas.first,
                                    match.str(2), gradient);
    } else if (std::regex_match(line.expression, match, correction())) {
      const std::string& beta = match.str(2) == betas.first ? betas.second : betas.first;
      line.expression = fmt::format("{} / (1 - {} ** {})", match.str(1), beta, match.str(3));
    }
  }
  return true;
}

// Without the correction of the moments with this beta; of both if it is empty.
Edit uncorrected(bool first, bool second) {
  return [first, second](Lines& lines, int) {
    const Betas betas = betas_of(lines);
    bool any = false;
    std::smatch match;
    for (Assignment& line : lines) {
      if (!std::regex_match(line.expression, match, correction())) continue;
      const bool of_first = match[2] == betas.first;
      if (betas.first == betas.second ? !(first && second) : of_first ? !first : !second) continue;
      line.expression = match.str(1);
      any = true;
    }
    return any;
  };
}

Edit counted(int offset) {  // the step counter: t + offset, or always 1
  return [offset](Lines& lines, int) {
    bool any = false;
    std::smatch match;
    for (Assignment& line : lines) {
      if (!std::regex_match(line.expression, match, correction())) continue;
      const int t = offset == 0 ? 1 : std::stoi(match.str(3)) + offset;
      line.expression = fmt::format("{} / (1 - {} ** {})", match.str(1), match.str(2), t);
      any = true;
    }
    return any;
  };
}

// The decay of AdamW joins the gradient, as L2 does.
bool decay_as_l2(Lines& lines, int) {
  bool any = false;
  std::smatch match;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!std::regex_match(lines[i].expression, match, decay())) continue;
    const std::string w = match[1], rate = match[3];
    if (lines[i].name != w) continue;
    lines[i].expression = w;
    any = true;
    for (std::size_t k = i + 1; k < lines.size() && lines[k].name != w; ++k) {
      std::smatch moment;
      const std::string text = lines[k].expression;
      const bool m = std::regex_match(text, moment, first_moment());
      if (!m && !std::regex_match(text, moment, second_moment())) continue;
      const std::string g = fmt::format("({} + {} * {})", moment.str(3), rate, w);
      lines[k].expression = fmt::format("{0} * {1} + (1 - {0}) * {2}", moment.str(1), moment.str(2),
                                        m ? g : "square" + g);
    }
  }
  return any;
}

// L2 that does not join the gradient but shrinks the weight itself, as AdamW does.
bool l2_as_decay(Lines& lines, int) {
  bool any = false;
  std::smatch match;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!std::regex_match(lines[i].expression, match, l2())) continue;
    const std::string g = match[1], rate = match[2], w = match[3];
    lines[i].expression = g;
    for (std::size_t k = i + 1; k < lines.size(); ++k) {
      std::smatch last;
      const std::string text = lines[k].expression;
      if (lines[k].name != w || !std::regex_match(text, last, step())) continue;
      const std::string learning = last.str(2).substr(0, last.str(2).find(' '));
      lines[k].expression =
          fmt::format("{0} * (1 - {1} * {2}) - {3}", w, learning, rate, last.str(2));
      any = true;
      break;
    }
  }
  return any;
}

// What is done to the decay line, and to the step behind it.
Edit decayed(const std::string& first, const std::string& then) {
  return [first, then](Lines& lines, int) {
    bool any = false;
    std::smatch match;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string text = lines[i].expression;
      if (!std::regex_match(text, match, decay()) || lines[i].name != match.str(1)) continue;
      lines[i].expression =
          fmt::format(fmt::runtime(first), match.str(1), match.str(2), match.str(3));
      any = true;
      for (std::size_t k = i + 1; k < lines.size() && !then.empty(); ++k) {
        if (lines[k].name != match.str(1)) continue;
        lines[k].expression =
            fmt::format(fmt::runtime(then), lines[k].expression, match.str(2), match.str(3));
        break;
      }
    }
    return any;
  };
}

// The step of every parameter, changed: w - (…).
Edit stepped(const std::string& with) {
  return [with](Lines& lines, int) {
    bool any = false;
    std::smatch match;
    for (Assignment& line : lines) {
      const std::string text = line.expression;
      if (!std::regex_match(text, match, step()) || line.name != match.str(1)) continue;
      line.expression = fmt::format(fmt::runtime(with), match.str(1), match.str(2));
      any = true;
    }
    return any;
  };
}

// What the optimizer remembers is set back to its start before every step.
Edit forgetful(const Lines& first) {
  std::vector<Assignment> starts;
  std::set<std::string> seen;
  for (const Assignment& line : first) {
    const bool literal = line.expression.find_first_not_of("0123456789.e+-") == std::string::npos;
    if (seen.insert(line.name).second && literal)
      starts.push_back({line.name, line.expression, Assignment::none});
  }
  return [starts](Lines& lines, int step) {
    std::set<std::string> assigned;
    for (const Assignment& line : lines) assigned.insert(line.name);
    bool any = false;
    for (const Assignment& start : starts)
      if (step > 1 && assigned.count(start.name)) lines.insert(lines.begin(), start), any = true;
    return any;
  };
}

// Clipping by the norm of all gradients and clipping each number by value, exchanged.
bool clip_by_value(Lines& lines, int) {
  static const std::regex factor(R"(^minimum\(1, )" + number + R"( / .*$)");
  static const std::regex clipped("^" + name + R"( \* )" + name + "$");
  std::string limit, scale;
  bool any = false;
  std::smatch match;
  for (Assignment& line : lines) {
    const std::string text = line.expression;
    if (std::regex_match(text, match, factor)) limit = match[1], scale = line.name;
    if (!scale.empty() && std::regex_match(text, match, clipped) && match[2] == scale) {
      line.expression = fmt::format("minimum(maximum({0}, -{1}), {1})", match.str(1), limit);
      any = true;
    }
  }
  return any;
}
bool not_clipped(Lines& lines, int) {
  static const std::regex by_value(R"(^minimum\(maximum\()" + name + ", .*$");
  static const std::regex factor(R"(^minimum\(1, .*$)");
  bool any = false;
  for (Assignment& line : lines) {
    std::smatch match;
    const std::string text = line.expression;
    if (std::regex_match(text, match, by_value)) line.expression = match[1], any = true;
    if (std::regex_match(text, factor)) line.expression = "1", any = true;
  }
  return any;
}

}  // namespace

void add_slips_of_updates(const Rerun& run, std::vector<Slip>& all) {
  const Lines first = run.first_update();
  if (first.empty()) return;
  const auto put = [&](std::string kind, int rank, std::string sentence, Edit edit) {
    Lines copy = first;
    if (kind != "the optimizer's memory is reset" && !edit(copy, 1)) return;
    Slip& mistake = all.emplace_back();
    mistake.kind = std::move(kind), mistake.rank = rank;
    sentence[0] = char(std::toupper(static_cast<unsigned char>(sentence[0])));
    mistake.sentence = std::move(sentence), mistake.update = std::move(edit);
  };
  const std::string adam = "Adam without bias correction";
  put(adam, 2,
      "Adam without bias correction: both moments are used as they are, although they "
      "start at 0.",
      uncorrected(true, true));
  put(adam, 3, "Adam without bias correction of the first moment m.", uncorrected(true, false));
  put(adam, 3, "Adam without bias correction of the second moment v.", uncorrected(false, true));
  put("the step counter is off by one", 4,
      "the step counter is off by one: the bias correction of "
      "the first step uses t = 2 (it starts with t = 1).",
      counted(1));
  put("the step counter is off by one", 4,
      "the step counter is off by one: the bias correction of "
      "the first step uses t = 0 (it starts with t = 1).",
      counted(-1));
  if (run.steps() > 1)
    put("the step counter stands still", 7, "the step counter stands still: t is 1 in every step.",
        counted(0));
  put("the betas are swapped", 5,
      "the betas are swapped: the first moment is kept with beta2, the "
      "second with beta1.",
      swap_betas);
  put("epsilon is inside the root", 6,
      "epsilon is inside the root: sqrt(v + epsilon) instead of "
      "sqrt(v) + epsilon.",
      replaced(R"(\(sqrt\()" + name + R"(\) \+ )" + number + R"(\))", "sqrt($1 + $2)"));
  put("the root is missing", 9, "the root is missing: the step is divided by v, not by sqrt(v).",
      replaced(R"(sqrt\()" + name + R"(\) \+)", "$1 +"));
  put("AdamW's decay as L2", 6,
      "AdamW as Adam + L2: the weight decay was added to the gradient, "
      "and so went through the moments. In AdamW it shrinks the weight itself.",
      decay_as_l2);
  put("L2 as decoupled decay", 8,
      "the L2 term shrinks the weight itself as in AdamW; here it "
      "belongs to the gradient.",
      l2_as_decay);
  put("the decay comes after the step", 7,
      "the decay comes after the step: the weight shrinks "
      "after it moved, and what the step added shrinks with it.",
      decayed("{0}", "({0}) * (1 - {1} * {2})"));
  put("the decay is not scaled by the rate", 10,
      "the weight decay is not scaled by the learning "
      "rate.",
      decayed("{0} * (1 - {2})", ""));
  put("the weight decay is missing", 8, "the weight decay is missing.", decayed("{0}", ""));
  put("the weight decay is doubled", 12, "the weight decay is doubled.",
      decayed("{0} * (1 - 2 * {1} * {2})", ""));
  const std::string term = "^" + name + R"( \+ )" + number + R"( \* )" + name + "$";
  put("the L2 term is missing", 6,
      "the L2 term is missing: the gradient goes into the update "
      "without weight decay.",
      replaced(term, "$1"));
  put("the L2 term is doubled", 11, "the L2 term is doubled.", replaced(term, "$1 + 2 * $2 * $3"));
  put("the L2 term is halved", 13, "the L2 term is halved.", replaced(term, "$1 + 0.5 * $2 * $3"));
  put("uphill instead of downhill", 10,
      "the step goes uphill: the update was added where it is to "
      "be subtracted.",
      stepped("{} + {}"));
  for (const auto& [factor, words] :
       {std::pair{"2", "2 times"}, {"0.5", "half"}, {"10", "10 times"}, {"0.1", "1/10 of"}})
    put("the learning rate", 14,
        fmt::format("every step is {} as long: another learning rate.", words),
        stepped(std::string("{} - ") + factor + " * ({})"));
  const std::string momentum = "^" + number + R"( \* )" + name + R"( \+ )" + name + "$";
  put("the momentum is missing", 9,
      "the momentum is missing: each step takes its own gradient "
      "alone.",
      replaced(momentum, "$3"));
  put("the momentum is dampened", 10,
      "the gradient joins the momentum with the factor 1 - mu; here "
      "it joins it whole.",
      replaced(momentum, "$1 * $2 + (1 - $1) * $3"));
  put("the moment is not a mean", 12,
      "the gradient joins the first moment whole, without the "
      "factor 1 - beta1.",
      replaced("^" + number + R"( \* )" + name + R"( \+ \(1 - \1\) \* )" + name + "$",
               "$1 * $2 + $3"));
  put("Nesterov's look ahead is missing", 11,
      "Nesterov's look ahead is missing: the step takes "
      "the momentum itself.",
      replaced("^" + name + R"( \+ )" + number + R"( \* (b_\w+)$)", "$3"));
  if (run.steps() > 1)
    put("the optimizer's memory is reset", 9,
        "what the optimizer remembers was set back to its "
        "start before every step.",
        forgetful(first));
  put("clipped by value", 8,
      "the gradients were clipped by value, each number by itself; the "
      "reference clips the norm of all together.",
      clip_by_value);
  put("clipping is missing", 7, "clipping is missing: the update takes the gradients whole.",
      not_clipped);
}

}  // namespace downhill
