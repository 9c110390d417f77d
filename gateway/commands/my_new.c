/* SPDX-License-Identifier: Apache-2.0 */
/* Who may name others is who may by mail: it takes more than the code of a letter. */
#include "gateway/commands/my_new.h"

#include "gateway/intake/page_form.h"
#include "gateway/model/name_others.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "parsers/message.h"
#include "spool/account.h"

#define FAQ_MS 50
#define COLLEAGUES_MOST 500

static bool
is_proven(const MySelf *self)
{
	return proof_outcome(ACTION_ON_BEHALF, page_form_standing((ConfirmedBy)self->confirmed),
		   true) == PROOF_YES;
}

static json_t *
categories_json(const Config *config)
{
	json_t *list = json_array();

	for (guint i = 0; i < config->categories->len; i++)
		json_array_append_new(list, json_print_string(config->categories->pdata[i]));
	return list;
}

/* Among whom they approve for are people, too. */
static bool
add_if_account(const MySelf *self, const char *name, json_t *list, GError **error)
{
	g_autoptr(Account) account = NULL;

	if (!account_find(self->context->spool, name, &account, error))
		return false;
	if (account != NULL && account->id != self->contact->account)
		json_array_append_new(list, json_print_string(account->name));
	return true;
}

static bool
add_accounts(const MySelf *self, json_t *list, GError **error)
{
	const Contact *contact = self->contact;
	g_autoptr(GPtrArray) approvals = NULL;

	if (contact->account_name != NULL)
		json_array_append_new(list, json_print_string(contact->account_name));
	if (!is_proven(self))
		return true;
	if (!contact_approvals(self->context->spool, contact->id, &approvals, error))
		return false;
	for (guint i = 0; i < approvals->len; i++)
		if (!add_if_account(self, approvals->pdata[i], list, error))
			return false;
	return true;
}

static bool
add_colleagues(const MySelf *self, json_t *list, GError **error)
{
	g_autoptr(GPtrArray) all = NULL;
	bool sees = false;

	if (!my_ticket_sees_organisation(self, &sees, error))
		return false;
	if (!sees || !is_proven(self))
		return true;
	if (!contact_list(self->context->spool, self->contact->account, &all, error))
		return false;
	for (guint i = 0; i < all->len && i < COLLEAGUES_MOST; i++) {
		const Contact *one = all->pdata[i];

		if (one->known)
			json_array_append_new(
			    list, json_pack("{so, so}", "name", json_print_string(one->name),
				      "address", json_print_string(one->address)));
	}
	return true;
}

json_t *
my_new_json(const MySelf *self, GError **error)
{
	const Contact *contact = self->contact;
	json_auto_t *accounts = json_array();
	json_auto_t *colleagues = json_array();

	if (!add_accounts(self, accounts, error) || !add_colleagues(self, colleagues, error))
		return NULL;
	return json_pack("{so, so, so, so, sO, sb, sO}", "categories",
	    categories_json(self->context->config), "name", json_print_string(contact->name),
	    "address", json_print_string(contact->address), "account",
	    json_print_string(contact->account_name), "accounts", accounts, "may_report",
	    is_proven(self) && contact->account != 0, "colleagues", colleagues);
}

static bool
check_reporter(const MySelf *self, GHashTable *fields, GPtrArray *lacks, GError **error)
{
	const char *address = g_hash_table_lookup(fields, PAGE_FORM_REPORTER);
	g_autoptr(Contact) other = NULL;

	if (address == NULL)
		return true;
	if (!contact_find(self->context->spool, address, &other, error))
		return false;
	if (other != NULL && other->id == self->contact->id)
		g_hash_table_remove(fields, PAGE_FORM_REPORTER);
	else if (name_others_why_not(self->contact, is_proven(self), other) != NULL)
		g_ptr_array_add(lacks, g_strdup(PAGE_FORM_REPORTER));
	return true;
}

static bool
check_account(const MySelf *self, GHashTable *fields, GPtrArray *lacks, GError **error)
{
	Spool *spool = self->context->spool;
	const char *name = g_hash_table_lookup(fields, PAGE_FORM_ACCOUNT);
	g_autoptr(Account) account = NULL;
	bool may = false;

	if (name == NULL)
		return true;
	if (!account_find(spool, name, &account, error) ||
	    (account != NULL && !name_others_may_account(spool, self->contact, is_proven(self),
				    account, &may, error)))
		return false;
	if (!may)
		g_ptr_array_add(lacks, g_strdup(PAGE_FORM_ACCOUNT));
	return true;
}

bool
my_new_check(const MySelf *self, GHashTable *fields, GPtrArray *lacks, GError **error)
{
	return check_reporter(self, fields, lacks, error) &&
	       check_account(self, fields, lacks, error);
}

static bool
is_late(void *data)
{
	const int64_t *deadline_us = data;

	return g_get_monotonic_time() > *deadline_us;
}

static bool
has_hit(const GPtrArray *hits, const FaqHit *wanted)
{
	for (guint i = 0; i < hits->len; i++) {
		const FaqHit *hit = hits->pdata[i];

		if (hit->title == wanted->title)
			return true;
	}
	return false;
}

static void
add_question(json_t *list, const FaqHit *hit)
{
	json_array_append_new(
	    list, json_pack("{so, so, so}", "title", json_print_string(hit->title), "text",
		      json_print_string(*hit->text == '\0' ? NULL : hit->text), "link",
		      json_print_string(*hit->link == '\0' ? NULL : hit->link)));
}

json_t *
my_new_faq(const MySelf *self, const char *text)
{
	int64_t deadline_us = g_get_monotonic_time() + FAQ_MS * 1000;
	const PatternWatch watch = {.is_late = is_late, .data = &deadline_us};
	const Faq *faq = self->context->config->faq;
	g_autoptr(GPtrArray) all = faq_all(faq, self->language);
	g_autoptr(Message) asked = message_new();
	g_autoptr(GPtrArray) hits = NULL;
	json_t *fitting = json_array();
	json_t *others = json_array();

	g_free(asked->subject);
	asked->subject = g_strdup(text == NULL ? "" : text);
	hits = faq_find(faq, asked, self->language, &watch);
	for (guint i = 0; i < hits->len; i++)
		add_question(fitting, hits->pdata[i]);
	for (guint i = 0; i < all->len; i++)
		if (!has_hit(hits, all->pdata[i]))
			add_question(others, all->pdata[i]);
	return json_pack("{so, so}", "fitting", fitting, "others", others);
}
