/* SPDX-License-Identifier: Apache-2.0 */
/* Checking and setting the fields of a contact. */
#include "gateway/commands/contact_fields.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/util/sanitize.h"
#include "rules/catalog.h"
#include "rules/yaml.h"
#include "spool/account.h"

const char *const CONTACT_FIELD_NAMES[CONTACT_FIELDS + 1] = {
    [FIELD_ADDRESS] = "address",
    [FIELD_NAME] = "name",
    [FIELD_LANGUAGE] = "language",
    [FIELD_ACCOUNT] = "account",
    [FIELD_ALIASES] = "aliases",
    [FIELD_MANAGER] = "manager",
    [FIELD_SEES] = "sees",
    [FIELD_ITEMS] = "items",
    [FIELD_APPROVES] = "approves",
};

typedef struct {
	Context *context;
	const ContactFields *fields;
	const ContactFieldsCheck *check;
} Look;

static void
report(const Look *look, ContactField field, const char *expected, const char *text)
{
	g_autofree char *found = g_strdup_printf("'%s'", text);

	look->check->report(field, found, expected, look->check->data);
}

char **
contact_fields_list(const char *text, bool spaces)
{
	g_auto(GStrv) words = g_strsplit_set(text, spaces ? ",;| \t" : ",;|", -1);
	g_autoptr(GPtrArray) list = g_ptr_array_new();

	for (size_t i = 0; words[i] != NULL; i++) {
		g_strstrip(words[i]);
		if (words[i][0] != '\0')
			g_ptr_array_add(list, g_strdup(words[i]));
	}
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_steal(list, NULL);
}

static bool
comes_along(GHashTable *keys, const char *text)
{
	g_autofree char *key = g_ascii_strdown(text, -1);

	return keys != NULL && g_hash_table_contains(keys, key);
}

static bool
look_at_text(const Look *look, ContactField field, const char *text, GError **error)
{
	(void)error;
	if (!sanitize_is_line(text))
		report(look, field, "one line of at most 200 characters", text);
	return true;
}

static bool
look_at_address(const Look *look, ContactField field, const char *text, GError **error)
{
	(void)error;
	if (!yaml_is_address(text))
		report(look, field, "one mail address (name@domain, nothing around it)", text);
	else if (own_address_is_ours(look->context->config, text))
		report(look, field, "no address that mails are fetched from", text);
	return true;
}

static bool
look_at_language(const Look *look, ContactField field, const char *text, GError **error)
{
	g_autoptr(GPtrArray) languages = templates_languages(look->context->templates);
	g_autoptr(GString) all = g_string_new("a language that there are letters in:");

	(void)error;
	for (guint i = 0; i < languages->len; i++) {
		if (text[0] == '\0' || g_str_equal(languages->pdata[i], text))
			return true;
		g_string_append_printf(all, " %s", (const char *)languages->pdata[i]);
	}
	report(look, field, all->str, text);
	return true;
}

/* Somebody's manager, or who is approved for: a known contact, now or after this import. */
static bool
look_at_person(const Look *look, ContactField field, const char *address, GError **error)
{
	const ContactOthers *others = look->check->others;
	const char *own = look->fields->values[FIELD_ADDRESS];
	g_autoptr(Contact) contact = NULL;

	if (own != NULL && g_ascii_strcasecmp(own, address) == 0) {
		report(look, field, "somebody else", address);
		return true;
	}
	if (others != NULL && comes_along(others->addresses, address))
		return true;
	if (!contact_find(look->context->spool, address, &contact, error))
		return false;
	if (contact == NULL || !contact->known)
		report(look, field, "the address of a known contact", address);
	return true;
}

static bool
look_at_manager(const Look *look, ContactField field, const char *text, GError **error)
{
	return text[0] == '\0' || look_at_person(look, field, text, error);
}

static bool
look_at_alias(const Look *look, const char *address, GError **error)
{
	const char *own = look->fields->values[FIELD_ADDRESS];
	g_autoptr(Contact) owner = NULL;
	g_autoptr(Contact) contact = NULL;

	if (!yaml_is_address(address) || own_address_is_ours(look->context->config, address))
		return look_at_address(look, FIELD_ALIASES, address, error);
	if (!contact_find(look->context->spool, address, &owner, error) ||
	    !contact_find(look->context->spool, own, &contact, error))
		return false;
	if (g_ascii_strcasecmp(own, address) == 0)
		report(look, FIELD_ALIASES, "other addresses than its own", address);
	else if (owner != NULL && owner->known && (contact == NULL || contact->id != owner->id))
		report(look, FIELD_ALIASES, "addresses that are no other contact's", address);
	return true;
}

static bool
look_at_aliases(const Look *look, ContactField field, const char *text, GError **error)
{
	g_auto(GStrv) addresses = contact_fields_list(text, true);

	(void)field;
	for (size_t i = 0; addresses[i] != NULL; i++)
		if (!look_at_alias(look, addresses[i], error))
			return false;
	return true;
}

static bool
look_at_sees(const Look *look, ContactField field, const char *text, GError **error)
{
	(void)error;
	if (text[0] != '\0' && !g_str_equal(text, "own") && !g_str_equal(text, "organisation"))
		report(look, field, "own or organisation", text);
	return true;
}

static bool
look_at_items(const Look *look, ContactField field, const char *text, GError **error)
{
	g_auto(GStrv) items = contact_fields_list(text, true);
	const Catalog *catalog = look->context->config->catalog;

	(void)error;
	if (g_str_equal(text, "all") || g_str_equal(text, "none"))
		return true;
	for (size_t i = 0; items[i] != NULL; i++)
		if (catalog == NULL || catalog_get(catalog, items[i]) == NULL)
			report(look, field, "all, none, or names of catalog items", items[i]);
	return true;
}

static bool
look_at_approved_account(const Look *look, const char *name, GError **error)
{
	const ContactOthers *others = look->check->others;
	const char *own = look->fields->values[FIELD_ACCOUNT];
	g_autoptr(Account) account = NULL;

	if ((others != NULL && comes_along(others->accounts, name)) ||
	    (own != NULL && g_ascii_strcasecmp(own, name) == 0))
		return true;
	if (!account_find(look->context->spool, name, &account, error))
		return false;
	if (account == NULL)
		report(look, FIELD_APPROVES,
		    "addresses of known contacts, or names of accounts", name);
	return true;
}

static bool
look_at_approves(const Look *look, ContactField field, const char *text, GError **error)
{
	g_auto(GStrv) words = contact_fields_list(text, false);

	for (size_t i = 0; words[i] != NULL; i++) {
		bool good = strchr(words[i], '@') != NULL
				? look_at_person(look, field, words[i], error)
				: look_at_approved_account(look, words[i], error);

		if (!good)
			return false;
	}
	return true;
}

bool
contact_fields_check(Context *context, const ContactFields *fields,
    const ContactFieldsCheck *check, GError **error)
{
	static bool (*const LOOKS[CONTACT_FIELDS])(
	    const Look *, ContactField, const char *, GError **) = {
	    [FIELD_ADDRESS] = look_at_address,
	    [FIELD_NAME] = look_at_text,
	    [FIELD_LANGUAGE] = look_at_language,
	    [FIELD_ACCOUNT] = look_at_text,
	    [FIELD_ALIASES] = look_at_aliases,
	    [FIELD_MANAGER] = look_at_manager,
	    [FIELD_SEES] = look_at_sees,
	    [FIELD_ITEMS] = look_at_items,
	    [FIELD_APPROVES] = look_at_approves,
	};
	const Look look = {context, fields, check};

	for (int i = 0; i < CONTACT_FIELDS; i++) {
		const char *text = fields->values[i];

		if (text != NULL && !LOOKS[i](&look, (ContactField)i, text, error))
			return false;
	}
	return true;
}

ContactDetails
contact_fields_details(const ContactFields *fields)
{
	return (ContactDetails){
	    .address = fields->values[FIELD_ADDRESS],
	    .name = fields->values[FIELD_NAME],
	    .language = fields->values[FIELD_LANGUAGE],
	    .account = fields->values[FIELD_ACCOUNT],
	};
}

static bool
find_id(Context *context, const char *address, int64_t *ret_id, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	*ret_id = 0;
	if (!contact_find(context->spool, address, &contact, error))
		return false;
	if (contact != NULL)
		*ret_id = contact->id;
	return true;
}

static const char *
items_meant(const char *text)
{
	if (g_str_equal(text, "none"))
		return "";
	return text[0] == '\0' || g_str_equal(text, "all") ? CONTACT_ALL_ITEMS : text;
}

static bool
set_plain_rights(Context *context, const ContactFields *fields, int64_t id, GError **error)
{
	const char *manager = fields->values[FIELD_MANAGER];
	const char *sees = fields->values[FIELD_SEES];
	const char *items = fields->values[FIELD_ITEMS];
	bool organisation = g_strcmp0(sees, "organisation") == 0;
	int64_t manager_id = 0;
	g_auto(GStrv) names = items == NULL ? NULL : contact_fields_list(items, true);
	g_autofree char *joined = names == NULL ? NULL : g_strjoinv(" ", names);
	const ContactRights rights = {
	    .manager = manager == NULL ? NULL : &manager_id,
	    .sees_organisation = sees == NULL ? NULL : &organisation,
	    .items = items == NULL ? NULL : items_meant(joined),
	};

	if (manager == NULL && sees == NULL && items == NULL)
		return true;
	if (manager != NULL && manager[0] != '\0' &&
	    !find_id(context, manager, &manager_id, error))
		return false;
	return contact_set_rights(context->spool, id, &rights, error);
}

static bool
add_approval(Context *context, int64_t id, const char *word, GError **error)
{
	g_autoptr(Account) account = NULL;
	int64_t contact = 0;

	if (strchr(word, '@') != NULL)
		return find_id(context, word, &contact, error) &&
		       contact_add_approval(context->spool, id, contact, 0, error);
	return account_find(context->spool, word, &account, error) &&
	       contact_add_approval(
		   context->spool, id, 0, account == NULL ? 0 : account->id, error);
}

static bool
set_approvals(Context *context, const ContactFields *fields, int64_t id, GError **error)
{
	const char *text = fields->values[FIELD_APPROVES];
	g_auto(GStrv) words = text == NULL ? NULL : contact_fields_list(text, false);

	if (text == NULL)
		return true;
	if (!contact_drop_approvals(context->spool, id, error))
		return false;
	for (size_t i = 0; words[i] != NULL; i++)
		if (!add_approval(context, id, words[i], error))
			return false;
	return true;
}

/* What somebody wrote as a stranger from one of these addresses is the contact's. */
static bool
take_tickets(Context *context, int64_t id, const GStrv addresses, GError **error)
{
	for (size_t i = 0; addresses[i] != NULL; i++) {
		g_autoptr(Contact) owner = NULL;

		if (!contact_find(context->spool, addresses[i], &owner, error))
			return false;
		if (owner != NULL && owner->id != id && !owner->known &&
		    !ticket_change_merge(context, id, owner->id, error))
			return false;
	}
	return true;
}

bool
contact_fields_set_rights(
    Context *context, const ContactFields *fields, int64_t id, GError **error)
{
	const char *aliases = fields->values[FIELD_ALIASES];
	g_auto(GStrv) addresses = aliases == NULL ? NULL : contact_fields_list(aliases, true);

	if (aliases != NULL && (!take_tickets(context, id, addresses, error) ||
				   !contact_set_aliases(context->spool, id,
				       (const char *const *)addresses, context->now_ms, error)))
		return false;
	return set_plain_rights(context, fields, id, error) &&
	       set_approvals(context, fields, id, error);
}
