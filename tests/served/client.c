// Stands for a program of the same name, of which a server runs: NAME.socket beside this file. See
// server.c. Where none answers, or UNSERVED is set, this runs NAME.real.
#define _GNU_SOURCE
#include "served.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int connectTo(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path)
    return -1;
  strcpy(address.sun_path, path);
  int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return connect(server, (struct sockaddr *)&address, sizeof address) == 0 ? server : -1;
}

static uint32_t sizeOf(char **strings, uint32_t *count) {
  uint32_t size = 0;
  for (*count = 0; strings[*count]; ++*count)
    size += strlen(strings[*count]) + 1;
  return size;
}

static char *copied(char *to, char **strings) {
  for (; *strings; ++strings)
    to = stpcpy(to, *strings) + 1;
  return to;
}

// The open files of this process; 0 if there are too many.
static int listFiles(Request *request, int *files, int server) {
  DIR *folder = opendir("/proc/self/fd");
  files[0] = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (!folder || files[0] < 0)
    return 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    int file = atoi(entry->d_name);
    if (entry->d_name[0] == '.' || file == dirfd(folder) || file == files[0] || file == server)
      continue;
    if (request->files == MOST_FILES)
      return 0;
    request->numbers[request->files++] = file;
    files[request->files] = file;
  }
  closedir(folder);
  return 1;
}

static int sendRequest(int server, char **argv) {
  static Request request;
  static int files[MOST_FILES + 1];
  static char control[CMSG_SPACE(sizeof files)];
  if (!listFiles(&request, files, server))
    return 0;
  request.size = sizeOf(argv, &request.arguments) + sizeOf(environ, &request.variables);
  request.mask = umask(0);
  for (int i = 0; i < RLIM_NLIMITS; ++i)
    getrlimit(i, &request.limits[i]);
  char *text = malloc(request.size);
  copied(copied(text, argv), environ);

  size_t bytes = sizeof *files * (1 + request.files);
  struct iovec pieces[] = {{&request, sizeof request}, {text, request.size}};
  struct msghdr message = {.msg_iov = pieces,
                           .msg_iovlen = 2,
                           .msg_control = control,
                           .msg_controllen = CMSG_SPACE(bytes)};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(bytes);
  memcpy(CMSG_DATA(header), files, bytes);
  ssize_t sent = sendmsg(server, &message, MSG_NOSIGNAL);
  if (sent < (ssize_t)sizeof request)
    return 0;
  for (size_t at = sent - sizeof request; at < request.size; at += sent)
    if ((sent = send(server, text + at, request.size - at, MSG_NOSIGNAL)) <= 0)
      return 0;
  return 1;
}

int main(int argc, char **argv) {
  static char path[PATH_MAX];
  (void)argc;
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof ".socket");
  if (length < 0)
    return 127;
  strcpy(path + length, ".socket");
  int status, server = getenv("UNSERVED") ? -1 : connectTo(path);
  if (server < 0) {
    strcpy(path + length, ".real");
    execv(path, argv);
    return 127;
  }
  if (!sendRequest(server, argv) ||
      recv(server, &status, sizeof status, MSG_WAITALL) != sizeof status) {
    fprintf(stderr, "%s: its server does not answer\n", argv[0]);
    return 127;
  }
  if (!WIFSIGNALED(status))
    return WEXITSTATUS(status);
  signal(WTERMSIG(status), SIG_DFL);
  raise(WTERMSIG(status));
  return 128 + WTERMSIG(status);
}
