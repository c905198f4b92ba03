/* hostile.c — a plugin that does what its first argument says. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void say_and_end(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(3);
}

/* Tries to open what it must not. */
static void want_file(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    if (fd < 0)
        say_and_end(path);
    (void)!write(fd, "x", 1);
}

static void want_memory(void)
{
    size_t total = 0;
    for (;;) {
        char *more = malloc(1 << 20);
        if (!more) {
            fprintf(stderr, "no more memory after %s\n", total < 512 ? "little" : "much");
            exit(3);
        }
        memset(more, 1, 1 << 20);
        total++;
    }
}

static void want_socket(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to))
        say_and_end("socket");
}

/* True when nothing of what a plugin may only try has worked. */
static const char *first_leak(void)
{
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    if (getenv("ELS_TEST_SECRET"))
        return "environment";
    for (int fd = 3; fd < 64; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return "descriptor";
    if (open("/etc/passwd", O_RDONLY) >= 0 || open("/proc/self/environ", O_RDONLY) >= 0 ||
        open("/", O_RDONLY) >= 0 || open("..", O_RDONLY) >= 0)
        return "file";
    if (open("own", O_WRONLY | O_CREAT, 0600) >= 0 || open("/tmp/own", O_CREAT | O_RDWR, 0600) >= 0)
        return "write";
    if (chmod("hostile", 0777) == 0 || unlink("hostile") == 0 || mkdir("folder", 0700) == 0)
        return "change";
    if (setrlimit(RLIMIT_FSIZE, &more) == 0 || setuid(12345) == 0)
        return "right";
    if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0)
        return "local socket";
    return NULL;
}

static void describe(void)
{
    puts("{\"name\":\"hostile\",\"version\":\"1\",\"families\":[{\"name\":\"f\",\"templates\":"
         "[\"t1\",\"t2\",\"t3\",\"t4\"]}]}");
}

static void generate(const char *line, const char *mode, unsigned n)
{
    const char *id = strstr(line, "\"id\":") + 5, *seed = strstr(line, "\"seed\":") + 7;
    unsigned long long answer = strtoull(seed, NULL, 10) % 1000;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (strcmp(mode, "clock") == 0)
        answer = (unsigned long long)now.tv_nsec;
    if (strcmp(mode, "counts") == 0)
        answer = n;
    if (strcmp(mode, "process") == 0)
        answer = (unsigned long long)getpid();
    if (strcmp(mode, "drifts") == 0 && n > 40)
        answer += n;
    if (strcmp(mode, "later") == 0 && n > 60)
        exit(5);
    printf("{\"id\":%llu,\"question\":\"What is %llu?\",\"type\":\"number\",\"answer\":\"%llu\"}\n",
           strtoull(id, NULL, 10), answer, answer);
}

static void misbehave(const char *mode)
{
    if (strcmp(mode, "passwd") == 0)
        want_file("/etc/passwd", O_RDONLY);
    else if (strcmp(mode, "disk") == 0)
        want_file("fill", O_WRONLY | O_CREAT);
    else if (strcmp(mode, "socket") == 0)
        want_socket();
    else if (strcmp(mode, "fork") == 0)
        for (;;)
            fork();
    else if (strcmp(mode, "kill") == 0)
        kill(getppid(), SIGKILL);
    else if (strcmp(mode, "memory") == 0)
        want_memory();
    else if (strcmp(mode, "loop") == 0)
        for (;;)
            ;
    else if (strcmp(mode, "flood") == 0)
        for (;;)
            fputs("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", stdout);
    else if (strcmp(mode, "complains") == 0)
        for (;;)
            fputs("yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n", stderr);
    else if (strcmp(mode, "garbage") == 0)
        puts("\x01\x02 no JSON \xff");
    else if (strcmp(mode, "twice") == 0)
        puts("{}\n{}");
    else if (strcmp(mode, "exit") == 0)
        exit(7);
    else if (strcmp(mode, "closes") == 0)
        fclose(stdout);
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    char line[4096];
    const char *leak = strcmp(mode, "snoops") == 0 ? first_leak() : NULL;
    if (leak) {
        fprintf(stderr, "leak: %s\n", leak);
        return 9;
    }
    for (unsigned n = 0; fgets(line, sizeof line, stdin); n++) {
        misbehave(mode);
        if (strstr(line, "\"describe\""))
            describe();
        else
            generate(line, mode, n);
        fflush(stdout);
    }
    return 0;
}
