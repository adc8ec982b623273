// The message of a comparison: what is right first, then the first wrong value with its place.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/compare.hpp"
#include "compare/report_words.hpp"
#include "compare/slips.hpp"
#include "ops/joined.hpp"
#include "ops/symbol.hpp"
#include "ops/utf8.hpp"

namespace downhill {
namespace {

constexpr std::size_t width = 80, most_names = 20, shown_numbers = 3;

class Reporter {
 public:
  explicit Reporter(const Comparison& comparison) : comparison_(comparison) {}

  std::string text() {
    const Comparison& c = comparison_;
    const std::string score = fmt::format("{} of {} right", c.right, c.total);
    const std::string title = shortened(c.title, width - score.size() - 2);
    put(fmt::format("{}{:>{}}", title, score, width - columns(title)));
    if (!c.wrong.empty()) {
      explain(c.wrong.front());
      count_the_rest();
    } else if (c.given == 0) {
      put("  no name here is one of the reference's");
    } else if (c.right < c.total && c.imprecise.empty()) {
      put("  everything given is right");
    }
    list(fmt::format("{} with fewer than {} digits, too few to tell: ", c.imprecise.size(),
                     fewest_digits),
         c.imprecise);
    if (!c.rounded.empty())
      list(fmt::format("{} right but for rounding as small as float32's: ", c.rounded.size()),
           c.rounded);
    list(fmt::format("{} not given yet: ", c.total - c.given), c.missing);
    if (c.right < c.total || !c.missing.empty())
      list(fmt::format("{} not given and not needed: ", c.not_asked.size()), c.not_asked, 6);
    std::vector<std::string> unknown;
    for (const UnknownName& name : c.unknown)
      unknown.push_back(name.suggestion.empty()
                            ? name.name
                            : fmt::format("{} (is it {}?)", name.name, name.suggestion));
    list("not in the reference: ", unknown);
    return std::move(text_);
  }

 private:
  void put(const std::string& line) { text_ += line, text_ += '\n'; }

  // Items behind a first word, broken into lines that are indented alike.
  void put_wrapped(const std::string& first, const std::vector<std::string>& items,
                   std::string_view gap) {
    std::string line = first;
    const std::string indent(columns(first), ' ');
    for (const std::string& item : items) {
      if (line != first && line != indent) {
        if (columns(line) + gap.size() + columns(item) > width) {
          put(line);
          line = indent;
        } else {
          line += gap;
        }
      }
      line += item;
    }
    put(line);
  }

  void list(const std::string& words, const std::vector<std::string>& names,
            std::size_t most = most_names) {
    if (names.empty()) return;
    std::vector<std::string> shown(names.begin(),
                                   names.begin() + long(std::min(names.size(), most)));
    if (shown.size() < names.size())
      shown.push_back(fmt::format("and {} more", names.size() - shown.size()));
    put_wrapped("  " + words, shown, " ");
  }

  void explain(const Difference& wrong) {
    const std::string step =
        wrong.occurrences < 2
            ? ""
            : fmt::format(" (number {} of {})", wrong.occurrence + 1, wrong.occurrences);
    std::string way = wrong.gradient ? "going backward" : "going forward";
    if (wrong.gradient && !comparison_.output.empty()) way += " from " + comparison_.output;
    put_wrapped("  ", {way + ",", fmt::format("the first wrong value is {}{}", wrong.name, step)},
                " ");
    place(wrong);
    numbers(wrong);
    reference_line(wrong);
    findings(wrong);
    diagnoses();
  }

  // Why, for each difference on its own; several may have one cause.
  void diagnoses() {
    for (const Diagnosis& diagnosis : comparison_.diagnoses) {
      const bool of_all = diagnosis.of.size() == comparison_.wrong.size();
      const bool of_first = diagnosis.of.front() == 0 && (diagnosis.of.size() == 1 || of_all);
      std::vector<std::string> names;
      for (const std::size_t k : diagnosis.of) names.push_back(comparison_.wrong[k].name);
      for (std::size_t i = 0; i < diagnosis.sentences.size(); ++i)
        put_sentence((i == 0 && !of_first ? brief_list(names) + ": " : "") +
                     diagnosis.sentences[i]);
    }
  }

  static std::string brief_list(std::vector<std::string> names) {
    names = each_once(names);
    constexpr std::size_t most = 8;
    const std::size_t count = names.size();
    if (count > most) names.resize(most);
    return fmt::format("{}{}", joined(names, ", "),
                       count > most ? fmt::format(" and {} more", count - most) : "");
  }

  void put_sentence(const std::string& sentence) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < sentence.size();) {
      const std::size_t end = std::min(sentence.find(' ', begin), sentence.size());
      if (end > begin) words.push_back(sentence.substr(begin, end - begin));
      begin = end + 1;
    }
    put_wrapped(sentence.starts_with(' ') ? "      " : "  ", words, " ");
  }

  // y = s * c       s = 5    c = 4    dy = 1
  void place(const Difference& wrong) {
    std::vector<std::string> values;
    for (const Input& input : wrong.inputs)
      values.push_back(fmt::format("{} = {}", input.name, value_words(input.reference)));
    if (values.size() > 12) values.resize(12), values.push_back("…");
    std::string line;
    for (std::size_t i = 0; i < wrong.forward.size(); ++i) {
      line = fmt::format("      {} = {}", wrong.forward[i].name,
                         shortened(wrong.forward[i].expression, 50));
      if (i + 1 < wrong.forward.size()) put(line);
    }
    if (line.empty() && values.empty()) return;
    if (line.empty()) line = "     ";
    if (columns(line) > 44) put(line), line = "          ";
    line.resize(std::max(line.size() + 2, 22 + line.size() - columns(line)), ' ');
    put_wrapped(line, values, "    ");
  }

  void numbers(const Difference& wrong) {
    const Agreement& agreement = wrong.agreement;
    std::string name = wrong.name, mine, reference;
    if (!agreement.same_shape) {
      mine = shape_words(wrong.mine.value), reference = shape_words(wrong.reference.value);
    } else {
      name += place_words(wrong);
      mine = short_number(Real(agreement.mine));
      reference = short_number(Real(agreement.reference));
      if (mine == reference)
        mine = ops::literal(Real(agreement.mine)),
        reference = ops::literal(Real(agreement.reference));
    }
    const std::size_t first = std::max<std::size_t>(columns(name) + 2, 10);
    const std::size_t second = std::max<std::size_t>(mine.size(), 5);
    const std::size_t third = std::max<std::size_t>(reference.size(), 9);
    std::string head, witness;
    const bool fits = first + second + third + 36 <= width;
    if (wrong.finite_difference && fits) {
      head = "    finite difference";
      witness = fmt::format("    {:<17}", fmt::format("{:.6g}", *wrong.finite_difference));
    }
    put(fmt::format("      {:{}}{:>{}}    {:>{}}{}", "", first, "yours", second, "reference", third,
                    head));
    put(fmt::format("      {}{:{}}{:>{}}    {:>{}}{}    ✗", name, "", first - columns(name), mine,
                    second, reference, third, witness));
    if (wrong.finite_difference && !fits)
      put(fmt::format("  Finite differences give {:.6g}.", *wrong.finite_difference));
  }

  void reference_line(const Difference& wrong) {
    if (wrong.leaf || (!wrong.gradient && wrong.reference_lines.size() == 1)) return;
    const auto& lines = wrong.reference_lines;
    const std::size_t begin = wrong.place.value_or(0);
    const std::size_t end = wrong.place ? begin + 1 : std::min(lines.size(), begin + shown_numbers);
    for (std::size_t i = begin; i < end; ++i) {
      std::string line = i == begin ? "The reference has  " : "                   ";
      line += assignment_words(lines[i]);
      if (!lines[i].words.empty()) line += "    " + lines[i].words;
      put("  " + shortened(line, width - 2));
    }
    if (end < lines.size() && !wrong.place)
      put(fmt::format("  and {} more contributions.", lines.size() - end));
  }

  // What the numbers prove beyond being different.
  void findings(const Difference& wrong) {
    const Agreement& agreement = wrong.agreement;
    const std::size_t given = wrong.mine_lines.size(), expected = wrong.reference_lines.size();
    if (wrong.leaf) put("  It is a given number: the two runs start from different values.");
    if (!agreement.same_shape && wrong.mine.value.shape.size() == 1 &&
        wrong.reference.value.shape.size() == 1)
      put(fmt::format("  {} number{} where {} {} asked for.", wrong.mine.value.data.size(),
                      wrong.mine.value.data.size() == 1 ? "" : "s",
                      wrong.reference.value.data.size(),
                      wrong.reference.value.data.size() == 1 ? "is" : "are"));
    if (agreement.wrong > 0 && agreement.size > 1 && !agreement.summary)
      put(fmt::format("  {} of {} elements {} wrong.", agreement.wrong, agreement.size,
                      agreement.wrong == 1 ? "is" : "are"));
    if (expected > 1)
      put(fmt::format("  {} is a sum of {} contributions{}.", wrong.name, expected,
                      given > 1 && given != expected ? fmt::format("; yours has {}", given) : ""));
    if (wrong.reference_part && wrong.mine_part)
      put(fmt::format("  The contribution of this line is {}, yours {}.",
                      value_words(*wrong.reference_part), value_words(*wrong.mine_part)));
    if (agreement.rounded_to) {
      put(fmt::format("  The reference rounded to {} digit{} is the same: print {} digits or more.",
                      *agreement.rounded_to, *agreement.rounded_to == 1 ? "" : "s", fewest_digits));
    } else if (agreement.ratio && !wrong.leaf && agreement.same_shape && !agreement.summary &&
               !says_its_factor()) {
      const std::string words = ratio_words(*agreement.ratio);
      if (!words.empty()) put("  " + words);
    }
  }

  // Whether what is said of the first wrong value is nothing but its factor.
  bool says_its_factor() const {
    return std::any_of(comparison_.diagnoses.begin(), comparison_.diagnoses.end(),
                       [](const Diagnosis& diagnosis) {
                         return diagnosis.of.front() == 0 && !diagnosis.causes.empty() &&
                                (diagnosis.causes[0].kind == "a constant factor" ||
                                 diagnosis.causes[0].kind == "the sign is flipped");
                       });
  }

  void count_the_rest() {
    const auto& wrong = comparison_.wrong;
    const std::size_t later = comparison_.consequences.size();
    if (wrong.size() > 1) {
      std::vector<std::string> names;
      for (std::size_t i = 1; i < wrong.size(); ++i) names.push_back(wrong[i].name);
      const auto& all = comparison_.diagnoses;
      const bool one_cause = all.size() == 1 && all[0].verdict == Diagnosis::Verdict::mistake &&
                             all[0].of.size() == wrong.size();
      const std::string own = names.size() == 1 ? "its own" : "their own";
      list(fmt::format("{} more value{} wrong {}: ", names.size(),
                       names.size() == 1 ? " is" : "s are",
                       one_cause ? "by the same mistake" : "on " + own),
           each_once(names));
    }
    if (later > 0)
      put(fmt::format("  {} later value{} wrong only because of {}.", later,
                      later == 1 ? " is" : "s are", wrong.size() == 1 ? "this one" : "these"));
  }

  const Comparison& comparison_;
  std::string text_;
};

}  // namespace

std::string report(const Comparison& comparison) { return Reporter(comparison).text(); }

}  // namespace downhill
