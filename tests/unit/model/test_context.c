/* SPDX-License-Identifier: Apache-2.0 */
/* The signing key, the spool beside it, and a copy that changes nothing. */
#include "gateway/util/error.h"
#include "tests/unit/context_fixture.h"

#include <sys/stat.h>

static char *
path_of(const Desk *desk, const char *name)
{
	return g_build_filename(desk->state, name, NULL);
}

static Context *
open_context(const Desk *desk)
{
	Context *context = NULL;

	must((context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	return context;
}

static int
mode_of(const Desk *desk, const char *name)
{
	g_autofree char *path = path_of(desk, name);
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return (int)(status.st_mode & 0777);
}

static void
the_key_is_made_once_and_ours_alone(void **state)
{
	Desk *desk = *state;
	g_autofree char *half = path_of(desk, "key.new");
	g_autoptr(Context) first = NULL;
	g_autoptr(Context) second = NULL;
	uint8_t key[KEY_BYTES];

	/* what a start that was killed left behind is no hindrance */
	assert_int_equal(g_mkdir(desk->state, 0700), 0);
	assert_true(g_file_set_contents(half, "half", -1, NULL));
	first = open_context(desk);
	assert_int_equal(mode_of(desk, "key"), 0600);
	assert_int_equal(mode_of(desk, "spool.db"), 0600);
	assert_int_not_equal(g_access(half, F_OK), 0);
	memcpy(key, first->keys.current, sizeof key);
	g_clear_pointer(&first, context_close);
	second = open_context(desk);
	assert_memory_equal(second->keys.current, key, sizeof key);
}

static void
root_makes_nothing_in_the_folder_of_another(void **state)
{
	Desk *desk = *state;
	g_autoptr(Config) config = desk_config(desk);
	g_autofree char *spool = path_of(desk, "spool.db");
	g_autoptr(GError) error = NULL;

	if (geteuid() != 0)
		skip();
	assert_int_equal(g_mkdir(desk->state, 0700), 0);
	assert_int_equal(chown(desk->state, 65534, 0), 0);
	assert_null(context_open(config, desk->state, &error));
	assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_PERM));
	assert_int_not_equal(g_access(spool, F_OK), 0);
}

static void
the_state_folder_is_made(void **state)
{
	Desk *desk = *state;
	g_autoptr(Context) context = open_context(desk);

	assert_int_equal(mode_of(desk, ""), 0700);
	assert_string_equal(context->state_directory, desk->state);
	assert_non_null(context->templates);
}

static void
two_desks_have_two_keys(void **state)
{
	Desk *desk = *state;
	Desk other = *desk;
	g_autoptr(Context) first = open_context(desk);
	g_autoptr(Context) second = NULL;
	g_autofree char *elsewhere = g_build_filename(desk->folder, "elsewhere", NULL);

	other.state = elsewhere;
	second = open_context(&other);
	assert_memory_not_equal(first->keys.current, second->keys.current, KEY_BYTES);
}

static void
assert_not_opened(const Desk *desk, GQuark domain, int code, const char *words)
{
	g_autoptr(Config) config = desk_config(desk);
	g_autoptr(GError) error = NULL;

	assert_null(context_open(config, desk->state, &error));
	if (!g_error_matches(error, domain, code) || strstr(error->message, words) == NULL)
		fail_msg("%s", error->message);
}

/* A key file as it may not be, and what is said of it. */
typedef struct {
	const char *text; /* its bytes, from these */
	size_t size;
	mode_t mode;
	uid_t owner;
	const char *words;
} BadKey;

static const char KEY[] = "thirty-two bytes of good fortune";

static void
assert_key_refused(Desk *desk, const BadKey *bad)
{
	g_autofree char *path = path_of(desk, "key");
	g_autofree char *after = NULL;
	gsize size = 0;

	assert_true(g_file_set_contents(path, bad->text, (gssize)bad->size, NULL));
	assert_int_equal(chmod(path, bad->mode), 0);
	assert_int_equal(chown(path, bad->owner, (gid_t)-1), 0);
	assert_not_opened(desk, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG, bad->words);
	assert_true(g_file_get_contents(path, &after, &size, NULL));
	assert_int_equal(size, bad->size);
}

static void
a_key_that_others_know_or_guess_is_refused(void **state)
{
	const BadKey rows[] = {
	    {"", 0, 0600, geteuid(),
		"0600 with 32 random bytes (80 after 'casegate key rotate'): it has 0 bytes"},
	    {KEY, 31, 0600, geteuid(), "it has 31 bytes"},
	    {KEY, 33, 0600, geteuid(), "it has 33 bytes"},
	    {KEY, 32, 0640, geteuid(), "its mode is 0640"},
	    {KEY, 32, 0604, geteuid(), "its mode is 0604"},
	    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 32, 0600, geteuid(), "are all alike"},
	};
	static const BadKey FOREIGN = {KEY, 32, 0600, 65534, "it belongs to user 65534"};
	Desk *desk = *state;
	g_autofree char *path = path_of(desk, "key");
	g_autofree char *other = path_of(desk, "other");
	g_autoptr(Context) context = NULL;

	assert_int_equal(strlen(KEY), 32);
	assert_int_equal(g_mkdir(desk->state, 0700), 0);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_key_refused(desk, &rows[i]);
	if (geteuid() == 0)
		assert_key_refused(desk, &FOREIGN);
	assert_true(g_file_set_contents(other, KEY, 32, NULL));
	assert_int_equal(chmod(other, 0600), 0);
	assert_int_equal(g_unlink(path), 0);
	assert_int_equal(symlink(other, path), 0);
	assert_not_opened(desk, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG, "it is a symbolic link");
	assert_int_equal(g_unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_not_opened(desk, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG, "it is no plain file");
	assert_int_equal(g_unlink(path), 0);
	assert_int_equal(g_rename(other, path), 0);
	context = open_context(desk);
	assert_memory_equal(context->keys.current, KEY, 32);
}

/* The key signed what letters carry: a new one would take it from them without a word. */
static void
a_missing_key_is_made_only_where_nothing_was_signed(void **state)
{
	Desk *desk = *state;
	g_autofree char *path = path_of(desk, "key");
	g_autoptr(Context) context = NULL;

	desk->context = open_context(desk);
	g_clear_pointer(&desk->context, context_close);
	assert_int_equal(g_unlink(path), 0);
	desk->context = open_context(desk);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	must(spool_commit(desk->context->spool, &error));
	g_clear_pointer(&desk->context, context_close);
	assert_int_equal(g_unlink(path), 0);
	assert_not_opened(desk, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG,
	    "key is missing, which signed the tokens in the letters of this spool");
	assert_int_not_equal(g_access(path, F_OK), 0);
	assert_true(g_file_set_contents(path, KEY, 32, NULL));
	assert_int_equal(chmod(path, 0600), 0);
	context = open_context(desk);
	assert_memory_equal(context->keys.current, KEY, 32);
}

static void
a_spool_has_one_owner(void **state)
{
	Desk *desk = *state;
	g_autoptr(Context) context = open_context(desk);

	assert_not_opened(desk, SPOOL_ERROR, SPOOL_ERROR_BUSY, "");
	assert_non_null(context);
}

static void
a_folder_that_cannot_be_made(void **state)
{
	Desk desk = *(Desk *)*state;
	g_autofree char *deep = g_build_filename(desk.folder, "none", "state", NULL);

	desk.state = deep;
	assert_not_opened(&desk, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY, "cannot make");
}

static void
a_copy_knows_all_and_changes_nothing(void **state)
{
	Desk *desk = *state;
	g_autofree char *spool = path_of(desk, "spool.db");
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	g_autoptr(Context) copy = NULL;
	g_autoptr(Ticket) ticket = NULL;
	gsize before_size = 0;
	gsize after_size = 0;
	uint8_t key[KEY_BYTES];

	desk->context = open_context(desk);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	must(spool_commit(desk->context->spool, &error));
	memcpy(key, desk->context->keys.current, sizeof key);
	g_clear_pointer(&desk->context, context_close);
	assert_true(g_file_get_contents(spool, &before, &before_size, NULL));

	must((copy = context_open_copy(desk_config(desk), desk->state, &error)) != NULL);
	assert_memory_equal(copy->keys.current, key, sizeof key);
	must(ticket_find(copy->spool, "CS0000001", &ticket, &error));
	assert_non_null(ticket);
	must(spool_begin(copy->spool, &error));
	ticket->state = TICKET_CLOSED;
	must(ticket_save(copy->spool, ticket, NOW, &error));
	must(spool_commit(copy->spool, &error));
	g_clear_pointer(&copy, context_close);

	assert_true(g_file_get_contents(spool, &after, &after_size, NULL));
	assert_int_equal(before_size, after_size);
	assert_memory_equal(before, after, after_size);
}

static void
a_copy_of_nothing_leaves_nothing(void **state)
{
	Desk *desk = *state;
	g_autoptr(Context) copy = NULL;
	g_autoptr(GPtrArray) contacts = NULL;

	must((copy = context_open_copy(desk_config(desk), desk->state, &error)) != NULL);
	must(contact_list(copy->spool, 0, &contacts, &error));
	assert_int_equal(contacts->len, 0);
	assert_false(g_file_test(desk->state, G_FILE_TEST_EXISTS));
}

static void
another_configuration_is_taken_whole(void **state)
{
	Desk *desk = *state;
	g_autoptr(Context) context = open_context(desk);

	desk_put(desk, "letters/nl/answer.txt", "Subject: x\n\nhier en nu\n");
	must(context_take_config(context, desk_config(desk), &error));
	assert_true(templates_has(context->templates, "answer"));
}

static void
broken_letters_are_not_taken(void **state)
{
	Desk *desk = *state;
	g_autoptr(Context) context = open_context(desk);
	g_autoptr(Config) broken = NULL;
	g_autoptr(GError) error = NULL;
	const Config *config = context->config;
	const Templates *templates = context->templates;

	broken = desk_config(desk);
	desk_put(desk, "letters/nl/answer.txt", "Subject: x\n\n{{#open}}\n");
	assert_false(context_take_config(context, broken, &error));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG));
	assert_non_null(strstr(error->message, "answer.txt"));
	assert_ptr_equal(context->config, config);
	assert_ptr_equal(context->templates, templates);
}

#define folder_test(name) cmocka_unit_test_setup_teardown(name, desk_folder, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    folder_test(the_key_is_made_once_and_ours_alone),
	    folder_test(root_makes_nothing_in_the_folder_of_another),
	    folder_test(the_state_folder_is_made),
	    folder_test(two_desks_have_two_keys),
	    folder_test(a_key_that_others_know_or_guess_is_refused),
	    folder_test(a_missing_key_is_made_only_where_nothing_was_signed),
	    folder_test(a_spool_has_one_owner),
	    folder_test(a_folder_that_cannot_be_made),
	    folder_test(a_copy_knows_all_and_changes_nothing),
	    folder_test(a_copy_of_nothing_leaves_nothing),
	    folder_test(another_configuration_is_taken_whole),
	    folder_test(broken_letters_are_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
