/*
 * What ../main.c does, for Windows without a C runtime: calls the plugins that -DPLUGINS names, and writes a
 * line for each to standard output.
 */
#include <stddef.h>

typedef size_t plugin_run(char *out, size_t capacity);

#define PLUGIN(name) plugin_run plug_##name##_run;
PLUGINS
#undef PLUGIN

static const struct {
  const char *name;
  plugin_run *run;
} plugins[] = {
#define PLUGIN(name) {#name, plug_##name##_run},
    PLUGINS
#undef PLUGIN
};

__declspec(dllimport) void *GetStdHandle(unsigned which);
__declspec(dllimport) int WriteFile(void *file, const void *bytes, unsigned count,
                                    unsigned *written, void *overlapped);
__declspec(dllimport) void ExitProcess(unsigned code);

static void put(const char *text, size_t length) {
  unsigned written;
  WriteFile(GetStdHandle(-11), text, (unsigned)length, &written, 0);
}

void main_run(void) {
  static char line[4096];
  for (size_t i = 0; i < sizeof plugins / sizeof plugins[0]; i++) {
    size_t name_length = 0;
    while (plugins[i].name[name_length])
      name_length++;
    put(plugins[i].name, name_length);
    put(": ", 2);
    put(line, plugins[i].run(line, sizeof line));
    put("\n", 1);
  }
  ExitProcess(0);
}
