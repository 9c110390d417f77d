/* SPDX-License-Identifier: Apache-2.0 */
/* A file that is removed, moved away or replaced is noticed; one that only changed is the same. */
#include "tests/unit/spool_fixture.h"

#include "spool/file_mark.h"

static const char GONE[] = "was removed";
static const char REPLACED[] = "was replaced by another file";

/* What is done to the file in the fixture's folder, and what is then said of it: NULL: nothing. */
typedef struct {
	void (*what)(const char *path, const char *other);
	const char *said;
} Deed;

static void
change(const char *path, const char *other)
{
	(void)other;
	assert_true(g_file_set_contents_full(
	    path, "longer than before", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
rename_and_back(const char *path, const char *other)
{
	assert_int_equal(g_rename(path, other), 0);
	assert_int_equal(g_rename(other, path), 0);
}

static void
take_away(const char *path, const char *other)
{
	(void)other;
	assert_int_equal(g_unlink(path), 0);
}

static void
move_away(const char *path, const char *other)
{
	assert_int_equal(g_rename(path, other), 0);
}

static void
put_another(const char *path, const char *other)
{
	assert_true(g_file_set_contents(other, "another", -1, NULL));
	assert_int_equal(g_rename(other, path), 0);
}

static void
test_what_became_of_it(void **state)
{
	static const Deed DEEDS[] = {
	    {change, NULL},
	    {rename_and_back, NULL},
	    {take_away, GONE},
	    {move_away, GONE},
	    {put_another, REPLACED},
	};
	Fixture *fixture = *state;
	g_autofree char *path = g_build_filename(fixture->folder, "thing", NULL);
	g_autofree char *other = g_build_filename(fixture->folder, "other", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(DEEDS); i++) {
		FileMark *mark = NULL;

		assert_true(g_file_set_contents(path, "thing", -1, NULL));
		must((mark = file_mark_new(path, &error)) != NULL);
		must(file_mark_holds(mark, &error));
		DEEDS[i].what(path, other);
		if (DEEDS[i].said == NULL)
			must(file_mark_holds(mark, &error));
		else
			must_fail_saying(
			    file_mark_holds(mark, &error), SPOOL_ERROR_GONE, DEEDS[i].said);
		file_mark_free(mark);
		g_unlink(path);
		g_unlink(other);
	}
}

static void
test_none(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *path = g_build_filename(fixture->folder, "none", NULL);

	must_fail_saying(file_mark_new(path, &error), SPOOL_ERROR_GONE, GONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_what_became_of_it),
	    spool_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
