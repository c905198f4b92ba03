/* store_folder.h — a folder of its own for every test, with an empty store in it or without. */
#ifndef ELS_TESTS_STORE_FOLDER_H
#define ELS_TESTS_STORE_FOLDER_H

#include "store.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char dir[64];
static els_store *store;

static inline void make_folder(void)
{
    strcpy(dir, "/tmp/els-test-store-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
}

/* With all that is in it. */
static inline void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    cr_assert_eq(system(command), 0);
}

static inline void make_store(void)
{
    els_buf why = {0};
    make_folder();
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK, "%s", why.ptr);
    els_buf_fini(&why);
}

static inline void remove_store(void)
{
    els_store_close(&store);
    remove_folder();
}

#endif
