// ADOL-C in the contest: every step recorded anew on its tape, then reversed.
#include <adolc/adolc.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "contest.hpp"

namespace {

using bench::Step, bench::Task;
using Net = bench::MoonsNetwork;

constexpr short tag = 1;

adouble relu(const adouble& a) { return fmax(a, 0.0); }

adouble neuron(const adouble* w, const auto* x, std::size_t n, const adouble& b) {
  adouble sum = b;
  for (std::size_t i = 0; i < n; ++i) sum += w[i] * x[i];
  return sum;
}

Step moons_step() {
  struct State {
    bench::Moons data = bench::moons();
    std::vector<double> numbers = bench::moons_weights(),
                        gradient = std::vector<double>(Net::weights);
  };
  return [s = std::make_shared<State>()](std::size_t) {
    double loss_value = 0;
    trace_on(tag, 1);
    {
      std::vector<adouble> w(Net::weights);
      for (std::size_t i = 0; i < Net::weights; ++i) w[i] <<= s->numbers[i];
      adouble sum = 0;
      for (std::size_t k = 0; k < bench::Moons::points; ++k) {
        adouble h1[Net::hidden], h2[Net::hidden];
        for (std::size_t j = 0; j < Net::hidden; ++j)
          h1[j] = relu(neuron(&w[Net::w1 + 2 * j], &s->data.x[2 * k], 2, w[Net::b1 + j]));
        for (std::size_t j = 0; j < Net::hidden; ++j)
          h2[j] = relu(neuron(&w[Net::w2 + Net::hidden * j], h1, Net::hidden, w[Net::b2 + j]));
        sum += relu(1 - neuron(&w[Net::w3], h2, Net::hidden, w[Net::b3]) * s->data.y[k]);
      }
      adouble squares = w[0] * w[0];
      for (std::size_t i = 1; i < Net::weights; ++i) squares += w[i] * w[i];
      adouble loss = sum * (1.0 / bench::Moons::points) + squares * Net::decay;
      loss >>= loss_value;
    }
    trace_off();
    double one = 1;
    reverse(tag, 1, int(Net::weights), 0, &one, s->gradient.data());
    for (std::size_t i = 0; i < Net::weights; ++i) s->numbers[i] -= Net::rate * s->gradient[i];
    return loss_value;
  };
}

Step chains(std::size_t count) {
  return [count](std::size_t) {
    double value = 0, gradient[4], one_seed = 1;
    trace_on(tag, 1);
    {
      adouble one, p, q, r;
      one <<= 1;
      p <<= 0.75;
      q <<= 0.5;
      r <<= 0.25;
      std::vector<adouble> x(count);
      for (std::size_t c = 0; c < count; ++c) x[c] = one + double(c);
      for (std::size_t i = 0; i < (1'000'000 - 2 * count) / (4 * count); ++i)
        for (adouble& each : x) {
          each = each * p;
          each = each + q;
          each = each * p;
          each = each - r;
        }
      adouble sum = x[0];
      for (std::size_t c = 1; c < count; ++c) sum += x[c];
      sum >>= value;
    }
    trace_off();
    reverse(tag, 1, 4, 0, &one_seed, gradient);
    return value + gradient[1] + gradient[2];
  };
}

Step make_step(const Task& task) {
  if (task.is_float) return {};
  if (task.workload == "W1a") return moons_step();
  if (task.workload == "W2-1") return chains(1);
  if (task.workload == "W2-50") return chains(50);
  return {};
}

// ADOL-C writes a tape that outgrows its buffers to files. A file .adolcrc in the working folder
// makes the buffers large enough for everything to stay in memory.
class BufferSettings {
 public:
  BufferSettings() {
    std::filesystem::current_path(folder_);
    std::ofstream file(".adolcrc");
    for (const char* buffer : {"OBUFSIZE", "LBUFSIZE", "VBUFSIZE", "TBUFSIZE"})
      file << '"' << buffer << "\" \"67108864\"\n";
  }
  ~BufferSettings() { std::filesystem::remove_all(folder_); }

 private:
  std::string name_ = std::filesystem::temp_directory_path() / "downhill-bench-XXXXXX";
  std::filesystem::path folder_ = mkdtemp(name_.data());
};

}  // namespace

int main(int count, char** words) {
  const BufferSettings settings;
  return bench::contend(count, words, make_step);
}
