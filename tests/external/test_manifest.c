/* Manifests: signatures, digests, and what is wrong with others. */
#include "plugin_folder.h"

#include <string.h>

static els_buf why;

static void tear_down(void)
{
    els_buf_fini(&why);
}

TestSuite(manifest, .fini = tear_down);

static els_err load(const plugin_folder *f, bool has_keys, bool may_be_unsigned, els_manifest *ret,
                    els_buf *why)
{
    static els_arena arena;
    const els_manifest_trust trust = {.keys_file = has_keys ? f->keys : NULL,
                                      .may_be_unsigned = may_be_unsigned};
    els_arena_reset(&arena);
    els_buf_clear(why);
    return els_manifest_load(f->manifest, &trust, &arena, ret, why);
}

/* A folder signed by a key of its own, which `keys` trusts. */
static plugin_folder signed_folder(void)
{
    plugin_folder f = make_folder("good");
    els_buf why = {0};
    char command[256];
    cr_assert_eq(els_manifest_keygen(f.key, &why), ELS_OK, "%s", why.ptr);
    cr_assert_eq(els_manifest_sign(f.manifest, f.key, &why), ELS_OK, "%s", why.ptr);
    snprintf(command, sizeof command, "cp %s.pub %s", f.key, f.keys);
    cr_assert_eq(system(command), 0);
    els_buf_fini(&why);
    return f;
}

static void append(const plugin_folder *f, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    FILE *file = fopen(path, "a");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

#define EXPECT(call, wanted, text)                                                                 \
    do {                                                                                           \
        els_err err_ = (call);                                                                     \
        cr_expect_eq(err_, wanted, "%s: %s", els_err_text(err_), why.ptr ? why.ptr : "");          \
        cr_expect(why.ptr &&strstr(why.ptr, text), "%s", why.ptr ? why.ptr : "");                  \
    } while (0)

Test(manifest, accepts_what_a_trusted_key_has_signed)
{
    plugin_folder f = signed_folder();
    els_manifest m;
    cr_expect_eq(load(&f, true, false, &m, &why), ELS_OK, "%s", why.ptr);
    cr_expect(m.is_signed);
    cr_expect(els_str_eq(m.name, ELS_STR("hostile")));
    cr_expect_eq(m.memory_bytes, 64u << 20);
    remove_folder(&f);
}

Test(manifest, refuses_what_nobody_has_signed_unless_allowed)
{
    plugin_folder f = make_folder("good");
    els_manifest m;
    EXPECT(load(&f, false, false, &m, &why), ELS_E_STATE, "--allow-unsigned");
    cr_expect_eq(load(&f, false, true, &m, &why), ELS_OK);
    cr_expect_not(m.is_signed);
    remove_folder(&f);
}

Test(manifest, refuses_a_signer_whom_the_user_does_not_trust)
{
    plugin_folder f = signed_folder();
    els_manifest m;
    EXPECT(load(&f, false, false, &m, &why), ELS_E_STATE, "whom you do not trust");
    write_text(f.keys, "# nobody\n00 short\n");
    EXPECT(load(&f, true, false, &m, &why), ELS_E_STATE, "whom you do not trust");
    remove_folder(&f);
}

Test(manifest, refuses_a_manifest_that_was_changed_even_when_unsigned_ones_are_allowed)
{
    plugin_folder f = signed_folder();
    els_manifest m;
    append(&f, "hostile.json", " ");
    EXPECT(load(&f, true, true, &m, &why), ELS_E_CORRUPT, "not what was signed");
    remove_folder(&f);
}

Test(manifest, refuses_a_program_that_was_changed_without_running_it)
{
    plugin_folder f = signed_folder();
    const els_external_options options = {.trust = {.keys_file = f.keys}, .answer_ms = 30000};
    els_external *external = NULL;
    append(&f, "hostile", "x");
    EXPECT(els_external_open(f.manifest, &options, &external, &why), ELS_E_CORRUPT, "digest");
    cr_expect_null(external);
    remove_folder(&f);
}

Test(manifest, refuses_a_file_that_was_added)
{
    plugin_folder f = signed_folder();
    els_manifest m;
    append(&f, "more.py", "x");
    EXPECT(load(&f, true, false, &m, &why), ELS_E_CORRUPT, "digest");
    remove_folder(&f);
}

Test(manifest, refuses_links_in_the_folder)
{
    plugin_folder f = make_folder("good");
    els_manifest m;
    char path[128];
    snprintf(path, sizeof path, "%s/link", f.folder);
    cr_assert_eq(symlink("/etc/passwd", path), 0);
    EXPECT(load(&f, false, true, &m, &why), ELS_E_FORMAT, "no links");
    remove_folder(&f);
}

Test(manifest, refuses_a_key_file_that_others_may_read)
{
    plugin_folder f = signed_folder();
    cr_assert_eq(chmod(f.key, 0644), 0);
    EXPECT(els_manifest_sign(f.manifest, f.key, &why), ELS_E_STATE, "chmod 600");
    cr_assert_eq(chmod(f.key, 0600), 0);
    EXPECT(els_manifest_keygen(f.key, &why), ELS_E_IO, "File exists");
    remove_folder(&f);
}

Test(manifest, names_what_is_wrong)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "not a JSON object"},
        {"[]", "not a JSON object"},
        {"{}", "\"name\" and \"version\" are needed"},
        {"{\"name\":\"a b\",\"version\":\"1\",\"command\":[\"./hostile\"]}", "\"name\""},
        {"{\"name\":\"a\",\"version\":\"1\"}", "\"command\""},
        {"{\"name\":\"a\",\"version\":\"1\",\"command\":[\"no-such-program\"]}", "not in /usr/bin"},
        {"{\"name\":\"a\",\"version\":\"1\",\"command\":[\"./hostile\"],\"memory_mib\":1}",
         "\"memory_mib\" is not 16 to 8192"},
        {"{\"name\":\"a\",\"version\":\"1\",\"command\":[\"./hostile\"],\"threads\":1}", "threads"},
        {"{\"name\":\"a\",\"version\":\"1\",\"command\":[\"./hostile\"],\"digest\":\"00\"}",
         "have the digest"},
    };
    plugin_folder f = make_folder("good");
    els_manifest m;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_text(f.manifest, cases[i].text);
        cr_expect_neq(load(&f, false, true, &m, &why), ELS_OK, "%s", cases[i].text);
        cr_expect(why.ptr && strstr(why.ptr, cases[i].says), "%s: %s", cases[i].text, why.ptr);
    }
    remove_folder(&f);
}
