/* els-test-relay FAR [NAME=VALUE...] — a bad cable between this network namespace and that of
 * process FAR: the devices near0 and far0, and between them packets that are lost, late, out of
 * order or cut off. What becomes of each packet comes from the seed; which packets there are is up
 * to the two ends.
 *
 *   seed=1                of all that follows
 *   loss=0                share of the packets that are lost, in percent
 *   delay=0 jitter=0      ms, each way: a packet takes the delay and a uniform share of the jitter
 *   calm=0                ms between two partitions, half as much to one and a half; 0: none
 *   cuts=0              partitions at most; 0: any number
 *   cut=1000 cut_more=0   ms that a partition lasts, and a uniform share of the second on top. A
 *                         partition loses what is sent one way or both, and what was on its way.
 *
 * Says READY on stdout when the devices are there; addresses are the caller's. Ends when stdin
 * does, with one line of figures on stderr. */
#include "els_rng.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
    PACKET_MAX = 2048,    /* above the usual MTU of 1500 */
    ON_WAY_MAX = 16384,   /* what a router would hold; beyond that packets are lost */
    EXIT_NOT_ALLOWED = 77 /* no such device may be made here */
};

typedef struct {
    uint64_t at_us;  /* when it arrives */
    uint64_t number; /* in the order of sending, over both ways */
    int to;          /* end it goes to: 0 near, 1 far */
    uint16_t len;
    char bytes[PACKET_MAX];
} packet;

typedef struct {
    uint64_t seed, loss, delay, jitter, calm, cuts, cut, cut_more; /* as above */
} weather;

typedef struct {
    weather weather;
    int fds[2];
    els_rng rngs[2];            /* one per way, so that ways do not depend on each other */
    els_rng cuts;               /* of partitions */
    packet *on_way[ON_WAY_MAX]; /* a heap, the first to arrive on top */
    size_t n_on_way;
    uint64_t numbers, newest[2]; /* newest[end]: the latest sent of those that arrived there */
    unsigned cut_ways;           /* bit `to`: cut off now */
    uint64_t change_us;          /* when a partition begins or ends; UINT64_MAX: never */
    uint64_t carried, lost, cut, overtaken, partitions, partitions_us;
} relay;

static uint64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* ---- packets on their way ---- */

static bool is_before(const packet *a, const packet *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->number < b->number;
}

static void push(relay *r, packet *p)
{
    size_t at = r->n_on_way++;
    for (; at > 0 && is_before(p, r->on_way[(at - 1) / 2]); at = (at - 1) / 2)
        r->on_way[at] = r->on_way[(at - 1) / 2];
    r->on_way[at] = p;
}

static packet *pop(relay *r)
{
    packet *first = r->on_way[0], *last = r->on_way[--r->n_on_way];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < r->n_on_way; at = child) {
        if (child + 1 < r->n_on_way && is_before(r->on_way[child + 1], r->on_way[child]))
            child++;
        if (!is_before(r->on_way[child], last))
            break;
        r->on_way[at] = r->on_way[child];
    }
    r->on_way[at] = last;
    return first;
}

/* ---- the weather ---- */

static void change_partition(relay *r, uint64_t now)
{
    const weather *w = &r->weather;
    uint64_t lasts_ms;
    if (r->cut_ways) {
        r->cut_ways = 0;
        if (r->partitions == w->cuts) {
            r->change_us = UINT64_MAX;
            return;
        }
        lasts_ms =
            (uint64_t)els_rng_between(&r->cuts, (int64_t)w->calm / 2, (int64_t)w->calm * 3 / 2);
    } else {
        static const unsigned ways[] = {1, 2, 3, 3};
        r->cut_ways = ways[els_rng_below(&r->cuts, 4)];
        lasts_ms = w->cut + (uint64_t)els_rng_between(&r->cuts, 0, (int64_t)w->cut_more);
        r->partitions++;
        r->partitions_us += lasts_ms * 1000;
    }
    r->change_us = now + lasts_ms * 1000;
}

/* A packet from the other end has come; its fate is drawn whether or not it is cut off, so that a
 * partition does not move the fates of those after it. */
static void take(relay *r, int to, const char *bytes, size_t len, uint64_t now)
{
    els_rng *rng = &r->rngs[to];
    bool is_lost = els_rng_below(rng, 100) < r->weather.loss;
    uint64_t late_us =
        r->weather.delay * 1000 + (uint64_t)(els_rng_unit(rng) * 1000 * (double)r->weather.jitter);
    if (r->cut_ways & (1u << to)) {
        r->cut++;
        return;
    }
    packet *p = is_lost || r->n_on_way == ON_WAY_MAX ? NULL : malloc(sizeof *p);
    if (!p) {
        r->lost++;
        return;
    }
    p->at_us = now + late_us;
    p->number = r->numbers++;
    p->to = to;
    p->len = (uint16_t)len;
    memcpy(p->bytes, bytes, len);
    push(r, p);
}

static void deliver(relay *r, uint64_t now)
{
    while (r->n_on_way && r->on_way[0]->at_us <= now) {
        packet *p = pop(r);
        if (r->cut_ways & (1u << p->to)) {
            r->cut++;
        } else if (write(r->fds[p->to], p->bytes, p->len) == (ssize_t)p->len) {
            r->carried++;
            r->overtaken += p->number < r->newest[p->to];
            if (p->number > r->newest[p->to])
                r->newest[p->to] = p->number;
        } else {
            r->lost++; /* the device is down or full */
        }
        free(p);
    }
}

static void drain(relay *r, int from)
{
    char bytes[PACKET_MAX];
    ssize_t n;
    while ((n = read(r->fds[from], bytes, sizeof bytes)) > 0)
        take(r, !from, bytes, (size_t)n, now_us());
}

static void work(relay *r)
{
    for (;;) {
        uint64_t now = now_us();
        if (now >= r->change_us)
            change_partition(r, now);
        deliver(r, now);
        uint64_t next =
            r->n_on_way && r->on_way[0]->at_us < r->change_us ? r->on_way[0]->at_us : r->change_us;
        uint64_t wait_us = next == UINT64_MAX ? 1000000 : next > now ? next - now : 0;
        struct timespec wait = {(time_t)(wait_us / 1000000), (long)(wait_us % 1000000) * 1000};
        struct pollfd polled[] = {
            {r->fds[0], POLLIN, 0}, {r->fds[1], POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
        if (ppoll(polled, 3, &wait, NULL) < 0 && errno != EINTR)
            return;
        char byte;
        if (polled[2].revents && read(STDIN_FILENO, &byte, 1) >= 0)
            return;
        drain(r, 0);
        drain(r, 1);
    }
}

/* ---- begin and end ---- */

static int open_device(const char *name)
{
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    if (fd < 0 || ioctl(fd, TUNSETIFF, &request) != 0) {
        fprintf(stderr, "els-test-relay: no device %s: %s\n", name, strerror(errno));
        exit(EXIT_NOT_ALLOWED);
    }
    return fd;
}

static void enter(const char *pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/ns/net", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || setns(fd, CLONE_NEWNET) != 0) {
        fprintf(stderr, "els-test-relay: %s: %s\n", path, strerror(errno));
        exit(EXIT_NOT_ALLOWED);
    }
    close(fd);
}

static bool read_option(const char *text, weather *w)
{
    const struct {
        const char *name;
        uint64_t *value;
    } known[] = {{"seed", &w->seed},     {"loss", &w->loss},        {"delay", &w->delay},
                 {"jitter", &w->jitter}, {"calm", &w->calm},        {"cuts", &w->cuts},
                 {"cut", &w->cut},       {"cut_more", &w->cut_more}};
    els_str value = els_str_of(text), name;
    if (!els_str_split(&value, '=', &name))
        return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (els_str_eq(name, els_str_of(known[i].name)))
            return els_str_to_u64(value, known[i].value) && *known[i].value < 1000000;
    return false;
}

int main(int argc, char **argv)
{
    static relay r = {.weather = {.seed = 1, .cut = 1000}, .change_us = UINT64_MAX};
    for (int i = 2; i < argc; i++)
        if (!read_option(argv[i], &r.weather))
            argc = 1;
    if (argc < 2) {
        fprintf(stderr,
                "usage: els-test-relay FAR [seed|loss|delay|jitter|calm|cuts|cut|cut_more=N]...\n");
        return ELS_EXIT_USAGE;
    }
    r.fds[0] = open_device("near0");
    enter(argv[1]);
    r.fds[1] = open_device("far0");
    for (uint64_t way = 0; way < 2; way++)
        r.rngs[way] = els_rng_make(r.weather.seed, 1, way);
    r.cuts = els_rng_make(r.weather.seed, 2, 0);
    if (r.weather.calm)
        r.change_us = now_us() + r.weather.calm * 1000;
    printf("READY\n");
    fflush(stdout);
    work(&r);
    while (r.n_on_way)
        free(pop(&r));
    fprintf(stderr,
            "%llu packets carried, %llu lost, %llu overtaken; %llu partitions of %.1f s together, "
            "%llu packets cut off\n",
            (unsigned long long)r.carried, (unsigned long long)r.lost,
            (unsigned long long)r.overtaken, (unsigned long long)r.partitions,
            (double)r.partitions_us / 1e6, (unsigned long long)r.cut);
    return ELS_EXIT_OK;
}
