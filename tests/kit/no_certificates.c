/* Criterion starts a process per test, and in each libgit2, which it has for differences between
 * texts, parses every certificate of this machine for a TLS it never uses: a third of what a small
 * test costs. Test programs answer the call themselves. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

/* chain, path: not looked at. Returns 0, as after a file without certificates that cannot be
 * parsed. */
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
    (void)chain;
    (void)path;
    return 0;
}
