/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments listed, and one of them brought; its reader execs this very program as its worker. */
#include "tests/unit/command_fixture.h"

#include "gateway/commands/ticket_attachment.h"
#include "gateway/workers/worker.h"

static const char MAIL[] = "From: Els Bos <els@klant.example>\r\n"
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

/* CS0000001 with the picture of that mail. */
static void
add_case(Spool *spool)
{
	g_autoptr(GBytes) raw = g_bytes_new_static(MAIL, sizeof MAIL - 1);
	const MailArrival arrival = {
	    .mailbox = "support", .key = "7.1", .raw = raw, .size = sizeof MAIL - 1};
	TicketAttachment attachment = {.number = 1,
	    .path = (char *)"2",
	    .name = (char *)"foto.png",
	    .type = (char *)"image/png",
	    .size = 5,
	    .marks = (char *)"disguised"};

	must(spool_begin(spool, &error));
	attachment.ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	must(mail_add(spool, &arrival, &attachment.mail, &error));
	must(ticket_attach(spool, &attachment, &error));
	must(spool_commit(spool, &error));
}

/* What the line prints in the end. Caller owns. */
static char *
brought(Context *context, const char *line)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	g_autoptr(GBytes) finished = NULL;

	parse(line, &call);
	serve_request(context, &call, &reply);
	assert_int_equal(reply.code, 0);
	must((finished = ticket_attachment_finish(&call, reply.out, &error)) != NULL);
	return g_strndup(g_bytes_get_data(finished, NULL), g_bytes_get_size(finished));
}

static void
all_are_listed_and_one_is_brought(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autofree char *list = NULL;
	g_autofree char *one = NULL;

	add_case(fixture->spool);
	list = brought(&context, "case attachment CS0000001");
	assert_string_equal(list, "number  name      type       size  marked\n"
				  "     1  foto.png  image/png   5 B  disguised\n");
	one = brought(&context, "case attachment CS0000001 1");
	assert_string_equal(one, "hallo");
	assert_refused(&context, "case attachment CS0000001 2", 1,
	    "CS0000001 has no attachment 2; it has 1");
}

/* Its bytes would do there what they say. */
static void
a_terminal_gets_none(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};

	add_case(fixture->spool);
	parse("case attachment CS0000001 1", &call);
	call_set_number(&call, "width", 80);
	serve_request(&context, &call, &reply);
	assert_int_equal(reply.code, 64);
	assert_string_equal(
	    reply.error, "an attachment is not shown: send it into a file, > OUT");
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    spool_test(all_are_listed_and_one_is_brought),
	    spool_test(a_terminal_gets_none),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_run(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
