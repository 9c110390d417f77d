/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libetpan's IMAP in words of our own. Only its command functions are used, over our stream; after an answer that it
 * could not read the session is lost, since the stream is out of step then. BODYSTRUCTURE and ENVELOPE are never asked
 * for: their parser recurses as deep as the server likes.
 */
#include "gateway/net/imap_session.h"

#include <string.h>

#include "gateway/net/imap_internal.h"
#include "gateway/net/server_text.h"

#define SLOWEST_BYTES_PER_MS 50 /* a mail may take longer the larger it is, down to 50 KB/s */
#define SEARCH_MAX (64 * 1024 * 1024) /* several million UIDs */
#define SEARCH_AGAIN 3                /* while new mail keeps being announced */
#define LINE_MAX_BYTES 1024           /* one FETCH answer without its literal */
#define SIZE_SLACK \
	(64 * 1024) /* announced sizes may be estimates: half as much again, and this */
#define LOGOUT_MS 2000
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

G_DEFINE_QUARK(casegate_imap_session_error, imap_session_error)

bool
imap_internal_fail(
    const ImapSession *session, ImapSessionError code, GError **error, const char *format, ...)
{
	const StreamTlsServer *server = &session->account->server;
	g_autofree char *text = NULL;
	va_list list;

	va_start(list, format);
	text = g_strdup_vprintf(format, list);
	va_end(list);
	g_set_error(
	    error, IMAP_SESSION_ERROR, code, "%s:%s: %s", server->host, server->port, text);
	return false;
}

bool
imap_internal_check(const ImapSession *session, int result, const char *what, GError **error)
{
	const char *failure = stream_tls_failure(session->stream);
	g_autofree char *text = NULL;

	switch (result) {
	case MAILIMAP_NO_ERROR:
	case MAILIMAP_NO_ERROR_AUTHENTICATED:
	case MAILIMAP_NO_ERROR_NON_AUTHENTICATED:
		return true;
	case MAILIMAP_ERROR_BAD_STATE:
	case MAILIMAP_ERROR_STREAM:
	case MAILIMAP_ERROR_PARSE:
	case MAILIMAP_ERROR_MEMORY:
	case MAILIMAP_ERROR_FATAL:
		return imap_internal_fail(session, IMAP_SESSION_ERROR_LOST, error, "%s: %s",
		    what, failure != NULL ? failure : "its answer could not be understood");
	default:
		text = server_text_without(session->imap->imap_response,
		    session->account->token != NULL ? session->account->token
						    : session->account->password);
		return imap_internal_fail(session, IMAP_SESSION_ERROR_REFUSED, error,
		    "%s is refused: %s", what, text);
	}
}

mailimap *
imap_internal_begin(ImapSession *session, size_t literal_bytes)
{
	int64_t wait_ms = COMMAND_MS + (int64_t)(literal_bytes / SLOWEST_BYTES_PER_MS);

	stream_tls_allow(session->stream, wait_ms, CHATTER_MAX + literal_bytes);
	return session->imap;
}

char *
imap_internal_folder(const char *folder)
{
	char *encoded = g_convert(folder, -1, "UTF-7-IMAP", "UTF-8", NULL, NULL, NULL);

	return encoded != NULL ? encoded : g_strdup(folder);
}

static struct mailimap_set *
make_set(const GArray *uids)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	guint first = 0;

	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (i + 1 < uids->len && g_array_index(uids, guint32, i + 1) == uid + 1)
			continue;
		mailimap_set_add_interval(set, g_array_index(uids, guint32, first), uid);
		first = i + 1;
	}
	return set;
}

void
imap_session_free(ImapSession *session)
{
	if (session == NULL)
		return;
	if (session->stream != NULL) {
		stream_tls_allow(session->stream, LOGOUT_MS, CHATTER_MAX);
		session->imap->imap_stream = session->stream;
	}
	mailimap_free(session->imap); /* which logs out and closes the stream */
	g_free(session);
}

uint32_t
imap_session_validity(const ImapSession *session)
{
	return session->imap->imap_selection_info->sel_uidvalidity;
}

char *
imap_session_describe(const ImapSession *session)
{
	bool move = mailimap_has_extension(session->imap, "MOVE");
	bool uidplus = mailimap_has_uidplus(session->imap);

	return g_strdup_printf("UIDVALIDITY %" G_GUINT32_FORMAT "%s%s%s",
	    imap_session_validity(session), move ? ", MOVE" : "", uidplus ? ", UIDPLUS" : "",
	    mailimap_has_idle(session->imap) ? ", IDLE" : "");
}

bool
imap_session_can_move(const ImapSession *session)
{
	return mailimap_has_extension(session->imap, "MOVE") ||
	       mailimap_has_uidplus(session->imap);
}

bool
imap_session_can_delete(const ImapSession *session)
{
	return mailimap_has_uidplus(session->imap);
}

bool
imap_session_can_idle(const ImapSession *session)
{
	return mailimap_has_idle(session->imap);
}

static bool
is_keyword(const struct mailimap_flag_perm *permanent, const char *keyword)
{
	const struct mailimap_flag *flag = permanent->fl_flag;

	if (permanent->fl_type == MAILIMAP_FLAG_PERM_ALL)
		return true;
	return flag != NULL && flag->fl_type == MAILIMAP_FLAG_KEYWORD &&
	       g_ascii_strcasecmp(flag->fl_data.fl_keyword, keyword) == 0;
}

bool
imap_session_keeps(const ImapSession *session, const char *keyword)
{
	clist *permanent = session->imap->imap_selection_info->sel_perm_flags;

	if (permanent == NULL) /* then all are (RFC 3501 7.1) */
		return true;
	for (clistiter *at = clist_begin(permanent); at != NULL; at = clist_next(at))
		if (is_keyword(clist_content(at), keyword))
			return true;
	return false;
}

/* SINCE compares the day that stands in the mail's date, its zone unseen (RFC 3501 6.4.4): a zone is at most 12 hours
 * behind, so that no mail since then has an earlier one than this. */
static struct mailimap_date *
day_before(int64_t since_ms)
{
	g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc((since_ms - DAY_MS) / 1000);

	return mailimap_date_new(g_date_time_get_day_of_month(day), g_date_time_get_month(day),
	    g_date_time_get_year(day));
}

static struct mailimap_search_key *
search_key(const char *const *keywords, int64_t since_ms)
{
	struct mailimap_search_key *all;

	if (keywords[0] == NULL && since_ms == 0)
		return mailimap_search_key_new_all();
	all = mailimap_search_key_new_multiple_empty();
	if (since_ms != 0)
		mailimap_search_key_multiple_add(
		    all, mailimap_search_key_new_since(day_before(since_ms)));
	for (; *keywords != NULL; keywords++)
		mailimap_search_key_multiple_add(
		    all, mailimap_search_key_new_unkeyword(strdup(*keywords)));
	return all;
}

static int
compare_uids(const void *left, const void *right)
{
	guint32 a = *(const guint32 *)left;
	guint32 b = *(const guint32 *)right;

	return (a > b) - (a < b);
}

/* One search. A mail that is announced while it runs is not among its results, and will not be announced again. */
static bool
search_once(ImapSession *session, struct mailimap_search_key *key, clist **ret_found,
    bool *ret_more, GError **error)
{
	mailimap *imap = imap_internal_begin(session, SEARCH_MAX);
	int result;

	imap->imap_selection_info->sel_has_exists = 0;
	result = mailimap_uid_search(imap, NULL, key, ret_found);
	*ret_more = imap->imap_selection_info->sel_has_exists != 0;
	return imap_internal_check(session, result, "UID SEARCH", error);
}

static GArray *
take_uids(clist *take_found)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (clistiter *at = clist_begin(take_found); at != NULL; at = clist_next(at))
		g_array_append_vals(uids, clist_content(at), 1);
	mailimap_search_result_free(take_found);
	g_array_sort(uids, compare_uids);
	return uids;
}

bool
imap_session_search_since(ImapSession *session, const char *const *keywords, int64_t since_ms,
    GArray **ret_uids, GError **error)
{
	struct mailimap_search_key *key = search_key(keywords, since_ms);
	clist *found = NULL;
	bool more = false;
	bool ok = search_once(session, key, &found, &more, error);

	for (int i = 0; ok && more && i < SEARCH_AGAIN; i++) {
		mailimap_search_result_free(found);
		ok = search_once(session, key, &found, &more, error);
	}
	mailimap_search_key_free(key);
	if (ok)
		*ret_uids = take_uids(found);
	return ok;
}

bool
imap_session_search(
    ImapSession *session, const char *const *keywords, GArray **ret_uids, GError **error)
{
	return imap_session_search_since(session, keywords, 0, ret_uids, error);
}

/* What one FETCH answer holds of the things that we ask for. */
typedef struct {
	uint32_t uid; /* 0: none */
	bool sized;
	uint32_t size;
	int64_t came_ms;                                  /* 0: none */
	const struct mailimap_msg_att_body_section *body; /* foreign; or NULL */
} Answer;

/* UTC; 0 for a date that no calendar has. libetpan gives the zone as it is written: -330 is three hours and a half. */
static int64_t
read_date(const struct mailimap_date_time *date)
{
	g_autoptr(GDateTime) local = g_date_time_new_utc(date->dt_year, date->dt_month,
	    date->dt_day, date->dt_hour, date->dt_min, MIN(date->dt_sec, 59));
	int64_t zone_s = (date->dt_zone / 100 * 60 + date->dt_zone % 100) * 60;

	return local == NULL ? 0 : (g_date_time_to_unix(local) - zone_s) * 1000;
}

static Answer
read_answer(const struct mailimap_msg_att *attributes)
{
	Answer answer = {0};

	for (clistiter *at = clist_begin(attributes->att_list); at != NULL;
	     at = clist_next(at)) {
		const struct mailimap_msg_att_item *item = clist_content(at);
		const struct mailimap_msg_att_static *value = item->att_data.att_static;

		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		if (value->att_type == MAILIMAP_MSG_ATT_UID)
			answer.uid = value->att_data.att_uid;
		else if (value->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
			answer.size = value->att_data.att_rfc822_size;
			answer.sized = true;
		} else if (value->att_type == MAILIMAP_MSG_ATT_INTERNALDATE) {
			answer.came_ms = read_date(value->att_data.att_internal_date);
		} else if (value->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
			answer.body = value->att_data.att_body_section;
	}
	return answer;
}

/* take_more: asked for beside take_what, or NULL. */
static int
run_fetch(ImapSession *session, const GArray *uids, struct mailimap_fetch_att *take_what,
    struct mailimap_fetch_att *take_more, size_t literal_bytes, clist **ret_answers)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
	struct mailimap_set *set = make_set(uids);
	int result;

	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(type, take_what);
	if (take_more != NULL)
		mailimap_fetch_type_new_fetch_att_list_add(type, take_more);
	result = mailimap_uid_fetch(
	    imap_internal_begin(session, literal_bytes + (size_t)uids->len * LINE_MAX_BYTES),
	    set, type, ret_answers);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	return result;
}

bool
imap_session_sizes(ImapSession *session, const GArray *uids, GArray **ret_mails, GError **error)
{
	clist *answers = NULL;
	GArray *mails;
	int result = run_fetch(session, uids, mailimap_fetch_att_new_rfc822_size(),
	    session->account->asks_dates ? mailimap_fetch_att_new_internaldate() : NULL, 0,
	    &answers);

	if (!imap_internal_check(session, result, "UID FETCH of sizes", error))
		return false;
	mails = g_array_new(FALSE, FALSE, sizeof(ImapMail));
	for (clistiter *at = clist_begin(answers); at != NULL; at = clist_next(at)) {
		Answer answer = read_answer(clist_content(at));
		ImapMail mail = {
		    .uid = answer.uid, .size = answer.size, .came_ms = answer.came_ms};

		if (answer.uid != 0 && answer.sized)
			g_array_append_val(mails, mail);
	}
	mailimap_fetch_list_free(answers);
	*ret_mails = mails;
	return true;
}

static bool
hand_over(const ImapFetch *fetch, const Answer *answer, GError **error)
{
	const struct mailimap_msg_att_body_section *body = answer->body;
	g_autoptr(GBytes) bytes = NULL;

	if (answer->uid == 0 || body == NULL)
		return true;
	if (body->sec_body_part != NULL)
		bytes = g_bytes_new_static(body->sec_body_part, body->sec_length);
	return fetch->func(answer->uid, bytes, fetch->data, error);
}

static GArray *
uids_of(const ImapFetch *fetch, size_t *ret_bytes)
{
	GArray *uids = g_array_sized_new(FALSE, FALSE, sizeof(guint32), fetch->mails->len);
	size_t bytes = 0;

	for (guint i = 0; i < fetch->mails->len; i++) {
		const ImapMail *mail = &g_array_index(fetch->mails, ImapMail, i);
		size_t size = fetch->header_max > 0 ? fetch->header_max : (size_t)mail->size;

		g_array_append_val(uids, mail->uid);
		bytes += size + size / 2 + SIZE_SLACK;
	}
	*ret_bytes = bytes;
	return uids;
}

static struct mailimap_fetch_att *
what_to_fetch(const ImapFetch *fetch)
{
	if (fetch->header_max == 0)
		return mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL));
	return mailimap_fetch_att_new_body_peek_section_partial(
	    mailimap_section_new_header(), 0, (uint32_t)fetch->header_max);
}

bool
imap_session_fetch(ImapSession *session, const ImapFetch *fetch, GError **error)
{
	size_t bytes = 0;
	g_autoptr(GArray) uids = uids_of(fetch, &bytes);
	clist *answers = NULL;
	bool ok = true;
	int result = run_fetch(session, uids, what_to_fetch(fetch), NULL, bytes, &answers);

	if (!imap_internal_check(session, result, "UID FETCH", error))
		return false;
	for (clistiter *at = clist_begin(answers); ok && at != NULL; at = clist_next(at)) {
		Answer answer = read_answer(clist_content(at));

		ok = hand_over(fetch, &answer, error);
	}
	mailimap_fetch_list_free(answers);
	return ok;
}

static int
store(ImapSession *session, struct mailimap_set *set, struct mailimap_flag *take_flag)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *add;
	int result;

	mailimap_flag_list_add(flags, take_flag);
	add = mailimap_store_att_flags_new_add_flags_silent(flags);
	result = mailimap_uid_store(imap_internal_begin(session, 0), set, add);
	mailimap_store_att_flags_free(add);
	return result;
}

/* Never a bare EXPUNGE: it would take what others marked. */
static bool
delete_set(ImapSession *session, struct mailimap_set *set, GError **error)
{
	int result = store(session, set, mailimap_flag_new_deleted());

	return imap_internal_check(session, result, "UID STORE", error) &&
	       imap_internal_check(session,
		   mailimap_uid_expunge(imap_internal_begin(session, 0), set), "UID EXPUNGE",
		   error);
}

static bool
move_set(ImapSession *session, struct mailimap_set *set, const char *folder, GError **error)
{
	if (mailimap_has_extension(session->imap, "MOVE"))
		return imap_internal_check(session,
		    mailimap_uid_move(imap_internal_begin(session, 0), set, folder), "UID MOVE",
		    error);
	return imap_internal_check(session,
		   mailimap_uid_copy(imap_internal_begin(session, 0), set, folder), "UID COPY",
		   error) &&
	       delete_set(session, set, error);
}

bool
imap_session_has_folder(
    ImapSession *session, const char *folder, bool *ret_there, GError **error)
{
	g_autofree char *encoded = imap_internal_folder(folder);
	clist *found = NULL;
	int result = mailimap_list(imap_internal_begin(session, 0), "", encoded, &found);

	if (!imap_internal_check(session, result, "LIST", error))
		return false;
	*ret_there = !clist_isempty(found);
	mailimap_list_result_free(found);
	return true;
}

bool
imap_session_move(ImapSession *session, const GArray *uids, const char *folder, GError **error)
{
	g_autofree char *encoded = imap_internal_folder(folder);
	g_autoptr(GError) failure = NULL;
	struct mailimap_set *set = make_set(uids);
	bool ok = move_set(session, set, encoded, &failure);

	if (g_error_matches(failure, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_REFUSED)) {
		g_clear_error(&failure);
		mailimap_create(imap_internal_begin(session, 0), encoded);
		ok = move_set(session, set, encoded, &failure);
	}
	mailimap_set_free(set);
	if (!ok)
		g_propagate_error(error, g_steal_pointer(&failure));
	return ok;
}

bool
imap_session_delete(ImapSession *session, const GArray *uids, GError **error)
{
	struct mailimap_set *set = make_set(uids);
	bool ok = delete_set(session, set, error);

	mailimap_set_free(set);
	return ok;
}

bool
imap_session_flag(ImapSession *session, const GArray *uids, const char *keyword, GError **error)
{
	struct mailimap_set *set = make_set(uids);
	int result = store(session, set, mailimap_flag_new_flag_keyword(strdup(keyword)));

	mailimap_set_free(set);
	return imap_internal_check(session, result, "UID STORE", error);
}

bool
imap_session_noop(ImapSession *session, GError **error)
{
	return imap_internal_check(
	    session, mailimap_noop(imap_internal_begin(session, 0)), "NOOP", error);
}

/* libetpan takes a NO to IDLE for nonsense; when the session answers as before, it was one. */
bool
imap_session_idle(ImapSession *session, bool *ret_idling, GError **error)
{
	int result = mailimap_idle(imap_internal_begin(session, 0));
	bool refused = result == MAILIMAP_ERROR_PARSE && imap_session_noop(session, NULL);

	if (!refused && !imap_internal_check(session, result, "IDLE", error))
		return false;
	*ret_idling = !refused;
	return true;
}

bool
imap_session_idle_done(ImapSession *session, GError **error)
{
	return imap_internal_check(
	    session, mailimap_idle_done(imap_internal_begin(session, 0)), "DONE", error);
}

bool
imap_session_pending(const ImapSession *session)
{
	return stream_tls_pending(session->stream);
}

int
imap_session_fd(const ImapSession *session)
{
	return stream_tls_fd(session->stream);
}
