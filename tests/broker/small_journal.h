/* small_journal.h — a small journal for tests: five transactions, and a hash over all that can be
 * read of it. */
#ifndef ELS_TESTS_SMALL_JOURNAL_H
#define ELS_TESTS_SMALL_JOURNAL_H

#include "els_hash.h"
#include "store.h"

#include <stdio.h>

enum { TRANSACTIONS = 5, ITERATIONS = 3 };

static uint64_t mix_str(uint64_t print, els_str s)
{
    return els_hash_pair(print, els_hash_str(s));
}

/* Hash over all that can be read from a store. */
static inline uint64_t print_of(els_store *store)
{
    static const char *const roles[] = {"applier", "monitor"};
    els_arena arena = {0};
    els_store_run run;
    uint64_t print = 1, included;
    els_str bytes, *inputs;
    uint32_t n;
    if (els_store_newest_run(store, &arena, &run) == ELS_OK) {
        print = els_hash_pair(print, run.run + run.finished * 2 + run.abandoned * 4);
        print = mix_str(print, run.params);
        print = els_hash_pair(print, run.next_iteration);
        print = els_hash_pair(mix_str(print, run.progress), run.elapsed_us + run.learning_us);
        for (int i = 0; i < 2; i++)
            if (els_store_checkpoint(store, run.run, els_str_of(roles[i]), &arena, &included,
                                     &bytes) == ELS_OK)
                print = els_hash_pair(mix_str(print, bytes), included);
        if (els_store_inputs(store, run.run, 0, &arena, &inputs, &n) == ELS_OK)
            for (uint32_t i = 0; i < n; i++)
                print = mix_str(print, inputs[i]);
        els_store_artifact *kbs;
        if (els_store_artifacts(store, run.run, ELS_ARTIFACT_KB, &arena, &kbs, &n) == ELS_OK)
            for (uint32_t i = 0; i < n; i++)
                print = mix_str(mix_str(print, kbs[i].name), kbs[i].bytes);
        for (uint64_t it = 0; it < ITERATIONS; it++) {
            els_store_command *commands;
            if (els_store_progress(store, run.run, it, &arena, &bytes) == ELS_OK)
                print = mix_str(els_hash_pair(print, it), bytes);
            if (els_store_commands(store, run.run, it, &arena, &commands, &n) == ELS_OK)
                for (uint32_t i = 0; i < n; i++)
                    print = mix_str(mix_str(print, commands[i].id), commands[i].bytes);
        }
    }
    if (els_store_report(store, 0, &arena, &bytes) == ELS_OK)
        print = mix_str(print, bytes);
    els_arena_fini(&arena);
    return print;
}

static els_err commit(els_store *store, uint64_t run, uint64_t iteration)
{
    char text[64];
    snprintf(text, sizeof text, "of iteration %llu", (unsigned long long)iteration);
    els_store_checkpoint_record checkpoints[] = {
        {ELS_STR("applier"), iteration == 1, els_str_of(iteration == 1 ? text : "")},
        {ELS_STR("monitor"), true, els_str_of(text)},
    };
    els_store_artifact kb = {ELS_STR("benchmark"), ELS_STR("tables")};
    els_store_iteration it = {.run = run,
                              .epoch = 4,
                              .iteration = iteration,
                              .duration_us = 100,
                              .elapsed_us = 1000 + iteration,
                              .progress = els_str_of(text),
                              .analysis = els_str_of(text),
                              .checkpoints = checkpoints,
                              .n_checkpoints = 2,
                              .artifacts = &kb,
                              .n_artifacts = iteration == 0,
                              .last = iteration + 1 == ITERATIONS,
                              .report_json = ELS_STR("{\"a\":1}")};
    return els_store_commit(store, &it);
}

/* Transaction number `t`, from 0. */
static inline els_err transact(els_store *store, int t)
{
    els_store_command command = {.id = ELS_STR("id"), .bytes = ELS_STR("set beam 12")};
    uint64_t run;
    if (t == 0)
        return els_store_begin_run(store, ELS_STR("seed=1\n"), &run);
    if (t == 1)
        return els_store_take_commands(store, 1, 0, &command, 1);
    return commit(store, 1, (uint64_t)t - 2);
}

#endif
