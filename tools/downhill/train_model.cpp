#include "train_model.hpp"

#include <fmt/format.h>

#include <charconv>

#include "train/text_lines.hpp"

namespace downhill::tool {
namespace {

[[noreturn]] void not_understood(const std::string& words) {
  throw UsageError(fmt::format(
      "--model {}: not understood; write mlp:64-32-10, or mlp:64-32-10:tanh for another activation "
      "than relu",
      words));
}

std::vector<std::size_t> sizes_in(std::string_view text, const std::string& words) {
  constexpr std::size_t largest = 1'000'000;
  std::vector<std::size_t> sizes;
  while (!text.empty()) {
    const std::string_view word = cut(text, '-');
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), size);
    if (error != std::errc() || end != word.data() + word.size() || size == 0 || size > largest)
      not_understood(words);
    sizes.push_back(size);
  }
  return sizes;
}

}  // namespace

Mlp model_in_words(const std::string& words, const Dataset& data) {
  std::string_view rest = words;
  if (cut(rest, ':') != "mlp") not_understood(words);
  const std::vector<std::size_t> sizes = sizes_in(cut(rest, ':'), words);
  if (sizes.size() < 2 || words.ends_with('-') || words.ends_with(':')) not_understood(words);
  MlpOptions options;
  if (!rest.empty()) options.activation = activation_named(rest);

  const std::size_t outputs = data.classes.empty() ? 1 : data.classes.size();
  if (sizes.front() != data.width())
    throw UsageError(fmt::format(
        "--model {}: it reads {} numbers, but an example of {} has {}; begin with mlp:{}-", words,
        sizes.front(), data.name, data.width(), data.width()));
  if (sizes.back() != outputs)
    throw UsageError(fmt::format(
        "--model {}: it gives {} numbers, but {} has {}; end with -{}", words, sizes.back(),
        data.name,
        data.classes.empty() ? "one number to predict" : fmt::format("{} classes", outputs),
        outputs));
  return Mlp(sizes, options);
}

}  // namespace downhill::tool
