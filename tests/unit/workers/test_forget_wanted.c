/* SPDX-License-Identifier: Apache-2.0 */
/* Which mails are meant by an order: those with its bytes and no others. */
#include "gateway/workers/forget_wanted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "spool/mail_copy.h"

static void
test_wanted(void **state)
{
	static const char MAIL[] = "Subject: hallo\r\n\r\nDag.\r\n";
	static const char LARGE[] = "Subject: groot\r\n\r\nVeel.\r\n";
	g_autoptr(GBytes) mail = g_bytes_new_static(MAIL, strlen(MAIL));
	g_autoptr(GBytes) large = g_bytes_new_static(LARGE, strlen(LARGE));
	g_autoptr(GBytes) header = g_bytes_new_static(LARGE, strlen("Subject: groot\r\n\r\n"));
	const MailArrival whole = {.raw = mail, .size = 24};
	const MailArrival cut = {.raw = header, .size = 99, .header_only = true};
	g_autofree char *hash = mail_hash(&whole);
	g_autofree char *cut_hash = mail_hash(&cut);
	g_auto(ForgetWanted) wanted = {0};
	g_autoptr(Channel) ours = NULL;
	g_autoptr(Channel) theirs = NULL;
	GVariantBuilder mails;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	ours = channel_new(pair[0], true);
	theirs = channel_new(pair[1], true);
	g_variant_builder_init(&mails, G_VARIANT_TYPE("a(sxb)"));
	g_variant_builder_add(&mails, "(sxb)", hash, (gint64)24, false);
	g_variant_builder_add(&mails, "(sxb)", cut_hash, (gint64)99, true);
	assert_true(
	    channel_send(ours, FRAME_FORGET, g_variant_new("(a(sxb))", &mails), NULL, NULL));
	assert_true(forget_wanted_receive(theirs, &wanted, NULL));
	assert_true(forget_wanted_has_size(&wanted, 24));
	assert_true(forget_wanted_has_size(&wanted, 99));
	assert_false(forget_wanted_has_size(&wanted, 25));
	assert_true(forget_wanted_is(&wanted, mail, 24));
	assert_true(forget_wanted_is(&wanted, large, 99));
	assert_false(forget_wanted_is(&wanted, large, 24));
	assert_false(forget_wanted_is(&wanted, header, 24));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_wanted)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
