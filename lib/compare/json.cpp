// A comparison as JSON, for other programs.
#include <cmath>
#include <nlohmann/json.hpp>

#include "compare/compare.hpp"
#include "ops/symbol.hpp"

namespace downhill {
namespace {

using Json = nlohmann::ordered_json;

Json number_json(double number) {
  if (std::isfinite(number)) return number;
  return ops::literal(Real(number));
}

Json value_json(const Value& value, const std::vector<Real>& summary = {}) {
  if (value.is_number()) return number_json(double(value.number()));
  Json json;
  json["shape"] = value.shape;
  if (!summary.empty()) {
    std::size_t i = 0;
    for (const char* name : {"mean", "std", "min", "max", "norm"})
      json[name] = number_json(double(summary[i++]));
    return json;
  }
  json["data"] = Json::array();
  for (const Real number : value.data) json["data"].push_back(number_json(double(number)));
  return json;
}

template <class Optional>
Json optional_json(const Optional& value) {
  return value ? value_json(*value) : Json(nullptr);
}

Json difference_json(const Difference& wrong) {
  Json json;
  json["name"] = wrong.name;
  json["gradient"] = wrong.gradient;
  json["step"] = wrong.occurrence + 1;
  json["mine"] = value_json(wrong.mine.value, wrong.mine.summary);
  json["reference"] = value_json(wrong.reference.value, wrong.reference.summary);
  json["ratio"] = wrong.agreement.ratio ? number_json(*wrong.agreement.ratio) : Json(nullptr);
  json["same_shape"] = wrong.agreement.same_shape;
  json["wrong_elements"] = wrong.agreement.wrong;
  json["first_element"] = wrong.agreement.first;
  const Statement& line = wrong.reference_lines[wrong.place.value_or(0)];
  json["line"] = line.line;
  json["expression"] = line.expression;
  json["words"] = line.words;
  json["forward"] = Json::array();
  for (const Statement& forward : wrong.forward)
    json["forward"].push_back(forward.name + " = " + forward.expression);
  json["inputs"] = Json::array();
  for (const Input& input : wrong.inputs)
    json["inputs"].push_back({{"name", input.name},
                              {"reference", value_json(input.reference)},
                              {"mine", optional_json(input.mine)}});
  json["contributions"] = wrong.reference_lines.size();
  json["contribution"] = nullptr;
  if (wrong.reference_part)
    json["contribution"] = {{"index", *wrong.place},
                            {"mine", optional_json(wrong.mine_part)},
                            {"reference", optional_json(wrong.reference_part)}};
  json["consequences"] = wrong.consequences;
  json["finite_difference"] =
      wrong.finite_difference ? number_json(*wrong.finite_difference) : Json(nullptr);
  json["node"] = wrong.node_name;
  json["node_id"] = wrong.node ? Json(*wrong.node) : Json(nullptr);
  return json;
}

Json diagnosis_json(const Diagnosis& diagnosis, const Comparison& comparison) {
  static constexpr const char* verdicts[] = {"mistake", "rounding", "reference wrong", "unknown"};
  Json json;
  json["verdict"] = verdicts[std::size_t(diagnosis.verdict)];
  json["of"] = Json::array();
  for (const std::size_t k : diagnosis.of) json["of"].push_back(comparison.wrong[k].name);
  json["causes"] = Json::array();
  for (const Cause& cause : diagnosis.causes)
    json["causes"].push_back(
        {{"kind", cause.kind}, {"sentence", cause.sentence}, {"nodes", cause.nodes}});
  json["sentences"] = diagnosis.sentences;
  return json;
}

}  // namespace

std::string comparison_json(const Comparison& comparison, int indent) {
  Json json;
  json["match"] = comparison.matches();
  json["title"] = comparison.title;
  json["mine"] = comparison.mine;
  json["reference"] = comparison.reference;
  json["right"] = comparison.right;
  json["total"] = comparison.total;
  json["rtol"] = comparison.rtol;
  json["wrong"] = Json::array();
  for (const Difference& wrong : comparison.wrong) json["wrong"].push_back(difference_json(wrong));
  json["consequences"] = comparison.consequences;
  json["imprecise"] = comparison.imprecise;
  json["rounded"] = comparison.rounded;
  json["missing"] = comparison.missing;
  json["not_asked"] = comparison.not_asked;
  json["unknown"] = Json::array();
  for (const UnknownName& unknown : comparison.unknown)
    json["unknown"].push_back({{"name", unknown.name}, {"suggestion", unknown.suggestion}});
  json["diagnoses"] = Json::array();
  for (const Diagnosis& diagnosis : comparison.diagnoses)
    json["diagnoses"].push_back(diagnosis_json(diagnosis, comparison));
  // Comments may hold bytes that are not UTF-8.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace downhill
