/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which mails a folder holds, their sizes and their bytes. What came before an answer broke off is not lost: mails are
 * handed over as they are read, not when the command is done.
 */
#include "gateway/net/imap_session.h"

#include <string.h>

#include "gateway/net/imap_internal.h"

#define SEARCH_MAX (64 * 1024 * 1024) /* several million UIDs */
#define SEARCH_AGAIN 3                /* while new mail keeps being announced */
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define LINE_MAX_BYTES 1024 /* one FETCH answer without its literal */
#define SIZE_SLACK \
	(64 * 1024) /* announced sizes may be estimates: half as much again, and this */

struct mailimap_set *
imap_internal_set(const GArray *uids)
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

/* One of the keywords or the other. */
static struct mailimap_search_key *
keyword_key(const char *const *keywords)
{
	struct mailimap_search_key *key = mailimap_search_key_new_keyword(strdup(*keywords));

	return keywords[1] == NULL ? key
				   : mailimap_search_key_new_or(key, keyword_key(keywords + 1));
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

static bool
search(ImapSession *session, struct mailimap_search_key *take_key, GArray **ret_uids,
    GError **error)
{
	struct mailimap_search_key *key = take_key;
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
imap_session_search(ImapSession *session, const char *const *keywords, int64_t since_ms,
    GArray **ret_uids, GError **error)
{
	return search(session, search_key(keywords, since_ms), ret_uids, error);
}

bool
imap_session_search_marked(
    ImapSession *session, const char *const *keywords, GArray **ret_uids, GError **error)
{
	return search(session, keyword_key(keywords), ret_uids, error);
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

/* One answer as it comes. */
typedef void (*AnswerFunc)(const Answer *answer, void *data);
typedef struct {
	AnswerFunc func;
	void *data;
} AnswerHandler;

static void
on_answer(struct mailimap_msg_att *attributes, void *data)
{
	const AnswerHandler *handler = data;
	Answer answer = read_answer(attributes);

	if (answer.uid != 0)
		handler->func(&answer, handler->data);
}

/* libetpan calls the handler of answers only where somebody wants to know how far it is. */
static void
on_progress(size_t current, size_t maximum, void *data)
{
	(void)current;
	(void)maximum;
	(void)data;
}

/* It and the UID. */
static struct mailimap_fetch_type *
ask_for(struct mailimap_fetch_att *take_what)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();

	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(type, take_what);
	return type;
}

static int
run_fetch(ImapSession *session, const GArray *uids, struct mailimap_fetch_type *take_type,
    size_t literal_bytes, AnswerHandler *handler)
{
	struct mailimap_set *set = imap_internal_set(uids);
	mailimap *imap =
	    imap_internal_begin(session, literal_bytes + (size_t)uids->len * LINE_MAX_BYTES);
	clist *answers = NULL;
	int result;

	mailimap_set_msg_att_handler(imap, on_answer, handler);
	mailimap_set_progress_callback(imap, NULL, on_progress, NULL);
	result = mailimap_uid_fetch(imap, set, take_type, &answers);
	mailimap_set_progress_callback(imap, NULL, NULL, NULL);
	mailimap_set_msg_att_handler(imap, NULL, NULL);
	if (result == MAILIMAP_NO_ERROR)
		mailimap_fetch_list_free(answers);
	mailimap_fetch_type_free(take_type);
	mailimap_set_free(set);
	return result;
}

static void
add_size(const Answer *answer, void *data)
{
	const ImapMail mail = {
	    .uid = answer->uid, .size = answer->size, .came_ms = answer->came_ms};

	if (answer->sized)
		g_array_append_val((GArray *)data, mail);
}

bool
imap_session_sizes(ImapSession *session, const GArray *uids, GArray **ret_mails, GError **error)
{
	AnswerHandler handler = {add_size, g_array_new(FALSE, FALSE, sizeof(ImapMail))};
	struct mailimap_fetch_type *type = ask_for(mailimap_fetch_att_new_rfc822_size());
	int result;

	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_internaldate());
	result = run_fetch(session, uids, type, 0, &handler);
	*ret_mails = handler.data;
	return imap_internal_check(session, result, "UID FETCH of sizes", error);
}

/* Mails on their way to who asked for them. */
typedef struct {
	const ImapFetch *fetch;
	GError *error; /* own; why the last could not be handed over, or NULL */
} Delivery;

static void
hand_over(const Answer *answer, void *data)
{
	Delivery *delivery = data;
	const ImapFetch *fetch = delivery->fetch;
	const struct mailimap_msg_att_body_section *body = answer->body;
	g_autoptr(GBytes) bytes = NULL;

	if (body == NULL || delivery->error != NULL)
		return;
	if (body->sec_body_part != NULL)
		bytes = g_bytes_new_static(body->sec_body_part, body->sec_length);
	fetch->func(answer->uid, bytes, fetch->data, &delivery->error);
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
	Delivery delivery = {.fetch = fetch};
	AnswerHandler handler = {hand_over, &delivery};
	size_t bytes = 0;
	g_autoptr(GArray) uids = uids_of(fetch, &bytes);
	int result = run_fetch(session, uids, ask_for(what_to_fetch(fetch)), bytes, &handler);

	if (delivery.error != NULL) {
		g_propagate_error(error, delivery.error);
		return false;
	}
	return imap_internal_check(session, result, "UID FETCH", error);
}
