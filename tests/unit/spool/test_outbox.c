/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/desk_mirror.h"
#include "spool/letter_hold.h"
#include "spool/outbox.h"
#include "spool/sqlite.h"

#define WAITING 10000 /* operations, of so many tickets */
#define TICKETS 2000
#define MOST_STEPS 1500

static Spool *
begin(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;

	must(spool_begin(spool, &error));
	return spool;
}

static int64_t
desk_ticket(Spool *spool)
{
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);

	must(desk_ticket_add(spool, ticket, &error));
	return ticket;
}

static int64_t
add(Spool *spool, int64_t ticket, const char *kind, int64_t mail)
{
	const OutboxOperation operation = {
	    .ticket = ticket,
	    .kind = (char *)kind,
	    .body = (char *)"{}",
	    .mail = mail,
	    .created_ms = 3000,
	    .due_ms = 3000,
	};
	int64_t id = 0;

	must(outbox_add(spool, &operation, &id, &error));
	return id;
}

static OutboxOperation *
get(Spool *spool, int64_t id)
{
	OutboxOperation *operation = NULL;

	must(outbox_get(spool, id, &operation, &error));
	assert_non_null(operation);
	return operation;
}

static void
assert_state(Spool *spool, int64_t id, OutboxState state)
{
	g_autoptr(OutboxOperation) operation = get(spool, id);

	assert_string_equal(outbox_state_name(operation->state), outbox_state_name(state));
}

static void
end(Spool *spool, int64_t id, OutboxState state)
{
	g_autoptr(OutboxOperation) operation = get(spool, id);

	must(outbox_end(spool, operation, state, "because", &error));
}

/* The ids of those that may be given, "1 3". */
static void
assert_due(Spool *spool, int64_t now_ms, const char *expected)
{
	g_autoptr(GPtrArray) due = NULL;
	g_autoptr(GString) ids = g_string_new(NULL);

	must(outbox_due(spool, now_ms, 10, &due, &error));
	for (unsigned i = 0; i < due->len; i++)
		g_string_append_printf(ids, "%s%d", i == 0 ? "" : " ",
		    (int)((OutboxOperation *)due->pdata[i])->id);
	assert_string_equal(ids->str, expected);
}

static void
one_of_a_ticket_goes_after_the_other(void **state)
{
	Spool *spool = begin(state);
	int64_t one = desk_ticket(spool);
	int64_t two = desk_ticket(spool);
	g_autoptr(OutboxOperation) newest = NULL;

	add(spool, one, "open", 0);
	add(spool, one, "say", 0);
	add(spool, two, "open", 0);
	add(spool, 0, "list", 0);
	assert_due(spool, 2999, "");
	assert_due(spool, 3000, "1 3 4");
	must(outbox_take_off(spool, 1, 3000, &error));
	assert_due(spool, 3000, "3 4");
	must(outbox_newest(spool, one, NULL, &newest, &error));
	assert_int_equal(newest->id, 2);
	end(spool, 1, OUTBOX_DONE);
	assert_due(spool, 3000, "2 3 4");
	end(spool, 2, OUTBOX_DONE);
	g_clear_pointer(&newest, outbox_operation_free);
	must(outbox_newest(spool, one, NULL, &newest, &error));
	assert_null(newest);
}

static void
what_was_sent_and_not_answered_is_looked_for(void **state)
{
	Spool *spool = begin(state);
	int64_t id = add(spool, desk_ticket(spool), "open", 0);
	g_autoptr(OutboxOperation) operation = NULL;
	int64_t due_ms = 0;

	must(outbox_take_off(spool, id, 3100, &error));
	must_fail(outbox_take_off(spool, id, 3100, &error), SPOOL_ERROR_MISSING);
	must(outbox_lose(spool, 9000, &error));
	assert_due(spool, 8999, "");
	must(outbox_next_due(spool, 3100, &due_ms, &error));
	assert_int_equal(due_ms, 9000);
	assert_due(spool, 9000, "1");
	operation = get(spool, id);
	assert_int_equal(operation->state, OUTBOX_UNKNOWN);
	assert_true(operation->looks_first);
	assert_int_equal(operation->attempts, 1);
	assert_int_equal(operation->sent_ms, 3100);
	/* what may be done once may be done for good, whatever came of a later try */
	must(outbox_postpone(spool, operation, false, 10000, "503", &error));
	g_clear_pointer(&operation, outbox_operation_free);
	operation = get(spool, id);
	assert_int_equal(operation->state, OUTBOX_WAITING);
	assert_true(operation->looks_first);
	assert_string_equal(operation->result, "503");
}

/* A ticket that is not there cannot be written on; a file that was refused keeps nobody waiting. */
static void
what_waits_for_a_person_blocks_only_where_it_must(void **state)
{
	static const struct {
		const char *kind;
		OutboxState ended, next;
	} CASES[] = {
	    {"open", OUTBOX_REFUSED, OUTBOX_BEHIND},
	    {"order", OUTBOX_DOUBTFUL, OUTBOX_BEHIND},
	    {"open", OUTBOX_DROPPED, OUTBOX_WAITING},
	    {"attach", OUTBOX_REFUSED, OUTBOX_WAITING},
	    {"say", OUTBOX_CONFLICT, OUTBOX_WAITING},
	};
	Spool *spool = begin(state);

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		int64_t ticket = desk_ticket(spool);
		int64_t first = add(spool, ticket, CASES[i].kind, 0);
		int64_t next = add(spool, ticket, "say", 0);
		bool waits =
		    CASES[i].ended == OUTBOX_REFUSED || CASES[i].ended == OUTBOX_DOUBTFUL;
		bool any = false;

		end(spool, first, CASES[i].ended);
		assert_state(spool, next, CASES[i].next);
		must(outbox_retry(spool, ticket, 5000, &any, &error));
		assert_int_equal(any, waits);
		/* in its place again, unless the next one is on its way already */
		if (CASES[i].next == OUTBOX_BEHIND) {
			assert_state(spool, first, OUTBOX_WAITING);
			assert_state(spool, next, OUTBOX_BEHIND);
			continue;
		}
		assert_state(spool, next, OUTBOX_WAITING);
		end(spool, next, OUTBOX_DONE);
		if (waits)
			assert_state(spool, first, OUTBOX_WAITING);
	}
}

static void
only_what_was_not_given_is_amended(void **state)
{
	Spool *spool = begin(state);
	int64_t id = add(spool, desk_ticket(spool), "say", 0);
	g_autoptr(OutboxOperation) operation = NULL;

	must(outbox_amend(spool, id, "{\"state\":\"open\"}", 0, &error));
	operation = get(spool, id);
	assert_string_equal(operation->body, "{\"state\":\"open\"}");
	must(outbox_take_off(spool, id, 3100, &error));
	must(outbox_postpone(spool, operation, false, 4000, "", &error));
	must_fail(outbox_amend(spool, id, "{}", 0, &error), SPOOL_ERROR_MISSING);
}

static void
letters_wait_for_what_they_tell(void **state)
{
	static const struct {
		const char *kind, *body;
		bool telling;
	} CASES[] = {
	    {"open", "{}", true},
	    {"order", "{}", true},
	    {"list", "{}", true},
	    {"say", "{\"text\":\"a\"}", false},
	    {"say", "{\"text\":\"a\",\"state\":\"open\"}", true},
	    {"note", "{}", false},
	    {"attach", "{}", false},
	};
	Spool *spool = begin(state);

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const OutboxOperation new = {.ticket = desk_ticket(spool),
		    .kind = (char *)CASES[i].kind,
		    .body = (char *)CASES[i].body};
		g_autoptr(OutboxOperation) found = NULL;
		int64_t id = 0;

		must(outbox_add(spool, &new, &id, &error));
		add(spool, new.ticket, "attach", 0);
		must(outbox_newest_telling(spool, new.ticket, &found, &error));
		assert_int_equal(found != NULL, CASES[i].telling);
		if (found != NULL)
			assert_int_equal(found->id, id);
	}
}

/* Of the same mail; a command's by the moment. */
static void
the_rest_of_a_mail_stands_behind(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = desk_ticket(spool);
	int64_t mail = some_mail(spool, "1", 10);
	int64_t other = some_mail(spool, "2", 10);
	int64_t first = add(spool, ticket, "say", mail);
	g_autoptr(OutboxOperation) operation = get(spool, first);
	g_autoptr(GPtrArray) behind = NULL;
	g_autoptr(GPtrArray) all = NULL;
	OutboxCount count;

	add(spool, ticket, "say", other);
	add(spool, ticket, "attach", mail);
	add(spool, ticket, "say", 0);
	must(outbox_behind(spool, operation, &behind, &error));
	assert_int_equal(behind->len, 1);
	assert_string_equal(((OutboxOperation *)behind->pdata[0])->kind, "attach");
	g_clear_pointer(&behind, g_ptr_array_unref);
	operation->mail = 0;
	must(outbox_behind(spool, operation, &behind, &error));
	assert_int_equal(behind->len, 1);
	assert_int_equal(((OutboxOperation *)behind->pdata[0])->mail, 0);
	must(outbox_of_ticket(spool, ticket, &all, &error));
	assert_int_equal(all->len, 4);
	must(outbox_count(spool, &count, &error));
	assert_int_equal(count.count[OUTBOX_BEHIND], 3);
	assert_int_equal(count.count[OUTBOX_WAITING], 1);
	assert_int_equal(count.oldest_ms, 3000);
}

/* After a backup was put back everything may have been done meanwhile. */
static void
all_may_be_done_already(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = desk_ticket(spool);
	int64_t at_ms = 1;

	add(spool, ticket, "open", 0);
	add(spool, ticket, "say", 0);
	must(outbox_doubted(spool, &at_ms, &error));
	assert_int_equal(at_ms, 0);
	must(outbox_doubt(spool, 6000, &error));
	must(outbox_doubt(spool, 7000, &error));
	must(outbox_doubted(spool, &at_ms, &error));
	assert_int_equal(at_ms, 7000);
	for (int64_t id = 1; id <= 2; id++) {
		g_autoptr(OutboxOperation) operation = get(spool, id);

		assert_true(operation->looks_first);
	}
}

static void
hold_letter(Spool *spool, int64_t ticket, int64_t operation)
{
	const Letter letter = new_letter(ticket);
	LetterHold hold = {.operation = operation, .draft = (char *)"{}", .early_ms = 4000};

	must(letter_add(spool, &letter, &hold.letter, &error));
	must(letter_hold_add(spool, &hold, &error));
}

/* A day on which the desk was away: of each ticket its opening and what came later, and a letter that waits. */
static void
fill(Spool *spool)
{
	for (int64_t nth = 1; nth <= WAITING; nth++) {
		g_autofree char *name = g_strdup_printf("%032x", (unsigned)nth);
		g_autofree char *address = g_strconcat(name, "@klant.example", NULL);
		bool first = nth <= TICKETS;
		int64_t ticket = first ? desk_ticket(spool) : (nth - 1) % TICKETS + 1;
		int64_t id = add(spool, ticket, first ? "open" : "say", 0);

		hold_letter(spool, ticket, id);
		must(desk_entry_add(spool, ticket, name, 0, &error));
		must(desk_file_add(
		    spool, &(DeskFile){name, ticket, 0, name, name, 1}, NULL, &error));
		must(desk_person_set(
		    spool, &(DeskPerson){some_contact(spool, address), name, NULL, 1}, &error));
	}
}

/* All that the loop asks and says for one operation and for news of one ticket. */
static void
work_off_one(Spool *spool)
{
	g_autoptr(GPtrArray) due = NULL, behind = NULL, of_ticket = NULL, holds = NULL;
	g_autoptr(GPtrArray) early = NULL, files = NULL;
	g_autoptr(OutboxOperation) newest = NULL, telling = NULL;
	g_autoptr(DeskTicket) there = NULL, found = NULL;
	g_autoptr(DeskPerson) person = NULL;
	const OutboxOperation *one = NULL;
	int64_t next_ms = 0, count = 0, entry = 0;
	bool known = false;

	must(outbox_due(spool, 5000, 20, &due, &error));
	one = due->pdata[0];
	must(outbox_next_due(spool, 1000, &next_ms, &error));
	must(outbox_take_off(spool, one->id, 5000, &error));
	must(outbox_lose(spool, 5000, &error));
	must(outbox_take_off(spool, one->id, 5000, &error));
	must(outbox_postpone(spool, one, true, 5000, "", &error));
	must(outbox_newest(spool, one->ticket, NULL, &newest, &error));
	must(outbox_newest_telling(spool, one->ticket, &telling, &error));
	must(outbox_of_ticket(spool, one->ticket, &of_ticket, &error));
	must(outbox_behind(spool, one, &behind, &error));
	must(outbox_conflicts(spool, one->ticket, 1, &count, &entry, &error));
	must(outbox_amend(spool, newest->id, "{}", 0, &error));
	must(outbox_retry(spool, one->ticket, 5000, &known, &error));
	must(outbox_end(spool, one, OUTBOX_DONE, "", &error));
	must(letter_hold_of(spool, one->id, &holds, &error));
	must(letter_hold_early(spool, 5000, 50, &early, &error));
	must(letter_hold_next_early(spool, 1000, &next_ms, &error));
	must(letter_hold_move(
	    spool, ((LetterHold *)holds->pdata[0])->letter, newest->id, &error));
	must(letter_hold_drop(spool, ((LetterHold *)early->pdata[1])->letter, "", &error));
	must(letter_hold_release(
	    spool, ((LetterHold *)early->pdata[2])->letter, NULL, 5000, &error));
	must(desk_ticket_get(spool, one->ticket, &there, &error));
	g_free(there->remote_id);
	there->remote_id = g_strdup("c0");
	must(desk_ticket_save(spool, there, &error));
	must(desk_ticket_find(spool, "c0", &found, &error));
	must(desk_entry_is_known(spool, "nobody", &known, &error));
	must(desk_person_is_known(spool, "nobody", &known, &error));
	must(desk_person_get(spool, 1, &person, &error));
	must(desk_file_list(spool, one->ticket, &files, &error));
}

/* No question of this room reads or sorts more than it tells: by SQLite's own count of the steps of each. */
static void
however_many_wait_each_question_is_as_quick(void **state)
{
	static const char SELECT[] =
	    "SELECT sql, nscan, nsort, nstep / run FROM sqlite_stmt WHERE run > 0 AND"
	    " (sql LIKE '%outbox%' OR sql LIKE '%letter_hold%' OR sql LIKE '%desk\\_%'"
	    " ESCAPE '\\')";
	Spool *spool = begin(state);
	g_autoptr(SqlStatement) all = NULL;
	int asked = 0;

	fill(spool);
	work_off_one(spool);
	all = sql_prepare(spool, SELECT);
	for (; sql_next(all); asked++) {
		g_autofree char *sql = sql_text(all, 0);

		if (sql_int(all, 1) > 0 || sql_int(all, 2) > 0 || sql_int(all, 3) > MOST_STEPS)
			fail_msg("%s: %d rows scanned, %d sorts, %d steps", sql,
			    (int)sql_int(all, 1), (int)sql_int(all, 2), (int)sql_int(all, 3));
	}
	must(sql_done(all, &error));
	assert_true(asked >= 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(one_of_a_ticket_goes_after_the_other),
	    spool_test(what_was_sent_and_not_answered_is_looked_for),
	    spool_test(what_waits_for_a_person_blocks_only_where_it_must),
	    spool_test(only_what_was_not_given_is_amended),
	    spool_test(letters_wait_for_what_they_tell),
	    spool_test(the_rest_of_a_mail_stands_behind),
	    spool_test(all_may_be_done_already),
	    spool_test(however_many_wait_each_question_is_as_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
