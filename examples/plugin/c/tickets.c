/* A task plugin for ELS in C, written from docs/plugins.md: a line in, a line out. It uses nothing
 * of ELS and no library.
 *
 *     build/bin/els plugins generate --plugin-exec build/bin/els-example-plugin --allow-unsigned \
 *         --plugin tickets */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One family; %1$u and %2$u are its numbers. Each wording is a template. */
static const struct {
    const char *name, *wording;
} templates[] = {
    {"price", "A ticket costs %1$u euros. What do %2$u tickets cost?"},
    {"group", "A group of %2$u pays %1$u euros each. How much is that together?"},
    {"seats", "A row has %1$u seats. How many seats have %2$u rows?"},
    {"trips", "A bus takes %1$u people. How many people do %2$u buses take?"},
    {"hours", "A tour lasts %1$u minutes. How many minutes do %2$u tours last?"},
};
enum { TEMPLATES = sizeof templates / sizeof templates[0] };

/* The text behind "NAME": in a line of ELS, whose members are numbers and plain names. */
static const char *member(const char *line, const char *name)
{
    char key[32];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = strstr(line, key);
    return at ? at + strlen(key) : "";
}

static uint64_t number(const char *line, const char *name)
{
    return strtoull(member(line, name), NULL, 10);
}

/* A drawing of the seed alone (a step of SplitMix64). */
static unsigned draw(uint64_t *state, unsigned low, unsigned high)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return low + (unsigned)((x ^ x >> 31) % (high - low + 1));
}

static void describe(void)
{
    printf("{\"name\":\"tickets\",\"version\":\"1\",\"description\":\"Products of two numbers.\","
           "\"families\":[{\"name\":\"product\",\"templates\":[");
    for (int i = 0; i < TEMPLATES; i++)
        printf("%s\"%s\"", i ? "," : "", templates[i].name);
    printf("]}]}\n");
}

static void generate(const char *line)
{
    uint64_t state = number(line, "seed");
    unsigned most = 10 * (unsigned)number(line, "difficulty");
    unsigned a = draw(&state, 2, most), b = draw(&state, 2, most);
    const char *wanted = member(line, "template") + 1; /* behind the quote */
    for (int i = 0; i < TEMPLATES; i++) {
        size_t len = strlen(templates[i].name);
        if (strncmp(wanted, templates[i].name, len) != 0 || wanted[len] != '"')
            continue;
        char question[200];
        snprintf(question, sizeof question, templates[i].wording, a, b);
        printf("{\"id\":%llu,\"question\":\"%s\",\"type\":\"number\",\"answer\":\"%u\"}\n",
               (unsigned long long)number(line, "id"), question, a * b);
        return;
    }
    printf("{\"error\":\"there is no such template\"}\n");
}

int main(void)
{
    char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        if (strncmp(member(line, "op"), "\"describe\"", 10) == 0)
            describe();
        else
            generate(line);
        fflush(stdout);
    }
    return 0;
}
