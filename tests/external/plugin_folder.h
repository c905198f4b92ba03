/* plugin_folder.h — a plugin's folder for the tests: the hostile program and its manifest. */
#ifndef ELS_TEST_PLUGIN_FOLDER_H
#define ELS_TEST_PLUGIN_FOLDER_H

#include "external.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char folder[64], manifest[96], keys[96], key[96];
} plugin_folder;

static inline void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* Links are refused, so the program is copied. */
static inline void copy_program(const char *to)
{
    char chunk[65536];
    size_t n;
    FILE *in = fopen(ELS_BIN_DIR "/els-test-hostile", "rb"), *out = fopen(to, "wb");
    cr_assert(in && out);
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0)
        cr_assert_eq(fwrite(chunk, 1, n, out), n);
    fclose(in);
    cr_assert_eq(fclose(out), 0);
    cr_assert_eq(chmod(to, 0755), 0);
}

static inline plugin_folder make_folder(const char *mode)
{
    plugin_folder f;
    char text[512], path[128];
    snprintf(f.folder, sizeof f.folder, "/tmp/els-plugin-XXXXXX");
    cr_assert(mkdtemp(f.folder));
    snprintf(f.manifest, sizeof f.manifest, "%s/hostile.json", f.folder);
    snprintf(f.keys, sizeof f.keys, "%s.keys", f.folder);
    snprintf(f.key, sizeof f.key, "%s.key", f.folder);
    snprintf(path, sizeof path, "%s/hostile", f.folder);
    copy_program(path);
    snprintf(text, sizeof text,
             "{\"name\":\"hostile\",\"version\":\"1\",\"memory_mib\":64,"
             "\"command\":[\"./hostile\",\"%s\"]}",
             mode);
    write_text(f.manifest, text);
    return f;
}

static inline void remove_folder(const plugin_folder *f)
{
    char command[512];
    snprintf(command, sizeof command, "rm -rf '%s' '%s.keys' '%s.key' '%s.key.pub'", f->folder,
             f->folder, f->folder, f->folder);
    cr_assert_eq(system(command), 0);
}

#endif
