/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/people.h"

#include <stdlib.h>
#include <string.h>

#include "tests/simulation/ledger.h"
#include "tests/simulation/mailbox.h"
#include "tests/simulation/world.h"

#define AGENT "sanne@desk.example"
#define DESK "desk@desk.example"
#define TITLE "melding "

typedef enum {
	ANSWERED_NOT,    /* the customer gets nothing, the agent is told */
	ANSWERED_REPLY,  /* the customer gets a letter that answers the mail */
	ANSWERED_MARKED, /* the customer gets a letter with the text of the mail */
} Answered;

typedef struct {
	bool by_agent;
	const char *from; /* states, with a space around each */
	const char *to;   /* the state after it, or NULL: the same */
	const char *text; /* of the mail; %s is its mark */
	const char *decision;
	Answered answered;
	const char *letter;
} Move;

/* What may happen, and what it must bring about. */
static const Move MOVES[] = {
    {false, " none ", "new", "%s doet het niet.", "open case", ANSWERED_REPLY,
	"acknowledgement-unverified"},
    {false, " new open ", NULL, "%s is ook stuk.", "comment", ANSWERED_NOT, NULL},
    {false, " awaiting info ", "open", "%s is het antwoord.", "comment", ANSWERED_NOT, NULL},
    {false, " resolved ", "closed", "Akkoord, bedankt!\r\n\r\nGroet, %s", "accept",
	ANSWERED_REPLY, "closed"},
    {false, " resolved ", "open", "Niet akkoord.\r\n%s doet het nog niet.", "reject",
	ANSWERED_REPLY, "reopened"},
    {true, " new open awaiting info ", "open", "%s wordt bekeken.", "agent's action",
	ANSWERED_MARKED, "answer"},
    {true, " new open awaiting info ", "awaiting info", "#ask\r\n%s zegt de agent.",
	"agent's action", ANSWERED_MARKED, "question"},
    {true, " new open awaiting info ", "resolved", "#resolve\r\n%s zegt de agent.",
	"agent's action", ANSWERED_MARKED, "resolution"},
    {true, " new open awaiting info resolved ", "closed", "#close\r\n%s zegt de agent.",
	"agent's action", ANSWERED_MARKED, "closed"},
};

typedef struct {
	GPtrArray *conversations; /* own; of Conversation */
	GHashTable *mails;        /* own; message_id -> PeopleMail */
	GHashTable *marks;        /* own; mark -> PeopleMail (foreign) */
	GHashTable *addresses;    /* own; address -> Conversation */
	unsigned moves;
	unsigned over;
	unsigned written;
} People;

static People people;

static void
letter_free(void *data)
{
	PeopleLetter *letter = data;

	g_free(letter->mark);
	g_free(letter);
}

static void
mail_free(void *data)
{
	PeopleMail *mail = data;

	g_free(mail->message_id);
	g_free(mail->mark);
	g_bytes_unref(mail->raw);
	g_free(mail);
}

static void
conversation_free(void *data)
{
	Conversation *conversation = data;

	g_free(conversation->address);
	g_free(conversation->awaited);
	g_ptr_array_unref(conversation->letters);
	g_free(conversation);
}

static bool
has(GBytes *bytes, const char *text)
{
	size_t size = 0;
	const char *all = g_bytes_get_data(bytes, &size);

	return g_strstr_len(all, (gssize)size, text) != NULL;
}

/* In a letter's quoted or folded text a mark stands whole: it is short, and stands first in its line. */
static char *
mark_of(const Conversation *conversation)
{
	return g_strdup_printf("zq%ux%uz", conversation->number, conversation->made);
}

static const Move *
choose(const Conversation *conversation)
{
	g_autofree char *state = g_strdup_printf(" %s ", conversation->state);
	const Move *possible[G_N_ELEMENTS(MOVES)];
	size_t count = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(MOVES); i++)
		if (strstr(MOVES[i].from, state) != NULL &&
		    (!MOVES[i].by_agent || conversation->notified != NULL))
			possible[count++] = &MOVES[i];
	return count == 0 ? NULL : possible[world_chance(count)];
}

/* The header that ties a mail to what it answers. */
static char *
threading(const PostLetter *answered)
{
	g_autofree char *to = NULL;

	if (answered == NULL)
		return g_strdup("To: " DESK "\r\n");
	to = post_header(answered->bytes, "Reply-To");
	return g_strdup_printf("To: %s\r\nIn-Reply-To: <%s>\r\n", to, answered->message_id);
}

/* The agent's and the customer's own server vouch for them, by ours. */
static GBytes *
compose(const Conversation *conversation, const Move *move, const char *id)
{
	const PostLetter *answered =
	    move->by_agent ? conversation->notified : conversation->last;
	const char *from = move->by_agent ? AGENT : conversation->address;
	g_autofree char *thread = threading(answered);
	g_autofree char *mark = mark_of(conversation);
	g_auto(GStrv) parts = g_strsplit(move->text, "%s", 2);
	char *raw = g_strdup_printf(
	    "Authentication-Results: mx.desk.example; dmarc=pass header.from=%s\r\n"
	    "From: %s\r\n%sSubject: %s" TITLE "%u\r\nMessage-ID: <%s>\r\n"
	    "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n%s%s%s\r\n",
	    strchr(from, '@') + 1, from, thread,
	    answered == NULL ? "" : "Re: ", conversation->number, id, parts[0], mark, parts[1]);

	return g_bytes_new_take(raw, strlen(raw));
}

static void
expect(Conversation *conversation, const Move *move, const char *id)
{
	PeopleLetter *letter = NULL;

	g_clear_pointer(&conversation->awaited, g_free);
	if (move->answered == ANSWERED_NOT) {
		conversation->awaited = mark_of(conversation);
		return;
	}
	letter = g_new0(PeopleLetter, 1);
	letter->name = move->letter;
	letter->mark = move->answered == ANSWERED_MARKED
			   ? mark_of(conversation)
			   : g_strdup_printf("In-Reply-To: <%s>", id);
	g_ptr_array_add(conversation->letters, letter);
}

/* Some mails arrive twice. */
static void
write_mail(Conversation *conversation, const Move *move)
{
	PeopleMail *mail = g_new0(PeopleMail, 1);

	mail->conversation = conversation->number;
	mail->message_id = g_strdup_printf("%u@sim.example", ++people.written);
	mail->raw = compose(conversation, move, mail->message_id);
	mail->decision = move->decision;
	mail->mark = mark_of(conversation);
	g_hash_table_insert(people.marks, mail->mark, mail);
	g_hash_table_insert(people.mails, mail->message_id, mail);
	expect(conversation, move, mail->message_id);
	if (move->to != NULL)
		conversation->state = move->to;
	world_tell("mail %s in conversation %u: %s%s", mail->message_id, conversation->number,
	    move->by_agent ? "agent " : "", move->decision);
	for (unsigned copies = world_happens(50) ? 2 : 1; copies > 0; copies--)
		mailbox_put(mail->raw);
}

static void
make_move(void *data)
{
	Conversation *conversation = data;
	const Move *move = conversation->moves == 0 ? NULL : choose(conversation);

	conversation->busy = false;
	if (move == NULL) {
		conversation->over = true;
		people.over++;
		return;
	}
	conversation->moves--;
	conversation->made++;
	write_mail(conversation, move);
}

static bool
is_waiting(const Conversation *conversation)
{
	const GPtrArray *letters = conversation->letters;

	if (conversation->awaited != NULL)
		return true;
	return letters->len > 0 &&
	       ((const PeopleLetter *)letters->pdata[letters->len - 1])->got == NULL;
}

/* What was awaited is there: people take their time. */
static void
go_on(Conversation *conversation)
{
	if (conversation->busy || conversation->over || is_waiting(conversation))
		return;
	conversation->busy = true;
	world_later((int64_t)world_chance(WORLD_HOUR), make_move, conversation);
}

/* By the subject, which is the title of the case. */
static Conversation *
find_conversation(const PostLetter *letter)
{
	g_autofree char *subject = post_header(letter->bytes, "Subject");
	const char *title = subject == NULL ? NULL : strstr(subject, TITLE);
	guint64 number = title == NULL ? 0 : g_ascii_strtoull(title + strlen(TITLE), NULL, 10);

	if (number == 0 || number > people.conversations->len)
		return NULL;
	return people.conversations->pdata[number - 1];
}

static void
get_notification(const PostLetter *letter)
{
	Conversation *conversation = find_conversation(letter);

	if (conversation == NULL) {
		ledger_disagree("%s tells the agent of nothing", letter->message_id);
		return;
	}
	conversation->notified = letter;
	if (conversation->awaited != NULL && has(letter->bytes, conversation->awaited))
		g_clear_pointer(&conversation->awaited, g_free);
	go_on(conversation);
}

void
people_get(const PostLetter *letter)
{
	Conversation *conversation = g_hash_table_lookup(people.addresses, letter->recipient);

	if (strcmp(letter->recipient, AGENT) == 0) {
		get_notification(letter);
		return;
	}
	if (conversation == NULL) {
		ledger_disagree("%s went to %s", letter->message_id, letter->recipient);
		return;
	}
	for (unsigned i = 0; i < conversation->letters->len; i++) {
		PeopleLetter *expected = conversation->letters->pdata[i];

		if (expected->got != NULL || !has(letter->bytes, expected->mark))
			continue;
		expected->got = letter;
		conversation->last = letter;
		go_on(conversation);
		return;
	}
	ledger_disagree(
	    "%s to %s is more than it must get", letter->message_id, letter->recipient);
}

void
people_begin(unsigned conversations, unsigned moves, int64_t within_us)
{
	people = (People){.moves = moves};
	people.conversations = g_ptr_array_new_with_free_func(conversation_free);
	people.mails = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, mail_free);
	people.marks = g_hash_table_new(g_str_hash, g_str_equal);
	people.addresses = g_hash_table_new(g_str_hash, g_str_equal);
	for (unsigned i = 0; i < conversations; i++) {
		Conversation *conversation = g_new0(Conversation, 1);

		conversation->number = i + 1;
		conversation->address = g_strdup_printf("c%u@klant.example", i + 1);
		conversation->state = "none";
		conversation->moves = 1 + (unsigned)world_chance(moves);
		conversation->letters = g_ptr_array_new_with_free_func(letter_free);
		conversation->busy = true;
		g_ptr_array_add(people.conversations, conversation);
		g_hash_table_insert(people.addresses, conversation->address, conversation);
		world_later(
		    (int64_t)world_chance((uint64_t)within_us), make_move, conversation);
	}
}

void
people_end(void)
{
	g_hash_table_unref(people.addresses);
	g_hash_table_unref(people.marks);
	g_hash_table_unref(people.mails);
	g_ptr_array_unref(people.conversations);
}

bool
people_are_done(void)
{
	return people.over == people.conversations->len;
}

const GPtrArray *
people_conversations(void)
{
	return people.conversations;
}

GHashTable *
people_mails(void)
{
	return people.mails;
}

PeopleMail *
people_find_mark(const char *text)
{
	const char *start = strstr(text, "zq");
	g_autofree char *mark =
	    start == NULL ? NULL : g_strndup(start, strcspn(start + 1, "z") + 2);

	return mark == NULL ? NULL : g_hash_table_lookup(people.marks, mark);
}
