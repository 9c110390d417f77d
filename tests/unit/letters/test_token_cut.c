/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of a text with somebody else's token in it, in whatever form it stands there. */
#include "tests/unit/token_fixture.h"

typedef struct {
	const char *text;
	const char *left; /* NULL: it is not touched */
} Row;

static void
assert_left(const Row *rows, size_t n_rows)
{
	g_autofree char *own = fixture_token(TOKEN_PROOF, OWN_LETTER);
	const TokenCutter cutter = fixture_cutter(own);

	for (size_t i = 0; i < n_rows; i++) {
		g_autofree char *text = fixture_text(rows[i].text);
		g_autofree char *expected =
		    rows[i].left == NULL ? NULL : fixture_text(rows[i].left);
		g_autofree char *left = token_cut(&cutter, text);

		if (g_strcmp0(left, expected) != 0)
			fail_msg("of\n%s\nis left\n%s\nnot\n%s", rows[i].text, left, expected);
	}
}

/* How mail programs bring along what they answer. */
static void
no_quoting_hides_a_token(void **state)
{
	static const Row ROWS[] = {
	    {"Klaar.\n\nGroet\n\nRef: {T}\n", "Klaar.\n\nGroet\n\n"},
	    {"Klaar.\n\n> Groet\n>\n> Ref: {T}\n", "Klaar.\n\n> Groet\n>\n"},
	    {"Klaar.\n\n| Groet\n| \n| Ref: {T}", "Klaar.\n\n| Groet\n| \n"},
	    {"Klaar.\n\nSdW> Groet\nSdW> Ref: {T}\nSdW> eind",
		"Klaar.\n\nSdW> Groet\nSdW> \nSdW> eind"},
	    {"Klaar.\n\n% Groet\n% Ref: {T}", "Klaar.\n\n% Groet\n"},
	    {"Groet\nRef: {T}\n\nBeste Els, klaar.", "Groet\n\nBeste Els, klaar."},
	    {"Groet Sanne Ref: {T}", "Groet Sanne "},
	    {"Ref: {T} (graag laten staan)", "Ref: … (graag laten staan)"},
	    {"Mail naar desk+{T}@desk.example als er iets is.",
		"Mail naar desk@desk.example als er iets is."},
	    {"Servicedesk <desk+{T}@desk.example> schreef:\nGroet",
		"Servicedesk <desk@desk.example> schreef:\nGroet"},
	    {"Am 23.11.2026 schrieb Servicedesk:\nGroet\n\nRef: {T}\n",
		"Am 23.11.2026 schrieb Servicedesk:\nGroet\n\n"},
	    {"Klaar.\n\nRef:\n{T}", "Klaar.\n\n"},
	    {"Klaar.\n> Ref:\n> {T}\n", "Klaar.\n"},
	    {"Klaar.\n> Ref: {first}\n> {middle}{last}\n", "Klaar.\n"},
	    {"SdW> Ref: {first}\nSdW> {middle}\nSdW> {last}", "SdW> "},
	    {"> S. de Wit> Ref: {first}\n> S. de Wit> {middle}{last}", "> S. de Wit> "},
	    {"Ref: {first}\n    {middle}\r\n\t{last}\n", "…"},
	    {"Ref: {first}=\n{middle}=\r\n{last}\n", "…"},
	    {"Dag\n**Ref: {T}**\n", "Dag\n"},
	    {"Ref: *{T}*", "…"},
	    {"_Ref:_ {T}, zegt hij", "_Ref:_ …, zegt hij"},
	    {"(ref:{T})", "(ref:…)"},
	    {"Ref: {upper}", "…"},
	    {"Zie {T}.", "Zie …."},
	    {"{T}", "…"},
	    {"Hoi\n{T}\nDag", "Hoi\nDag"},
	    {"Hoi {T}", "Hoi …"},
	    {"abcdef{T}ghijkl", "abcdef…ghijkl"},
	    {"aeaaaaaaaaa{T}aeaaaa", "aeaaaaaaaaa…aeaaaa"},
	    {"Ref: {T}\nRef: {second}\nDag", "Dag"},
	    {"desk+{T}@desk.example, desk+{second}@desk.example",
		"desk@desk.example, desk@desk.example"},
	    {"{T}{second}", "…"},
	};

	(void)state;
	assert_left(ROWS, G_N_ELEMENTS(ROWS));
}

static void
no_encoding_hides_a_token(void **state)
{
	static const Row ROWS[] = {
	    {"Zie {wide} hier", "Zie … hier"},
	    {"Zie {soft} hier", "Zie … hier"},
	    {"Zie {zero} hier", "Zie … hier"},
	    {"Zie {spaced} hier", "Zie … hier"},
	    {"Zie {percent} hier", "Zie … hier"},
	    {"Zie {quoted} hier", "Zie … hier"},
	    {"Zie {hex} hier", "Zie … hier"},
	    {"Zie {decimal} hier", "Zie … hier"},
	    {"mailto:desk%2B{T}@desk.example?subject=Akkoord&body=%0D%0A%0D%0ARef%3A%20{T}%0D%"
	     "0A",
		"mailto:desk@desk.example?subject=Akkoord&body=%0D%0A%0D%0A%0D%0A"},
	    {"mailto:desk%2b{percent}%40desk.example", "mailto:desk%40desk.example"},
	    {"https://links.example/?url=mailto%3Adesk%2B{T}%40desk.example&data=05",
		"https://links.example/?url=mailto%3Adesk%40desk.example&data=05"},
	    {"https://links.example/?t={T}&u=1", "https://links.example/?t=…&u=1"},
	    {"<{T}@desk.example>", "<…@desk.example>"},
	    {"desk={T}=desk.example@relay.example", "desk=…=desk.example@relay.example"},
	};

	(void)state;
	assert_left(ROWS, G_N_ELEMENTS(ROWS));
}

static void
no_html_hides_a_token(void **state)
{
	static const Row ROWS[] = {
	    {"<p>Klaar.</p><p class=\"quiet\">Ref: {T}</p>",
		"<p>Klaar.</p><p class=\"quiet\"></p>"},
	    {"<p>{shy}</p>", "<p>…</p>"},
	    {"<blockquote>&gt; Ref: {first}<br>&gt; {middle}{last}</blockquote>",
		"<blockquote>&gt; <br>&gt; </blockquote>"},
	    {"<p>SdW&gt; Ref: {first}<br>\nSdW&gt; {middle}{last}</p>",
		"<p>SdW&gt; <br>\nSdW&gt; </p>"},
	    {"<a "
	     "href=\"mailto:desk%2B{T}@desk.example?body=%23resolve%0D%0A%0D%0ARef%3A%20{T}\">"
	     "#resolve</a>",
		"<a "
		"href=\"mailto:desk@desk.example?body=%23resolve%0D%0A%0D%0A\">#resolve</a>"},
	    {"<a href='mailto:desk&#43;{hex}&#64;desk.example'>x</a>",
		"<a href='mailto:desk&#64;desk.example'>x</a>"},
	    {"<!-- {T} -->", "<!-- … -->"},
	    {"<style>.{T} {}</style>", "<style>.… {}</style>"},
	    {"a < b {T}", "a < b …"},
	    {"a <b {T}", "a <b …"},
	};

	(void)state;
	assert_left(ROWS, G_N_ELEMENTS(ROWS));
}

/* The tags between its letters stay, so that none is left open. */
static void
tags_within_a_token_stay(void **state)
{
	static const char *const FORMS[] = {"{wbr}", "{bold}", "{first}<b>{middle}</b>{last}"};
	const TokenCutter cutter = fixture_cutter(NULL);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(FORMS); i++) {
		g_autofree char *text = fixture_text(FORMS[i]);
		g_autofree char *left = token_cut(&cutter, text);
		g_autofree char *again = token_cut(&cutter, left);

		assert_non_null(left);
		assert_null(again);
		assert_null(strstr(left, "ae"));
		if (strchr(text, '/') != NULL)
			assert_non_null(strstr(left, "</b>"));
	}
}

static void
the_letters_own_token_and_peoples_words_stay(void **state)
{
	static const Row ROWS[] = {
	    {"Ref: {own}\n", NULL},
	    {"mailto:desk%2B{own}@desk.example?body=Ref%3A%20{own}", NULL},
	    {"{own} {T} {own}", "{own} … {own}"},
	    {"{own}{T}", "{own}…"},
	    {"", NULL},
	    {"Ja, een aai aan de kat, ae aaa aeaaaaaa aeaaaaaaaaaaaaaaaaaaaaaaaa.", NULL},
	    {"Ref: mfrggzdfmztwq2lkmfrggzdfmz\n", NULL},
	    {"Ref: {first}{middle}\n", NULL},
	    /* nobody can have one of a letter that is not there yet */
	    {"Ref: {later}\n", NULL},
	    {"caf\xc3\xa9 \xe2\x82\xac {T} \xf0\x9f\x98\x80",
		"caf\xc3\xa9 \xe2\x82\xac … \xf0\x9f\x98\x80"},
	};

	(void)state;
	assert_left(ROWS, G_N_ELEMENTS(ROWS));
}

/* An envelope's token belongs in no letter at all. */
static void
an_envelopes_token_goes_too(void **state)
{
	g_autofree char *envelope = fixture_token(TOKEN_ENVELOPE, OWN_LETTER);
	const TokenCutter cutter = fixture_cutter(envelope + 0);
	g_autofree char *text = fixture_text("Return-Path: <bounce+{envelope}@desk.example>");
	g_autofree char *left = token_cut(&cutter, text);

	(void)state;
	assert_string_equal(left, "Return-Path: <bounce@desk.example>");
}

/* A link to a page of a letter to somebody else is no link without its token; the letter's own one stays. */
static void
a_link_to_a_page_goes_whole(void **state)
{
	static const Row ROWS[] = {
	    {"Ja, het is opgelost <https://desk.example/p/{page}/accept>",
		"Ja, het is opgelost <…>"},
	    {"Zie https://desk.example/p/{page}/accept?case=CS0001234 graag", "Zie … graag"},
	    {"> https://desk.example/p/{page}/reject\nklaar", "klaar"},
	    {"<a class=\"yes\" href=\"https://desk.example/p/{page}/accept\">Ja</a>",
		"<a class=\"yes\" href=\"…\">Ja</a>"},
	    {"https://veilig.example/?u=https%3A%2F%2Fdesk.example%2Fp%2F{page}%2Faccept",
		"https://veilig.example/?u=https%3A%2F%2Fdesk.example%2Fp%2F…%2Faccept"},
	    {"/p/{page}/accept", "/p/…/accept"},
	    {"https://desk.example/p/{own page}/accept {page}",
		"https://desk.example/p/{own page}/accept …"},
	};
	g_autofree char *own_page = fixture_token(TOKEN_PAGE, OWN_LETTER);
	TokenCutter cutter = fixture_cutter(NULL);

	(void)state;
	cutter.own_page = own_page;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *text = fixture_text(ROWS[i].text);
		g_autofree char *expected = fixture_text(ROWS[i].left);
		g_autofree char *left = token_cut(&cutter, text);

		assert_string_equal(left, expected);
	}
}

/* What is cut out of the middle of a token does not leave that one. */
static void
a_token_around_a_token_goes_too(void **state)
{
	const TokenCutter cutter = fixture_cutter(NULL);
	g_autofree char *text = fixture_text("x {first}{second}{middle}{last} y");
	g_autofree char *left = token_cut(&cutter, text);
	GString *deep = g_string_new("");
	g_autofree char *inner = NULL;
	g_autofree char *nothing = NULL;

	(void)state;
	assert_string_equal(left, "x … y");
	for (int i = 1; i <= 20; i++) {
		g_autofree char *token = fixture_token(TOKEN_PROOF, i);

		g_string_insert_len(deep, 0, token, 13);
		g_string_append(deep, token + 13);
	}
	inner = g_string_free(deep, FALSE);
	nothing = token_cut(&cutter, inner);
	assert_string_equal(nothing, "…");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_quoting_hides_a_token),
	    cmocka_unit_test(no_encoding_hides_a_token),
	    cmocka_unit_test(no_html_hides_a_token),
	    cmocka_unit_test(tags_within_a_token_stay),
	    cmocka_unit_test(the_letters_own_token_and_peoples_words_stay),
	    cmocka_unit_test(an_envelopes_token_goes_too),
	    cmocka_unit_test(a_link_to_a_page_goes_whole),
	    cmocka_unit_test(a_token_around_a_token_goes_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
