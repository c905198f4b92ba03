/* remove_tree.h — takes away a folder of a test with all that is in it. */
#ifndef ELS_TESTS_REMOVE_TREE_H
#define ELS_TESTS_REMOVE_TREE_H

#include <ftw.h>
#include <stdio.h>

static inline int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

/* Stops at what cannot be removed. */
static inline void remove_tree(const char *folder)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
