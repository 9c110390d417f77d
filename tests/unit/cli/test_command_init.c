/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate init` with options and answers, in a folder of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/cli/cli.h"
#include "gateway/commands/command.h"
#include "rules/diagnostic.h"

typedef struct {
	char *folder;  /* own */
	char *file;    /* own */
	char *answers; /* own; standard input */
} Place;

static int
make_place(void **state)
{
	Place *place = g_new0(Place, 1);

	place->folder = g_dir_make_tmp("test_init_XXXXXX", NULL);
	place->file = g_build_filename(place->folder, "etc", "casegate.yaml", NULL);
	place->answers = g_build_filename(place->folder, "answers", NULL);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	static const char *const FILES[] = {"etc/secrets/imap", "etc/secrets/smtp",
	    "etc/secrets", "etc/casegate.yaml", "etc", "answers", ""};
	Place *place = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
		g_autofree char *path = g_build_filename(place->folder, FILES[i], NULL);

		g_remove(path);
	}
	g_free(place->folder);
	g_free(place->file);
	g_free(place->answers);
	g_free(place);
	return 0;
}

/* Runs it in a process of its own, since it reads standard input; the exit code. */
static int
run_init(const Place *place, const char *options, const char *answers)
{
	g_auto(GStrv) words = g_strsplit(options, " ", -1);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	int status = -1;
	pid_t pid;

	g_ptr_array_add(argv, (char *)"init");
	g_ptr_array_add(argv, (char *)"--config");
	g_ptr_array_add(argv, place->file);
	for (size_t i = 0; words[i] != NULL && *words[i] != '\0'; i++)
		g_ptr_array_add(argv, words[i]);
	g_ptr_array_add(argv, NULL);
	assert_true(g_file_set_contents(place->answers, answers, -1, NULL));
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		if (freopen(place->answers, "r", stdin) == NULL ||
		    freopen("/dev/null", "w", stdout) == NULL ||
		    freopen("/dev/null", "w", stderr) == NULL)
			_exit(99);
		_exit(command_init.main((int)argv->len - 1, (char **)argv->pdata));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static char *
content(const Place *place, const char *name)
{
	g_autofree char *path = g_build_filename(place->folder, "etc", name, NULL);
	char *text = NULL;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static mode_t
mode_of(const Place *place, const char *name)
{
	g_autofree char *path = g_build_filename(place->folder, "etc", name, NULL);
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 0777;
}

static Config *
load(const Place *place)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	return config_load(place->file, diagnostics);
}

static void
test_answers(void **state)
{
	const Place *place = *state;
	g_autoptr(Config) config = NULL;
	g_autofree char *imap = NULL;
	const ConfigMailbox *mailbox = NULL;

	assert_int_equal(
	    run_init(place, "",
		"help@desk.example\nnl\nDe \"balie\" \\ IT\nmail.desk.example\n\ngeheim\n\n\n"
		"ook\nno\nhistory\nbeheer@desk.example\n"),
	    0);
	config = load(place);
	assert_non_null(config);
	assert_string_equal(config->desk_name, "De \"balie\" \\ IT");
	assert_string_equal(config->language, "nl");
	assert_string_equal(config->alarm, "beheer@desk.example");
	mailbox = config->mailboxes->pdata[0];
	assert_string_equal(mailbox->imap.host, "mail.desk.example");
	assert_string_equal(mailbox->imap.login.user, "help@desk.example");
	assert_null(mailbox->reply_address);
	assert_int_equal(mailbox->old_mail, CONFIG_OLD_HISTORY);
	assert_string_equal(config->outgoing.smtp.host, "smtp.desk.example");
	imap = content(place, "secrets/imap");
	assert_string_equal(imap, "geheim\n");
	assert_int_equal(mode_of(place, "secrets/imap"), 0600);
	assert_int_equal(mode_of(place, "secrets/smtp"), 0600);
	assert_int_equal(mode_of(place, "secrets"), 0700);
}

static void
test_options(void **state)
{
	const Place *place = *state;
	g_autoptr(Config) config = NULL;
	const ConfigMailbox *mailbox = NULL;

	assert_int_equal(
	    run_init(place,
		"--address help@desk.example --imap /var/mail/in --smtp /var/mail/out "
		"--plus yes --language en --name Desk --alarm none",
		""),
	    0);
	config = load(place);
	assert_non_null(config);
	mailbox = config->mailboxes->pdata[0];
	assert_string_equal(mailbox->maildir, "/var/mail/in");
	assert_string_equal(mailbox->reply_address, "help+{token}@desk.example");
	assert_null(config->alarm);
}

/* Nobody is asked: what is proposed for the rest is taken, and a login signs in later. */
static void
test_yes(void **state)
{
	const Place *place = *state;
	g_autoptr(Config) config = NULL;
	const ConfigMailbox *mailbox = NULL;
	const ConfigAgent *bart = NULL;

	assert_int_equal(
	    run_init(place,
		"--yes --offline --address help@desk.example --imap microsoft --client-id c1 "
		"--authserv microsoft365 --groups "
		"team<team@desk.example>;net<net@desk.example> "
		"--agents Sanne<sanne@desk.example>(sanne);Bart<bart@desk.example>net,team",
		"x\n"),
	    0);
	config = load(place);
	assert_non_null(config);
	mailbox = config->mailboxes->pdata[0];
	assert_string_equal(mailbox->imap.host, "outlook.office365.com");
	assert_string_equal(mailbox->imap.login.oauth->client_id, "c1");
	assert_non_null(strstr(mailbox->imap.login.oauth->token_url, "/desk.example/"));
	assert_string_equal(mailbox->authserv, "microsoft365");
	assert_string_equal(config->outgoing.smtp.host, "smtp.office365.com");
	assert_string_equal(config->outgoing.smtp.login.oauth->token_file,
	    mailbox->imap.login.oauth->token_file);
	assert_int_equal(config->agents->len, 2);
	bart = config->agents->pdata[1];
	assert_string_equal(bart->groups->pdata[0], "net");
	assert_int_equal(((ConfigAgent *)config->agents->pdata[0])->groups->len, 1);
	assert_string_equal(((ConfigAgent *)config->agents->pdata[0])->login, "sanne");
	assert_null(bart->login);
}

/* Without asking the instance, what only it knows is left to a person. */
static void
test_servicenow_offline(void **state)
{
	static const char OPTIONS[] =
	    "--address help@desk.example --imap /var/mail/in --smtp /var/mail/out --plus yes "
	    "--language nl --name Desk --alarm none --old-mail answer --offline "
	    "--servicenow https://v.service-now.com";
	const Place *place = *state;
	g_autoptr(Config) config = NULL;
	g_autofree char *secret = NULL;

	assert_int_equal(run_init(place, OPTIONS, "client-1\ngeheim\n"), 0);
	config = load(place);
	assert_non_null(config);
	assert_string_equal(config->tickets->url, "https://v.service-now.com");
	assert_int_equal(config->tickets->login, DESK_LOGIN_CLIENT);
	assert_string_equal(config->tickets->client_id, "client-1");
	assert_int_equal(config->tickets->categories->len, 0);
	assert_string_equal(config->default_category, "Overig");
	secret = content(place, "secrets/servicenow");
	assert_string_equal(secret, "geheim\n");
	assert_int_equal(mode_of(place, "secrets/servicenow"), 0600);
}

/* What comes while the questions are asked, and ever after, is taken in; nothing that came before. */
static void
test_old_mail(void **state)
{
	const Place *place = *state;
	int64_t before_ms = g_get_real_time() / G_USEC_PER_SEC * 1000;
	g_autoptr(Config) config = NULL;
	const ConfigMailbox *mailbox = NULL;

	assert_int_equal(run_init(place,
			     "--address help@desk.example --imap /var/mail/in --smtp "
			     "/var/mail/out",
			     ""),
	    0);
	config = load(place);
	assert_non_null(config);
	mailbox = config->mailboxes->pdata[0];
	assert_int_equal(mailbox->old_mail, CONFIG_OLD_LEAVE);
	assert_true(mailbox->taken_from_ms >= before_ms);
	assert_true(mailbox->taken_from_ms <= g_get_real_time() / 1000);
}

static void
test_old_mail_is_answered(void **state)
{
	const Place *place = *state;
	g_autoptr(Config) config = NULL;

	assert_int_equal(run_init(place,
			     "--address help@desk.example --imap /var/mail/in --smtp "
			     "/var/mail/out --old-mail answer",
			     ""),
	    0);
	config = load(place);
	assert_non_null(config);
	assert_true(((ConfigMailbox *)config->mailboxes->pdata[0])->taken_from_ms == 0);
}

/* A password may be written later; check tells that it is missing. */
static void
test_without_passwords(void **state)
{
	const Place *place = *state;
	g_autofree char *imap = NULL;

	assert_int_equal(run_init(place, "--address help@desk.example", ""), 0);
	imap = content(place, "secrets/imap");
	assert_string_equal(imap, "\n");
	assert_null(load(place));
}

static void
test_nothing_is_overwritten(void **state)
{
	const Place *place = *state;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;

	assert_int_equal(run_init(place, "--address help@desk.example", ""), 0);
	before = content(place, "casegate.yaml");
	assert_int_equal(run_init(place, "--address other@desk.example", ""), 1);
	after = content(place, "casegate.yaml");
	assert_string_equal(before, after);
}

static void
test_wrong(void **state)
{
	static const struct {
		const char *options;
		int code;
	} CASES[] = {
	    {"", 64},
	    {"--address nobody", 64},
	    {"--address a@b@", 64},
	    {"--address help@desk.example --plus maybe", 64},
	    {"--address help@desk.example --old-mail burn", 64},
	    {"--addres help@desk.example", 64},
	    {"--address help@desk.example word", 64},
	    {"--yes", 64},
	    {"--yes --address help@desk.example", 64}, /* no password */
	    {"--yes --address help@desk.example --password-file /none", 64},
	    {"--address help@desk.example --imap gopher://desk.example", 64},
	    {"--address help@desk.example --language", 64},
	};
	const Place *place = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		int code = run_init(place, CASES[i].options, "");

		if (code != CASES[i].code)
			fail_msg("%s: %d", CASES[i].options, code);
		assert_false(g_file_test(place->file, G_FILE_TEST_EXISTS));
	}
}

#define init_test(name) cmocka_unit_test_setup_teardown(name, make_place, remove_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    init_test(test_answers),
	    init_test(test_options),
	    init_test(test_yes),
	    init_test(test_servicenow_offline),
	    init_test(test_old_mail),
	    init_test(test_old_mail_is_answered),
	    init_test(test_without_passwords),
	    init_test(test_nothing_is_overwritten),
	    init_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
