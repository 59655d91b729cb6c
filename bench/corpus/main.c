/*
 * Calls plugins of the corpus and prints a line for each. Which ones is said when it is compiled:
 * -DPLUGINS='PLUGIN(args) PLUGIN(json)'. What it prints is the same in every run.
 */
#include <stddef.h>
#include <stdio.h>

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

int main(void) {
  for (size_t i = 0; i < sizeof plugins / sizeof plugins[0]; i++) {
    char line[4096];
    size_t length = plugins[i].run(line, sizeof line);
    printf("%s (%zu): %s\n", plugins[i].name, length, line);
    fflush(stdout); /* so that the last line before a crash is seen */
  }
  return 0;
}
