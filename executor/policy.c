#include "policy.h"
#include "usual.h"

#include <string.h>

enum { WORDS_MAX = 24, PHRASES_MAX = 24 };

/* A rule: a request (a verb asked for, not reported) and behind it in the same sentence something
 * that is not to be had by it. A phrase is one or two words; "all *" stands for all, every, entire,
 * whole before the second word. */
typedef struct {
    const char *name;
    const char *verbs[WORDS_MAX];
    const char *objects[PHRASES_MAX];
    const char *harmless[WORDS_MAX]; /* words in the sentence that make it an ordinary request */
} rule;

static const rule rules[] = {
    {"credentials",
     {"reveal", "show", "print", "tell", "give", "send", "dump", "leak", "expose", "list", "output",
      "extract", "steal", "disclose", "fetch", "read", "guess", "crack"},
     {"password", "passwords", "passphrase", "passphrases", "credentials", "api key", "api keys",
      "private key", "private keys", "secret key", "secret keys", "access token", "access tokens",
      "session cookie", "session cookies", "ssh key", "ssh keys", "login secrets"},
     {"new", "reset", "change", "forgot", "forgotten", "lost", "temporary", "without"}},
    {"answer_keys",
     {"reveal", "show", "print", "tell", "give", "send", "dump", "leak", "expose", "list", "output",
      "extract", "steal", "disclose", "fetch", "read"},
     {"answer key", "answer keys", "sealed answer", "sealed answers", "hidden answer",
      "hidden answers", "answer sheet", "grading key", "probe answers"},
     {NULL}},
    {"destruction",
     {"delete", "erase", "wipe", "destroy", "drop", "format", "overwrite", "purge", "corrupt",
      "remove", "kill", "shutdown", "encrypt"},
     {"all files",   "all data",    "all databases", "all disks",           "all records",
      "all backups", "all tables",  "all logs",      "all users",           "all accounts",
      "all servers", "all systems", "all disk",      "all database",        "all system",
      "all journal", "hard drive",  "hard disk",     "production database", "filesystem",
      "backups"},
     {NULL}},
};

static bool is_word(const els_token *token, const char *word)
{
    return els_str_eq(token->lower, els_str_of(word));
}

static bool is_among(const els_token *token, const char *const *words, size_t cap)
{
    for (size_t i = 0; i < cap && words[i]; i++)
        if (is_word(token, words[i]))
            return true;
    return false;
}

/* A verb is asked for at the start of a sentence or behind one of these; "how do I ..." is not. */
static bool is_request(const els_reading *reading, const els_sentence *sentence, uint32_t at)
{
    static const char *const before[] = {"please", "you", "must", "then",
                                         "and",    "now", "just", "to"};
    return at == sentence->first ||
           is_among(&reading->tokens[at - 1], before, sizeof before / sizeof before[0]);
}

static bool is_all(const els_token *token)
{
    static const char *const words[] = {"all", "every", "entire", "whole"};
    return is_among(token, words, sizeof words / sizeof words[0]);
}

static bool object_at(const els_reading *reading, uint32_t at, uint32_t end, const char *phrase)
{
    const char *blank = strchr(phrase, ' ');
    const els_token *token = &reading->tokens[at];
    if (!blank)
        return is_word(token, phrase);
    els_str first = {phrase, (size_t)(blank - phrase)};
    bool fits = els_str_eq(first, ELS_STR("all")) ? is_all(token) : els_str_eq(token->lower, first);
    /* "all the files" is all files. */
    uint32_t next = at + 1;
    while (fits && next < end &&
           (is_word(&reading->tokens[next], "the") || is_word(&reading->tokens[next], "of")))
        next++;
    return fits && next < end && is_word(&reading->tokens[next], blank + 1);
}

static bool breaks(const els_reading *reading, const els_sentence *sentence, const rule *r)
{
    bool asked = false, found = false;
    for (uint32_t i = sentence->first; i < sentence->end; i++) {
        if (is_among(&reading->tokens[i], r->harmless, WORDS_MAX))
            return false;
        for (uint32_t o = 0; asked && o < PHRASES_MAX && r->objects[o]; o++)
            found = found || object_at(reading, i, sentence->end, r->objects[o]);
        asked = asked || (is_among(&reading->tokens[i], r->verbs, WORDS_MAX) &&
                          is_request(reading, sentence, i));
    }
    return found;
}

const char *els_policy_refusal(const els_reading *reading)
{
    for (uint32_t f = 0; f < reading->task->n_fields; f++)
        if (reading->task->fields[f].n_choices && !els_usual_is_named(&reading->task->fields[f]))
            return NULL;
    for (uint32_t s = 0; s < reading->n_sentences; s++)
        for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
            if (!reading->sentences[s].in_context &&
                breaks(reading, &reading->sentences[s], &rules[i]))
                return rules[i].name;
    return NULL;
}
