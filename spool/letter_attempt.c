/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/letter_attempt.h"

#include "spool/sqlite.h"
#include "spool/tally.h"

void
letter_attempt_free(LetterAttempt *attempt)
{
	if (attempt == NULL)
		return;
	g_free(attempt->outcome);
	g_free(attempt->answer);
	g_free(attempt);
}

bool
letter_attempt_add(Spool *spool, int64_t letter, const LetterAttempt *attempt, GError **error)
{
	g_autoptr(SqlStatement) insert = sql_prepare(spool,
	    "INSERT INTO letter_attempt (letter, number, at_ms, outcome, answer)"
	    " SELECT id, attempts + 1, $1, $2, $3 FROM letter WHERE id = $4");

	sql_bind_int(insert, 1, attempt->at_ms);
	sql_bind_text(insert, 2, attempt->outcome);
	sql_bind_text(insert, 3, attempt->answer);
	sql_bind_int(insert, 4, letter);
	return sql_run_on(insert, "letter", letter, error) &&
	       tally_add(spool, TALLY_LETTER_ATTEMPT, attempt->outcome, "", error);
}

static void *
letter_attempt_from_row(SqlStatement *row)
{
	LetterAttempt *attempt = g_new0(LetterAttempt, 1);

	attempt->at_ms = sql_int(row, 0);
	attempt->outcome = sql_text(row, 1);
	attempt->answer = sql_text(row, 2);
	return attempt;
}

bool
letter_attempt_list(Spool *spool, int64_t letter, GPtrArray **ret_attempts, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT at_ms, outcome, answer FROM letter_attempt WHERE letter = $1"
	    " ORDER BY number");

	sql_bind_int(select, 1, letter);
	return sql_run_list(select, letter_attempt_from_row,
	    (GDestroyNotify)letter_attempt_free, ret_attempts, error);
}

bool
letter_attempt_count(
    Spool *spool, int64_t letter, const char *outcome, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT count(*) FROM letter_attempt WHERE letter = $1 AND outcome = $2");

	sql_bind_int(select, 1, letter);
	sql_bind_text(select, 2, outcome);
	return sql_run_int(select, 0, ret_count, error);
}
