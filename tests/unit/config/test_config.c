/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "gateway/config/config.h"
#include "parsers/file_marks.h"
#include "rules/diagnostic.h"
#include "tests/unit/remove_tree.h"

/* A folder with a configuration as an operator has it: secrets and letters of its own. */
typedef struct {
	char *path; /* own */
} Folder;

static void
put(const Folder *folder, const char *name, const char *text, int mode)
{
	g_autofree char *path = g_build_filename(folder->path, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);

	assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
	assert_int_equal(chmod(path, (mode_t)mode), 0);
}

static int
make_folder(void **state)
{
	Folder *folder = g_new0(Folder, 1);

	folder->path = g_dir_make_tmp("test_config_XXXXXX", NULL);
	put(folder, "secrets/imap", "geheim\n", 0600);
	put(folder, "secrets/smtp", "ook geheim", 0400);
	put(folder, "letters/nl/support.txt", "Groet", 0644);
	put(folder, "letters/en/support.txt", "Regards", 0644);
	*state = folder;
	return 0;
}

static int
remove_folder(void **state)
{
	Folder *folder = *state;

	remove_tree(folder->path);
	g_free(folder->path);
	g_free(folder);
	return 0;
}

/* Loads this text; texts gets every mistake on a line of its own, without the folder's name. */
static Config *
load(const Folder *folder, const char *yaml, char **texts)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GString) all = g_string_new(NULL);
	g_autofree char *file = g_build_filename(folder->path, "casegate.yaml", NULL);
	Config *config;

	put(folder, "casegate.yaml", yaml, 0644);
	config = config_load(file, diagnostics);
	for (guint i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(g_ptr_array_index(diagnostics, i));

		g_string_append_printf(all, "%s\n", text);
	}
	g_string_replace(all, folder->path, "", 0);
	g_string_replace(all, "/casegate.yaml:", "", 0);
	*texts = g_strdup(all->str);
	assert_int_equal(config == NULL, diagnostics->len > 0);
	return config;
}

static const char whole[] =
    "desk:\n"
    "  name: Servicedesk Voorbeeld\n"
    "  domain: desk.example\n"
    "  language: nl\n"
    "  time_zone: Europe/Amsterdam\n"
    "  tickets: local\n"
    "  categories: [Netwerk, Overig]\n"
    "  default_category: Overig\n"
    "mailboxes:\n"
    "  - name: support\n"
    "    imap: imaps://imap.desk.example/INBOX/Sub%20map\n"
    "    user: servicedesk@desk.example\n"
    "    password_file: secrets/imap\n"
    "    ca_file: secrets/../secrets/smtp\n"
    "    address: servicedesk@desk.example\n"
    "    reply_address: servicedesk+{token}@desk.example\n"
    "    processed: {flag: $Done}\n"
    "    too_large: delete\n"
    "    authserv: mail.desk.example\n"
    "    authserv_hops: 1\n"
    "    trust: {internal: [desk.example, voorbeeld.example]}\n"
    "    signature: support\n"
    "    poll: 30s\n"
    "  - {name: drop, maildir: in, address: desk@desk.example}\n"
    "outgoing:\n"
    "  smtp: submission://[::1]:2525\n"
    "  user: servicedesk@desk.example\n"
    "  token_command: [/bin/sh, -c, 'echo x']\n"
    "  envelope_from: bounces@desk.example\n"
    "groups:\n"
    "  servicedesk: {address: team@desk.example}\n"
    "  nacht: {address: nacht@desk.example, hours: {mon-sun: 00:00-24:00}}\n"
    "agents:\n"
    "  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n"
    "hours: {mon-fri: 08:00-17:30, holidays: nl}\n"
    "accounts:\n"
    "  Klant BV: {times: {first_answer: {high: 1h}}}\n"
    "times: {first_answer: 8h, remind_answer: 30m, close_solution: 7d}\n"
    "escalate: [{after: 1h, to: servicedesk}, {after: 4h, to: nacht}]\n"
    "acknowledgements: {per_address_hour: 0}\n"
    "letters: {per_ticket_hour: 7, in_a_row: 0}\n"
    "attachments: {marked: [executable, macro, .DWG]}\n"
    "policies: {accept_without_token: yes}\n"
    "alarm: beheer@desk.example\n"
    "control_socket: run/control\n"
    "metrics: {file: run/casegate.prom}\n"
    "readers: 4\n";

static void
assert_below(const Folder *folder, const char *path, const char *name)
{
	g_autofree char *expected = g_build_filename(folder->path, name, NULL);

	assert_string_equal(path, expected);
}

static void
check_support(const Folder *folder, const ConfigMailbox *mailbox)
{
	assert_string_equal(mailbox->name, "support");
	assert_string_equal(mailbox->imap.host, "imap.desk.example");
	assert_string_equal(mailbox->imap.port, "993");
	assert_int_equal(mailbox->imap.tls, CONFIG_TLS_IMPLICIT);
	assert_string_equal(mailbox->folder, "INBOX/Sub map");
	assert_string_equal(mailbox->imap.login.user, "servicedesk@desk.example");
	assert_below(folder, mailbox->imap.login.password_file, "secrets/imap");
	assert_below(folder, mailbox->imap.ca_file, "secrets/smtp");
	assert_null(mailbox->maildir);
	assert_string_equal(mailbox->reply_address, "servicedesk+{token}@desk.example");
	assert_int_equal(mailbox->processed.how, CONFIG_FILE_FLAG);
	assert_string_equal(mailbox->processed.name, "$Done");
	assert_int_equal(mailbox->too_large.how, CONFIG_FILE_DELETE);
	assert_null(mailbox->too_large.name);
	assert_string_equal(mailbox->authserv, "mail.desk.example");
	assert_int_equal(mailbox->authserv_hops, 1);
	assert_int_equal(mailbox->internal->len, 2);
	assert_string_equal(mailbox->internal->pdata[1], "voorbeeld.example");
	assert_null(mailbox->authas);
	assert_string_equal(mailbox->signature, "support");
	assert_int_equal(mailbox->poll_ms, 30000);
}

static void
reads_everything(void **state)
{
	const Folder *folder = *state;
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load(folder, whole, &texts);

	assert_string_equal(texts, "");
	assert_string_equal(config->desk_name, "Servicedesk Voorbeeld");
	assert_string_equal(config->domain, "desk.example");
	assert_string_equal(config->language, "nl");
	assert_int_equal(config->categories->len, 2);
	assert_string_equal(config->default_category, "Overig");
	check_support(folder, config_mailbox(config, "support"));
	assert_null(config_mailbox(config, "other"));

	const ConfigMailbox *drop = config_mailbox(config, "drop");
	assert_null(drop->imap.host);
	assert_below(folder, drop->maildir, "in");
	assert_string_equal(drop->processed.name, "Processed");
	assert_string_equal(drop->too_large.name, "Failed");
	assert_int_equal(drop->poll_ms, 300000);

	assert_string_equal(config->outgoing.smtp.host, "::1");
	assert_string_equal(config->outgoing.smtp.port, "2525");
	assert_int_equal(config->outgoing.smtp.tls, CONFIG_TLS_STARTTLS);
	assert_string_equal(config->outgoing.smtp.login.token_command[2], "echo x");
	assert_null(config->outgoing.smtp.login.token_command[3]);
	assert_string_equal(config->outgoing.envelope_from, "bounces@desk.example");

	const ConfigGroup *group = g_ptr_array_index(config->groups, 0);
	assert_string_equal(group->name, "servicedesk");
	assert_string_equal(group->address, "team@desk.example");
	const ConfigAgent *agent = g_ptr_array_index(config->agents, 0);
	assert_string_equal(agent->name, "Sanne de Wit");
	assert_string_equal(g_ptr_array_index(agent->groups, 0), "servicedesk");

	assert_string_equal(config->time_zone, "Europe/Amsterdam");
	assert_int_equal(working_hours_day_ms(config->promise.hours), 34200000);
	group = g_ptr_array_index(config->groups, 1);
	assert_int_equal(working_hours_day_ms(group->promise.hours), 86400000);
	assert_int_equal(group->promise.first_answer[1], 0);
	const ConfigAccount *account = g_ptr_array_index(config->accounts, 0);
	assert_string_equal(account->name, "Klant BV");
	assert_null(account->promise.hours);
	assert_int_equal(account->promise.first_answer[2], 3600000);
	const ConfigEscalation *escalation = g_ptr_array_index(config->escalations, 1);
	assert_int_equal(escalation->after, 4 * 3600000);
	assert_string_equal(escalation->to, "nacht");
	assert_int_equal(config->promise.first_answer[0], 8 * 3600000);
	assert_int_equal(config->times.remind_answer, 30 * 60000);
	assert_int_equal(config->times.close_solution, 7 * 86400000);
	assert_int_equal(config->times.remind_question, 3 * 86400000);
	assert_int_equal(config->acknowledgements.per_address_hour, 0);
	assert_int_equal(config->acknowledgements.per_minute, 60);
	assert_int_equal(config->letters.per_address_hour, 0);
	assert_int_equal(config->letters.per_ticket_hour, 7);
	assert_int_equal(config->letters.per_minute, 120);
	assert_int_equal(config->letters.per_hour, 2000);
	assert_int_equal(config->letters.in_a_row, 0);
	assert_int_equal(config->letters.waiting_address_hour, 120);
	assert_int_equal(config->marked.marks, FILE_MARK_EXECUTABLE | FILE_MARK_MACRO);
	assert_int_equal(config->marked.endings->len, 1);
	assert_string_equal(config->marked.endings->pdata[0], ".dwg");
	assert_true(config->accept_at_l2);
	assert_string_equal(config->alarm, "beheer@desk.example");
	assert_below(folder, config->control_socket, "run/control");
	assert_below(folder, config->metrics_file, "run/casegate.prom");
	assert_int_equal(config->readers, 4);
	assert_non_null(config->rules);
	assert_non_null(config->catalog);
	assert_non_null(config->answers);
	assert_below(folder, config->letter_directories[1], "letters");
}

#define DESK "desk: {name: D, domain: d.example}\n"
#define BOX "mailboxes: [{name: a, maildir: in, address: a@d.example}]\n"
#define OUT "outgoing: {maildir: out}\n"

static void
has_defaults(void **state)
{
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load(*state, DESK BOX OUT, &texts);

	assert_string_equal(texts, "");
	assert_string_equal(config->language, "en");
	assert_string_equal(config->default_category, "Other");
	assert_int_equal(config->readers, 2);
	assert_int_equal(config->times.give_up_letter, 5 * 86400000);
	assert_int_equal(config->acknowledgements.per_address_hour, 3);
	assert_false(config->accept_at_l2);
	assert_int_equal(config->marked.marks, FILE_MARKS_ALL);
	assert_null(config->alarm);
	assert_null(config->control_socket);
	assert_null(config->metrics_file);
}

static void
believes_exchange_where_it_is_told_to(void **state)
{
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load(*state,
	    DESK OUT "mailboxes:\n- {name: a, maildir: in, address: a@d.example,\n"
		     "   authserv: microsoft365, trust: {internal: d.example, authas: "
		     "0123456789abcdef0123456789abcdef}}\n",
	    &texts);
	const ConfigMailbox *mailbox = NULL;

	assert_string_equal(texts, "");
	mailbox = config->mailboxes->pdata[0];
	assert_string_equal(mailbox->authserv, CONFIG_MICROSOFT);
	assert_string_equal(mailbox->authas, "0123456789abcdef0123456789abcdef");
	assert_false(mailbox->believes_authas);
}

#define IMAP_IS(url)                                                                      \
	DESK OUT "mailboxes:\n- {name: a, address: a@d.example, user: u, password_file: " \
		 "secrets/imap,\n"                                                        \
		 "   imap: '" url "'}\n"
#define SMTP_IS(url) DESK BOX "outgoing: {smtp: '" url "'}\n"
#define BOX_WITH(keys) \
	DESK OUT "mailboxes:\n- {name: a, maildir: in, address: a@d.example, " keys "}\n"
#define LOGIN_IS(keys) \
	DESK OUT "mailboxes:\n- {name: a, imap: imaps://h, address: a@d.example, " keys "}\n"

/* clang-format off */
static const struct {
	const char *name;
	const char *yaml;
	const char *diagnostics;
} wrong[] = {
    {"empty", "# nothing\n", " found nothing in it, expected desk, mailboxes, outgoing\n"},
    {"what is missing", "groups: {}\n",
	"1: found no 'desk', expected 'desk' here: name and domain of the desk\n"
	"1: found no 'mailboxes', expected 'mailboxes' here: where mail comes from\n"
	"1: found no 'outgoing', expected 'outgoing' here: where letters go to\n"},
    {"near key", DESK BOX OUT "mailboxs: x\n",
	"4: found unknown key 'mailboxs', expected one of "
	"desk, mailboxes, outgoing, groups, agents, hours, accounts, times, escalate, acknowledgements, letters, "
	"retention, privacy, notifications, attachments, clamd, policies, needs, alarm, "
	"control_socket, control_group, metrics, web, readers; did you mean 'mailboxes'?\n"},
    {"metrics file", DESK BOX OUT "metrics: {file: run/metrics.txt}\n",
	"4: found 'run/metrics.txt', expected a path that ends in .prom\n"},
    {"clamd without a port", DESK BOX OUT "clamd: localhost\n",
	"4: found 'localhost', expected the path of clamd's socket, or a port of this machine as "
	"127.0.0.1:3310\n"},
    {"no mailbox", DESK OUT "mailboxes: []\n", "3: found no mailbox, expected at least one\n"},
    {"imap plain elsewhere", IMAP_IS("imap+plain://imap.example"),
	"5: found 'imap+plain://imap.example', expected imaps:// or imap:// to another machine "
	"(plain text goes only to 127.0.0.1, ::1 and localhost)\n"},
    {"smtp plain elsewhere", SMTP_IS("smtp://127.0.0.1.example"),
	"3: found 'smtp://127.0.0.1.example', expected submissions:// or submission:// to another machine "
	"(plain text goes only to 127.0.0.1, ::1 and localhost)\n"},
    {"smtp path", SMTP_IS("submission://h/INBOX"),
	"3: found 'submission://h/INBOX', expected submissions://HOST[:PORT], submission:// (STARTTLS), "
	"or smtp:// (plain) to this machine and no path\n"},
    {"other scheme", IMAP_IS("pop3://h"),
	"5: found 'pop3://h', expected imaps://HOST[:PORT][/FOLDER], imap:// (STARTTLS), "
	"or imap+plain:// to this machine\n"},
    {"user in the URL", IMAP_IS("imaps://me@h"),
	"5: found 'imaps://me@h', expected imaps://HOST[:PORT][/FOLDER], imap:// (STARTTLS), "
	"or imap+plain:// to this machine without a user, '?' or '#' in it\n"},
    {"neither", DESK OUT "mailboxes:\n- {name: a, address: a@d.example}\n",
	"4: found neither 'imap' nor 'maildir', expected one of them\n"},
    {"both", DESK BOX "outgoing: {maildir: x, smtp: 'smtp://localhost'}\n",
	"3: found both 'smtp' and 'maildir', expected one of them\n"},
    {"login beside a Maildir", BOX_WITH("user: x"),
	"4: found 'user' beside 'maildir', expected it beside 'imap' only\n"},
    {"imap without user", LOGIN_IS(""),
	"4: found 'imap' without a user, expected 'user' here: who logs in\n"},
    {"user without password", LOGIN_IS("user: x"),
	"4: found a user without a password, expected one of password_file, credential, token_command, oauth beside it\n"},
    {"two passwords", LOGIN_IS("user: x, credential: y, token_command: [/bin/sh]"),
	"4: found 'token_command' as well, expected one of password_file, credential, token_command, oauth\n"},
    {"password without user", DESK BOX "outgoing: {smtp: 'smtp://localhost', credential: x}\n",
	"3: found 'credential' without a user, expected 'user' beside it\n"},
    {"no password file", LOGIN_IS("user: x, password_file: y"),
	"4: found /y: No such file or directory, expected a file with the secret\n"},
    {"relative program", LOGIN_IS("user: x, token_command: token"),
	"4: found 'token', expected the whole path of a program and its arguments: [/usr/bin/x, y]\n"},
    {"no program", LOGIN_IS("user: x, token_command: /none/token"),
	"4: found no program '/none/token', expected a program to run\n"},
    {"no certificates", LOGIN_IS("user: x, password_file: secrets/imap, ca_file: ca"),
	"4: found no file '/ca', expected a file of certificates (PEM)\n"},
    {"trust without a server", BOX_WITH("trust: {internal: [d.example]}"), 
	"4: found 'trust' without it, expected 'authserv' here: our own server\n"},
    {"a whole top domain", BOX_WITH("authserv: m.d.example, trust: {internal: [d.example, example]}"), 
	"4: found 'example', expected domain names, as in desk.example\n"},
    {"an address for a domain", BOX_WITH("authserv: m.d.example, trust: {internal: a@d.example}"), 
	"4: found 'a@d.example', expected domain names, as in desk.example\n"},
    {"Exchange's mark without Exchange", BOX_WITH("authserv: m.d.example, trust: {internal: d.example, authas: 0123456789abcdef0123456789abcdef}"), 
	"4: found 'authas' without them, expected it with 'authserv: microsoft365' and 'internal'\n"},
    {"a kind of file that there is not", DESK BOX OUT "attachments: {marked: [html, exe]}\n",
	"4: found 'exe', expected one of the kinds, or an ending such as .dwg: executable, script, macro, "
	"html, svg, xml, disk, shortcut, encrypted, disguised\n"},
    {"an ending that no file has", DESK BOX OUT "attachments: {marked: ./dwg}\n",
	"4: found './dwg', expected one of the kinds, or an ending such as .dwg: executable, script, macro, "
	"html, svg, xml, disk, shortcut, encrypted, disguised\n"},
    {"Exchange's mark for nobody", BOX_WITH("authserv: microsoft365, trust: {authas: 0123456789abcdef0123456789abcdef}"), 
	"4: found 'authas' without them, expected it with 'authserv: microsoft365' and 'internal'\n"},
    {"Exchange's mark that nobody tried", BOX_WITH("authserv: microsoft365, trust: {internal: d.example, authas: yes}"),
	"4: found 'yes', expected the code that 'casegate check --online' gives when it has seen a trial\n"},
    {"token in the domain", BOX_WITH("reply_address: 'a@{token}.example'"),
	"4: found 'a@{token}.example', expected one mail address (name@domain, nothing around it)\n"},
    {"no token", BOX_WITH("reply_address: a@d.example"),
	"4: found 'a@d.example', expected {token} once before the @: desk+{token}@desk.example\n"},
    {"two tokens", BOX_WITH("reply_address: 'a+{token}{token}@d.example'"),
	"4: found 'a+{token}{token}@d.example', expected {token} once before the @: desk+{token}@desk.example\n"},
    {"too long with a token",
	BOX_WITH("reply_address: '012345678901234567890123456789012345678{token}@d.example'"),
	"4: found '012345678901234567890123456789012345678{token}@d.example', "
	"expected at most 38 characters beside {token} before the @\n"},
    {"filing", BOX_WITH("processed: {move: x, flag: y}"),
	"4: found a map, expected one of {move: FOLDER}, {flag: KEYWORD}, delete\n"},
    {"keyword of a Maildir", BOX_WITH("processed: {flag: Done}"),
	"4: found a keyword, which a Maildir has not, expected {move: FOLDER} or delete\n"},
    {"folder of a Maildir", BOX_WITH("too_large: {move: ../x}"),
	"4: found '../x', expected a folder's name without '/' and first '.'\n"},
    {"keyword", LOGIN_IS("user: x, password_file: secrets/imap, processed: {flag: a b}"),
	"4: found the keyword 'a b', expected letters, digits and $-_.+!#&\n"},
    {"moves to itself", LOGIN_IS("user: x, password_file: secrets/imap, processed: {move: INBOX}"),
	"4: found the folder that is fetched, 'INBOX', expected another folder\n"},
    {"signature", BOX_WITH("signature: none"),
	"4: found 'none', expected a partial: the file letters/<lang>/none.txt\n"},
    {"mailbox name", DESK OUT "mailboxes: [{name: ../a, maildir: in, address: a@d.example}]\n",
	"3: found '../a', expected a short name of letters, digits, '-', '_' and '.'\n"},
    {"mailbox twice", DESK OUT "mailboxes:\n- {name: a, maildir: in, address: a@d.example}\n"
	"- {name: a, maildir: in/../on, address: b@d.example}\n",
	"5: found 'a' again, expected a name of its own for each mailbox\n"},
    {"place twice", DESK OUT "mailboxes:\n- {name: a, maildir: in, address: a@d.example}\n"
	"- {name: b, maildir: ./in, address: b@d.example}\n",
	"5: found the place of another mailbox, expected a place of its own for each mailbox\n"},
    {"letters into a mailbox", DESK BOX "outgoing: {maildir: in}\n",
	"3: found the Maildir of a mailbox, expected a Maildir that casegate does not fetch itself\n"},
    {"address", DESK OUT "mailboxes: [{name: a, maildir: in, address: A <a@d.example>}]\n",
	"3: found 'A <a@d.example>', expected one mail address (name@domain, nothing around it)\n"},
    {"banner", DESK OUT "mailboxes: [{name: a, maildir: in, address: a@d.example, banners: ['Let op*']}]\n",
	"3: found 'Let op*', expected a text that begins with some words, in at most 1000 bytes\n"},
    {"subject tag", DESK OUT "mailboxes:\n- {name: a, maildir: in, address: a@d.example,\n"
	"  subject_tags: ['[EXT]', '*']}\n",
	"5: found '*', expected a text that begins with some words, in at most 1000 bytes\n"},
    {"servicenow", "desk: {name: D, domain: d.example, tickets: {servicenow: {}}}\n" BOX OUT,
	"1: found no 'url', expected 'url' here: the instance\n"
	"1: found no 'login', expected 'login' here: the account that casegate works with\n"},
    {"another desk", "desk: {name: D, domain: d.example, tickets: {jira: {}}}\n" BOX OUT,
	"1: found a map, expected local, or servicenow: {url: ..., login: ...}\n"},
    {"language", "desk: {name: D, domain: d.example, language: xx}\n" BOX OUT,
	"1: found 'xx', expected a language that letters are in (a folder of letters/)\n"},
    {"category", "desk: {name: D, domain: d.example, categories: [A, B], default_category: C}\n" BOX OUT,
	"1: found 'C', expected one of the categories: A, B\n"},
    {"category without any", "desk: {name: D, domain: d.example, default_category: Othr}\n" BOX OUT,
	"1: found 'Othr', expected one of the categories: Other; did you mean 'Other'?\n"},
    {"group without address", DESK BOX OUT "groups:\n  g: {}\n",
	"5: found no 'address', expected 'address' here: where the group is told\n"},
    {"group of an agent", DESK BOX OUT "groups: {g: {address: g@x}}\nagents:\n"
	"- {name: S, address: s@x, login: s, groups: [g, h]}\n- {name: T, address: S@X, login: s}\n",
	"6: found 'h', expected one of the groups: g\n"
	"7: found 'S@X' again, expected an address of their own for each agent\n"
	"7: found 's' again, expected a login of their own for each agent\n"},
    {"loop", DESK BOX OUT "alarm: A@d.example\n",
	"4: found the address of the mailbox 'a', expected an address that casegate does not fetch itself\n"},
    {"reminder after the close", DESK BOX OUT "times: {close_solution: 2d}\n",
	"4: found a reminder after the close, expected a shorter time than close_solution\n"},
    {"escalation", DESK BOX OUT "groups: {lead: {address: g@x}}\nescalate:\n"
	"- {after: 4h, to: leed}\n- {after: 240m, to: lead}\n- {to: lead}\n",
	"6: found 'leed', expected one of the groups: lead; did you mean 'lead'?\n"
	"7: found '240m', expected a longer time than the one before\n"
	"8: found no 'after', expected 'after' here: for how long an answer is overdue\n"},
    {"parts together, whatever else is wrong",
	"desk: {name: D, categories: [A], default_category: B}\ngroups: {g: {}, [x]: {}}\n"
	"agents: [{address: a@x, groups: k}, x]\nmailboxes: [{maildir: in}, {maildir: in}, [y]]\n"
	"outgoing: {maildir: in}\nagents: [{}, {}, {}, {}]\nalarm: x\n",
	"1: found no 'domain', expected 'domain' here: right side of our Message-IDs\n"
	"1: found 'B', expected one of the categories: A\n"
	"2: found no 'address', expected 'address' here: where the group is told\n"
	"2: found a list, expected a word as key\n"
	"2: found a list, expected one line of text\n"
	"2: found no 'address', expected 'address' here: where the group is told\n"
	"3: found no 'name', expected 'name' here: as letters call them\n"
	"3: found 'k', expected one of the groups: g\n"
	"3: found 'x', expected a map ('key: value' lines)\n"
	"4: found no 'name', expected 'name' here: what logs and commands call it\n"
	"4: found no 'address', expected 'address' here: From and Reply-To of its letters\n"
	"4: found no 'name', expected 'name' here: what logs and commands call it\n"
	"4: found no 'address', expected 'address' here: From and Reply-To of its letters\n"
	"4: found the place of another mailbox, expected a place of its own for each mailbox\n"
	"4: found a list, expected a map ('key: value' lines)\n"
	"5: found the Maildir of a mailbox, expected a Maildir that casegate does not fetch itself\n"
	"6: found the key 'agents' again (first in line 3), expected each key once\n"
	"7: found 'x', expected one mail address (name@domain, nothing around it)\n"},
    {"lists and maps exchanged", "- desk\n", "1: found a list, expected a map ('key: value' lines)\n"},
    {"lists for maps", "desk: [x]\nmailboxes: {a: b}\noutgoing: [x]\ngroups: [x]\nagents: {a: b}\n",
	"1: found a list, expected a map ('key: value' lines)\n"
	"2: found a map, expected a list ('- ' before each)\n"
	"3: found a list, expected a map ('key: value' lines)\n"
	"4: found a list, expected a map of groups (NAME: {address: ...})\n"
	"5: found a map, expected a list ('- ' before each)\n"},
    {"all at once, by line",
	"readers: 0\ndesk: {name: D}\nmailboxes:\n- {name: a, imap: 'imaps://', address: x}\noutgoing: [x]\n",
	"1: found '0', expected a whole number from 1 to 32\n"
	"2: found no 'domain', expected 'domain' here: right side of our Message-IDs\n"
	"4: found 'imap' without a user, expected 'user' here: who logs in\n"
	"4: found 'imaps://', expected imaps://HOST[:PORT][/FOLDER], imap:// (STARTTLS), or imap+plain:// to this machine\n"
	"4: found 'x', expected one mail address (name@domain, nothing around it)\n"
	"5: found a list, expected a map ('key: value' lines)\n"},
};
/* clang-format on */

static void
says_what_is_wrong(void **state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autofree char *texts = NULL;
		Config *config = load(*state, wrong[i].yaml, &texts);

		if (strcmp(texts, wrong[i].diagnostics) != 0)
			print_error("%s: got\n%s", wrong[i].name, texts);
		assert_string_equal(texts, wrong[i].diagnostics);
		assert_null(config);
	}
}

static void
knows_servers(void **state)
{
	static const struct {
		const char *url;
		const char *host;
		const char *port;
		ConfigTls tls;
		const char *folder;
	} urls[] = {
	    {"imaps://h", "h", "993", CONFIG_TLS_IMPLICIT, "INBOX"},
	    {"imaps://h/", "h", "993", CONFIG_TLS_IMPLICIT, "INBOX"},
	    {"IMAP://h.example:1143/A/B", "h.example", "1143", CONFIG_TLS_STARTTLS, "A/B"},
	    {"imap+plain://127.0.0.1:10143/X", "127.0.0.1", "10143", CONFIG_TLS_NONE, "X"},
	    {"imap+plain://[::1]/X", "::1", "143", CONFIG_TLS_NONE, "X"},
	    {"imap+plain://localhost", "localhost", "143", CONFIG_TLS_NONE, "INBOX"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
		g_autofree char *yaml = g_strdup_printf(IMAP_IS("%s"), urls[i].url);
		g_autofree char *texts = NULL;
		g_autoptr(Config) config = load(*state, yaml, &texts);

		assert_string_equal(texts, "");
		const ConfigMailbox *mailbox = config_mailbox(config, "a");
		assert_string_equal(mailbox->imap.host, urls[i].host);
		assert_string_equal(mailbox->imap.port, urls[i].port);
		assert_int_equal(mailbox->imap.tls, urls[i].tls);
		assert_string_equal(mailbox->folder, urls[i].folder);
	}
}

static void
reads_passwords(void **state)
{
	static const struct {
		const char *text;
		int mode;
		const char *password;
		const char *error; /* after the path */
	} files[] = {
	    {"geheim\n", 0600, "geheim", NULL},
	    {"geheim\r\n", 0400, "geheim", NULL},
	    {" ge heim ", 0600, " ge heim ", NULL},
	    {"", 0600, NULL, ": empty"},
	    {"\n", 0600, NULL, ": empty"},
	    {"a\nb\n", 0600, NULL, ": more than one line"},
	    {"geheim", 0640, NULL, ": others may read it (mode 0640): chmod 600 it"},
	    {"geheim", 0604, NULL, ": others may read it (mode 0604): chmod 600 it"},
	};
	const Folder *folder = *state;
	g_autofree char *path = g_build_filename(folder->path, "secrets/p", NULL);
	ConfigLogin login = {.user = (char *)"u", .password_file = path};

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *message = g_strconcat(path, files[i].error, NULL);

		put(folder, "secrets/p", files[i].text, files[i].mode);
		char *password = config_password(&login, &error);
		if (files[i].password != NULL)
			assert_string_equal(password, files[i].password);
		else
			assert_string_equal(error->message, message);
		assert_int_equal(password == NULL, files[i].password == NULL);
		config_secret_free(password);
	}
}

static void
refuses_large_passwords_and_folders(void **state)
{
	const Folder *folder = *state;
	g_autofree char *most = g_strnfill(4096, 'x');
	g_autofree char *more = g_strnfill(4097, 'x');
	g_autofree char *path = g_build_filename(folder->path, "secrets/p", NULL);
	ConfigLogin login = {.user = (char *)"u", .password_file = path};
	g_autoptr(GError) too_large = NULL;
	g_autoptr(GError) no_file = NULL;

	put(folder, "secrets/p", most, 0600);
	char *password = config_password(&login, NULL);
	assert_string_equal(password, most);
	config_secret_free(password);
	put(folder, "secrets/p", more, 0600);
	assert_null(config_password(&login, &too_large));
	assert_non_null(strstr(too_large->message, "larger than 4 KiB"));
	login.password_file = folder->path;
	assert_null(config_password(&login, &no_file));
	assert_non_null(strstr(no_file->message, "no regular file"));
}

static void
reads_credentials(void **state)
{
	const Folder *folder = *state;
	g_autofree char *path = g_build_filename(folder->path, "secrets", NULL);
	ConfigLogin login = {.user = (char *)"u", .credential = (char *)"imap"};
	g_autoptr(GError) outside = NULL;
	g_autoptr(GError) missing = NULL;

	g_unsetenv("CREDENTIALS_DIRECTORY");
	assert_null(config_password(&login, &outside));
	assert_non_null(strstr(outside->message, "CREDENTIALS_DIRECTORY"));
	g_setenv("CREDENTIALS_DIRECTORY", path, true);
	char *password = config_password(&login, NULL);
	assert_string_equal(password, "geheim");
	config_secret_free(password);
	login.credential = (char *)"other";
	assert_null(config_password(&login, &missing));
	g_unsetenv("CREDENTIALS_DIRECTORY");
}

static void
looks_at_letters_too(void **state)
{
	g_autofree char *texts = NULL;

	put(*state, "letters/nl/closed.txt", "Subject: x\n\n{{numbr}}\n", 0644);
	assert_null(load(*state, DESK BOX OUT, &texts));
	assert_string_equal(texts, "/letters/nl/closed.txt:3: found value 'numbr', "
				   "expected a value of letters; did you mean 'number'?\n");
}

static void
replaces_shipped_files(void **state)
{
	g_autofree char *texts = NULL;

	put(*state, "rules.d/90-default.yaml", "- {nme: x}\n", 0644);
	assert_null(load(*state, DESK BOX OUT, &texts));
	assert_non_null(strstr(texts, "/rules.d/90-default.yaml:1: found unknown key 'nme'"));
	assert_non_null(strstr(texts, "did you mean 'name'?"));
}

static void
rules_assign_to_agents(void **state)
{
	static const char AGENTS[] =
	    "agents:\n  - {name: Sanne de Wit, address: sanne@desk.example, login: sanne}\n"
	    "  - {name: Sandra Bos, address: bos@desk.example}\n";
	static const char RULES[] =
	    "- {name: a, when: {subject: abc}, then: {open_case: {assign: SANDRA}}}\n"
	    "- {name: b, when: {subject: bcd}, then: {open_case: {assign: "
	    "sanne@desk.example}}}\n"
	    "- {name: c, when: {subject: cde}, then: {open_case: {assign: Kees}}}\n"
	    "- {name: d, when: {subject: def}, continue: {assign: San}}\n";
	g_autofree char *texts = NULL;
	g_autofree char *yaml = g_strconcat(DESK BOX OUT, AGENTS, NULL);

	put(*state, "rules.d/10.yaml", RULES, 0644);
	assert_null(load(*state, yaml, &texts));
	assert_string_equal(texts, "/rules.d/10.yaml:3: found unknown agent 'Kees', expected "
				   "Sanne de Wit, Sandra Bos\n"
				   "/rules.d/10.yaml:4: found unknown agent 'San', expected "
				   "Sanne de Wit, Sandra Bos\n");
}

/* The shipped example is good once the secrets that it names are there. */
static void
loads_the_example(void **state)
{
	g_autofree char *yaml = NULL;
	g_autofree char *texts = NULL;

	assert_true(
	    g_file_get_contents(SRCDIR "/data/casegate.yaml.example", &yaml, NULL, NULL));
	g_autoptr(Config) config = load(*state, yaml, &texts);
	assert_string_equal(texts, "");
	assert_string_equal(config_mailbox(config, "support")->imap.host, "imap.desk.example");
}

static void
loads_that_of_quickstart(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Config) config =
	    config_load(SRCDIR "/data/quickstart/casegate.yaml", diagnostics);
	g_autofree char *maildir = g_canonicalize_filename(SRCDIR "/data/quickstart/in", NULL);

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	assert_string_equal(config_mailbox(config, "support")->maildir, maildir);
}

/* What the man page shows between .Bd -literal and .Ed. */
static void
loads_the_examples_of_the_man_page(void **state)
{
	static const char begin[] = ".Bd -literal -offset indent\n";
	g_autofree char *page = NULL;
	int count = 0;

	assert_true(g_file_get_contents(SRCDIR "/doc/casegate.yaml.5", &page, NULL, NULL));
	for (char *at = strstr(page, begin); at != NULL; at = strstr(at, begin)) {
		char *end = strstr(at, "\n.Ed");
		g_autofree char *texts = NULL;

		assert_non_null(end);
		at += strlen(begin);
		g_autofree char *yaml = g_strndup(at, (gsize)(end - at + 1));
		g_autoptr(Config) config = load(*state, yaml, &texts);
		assert_string_equal(texts, "");
		assert_int_equal(config->mailboxes->len, 1);
		count++;
	}
	assert_int_equal(count, 3);
}

/* ".It Cm client_id : Ar text , Cm client_secret_file : Ar path" */
static bool
stands_within(const char *page, const char *key)
{
	g_autofree char *within = g_strdup_printf(" Cm %s :", key);

	return strstr(page, within) != NULL;
}

/* A mistake lists the keys that its map may have: the man page tells of each. */
static void
man_page_knows_every_key(void **state)
{
	static const char begin[] = "found unknown key 'x', expected one of ";
	static const char yaml[] =
	    "x: 1\ndesk: {x: 1, tickets: {servicenow: {x: 1, login: {x: 1}, numbers: {x: 1}, "
	    "acknowledge: {x: 1}, lengths: {x: 1}}}}\nmailboxes: [{x: 1}]\noutgoing: {x: 1}\n"
	    "times: {x: 1}\nacknowledgements: {x: 1}\nnotifications: {x: 1}\npolicies: {x: "
	    "1}\nneeds: {x: 1}\nweb: {x: 1, sso: {x: 1}}\n"
	    "agents: [{x: 1}]\ngroups: {g: {x: 1, times: {x: 1}}}\naccounts: {a: {x: "
	    "1}}\nescalate: "
	    "[{x: 1}]\n";
	g_autofree char *page = NULL;
	g_autofree char *texts = NULL;
	int count = 0;

	assert_true(g_file_get_contents(SRCDIR "/doc/casegate.yaml.5", &page, NULL, NULL));
	assert_null(load(*state, yaml, &texts));
	for (char *at = strstr(texts, begin); at != NULL; at = strstr(at, begin)) {
		at += strlen(begin);
		g_autofree char *list = g_strndup(at, strcspn(at, ";\n"));
		g_auto(GStrv) keys = g_strsplit(list, ", ", -1);

		for (char **key = keys; *key != NULL; key++, count++) {
			g_autofree char *macro = g_strdup_printf("\n.Cm %s", *key);
			g_autofree char *item = g_strdup_printf("\n.It Cm %s", *key);

			if (strstr(page, macro) == NULL && strstr(page, item) == NULL &&
			    !stands_within(page, *key))
				fail_msg("%s", *key);
		}
	}
	assert_in_range(count, 45, 160);
}

static void
uses_the_data_of_the_source_tree(void **state)
{
	(void)state;
	assert_string_equal(config_data_directory(), SRCDIR "/data");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(loads_that_of_quickstart),
	    cmocka_unit_test(uses_the_data_of_the_source_tree),
	    cmocka_unit_test_setup_teardown(reads_everything, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(has_defaults, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		believes_exchange_where_it_is_told_to, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(says_what_is_wrong, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(knows_servers, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(reads_passwords, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		refuses_large_passwords_and_folders, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(reads_credentials, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		man_page_knows_every_key, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(loads_the_example, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		loads_the_examples_of_the_man_page, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(looks_at_letters_too, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(replaces_shipped_files, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(rules_assign_to_agents, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
