#include "config.h"

#include "device/device.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "device/requests.h"
#include "device/wire.h"

/* One thread, one epoll, one heap of what is due: the device does nothing but move requests along
 *
 *     asked → queued (under `device N`) → served → answered (→ unsent: the client's socket is full)
 *
 * and announce arrivals. All its sockets are used with MSG_DONTWAIT: nothing but the wait for
 * the next event ever holds it. */
enum {
    EVENTS = 256, /* taken from the kernel at a time */
    TAG_CONTROL = 0,
    TAG_ARRIVALS = 1,
    TAG_CLIENTS = 2, /* + slot of the client */
    LEAD_FIRST_NS = 30 * 1000,
    LEAD_MOST_NS = 60 * 1000,
};

struct client {
    int fd;                    /* -1: the slot is free */
    uint32_t generation;       /* tells an event of its predecessor in the slot from its own */
    uint32_t next_free;        /* slot + 1 */
    struct request_list asked; /* all its requests */
    struct request_list unsent;
};

/* An arrival's state: `number` of them have been announced. */
struct source {
    const struct device_arrival *plan;
    int64_t number;
};

struct device {
    const struct device_config *config;
    struct trace_writer writer;
    int epoll;
    bool over;
    int refused; /* why, where the machine has refused something: an errno */
    struct requests requests;
    struct request_list queue;
    int64_t serving;
    int64_t answers; /* given so far; cancelled ones are none */
    struct client *clients;
    uint32_t client_count, client_room, client_free;
    /* Cancellations that overtook their requests: the request lies in its client's socket
     * already. */
    uint32_t *early;
    int early_count, early_room;
    bool early_fresh;
    int64_t origin_ns; /* -1 until DEVICE_GO */
    int64_t lead_ns;   /* how much earlier than what is due it has the kernel wake it */
    struct source *sources;
    /* Arrivals not yet written to the pipe: backlog_first … backlog_count - 1. */
    struct device_arrived *backlog;
    size_t backlog_first, backlog_count, backlog_room;
    bool backlog_watched; /* the pipe was full */
};

static struct request *request_at(struct device *device, uint32_t slot)
{
    return &device->requests.slots[slot];
}

static int64_t record(struct device *device, enum trace_kind kind, uint32_t request, int64_t value)
{
    return trace_write(&device->writer, (struct trace_event){.kind = (uint8_t)kind,
                                                             .who = TRACE_DEVICE,
                                                             .arg = request,
                                                             .value = value});
}

/* The device ends, for it would not hear of somebody who then waits for it for ever. */
static void give_up(struct device *device, int error)
{
    device->over = true;
    device->refused = error;
}

static void watch(struct device *device, int operation, int fd, uint32_t events, uint64_t tag)
{
    struct epoll_event event = {.events = events, .data.u64 = tag};
    if (epoll_ctl(device->epoll, operation, fd, &event) < 0)
        give_up(device, errno);
}

static void watch_client(struct device *device, int operation, uint32_t index)
{
    struct client *client = &device->clients[index];
    uint32_t events = EPOLLIN | EPOLLRDHUP | (client->unsent.first ? EPOLLOUT : 0);
    watch(device, operation, client->fd, events,
          (uint64_t)client->generation << 32 | (TAG_CLIENTS + index));
}

/* ---- a request's way ---- */

static int64_t later(int64_t time_ns, int64_t by_ns)
{
    return by_ns > INT64_MAX - time_ns ? INT64_MAX : time_ns + by_ns;
}

/* Counting from asked_ns, or from now if that is 0. */
static void serve(struct device *device, uint32_t slot, int64_t asked_ns)
{
    struct request *request = request_at(device, slot);
    int64_t from_ns = record(device, TRACE_TAKEN, request->id, 0);
    if (asked_ns > 0 && asked_ns < from_ns)
        from_ns = asked_ns;
    request->place = REQUEST_SERVED;
    requests_heap_add(&device->requests, slot, later(from_ns, request->duration_ns));
    device->serving++;
}

static bool has_place(const struct device *device)
{
    return device->config->at_once <= 0 || device->serving < device->config->at_once;
}

static void serve_next(struct device *device)
{
    while (device->queue.first && has_place(device)) {
        uint32_t slot = device->queue.first;
        requests_unlink(&device->requests, &device->queue, REQUEST_OF_PLACE, slot);
        serve(device, slot, 0);
    }
}

/* Takes a request out of the queue, the heap or the unsent answers. */
static void displace(struct device *device, uint32_t slot)
{
    struct request *request = request_at(device, slot);
    struct client *client = &device->clients[request->client];
    if (request->place == REQUEST_QUEUED)
        requests_unlink(&device->requests, &device->queue, REQUEST_OF_PLACE, slot);
    if (request->place == REQUEST_UNSENT)
        requests_unlink(&device->requests, &client->unsent, REQUEST_OF_PLACE, slot);
    if (request->place == REQUEST_SERVED) {
        requests_heap_remove(&device->requests, slot);
        device->serving--;
    }
    request->place = REQUEST_NOWHERE;
}

static void forget(struct device *device, uint32_t slot)
{
    struct client *client = &device->clients[request_at(device, slot)->client];
    displace(device, slot);
    requests_unlink(&device->requests, &client->asked, REQUEST_OF_CLIENT, slot);
    requests_remove(&device->requests, slot);
}

/* False if the client's socket is full. A client that is gone counts as told: its end will be
 * noticed. */
static bool send_answer(struct device *device, const struct request *request)
{
    struct device_answer answer = {.id = request->id,
                                   .cancelled = request->cancelled,
                                   .number = request->number,
                                   .at_ns = request->answered_ns};
    ssize_t sent;
    do {
        sent = send(device->clients[request->client].fd, &answer, sizeof answer,
                    MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS);
}

static void answer(struct device *device, uint32_t slot, bool cancelled)
{
    struct request *request = request_at(device, slot);
    struct client *client = &device->clients[request->client];
    displace(device, slot);
    request->cancelled = cancelled;
    request->number = cancelled ? 0 : ++device->answers;
    request->answered_ns = record(device, TRACE_ANSWERED, request->id, cancelled);
    if (!client->unsent.first && send_answer(device, request)) {
        forget(device, slot);
        return;
    }
    request->place = REQUEST_UNSENT;
    requests_append(&device->requests, &client->unsent, REQUEST_OF_PLACE, slot);
    watch_client(device, EPOLL_CTL_MOD, request->client);
}

static void answer_due(struct device *device)
{
    uint32_t slot = requests_soonest(&device->requests);
    if (!slot)
        return;
    int64_t now_ns = clock_now_ns();
    while (slot && request_at(device, slot)->due_ns <= now_ns) {
        answer(device, slot, false);
        serve_next(device);
        slot = requests_soonest(&device->requests);
    }
}

/* ---- cancellations ---- */

static void cancel(struct device *device, uint32_t id)
{
    uint32_t slot = requests_find(&device->requests, id);
    if (!slot) {
        MEM_GROW(device->early, device->early_count, device->early_room);
        device->early[device->early_count++] = id;
        device->early_fresh = true;
        return;
    }
    if (request_at(device, slot)->place == REQUEST_UNSENT)
        return;
    answer(device, slot, true);
    serve_next(device);
}

static bool was_cancelled_early(struct device *device, uint32_t id)
{
    for (int i = 0; i < device->early_count; i++) {
        if (device->early[i] != id)
            continue;
        device->early[i] = device->early[--device->early_count];
        return true;
    }
    return false;
}

/* A cancellation without a request came too late, unless the request is still in its socket. A
 * round that began after the cancellation and saw all that was ready has settled that. */
static void forget_early(struct device *device, bool saw_all)
{
    if (saw_all && !device->early_fresh)
        device->early_count = 0;
    device->early_fresh = false;
}

/* ---- clients ---- */

static void add_client(struct device *device, int fd)
{
    uint32_t index = device->client_free;
    if (index) {
        index--;
        device->client_free = device->clients[index].next_free;
    } else {
        MEM_GROW(device->clients, device->client_count, device->client_room);
        index = device->client_count++;
        device->clients[index].generation = 0;
    }
    uint32_t generation = device->clients[index].generation + 1;
    device->clients[index] = (struct client){.fd = fd, .generation = generation};
    watch_client(device, EPOLL_CTL_ADD, index);
}

static void drop_client(struct device *device, uint32_t index)
{
    struct client *client = &device->clients[index];
    while (client->asked.first) {
        const struct request *request = request_at(device, client->asked.first);
        if (request->place != REQUEST_UNSENT)
            record(device, TRACE_ANSWERED, request->id, 1);
        forget(device, client->asked.first);
    }
    epoll_ctl(device->epoll, EPOLL_CTL_DEL, client->fd, NULL);
    close(client->fd);
    client->fd = -1;
    client->next_free = device->client_free;
    device->client_free = index + 1;
    serve_next(device);
}

static void send_unsent(struct device *device, uint32_t index)
{
    struct client *client = &device->clients[index];
    while (client->unsent.first && send_answer(device, request_at(device, client->unsent.first)))
        forget(device, client->unsent.first);
    if (!client->unsent.first)
        watch_client(device, EPOLL_CTL_MOD, index);
}

static void take_request(struct device *device, uint32_t index, const struct device_request *asked)
{
    bool sound =
        asked->id && asked->duration_ns >= 0 && !requests_find(&device->requests, asked->id);
    if (!sound)
        return;
    uint32_t slot = requests_add(&device->requests, asked->id, index, asked->duration_ns);
    requests_append(&device->requests, &device->clients[index].asked, REQUEST_OF_CLIENT, slot);
    if (was_cancelled_early(device, asked->id)) {
        answer(device, slot, true);
    } else if (has_place(device)) {
        serve(device, slot, device->config->at_once > 0 ? 0 : asked->asked_ns);
    } else {
        request_at(device, slot)->place = REQUEST_QUEUED;
        requests_append(&device->requests, &device->queue, REQUEST_OF_PLACE, slot);
    }
}

static void read_client(struct device *device, uint32_t index, uint32_t events)
{
    if (events & EPOLLOUT)
        send_unsent(device, index);
    while (!device->over) {
        struct device_request asked;
        int fd = device->clients[index].fd;
        ssize_t got = recv(fd, &asked, sizeof asked, MSG_DONTWAIT | MSG_TRUNC);
        if (got == sizeof asked)
            take_request(device, index, &asked);
        else if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        else if (got < 0 && errno == ECONNRESET)
            break;
        else if (got < 0 && errno != EINTR)
            give_up(device, errno);
        else if (got == 0 && events & (EPOLLRDHUP | EPOLLHUP))
            break;
        else if (got == 0)
            return; /* an empty message, or an end that epoll will tell of */
    }
    if (device->over)
        return;
    drop_client(device, index);
}

/* ---- the control socket ---- */

/* The descriptor that came with a message, or -1. */
static int received_descriptor(struct msghdr *message)
{
    int fd = -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
        header->cmsg_len == CMSG_LEN(sizeof fd))
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

static void obey(struct device *device, const struct device_control *what, int fd)
{
    if (what->order == DEVICE_CONNECT && fd >= 0) {
        add_client(device, fd);
        return;
    }
    if (what->order == DEVICE_CONNECT) /* the kernel had no descriptor for it */
        give_up(device, EMFILE);
    if (fd >= 0)
        close(fd);
    if (what->order == DEVICE_GO && device->origin_ns < 0)
        device->origin_ns = what->value;
    if (what->order == DEVICE_CANCEL)
        cancel(device, (uint32_t)what->value);
}

static void read_control(struct device *device, uint32_t events)
{
    for (;;) {
        struct device_control what;
        struct iovec part = {&what, sizeof what};
        union {
            struct cmsghdr header;
            char bytes[CMSG_SPACE(sizeof(int))];
        } rights;
        struct msghdr message = {
            .msg_iov = &part,
            .msg_iovlen = 1,
            .msg_control = &rights,
            .msg_controllen = sizeof rights.bytes,
        };
        ssize_t got = recvmsg(device->config->control, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (got < 0) {
            give_up(device, errno);
            return;
        }
        if (got == 0 && events & (EPOLLRDHUP | EPOLLHUP)) {
            device->over = true;
            return;
        }
        if (got == 0)
            return;
        int fd = received_descriptor(&message);
        if (got == sizeof what && !(message.msg_flags & MSG_TRUNC))
            obey(device, &what, fd);
        else if (fd >= 0)
            close(fd);
    }
}

/* ---- arrivals ---- */

/* When the source's next arrival is due, or INT64_MAX. */
static int64_t source_due(const struct device *device, const struct source *source)
{
    const struct device_arrival *plan = source->plan;
    int64_t gone_ns;
    if (device->origin_ns < 0 || source->number >= plan->count ||
        __builtin_mul_overflow(plan->every_ns, source->number, &gone_ns))
        return INT64_MAX;
    return later(later(device->origin_ns, plan->first_ns), gone_ns);
}

static struct source *soonest_source(const struct device *device)
{
    struct source *soonest = NULL;
    for (int i = 0; i < device->config->arrival_count; i++) {
        struct source *source = &device->sources[i];
        if (!soonest || source_due(device, source) < source_due(device, soonest))
            soonest = source;
    }
    return soonest;
}

static void watch_arrivals(struct device *device, bool wanted)
{
    if (wanted == device->backlog_watched)
        return;
    device->backlog_watched = wanted;
    watch(device, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, device->config->arrivals_fd, EPOLLOUT,
          TAG_ARRIVALS);
}

static void send_backlog(struct device *device)
{
    while (device->backlog_first < device->backlog_count) {
        const struct device_arrived *arrived = &device->backlog[device->backlog_first];
        ssize_t sent = write(device->config->arrivals_fd, arrived, sizeof *arrived);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            watch_arrivals(device, true);
            return;
        }
        device->backlog_first++; /* also if nobody is left to read it */
    }
    device->backlog_first = device->backlog_count = 0;
    watch_arrivals(device, false);
}

static void announce_due(struct device *device)
{
    struct source *source = soonest_source(device);
    while (source && source_due(device, source) <= clock_now_ns()) {
        MEM_GROW(device->backlog, device->backlog_count, device->backlog_room);
        device->backlog[device->backlog_count++] = (struct device_arrived){
            .declaration = (uint32_t)source->plan->declaration,
            .number = (uint32_t)++source->number,
            .time_ns = clock_now_ns(),
        };
        if (!device->backlog_watched)
            send_backlog(device);
        source = soonest_source(device);
    }
}

/* ---- the loop ---- */

static int64_t next_due(const struct device *device)
{
    uint32_t slot = requests_soonest(&device->requests);
    const struct source *source = soonest_source(device);
    int64_t request_ns = slot ? device->requests.slots[slot].due_ns : INT64_MAX;
    int64_t arrival_ns = source ? source_due(device, source) : INT64_MAX;
    return request_ns < arrival_ns ? request_ns : arrival_ns;
}

/* It was to be woken at wake_ns. What the kernel is late is learned at once if it is more than was
 * thought, and slowly forgotten. */
static void learn_lateness(struct device *device, int64_t wake_ns)
{
    int64_t late_ns = clock_now_ns() - wake_ns;
    if (late_ns < device->lead_ns)
        late_ns = device->lead_ns - (device->lead_ns - late_ns) / 8;
    device->lead_ns = late_ns < LEAD_MOST_NS ? late_ns : LEAD_MOST_NS;
}

/* Waits for something to read or for what is due. ppoll, because epoll_wait counts in
 * milliseconds and a timerfd would cost two system calls more.
 *
 * A core that sleeps takes 30 us and more to wake: a device that answers that much late would be
 * measured with every model. So it is woken as much earlier as the kernel was late before, and
 * looks again and again until its time has come; on a busy core that is no more than a few us. */
static int wait_for_events(struct device *device, struct epoll_event *events)
{
    struct pollfd any = {.fd = device->epoll, .events = POLLIN};
    int64_t due_ns = next_due(device);
    int64_t wake_ns = due_ns - device->lead_ns;
    int64_t left_ns = due_ns == INT64_MAX ? 0 : wake_ns - clock_now_ns();
    bool sleeps = left_ns > 0;
    struct timespec timeout = {0};
    if (sleeps)
        timeout = (struct timespec){left_ns / NS_PER_S, left_ns % NS_PER_S};
    int found = ppoll(&any, 1, due_ns == INT64_MAX ? NULL : &timeout, NULL);
    if (found == 0 && sleeps)
        learn_lateness(device, wake_ns);
    int count = found > 0 ? epoll_wait(device->epoll, events, EVENTS, 0) : found;
    if (count < 0 && errno != EINTR)
        give_up(device, errno);
    return count < 0 ? 0 : count;
}

static void handle_event(struct device *device, const struct epoll_event *event)
{
    uint32_t tag = (uint32_t)event->data.u64;
    if (tag == TAG_CONTROL) {
        read_control(device, event->events);
        return;
    }
    if (tag == TAG_ARRIVALS) {
        send_backlog(device);
        return;
    }
    uint32_t index = tag - TAG_CLIENTS;
    const struct client *client = &device->clients[index];
    if (client->fd >= 0 && client->generation == event->data.u64 >> 32)
        read_client(device, index, event->events);
}

static void run(struct device *device)
{
    struct epoll_event events[EVENTS];
    while (!device->over) {
        int count = wait_for_events(device, events);
        answer_due(device);
        announce_due(device);
        for (int i = 0; i < count; i++)
            handle_event(device, &events[i]);
        forget_early(device, count < EVENTS);
        answer_due(device);
    }
}

/* The kernel may let a timer wait for company (50 us) and a process have 1,024 descriptors: this
 * one needs better. */
static void claim_resources(void)
{
    struct rlimit files;
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    signal(SIGPIPE, SIG_IGN);
}

static void release(struct device *device)
{
    for (uint32_t i = 0; i < device->client_count; i++) {
        if (device->clients[i].fd >= 0)
            close(device->clients[i].fd);
    }
    close(device->epoll);
    requests_release(&device->requests);
    free(device->clients);
    free(device->early);
    free(device->sources);
    free(device->backlog);
}

int device_serve(const struct device_config *config)
{
    struct device device = {.config = config, .origin_ns = -1, .lead_ns = LEAD_FIRST_NS};
    claim_resources();
    device.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (device.epoll < 0)
        return -errno;
    trace_writer_init(&device.writer, config->log);
    device.sources = mem_alloc((size_t)config->arrival_count * sizeof *device.sources);
    for (int i = 0; i < config->arrival_count; i++)
        device.sources[i].plan = &config->arrivals[i];
    watch(&device, EPOLL_CTL_ADD, config->control, EPOLLIN | EPOLLRDHUP, TAG_CONTROL);
    run(&device);
    if (!device.refused) /* else its clients are to hear why first */
        release(&device);
    return -device.refused;
}
