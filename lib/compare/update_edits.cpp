#include "compare/update_edits.hpp"

#include <fmt/format.h>

#include <cctype>
#include <set>

#include "ops/pattern.hpp"

namespace downhill::update_edits {
namespace {

const Pattern& first_moment() {  // 0.9 * m_w + (1 - 0.9) * dw
  static const Pattern re("^" + number + R"( \* )" + name + R"( \+ \(1 - \1\) \* )" + name + "$");
  return re;
}
const Pattern& second_moment() {  // 0.999 * v_w + (1 - 0.999) * square(dw)
  static const Pattern re("^" + number + R"( \* )" + name + R"( \+ \(1 - \1\) \* square\()" + name +
                          R"(\)$)");
  return re;
}
const Pattern& decay() {  // w * (1 - 0.1 * 0.01)
  static const Pattern re("^" + name + R"( \* \(1 - )" + number + R"( \* )" + number + R"(\)$)");
  return re;
}
const Pattern& l2() {  // dw + 0.01 * w
  static const Pattern re("^" + name + R"( \+ )" + number + R"( \* )" + name + "$");
  return re;
}
const Pattern& correction() {  // m_w / (1 - 0.9 ** 1)
  static const Pattern re("^" + name + R"( / \(1 - )" + number + R"( \*\* )" + number + R"(\)$)");
  return re;
}
const Pattern& step() {  // w - 0.1 * …
  static const Pattern re("^" + name + R"( - (.*)$)");
  return re;
}

// The numbers in front of both moments.
struct Betas {
  std::string first, second;
};
Betas betas_of(const Lines& lines) {
  Betas betas;
  for (const Assignment& line : lines) {
    if (const Match match = first_moment().match(line.expression)) betas.first = match[1];
    if (const Match match = second_moment().match(line.expression)) betas.second = match[1];
  }
  return betas;
}

}  // namespace

Edit replaced(const std::string& pattern, const std::string& with) {
  return [re = Pattern(pattern), with](Lines& lines, int) {
    bool any = false;
    for (Assignment& line : lines) {
      std::string text = re.replace(line.expression, with);
      any = any || text != line.expression;
      line.expression = std::move(text);
    }
    return any;
  };
}

bool swap_betas(Lines& lines, int) {
  const Betas betas = betas_of(lines);
  if (betas.first.empty() || betas.second.empty() || betas.first == betas.second) return false;
  for (Assignment& line : lines) {
    if (const Match m = first_moment().match(line.expression)) {
      line.expression = fmt::format("{0} * {1} + (1 - {0}) * {2}", betas.second, m[2], m[3]);
    } else if (const Match v = second_moment().match(line.expression)) {
      line.expression = fmt::format("{0} * {1} + (1 - {0}) * square({2})", betas.first, v[2], v[3]);
    } else if (const Match hat = correction().match(line.expression)) {
      const std::string& beta = hat[2] == betas.first ? betas.second : betas.first;
      line.expression = fmt::format("{} / (1 - {} ** {})", hat[1], beta, hat[3]);
    }
  }
  return true;
}

Edit uncorrected(bool first, bool second) {
  return [first, second](Lines& lines, int) {
    const Betas betas = betas_of(lines);
    bool any = false;
    for (Assignment& line : lines) {
      const Match match = correction().match(line.expression);
      if (!match) continue;
      const bool of_first = match[2] == betas.first;
      if (betas.first == betas.second ? !(first && second) : of_first ? !first : !second) continue;
      line.expression = match[1];
      any = true;
    }
    return any;
  };
}

Edit counted(int offset) {
  return [offset](Lines& lines, int) {
    bool any = false;
    for (Assignment& line : lines) {
      const Match match = correction().match(line.expression);
      if (!match) continue;
      const int t = offset == 0 ? 1 : std::stoi(match[3]) + offset;
      line.expression = fmt::format("{} / (1 - {} ** {})", match[1], match[2], t);
      any = true;
    }
    return any;
  };
}

bool decay_as_l2(Lines& lines, int) {
  bool any = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Match match = decay().match(lines[i].expression);
    if (!match) continue;
    const std::string w = match[1], rate = match[3];
    if (lines[i].name != w) continue;
    lines[i].expression = w;
    any = true;
    for (std::size_t k = i + 1; k < lines.size() && lines[k].name != w; ++k) {
      const Match m = first_moment().match(lines[k].expression);
      const Match moment = m ? m : second_moment().match(lines[k].expression);
      if (!moment) continue;
      const std::string g = fmt::format("({} + {} * {})", moment[3], rate, w);
      lines[k].expression =
          fmt::format("{0} * {1} + (1 - {0}) * {2}", moment[1], moment[2], m ? g : "square" + g);
    }
  }
  return any;
}

bool l2_as_decay(Lines& lines, int) {
  bool any = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Match match = l2().match(lines[i].expression);
    if (!match) continue;
    const std::string g = match[1], rate = match[2], w = match[3];
    lines[i].expression = g;
    for (std::size_t k = i + 1; k < lines.size(); ++k) {
      const Match last = step().match(lines[k].expression);
      if (lines[k].name != w || !last) continue;
      const std::string learning = last[2].substr(0, last[2].find(' '));
      lines[k].expression = fmt::format("{0} * (1 - {1} * {2}) - {3}", w, learning, rate, last[2]);
      any = true;
      break;
    }
  }
  return any;
}

Edit decayed(const std::string& first, const std::string& then) {
  return [first, then](Lines& lines, int) {
    bool any = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Match match = decay().match(lines[i].expression);
      if (!match || lines[i].name != match[1]) continue;
      lines[i].expression = fmt::format(fmt::runtime(first), match[1], match[2], match[3]);
      any = true;
      for (std::size_t k = i + 1; k < lines.size() && !then.empty(); ++k) {
        if (lines[k].name != match[1]) continue;
        lines[k].expression =
            fmt::format(fmt::runtime(then), lines[k].expression, match[2], match[3]);
        break;
      }
    }
    return any;
  };
}

Edit stepped(const std::string& with) {
  return [with](Lines& lines, int) {
    bool any = false;
    for (Assignment& line : lines) {
      const Match match = step().match(line.expression);
      if (!match || line.name != match[1]) continue;
      line.expression = fmt::format(fmt::runtime(with), match[1], match[2]);
      any = true;
    }
    return any;
  };
}

Edit in_line(const std::string& updated, const std::string& with) {
  return [updated, with](Lines& lines, int) {
    for (Assignment& line : lines) {
      const Match match = step().match(line.expression);
      if (line.name != updated || !match) continue;
      line.expression = fmt::format(fmt::runtime(with), match[1], match[2]);
      return true;
    }
    return false;
  };
}

Edit rated(const std::string& with) {
  return [with](Lines& lines, int) {
    static const Pattern re("^" + name + " - " + number + R"( \* (.+)$)");
    bool any = false;
    for (Assignment& line : lines) {
      const Match match = re.match(line.expression);
      if (!match || line.name != match[1]) continue;
      line.expression = re.replace(line.expression, with);
      any = true;
    }
    return any;
  };
}

void put_update(const Lines& first, std::vector<Slip>& all, const std::string& kind, int rank,
                std::string sentence, const Edit& edit, const std::string& words) {
  Lines copy = first;
  if (kind != "the optimizer's memory is reset" && !edit(copy, 1)) return;
  Slip& mistake = all.emplace_back();
  mistake.kind = kind, mistake.rank = rank, mistake.words = words;
  if (words.empty()) sentence[0] = char(std::toupper(static_cast<unsigned char>(sentence[0])));
  mistake.sentence = std::move(sentence), mistake.update = edit;
}

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

bool clip_by_value(Lines& lines, int) {
  static const Pattern factor(R"(^minimum\(1, )" + number + R"( / .*$)");
  static const Pattern clipped("^" + name + R"( \* )" + name + "$");
  std::string limit, scale;
  bool any = false;
  for (Assignment& line : lines) {
    if (const Match match = factor.match(line.expression)) limit = match[1], scale = line.name;
    const Match match = clipped.match(line.expression);
    if (!scale.empty() && match && match[2] == scale) {
      line.expression = fmt::format("minimum(maximum({0}, -{1}), {1})", match[1], limit);
      any = true;
    }
  }
  return any;
}
bool not_clipped(Lines& lines, int) {
  static const Pattern by_value(R"(^minimum\(maximum\()" + name + ", .*$");
  static const Pattern factor(R"(^minimum\(1, .*$)");
  bool any = false;
  for (Assignment& line : lines) {
    const Match limited = by_value.match(line.expression), scale = factor.match(line.expression);
    if (limited) line.expression = limited[1], any = true;
    if (scale) line.expression = "1", any = true;
  }
  return any;
}

}  // namespace downhill::update_edits
