// A disk that fails when it is told to: loaded before the C library, it stands between the server and its writes.
//
// FAILING_FOLDER  only files in it fail
// FAILING_ORDER   a file that holds "CALL NTH ERRNO HELD": the nth write (w) or sync (s) since the file was made fails with
//                 this error and, where HELD is 1, so does each after it. Without the file, nothing fails.
// Each failure adds a byte to FAILING_ORDER.struck.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;
static ino_t counted;
static long seen;

static int is_in_folder(int fd) {
  const char *folder = getenv("FAILING_FOLDER");
  char link[32], path[4096];
  if (folder == NULL) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

// The error that this call ends with; 0 if it succeeds.
static int failure(char call, int fd) {
  const char *order = getenv("FAILING_ORDER");
  char text[64], struck[4096], wanted;
  long nth;
  int error, held, found = 0;
  if (order == NULL || !is_in_folder(fd)) return 0;
  int file = open(order, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  struct stat about;
  ssize_t length = read(file, text, sizeof text - 1);
  if (fstat(file, &about) != 0) length = -1;
  close(file);
  if (length <= 0) return 0;
  text[length] = 0;
  if (sscanf(text, "%c %ld %d %d", &wanted, &nth, &error, &held) != 4 || wanted != call) return 0;
  pthread_mutex_lock(&counting);
  if (counted != about.st_ino) {
    counted = about.st_ino;
    seen = 0;
  }
  seen += 1;
  if (seen == nth || (held && seen > nth)) found = error;
  pthread_mutex_unlock(&counting);
  if (found) {
    snprintf(struck, sizeof struck, "%s.struck", order);
    file = open(struck, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file >= 0) {
      syscall(SYS_write, file, "x", 1);
      close(file);
    }
  }
  return found;
}

#define OR_FAIL(call, fd, name, ...)                       \
  do {                                                     \
    static __typeof__(&name) real;                         \
    int error = failure(call, fd);                         \
    if (error) {                                           \
      errno = error;                                       \
      return -1;                                           \
    }                                                      \
    if (real == NULL) real = dlsym(RTLD_NEXT, #name);      \
    return real(__VA_ARGS__);                              \
  } while (0)

ssize_t write(int fd, const void *data, size_t length) { OR_FAIL('w', fd, write, fd, data, length); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { OR_FAIL('w', fd, pwrite, fd, data, length, at); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { OR_FAIL('w', fd, pwrite64, fd, data, length, at); }
int fsync(int fd) { OR_FAIL('s', fd, fsync, fd); }
int fdatasync(int fd) { OR_FAIL('s', fd, fdatasync, fd); }
