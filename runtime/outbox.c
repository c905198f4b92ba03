#include "outbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

struct els_outbox_item {
    els_outbox_item *next;
    bool has_topic;
    size_t topic_len;
    size_t frame_len;
    char bytes[]; /* topic, then frame */
};

/* BUSY when the socket is full. A socket that took the topic takes the frame too: libzmq decides
 * once per message. */
static els_err send_now(void *socket, els_str topic, els_str frame)
{
    int rc = 0;
    if (topic.ptr) {
        do
            rc = zmq_send(socket, topic.ptr, topic.len, ZMQ_DONTWAIT | ZMQ_SNDMORE);
        while (rc < 0 && zmq_errno() == EINTR);
    }
    if (rc >= 0) {
        do
            rc = zmq_send(socket, frame.ptr, frame.len, ZMQ_DONTWAIT);
        while (rc < 0 && zmq_errno() == EINTR);
    }
    if (rc >= 0)
        return ELS_OK;
    return zmq_errno() == EAGAIN ? ELS_E_BUSY : ELS_E_IO;
}

els_err els_outbox_send(els_outbox *box, void *socket, els_str topic, els_str frame)
{
    if (box->n == 0) {
        els_err err = send_now(socket, topic, frame);
        if (err != ELS_E_BUSY)
            return err;
    }
    size_t bytes = topic.len + frame.len;
    if (box->n >= ELS_OUTBOX_MAX_MESSAGES || box->bytes + bytes > ELS_OUTBOX_MAX_BYTES)
        return ELS_E_BUSY;
    els_outbox_item *item = malloc(sizeof *item + bytes);
    if (!item)
        return ELS_E_BUSY;
    item->next = NULL;
    item->has_topic = topic.ptr != NULL;
    item->topic_len = topic.len;
    item->frame_len = frame.len;
    if (topic.len)
        memcpy(item->bytes, topic.ptr, topic.len);
    if (frame.len)
        memcpy(item->bytes + topic.len, frame.ptr, frame.len);
    if (box->last)
        box->last->next = item;
    else
        box->first = item;
    box->last = item;
    box->n++;
    box->bytes += bytes;
    return ELS_OK;
}

static void drop_first(els_outbox *box)
{
    els_outbox_item *item = box->first;
    box->first = item->next;
    if (!box->first)
        box->last = NULL;
    box->n--;
    box->bytes -= item->topic_len + item->frame_len;
    free(item);
}

els_err els_outbox_flush(els_outbox *box, void *socket)
{
    while (box->first) {
        const els_outbox_item *item = box->first;
        els_str topic = {item->has_topic ? item->bytes : NULL, item->topic_len};
        els_err err =
            send_now(socket, topic, (els_str){item->bytes + item->topic_len, item->frame_len});
        if (err)
            return err == ELS_E_BUSY ? ELS_OK : err;
        drop_first(box);
    }
    return ELS_OK;
}

size_t els_outbox_clear(els_outbox *box)
{
    size_t n = box->n;
    while (box->first)
        drop_first(box);
    return n;
}
