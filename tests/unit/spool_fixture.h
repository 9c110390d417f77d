/* SPDX-License-Identifier: Apache-2.0 */
/* A real spool in a folder of its own for each test, and one of each thing to put into it. */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/mail_copy.h"
#include "spool/mail_trace.h"
#include "spool/step.h"
#include "spool/ticket.h"
#include "spool/ticket_content.h"
#include "spool/ticket_write.h"

/* call ends in &error. */
#define must(call)                                                                      \
	do {                                                                            \
		g_autoptr(GError) error = NULL;                                         \
		if (!(call))                                                            \
			fail_msg("%s: %s", #call, error ? error->message : "no error"); \
		assert_null(error);                                                     \
	} while (0)
#define must_fail_saying(call, wanted, words)                                           \
	do {                                                                            \
		g_autoptr(GError) error = NULL;                                         \
		if (call)                                                               \
			fail_msg("%s did not fail", #call);                             \
		if (!g_error_matches(error, SPOOL_ERROR, wanted) ||                     \
		    !strstr(error->message, words))                                     \
			fail_msg("%s: %s", #call, error ? error->message : "no error"); \
	} while (0)
#define must_fail(call, wanted) must_fail_saying(call, wanted, "")

typedef struct {
	char *folder;
	char *path;
	Spool *spool;
} Fixture;

static inline int
fixture_setup(void **state)
{
	Fixture *fixture = g_new0(Fixture, 1);

	fixture->folder = g_dir_make_tmp("spool-XXXXXX", NULL);
	assert_non_null(fixture->folder);
	fixture->path = g_build_filename(fixture->folder, "spool.db", NULL);
	must(fixture->spool = spool_open(fixture->path, &error));
	*state = fixture;
	return 0;
}

static inline int
fixture_teardown(void **state)
{
	static const char *const ENDINGS[] = {"", "-wal", "-shm", "-journal"};
	Fixture *fixture = *state;

	spool_close(fixture->spool);
	for (size_t i = 0; i < G_N_ELEMENTS(ENDINGS); i++) {
		g_autofree char *file = g_strconcat(fixture->path, ENDINGS[i], NULL);

		g_unlink(file);
	}
	assert_int_equal(g_rmdir(fixture->folder), 0);
	g_free(fixture->path);
	g_free(fixture->folder);
	g_free(fixture);
	return 0;
}

#define spool_test(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static inline void
fixture_reopen(Fixture *fixture)
{
	spool_close(fixture->spool);
	fixture->spool = NULL;
	must(fixture->spool = spool_open(fixture->path, &error));
}

static inline int64_t
some_mail(Spool *spool, const char *key, size_t size)
{
	g_autofree char *text = g_strnfill(size, 'm');
	g_autoptr(GBytes) raw = g_bytes_new(memcpy(text, key, MIN(strlen(key), size)), size);
	MailArrival arrival = {
	    .mailbox = "support",
	    .key = key,
	    .raw = raw,
	    .size = (int64_t)size,
	    .received_ms = 1000,
	};
	int64_t id = 0;

	must(mail_add(spool, &arrival, &id, &error));
	return id;
}

static inline int64_t
some_contact(Spool *spool, const char *address)
{
	ContactDetails details = {.address = address, .name = "Els Bos"};
	g_autoptr(Contact) contact = NULL;

	must(contact_meet(spool, &details, 1000, &contact, &error));
	return contact->id;
}

/* The texts are constants: only the number belongs to the ticket. */
static inline Ticket
new_ticket(TicketKind kind, TicketState state, int64_t reporter)
{
	return (Ticket){
	    .kind = kind,
	    .state = state,
	    .title = (char *)"Scherm is zwart",
	    .category = (char *)"Werkplek",
	    .priority = (char *)"normal",
	    .mailbox = (char *)"support",
	    .language = (char *)"nl",
	    .reporter = reporter,
	    .created_ms = 2000,
	    .state_ms = 2000,
	};
}

static inline int64_t
some_ticket(Spool *spool, TicketKind kind, TicketState state)
{
	Ticket ticket = new_ticket(kind, state, some_contact(spool, "els@klant.example"));

	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	return ticket.id;
}

static inline Letter
new_letter(int64_t ticket)
{
	return (Letter){
	    .name = (char *)"acknowledgement",
	    .purpose = (char *)"ticket",
	    .ticket = ticket,
	    .mailbox = (char *)"support",
	    .recipient = (char *)"Els@klant.example",
	    .created_ms = 3000,
	    .expires_ms = 90000,
	    .due_ms = 3000,
	};
}

static inline int64_t
store_letter(Spool *spool, const Letter *letter)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("Subject: hallo\r\n\r\nhallo\r\n", 25);
	LetterText text = {"<1@desk.example>", "[CS0000001] Scherm is zwart", bytes};
	int64_t id = 0;

	must(letter_add(spool, letter, &id, &error));
	must(letter_store(spool, id, &text, &error));
	return id;
}

/* All that one mail brings about, in the transaction that is open. */
static inline void
whole_story(Spool *spool, const char *key)
{
	int64_t mail = some_mail(spool, key, 5000);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	Letter new = new_letter(ticket);
	int64_t letter = store_letter(spool, &new);
	Entry entry = {
	    .ticket = ticket,
	    .kind = ENTRY_DESCRIPTION,
	    .author = (char *)"Els Bos",
	    .text = (char *)"Mijn scherm blijft zwart.",
	    .mark = (char *)"",
	    .mail = mail,
	};
	MailOutcome outcome = {
	    .state = MAIL_DONE,
	    .reason = "opened CS0000001",
	    .decision = "open case",
	    .ticket = ticket,
	    .message_id = "<5f1@klant.example>",
	    .content_hash = "abc",
	    .from_address = "els@klant.example",
	    .subject = "Scherm is zwart",
	};
	g_autoptr(Ticket) opened = NULL;

	must(ticket_add_entry(spool, &entry, NULL, &error));
	must(ticket_remember_id(spool, ticket, "<5f1@klant.example>", 0, &error));
	must(ticket_get(spool, ticket, &opened, &error));
	must(ticket_save(spool, opened, 4000, &error));
	must(mail_decide(spool, mail, &outcome, &error));
	must(mail_trace_set(spool, mail, "decision  open case", &error));
	must(letter_set_sent(spool, letter, "250 ok", 5000, &error));
	must(mail_set_filed(spool, "support", &key, 1, &error));
}
