/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/reply_header.h"
#include "parsers/reply_line.h"

static GArray *
text_lines(const char *text)
{
	GArray *lines = g_array_new(false, false, sizeof(Line));

	while (*text != '\0') {
		Line line = {text, strcspn(text, "\n"), LINE_TEXT, false};

		if (line.size == 0)
			line.kind = LINE_BLANK;
		g_array_append_val(lines, line);
		text += line.size;
		text += *text == '\n';
	}
	return lines;
}

static const struct {
	const char *text;
	unsigned block;
	bool maybe;
} blocks[] = {
    {"Van: Desk <d@desk.example>\nVerzonden: maandag\nAan: Els\nOnderwerp: x\n\nVraag", 4,
	true},
    {"From: d@desk.example\nDate: Thu, 12 Mar 2026 09:14\n\nx", 2, true},
    {"*Von:* Desk <d@desk.example>\n*Datum:* 12.03.2026 09:14\n\nx", 2, true},
    {"Van: Desk <d@desk.example>\nOnderwerp: [CS0000012] Printer\n\nx", 2, true},
    {"Van: Desk <d@desk.example>\nOnderwerp: Printer\n\nx", 0, true},
    {"Van: Utrecht\nDatum: 12-03-2026 09:14\n\nx", 0, true},
    /* a day without its time */
    {"Van: d@desk.example\nVerzonden: 23-11-2026\n\nMorgen.", 2, true},
    {"Von: d@desk.example\nGesendet: 3. Mai 2026\n\nMorgen.", 2, true},
    {"Van: d@desk.example\nVerzonden: 23-11-2026\n", 0, true},
    {"Van: d@desk.example\nVerzonden: 23-11-2026\nMorgen.", 0, true},
    {"Lähettäjä: Desk <d@desk.example>\nPäiväys: 23.11.2026\nAihe: x\n\nx", 3, true},
    {"מאת: Desk <d@desk.example>\nנשלח: 23/11/2026 10:00\nאל: Els\nנושא: x\n\nx", 4, true},
    {"Feladó: Desk <d@desk.example>\nElküldve: 2026. november 23.\nTárgy: x\n\nx", 3, true},
    {"Od: Desk <d@desk.example>\nPoslano: 23.11.2026\nZa: Els\nPredmet: x\n\nx", 4, true},
    {"Naam: Els <els@k.example>\nIngangsdatum: 23-11-2026\nOnderwerp: laptop\n\nx", 0, false},
    {"Afzender: Els <els@k.example>\nOntvanger: Jan\nVerzenddatum: 23-11-2026\n\nx", 0, false},
    {"Van: maandag\nAan: de receptie\n\nx", 0, true},
    /* a language that is in no list, and scripts of others */
    {"Avfare: Desk <d@desk.example>\nDagur: 12.03.2026 09:14\nTilar: Els\nEvnio: Re: x\n\nx", 4,
	false},
    {"Ким: Desk <d@desk.example>\nКачан: 12.03.2026 09:14\nКимге: Els\nЭмне: [CS0000012] "
     "x\n\nx",
	4, false},
    {"זולם: Desk\nםוי: 12/03/2026 09:14\nלא: Els\nאשונ: [CS0000012] x\n\nx", 4, false},
    {"甲：Desk <d@desk.example>\n乙：2026年3月12日 09:14\n丙：Els\n丁：Re: x\n\nx", 4, false},
    /* what people fill in */
    {"Naam: Els Bos\nE-mail: els@k.example\nDatum: 12-03-2026 09:14\nKamer: 12\n", 0, false},
    {"Aanvrager: Els <els@k.example>\nIngang: 12-03-2026 09:14\nKamer: 12\n", 0, false},
    {"Contact: Jan <jan@k.example>\nLocatie: B12\nStoring: lift\n", 0, false},
    {"Start: 12-03-2026 09:14\nEinde: 12-03-2026 10:14\nZaal: Rembrandt\nAantal: 12\n", 0,
	false},
    {"Let op: de lift staat stil\nGroet: Els\n", 0, false},
    {"geen label", 0, false},
    {":", 0, false},
    {": x", 0, false},
};

static void
test_blocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(blocks); i++) {
		g_autoptr(GArray) lines = text_lines(blocks[i].text);
		unsigned block = reply_header_block(lines, 0, NULL);

		if (block != blocks[i].block || reply_header_maybe(lines, 0) != blocks[i].maybe)
			fail_msg("%s: %u", blocks[i].text, block);
	}
}

/* Two lines are no header where the line above asks for them to be read. */
static void
test_announced(void **state)
{
	g_autoptr(GArray) asked = text_lines(
	    "Deze kreeg ik:\n\nFrom: d@desk.example\nDate: Thu, 12 Mar 2026 09:14\n");
	g_autoptr(GArray) own =
	    text_lines("Werkt niet.\n\nFrom: d@desk.example\nDate: Thu, 12 Mar 2026 09:14\n");

	(void)state;
	assert_int_equal(reply_header_block(asked, 2, NULL), 0);
	assert_int_equal(reply_header_block(own, 2, NULL), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_blocks), cmocka_unit_test(test_announced)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
