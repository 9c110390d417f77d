/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/people.h"

#include <string.h>

#include "spool/mail.h"
#include "tests/simulation/commands.h"
#include "tests/simulation/compose.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/mailbox.h"
#include "tests/simulation/world.h"

#define WORDS_MAX 6 /* of a command */

typedef struct {
	GPtrArray *conversations; /* own; of Conversation */
	GHashTable *words;        /* own; mark -> Words, own */
	GHashTable *mails;        /* own; message_id -> Words */
	GHashTable *addresses;    /* own; address -> Conversation */
	GHashTable *notified;     /* own; number of a ticket -> PostLetter, the last one */
	bool long_run;
	unsigned over;
	unsigned written;
	int life;
} People;

static People people;

static void
awaited_free(void *data)
{
	Awaited *awaited = data;

	g_free(awaited->sign);
	g_free(awaited);
}

static void
words_free(void *data)
{
	Words *words = data;

	g_free(words->mark);
	g_free(words->message_id);
	g_free(words);
}

static void
conversation_free(void *data)
{
	Conversation *conversation = data;

	g_free(conversation->customer);
	g_free(conversation->manager);
	g_free(conversation->ticket);
	g_ptr_array_unref(conversation->awaited);
	g_free(conversation);
}

static bool
has(GBytes *bytes, const char *text)
{
	size_t size = 0;
	const char *all = g_bytes_get_data(bytes, &size);

	return g_strstr_len(all, (gssize)size, text) != NULL;
}

/* The number of the ticket that a letter is about, or NULL. Caller owns. */
static char *
number_of(const PostLetter *letter)
{
	g_autofree char *subject = post_header(letter->bytes, "Subject");

	if (subject == NULL || subject[0] != '[' || strchr(subject, ']') == NULL)
		return NULL;
	return g_strndup(subject + 1, strcspn(subject + 1, "]"));
}

static const PostLetter *
notification_of(const Conversation *conversation)
{
	return conversation->ticket == NULL
		   ? NULL
		   : g_hash_table_lookup(people.notified, conversation->ticket);
}

static bool
is_possible(const Conversation *conversation, const Move *move)
{
	g_autofree char *state = g_strdup_printf(",%s,", conversation->state);

	return strstr(move->from, state) != NULL &&
	       (move->actor != ACTOR_AGENT || notification_of(conversation) != NULL) &&
	       (move->actor != ACTOR_CALLER || conversation->ticket != NULL);
}

/* What happens by time alone, once nobody says anything. */
static const Move *
be_silent(Conversation *conversation)
{
	if (!people.long_run || conversation->silent)
		return NULL;
	conversation->silent = true;
	for (size_t i = 0; i < MOVES_COUNT; i++)
		if (MOVES[i].weight == 0 && is_possible(conversation, &MOVES[i]))
			return &MOVES[i];
	return NULL;
}

/* A question to a manager is answered, always. */
static const Move *
choose(Conversation *conversation)
{
	uint64_t weight = 0;
	uint64_t chosen = 0;

	if (conversation->left == 0 && strcmp(conversation->state, "awaiting approval") != 0)
		return be_silent(conversation);
	for (size_t i = 0; i < MOVES_COUNT; i++)
		if (is_possible(conversation, &MOVES[i]))
			weight += MOVES[i].weight;
	if (weight == 0)
		return be_silent(conversation);
	chosen = world_chance(weight);
	for (size_t i = 0; i < MOVES_COUNT; i++) {
		if (!is_possible(conversation, &MOVES[i]))
			continue;
		if (chosen < MOVES[i].weight)
			return &MOVES[i];
		chosen -= MOVES[i].weight;
	}
	return NULL;
}

static void
await(Conversation *conversation, const MoveLetter *letter, const Words *words)
{
	Awaited *awaited = NULL;

	if (letter->name == NULL)
		return;
	awaited = g_new0(Awaited, 1);
	awaited->what = letter;
	awaited->since_us = world_now_us();
	if (letter->sign == LETTER_MARKED)
		awaited->sign = g_strdup(words->mark);
	else if (letter->sign == LETTER_TO_MAIL)
		awaited->sign = g_strdup_printf("In-Reply-To: <%s>", words->message_id);
	g_ptr_array_add(conversation->awaited, awaited);
}

static Words *
find_words(Conversation *conversation, const Move *move)
{
	Words *words = g_new0(Words, 1);

	words->conversation = conversation->number;
	words->move = move;
	words->mark = g_strdup_printf("zq%ux%uz", conversation->number, conversation->made);
	g_hash_table_insert(people.words, words->mark, words);
	return words;
}

static void go_on(Conversation *conversation);

static void
on_called(void *data)
{
	Words *words = data;

	people_were_heard(words);
}

/* After a death: the ledgers were compared, and found it. */
static bool
was_heard(void *data)
{
	return ((const Words *)data)->times > 0;
}

static void
call(const Conversation *conversation, Words *words, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "|", 2);
	g_auto(GStrv) names = g_strsplit(parts[0], " ", 2);
	const char *const line[] = {
	    names[0], names[1], conversation->ticket, parts[1], "--as", "Sanne de Wit", NULL};

	commands_call(line, was_heard, on_called, words);
}

/* Each of the mailboxes has an address. */
static unsigned
mailbox_of(GBytes *mail)
{
	g_autofree char *to = post_header(mail, "To");

	return g_str_has_prefix(to, "sales") ? 1 : 0;
}

/* Some mails arrive twice: a new one, which was written to both addresses perhaps, in the other mailbox. */
static void
send(const Conversation *conversation, Words *words, const char *text)
{
	g_autoptr(GBytes) mail = NULL;

	words->message_id = g_strdup_printf("%u@sim.example", ++people.written);
	g_hash_table_insert(people.mails, words->message_id, words);
	mail = compose_mail(conversation, words, text, notification_of(conversation));
	world_tell("mail %s in conversation %u: %s %s", words->message_id, conversation->number,
	    words->move->decision, words->mark);
	mailbox_put(mailbox_of(mail), mail);
	if (world_happens(50))
		mailbox_put(conversation->last == NULL ? (unsigned)world_chance(MAILBOXES)
						       : mailbox_of(mail),
		    mail);
}

static void
say(Conversation *conversation, const Move *move)
{
	g_auto(GStrv) parts = g_strsplit(move->text, "%s", 2);
	Words *words = find_words(conversation, move);
	g_autofree char *text = g_strconcat(parts[0], words->mark, parts[1], NULL);

	conversation->said = words;
	if (move->actor == ACTOR_CALLER)
		call(conversation, words, text);
	else
		send(conversation, words, text);
}

static void
make_move(void *data)
{
	Conversation *conversation = data;
	const Move *move = choose(conversation);

	conversation->busy = false;
	if (move == NULL) {
		conversation->over = true;
		people.over++;
		return;
	}
	conversation->left -= MIN(conversation->left, 1);
	conversation->made++;
	conversation->said = NULL;
	if (move->text != NULL)
		say(conversation, move);
	for (size_t i = 0; i < G_N_ELEMENTS(move->letters); i++)
		await(conversation, &move->letters[i], conversation->said);
	if (move->to != NULL)
		conversation->state = move->to;
	if (move->opens)
		conversation->tickets++;
	if (move->last) {
		conversation->left = 0;
		conversation->silent = true;
	}
}

static bool
is_waiting(const Conversation *conversation)
{
	if (conversation->said != NULL && !conversation->said->done)
		return true;
	for (unsigned i = 0; i < conversation->awaited->len; i++)
		if (((const Awaited *)conversation->awaited->pdata[i])->got == NULL)
			return true;
	return false;
}

/* The last move is done: people take their time. */
static void
go_on(Conversation *conversation)
{
	if (conversation->busy || conversation->over || is_waiting(conversation))
		return;
	conversation->busy = true;
	world_later((int64_t)world_chance(WORLD_HOUR), make_move, conversation);
}

void
people_were_heard(Words *words)
{
	if (words->done)
		return;
	words->done = true;
	go_on(people.conversations->pdata[words->conversation - 1]);
}

/* A minute later in the same life: it was committed. */
static void
confirm(void *data)
{
	Words *words = data;

	if (words->decided == people.life && !world_is_dead())
		people_were_heard(words);
}

void
people_next_life(void)
{
	people.life++;
}

/* In the place of the spool's own, which does it: somebody sees that a mail is decided. */
bool __wrap_mail_decide(Spool *spool, int64_t id, const MailOutcome *outcome, GError **error);
bool __real_mail_decide(Spool *spool, int64_t id, const MailOutcome *outcome, GError **error);

bool
__wrap_mail_decide(Spool *spool, int64_t id, const MailOutcome *outcome, GError **error)
{
	Words *words = outcome->message_id == NULL
			   ? NULL
			   : g_hash_table_lookup(people.mails, outcome->message_id);

	if (words != NULL && outcome->state != MAIL_DUPLICATE) {
		words->decided = people.life;
		world_later(WORLD_MINUTE, confirm, words);
	}
	return __real_mail_decide(spool, id, outcome, error);
}

static bool
is_awaited(const Awaited *awaited, const PostLetter *letter, Actor to)
{
	return awaited->got == NULL && awaited->what->to == to &&
	       (awaited->sign == NULL || has(letter->bytes, awaited->sign));
}

static void
note(Conversation *conversation, const PostLetter *letter, Actor to)
{
	char *number = number_of(letter);

	if (to == ACTOR_CUSTOMER)
		conversation->last = letter;
	if (to == ACTOR_MANAGER)
		conversation->approval = letter;
	if (number == NULL)
		return;
	g_free(conversation->ticket);
	conversation->ticket = number;
}

static void
get(Conversation *conversation, const PostLetter *letter, Actor to)
{
	for (unsigned i = 0; i < conversation->awaited->len; i++) {
		Awaited *awaited = conversation->awaited->pdata[i];

		if (!is_awaited(awaited, letter, to))
			continue;
		awaited->got = letter;
		note(conversation, letter, to);
		go_on(conversation);
		return;
	}
	ledger_disagree(
	    "%s to %s is more than it must get", letter->message_id, letter->recipient);
}

static Conversation *
find_ticket(const char *number)
{
	for (unsigned i = 0; i < people.conversations->len; i++) {
		Conversation *conversation = people.conversations->pdata[i];

		if (g_strcmp0(conversation->ticket, number) == 0)
			return conversation;
	}
	return NULL;
}

void
people_get(const PostLetter *letter)
{
	Conversation *conversation = g_hash_table_lookup(people.addresses, letter->recipient);
	g_autofree char *number = number_of(letter);

	if (conversation != NULL)
		get(conversation, letter,
		    strcmp(letter->recipient, conversation->customer) == 0 ? ACTOR_CUSTOMER
									   : ACTOR_MANAGER);
	else if (strcmp(letter->recipient, COMPOSE_AGENT) == 0 && number != NULL)
		g_hash_table_replace(people.notified, g_steal_pointer(&number), (void *)letter);
	else if (strcmp(letter->recipient, COMPOSE_BUYER) == 0 &&
		 (conversation = find_ticket(number)) != NULL)
		get(conversation, letter, ACTOR_BUYER);
	else
		ledger_disagree("%s went to %s", letter->message_id, letter->recipient);
}

bool
people_may_be_gone(const char *address)
{
	const Conversation *conversation = g_hash_table_lookup(people.addresses, address);

	return conversation != NULL && !conversation->request;
}

void
people_miss(const PostLetter *letter)
{
	Conversation *conversation = g_hash_table_lookup(people.addresses, letter->recipient);

	/* nobody answers to what did not come: a solution does not close by time, and of a question is reminded once */
	conversation->left = 0;
	conversation->silent = strcmp(conversation->state, "resolved") == 0;
	people_get(letter);
}

/* The last thing that the desk is to know before a request comes. */
static void
on_introduced(void *data)
{
	make_move(data);
}

static void
introduce_manager(void *data)
{
	const Conversation *conversation = data;
	const char *const line[] = {
	    "contact", "set", conversation->customer, "--manager", conversation->manager, NULL};

	commands_call(line, NULL, on_introduced, data);
}

static void
introduce_customer(void *data)
{
	const Conversation *conversation = data;
	const char *const line[] = {
	    "contact", "add", conversation->customer, "--name", "Els Bos", NULL};

	commands_call(line, NULL, introduce_manager, data);
}

static void
introduce(void *data)
{
	const Conversation *conversation = data;
	const char *const line[] = {
	    "contact", "add", conversation->manager, "--name", "Piet Baas", NULL};

	commands_call(line, NULL, introduce_customer, data);
}

static void
begin_conversation(unsigned number, unsigned moves, int64_t within_us)
{
	Conversation *conversation = g_new0(Conversation, 1);
	bool request = world_happens(250);

	conversation->number = number;
	conversation->customer = g_strdup_printf("c%u@klant.example", number);
	conversation->manager = g_strdup_printf("m%u@klant.example", number);
	conversation->request = request;
	conversation->state = request ? STATE_REQUEST : STATE_CASE;
	conversation->left = 1 + (unsigned)world_chance(moves);
	conversation->awaited = g_ptr_array_new_with_free_func(awaited_free);
	conversation->busy = true;
	g_ptr_array_add(people.conversations, conversation);
	g_hash_table_insert(people.addresses, conversation->customer, conversation);
	g_hash_table_insert(people.addresses, conversation->manager, conversation);
	world_later((int64_t)world_chance((uint64_t)within_us), request ? introduce : make_move,
	    conversation);
}

void
people_begin(unsigned conversations, unsigned moves, int64_t within_us, bool long_run)
{
	people = (People){.life = 1, .long_run = long_run};
	people.conversations = g_ptr_array_new_with_free_func(conversation_free);
	people.words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, words_free);
	people.mails = g_hash_table_new(g_str_hash, g_str_equal);
	people.addresses = g_hash_table_new(g_str_hash, g_str_equal);
	people.notified = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (unsigned i = 0; i < conversations; i++)
		begin_conversation(i + 1, moves, within_us);
}

void
people_end(void)
{
	g_hash_table_unref(people.notified);
	g_hash_table_unref(people.addresses);
	g_hash_table_unref(people.mails);
	g_hash_table_unref(people.words);
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
people_words(void)
{
	return people.words;
}

GHashTable *
people_mails(void)
{
	return people.mails;
}

Words *
people_find_mark(const char *text)
{
	const char *start = strstr(text, "zq");
	g_autofree char *mark =
	    start == NULL ? NULL : g_strndup(start, strcspn(start + 1, "z") + 2);

	return mark == NULL ? NULL : g_hash_table_lookup(people.words, mark);
}
