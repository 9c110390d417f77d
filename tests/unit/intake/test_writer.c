/* SPDX-License-Identifier: Apache-2.0 */
/* Who wrote a mail, by all that its header says of it; and that nobody gains by it. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/sender_proof.h"
#include "gateway/intake/writer.h"

#define GROUP "desk@desk.example"

static const struct {
	const char *what;
	const char *from;
	const char *original;
	const char *reply_to[2];
	const char *submitter;
	const char *list[2]; /* a header of a list: name, value */
	MessageKind kind;
	const char *writer; /* NULL: From stays */
	MessageKind becomes;
} ROWS[] = {
    {"a person", ELS, NULL, {PIET}, "sec@klant.example", {0}, MESSAGE_PERSON, NULL,
	MESSAGE_PERSON},
    {"a person whose mail claims another", ELS, PIET, {0}, NULL, {0}, MESSAGE_PERSON, NULL,
	MESSAGE_PERSON},
    {"our group, with what it kept", GROUP, ELS, {PIET}, NULL, {0}, MESSAGE_LIST, ELS,
	MESSAGE_PERSON},
    {"our group, with Reply-To alone", GROUP, NULL, {GROUP, ELS}, NULL, {0}, MESSAGE_LIST, ELS,
	MESSAGE_PERSON},
    {"our address by who submits for us", GROUP, NULL, {0}, ELS, {0}, MESSAGE_PERSON, ELS,
	MESSAGE_PERSON},
    {"our address and nobody else", GROUP, NULL, {GROUP, "desk+ab@desk.example"}, GROUP, {0},
	MESSAGE_PERSON, NULL, MESSAGE_PERSON},
    {"our address and our own people", GROUP, "sanne@desk.example", {"sanne@desk.example"},
	"sanne@desk.example", {0}, MESSAGE_LIST, NULL, MESSAGE_LIST},
    {"our address and a machine", GROUP, NULL, {"noreply@klant.example"}, NULL, {0},
	MESSAGE_PERSON, NULL, MESSAGE_PERSON},
    {"our address in a machine's mail", GROUP, ELS, {ELS}, NULL, {0}, MESSAGE_AUTO_REPLY, NULL,
	MESSAGE_AUTO_REPLY},
    {"a list of others", "overleg@lijst.example", NULL, {ELS}, NULL,
	{"List-Id", "Overleg <overleg.lijst.example>"}, MESSAGE_LIST, ELS, MESSAGE_LIST},
    {"the same by its post address", "Overleg@lijst.example", NULL, {ELS}, NULL,
	{"List-Post", "<mailto:overleg@lijst.example>"}, MESSAGE_LIST, ELS, MESSAGE_LIST},
    {"another list of our domain", "team@desk.example", NULL, {ELS}, NULL,
	{"List-Id", "<team.desk.example>"}, MESSAGE_LIST, ELS, MESSAGE_PERSON},
    {"a member of a list", ELS, NULL, {PIET}, NULL, {"List-Id", "<overleg.lijst.example>"},
	MESSAGE_LIST, NULL, MESSAGE_LIST},
    {"a list that answers to itself", "overleg@lijst.example", NULL, {"overleg@lijst.example"},
	NULL, {"List-Id", "<overleg.lijst.example>"}, MESSAGE_LIST, NULL, MESSAGE_LIST},
    {"a form", "noreply@bouwer.example", NULL, {ELS}, NULL, {0}, MESSAGE_PERSON, ELS,
	MESSAGE_PERSON},
    {"a form that answers to us", "noreply@bouwer.example", NULL, {GROUP}, NULL, {0},
	MESSAGE_PERSON, NULL, MESSAGE_PERSON},
    {"a form that our own people filled in", "noreply@bouwer.example", NULL,
	{"sanne@desk.example"}, NULL, {0}, MESSAGE_PERSON, NULL, MESSAGE_PERSON},
    {"nobody", NULL, ELS, {ELS}, ELS, {0}, MESSAGE_PERSON, NULL, MESSAGE_PERSON},
};

static MessageAddress *
someone(const char *address)
{
	return address == NULL ? NULL : message_address_new(address, "");
}

static Message *
mail_of(size_t i)
{
	Message *message = message_new();

	message->from = someone(ROWS[i].from);
	message->original_from = someone(ROWS[i].original);
	message->submitter = someone(ROWS[i].submitter);
	message->kind = ROWS[i].kind;
	for (size_t n = 0; n < G_N_ELEMENTS(ROWS[i].reply_to); n++)
		if (ROWS[i].reply_to[n] != NULL)
			g_ptr_array_add(message->reply_to, someone(ROWS[i].reply_to[n]));
	if (ROWS[i].list[0] != NULL) {
		MessageHeader *header = g_new0(MessageHeader, 1);

		header->name = g_strdup(ROWS[i].list[0]);
		header->value = g_strdup(ROWS[i].list[1]);
		g_ptr_array_add(message->headers, header);
	}
	return message;
}

static void
one_function_weighs_all(void **state)
{
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = mail_of(i);
		const char *expected = ROWS[i].writer == NULL ? ROWS[i].from : ROWS[i].writer;
		Message settled;

		writer_settle(desk->context->config, message, &settled);
		if (g_strcmp0(settled.from == NULL ? NULL : settled.from->address, expected) !=
			0 ||
		    settled.kind != ROWS[i].becomes)
			fail_msg("%s: %s, %s", ROWS[i].what,
			    settled.from == NULL ? "nobody" : settled.from->address,
			    message_kind_name(settled.kind));
		if ((settled.via == NULL) != (ROWS[i].writer == NULL))
			fail_msg("%s: via", ROWS[i].what);
	}
}

/* The pass is the group's: the writer has none. */
static void
what_proves_a_group_proves_no_writer(void **state)
{
	Desk *desk = *state;
	const ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];
	g_autoptr(Message) message = mail_of(2);
	Message settled;
	g_auto(Verdict) verdict = {0};

	message->origin = origin_new();
	message->origin->from = g_strdup(GROUP);
	g_ptr_array_add(message->origin->results,
	    authres_new("mx.desk.example", "dmarc", "pass", "desk.example"));
	writer_settle(desk->context->config, message, &settled);
	assert_string_equal(settled.from->address, ELS);
	sender_proof_judge(&settled, mailbox, &verdict);
	assert_false(verdict.passed);
	assert_false(verdict.failed);
	assert_string_equal(verdict.why, "who wrote it is not in its From");
}

/* Nor does a result for the writer's own domain, which is not what was looked at. */
static void
nor_does_a_result_for_somebody_else(void **state)
{
	Desk *desk = *state;
	const ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];
	g_autoptr(Message) message = mail_of(2);
	Message settled;
	g_auto(Verdict) verdict = {0};

	message->origin = origin_new();
	message->origin->from = g_strdup(ELS);
	g_ptr_array_add(message->origin->results,
	    authres_new("mx.desk.example", "dmarc", "pass", "klant.example"));
	writer_settle(desk->context->config, message, &settled);
	sender_proof_judge(&settled, mailbox, &verdict);
	assert_false(verdict.passed);
	assert_true(verdict.failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(one_function_weighs_all),
	    desk_test(what_proves_a_group_proves_no_writer),
	    desk_test(nor_does_a_result_for_somebody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
