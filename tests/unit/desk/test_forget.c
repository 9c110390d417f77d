/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person who has a row in each table that there is, as the spool's own schema tells: whatever table or column comes later,
 * it is filled here, and what is not forgotten of it is found in the bytes of the file. What may stay has a value below.
 */
#include "gateway/desk/forget.h"

#include "spool/erasure.h"
#include "spool/letter.h"
#include "spool/search.h"
#include "spool/sqlite.h"
#include "spool/ticket_forget.h"
#include "tests/unit/context_fixture.h"

#define WORD "quakkel"
#define PERSON "els@" WORD ".example"
#define NAMED "'van Els Quakkel, " PERSON ".'"

/* Each is once all over: ids of own things are 1, those of the ticket of somebody else's 2, and of what others
 * wrote there 3. */
typedef enum {
	OWN = 1, /* a ticket of theirs, with all that there may be of one */
	SHARED, /* what they brought to the other one: rows that refer to them, their mail or a letter to them */
	OTHERS, /* what others wrote there, of which only the name and the addresses go */
} Round;

/* Values of columns, in SQL; %d: the round. "*": all texts of the table that are no references. */
typedef struct {
	const char *column, *value;
} Value;

/* A word of ours, of the desk's or of a server's, which stays, or what finds the row. Any other text is one that must go. */
static const Value FIXED[] = {
    {"account.*", "'Klant'"},
    {"account_domain.*", "'klant%d.example'"},
    {"contact.address", "'Els@" WORD ".example'"},
    {"contact.address_key", "'" PERSON "'"},
    {"contact.name", "'Els Quakkel'"},
    {"counter.*", "'case%d'"},
    {"desk_cursor.*", "'{}'"},
    {"desk_entry.*", "'e%d'"},
    {"desk_file.remote_id", "'f%d'"},
    {"desk_file.type", "'text/plain'"},
    {"desk_ticket.*", "'t%d'"},
    {"erasure_copy.mailbox", "'support'"},
    {"factor.state", "'active'"},
    {"held_letter.correspondent", "'" PERSON "'"},
    {"held_letter.ticket", "min(%d, 2)"},
    {"letter.gone_ms", "0"},
    {"letter.language", "'nl'"},
    {"letter.mailbox", "'support'"},
    {"letter.name", "'answer'"},
    {"letter.purpose", "'ticket'"},
    {"letter.state", "'sent'"},
    {"letter_attempt.outcome", "'deferred'"},
    {"letter_pause.correspondent", "'" PERSON "'"},
    {"letter_text.message_id", "'<l%d@desk.example>'"},
    {"mail.decision", "'open case'"},
    {"mail.gone_ms", "0"},
    {"mail.hash", "'abc%d'"},
    {"mail.from_address", "'" PERSON "'"},
    {"mail.mailbox", "'support'"},
    {"mail.message_id", "'<m%d@" WORD ".example>'"},
    {"mail.same_as", "NULL"},
    {"mail.state", "'done'"},
    {"mail_copy.*", "'k%d'"},
    {"notice.id", "min(%d, 2)"},
    {"notice.reason", "'reply'"},
    {"notice.team", "'servicedesk'"},
    {"outbox.kind", "'note'"},
    {"outbox.state", "'done'"},
    {"request_step.state", "'done'"},
    {"session.agent", "'sanne@desk.example'"},
    {"session.state", "'open'"},
    {"spam_sender.address_key",
	"CASE %d WHEN 1 THEN '" PERSON "' ELSE 'eve@evil%d.example' END"},
    {"spam_sender.*", "'Eve'"},
    {"step_up.kind", "'letter'"},
    {"step_up.state", "'confirmed'"},
    {"tally.*", "'t%d'"},
    {"tally_day.*", "'d%d'"},
    {"tally_zone.*", "'0 0'"},
    {"ticket.gone_ms", "0"},
    {"ticket.id", "min(%d, 2)"},
    {"ticket.agent", "'sanne@desk.example'"},
    {"ticket.category", "'Overig'"},
    {"ticket.ended_by", "''"},
    {"ticket.item", "'laptop'"},
    {"ticket.kind", "'case'"},
    {"ticket.language", "'nl'"},
    {"ticket.mailbox", "'support'"},
    {"ticket.merged_into", "NULL"},
    {"ticket.number", "'CS000000%d'"},
    {"ticket.predecessor", "NULL"},
    {"ticket.priority", "'normal'"},
    {"ticket.state", "'new'"},
    {"ticket.team", "'servicedesk'"},
    {"ticket_entry.kind", "'note'"},
    {"ticket_entry.mark", "''"},
    {"ticket_link.why", "'mail'"},
    {"ticket_message.message_id", "'<m' || min(%d, 2) || '@" WORD ".example>'"},
    {"ticket_message.letter", "NULL"},
    {"unfetched.*", "'u%d'"},
};

/* In what others wrote it stays, too. */
static const Value OF_OTHERS[] = {
    {"history_reference.*", "'<a%d@klant.example>'"},
    {"session.mac", "randomblob(32)"},
    {"session.*", "'sanne@desk.example'"},
    {"session_nonce.nonce", "randomblob(32)"},
    {"letter.recipient", "'team@desk.example'"},
    {"letter.recipient_key", "'team@desk.example'"},
    {"letter.correspondent", "'team@desk.example'"},
    {"ticket_attachment.*", "'2'"},
    {"ticket_field.name", "'serial'"},
    {"ticket_field.label", "'Serial'"},
    {"ticket_moved.*", "'1'"},
    {"ticket_unseen.*", "'<b%d@klant.example>'"},
};

typedef struct {
	char *table, *name, *type; /* own */
	char *refers;              /* own; to this table, or NULL */
	bool needed;               /* NOT NULL */
} Column;

static void
column_free(void *data)
{
	Column *column = data;

	g_free(column->table);
	g_free(column->name);
	g_free(column->type);
	g_free(column->refers);
	g_free(column);
}

static void *
column_from_row(SqlStatement *row)
{
	Column *column = g_new0(Column, 1);

	column->table = sql_text(row, 0);
	column->name = sql_text(row, 1);
	column->type = sql_text(row, 2);
	column->refers = sql_text(row, 3);
	column->needed = sql_int(row, 4) == 1;
	return column;
}

/* Of all tables, but for those that have rows of their own already, and a hold, which would keep all of it. */
static GPtrArray *
all_columns(Spool *spool)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT t.name, c.name, c.type, f.\"table\", c.\"notnull\" OR c.pk > 0"
	    " FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
	    " LEFT JOIN pragma_foreign_key_list(t.name) f ON f.\"from\" = c.name"
	    " WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
	    " AND t.name NOT IN ('erasure', 'erasure_word', 'search_state', 'ticket_hold',"
	    " 'unclean_end')"
	    " ORDER BY t.name, c.cid");
	GPtrArray *columns = NULL;

	must(sql_run_list(select, column_from_row, column_free, &columns, &error));
	return columns;
}

/* The row is about the person, or about what they sent or got. */
static bool
is_personal(const Column *column)
{
	static const char *const THEIRS[] = {"contact", "mail", "letter", "factor", NULL};

	return column->refers != NULL && g_strv_contains(THEIRS, column->refers);
}

static const char *
find_value(const Value *values, size_t n_values, const Column *column)
{
	g_autofree char *name = g_strconcat(column->table, ".", column->name, NULL);
	g_autofree char *any = g_strconcat(column->table, ".*", NULL);
	bool text = column->refers == NULL && g_str_equal(column->type, "TEXT");

	for (size_t i = 0; i < n_values; i++)
		if (g_str_equal(values[i].column, name) ||
		    (text && g_str_equal(values[i].column, any)))
			return values[i].value;
	return NULL;
}

/* SQL; caller owns. */
static char *
value_of(const Column *column, Round round)
{
	const char *fixed = find_value(FIXED, G_N_ELEMENTS(FIXED), column);
	g_autofree char *number = g_strdup_printf("%d", round);
	g_auto(GStrv) parts = NULL;

	if (fixed == NULL && round == OTHERS)
		fixed = find_value(OF_OTHERS, G_N_ELEMENTS(OF_OTHERS), column);
	parts = g_strsplit(fixed == NULL ? "" : fixed, "%d", -1);
	if (fixed != NULL)
		return g_strjoinv(number, parts);
	if (is_personal(column) && round == OTHERS)
		return g_strdup("NULL");
	if (g_strcmp0(column->refers, "ticket") == 0)
		return g_strdup_printf("%d", MIN(round, SHARED));
	if (column->refers != NULL && !g_str_equal(column->refers, "mail") &&
	    !g_str_equal(column->refers, "letter"))
		return g_strdup("1");
	if (column->refers != NULL || g_str_equal(column->type, "INTEGER"))
		return g_steal_pointer(&number);
	if (round == OTHERS)
		return g_strdup(g_str_equal(column->type, "BLOB") ? "x'03'" : NAMED);
	return g_strdup_printf("CAST('" WORD "_%s_%s_%d' AS %s)", column->table, column->name,
	    round, column->type);
}

/* The ticket of somebody else's is no row of theirs; mails of others stay as they came. */
static bool
has_row(const GPtrArray *columns, guint first, guint end, Round round)
{
	const char *table = ((const Column *)columns->pdata[first])->table;
	bool personal = false, needed = false;

	for (guint i = first; i < end; i++) {
		const Column *column = columns->pdata[i];

		personal = personal || is_personal(column);
		needed = needed || (is_personal(column) && column->needed);
	}
	if (round == SHARED)
		return personal && !g_str_equal(table, "ticket");
	return round == OWN || (!needed && !g_str_equal(table, "mail"));
}

/* One that is there already stays. */
static void
add_row(Spool *spool, const GPtrArray *columns, guint first, guint end, Round round)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GString) values = g_string_new(NULL);
	g_autofree char *insert = NULL;

	for (guint i = first; i < end; i++) {
		const Column *column = columns->pdata[i];
		g_autofree char *value = value_of(column, round);

		g_string_append_printf(names, "%s\"%s\"", i == first ? "" : ", ", column->name);
		g_string_append_printf(values, "%s%s", i == first ? "" : ", ", value);
	}
	insert = g_strdup_printf("INSERT %s INTO %s (%s) VALUES (%s)",
	    round == OWN ? "" : "OR IGNORE", ((const Column *)columns->pdata[first])->table,
	    names->str, values->str);
	must(sql_execute(spool, insert, &error));
}

static void
add_rows(Spool *spool, Round round)
{
	g_autoptr(GPtrArray) columns = all_columns(spool);

	for (guint first = 0, end = 0; first < columns->len; first = end) {
		const Column *column = columns->pdata[first];

		while (end < columns->len &&
		       g_str_equal(((const Column *)columns->pdata[end])->table, column->table))
			end++;
		if (has_row(columns, first, end, round))
			add_row(spool, columns, first, end, round);
	}
}

/* Whatever case it is written in. */
static void
assert_no_word(const char *path)
{
	g_autofree char *bytes = NULL;
	const char *found = NULL;
	gsize size = 0;

	if (!g_file_get_contents(path, &bytes, &size, NULL))
		return;
	for (gsize i = 0; i < size; i++)
		bytes[i] = bytes[i] == '\0' ? ' ' : g_ascii_tolower(bytes[i]);
	found = g_strstr_len(bytes, (gssize)size, WORD);
	if (found != NULL)
		fail_msg("%s: %.80s", path, found);
}

/* A person of whom each table has something, in the index of the search, too. */
static void
add_person(Spool *spool)
{
	bool more = true;

	must(sql_execute(spool, "PRAGMA defer_foreign_keys = ON", &error));
	for (Round round = OWN; round <= OTHERS; round++)
		add_rows(spool, round);
	while (more)
		must(search_add(spool, &more, &error));
}

static void
assert_forgotten(Desk *desk)
{
	g_autofree char *path = g_build_filename(desk->state, "spool.db", NULL);
	g_autofree char *log = g_strconcat(path, "-wal", NULL);
	g_autoptr(Contact) contact = NULL;

	must(contact_find(desk->context->spool, PERSON, &contact, &error));
	assert_null(contact);
	assert_no_word(path);
	assert_no_word(log);
}

static void
test_each_table(void **state)
{
	Desk *desk = *state;
	Spool *spool = desk->context->spool;

	add_person(spool);
	must(erasure_begin(spool, 1, NOW, &error));
	must(spool_commit(spool, &error));
	must(forget_people(desk->context, &error));
	assert_forgotten(desk);
}

static void
step_until(
    Desk *desk, Forgetting *forgetting, bool (*is_over)(Spool *spool, ForgetResult result))
{
	ForgetResult result = FORGET_MORE;

	while (!is_over(desk->context->spool, result))
		must(forget_step(desk->context, forgetting, G_MAXINT64, &result, &error));
}

static bool
is_idle(Spool *spool, ForgetResult result)
{
	(void)spool;
	return result == FORGET_NOTHING;
}

static bool
is_ended(Spool *spool, ForgetResult result)
{
	bool open = true;

	(void)result;
	must(erasure_is_open(spool, &open, &error));
	return !open;
}

/* In a gateway that ran for long the file was tidied before, and a small person takes one step only. */
static void
test_after_tidying(void **state)
{
	Desk *desk = *state;
	Spool *spool = desk->context->spool;
	Forgetting forgetting = {.kind = KEPT_KINDS};

	add_person(spool);
	must(spool_commit(spool, &error));
	step_until(desk, &forgetting, is_idle);
	must(spool_begin(spool, &error));
	must(erasure_begin(spool, 1, NOW, &error));
	must(spool_commit(spool, &error));
	step_until(desk, &forgetting, is_ended);
	must(spool_empty_log(spool, &error));
	assert_forgotten(desk);
}

static int64_t
count(Spool *spool, const char *sql)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);
	int64_t found = 0;

	must(sql_run_int(select, 0, &found, &error));
	return found;
}

/* A letter that is to tell an agent of somebody else's ticket goes first, and its words then go, too. */
static void
test_letter_on_its_way(void **state)
{
	static const char TOLD[] =
	    "SELECT count(*) FROM letter WHERE contact IS NULL AND gone_ms = 0";
	Desk *desk = *state;
	Spool *spool = desk->context->spool;
	Forgetting forgetting = {.kind = KEPT_KINDS};
	ForgetResult result = FORGET_MORE;
	int64_t els = desk_know(desk, "els@klant.example");

	desk_know(desk, "piet@klant.example");
	desk_post(desk, "open case CS0000001", "piet@klant.example", .subject = "Muis",
	    .text = "Mijn muis is stuk, zegt els@klant.example.", .aligned = true);
	desk_tell(desk);
	assert_int_equal(count(spool, TOLD), 1);
	must(ticket_note_person(spool, 1, els, &error));
	must(erasure_begin(spool, els, desk->context->now_ms, &error));
	must(spool_commit(spool, &error));
	while (result == FORGET_MORE)
		must(forget_step(desk->context, &forgetting, G_MAXINT64, &result, &error));
	assert_int_equal(result, FORGET_WAITS);
	assert_int_equal(count(spool, TOLD), 1);
	must(spool_begin(spool, &error));
	must(letter_set_sent(spool, count(spool, "SELECT id FROM letter WHERE contact IS NULL"),
	    "250", desk->context->now_ms, &error));
	must(spool_commit(spool, &error));
	step_until(desk, &forgetting, is_ended);
	assert_int_equal(count(spool, TOLD), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_each_table),
	    desk_test(test_after_tidying),
	    desk_test(test_letter_on_its_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
