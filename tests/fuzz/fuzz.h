/* fuzz.h — what the fuzz targets share: an assertion that holds in every build, and bytes as a
 * file. */
#ifndef ELS_FUZZ_H
#define ELS_FUZZ_H

#include "els_str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool holds)
{
    if (!holds)
        abort();
}

/* A file in memory that holds the bytes; its path is written to `path`. */
static inline int fuzz_file(const uint8_t *data, size_t size, char path[32])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    require(fd >= 0 && (size == 0 || write(fd, data, size) == (ssize_t)size));
    snprintf(path, 32, "/proc/self/fd/%d", fd);
    return fd;
}

/* One line of text that says something. */
static inline void require_line(const els_buf *why)
{
    require(why->len > 0 && !memchr(why->ptr, '\0', why->len));
}

#endif
