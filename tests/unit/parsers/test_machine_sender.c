/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/machine_sender.h"

static unsigned
tells(const char *name, const char *address)
{
	g_autoptr(Message) message = message_new();
	MessageHeader *header = g_new0(MessageHeader, 1);

	message->from = message_address_new(address, name);
	header->name = g_strdup("From");
	header->value = g_strdup_printf("%s <%s>", name, address);
	g_ptr_array_add(message->headers, header);
	return machine_sender_tells(message);
}

static void
a_machine_is_known_by_its_address(void **state)
{
	const unsigned mute = SENDER_SYSTEM | SENDER_NOTIFIES | SENDER_UNANSWERED;
	const unsigned bounces = SENDER_SYSTEM | SENDER_UNANSWERED;
	const unsigned daemon = SENDER_DAEMON | SENDER_UNANSWERED;
	const struct {
		const char *address;
		unsigned tells;
	} ROWS[] = {
	    {"owner-users@k.example", SENDER_UNANSWERED},
	    {"users-owner@k.example", SENDER_UNANSWERED},
	    {"users-request@k.example", SENDER_UNANSWERED},
	    {"users-request+7@k.example", SENDER_UNANSWERED},
	    {"users-bounces@k.example", bounces},
	    {"users-bounces+els@k.example", bounces},
	    {"bounce+7@k.example", bounces},
	    {"bounces+7-a=b@k.example", bounces},
	    {"bounce-77@k.example", bounces},
	    {"POSTMASTER@k.example", bounces},
	    {"Mailer-Daemon@k.example", daemon},
	    {"mail-daemon@k.example", daemon},
	    {"MicrosoftExchange329e71ec@k.example", daemon},
	    {"abuse@k.example", SENDER_UNANSWERED},
	    {"root@k.example", SENDER_UNANSWERED},
	    {"majordomo@k.example", SENDER_UNANSWERED},
	    {"nobody@k.example", SENDER_NOTIFIES | SENDER_UNANSWERED},
	    {"Notifications@k.example", SENDER_NOTIFIES | SENDER_UNANSWERED},
	    {"noreply@k.example", mute},
	    {"No-Reply@k.example", mute},
	    {"no_reply@k.example", mute},
	    {"no.reply@k.example", mute},
	    {"shop-noreply@k.example", mute},
	    {"noreply+x12@k.example", mute},
	    {"donotreply@k.example", mute},
	    {"do-not-reply@k.example", mute},
	    {"geen-antwoord@k.example", mute},
	    {"niet-beantwoorden@k.example", mute},
	    {"nietreageren@k.example", mute},
	    {"keine-antwort@k.example", mute},
	    {"bitte-nicht-antworten@k.example", mute},
	    {"ne-pas-repondre@k.example", mute},
	    {"smtp@k.example", SENDER_SYSTEM},
	    {"postmaster.jansen@k.example", SENDER_SYSTEM},
	    {"bouncer@k.example", SENDER_SYSTEM},
	    {"wordpress@k.example", SENDER_FORM},
	    {"Contactformulier@k.example", SENDER_FORM},
	    {"www-data@k.example", SENDER_UNANSWERED},
	    {"els@k.example", 0},
	    {"request@k.example", 0},
	    {"owner@k.example", 0},
	    {"requests@k.example", 0},
	    {"abusement@k.example", 0},
	    {"root.beer@k.example", 0},
	    {"rooter@k.example", 0},
	    {"norep@k.example", 0},
	    {"daemon.jones@k.example", 0},
	    {"notifications.els@k.example", 0},
	    {"info@k.example", 0},
	    {"els@noreply.example", 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		if (tells("Els Bos", ROWS[i].address) != ROWS[i].tells)
			fail_msg("%s: %x", ROWS[i].address, tells("", ROWS[i].address));
}

/* The name counts where it is a mail system's own. */
static void
a_mail_system_is_known_by_its_name(void **state)
{
	g_autoptr(Message) nobody = message_new();

	(void)state;
	assert_int_equal(
	    tells("Mail Delivery System", "x@k.example"), SENDER_DAEMON | SENDER_UNANSWERED);
	assert_int_equal(tells("System Administrator", "x@k.example"), SENDER_SYSTEM);
	assert_int_equal(tells("noreply", "x@k.example"), 0);
	assert_int_equal(machine_sender_tells(nobody), 0);
	nobody->from = message_address_new("root@k.example", "");
	assert_int_equal(machine_sender_tells(nobody), SENDER_UNANSWERED);
	assert_int_equal(machine_sender_address_tells("root@k.example"), SENDER_UNANSWERED);
	assert_int_equal(machine_sender_address_tells("els@k.example"), 0);
}

static void
nobody_sits_behind_an_empty_path(void **state)
{
	static const struct {
		const char *path;
		bool is_null;
	} ROWS[] = {{"<>", true}, {" < >", true}, {"", true}, {"<els@k.example>", false},
	    {"els@k.example", false}, {"<> x", true}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Message) message = message_new();
		const char *const paths[] = {"<els@k.example>", ROWS[i].path};

		for (size_t j = 0; j < G_N_ELEMENTS(paths); j++) {
			MessageHeader *header = g_new0(MessageHeader, 1);

			header->name = g_strdup("Return-Path");
			header->value = g_strdup(paths[j]);
			g_ptr_array_add(message->headers, header);
		}
		assert_int_equal(machine_sender_tells(message) == SENDER_NULL, ROWS[i].is_null);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_machine_is_known_by_its_address),
	    cmocka_unit_test(a_mail_system_is_known_by_its_name),
	    cmocka_unit_test(nobody_sits_behind_an_empty_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
