/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate init`: a first configuration, out of options and of answers to a few questions. It overwrites nothing, and
 * what it wrote is read as any other configuration before it is said to be good.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/time_format.h"
#include "rules/diagnostic.h"
#include "rules/yaml.h"

#define LINE_MAX_BYTES 1000

typedef enum {
	ASK_ADDRESS,
	ASK_NAME,
	ASK_LANGUAGE,
	ASK_IMAP,
	ASK_USER,
	ASK_SMTP,
	ASK_SMTP_USER,
	ASK_PLUS,
	ASK_OLD_MAIL,
	ASK_ALARM,
	ASK_CA, /* an option only: most servers have a certificate that all know */
	ASKED,
} Ask;

static const struct {
	const char *option;
	const char *question;
} QUESTIONS[ASKED] = {
    [ASK_ADDRESS] = {"address", "The address that customers write to"},
    [ASK_NAME] = {"name", "The desk's name, as letters show it"},
    [ASK_LANGUAGE] = {"language", "Its language, nl or en"},
    [ASK_IMAP] = {"imap",
	"The server with its mailbox (a host, an imaps:// address, or the path of a Maildir)"},
    [ASK_USER] = {"user", "The user to log in as there"},
    [ASK_SMTP] = {"smtp", "The server that takes its letters (a host, a submissions:// "
			  "address, or the path of a Maildir)"},
    [ASK_SMTP_USER] = {"smtp-user", "The user to log in as there"},
    [ASK_PLUS] = {"plus", "Does the mailbox get mail to NAME+anything@ too, yes or no"},
    [ASK_OLD_MAIL] = {"old-mail",
	"What becomes of mail that is there already: leave it alone, keep "
	"it as history, or answer it (leave, history, answer)"},
    [ASK_ALARM] = {"alarm",
	"Who is told when fetching, filing, sending or the disk fails (none: nobody)"},
    [ASK_CA] = {"ca-file", ""},
};

typedef struct {
	char *answers[ASKED]; /* own */
	const char *file;     /* foreign */
	bool secrets[2];      /* whether one is needed: imap, smtp */
	int64_t now_ms;       /* when it began: what comes from now on is taken in */
	bool empty;           /* whether a password is to be filled in still */
} Init;

static void
init_clear(Init *init)
{
	for (int i = 0; i < ASKED; i++)
		g_free(init->answers[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Init, init_clear)

/* A line of standard input without its end; NULL at the end. Caller owns. */
static char *
read_line(void)
{
	char line[LINE_MAX_BYTES];

	if (fgets(line, sizeof line, stdin) == NULL)
		return NULL;
	return g_strdup(g_strstrip(line));
}

/* A terminal does not show it. NULL or empty: there is none yet. Caller owns. */
static char *
read_password(const char *whose)
{
	struct termios shown, hidden;
	bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &shown) == 0;
	char *line = NULL;

	fprintf(
	    stderr, "The password of %s (empty: to be written into its file later): ", whose);
	if (terminal) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	}
	line = read_line();
	if (terminal)
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputc('\n', stderr);
	return line;
}

/* What is proposed, of what was answered before. Caller owns; NULL: there must be an answer. */
static char *
proposal(const Init *init, Ask ask)
{
	const char *address = init->answers[ASK_ADDRESS];
	const char *at = address == NULL ? NULL : strrchr(address, '@');
	const char *domain = at == NULL ? "" : at + 1;
	bool dutch = g_strcmp0(init->answers[ASK_LANGUAGE], "nl") == 0;

	switch (ask) {
	case ASK_NAME:
		return g_strdup(dutch ? "Servicedesk" : "Service desk");
	case ASK_LANGUAGE:
		return g_strdup("en");
	case ASK_IMAP:
		return g_strdup_printf("imap.%s", domain);
	case ASK_USER:
		return g_strdup(address);
	case ASK_SMTP:
		return g_strdup_printf("smtp.%s", domain);
	case ASK_SMTP_USER:
		return g_strdup(
		    init->answers[ASK_USER] != NULL ? init->answers[ASK_USER] : address);
	case ASK_PLUS:
		return g_strdup("yes");
	case ASK_OLD_MAIL:
		return g_strdup("leave");
	case ASK_ALARM:
		return g_strdup("none");
	case ASK_ADDRESS:
	case ASK_CA:
	case ASKED:
		break;
	}
	return NULL;
}

static bool
is_maildir(const char *answer)
{
	return answer != NULL && *answer == '/';
}

static bool
is_wanted(const Init *init, Ask ask)
{
	return (ask != ASK_USER || !is_maildir(init->answers[ASK_IMAP])) &&
	       (ask != ASK_SMTP_USER || !is_maildir(init->answers[ASK_SMTP]));
}

static const char *const OLD_MAIL[] = {"leave", "history", "answer", NULL};

/* What no other check would find, or only after many more questions. */
static bool
check_answer(const Init *init, Ask ask, GError **error)
{
	const char *answer = init->answers[ask];

	if (ask == ASK_ADDRESS && !yaml_is_address(answer))
		error_set(error, GATEWAY_ERROR_USAGE,
		    "'%s' is no mail address (name@domain, nothing around it)", answer);
	else if (ask == ASK_PLUS && !g_str_equal(answer, "yes") && !g_str_equal(answer, "no"))
		error_set(error, GATEWAY_ERROR_USAGE, "--plus is yes or no, not '%s'", answer);
	else if (ask == ASK_OLD_MAIL && !g_strv_contains(OLD_MAIL, answer))
		error_set(error, GATEWAY_ERROR_USAGE,
		    "--old-mail is leave, history or answer, not '%s'", answer);
	else
		return true;
	return false;
}

/* Puts the question, once. */
static bool
read_answer(Init *init, Ask ask, GError **error)
{
	g_autofree char *proposed = proposal(init, ask);
	g_autofree char *line = NULL;

	fprintf(
	    stderr, proposed == NULL ? "%s: " : "%s [%s]: ", QUESTIONS[ask].question, proposed);
	line = read_line();
	if (line == NULL)
		fputc('\n', stderr);
	init->answers[ask] =
	    line != NULL && *line != '\0' ? g_steal_pointer(&line) : g_steal_pointer(&proposed);
	return init->answers[ask] != NULL ||
	       error_set(error, GATEWAY_ERROR_USAGE, "it needs --%s", QUESTIONS[ask].option);
}

/* A person at a terminal who mistypes is asked again, and keeps the answers given before. */
static bool
ask_one(Init *init, Ask ask, GError **error)
{
	if (!is_wanted(init, ask))
		return true;
	if (init->answers[ask] != NULL)
		return check_answer(init, ask, error);
	while (read_answer(init, ask, error)) {
		g_autoptr(GError) wrong = NULL;

		if (check_answer(init, ask, &wrong))
			return true;
		if (!isatty(STDIN_FILENO)) {
			g_propagate_error(error, g_steal_pointer(&wrong));
			return false;
		}
		fprintf(stderr, "%s\n", wrong->message);
		g_clear_pointer(&init->answers[ask], g_free);
	}
	return false;
}

/* In the order in which one answer proposes the next. */
static bool
ask_all(Init *init, GError **error)
{
	static const Ask ORDER[] = {ASK_ADDRESS, ASK_LANGUAGE, ASK_NAME, ASK_IMAP, ASK_USER,
	    ASK_SMTP, ASK_SMTP_USER, ASK_PLUS, ASK_OLD_MAIL, ASK_ALARM};

	for (size_t i = 0; i < G_N_ELEMENTS(ORDER); i++)
		if (!ask_one(init, ORDER[i], error))
			return false;
	return true;
}

/* As YAML takes any text: in double quotes. Caller owns. */
static char *
quoted(const char *text)
{
	g_autoptr(GString) out = g_string_new("\"");

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, g_ascii_iscntrl(*p) ? ' ' : *p);
	}
	g_string_append_c(out, '"');
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* "    key: value   # comment". */
static void
append(GString *out, int indent, const char *key, const char *value, const char *comment)
{
	g_autofree char *text = quoted(value);

	g_string_append_printf(out, "%*s%s: %s", indent, "", key, text);
	if (comment != NULL)
		g_string_append_printf(out, "   # %s", comment);
	g_string_append_c(out, '\n');
}

/* A host alone is a server with TLS from the start. */
static void
append_server(GString *out, int indent, const char *key, const char *answer, const char *scheme)
{
	const char *folder = g_str_equal(key, "imap") ? "/INBOX" : "";
	g_autofree char *url = strstr(answer, "://") != NULL
				   ? g_strdup(answer)
				   : g_strdup_printf("%s://%s%s", scheme, answer, folder);

	if (is_maildir(answer))
		append(out, indent, "maildir", answer, NULL);
	else
		append(out, indent, key, url, NULL);
}

static void
append_login(GString *out, int indent, const char *user, const char *secret)
{
	if (user == NULL || g_str_equal(user, "none"))
		return;
	append(out, indent, "user", user, NULL);
	append(out, indent, "password_file", secret,
	    "one line, mode 0600; or token_command: [...] for OAuth");
}

static void
append_ca(GString *out, int indent, const Init *init, Ask server)
{
	if (init->answers[ASK_CA] != NULL && !is_maildir(init->answers[server]))
		append(out, indent, "ca_file", init->answers[ASK_CA],
		    "who signed the server's certificate");
}

static void
append_desk(GString *out, const Init *init)
{
	const char *domain = strrchr(init->answers[ASK_ADDRESS], '@') + 1;
	bool dutch = g_str_equal(init->answers[ASK_LANGUAGE], "nl");

	g_string_append(out, "# Written by `casegate init`. Everything is described in "
			     "casegate.yaml(5); `casegate check` reads it and\n"
			     "# lists every mistake, `casegate check --online` tries the "
			     "servers. Paths are relative to this folder.\n\n"
			     "desk:\n");
	append(out, 2, "name", init->answers[ASK_NAME], "who writes the letters");
	append(out, 2, "domain", domain, "right side of our Message-IDs");
	append(out, 2, "language", init->answers[ASK_LANGUAGE],
	    "when neither the contact nor the mail tells");
	g_string_append_printf(out,
	    "  categories: [%s]   # what a case can be about\n  default_category: %s\n",
	    dutch ? "Netwerk, Werkplek, Account, Overig" : "Network, Workplace, Account, Other",
	    dutch ? "Overig" : "Other");
}

static void
append_old_mail(GString *out, const Init *init)
{
	const char *what = init->answers[ASK_OLD_MAIL];
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
append_mailbox(GString *out, const Init *init)
{
	const char *address = init->answers[ASK_ADDRESS];
	const char *at = strrchr(address, '@');
	g_autofree char *reply =
	    g_strdup_printf("%.*s+{token}%s", (int)(at - address), address, at);
	bool plus = g_str_equal(init->answers[ASK_PLUS], "yes");

	g_string_append(out, "\nmailboxes:\n  - name: support\n");
	append_server(out, 4, "imap", init->answers[ASK_IMAP], "imaps");
	append_ca(out, 4, init, ASK_IMAP);
	append_login(out, 4, init->answers[ASK_USER], "secrets/imap");
	append(out, 4, "address", address, "From of its letters");
	g_string_append(out,
	    "    # Customers answer to an address that carries a token: by it a "
	    "reply finds its case, and shows that\n"
	    "    # its writer has the letter.\n");
	if (!plus)
		g_string_append(out, "    # Only where the server delivers NAME+anything@ to "
				     "this mailbox.\n    # ");
	append(out, plus ? 4 : 0, "reply_address", reply, NULL);
	g_string_append(out, "    # Your own mail server, as its Authentication-Results call "
			     "it: whom they vouch "
			     "for is believed.\n"
			     "    # Without it nobody is: whoever has a letter to a manager or "
			     "an agent can then "
			     "approve or act in that\n"
			     "    # name. 'casegate check --proof' shows who may do what.\n"
			     "    # authserv: mail.example.org\n");
	if (!is_maildir(init->answers[ASK_IMAP]))
		g_string_append(out,
		    "    # A mail leaves the inbox only when casegate has it safe. The folders "
		    "are made when missing.\n"
		    "    processed: {move: Processed}\n    too_large: {move: Failed}\n");
	append_old_mail(out, init);
}

static void
append_rest(GString *out, const Init *init)
{
	const char *alarm = init->answers[ASK_ALARM];

	g_string_append(out, "\noutgoing:\n");
	append_server(out, 2, "smtp", init->answers[ASK_SMTP], "submissions");
	append_ca(out, 2, init, ASK_SMTP);
	append_login(out, 2, init->answers[ASK_SMTP_USER], "secrets/smtp");
	g_string_append(out,
	    "\n# Who works here; a group's address is told of its cases.\n"
	    "# groups:\n#   servicedesk: {address: team@example.org}\n"
	    "# agents:\n#   - {name: Sanne de Wit, address: "
	    "sanne@example.org, groups: [servicedesk]}\n"
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

/* Where the file is there already it stays as it is. */
static bool
write_new(const char *path, const char *text, mode_t mode, bool may_exist, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	size_t length = strlen(text);
	bool good = false;

	if (fd < 0 && errno == EEXIST && may_exist)
		return true;
	if (fd < 0 && errno == EEXIST) {
		return error_set(error, GATEWAY_ERROR_REFUSED,
		    "%s is there already, and stays as it is", path);
	}
	good = fd >= 0 && write(fd, text, length) == (ssize_t)length;
	if (!good)
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
		    "cannot write %s: %s", path, g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return good;
}

static bool
write_secret(Init *init, const char *folder, const char *name, const char *user, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "secrets", name, NULL);
	g_autofree char *password = NULL;
	g_autofree char *line = NULL;

	if (user == NULL || g_str_equal(user, "none") || g_file_test(path, G_FILE_TEST_EXISTS))
		return true;
	password = read_password(user);
	line = g_strdup_printf("%s\n", password == NULL ? "" : password);
	init->empty |= password == NULL || *password == '\0';
	return write_new(path, line, 0600, true, error);
}

static bool
write_all(Init *init, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(init->file);
	g_autofree char *secrets = g_build_filename(folder, "secrets", NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	append_desk(text, init);
	append_mailbox(text, init);
	append_rest(text, init);
	if (g_mkdir_with_parents(folder, 0755) != 0 ||
	    g_mkdir_with_parents(secrets, 0700) != 0) {
		g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
		    "cannot make %s: %s", secrets, g_strerror(errno));
		return false;
	}
	return write_new(init->file, text->str, 0644, false, error) &&
	       write_secret(init, folder, "imap", init->answers[ASK_USER], error) &&
	       write_secret(init, folder, "smtp", init->answers[ASK_SMTP_USER], error);
}

/* That a password is still to be written is no mistake of the answers. */
static bool
is_mistake(const Init *init, const char *text)
{
	return !init->empty || strstr(text, "/secrets/") == NULL;
}

/* Answers that make no good configuration are listed as mistakes of the file, which is deleted again. */
static bool
is_good(const Init *init)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config = config_load(init->file, diagnostics);
	bool good = true;

	for (guint i = 0; config == NULL && i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		if (!is_mistake(init, text))
			continue;
		fprintf(stderr, "%s\n", text);
		good = false;
	}
	if (good)
		return true;
	unlink(init->file);
	fputs("casegate init: that makes no configuration; nothing was kept but the secrets\n",
	    stderr);
	return false;
}

static void
tell_next(const Init *init, const CliOptions *options)
{
	g_autofree char *folder = g_path_get_dirname(init->file);
	g_autofree char *option = g_str_equal(options->config, CONFIGFILE)
				      ? g_strdup("")
				      : g_strdup_printf(" --config %s", init->file);

	printf("%s is written.\n", init->file);
	if (init->empty)
		printf(
		    "Write the passwords into the files of %s/secrets, a line each.\n", folder);
	printf("Then:\n  casegate check%s\n  casegate check --online%s\n  casegate run%s\n",
	    option, option, option);
}

static bool
take_options(int *argc, char **argv, Init *init, GError **error)
{
	const char *known[ASKED + 5] = {0};
	int n_known = 0;

	for (int i = 0; i < ASKED; i++) {
		const char *value = NULL;
		g_autoptr(GError) wrong = NULL;

		known[n_known++] = QUESTIONS[i].option;
		if (arguments_take(argc, argv, QUESTIONS[i].option, &value, &wrong))
			init->answers[i] = g_strdup(value);
		if (wrong != NULL) {
			g_propagate_error(error, g_steal_pointer(&wrong));
			return false;
		}
	}
	known[n_known++] = "config";
	known[n_known++] = "help";
	if (!arguments_operands(argc, argv, known, error))
		return false;
	if (*argc == 1)
		return true;
	return error_set(error, GATEWAY_ERROR_USAGE, "too many words; it takes options only");
}

static int
run(int argc, char **argv)
{
	CliOptions options = {0};
	g_auto(Init) init = {.now_ms = g_get_real_time() / 1000};
	g_autoptr(GError) error = NULL;

	if (!cli_options(&argc, argv, &options, &error) ||
	    !take_options(&argc, argv, &init, &error))
		return cli_fail("init", error);
	init.file = options.config;
	if (g_file_test(init.file, G_FILE_TEST_EXISTS)) {
		error_set(&error, GATEWAY_ERROR_REFUSED,
		    "%s is there already, and stays as it is", init.file);
		return cli_fail("init", error);
	}
	if (!ask_all(&init, &error) || !write_all(&init, &error))
		return cli_fail("init", error);
	if (!is_good(&init))
		return EX_CONFIG;
	tell_next(&init, &options);
	return EX_OK;
}

const Command command_init = {
    .name = "init",
    .summary = "write a first configuration",
    .help = "usage: casegate init [--config FILE] [OPTION ...]\n"
	    "\n"
	    "Asks what no option says, and writes a configuration with comments, and a file\n"
	    "for each password (mode 0600). What is there already stays as it is.\n"
	    "\n"
	    "  --address ADDRESS   that customers write to\n"
	    "  --name NAME         of the desk\n"
	    "  --language nl|en    of the desk\n"
	    "  --imap SERVER       with the mailbox: a host, imaps://HOST/FOLDER, or a\n"
	    "                      Maildir's path\n"
	    "  --user USER         to log in as there\n"
	    "  --smtp SERVER       that takes letters: a host, submissions://HOST, or a\n"
	    "                      Maildir's path\n"
	    "  --smtp-user USER    to log in as there; none: without a login\n"
	    "  --ca-file FILE      who signed the servers' certificates, where not everybody\n"
	    "                      knows\n"
	    "  --plus yes|no       whether the mailbox gets mail to NAME+anything@ too\n"
	    "  --old-mail WHAT     becomes of mail that is in it already: leave (alone),\n"
	    "                      history (closed cases, no letters) or answer\n"
	    "  --alarm ADDRESS     who is told when something fails; none: nobody\n",
    .main = run,
};
