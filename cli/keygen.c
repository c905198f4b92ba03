/* els keygen: the CURVE keys of all roles, new ones in their place, old ones out. */
#include "cli.h"
#include "keyring.h"

typedef struct {
    const char *rotate, *forget;
} keygen_options;

static els_err work(const keygen_options *o, const char *dir, els_buf *why)
{
    if (o->rotate)
        return els_keyring_rotate(dir, els_str_of(o->rotate), why);
    if (o->forget)
        return els_keyring_forget(dir, els_str_of(o->forget), why);
    return els_keyring_make(dir, why);
}

int els_cli_keygen(int argc, char **argv)
{
    static const els_option options[] = {
        ELS_OPTION(
            ELS_OPTION_TEXT, "rotate", 0, "ROLE", keygen_options, rotate, NULL,
            "a new pair for this role in a folder that is there; its old key stays on the roster"),
        ELS_OPTION(ELS_OPTION_TEXT, "forget", 0, "ROLE", keygen_options, forget, NULL,
                   "take all keys of this role but the newest off the roster"),
    };
    keygen_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    els_buf why = {0};
    int code = els_cli_parse("keygen DIR [options]", options, 2, &o, argc, argv, &arena, &words);
    if (code < 0 && words.n != 1) {
        els_cli_complain("keygen: give the folder of the keys");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0 && o.rotate && o.forget) {
        els_cli_complain(
            "keygen: --rotate and --forget are two steps: the second when all have taken the "
            "new key");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0) {
        els_err err = work(&o, els_arena_strdup(&arena, words.items[0]), &why);
        if (err)
            els_cli_complain("keygen: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
        code = !err ? ELS_EXIT_OK : err == ELS_E_USAGE ? ELS_EXIT_USAGE : ELS_EXIT_FAILED;
    }
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
