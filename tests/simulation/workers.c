/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The workers that need no server: those that read and verify mails, which do here what gateway/workers/read_mail.c and
 * verify.c do, those that run an operator's command, and the one that checks the spool. A reader may die or hang over a mail, but never so often that
 * the mail is given up.
 */
#include <string.h>

#include "parsers/mime.h"
#include "parsers/origin.h"
#include "spool/database.h"
#include "tests/simulation/children.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/world.h"

#define DEATHS_MAX 2

typedef struct {
	Child *child; /* foreign */
	bool hangs;
} Worker;

/* mail -> how many workers were lost over it */
static GHashTable *losses;

void
workers_begin(void)
{
	losses = g_hash_table_new(NULL, NULL);
}

void
workers_end(void)
{
	g_hash_table_unref(losses);
}

static void *
worker_begin(Child *child)
{
	Worker *worker = g_new0(Worker, 1);

	worker->child = child;
	return worker;
}

/* Whether this worker answers nothing any more. */
static bool
is_lost(Worker *worker, int64_t mail)
{
	void *key = GSIZE_TO_POINTER((size_t)mail);
	unsigned lost = 0;

	if (worker->hangs)
		return true;
	if (!world_fails(10))
		return false;
	lost = GPOINTER_TO_UINT(g_hash_table_lookup(losses, key));
	if (lost >= DEATHS_MAX)
		return false;
	g_hash_table_insert(losses, key, GUINT_TO_POINTER(lost + 1));
	if (world_happens(500))
		worker->hangs = true;
	else
		child_crash(worker->child);
	return true;
}

static int64_t
reading_us(void)
{
	return world_fails(5) ? 2 * WORLD_SECOND : (int64_t)world_chance(3000);
}

static void *
reader_begin(Child *child, GVariant *settings)
{
	(void)settings;
	child_say(child, (int64_t)world_chance(5000), FRAME_READY, g_variant_new("()"), NULL);
	return worker_begin(child);
}

static void
read_part(const Worker *worker, GVariant *body, GBytes *bytes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) part = NULL;
	const char *path = NULL;
	gint64 id = 0;

	g_variant_get(body, "(x&s)", &id, &path);
	part = mime_part(bytes, path, &error);
	child_say(worker->child, reading_us(), FRAME_PART_READ,
	    g_variant_new("(xs)", id, part == NULL ? error->message : ""), part);
}

static void
reader_take(void *role, FrameType type, GVariant *body, GBytes *bytes)
{
	Worker *worker = role;
	g_autoptr(Message) message = NULL;
	g_autoptr(GBytes) packed = NULL;
	gint64 id = 0;

	if (type == FRAME_KNOWN)
		return; /* of the mailbox: its mails are simple ones */
	g_variant_get_child(body, 0, "x", &id);
	if (is_lost(worker, id))
		return;
	if (type == FRAME_PART) {
		read_part(worker, body, bytes);
		return;
	}
	message = mime_read(bytes);
	packed = message_pack(message);
	child_say(worker->child, reading_us(), FRAME_MESSAGE, g_variant_new("(x)", id), packed);
}

static void *
verifier_begin(Child *child, GVariant *settings)
{
	(void)settings;
	return worker_begin(child);
}

static void
verifier_take(void *role, FrameType type, GVariant *body, GBytes *bytes)
{
	Worker *worker = role;
	g_autoptr(Origin) origin = NULL;
	size_t size = 0;
	const char *header = g_bytes_get_data(bytes, &size);
	gint64 id = 0;

	g_assert(type == FRAME_HEADER);
	g_variant_get(body, "(x)", &id);
	if (is_lost(worker, id))
		return;
	origin = origin_read(header == NULL ? "" : header, size);
	child_say(worker->child, (int64_t)world_chance(2000), FRAME_ORIGIN,
	    g_variant_new("(x@" ORIGIN_FORM ")", id, origin_pack(origin)), NULL);
}

static void *
runner_begin(Child *child, GVariant *settings)
{
	(void)settings;
	return worker_begin(child);
}

static void
runner_take(void *role, FrameType type, GVariant *body, GBytes *bytes)
{
	Worker *worker = role;

	(void)body;
	(void)bytes;
	g_assert(type == FRAME_INPUT);
	if (world_fails(100)) {
		child_crash(worker->child);
		return;
	}
	child_say(worker->child, (int64_t)world_chance(WORLD_SECOND), FRAME_OUTPUT,
	    g_variant_new("(is)", world_fails(200) ? 3 : 0, ""), NULL);
	child_leave(worker->child, 1000, true, "exit 0");
}

/* Looks through the main file, which the gateway holds still, as gateway/workers/check_spool.c does. */
static void *
checker_begin(Child *child, GVariant *settings)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(Spool) spool = NULL;
	const char *path = NULL;

	g_variant_lookup(settings, "path", "&s", &path);
	spool = spool_open_still(path, &error);
	if (spool == NULL || !spool_check_file(spool, &faults, &error) || faults->len > 0)
		ledger_disagree("the main file is damaged: %s",
		    error != NULL ? error->message : (const char *)faults->pdata[0]);
	child_say(child, (int64_t)world_chance(10 * WORLD_SECOND), FRAME_HEARD,
	    g_variant_new("()"), NULL);
	child_leave(child, 1000, true, "exit 0");
	return worker_begin(child);
}

static void
checker_take(void *role, FrameType type, GVariant *body, GBytes *bytes)
{
	(void)role;
	(void)type;
	(void)body;
	(void)bytes;
}

const ChildRole reader_role = {" read ", reader_begin, reader_take, g_free, false};
const ChildRole verifier_role = {" verify ", verifier_begin, verifier_take, g_free, false};
const ChildRole runner_role = {" command ", runner_begin, runner_take, g_free, true};
const ChildRole checker_role = {" check-spool ", checker_begin, checker_take, g_free, false};
