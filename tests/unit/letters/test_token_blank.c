/* SPDX-License-Identifier: Apache-2.0 */
/* A mail that goes on as it came, without the tokens in it: nothing else in it changes, and no length. */
#include "tests/unit/token_fixture.h"

#define XS "xxxxxxxxxxxxxxxxxxxxxxxxxx"

static char *
blanked(const char *mail)
{
	const TokenCutter cutter = fixture_cutter(NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static(mail, strlen(mail));
	g_autoptr(GBytes) left = token_blank(&cutter, bytes);

	assert_int_equal(g_bytes_get_size(left), strlen(mail));
	return g_strndup(g_bytes_get_data(left, NULL), g_bytes_get_size(left));
}

static void
it_is_blanked_where_it_stands_as_it_is(void **state)
{
	static const struct {
		const char *mail;
		const char *left;
	} ROWS[] = {
	    {"To: desk+{T}@desk.example\r\n\r\nHallo\r\n",
		"To: desk+" XS "@desk.example\r\n\r\nHallo\r\n"},
	    {"References: <1@x>\r\n <{T}@desk.example>\r\n\r\n",
		"References: <1@x>\r\n <" XS "@desk.example>\r\n\r\n"},
	    {"Subject: Re: {first}\r\n {middle}{last}\r\n\r\n",
		"Subject: Re: xxxxxxxxx\r\n xxxxxxxxxxxxxxxxx\r\n\r\n"},
	    {"Subject: =?utf-8?Q?Ref:_{first}?=\r\n =?utf-8?q?{middle}{last}?=\r\n\r\n",
		"Subject: =?utf-8?Q?Ref:_xxxxxxxxx?=\r\n "
		"=?utf-8?q?xxxxxxxxxxxxxxxxx?=\r\n\r\n"},
	    {"A: b\r\n\r\nZie desk+{first}=\r\n{middle}{last}=40desk=\r\n",
		"A: b\r\n\r\nZie desk+xxxxxxxxx=\r\nxxxxxxxxxxxxxxxxx=40desk=\r\n"},
	    {"A: b\r\n\r\n<a href=3D\"mailto:desk%2B{T}@x?body=3D%0ARef%3A%20{T}\">",
		"A: b\r\n\r\n<a href=3D\"mailto:desk%2B" XS "@x?body=3D%0ARef%3A%20" XS "\">"},
	    {"A: b\r\n\r\n> SdW> Ref: {first}\r\n> SdW> {middle}{last}\r\n",
		"A: b\r\n\r\n> SdW> Ref: xxxxxxxxx\r\n> SdW> xxxxxxxxxxxxxxxxx\r\n"},
	    {"A: b\r\n\r\nRef: {second}\r\nRef: {T}\r\n",
		"A: b\r\n\r\nRef: " XS "\r\nRef: " XS "\r\n"},
	    {"A: b\r\n\r\nNiets.\r\n", "A: b\r\n\r\nNiets.\r\n"},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *mail = fixture_text(ROWS[i].mail);
		g_autofree char *left = blanked(mail);

		assert_string_equal(left, ROWS[i].left);
	}
}

/* Base64 in lines of a width that is no multiple of four, with this at the ends of lines. */
static char *
wrapped(const char *text, size_t width, const char *newline)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)text, strlen(text));
	GString *lines = g_string_new(NULL);

	for (size_t at = 0; at < strlen(base64); at += width)
		g_string_append_printf(lines, "%.*s%s", (int)width, base64 + at, newline);
	return g_string_free(lines, FALSE);
}

static void
it_is_blanked_in_base64(void **state)
{
	static const char *const NEWLINES[] = {"\r\n", "\n", " \r\n"};

	(void)state;
	for (size_t pad = 0; pad < 12; pad++)
		for (size_t i = 0; i < G_N_ELEMENTS(NEWLINES); i++) {
			g_autofree char *fill = g_strnfill(pad, '-');
			g_autofree char *with = g_strconcat(fill, "Ref: {T}", fill, NULL);
			g_autofree char *without = g_strconcat(fill, "Ref: " XS, fill, NULL);
			g_autofree char *text = fixture_text(with);
			g_autofree char *body = wrapped(text, 19 + pad, NEWLINES[i]);
			g_autofree char *expected = wrapped(without, 19 + pad, NEWLINES[i]);
			g_autofree char *mail =
			    g_strconcat("A: b\r\n\r\n", body, "\r\n--x--", NULL);
			g_autofree char *wanted =
			    g_strconcat("A: b\r\n\r\n", expected, "\r\n--x--", NULL);
			g_autofree char *left = blanked(mail);

			assert_string_equal(left, wanted);
		}
}

static void
it_is_blanked_in_a_mail_within_a_mail(void **state)
{
	g_autofree char *text = fixture_text("A: b\r\n\r\nRef: {T}\r\n");
	g_autofree char *inner = wrapped(text, 76, "\r\n");
	g_autofree char *middle = g_strconcat("C: d\r\n\r\n", inner, "\r\n", NULL);
	g_autofree char *outer = wrapped(middle, 60, "\n");
	g_autofree char *without = wrapped("A: b\r\n\r\nRef: " XS "\r\n", 76, "\r\n");
	g_autofree char *middle_without = g_strconcat("C: d\r\n\r\n", without, "\r\n", NULL);
	g_autofree char *expected = wrapped(middle_without, 60, "\n");
	g_autofree char *left = blanked(outer);

	(void)state;
	assert_string_equal(left, expected);
}

/* A client cuts long subjects into words, each of them base64 of its own. */
static void
it_is_blanked_in_encoded_words(void **state)
{
	(void)state;
	for (size_t cut = 1; cut < 31; cut++) {
		g_autofree char *text = fixture_text("Ref: {T}");
		g_autofree char *first = g_base64_encode((const guchar *)text, cut);
		g_autofree char *last =
		    g_base64_encode((const guchar *)text + cut, strlen(text) - cut);
		g_autofree char *first_left = g_base64_encode((const guchar *)"Ref: " XS, cut);
		g_autofree char *last_left =
		    g_base64_encode((const guchar *)"Ref: " XS + cut, strlen(text) - cut);
		g_autofree char *mail = g_strdup_printf(
		    "Subject: =?utf-8?B?%s?=\r\n =?UTF-8?b?%s?=\r\nTo: x\r\n\r\n", first, last);
		g_autofree char *expected = g_strdup_printf(
		    "Subject: =?utf-8?B?%s?=\r\n =?UTF-8?b?%s?=\r\nTo: x\r\n\r\n", first_left,
		    last_left);
		g_autofree char *left = blanked(mail);

		assert_string_equal(left, expected);
	}
}

static void
wide_text_in_base64_is_blanked(void **state)
{
	g_autofree char *text = fixture_text("Ref: {T}");
	gsize size = 0;
	g_autofree char *wide = g_convert(text, -1, "UTF-16LE", "UTF-8", NULL, &size, NULL);
	g_autofree char *body = g_base64_encode((const guchar *)wide, size);
	g_autofree char *left = blanked(body);
	g_autofree guchar *decoded = g_base64_decode(left, &size);

	(void)state;
	assert_string_not_equal(left, body);
	for (int i = 0; i < TOKEN_LENGTH; i++)
		assert_int_equal(decoded[10 + 2 * i], 'x');
	assert_int_equal(decoded[0], 'R');
}

/* What is no token stays, every byte of it: pictures, signatures, broken base64. */
static void
everything_else_stays(void **state)
{
	const TokenCutter cutter = fixture_cutter(NULL);
	GByteArray *noise = g_byte_array_new();
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		uint8_t byte = (uint8_t)((random = random * 1664525 + 1013904223) >> 24);

		g_byte_array_append(noise, &byte, 1);
	}
	for (int form = 0; form < 2; form++) {
		g_autofree char *base64 = g_base64_encode(noise->data, noise->len);
		g_autoptr(GBytes) mail = form == 0 ? g_bytes_new(noise->data, noise->len)
						   : g_bytes_new(base64, strlen(base64));
		g_autoptr(GBytes) left = token_blank(&cutter, mail);

		assert_ptr_equal(left, mail);
	}
	g_byte_array_unref(noise);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_blanked_where_it_stands_as_it_is),
	    cmocka_unit_test(it_is_blanked_in_base64),
	    cmocka_unit_test(it_is_blanked_in_a_mail_within_a_mail),
	    cmocka_unit_test(it_is_blanked_in_encoded_words),
	    cmocka_unit_test(wide_text_in_base64_is_blanked),
	    cmocka_unit_test(everything_else_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
