// downhill watch: checks an exercise whenever it is saved, until it is stopped by Ctrl-C. It stays
// with one exercise, also when that has passed.
#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <ctime>
#include <thread>

#include "commands.hpp"
#include "files/files.hpp"
#include "report.hpp"
#include "terminal.hpp"

namespace downhill::tool {
namespace {

namespace fs = std::filesystem;

// What the file says now; an editor that is just writing it may have taken it away for a moment.
std::string content(const fs::path& file) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    try {
      if (fs::exists(file)) return read_file(file);
    } catch (const FileError&) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return "";
}

// Tells of changes in a folder by the system's notices (inotify).
class Notices {
 public:
  explicit Notices(const fs::path& folder) : queue_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    if (queue_ < 0) return;
    if (::inotify_add_watch(queue_, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) < 0) {
      ::close(queue_);
      queue_ = -1;
    }
  }
  ~Notices() {
    if (queue_ >= 0) ::close(queue_);
  }
  Notices(const Notices&) = delete;
  Notices& operator=(const Notices&) = delete;

  bool work() const { return queue_ >= 0; }

  // Returns when something in the folder was written, or after a second.
  void wait() const {
    pollfd watched{queue_, POLLIN, 0};
    ::poll(&watched, 1, 1000);
    char notices[4096];
    while (::read(queue_, notices, sizeof notices) > 0) continue;
  }

 private:
  int queue_;
};

std::string clock() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char text[16];
  std::strftime(text, sizeof text, "%H:%M:%S", &local);
  return text;
}

void check_and_print(const Exercise& exercise) {
  fmt::print("\n{}\n", paint(Colour::faint, fmt::format("── {} {:─<68}", clock(), "")));
  try {
    const Checked checked = check_exercise(exercise);
    fmt::print("{}", report(exercise, checked));
    note_progress(exercise, checked);
  } catch (const std::exception& error) {
    fmt::print("{}\n", error.what());
  }
  std::fflush(stdout);
}

}  // namespace

int watch_command(const std::string& chapter, bool poll) {
  const Exercise exercise = chapter.empty() ? current_exercise() : find_exercise(chapter);
  const Notices notices(exercise.folder);
  if (!poll && !notices.work()) {
    fmt::print("The system gives no notices of changes here, so the file is looked at.\n");
    poll = true;
  }
  fmt::print("Watching {}.\nSave it to have it checked; Ctrl-C ends.\n", shown(exercise.file()));
  for (std::string last;;) {
    const std::string now = content(exercise.file());
    if (now != last) {
      last = now;
      check_and_print(exercise);
    } else if (poll) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    } else {
      notices.wait();
    }
  }
}

}  // namespace downhill::tool
