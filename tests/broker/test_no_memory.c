/* Every allocation of the journal's glue fails once: opening, transactions, reading, the audit log.
 * Linked with
 * --wrap for malloc, calloc, realloc, strdup and free; the database's own allocations are
 * test_damage.c's. */
#include "audit.h"
#include "small_journal.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static uint64_t allocations, failing = UINT64_MAX;
static int64_t living;

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t n, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
char *__real_strdup(const char *text);
void __real_free(void *memory);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
char *__wrap_strdup(const char *text);
void __wrap_free(void *memory);

void *__real_els_arena_try_alloc(els_arena *arena, size_t bytes);
void *__wrap_els_arena_try_alloc(els_arena *arena, size_t bytes);
bool __real_els_arena_try_copy(els_arena *arena, els_str s, els_str *ret);
bool __wrap_els_arena_try_copy(els_arena *arena, els_str s, els_str *ret);

static bool fails(void)
{
    return allocations++ == failing;
}

static void *counted(void *memory)
{
    living += memory != NULL;
    return memory;
}

void *__wrap_malloc(size_t bytes)
{
    return fails() ? NULL : counted(__real_malloc(bytes));
}

void *__wrap_calloc(size_t n, size_t bytes)
{
    return fails() ? NULL : counted(__real_calloc(n, bytes));
}

void *__wrap_realloc(void *old, size_t bytes)
{
    if (fails())
        return NULL;
    living += old == NULL;
    return __real_realloc(old, bytes);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : counted(__real_strdup(text));
}

void __wrap_free(void *memory)
{
    living -= memory != NULL;
    __real_free(memory);
}

void *__wrap_els_arena_try_alloc(els_arena *arena, size_t bytes)
{
    return fails() ? NULL : __real_els_arena_try_alloc(arena, bytes);
}

bool __wrap_els_arena_try_copy(els_arena *arena, els_str s, els_str *ret)
{
    return !fails() && __real_els_arena_try_copy(arena, s, ret);
}

static char dir[64];
static uint64_t failures;

static void remove_store(void)
{
    char path[512];
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder))) {
        snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        unlink(path);
    }
    if (folder)
        closedir(folder);
}

static void set_up(void)
{
    strcpy(dir, "/tmp/els-memory-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
}

static void tear_down(void)
{
    remove_store();
    rmdir(dir);
}

TestSuite(no_memory, .init = set_up, .fini = tear_down);

/* What failed for lack of memory has changed nothing: the same goes through the next time. */
#define MUST(call)                                                                                 \
    do {                                                                                           \
        els_err err_ = (call);                                                                     \
        if (err_ == ELS_E_NOMEM) {                                                                 \
            failures++;                                                                            \
            err_ = (call);                                                                         \
        }                                                                                          \
        cr_assert_eq(err_, ELS_OK, "allocation %llu: %s: %s", (unsigned long long)failing, #call,  \
                     els_err_text(err_));                                                          \
    } while (0)

static els_store *open_store(bool for_audit)
{
    els_store *store = NULL;
    els_buf why = {0};
    els_err err =
        for_audit ? els_audit_open(dir, &store, &why) : els_store_open(dir, true, &store, &why);
    if (err) {
        failures++;
        cr_assert_eq(err, ELS_E_NOMEM, "%s", els_err_line(err, &why));
        cr_assert_null(store);
        err =
            for_audit ? els_audit_open(dir, &store, &why) : els_store_open(dir, true, &store, &why);
    }
    cr_assert_eq(err, ELS_OK, "%s", els_err_line(err, &why));
    els_buf_fini(&why);
    return store;
}

/* Hash over what is read, each reading tried again when it finds no memory. */
static uint64_t read_all(els_store *store)
{
    els_arena arena = {0};
    els_store_run run, *runs;
    els_store_artifact *kbs;
    els_store_command *commands;
    els_audit_entry *entries;
    els_str bytes, *inputs;
    uint64_t included;
    uint32_t n_runs, n_inputs, n_kbs, n_commands;
    size_t n_entries;
    MUST(els_store_newest_run(store, &arena, &run));
    MUST(els_store_kept_runs(store, &arena, &runs, &n_runs));
    uint64_t print = els_hash_pair(run.next_iteration, n_runs);
    print = mix_str(mix_str(print, run.params), run.progress);
    MUST(els_store_checkpoint(store, 1, ELS_STR("applier"), &arena, &included, &bytes));
    print = mix_str(els_hash_pair(print, included), bytes);
    MUST(els_store_inputs(store, 1, 0, &arena, &inputs, &n_inputs));
    for (uint32_t i = 0; i < n_inputs; i++)
        print = mix_str(print, inputs[i]);
    MUST(els_store_artifacts(store, 1, ELS_ARTIFACT_KB, &arena, &kbs, &n_kbs));
    for (uint32_t i = 0; i < n_kbs; i++)
        print = mix_str(mix_str(print, kbs[i].name), kbs[i].bytes);
    MUST(els_store_commands(store, 1, 0, &arena, &commands, &n_commands));
    for (uint32_t i = 0; i < n_commands; i++)
        print = mix_str(mix_str(print, commands[i].id), commands[i].bytes);
    MUST(els_store_progress(store, 1, 1, &arena, &bytes));
    print = mix_str(print, bytes);
    MUST(els_store_report(store, 1, &arena, &bytes));
    print = mix_str(print, bytes);
    MUST(els_audit_read(store, 100, &arena, &entries, &n_entries));
    for (size_t i = 0; i < n_entries; i++)
        print = mix_str(mix_str(print, entries[i].what), entries[i].detail);
    els_arena_fini(&arena);
    return els_hash_pair(print, n_inputs + 10 * n_kbs + 100 * n_commands + 1000 * n_entries);
}

/* From an empty folder to a finished run that is read, checked and read again. */
static uint64_t whole_life(void)
{
    els_store *store = open_store(false);
    for (int t = 0; t < TRANSACTIONS; t++)
        MUST(transact(store, t));
    MUST(els_store_set_epoch(store, 1, 9));
    uint64_t print = read_all(store);
    els_store_close(&store);

    els_arena arena = {0};
    els_buf why = {0};
    els_audit_entry newest;
    store = open_store(true);
    MUST(els_audit_verify(store, ELS_STR(""), &arena, &newest, &why));
    els_store_close(&store);
    els_arena_fini(&arena);
    els_buf_fini(&why);

    store = open_store(false);
    cr_assert_str_empty(els_store_note(store));
    cr_assert_eq(read_all(store), print, "allocation %llu: the store reads otherwise",
                 (unsigned long long)failing);
    els_store_close(&store);
    return print;
}

/* A sample, all of them with ELS_EVERY=1. */
static uint64_t every(void)
{
    uint64_t sampled = 4;
#ifdef __SANITIZE_ADDRESS__
    sampled *= 4;
#endif
    return getenv("ELS_EVERY") ? 1 : sampled;
}

Test(no_memory, an_allocation_of_the_journal_that_fails_costs_one_call)
{
    uint64_t print = whole_life(), tried = 0;
    cr_assert_eq(failures, 0);
    for (uint64_t at = 0;; at += every()) {
        remove_store();
        allocations = 0;
        failing = at;
        int64_t before = living;
        uint64_t found = whole_life();
        bool is_past = allocations <= at;
        failing = UINT64_MAX;
        cr_assert_eq(found, print, "allocation %llu: another state", (unsigned long long)at);
        cr_assert_eq(living, before, "allocation %llu: memory is lost", (unsigned long long)at);
        if (is_past) {
            cr_assert_eq(failures, tried, "%llu of %llu allocations were errors",
                         (unsigned long long)failures, (unsigned long long)tried);
            break;
        }
        tried++;
    }
    printf("journal: %llu allocations failed, each was an error and lost nothing\n",
           (unsigned long long)failures);
}
