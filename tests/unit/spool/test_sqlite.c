/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "spool/sqlite.h"

static Spool *
open_table(Fixture *fixture)
{
	must(sql_execute(fixture->spool,
	    "CREATE TABLE thing (id INTEGER PRIMARY KEY, word TEXT UNIQUE, bytes BLOB,"
	    " parent INTEGER REFERENCES thing (id)) STRICT",
	    &error));
	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static const char INSERT[] = "INSERT INTO thing (word, bytes, parent) VALUES ($1, $2, $3)";

static SqlStatement *
prepare_insert(Spool *spool, const char *word, int64_t parent)
{
	SqlStatement *insert = sql_prepare(spool, INSERT);

	sql_bind_text(insert, 1, word);
	sql_bind_blob(insert, 2, NULL, 0);
	sql_bind_id(insert, 3, parent);
	return insert;
}

static void
test_columns(void **state)
{
	Spool *spool = open_table(*state);
	g_autoptr(SqlStatement) insert = prepare_insert(spool, "één", 0);
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id, word, bytes, parent, bytes IS NULL FROM thing");
	g_autofree char *word = NULL;
	int64_t id = 0;
	size_t size = 1;

	must(sql_run_insert(insert, &id, &error));
	assert_int_equal(id, 1);
	assert_true(sql_next(select));
	word = sql_text(select, 1);
	assert_string_equal(word, "één");
	sql_blob(select, 2, &size);
	assert_int_equal(size, 0);
	assert_int_equal(sql_int(select, 3), 0);
	assert_null(sql_text(select, 3));
	assert_int_equal(sql_int(select, 4), 0);
	assert_false(sql_next(select));
	must(sql_done(select, &error));
}

static void
test_constraints(void **state)
{
	Spool *spool = open_table(*state);
	static const struct {
		const char *word;
		int64_t parent;
		int wanted;
	} CASES[] = {
	    {"a", 0, -1},
	    {"a", 0, SPOOL_ERROR_EXISTS},
	    {"b", 99, SPOOL_ERROR_MISSING},
	    {"b", 1, -1},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(SqlStatement) insert =
		    prepare_insert(spool, CASES[i].word, CASES[i].parent);
		int64_t id = -7;

		if (CASES[i].wanted < 0) {
			must(sql_run_insert(insert, &id, &error));
			assert_true(id > 0);
		} else {
			must_fail(sql_run_insert(insert, &id, &error), CASES[i].wanted);
			assert_int_equal(id, -7);
		}
	}
}

static void
test_a_failure_is_kept_until_reported(void **state)
{
	Spool *spool = open_table(*state);
	SqlStatement *insert = sql_prepare(spool, INSERT);

	sql_bind_text(insert, 9, "there is no $9");
	sql_bind_text(insert, 1, "a");
	assert_false(sql_next(insert));
	must_fail(sql_done(insert, &error), SPOOL_ERROR_FAILED);
	sql_release(insert);

	insert = prepare_insert(spool, "a", 0);
	must(sql_run(insert, &error));
	sql_release(insert);
}

static void
test_a_wrong_text_fails(void **state)
{
	Fixture *fixture = *state;
	g_autoptr(SqlStatement) select =
	    sql_prepare(fixture->spool, "SELECT nothing FROM here");

	sql_bind_int(select, 1, 1);
	assert_false(sql_next(select));
	must_fail(sql_done(select, &error), SPOOL_ERROR_FAILED);
}

static void
test_compiled_once(void **state)
{
	Spool *spool = open_table(*state);
	SqlStatement *first = sql_prepare(spool, INSERT);
	SqlStatement *second = NULL;

	sql_release(first);
	second = sql_prepare(spool, INSERT);
	assert_ptr_equal(first, second);
	sql_release(second);
}

/* A finished statement would begin again when it is asked for one more row. */
static void
test_run_once(void **state)
{
	Spool *spool = open_table(*state);
	g_autoptr(SqlStatement) insert = prepare_insert(spool, NULL, 0);
	g_autoptr(SqlStatement) count = sql_prepare(spool, "SELECT count(*) FROM thing");
	int64_t none = 0, rows = 0;

	must(sql_run_int(insert, -1, &none, &error));
	assert_int_equal(none, -1);
	must(sql_run(insert, &error));
	must(sql_run_int(count, 0, &rows, &error));
	assert_int_equal(rows, 1);
}

static void
test_no_write_outside_a_transaction(void **state)
{
	Spool *spool = open_table(*state);
	g_autoptr(SqlStatement) insert = NULL;

	assert_true(sql_in_transaction(spool));
	spool_rollback(spool);
	assert_false(sql_in_transaction(spool));
	insert = prepare_insert(spool, "a", 0);
	must_fail(sql_run(insert, &error), SPOOL_ERROR_FAILED);
}

static void
test_run_on(void **state)
{
	Spool *spool = open_table(*state);
	g_autoptr(SqlStatement) insert = prepare_insert(spool, "a", 0);
	static const char UPDATE[] = "UPDATE thing SET word = 'b' WHERE id = $1";

	must(sql_run(insert, &error));
	for (int64_t id = 1; id <= 2; id++) {
		g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

		sql_bind_int(update, 1, id);
		if (id == 1)
			must(sql_run_on(update, "thing", id, &error));
		else
			must_fail_saying(sql_run_on(update, "thing", id, &error),
			    SPOOL_ERROR_MISSING, "there is no thing 2");
	}
}

static void
test_names(void **state)
{
	Spool *spool = open_table(*state);
	static const char *const NAMES[] = {"low", "high"};
	g_autoptr(SqlStatement) known =
	    sql_prepare(spool, "SELECT word, n FROM (SELECT 'high' AS word, 3 AS n)");
	g_autoptr(SqlStatement) unknown = sql_prepare(spool, "SELECT 'odd', 1");
	int64_t counts[2] = {7, 7};

	must_fail(sql_run_counts(unknown, NAMES, 2, counts, &error), SPOOL_ERROR_CORRUPT);
	assert_int_equal(counts[0], 7);
	must(sql_run_counts(known, NAMES, 2, counts, &error));
	assert_int_equal(counts[0], 0);
	assert_int_equal(counts[1], 3);
}

static void
test_fold(void **state)
{
	static const struct {
		const char *text;
		const char *folded;
	} CASES[] = {
	    {"Els.Bos@Klant.EXAMPLE", "els.bos@klant.example"},
	    {"", ""},
	    {"Jürgen@x.example", "jürgen@x.example"},
	    /* The Kelvin sign stays what it is. */
	    {"\xe2\x84\xaalant@x.example", "\xe2\x84\xaalant@x.example"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *folded = sql_fold(CASES[i].text);

		assert_string_equal(folded, CASES[i].folded);
	}
}

/* Runs what in a process of its own; how that ended, as waitpid() tells. */
static int
run_apart(Fixture *fixture, int (*what)(Fixture *))
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		_exit(what(fixture));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static int
prepare_out_of_order(Fixture *fixture)
{
	sql_prepare(fixture->spool, "SELECT $2, $1");
	return 0;
}

static int
prepare_in_use(Fixture *fixture)
{
	sql_prepare(fixture->spool, INSERT);
	sql_prepare(fixture->spool, INSERT);
	return 0;
}

static void
test_mistakes_of_the_programmer_abort(void **state)
{
	int (*const MISTAKES[])(Fixture *) = {prepare_out_of_order, prepare_in_use};
	struct rlimit none = {0, 0};

	open_table(*state);
	setrlimit(RLIMIT_CORE, &none);
	for (size_t i = 0; i < G_N_ELEMENTS(MISTAKES); i++) {
		int status = run_apart(*state, MISTAKES[i]);

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_columns),
	    spool_test(test_constraints),
	    spool_test(test_a_failure_is_kept_until_reported),
	    spool_test(test_a_wrong_text_fails),
	    spool_test(test_compiled_once),
	    spool_test(test_run_once),
	    spool_test(test_no_write_outside_a_transaction),
	    spool_test(test_run_on),
	    spool_test(test_names),
	    spool_test(test_fold),
	    spool_test(test_mistakes_of_the_programmer_abort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
