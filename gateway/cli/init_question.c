/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/init_question.h"

#include <string.h>

#include "gateway/cli/init_write.h"
#include "gateway/util/error.h"
#include "rules/diagnostic.h"
#include "rules/yaml.h"

typedef enum {
	TAKES_TEXT,
	TAKES_ADDRESS,
	TAKES_ADDRESS_OR_NONE,
	TAKES_WORD, /* one of `words` */
	TAKES_FILE,
	TAKES_LOGIN,
	TAKES_CONFIG, /* what the configuration then takes */
} Takes;

/* question: %s is what it is about. words: where it takes one of them. */
static const struct {
	const char *option;
	const char *question;
	Ask about;
	Takes takes;
	const char *const *words;
	bool terminal;        /* asked there alone */
	const char *proposed; /* or NULL: by what was answered before, or nothing */
} QUESTIONS[ASKED] = {
    [ASK_ADDRESS] = {"address", "The address that customers write to", ASKED, TAKES_ADDRESS,
	NULL, false, NULL},
    [ASK_LANGUAGE] = {"language", "The language of its letters, nl or en", ASKED, TAKES_WORD,
	(const char *const[]){"nl", "en", NULL}, false, "en"},
    [ASK_NAME] = {"name", "The desk's name, as letters show it", ASKED, TAKES_TEXT, NULL, false,
	NULL},
    [ASK_IMAP] = {"imap",
	"The IMAP server with the mailbox of %s (a host, an imaps:// address, microsoft, "
	"google, "
	"or the path of a Maildir)",
	ASK_ADDRESS, TAKES_CONFIG, NULL, false, NULL},
    [ASK_USER] = {"user", "The user to log in as at %s", ASK_IMAP, TAKES_TEXT, NULL, false,
	NULL},
    [ASK_LOGIN] = {"login",
	"How casegate logs in at %s: with a password, or signed in to microsoft or google",
	ASK_IMAP, TAKES_LOGIN, (const char *const[]){"password", "microsoft", "google", NULL},
	true, NULL},
    [ASK_TENANT] = {"tenant",
	"The directory (tenant) of %s at Microsoft: its id, or a domain of it", ASK_USER,
	TAKES_CONFIG, NULL, false, NULL},
    [ASK_CLIENT] = {"client-id",
	"The client id of the application that you registered for %s (casegate.yaml(5), OAUTH)",
	ASK_USER, TAKES_CONFIG, NULL, false, NULL},
    [ASK_CA] = {"ca-file",
	"The file (PEM) of who signed the certificate of %s (none: other answers)", ASK_IMAP,
	TAKES_FILE, NULL, true, "none"},
    [ASK_SMTP] = {"smtp",
	"The SMTP server that takes the letters from %s (a host, a submissions:// address, or "
	"the path of a Maildir)",
	ASK_ADDRESS, TAKES_CONFIG, NULL, false, NULL},
    [ASK_SMTP_USER] = {"smtp-user", "The user to log in as at %s (none: no login)", ASK_SMTP,
	TAKES_TEXT, NULL, false, NULL},
    [ASK_SMTP_CA] = {"smtp-ca-file",
	"The file (PEM) of who signed the certificate of %s (none: other answers)", ASK_SMTP,
	TAKES_FILE, NULL, true, "none"},
    [ASK_AUTHSERV] = {"authserv",
	"Your own mail server, as it calls itself in the Authentication-Results of mail to %s, "
	"and how many Received stand above those (none: nobody is believed)",
	ASK_ADDRESS, TAKES_CONFIG, NULL, true, "none"},
    [ASK_PLUS] = {"plus",
	"Does the mailbox of %s get mail to its name with +anything before the @, too, yes or "
	"no",
	ASK_ADDRESS, TAKES_WORD, (const char *const[]){"yes", "no", NULL}, false, "yes"},
    [ASK_OLD_MAIL] = {"old-mail",
	"What becomes of mail that is in that mailbox already: leave it alone, keep it as "
	"history, or answer it (leave, history, answer)",
	ASKED, TAKES_WORD, (const char *const[]){"leave", "history", "answer", NULL}, false,
	"leave"},
    [ASK_ALARM] = {"alarm",
	"The address that is told when fetching, filing, sending or the disk fails (none: "
	"nobody)",
	ASKED, TAKES_ADDRESS_OR_NONE, NULL, false, "none"},
    [ASK_DESK_CLIENT] = {"servicenow-client",
	"The client id of the OAuth application at %s (none: a user with a password)", ASK_DESK,
	TAKES_TEXT, NULL, false, "none"},
    [ASK_DESK_USER] = {"servicenow-user", "The user to log in as at %s", ASK_DESK, TAKES_TEXT,
	NULL, false, NULL},
    [ASK_GROUPS] = {"groups",
	"The groups that work here, each as NAME <ADDRESS>, which is told of its cases, with ; "
	"between them (none: no groups yet)",
	ASKED, TAKES_CONFIG, NULL, true, "none"},
    [ASK_AGENTS] = {"agents",
	"The agents, each as NAME <ADDRESS> (LOGIN), the login as whom they use commands on "
	"this "
	"machine, where they do, and behind it their groups where that is not the first, with "
	"; "
	"between them (none: nobody yet)",
	ASKED, TAKES_CONFIG, NULL, true, "none"},
    [ASK_TEST_LETTER] = {"test-letter",
	"The address that a letter is sent to now, to see that it arrives (none: no letter)",
	ASKED, TAKES_ADDRESS_OR_NONE, NULL, true, "none"},
    [ASK_START] = {"start", "Start the service now and at each boot (yes or no)", ASKED,
	TAKES_WORD, (const char *const[]){"yes", "no", NULL}, false, "no"},
    [ASK_AGAIN] = {"",
	"Change the answers (Enter keeps each), or leave that for later (again, later)", ASKED,
	TAKES_WORD, (const char *const[]){"again", "later", NULL}, true, "again"},
    [ASK_DESK] = {"servicenow", "", ASKED, TAKES_TEXT, NULL, false, NULL},
    [ASK_DESK_CA] = {"servicenow-ca", "", ASKED, TAKES_FILE, NULL, false, NULL},
    [ASK_PASSWORD_FILE] = {"password-file", "", ASKED, TAKES_FILE, NULL, false, NULL},
    [ASK_SMTP_PASSWORD_FILE] = {"smtp-password-file", "", ASKED, TAKES_FILE, NULL, false, NULL},
    [ASK_CLIENT_SECRET_FILE] = {"client-secret-file", "", ASKED, TAKES_FILE, NULL, false, NULL},
    [ASK_DESK_SECRET_FILE] = {"servicenow-secret-file", "", ASKED, TAKES_FILE, NULL, false,
	NULL},
};

const char *
init_option(Ask ask)
{
	return QUESTIONS[ask].option;
}

bool
init_stands_alone(Ask ask)
{
	return QUESTIONS[ask].takes != TAKES_CONFIG && QUESTIONS[ask].takes != TAKES_LOGIN;
}

/* "none" and nothing are the same. */
static bool
is_given(const char *answer)
{
	return answer != NULL && !g_str_equal(answer, "none");
}

/* Whose mailbox it is, of those whose servers are known, or NULL. */
static const char *
provider_of(const Init *init)
{
	const char *imap = init->answers[ASK_IMAP];

	if (g_strcmp0(imap, "microsoft") == 0 || g_strcmp0(imap, "google") == 0)
		return imap;
	if (imap != NULL && strstr(imap, "outlook.office365.com") != NULL)
		return "microsoft";
	return imap != NULL && strstr(imap, "imap.gmail.com") != NULL ? "google" : NULL;
}

static char *
propose_smtp(const Init *init, const char *domain)
{
	const char *provider = provider_of(init);

	if (g_strcmp0(provider, "microsoft") == 0)
		return g_strdup("submission://smtp.office365.com");
	if (g_strcmp0(provider, "google") == 0)
		return g_strdup("submissions://smtp.gmail.com");
	return g_strdup_printf("smtp.%s", domain);
}

char *
init_proposal(const Init *init, Ask ask)
{
	const char *address = init->answers[ASK_ADDRESS];
	const char *at = address == NULL ? NULL : strrchr(address, '@');
	const char *domain = at == NULL ? "" : at + 1;
	const char *provider = provider_of(init);

	if (init->before[ask] != NULL)
		return g_strdup(init->before[ask]);
	switch (ask) {
	case ASK_NAME:
		return g_strdup(g_strcmp0(init->answers[ASK_LANGUAGE], "nl") == 0
				    ? "Servicedesk"
				    : "Service desk");
	case ASK_IMAP:
		return g_strdup_printf("imap.%s", domain);
	case ASK_SMTP:
		return propose_smtp(init, domain);
	case ASK_USER:
		return g_strdup(address);
	case ASK_SMTP_USER:
		return g_strdup(
		    init->answers[ASK_USER] != NULL ? init->answers[ASK_USER] : address);
	case ASK_LOGIN:
		return g_strdup(provider == NULL ? "password" : provider);
	case ASK_TENANT:
		return g_strdup(domain);
	default:
		return g_strdup(QUESTIONS[ask].proposed);
	}
}

char *
init_answer(const Init *init, Ask ask)
{
	return init->answers[ask] != NULL ? g_strdup(init->answers[ask])
					  : init_proposal(init, ask);
}

bool
init_is_maildir(const Init *init, Ask server)
{
	return init->answers[server] != NULL && *init->answers[server] == '/';
}

char *
init_host(const Init *init, Ask server)
{
	const char *answer = init->answers[server];
	const char *scheme = strstr(answer, "://");
	const char *host = scheme == NULL ? answer : scheme + 3;

	return g_strndup(host, strcspn(host, "/"));
}

bool
init_logs_in(const Init *init, Ask user)
{
	Ask server = user == ASK_USER ? ASK_IMAP : ASK_SMTP;

	return init->answers[server] != NULL && !init_is_maildir(init, server) &&
	       (init->answers[user] == NULL || is_given(init->answers[user]));
}

/* The way out shares the tokens of the mailbox where the same user logs in. */
bool
init_has_oauth(const Init *init, Ask user)
{
	g_autofree char *login = init_answer(init, ASK_LOGIN);

	return init_logs_in(init, user) && !g_str_equal(login, "password") &&
	       (user == ASK_USER ||
		   g_strcmp0(init->answers[ASK_SMTP_USER], init->answers[ASK_USER]) == 0);
}

const char *
init_desk_client(const Init *init)
{
	return is_given(init->answers[ASK_DESK_CLIENT]) ? init->answers[ASK_DESK_CLIENT] : NULL;
}

bool
init_is_wanted(const Init *init, Ask ask)
{
	switch (ask) {
	case ASK_DESK_CLIENT:
		return init->answers[ASK_DESK] != NULL && init->answers[ASK_DESK_USER] == NULL;
	case ASK_DESK_USER:
		return init->answers[ASK_DESK] != NULL && init_desk_client(init) == NULL;
	case ASK_USER:
	case ASK_LOGIN:
		return !init_is_maildir(init, ASK_IMAP);
	case ASK_SMTP_USER:
		return !init_is_maildir(init, ASK_SMTP);
	case ASK_CLIENT:
		return init_has_oauth(init, ASK_USER);
	case ASK_TENANT:
		return init_has_oauth(init, ASK_USER) &&
		       g_strcmp0(init->answers[ASK_LOGIN], "microsoft") == 0;
	default:
		return true;
	}
}

/* "yes or no"; "leave, history or answer". Caller owns. */
static char *
list_of(const char *const *words)
{
	g_autoptr(GString) list = g_string_new(words[0]);

	for (words++; *words != NULL; words++)
		g_string_append_printf(list, "%s%s", words[1] == NULL ? " or " : ", ", *words);
	return g_string_free(g_steal_pointer(&list), FALSE);
}

static bool
check_words(Ask ask, const char *answer, GError **error)
{
	g_autofree char *list = list_of(QUESTIONS[ask].words);
	const char *dashes = *QUESTIONS[ask].option == '\0' ? "it" : "--";

	return g_strv_contains(QUESTIONS[ask].words, answer) ||
	       error_set(error, GATEWAY_ERROR_USAGE, "%s%s is %s, not '%s'", dashes,
		   QUESTIONS[ask].option, list, answer);
}

/* The mistakes that the configuration would have, as what was found, borrowed. Caller owns. */
static GHashTable *
mistakes_of(const Init *init, GPtrArray *diagnostics)
{
	g_autoptr(Config) config = init_config(init, diagnostics);
	GHashTable *mistakes = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; config == NULL && i < diagnostics->len; i++)
		if (init_is_mistake(diagnostics->pdata[i]))
			g_hash_table_add(
			    mistakes, ((const Diagnostic *)diagnostics->pdata[i])->found);
	return mistakes;
}

/* By the reader of the configuration, with what is proposed for all that is not answered yet: what is wrong with the
 * answer, and is not without it. */
static bool
check_config(const Init *init, Ask ask, GError **error)
{
	Init without = *init;
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GPtrArray) others = diagnostics_new();
	g_autoptr(GHashTable) mistakes = mistakes_of(init, diagnostics);
	g_autoptr(GHashTable) before = NULL;

	if (g_hash_table_size(mistakes) == 0)
		return true;
	without.answers[ask] = NULL;
	before = mistakes_of(&without, others);
	for (guint i = 0; i < diagnostics->len; i++) {
		const Diagnostic *one = diagnostics->pdata[i];

		if (g_hash_table_contains(mistakes, one->found) &&
		    !g_hash_table_contains(before, one->found))
			return error_set(error, GATEWAY_ERROR_USAGE,
			    "--%s: found %s, expected %s", QUESTIONS[ask].option, one->found,
			    one->expected);
	}
	return true;
}

bool
init_check(const Init *init, Ask ask, GError **error)
{
	const char *answer = init->answers[ask];

	switch (QUESTIONS[ask].takes) {
	case TAKES_TEXT:
		return true;
	case TAKES_ADDRESS_OR_NONE:
		if (!is_given(answer))
			return true;
		G_GNUC_FALLTHROUGH;
	case TAKES_ADDRESS:
		return yaml_is_address(answer) ||
		       error_set(error, GATEWAY_ERROR_USAGE,
			   "'%s' is no mail address (name@domain, nothing around it)", answer);
	case TAKES_WORD:
		return check_words(ask, answer, error);
	case TAKES_FILE:
		return !is_given(answer) || g_file_test(answer, G_FILE_TEST_IS_REGULAR) ||
		       error_set(error, GATEWAY_ERROR_USAGE, "--%s: there is no file '%s'",
			   QUESTIONS[ask].option, answer);
	case TAKES_LOGIN: /* or a provider as casegate.yaml has it */
		return *answer == '{' ? check_config(init, ask, error)
				      : check_words(ask, answer, error);
	case TAKES_CONFIG:
		return check_config(init, ask, error);
	}
	return true;
}

char *
init_question(const Init *init, Ask ask, const char *proposed)
{
	const char *question = QUESTIONS[ask].question;
	const char *place = strstr(question, "%s");
	Ask about = QUESTIONS[ask].about;
	GString *text = g_string_new(question);
	g_autofree char *what = about == ASK_IMAP || about == ASK_SMTP
				    ? init_host(init, about)
				    : g_strdup(about == ASKED ? "" : init->answers[about]);

	if (place != NULL) {
		g_string_erase(text, place - question, 2);
		g_string_insert(text, place - question, what);
	}
	if (proposed != NULL)
		g_string_append_printf(text, " [%s]", proposed);
	g_string_append(text, ": ");
	return g_string_free(text, FALSE);
}

void
init_complete(Init *init, Ask ask)
{
	char *answer = init->answers[ask];

	if (QUESTIONS[ask].takes != TAKES_FILE || !is_given(answer))
		return;
	init->answers[ask] = g_canonicalize_filename(answer, NULL);
	g_free(answer);
}

bool
init_is_asked(const Init *init, Ask ask)
{
	return !init->yes && (init->terminal || !QUESTIONS[ask].terminal);
}
