/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/world.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "gateway/templates/templates.h"
#include "gateway/util/log.h"
#include "gateway/workers/sandbox.h"

#define BEGIN_MS INT64_C(1795428120000) /* 2026-11-23 10:02 UTC */

typedef struct {
	int64_t at_us;
	guint id;      /* of events at the same moment the one with the lowest comes first */
	int64_t again; /* us; asked for by a timer */
	GSourceFunc source; /* the gateway's; or NULL */
	void (*happen)(void *data);
	void *data;
	bool dropped;
} Event;

typedef struct {
	uint64_t chance;
	uint64_t hash;
	int64_t now_us;
	int64_t wall_us;  /* what the wall clock is ahead */
	int64_t pace_us;  /* what the gateway takes between two looks at the clock, at most */
	GPtrArray *heap;  /* of Event, own; the next one first */
	GHashTable *live; /* id -> Event, of the gateway's sources */
	guint last_id;
	bool dead;
	bool quit;
	bool verbose;
	bool bad_weather;
	const char *defect; /* foreign */
	int signals[2]; /* a pipe, in the place of a signalfd; -1: the gateway does not run */
	GUnixFDSourceFunc on_signal; /* the gateway's */
	void *on_signal_data;        /* foreign */
	int64_t loop_end_us;
	bool (*is_over)(void);
} World;

static World world;

uint64_t
world_chance(uint64_t n)
{
	uint64_t z = world.chance += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % n;
}

bool
world_happens(unsigned permille)
{
	return world_chance(1000) < permille;
}

static bool
comes_before(const Event *one, const Event *other)
{
	return one->at_us != other->at_us ? one->at_us < other->at_us : one->id < other->id;
}

static void
swap(unsigned i, unsigned j)
{
	void *one = world.heap->pdata[i];

	world.heap->pdata[i] = world.heap->pdata[j];
	world.heap->pdata[j] = one;
}

static void
push(Event *event)
{
	unsigned i = world.heap->len;

	g_ptr_array_add(world.heap, event);
	for (; i > 0 && comes_before(world.heap->pdata[i], world.heap->pdata[(i - 1) / 2]);
	     i = (i - 1) / 2)
		swap(i, (i - 1) / 2);
}

static Event *
pop(void)
{
	Event *first = NULL;

	if (world.heap->len == 0)
		return NULL;
	swap(0, world.heap->len - 1);
	first = g_ptr_array_steal_index(world.heap, world.heap->len - 1);
	for (unsigned i = 0;;) {
		unsigned least = i;

		for (unsigned child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < world.heap->len &&
			    comes_before(world.heap->pdata[child], world.heap->pdata[least]))
				least = child;
		if (least == i)
			return first;
		swap(i, least);
		i = least;
	}
}

static Event *
event_new(int64_t in_us, void *data)
{
	Event *event = g_new0(Event, 1);

	event->at_us = world.now_us + MAX(in_us, 0);
	event->id = ++world.last_id;
	event->data = data;
	return event;
}

static guint
add_source(int64_t in_us, int64_t again_us, GSourceFunc source, void *data)
{
	Event *event = event_new(in_us, data);

	event->again = again_us;
	event->source = source;
	g_hash_table_insert(world.live, GUINT_TO_POINTER(event->id), event);
	push(event);
	return event->id;
}

void
world_later(int64_t in_us, void (*happen)(void *data), void *data)
{
	Event *event = event_new(in_us, data);

	event->happen = happen;
	push(event);
}

guint
world_source(int64_t in_us, GSourceFunc source, void *data)
{
	return add_source(in_us, in_us, source, data);
}

void
world_set_weather(bool bad)
{
	world.bad_weather = bad;
}

bool
world_fails(unsigned permille)
{
	return world_happens(permille) && world.bad_weather;
}

void
world_set_defect(const char *name)
{
	world.defect = name;
}

bool
world_has_defect(const char *name)
{
	return world.defect != NULL && strcmp(world.defect, name) == 0;
}

static void
run_source(Event *event)
{
	bool again = event->source(event->data) == G_SOURCE_CONTINUE;

	if (again && !event->dropped) {
		event->at_us = world.now_us + event->again;
		push(event);
		return;
	}
	if (!event->dropped)
		g_hash_table_remove(world.live, GUINT_TO_POINTER(event->id));
	g_free(event);
}

static void
run(Event *event)
{
	if (event->dropped) {
		g_free(event);
	} else if (event->source != NULL) {
		run_source(event);
	} else {
		event->happen(event->data);
		g_free(event);
	}
}

void
world_begin(uint64_t seed, bool verbose)
{
	world = (World){.chance = seed, .verbose = verbose, .signals = {-1, -1}};
	world.hash = UINT64_C(0xcbf29ce484222325);
	world.heap = g_ptr_array_new_with_free_func(g_free);
	world.live = g_hash_table_new(NULL, NULL);
	world.now_us = WORLD_HOUR + (int64_t)world_chance(WORLD_HOUR);
	world.wall_us = BEGIN_MS * 1000;
	world.pace_us = world_happens(200) ? 4000 : 200;
}

void
world_end(void)
{
	g_ptr_array_unref(world.heap);
	g_hash_table_unref(world.live);
}

int64_t
world_now_us(void)
{
	return world.now_us;
}

int64_t
world_wall_us(void)
{
	return world.wall_us + world.now_us;
}

void
world_jump(int64_t by_us)
{
	world.wall_us += by_us;
}

void
world_die(void)
{
	world.dead = true;
}

bool
world_is_dead(void)
{
	return world.dead;
}

void
world_revive(void)
{
	GHashTableIter all;
	void *event = NULL;

	g_hash_table_iter_init(&all, world.live);
	while (g_hash_table_iter_next(&all, NULL, &event))
		((Event *)event)->dropped = true;
	g_hash_table_remove_all(world.live);
	world.dead = false;
	if (world.signals[1] >= 0)
		close(world.signals[1]);
	world.signals[0] = world.signals[1] = -1;
}

void
world_signal(int signal)
{
	const struct signalfd_siginfo info = {.ssi_signo = (uint32_t)signal};

	if (world.signals[1] < 0 || world.dead)
		return;
	world_tell("signal %d", signal);
	g_assert(write(world.signals[1], &info, sizeof info) == sizeof info);
	world.on_signal(world.signals[0], G_IO_IN, world.on_signal_data);
}

void
world_end_loop(int64_t at_us, bool (*is_over)(void))
{
	world.is_over = is_over;
	world.loop_end_us = at_us;
}

void
world_tell(const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list arguments;

	va_start(arguments, format);
	line = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	for (const char *at = line; *at != '\0'; at++)
		world.hash = (world.hash ^ (uint8_t)*at) * UINT64_C(0x100000001b3); /* FNV-1a */
	world.hash = (world.hash ^ (uint64_t)world.now_us) * UINT64_C(0x100000001b3);
	if (world.verbose)
		printf("%12.3f %s\n", (double)world.now_us / (double)WORLD_SECOND, line);
}

uint64_t
world_hash(void)
{
	return world.hash;
}

/* From here on what the linker puts in the place of the functions whose names follow __wrap_. Visible, because the linker
 * asks for it where a shared library calls one of them; that library goes on calling GLib's own. */
#pragma GCC visibility push(default)
GMainLoop *__wrap_g_main_loop_new(GMainContext *context, int is_running);
void __wrap_g_main_loop_unref(GMainLoop *loop);
void __wrap_g_main_loop_quit(GMainLoop *loop);
void __wrap_g_main_loop_run(GMainLoop *loop);
guint __wrap_g_timeout_add(guint wait_ms, GSourceFunc source, void *data);
guint __wrap_g_idle_add_full(
    int priority, GSourceFunc source, void *data, GDestroyNotify destroy);
guint __wrap_g_unix_fd_add(
    int fd, GIOCondition condition, GUnixFDSourceFunc source, void *data);
int __wrap_g_source_remove(guint id);
gint64 __wrap_g_get_monotonic_time(void);
gint64 __wrap_g_get_real_time(void);
gint32 __wrap_g_random_int_range(gint32 from, gint32 to);
ssize_t __wrap_getrandom(void *bytes, size_t size, unsigned flags);
int __wrap_signalfd(int fd, const sigset_t *mask, int flags);
int __wrap_sigprocmask(int how, const sigset_t *set, sigset_t *old);
void __wrap_sandbox_close_memory(void);
Templates *__wrap_templates_load(
    const char *const *directories, const TemplateStyle *style, GPtrArray *diagnostics);
void __wrap_templates_free(Templates *templates);
Templates *__real_templates_load(
    const char *const *directories, const TemplateStyle *style, GPtrArray *diagnostics);
void __wrap_log_write(LogLevel level, const char *about, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
#pragma GCC visibility pop

GMainLoop *
__wrap_g_main_loop_new(GMainContext *context, int is_running)
{
	(void)context;
	(void)is_running;
	return NULL;
}

void
__wrap_g_main_loop_unref(GMainLoop *loop)
{
	(void)loop;
}

void
__wrap_g_main_loop_quit(GMainLoop *loop)
{
	(void)loop;
	world.quit = true;
}

void
__wrap_g_main_loop_run(GMainLoop *loop)
{
	Event *event = NULL;

	(void)loop;
	world.quit = false;
	while (!world.quit && !world.dead && (event = pop()) != NULL) {
		world.now_us = MAX(world.now_us, event->at_us);
		run(event);
		if (world.now_us >= world.loop_end_us ||
		    (world.is_over != NULL && world.is_over()))
			return;
	}
}

guint
__wrap_g_timeout_add(guint wait_ms, GSourceFunc source, void *data)
{
	int64_t wait_us = (int64_t)wait_ms * 1000;

	return add_source(wait_us, wait_us, source, data);
}

guint
__wrap_g_idle_add_full(int priority, GSourceFunc source, void *data, GDestroyNotify destroy)
{
	g_assert(destroy == NULL);
	return add_source(priority > G_PRIORITY_DEFAULT ? 1000 : 0, 1, source, data);
}

guint
__wrap_g_unix_fd_add(int fd, GIOCondition condition, GUnixFDSourceFunc source, void *data)
{
	(void)condition;
	g_assert(fd == world.signals[0]);
	world.on_signal = source;
	world.on_signal_data = data;
	return ++world.last_id;
}

int
__wrap_g_source_remove(guint id)
{
	Event *event = g_hash_table_lookup(world.live, GUINT_TO_POINTER(id));

	if (event == NULL)
		return FALSE;
	event->dropped = true;
	g_hash_table_remove(world.live, GUINT_TO_POINTER(id));
	return TRUE;
}

/* Time passes while the gateway works. */
gint64
__wrap_g_get_monotonic_time(void)
{
	world.now_us += (int64_t)world_chance((uint64_t)world.pace_us) + 1;
	return world.now_us;
}

gint64
__wrap_g_get_real_time(void)
{
	return world_wall_us();
}

gint32
__wrap_g_random_int_range(gint32 from, gint32 to)
{
	return from + (gint32)world_chance((uint64_t)(to - from));
}

ssize_t
__wrap_getrandom(void *bytes, size_t size, unsigned flags)
{
	(void)flags;
	for (size_t i = 0; i < size; i++)
		((uint8_t *)bytes)[i] = (uint8_t)world_chance(256);
	return (ssize_t)size;
}

int
__wrap_signalfd(int fd, const sigset_t *mask, int flags)
{
	(void)fd;
	(void)mask;
	(void)flags;
	g_assert(pipe2(world.signals, O_CLOEXEC | O_NONBLOCK) == 0);
	return world.signals[0];
}

/* The simulator itself is to end when it is told to. */
int
__wrap_sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	(void)how;
	(void)set;
	(void)old;
	return 0;
}

void
__wrap_sandbox_close_memory(void)
{
}

/* The letters are the same in each life, and to read them takes longer than all the rest of a short life. */
Templates *
__wrap_templates_load(
    const char *const *directories, const TemplateStyle *style, GPtrArray *diagnostics)
{
	static Templates *templates;

	if (templates == NULL)
		templates = __real_templates_load(directories, style, diagnostics);
	return templates;
}

void
__wrap_templates_free(Templates *templates)
{
	(void)templates;
}

void
__wrap_log_write(LogLevel level, const char *about, const char *format, ...)
{
	static const char *const LEVELS[] = {"error", "warning", "info", "debug"};
	va_list arguments;

	if (!world.verbose)
		return;
	printf("%12.3f   %s: %s: ", (double)world.now_us / (double)WORLD_SECOND, LEVELS[level],
	    about);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}
