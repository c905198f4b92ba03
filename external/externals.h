/* externals.h — the external plugins that a process was told of, and the options that tell it. */
#ifndef ELS_EXTERNALS_H
#define ELS_EXTERNALS_H

#include "external.h"
#include "options.h"

enum { ELS_EXTERNALS_MAX = 16 };

/* What the options fill. */
typedef struct {
    els_option_list paths; /* of manifests and programs */
    const char *keys_file;
    bool allow_unsigned, allow_no_landlock;
    uint64_t answer_ms;
} els_externals_options;

/* For the option table of `struct_`, which has a member els_externals_options `member_`. */
#define ELS_EXTERNALS_OPTIONS(struct_, member_)                                                    \
    ELS_OPTION(ELS_OPTION_LIST, "plugin-exec", 0, "A,B", struct_, member_.paths, NULL,             \
               "task plugins that are programs: manifests (NAME.json) or executables"),            \
        ELS_OPTION(ELS_OPTION_TEXT, "plugin-keys", 0, "FILE", struct_, member_.keys_file, NULL,    \
                   "public keys whose signatures of manifests you trust"),                         \
        ELS_OPTION(ELS_OPTION_FLAG, "allow-unsigned", 0, NULL, struct_, member_.allow_unsigned,    \
                   NULL, "run plugins that nobody trusted has signed"),                            \
        ELS_OPTION(ELS_OPTION_FLAG, "allow-no-landlock", 0, NULL, struct_,                         \
                   member_.allow_no_landlock, NULL,                                                \
                   "run plugins where the kernel cannot keep files from them"),                    \
        ELS_OPTION_RANGED(ELS_OPTION_U64, "plugin-answer-ms", "MS", struct_, member_.answer_ms,    \
                          "5000", 10, 600000, "time that a plugin has for an answer")

typedef struct {
    els_external *items[ELS_EXTERNALS_MAX];
    uint32_t n;
} els_externals;

/* Opens all of them. On failure *ret is untouched and `why` is one line. Errors: LIMIT too many;
 * STATE two of one name; those of els_external_open. */
els_err els_externals_open(const els_externals_options *options, els_externals *ret,
                           els_buf *why) ELS_MUST_CHECK;
void els_externals_close(els_externals *externals);

/* Their plugins as a chain (els_plugin.next) that ends in `last` (may be NULL): what
 * els_task_source_find takes as `extra`. Made anew by each call. */
const els_plugin *els_externals_chain(els_externals *externals, const els_plugin *last);
/* The plugin of that name, or NULL. */
const els_plugin *els_externals_find(const els_externals *externals, els_str name);
/* One line of the first that has failed; NULL while all is well. */
const char *els_externals_error(const els_externals *externals);
/* Their identities with commas between, from `arena`; empty without any. */
els_str els_externals_identity(const els_externals *externals, els_arena *arena);

#endif
