#include "exercise/check.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdio>
#include <new>

#include "exercise/not_started.hpp"
#include "files/files.hpp"

namespace downhill {
namespace {

// The address sanitizer reserves more memory than any limit allows. g++ has a macro that tells of
// it, clang 14 a feature.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool memory_has_limit = false;
#elif defined(__has_feature)
constexpr bool memory_has_limit = !__has_feature(address_sanitizer);
#else
constexpr bool memory_has_limit = true;
#endif

constexpr rlim_t most_memory = rlim_t(2) << 30, most_output = rlim_t(16) << 20;

// A loop without an end must not take the machine with it: memory and output have their limits.
void set_limits() {
  const rlimit memory{most_memory, most_memory};
  if (memory_has_limit) ::setrlimit(RLIMIT_DATA, &memory);
  const rlimit output{most_output, most_output};
  ::setrlimit(RLIMIT_FSIZE, &output);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
}

std::string run_to_its_end(const Task& task, Check& check) {
  try {
    task.run(check);
    return "done";
  } catch (const NotStarted&) {
    return "not started";
  } catch (const Unfit& unfit) {
    return std::string("unfit ") + unfit.what();
  } catch (const Wrong& wrong) {
    return std::string("wrong ") + wrong.what();
  } catch (const std::bad_alloc&) {
    return "out of memory";
  } catch (const std::exception& error) {
    return std::string("threw ") + error.what();
  } catch (...) {
    return "threw something that is no std::exception";
  }
}

}  // namespace

void Check::write(const std::string& words, const Answers& mine, const std::string& right) {
  const std::string number = std::to_string(++count_);
  write_file(folder_ / (number + ".words"), words);
  write_file(folder_ / (number + ".mine"), mine.text());
  write_file(folder_ / (number + ".right"), right);
}

void Check::compare(const std::string& words, const Answers& mine, const Answers& right) {
  write(words, mine, right.text());
}

void Check::compare_with_reference(const std::string& words, const Answers& mine,
                                   const std::string& name) {
  write(words, mine, read_file(references_ / (name + ".txt")));
}

void Check::accept(const std::string& words) {
  const Answers as_asked = Answers().add("as_asked", 1);
  compare(words, as_asked, as_asked);
}

int run_task(int argc, char** argv, const std::vector<Task>& tasks) {
  if (argc == 1) {
    for (const Task& task : tasks) fmt::print("{}: {}\n", task.name, task.title);
    return 0;
  }
  for (const Task& task : tasks) {
    if (argc != 4 || task.name != argv[1]) continue;
    const std::filesystem::path folder = argv[2];
    if (!std::freopen((folder / "printed").c_str(), "w", stdout)) return 2;
    set_limits();
    Check check(folder, argv[3]);
    const std::string end = run_to_its_end(task, check);
    std::fflush(stdout);
    write_file(folder / "end", end);
    return 0;
  }
  fmt::print(stderr, "{}: which task? Without arguments it lists them.\n", argv[0]);
  return 2;
}

}  // namespace downhill
