/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/reply.h"
#include "parsers/reply_intro.h"
#include "parsers/reply_line.h"

static GArray *
one_line(const char *text)
{
	GArray *lines = g_array_new(false, false, sizeof(Line));
	const Line line = {text, strlen(text), LINE_TEXT, false};

	g_array_append_val(lines, line);
	return lines;
}

/* "|" is where the introduction begins; without one there is none behind words. */
static const char *const behind[] = {
    "Doet het nog niet. |Op do 12 mrt 2026 om 09:14 schreef Desk <d@desk.example>:",
    "Nee! |Op 12-03-2026 09:14 schreef Desk:",
    "Still no. |On Thu, 12 Mar 2026 at 09:14, Desk <d@desk.example> wrote:",
    "Geht nicht. |Am Do., 12. März 2026 um 09:14 Uhr schrieb Desk <d@desk.example>:",
    "En panne. |Le jeu. 12 mars 2026 à 09:14, Desk <d@desk.example> a écrit :",
    "Op kantoor lukt het niet. |Op 12-03-2026 09:14 schreef Desk:",
    "Geen beeld |Op 12 maart 2026 09:14 schreef Desk <d@desk.example>:",
    "Het werkt.|Op 12 mrt 2026 om 09:14 heeft Desk <d@desk.example> het volgende geschreven:",
    "Gelukt, dank. |Desk <d@desk.example> schreef op 12-03-2026 09:14:",
    "Op do 12 mrt 2026 om 09:14 schreef Desk <d@desk.example>:",
    "Dr. J. Bos <j@k.example> wrote on 12/03/2026 09:14:",
    "Op mijn vorige melding schreef iemand dat het vanzelf overgaat:",
    "Ik las het. Op 3 maart schreef Jan in het boek:",
    "Zie de foto. Op kantoor werkt het:",
};

static void
test_behind(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(behind); i++) {
		g_auto(GStrv) halves = g_strsplit(behind[i], "|", 2);
		g_autofree char *text = g_strjoinv("", halves);
		g_autoptr(GArray) lines = one_line(text);
		size_t expected = halves[1] == NULL ? 0 : strlen(halves[0]);

		if (reply_intro_behind(lines, 0) != expected)
			fail_msg("%s: %zu", text, reply_intro_behind(lines, 0));
	}
}

/* What somebody says of letters is no introduction, with an "Op ... schreef" or without. */
static const char *const persons[] = {
    "Op 23 november 2026 schreef ik al dat de lamp stuk is:",
    "Vorige week 12-11-2026 schreef ik:",
    "Zoals ik op 12-11-2026 schreef:",
    "Op 12-11-2026 10:00 heb ik aan jan@k.example geschreven:",
    "Wij schreven op 12-11-2026 het volgende:",
    "Op 23-11-2026 schreef u dat het klaar was:",
    "On 3 May 2026 I wrote that the lamp is broken:",
    "On 12/11/2026 we wrote to you:",
    "On 12/11/2026 you wrote:",
    "Am 3. Mai 2026 schrieb ich, dass die Lampe kaputt ist:",
    "Am 23.11.2026 schrieben Sie, dass es fertig ist:",
    "Le 12/11/2026 j'ai écrit que la lampe est cassée :",
    "Den 23 november 2026 skrev jag:",
};

static const char *const programs[] = {
    "Op ma 23 nov 2026 om 10:00 schreef Ik Wil <ik@desk.example>:",
    "On 23 Nov 2026, at 10:00, \"We Care Ltd\" <desk@desk.example> wrote:",
    "pon, 23. stu 2026. u 10:00 Desk <d@desk.example> napisal je:",
    "Le 23/11/2026 à 10:00, Desk a écrit :",
    "At 10:00 AM 11/23/2026, you wrote:\n> x",
    "po 23. 11. 2026 o 10:00 Desk <d@desk.example> napísal(a):",
    "На пн, 23.11.2026 г. в 10:00 ч. Desk <d@desk.example> написа:",
    "Missatge de Desk <d@desk.example> del dia dl., 23 de nov. 2026 a les 10:00:",
    "2026-11-23, pr, 10:00 Desk <d@desk.example> rašė:",
    "Kuupäev E, 23. november 2026 kell 10:00 kirjutas Desk <d@desk.example>:",
    "Ar an 23 Samh 2026 ag 10:00, scríobh Desk (d@desk.example) an méid seo:\n> x",
};

static void
test_persons(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(persons); i++) {
		g_autofree char *text = g_strdup_printf("Hoi,\n\n%s\nstuk", persons[i]);
		g_auto(Reply) reply = reply_split(text, SUBJECT_MARK_REPLY);

		assert_string_equal(reply.text, text);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
		g_autofree char *text = g_strdup_printf("Hoi,\n\n%s\n> stuk", programs[i]);
		g_auto(Reply) reply = reply_split(text, SUBJECT_MARK_REPLY);

		assert_string_equal(g_strchomp(reply.text), "Hoi,");
	}
}

/* What is cut in two is kept as it was where both halves stay. */
static void
test_kept_whole(void **state)
{
	g_auto(Reply) reply = reply_split(
	    "Ja. Op 12-03-2026 09:14 schreef Jan:\n> fout 5\nWat nu?\n", SUBJECT_MARK_REPLY);
	g_auto(Reply) cut = reply_split(
	    "Ja. Op 12-03-2026 09:14 schreef Jan <\nj@k.example>:\n> a\n", SUBJECT_MARK_REPLY);

	(void)state;
	assert_string_equal(
	    reply.text, "Ja. Op 12-03-2026 09:14 schreef Jan:\n> fout 5\nWat nu?");
	assert_string_equal(cut.text, "Ja.");
	assert_int_equal(cut.cut->len, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_behind),
	    cmocka_unit_test(test_persons), cmocka_unit_test(test_kept_whole)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
