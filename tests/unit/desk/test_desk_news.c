/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk elsewhere tells becomes lines, states and letters here, once. */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk_news.h"
#include "spool/desk_mirror.h"
#include "spool/outbox.h"

#define NUMBER "CS0000001"
#define JAN "'author': 'Jan', 'author_id': '99'"
#define SAYS(id, words) \
	"{'remote_id': '" id "', 'kind': 'comment', 'text': '" words "', " JAN "}"

/* A case of Els that the desk has as c0. */
static int64_t
open_one(Desk *desk)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(DeskTicket) there = NULL;
	int64_t els = desk_know(desk, ELS);

	desk_post(
	    desk, "open case " NUMBER, ELS, .name = "Els Bos", .text = "Mijn scherm is zwart.");
	desk_elsewhere(desk);
	ticket = desk_ticket(desk, NUMBER);
	must(desk_ticket_add(desk->context->spool, ticket->id, &error));
	must(desk_ticket_get(desk->context->spool, ticket->id, &there, &error));
	there->remote_id = g_strdup("c0");
	there->mod_count = 1;
	must(desk_ticket_save(desk->context->spool, there, &error));
	must(desk_person_set(
	    desk->context->spool, &(DeskPerson){els, (char *)"5f", NULL, 1}, &error));
	g_free(desk_letters(desk));
	return ticket->id;
}

/* ' for ". Caller owns. */
static json_t *
json_of(const char *text)
{
	g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
	json_t *json = json_loads(quoted, 0, NULL);

	if (json == NULL)
		fail_msg("%s", quoted);
	return json;
}

/* Of c0, in this state; more: further members, each with a comma before it. */
static json_t *
change_of(int mod_count, const char *state, const char *more)
{
	g_autofree char *text =
	    g_strdup_printf("{'remote_id': 'c0', 'mod_count': %d, 'state': '%s',"
			    " 'remote_state': '9'%s}",
		mod_count, state, more);

	return json_of(text);
}

static void
take_with(const Desk *desk, int mod_count, const char *state, const char *more,
    const GPtrArray *files)
{
	json_t *change = change_of(mod_count, state, more);

	must(desk_news_take(desk->context, change, files, &error));
	assert_false(desk->context->mirrors);
	json_decref(change);
}

static void
take(const Desk *desk, int mod_count, const char *state, const char *more)
{
	take_with(desk, mod_count, state, more, NULL);
}

static void
assert_end(const Desk *desk, const char *end)
{
	g_autofree char *timeline = desk_timeline(desk, NUMBER);

	if (!g_str_has_suffix(timeline, end))
		fail_msg("not the end of\n%s\n%s", timeline, end);
}

#define KABEL ", 'resolution': {'code': 'x', 'text': 'Nieuwe kabel.'}"

static void
each_deed_has_its_letter_and_lines(void **state)
{
	static const struct {
		const char *after, *more, *letter, *end;
	} ROWS[] = {
	    {"open", "", "none", "change servicenow: state: open\n"},
	    {"open", ", 'entries': [" SAYS("j1", "We kijken.") "]", "answer",
		"answer Jan: We kijken.\nletter casegate: answer\n"},
	    {"awaiting info", ", 'entries': [" SAYS("j2", "Welk scherm?") "]", "question",
		"question Jan: Welk scherm?\nletter casegate: question\n"},
	    {"awaiting info", ", 'entries': [" SAYS("j3", "Nog iets?") "]", "question",
		"question Jan: Nog iets?\nletter casegate: question\n"},
	    {"resolved", KABEL ", 'entries': [" SAYS("j4", "Nieuwe  kabel.") "]", "resolution",
		"change servicenow: resolved: Nieuwe kabel.\nletter casegate: resolution\n"},
	    {"resolved", KABEL ", 'entries': [" SAYS("j5", "Nieuwe kabel.") "]", "none",
		"letter casegate: resolution\n"},
	    {"resolved", ", 'resolution': {'text': 'Toch de voeding.'}", "resolution",
		"change servicenow: resolved: Toch de voeding.\nletter casegate: resolution\n"},
	    {"open", ", 'agent': {'name': 'Ans', 'address': 'ans@x.example'}", "reopened",
		"change Ans: assigned to: ans@x.example\nchange Ans: reopened\n"
		"letter casegate: reopened\n"},
	    {"closed", KABEL, "closed",
		"change servicenow: closed: Nieuwe kabel.\nletter casegate: closed\n"},
	    {"open", ", 'entries': [" SAYS("j6", "Toch weer open.") "]", "answer",
		"answer Jan: Toch weer open.\nchange Jan: reopened\nletter casegate: answer\n"},
	    {"cancelled", "", "cancelled",
		"change servicenow: cancelled\nletter casegate: cancelled\n"},
	};
	Desk *desk = *state;

	open_one(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *letter = g_str_equal(ROWS[i].letter, "none")
					      ? g_strdup("none")
					      : g_strdup_printf("%s to " ELS, ROWS[i].letter);

		/* the same change once more is no news */
		for (int again = 0; again < 2; again++) {
			take(desk, 2 + (int)i, ROWS[i].after, ROWS[i].more);
			assert_string_equal(desk_state_of(desk, NUMBER), ROWS[i].after);
			assert_letters(desk, again == 0 ? letter : "none");
			assert_end(desk, ROWS[i].end);
		}
	}
}

static void
notes_and_settings_stay_with_the_desk(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	open_one(desk);
	take(desk, 2, "new",
	    ", 'title': 'Beeldscherm', 'category': 'Netwerk', 'priority': 'high', 'group': "
	    "'servicedesk', 'entries': [{'remote_id': 'j1', 'kind': 'note', 'text': "
	    "'Intern.', " JAN "}]");
	assert_letters(desk, "none");
	assert_end(desk, "note Jan: Intern.\n"
			 "change servicenow: title: Beeldscherm\n"
			 "change servicenow: category: Netwerk\n"
			 "change servicenow: priority: high\n"
			 "change servicenow: group: servicedesk\n");
	ticket = desk_ticket(desk, NUMBER);
	assert_string_equal(ticket->title, "Beeldscherm");
	assert_string_equal(ticket->category, "Netwerk");
	assert_string_equal(ticket->priority, "high");
	assert_string_equal(ticket->group, "servicedesk");
}

static void
what_is_older_is_ignored(void **state)
{
	Desk *desk = *state;
	g_autofree char *before = NULL;

	open_one(desk);
	take(desk, 5, "resolved", KABEL);
	assert_letters(desk, "resolution to " ELS);
	before = desk_timeline(desk, NUMBER);
	take(desk, 4, "open", ", 'entries': [" SAYS("j1", "Oud.") "]");
	assert_letters(desk, "none");
	assert_timeline(desk, NUMBER, before);
	assert_string_equal(desk_state_of(desk, NUMBER), "resolved");
}

/* One wrong count makes no ticket deaf. */
static void
a_count_that_began_anew_is_followed(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	take(desk, 2000000000, "resolved", KABEL ", 'updated_ms': 1000");
	assert_letters(desk, "resolution to " ELS);
	take(
	    desk, 4, "open", ", 'updated_ms': 2000, 'entries': [" SAYS("j1", "Toch niet.") "]");
	assert_letters(desk, "answer to " ELS);
	assert_string_equal(desk_state_of(desk, NUMBER), "open");
	take(desk, 3, "closed", ", 'updated_ms': 1500");
	assert_string_equal(desk_state_of(desk, NUMBER), "open");
	take(desk, 5, "closed", ", 'updated_ms': 2000");
	assert_string_equal(desk_state_of(desk, NUMBER), "closed");
}

/* Where that can be when it was said; a clock there that is far from ours tells nothing. */
static void
a_word_has_the_time_at_which_it_was_said(void **state)
{
	static const struct {
		int64_t said_ms, stands_ms;
	} ROWS[] = {
	    {NOW + 1000, NOW + 1000},
	    {NOW + 9999, NOW + 5000},
	    {NOW - 1000, NOW + 5000},
	    {0, NOW + 5000},
	};
	Desk *desk = *state;
	int64_t ticket = open_one(desk);

	desk->context->now_ms = NOW + 5000;
	for (int i = 0; i < (int)G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *more = g_strdup_printf(
		    ", 'entries': [{'remote_id': 't%d', 'kind': 'comment', 'text': 'Dag %d.',"
		    " 'at_ms': %" G_GINT64_FORMAT ", " JAN "}]",
		    i, i, ROWS[i].said_ms);
		g_autoptr(GPtrArray) entries = NULL;
		const Entry *last = NULL;

		take(desk, 2 + i, "open", more);
		must(ticket_entries(desk->context->spool, ticket, &entries, &error));
		for (unsigned at = 0; at < entries->len; at++)
			if (((Entry *)entries->pdata[at])->kind == ENTRY_ANSWER)
				last = entries->pdata[at];
		assert_int_equal(last->at_ms, ROWS[i].stands_ms);
	}
}

/* By our account and for an operation of ours; one of the two alone is somebody's word. */
static void
an_echo_needs_account_and_key(void **state)
{
	Desk *desk = *state;
	g_autofree char *before = NULL;

	open_one(desk);
	before = desk_timeline(desk, NUMBER);
	take(desk, 2, "new",
	    ", 'entries': [{'remote_id': 'j1', 'kind': 'comment', 'text': 'Ik nog eens.', "
	    "'key': "
	    "'k1', 'by_us': true}]");
	assert_timeline(desk, NUMBER, before);
	assert_letters(desk, "none");
	take(desk, 3, "new",
	    ", 'entries': [{'remote_id': 'j2', 'kind': 'comment', 'text': 'Hand.', 'by_us': "
	    "true},"
	    " {'remote_id': 'j3', 'kind': 'comment', 'text': 'Knip.', 'key': 'k1', " JAN "}]");
	assert_letters(desk, "answer to " ELS);
	assert_end(desk, "answer Jan: Hand.\nanswer Jan: Knip.\nletter casegate: answer\n");
}

/* A contact's own word in the portal. */
static void
a_customers_word_there_is_no_answer(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	open_one(desk);
	take(desk, 2, "awaiting info", ", 'entries': [" SAYS("j1", "Welk?") "]");
	assert_letters(desk, "question to " ELS);
	take(desk, 3, "open",
	    ", 'entries': [{'remote_id': 'j2', 'kind': 'comment', 'text': 'Het linker.',"
	    " 'author': 'Els Bos', 'author_id': '5f'}]");
	assert_letters(desk, "none");
	assert_end(desk, "comment Els Bos: Het linker.\nchange servicenow: state: open\n");
	ticket = desk_ticket(desk, NUMBER);
	assert_int_equal(ticket->waiting_ms, NOW);
}

static void
a_state_without_a_name_is_worked_on(void **state)
{
	Desk *desk = *state;
	json_t *change = json_of("{'remote_id': 'c0', 'mod_count': 3, 'remote_state': '1000'}");

	open_one(desk);
	take(desk, 2, "resolved", KABEL);
	assert_letters(desk, "resolution to " ELS);
	must(desk_news_take(desk->context, change, NULL, &error));
	json_decref(change);
	assert_string_equal(desk_state_of(desk, NUMBER), "open");
	assert_letters(desk, "reopened to " ELS);
}

/* What was done here and is still to be done there. */
static void
a_mirror_that_is_ahead_keeps_its_state(void **state)
{
	Desk *desk = *state;
	int64_t ticket = open_one(desk);
	g_autoptr(GPtrArray) operations = NULL;

	desk_agent(desk, NUMBER, AGENT_CLOSES, "Klaar.");
	assert_letters(desk, "closed to " ELS);
	take(desk, 2, "new",
	    ", 'category': 'Netwerk', 'entries': [" SAYS("j1", "Nog een vraag.") "]");
	assert_string_equal(desk_state_of(desk, NUMBER), "closed");
	assert_letters(desk, "answer to " ELS);
	assert_end(desk, "answer Jan: Nog een vraag.\nletter casegate: answer\n");
	must(outbox_of_ticket(desk->context->spool, ticket, &operations, &error));
	assert_int_equal(operations->len, 1);
	must(outbox_end(
	    desk->context->spool, operations->pdata[0], OUTBOX_REFUSED, "no", &error));
	take(desk, 2, "new", "");
	assert_string_equal(desk_state_of(desk, NUMBER), "new");
	assert_letters(desk, "reopened to " ELS);
}

static void
the_desks_clock_closes(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk->context->config->tickets->closes_there = true;
	take(desk, 2, "resolved", KABEL);
	assert_letters(desk, "resolution to " ELS);
	desk->context->now_ms += 3 * DAY;
	take(desk, 3, "closed", KABEL);
	assert_letters(desk, "closed to " ELS);
	take(desk, 4, "resolved", KABEL);
	assert_letters(desk, "resolution to " ELS);
	desk->context->now_ms += 10 * DAY;
	take(desk, 5, "closed", KABEL ", 'entries': [" SAYS("j1", "Auto closed.") "]");
	assert_letters(desk, "closed-automatically to " ELS);
}

static void
a_desk_that_writes_itself_is_left_to(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk->context->config->tickets->writes_there = true;
	take(desk, 2, "awaiting info", ", 'entries': [" SAYS("j1", "Welk?") "]");
	take(desk, 3, "resolved", KABEL);
	take(desk, 4, "closed", "");
	assert_letters(desk, "none");
	assert_end(desk, "question Jan: Welk?\nchange servicenow: resolved: Nieuwe kabel.\n"
			 "change servicenow: closed\n");
}

#define FILES                                                                                  \
	", 'files': [{'remote_id': 'f1', 'name': 'uitleg.txt', 'type': 'text/plain', 'size': " \
	"5},"                                                                                  \
	" {'remote_id': 'f2', 'name': 'film.mp4', 'type': 'video/mp4', 'size': 64000000},"     \
	" {'remote_id': 'f3', 'name': 'van ons.txt', 'type': 'text/plain', 'size': 5,"         \
	" 'by_us': true}]"

static void
files_go_along_or_are_named(void **state)
{
	Desk *desk = *state;
	json_t *change =
	    change_of(2, "open", FILES ", 'entries': [" SAYS("j1", "Zie bijlage.") "]");
	g_autoptr(GPtrArray) wanted = NULL;
	g_autoptr(GPtrArray) none = NULL;
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(GBytes) bytes = g_bytes_new_static("Lees.", 5);
	DeskNewsFile file = {"f1", bytes};
	g_autofree char *letter = NULL;

	open_one(desk);
	must(desk_news_files(desk->context, change, &wanted, &error));
	assert_int_equal(wanted->len, 1);
	assert_string_equal(wanted->pdata[0], "f1");
	g_ptr_array_add(files, &file);
	must(desk_news_take(desk->context, change, files, &error));
	assert_end(desk, "answer Jan: Zie bijlage.\n"
			 "change Jan: attached uitleg.txt (5 B), film.mp4 (64.0 MB)\n"
			 "letter casegate: answer\n");
	letter = sent_letter_text(desk, NUMBER, ELS);
	assert_non_null(strstr(letter, "filename=\"uitleg.txt\""));
	assert_non_null(strstr(letter, "Niet met deze mail meegekomen: film.mp4 (64.0 MB)."));
	assert_letters(desk, "answer to " ELS);
	must(desk_news_files(desk->context, change, &none, &error));
	assert_int_equal(none->len, 0);
	must(desk_news_take(desk->context, change, NULL, &error));
	assert_letters(desk, "none");
	json_decref(change);
}

/* The file is the whole message. */
static void
a_file_without_words_is_a_letter(void **state)
{
	Desk *desk = *state;
	g_autofree char *letter = NULL;

	open_one(desk);
	take(desk, 2, "open", FILES);
	assert_letters(desk, "answer to " ELS);
	letter = sent_letter_text(desk, NUMBER, ELS);
	assert_non_null(strstr(letter, "uitleg.txt (5 B), film.mp4 (64.0 MB)"));
}

static void
what_is_not_ours_or_makes_no_sense_changes_nothing(void **state)
{
	static const char *const ROWS[] = {
	    "{'remote_id': 'c7', 'mod_count': 1, 'state': 'closed'}",
	    "{'remote_id': 'c0', 'mod_count': 9, 'state': 'asleep'}",
	    "{'mod_count': 1}",
	    "[]",
	};
	Desk *desk = *state;
	g_autofree char *before = NULL;

	open_one(desk);
	before = desk_timeline(desk, NUMBER);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		json_t *change = json_of(ROWS[i]);
		g_autoptr(GPtrArray) files = NULL;

		must(desk_news_files(desk->context, change, &files, &error));
		assert_int_equal(files->len, 0);
		must(desk_news_take(desk->context, change, NULL, &error));
		json_decref(change);
	}
	assert_timeline(desk, NUMBER, before);
	assert_letters(desk, "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_deed_has_its_letter_and_lines),
	    desk_test(notes_and_settings_stay_with_the_desk),
	    desk_test(what_is_older_is_ignored),
	    desk_test(a_count_that_began_anew_is_followed),
	    desk_test(a_word_has_the_time_at_which_it_was_said),
	    desk_test(an_echo_needs_account_and_key),
	    desk_test(a_customers_word_there_is_no_answer),
	    desk_test(a_state_without_a_name_is_worked_on),
	    desk_test(a_mirror_that_is_ahead_keeps_its_state),
	    desk_test(the_desks_clock_closes),
	    desk_test(a_desk_that_writes_itself_is_left_to),
	    desk_test(files_go_along_or_are_named),
	    desk_test(a_file_without_words_is_a_letter),
	    desk_test(what_is_not_ours_or_makes_no_sense_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
