/* Criterion starts a process per test, which under sanitizers costs more than what most tests do.
 * With ELS_TOGETHER in the environment the tests of a suite run one after the other in one process:
 * before Criterion looks for tests, the first of each suite becomes one that runs all, and the
 * others are taken off its list. What ends its process or has a time limit of its own stays apart.
 * A test that does not come back, as failed ones do, ends its suite, by name. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Of the linker: Criterion's lists of this program. They have holes. */
extern struct criterion_test *__start_cr_tst[], *__stop_cr_tst[];
__attribute__((weak)) extern struct criterion_suite *__start_cr_sts[], *__stop_cr_sts[];
/* What Criterion has for the three calls that the macro Test is made of, and what is called here
 * instead. */
void __real_criterion_internal_test_setup(void);
void __real_criterion_internal_test_main(void (*body)(void));
void __real_criterion_internal_test_teardown(void);
void __wrap_criterion_internal_test_setup(void);
void __wrap_criterion_internal_test_main(void (*body)(void));
void __wrap_criterion_internal_test_teardown(void);
int __lsan_is_turned_off(void);

/* Criterion takes no notice of how a process ends that has said all, so that leaks would fail
 * nothing: that of a suite says it by its exit code instead. */
enum { ALL_WERE_RUN = 77 };

typedef struct {
    const char *suite, *name;
    void (*test)(void), (*init)(void), (*fini)(void);
} member;

static struct { /* of the process, as Criterion's lists are */
    member *members;
    size_t len;
    const member *at; /* that is run, if any */
} together;

static void call(void (*function)(void))
{
    if (function)
        function();
}

/* After a test that failed. */
static void end_failed(void)
{
    call(together.at->fini);
}

/* The data of a suite, or NULL. */
static struct criterion_test_extra_data *data_of(const char *suite)
{
    for (struct criterion_suite **s = __start_cr_sts; s < __stop_cr_sts; s++)
        if (*s && !strcmp((*s)->name, suite))
            return (*s)->data;
    return NULL;
}

static const member *next_of(const char *suite, size_t from)
{
    for (size_t i = from; i < together.len; i++)
        if (!strcmp(together.members[i].suite, suite))
            return &together.members[i];
    return NULL;
}

static size_t members_of(const char *suite)
{
    size_t count = 0;
    for (size_t i = 0; i < together.len; i++)
        count += !strcmp(together.members[i].suite, suite);
    return count;
}

static void end_one(const struct criterion_test_extra_data *suite)
{
    call(together.at->fini);
    if (suite)
        call(suite->fini);
}

/* Criterion begins the first. */
static void run_members(void)
{
    const struct criterion_test_extra_data *suite = data_of(together.at->suite);
    for (const member *next = together.at; next;) {
        if (next != together.at) {
            end_one(suite);
            together.at = next;
            if (suite)
                call(suite->init);
            call(next->init);
        }
        next->test();
        next = next_of(next->suite, (size_t)(next - together.members) + 1);
    }
    end_one(suite);
    exit(ALL_WERE_RUN); /* or another code, of LeakSanitizer */
}

static void run_suite(void)
{
    together.at = next_of(criterion_current_test->category, 0);
    __real_criterion_internal_test_setup();
    __real_criterion_internal_test_main(run_members);
    cr_expect_fail("%s did not come to its end", together.at->name);
    __real_criterion_internal_test_teardown();
}

void __wrap_criterion_internal_test_setup(void)
{
    if (!together.at)
        __real_criterion_internal_test_setup();
}

void __wrap_criterion_internal_test_main(void (*body)(void))
{
    if (together.at)
        body();
    else
        __real_criterion_internal_test_main(body);
}

void __wrap_criterion_internal_test_teardown(void)
{
    if (!together.at)
        __real_criterion_internal_test_teardown();
}

/* In Criterion's processes, which are started again for their tests, the constructor runs before it
 * reads its list. */
__attribute__((constructor)) static void gather(void)
{
    size_t places = (size_t)(__stop_cr_tst - __start_cr_tst);
    if (!getenv("ELS_TOGETHER") || !(together.members = calloc(places, sizeof *together.members)))
        return;
    for (struct criterion_test **t = __start_cr_tst; t < __stop_cr_tst; t++) {
        struct criterion_test_extra_data *data = *t ? (*t)->data : NULL;
        if (!data || data->kind_ != CR_TEST_NORMAL || data->disabled || data->signal ||
            data->exit_code || data->timeout > 0)
            continue;
        const member *first = next_of((*t)->category, 0);
        together.members[together.len++] =
            (member){(*t)->category, (*t)->name, (*t)->test, data->init, data->fini};
        if (!first) {
            (*t)->name = "together";
            data->fini = end_failed;
            data->exit_code = ALL_WERE_RUN;
            (*t)->test = run_suite;
        } else {
            *t = NULL;
        }
    }
    /* Limits of time are meant for one test. */
    for (struct criterion_suite **s = __start_cr_sts; s < __stop_cr_sts; s++)
        if (*s && (*s)->data)
            (*s)->data->timeout *= (double)members_of((*s)->name);
}

/* Criterion's own process has no leaks of ours: AddressSanitizer need not look. */
int __lsan_is_turned_off(void)
{
    return strcmp(program_invocation_name, "boxfort-worker") != 0;
}
