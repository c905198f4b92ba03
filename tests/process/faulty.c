/* Makes els-test-executor of the executor: tasks of iteration 1 whose question begins with "faulty
 * " and the name of a fault are not answered but have it. With ELS_FAULT_AT in the environment the
 * task at that position of every odd iteration crashes, or loops if ELS_FAULT says so. Linked with
 * --wrap=els_executor_do. */
#include "executor.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

void __real_els_executor_do(els_executor *executor, const els_task_chunk *chunk,
                            const els_task *task, const els_clock *clock, els_arena *arena,
                            els_result *ret);
void __wrap_els_executor_do(els_executor *executor, const els_task_chunk *chunk,
                            const els_task *task, const els_clock *clock, els_arena *arena,
                            els_result *ret);

static bool is_faulty(const els_task *task, const char *fault)
{
    els_str rest = task->question, word;
    return els_str_split(&rest, ' ', &word) && els_str_eq(word, ELS_STR("faulty")) &&
           els_str_split(&rest, ' ', &word) && els_str_eq(word, els_str_of(fault));
}

static _Noreturn void loop(void)
{
    for (volatile uint64_t turns = 0;; turns++)
        ;
}

void __wrap_els_executor_do(els_executor *executor, const els_task_chunk *chunk,
                            const els_task *task, const els_clock *clock, els_arena *arena,
                            els_result *ret)
{
    const char *at = getenv("ELS_FAULT_AT"), *fault = getenv("ELS_FAULT");
    if (at && chunk->iteration % 2 && chunk->chunk + (task - chunk->tasks) == atol(at)) {
        if (fault && strcmp(fault, "loop") == 0)
            loop();
        raise(SIGABRT);
    }
    enum { STEP = 16 << 20, STEPS_MAX = 1 << 12 };
    if (chunk->iteration == 1 && is_faulty(task, "crash"))
        raise(SIGABRT); /* what a sanitizer does not make an exit of */
    if (chunk->iteration == 1 && is_faulty(task, "loop"))
        loop();
    if (chunk->iteration == 1 && is_faulty(task, "memory"))
        for (int i = 0; i < STEPS_MAX; i++)
            els_arena_alloc(arena, STEP);
    __real_els_executor_do(executor, chunk, task, clock, arena, ret);
    if (chunk->iteration == 1 && is_faulty(task, "output") && ret->n_answers) {
        enum { TOO_LONG = 1 << 20 };
        ret->answers[0].value = (els_str){els_arena_alloc(arena, TOO_LONG), TOO_LONG};
    }
    if (chunk->iteration == 1 && is_faulty(task, "nonsense") && ret->n_answers)
        ret->answers[0].confidence = (double)NAN;
}
