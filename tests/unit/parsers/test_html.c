/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/html.h"
#include "parsers/html_filter.h"
#include "parsers/limits.h"

static const struct {
	const char *name;
	const char *html;
	const char *expected;
} pages[] = {
    {"paragraphs", "<p>a</p><p>b</p>", "a\n\nb\n"},
    {"outlook paragraphs", "<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb\n"},
    {"divs", "<div>a</div><div>b</div>", "a\nb\n"},
    {"an empty line", "<div>a</div><div><br></div><div>b</div>", "a\n\nb\n"},
    {"break in a block", "<div>a<br></div><div>b</div>", "a\nb\n"},
    {"white space", " <b>a</b>  b\n\n c ", "a b c\n"},
    {"hard blanks", "a&nbsp;&nbsp;b", "a  b\n"},
    {"entities", "&lt;a&gt; &amp; &eacute; &#8364; &unknown;", "<a> & é € &unknown;\n"},
    {"umlauts", "<p>Störung", "Störung\n"},
    {"declared charset is not believed", "<meta charset=iso-8859-1><p>Störung", "Störung\n"},
    {"style and script", "<style>p {}</style>a<script>b<c</script>d", "ad\n"},
    {"comments", "a<!-- b --><!--[if mso]><p>c</p><![endif]-->d", "ad\n"},
    {"office", "a<o:p>&nbsp;</o:p><v:shape>b</v:shape>", "a b\n"},
    {"hidden", "<div style='display: none'>a</div><span hidden>b</span>c", "c\n"},
    {"hidden between spans",
	"<span style='font-size:9pt'>a<span "
	"style='display:none'>b<span>c</span>d</span>e</span>f",
	"aef\n"},
    {"an empty paragraph of hard blanks", "<div>a</div><div>&nbsp;</div><div>b</div>",
	"a\n\nb\n"},
    {"an empty paragraph of Word's",
	"<p class=MsoNormal>a</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>b",
	"a\n\nb\n"},
    {"an empty paragraph of what is not seen", "<div>a</div><div>&#8203;</div><div>b</div>",
	"a\n\nb\n"},
    {"nothing at all", "<div>a</div><div></div><div>b</div>", "a\nb\n"},
    {"an empty cell is no line",
	"<table><tr><td>Naam</td><td>&nbsp;</td></tr><tr><td>Kamer</td><td>B</td></tr>"
	"</table>",
	"Naam\nKamer\tB\n"},
    {"paragraphs without room",
	"<p style='margin-top:0;margin-bottom:0'>a</p><p style='margin:0'>b</p>", "a\nb\n"},
    {"numbers", "<ol><li>a</li><li><p>b</p></li></ol>c", "1. a\n2. b\n\nc\n"},
    {"numbers from there", "<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c\n"},
    {"numbers that are letters", "<ol type=A><li>a</li></ol><ol type=i><li>b</li></ol>",
	"A. a\ni. b\n"},
    {"lists in lists", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n- b\n2. c\n"},
    {"an item without text", "<ul><li></li></ul><p>a</p>", "a\n"},
    {"a hidden list", "<ol><li>a</li><div hidden><ol><li>b</li></ol></div><li>c</li></ol>",
	"1. a\n2. c\n"},
    {"Word's numbers",
	"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span "
	"style='mso-list:Ignore'>1.<span style='font:7.0pt'>&nbsp;&nbsp;&nbsp; </span></span>"
	"<![endif]>a</p><p class=MsoListParagraph><span style='font-family:Symbol'><span "
	"style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span>b</p>",
	"1. a\n- b\n"},
    {"list", "<ul><li>a</li><li>b</li></ul>", "- a\n- b\n"},
    {"table",
	"<table><tr><td>Naam</td><td>Jan</td></tr><tr><td>Locatie</td><td>B</td></tr></table>",
	"Naam\tJan\nLocatie\tB\n"},
    {"table of paragraphs", "<table><tr><td><p>Naam</p></td><td><p>Jan</p></td></tr></table>",
	"Naam\tJan\n"},
    {"labels in a list", "<dl><dt>Naam<dd>Jan<dt>Kamer<dd>B12</dl>Groet",
	"Naam\tJan\nKamer\tB12\nGroet\n"},
    {"labels in a list with more lines",
	"<p>Hoi</p><dl><dt>Adres</dt><dd>Straat 1<br>Plaats</dd><dd>NL</dd></dl><p>Groet</p>",
	"Hoi\n\nAdres\tStraat 1\nPlaats\nNL\n\nGroet\n"},
    {"layout table", "<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc\n"},
    {"link", "<a href='https://x.example/y'>hier</a>", "hier <https://x.example/y>\n"},
    {"link that says itself", "<a href='https://x.example/y'>x.example/y</a>", "x.example/y\n"},
    {"link to mail", "<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example\n"},
    {"quote", "<p>a</p><blockquote>b<br>c</blockquote>", "a\n\n> b\n> c\n"},
    {"indented", "<blockquote style='border: none'>b</blockquote>", "b\n"},
    {"preformatted", "<pre>a\n  b</pre>", "a\n  b\n"},
    {"gmail", "a<div class=\"gmail_quote\">b</div>c", "a\n\x02\nb\n\x04\nc\n"},
    {"outlook web", "a<div id=divRplyFwdMsg>b</div>c", "a\n\x01\nb\nc\n"},
    {"signature", "a<div class=gmail_signature>b</div>", "a\n\x03\nb\n\x04\n"},
    {"marks cannot be forged", "a&#1;&#2;<p>\x01</p>", "a\n"},
    {"smiley", "a <img alt='😀' src=x><img alt='logo of the company'>", "a 😀\n"},
    {"no tag", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2\n"},
    {"cut off", "a<b", "a<b\n"},
    {"empty", "", ""},
};

static void
test_pages(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autofree char *text = html_to_text(pages[i].html, limits);

		if (strcmp(text, pages[i].expected) != 0)
			fail_msg("%s: \"%s\"", pages[i].name, text);
		assert_int_equal(limits->len, 0);
	}
}

static const struct {
	const char *before;
	const char *piece;
	unsigned times;
	const char *expected; /* is in the text */
	bool is_limit;
} hostile[] = {
    {"<p ", "a=b ", 20000, "", false},
    {"<p ", "a ", 200, "hoi", true},
    {"", "<div>", 100000, "hoi", true},
    {"", "<div></p>", 50000, "hoi", true},
    {"", "<style>", 100000, "hoi", false},
    {"", "<a", 200000, "hoi", false},
    {"", "<table><tr><td>", 30000, "hoi", true},
    {"", "</b>", 100000, "hoi", false},
    {"<a href='", "<a href=\"", 50000, "hoi", false},
    {"", "<div class=gmail_quote>a", 20000, "hoi", true},
};

/* Each in well under a second, and the text behind it is found. */
static void
test_hostile(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(GString) html = g_string_new(hostile[i].before);
		g_autofree char *text = NULL;
		clock_t start = clock();

		for (unsigned n = 0; n < hostile[i].times; n++)
			g_string_append(html, hostile[i].piece);
		g_string_append(html, ">hoi");
		text = html_to_text(html->str, limits);
		if (strstr(text, hostile[i].expected) == NULL)
			fail_msg("%zu: no text", i);
		if (clock() - start > 5 * CLOCKS_PER_SEC)
			fail_msg("%zu: too slow", i);
		if ((limits->len > 0) != hostile[i].is_limit)
			fail_msg("%zu: %u limits", i, limits->len);
	}
}

static const struct {
	const char *html;
	const char *expected;
} filtered[] = {
    {"<p class=x>a</p>", "<body><p class=x>a</p>"},
    {"a<!--b-->c<?xml d?>e<!doctype f>g", "<body>aceg"},
    {"a<!--b", "<body>a"},
    {"<STYLE>a</Style>b", "<body>b"},
    {"<a href=\"x>y\">b</a>", "<body><a href=\"x>y\">b</a>"},
    {"a < b", "<body>a &lt; b"},
    {"<p <div>a", "<body>&lt;p <div>a"},
    {"a<b>c</b><font size=1>d", "<body>acd"},
    {"<span style='color:red'>a<span hidden>b</span>c</span>d",
	"<body>a<span hidden>b</span>cd"},
    {"<span hidden>a<span>b</span>c</span>d</span>e", "<body><span hidden>abc</span>de"},
    {"<p style='color:red'>a</p><p STYLE='Mso-Hide:all'>b",
	"<body><p>a</p><p STYLE='Mso-Hide:all'>b"},
};

static void
test_filter(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(filtered); i++) {
		g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(GString) out = html_filter(filtered[i].html, limits);

		assert_string_equal(out->str, filtered[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pages),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_filter),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
