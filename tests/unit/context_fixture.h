/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole desk for each test: a configuration file in a folder of its own, the shipped rules, answers, catalog and
 * letters, a real spool, and a clock that the test sets. Mails are messages built by hand.
 */
#pragma once

#include "tests/unit/spool_fixture.h"

#include "gateway/desk/desk.h"
#include "gateway/desk/notifications.h"
#include "gateway/intake/apply.h"
#include "gateway/intake/intake.h"
#include "gateway/model/context.h"
#include "gateway/model/typed.h"
#include "gateway/util/token.h"
#include "rules/diagnostic.h"
#include "tests/unit/remove_tree.h"

#define NOW INT64_C(1795428120000) /* 2026-11-23 10:02 UTC */
#define DAY INT64_C(86400000)
#define HOUR INT64_C(3600000)

#define ELS "els@klant.example"
#define PIET "piet@klant.example"

#define DESK_YAML_BEFORE_AGENTS                                                         \
	"desk:\n"                                                                       \
	"  name: Servicedesk\n"                                                         \
	"  domain: desk.example\n"                                                      \
	"  language: nl\n"                                                              \
	"  categories: [Netwerk, Overig]\n"                                             \
	"  default_category: Overig\n"                                                  \
	"mailboxes:\n"                                                                  \
	"  - {name: support, maildir: in, address: desk@desk.example,\n"                \
	"     reply_address: 'desk+{token}@desk.example', authserv: mx.desk.example}\n" \
	"outgoing: {maildir: out}\n"                                                    \
	"groups:\n"                                                                     \
	"  servicedesk: {address: team@desk.example}\n"                                 \
	"agents:\n"
#define DESK_YAML                                                                        \
	DESK_YAML_BEFORE_AGENTS                                                          \
	"  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n" \
	"times: {remind_question: 3d, remind_solution: 5d, close_solution: 10d}\n"

#define POST_FIELDS 8

typedef struct {
	char *folder; /* own */
	char *state;  /* own; the state folder */
	Context *context;
	int mails;            /* that came so far */
	int64_t letters_told; /* the last letter that desk_letters() told of */
} Desk;

static inline void
desk_put(const Desk *desk, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(desk->folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static inline Config *
desk_config(const Desk *desk)
{
	g_autoptr(GPtrArray) diagnostics =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	g_autofree char *file = g_build_filename(desk->folder, "casegate.yaml", NULL);
	Config *config = config_load(file, diagnostics);

	if (config == NULL) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[0]);

		fail_msg("%s", text);
	}
	return config;
}

/* A folder with a configuration and nothing opened yet. */
static inline int
desk_folder(void **state)
{
	Desk *desk = g_new0(Desk, 1);

	g_setenv("TZ", "UTC", TRUE);
	desk->folder = g_dir_make_tmp("desk-XXXXXX", NULL);
	assert_non_null(desk->folder);
	desk->state = g_build_filename(desk->folder, "state", NULL);
	desk_put(desk, "casegate.yaml", DESK_YAML);
	*state = desk;
	return 0;
}

/* Opened, its clock at NOW, in a transaction that lasts as long as the test. */
static inline int
desk_setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->renewed.state = TICKET_STATES; /* there is nothing to work out anew */
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

/* Undoes all that has happened: for a test of many rows, which need not read the files for each. */
static inline void
desk_anew(Desk *desk)
{
	Context *context = desk->context;

	spool_rollback(context->spool);
	context->now_ms = NOW;
	context->notices_ms = context->held_back_ms = context->mail = 0;
	context->held_back = context->rule_errors = 0;
	desk->mails = 0;
	desk->letters_told = 0;
	must(spool_begin(context->spool, &error));
}

static inline int
desk_teardown(void **state)
{
	Desk *desk = *state;

	context_close(desk->context);
	remove_tree(desk->folder);
	g_free(desk->folder);
	g_free(desk->state);
	g_free(desk);
	return 0;
}

#define desk_test(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

/* A known contact of Klant BV; its id. */
static inline int64_t
desk_know(const Desk *desk, const char *address)
{
	const ContactDetails details = {
	    .address = address, .name = "Els Bos", .account = "Klant BV"};
	int64_t id = 0;

	must(contact_add(desk->context->spool, &details, desk->context->now_ms, &id, &error));
	return id;
}

/* Its tickets live elsewhere from now on. */
static inline ConfigDesk *
desk_elsewhere(const Desk *desk)
{
	ConfigDesk *there = g_new0(ConfigDesk, 1);

	there->worker = "servicenow";
	there->url = g_strdup("https://desk.example");
	there->states[TICKET_CASE] = config_desk_words();
	config_desk_add_word(there->states[TICKET_CASE], "new", "1");
	config_desk_add_word(there->states[TICKET_CASE], "open", "10");
	config_desk_add_word(there->states[TICKET_CASE], "awaiting info", "18");
	config_desk_add_word(there->states[TICKET_CASE], "resolved", "6");
	config_desk_add_word(there->states[TICKET_CASE], "closed", "3");
	there->states[TICKET_REQUEST] = config_desk_words();
	there->categories = config_desk_words();
	there->priorities = config_desk_words();
	there->groups = config_desk_words();
	there->fields = config_desk_words();
	desk->context->config->tickets = there;
	return there;
}

static inline Ticket *
desk_ticket(const Desk *desk, const char *number)
{
	Ticket *ticket = NULL;

	must(ticket_find(desk->context->spool, number, &ticket, &error));
	if (ticket == NULL)
		fail_msg("there is no %s", number);
	return ticket;
}

static inline const char *
desk_state_of(const Desk *desk, const char *number)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);

	return ticket_state_name(ticket->state);
}

/* Who acts under this name: the agent whom it means, or nobody of the configuration. Until the next one. */
static inline const Actor *
desk_actor(const Desk *desk, const char *name)
{
	static Actor actor;

	actor = (Actor){(char *)name, typed_agent(desk->context, name, NULL, NULL), "en"};
	return &actor;
}

/* An agent does this to the case. */
static inline void
desk_agent(const Desk *desk, const char *number, AgentAction action, const char *text)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);

	must(desk_act(desk->context, ticket, action,
	    &(AgentWords){desk_actor(desk, "Sanne de Wit"), text, NULL, 0}, &error));
}

/* Time passes, and the desk's people are told. */
static inline void
desk_tell(const Desk *desk)
{
	desk->context->now_ms += 2000;
	must(notifications_write(desk->context, false, &error));
}

/* The letters since the last look: "acknowledgement to els@klant.example, ..."; "none". Caller owns. */
static inline char *
desk_letters(Desk *desk)
{
	g_autoptr(GPtrArray) letters = NULL;
	GString *told = g_string_new(NULL);

	must(letter_list(desk->context->spool, -1, 100, &letters, &error));
	for (unsigned i = letters->len; i > 0; i--) {
		const Letter *letter = letters->pdata[i - 1];

		if (letter->id <= desk->letters_told)
			continue;
		desk->letters_told = letter->id;
		g_string_append_printf(told, "%s%s to %s", told->len == 0 ? "" : ", ",
		    letter->name, letter->recipient);
	}
	if (told->len == 0)
		g_string_append(told, "none");
	return g_string_free(told, FALSE);
}

static inline void
assert_letters(Desk *desk, const char *expected)
{
	g_autofree char *told = desk_letters(desk);

	assert_string_equal(told, expected);
}

/* The newest letter on this ticket to this person. Caller owns. */
static inline Letter *
sent_letter(const Desk *desk, const char *number, const char *recipient)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) letters = NULL;
	Letter *found = NULL;

	must(letter_of_ticket(desk->context->spool, ticket->id, &letters, &error));
	for (unsigned i = letters->len; found == NULL && i > 0; i--)
		if (strcmp(((Letter *)letters->pdata[i - 1])->recipient, recipient) == 0)
			must(letter_get(desk->context->spool,
			    ((Letter *)letters->pdata[i - 1])->id, &found, &error));
	if (found == NULL)
		fail_msg("no letter on %s went to %s", number, recipient);
	return found;
}

static inline TokenLetter
desk_letter_named(const Desk *desk, int64_t id)
{
	TokenLetter letter = {.id = id};
	bool there = false;

	must(letter_salt(desk->context->spool, id, &there, &letter.salt, &error));
	return letter;
}

/* The token of this kind of a letter, which there may be. Caller owns. */
static inline char *
desk_token_of(const Desk *desk, TokenKind kind, int64_t id)
{
	const TokenLetter letter = desk_letter_named(desk, id);
	char token[TOKEN_LENGTH + 1];

	token_make(&desk->context->keys, kind, &letter, token);
	return g_strdup(token);
}

/* The Message-ID of a letter. Caller owns. */
static inline char *
desk_id_of(const Desk *desk, int64_t id)
{
	const TokenLetter letter = desk_letter_named(desk, id);

	return token_message_id(&desk->context->keys, &letter, "desk.example");
}

/* Its token, for a number that begins with '!' the one of its envelope sender. Caller owns. */
static inline char *
desk_token(const Desk *desk, const char *number, const char *recipient)
{
	bool envelope = number[0] == '!';
	g_autoptr(Letter) letter = sent_letter(desk, number + envelope, recipient);

	return desk_token_of(desk, envelope ? TOKEN_ENVELOPE : TOKEN_PROOF, letter->id);
}

/* Its Message-ID. Caller owns. */
static inline char *
sent_letter_id(const Desk *desk, const char *number, const char *recipient)
{
	g_autoptr(Letter) letter = sent_letter(desk, number, recipient);

	return desk_id_of(desk, letter->id);
}

/* Its text as it goes out. Caller owns. */
static inline char *
sent_letter_text(const Desk *desk, const char *number, const char *recipient)
{
	g_autoptr(Letter) letter = sent_letter(desk, number, recipient);
	g_autoptr(GBytes) bytes = NULL;
	gsize size = 0;
	const char *text = NULL;

	must((bytes = letter_bytes(desk->context->spool, letter->id, &error)) != NULL);
	text = g_bytes_get_data(bytes, &size);
	return g_strndup(text, size);
}

/* The newest letter of all but for so many. Caller owns. */
static inline Letter *
desk_newest(const Desk *desk, unsigned before)
{
	g_autoptr(GPtrArray) letters = NULL;
	Letter *letter = NULL;

	must(letter_list(desk->context->spool, -1, 10, &letters, &error));
	assert_true(letters->len > before);
	must(letter_get(
	    desk->context->spool, ((Letter *)letters->pdata[before])->id, &letter, &error));
	return letter;
}

/* Where it is answered to. Caller owns. */
static inline char *
desk_answer_address(const Desk *desk, unsigned before)
{
	g_autoptr(Letter) letter = desk_newest(desk, before);
	g_autofree char *token = desk_token_of(desk, TOKEN_PROOF, letter->id);

	return g_strdup_printf("desk+%s@desk.example", token);
}

/* Its text as it goes out. Caller owns. */
static inline char *
desk_newest_text(const Desk *desk, unsigned before)
{
	g_autoptr(Letter) letter = desk_newest(desk, before);
	g_autoptr(GBytes) bytes = NULL;
	gsize size = 0;
	const char *text = NULL;

	must((bytes = letter_bytes(desk->context->spool, letter->id, &error)) != NULL);
	text = g_bytes_get_data(bytes, &size);
	return g_strndup(text, size);
}

/* The timeline, one entry a line: "kind author: text (mark)". Caller owns. */
static inline char *
desk_timeline(const Desk *desk, const char *number)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) entries = NULL;
	GString *told = g_string_new(NULL);

	must(ticket_entries(desk->context->spool, ticket->id, &entries, &error));
	for (unsigned i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		g_string_append_printf(told, "%s %s: %s%s%s%s\n", entry_kind_name(entry->kind),
		    entry->author, entry->text, entry->mark[0] == '\0' ? "" : " (", entry->mark,
		    entry->mark[0] == '\0' ? "" : ")");
	}
	return g_string_free(told, FALSE);
}

static inline void
assert_timeline(const Desk *desk, const char *number, const char *expected)
{
	g_autofree char *told = desk_timeline(desk, number);

	assert_string_equal(told, expected);
}

/* What comes; all may be left out. In `to`, `answers`, `ref` and `id`, {CS0000001 els@klant.example} stands for the
 * token of the newest letter on that ticket to that person, {#CS0000001 els@klant.example} for its Message-ID,
 * {!CS0000001 els@klant.example} for the token of its envelope. */
typedef struct {
	const char *from; /* NULL: none */
	const char *name;
	const char *subject;
	const char *text;
	const char *to;
	const char *cc[3];
	const char *id;      /* Message-ID; NULL: one of its own */
	const char *hash;    /* of the content; NULL: one of its own */
	int64_t date_ms;     /* 0: NOW */
	const char *answers; /* In-Reply-To */
	const char *ref;     /* behind `Ref:` */
	const char *number;  /* in the subject */
	const char *fields[POST_FIELDS][2];
	const char *quoted[POST_FIELDS][2]; /* fields of the letter that it answers */
	const char *cut;                    /* as a quote */
	bool begins_quoted;
	const char *reply_to;
	const char *forwarded[3]; /* who wrote what it forwards; "": a name alone */
	const char *bounced;      /* whose mail came back with status 5.1.1 */
	MessageKind kind;
	const char *kind_reason; /* NULL: no automatic header */
	bool aligned;            /* our own MX vouches for its domain, */
	bool denied;             /* or says that it is not from there; */
	bool rejects;            /* the domain wants such mail rejected */
	bool header_only;
	const char *mailbox; /* or NULL: support */
	int64_t history_ms;  /* it is old mail that came then */
} Post;

/* Each {NUMBER ADDRESS} by its token. Caller owns. */
static inline char *
desk_tokens(const Desk *desk, const char *text)
{
	const char *open = strchr(text, '{');
	const char *close = open == NULL ? NULL : strchr(open, '}');
	g_autofree char *inner =
	    close == NULL ? NULL : g_strndup(open + 1, (size_t)(close - open - 1));
	g_auto(GStrv) words = inner == NULL ? NULL : g_strsplit(inner, " ", 2);
	g_autofree char *token = NULL;

	if (words == NULL)
		return g_strdup(text);
	token = words[0][0] == '#' ? sent_letter_id(desk, words[0] + 1, words[1])
				   : desk_token(desk, words[0], words[1]);
	return g_strdup_printf("%.*s%s%s", (int)(open - text), text, token, close + 1);
}

static inline void
put_text(char **field, const char *value)
{
	if (value == NULL)
		return;
	g_free(*field);
	*field = g_strdup(value);
}

static inline void
post_evidence(const Desk *desk, const Post *post, Message *message)
{
	if (post->to != NULL) {
		g_autofree char *to = desk_tokens(desk, post->to);

		g_ptr_array_add(message->to, message_address_new(to, ""));
	}
	if (post->answers != NULL)
		g_ptr_array_add(message->references, desk_tokens(desk, post->answers));
	if (post->ref != NULL)
		g_ptr_array_add(message->tokens, desk_tokens(desk, post->ref));
	if (post->number != NULL)
		g_ptr_array_add(message->numbers, g_strdup(post->number));
	message->message_id = post->id != NULL
				  ? desk_tokens(desk, post->id)
				  : g_strdup_printf("%d@klant.example", desk->mails);
	g_free(message->content_hash);
	message->content_hash =
	    post->hash != NULL ? g_strdup(post->hash) : g_strdup_printf("hash%d", desk->mails);
}

static inline void
post_vouch(const Post *post, Message *message)
{
	AuthResult *result = authres_new("mx.desk.example", "dmarc",
	    post->aligned ? "pass" : "fail", strchr(post->from, '@') + 1);

	g_free(result->policy);
	result->policy = g_strdup(post->rejects ? "reject" : "none");
	message->origin = origin_new();
	message->origin->from = g_strdup(post->from);
	g_ptr_array_add(message->origin->results, result);
}

/* Fields are lines of the text; those of a form that is quoted stand in the whole of it. */
static inline char *
post_fields(const char *const fields[POST_FIELDS][2], const char *text, const char *mark)
{
	GString *all = g_string_new(text);

	if (fields[0][0] != NULL && all->len > 0)
		g_string_append(all, "\n\n");
	for (int i = 0; i < POST_FIELDS && fields[i][0] != NULL; i++)
		g_string_append_printf(all, "%s%s: %s\n", mark, fields[i][0], fields[i][1]);
	return g_string_free(all, false);
}

static inline void
post_content(const Post *post, Message *message)
{
	char *text = post_fields(post->fields, message->text, "");

	g_free(message->text);
	message->text = text;
	if (post->quoted[0][0] != NULL)
		message->whole = post_fields(post->quoted, text, "> ");
	message->begins_quoted = post->begins_quoted;
	if (post->cut != NULL)
		message_cut_add(message->cut, CUT_QUOTE, g_strdup(post->cut));
	for (int i = 0; i < 3 && post->cc[i] != NULL; i++)
		g_ptr_array_add(message->cc, message_address_new(post->cc[i], ""));
	for (int i = 0; i < 3 && post->forwarded[i] != NULL; i++)
		g_ptr_array_add(
		    message->forwarded, message_address_new(post->forwarded[i], "Wie"));
	if (post->reply_to != NULL)
		g_ptr_array_add(message->reply_to, message_address_new(post->reply_to, ""));
	if (post->bounced != NULL) {
		MessageBounce *bounce = g_new0(MessageBounce, 1);

		bounce->address = g_strdup(post->bounced);
		bounce->status = g_strdup("5.1.1");
		g_ptr_array_add(message->bounce, bounce);
	}
}

/* What a reader would make of it. Caller owns. */
static inline Message *
post_message(const Desk *desk, const Post *post)
{
	Message *message = message_new();

	message->kind = post->kind;
	put_text(&message->kind_reason,
	    post->kind_reason == NULL ? "no automatic header" : post->kind_reason);
	put_text(&message->subject, post->subject);
	put_text(&message->text, post->text);
	put_text(&message->language, "nl");
	message->date_ms = post->date_ms == 0 ? NOW : post->date_ms;
	if (post->from != NULL)
		message->from =
		    message_address_new(post->from, post->name == NULL ? "" : post->name);
	post_evidence(desk, post, message);
	post_content(post, message);
	if (post->aligned || post->denied)
		post_vouch(post, message);
	return message;
}

/* Its row in the spool. Caller owns. */
static inline Mail *
post_mail(Desk *desk, const Post *post)
{
	g_autofree char *key = g_strdup_printf("1.%d", ++desk->mails);
	g_autofree char *text = g_strdup_printf("Subject: %s\r\n\r\n", key);
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	const MailArrival arrival = {
	    .mailbox = post->mailbox == NULL ? "support" : post->mailbox,
	    .key = key,
	    .raw = raw,
	    .size = post->header_only ? 50 * 1000 * 1000 : (int64_t)strlen(text),
	    .header_only = post->header_only,
	    .received_ms = desk->context->now_ms,
	    .history_ms = post->history_ms,
	};
	Mail *mail = NULL;
	int64_t id = 0;

	must(mail_add(desk->context->spool, &arrival, &id, &error));
	must(mail_get(desk->context->spool, id, &mail, &error));
	return mail;
}

/* It comes, is read and decided; "accept CS0000001", "duplicate". Caller owns. */
static inline char *
desk_receive(Desk *desk, const Post *post)
{
	g_autoptr(Mail) mail = post_mail(desk, post);
	g_autoptr(Message) message = post_message(desk, post);
	g_auto(IntakeResult) processed = {0};

	must(intake_message(desk->context, mail, message, &processed, &error));
	return g_strdup_printf("%s%s%s", processed.decision,
	    processed.number == NULL ? "" : " ",
	    processed.number == NULL ? "" : processed.number);
}

/* desk_post(desk, "open case CS0000001", .from = ELS, .text = "Help"): it becomes just that. */
#define desk_post(desk, expected, ...)                                              \
	do {                                                                        \
		g_autofree char *became = desk_receive(desk, &(Post){__VA_ARGS__}); \
		assert_string_equal(became, expected);                              \
	} while (0)

/* The last mail as the spool keeps it. Caller owns. */
static inline Mail *
desk_last_mail(const Desk *desk)
{
	Mail *mail = NULL;

	must(mail_get(desk->context->spool, desk->mails, &mail, &error));
	return mail;
}

static inline void
assert_mail(const Desk *desk, MailState state, const char *reason)
{
	g_autoptr(Mail) mail = desk_last_mail(desk);

	assert_string_equal(mail_state_name(mail->state), mail_state_name(state));
	assert_string_equal(mail->reason, reason);
}
