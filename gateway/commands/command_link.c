/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `link`: what the pages of letters' links ask for, and nobody types. All is JSON. Nobody is logged in: what is shown and may
 * be done is what the letter said and its token is good for (link_letter.h).
 */
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/link_letter.h"
#include "gateway/commands/my_form.h"
#include "gateway/intake/page_form.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/letters/letter_token.h"
#include "gateway/model/session_secret.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"

#define TEXT_MOST 16384 /* bytes */
#define CHECKED 4 /* last digits of the number, which a person who is asked for them types */
#define FORMS_MOST 10 /* by one letter's links in a day */
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static const char *
or_empty(const char *word)
{
	return word == NULL ? "" : word;
}

static bool
find(Context *context, const Call *call, LinkLetter *ret_link, GError **error)
{
	const LinkAddress address = {
	    .token = or_empty(call_word(call, "token")),
	    .deed = or_empty(call_word(call, "deed")),
	    .number = call_word(call, "case"),
	};

	return link_letter_find(context, &address, ret_link, error);
}

/* That of the letter, as far as it is known. Borrowed. */
static const char *
language_of(const Context *context, const LinkLetter *link)
{
	return link->letter->language != NULL
		   ? link->letter->language
		   : customer_letter_language_for(context, link->contact, NULL, link->ticket);
}

/* Where it said it; else NULL. Borrowed. */
static const char *
title_of(const LinkLetter *link)
{
	const char *title = link->ticket->title;
	bool told = g_str_equal(link->letter->purpose, PURPOSE_OVERVIEW) ||
		    (*title != '\0' && strstr(link->letter->subject, title) != NULL);

	return told ? title : NULL;
}

static const char *
mail_address(const Context *context, const Letter *letter)
{
	return config_mailbox_or_first(context->config, letter->mailbox)->address;
}

/* {page, number, title, solution, reader, of_desk, state, changed, language, mail, form} */
static bool
serve_show(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(LinkLetter) link = {0};
	g_autofree char *solution = NULL;
	g_autofree char *nonce = NULL;

	if (!find(context, call, &link, error) ||
	    !link_letter_solution(context, &link, &solution, error))
		return false;
	nonce = session_link_nonce_new(&context->keys, link.letter->id);
	json_print(out,
	    json_pack("{ss, so, so, so, so, sb, ss, so, ss, ss, ss}", "page",
		link_page_name(link.page), "number", json_print_string(link.ticket->number),
		"title", json_print_string(title_of(&link)), "solution",
		json_print_string(solution), "reader",
		json_print_string(link.contact == NULL ? NULL : link.letter->recipient),
		"of_desk", link.contact == NULL, "state", ticket_state_name(link.ticket->state),
		"changed", json_print_time(link.ticket->state_ms), "language",
		language_of(context, &link), "mail", mail_address(context, link.letter), "form",
		nonce));
	return true;
}

/* What is sent, or an error. Caller owns. */
static char *
text_of(const Call *call, WebDeed deed, GError **error)
{
	g_autofree char *text =
	    call->bytes == NULL ? g_strdup("") : call_text_of(call->bytes, error);

	if (text == NULL)
		return NULL;
	if (strlen(text) > TEXT_MOST)
		error_set(error, GATEWAY_ERROR_REFUSED, "text: too long");
	else if (*text == '\0' && deed != WEB_DEED_ACCEPT)
		error_set(error, GATEWAY_ERROR_REFUSED, "lacks: text");
	else
		return g_steal_pointer(&text);
	return NULL;
}

/* Whether it may be sent now, and was not before. */
static bool
check_form(Context *context, const LinkLetter *link, const uint8_t *nonce, GError **error)
{
	Spool *spool = context->spool;
	int64_t sent = 0;
	int64_t count = 0;

	if (!web_form_find(
		spool, link->contact->id, nonce, SESSION_NONCE_BYTES, &sent, error) ||
	    !web_form_count_of_letter(
		spool, link->letter->id, context->now_ms - DAY_MS, &count, error))
		return false;
	if (sent != 0)
		return error_set(
		    error, GATEWAY_ERROR_DONE, "this form was sent already, and counts");
	return count < FORMS_MOST || error_set(error, GATEWAY_ERROR_REFUSED, "too often");
}

/* Not every browser tells that a person pressed, and who is before one that does not types what no program reads. */
static bool
is_by_person(const Call *call, const LinkLetter *link)
{
	const char *check = call_word(call, "check");

	return !call_flag(call, "unpressed") ||
	       (check != NULL && strlen(check) == CHECKED &&
		   g_str_has_suffix(link->ticket->number, check));
}

static bool
serve_send(Context *context, const Call *call, GString *out, GError **error)
{
	uint8_t nonce[SESSION_NONCE_BYTES];
	g_auto(LinkLetter) link = {0};
	g_autofree char *text = NULL;
	PageForm form = {0};
	int64_t mail = 0;

	if (!find(context, call, &link, error))
		return false;
	if (!session_link_nonce_read(
		&context->keys, link.letter->id, call_word(call, "form"), nonce))
		return error_set(error, GATEWAY_ERROR_NOT_ALLOWED, "no form of this link");
	if (link.contact == NULL)
		return error_set(error, GATEWAY_ERROR_REFUSED, "not now");
	if (!check_form(context, &link, nonce, error))
		return false;
	/* what it was when the form was shown */
	if (g_strcmp0(link_page_name(link.page), call_word(call, "deed")) != 0 ||
	    !web_deed_from_name(call_word(call, "deed"), &form.deed))
		return error_set(error, GATEWAY_ERROR_REFUSED, "not now");
	text = text_of(call, form.deed, error);
	if (text == NULL)
		return false;
	if (!is_by_person(call, &link))
		return error_set(error, GATEWAY_ERROR_REFUSED, "unpressed");
	form.contact = link.contact;
	form.letter = link.letter->id;
	form.ticket = link.ticket;
	form.text = text;
	form.nonce = nonce;
	form.nonce_size = sizeof nonce;
	json_print(out, json_object());
	return page_form_keep(context, &form, &mail, error);
}

/* Which mail this form of the letter became. */
static bool
find_sent(Context *context, const Call *call, const Letter *letter, WebForm **ret_form,
    GError **error)
{
	uint8_t nonce[SESSION_NONCE_BYTES];
	int64_t mail = 0;

	if (letter != NULL &&
	    session_link_nonce_read(
		&context->keys, letter->id, call_word(call, "form"), nonce) &&
	    !web_form_find(context->spool, letter->contact, nonce, sizeof nonce, &mail, error))
		return false;
	if (mail == 0)
		return error_set(error, GATEWAY_ERROR_MISSING, "there is no such link");
	return web_form_get(context->spool, mail, ret_form, error);
}

/* {page: "sent", deed, waiting, held, number, decision, language, mail} */
static bool
serve_sent(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Letter) letter = NULL;
	g_autoptr(WebForm) form = NULL;
	json_t *sent = NULL;

	if (!letter_token_of_page(
		context, or_empty(call_word(call, "token")), &letter, error) ||
	    !find_sent(context, call, letter, &form, error))
		return false;
	sent = my_form_outcome(context, form->mail, call_flag(call, "wait"), error);
	if (sent == NULL)
		return false;
	json_object_set_new(sent, "page", json_string("sent"));
	json_object_set_new(sent, "deed", json_string(web_deed_name(form->deed)));
	json_object_set_new(sent, "language", json_print_string(letter->language));
	json_object_set_new(sent, "mail", json_string(mail_address(context, letter)));
	json_print(out, sent);
	return true;
}

static const Subcommand SUBCOMMANDS[] = {
    {.name = "show", .serve = serve_show},
    {.name = "send", .serve = serve_send},
    {.name = "sent", .serve = serve_sent},
    {.name = NULL},
};

const Command command_link = {.name = "link", .subcommands = SUBCOMMANDS};
