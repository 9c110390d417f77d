/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reader execs this very program as its worker: the real one, or one that misbehaves as HOME says, which is one of
 * the few things that a worker may know.
 */
#include <glib.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/commands/mail_reader.h"
#include "gateway/ipc/child.h"
#include "gateway/model/context.h"
#include "gateway/util/error.h"
#include "gateway/workers/worker.h"

static const char MAIL[] = "From: Els Bos <els@klant.example>\r\n"
			   "Subject: Scherm is zwart\r\n"
			   "MIME-Version: 1.0\r\n"
			   "Content-Type: multipart/mixed; boundary=b\r\n"
			   "\r\n"
			   "--b\r\n"
			   "Content-Type: text/plain\r\n"
			   "\r\n"
			   "Help.\r\n"
			   "--b\r\n"
			   "Content-Type: image/png; name=foto.png\r\n"
			   "Content-Disposition: attachment; filename=foto.png\r\n"
			   "Content-Transfer-Encoding: base64\r\n"
			   "\r\n"
			   "aGFsbG8=\r\n"
			   "--b--\r\n";

/* The worker's side. */
static int
misbehave(const char *how)
{
	Channel *channel = channel_new(CHILD_SOCKET, true);
	g_autoptr(Frame) setup = NULL;
	g_autoptr(Frame) read = NULL;

	if (channel_receive(channel, &setup, NULL) != CHANNEL_FRAME ||
	    channel_receive(channel, &read, NULL) != CHANNEL_FRAME)
		return 1;
	if (strcmp(how, "dies") == 0)
		kill(getpid(), SIGTERM);
	if (strcmp(how, "lies") == 0)
		channel_send(channel, FRAME_HEARD, g_variant_new("()"), NULL, NULL);
	if (strcmp(how, "hangs") == 0 || strcmp(how, "lies") == 0)
		pause();
	return strcmp(how, "leaves") == 0 ? 0 : 7;
}

static GBytes *
mail_bytes(void)
{
	return g_bytes_new_static(MAIL, sizeof MAIL - 1);
}

static Message *
message_by(MailReader *reader)
{
	g_autoptr(GBytes) raw = mail_bytes();
	g_autoptr(GError) error = NULL;
	Message *message = mail_reader_message(reader, NULL, raw, &error);

	if (message == NULL)
		fail_msg("%s", error->message);
	return message;
}

static void
one_reader_reads_many(void **state)
{
	g_autoptr(MailReader) reader = mail_reader_new(NULL);

	(void)state;
	g_setenv("HOME", "/", TRUE);
	for (int i = 0; i < 3; i++) {
		g_autoptr(Message) message = message_by(reader);

		assert_null(message->refused);
		assert_string_equal(message->subject, "Scherm is zwart");
		assert_string_equal(message->text, "Help.");
		assert_int_equal(message->attachments->len, 1);
	}
}

static void
a_part_is_brought(void **state)
{
	g_autoptr(MailReader) reader = mail_reader_new(NULL);
	g_autoptr(GBytes) raw = mail_bytes();
	g_autoptr(GBytes) part = NULL;
	g_autoptr(GError) error = NULL;

	(void)state;
	g_setenv("HOME", "/", TRUE);
	part = mail_reader_part(reader, raw, "2", &error);
	assert_non_null(part);
	assert_int_equal(g_bytes_get_size(part), 5);
	assert_memory_equal(g_bytes_get_data(part, NULL), "hallo", 5);
	assert_null(mail_reader_part(reader, raw, "7", &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
}

static void
a_mail_that_ends_its_reader_is_refused(void **state)
{
	static const struct {
		const char *how;
		const char *refused;
	} ROWS[] = {
	    {"dies", "its reader ended: signal 15 (Terminated)"},
	    {"seven", "its reader ended: exit 7"},
	    {"leaves", "its reader ended: exit 0"},
	    {"lies", "its reader ended: ?"},
	    {"hangs", "its reader was stopped after 5 seconds"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(MailReader) reader = mail_reader_new(NULL);
		g_autoptr(Message) refused = NULL;

		g_setenv("HOME", ROWS[i].how, TRUE);
		refused = message_by(reader);
		assert_string_equal(refused->refused, ROWS[i].refused);
		assert_string_equal(refused->text, "");
	}
}

static void
the_next_mail_has_a_new_reader(void **state)
{
	g_autoptr(MailReader) reader = mail_reader_new(NULL);
	g_autoptr(GBytes) raw = mail_bytes();
	g_autoptr(Message) refused = NULL;
	g_autoptr(Message) read = NULL;
	g_autoptr(GError) error = NULL;

	(void)state;
	g_setenv("HOME", "dies", TRUE);
	refused = message_by(reader);
	assert_non_null(refused->refused);
	assert_null(mail_reader_part(reader, raw, "2", &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED));
	assert_string_equal(error->message, "its reader ended: signal 15 (Terminated)");
	g_setenv("HOME", "/", TRUE);
	read = message_by(reader);
	assert_null(read->refused);
	assert_string_equal(read->text, "Help.");
}

#define FROM_OUTSIDE "Poort Zuid: dit kwam van buiten.\r\n\r\n"

/* What is new in a mail to this address that came by this mailbox (NULL: nobody knows). Caller owns. */
static char *
text_by(MailReader *reader, const char *mailbox, const char *to)
{
	g_autofree char *mail = g_strdup_printf("From: Els Bos <els@klant.example>\r\n"
						"To: %s\r\n"
						"Subject: Scherm\r\n"
						"\r\n" FROM_OUTSIDE "Help.\r\n",
	    to);
	g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
	g_autoptr(GError) error = NULL;
	g_autoptr(Message) message = mail_reader_message(reader, mailbox, raw, &error);

	if (message == NULL)
		fail_msg("%s", error->message);
	assert_null(message->refused);
	assert_non_null(message->origin);
	return g_strdup(message->text);
}

/* One reader has them all, in any order: what one mailbox knows is not known of the next. */
static void
each_mailbox_has_words_of_its_own(void **state)
{
	static char *texts[] = {(char *)"Poort Zuid: *"};
	static const struct {
		const char *mailbox, *to;
		bool cut;
	} ROWS[] = {
	    {"support", "desk@desk.example", false},
	    {"zuid", "desk@desk.example", true},
	    {"support", "zuid@desk.example", false},
	    {NULL, "zuid@desk.example", true},
	    {NULL, "desk@desk.example", false},
	    {NULL, "nobody@desk.example", false},
	    {NULL, "zuid@desk.example", true},
	    {"is gone", "zuid@desk.example", false},
	};
	GPtrArray banners = {.pdata = (void **)texts, .len = 1};
	ConfigMailbox support = {
	    .name = (char *)"support", .address = (char *)"desk@desk.example"};
	ConfigMailbox zuid = {.name = (char *)"zuid",
	    .address = (char *)"zuid@desk.example",
	    .banners = &banners};
	void *both[] = {&support, &zuid};
	GPtrArray mailboxes = {.pdata = both, .len = 2};
	const Config config = {.mailboxes = &mailboxes};
	g_autoptr(MailReader) reader = mail_reader_new(&config);

	(void)state;
	g_setenv("HOME", "/", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *text = text_by(reader, ROWS[i].mailbox, ROWS[i].to);

		if ((strcmp(text, "Help.") == 0) != ROWS[i].cut)
			fail_msg("%zu: %s", i, text);
	}
}

/* It is the one mailbox that there is; and a new worker is told as well. */
static void
the_only_mailbox_needs_no_name(void **state)
{
	static char *texts[] = {(char *)"Poort Zuid: *"};
	GPtrArray banners = {.pdata = (void **)texts, .len = 1};
	ConfigMailbox zuid = {.name = (char *)"zuid",
	    .address = (char *)"zuid@desk.example",
	    .banners = &banners};
	void *one[] = {&zuid};
	GPtrArray mailboxes = {.pdata = one, .len = 1};
	const Config config = {.mailboxes = &mailboxes};
	g_autoptr(MailReader) reader = mail_reader_new(&config);
	g_autoptr(GBytes) raw = mail_bytes();
	g_autoptr(Message) refused = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	(void)state;
	g_setenv("HOME", "dies", TRUE);
	refused = mail_reader_message(reader, NULL, raw, &error);
	assert_non_null(refused->refused);
	g_setenv("HOME", "/", TRUE);
	text = text_by(reader, NULL, "els@klant.example");
	assert_string_equal(text, "Help.");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_reader_reads_many),
	    cmocka_unit_test(a_part_is_brought),
	    cmocka_unit_test(a_mail_that_ends_its_reader_is_refused),
	    cmocka_unit_test(the_next_mail_has_a_new_reader),
	    cmocka_unit_test(each_mailbox_has_words_of_its_own),
	    cmocka_unit_test(the_only_mailbox_needs_no_name),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0) {
		if (strcmp(g_getenv("HOME"), "/") != 0)
			_exit(misbehave(g_getenv("HOME")));
		return worker_run(argv[2]);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
