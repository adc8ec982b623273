#include "train/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tensor/losses.hpp"
#include "tensor/shaping.hpp"
#include "train/anomaly.hpp"
#include "train/clip.hpp"
#include "train/loader.hpp"

namespace downhill {
namespace {

bool is_finite(const Array& a) {
  return std::all_of(a.values().begin(), a.values().end(), [](Real x) { return std::isfinite(x); });
}

// Looks for nan and inf in what a step recorded, shard by shard, and then in its gradients.
void stop_at_anomaly(int step, const TensorBatch& batch, std::span<const Array> gradients) {
  for (std::size_t k = 0; k < batch.shard_count(); ++k)
    if (auto found = forward_anomaly(batch.shard(k).tape))
      throw AnomalyError(step, std::move(*found));
  if (std::all_of(gradients.begin(), gradients.end(), is_finite)) return;
  for (std::size_t k = 0; k < batch.shard_count(); ++k)
    if (auto found = backward_anomaly(batch.shard(k).part))
      throw AnomalyError(step, std::move(*found));
}

// And then in what the update made of the parameters.
void stop_at_anomaly(int step, const Parameters& parameters, std::span<const Array> gradients) {
  for (std::size_t i = 0; i < gradients.size(); ++i)
    if (auto found = update_anomaly(parameters.names()[i], parameters.values()[i], gradients[i]))
      throw AnomalyError(step, std::move(*found));
}

// Clips and updates. Returns the gradients' norm before.
Real update(Parameters& parameters, std::vector<Array>& gradients, Optimizer& optimizer,
            Real rate_factor, const FitSettings& settings) {
  std::vector<std::span<Real>> numbers;
  for (Array& gradient : gradients) numbers.emplace_back(gradient.writable(), gradient.size());
  const Real norm = global_norm(numbers);
  if (settings.clip_norm > 0) clip_by_norm(numbers, settings.clip_norm);
  if (settings.clip_value > 0) clip_by_value(numbers, settings.clip_value);
  const std::vector<std::span<const Real>> downhill(numbers.begin(), numbers.end());
  optimizer.step(parameters.spans(), downhill, rate_factor);
  return norm;
}

void check(const FitSettings& settings) {
  if (settings.epochs < 0)
    throw UsageError(fmt::format("fit: {} epochs make no training", settings.epochs));
  for (const Real limit : {settings.clip_norm, settings.clip_value})
    if (!(limit >= 0) || std::isinf(limit))
      throw UsageError(fmt::format("fit: gradients cannot be clipped at {}", limit));
}

// How many rows have their largest number at the target's place.
std::size_t count_right(const Array& output, const Array& target) {
  const std::size_t classes = output.shape()[1];
  std::size_t right = 0;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const auto row = output.values().subspan(i * classes, classes);
    right += std::size_t(std::max_element(row.begin(), row.end()) - row.begin()) ==
             std::size_t(target[i]);
  }
  return right;
}

}  // namespace

MiniBatch mini_batch(const Dataset& data, std::span<const std::size_t> indices) {
  const std::size_t width = data.width();
  MiniBatch batch{Array::unwritten({indices.size(), width}), Array::unwritten({indices.size()})};
  Real* x = batch.x.writable();
  Real* target = batch.target.writable();
  for (const std::size_t i : indices) {
    x = std::copy_n(data.row(i).data(), width, x);
    *target++ = data.classes.empty() ? data.targets[i] : Real(data.labels[i]);
  }
  return batch;
}

Tensor fit_output(const Module& module, Tensor x, std::span<const Tensor> parameters,
                  const Dataset& data) {
  const Tensor output = module.forward(x, parameters);
  const bool classes = !data.classes.empty();
  const Shape wanted = {x.shape()[0], classes ? data.classes.size() : 1};
  if (output.shape() != wanted)
    throw UsageError(fmt::format("fit: the model gives {}, but {} needs {}: {}",
                                 text(output.shape()), data.name, text(wanted),
                                 classes ? "a logit for each class" : "one number an example"));
  return name(classes ? "logits" : "y", output);
}

Tensor fit_loss(Tensor output, const Array& target, const Dataset& data) {
  const Tensor t = output.tape().data("t", target);
  if (data.classes.empty()) return name("loss", mse(squeeze(output, 1), t));
  return name("loss", cross_entropy(output, t));
}

Score score(const Module& module, const Parameters& parameters, const Dataset& data) {
  constexpr Sharding cut{256, std::size_t(1) << 9};
  const std::size_t shards = cut.count(data.size());
  std::vector<Score> parts(shards);
  const bool with_threads = data.size() * parameters.count() >= TensorBatch::work_for_threads;
  for_each_shard(shards, with_threads, [&](std::size_t k) {
    const Samples rows = cut.shard(k, data.size());
    std::vector<std::size_t> indices(rows.size());
    std::iota(indices.begin(), indices.end(), rows.begin);
    const MiniBatch batch = mini_batch(data, indices);
    TensorTape tape;
    const Tensor output = fit_output(module, tape.data("x", batch.x), parameters.on(tape), data);
    const Real loss = fit_loss(output, batch.target, data).value().number();
    parts[k].loss = loss * Real(rows.size()) / Real(data.size());
    if (data.classes.empty()) return;
    parts[k].of = rows.size();
    parts[k].right = count_right(output.value(), batch.target);
  });
  Score total;
  for (const Score& part : parts) {
    total.loss += part.loss;
    total.right += part.right;
    total.of += part.of;
  }
  return total;
}

FitResult fit(const Module& module, Parameters& parameters, const Split& data,
              const FitSettings& settings, const FitWatch& watch) {
  check(settings);
  Loader loader(data.train.size(), {.batch_size = settings.batch_size, .seed = settings.seed});
  Optimizer optimizer(settings.method);
  TensorBatch batch(parameters.names());
  std::vector<Array> gradients(parameters.names().size());
  FitResult result;
  FitEpoch now{0, settings.epochs, 0, settings.epochs * int(loader.batches()), 0, nullptr};

  for (now.epoch = 1; now.epoch <= settings.epochs; ++now.epoch) {
    loader.start_epoch(now.epoch - 1);
    double loss_sum = 0;
    std::size_t examples = 0;
    for (std::size_t k = 0; k < loader.batches(); ++k) {
      ++now.step;
      const MiniBatch rows = mini_batch(data.train, loader.batch(k));
      const std::size_t count = rows.target.size();
      const Real loss = batch.gradient(
          parameters.values(), count,
          [&](TensorTape& tape, std::span<const Tensor> p, Samples part) {
            const Tensor x = tape.data("x", rows_of(rows.x, part));
            return fit_loss(fit_output(module, x, p, data.train), rows_of(rows.target, part),
                            data.train);
          },
          gradients);
      if (settings.anomaly) stop_at_anomaly(now.step, batch, gradients);

      const Real factor = settings.schedule.factor(optimizer.steps());
      const FitStep step{now.step,   now.epoch, rows.x,    rows.target, loss,
                         parameters, gradients, optimizer, factor,      batch};
      if (watch.before_update) watch.before_update(step);
      batch.forget();  // so that nothing is copied before it is changed
      const Real norm = update(parameters, gradients, optimizer, factor, settings);
      if (settings.anomaly) stop_at_anomaly(now.step, parameters, gradients);
      result.curve.push_back({now.step, now.epoch, loss, optimizer.rate() * factor, norm, {}});

      loss_sum += double(loss) * double(count);
      examples += count;
      now.loss = Real(loss_sum / double(examples));
      if (k + 1 == loader.batches()) {
        result.held_out = score(module, parameters, data.test);
        result.curve.back().held_out = result.held_out;
      }
      now.held_out = k + 1 == loader.batches() ? &result.held_out : nullptr;
      if (watch.progress) watch.progress(now);
    }
  }
  if (settings.epochs == 0) result.held_out = score(module, parameters, data.test);
  result.trained = score(module, parameters, data.train);
  return result;
}

std::string curve_text(std::span<const CurvePoint> curve) {
  std::string text = "step,epoch,loss,accuracy,rate,gradient_norm\n";
  for (const CurvePoint& point : curve) {
    const bool has_accuracy = point.held_out && point.held_out->of > 0;
    text += fmt::format("{},{},{},{},{},{}\n", point.step, point.epoch, point.loss,
                        has_accuracy ? fmt::format("{}", point.held_out->accuracy()) : "",
                        point.rate, point.gradient_norm);
  }
  return text;
}

}  // namespace downhill
