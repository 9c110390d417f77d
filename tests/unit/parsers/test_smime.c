/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/smime.h"

/* Puts what is in `content` behind a DER tag and its length. */
static void
wrap(GByteArray *content, unsigned char tag)
{
	unsigned char head[] = {
	    tag, 0x82, (unsigned char)(content->len >> 8), (unsigned char)content->len};

	g_byte_array_prepend(content, head, sizeof(head));
}

/* Signed data that nobody signed: it has the form, and that is what is read. */
static GBytes *
sign(const char *text)
{
	static const unsigned char version[] = {0x02, 0x01, 0x01, 0x31, 0x00};
	static const unsigned char data_type[] = {
	    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
	static const unsigned char signed_type[] = {
	    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};
	static const unsigned char no_signers[] = {0x31, 0x00};
	GByteArray *out = g_byte_array_new();

	g_byte_array_append(out, (const unsigned char *)text, (unsigned)strlen(text));
	wrap(out, 0x04);
	wrap(out, 0xa0);
	g_byte_array_prepend(out, data_type, sizeof(data_type));
	wrap(out, 0x30);
	g_byte_array_prepend(out, version, sizeof(version));
	g_byte_array_append(out, no_signers, sizeof(no_signers));
	wrap(out, 0x30);
	wrap(out, 0xa0);
	g_byte_array_prepend(out, signed_type, sizeof(signed_type));
	wrap(out, 0x30);
	return g_byte_array_free_to_bytes(out);
}

static void
test_content(void **state)
{
	g_autoptr(GBytes) signed_data = sign("Content-Type: text/plain\r\n\r\nhoi");
	g_autoptr(GBytes) content = smime_content(signed_data);

	(void)state;
	assert_non_null(content);
	assert_int_equal(g_bytes_get_size(content), 31);
	assert_memory_equal(g_bytes_get_data(content, NULL), "Content-Type: text/plain", 24);
}

static void
test_not_signed(void **state)
{
	g_autoptr(GBytes) rubbish = g_bytes_new_static("0\x80nonsense", 10);
	g_autoptr(GBytes) empty = g_bytes_new_static("", 0);

	(void)state;
	assert_null(smime_content(rubbish));
	assert_null(smime_content(empty));
}

static void
test_mail(void **state)
{
	g_autoptr(GBytes) signed_data =
	    sign("Content-Type: multipart/mixed; "
		 "boundary=y\r\n\r\n--y\r\n\r\nhoi\r\n--y\r\nContent-Type: "
		 "image/png; name=a.png\r\n\r\nP\r\n--y--\r\n");
	g_autofree char *coded =
	    g_base64_encode(g_bytes_get_data(signed_data, NULL), g_bytes_get_size(signed_data));
	g_autofree char *mail = g_strdup_printf(
	    "Subject: x\nContent-Type: application/pkcs7-mime; smime-type=signed-data; "
	    "name=smime.p7m\nContent-Transfer-Encoding: base64\n\n%s\n",
	    coded);
	g_autoptr(Message) message = mail_read(mail);
	g_autofree char *attachments = mail_attachments(message);
	g_autoptr(GBytes) raw = g_bytes_new_static(mail, strlen(mail));
	g_autoptr(GBytes) part = mime_part(raw, "1/smime.2", NULL);

	(void)state;
	assert_string_equal(message->text, "hoi");
	assert_string_equal(attachments, "1/smime.2 a.png image/png 1");
	assert_int_equal(g_bytes_get_size(part), 1);
}

static void
test_encrypted_is_said(void **state)
{
	g_autoptr(Message) message =
	    mail_read("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; "
		      "name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n");
	g_autofree char *attachments = mail_attachments(message);

	(void)state;
	assert_string_equal(message->limits->pdata[0], "encrypted");
	assert_string_equal(attachments, "1 smime.p7m application/pkcs7-mime 3");
	assert_null(message->refused);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_content),
	    cmocka_unit_test(test_not_signed),
	    cmocka_unit_test(test_mail),
	    cmocka_unit_test(test_encrypted_is_said),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
