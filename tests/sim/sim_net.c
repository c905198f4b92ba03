#include "sim.h"

#include <stdlib.h>

typedef struct {
    uint64_t at_us, order;
    int from, to;
    els_channel channel;
    els_buf topic, frame;
} delivery;

static struct {
    delivery *heap; /* the next one first */
    size_t n, cap;
    uint64_t order;
    uint64_t last_us[SIM_SLOTS][SIM_SLOTS][ELS_CHANNEL_COUNT_]; /* a connection keeps its order */
    int turn;                                                   /* of the executors */
} net;

static bool is_before(const delivery *a, const delivery *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

static void push(const delivery *d)
{
    if (net.n == net.cap) {
        net.cap = net.cap ? net.cap * 2 : 256;
        net.heap = realloc(net.heap, net.cap * sizeof *net.heap);
        if (!net.heap)
            abort();
    }
    size_t i = net.n++;
    while (i && is_before(d, &net.heap[(i - 1) / 2])) {
        net.heap[i] = net.heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    net.heap[i] = *d;
}

static delivery pop(void)
{
    delivery first = net.heap[0], last = net.heap[--net.n];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= net.n)
            break;
        if (child + 1 < net.n && is_before(&net.heap[child + 1], &net.heap[child]))
            child++;
        if (!is_before(&net.heap[child], &last))
            break;
        net.heap[i] = net.heap[child];
        i = child;
    }
    net.heap[i] = last;
    return first;
}

static void fini(delivery *d)
{
    els_buf_fini(&d->topic);
    els_buf_fini(&d->frame);
}

void sim_net_clear(void)
{
    for (size_t i = 0; i < net.n; i++)
        fini(&net.heap[i]);
    net.n = 0;
    net.order = 0;
    net.turn = 0;
    memset(net.last_us, 0, sizeof net.last_us);
}

void sim_net_forget(const sim_slot *slot)
{
    int which = (int)(slot - sim->slots);
    size_t kept = 0, n = net.n;
    delivery *list = malloc((n + 1) * sizeof *list);
    if (!list)
        abort();
    for (size_t i = 0; i < n; i++) {
        delivery *d = &net.heap[i];
        /* What the system still holds of the dead may arrive, what was for it may wait for the
         * next. */
        bool is_lost = (d->to == which || d->from == which) && sim_below(2);
        if (is_lost)
            fini(d);
        else
            list[kept++] = *d;
    }
    net.n = 0;
    for (size_t i = 0; i < kept; i++)
        push(&list[i]);
    free(list);
}

static bool chance(double p)
{
    return sim->now_us < sim->faults.until_us && sim_share() < p;
}

static void damage(els_buf *frame)
{
    if (frame->len == 0)
        return;
    if (sim_below(2)) {
        frame->len = sim_below(frame->len);
        return;
    }
    for (size_t i = 0; i < frame->len; i++)
        frame->ptr[i] = (char)els_rng_u64(&sim->rng);
}

static void send_to(int from, int to, els_channel channel, els_str topic, els_str frame)
{
    const sim_faults *f = &sim->faults;
    int copies = 1;
    sim->counts.sent++;
    if (chance(f->drop)) {
        sim->counts.dropped++;
        return;
    }
    if (chance(f->duplicate)) {
        sim->counts.duplicated++;
        copies = 2;
    }
    for (int i = 0; i < copies; i++) {
        delivery d = {.order = net.order++, .from = from, .to = to, .channel = channel};
        uint64_t *last = &net.last_us[from][to][channel];
        d.at_us = sim->now_us + 50 + sim_below(f->delay_us);
        if (chance(f->reorder)) {
            d.at_us += sim_below(1000000);
            sim->counts.reordered++;
        } else if (d.at_us < *last) {
            d.at_us = *last;
        } else {
            *last = d.at_us;
        }
        els_buf_add(&d.topic, topic);
        els_buf_add(&d.frame, frame);
        if (chance(f->corrupt)) {
            damage(&d.frame);
            sim->counts.corrupted++;
        }
        push(&d);
    }
}

static void send_to_some_executor(int from, els_channel channel, els_str topic, els_str frame)
{
    for (int i = 0; i < SIM_SLOTS; i++) {
        net.turn = (net.turn + 1) % SIM_SLOTS;
        if (sim->slots[net.turn].role == ELS_ROLE_EXECUTOR && sim->slots[net.turn].process) {
            send_to(from, net.turn, channel, topic, frame);
            return;
        }
    }
}

void sim_net_send(sim_slot *slot, els_channel channel, els_str topic, els_str frame)
{
    int from = (int)(slot - sim->slots);
    const els_channel_desc *desc = els_channel_desc_of(channel);
    if (channel == ELS_CHANNEL_WORK) {
        send_to_some_executor(from, channel, topic, frame);
        return;
    }
    bool is_pub = els_channel_end(channel, slot->role, NULL) == ELS_END_PUB;
    for (int i = 0; i < SIM_SLOTS; i++) {
        els_role role = sim->slots[i].role;
        bool hears =
            is_pub ? (desc->connectors >> role & 1) && sim->slots[i].process : role == desc->binder;
        if (hears && i != from)
            send_to(from, i, channel, topic, frame);
    }
}

uint64_t sim_net_deliver(void)
{
    while (net.n && net.heap[0].at_us <= sim->now_us) {
        delivery d = pop();
        sim_slot *to = &sim->slots[d.to];
        const sim_slot *from = &sim->slots[d.from];
        uint64_t later = to->busy_us;
        if (to->stopped_us > later)
            later = to->stopped_us;
        if (to->cut_off_us > later)
            later = to->cut_off_us;
        if (from->cut_off_us > later)
            later = from->cut_off_us;
        if (!to->process)
            later = to->start_us + 1000;
        if (later <= sim->now_us) {
            sim_check_result(to, d.channel, els_buf_str(&d.frame));
            if (sim_process_deliver(to, d.channel, els_buf_str(&d.topic), els_buf_str(&d.frame))) {
                fini(&d);
                if (sim->failure[0])
                    break;
                continue;
            }
            later = sim->now_us + 1000;
        }
        d.at_us = later > sim->now_us ? later : sim->now_us + 1000;
        push(&d);
    }
    return net.n ? net.heap[0].at_us : UINT64_MAX;
}
