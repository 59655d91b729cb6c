// Makes of any program a server of itself, for tests that start LLVM's tools thousands of times.
//
// Loading and relocating LLVM's shared library takes longer than what such a tool then does with a
// small object. So this library, preloaded, stops the program just before main. For each client
// (see client.c) a fork of the program in that state runs main, with the client's arguments,
// environment, folder, open files and limits. The answer is its status as wait(2) gives it. A
// client that goes takes its process with it, and the server ends with the process that started it.
//
// SERVED_SOCKET says where it listens.
#define _GNU_SOURCE
#include "served.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

typedef int Main(int, char **, char **);
static Main *programMain;

// The clients whose processes are at work. Files that come with a request are kept at numbers above
// ABOVE until they get those that the client has them at.
enum { MOST = 256, ABOVE = 600 };
static struct {
  int client;
  pid_t process;
} served[MOST];
static int count;

static void ended(int signal) { (void)signal; }

static int listenAt(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path)
    _exit(1);
  strcpy(address.sun_path, path);
  int arrivals = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(arrivals, (struct sockaddr *)&address, sizeof address) < 0 || listen(arrivals, 64) < 0)
    _exit(1);
  return arrivals;
}

// Receives a request: the text is returned, and the files are in `files`, above ABOVE.
static char *receive(int client, Request *request, int *files) {
  static char control[CMSG_SPACE(sizeof(int) * (MOST_FILES + 1))];
  struct iovec piece = {request, sizeof *request};
  struct msghdr message = {
      .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (recvmsg(client, &message, MSG_WAITALL) != sizeof *request || !CMSG_FIRSTHDR(&message))
    _exit(127);
  memcpy(files, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof *files * (1 + request->files));
  for (int i = 0; i <= request->files; ++i) {
    int above = fcntl(files[i], F_DUPFD_CLOEXEC, ABOVE);
    close(files[i]);
    files[i] = above;
  }
  char *text = malloc(request->size);
  if (recv(client, text, request->size, MSG_WAITALL) != (ssize_t)request->size)
    _exit(127);
  return text;
}

static char **strings(char **text, uint32_t count) {
  char **list = calloc(count + 1, sizeof *list);
  for (uint32_t i = 0; i < count; ++i, *text += strlen(*text) + 1)
    list[i] = *text;
  return list;
}

// In a process of its own: all that a client has becomes this process's, and main runs.
static int runFor(int client) {
  static Request request;
  static int files[MOST_FILES + 1];
  char *text = receive(client, &request, files);
  for (int i = 0; i < ABOVE; ++i)
    close(i);
  for (int i = 0; i < request.files; ++i)
    dup2(files[1 + i], request.numbers[i]);
  if (fchdir(files[0]) < 0)
    _exit(127);
  umask(request.mask);
  for (int i = 0; i < RLIM_NLIMITS; ++i)
    setrlimit(i, &request.limits[i]);
  char **arguments = strings(&text, request.arguments);
  environ = strings(&text, request.variables);
  return programMain(request.arguments, arguments, environ);
}

static void answerEnded(void) {
  int status;
  for (pid_t process; (process = waitpid(-1, &status, WNOHANG)) > 0;)
    for (int i = 0; i < count; ++i)
      if (served[i].process == process) {
        send(served[i].client, &status, sizeof status, MSG_NOSIGNAL);
        close(served[i].client);
        served[i--] = served[--count];
      }
}

// Starts a process for a client; true in that process.
static int begin(int client, const sigset_t *usual) {
  pid_t process = client < 0 ? -1 : fork();
  if (process == 0) {
    signal(SIGCHLD, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, 0);
    sigprocmask(SIG_SETMASK, usual, NULL);
    return 1;
  }
  if (process < 0)
    close(client);
  else
    served[count].client = client, served[count++].process = process;
  return 0;
}

static int serve(int argc, char **argv, char **environment) {
  static struct pollfd waiting[1 + MOST];
  sigset_t usual, held;
  (void)argc, (void)argv, (void)environment;
  unsetenv("LD_PRELOAD");
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int arrivals = listenAt(getenv("SERVED_SOCKET"));
  sigemptyset(&held);
  sigaddset(&held, SIGCHLD);
  sigprocmask(SIG_BLOCK, &held, &usual);
  signal(SIGCHLD, ended);
  for (;;) {
    waiting[0] = (struct pollfd){count < MOST ? arrivals : -1, POLLIN, 0};
    for (int i = 0; i < count; ++i)
      waiting[1 + i] = (struct pollfd){served[i].client, POLLRDHUP, 0};
    int known = count;
    if (ppoll(waiting, 1 + known, NULL, &usual) > 0) {
      for (int i = 0; i < known; ++i)
        if (waiting[1 + i].revents)
          kill(served[i].process, SIGKILL);
      if (waiting[0].revents) {
        int client = accept4(arrivals, NULL, NULL, SOCK_CLOEXEC);
        if (begin(client, &usual))
          return runFor(client);
      }
    }
    answerEnded();
  }
}

int __libc_start_main(Main *main, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*loaderFini)(void), void *stackEnd) {
  programMain = main;
  __typeof__(&__libc_start_main) start = dlsym(RTLD_NEXT, "__libc_start_main");
  return start(serve, argc, argv, init, fini, loaderFini, stackEnd);
}
