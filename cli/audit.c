/* els audit show | verify. */
#include "audit.h"
#include "cli.h"
#include "els_hash.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

typedef struct {
    const char *store, *head;
    uint64_t last;
    bool json;
} audit_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", audit_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "last", "N", audit_options, last, "50", 1, 1e9,
                      "entries to show, the newest"),
    ELS_OPTION(ELS_OPTION_TEXT, "head", 0, "DIGEST", audit_options, head, NULL,
               "verify: a digest that was printed earlier, which must still be there"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, audit_options, json, NULL, "print JSON"),
};

static json_t *text(els_str s)
{
    return json_stringn(s.ptr ? s.ptr : "", s.len);
}

static void put(json_t *object, const char *name, json_t *value)
{
    json_object_set_new(object, name, value ? value : json_string("(not UTF-8)"));
}

static json_t *entry_json(const els_audit_entry *e)
{
    json_t *object = json_pack("{s:I, s:I, s:I, s:I}", "entry", (json_int_t)e->entry, "made_at_s",
                               (json_int_t)e->made_at_s, "run", (json_int_t)e->run, "iteration",
                               (json_int_t)e->iteration);
    put(object, "who", text(e->who));
    put(object, "what", text(e->what));
    put(object, "detail", text(e->detail));
    put(object, "digest", json_string(e->digest));
    return object;
}

/* On one line, whatever the details hold. */
static void print_entry(const els_audit_entry *e)
{
    char when[32] = "?";
    struct tm utc;
    time_t at = (time_t)e->made_at_s;
    if (gmtime_r(&at, &utc))
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    printf("%6" PRIu64 "  %s  %.12s  run %" PRIu64 " iteration %" PRIu64, e->entry, when, e->digest,
           e->run, e->iteration);
    const els_str texts[] = {e->who, e->what, e->detail};
    const size_t n = sizeof texts / sizeof texts[0] - (e->detail.len == 0);
    for (size_t i = 0; i < n; i++) {
        printf("  ");
        els_cli_print_text(texts[i]);
    }
    putchar('\n');
}

static els_err show(els_store *store, const audit_options *o, els_arena *arena)
{
    els_audit_entry *entries;
    size_t n;
    els_err err = els_audit_read(store, o->last, arena, &entries, &n);
    json_t *list = json_array();
    for (size_t i = 0; i < n && !err; i++) {
        if (o->json)
            json_array_append_new(list, entry_json(&entries[i]));
        else
            print_entry(&entries[i]);
    }
    if (!err && o->json)
        els_cli_print_json(list);
    else
        json_decref(list);
    return err;
}

static int verify(els_store *store, const audit_options *o, els_arena *arena)
{
    els_audit_entry newest;
    els_buf why = {0};
    els_err err = els_audit_verify(store, els_str_of(o->head), arena, &newest, &why);
    if (err && why.len == 0)
        els_buf_printf(&why, "%s", els_store_error(store));
    if (o->json)
        els_cli_print_json(err ? json_pack("{s:b, s:s}", "ok", false, "error", why.ptr)
                               : json_pack("{s:b, s:I, s:s}", "ok", true, "entries",
                                           (json_int_t)newest.entry, "head", newest.digest));
    if (err)
        els_cli_complain("audit: store %s: %s", o->store, why.ptr);
    else if (!o->json)
        printf("%" PRIu64 " entries, none changed, removed or moved\nhead %s\n", newest.entry,
               newest.digest);
    els_buf_fini(&why);
    return err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}

static bool is_digest(const char *text)
{
    size_t digits = strspn(text, "0123456789abcdefABCDEF");
    return digits == ELS_DIGEST_HEX - 1 && text[digits] == '\0';
}

int els_cli_audit(int argc, char **argv)
{
    audit_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    els_store *store = NULL;
    els_buf why = {0};
    int code = els_cli_parse("audit show|verify [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, &words);
    bool is_show = words.n == 1 && els_str_eq(words.items[0], ELS_STR("show"));
    if (code < 0 && !is_show && (words.n != 1 || !els_str_eq(words.items[0], ELS_STR("verify")))) {
        els_cli_complain("audit: say show or verify (els audit --help)");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0 && o.head && !is_digest(o.head)) {
        els_cli_complain("audit: --head takes a digest that els audit verify printed: %d "
                         "hexadecimal digits",
                         ELS_DIGEST_HEX - 1);
        code = ELS_EXIT_USAGE;
    }
    if (code < 0 && (is_show ? els_store_open(o.store, false, &store, &why)
                             : els_audit_open(o.store, &store, &why))) {
        els_cli_complain("audit: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
        code = ELS_EXIT_FAILED;
    }
    if (code < 0 && is_show) {
        els_err err = show(store, &o, &arena);
        if (err)
            els_cli_complain("audit: %s", els_store_error(store));
        code = err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
    } else if (code < 0) {
        code = verify(store, &o, &arena);
    }
    els_store_close(&store);
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
