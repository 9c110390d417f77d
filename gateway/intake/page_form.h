/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A form is a mail: what a customer sends by a page is kept as one and goes the way of every mail. But who it is from, on
 * which ticket, and what is to be done, the page's session and its form say, and not its words; and it proves what the
 * session proves: that the letter with its code was read at the registered address, or that, and the app. One that was
 * sent by the link of a letter, without a session, proves what that letter's token does in a mail.
 */
#pragma once

#include "gateway/intake/mail_facts.h"
#include "gateway/model/context.h"
#include "gateway/model/needs.h"
#include "gateway/model/proof.h"
#include "spool/web_form.h"

#define PAGE_FORM_TITLE "title"
/* Fields of a new case; those of a request are its item's variables. */
#define PAGE_FORM_CATEGORY "category"
#define PAGE_FORM_ACCOUNT "account"
#define PAGE_FORM_PEOPLE "people"
#define PAGE_FORM_REPORTER "reporter"

/* What was sent. All borrowed. */
typedef struct {
	const Contact *contact;
	ConfirmedBy by; /* how they logged in */
	int64_t letter; /* whose link led to it, where they did not; or 0 */
	WebDeed deed;
	const Ticket *ticket; /* that it is about; NULL: a new one */
	const char *item;     /* of a request; else NULL */
	const char *title;    /* of a new one */
	const char *text;     /* "" where nothing was written */
	GHashTable *fields;   /* char * -> char *, or NULL */
	GPtrArray *files;     /* of ComposeAttachment, or NULL */
	const uint8_t *nonce; /* that the form had, and none before */
	size_t nonce_size;
} PageForm;
/* What such a session proves, as situation_prove() will find. */
Standing page_form_standing(ConfirmedBy by);
/* Keeps it as a waiting mail. Who asks looked at the rights; whoever decides looks again. */
bool page_form_keep(Context *context, const PageForm *form, int64_t *ret_mail, GError **error);

/* Sets facts->page where the mail is a form, with no evidence but that. */
bool page_form_look(MailFacts *facts, GError **error);
/* The steps of a form in the place of a mail's: gateway/intake/situation.h. */
bool page_form_find_sender(MailFacts *facts, GError **error);
bool page_form_find_ticket(MailFacts *facts, GError **error);
/* What the deed says, over what was read in the words. */
void page_form_answer(MailFacts *facts);
/* What the form gives for the variables of its item, as catalog_fill() takes it. Caller owns. */
GHashTable *page_form_values(const WebForm *form);
void page_form_trace(const MailFacts *facts);
/* Whether it was sent by the link of a letter. */
bool page_form_is_by_link(const MailFacts *facts);
