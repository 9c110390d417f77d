/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk takes down of somebody on the phone: by its commands, on a whole desk. */
#include "tests/unit/code_fixture.h"
#include "tests/unit/served_fixture.h"

#include "spool/outbox.h"

#define AS " --as sanne"

static void
a_case_is_its_reporters(void **state)
{
	Desk *desk = *state;
	g_autofree char *timeline = NULL;
	g_autoptr(Ticket) ticket = NULL;

	desk_know(desk, ELS);
	assert_served(desk, &command_case,
	    "case new Scherm Zwart --for els --priority hoog --category netw" AS, 0,
	    "CS0000001 is new\n");
	assert_letters(desk, "acknowledgement to " ELS);
	ticket = desk_ticket(desk, "CS0000001");
	assert_string_equal(ticket->priority, "high");
	assert_string_equal(ticket->category, "Netwerk");
	assert_string_equal(ticket->title, "Scherm");
	timeline = desk_timeline(desk, "CS0000001");
	assert_contains(timeline, "description Sanne de Wit by root: Zwart");
	desk_tell(desk); /* whoever took it down knows */
	assert_letters(desk, "none");
}

static void
nobody_hears_where_that_is_said(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	assert_served(desk, &command_case, "case new Scherm --for " ELS " --silent" AS, 0, "");
	assert_letters(desk, "none");
}

/* An address that is new proves nothing: the letter's words are constant. */
static void
a_stranger_is_met(void **state)
{
	Desk *desk = *state;

	assert_served(desk, &command_case,
	    "case new Scherm --for piet@elders.example --name Piet" AS, 0, "CS0000001 is new");
	assert_letters(desk, "acknowledgement-unverified to piet@elders.example");
}

static void
what_cannot_be_is_told(void **state)
{
	static const struct {
		const Command *command;
		const char *line;
		int code;
		const char *words;
	} ROWS[] = {
	    {&command_case, "case new Scherm" AS, 64, "it needs --for"},
	    {&command_case, "case new Scherm --for piet" AS, 1, "there is no contact 'piet'"},
	    {&command_case, "case new Scherm --for desk@desk.example" AS, 1,
		"is an address of the desk itself"},
	    {&command_case, "case new Scherm --for els --priority urgent" AS, 1,
		"there is no priority 'urgent'; there is low, normal or high"},
	    {&command_case, "case new Scherm --for els --mailbox sales" AS, 1,
		"there is no mailbox 'sales'; there is support"},
	    {&command_request, "request new plaque --for els" AS, 1,
		"Order a name plate is not complete:\n  Words (text): is required"},
	    {&command_request, "request new plaque Kleur=rood --for els" AS, 1,
		"there is no field 'Kleur'; there is Words"},
	    {&command_request, "request new plaque Opschrift --for els" AS, 64,
		"not of the form FIELD=VALUE"},
	    {&command_request, "request new desk --for els" AS, 1, "there is no item 'desk'"},
	};
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_served(desk, ROWS[i].command, ROWS[i].line, ROWS[i].code, ROWS[i].words);
	assert_letters(desk, "none");
}

/* By the form's own words in either language; approval is asked for as ever. */
static void
a_request_waits_for_its_manager(void **state)
{
	Desk *desk = *state;
	g_autofree char *timeline = NULL;

	know_both(desk);
	assert_served(desk, &command_request,
	    "request new naambordje opschr=E.Bos --for " ELS AS, 0,
	    "REQ0000001 is awaiting approval");
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	timeline = desk_timeline(desk, "REQ0000001");
	assert_contains(timeline, "description Sanne de Wit by root: Opschrift: E.Bos");
}

/* What costs money starts by nobody's phone call, and not by the approval of who took the call. */
static void
what_is_sensitive_waits(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	assert_served(desk, &command_request, "request new card Limiet=1000 --for " ELS AS, 0,
	    "REQ0000001 is awaiting approval");
	assert_served(desk, &command_request, "request approve 1" AS, 1,
	    "nobody approves their own request");
}

/* A desk elsewhere hears of it as of any other. */
static void
it_goes_to_a_desk_elsewhere(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) operations = NULL;

	desk_know(desk, ELS);
	desk_elsewhere(desk);
	assert_served(desk, &command_case, "case new Scherm Zwart --for els" AS, 0, " is new");
	must(outbox_of_ticket(desk->context->spool, 1, &operations, &error));
	assert_int_equal(operations->len, 1);
	assert_string_equal(((OutboxOperation *)operations->pdata[0])->kind, "open");
}

static void
its_files_are_the_tickets(void **state)
{
	Desk *desk = *state;
	g_autofree char *file = g_build_filename(desk->folder, "foto.exe", NULL);
	g_autofree char *line =
	    g_strdup_printf("case new Scherm --for els --attach %s --attach %s" AS, file, file);

	desk_know(desk, ELS);
	desk_put(desk, "foto.exe", "MZ");
	assert_served(desk, &command_case, line, 0, "CS0000001 is new");
	assert_served(desk, &command_case, "case attachment 1", 0, "     2  foto.exe");
	assert_served(desk, &command_case, "case attachment 1", 0, "executable");
	assert_served(desk, &command_mail, "mail list done", 0, "desk's word");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_case_is_its_reporters),
	    desk_test(nobody_hears_where_that_is_said),
	    desk_test(a_stranger_is_met),
	    request_test(what_cannot_be_is_told),
	    request_test(a_request_waits_for_its_manager),
	    request_test(what_is_sensitive_waits),
	    desk_test(it_goes_to_a_desk_elsewhere),
	    desk_test(its_files_are_the_tickets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
