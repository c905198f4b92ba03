#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- files ---- */

/* Rights of later versions of Landlock than the headers of Debian 12 know. */
#define RIGHT_TRUNCATE (UINT64_C(1) << 14)
#define RIGHT_IOCTL_DEV (UINT64_C(1) << 15)

#define RIGHTS_READ_FILE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define RIGHTS_READ_FOLDER (RIGHTS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* Where programs, interpreters and their libraries are; what is not there is left out. */
static const char *const system_paths[] = {"/usr/bin", "/usr/lib", "/usr/lib64",       "/bin",
                                           "/lib",     "/lib64",   "/etc/ld.so.cache", "/dev/null"};

static uint64_t handled_rights(long version)
{
    uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* all of the first version */
    if (version >= 2)
        rights |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        rights |= RIGHT_TRUNCATE;
    if (version >= 5)
        rights |= RIGHT_IOCTL_DEV;
    return rights;
}

/* Allows reading of a file or of what is below a folder. */
static bool allow_path(int ruleset, const char *path)
{
    struct stat status;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool is_folder = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
    struct landlock_path_beneath_attr rule = {
        .allowed_access = is_folder ? RIGHTS_READ_FOLDER : RIGHTS_READ_FILE, .parent_fd = fd};
    long result = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
    return result == 0;
}

static els_err make_ruleset(const els_sandbox_options *options, int *ret, els_buf *why)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        *ret = -1;
        if (options->may_lack_landlock)
            return ELS_OK;
        els_buf_printf(why, "this kernel has no Landlock, so a plugin could read files; "
                            "--allow-no-landlock runs it all the same");
        return ELS_E_IO;
    }
    struct landlock_ruleset_attr attributes = {.handled_access_fs = handled_rights(version)};
    int fd = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (fd < 0) {
        els_buf_printf(why, "Landlock cannot be set up: %s", strerror(errno));
        return ELS_E_IO;
    }
    for (size_t i = 0; i < sizeof system_paths / sizeof system_paths[0]; i++)
        if (!allow_path(fd, system_paths[i]) && errno != ENOENT) {
            els_buf_printf(why, "%s: %s", system_paths[i], strerror(errno));
            close(fd);
            return ELS_E_IO;
        }
    if (!allow_path(fd, options->path)) {
        els_buf_printf(why, "%.300s: %s", options->path, strerror(errno));
        close(fd);
        return ELS_E_IO;
    }
    *ret = fd;
    return ELS_OK;
}

/* ---- system calls ---- */

/* What computing takes. */
static const int allowed_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(stat),
    SCMP_SYS(fstat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(lseek),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(chdir),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(mmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(gettid),
    SCMP_SYS(getpgrp),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getresuid),
    SCMP_SYS(getresgid),
    SCMP_SYS(getrlimit),
    SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getrandom),
    SCMP_SYS(arch_prctl),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(get_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(futex),
    SCMP_SYS(membarrier),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getcpu),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(eventfd2),
    SCMP_SYS(execve),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* Nobody needs these to make a task: the process ends at the first one, so that the run says so.
 * Whatever is in neither list fails with EPERM, for programs that only try. */
static const int deadly_calls[] = {
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(chroot),
    SCMP_SYS(pivot_root),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(reboot),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(rt_sigqueueinfo),
};

/* Requests that look at a descriptor or set its flags; none pushes bytes into a terminal. */
static const unsigned allowed_ioctls[] = {TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};
/* None names another process as the receiver of signals. */
static const unsigned allowed_fcntls[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD,
                                          F_SETFD, F_GETFL,         F_SETFL};

static int add_calls(scmp_filter_ctx filter, bool may_have_threads)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof allowed_calls / sizeof allowed_calls[0]; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_calls[i], 0);
    for (size_t i = 0; i < sizeof deadly_calls / sizeof deadly_calls[0]; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly_calls[i], 0);
    for (size_t i = 0; i < sizeof allowed_ioctls / sizeof allowed_ioctls[0]; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                   SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, allowed_ioctls[i]));
    for (size_t i = 0; i < sizeof allowed_fcntls / sizeof allowed_fcntls[0]; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                                   SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, allowed_fcntls[i]));
    /* The C library tries a local socket when it looks up a user, and goes on without. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(socket), 1,
                               SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0));
    /* Limits may be read. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                               SCMP_A2(SCMP_CMP_EQ, 0, 0));
    /* The flags of clone3 are in memory, where a filter cannot look: the C library falls back. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (may_have_threads)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                   SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
                               SCMP_A0(SCMP_CMP_MASKED_EQ, may_have_threads ? CLONE_THREAD : 0, 0));
    return failed;
}

/* The program as the kernel takes it, so that the child has nothing to compute. */
static els_err compile_filter(els_sandbox *sandbox)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return ELS_E_NOMEM;
    int fd = memfd_create("els-filter", MFD_CLOEXEC);
    bool ok = fd >= 0 && add_calls(filter, sandbox->options.may_have_threads) == 0 &&
              seccomp_export_bpf(filter, fd) == 0;
    off_t bytes = ok ? lseek(fd, 0, SEEK_END) : 0;
    if (ok && bytes > 0 && bytes / (off_t)sizeof(struct sock_filter) <= BPF_MAXINSNS) {
        sandbox->filter = malloc((size_t)bytes);
        sandbox->n_filter = (unsigned short)((size_t)bytes / sizeof(struct sock_filter));
        ok = sandbox->filter && pread(fd, sandbox->filter, (size_t)bytes, 0) == bytes;
    } else {
        ok = false;
    }
    if (fd >= 0)
        close(fd);
    seccomp_release(filter);
    return ok ? ELS_OK : ELS_E_IO;
}

els_err els_sandbox_prepare(const els_sandbox_options *options, els_sandbox *ret, els_buf *why)
{
    els_sandbox sandbox = {.options = *options, .landlock_fd = -1, .is_ready = true};
    els_err err = make_ruleset(options, &sandbox.landlock_fd, why);
    if (!err) {
        err = compile_filter(&sandbox);
        if (err)
            els_buf_printf(why, "the filter of system calls cannot be made");
    }
    if (err) {
        els_sandbox_fini(&sandbox);
        return err;
    }
    *ret = sandbox;
    return ELS_OK;
}

void els_sandbox_fini(els_sandbox *sandbox)
{
    if (!sandbox->is_ready)
        return;
    if (sandbox->landlock_fd >= 0)
        close(sandbox->landlock_fd);
    free(sandbox->filter);
    *sandbox = (els_sandbox){.landlock_fd = -1};
}

/* ---- in the child ---- */

static bool set_limit(__rlimit_resource_t what, rlim_t value)
{
    struct rlimit limit, wanted = {value, value};
    /* A lower limit that is set already stays. */
    if (getrlimit(what, &limit) == 0 && limit.rlim_max != RLIM_INFINITY && limit.rlim_max < value)
        wanted = (struct rlimit){limit.rlim_max, limit.rlim_max};
    return setrlimit(what, &wanted) == 0;
}

static bool set_limits(const els_sandbox_options *options)
{
    enum { STACK = 8 << 20, CPU_S = 3600, DESCRIPTORS = 64, THREADS = 512 };
    return set_limit(RLIMIT_AS, options->memory_bytes) && set_limit(RLIMIT_STACK, STACK) &&
           set_limit(RLIMIT_CPU, CPU_S) && set_limit(RLIMIT_FSIZE, 0) &&
           set_limit(RLIMIT_CORE, 0) && set_limit(RLIMIT_NOFILE, DESCRIPTORS) &&
           set_limit(RLIMIT_MEMLOCK, 0) && set_limit(RLIMIT_MSGQUEUE, 0) &&
           set_limit(RLIMIT_NPROC, options->may_have_threads ? THREADS : 1);
}

bool els_sandbox_enter(const els_sandbox *sandbox)
{
    struct sock_fprog program = {.len = sandbox->n_filter, .filter = sandbox->filter};
    /* Sockets are refused anyway; without an interface there is nothing to reach either. An
     * ordinary user needs a user namespace for it, which not every machine grants. */
    if (unshare(CLONE_NEWNET | CLONE_NEWIPC) != 0)
        (void)!unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    if (sandbox->landlock_fd >= 0 &&
        syscall(SYS_landlock_restrict_self, sandbox->landlock_fd, 0) != 0)
        return false;
    if (syscall(SYS_close_range, 3, ~0U, 0) != 0 || !set_limits(&sandbox->options))
        return false;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}
