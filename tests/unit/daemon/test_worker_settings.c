/* SPDX-License-Identifier: Apache-2.0 */
/* The settings of workers; a token's command runs in a worker of its own, which is this very program. */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/daemon/worker_settings.h"
#include "gateway/workers/worker.h"
#include "tests/unit/servicenow_fixture.h"

#define PATIENCE_MS 20000

typedef struct {
	GMainLoop *loop;
	int calls;
	GVariant *settings;
	char *error;
} Outcome;

static void
on_ready(GVariant *settings, const char *error, void *data)
{
	Outcome *answer = data;

	answer->calls++;
	answer->settings = settings == NULL ? NULL : g_variant_ref_sink(settings);
	answer->error = g_strdup(error);
	g_main_loop_quit(answer->loop);
}

static void
answer_clear_all(Outcome *answer)
{
	g_clear_pointer(&answer->settings, g_variant_unref);
	g_clear_pointer(&answer->error, g_free);
	g_clear_pointer(&answer->loop, g_main_loop_unref);
}

/* "folder=INBOX host=h ..." of string settings in the order asked for; what is not there is left out. */
static void
assert_settings(GVariant *settings, const char *expected)
{
	g_auto(GStrv) pairs = g_strsplit(expected, " ", -1);

	assert_non_null(settings);
	for (char **pair = pairs; *pair != NULL; pair++) {
		g_auto(GStrv) halves = g_strsplit(*pair, "=", 2);
		const char *value = worker_setting(settings, halves[0]);

		if (g_strcmp0(value, halves[1]) != 0)
			fail_msg("%s is %s, not %s", halves[0], value, halves[1]);
	}
}

static ConfigMailbox
imap_mailbox(void)
{
	return (ConfigMailbox){
	    .name = (char *)"support",
	    .imap = {.host = (char *)"imap.example",
		.port = (char *)"993",
		.ca_file = (char *)"/ca.pem",
		.login = {.user = (char *)"desk"}},
	    .folder = (char *)"INBOX",
	    .processed = {CONFIG_FILE_MOVE, (char *)"Processed"},
	    .too_large = {CONFIG_FILE_DELETE, NULL},
	    .poll_ms = 5000,
	};
}

static void
a_maildir_needs_no_secret(void **state)
{
	const ConfigMailbox mailbox = {
	    .maildir = (char *)"/in",
	    .processed = {CONFIG_FILE_MOVE, (char *)"Processed"},
	    .too_large = {CONFIG_FILE_FLAG, (char *)"$Large"},
	    .poll_ms = 300000,
	};
	Outcome answer = {.loop = g_main_loop_new(NULL, FALSE)};

	(void)state;
	assert_string_equal(worker_settings_fetch_name(&mailbox), "fetch-maildir");
	assert_null(worker_settings_fetch(&mailbox, on_ready, &answer));
	assert_int_equal(answer.calls, 1);
	assert_null(answer.error);
	assert_settings(answer.settings, "path=/in processed=move processed_name=Processed "
					 "too_large=flag too_large_name=$Large");
	assert_int_equal(worker_number(answer.settings, "poll_ms", 0), 300000);
	assert_null(worker_setting(answer.settings, "host"));
	assert_null(worker_setting(answer.settings, "password"));
	answer_clear_all(&answer);
}

static void
a_password_is_read_when_it_is_needed(void **state)
{
	ConfigMailbox mailbox = imap_mailbox();
	g_autofree char *path = g_build_filename(*state, "secret", NULL);
	Outcome answer = {.loop = g_main_loop_new(NULL, FALSE)};

	mailbox.imap.login.password_file = path;
	assert_string_equal(worker_settings_fetch_name(&mailbox), "fetch-imap");
	assert_null(worker_settings_fetch(&mailbox, on_ready, &answer));
	assert_int_equal(answer.calls, 1);
	assert_null(answer.settings);
	assert_non_null(strstr(answer.error, "No such file"));
	g_clear_pointer(&answer.error, g_free);

	assert_true(g_file_set_contents(path, "geheim\n", -1, NULL));
	assert_int_equal(chmod(path, 0600), 0);
	assert_null(worker_settings_fetch(&mailbox, on_ready, &answer));
	assert_int_equal(answer.calls, 2);
	assert_settings(answer.settings,
	    "host=imap.example port=993 tls=implicit ca_file=/ca.pem "
	    "user=desk password=geheim folder=INBOX too_large=delete");
	assert_null(worker_setting(answer.settings, "too_large_name"));
	assert_null(worker_setting(answer.settings, "token"));
	answer_clear_all(&answer);
}

static void
letters_leave_by_smtp_or_into_a_folder(void **state)
{
	Config config = {.domain = (char *)"desk.example"};
	Outcome answer = {.loop = g_main_loop_new(NULL, FALSE)};

	(void)state;
	config.outgoing.maildir = (char *)"/out";
	assert_string_equal(worker_settings_send_name(&config.outgoing), "send-maildir");
	assert_null(worker_settings_send(&config, on_ready, &answer));
	assert_settings(answer.settings, "path=/out domain=desk.example");
	answer_clear_all(&answer);

	answer.loop = g_main_loop_new(NULL, FALSE);
	config.outgoing.maildir = NULL;
	config.outgoing.smtp =
	    (ConfigServer){.host = (char *)"::1", .port = (char *)"25", .tls = CONFIG_TLS_NONE};
	assert_string_equal(worker_settings_send_name(&config.outgoing), "send-smtp");
	assert_null(worker_settings_send(&config, on_ready, &answer));
	assert_settings(answer.settings, "host=::1 port=25 tls=none domain=desk.example");
	assert_null(worker_setting(answer.settings, "user"));
	assert_null(worker_setting(answer.settings, "password"));
	answer_clear_all(&answer);
}

static int
on_impatience(void *data)
{
	(void)data;
	fail_msg("the token's command did not end within %d ms", PATIENCE_MS);
	return G_SOURCE_REMOVE;
}

static void
ask_for_token(const char *script, Outcome *answer)
{
	const char *command[] = {"/bin/sh", "-c", script, NULL};
	ConfigMailbox mailbox = imap_mailbox();
	guint impatience = g_timeout_add(PATIENCE_MS, on_impatience, NULL);

	mailbox.imap.login.token_command = (char **)command;
	*answer = (Outcome){.loop = g_main_loop_new(NULL, FALSE)};
	assert_non_null(worker_settings_fetch(&mailbox, on_ready, answer));
	assert_int_equal(answer->calls, 0);
	g_main_loop_run(answer->loop);
	g_source_remove(impatience);
	assert_int_equal(answer->calls, 1);
}

static void
a_token_is_asked_of_its_command(void **state)
{
	static const struct {
		const char *script;
		const char *token; /* or NULL, with the error */
		const char *error;
	} ROWS[] = {
	    {"echo ya29.abc", "ya29.abc", NULL},
	    {"printf ya29.abc", "ya29.abc", NULL},
	    {"echo lost >&2; exit 3", NULL, "token_command: it ended with 3"},
	    {"echo half; exit 1", NULL, "token_command: it ended with 1"},
	    {"true", NULL, "token_command: it printed no token"},
	    {"head -c 20000 /dev/zero | tr '\\0' x", NULL,
		"token_command: it printed no token"},
	    {"kill -9 $$", NULL, "token_command: it ended with 137"},
	    {"kill -9 $PPID", NULL, "token_command: signal 9 (Killed)"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		Outcome answer;

		ask_for_token(ROWS[i].script, &answer);
		if (g_strcmp0(answer.error, ROWS[i].error) != 0)
			fail_msg("%s: %s", ROWS[i].script, answer.error);
		if (ROWS[i].token != NULL)
			assert_string_equal(
			    worker_setting(answer.settings, "token"), ROWS[i].token);
		answer_clear_all(&answer);
	}
}

static void
one_that_is_not_needed_any_more_tells_nothing(void **state)
{
	const char *command[] = {"/bin/sh", "-c", "sleep 100", NULL};
	ConfigMailbox mailbox = imap_mailbox();
	Outcome answer = {.loop = g_main_loop_new(NULL, FALSE)};

	(void)state;
	mailbox.imap.login.token_command = (char **)command;
	worker_settings_free(worker_settings_fetch(&mailbox, on_ready, &answer));
	while (g_main_context_iteration(NULL, FALSE))
		continue;
	assert_int_equal(answer.calls, 0);
	worker_settings_free(NULL);
	answer_clear_all(&answer);
}

static int
make_folder(void **state)
{
	*state = g_dir_make_tmp("setup-XXXXXX", NULL);
	return *state == NULL ? -1 : 0;
}

static int
remove_folder(void **state)
{
	g_autofree char *secret = g_build_filename(*state, "secret", NULL);

	g_unlink(secret);
	assert_int_equal(g_rmdir(*state), 0);
	g_free(*state);
	return 0;
}

static void
a_desk_elsewhere_gets_its_words_and_its_secrets(void **state)
{
	g_autofree char *path = g_build_filename(*state, "secret", NULL);
	g_autoptr(ConfigDesk) desk = servicenow_fixture_config("https://desk.example");
	Config config = {.tickets = desk};
	Outcome answer = {.loop = g_main_loop_new(NULL, FALSE)};
	g_autofree const char **words = NULL;

	desk->login = DESK_LOGIN_PASSWORD;
	desk->client_id = g_strdup("client");
	desk->secret.password_file = g_strdup(path);
	desk->user.user = g_strdup("casegate");
	desk->user.password_file = g_strdup(path);
	desk->guests = true;
	assert_null(worker_settings_desk(&config, on_ready, &answer));
	assert_non_null(strstr(answer.error, "No such file"));
	g_clear_pointer(&answer.error, g_free);

	assert_true(g_file_set_contents(path, "geheim\n", -1, NULL));
	assert_int_equal(chmod(path, 0600), 0);
	assert_null(worker_settings_desk(&config, on_ready, &answer));
	assert_settings(answer.settings,
	    "url=https://desk.example login=password client_id=client secret=geheim "
	    "user=casegate password=geheim name=casegate request_letters=RITM");
	assert_null(worker_setting(answer.settings, "close_code"));
	assert_int_equal(worker_number(answer.settings, "guests", 0), 1);
	assert_int_equal(worker_number(answer.settings, "text_most", 0), 4000);
	assert_true(g_variant_lookup(answer.settings, "request_states", "^a&s", &words));
	assert_string_equal(words[0], "in progress");
	assert_string_equal(words[1], "2");
	answer_clear_all(&answer);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_maildir_needs_no_secret),
	    cmocka_unit_test_setup_teardown(
		a_password_is_read_when_it_is_needed, make_folder, remove_folder),
	    cmocka_unit_test(letters_leave_by_smtp_or_into_a_folder),
	    cmocka_unit_test(a_token_is_asked_of_its_command),
	    cmocka_unit_test_setup_teardown(
		a_desk_elsewhere_gets_its_words_and_its_secrets, make_folder, remove_folder),
	    cmocka_unit_test(one_that_is_not_needed_any_more_tells_nothing),
	};

	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_run(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
