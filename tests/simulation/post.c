/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/post.h"

#include <string.h>

#include "tests/simulation/children.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/world.h"

/* One session with the server, which takes one letter after the other. */
typedef struct {
	Child *child; /* foreign */
} Session;

typedef struct {
	GHashTable *letters; /* own; message_id -> PostLetter */
	PostEvents events;
	bool down;
} Post;

static Post post;

static void
letter_free(void *data)
{
	PostLetter *letter = data;

	g_free(letter->message_id);
	g_free(letter->sender);
	g_free(letter->recipient);
	g_bytes_unref(letter->bytes);
	g_free(letter);
}

void
post_begin(const PostEvents *events)
{
	post = (Post){.events = *events};
	post.letters = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, letter_free);
}

void
post_end(void)
{
	g_hash_table_unref(post.letters);
}

GHashTable *
post_letters(void)
{
	return post.letters;
}

void
post_set_down(bool down)
{
	world_tell("letters are %s", down ? "not taken" : "taken");
	post.down = down;
}

void
post_forget_known(void)
{
	GHashTableIter all;
	void *letter = NULL;

	g_hash_table_iter_init(&all, post.letters);
	while (g_hash_table_iter_next(&all, NULL, &letter))
		((PostLetter *)letter)->unknown = true;
}

char *
post_header(GBytes *mail, const char *name)
{
	size_t size = 0;
	const char *bytes = g_bytes_get_data(mail, &size);
	g_autofree char *start = g_strdup_printf("\n%s: ", name);
	const char *end = g_strstr_len(bytes, (gssize)size, "\r\n\r\n");
	const char *field = NULL;

	if (end == NULL)
		end = g_strstr_len(bytes, (gssize)size, "\n\n");
	field = g_strstr_len(bytes, end == NULL ? (gssize)size : end - bytes, start);
	if (field == NULL)
		return NULL;
	field += strlen(start);
	return g_strndup(field, strcspn(field, "\r\n"));
}

char *
post_message_id(GBytes *mail)
{
	g_autofree char *field = post_header(mail, "Message-ID");

	if (field == NULL || field[0] != '<')
		return NULL;
	return g_strndup(field + 1, strcspn(field + 1, ">"));
}

static PostLetter *
add_letter(GBytes *bytes, const char *sender, const char *recipient)
{
	PostLetter *letter = g_new0(PostLetter, 1);

	letter->message_id = post_message_id(bytes);
	letter->sender = g_strdup(sender);
	letter->recipient = g_strdup(recipient);
	letter->bytes = g_bytes_ref(bytes);
	g_hash_table_insert(post.letters, letter->message_id, letter);
	return letter;
}

static PostLetter *
find_letter(GBytes *bytes)
{
	g_autofree char *id = post_message_id(bytes);

	return g_hash_table_lookup(post.letters, id);
}

static void
check_again(const PostLetter *letter, GBytes *bytes, const char *recipient)
{
	if (!letter->unknown)
		ledger_disagree("%s was sent to %s again, although it was known to be %s",
		    letter->message_id, recipient, letter->refused ? "refused" : "taken");
	else if (strcmp(letter->recipient, recipient) != 0 ||
		 !g_bytes_equal(letter->bytes, bytes))
		ledger_disagree(
		    "%s is another letter when it is sent again", letter->message_id);
}

/* The server takes it. known: the gateway will hear of it, should it live. */
static void
take(GBytes *bytes, const char *sender, const char *recipient, bool known)
{
	PostLetter *letter = find_letter(bytes);

	if (letter == NULL)
		letter = add_letter(bytes, sender, recipient);
	else
		check_again(letter, bytes, recipient);
	letter->times++;
	letter->unknown = !known;
	world_tell("letter %s to %s is taken%s%s", letter->message_id, recipient,
	    letter->times > 1 ? " again" : "", known ? "" : ", and the line is cut");
	if (letter->times == 1)
		post.events.taken(letter);
}

/* A letter that was refused is refused again; one that was taken is not refused later. */
static bool
refuses(GBytes *bytes, const char *sender, const char *recipient)
{
	PostLetter *letter = find_letter(bytes);
	bool first = letter == NULL;

	if (!first && letter->times > 0)
		return false;
	if (first && (!world_fails(50) || !post.events.may_refuse(recipient)))
		return false;
	if (first)
		letter = add_letter(bytes, sender, recipient);
	else
		check_again(letter, bytes, recipient);
	letter->refused = true;
	letter->unknown = false;
	world_tell("letter %s to %s is refused", letter->message_id, recipient);
	if (first)
		post.events.refused(letter);
	return true;
}

static void
say_sent(Session *session, gint64 id, SendResult result, const char *text)
{
	child_say(session->child, (int64_t)world_chance(30000), FRAME_SENT,
	    g_variant_new("(xys)", id, (guchar)result, text), NULL);
}

static void
fail(Session *session, const char *why)
{
	child_say(session->child, 1000, FRAME_TROUBLE,
	    g_variant_new("(ys)", (guchar)TROUBLE_TEMPORARY, why), NULL);
	child_leave(session->child, 1000, false, "exit 75");
}

static void *
session_begin(Child *child, GVariant *settings)
{
	Session *session = g_new0(Session, 1);

	(void)settings;
	session->child = child;
	if (post.down || world_fails(100))
		fail(session, "the server does not answer");
	else
		child_say(child, (int64_t)world_chance(50000), FRAME_OPENED,
		    g_variant_new("(s)", "simulated"), NULL);
	return session;
}

/* The worker names the letter that it begins; may: from now on it may have been taken. */
static void
say_sending(Session *session, gint64 id, bool may)
{
	child_say(session->child, (int64_t)world_chance(1000), FRAME_SENDING,
	    g_variant_new("(xb)", id, may), NULL);
}

/* The line is lost over a letter, or the worker dies or hangs over it: with or without a word on what became of it. */
static void
lose(Session *session, gint64 id, SendResult result)
{
	if (world_happens(200) && child_hang(session->child))
		return;
	if (world_happens(300)) {
		child_crash(session->child);
		return;
	}
	say_sent(session, id, result, "the line was cut");
	fail(session, "the line was cut");
}

/* Whether it is taken, and whether that is ever known, are two things. */
static void
send_all(Session *session, gint64 id, const char *sender, const char *recipient, GBytes *bytes)
{
	bool known = !world_fails(50);
	bool taken = known || world_happens(700);

	say_sending(session, id, true);
	if (taken && (!world_has_defect("letter-lost") || !world_happens(100)))
		take(bytes, sender, recipient, known);
	if (world_has_defect("sent-twice") && world_happens(100))
		take(bytes, sender, recipient, known);
	if (known)
		say_sent(session, id, SEND_OK, "250 2.0.0 taken");
	else
		lose(session, id, SEND_UNKNOWN);
}

static void
session_take(void *role, FrameType type, GVariant *body, GBytes *bytes)
{
	Session *session = role;
	const char *sender = NULL;
	const char *recipient = NULL;
	gint64 id = 0;

	g_assert(type == FRAME_LETTER);
	g_variant_get(body, "(x&s&s)", &id, &sender, &recipient);
	say_sending(session, id, false);
	if (post.down || world_fails(30)) {
		lose(session, id, SEND_LOST);
	} else if (world_fails(30)) {
		say_sent(session, id, SEND_TEMPORARY, "451 4.3.0 come back later");
	} else if (refuses(bytes, sender, recipient)) {
		say_sent(session, id, SEND_PERMANENT, "550 5.1.1 nobody of this name");
	} else {
		send_all(session, id, sender, recipient, bytes);
	}
}

const ChildRole post_role = {
    " send-smtp send-maildir ", session_begin, session_take, g_free, true};
