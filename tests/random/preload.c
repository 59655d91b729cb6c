// Makes of any program a server of itself, for tests that start one linker a hundred thousand
// times.
//
// Loading and relocating a linker's shared libraries takes longer than linking ten small objects:
// 15 of 17 ms for lld. So this library, preloaded, stops the program just before main. Each request
// that it then reads from standard input, a size and that many bytes of NUL-terminated arguments,
// is run by a fork of the program in that state. The answer on standard output is the status as
// wait(2) gives it, and the first answer, 0, says that the server is there. What main itself writes
// goes to the files "stdout" and "stderr".
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int Main(int, char **, char **);
static Main *programMain;

static int readAll(void *to, size_t size) {
  for (ssize_t got; size > 0; to = (char *)to + got, size -= got)
    if ((got = read(STDIN_FILENO, to, size)) <= 0)
      return 0;
  return 1;
}

static void answer(int32_t status) {
  if (write(STDOUT_FILENO, &status, sizeof status) != sizeof status)
    _exit(1);
}

static void redirect(const char *path, int to) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0 || dup2(file, to) < 0 || close(file) < 0)
    _exit(126);
}

static int serve(int argc, char **argv, char **environment) {
  static char text[1 << 16];
  static char *arguments[1 << 10];
  (void)argc, (void)argv;
  unsetenv("LD_PRELOAD");
  answer(0);
  for (uint32_t size; readAll(&size, sizeof size) && size < sizeof text && readAll(text, size);) {
    int count = 0;
    for (char *at = text; at < text + size && count < (1 << 10) - 1; at += strlen(at) + 1)
      arguments[count++] = at;
    arguments[count] = NULL;
    pid_t child = fork();
    if (child == 0) {
      redirect("/dev/null", STDIN_FILENO);
      redirect("stdout", STDOUT_FILENO);
      redirect("stderr", STDERR_FILENO);
      return programMain(count, arguments, environment);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0)
      _exit(1);
    answer(status);
  }
  _exit(0);
}

int __libc_start_main(Main *main, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*loaderFini)(void), void *stackEnd) {
  programMain = main;
  __typeof__(&__libc_start_main) start = dlsym(RTLD_NEXT, "__libc_start_main");
  return start(serve, argc, argv, init, fini, loaderFini, stackEnd);
}
