/* assets.c — the files themselves are taken in by the assembler; ELS_ASSETS_FILE, which CMake
 * writes, lists them: ASSET(number, "/path", "file"). */
#include "assets.h"

#include <stdio.h>

#define ASSET(number, path, file)                                                                  \
    __asm__(".section .rodata\n"                                                                   \
            "els_asset_" #number ":\n"                                                             \
            ".incbin \"" file "\"\n"                                                               \
            "els_asset_end_" #number ":\n"                                                         \
            ".byte 0\n"                                                                            \
            ".previous\n");                                                                        \
    extern const char els_asset_##number[] __attribute__((visibility("hidden")));                  \
    extern const char els_asset_end_##number[] __attribute__((visibility("hidden")));
ASSET(openapi, "", ELS_OPENAPI_FILE)
#include ELS_ASSETS_FILE
#undef ASSET

typedef struct {
    const char *path, *begin, *end;
} file;

static const file files[] = {
#define ASSET(number, path, file) {path, els_asset_##number, els_asset_end_##number},
#include ELS_ASSETS_FILE
#undef ASSET
    {NULL, NULL, NULL}};

static const char *type_of(const char *path)
{
    static const struct {
        const char *end, *type;
    } types[] = {{"html", "text/html; charset=utf-8"},
                 {"css", "text/css; charset=utf-8"},
                 {"js", "text/javascript; charset=utf-8"},
                 {"mjs", "text/javascript; charset=utf-8"},
                 {"json", "application/json"},
                 {"svg", "image/svg+xml"},
                 {"png", "image/png"},
                 {"txt", "text/plain; charset=utf-8"}};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(dot + 1, types[i].end) == 0)
            return types[i].type;
    return "application/octet-stream";
}

bool els_assets_find(els_str path, els_asset *ret)
{
    char digest[ELS_DIGEST_HEX];
    if (els_str_eq(path, ELS_STR("/")))
        path = ELS_STR("/index.html");
    for (const file *f = files; f->path; f++) {
        if (!els_str_eq(els_str_of(f->path), path))
            continue;
        *ret = (els_asset){.path = f->path,
                           .type = type_of(f->path),
                           .bytes = {f->begin, (size_t)(f->end - f->begin)}};
        els_digest_hex(ret->bytes.ptr, ret->bytes.len, digest);
        snprintf(ret->etag, sizeof ret->etag, "\"%.32s\"", digest);
        return true;
    }
    return false;
}

els_str els_assets_openapi(void)
{
    return (els_str){els_asset_openapi, (size_t)(els_asset_end_openapi - els_asset_openapi)};
}
