#include "compare/update_edits.hpp"

#include <fmt/format.h>

#include <cctype>
#include <regex>
#include <set>

namespace downhill::update_edits {
namespace {

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

}  // namespace

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

Edit counted(int offset) {
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

Edit in_line(const std::string& updated, const std::string& with) {
  return [updated, with](Lines& lines, int) {
    std::smatch match;
    for (Assignment& line : lines) {
      const std::string text = line.expression;
      if (line.name != updated || !std::regex_match(text, match, step())) continue;
      line.expression = fmt::format(fmt::runtime(with), match.str(1), match.str(2));
      return true;
    }
    return false;
  };
}

Edit rated(const std::string& with) {
  return [with](Lines& lines, int) {
    static const std::regex re("^" + name + " - " + number + R"( \* (.+)$)");
    std::smatch match;
    bool any = false;
    for (Assignment& line : lines) {
      const std::string text = line.expression;
      if (!std::regex_match(text, match, re) || line.name != match.str(1)) continue;
      line.expression = match.format(with);
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

}  // namespace downhill::update_edits
