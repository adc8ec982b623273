#include "train/modules_attention.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "tensor/matmul.hpp"
#include "tensor/selecting.hpp"
#include "tensor/shaping.hpp"
#include "tensor/softmax.hpp"

namespace downhill {
namespace {

std::vector<PlannedParameter> plan_of(std::size_t width, const AttentionOptions& options) {
  if (options.heads == 0 || width == 0 || width % options.heads != 0)
    throw UsageError(fmt::format("Attention: a width of {} cannot be divided among {} heads", width,
                                 options.heads));
  std::vector<PlannedParameter> plan;
  for (const char* name : {"wq", "wk", "wv", "wo"})
    plan.push_back({options.prefix + name, {width, width}, initial::xavier_uniform()});
  return plan;
}

std::vector<int> sizes_of(std::initializer_list<std::size_t> sizes) {
  return {sizes.begin(), sizes.end()};
}

}  // namespace

Array causal_mask(std::size_t places) {
  Array mask = Array::zeros({places, places});
  for (std::size_t i = 0; i < places; ++i)
    for (std::size_t j = i + 1; j < places; ++j) mask.set(i * places + j, 1);
  return mask;
}

Attention::Attention(std::size_t width, AttentionOptions options)
    : Module(plan_of(width, options)), width_(width), options_(std::move(options)) {}

Tensor Attention::record(TensorAt x, std::span<const Tensor> p) const {
  const Shape shape = x.tensor.shape();
  const std::size_t rank = shape.rank();
  if ((rank != 2 && rank != 3) || shape[rank - 1] != width_)
    throw ShapeError(fmt::format("Attention: x must be [T, {0}] or [N, T, {0}], and it is {1}",
                                 width_, text(shape)));
  TensorTape& tape = x.tensor.tape();
  const BlockScope block(tape, options_.prefix + "attention");
  const std::size_t samples = rank == 3 ? shape[0] : 1, places = shape[rank - 2];
  const std::size_t heads = options_.heads, d = width_ / heads;
  const auto at = [&](Tensor y) { return TensorAt(y, x.place.line, x.place.file); };
  const auto named = [&](const char* what, Tensor y) {
    return name(options_.prefix + what, at(y));
  };

  // With several heads: [N, T, width] -> [N, heads, T, d].
  const auto split = [&](Tensor y) {
    if (heads == 1) return y;
    y = reshape(at(y), sizes_of({samples, places, heads, d}));
    return transpose(at(y), {0, 2, 1, 3});
  };
  const Tensor q = split(named("q", matmul(x, p[0])));
  const Tensor k = split(named("k", matmul(x, p[1])));
  const Tensor v = split(named("v", matmul(x, p[2])));

  const Tensor keys = q.shape().rank() == 2   ? transpose(at(k))
                      : q.shape().rank() == 3 ? transpose(at(k), {0, 2, 1})
                                              : transpose(at(k), {0, 1, 3, 2});
  Tensor scores = at(matmul(at(q), keys)) * Operand(1 / std::sqrt(Real(d)));
  named("scores", scores);
  if (options_.causal) {
    const Tensor later = tape.data("later", causal_mask(places), x.place);
    scores = masked_fill(at(scores), later, -std::numeric_limits<Real>::infinity());
  }
  Tensor y = matmul(at(named("weights", softmax(at(scores)))), v);
  if (heads > 1) {
    y = transpose(at(y), {0, 2, 1, 3});
    y = reshape(at(y),
                rank == 3 ? sizes_of({samples, places, width_}) : sizes_of({places, width_}));
  }
  return matmul(at(y), p[3]);
}

}  // namespace downhill
