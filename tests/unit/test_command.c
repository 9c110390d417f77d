/* SPDX-License-Identifier: Apache-2.0 */
/* The commands as an operator types them, served on a real spool; and how the command line is taken. */
#include "tests/unit/spool_fixture.h"

#include <fcntl.h>
#include <jansson.h>

#include "gateway/command.h"
#include "parsers/limits.h"
#include "parsers/message.h"

#define NOW INT64_C(1795428120000) /* 2026-11-23 10:02 */
#define DAY INT64_C(86400000)

static const Command *const COMMANDS[] = {&command_case, &command_request, &command_mail,
    &command_contact, &command_status, &command_deliver};

static Office
open_office(Fixture *fixture)
{
	Config *config = g_new0(Config, 1);
	ConfigMailbox *mailbox = g_new0(ConfigMailbox, 1);
	ConfigAgent *agent = g_new0(ConfigAgent, 1);

	mailbox->name = (char *)"support";
	mailbox->address = (char *)"desk@desk.example";
	agent->name = (char *)"Sanne de Wit";
	agent->address = (char *)"sanne@desk.example";
	config->desk_name = (char *)"Servicedesk";
	config->mailboxes = g_ptr_array_new_with_free_func(g_free);
	config->agents = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(config->mailboxes, mailbox);
	g_ptr_array_add(config->agents, agent);
	return (Office){.spool = fixture->spool, .config = config, .now_ms = NOW};
}

static void
close_office(Office *office)
{
	g_ptr_array_unref(office->config->mailboxes);
	g_ptr_array_unref(office->config->agents);
	g_free(office->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Office, close_office)

static const Command *
command_named(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
		if (strcmp(COMMANDS[i]->name, name) == 0)
			return COMMANDS[i];
	fail_msg("no command %s", name);
	return NULL;
}

/* A line of words; '_' stands for a space within a word. */
static void
parse(const char *line, Request *request)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	int argc = (int)g_strv_length(words);
	g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
	CommandOptions options;

	for (size_t i = 0; words[i] != NULL; i++)
		g_strdelimit(words[i], "_", ' ');
	request_init(request, argv[0]);
	must(command_options(&argc, argv, &options, &error));
	must(verb_parse(command_named(argv[0])->verbs, argc, argv, request, &error));
	if (options.json)
		request_set_flag(request, "json");
}

static void
serve_request(Office *office, const Request *request, Reply *reply)
{
	must(spool_begin(office->spool, &error));
	command_serve(office, request, reply);
	must(spool_commit(office->spool, &error));
}

/* What the line prints. Caller owns. */
static char *
run(Office *office, const char *line)
{
	g_auto(Request) request = {0};
	g_auto(Reply) reply = {0};
	gsize size = 0;
	const char *out = NULL;

	parse(line, &request);
	serve_request(office, &request, &reply);
	if (reply.code != 0)
		fail_msg("%s: %d %s", line, reply.code, reply.error);
	assert_string_equal(reply.error, "");
	out = g_bytes_get_data(reply.out, &size);
	return g_strndup(out, size);
}

static json_t *
run_json(Office *office, const char *line)
{
	g_autofree char *text = run(office, line);
	json_t *value = json_loads(text, 0, NULL);

	assert_non_null(value);
	return value;
}

#define assert_prints(office, line, expected)                 \
	do {                                                  \
		g_autofree char *printed = run(office, line); \
		assert_string_equal(printed, expected);       \
	} while (0)

static void
assert_refused(Office *office, const char *line, int code, const char *text)
{
	g_auto(Request) request = {0};
	g_auto(Reply) reply = {0};

	parse(line, &request);
	serve_request(office, &request, &reply);
	assert_int_equal(reply.code, code);
	assert_string_equal(reply.error, text);
	assert_int_equal(g_bytes_get_size(reply.out), 0);
}

static void
assert_json(const json_t *object, const char *key, const char *expected)
{
	const char *value = json_string_value(json_object_get(object, key));

	if (g_strcmp0(value, expected) != 0)
		fail_msg("%s is %s, not %s", key, value ? value : "no string",
		    expected ? expected : "null");
}

static int64_t
add_contact(Spool *spool, const char *address, const char *name, const char *account)
{
	ContactDetails details = {.address = address, .name = name, .account = account};
	int64_t id = 0;

	must(contact_add(spool, &details, NOW, &id, &error));
	return id;
}

static void
add_entry(Spool *spool, const Entry *entry)
{
	must(ticket_add_entry(spool, entry, NULL, &error));
}

static void
add_attachment(Spool *spool, int64_t ticket, int64_t mail)
{
	TicketAttachment attachment = {
	    .ticket = ticket,
	    .number = 1,
	    .mail = mail,
	    .path = (char *)"2",
	    .name = (char *)"foto.jpg",
	    .type = (char *)"image/jpeg",
	    .size = 212400,
	};

	must(ticket_attach(spool, &attachment, &error));
}

/* The case of FORMATS: CS0000001, its mails 1 and 2. */
static int64_t
add_story(Spool *spool)
{
	int64_t els = add_contact(spool, "els@klant.example", "Els Bos", "Jansen BV");
	int64_t piet = add_contact(spool, "piet@klant.example", "Piet Jansen", NULL);
	Ticket ticket = new_ticket(TICKET_CASE, TICKET_CLOSED, els);
	int64_t first = some_mail(spool, "1", 10), second = some_mail(spool, "2", 10);
	g_autoptr(Contact) contact = NULL;

	must(contact_get(spool, els, &contact, &error));
	ticket.account = contact->account;
	ticket.group = (char *)"servicedesk";
	ticket.agent = (char *)"SANNE@desk.example";
	ticket.created_ms = NOW - 2 * DAY;
	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	must(ticket_involve(spool, ticket.id, els, false, &error));
	must(ticket_involve(spool, ticket.id, piet, false, &error));
	add_attachment(spool, ticket.id, first);
	Entry entries[] = {
	    {.at_ms = NOW - 2 * DAY,
		.kind = ENTRY_DESCRIPTION,
		.author = (char *)"Els Bos",
		.text = (char *)"Mijn scherm blijft zwart\nna het opstarten.",
		.mail = first},
	    {.at_ms = NOW - 2 * DAY,
		.kind = ENTRY_LETTER,
		.author = (char *)"casegate",
		.text = (char *)"acknowledgement sent"},
	    {.at_ms = NOW - DAY,
		.kind = ENTRY_NOTE,
		.author = (char *)"Sanne de Wit",
		.text = (char *)"Kabel?"},
	    {.at_ms = NOW,
		.kind = ENTRY_CHANGE,
		.author = (char *)"Els Bos",
		.text = (char *)"accepted: Akkoord,\033 bedankt!",
		.mark = (char *)"unproven",
		.mail = second},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
		entries[i].ticket = ticket.id;
		entries[i].mark = entries[i].mark == NULL ? (char *)"" : entries[i].mark;
		add_entry(spool, &entries[i]);
	}
	return ticket.id;
}

static void
test_case_show(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);

	must(spool_begin(fixture->spool, &error));
	add_story(fixture->spool);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&office, "case show cs0000001",
	    "CS0000001  closed   Werkplek   normal   group servicedesk, Sanne de Wit\n"
	    "Scherm is zwart\n"
	    "reporter  Els Bos <els@klant.example>, Jansen BV"
	    "      involved  Piet Jansen <piet@klant.example>\n"
	    "\n"
	    "2026-11-21 10:02  Els Bos       Mijn scherm blijft zwart\n"
	    "                                na het opstarten.   (mail 1, foto.jpg 212 KB)\n"
	    "2026-11-21 10:02  casegate      acknowledgement sent\n"
	    "2026-11-22 10:02  Sanne de Wit  note: Kabel?\n"
	    "2026-11-23 10:02  Els Bos       accepted: Akkoord,? bedankt!   (unproven, mail "
	    "2)\n");
}

static void
test_case_show_json(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	json_t *shown = NULL, *entry = NULL;

	must(spool_begin(fixture->spool, &error));
	add_story(fixture->spool);
	must(spool_commit(fixture->spool, &error));
	shown = run_json(&office, "case show CS0000001 --json");
	assert_json(shown, "number", "CS0000001");
	assert_json(shown, "kind", "case");
	assert_json(shown, "state", "closed");
	assert_json(shown, "agent", "Sanne de Wit");
	assert_json(shown, "account", "Jansen BV");
	assert_json(shown, "created", "2026-11-21T10:02:00Z");
	assert_json(shown, "description", "Mijn scherm blijft zwart.");
	assert_json(shown, "predecessor", NULL);
	assert_json(json_object_get(shown, "reporter"), "address", "els@klant.example");
	assert_int_equal(json_array_size(json_object_get(shown, "involved")), 1);
	assert_json(
	    json_array_get(json_object_get(shown, "involved"), 0), "name", "Piet Jansen");
	assert_json(
	    json_array_get(json_object_get(shown, "attachments"), 0), "name", "foto.jpg");
	assert_int_equal(json_array_size(json_object_get(shown, "timeline")), 4);
	entry = json_array_get(json_object_get(shown, "timeline"), 3);
	assert_json(entry, "mark", "unproven");
	assert_json(entry, "text", "accepted: Akkoord,\033 bedankt!");
	assert_int_equal(json_integer_value(json_object_get(entry, "mail")), 2);
	assert_true(json_is_null(json_object_get(entry, "letter")));
	assert_null(json_object_get(shown, "item"));
	json_decref(shown);
}

static void
test_case_list(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	json_t *list = NULL;

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_CASE, TICKET_NEW);
	some_ticket(fixture->spool, TICKET_CASE, TICKET_OPEN);
	some_ticket(fixture->spool, TICKET_REQUEST, TICKET_DRAFT);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&office, "case list new",
	    "number     state  priority  category  reporter  title            changed\n"
	    "CS0000001  new    normal    Werkplek  Els Bos   Scherm is zwart  1970-01-01 "
	    "00:00\n");
	list = run_json(&office, "case list --json");
	assert_int_equal(json_array_size(list), 2);
	assert_json(json_array_get(list, 0), "number", "CS0000002");
	assert_json(json_array_get(list, 1), "state", "new");
	json_decref(list);
	list = run_json(&office, "case list --limit 1 --json");
	assert_int_equal(json_array_size(list), 1);
	json_decref(list);
	assert_prints(&office, "case list closed --json", "[]\n");
	assert_refused(&office, "case list opn", 64,
	    "a case has no state 'opn'; its states are: new, open, awaiting info, resolved, "
	    "closed, cancelled");
	assert_refused(&office, "request list resolved", 64,
	    "a request has no state 'resolved'; its states are: cancelled, draft, awaiting "
	    "approval, in progress, fulfilled, declined, expired");
}

static void
test_request_show(void **state)
{
	static const TicketField FIELDS[] = {
	    {(char *)"kind", (char *)"Type", (char *)"Nieuw team"},
	    {(char *)"owners", (char *)"Eigenaar", (char *)"els\npiet"},
	};
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	int64_t reporter = 0, before = 0;
	Ticket ticket = {0};
	json_t *shown = NULL;

	must(spool_begin(fixture->spool, &error));
	reporter = some_contact(fixture->spool, "els@klant.example");
	before = some_ticket(fixture->spool, TICKET_CASE, TICKET_CLOSED);
	ticket = new_ticket(TICKET_REQUEST, TICKET_DRAFT, reporter);
	ticket.item = (char *)"teams";
	ticket.predecessor = before;
	must(ticket_add(fixture->spool, &ticket, &error));
	g_free(ticket.number);
	for (int i = 0; i < 2; i++)
		must(ticket_set_field(fixture->spool, ticket.id, i, &FIELDS[i], &error));
	must(spool_commit(fixture->spool, &error));
	assert_prints(&office, "request show REQ0000001",
	    "REQ0000001  draft   Werkplek   normal\n"
	    "Scherm is zwart\n"
	    "reporter  Els Bos <els@klant.example>\n"
	    "follows   CS0000001\n"
	    "item      teams\n"
	    "\n"
	    "Type      Nieuw team\n"
	    "Eigenaar  els\n"
	    "          piet\n"
	    "\n");
	shown = run_json(&office, "request show REQ0000001 --json");
	assert_json(shown, "item", "teams");
	assert_json(shown, "predecessor", "CS0000001");
	assert_json(json_array_get(json_object_get(shown, "fields"), 1), "value", "els\npiet");
	json_decref(shown);
}

static void
test_missing(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_REQUEST, TICKET_DRAFT);
	must(spool_commit(fixture->spool, &error));
	assert_refused(&office, "case show CS0000009", 1, "there is no case CS0000009");
	assert_refused(&office, "case show REQ0000001", 1,
	    "REQ0000001 is a request: use 'casegate request'");
	assert_refused(&office, "mail show 7", 1, "there is no mail 7");
	assert_refused(&office, "mail show x", 64, "'x' is no id of a mail");
	assert_refused(&office, "mail show 0", 64, "'0' is no id of a mail");
}

static void
test_case_acts(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	json_t *shown = NULL, *entry = NULL;

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_CASE, TICKET_OPEN);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&office, "case note CS0000001 Kabel_bestellen", "CS0000001 is open\n");
	assert_prints(&office, "case note CS0000001 Besteld --as sanne@desk.example --json",
	    "{\n  \"number\": \"CS0000001\",\n  \"state\": \"open\"\n}\n");
	assert_refused(&office, "case note CS0000001 x --as Sane_de_Wit", 64,
	    "no agent of the configuration is called 'Sane de Wit'; did you mean 'Sanne de "
	    "Wit'?");
	assert_refused(&office, "case note CS0000001 _", 64, "the text is empty");
	shown = run_json(&office, "case show CS0000001 --json");
	assert_int_equal(json_array_size(json_object_get(shown, "timeline")), 2);
	entry = json_array_get(json_object_get(shown, "timeline"), 0);
	assert_json(entry, "kind", "note");
	assert_json(entry, "author", "Servicedesk");
	assert_json(entry, "text", "Kabel bestellen");
	assert_json(
	    json_array_get(json_object_get(shown, "timeline"), 1), "author", "Sanne de Wit");
	json_decref(shown);
}

static void
test_author_of_unix_user(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	g_auto(Request) request = {0};
	g_auto(Reply) reply = {0};
	json_t *shown = NULL;

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_CASE, TICKET_OPEN);
	must(spool_commit(fixture->spool, &error));
	parse("case note CS0000001 Klaar", &request);
	request_set_word(&request, "user", "sanne");
	serve_request(&office, &request, &reply);
	assert_int_equal(reply.code, 0);
	shown = run_json(&office, "case show CS0000001 --json");
	assert_json(
	    json_array_get(json_object_get(shown, "timeline"), 0), "author", "Sanne de Wit");
	json_decref(shown);
}

static void
test_attachment(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);

	must(spool_begin(fixture->spool, &error));
	add_story(fixture->spool);
	must(spool_commit(fixture->spool, &error));
	assert_prints(&office, "case attachment CS0000001",
	    "number  name      type          size\n"
	    "     1  foto.jpg  image/jpeg  212 KB\n");
	assert_prints(&office, "case attachment CS0000001 1", "2\nmmmmmmmmmm");
	assert_refused(&office, "case attachment CS0000001 2", 1,
	    "CS0000001 has no attachment 2; it has 1");
}

static void
decide_mail(Spool *spool, int64_t id, MailState state, int64_t ticket)
{
	MailOutcome outcome = {
	    .state = state,
	    .reason = "evidence disagrees",
	    .decision = "hold",
	    .ticket = ticket,
	    .from_address = "els@klant.example",
	    .subject = "Scherm",
	};

	must(mail_decide(spool, id, &outcome, &error));
	must(trace_set(spool, id, "kind      person\ndecision  hold", &error));
}

/* Mail 1 waits, 2 is held, 3 is done. */
static void
add_mails(Spool *spool)
{
	must(spool_begin(spool, &error));
	some_mail(spool, "7.1", 10);
	decide_mail(spool, some_mail(spool, "7.2", 20), MAIL_HELD, 0);
	decide_mail(spool, some_mail(spool, "7.3", 30), MAIL_DONE,
	    some_ticket(spool, TICKET_CASE, TICKET_NEW));
	must(spool_commit(spool, &error));
}

static void
test_mail_list(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	json_t *list = NULL;

	add_mails(fixture->spool);
	assert_prints(&office, "mail list held",
	    "id  received          state  ticket  from               subject  decision\n"
	    " 2  1970-01-01 00:00  held           els@klant.example  Scherm   "
	    "hold: evidence disagrees\n");
	list = run_json(&office, "mail list --json");
	assert_int_equal(json_array_size(list), 3);
	assert_json(json_array_get(list, 0), "ticket", "CS0000001");
	assert_json(json_array_get(list, 1), "state", "held");
	assert_json(json_array_get(list, 1), "ticket", NULL);
	assert_json(json_array_get(list, 2), "key", "7.1");
	assert_true(json_is_false(json_object_get(json_array_get(list, 2), "filed")));
	json_decref(list);
	assert_refused(&office, "mail list hold", 64,
	    "a mail has no state 'hold'; its states are: waiting, done, duplicate, held, "
	    "quarantined");
}

static void
test_mail_show(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	json_t *shown = NULL;

	add_mails(fixture->spool);
	assert_prints(&office, "mail show 2",
	    "state     held: evidence disagrees\nkind      person\ndecision  hold\n");
	assert_prints(&office, "mail show 1", "state     waiting\n");
	shown = run_json(&office, "mail show 2 --json");
	assert_json(shown, "reason", "evidence disagrees");
	assert_int_equal(json_array_size(json_object_get(shown, "trace")), 2);
	json_decref(shown);
}

static void
count_call(void *data)
{
	++*(int *)data;
}

static void
test_mail_again(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	g_autoptr(Mail) mail = NULL;
	int calls = 0;

	add_mails(fixture->spool);
	office.read_again = count_call;
	office.running = &calls;
	assert_refused(&office, "mail retry 3", 1,
	    "mail 3 is done; only one that is held or quarantined can go back");
	assert_refused(&office, "mail release 1", 1,
	    "mail 1 is waiting; only one that is held or quarantined can go back");
	assert_int_equal(calls, 0);
	assert_prints(&office, "mail retry 2", "mail 2 waits to be decided anew\n");
	assert_int_equal(calls, 1);
	must(mail_get(fixture->spool, 2, &mail, &error));
	assert_int_equal(mail->state, MAIL_WAITING);
	assert_false(mail->released);
}

static void
test_mail_release(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	g_autoptr(Mail) mail = NULL;

	add_mails(fixture->spool);
	assert_prints(&office, "mail release 2", "mail 2 waits to be decided anew\n");
	must(mail_get(fixture->spool, 2, &mail, &error));
	assert_int_equal(mail->state, MAIL_WAITING);
	assert_true(mail->released);
}

static void
test_contacts(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	json_t *list = NULL;

	must(spool_begin(fixture->spool, &error));
	some_contact(fixture->spool, "els@klant.example");
	must(spool_commit(fixture->spool, &error));
	assert_prints(&office, "contact add piet@klant.example --name Piet --account Jansen_BV",
	    "piet@klant.example is a known contact\n");
	assert_refused(&office, "contact add piet", 64, "'piet' is no mail address");
	assert_prints(&office, "contact list",
	    "address             name     account    language  state\n"
	    "els@klant.example   Els Bos                       unverified\n"
	    "piet@klant.example  Piet     Jansen BV            known\n");
	list = run_json(&office, "contact list --json");
	assert_json(json_array_get(list, 1), "account", "Jansen BV");
	assert_true(json_is_true(json_object_get(json_array_get(list, 1), "known")));
	json_decref(list);
}

static json_t *
some_roles(void *data)
{
	return json_pack("{s:i, s:[{s:s, s:s}], s:{s:s}}", "pid", *(int *)data, "mailboxes",
	    "name", "support", "state", "INBOX is open", "outgoing", "state", "idle");
}

static void
test_status(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	int pid = 4711;
	json_t *shown = NULL;
	int64_t letter = 0;

	add_mails(fixture->spool);
	must(spool_begin(fixture->spool, &error));
	letter = store_letter(fixture->spool, &(Letter){.name = (char *)"acknowledgement",
						  .purpose = (char *)"",
						  .mailbox = (char *)"support",
						  .recipient = (char *)"els@klant.example",
						  .created_ms = 1});
	must(letter_set_failed(fixture->spool, letter, "550 no such user", &error));
	must(spool_commit(fixture->spool, &error));
	office.now_ms = 121000;
	assert_prints(&office, "status",
	    "gateway    not running\n"
	    "mailboxes  support <desk@desk.example>\n"
	    "mails      1 waiting, 1 done, 1 held; the oldest waits for 2 min\n"
	    "letters    1 failed\n"
	    "cases      1 new\n"
	    "requests   none\n"
	    "\n"
	    "letter  name             to                 state   attempts  last answer\n"
	    "     1  acknowledgement  els@klant.example  failed         1  550 no such user\n");
	office.roles = some_roles;
	office.running = &pid;
	shown = run_json(&office, "status --json");
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(shown, "mails"), "held")), 1);
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(shown, "gateway"), "pid")),
	    4711);
	assert_json(json_array_get(json_object_get(shown, "troubles"), 0), "result",
	    "550 no such user");
	json_decref(shown);
}

static void
test_status_of_gateway(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	int pid = 4711;

	office.roles = some_roles;
	office.running = &pid;
	assert_prints(&office, "status",
	    "gateway    running, pid 4711\n"
	    "outgoing   idle\n"
	    "mailboxes  support <desk@desk.example>  INBOX is open\n"
	    "mails      none\n"
	    "letters    none\n"
	    "cases      none\n"
	    "requests   none\n");
}

/* Standard input is a file that holds these bytes. */
static bool
prepare_delivery(const char *bytes, size_t size, Request *request, GError **error)
{
	FILE *file = tmpfile();
	int before = dup(STDIN_FILENO);
	bool good = false;

	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fflush(file), 0);
	assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
	dup2(fileno(file), STDIN_FILENO);
	fclose(file);
	request_init(request, "deliver");
	good = command_deliver.verbs[0].prepare(request, error);
	dup2(before, STDIN_FILENO);
	close(before);
	return good;
}

static void
test_deliver(void **state)
{
	static const char MAIL[] = "From MAILER Mon Nov 23\nSubject: x\n\ntext\n";
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(GPtrArray) mails = NULL;

	for (int i = 0; i < 2; i++) {
		g_auto(Request) request = {0};
		g_auto(Reply) reply = {0};

		must(prepare_delivery(MAIL, sizeof MAIL - 1, &request, &error));
		serve_request(&office, &request, &reply);
		assert_int_equal(reply.code, 0);
	}
	must(mail_list(fixture->spool, -1, 10, &mails, &error));
	assert_int_equal(mails->len, 1);
	must(mail_get(fixture->spool, 1, &mail, &error));
	assert_string_equal(mail->mailbox, "support");
	assert_true(mail->filed);
	assert_false(mail->header_only);
	assert_int_equal(mail->received_ms, NOW);
	must((raw = mail_raw(fixture->spool, 1, &error)) != NULL);
	assert_int_equal(g_bytes_get_size(raw), strlen("Subject: x\n\ntext\n"));
}

static void
test_deliver_too_large(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	g_autofree char *bytes = g_malloc(LIMIT_MAIL + 100);
	g_auto(Request) request = {0};
	g_auto(Reply) reply = {0};
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;

	memset(bytes, 'a', LIMIT_MAIL + 100);
	memcpy(bytes, "Subject: x\r\n\r\n", 14);
	must(prepare_delivery(bytes, LIMIT_MAIL + 100, &request, &error));
	serve_request(&office, &request, &reply);
	must(mail_get(fixture->spool, 1, &mail, &error));
	assert_true(mail->header_only);
	assert_int_equal(mail->size, LIMIT_MAIL + 100);
	must((raw = mail_raw(fixture->spool, 1, &error)) != NULL);
	assert_int_equal(g_bytes_get_size(raw), 14);
}

static void
test_deliver_nothing(void **state)
{
	g_auto(Request) request = {0};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(prepare_delivery("", 0, &request, &error));
	assert_int_equal(command_exit_code(error), 65);
}

static void
test_deliver_to_nowhere(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	g_auto(Request) request = {0};
	g_auto(Reply) reply = {0};

	must(prepare_delivery("Subject: x\n\n", 12, &request, &error));
	request_set_word(&request, "mailbox", "suport");
	serve_request(&office, &request, &reply);
	assert_int_equal(reply.code, 64);
	assert_string_equal(
	    reply.error, "there is no mailbox 'suport'; did you mean 'support'?");
}

/* By the socket comes what somebody else made. */
static void
test_strange_requests(void **state)
{
	static const struct {
		const char *command, *verb;
	} CASES[] = {
	    {"case", "show"},
	    {"case", "answer"},
	    {"case", "set"},
	    {"case", "sing"},
	    {"case", NULL},
	    {"mail", "retry"},
	    {"contact", "add"},
	    {"read", NULL},
	    {"nonsense", "list"},
	};
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_auto(Request) request = {0};
		g_auto(Reply) reply = {0};

		request_init(&request, CASES[i].command);
		if (CASES[i].verb != NULL)
			request_set_word(&request, "verb", CASES[i].verb);
		serve_request(&office, &request, &reply);
		assert_int_equal(reply.code, 64);
		assert_string_not_equal(reply.error, "");
	}
}

static void
test_strange_delivery(void **state)
{
	Fixture *fixture = *state;
	g_auto(Office) office = open_office(fixture);
	g_auto(Request) request = {0};
	g_auto(Reply) reply = {0};

	request_init(&request, "deliver");
	serve_request(&office, &request, &reply);
	assert_int_equal(reply.code, 65);
}

static void
test_exit_codes(void **state)
{
	const struct {
		GQuark domain;
		int code, exit;
	} cases[] = {
	    {GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY, 75},
	    {GATEWAY_ERROR, GATEWAY_ERROR_REFUSED, 1},
	    {GATEWAY_ERROR, GATEWAY_ERROR_MISSING, 1},
	    {GATEWAY_ERROR, GATEWAY_ERROR_USAGE, 64},
	    {GATEWAY_ERROR, GATEWAY_ERROR_CONFIG, 78},
	    {SPOOL_ERROR, SPOOL_ERROR_BUSY, 75},
	    {SPOOL_ERROR, SPOOL_ERROR_FULL, 75},
	    {SPOOL_ERROR, SPOOL_ERROR_MISSING, 1},
	    {SPOOL_ERROR, SPOOL_ERROR_CORRUPT, 70},
	    {PARSE_ERROR, PARSE_ERROR_MALFORMED, 65},
	    {G_FILE_ERROR, G_FILE_ERROR_NOENT, 66},
	    {G_FILE_ERROR, G_FILE_ERROR_ACCES, 77},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error =
		    g_error_new_literal(cases[i].domain, cases[i].code, "x");

		assert_int_equal(command_exit_code(error), cases[i].exit);
	}
}

/* What the whole line prints, standard output and error together, and its exit code. */
static char *
run_main(const char *line, int *ret_code)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	int argc = (int)g_strv_length(words);
	g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	FILE *file = tmpfile();
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fileno(file));
	char *text = NULL;

	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	dup2(fileno(file), STDERR_FILENO);
	*ret_code = command_run_main(argc, argv);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	fclose(file);
	return text;
}

static const struct {
	const char *line;
	int code;
	const char *says;
} LINES[] = {
    {"casegate", 0, "usage: casegate COMMAND"},
    {"casegate help", 0, "  deliver   take one mail"},
    {"casegate --help", 0, "usage: casegate COMMAND"},
    {"casegate --version", 0, "casegate 0"},
    {"casegate help case", 0, "usage: casegate case list"},
    {"casegate case --help", 0, "usage: casegate case list"},
    {"casegate case show --help", 0, "Options of every command"},
    {"casegate read --help", 0, "usage: casegate read"},
    {"casegate help cse", 64, "unknown command 'cse'; did you mean 'case'?"},
    {"casegate stauts", 64, "unknown command 'stauts'; did you mean 'status'?"},
    {"casegate x\033y", 64, "unknown command 'x?y'"},
    {"casegate case", 64, "casegate case: it needs one of: list, show"},
    {"casegate case shwo", 64, "did you mean 'show'?\nTry 'casegate case --help'."},
    {"casegate case list --limt 5", 64, "did you mean '--limit'?"},
    {"casegate case list --state", 64, "--state needs a value"},
    {"casegate read", 64, "name the files to read"},
    {"casegate read --jsno x", 64, "did you mean '--json'?"},
    {"casegate case list --state /nonexistent/x --config /nonexistent/y", 78, "/nonexistent/y"},
};

static void
test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
		int code = 0;
		g_autofree char *text = run_main(LINES[i].line, &code);

		if (code != LINES[i].code || strstr(text, LINES[i].says) == NULL)
			fail_msg("%s: %d %s", LINES[i].line, code, text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_case_show),
	    spool_test(test_case_show_json),
	    spool_test(test_case_list),
	    spool_test(test_request_show),
	    spool_test(test_missing),
	    spool_test(test_case_acts),
	    spool_test(test_author_of_unix_user),
	    spool_test(test_attachment),
	    spool_test(test_mail_list),
	    spool_test(test_mail_show),
	    spool_test(test_mail_again),
	    spool_test(test_mail_release),
	    spool_test(test_contacts),
	    spool_test(test_status),
	    spool_test(test_status_of_gateway),
	    spool_test(test_deliver),
	    spool_test(test_deliver_too_large),
	    cmocka_unit_test(test_deliver_nothing),
	    spool_test(test_deliver_to_nowhere),
	    spool_test(test_strange_requests),
	    spool_test(test_strange_delivery),
	    cmocka_unit_test(test_exit_codes),
	    cmocka_unit_test(test_lines),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
