/* libels-test-memory-failing.so — for LD_PRELOAD: one allocation of the program finds no memory.
 * Only those that the program itself makes count, not those of the libraries it uses.
 *
 *   ELS_FAIL_AT=N       the N-th allocation, from 0
 *   ELS_FAIL_WITHIN=N   one of the first N, another one in every process; only in processes of the
 *                       system (els-...), not in the command line
 *   ELS_FAIL_COUNT=FILE how many there were is written there at the end
 */
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Those of glibc, under the names that it keeps for this. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t n, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);

/* Set before main; the libraries' threads count nothing. */
static uintptr_t program_from, program_to;
static unsigned long allocations, failing = (unsigned long)-1;

static int find_program(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
            continue;
        program_from = info->dlpi_addr + part->p_vaddr;
        program_to = program_from + part->p_memsz;
    }
    return 1; /* the first one is the program */
}

static bool fails(const void *caller)
{
    uintptr_t at = (uintptr_t)caller;
    if (at < program_from || at >= program_to || allocations++ != failing)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t bytes)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t n, size_t bytes)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, bytes);
}

void *realloc(void *old, size_t bytes)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(old, bytes);
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("ELS_FAIL_AT"), *within = getenv("ELS_FAIL_WITHIN");
    unsigned long drawn = 0;
    dl_iterate_phdr(find_program, NULL);
    if (at)
        failing = strtoul(at, NULL, 10);
    else if (within && strncmp(program_invocation_short_name, "els-", 4) == 0 &&
             getrandom(&drawn, sizeof drawn, 0) == (ssize_t)sizeof drawn)
        failing = drawn % strtoul(within, NULL, 10);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("ELS_FAIL_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file)
        return;
    fprintf(file, "%lu\n", allocations);
    fclose(file);
}
