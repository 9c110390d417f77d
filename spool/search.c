/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Full-text search. What an entry of the timeline says only ever goes, so the index only grows, until it is made anew: it
 * keeps no copy of the text (contentless FTS5), and search_state.entry is the last entry that is in it.
 *
 * A ticket has many pieces in the index, whose rowid is (ticket << 16) + n: all of one ticket stand
 * together, newest ticket last, which makes "the newest that have this word" a walk backwards
 * through one list. Terms are looked for one by one, because they may stand in different pieces.
 */
#include "spool/search.h"

#include <string.h>

#include "spool/sqlite.h"

#define PIECE_BITS 16
#define PIECE_LAST ((INT64_C(1) << PIECE_BITS) - 1)
#define ENTRIES_AT_ONCE 500
#define BYTES_AT_ONCE ((size_t)256 * 1024)

typedef struct {
	int64_t entry;
	int64_t ticket;
	char *text; /* own */
} Piece;

static void
piece_free(Piece *piece)
{
	g_free(piece->text);
	g_free(piece);
}

static void *
piece_from_row(SqlStatement *row)
{
	Piece *piece = g_new0(Piece, 1);

	piece->entry = sql_int(row, 0);
	piece->ticket = sql_int(row, 1);
	piece->text = sql_text(row, 2);
	return piece;
}

/* Letters are our own texts. The title stands beside the description; a later one is an entry. */
#define SELECT_PIECES                                                                        \
	"SELECT e.id, e.ticket, CASE e.kind WHEN 'letter' THEN '' WHEN 'change' THEN e.text" \
	"  WHEN 'description' THEN t.title || ' ' || e.author || ' ' || e.text"              \
	"  ELSE e.author || ' ' || e.text END"                                               \
	" FROM ticket_entry e JOIN ticket t ON t.id = e.ticket"

static bool
search_new_entries(Spool *spool, GPtrArray **ret_pieces, GError **error)
{
	static const char SELECT[] = SELECT_PIECES
	    " WHERE e.id > (SELECT entry FROM search_state) ORDER BY e.id LIMIT $1";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ENTRIES_AT_ONCE);
	return sql_run_list(
	    select, piece_from_row, (GDestroyNotify)piece_free, ret_pieces, error);
}

/* The rowid of the ticket's next piece, 0 where it has as many as it can. */
static bool
search_next_row(Spool *spool, int64_t ticket, int64_t *ret_row, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT rowid FROM ticket_text WHERE rowid BETWEEN $1 AND $2"
			       " ORDER BY rowid DESC LIMIT 1");
	int64_t first = ticket << PIECE_BITS;
	int64_t last = 0;

	sql_bind_int(select, 1, first);
	sql_bind_int(select, 2, first + PIECE_LAST);
	if (!sql_run_int(select, first - 1, &last, error))
		return false;
	*ret_row = last == first + PIECE_LAST ? 0 : last + 1;
	return true;
}

static bool
search_add_piece(Spool *spool, const Piece *piece, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO ticket_text (rowid, text) VALUES ($1, $2)");
	int64_t row = 0;

	if (piece->text[0] == '\0')
		return true;
	if (!search_next_row(spool, piece->ticket, &row, error))
		return false;
	if (row == 0)
		return true;
	sql_bind_int(insert, 1, row);
	sql_bind_text(insert, 2, piece->text);
	return sql_run(insert, error);
}

static bool
search_set_state(Spool *spool, int64_t entry, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE search_state SET entry = $1");

	sql_bind_int(update, 1, entry);
	return sql_run(update, error);
}

bool
search_add(Spool *spool, bool *ret_more, GError **error)
{
	g_autoptr(GPtrArray) pieces = NULL;
	size_t bytes = 0;
	guint added = 0;

	if (!search_new_entries(spool, &pieces, error))
		return false;
	while (added < pieces->len && bytes < BYTES_AT_ONCE) {
		const Piece *piece = pieces->pdata[added++];

		if (!search_add_piece(spool, piece, error))
			return false;
		bytes += strlen(piece->text);
	}
	if (added > 0 &&
	    !search_set_state(spool, ((const Piece *)pieces->pdata[added - 1])->entry, error))
		return false;
	*ret_more = added < pieces->len || added == ENTRIES_AT_ONCE;
	return true;
}

bool
search_moved(Spool *spool, int64_t ticket, GError **error)
{
	static const char SELECT[] =
	    SELECT_PIECES " WHERE e.id IN (SELECT CAST(row AS INTEGER) FROM ticket_moved"
			  "  WHERE ticket = $1 AND what = 'entry')"
			  " AND e.id <= (SELECT entry FROM search_state) ORDER BY e.id";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);
	g_autoptr(GPtrArray) pieces = NULL;

	sql_bind_int(select, 1, ticket);
	if (!sql_run_list(select, piece_from_row, (GDestroyNotify)piece_free, &pieces, error))
		return false;
	for (guint i = 0; i < pieces->len; i++)
		if (!search_add_piece(spool, pieces->pdata[i], error))
			return false;
	return true;
}

bool
search_progress(Spool *spool, int *ret_percent, int64_t *ret_missing, GError **error)
{
	g_autoptr(SqlStatement) done = sql_prepare(spool, "SELECT entry FROM search_state");
	g_autoptr(SqlStatement) last = sql_prepare(spool, "SELECT max(id) FROM ticket_entry");
	int64_t indexed = 0, all = 0;

	if (!sql_run_int(done, 0, &indexed, error) || !sql_run_int(last, 0, &all, error))
		return false;
	*ret_missing = all - indexed;
	*ret_percent = all == 0 ? 100 : (int)(indexed * 100 / all);
	return true;
}

bool
search_age(Spool *spool, bool *ret_stale, int64_t *ret_renewed_ms, GError **error)
{
	g_autoptr(SqlStatement) stale = sql_prepare(spool, "SELECT stale FROM search_state");
	g_autoptr(SqlStatement) renewed =
	    sql_prepare(spool, "SELECT renewed_ms FROM search_state");
	int64_t is = 0;

	if (!sql_run_int(stale, 0, &is, error) ||
	    !sql_run_int(renewed, 0, ret_renewed_ms, error))
		return false;
	*ret_stale = is == 1;
	return true;
}

/* FTS5 marks what is deleted and leaves it where it is, and 'secure-delete' is not there before SQLite 3.42: words go with
 * the whole index. Renaming takes no time, however large it is. */
bool
search_renew(Spool *spool, bool anew, int64_t now_ms, GError **error)
{
	static const char BEGIN[] =
	    "ALTER TABLE ticket_text RENAME TO search_old;"
	    "CREATE VIRTUAL TABLE ticket_text USING"
	    " fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2');"
	    "UPDATE search_state SET entry = 0, stale = 0;";
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE search_state SET renewed_ms = $1");

	sql_bind_int(update, 1, now_ms);
	return (!anew || sql_execute(spool, BEGIN, error)) && sql_run(update, error);
}

/* The tables behind it are emptied by the row, as dropping a large one at once takes long: but for the first rows of its
 * data, without which FTS5 cannot open it. ret_left: some are left. */
static bool
search_drop_rows(Spool *spool, const char *sql, bool *ret_left, GError **error)
{
	g_autoptr(SqlStatement) remove = sql_prepare(spool, sql);
	g_autoptr(GArray) rows = NULL;

	if (!sql_run_ids(remove, &rows, error))
		return false;
	*ret_left = rows->len > 0;
	return true;
}

bool
search_drop_old(Spool *spool, bool *ret_more, GError **error)
{
	static const char *const ROWS[] = {
	    "DELETE FROM search_old_data WHERE id IN"
	    " (SELECT id FROM search_old_data WHERE id > 10 LIMIT 100) RETURNING 1",
	    "DELETE FROM search_old_docsize WHERE id IN"
	    " (SELECT id FROM search_old_docsize LIMIT 5000) RETURNING 1",
	    "DELETE FROM search_old_idx WHERE (segid, term) IN"
	    " (SELECT segid, term FROM search_old_idx LIMIT 1000) RETURNING 1"};
	g_autoptr(SqlStatement) find =
	    sql_prepare(spool, "SELECT count(*) FROM sqlite_schema WHERE name = 'search_old'");
	int64_t there = 0;
	bool left = false;

	if (!sql_run_int(find, 0, &there, error))
		return false;
	*ret_more = there != 0;
	if (there == 0)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS) && !left; i++)
		if (!search_drop_rows(spool, ROWS[i], &left, error))
			return false;
	return left || sql_execute(spool, "DROP TABLE search_old", error);
}

/* Whether any of it is a letter or a digit, without which there is nothing to look for. */
static bool
search_is_word(const char *text)
{
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
		if (g_unichar_isalnum(g_utf8_get_char(p)))
			return true;
	return false;
}

/* As FTS5 takes it: a string in quotes, behind which a '*' may stand. Takes the text. */
static void
search_take_term(GPtrArray *terms, char *take_text, bool is_phrase)
{
	g_autofree char *text = take_text;
	bool begins = !is_phrase && g_str_has_suffix(text, "*");

	if (begins)
		text[strlen(text) - 1] = '\0';
	if (search_is_word(text))
		g_ptr_array_add(
		    terms, g_strdup_printf("\"%s\"%s", text, begins ? SEARCH_BEGINS : ""));
}

char **
search_terms(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GPtrArray) terms = g_ptr_array_new();
	const char *p = valid;

	while (*p != '\0' && terms->len < SEARCH_TERMS_MAX) {
		bool is_phrase = *p == '"';
		size_t length = strcspn(is_phrase ? ++p : p, is_phrase ? "\"" : "\" \t\r\n");

		search_take_term(terms, g_strndup(p, length), is_phrase);
		p += length;
		p += strspn(p, is_phrase ? "\" \t\r\n" : " \t\r\n");
	}
	g_ptr_array_add(terms, NULL);
	return (char **)g_ptr_array_steal(terms, NULL);
}

bool
search_find(
    Spool *spool, const char *term, int64_t low, int64_t high, GArray **ret_ids, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT rowid FROM ticket_text WHERE ticket_text MATCH $1 AND rowid >= $2"
	    " AND rowid < $3 ORDER BY rowid");
	g_autoptr(GArray) ids = g_array_new(false, false, sizeof(int64_t));
	int64_t last = -1;

	sql_bind_text(select, 1, term);
	sql_bind_int(select, 2, low << PIECE_BITS);
	sql_bind_int(select, 3, high << PIECE_BITS);
	while (sql_next(select)) {
		int64_t ticket = sql_int(select, 0) >> PIECE_BITS;

		if (ticket != last)
			g_array_append_val(ids, ticket);
		last = ticket;
	}
	if (!sql_done(select, error))
		return false;
	*ret_ids = g_steal_pointer(&ids);
	return true;
}

bool
search_has(Spool *spool, const char *term, int64_t ticket, bool *ret_has, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT 1 FROM ticket_text WHERE ticket_text MATCH $1 AND rowid >= $2"
	    " AND rowid < $3 LIMIT 1");
	int64_t has = 0;

	sql_bind_text(select, 1, term);
	sql_bind_int(select, 2, ticket << PIECE_BITS);
	sql_bind_int(select, 3, (ticket + 1) << PIECE_BITS);
	if (!sql_run_int(select, 0, &has, error))
		return false;
	*ret_has = has == 1;
	return true;
}
