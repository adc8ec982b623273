#include "files/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

extern char** environ;

namespace downhill {
namespace {

using Clock = std::chrono::steady_clock;

// One stream of the child, and what has been read from it.
struct Stream {
  int from = -1, to = -1;
  std::string* text;

  Stream(std::string* into) : text(into) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      throw ProcessError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    from = ends[0];
    to = ends[1];
  }
  ~Stream() {
    close_end(from);
    close_end(to);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }

  // Takes what is there; at the end of the stream, closes it.
  void read_some() {
    std::array<char, 65536> piece;
    const ssize_t count = ::read(from, piece.data(), piece.size());
    if (count > 0) text->append(piece.data(), std::size_t(count));
    if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) close_end(from);
  }
};

pid_t start(const std::vector<std::string>& command, const Stream& output, const Stream& errors) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.to, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.to, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw ProcessError(fmt::format("cannot run {}: {}", command[0], std::strerror(error)));
  return child;
}

// Reads both streams until the child has closed them; false if the time was up before.
bool read_to_end(std::array<Stream*, 2> streams, Clock::time_point limit) {
  for (;;) {
    std::array<pollfd, 2> watched;
    nfds_t open = 0;
    for (const Stream* stream : streams)
      if (stream->from >= 0) watched[open++] = {stream->from, POLLIN, 0};
    if (open == 0) return true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit - Clock::now()).count();
    if (left <= 0) return false;
    if (::poll(watched.data(), open, int(std::min<long long>(left, 1'000'000))) <= 0) continue;
    for (nfds_t i = 0; i < open; ++i)
      for (Stream* stream : streams)
        if (stream->from == watched[i].fd && watched[i].revents != 0) stream->read_some();
  }
}

}  // namespace

Finished run_program(const std::vector<std::string>& command,
                     std::chrono::milliseconds time_limit) {
  Finished finished;
  Stream output(&finished.output), errors(&finished.errors);
  const auto begin = Clock::now();
  const pid_t child = start(command, output, errors);
  Stream::close_end(output.to);
  Stream::close_end(errors.to);

  finished.timed_out = !read_to_end({&output, &errors}, begin + time_limit);
  if (finished.timed_out) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  finished.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return finished;
}

}  // namespace downhill
