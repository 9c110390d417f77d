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

typedef struct Session Session;

typedef struct {
	const char *path; /* constant; by which the gateway calls it */
	unsigned validity;
	unsigned last_uid;
	GPtrArray *inbox; /* own; of Item */
	Session *session; /* foreign; or NULL */
} Mailbox;

/* What the fetch worker of gateway/workers knows of its mailbox. */
struct Session {
	Mailbox *mailbox; /* foreign */
	Child *child;     /* foreign */
	guint look;       /* source */
	GHashTable *held; /* uids that the gateway has, or that are to be filed */
	GPtrArray *safe;  /* own; of char *: keys that are to be filed */
	char key[KEY_SIZE];
	unsigned refused; /* so many of them the server does not file now */
};

static Mailbox mailboxes[] = {{.path = "in"}, {.path = "in2"}};
static GPtrArray *filed; /* own; of GBytes, out of all of them */

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
	filed = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	for (size_t i = 0; i < G_N_ELEMENTS(mailboxes); i++)
		mailboxes[i] = (Mailbox){.path = mailboxes[i].path,
		    .validity = 1,
		    .inbox = g_ptr_array_new_with_free_func(item_free)};
}

void
mailbox_end(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(mailboxes); i++)
		g_ptr_array_unref(mailboxes[i].inbox);
	g_ptr_array_unref(filed);
}

static int look(void *data);

static void
look_soon(const Mailbox *mailbox, int64_t in_us)
{
	Session *session = mailbox->session;

	if (session == NULL || child_is_gone(session->child))
		return;
	if (session->look != 0)
		g_source_remove(session->look);
	session->look = world_source(in_us, look, session);
}

void
mailbox_put(unsigned which, GBytes *raw)
{
	Mailbox *mailbox = &mailboxes[which];
	Item *item = g_new0(Item, 1);

	item->uid = ++mailbox->last_uid;
	item->raw = g_bytes_ref(raw);
	item->stuck = world_fails(20);
	g_ptr_array_add(mailbox->inbox, item);
	look_soon(mailbox, (int64_t)world_chance(200000));
}

const GPtrArray *
mailbox_filed(void)
{
	return filed;
}

unsigned
mailbox_waiting(void)
{
	unsigned waiting = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(mailboxes); i++)
		waiting += mailboxes[i].inbox->len;
	return waiting;
}

static void
cut(Session *session)
{
	child_leave(session->child, 0, false, "exit 75");
}

void
mailbox_renumber(void)
{
	Mailbox *mailbox = &mailboxes[world_chance(G_N_ELEMENTS(mailboxes))];

	world_tell("mailbox %s gets new numbers", mailbox->path);
	mailbox->validity++;
	for (unsigned i = 0; i < mailbox->inbox->len; i++)
		((Item *)mailbox->inbox->pdata[i])->uid = ++mailbox->last_uid;
	if (mailbox->session != NULL && !child_is_gone(mailbox->session->child))
		cut(mailbox->session);
}

/* In place, until the next one. */
static const char *
key_of(Session *session, const Item *item)
{
	g_snprintf(session->key, KEY_SIZE, "%u.%u", session->mailbox->validity, item->uid);
	return session->key;
}

/* A mail that is in the inbox still is then in the other folder. */
static void
file(Mailbox *mailbox, unsigned uid)
{
	for (unsigned i = 0; i < mailbox->inbox->len; i++) {
		const Item *item = mailbox->inbox->pdata[i];

		if (item->uid == uid) {
			g_ptr_array_add(filed, g_bytes_ref(item->raw));
			g_ptr_array_remove_index(mailbox->inbox, i);
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
	const GPtrArray *inbox = session->mailbox->inbox;
	GVariantBuilder keys;

	g_variant_builder_init(&keys, G_VARIANT_TYPE("as"));
	for (unsigned i = 0; i < inbox->len; i++)
		if (!is_held(session, inbox->pdata[i]))
			g_variant_builder_add(&keys, "s", key_of(session, inbox->pdata[i]));
	child_say(session->child, 100, FRAME_ASKED, g_variant_new("(as)", &keys), NULL);
}

/* One that does not come ends the session, or is told of and left out. */
static bool
bring(Session *session, const Item *item)
{
	const char *key = key_of(session, item);

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
	    g_variant_new("(sxbx)", key, (gint64)g_bytes_get_size(item->raw), FALSE, (gint64)0),
	    item->raw);
	return true;
}

static bool file_safe(Session *session);

/* Files what is to be filed, and brings what the gateway has not, up to a cut. */
static int
look(void *data)
{
	Session *session = data;
	const GPtrArray *inbox = session->mailbox->inbox;

	session->look = 0;
	if ((world_fails(10) && child_hang(session->child)) || !file_safe(session))
		return G_SOURCE_REMOVE;
	ask(session);
	for (unsigned i = 0; i < inbox->len; i++)
		if (!is_held(session, inbox->pdata[i]) && !bring(session, inbox->pdata[i]))
			return G_SOURCE_REMOVE;
	if (world_has_defect("filed-early"))
		while (inbox->len > 0)
			file(session->mailbox, ((const Item *)inbox->pdata[0])->uid);
	child_say(session->child, 1000, FRAME_HEARD, g_variant_new("()"), NULL);
	look_soon(session->mailbox, POLL_US);
	return G_SOURCE_REMOVE;
}

/* 0: of other numbers than those that hold now. */
static unsigned
uid_of(const Session *session, const char *key)
{
	char *end = NULL;
	guint64 validity = g_ascii_strtoull(key, &end, 10);

	if (validity != session->mailbox->validity || *end != '.')
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
		file(session->mailbox, uid_of(session, key));
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
		g_hash_table_add(session->held, GUINT_TO_POINTER(uid_of(session, *key)));
		g_ptr_array_add(session->safe, g_strdup(*key));
	}
}

static Mailbox *
find_mailbox(GVariant *settings)
{
	const char *path = NULL;

	g_variant_lookup(settings, "path", "&s", &path);
	for (size_t i = 0; i < G_N_ELEMENTS(mailboxes); i++)
		if (g_str_has_suffix(path, mailboxes[i].path))
			return &mailboxes[i];
	g_error("there is no mailbox %s", path);
}

static void *
session_begin(Child *child, GVariant *settings)
{
	Session *session = g_new0(Session, 1);

	session->child = child;
	session->mailbox = find_mailbox(settings);
	session->held = g_hash_table_new(NULL, NULL);
	session->safe = g_ptr_array_new_with_free_func(g_free);
	session->mailbox->session = session;
	if (world_fails(100)) {
		cut(session);
		return session;
	}
	child_say(child, (int64_t)world_chance(50000), FRAME_OPENED,
	    g_variant_new("(s)", "simulated"), NULL);
	look_soon(session->mailbox, 50000);
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
	if (session->mailbox->session == session)
		session->mailbox->session = NULL;
	g_free(session);
}

const ChildRole mailbox_role = {
    " fetch-imap fetch-maildir ", session_begin, session_take, session_end, true};
