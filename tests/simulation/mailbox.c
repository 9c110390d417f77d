/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/mailbox.h"

#include <string.h>

#include "tests/simulation/children.h"
#include "tests/simulation/world.h"

#define KEY_SIZE 32
#define POLL_US (10 * WORLD_MINUTE)

typedef struct {
	unsigned uid;
	GBytes *raw; /* own */
	bool stuck;  /* the server does not give it, as long as the weather is bad */
} Item;

/* What the fetch worker of gateway/workers knows of its mailbox. */
typedef struct {
	Child *child;     /* foreign */
	guint look;       /* source */
	GHashTable *held; /* uids that the gateway has, or that are to be filed */
	GPtrArray *safe;  /* own; of char *: keys that are to be filed */
	char key[KEY_SIZE];
	unsigned refused; /* so many of them the server does not file now */
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

	if (session == NULL || child_is_gone(session->child))
		return;
	if (session->look != 0)
		g_source_remove(session->look);
	session->look = world_source(in_us, look, session);
}

void
mailbox_put(GBytes *raw)
{
	Item *item = g_new0(Item, 1);

	item->uid = ++mailbox.last_uid;
	item->raw = g_bytes_ref(raw);
	item->stuck = world_fails(20);
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

/* In place, until the next one. */
static const char *
key_of(const Item *item, char place[KEY_SIZE])
{
	g_snprintf(place, KEY_SIZE, "%u.%u", mailbox.validity, item->uid);
	return place;
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

static bool
is_held(const Session *session, const Item *item)
{
	return g_hash_table_contains(session->held, GUINT_TO_POINTER(item->uid));
}

/* What it asks the server for now. */
static void
ask(Session *session)
{
	GVariantBuilder keys;

	g_variant_builder_init(&keys, G_VARIANT_TYPE("as"));
	for (unsigned i = 0; i < mailbox.inbox->len; i++)
		if (!is_held(session, mailbox.inbox->pdata[i]))
			g_variant_builder_add(
			    &keys, "s", key_of(mailbox.inbox->pdata[i], session->key));
	child_say(session->child, 100, FRAME_ASKED, g_variant_new("(as)", &keys), NULL);
}

/* One that does not come ends the session, or is told of and left out. */
static bool
bring(Session *session, const Item *item)
{
	const char *key = key_of(item, session->key);

	if (world_fails(10) || (item->stuck && world_fails(500))) {
		cut(session);
		return false;
	}
	if (item->stuck && world_fails(1000)) {
		child_say(session->child, WORLD_SECOND, FRAME_UNFETCHED,
		    g_variant_new("(ss)", key, "the server does not give it"), NULL);
		return true;
	}
	g_hash_table_add(session->held, GUINT_TO_POINTER(item->uid));
	child_say(session->child, (int64_t)world_chance(5000), FRAME_MAIL,
	    g_variant_new("(sxb)", key, (gint64)g_bytes_get_size(item->raw), FALSE), item->raw);
	return true;
}

static bool file_safe(Session *session);

/* Files what is to be filed, and brings what the gateway has not, up to a cut. */
static int
look(void *data)
{
	Session *session = data;

	session->look = 0;
	if ((world_fails(10) && child_hang(session->child)) || !file_safe(session))
		return G_SOURCE_REMOVE;
	ask(session);
	for (unsigned i = 0; i < mailbox.inbox->len; i++)
		if (!is_held(session, mailbox.inbox->pdata[i]) &&
		    !bring(session, mailbox.inbox->pdata[i]))
			return G_SOURCE_REMOVE;
	if (world_has_defect("filed-early"))
		while (mailbox.inbox->len > 0)
			file(((const Item *)mailbox.inbox->pdata[0])->uid);
	child_say(session->child, 1000, FRAME_HEARD, g_variant_new("()"), NULL);
	look_soon(POLL_US);
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

static void
tell_filed(Session *session, GVariantBuilder *done, unsigned refused)
{
	child_say(session->child, (int64_t)world_chance(20000), FRAME_FILED,
	    g_variant_new("(as)", done), NULL);
	if (refused != session->refused)
		child_say(session->child, 100, FRAME_UNFILED,
		    g_variant_new("(us)", refused, refused == 0 ? "" : "it may not be moved"),
		    NULL);
	session->refused = refused;
}

/* One after the other: between two of them the line may be cut, and the server may refuse one. Then it says what it
 * did. */
static bool
file_safe(Session *session)
{
	g_autoptr(GPtrArray) safe = g_steal_pointer(&session->safe);
	GVariantBuilder done;

	session->safe = g_ptr_array_new_with_free_func(g_free);
	g_variant_builder_init(&done, G_VARIANT_TYPE("as"));
	for (unsigned i = 0; i < safe->len; i++) {
		const char *key = safe->pdata[i];

		if (world_fails(10)) {
			g_variant_builder_clear(&done);
			cut(session);
			return false;
		}
		if (world_fails(20)) {
			g_ptr_array_add(session->safe, g_strdup(key));
			continue;
		}
		file(uid_of(key));
		g_variant_builder_add(&done, "s", key);
	}
	if (safe->len > 0)
		tell_filed(session, &done, session->safe->len);
	else
		g_variant_builder_clear(&done);
	return true;
}

static void
add_safe(Session *session, char **keys)
{
	for (char **key = keys; *key != NULL; key++) {
		g_hash_table_add(session->held, GUINT_TO_POINTER(uid_of(*key)));
		g_ptr_array_add(session->safe, g_strdup(*key));
	}
}

static void *
session_begin(Child *child, GVariant *settings)
{
	Session *session = g_new0(Session, 1);

	(void)settings;
	session->child = child;
	session->held = g_hash_table_new(NULL, NULL);
	session->safe = g_ptr_array_new_with_free_func(g_free);
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
	add_safe(session, processed);
	add_safe(session, too_large);
	file_safe(session);
}

static void
session_end(void *role)
{
	Session *session = role;

	if (session->look != 0)
		g_source_remove(session->look);
	g_hash_table_unref(session->held);
	g_ptr_array_unref(session->safe);
	if (mailbox.session == session)
		mailbox.session = NULL;
	g_free(session);
}

const ChildRole mailbox_role = {
    " fetch-imap fetch-maildir ", session_begin, session_take, session_end, true};
