#include "trace/image.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "files/files.hpp"

extern char** environ;

namespace downhill {
namespace {

using Clock = std::chrono::steady_clock;

// A running child whose error messages we read; it is stopped when this goes out of scope.
class Child {
 public:
  explicit Child(const std::vector<std::string>& command) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw ImageError(reason("pipe", errno));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int error =
        ::posix_spawnp(&id_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    messages_ = ends[0];
    if (error == 0) return;
    ::close(messages_);
    if (error == ENOENT)
      throw ImageError(
          "the program dot, which draws images, is not there: run tools/setup, or "
          "install graphviz");
    throw ImageError(reason(arguments[0], error));
  }

  ~Child() {
    ::close(messages_);
    if (!status_) {
      ::kill(id_, SIGKILL);
      wait();
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Waits until the child has ended; false if it has not by then.
  bool ended_before(Clock::time_point limit) {
    char piece[4096];
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit - Clock::now()).count();
      if (left <= 0) return false;
      pollfd watched{messages_, POLLIN, 0};
      const int ready = ::poll(&watched, 1, int(std::min<long long>(left, 1'000'000)));
      if (ready <= 0) continue;
      const ssize_t count = ::read(messages_, piece, sizeof piece);
      if (count == 0) break;  // the child has closed its end
      if (count > 0 && text_.size() < 10'000) text_.append(piece, std::size_t(count));
    }
    wait();
    return true;
  }

  bool succeeded() const { return status_ && WIFEXITED(*status_) && WEXITSTATUS(*status_) == 0; }

  // What it said first, or how it ended.
  std::string complaint() const {
    if (!text_.empty()) return text_.substr(0, text_.find('\n'));
    if (WIFSIGNALED(*status_)) return fmt::format("stopped by signal {}", WTERMSIG(*status_));
    return fmt::format("exit status {}", WEXITSTATUS(*status_));
  }

 private:
  static std::string reason(std::string_view what, int error) {
    return fmt::format("cannot run dot: {}: {}", what, std::strerror(error));
  }

  void wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) continue;
    status_ = status;
  }

  pid_t id_ = 0;
  int messages_ = -1;
  std::string text_;
  std::optional<int> status_;
};

// A path that no program takes for an option.
std::string argument(const std::filesystem::path& path) {
  const std::string text = path.string();
  return text.starts_with('-') ? "./" + text : text;
}

}  // namespace

void render_image(const std::filesystem::path& dot_path, const std::filesystem::path& image_path,
                  ImageFormat format, std::chrono::milliseconds time_limit) {
  const bool is_png = format == ImageFormat::png;
  TemporaryFile part(image_path);
  std::vector<std::string> command = {"dot", is_png ? "-Tpng" : "-Tsvg"};
  if (is_png) command.push_back("-Gdpi=144");  // 96 leaves small letters unclear
  command.insert(command.end(), {"-o", argument(part.name()), argument(dot_path)});
  Child dot(command);
  if (!dot.ended_before(Clock::now() + time_limit))
    throw ImageError(
        fmt::format("{}: dot was stopped after {:.3g} s; a smaller drawing, or --of "
                    "for one value's part of it, is faster",
                    dot_path.string(), double(time_limit.count()) / 1000));
  if (!dot.succeeded())
    throw ImageError(
        fmt::format("{}: dot could not draw it: {}", dot_path.string(), dot.complaint()));
  part.put_in_place();
}

}  // namespace downhill
