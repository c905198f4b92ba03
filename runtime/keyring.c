#include "keyring.h"

#include "channels.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { Z85_LEN = 40, ROSTER_MAX = 64 << 10 };

static els_err refuse(els_buf *why, els_err err, const char *path, const char *reason)
{
    return els_buf_refuse(why, err, "--keys %s: %s", path, reason);
}

/* ---- reading ---- */

/* A line of the roster; false when it is not one. Comments and empty lines have no role. */
static bool parse_line(els_str line, els_str *ret_role, uint8_t ret_key[ELS_KEY_BYTES])
{
    char text[Z85_LEN + 1];
    els_str rest = els_str_trim(line), role;
    *ret_role = (els_str){0};
    if (rest.len == 0 || rest.ptr[0] == '#')
        return true;
    if (!els_str_split(&rest, ' ', &role) || !els_is_key_role(role))
        return false;
    rest = els_str_trim(rest);
    if (rest.len != Z85_LEN)
        return false;
    memcpy(text, rest.ptr, Z85_LEN);
    text[Z85_LEN] = '\0';
    if (!zmq_z85_decode(ret_key, text))
        return false;
    *ret_role = role;
    return true;
}

bool els_keyring_next(els_str *rest, els_str *ret_role, uint8_t ret_key[ELS_KEY_BYTES])
{
    els_str line;
    while (els_str_split(rest, '\n', &line)) {
        if (parse_line(line, ret_role, ret_key) && ret_role->len)
            return true;
    }
    return false;
}

bool els_keyring_newest(els_str roster, els_str role, uint8_t ret_key[ELS_KEY_BYTES])
{
    els_str rest = roster, owner;
    uint8_t key[ELS_KEY_BYTES];
    bool has_one = false;
    while (els_keyring_next(&rest, &owner, key)) {
        if (!els_str_eq(owner, role))
            continue;
        memcpy(ret_key, key, sizeof key);
        has_one = true;
    }
    return has_one;
}

static els_err check_lines(const char *path, els_str roster, els_buf *why)
{
    els_str rest = roster, line, role;
    uint8_t key[ELS_KEY_BYTES];
    for (unsigned number = 1; els_str_split(&rest, '\n', &line); number++) {
        if (!parse_line(line, &role, key))
            return els_buf_refuse(why, ELS_E_FORMAT,
                                  "--keys %s: line %u is not a role and its key of 40 characters",
                                  path, number);
    }
    return ELS_OK;
}

els_err els_keyring_read(const char *dir, els_buf *ret, els_buf *why)
{
    els_buf path = {0}, text = {0};
    els_buf_printf(&path, "%s/roster", dir);
    int fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
    els_err err = ELS_OK;
    if (fd < 0)
        err = errno == ENOENT ? refuse(why, ELS_E_NOT_FOUND, path.ptr,
                                       "there is no such file (els keygen makes it)")
                              : refuse(why, ELS_E_IO, path.ptr, strerror(errno));
    while (!err) {
        char chunk[4096];
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            break;
        if (n < 0)
            err = refuse(why, ELS_E_IO, path.ptr, strerror(errno));
        else if (text.len + (size_t)n > ROSTER_MAX)
            err = refuse(why, ELS_E_LIMIT, path.ptr, "the file is larger than 64 KiB");
        else
            els_buf_append(&text, chunk, (size_t)n);
    }
    if (fd >= 0)
        close(fd);
    if (!err)
        err = check_lines(path.ptr, els_buf_str(&text), why);
    if (!err) {
        els_buf_clear(ret);
        els_buf_add(ret, els_buf_str(&text));
    }
    els_buf_fini(&text);
    els_buf_fini(&path);
    return err;
}

/* NULL when the certificate may be used. */
static const char *find_fault(const char *path, zcert_t *cert)
{
    char derived[Z85_LEN + 1];
    struct stat st;
    if (stat(path, &st) != 0)
        return "there is no such file (els keygen makes it)";
    if (st.st_mode & 0077)
        return "others may read it (chmod 600)";
    if (!cert || zmq_curve_public(derived, zcert_secret_txt(cert)) != 0 ||
        strcmp(derived, zcert_public_txt(cert)) != 0)
        return "it is no pair of keys";
    return NULL;
}

zcert_t *els_keyring_pair(const char *dir, els_str role, els_buf *why)
{
    els_buf path = {0};
    els_buf_printf(&path, "%s/" ELS_STR_FMT ".key", dir, ELS_STR_ARG(role));
    zcert_t *cert = zcert_load(path.ptr); /* which adds _secret by itself */
    els_buf_printf(&path, "_secret");
    const char *fault = find_fault(path.ptr, cert);
    if (fault) {
        (void)refuse(why, ELS_E_NOT_FOUND, path.ptr, fault);
        zcert_destroy(&cert);
    }
    els_buf_fini(&path);
    return cert;
}

/* ---- writing ---- */

/* Puts a finished file in the place of `path`. */
static els_err replace(const char *fresh, const char *path, els_buf *why)
{
    if (chmod(fresh, 0600) == 0 && rename(fresh, path) == 0)
        return ELS_OK;
    return refuse(why, ELS_E_IO, path, strerror(errno));
}

static els_err write_roster(const char *dir, els_str text, els_buf *why)
{
    els_buf path = {0}, fresh = {0};
    els_buf_printf(&path, "%s/roster", dir);
    els_buf_printf(&fresh, "%s/roster.new", dir);
    int fd = open(fresh.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    els_err err = ELS_OK;
    if (fd < 0)
        err = errno == EEXIST ? refuse(why, ELS_E_BUSY, fresh.ptr,
                                       "another keygen is at work; if none is, remove this file")
                              : refuse(why, ELS_E_IO, fresh.ptr, strerror(errno));
    if (!err && (write(fd, text.ptr, text.len) != (ssize_t)text.len || fsync(fd) != 0))
        err = refuse(why, ELS_E_IO, fresh.ptr, strerror(errno));
    if (fd >= 0)
        close(fd);
    if (!err)
        err = replace(fresh.ptr, path.ptr, why);
    if (fd >= 0 && err)
        unlink(fresh.ptr);
    els_buf_fini(&path);
    els_buf_fini(&fresh);
    return err;
}

/* A fresh pair in `role`'s file and its public half as a line behind `roster`. */
static els_err make_pair(const char *dir, const char *role, els_buf *roster, els_buf *why)
{
    els_buf path = {0}, fresh = {0};
    els_buf_printf(&path, "%s/%s.key_secret", dir, role);
    els_buf_printf(&fresh, "%s.new", path.ptr);
    mode_t mask = umask(0077); /* never readable by others, not even while being written */
    zcert_t *cert = zcert_new();
    els_err err = cert ? ELS_OK : ELS_E_NOMEM;
    if (!err && zcert_save_secret(cert, fresh.ptr) != 0)
        err = refuse(why, ELS_E_IO, fresh.ptr, "cannot be written");
    if (!err)
        err = replace(fresh.ptr, path.ptr, why);
    if (!err)
        els_buf_printf(roster, "%s %s\n", role, zcert_public_txt(cert));
    umask(mask);
    zcert_destroy(&cert);
    els_buf_fini(&path);
    els_buf_fini(&fresh);
    return err;
}

els_err els_keyring_make(const char *dir, els_buf *why)
{
    els_buf roster = {0}, path = {0};
    els_buf_printf(&path, "%s/roster", dir);
    bool has_keys = access(path.ptr, F_OK) == 0;
    els_buf_fini(&path);
    if (has_keys)
        return refuse(why, ELS_E_BUSY, dir,
                      "there are keys already (--rotate ROLE makes new ones)");
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return refuse(why, ELS_E_IO, dir, strerror(errno));
    els_err err = ELS_OK;
    const char *role;
    for (unsigned i = 0; !err && (role = els_key_role(i)); i++)
        err = make_pair(dir, role, &roster, why);
    if (!err)
        err = write_roster(dir, els_buf_str(&roster), why);
    els_buf_fini(&roster);
    return err;
}

els_err els_keyring_rotate(const char *dir, els_str role, els_buf *why)
{
    els_buf roster = {0};
    const char *name = NULL;
    for (unsigned i = 0; (name = els_key_role(i)) && !els_str_eq(role, els_str_of(name)); i++)
        continue;
    if (!name)
        return els_buf_refuse(why, ELS_E_USAGE, "no role is called " ELS_STR_FMT,
                              ELS_STR_ARG(els_str_sub(role, 0, 60)));
    els_err err = els_keyring_read(dir, &roster, why);
    if (!err && roster.len && roster.ptr[roster.len - 1] != '\n')
        els_buf_addc(&roster, '\n');
    if (!err)
        err = make_pair(dir, name, &roster, why);
    if (!err)
        err = write_roster(dir, els_buf_str(&roster), why);
    els_buf_fini(&roster);
    return err;
}

els_err els_keyring_forget(const char *dir, els_str role, els_buf *why)
{
    els_buf roster = {0}, kept = {0};
    uint8_t newest[ELS_KEY_BYTES], key[ELS_KEY_BYTES];
    els_err err = els_keyring_read(dir, &roster, why);
    if (!err && !els_keyring_newest(els_buf_str(&roster), role, newest))
        err = els_buf_refuse(why, ELS_E_USAGE, "no key of a role called " ELS_STR_FMT,
                             ELS_STR_ARG(els_str_sub(role, 0, 60)));
    els_str rest = els_buf_str(&roster), line, owner;
    while (!err && els_str_split(&rest, '\n', &line)) {
        bool is_key = parse_line(line, &owner, key) && els_str_eq(owner, role);
        bool is_old = is_key && memcmp(key, newest, sizeof key) != 0;
        if (line.len && !is_old) {
            els_buf_add(&kept, line);
            els_buf_addc(&kept, '\n');
        }
    }
    if (!err)
        err = write_roster(dir, els_buf_str(&kept), why);
    els_buf_fini(&roster);
    els_buf_fini(&kept);
    return err;
}
