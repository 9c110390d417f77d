/* SPDX-License-Identifier: Apache-2.0 */
/* Who is forgotten, what is found of them, and how it ends. What is found is forgotten by spool/forget.h and
 * spool/ticket_forget.h. */
#include "spool/erasure.h"

#include <string.h>

#include "spool/factor.h"
#include "spool/forget.h"
#include "spool/letter.h"
#include "spool/spam_sender.h"
#include "spool/sqlite.h"
#include "spool/ticket_hold.h"

#define NOT_HELD(ticket) " AND " TICKET_NOT_HELD(ticket)

void
erasure_free(Erasure *erasure)
{
	if (erasure == NULL)
		return;
	g_ptr_array_unref(erasure->addresses);
	g_ptr_array_unref(erasure->names);
	g_free(erasure);
}

static bool
note_words(Spool *spool, int64_t erasure, int64_t contact, GError **error)
{
	static const char *const INSERTS[] = {
	    "INSERT OR IGNORE INTO erasure_word SELECT $1, address_key, 1 FROM contact WHERE "
	    "id = $2",
	    "INSERT OR IGNORE INTO erasure_word SELECT $1, address_key, 1 FROM contact_alias"
	    " WHERE contact = $2",
	    "INSERT OR IGNORE INTO erasure_word SELECT $1, name, 0 FROM contact WHERE id = $2"
	    " AND length(name) > 2",
	    /* what they were called before */
	    "INSERT OR IGNORE INTO erasure_word SELECT $1, lower(old_value),"
	    " instr(old_value, '@') > 0 FROM contact_change WHERE contact = $2"
	    " AND length(old_value) > 2",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(INSERTS); i++) {
		g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERTS[i]);

		sql_bind_int(insert, 1, erasure);
		sql_bind_int(insert, 2, contact);
		if (!sql_run(insert, error))
			return false;
	}
	return true;
}

static bool
find_open(Spool *spool, int64_t contact, int64_t *ret_id, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT id FROM erasure WHERE done_ms = 0 AND contact = $1 ORDER BY id LIMIT 1");

	sql_bind_int(select, 1, contact);
	return sql_run_int(select, 0, ret_id, error);
}

bool
erasure_is_open_for(Spool *spool, int64_t contact, bool *ret_open, GError **error)
{
	int64_t id = 0;

	if (!find_open(spool, contact, &id, error))
		return false;
	*ret_open = id != 0;
	return true;
}

bool
erasure_begin(Spool *spool, int64_t contact, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO erasure (contact, begun_ms) VALUES ($1, $2)");
	int64_t id = 0;

	if (!find_open(spool, contact, &id, error))
		return false;
	if (id != 0)
		return true;
	sql_bind_int(insert, 1, contact);
	sql_bind_int(insert, 2, now_ms);
	return sql_run_insert(insert, &id, error) && note_words(spool, id, contact, error);
}

static bool
read_words(Spool *spool, Erasure *erasure, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT word, is_address FROM erasure_word WHERE erasure = $1 ORDER BY word");

	sql_bind_int(select, 1, erasure->id);
	while (sql_next(select))
		g_ptr_array_add(sql_int(select, 1) == 1 ? erasure->addresses : erasure->names,
		    sql_text(select, 0));
	return sql_done(select, error);
}

bool
erasure_next(Spool *spool, Erasure **ret_erasure, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT id, contact, begun_ms FROM erasure WHERE done_ms = 0 ORDER BY id LIMIT 1");
	g_autoptr(Erasure) erasure = NULL;

	if (sql_next(select)) {
		erasure = g_new0(Erasure, 1);
		erasure->id = sql_int(select, 0);
		erasure->contact = sql_int(select, 1);
		erasure->begun_ms = sql_int(select, 2);
		erasure->addresses = g_ptr_array_new_with_free_func(g_free);
		erasure->names = g_ptr_array_new_with_free_func(g_free);
	}
	if (!sql_done(select, error) || (erasure != NULL && !read_words(spool, erasure, error)))
		return false;
	*ret_erasure = g_steal_pointer(&erasure);
	return true;
}

bool
erasure_is_open(Spool *spool, bool *ret_open, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id FROM erasure WHERE done_ms = 0 ORDER BY id LIMIT 1");
	int64_t id = 0;

	if (!sql_run_int(select, 0, &id, error))
		return false;
	*ret_open = id != 0;
	return true;
}

bool
erasure_drop_words(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM erasure_word WHERE erasure = $1");

	sql_bind_int(delete, 1, id);
	return sql_run(delete, error);
}

bool
erasure_end(Spool *spool, int64_t id, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE erasure SET done_ms = $1 WHERE id = $2");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, id);
	return sql_run(update, error);
}

static bool
first_ticket(
    Spool *spool, const char *sql, int64_t contact, int64_t *ret_ticket, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);

	sql_bind_int(select, 1, contact);
	return sql_run_int(select, 0, ret_ticket, error);
}

bool
erasure_own_ticket(Spool *spool, int64_t contact, int64_t *ret_ticket, GError **error)
{
	return first_ticket(spool,
	    "SELECT id FROM ticket t WHERE reporter = $1" NOT_HELD("t.id") " LIMIT 1", contact,
	    ret_ticket, error);
}

bool
erasure_shared_ticket(Spool *spool, int64_t contact, int64_t *ret_ticket, GError **error)
{
	return first_ticket(spool,
	    "SELECT ticket FROM (SELECT ticket FROM ticket_person WHERE contact = $1"
	    " UNION ALL SELECT ticket FROM ticket_requester WHERE contact = $1) s"
	    " WHERE 1 = 1" NOT_HELD("s.ticket") " LIMIT 1",
	    contact, ret_ticket, error);
}

static bool
run_items(SqlStatement *select, GArray **ret_items, GError **error)
{
	g_autoptr(GArray) items = g_array_new(false, false, sizeof(ErasureItem));

	while (sql_next(select)) {
		ErasureItem item = {sql_int(select, 0), sql_int(select, 1)};

		g_array_append_val(items, item);
	}
	if (!sql_done(select, error))
		return false;
	*ret_items = g_steal_pointer(&items);
	return true;
}

bool
erasure_mails(Spool *spool, const char *address, int limit, GArray **ret_mails, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT id, ticket FROM mail m WHERE from_address = $1 COLLATE NOCASE"
	    " AND state <> 'waiting'" NOT_HELD("m.ticket") " LIMIT $2");

	sql_bind_text(select, 1, address);
	sql_bind_int(select, 2, limit);
	return run_items(select, ret_mails, error);
}

bool
erasure_letters(Spool *spool, int64_t contact, int limit, GArray **ret_letters, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id, ticket FROM letter l WHERE contact = $1" NOT_HELD(
				   "l.ticket") " LIMIT $2");

	sql_bind_int(select, 1, contact);
	sql_bind_int(select, 2, limit);
	return run_items(select, ret_letters, error);
}

bool
erasure_loose_letters(Spool *spool, int limit, GArray **ret_ids, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT id FROM letter INDEXED BY letter_loose WHERE ticket IS NULL"
	    " AND contact IS NULL AND gone_ms = 0 AND id > 0"
	    " AND state <> 'prepared' LIMIT $1");

	sql_bind_int(select, 1, limit);
	return sql_run_ids(select, ret_ids, error);
}

bool
erasure_mail_waits(Spool *spool, const char *address, bool *ret_waits, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT 1 FROM mail WHERE from_address = $1 COLLATE NOCASE AND state = 'waiting'"
	    " LIMIT 1");
	int64_t waits = 0;

	sql_bind_text(select, 1, address);
	if (!sql_run_int(select, 0, &waits, error))
		return false;
	*ret_waits = waits == 1;
	return true;
}

static bool
is_referred_to(Spool *spool, int64_t contact, bool *ret_is, GError **error)
{
	static const char SELECT[] =
	    "SELECT EXISTS (SELECT 1 FROM ticket WHERE reporter = $1)"
	    " OR EXISTS (SELECT 1 FROM ticket_person WHERE contact = $1)"
	    " OR EXISTS (SELECT 1 FROM ticket_requester WHERE contact = $1)"
	    " OR EXISTS (SELECT 1 FROM letter WHERE contact = $1)";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);
	int64_t is = 0;

	sql_bind_int(select, 1, contact);
	if (!sql_run_int(select, 0, &is, error))
		return false;
	*ret_is = is == 1;
	return true;
}

/* What is counted of letters goes by who is behind an address, also one that they had before. */
static bool
forget_correspondent(Spool *spool, const char *address, GError **error)
{
	static const char *const STEPS[] = {"DELETE FROM letter_pause WHERE correspondent = $1",
	    "DELETE FROM held_letter WHERE correspondent = $1"};
	g_autofree char *correspondent = NULL;

	if (!letter_correspondent(spool, 0, address, &correspondent, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(STEPS); i++) {
		g_autoptr(SqlStatement) step = sql_prepare(spool, STEPS[i]);

		sql_bind_text(step, 1, correspondent);
		if (!sql_run(step, error))
			return false;
	}
	return true;
}

static bool
forget_correspondents(Spool *spool, const Erasure *erasure, GError **error)
{
	bool was_spammer = false;

	for (guint i = 0; i < erasure->addresses->len; i++)
		if (!forget_correspondent(spool, erasure->addresses->pdata[i], error) ||
		    !spam_sender_remove(
			spool, erasure->addresses->pdata[i], &was_spammer, error))
			return false;
	return true;
}

bool
erasure_contact(Spool *spool, const Erasure *erasure, bool *ret_stays, GError **error)
{
	static const char *const STEPS[] = {
	    "UPDATE contact SET manager = NULL WHERE manager = $1",
	    "DELETE FROM contact_approves_contact WHERE contact = $1",
	    "DELETE FROM contact_approves_contact WHERE approver = $1",
	    "DELETE FROM contact_approves_account WHERE approver = $1",
	    "DELETE FROM contact_alias WHERE contact = $1",
	    "DELETE FROM desk_person WHERE contact = $1",
	    "DELETE FROM step_up WHERE contact = $1",
	    "DELETE FROM session WHERE contact = $1",
	    "DELETE FROM contact WHERE id = $1",
	    NULL,
	};

	if (!is_referred_to(spool, erasure->contact, ret_stays, error) ||
	    (!*ret_stays && !forget_correspondents(spool, erasure, error)))
		return false;
	if (!*ret_stays && !factor_remove(spool, erasure->contact, error))
		return false;
	return *ret_stays || sql_run_each(spool, STEPS, erasure->contact, error);
}

static bool
is_word_before(const char *text, const char *at, bool is_address)
{
	gunichar before = 0;

	if (at == text)
		return false;
	before = g_utf8_get_char(g_utf8_find_prev_char(text, at));
	return g_unichar_isalnum(before) ||
	       (is_address && before < 0x80 && strchr("._+-", (int)before) != NULL);
}

static bool
is_word_behind(const char *end, bool is_address)
{
	const char *p = end;

	if (is_address && (*p == '.' || *p == '-'))
		p++;
	return *p != '\0' && g_unichar_isalnum(g_utf8_get_char(p));
}

/* How long the word is that stands here, 0: it does not. Case does not count. */
static size_t
word_at(const char *text, const char *at, const char *word, bool is_address)
{
	const char *p = at;

	if (is_word_before(text, at, is_address))
		return 0;
	for (; *word != '\0'; word = g_utf8_next_char(word), p = g_utf8_next_char(p))
		if (*p == '\0' || g_unichar_tolower(g_utf8_get_char(p)) !=
				      g_unichar_tolower(g_utf8_get_char(word)))
			return 0;
	return is_word_behind(p, is_address) ? 0 : (size_t)(p - at);
}

static size_t
any_word_at(const char *text, const char *at, const GPtrArray *words, bool is_address)
{
	size_t longest = 0;

	for (guint i = 0; i < words->len; i++) {
		size_t length = word_at(text, at, words->pdata[i], is_address);

		longest = MAX(longest, length);
	}
	return longest;
}

char *
erasure_redact(const char *text, const void *data)
{
	const Erasure *erasure = data;
	g_autoptr(GString) out = g_string_new(NULL);
	bool any = false;

	for (const char *p = text; *p != '\0';) {
		size_t length = any_word_at(text, p, erasure->addresses, true);
		const char *next = g_utf8_next_char(p);

		if (length == 0)
			length = any_word_at(text, p, erasure->names, false);
		if (length > 0) {
			any = true;
			next = p + length;
			g_string_append(out, FORGOTTEN);
		} else {
			g_string_append_len(out, p, next - p);
		}
		p = next;
	}
	return any ? g_string_free(g_steal_pointer(&out), false) : NULL;
}
