/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/calendar.h"
#include "tests/unit/mail_fixture.h"

#define EVENT(method, lines)                                                             \
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:" method                               \
	"\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n" \
	"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n" lines                        \
	"BEGIN:VALARM\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:"       \
	"VCALENDAR\r\n"

static const struct {
	const char *name;
	const char *calendar;
	const char *text;
} calendars[] = {
    {"invitation",
	EVENT("REQUEST",
	    "ORGANIZER;ROLE=CHAIR;CN=\"Wit: Jan; de\":MAILTO:jan@klant.example\r\n"
	    "ATTENDEE;CN=Desk;PARTSTAT=NEEDS-ACTION:mailto:desk@d.example\r\n"
	    "DESCRIPTION;LANGUAGE=nl:Dag\\,\\nkom je?\\n\r\n"
	    "SUMMARY;LANGUAGE=nl:Overleg\\, nieuwe\r\n  werkplek\r\n"
	    "DTSTART;TZID=\"Europe/Amsterdam\":20261201T100000\r\n"
	    "DTEND;TZID=\"Europe/Amsterdam\":20261201T110000\r\nLOCATION:Kamer B12\r\n"),
	"Overleg, nieuwe werkplek\n2026-12-01 10:00 - 11:00 Europe/Amsterdam\nKamer B12\n"
	"Wit: Jan; de <jan@klant.example>\n\nDag,\nkom je?"},
    {"over midnight, in UTC",
	EVENT("REQUEST",
	    "SUMMARY:Nacht\r\nDTSTART:20261201T230000Z\r\nDTEND:20261202T010000Z\r\n"),
	"Nacht\n2026-12-01 23:00 - 2026-12-02 01:00 UTC"},
    {"a whole day",
	EVENT("REQUEST",
	    "SUMMARY:Dag\r\nDTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261202\r\n"),
	"Dag\n2026-12-01"},
    {"answer",
	EVENT("REPLY",
	    "ATTENDEE;PARTSTAT=ACCEPTED;CN=Els Bos:mailto:els@klant.example\r\n"
	    "ORGANIZER:mailto:desk@d.example\r\nCOMMENT:Tot dan\r\nDESCRIPTION:Van ons\r\n"
	    "SUMMARY:Overleg\r\nDTSTART:20261201T100000\r\n"),
	"Overleg\n2026-12-01 10:00\nEls Bos <els@klant.example>: accepted\n\nTot dan"},
    {"cancelled",
	EVENT("CANCEL",
	    "STATUS:CANCELLED\r\nSUMMARY:Overleg\r\nORGANIZER:mailto:a@b.example\r\n"),
	"Overleg\ncancelled\na@b.example"},
    {"folded inside of a character", EVENT("REQUEST", "SUMMARY:Caf\xc3\r\n \xa9\r\n"),
	"Caf\xc3\xa9"},
    {"a task", "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:Doe\nEND:VTODO\nEND:VCALENDAR\n", "Doe"},
    {"the first event",
	"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Een\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Twee\n"
	"LOCATION:B\nEND:VEVENT\nEND:VCALENDAR\n",
	"Een"},
    {"times that are none",
	"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Een\nDTSTART:morgen\nDTEND:2026\nEND:VEVENT\n",
	"Een"},
    {"cut off", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Een\\", "Een\\"},
    {"no event", "BEGIN:VCALENDAR\nSUMMARY:Een\nEND:VCALENDAR\n", ""},
    {"none", "kapot", ""},
};

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(calendars); i++) {
		const char *calendar = calendars[i].calendar;
		g_autofree char *text = calendar_text(calendar, strlen(calendar), NULL);

		if (strcmp(text, calendars[i].text) != 0)
			fail_msg("%s: %s", calendars[i].name, text);
	}
}

/* In a mail: text beside the file, a person's invitation, a machine's answer. */
static void
test_mails(void **state)
{
	static const char invitation[] =
	    "From: jan@klant.example\nSubject: Overleg\nContent-Type: text/calendar; "
	    "method=REQUEST\n\n" EVENT("REQUEST", "SUMMARY:Overleg\r\nLOCATION:B12\r\n");
	static const char answer[] =
	    "From: els@klant.example\nSubject: Geaccepteerd: Overleg\nContent-Type: "
	    "multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n \n"
	    "--x\nContent-Type: text/calendar; method=REPLY\n\n" EVENT(
		"REPLY", "SUMMARY:Akkoord\r\n") "\n--x--\n";
	static const char both[] =
	    "From: jan@klant.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\n"
	    "Content-Type: text/plain\n\nKom je?\n--x\nContent-Type: text/calendar; "
	    "method=REQUEST\n\n" EVENT("REQUEST", "SUMMARY:Overleg\r\n") "\n--x--\n";
	g_autoptr(Message) one = mail_read(invitation);
	g_autoptr(Message) two = mail_read(answer);
	g_autoptr(Message) three = mail_read(both);

	(void)state;
	assert_string_equal(one->text, "Overleg\nB12");
	assert_int_equal(one->kind, MESSAGE_PERSON);
	assert_int_equal(one->attachments->len, 1);
	assert_string_equal(two->text, "Akkoord");
	assert_int_equal(two->kind, MESSAGE_NOTIFICATION);
	assert_int_equal(two->attachments->len, 1);
	assert_string_equal(three->text, "Kom je?");
}

/* A megabyte of folds, of quotes, of beginnings. */
static void
test_size(void **state)
{
	static const char *const pieces[] = {
	    "\n ", "SUMMARY;\"", "BEGIN:VEVENT\n", "\\n", ";CN="};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) calendar =
		    g_string_new("BEGIN:VCALENDAR\nBEGIN:VEVENT\nORGANIZER");
		g_autofree char *text = NULL;
		clock_t start = clock();

		while (calendar->len < 1024 * 1024)
			g_string_append(calendar, pieces[i]);
		text = calendar_text(calendar->str, calendar->len, NULL);
		assert_true(g_utf8_validate(text, -1, NULL));
		assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_mails),
	    cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
