/* els doctor, els proto. */
#include "cli.h"
#include "dump.h"
#include "repair.h"
#include "store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

typedef struct {
    const char *store;
    bool json, repair;
} doctor_options;

typedef struct {
    json_t *checks;
    bool json, bad;
} findings;

static void found(findings *f, const char *what, bool ok, const char *detail)
{
    f->bad = f->bad || !ok;
    json_array_append_new(f->checks,
                          json_pack("{s:s, s:b, s:s}", "check", what, "ok", ok, "detail", detail));
    if (!f->json)
        printf("%-4s %-12s %s\n", ok ? "ok" : "BAD", what, detail);
}

static void check_programs(findings *f, els_arena *arena)
{
    static const char *const names[] = {"broker",   "generator", "executor",
                                        "analyzer", "applier",   "forecaster",
                                        "goaler",   "monitor",   "gateway"};
    els_str dir = els_cli_bin_dir(arena);
    els_buf missing = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        els_str path = els_arena_printf(arena, ELS_STR_FMT "/els-%s", ELS_STR_ARG(dir), names[i]);
        if (access(path.ptr, X_OK))
            els_buf_printf(&missing, " els-%s", names[i]);
    }
    els_str text = missing.len ? els_arena_printf(arena,
                                                  "missing beside this program:" ELS_STR_FMT
                                                  "; build them with make",
                                                  ELS_STR_ARG(els_buf_str(&missing)))
                               : els_arena_printf(arena, "all in " ELS_STR_FMT, ELS_STR_ARG(dir));
    found(f, "programs", missing.len == 0, text.ptr);
    els_buf_fini(&missing);
}

static void check_sockets(findings *f, els_arena *arena)
{
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "ipc:///tmp/els-doctor-%ld", (long)getpid());
    void *context = zmq_ctx_new(), *socket = context ? zmq_socket(context, ZMQ_PULL) : NULL;
    bool ok = socket && zmq_bind(socket, endpoint) == 0;
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    els_str text = els_arena_printf(arena, "libzmq %d.%d.%d, ipc %s, CURVE %s", major, minor, patch,
                                    ok ? "works" : "cannot be bound in /tmp",
                                    zmq_has("curve") ? "available" : "missing");
    found(f, "sockets", ok && zmq_has("curve"), text.ptr);
    if (socket)
        zmq_close(socket);
    if (context)
        zmq_ctx_term(context);
    unlink(endpoint + strlen("ipc://"));
}

static void check_disk(findings *f, els_arena *arena)
{
    enum { ROUNDS = 20 };
    char path[] = "./.els-doctor-XXXXXX", block[4096] = {0};
    struct timespec a, b;
    int fd = mkstemp(path);
    bool ok = fd >= 0;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < ROUNDS && ok; i++)
        ok = write(fd, block, sizeof block) == (ssize_t)sizeof block && fsync(fd) == 0;
    clock_gettime(CLOCK_MONOTONIC, &b);
    double ms =
        ((double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) * 1e-6) / ROUNDS;
    if (fd >= 0) {
        close(fd);
        unlink(path);
    }
    els_str text = ok ? els_arena_printf(
                            arena, "a synced write takes %.2f ms here; an iteration makes one", ms)
                      : els_arena_copy(arena, ELS_STR("cannot write and sync in this folder"));
    found(f, "disk", ok, text.ptr);
}

static void check_store(findings *f, const char *dir)
{
    els_buf why = {0};
    els_store *store = NULL;
    els_err err = els_store_open(dir, false, &store, &why);
    if (err == ELS_E_NOT_FOUND) {
        /* The default one comes with the first run; another one was meant to be there. */
        bool is_default = strcmp(dir, ELS_DEFAULT_STORE) == 0;
        found(f, "store", is_default, is_default ? "none yet" : why.ptr);
    } else {
        bool ok = !err || err == ELS_E_BUSY;
        const char *note = err ? "" : els_store_note(store);
        found(f, "store", ok,
              why.len   ? why.ptr
              : note[0] ? note
                        : "opens, every checksum is right");
    }
    els_store_close(&store);
    els_buf_fini(&why);
}

/* Repairs before the store is looked at; the lines go where the findings go. */
static void repair_store(findings *f, const char *dir)
{
    els_buf report = {0}, why = {0};
    els_err err = els_store_repair(dir, &report, &why);
    els_str rest = els_buf_str(&report), line;
    while (els_str_split(&rest, '\n', &line)) {
        els_buf text = {0};
        els_buf_add(&text, line);
        if (text.len)
            found(f, "repair", true, text.ptr);
        els_buf_fini(&text);
    }
    if (err)
        found(f, "repair", false, els_err_line(err, &why));
    els_buf_fini(&report);
    els_buf_fini(&why);
}

int els_cli_doctor(int argc, char **argv)
{
    static const els_option options[] = {
        ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", doctor_options, store, ELS_DEFAULT_STORE,
                   "folder of a journal to check"),
        ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, doctor_options, json, NULL, "print JSON"),
        ELS_OPTION(ELS_OPTION_FLAG, "repair", 0, NULL, doctor_options, repair, NULL,
                   "copy a damaged journal, then keep what is whole in it"),
    };
    doctor_options o = {0};
    els_arena arena = {0};
    int code = els_cli_parse("doctor [options]", options, 3, &o, argc, argv, &arena, NULL);
    if (code < 0) {
        findings f = {.checks = json_array(), .json = o.json};
        check_programs(&f, &arena);
        check_sockets(&f, &arena);
        check_disk(&f, &arena);
        if (o.repair)
            repair_store(&f, o.store);
        check_store(&f, o.store);
        code = f.bad ? ELS_EXIT_FAILED : ELS_EXIT_OK;
        if (o.json)
            els_cli_print_json(json_pack("{s:b, s:o}", "ok", !f.bad, "checks", f.checks));
        else
            json_decref(f.checks);
    }
    els_arena_fini(&arena);
    return code;
}

int els_cli_proto(int argc, char **argv)
{
    typedef struct {
        bool json, feed;
    } proto_options;
    static const els_option options[] = {
        ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, proto_options, json, NULL, "print JSON"),
        ELS_OPTION(ELS_OPTION_FLAG, "feed", 0, NULL, proto_options, feed, NULL,
                   "the tables of the public feed alone"),
    };
    proto_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    int code =
        els_cli_parse("proto dump [--json|--feed]", options, 2, &o, argc, argv, &arena, &words);
    if (code < 0 && (words.n != 1 || !els_str_eq(words.items[0], ELS_STR("dump")))) {
        els_cli_complain("proto: say dump (els proto --help)");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0 && o.json && o.feed) {
        els_cli_complain("proto: --json has all tables: leave --feed out");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0) {
        els_dump_format format = o.json   ? ELS_DUMP_JSON
                                 : o.feed ? ELS_DUMP_FEED
                                          : ELS_DUMP_MARKDOWN;
        code = els_proto_dump(stdout, format) ? ELS_EXIT_FAILED : ELS_EXIT_OK;
    }
    els_arena_fini(&arena);
    return code;
}
