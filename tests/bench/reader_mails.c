/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/reader_mails.h"

#include <string.h>

#define WORDS_LINE 11

static const char *const words[] = {"het", "scherm", "van", "mijn", "laptop", "blijft", "zwart",
    "na", "het", "opstarten", "en", "de", "printer", "op", "onze", "gang", "doet", "ook",
    "niets", "meer", "kunnen", "jullie", "daar", "vandaag", "nog", "naar", "kijken", "alvast",
    "bedankt"};

/* The same numbers on every machine. */
static guint32
roll(guint32 *dice, guint32 sides)
{
	*dice = *dice * 1664525u + 1013904223u;
	return (*dice >> 8) % sides;
}

static void
add_words(GString *out, guint32 *dice, guint count)
{
	for (guint i = 0; i < count; i++)
		g_string_append_printf(
		    out, "%s%s", i == 0 ? "" : " ", words[roll(dice, G_N_ELEMENTS(words))]);
}

static void
add_lines(GString *out, guint32 *dice, const char *front, guint count, const char *end)
{
	for (guint i = 0; i < count; i++) {
		g_string_append(out, front);
		add_words(out, dice, WORDS_LINE);
		g_string_append(out, end);
	}
}

/* The fields that servers put above, and then the sender's own. */
static void
add_header(GString *out, guint32 *dice, guint number)
{
	for (guint i = 0; i < 4; i++)
		g_string_append_printf(out,
		    "Received: from relay%u.klant.example (relay%u.klant.example "
		    "[192.0.2.%u])\r\n"
		    "\tby mx%u.desk.example (Postfix) with ESMTPS id %08X\r\n"
		    "\tfor <desk@desk.example>; Mon, 23 Nov 2026 10:0%u:00 +0100 (CET)\r\n",
		    i, i, i + 10, i, roll(dice, 1u << 24), i);
	g_string_append(out,
	    "Authentication-Results: mx.desk.example; dkim=pass header.d=klant.example;\r\n"
	    "\tspf=pass smtp.mailfrom=klant.example; dmarc=pass header.from=klant.example\r\n"
	    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=klant.example; s=s1;\r\n"
	    "\th=from:to:subject:date:message-id; "
	    "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n"
	    "\tb="
	    "dGhpcyBpcyBubyBzaWduYXR1cmUgYnV0IGhhcyBpdHMgbGVuZ3RoIGFuZCBpdHMgbG9va3MgYXQg\r\n"
	    "\t bGVhc3QgYW5kIG5vYm9keSB3aWxsIGxvb2sgYW55IGNsb3NlciB0aGFuIHRoaXMgaGVyZQ==\r\n");
	g_string_append_printf(out,
	    "From: =?utf-8?Q?Ren=C3=A9e?= de Wit <klant-%u@klant.example>\r\n"
	    "To: Servicedesk <desk@desk.example>\r\n"
	    "Subject: Re: [CS%07u] ",
	    number, number);
	add_words(out, dice, 5);
	g_string_append_printf(out,
	    "\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: "
	    "<%u.bench@klant.example>\r\n"
	    "In-Reply-To: <%u.letter@desk.example>\r\nReferences: <%u.letter@desk.example>\r\n"
	    "X-Mailer: Microsoft Outlook 16.0\r\nMIME-Version: 1.0\r\n",
	    number, number, number);
}

static void
add_plain(GString *out, guint32 *dice, guint own, guint quoted)
{
	g_string_append(out,
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\nBeste servicedesk,\r\n\r\n");
	add_lines(out, dice, "", own, " caf=C3=A9.\r\n");
	g_string_append(out,
	    "\r\nMet vriendelijke groet,\r\nRen=C3=A9e de Wit\r\n\r\n"
	    "Op ma 23 nov 2026 om 09:14 schreef Servicedesk <desk@desk.example>:\r\n\r\n");
	add_lines(out, dice, "> ", quoted, "\r\n");
	g_string_append(out, "\r\n-- \r\nRen=C3=A9e de Wit\r\nTel. +31 20 555 01 02\r\n");
}

/* As Word writes it: a style sheet that nobody sees, spans in paragraphs, a header over the quote. */
static void
add_html(GString *out, guint32 *dice, guint own, guint quoted)
{
	g_string_append(out,
	    "Content-Type: text/html; charset=utf-8\r\n\r\n"
	    "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head>"
	    "<meta name=Generator content=\"Microsoft Word 15\"><style><!--\r\n");
	for (guint i = 0; i < 40; i++)
		g_string_append_printf(out,
		    "p.MsoNormal%u, li.MsoNormal%u {margin:0cm; font-size:11.0pt; "
		    "font-family:\"Calibri\",sans-serif; mso-fareast-language:EN-US;}\r\n",
		    i, i);
	g_string_append(out, "--></style></head><body lang=NL link=\"#0563C1\">"
			     "<div class=WordSection1>\r\n");
	add_lines(out, dice, "<p class=MsoNormal><span style='font-size:11.0pt;color:#1F497D'>",
	    own, " caf&eacute;.&nbsp;<o:p></o:p></span></p>\r\n");
	g_string_append(out,
	    "<table border=0><tr><td>Naam</td><td>Ren&eacute;e de Wit</td></tr><tr><td>Kamer"
	    "</td><td>B12</td></tr></table>\r\n"
	    "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm'>"
	    "<p class=MsoNormal><b>Van:</b> Servicedesk "
	    "&lt;desk@desk.example&gt;<br><b>Verzonden:"
	    "</b> maandag 23 november 2026 09:14<br><b>Aan:</b> klant@klant.example<br><b>"
	    "Onderwerp:</b> Melding<o:p></o:p></p></div>\r\n");
	add_lines(out, dice, "<p class=MsoNormal><span lang=NL>", quoted,
	    " <a "
	    "href=\"https://desk.example/melding/1\">melding</a><o:p></o:p></span></p>\r\n");
	g_string_append(out, "</div></body></html>\r\n");
}

/* start: as files of this kind begin, in base64. */
static void
add_base64(GString *out, guint32 *dice, const char *start, guint lines)
{
	for (guint i = 0; i < lines; i++) {
		char line[76];

		for (guint n = 0; n < sizeof line; n++)
			line[n] = (char)('A' + roll(dice, 26));
		if (i == 0)
			memcpy(line, start, strlen(start));
		g_string_append_len(out, line, sizeof line);
		g_string_append(out, "\r\n");
	}
}

static void
add_file(GString *out, guint32 *dice, const char *type, const char *name, const char *start,
    guint lines)
{
	g_string_append_printf(out,
	    "--mixed\r\nContent-Type: %s; name=\"%s\"\r\nContent-Disposition: attachment; "
	    "filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
	    type, name, name);
	add_base64(out, dice, start, lines);
}

static void
add_list(GString *out, guint32 *dice)
{
	g_string_append(out,
	    "List-Id: Gebruikers <gebruikers.lijst.example>\r\n"
	    "List-Post: <mailto:gebruikers@lijst.example>\r\n"
	    "List-Unsubscribe: <https://lijst.example/weg>\r\nPrecedence: list\r\n");
	add_plain(out, dice, 40, 40);
	g_string_append(out, "_______________________________________________\r\n"
			     "Gebruikers mailing list\r\nhttps://lijst.example/gebruikers\r\n");
}

static void
add_both(GString *out, guint32 *dice)
{
	g_string_append(
	    out, "Content-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\n");
	add_plain(out, dice, 12, 20);
	g_string_append(out, "--alt\r\n");
	add_html(out, dice, 12, 20);
	g_string_append(out, "--alt--\r\n");
}

static void
add_files(GString *out, guint32 *dice)
{
	g_string_append(
	    out, "Content-Type: multipart/mixed; boundary=mixed\r\n\r\n--mixed\r\n");
	add_plain(out, dice, 8, 10);
	add_file(out, dice, "image/png", "scherm.png", "iVBORw0KGgo", 700);
	add_file(out, dice, "application/pdf", "handleiding.pdf", "JVBERi0xLjcK", 2000);
	g_string_append(out, "--mixed--\r\n");
}

static GBytes *
make(BenchKind kind, guint number, guint32 *dice)
{
	GString *out = g_string_new(NULL);

	add_header(out, dice, number);
	if (kind == BENCH_PLAIN)
		add_plain(out, dice, 8 + roll(dice, 20), 12 + roll(dice, 20));
	else if (kind == BENCH_LIST)
		add_list(out, dice);
	else if (kind == BENCH_FILES)
		add_files(out, dice);
	else if (number % 2 == 0)
		add_html(out, dice, 12, 20);
	else
		add_both(out, dice);
	return g_string_free_to_bytes(out);
}

const char *
bench_kind_name(BenchKind kind)
{
	static const char *const names[] = {"plain", "HTML", "list", "attachments", "mix"};

	return names[kind];
}

GPtrArray *
bench_mails(BenchKind kind, guint count)
{
	static const BenchKind mix[] = {
	    0, 1, 0, 2, 0, 1, 3, 0, 1, 0, 2, 1, 0, 3, 1, 0, 2, 0, 1, 3};
	GPtrArray *mails = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	guint32 dice = 1;

	for (guint i = 0; i < count; i++)
		g_ptr_array_add(mails,
		    make(kind == BENCH_MIX ? mix[i % G_N_ELEMENTS(mix)] : kind, i, &dice));
	return mails;
}
