/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate account`: the organisations, the domains that are theirs, and what holds for their people. */
#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/command.h"
#include "gateway/commands/contact_fields.h"
#include "gateway/model/typed.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "rules/need.h"
#include "spool/account.h"

static const char HELP[] =
    "usage: casegate account add NAME [--domains LIST] [--trust domain|registered]\n"
    "                                 [--group GROUP] [--language LANG]\n"
    "                                 [--needs LIST]\n"
    "       casegate account set NAME [the same options]\n"
    "       casegate account list\n"
    "       casegate account show NAME\n"
    "\n"
    "  add   adds an organisation\n"
    "  set   sets what is given; an empty word clears it\n"
    "  list  all organisations\n"
    "  show  one of them\n"
    "\n"
    "  --domains   the mail domains that are its own, separated by commas; each\n"
    "              counts as it is written, without the domains below it\n"
    "  --trust     domain: who is proved (DMARC or DKIM) to write from one of them is\n"
    "              a known contact of it; registered (the default): only who was\n"
    "              added\n"
    "  --group     where its cases go when no rule says\n"
    "  --language  of letters to those of its people who have none of their own\n"
    "  --needs     by what its people must confirm what, beside what all need:\n"
    "              accept=confirmed,request=app (see needs in casegate.yaml(5))\n";

static const char *
trust_name(const Account *account)
{
	return account->trusts_domains ? "domain" : "registered";
}

static json_t *
account_json(const Account *account)
{
	g_auto(GStrv) domains = g_strsplit(account->domains, " ", -1);
	json_t *list = json_array();

	for (size_t i = 0; domains[i] != NULL; i++)
		json_array_append_new(list, json_print_string(domains[i]));
	return json_pack("{so, so, ss, so, so, so}", "name", json_print_string(account->name),
	    "domains", list, "trust", trust_name(account), "group",
	    json_print_string(account->group), "language", json_print_string(account->language),
	    "needs", json_print_string(account->needs));
}

static void
print_json(GPtrArray *accounts, GString *out)
{
	json_t *array = json_array();

	for (guint i = 0; i < accounts->len; i++)
		json_array_append_new(array, account_json(accounts->pdata[i]));
	json_print(out, array);
}

static void
print_table(GPtrArray *accounts, const TextTableStyle *style, GString *out)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "name", .flexible = true},
	    {.heading = "domains", .flexible = true},
	    {.heading = "trust"},
	    {.heading = "group"},
	    {.heading = "language"},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = g_ptr_array_index(accounts, i);
		const char *cells[] = {account->name, account->domains, trust_name(account),
		    account->group, account->language};

		text_table_add(table, cells);
	}
	text_table_print(table, style, out);
}

static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	TextTableStyle style = call_style(call);
	g_autoptr(GPtrArray) accounts = NULL;

	if (!account_list(context->spool, &accounts, error))
		return false;
	if (call_flag(call, "json"))
		print_json(accounts, out);
	else
		print_table(accounts, &style, out);
	return true;
}

static bool
find(Context *context, const Call *call, Account **ret_account, GError **error)
{
	return typed_account(
	    context, call_word(call, "name"), call_language(call), ret_account, error);
}

static const char *
or_none(const char *text)
{
	return text == NULL || *text == '\0' ? "none" : text;
}

static bool
serve_show(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Account) account = NULL;

	if (!find(context, call, &account, error))
		return false;
	if (call_flag(call, "json"))
		json_print(out, account_json(account));
	else
		g_string_append_printf(out,
		    "%s\n  domains   %s\n  trust     %s\n  group     %s\n  language  %s\n"
		    "  needs     %s\n",
		    account->name, or_none(account->domains), trust_name(account),
		    or_none(account->group), or_none(account->language),
		    or_none(account->needs));
	return true;
}

/* Two labels or more of letters, digits and inner hyphens; others are written in their xn-- form. */
static bool
is_domain(const char *text)
{
	g_auto(GStrv) labels = g_strsplit(text, ".", -1);

	for (size_t i = 0; labels[i] != NULL; i++) {
		size_t length = strlen(labels[i]);

		if (length == 0 || length > 63 || labels[i][0] == '-' ||
		    labels[i][length - 1] == '-')
			return false;
		for (const char *c = labels[i]; *c != '\0'; c++)
			if (!g_ascii_isalnum(*c) && *c != '-')
				return false;
	}
	return strlen(text) <= 253 && g_strv_length(labels) > 1;
}

/* Where anybody may have an address, no organisation owns the domain. */
static bool
is_anybodys(const char *domain)
{
	static const char *const ANYBODYS[] = {"aol.com", "gmail.com", "gmx.de", "gmx.net",
	    "googlemail.com", "hotmail.com", "hotmail.nl", "icloud.com", "kpnmail.nl",
	    "live.com", "live.nl", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me",
	    "protonmail.com", "web.de", "yahoo.com", "ziggo.nl", NULL};
	g_autofree char *lower = g_ascii_strdown(domain, -1);

	return g_strv_contains(ANYBODYS, lower);
}

/* list: "klant.example, jansen.example"; what stands between is empty or a domain. Caller owns. */
static char **
read_domains(const char *list, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(list, ", ", -1);
	g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; words[i] != NULL; i++) {
		if (words[i][0] == '\0')
			continue;
		if (!is_domain(words[i])) {
			error_refuse(error, GATEWAY_ERROR_USAGE,
			    "'{{typed}}' is no mail domain", "typed", words[i], NULL);
			return NULL;
		}
		if (is_anybodys(words[i])) {
			error_refuse(error, GATEWAY_ERROR_USAGE,
			    "{{typed}} is nobody's own: anyone has an address there", "typed",
			    words[i], NULL);
			return NULL;
		}
		g_ptr_array_add(domains, g_strdup(words[i]));
	}
	g_ptr_array_add(domains, NULL);
	return (char **)g_ptr_array_steal(domains, NULL);
}

static bool
set_domains(Context *context, int64_t account, const char *list, GError **error)
{
	g_auto(GStrv) domains = NULL;

	if (list == NULL)
		return true;
	domains = read_domains(list, error);
	return domains != NULL && account_set_domains(context->spool, account,
				      (const char *const *)domains, error);
}

static bool
check_language(const Templates *templates, const char *language, GError **error)
{
	g_autoptr(GPtrArray) languages = templates_languages(templates);
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < languages->len; i++) {
		if (g_str_equal(languages->pdata[i], language))
			return true;
		g_string_append_printf(
		    all, "%s%s", i == 0 ? "" : ", ", (const char *)languages->pdata[i]);
	}
	return error_refuse(error, GATEWAY_ERROR_USAGE,
	    "there are no letters in '{{typed}}'; there are in {{names}}", "typed", language,
	    "names", all->str, NULL);
}

/* As it is kept, or NULL. Caller owns. */
static char *
read_needs(const char *list, GError **error)
{
	g_autofree char *wrong = NULL;
	NeedTable needs = {0};

	if (need_parse(list, &needs, &wrong))
		return need_text(&needs);
	error_refuse(error, GATEWAY_ERROR_USAGE,
	    "--needs has '{{typed}}'; it is a list of ACTION=none, ACTION=confirmed or "
	    "ACTION=app",
	    "typed", wrong, NULL);
	return NULL;
}

static bool
set_details(Context *context, int64_t account, const Call *call, GError **error)
{
	const char *trust = call_word(call, "trust");
	const char *group = call_word(call, "group");
	const char *list = call_word(call, "needs");
	g_autofree char *needs = list == NULL ? NULL : read_needs(list, error);
	const bool trusts = g_strcmp0(trust, "domain") == 0;
	AccountDetails details = {
	    .language = call_word(call, "language"),
	    .group = group,
	    .trusts_domains = trust == NULL ? NULL : &trusts,
	    .needs = needs,
	};

	if (list != NULL && needs == NULL)
		return false;
	if (trust != NULL && !trusts && !g_str_equal(trust, "registered"))
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "--trust is domain or registered, not '{{typed}}'", "typed", trust, NULL);
	if (group != NULL && *group != '\0' &&
	    (details.group = typed_word(
		 context, TYPED_GROUP, group, call_language(call), error)) == NULL)
		return false;
	if (details.language != NULL && details.language[0] != '\0' &&
	    !check_language(context->templates, details.language, error))
		return false;
	return account_set(context->spool, account, &details, error) &&
	       set_domains(context, account, call_word(call, "domains"), error);
}

static bool
serve_set(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Account) account = NULL;

	return find(context, call, &account, error) &&
	       set_details(context, account->id, call, error) &&
	       serve_show(context, call, out, error);
}

static bool
serve_add(Context *context, const Call *call, GString *out, GError **error)
{
	const char *name = call_word(call, "name");
	int64_t id = 0;

	if (name[0] == '\0')
		return error_refuse(
		    error, GATEWAY_ERROR_USAGE, "an account needs a name", NULL);
	if (!sanitize_is_line(name))
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "the name of an account is one line of at most 200 characters", NULL);
	return account_add(context->spool, name, &id, error) &&
	       set_details(context, id, call, error) && serve_show(context, call, out, error);
}

static const char *const NAME[] = {"name", NULL};
static const SubcommandOption OPTIONS[] = {
    {"domains", OPTION_WORD},
    {"trust", OPTION_WORD},
    {"group", OPTION_WORD},
    {"language", OPTION_WORD},
    {"needs", OPTION_WORD},
    {NULL, OPTION_FLAG},
};
static const Subcommand SUBCOMMANDS[] = {
    {.name = "add", .operands = NAME, .least = 1, .options = OPTIONS, .serve = serve_add},
    {.name = "set", .operands = NAME, .least = 1, .options = OPTIONS, .serve = serve_set},
    {.name = "list", .serve = serve_list},
    {.name = "show", .operands = NAME, .least = 1, .serve = serve_show},
    {.name = NULL},
};

const Command command_account = {
    .name = "account",
    .summary = "organisations: their domains, group and language",
    .help = HELP,
    .subcommands = SUBCOMMANDS,
};
