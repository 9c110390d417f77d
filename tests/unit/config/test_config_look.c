/* SPDX-License-Identifier: Apache-2.0 */
/* desk.logo and desk.colour, as a configuration says them. */
#include "tests/unit/config_fixture.h"

/* 8 x 4 grey pixels. */
static const unsigned char LOGO[] = {0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00,
    0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x04, 0x08,
    0x00, 0x00, 0x00, 0x00, 0x96, 0xa6, 0x21, 0x2c, 0x00, 0x00, 0x00, 0x0e, 0x49, 0x44, 0x41,
    0x54, 0x78, 0xda, 0x63, 0x70, 0x80, 0x02, 0x06, 0xdc, 0x0c, 0x00, 0x90, 0x24, 0x08, 0x01,
    0x4c, 0xa8, 0x02, 0xb5, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60,
    0x82};

static int
make_logo(void **state)
{
	g_autofree char *path = NULL;

	make_folder(state);
	path = g_build_filename(folder, "logo.png", NULL);
	assert_true(g_file_set_contents(path, (const char *)LOGO, sizeof LOGO, NULL));
	return 0;
}

static int
remove_logo(void **state)
{
	g_autofree char *path = g_build_filename(folder, "logo.png", NULL);

	assert_int_equal(g_remove(path), 0);
	return remove_folder(state);
}

/* This line is the third, of desk. */
static Config *
load_desk(const char *line, char **texts)
{
	g_autofree char *lines = g_strdup_printf("local\n  %s", line);

	return load_with(lines, "", texts);
}

static void
a_logo_is_there_with_its_sizes(void **state)
{
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load_desk("logo: logo.png", &texts);
	const ConfigMailbox *mailbox = NULL;

	(void)state;
	assert_string_equal(texts, "");
	assert_int_equal(config->look.logo.width, 8);
	assert_int_equal(config->look.logo.height, 4);
	assert_int_equal(g_bytes_get_size(config->look.logo.bytes), sizeof LOGO);
	mailbox = config->mailboxes->pdata[0];
	assert_string_equal(config->look.hash, mailbox->logo);
	assert_int_equal(strlen(config->look.hash), 64);
	assert_null(config->look.colour);
}

static void
a_colour_is_read(void **state)
{
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load_desk("colour: '#c01020'", &texts);

	(void)state;
	assert_string_equal(texts, "");
	assert_int_equal(config->look.colour->red, 0xc0);
	assert_null(config->look.logo.bytes);
	assert_null(((ConfigMailbox *)config->mailboxes->pdata[0])->logo);
}

static void
mistakes_say_what_would_do(void **state)
{
	static const struct {
		const char *line;
		const char *mistake;
	} CASES[] = {
	    {"colour: '#767676'", ""},
	    {"colour: '#ff0000'",
		"3: found '#ff0000', whose contrast with white is 4.00, expected a contrast of "
		"at least 4.5, so that white words on it can be read; the nearest that has it "
		"is "
		"'#ee0000'\n"},
	    {"colour: '#ffffff'",
		"3: found '#ffffff', whose contrast with white is 1.00, expected a contrast of "
		"at least 4.5, so that white words on it can be read; the nearest that has it "
		"is "
		"'#767676'\n"},
	    {"colour: blue", "3: found 'blue', expected a colour, as in '#2f5f98'\n"},
	    {"colour: #2f5f98", "3: found nothing, expected a colour, as in '#2f5f98'\n"},
	    {"colour: [1]", "3: found a list, expected a colour, as in '#2f5f98'\n"},
	    {"logo: other.png",
		"3: found 'other.png': No such file or directory, expected a PNG of at most 20 "
		"KiB and 600 x 200 pixels, as it goes into each letter\n"},
	    {"logo: ca.pem", "3: found 'ca.pem': a file that is no PNG, expected a PNG of at "
			     "most 20 KiB and "
			     "600 x 200 pixels, as it goes into each letter\n"},
	    {"logo: [1]", "3: found a list, expected a path\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *texts = NULL;
		g_autoptr(Config) config = load_desk(CASES[i].line, &texts);

		assert_string_equal(texts, CASES[i].mistake);
		assert_int_equal(config == NULL, *CASES[i].mistake != '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_logo_is_there_with_its_sizes),
	    cmocka_unit_test(a_colour_is_read),
	    cmocka_unit_test(mistakes_say_what_would_do),
	};

	return cmocka_run_group_tests(tests, make_logo, remove_logo);
}
