#include "manifest.h"
#include "external_wire.h"
#include "manifest_files.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <libgen.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Behind it stands the manifest: a signature for something else is none for a plugin. */
#define SIGNED_AS "els plugin manifest 1\n"

enum {
    MANIFEST_BYTES = 65536,
    KEYS_BYTES = 1 << 20,
    MEMORY_MIB = 512,
    MEMORY_MIB_MIN = 16,
    MEMORY_MIB_MAX = 8192,
    SEED_HEX = 2 * crypto_sign_SEEDBYTES,
    PUBLIC_HEX = 2 * crypto_sign_PUBLICKEYBYTES,
    SIGNATURE_HEX = 2 * crypto_sign_BYTES
};

/* Exactly `n` bytes from hexadecimal. */
static bool from_hex(els_str text, unsigned char *ret, size_t n)
{
    size_t len = 0;
    return text.len == 2 * n && sodium_hex2bin(ret, n, text.ptr, text.len, NULL, &len, NULL) == 0 &&
           len == n;
}

static void add_signed_bytes(els_str manifest, els_buf *out)
{
    els_buf_add(out, ELS_STR(SIGNED_AS));
    els_buf_add(out, manifest);
}

/* ---- who vouches ---- */

/* True when the public key stands in the user's file. */
static els_err is_trusted(const char *keys_file, els_str public_hex, bool *ret, els_buf *why)
{
    els_buf keys = {0};
    els_err err = els_manifest_read_file(keys_file, KEYS_BYTES, &keys, why);
    els_str rest = els_buf_str(&keys), line;
    *ret = false;
    while (!err && els_str_split(&rest, '\n', &line)) {
        els_str key;
        line = els_str_trim(line);
        if (line.len && line.ptr[0] != '#' && els_str_split(&line, ' ', &key))
            *ret = *ret || els_str_ieq(key, public_hex);
    }
    els_buf_fini(&keys);
    return err;
}

/* The signature file: "ed25519 PUBLIC-KEY SIGNATURE". */
static els_err check_signature(const char *path, els_str manifest, els_str signature,
                               const els_manifest_trust *trust, els_buf *why)
{
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], bytes[crypto_sign_BYTES];
    els_str rest = els_str_trim(signature), word, public_hex, signature_hex;
    bool trusted = false;
    if (!els_str_split(&rest, ' ', &word) || !els_str_eq(word, ELS_STR("ed25519")) ||
        !els_str_split(&rest, ' ', &public_hex) || !els_str_split(&rest, ' ', &signature_hex) ||
        !from_hex(public_hex, public_key, sizeof public_key) ||
        !from_hex(signature_hex, bytes, sizeof bytes))
        return els_buf_refuse(why, ELS_E_FORMAT, "%.300s.sig: not a signature; sign it again",
                              path);
    els_buf text = {0};
    add_signed_bytes(manifest, &text);
    int wrong =
        crypto_sign_verify_detached(bytes, (const unsigned char *)text.ptr, text.len, public_key);
    els_buf_fini(&text);
    if (wrong)
        return els_buf_refuse(why, ELS_E_CORRUPT,
                              "%.300s: it is not what was signed; get it again, or sign it again",
                              path);
    els_err err =
        trust->keys_file ? is_trusted(trust->keys_file, public_hex, &trusted, why) : ELS_OK;
    if (err || trusted)
        return err;
    return els_buf_refuse(
        why, ELS_E_STATE,
        "%.300s: signed by " ELS_STR_FMT ", whom you do not trust; if you do, add the key "
        "to %.300s",
        path, ELS_STR_ARG(public_hex),
        trust->keys_file ? trust->keys_file : "a file and name it with --plugin-keys");
}

static els_err check_trust(const char *path, els_str manifest, const els_manifest_trust *trust,
                           bool *ret_is_signed, els_buf *why)
{
    char signature_path[PATH_MAX];
    els_buf signature = {0}, ignored = {0};
    *ret_is_signed = false;
    if (snprintf(signature_path, sizeof signature_path, "%s.sig", path) >= PATH_MAX)
        return els_buf_refuse(why, ELS_E_LIMIT, "%.300s: the path is too long", path);
    els_err err = els_manifest_read_file(signature_path, 1024, &signature, &ignored);
    if (err == ELS_E_NOT_FOUND) {
        err =
            trust->may_be_unsigned
                ? ELS_OK
                : els_buf_refuse(
                      why, ELS_E_STATE,
                      "%.300s: nobody has signed it; --allow-unsigned runs it all the same", path);
    } else if (err) {
        els_buf_add(why, els_buf_str(&ignored));
    } else {
        err = check_signature(path, manifest, els_buf_str(&signature), trust, why);
        *ret_is_signed = err == ELS_OK;
        if (err == ELS_E_STATE && trust->may_be_unsigned) {
            els_buf_clear(why);
            err = ELS_OK;
        }
    }
    els_buf_fini(&signature);
    els_buf_fini(&ignored);
    return err;
}

/* ---- what it says ---- */

/* Makes argv[0] absolute: a name without '/' is one of the system's programs. */
static els_err find_program(els_manifest *manifest, els_arena *arena, els_buf *why)
{
    static const char *const folders[] = {"/usr/bin", "/bin"};
    const char *name = manifest->argv[0];
    if (name[0] == '/')
        return ELS_OK;
    if (strchr(name, '/')) {
        manifest->argv[0] = (char *)els_arena_printf(arena, "%s/%s", manifest->folder, name).ptr;
        return ELS_OK;
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *path = (char *)els_arena_printf(arena, "%s/%s", folders[i], name).ptr;
        if (access(path, X_OK) == 0) {
            manifest->argv[0] = path;
            return ELS_OK;
        }
    }
    return els_buf_refuse(
        why, ELS_E_NOT_FOUND,
        "%.300s: its command %.100s is not in /usr/bin; a program of its own is named "
        "./%.100s",
        manifest->path, name, name);
}

static els_err read_command(const json_t *command, els_arena *arena, els_manifest *ret,
                            els_buf *why)
{
    size_t n = json_array_size(command);
    if (n == 0 || n > ELS_MANIFEST_ARGS)
        return els_buf_refuse(why, ELS_E_FORMAT, "\"command\" is not a list of 1 to %d texts",
                              ELS_MANIFEST_ARGS);
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(command, i));
        if (!text || (i == 0 && !text[0]))
            return els_buf_refuse(why, ELS_E_FORMAT, "\"command\" is not a list of texts");
        ret->argv[i] = els_arena_strdup(arena, els_str_of(text));
    }
    return find_program(ret, arena, why);
}

static els_err read_members(const json_t *object, els_arena *arena, els_manifest *ret, els_buf *why)
{
    const json_t *memory = json_object_get(object, "memory_mib");
    const json_t *threads = json_object_get(object, "threads");
    ret->name =
        els_arena_copy(arena, els_str_of(json_string_value(json_object_get(object, "name"))));
    ret->version =
        els_arena_copy(arena, els_str_of(json_string_value(json_object_get(object, "version"))));
    if (!els_external_is_name(ret->name) || !els_external_is_name(ret->version))
        return els_buf_refuse(
            why, ELS_E_FORMAT,
            "\"name\" and \"version\" are needed, of letters, digits, '_', '-' and '.'");
    if (memory && (!json_is_integer(memory) || json_integer_value(memory) < MEMORY_MIB_MIN ||
                   json_integer_value(memory) > MEMORY_MIB_MAX))
        return els_buf_refuse(why, ELS_E_FORMAT, "\"memory_mib\" is not %d to %d", MEMORY_MIB_MIN,
                              MEMORY_MIB_MAX);
    if (memory)
        ret->memory_bytes = (uint64_t)json_integer_value(memory) << 20;
    if (threads && !json_is_boolean(threads))
        return els_buf_refuse(why, ELS_E_FORMAT, "\"threads\" is neither true nor false");
    ret->may_have_threads = json_is_true(threads);
    return read_command(json_object_get(object, "command"), arena, ret, why);
}

/* Reads the file's object; NULL with `why` when it is none. */
static json_t *read_json(const char *path, els_buf *bytes, els_buf *why, els_err *ret_err)
{
    json_error_t error;
    *ret_err = els_manifest_read_file(path, MANIFEST_BYTES, bytes, why);
    if (*ret_err)
        return NULL;
    json_t *object =
        json_loadb(bytes->ptr ? bytes->ptr : "", bytes->len, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(object))
        return object;
    json_decref(object);
    *ret_err = els_buf_refuse(why, ELS_E_FORMAT, "%.300s: not a JSON object", path);
    return NULL;
}

static els_err load_manifest(const char *path, const els_manifest_trust *trust, els_arena *arena,
                             els_manifest *ret, els_buf *why)
{
    els_buf bytes = {0}, what = {0};
    els_err err;
    json_t *object = read_json(path, &bytes, why, &err);
    if (object) {
        const char *stated = json_string_value(json_object_get(object, "digest"));
        char *copy = els_arena_strdup(arena, els_str_of(path));
        ret->path = ret->folder = dirname(copy);
        err = check_trust(path, els_buf_str(&bytes), trust, &ret->is_signed, why);
        if (!err && (err = read_members(object, arena, ret, &what)))
            els_buf_printf(why, "%.300s: " ELS_STR_FMT, path, ELS_STR_ARG(els_buf_str(&what)));
        if (!err)
            err = els_manifest_digest_folder(ret->folder, path + strlen(ret->folder) + 1,
                                             ret->digest, why);
        if (!err && ret->is_signed && !stated)
            err = els_buf_refuse(why, ELS_E_FORMAT, "%.300s: it is signed but has no \"digest\"",
                                 path);
        if (!err && stated && strcmp(stated, ret->digest) != 0)
            err = els_buf_refuse(
                why, ELS_E_CORRUPT,
                "%.300s: the files of its folder have the digest %s and not the one it "
                "names; get them again, or sign it again",
                path, ret->digest);
    }
    json_decref(object);
    els_buf_fini(&bytes);
    els_buf_fini(&what);
    return err;
}

static els_err load_program(const char *path, const els_manifest_trust *trust, els_arena *arena,
                            els_manifest *ret, els_buf *why)
{
    els_buf bytes = {0};
    if (!trust->may_be_unsigned)
        return els_buf_refuse(
            why, ELS_E_STATE,
            "%.300s: a program without a manifest is signed by nobody; --allow-unsigned "
            "runs it all the same",
            path);
    els_err err = els_manifest_read_file(path, ELS_MANIFEST_FILE_BYTES, &bytes, why);
    if (!err && access(path, X_OK) != 0)
        err = els_buf_refuse(why, ELS_E_IO, "%.300s: not executable (chmod +x)", path);
    if (!err) {
        els_digest_hex(bytes.ptr, bytes.len, ret->digest);
        ret->argv[0] = els_arena_strdup(arena, els_str_of(path));
        ret->path = ret->argv[0];
        ret->folder = "/";
    }
    els_buf_fini(&bytes);
    return err;
}

static bool is_manifest(const char *path)
{
    size_t len = strlen(path);
    return len > 5 && strcmp(path + len - 5, ".json") == 0;
}

els_err els_manifest_load(const char *path, const els_manifest_trust *trust, els_arena *arena,
                          els_manifest *ret, els_buf *why)
{
    char absolute[PATH_MAX];
    els_manifest manifest = {.memory_bytes = (uint64_t)MEMORY_MIB << 20};
    if (!realpath(path, absolute))
        return els_buf_refuse(why, errno == ENOENT ? ELS_E_NOT_FOUND : ELS_E_IO, "%.300s: %s", path,
                              strerror(errno));
    els_err err = (is_manifest(absolute) ? load_manifest : load_program)(absolute, trust, arena,
                                                                         &manifest, why);
    if (!err)
        *ret = manifest;
    return err;
}

/* ---- signing ---- */

static els_err write_file(const char *path, els_str bytes, int mode, bool must_be_new, els_buf *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (must_be_new ? O_EXCL : O_TRUNC), mode);
    bool ok = fd >= 0 && write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    return ok ? ELS_OK : els_buf_refuse(why, ELS_E_IO, "%.300s: %s", path, strerror(error));
}

els_err els_manifest_keygen(const char *key_file, els_buf *why)
{
    unsigned char seed[crypto_sign_SEEDBYTES], public_key[crypto_sign_PUBLICKEYBYTES],
        secret[crypto_sign_SECRETKEYBYTES];
    char seed_hex[SEED_HEX + 1], public_hex[PUBLIC_HEX + 1], public_path[PATH_MAX];
    els_buf line = {0};
    if (sodium_init() < 0)
        return els_buf_refuse(why, ELS_E_IO, "libsodium cannot be used");
    if (snprintf(public_path, sizeof public_path, "%s.pub", key_file) >= PATH_MAX)
        return els_buf_refuse(why, ELS_E_LIMIT, "%.300s: the path is too long", key_file);
    randombytes_buf(seed, sizeof seed);
    crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_bin2hex(seed_hex, sizeof seed_hex, seed, sizeof seed);
    sodium_bin2hex(public_hex, sizeof public_hex, public_key, sizeof public_key);
    els_buf_printf(&line, "%s\n", seed_hex);
    els_err err = write_file(key_file, els_buf_str(&line), 0600, true, why);
    sodium_memzero(line.ptr, line.len);
    els_buf_clear(&line);
    els_buf_printf(&line, "%s\n", public_hex);
    if (!err)
        err = write_file(public_path, els_buf_str(&line), 0644, true, why);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(seed_hex, sizeof seed_hex);
    els_buf_fini(&line);
    return err;
}

static els_err read_key(const char *key_file, unsigned char *ret_secret, unsigned char *ret_public,
                        els_buf *why)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    struct stat status;
    els_buf text = {0};
    els_err err = els_manifest_read_file(key_file, 1024, &text, why);
    if (!err && (stat(key_file, &status) != 0 || (status.st_mode & 077)))
        err = els_buf_refuse(why, ELS_E_STATE, "%.300s: others may read this secret key; chmod 600",
                             key_file);
    if (!err && !from_hex(els_str_trim(els_buf_str(&text)), seed, sizeof seed))
        err =
            els_buf_refuse(why, ELS_E_FORMAT, "%.300s: not a key of els plugins keygen", key_file);
    if (!err)
        crypto_sign_seed_keypair(ret_public, ret_secret, seed);
    if (text.len)
        sodium_memzero(text.ptr, text.len);
    sodium_memzero(seed, sizeof seed);
    els_buf_fini(&text);
    return err;
}

static els_err write_signature(const char *path, els_str manifest, const unsigned char *secret,
                               const unsigned char *public_key, els_buf *why)
{
    unsigned char bytes[crypto_sign_BYTES];
    char hex[SIGNATURE_HEX + 1], public_hex[PUBLIC_HEX + 1], signature_path[PATH_MAX];
    els_buf text = {0}, line = {0};
    add_signed_bytes(manifest, &text);
    crypto_sign_detached(bytes, NULL, (const unsigned char *)text.ptr, text.len, secret);
    sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    sodium_bin2hex(public_hex, sizeof public_hex, public_key, crypto_sign_PUBLICKEYBYTES);
    els_buf_printf(&line, "ed25519 %s %s\n", public_hex, hex);
    els_err err = snprintf(signature_path, sizeof signature_path, "%s.sig", path) >= PATH_MAX
                      ? els_buf_refuse(why, ELS_E_LIMIT, "%.300s: the path is too long", path)
                      : write_file(signature_path, els_buf_str(&line), 0644, false, why);
    els_buf_fini(&text);
    els_buf_fini(&line);
    return err;
}

els_err els_manifest_sign(const char *path, const char *key_file, els_buf *why)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES], public_key[crypto_sign_PUBLICKEYBYTES];
    char absolute[PATH_MAX], digest[ELS_DIGEST_HEX];
    els_buf bytes = {0};
    if (!realpath(path, absolute) || !is_manifest(absolute))
        return els_buf_refuse(why, ELS_E_NOT_FOUND, "%.300s: not a manifest NAME.json", path);
    els_err err = read_key(key_file, secret, public_key, why);
    json_t *object = err ? NULL : read_json(absolute, &bytes, why, &err);
    if (object) {
        char *slash = strrchr(absolute, '/');
        *slash = '\0';
        err = els_manifest_digest_folder(absolute, slash + 1, digest, why);
        *slash = '/';
        json_object_set_new(object, "digest", json_string(digest));
        char *text = json_dumps(object, JSON_INDENT(2));
        els_buf_clear(&bytes);
        els_buf_printf(&bytes, "%s\n", text);
        free(text);
        json_decref(object);
        if (!err)
            err = write_file(absolute, els_buf_str(&bytes), 0644, false, why);
        if (!err)
            err = write_signature(absolute, els_buf_str(&bytes), secret, public_key, why);
        /* It must be what a user will accept, but for trust. */
        els_arena arena = {0};
        els_manifest loaded;
        const els_manifest_trust trust = {.may_be_unsigned = true};
        if (!err)
            err = els_manifest_load(absolute, &trust, &arena, &loaded, why);
        els_arena_fini(&arena);
    }
    sodium_memzero(secret, sizeof secret);
    els_buf_fini(&bytes);
    return err;
}
