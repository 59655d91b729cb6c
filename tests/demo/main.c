/* Calls the demo's four Rust libraries. What it prints is the same in every run. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

void phrase_title(const char *text, char *out, size_t capacity);
void phrase_numbers(const double *values, size_t count, char *out, size_t capacity);
uint64_t crowd_primes(uint64_t limit, uint64_t workers);
void crowd_top_word(const char *text, char *out, size_t capacity);
int crowd_panic_arrives(void);
void journal_keep(const char *folder, uint32_t entries, char *out, size_t capacity);
int journal_clock_runs(void);
void echo_round(const char *message, char *out, size_t capacity);

int main(int argc, char **argv) {
  char line[1024];
  if (argc != 2) {
    fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    return 2;
  }

  phrase_title("der \xc3\xa4LTESTE stra\xc3\x9f"
               "enbaum \xff ends",
               line, sizeof line);
  printf("phrase: %s\n", line);
  const double values[] = {3.14159265, -0.001, 1e21};
  phrase_numbers(values, 3, line, sizeof line);
  printf("phrase: %s\n", line);

  printf("crowd: primes below 10000 sum to %ju\n", (uintmax_t)crowd_primes(10000, 4));
  crowd_top_word("the cat and the dog and the bird", line, sizeof line);
  printf("crowd: %s\n", line);
  printf("crowd: a panic arrives: %d\n", crowd_panic_arrives());

  journal_keep(argv[1], 200, line, sizeof line);
  printf("journal: %s\n", line);
  journal_keep("/nonexistent", 1, line, sizeof line);
  printf("journal: %s\n", line);
  printf("journal: the clock runs: %d\n", journal_clock_runs());

  echo_round("round and round", line, sizeof line);
  printf("echo: %s\n", line);
  return 0;
}
