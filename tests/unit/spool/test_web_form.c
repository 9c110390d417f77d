/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/contact.h"
#include "spool/forget.h"
#include "spool/mail.h"
#include "spool/web_form.h"

#define NONCE "0123456789abcdef"
#define NONCE_BYTES 16

static int64_t
add_mail(Spool *spool)
{
	g_autoptr(GBytes) raw = g_bytes_new_static("From: a\r\n\r\n", 11);
	const MailArrival arrival = {.mailbox = WEB_FORM_MAILBOX,
	    .raw = raw,
	    .size = 11,
	    .received_ms = 1,
	    .confirmed = 2};
	int64_t id = 0;

	must(mail_add(spool, &arrival, &id, &error));
	return id;
}

static int64_t
add_contact(Spool *spool)
{
	const ContactDetails details = {.address = "els@klant.example"};
	int64_t id = 0;

	must(contact_add(spool, &details, 1, &id, &error));
	return id;
}

/* A form of a mail; its id. */
static int64_t
add_form(Spool *spool)
{
	g_autoptr(GHashTable) fields = g_hash_table_new(g_str_hash, g_str_equal);
	const WebForm form = {.mail = add_mail(spool),
	    .contact = add_contact(spool),
	    .deed = WEB_DEED_REQUEST,
	    .item = (char *)"teams",
	    .fields = fields};

	g_hash_table_insert(fields, (void *)"name", (void *)"Ren\xc3\xa9\nJansen");
	must(web_form_add(spool, &form, (const uint8_t *)NONCE, NONCE_BYTES, &error));
	return form.mail;
}

static void
kept(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t mail = 0, found = 0;
	g_autoptr(WebForm) form = NULL;
	g_autoptr(WebForm) other = NULL;
	g_autoptr(Mail) row = NULL;

	must(spool_begin(spool, &error));
	mail = add_form(spool);
	must(web_form_get(spool, mail, &form, &error));
	assert_int_equal(form->deed, WEB_DEED_REQUEST);
	assert_string_equal(form->item, "teams");
	assert_int_equal(form->ticket, 0);
	assert_string_equal(web_form_field(form, "name"), "Ren\xc3\xa9\nJansen");
	assert_null(web_form_field(form, "nickname"));
	must(mail_get(spool, mail, &row, &error));
	assert_int_equal(row->confirmed, 2);
	must(web_form_get(spool, mail + 1, &other, &error));
	assert_null(other);
	must(web_form_find(spool, form->contact, NONCE, NONCE_BYTES, &found, &error));
	assert_int_equal(found, mail);
	must(web_form_find(spool, form->contact + 1, NONCE, NONCE_BYTES, &found, &error));
	assert_int_equal(found, 0);
	must(spool_commit(spool, &error));
}

/* One form is one mail, and what it says goes when the mail's bytes go. */
static void
once_and_forgotten(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(GError) twice = NULL;
	g_autoptr(WebForm) form = NULL;
	WebForm again = {.deed = WEB_DEED_OPEN};

	must(spool_begin(spool, &error));
	again.mail = add_form(spool);
	must(web_form_get(spool, again.mail, &form, &error));
	must(forget_mail_bytes(spool, again.mail, 5, &error));
	g_clear_pointer(&form, web_form_free);
	must(web_form_get(spool, again.mail, &form, &error));
	assert_int_equal(g_hash_table_size(form->fields), 0);
	again.contact = form->contact;
	assert_false(web_form_add(spool, &again, (const uint8_t *)NONCE, NONCE_BYTES, &twice));
}

/* A mail with other bytes. */
static int64_t
add_another(Spool *spool, int number)
{
	g_autofree char *text = g_strdup_printf("Subject: %d\r\n\r\n", number);
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	const MailArrival arrival = {
	    .mailbox = WEB_FORM_MAILBOX, .raw = raw, .size = 1, .received_ms = 1};
	int64_t id = 0;

	must(mail_add(spool, &arrival, &id, &error));
	return id;
}

/* Those that were sent by one letter's links, and when. */
static void
counted(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	static const struct {
		int64_t letter, since_ms, count;
	} ROWS[] = {{881, 1, 3}, {881, 2, 0}, {882, 0, 1}, {883, 0, 0}, {0, 0, 0}};
	static const int64_t LETTERS[] = {881, 881, 882, 881, 0};
	g_autoptr(WebForm) form = NULL;
	WebForm sent = {.deed = WEB_DEED_ACCEPT};

	must(spool_begin(spool, &error));
	sent.contact = add_contact(spool);
	for (size_t i = 0; i < G_N_ELEMENTS(LETTERS); i++) {
		const uint8_t nonce[] = {(uint8_t)i};

		sent.mail = add_another(spool, (int)i);
		sent.letter = LETTERS[i];
		must(web_form_add(spool, &sent, nonce, sizeof nonce, &error));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		int64_t count = -1;

		must(web_form_count_of_letter(
		    spool, ROWS[i].letter, ROWS[i].since_ms, &count, &error));
		assert_int_equal(count, ROWS[i].count);
	}
	must(web_form_get(spool, sent.mail - 1, &form, &error));
	assert_int_equal(form->letter, 881);
	must(spool_commit(spool, &error));
}

static void
deeds(void **state)
{
	WebDeed deed = WEB_DEED_OPEN;

	(void)state;
	for (int i = 0; i < WEB_DEEDS; i++) {
		assert_true(web_deed_from_name(web_deed_name((WebDeed)i), &deed));
		assert_int_equal(deed, i);
	}
	assert_false(web_deed_from_name("close", &deed));
	assert_false(web_deed_from_name(NULL, &deed));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(kept),
	    spool_test(once_and_forgotten),
	    spool_test(counted),
	    cmocka_unit_test(deeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
