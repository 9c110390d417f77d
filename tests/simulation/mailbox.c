/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/mailbox.h"

#include <string.h>

#include "tests/simulation/children.h"
#include "tests/simulation/world.h"

typedef struct {
	unsigned uid;
	GBytes *raw; /* own */
} Item;

/* What the fetch worker of gateway/workers knows of its mailbox. */
typedef struct {
	Child *child;     /* foreign */
	guint look;       /* source */
	GHashTable *held; /* uids that the gateway has, or that are to be filed */
} Session;

typedef struct {
	unsigned validity;
	unsigned last_uid;
	GPtrArray *inbox; /* own; of Item */
	GPtrArray *filed; /* own; of GBytes */
	Session *session; /* foreign; or NULL */
} Mailbox;

static Mailbox mailbox;

static void
item_free(void *data)
{
	Item *item = data;

	g_bytes_unref(item->raw);
	g_free(item);
}

void
mailbox_begin(void)
{
	mailbox = (Mailbox){.validity = 1};
	mailbox.inbox = g_ptr_array_new_with_free_func(item_free);
	mailbox.filed = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
}

void
mailbox_end(void)
{
	g_ptr_array_unref(mailbox.inbox);
	g_ptr_array_unref(mailbox.filed);
}

static int look(void *data);

static void
look_soon(int64_t in_us)
{
	Session *session = mailbox.session;

	if (session != NULL && session->look == 0 &&
	    !child_is_gone(session->child))
		session->look = world_source(in_us, look, session);
}

void
mailbox_put(GBytes *raw)
{
	Item *item = g_new0(Item, 1);

	item->uid = ++mailbox.last_uid;
	item->raw = g_bytes_ref(raw);
	g_ptr_array_add(mailbox.inbox, item);
	look_soon((int64_t)world_chance(200000));
}

const GPtrArray *
mailbox_filed(void)
{
	return mailbox.filed;
}

unsigned
mailbox_waiting(void)
{
	return mailbox.inbox->len;
}

static void
cut(Session *session)
{
	child_leave(session->child, 0, false, "exit 75");
}

void
mailbox_renumber(void)
{
	world_tell("mailbox gets new numbers");
	mailbox.validity++;
	for (unsigned i = 0; i < mailbox.inbox->len; i++)
		((Item *)mailbox.inbox->pdata[i])->uid = ++mailbox.last_uid;
	if (mailbox.session != NULL && !child_is_gone(mailbox.session->child))
		cut(mailbox.session);
}

static void
bring(Session *session, const Item *item)
{
	g_autofree char *key = g_strdup_printf("%u.%u", mailbox.validity, item->uid);

	g_hash_table_add(session->held, GUINT_TO_POINTER(item->uid));
	child_say(session->child, (int64_t)world_chance(5000), FRAME_MAIL,
	    g_variant_new("(sxb)", key, (gint64)g_bytes_get_size(item->raw), FALSE), item->raw);
}

/* A mail that is in the inbox still is then in the other folder. */
static void
file(unsigned uid)
{
	for (unsigned i = 0; i < mailbox.inbox->len; i++) {
		const Item *item = mailbox.inbox->pdata[i];

		if (item->uid == uid) {
			g_ptr_array_add(mailbox.filed, g_bytes_ref(item->raw));
			g_ptr_array_remove_index(mailbox.inbox, i);
			return;
		}
	}
}

/* Brings what the gateway has not, up to a cut. */
static int
look(void *data)
{
	Session *session = data;

	session->look = 0;
	if (world_fails(10) && child_hang(session->child))
		return G_SOURCE_REMOVE;
	for (unsigned i = 0; i < mailbox.inbox->len; i++) {
		const Item *item = mailbox.inbox->pdata[i];

		if (g_hash_table_contains(session->held, GUINT_TO_POINTER(item->uid)))
			continue;
		if (world_fails(10)) {
			cut(session);
			return G_SOURCE_REMOVE;
		}
		bring(session, item);
	}
	if (world_has_defect("filed-early"))
		while (mailbox.inbox->len > 0)
			file(((const Item *)mailbox.inbox->pdata[0])->uid);
	child_say(session->child, 1000, FRAME_HEARD, g_variant_new("()"), NULL);
	return G_SOURCE_REMOVE;
}

/* 0: of other numbers than those that hold now. */
static unsigned
uid_of(const char *key)
{
	char *end = NULL;
	guint64 validity = g_ascii_strtoull(key, &end, 10);

	if (validity != mailbox.validity || *end != '.')
		return 0;
	return (unsigned)g_ascii_strtoull(end + 1, NULL, 10);
}

/* In pieces, between which the line may be cut; then it says what it did. */
static bool
file_keys(Session *session, char **keys)
{
	GVariantBuilder done;

	if (keys[0] == NULL)
		return true;
	g_variant_builder_init(&done, G_VARIANT_TYPE("as"));
	for (char **key = keys; *key != NULL; key++) {
		if (world_fails(10)) {
			g_variant_builder_clear(&done);
			cut(session);
			return false;
		}
		g_hash_table_add(session->held, GUINT_TO_POINTER(uid_of(*key)));
		file(uid_of(*key));
		g_variant_builder_add(&done, "s", *key);
	}
	child_say(session->child, (int64_t)world_chance(20000), FRAME_FILED,
	    g_variant_new("(as)", &done), NULL);
	return true;
}

static void *
session_begin(Child *child, GVariant *settings)
{
	Session *session = g_new0(Session, 1);

	(void)settings;
	session->child = child;
	session->held = g_hash_table_new(NULL, NULL);
	mailbox.session = session;
	if (world_fails(100)) {
		cut(session);
		return session;
	}
	child_say(child, (int64_t)world_chance(50000), FRAME_OPENED,
	    g_variant_new("(s)", "simulated"), NULL);
	look_soon(50000);
	return session;
}

static void
session_take(void *role, FrameType type, GVariant *body, GBytes *bytes)
{
	Session *session = role;
	g_auto(GStrv) processed = NULL;
	g_auto(GStrv) too_large = NULL;

	(void)bytes;
	g_assert(type == FRAME_FILE);
	g_variant_get(body, "(^as^as)", &processed, &too_large);
	if (file_keys(session, processed))
		file_keys(session, too_large);
}

static void
session_end(void *role)
{
	Session *session = role;

	if (session->look != 0)
		g_source_remove(session->look);
	g_hash_table_unref(session->held);
	if (mailbox.session == session)
		mailbox.session = NULL;
	g_free(session);
}

const ChildRole mailbox_role = {
    " fetch-imap fetch-maildir ", session_begin, session_take, session_end, true};
