/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/own_picture.h"

/* Of "our logo" and of "theirs", in base64. */
#define OURS "b3VyIGxvZ28="
#define THEIRS "dGhlaXJz"
#define HEAD                                                                       \
	"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" \
	"--b\r\nContent-Type: text/html\r\n\r\n<p>Nog steeds zwart</p><img src=\"cid:x\">\r\n"
#define PICTURE(how, type, bytes)                                                   \
	"--b\r\nContent-Type: " type "; name=image001\r\nContent-Disposition: " how \
	"\r\nContent-ID: <x>\r\n"                                                   \
	"Content-Transfer-Encoding: base64\r\n\r\n" bytes "\r\n"

static char *
hash_of(const char *text)
{
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

/* The names and sizes of what is left, by this hash. */
static char *
left_of(const char *raw, const char *hash)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(raw, strlen(raw));
	const MimeKnown known = {NULL, NULL, NULL, hash};
	g_autoptr(Message) message = mime_read_known(bytes, &known);

	return mail_attachments(message);
}

static void
ours_is_none_of_theirs(void **state)
{
	static const char MAIL[] = HEAD PICTURE("inline", "image/png", OURS)
	    PICTURE("inline", "image/png", THEIRS) PICTURE("attachment", "image/png", OURS)
		PICTURE("inline", "text/calendar", OURS) "--b--\r\n";
	g_autofree char *hash = hash_of("our logo");
	g_autofree char *left = left_of(MAIL, hash);
	g_autofree char *all = left_of(MAIL, NULL);
	g_autofree char *none_known = left_of(MAIL, "");

	(void)state;
	assert_string_equal(all, none_known);
	assert_string_equal(all, "2 image001 image/png 8 inline|3 image001 image/png 6 inline|"
				 "4 image001 image/png 8|5 image001 text/calendar 8 inline");
	assert_string_equal(left, "3 image001 image/png 6 inline|"
				  "5 image001 text/calendar 8 inline");
}

/* What is attached stays, also where it is ours. */
static void
what_is_attached_stays(void **state)
{
	static const char MIXED[] =
	    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/plain\r\n\r\nZie bijlage\r\n" PICTURE("attachment",
		"image/png", OURS) PICTURE("inline", "image/png", OURS) "--b--\r\n";
	g_autofree char *hash = hash_of("our logo");
	g_autofree char *left = left_of(MIXED, hash);

	(void)state;
	assert_string_equal(left, "2 image001 image/png 8");
}

/* A mail with ours and nothing else has no attachments. */
static void
a_quoted_letter_brings_nothing(void **state)
{
	g_autofree char *hash = hash_of("our logo");
	g_autofree char *left =
	    left_of(HEAD PICTURE("inline", "image/png", OURS) "--b--\r\n", hash);

	(void)state;
	assert_string_equal(left, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ours_is_none_of_theirs),
	    cmocka_unit_test(what_is_attached_stays),
	    cmocka_unit_test(a_quoted_letter_brings_nothing),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
