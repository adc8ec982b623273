// `downhill train` from the outside: what it prints, what it leaves, and how it refuses.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "catch.hpp"
#include "ops/real.hpp"
#include "places.hpp"
#include "program/run.hpp"

using namespace downhill;
using namespace Catch::Matchers;

namespace {

namespace fs = std::filesystem;

// An empty folder for results, gone at the end.
struct OutFolder {
  fs::path path;
  OutFolder() {
    std::string name = (fs::temp_directory_path() / "downhill-train-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~OutFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  OutFolder(const OutFolder&) = delete;
  OutFolder& operator=(const OutFolder&) = delete;
  std::string file(const char* name) const { return read_file(path / name); }
};

Finished train(std::vector<std::string> arguments, const OutFolder& out) {
  arguments.insert(arguments.begin(), "train");
  arguments.insert(arguments.end(), {"--out", out.path.string()});
  return downhill_program(arguments);
}

// The output without the lines that name the folder of the results.
std::string told(const Finished& run) { return run.output.substr(0, run.output.find("trace    ")); }

// The number before "%" of the verdict.
double accuracy(const Finished& run) {
  const std::size_t at = run.output.find(" right, ", run.output.find("held out: "));
  return std::atof(run.output.c_str() + at + 8);
}

void runs_under_python(const fs::path& trace) {
  const Finished python =
      run_program({place::python, std::string(place::source) + "/tests/references/run_trace.py",
                   trace.string()},
                  std::chrono::minutes(1));
  INFO(trace << "\n" << python.output << python.errors);
  CHECK(python.status == 0);
}

}  // namespace

TEST_CASE("train digits reaches 96 % of a held-out fifth, and says where everything is") {
  const OutFolder out;
  const Finished run = train({"digits", "--seed", "1"}, out);
  INFO(run.output << run.errors);
  REQUIRE(run.status == 0);
  CHECK(accuracy(run) >= 96);
  CHECK_THAT(run.output, StartsWith("digits: 1438 examples to train on, 359 held out\n") &&
                             ContainsSubstring("epoch  1/30   loss ") &&
                             ContainsSubstring("epoch 30/30   loss ") &&
                             ContainsSubstring("trace    " + (out.path / "step-1.txt").string()) &&
                             ContainsSubstring("curve    " + (out.path / "curve.csv").string()) &&
                             ContainsSubstring("weights  " + (out.path / "weights.txt").string()));
  CHECK_THAT(run.errors, ContainsSubstring("examples/s"));
  CHECK_THAT(out.file("step-1.txt"),
             ContainsSubstring("# elided:") && ContainsSubstring("step 1: parameter update"));
  CHECK_THAT(out.file("curve.csv"),
             StartsWith("step,epoch,loss,accuracy,rate,gradient_norm\n1,1,"));
  CHECK_THAT(out.file("weights.txt"), EndsWith("end of 4 parameters\n"));
  CHECK(fs::exists(out.path / "step-1.graph.dot"));
}

TEST_CASE("digits of other writers are harder") {
  const OutFolder out;
  const Finished run = train({"digits", "--split", "writers", "--seed", "1"}, out);
  INFO(run.output << run.errors);
  REQUIRE(run.status == 0);
  CHECK_THAT(run.output, StartsWith("digits: 1437 examples to train on, 360 held out\n"));
  CHECK(accuracy(run) >= 88);
}

TEST_CASE("a training prints and writes the same for any number of threads") {
  const std::vector<std::string> arguments = {
      "digits",      "--model", "mlp:64-32-10", "--batch", "100",          "--epochs", "2",
      "--clip-norm", "1.5",     "--seed",       "7",       "--trace-step", "3"};
  const OutFolder out;
  const Finished alone = [&] {
    auto with = arguments;
    with.insert(with.end(), {"--threads", "1"});
    return train(with, out);
  }();
  REQUIRE(alone.status == 0);
  for (const char* threads : {"2", "3", "7", "16"}) {
    INFO(threads << " threads");
    for (const bool by_option : {true, false}) {
      const OutFolder other;
      auto with = arguments;
      if (by_option) with.insert(with.end(), {"--threads", threads});
      if (!by_option) setenv("OMP_NUM_THREADS", threads, 1);
      const Finished together = train(with, other);
      if (!by_option) unsetenv("OMP_NUM_THREADS");
      REQUIRE(together.status == 0);
      CHECK(told(together) == told(alone));
      for (const char* name :
           {"curve.csv", "weights.txt", "step-3.txt", "step-3.graph.dot", "step-3.gradient.dot"})
        CHECK(other.file(name) == out.file(name));
    }
  }
}

TEST_CASE("xor is learned whole, and a step of it runs under python3 with every optimizer",
          "[double]") {
  for (const char* optimizer : {"adamw", "sgd", "adam", "rmsprop", "adagrad"}) {
    INFO(optimizer);
    const OutFolder out;
    const Finished run = train({"xor", "--seed", "1", "--optimizer", optimizer, "--rate", "0.05",
                                "--epochs", "200", "--trace-step", "150", "--clip-norm", "0.5"},
                               out);
    INFO(run.output << run.errors);
    REQUIRE(run.status == 0);
    if (optimizer == std::string("adamw"))
      CHECK_THAT(run.output, ContainsSubstring("held out: 4 of 4 right, 100.00 %"));
    const std::string trace = out.file("step-150.txt");
    for (const char* heading :
         {"# -- step 150: forward propagation", "# -- step 150: loss calculation",
          "# -- step 150: backward propagation", "# -- step 150: parameter update"})
      CHECK_THAT(trace, ContainsSubstring(heading));
    CHECK_THAT(trace, !ContainsSubstring("# elided:"));
    runs_under_python(out.path / "step-150.txt");
  }
}

TEST_CASE("the other data sets are learned with their defaults") {
  for (const auto& [name, least] : {std::pair{"iris", 90.0},
                                    {"moons", 97.0},
                                    {"circles", 97.0},
                                    {"spirals", 97.0},
                                    {"yinyang", 90.0}}) {
    const OutFolder out;
    const Finished run = train({name, "--seed", "1"}, out);
    INFO(name << "\n" << run.output << run.errors);
    CHECK(run.status == 0);
    CHECK(accuracy(run) >= least);
  }
  const OutFolder out;
  const Finished houses = train({"houses", "--seed", "1"}, out);
  CHECK(houses.status == 0);
  CHECK_THAT(houses.output, ContainsSubstring("mean squared error: held out "));
}

TEST_CASE("a folder in MNIST's format is a data set") {
  const OutFolder out;
  const fs::path folder = out.path / "tiny";
  const auto head = [](char magic, std::size_t count) {
    return std::string{0, 0, 8, magic, 0, 0, 0, char(count)};
  };
  const auto write_part = [&](const std::string& part, std::size_t count) {
    std::string images = head(3, count) + std::string{0, 0, 0, 2, 0, 0, 0, 2};
    std::string labels = head(1, count);
    for (std::size_t i = 0; i < count; ++i) {  // bright above, or bright below
      images += i % 2 ? std::string{char(250), char(240), 0, char(i)}
                      : std::string{char(i), 0, char(245), char(255)};
      labels += char(i % 2);
    }
    write_file(folder / (part + "-images-idx3-ubyte"), images);
    write_file(folder / (part + "-labels-idx1-ubyte"), labels);
  };
  write_part("train", 40);
  write_part("t10k", 10);
  const Finished run = train({folder.string(), "--rate", "0.05"}, out);
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, StartsWith("tiny: 40 examples to train on, 10 held out\nmlp:4-128-10"));
  CHECK(accuracy(run) == 100);
}

TEST_CASE("weights are resumed from, and wrong ones are refused untouched") {
  const OutFolder first, second;
  const std::string weights = (first.path / "weights.txt").string();
  const Finished trained = train({"xor", "--seed", "1"}, first);
  REQUIRE(trained.status == 0);
  const Finished resumed =
      train({"xor", "--seed", "1", "--epochs", "1", "--rate", "0", "--resume", weights}, second);
  INFO(resumed.output << resumed.errors);
  REQUIRE(resumed.status == 0);
  CHECK(second.file("weights.txt") == first.file("weights.txt"));
  CHECK_THAT(resumed.output, ContainsSubstring("held out: 4 of 4 right"));

  const OutFolder third;
  const Finished other = train({"iris", "--resume", weights}, third);
  CHECK(other.status == 2);
  CHECK_THAT(other.errors, ContainsSubstring("weights.txt:2: w1 is [4, 8] in the model"));
  std::string half = first.file("weights.txt");
  half.resize(half.size() / 2);
  write_file(third.path / "half.txt", half);
  CHECK(train({"xor", "--resume", (third.path / "half.txt").string()}, third).status == 2);
  CHECK(train({"xor", "--resume", (third.path / "none.txt").string()}, third).status == 2);
  CHECK_FALSE(fs::exists(third.path / "weights.txt"));
}

TEST_CASE("the anomaly mode names the step and the operation") {
  // The first update makes weights so large that their products overflow.
  const std::string rate = sizeof(Real) == 8 ? "1e160" : "1e25";
  const OutFolder out;
  const std::vector<std::string> arguments = {"moons", "--optimizer", "sgd", "--rate",
                                              rate,    "--seed",      "1"};
  std::vector<std::string> watched = arguments;
  watched.push_back("--anomaly");
  const Finished run = train(watched, out);
  INFO(run.output << run.errors);
  CHECK(run.status == 2);
  CHECK_THAT(run.errors, ContainsSubstring("downhill: step 2: matmul gave ") &&
                             ContainsSubstring(" = h1 @ w2 ") &&
                             ContainsSubstring(", in layer 2\n     h1 = [32, 16]  ") &&
                             ContainsSubstring("w2 = [16, 2]  "));
  CHECK_FALSE(fs::exists(out.path / "weights.txt"));
  const Finished without = train(arguments, out);
  CHECK(without.status == 0);
  CHECK_THAT(without.output, ContainsSubstring("It diverged: at step "));
}

TEST_CASE("train says in one line what is wrong, with status 2") {
  const OutFolder out;
  write_file(out.path / "file", "");
  const auto refuses = [&](std::vector<std::string> arguments, const std::string& reason) {
    const Finished run = train(arguments, out);
    INFO(arguments.back() << "\n" << run.output << run.errors);
    CHECK(run.status == 2);
    CHECK_THAT(run.errors, ContainsSubstring(reason));
  };
  refuses({"diggits"},
          "there is no data set diggits; there are digits, iris, moons, circles, "
          "spirals, xor, yinyang, houses, or a folder with MNIST's files");
  refuses({"digits", "--model", "mlp:32-10"},
          "--model mlp:32-10: it reads 32 numbers, but an example of digits has 64");
  refuses({"digits", "--model", "mlp:64-32-3"},
          "--model mlp:64-32-3: it gives 3 numbers, but digits has 10 classes");
  refuses({"xor", "--model", "mlp:2-two-2"}, "--model mlp:2-two-2: not understood; write mlp:64-");
  refuses({"xor", "--model", "tree:2-2"}, "--model tree:2-2: not understood");
  refuses({"xor", "--model", "mlp:2-2:rely"}, "there is no activation rely; there are relu, tanh");
  refuses({"xor", "--optimizer", "adamm"}, "adamm");
  refuses({"xor", "--rate", "-1"}, "rate is -1");
  refuses({"xor", "--schedule", "step:0"}, "step");
  refuses({"xor", "--batch", "0"}, "--batch");
  refuses({"xor", "--threads", "0"}, "--threads");
  refuses({"xor", "--trace-step", "1000"},
          "--trace-step 1000: this training has 200 steps (200 epochs of 1)");
  refuses({"iris", "--split", "writers"}, "--split writers: only digits");
  refuses({out.path.string()}, "-idx");
  const Finished blocked =
      downhill_program({"train", "xor", "--out", (out.path / "file" / "below").string()});
  CHECK(blocked.status == 2);
  CHECK_THAT(blocked.errors, ContainsSubstring("file"));
}
