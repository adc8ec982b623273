#include "files/turn.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace downhill {

namespace fs = std::filesystem;

// The system lets go of the lock when the process ends, so a killed one keeps nobody waiting.
Turn::Turn(const fs::path& lock, const std::function<void()>& must_wait) {
  std::error_code ignored;
  fs::create_directories(lock.parent_path(), ignored);
  file_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) return;
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  if (must_wait) must_wait();
  while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

Turn::~Turn() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace downhill
