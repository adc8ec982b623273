// What leads a learner on, beside the checks: hints, backups, solutions, progress, the quiz,
// answers from paper, and checking whenever a file is saved.
#include <map>
#include <thread>

#include "catch.hpp"
#include "files/files.hpp"
#include "files/turn.hpp"
#include "program/sandbox.hpp"

namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The place of a text in another; a test that looks for it fails if it is not there.
std::size_t where(const std::string& text, const std::string& part) { return text.find(part); }

}  // namespace

TEST_CASE("hints come one at a time and three in all") {
  const Sandbox sandbox;
  const auto first = sandbox.run({"hint", "06"}).output;
  CHECK(has(first, "hint 1 of 3"));
  CHECK_FALSE(has(first, "  2. "));
  CHECK(has(sandbox.run({"hint", "06"}).output, "  2. "));
  CHECK(has(sandbox.run({"hint", "06"}).output, "hint 3 of 3"));
  CHECK(has(sandbox.run({"hint", "06"}).output, "hint 3 of 3"));
  CHECK(has(sandbox.run({"hint", "06", "walk_backward"}).output, "walk_backward: hint 1 of 3"));
  CHECK(sandbox.run({"hint", "06", "nothing"}).status == 2);
}

TEST_CASE("reset asks, and keeps what was there") {
  const Sandbox sandbox;
  const std::string stub = sandbox.exercise("03");
  sandbox.solve("03");
  const std::string mine = sandbox.exercise("03");
  CHECK(sandbox.run({"reset", "03"}, "n\n").status == 1);
  CHECK(sandbox.exercise("03") == mine);
  CHECK(sandbox.run({"reset", "03"}, "").status == 1);  // nobody answers
  CHECK(sandbox.exercise("03") == mine);
  CHECK(sandbox.run({"reset", "03"}, "y\n").status == 0);
  CHECK(sandbox.exercise("03") == stub);
  std::vector<fs::path> backups;
  for (const auto& entry : fs::directory_iterator(sandbox.folder("03")))
    if (entry.path().filename().string().starts_with("exercise.cpp.")) backups.push_back(entry);
  REQUIRE(backups.size() == 1);
  CHECK(downhill::read_file(backups[0]) == mine);
}

TEST_CASE("the solution is shown after passing, or to whoever gives up") {
  const Sandbox sandbox;
  const auto early = sandbox.run({"solution", "03"});
  CHECK(early.status == 1);
  CHECK_FALSE(has(early.output, "return 2 * x"));
  CHECK(has(sandbox.run({"solution", "03", "--give-up"}).output, "return 2 * x"));
  sandbox.solve("05");
  CHECK(sandbox.run({"check", "05"}).status == 0);
  const auto shown = sandbox.run({"solution", "05"}).output;
  CHECK(has(shown, "dw5"));
  CHECK_FALSE(has(shown, "not_started"));
  CHECK_FALSE(has(shown, "[end]"));
}

TEST_CASE("downhill alone says where you are and leads from step to step") {
  const Sandbox sandbox;
  const auto start = [&] { return sandbox.run({}).output; };
  CHECK(has(start(), "0 of "));
  CHECK(has(start(), " run 0"));
  CHECK(longest_line(start()) <= 80);
  sandbox.solve("03");
  sandbox.run({"check", "03"});
  CHECK(has(start(), "1 of "));
  CHECK(has(start(), "✓ 03"));
  CHECK(has(sandbox.run({"list"}).output, "passed"));
}

TEST_CASE("two that work in one folder do so one after another") {
  const Sandbox sandbox;
  sandbox.solve("05");
  const std::vector<std::string> run = {"run", "05"}, check = {"check", "05"};
  const std::map<std::vector<std::string>, std::string> places = {
      {run, "build/traces"}, {check, "build/exercises/05-backpropagation"}};
  for (const auto& [command, place] : places) {
    {
      const downhill::Turn mine(sandbox.root() / place / ".turn");
      const auto waiting = sandbox.run(command, "", std::chrono::seconds(1));
      CHECK(waiting.timed_out);
      CHECK(has(waiting.errors, "Another downhill is at work in"));
    }
    const auto after = sandbox.run(command);
    INFO(after.output << after.errors);
    CHECK(after.status == 0);
    CHECK(after.errors.empty());
  }
}

TEST_CASE("watch checks again when the file is saved") {
  const Sandbox sandbox;
  for (const bool poll : {false, true}) {
    sandbox.run({"reset", "03", "--yes"});
    std::thread learner([&] {
      std::this_thread::sleep_for(std::chrono::seconds(6));
      sandbox.solve("03");
    });
    std::vector<std::string> arguments = {"watch", "03"};
    if (poll) arguments.push_back("--poll");
    const auto watched = sandbox.run(arguments, "", std::chrono::seconds(14));
    learner.join();
    INFO(watched.output << watched.errors);
    CHECK(watched.timed_out);  // it stays with the exercise until it is stopped
    CHECK(where(watched.output, "not started") < where(watched.output, "passed: 4 of 4"));
  }
}

TEST_CASE("answers from paper are checked, wrong ones and missing ones named") {
  const Sandbox sandbox;
  const auto check = [&](const std::string& answers) {
    return sandbox.run({"check", "06", "-"}, answers);
  };
  CHECK(check("ds = 4\ndc = 5\nda = 4\ndb = 4\n").status == 0);
  CHECK(check("ds: 4.0;\ndc: 5;\nda: 4;\ndb: 4;\n").status == 0);
  const auto wrong = check("ds = 5\ndc = 5\nda = 5\ndb = 5\n");
  CHECK(wrong.status == 1);
  CHECK(has(wrong.output, "the first wrong value is ds"));
  const auto missing = check("ds = 4\ndc = 5\n");
  CHECK(missing.status == 1);
  CHECK(has(missing.output, "da db"));
  CHECK(check("").status == 2);
  CHECK(sandbox.run({"check", "03", "-"}, "x = 1\n").status == 2);  // nothing for paper there
  const auto program = sandbox.run({"check", "06", "mine.cpp"});
  CHECK(program.status == 2);
  CHECK(has(program.errors, "mine.cpp is a program; answers are lines of the form name = number"));
}

TEST_CASE("the quiz takes a prediction and compares it with the run", "[double]") {
  const Sandbox sandbox;
  const auto right = sandbox.run({"quiz", "03"}, "8.17\nc\n");
  INFO(right.output << right.errors);
  CHECK(right.status == 0);
  CHECK(has(right.output, "2 of 2 predictions right"));
  CHECK(has(right.output, "The run says: 8.170728069"));
  CHECK(has(sandbox.run({"quiz", "03"}, "1\na\n").output, "0 of 2 predictions right"));
  CHECK(sandbox.run({"quiz", "03"}, "").status == 0);
  const auto again = sandbox.run({"quiz", "03"}, "no idea\n8.17\nx\nc\n");
  INFO(again.output);
  CHECK(has(again.output, "That is no number."));
  CHECK(has(again.output, "2 of 2 predictions right"));
}
