/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate contact`: the people we know by address. One that an operator adds is a known contact. */
#include "gateway/commands/call_actor.h"
#include "gateway/commands/command.h"
#include "gateway/commands/contact_erase.h"
#include "gateway/commands/contact_fields.h"
#include "gateway/commands/contact_import.h"
#include "gateway/commands/contact_view.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/model/typed.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "parsers/domain.h"
#include "spool/account.h"
#include "spool/contact_change.h"
#include "spool/factor.h"

static const char HELP[] =
    "usage: casegate contact add ADDRESS [--account NAME] [OPTION ...]\n"
    "       casegate contact set ADDRESS [--account NAME] [--deliverable]\n"
    "                            [OPTION ...]\n"
    "       casegate contact list [--account NAME | --registered] [--limit N]\n"
    "                            [--after ADDRESS]\n"
    "       casegate contact show|remove ADDRESS\n"
    "       casegate contact import FILE.csv\n"
    "       casegate contact export ADDRESS FILE [--notes]\n"
    "       casegate contact erase ADDRESS [--yes]\n"
    "\n"
    "  add     adds a known contact, or makes the one with this address known and\n"
    "          sets what is given\n"
    "  set     sets what is given; an empty word clears it\n"
    "  list    all contacts; who wrote but was not proved to be there is unverified,\n"
    "          and who answered the letter that asked is registered, in no account\n"
    "          until you or the account's domain says so\n"
    "  show    one contact\n"
    "  remove  forgets all but the address, and what was sent to it proves nothing\n"
    "          any more; the address stays, unverified, where a ticket or a letter\n"
    "          refers to it\n"
    "  import  adds or sets a contact for each line of a table with commas,\n"
    "          semicolons or tabs, - for standard input; the first line names its\n"
    "          columns: address and any of the options' names. An empty cell leaves\n"
    "          what is there, a lone hyphen clears it. When a line is wrong nothing\n"
    "          is done\n"
    "  export  writes all that is known of a contact into FILE, a tar archive; - for\n"
    "          standard output; --notes: also what the desk wrote for itself\n"
    "  erase   deletes all of that, for good; shows before what it is about, and asks\n"
    "          to be sure, but with --yes\n"
    "\n"
    "  --registered  those who registered and whose account you have not verified\n"
    "\n"
    "  --name NAME         the name\n"
    "  --language LANG     of letters to it\n"
    "  --account NAME      the organisation that it belongs to; made when there is\n"
    "                      none\n"
    "  --aliases LIST      its other addresses, separated by commas\n"
    "  --manager ADDRESS   the address of who approves what it asks for\n"
    "  --sees own|organisation  own: its own cases (the default); organisation: those\n"
    "                      of its account\n"
    "  --items LIST        catalog items that it may ask for: all (the default), none\n"
    "                      or their names, separated by commas\n"
    "  --approves LIST     for whom it may approve beside those whose manager it is:\n"
    "                      addresses and names of accounts, separated by commas\n"
    "  --deliverable       letters go to its addresses again, although one came back\n";

/* What stands beside a contact's row. */
typedef struct {
	GPtrArray *aliases;  /* own; of char * */
	GPtrArray *approves; /* own; of char * */
	Contact *manager;    /* own; or NULL */
	Factor *app;         /* own; or NULL */
	Account *domain;     /* own; that owns the domain of one who registered, or NULL */
	GPtrArray *changes;  /* own; of ContactChange; or NULL */
} Profile;

static void
profile_clear(Profile *profile)
{
	g_clear_pointer(&profile->aliases, g_ptr_array_unref);
	g_clear_pointer(&profile->approves, g_ptr_array_unref);
	g_clear_pointer(&profile->changes, g_ptr_array_unref);
	g_clear_pointer(&profile->manager, contact_free);
	g_clear_pointer(&profile->app, factor_free);
	g_clear_pointer(&profile->domain, account_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Profile, profile_clear)

static bool
read_profile(Context *context, const Contact *contact, Profile *profile, GError **error)
{
	return contact_aliases(context->spool, contact->id, &profile->aliases, error) &&
	       contact_approvals(context->spool, contact->id, &profile->approves, error) &&
	       factor_get(context->spool, contact->id, &profile->app, error) &&
	       (contact->manager == 0 ||
		   contact_get(context->spool, contact->manager, &profile->manager, error)) &&
	       (contact->registered_ms == 0 ||
		   account_find_domain(
		       context->spool, domain_of(contact->address), &profile->domain, error));
}

/* The names of the items, or null: all. */
static json_t *
items_json(const Contact *contact)
{
	g_auto(GStrv) names = NULL;
	json_t *list = NULL;

	if (contact->items == NULL)
		return json_null();
	names = contact_fields_list(contact->items, true);
	list = json_array();
	for (size_t i = 0; names[i] != NULL; i++)
		json_array_append_new(list, json_print_string(names[i]));
	return list;
}

/* Its state, and since when it is in that; or null. */
static json_t *
app_json(const Factor *app)
{
	return app == NULL ? json_null()
			   : json_pack("{ss, so}", "state", factor_state_name(app->state),
				 "since", json_print_time(app->since_ms));
}

static const char *
sees_name(const Contact *contact)
{
	return contact->sees_organisation ? "organisation" : "own";
}

static json_t *
contact_json(const Contact *contact, const Profile *profile)
{
	const char *manager = profile->manager == NULL ? NULL : profile->manager->address;

	return json_pack("{so, so, so, so, so, so, ss, so, so, sb, so, sb, so}", "address",
	    json_print_string(contact->address), "name", json_print_string(contact->name),
	    "account", json_print_string(contact->account_name), "language",
	    json_print_string(contact->language), "aliases",
	    json_print_strings(profile->aliases), "manager", json_print_string(manager), "sees",
	    sees_name(contact), "items", items_json(contact), "approves",
	    json_print_strings(profile->approves), "known", contact->known, "registered",
	    json_print_time(contact->registered_ms), "undeliverable", contact->undeliverable,
	    "app", app_json(profile->app));
}

static bool
print_json(Context *context, GPtrArray *contacts, GString *out, GError **error)
{
	json_t *array = json_array();

	for (guint i = 0; i < contacts->len; i++) {
		g_auto(Profile) profile = {0};

		if (!read_profile(context, contacts->pdata[i], &profile, error)) {
			json_decref(array);
			return false;
		}
		json_array_append_new(array, contact_json(contacts->pdata[i], &profile));
	}
	json_print(out, array);
	return true;
}

static const char *
contact_state(const Contact *contact)
{
	if (contact->undeliverable)
		return "undeliverable";
	if (contact->registered_ms != 0)
		return "registered";
	return contact->known ? "known" : "unverified";
}

static void
print_table(GPtrArray *contacts, const TextTableStyle *style, GString *out)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "address", .flexible = true},
	    {.heading = "name", .flexible = true},
	    {.heading = "account", .flexible = true},
	    {.heading = "language"},
	    {.heading = "state"},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (guint i = 0; i < contacts->len; i++) {
		const Contact *contact = g_ptr_array_index(contacts, i);
		const char *cells[] = {contact->address, contact->name, contact->account_name,
		    contact->language, contact_state(contact)};

		text_table_add(table, cells);
	}
	text_table_print(table, style, out);
}

/* 0 where no account is asked for. */
static bool
find_account(Context *context, const Call *call, int64_t *ret_id, GError **error)
{
	const char *name = call_word(call, "account");
	g_autoptr(Account) account = NULL;

	*ret_id = 0;
	if (name == NULL)
		return true;
	if (!typed_account(context, name, call_language(call), &account, error))
		return false;
	*ret_id = account->id;
	return true;
}

static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	TextTableStyle style = call_style(call);
	g_autoptr(GPtrArray) contacts = NULL;
	ContactPage page = {
	    .after = call_word(call, "after"),
	    .limit = (int)CLAMP(call_number(call, "limit", G_MAXINT32), 0, G_MAXINT32),
	};

	if (!find_account(context, call, &page.account, error) ||
	    !(call_flag(call, "registered")
		    ? contact_list_registered(context->spool, &contacts, error)
		    : contact_list_page(context->spool, &page, &contacts, error)))
		return false;
	if (call_flag(call, "json"))
		return print_json(context, contacts, out, error);
	print_table(contacts, &style, out);
	return true;
}

static const char *
or_none(const char *text)
{
	return text == NULL || *text == '\0' ? "none" : text;
}

/* Caller owns. */
static char *
join(GPtrArray *words)
{
	g_ptr_array_add(words, NULL);
	return g_strjoinv(", ", (char **)words->pdata);
}

/* Since when, and what is to be done about it: a command that can be copied, whatever characters are in the address. */
static void
print_registered(const Contact *contact, const Profile *profile, GString *out)
{
	g_autofree char *since = time_format_iso(contact->registered_ms);
	g_autofree char *shown = sanitize_line(contact->address);
	g_autofree char *address = g_shell_quote(shown);
	g_autofree char *account =
	    profile->domain == NULL ? NULL : g_shell_quote(profile->domain->name);

	if (contact->registered_ms == 0)
		return;
	g_string_append_printf(out,
	    "  since     %s, by answering a letter; nobody has verified the account\n", since);
	if (profile->domain != NULL)
		g_string_append_printf(out, "  domain    %s's\n", profile->domain->name);
	g_string_append_printf(out, "  verify    casegate contact set %s --account %s\n",
	    address, account == NULL ? "NAME" : account);
}

/* "locked since 2026-11-23T10:02:00Z". Caller owns. */
static char *
app_text(const Factor *app)
{
	g_autofree char *since = app == NULL ? NULL : time_format_iso(app->since_ms);

	return app == NULL
		   ? g_strdup("none")
		   : g_strdup_printf("%s since %s", factor_state_name(app->state), since);
}

static void
print_contact(const Contact *contact, Profile *profile, GString *out)
{
	/* what a stranger's From says of itself */
	g_autofree char *address = sanitize_line(contact->address);
	g_autofree char *name = sanitize_line(contact->name);
	g_autofree char *aliases = join(profile->aliases);
	g_autofree char *approves = join(profile->approves);
	g_autofree char *app = app_text(profile->app);

	g_string_append_printf(out,
	    "%s\n  name      %s\n  account   %s\n  language  %s\n  aliases   %s\n"
	    "  manager   %s\n  sees      %s cases\n  items     %s\n  approves  %s\n"
	    "  app       %s\n  state     %s\n",
	    address, name, or_none(contact->account_name),
	    contact->language == NULL ? "as the mail tells" : contact->language,
	    or_none(aliases), profile->manager == NULL ? "none" : profile->manager->address,
	    contact->sees_organisation ? "its organisation's" : "its own",
	    contact->items == NULL ? "all" : or_none(contact->items), or_none(approves), app,
	    contact_state(contact));
	print_registered(contact, profile, out);
}

/* What it had changed itself, and what was done to its app. */
static void
print_changes(const GPtrArray *changes, GString *out)
{
	for (guint i = 0; i < changes->len; i++) {
		const ContactChange *change = changes->pdata[i];
		g_autofree char *at = time_format_iso(change->at_ms);
		g_autofree char *before = sanitize_line(change->old_value);
		g_autofree char *after = sanitize_line(or_none(change->new_value));

		g_string_append_printf(out, "  changed   %s  %s: %s%s%s", at, change->field,
		    before, *before == '\0' ? "" : " -> ", after);
		if (change->mail != 0)
			g_string_append_printf(
			    out, "  (mail %" G_GINT64_FORMAT ")", change->mail);
		g_string_append_c(out, '\n');
	}
}

static bool
show(Context *context, const Call *call, int64_t id, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_auto(Profile) profile = {0};

	if (!contact_get(context->spool, id, &contact, error) ||
	    !read_profile(context, contact, &profile, error) ||
	    !contact_change_list(context->spool, id, &profile.changes, error))
		return false;
	if (call_flag(call, "json")) {
		json_t *shown = contact_json(contact, &profile);

		json_object_set_new(shown, "changes", contact_changes_json(profile.changes));
		json_print(out, shown);
		return true;
	}
	print_contact(contact, &profile, out);
	print_changes(profile.changes, out);
	return true;
}

static bool
serve_show(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	return contact_named(context->spool, call_word(call, "address"), &contact, error) &&
	       show(context, call, contact->id, out, error);
}

/* The first thing that is wrong is the error. */
static void
tell_wrong(ContactField field, const char *found, const char *expected, void *data)
{
	GError **wrong = data;

	if (*wrong == NULL)
		error_refuse(wrong, GATEWAY_ERROR_USAGE,
		    field == FIELD_ADDRESS ? "found {{field}} {{found}}, expected {{why}}"
					   : "found --{{field}} {{found}}, expected {{why}}",
		    "field", CONTACT_FIELD_NAMES[field], "found", found, "why", expected, NULL);
}

/* address: the contact's own. */
static bool
read_form(Context *context, const Call *call, const char *address, ContactFields *fields,
    GError **error)
{
	GError *wrong = NULL;
	const ContactFieldsCheck check = {NULL, tell_wrong, &wrong};
	bool good = false;

	for (int i = 0; i < CONTACT_FIELDS; i++)
		fields->values[i] = call_word(call, CONTACT_FIELD_NAMES[i]);
	fields->values[FIELD_ADDRESS] = address;
	good = contact_fields_check(context, fields, &check, error);
	if (good && wrong != NULL)
		g_propagate_error(error, wrong);
	else
		g_clear_error(&wrong);
	return good && wrong == NULL;
}

static bool
serve_add(Context *context, const Call *call, GString *out, GError **error)
{
	ContactFields fields = {0};
	ContactDetails details;
	int64_t id = 0;

	if (!read_form(context, call, call_word(call, "address"), &fields, error))
		return false;
	details = contact_fields_details(&fields);
	return contact_add(context->spool, &details, context->now_ms, &id, error) &&
	       contact_fields_set_rights(context, &fields, id, error) &&
	       show(context, call, id, out, error);
}

static bool
make_deliverable(Context *context, const Contact *contact, GError **error)
{
	g_autoptr(GPtrArray) addresses = NULL;

	if (!contact_aliases(context->spool, contact->id, &addresses, error))
		return false;
	g_ptr_array_add(addresses, g_strdup(contact->address));
	for (guint i = 0; i < addresses->len; i++)
		if (!contact_set_undeliverable(
			context->spool, contact->id, addresses->pdata[i], false, error))
			return false;
	return true;
}

static bool
serve_set(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	ContactFields fields = {0};
	ContactDetails details;

	if (!contact_named(context->spool, call_word(call, "address"), &contact, error) ||
	    !read_form(context, call, contact->address, &fields, error))
		return false;
	details = contact_fields_details(&fields);
	return contact_set(context->spool, contact->id, &details, error) &&
	       contact_fields_set_rights(context, &fields, contact->id, error) &&
	       (!call_flag(call, "deliverable") || make_deliverable(context, contact, error)) &&
	       show(context, call, contact->id, out, error);
}

static bool
serve_remove(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!contact_named(context->spool, call_word(call, "address"), &contact, error) ||
	    !ticket_change_silence(context, contact->id, error) ||
	    !contact_remove(context->spool, contact->id, context->now_ms, error))
		return false;
	if (call_flag(call, "json"))
		json_print(
		    out, json_pack("{so}", "removed", json_print_string(contact->address)));
	else
		g_string_append_printf(out, "%s is no contact any more\n", contact->address);
	return true;
}

#define FORM                                                                           \
	{"name", OPTION_WORD}, {"language", OPTION_WORD}, {"account", OPTION_WORD},    \
	    {"aliases", OPTION_WORD}, {"manager", OPTION_WORD}, {"sees", OPTION_WORD}, \
	    {"items", OPTION_WORD},                                                    \
	{                                                                              \
		"approves", OPTION_WORD                                                \
	}

/* Where it is typed it is done before anybody is asked: a gateway could not answer with so much. */
static bool
serve_export(Context *context, const Call *call, GString *out, GError **error)
{
	(void)context;
	(void)call;
	(void)out;
	return error_refuse(error, GATEWAY_ERROR_USAGE,
	    "write it as 'casegate contact export ADDRESS FILE'", NULL);
}

static const char *const EXPORT[] = {"address", "file", NULL};
static const SubcommandOption EXPORT_OPTIONS[] = {{"notes", OPTION_FLAG}, {NULL, OPTION_FLAG}};
static const char *const ADDRESS[] = {"address", NULL};
static const char *const FILE_NAME[] = {"file", NULL};
static const SubcommandOption ADD_OPTIONS[] = {FORM, {NULL, OPTION_FLAG}};
static const SubcommandOption SET_OPTIONS[] = {
    FORM, {"deliverable", OPTION_FLAG}, {NULL, OPTION_FLAG}};
static const SubcommandOption LIST_OPTIONS[] = {
    {"account", OPTION_WORD},
    {"registered", OPTION_FLAG},
    {"limit", OPTION_NUMBER},
    {"after", OPTION_WORD},
    {NULL, OPTION_FLAG},
};
static const Subcommand SUBCOMMANDS[] = {
    {.name = "add",
	.operands = ADDRESS,
	.least = 1,
	.options = ADD_OPTIONS,
	.serve = serve_add},
    {.name = "list", .options = LIST_OPTIONS, .serve = serve_list},
    {.name = "show", .operands = ADDRESS, .least = 1, .serve = serve_show},
    {.name = "set",
	.operands = ADDRESS,
	.least = 1,
	.options = SET_OPTIONS,
	.serve = serve_set},
    {.name = "remove", .operands = ADDRESS, .least = 1, .serve = serve_remove},
    {.name = "import",
	.operands = FILE_NAME,
	.least = 1,
	.prepare = contact_import_read,
	.serve = contact_import},
    {.name = "export",
	.operands = EXPORT,
	.least = 2,
	.options = EXPORT_OPTIONS,
	.serve = serve_export},
    {.name = "erase",
	.operands = ADDRESS,
	.least = 1,
	.options = CONTACT_ERASE_OPTIONS,
	.serve = contact_erase_serve,
	.again = contact_erase_again,
	.finish = contact_erase_finish},
    {.name = NULL},
};

const Command command_contact = {
    .name = "contact",
    .summary = "the people we know: add, list, show, set, remove and import",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
