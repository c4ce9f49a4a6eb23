/* libopendkim over the benchmark's corpus: every signature of every message, keys from memory. Prints one
   "name<TAB>microseconds" line. Usage: opendkim_bench FOLDER */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include <opendkim/dkim.h>

struct message {
  char *text;
  size_t size;
};

static char *names[16], *records[16];
static int known;

static void fail(const char *what) {
  fprintf(stderr, "opendkim_bench: %s\n", what);
  exit(1);
}

static char *read_file(const char *folder, const char *name, size_t *size) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail(path);
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  char *text = malloc(*size + 1);
  if (text == NULL || fread(text, 1, *size, file) != *size) fail(path);
  text[*size] = '\0';
  fclose(file);
  return text;
}

static DKIM_STAT look_up(DKIM *dkim, DKIM_SIGINFO *sig, u_char *buffer, size_t size) {
  char name[512];
  (void)dkim;
  snprintf(name, sizeof name, "%s._domainkey.%s", (char *)dkim_sig_getselector(sig),
           (char *)dkim_sig_getdomain(sig));
  for (int i = 0; i < known; i++) {
    if (strcmp(names[i], name) != 0) continue;
    snprintf((char *)buffer, size, "%s", records[i]);
    return DKIM_STAT_OK;
  }
  return DKIM_STAT_NOKEY;
}

static void verify(DKIM_LIB *library, const struct message *message) {
  DKIM_STAT status;
  DKIM *dkim = dkim_verify(library, (const u_char *)"bench", NULL, &status);
  if (dkim == NULL) fail("dkim_verify");
  const char *at = message->text, *end = message->text + message->size;
  while (at < end && strncmp(at, "\r\n", 2) != 0) {
    const char *stop = at;
    do {
      stop = strstr(stop, "\r\n") + 2;
    } while (*stop == ' ' || *stop == '\t');
    if (dkim_header(dkim, (u_char *)at, (size_t)(stop - at - 2)) != DKIM_STAT_OK) fail("dkim_header");
    at = stop;
  }
  if (dkim_eoh(dkim) != DKIM_STAT_OK) fail("dkim_eoh");
  at += 2;
  dkim_body(dkim, (u_char *)at, (size_t)(end - at));
  bool test = false;
  if (dkim_eom(dkim, &test) != DKIM_STAT_OK) fail("a message does not verify");
  DKIM_SIGINFO **sigs = NULL;
  int count = 0;
  dkim_getsiglist(dkim, &sigs, &count);
  for (int i = 0; i < count; i++) {
    /* dkim_eom stops at the first good signature; the others are verified here, as by the milter. */
    dkim_sig_process(dkim, sigs[i]);
    if ((dkim_sig_getflags(sigs[i]) & DKIM_SIGFLAG_PASSED) == 0 ||
        dkim_sig_getbh(sigs[i]) != DKIM_SIGBH_MATCH) {
      fail("a signature does not verify");
    }
  }
  dkim_free(dkim);
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv) {
  if (argc != 2) fail("usage: opendkim_bench FOLDER");
  size_t size;
  char *dns = read_file(argv[1], "dns.txt", &size);
  for (char *line = strtok(dns, "\n"); line != NULL && known < 16; line = strtok(NULL, "\n")) {
    char *space = strstr(line, " TXT ");
    if (space == NULL) continue;
    *space = '\0';
    names[known] = line;
    records[known++] = space + 5;
  }
  struct message messages[10000];
  char *files[10000];
  size_t count = 0;
  DIR *folder = opendir(argv[1]);
  for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL && count < 10000;) {
    if (strstr(entry->d_name, ".eml") != NULL) files[count++] = strdup(entry->d_name);
  }
  if (count == 0) fail("no messages");
  qsort(files, count, sizeof *files, by_name);
  for (size_t i = 0; i < count; i++) messages[i].text = read_file(argv[1], files[i], &messages[i].size);

  DKIM_LIB *library = dkim_init(NULL, NULL);
  if (library == NULL) fail("dkim_init");
  dkim_set_key_lookup(library, look_up);
  uint64_t fixed = 1795255200;
  dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_FIXEDTIME, &fixed, sizeof fixed);
  double best = 1e300;
  for (int round = 0; round < 4; round++) {
    clock_t start = clock();
    for (size_t i = 0; i < count; i++) verify(library, &messages[i]);
    double each = (double)(clock() - start) * 1e6 / CLOCKS_PER_SEC / (double)count;
    if (each < best) best = each;
  }
  printf("libopendkim\t%g\n", best);
  return 0;
}
