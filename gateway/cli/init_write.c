/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/init_write.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "gateway/cli/file_copy.h"
#include "gateway/cli/init_ask.h"
#include "gateway/cli/init_desk.h"
#include "gateway/util/error.h"
#include "gateway/util/time_format.h"
#include "gateway/util/yaml_quote.h"

#define DESK_SECRET "secrets/servicenow"
#define TOKENS "oauth/support"

/* "    key: value   # comment". */
static void
append(GString *out, int indent, const char *key, const char *value, const char *comment)
{
	g_autofree char *text = yaml_quote(value);

	g_string_append_printf(out, "%*s%s: %s", indent, "", key, text);
	if (comment != NULL)
		g_string_append_printf(out, "   # %s", comment);
	g_string_append_c(out, '\n');
}

static void
append_answer(
    GString *out, int indent, const char *key, const Init *init, Ask ask, const char *comment)
{
	g_autofree char *answer = init_answer(init, ask);

	if (answer != NULL)
		append(out, indent, key, answer, comment);
}

/* A host alone is a server with TLS from the start. Caller owns. */
static char *
server_url(const char *key, const char *answer)
{
	bool is_imap = g_str_equal(key, "imap");

	if (g_str_equal(answer, "microsoft"))
		return g_strdup("imaps://outlook.office365.com/INBOX");
	if (g_str_equal(answer, "google"))
		return g_strdup("imaps://imap.gmail.com/INBOX");
	return strstr(answer, "://") != NULL
		   ? g_strdup(answer)
		   : g_strdup_printf("%s://%s%s", is_imap ? "imaps" : "submissions", answer,
			 is_imap ? "/INBOX" : "");
}

/* One that is not named yet is in nobody's way. */
static void
append_server(GString *out, int indent, const char *key, const Init *init, Ask ask)
{
	g_autofree char *answer = init_answer(init, ask);
	g_autofree char *url = server_url(key, answer);

	append(
	    out, indent, *answer == '/' ? "maildir" : key, *answer == '/' ? answer : url, NULL);
}

static void
append_ca(GString *out, int indent, const Init *init, Ask server, Ask ca)
{
	const char *file = init->answers[ca];

	if (file != NULL && !g_str_equal(file, "none") && !init_is_maildir(init, server))
		append(out, indent, "ca_file", file, "who signed the server's certificate");
}

static void
append_oauth(GString *out, int indent, const Init *init)
{
	g_autofree char *login = init_answer(init, ASK_LOGIN);
	g_autofree char *secret = init_secret_path(init, "oauth", ASK_CLIENT_SECRET_FILE);
	g_autofree char *tokens =
	    g_build_filename(init_is_for_service(init) ? init->state : "secrets", TOKENS, NULL);

	g_string_append_printf(
	    out, "%*soauth:   # 'casegate sign-in' signs in again\n", indent, "");
	indent += 2;
	if (*login == '{') /* as a person wrote it, who is told what is wrong with it */
		g_string_append_printf(out, "%*sprovider: %s\n", indent, "", login);
	else
		append(out, indent, "provider", login, NULL);
	if (g_str_equal(login, "microsoft"))
		append_answer(out, indent, "tenant", init, ASK_TENANT, NULL);
	append(out, indent, "client_id",
	    init->answers[ASK_CLIENT] == NULL ? "unknown yet" : init->answers[ASK_CLIENT],
	    NULL);
	if (g_str_equal(login, "google") || init->answers[ASK_CLIENT_SECRET_FILE] != NULL)
		append(out, indent, "client_secret_file", secret, NULL);
	append(out, indent, "token_file", tokens, "made and renewed by casegate");
	if (*login == '{' && init->answers[ASK_CA] != NULL &&
	    !g_str_equal(init->answers[ASK_CA], "none"))
		append(out, indent, "ca_file", init->answers[ASK_CA], NULL);
}

static void
append_login(GString *out, int indent, const Init *init, Ask user, const char *secret)
{
	if (!init_logs_in(init, user))
		return;
	append_answer(out, indent, "user", init, user, NULL);
	if (init_has_oauth(init, user))
		append_oauth(out, indent, init);
	else
		append(out, indent, "password_file", secret,
		    "one line, mode 0600; or token_command or oauth");
}

static InitDesk
init_desk(const Init *init)
{
	return (InitDesk){.url = init->answers[ASK_DESK],
	    .client = init_desk_client(init),
	    .user = init->answers[ASK_DESK_USER],
	    .ca_file = init->answers[ASK_DESK_CA],
	    .secret = init->answers[ASK_DESK_SECRET_FILE] != NULL
			  ? init->answers[ASK_DESK_SECRET_FILE]
			  : DESK_SECRET,
	    .values = init->values};
}

static void
append_categories(GString *out, const Init *init)
{
	const InitDesk desk = init_desk(init);
	bool dutch = g_strcmp0(init->answers[ASK_LANGUAGE], "nl") == 0;

	if (init_desk_append_categories(out, &desk))
		return;
	g_string_append_printf(out,
	    "  categories: [%s]   # what a case can be about\n  default_category: %s\n",
	    dutch ? "Netwerk, Werkplek, Account, Overig" : "Network, Workplace, Account, Other",
	    dutch ? "Overig" : "Other");
}

static void
append_desk(GString *out, const Init *init)
{
	const InitDesk desk = init_desk(init);
	const char *domain = strrchr(init->answers[ASK_ADDRESS], '@') + 1;

	g_string_append(out, "# Written by `casegate init`. Everything is described in "
			     "casegate.yaml(5); `casegate check` reads it and\n"
			     "# lists every mistake, `casegate check --online` tries the "
			     "servers. Paths are relative to this folder.\n\n"
			     "desk:\n");
	append_answer(out, 2, "name", init, ASK_NAME, "who writes the letters");
	append(out, 2, "domain", domain, "right side of our Message-IDs");
	append_answer(out, 2, "language", init, ASK_LANGUAGE,
	    "when neither the contact nor the mail tells");
	append_categories(out, init);
	if (desk.url != NULL && (desk.client != NULL || desk.user != NULL))
		init_desk_append(out, &desk);
}

/* "HOST" or "HOST HOPS". */
static void
append_authserv(GString *out, const Init *init)
{
	g_autofree char *answer = init_answer(init, ASK_AUTHSERV);
	g_auto(GStrv) words = g_strsplit(answer, " ", 2);

	g_string_append(out, "    # Your own mail server, as its Authentication-Results call "
			     "it: whom they vouch "
			     "for is believed.\n"
			     "    # Without it nobody is: whoever has a letter to a manager or "
			     "an agent can then "
			     "approve or act in that\n"
			     "    # name. 'casegate check --proof' shows who may do what.\n");
	if (g_str_equal(answer, "none")) {
		g_string_append(out, "    # authserv: mail.example.org\n");
		return;
	}
	append(out, 4, "authserv", words[0], NULL);
	if (words[1] != NULL)
		g_string_append_printf(out, "    authserv_hops: %s\n", g_strstrip(words[1]));
}

static void
append_old_mail(GString *out, const Init *init)
{
	g_autofree char *what = init_answer(init, ASK_OLD_MAIL);
	g_autofree char *now = time_format_iso(init->now_ms);

	if (g_str_equal(what, "answer")) {
		g_string_append_printf(out,
		    "    # Every mail that is in it already is taken in and answered, too.\n"
		    "    # taken_from: %s\n",
		    now);
		return;
	}
	append(out, 4, "taken_from", now, "nobody gets a letter for mail from before");
	append(out, 4, "old_mail", what, "leave: it stays; history: as closed cases");
}

static void
append_reply_address(GString *out, const Init *init)
{
	const char *address = init->answers[ASK_ADDRESS];
	const char *at = strrchr(address, '@');
	g_autofree char *reply =
	    g_strdup_printf("%.*s+{token}%s", (int)(at - address), address, at);
	g_autofree char *answer = init_answer(init, ASK_PLUS);
	bool plus = g_str_equal(answer, "yes");

	g_string_append(out,
	    "    # Customers answer to an address that carries a token: by it a "
	    "reply finds its case, and shows that\n"
	    "    # its writer has the letter.\n");
	if (!plus)
		g_string_append(out, "    # Only where the server delivers NAME+anything@ to "
				     "this mailbox.\n    # ");
	append(out, plus ? 4 : 0, "reply_address", reply, NULL);
}

static void
append_mailbox(GString *out, const Init *init)
{
	g_autofree char *secret = init_secret_path(init, "imap", ASK_PASSWORD_FILE);

	g_string_append(out, "\nmailboxes:\n  - name: support\n");
	append_server(out, 4, "imap", init, ASK_IMAP);
	append_ca(out, 4, init, ASK_IMAP, ASK_CA);
	append_login(out, 4, init, ASK_USER, secret);
	append(out, 4, "address", init->answers[ASK_ADDRESS], "From of its letters");
	append_reply_address(out, init);
	append_authserv(out, init);
	if (!init_is_maildir(init, ASK_IMAP))
		g_string_append(out,
		    "    # A mail leaves the inbox only when casegate has it safe. The folders "
		    "are made when missing.\n"
		    "    processed: {move: Processed}\n    too_large: {move: Failed}\n");
	append_old_mail(out, init);
}

/* "NAME <ADDRESS> (LOGIN) REST": the login may lack, what else is not there is "", which the reader of the configuration does not take. */
typedef struct {
	char *name;    /* own */
	char *address; /* own */
	char *login;   /* own; or NULL */
	char *rest;    /* own */
} Entry;

static Entry
entry_read(const char *text)
{
	size_t open = strcspn(text, "<");
	const char *address = text[open] == '<' ? text + open + 1 : "";
	size_t close = strcspn(address, ">");
	const char *rest = address[close] == '>' ? address + close + 1 : "";
	const char *bracket = rest + strspn(rest, " ");
	const char *end = *bracket == '(' ? strchr(bracket, ')') : NULL;

	return (Entry){g_strstrip(g_strndup(text, open)), g_strndup(address, close),
	    end == NULL ? NULL : g_strstrip(g_strndup(bracket + 1, (gsize)(end - bracket - 1))),
	    g_strstrip(g_strdup(end == NULL ? rest : end + 1))};
}

static void
entry_clear(Entry *entry)
{
	g_free(entry->name);
	g_free(entry->address);
	g_free(entry->login);
	g_free(entry->rest);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, entry_clear)

/* The entries of an answer; none: of "none". Caller owns. */
static char **
entries_of(const Init *init, Ask ask)
{
	g_autofree char *answer = init_answer(init, ask);

	return g_strsplit(g_str_equal(answer, "none") ? "" : answer, ";", -1);
}

static void
append_agent(GString *out, const Entry *agent, const char *first_group)
{
	g_autofree char *name = yaml_quote(agent->name);
	g_autofree char *address = yaml_quote(agent->address);
	const char *groups = *agent->rest != '\0' ? agent->rest : first_group;

	g_string_append_printf(out, "  - {name: %s, address: %s", name, address);
	if (agent->login != NULL) {
		g_autofree char *login = yaml_quote(agent->login);

		g_string_append_printf(out, ", login: %s", login);
	}
	if (*groups != '\0') {
		g_auto(GStrv) words = g_strsplit(groups, ",", -1);

		g_string_append(out, ", groups: [");
		for (char **word = words; *word != NULL; word++) {
			g_autofree char *quoted = yaml_quote(g_strstrip(*word));

			g_string_append_printf(out, "%s%s", word == words ? "" : ", ", quoted);
		}
		g_string_append_c(out, ']');
	}
	g_string_append(out, "}\n");
}

static void
append_people(GString *out, const Init *init)
{
	g_auto(GStrv) groups = entries_of(init, ASK_GROUPS);
	g_auto(GStrv) agents = entries_of(init, ASK_AGENTS);
	g_auto(Entry) first = entry_read(groups[0] == NULL ? "" : groups[0]);

	g_string_append(out, "\n# Who works here; a group's address is told of its cases.\n");
	g_string_append(out, groups[0] == NULL
				 ? "# groups:\n#   servicedesk: {address: team@example.org}\n"
				 : "groups:\n");
	for (char **one = groups; *one != NULL; one++) {
		g_auto(Entry) group = entry_read(*one);
		g_autofree char *name = yaml_quote(group.name);
		g_autofree char *address = yaml_quote(group.address);

		g_string_append_printf(out, "  %s: {address: %s}\n", name, address);
	}
	g_string_append(out, agents[0] == NULL
				 ? "# agents:\n#   - {name: Sanne de Wit, address: "
				   "sanne@example.org, login: sanne, groups: [servicedesk]}\n"
				 : "agents:\n");
	for (char **one = agents; *one != NULL; one++) {
		g_auto(Entry) agent = entry_read(*one);

		append_agent(out, &agent, first.name);
	}
}

static void
append_rest(GString *out, const Init *init)
{
	g_autofree char *alarm = init_answer(init, ASK_ALARM);
	g_autofree char *secret = init_secret_path(init, "smtp", ASK_SMTP_PASSWORD_FILE);

	g_string_append(out, "\noutgoing:\n");
	append_server(out, 2, "smtp", init, ASK_SMTP);
	append_ca(out, 2, init, ASK_SMTP, ASK_SMTP_CA);
	append_login(out, 2, init, ASK_SMTP_USER, secret);
	append_people(out, init);
	g_string_append(out,
	    "\n# What letters promise, and when casegate acts by itself.\n"
	    "times: {first_answer: 1d, remind_question: 3d, remind_solution: "
	    "5d, close_solution: 10d, expire_draft: 14d}\n"
	    "\n# One mail when fetching, filing, sending or the disk fails, one when "
	    "it works again.\n");
	if (g_str_equal(alarm, "none"))
		g_string_append(out, "# alarm: admin@example.org\n");
	else
		append(out, 0, "alarm", alarm, NULL);
}

static char *
text_of(const Init *init)
{
	GString *text = g_string_new(NULL);

	append_desk(text, init);
	append_mailbox(text, init);
	append_rest(text, init);
	return g_string_free(text, FALSE);
}

bool
init_write_secret(const char *path, const char *secret, GError **error)
{
	char *line = g_strdup_printf("%s\n", secret);
	bool good =
	    (unlink(path) == 0 || errno == ENOENT) && file_copy_text(path, line, 0600, error);

	config_secret_free(line);
	return good;
}

bool
init_make_folders(const Init *init, GError **error)
{
	g_autofree char *secrets = init_path(init, "secrets");
	g_autofree char *folder = g_path_get_dirname(init->file);

	return (g_mkdir_with_parents(folder, 0755) == 0 &&
		   g_mkdir_with_parents(secrets, 0700) == 0) ||
	       error_set_errno(error, "cannot make %s", secrets);
}

bool
init_write(const Init *init, GError **error)
{
	g_autofree char *text = text_of(init);

	return file_copy_text(init->file, text, 0644, error);
}

Config *
init_config(const Init *init, GPtrArray *diagnostics)
{
	g_autofree char *trial = g_strconcat(init->file, ".trial", NULL);
	g_autofree char *text = text_of(init);
	g_autoptr(GError) error = NULL;
	Config *config = NULL;

	if (!g_file_set_contents_full(
		trial, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error)) {
		diagnostics_add_file(
		    diagnostics, init->file, "that it can be written", "%s", error->message);
		return NULL;
	}
	config = config_load(trial, diagnostics);
	unlink(trial);
	return config;
}

bool
init_is_mistake(const Diagnostic *diagnostic)
{
	return strstr(diagnostic->found, "/secrets/") == NULL;
}
