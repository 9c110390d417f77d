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
#define LOGOUT_MS 2000

G_DEFINE_QUARK(casegate_imap_session_error, imap_session_error)

/* It refuses everything for a while, rather than this (RFC 5530; THROTTLED is Gmail's, the words are Exchange's). */
static bool
is_busy(const mailimap *imap)
{
	static const char *const CODES[] = {
	    "UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "THROTTLED", NULL};
	const char *code =
	    imap->imap_response_info == NULL ? NULL : imap->imap_response_info->rsp_atom;
	const char *said = imap->imap_response;
	g_autofree char *lower = said == NULL ? NULL : g_ascii_strdown(said, -1);

	return (code != NULL && g_strv_contains(CODES, code)) ||
	       (lower != NULL && strstr(lower, "throttled") != NULL);
}

bool
imap_session_refused(const GError *error)
{
	return g_error_matches(error, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_REFUSED) ||
	       g_error_matches(error, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_LATER);
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
		return imap_internal_fail(session,
		    is_busy(session->imap) ? IMAP_SESSION_ERROR_LATER
					   : IMAP_SESSION_ERROR_REFUSED,
		    error, "%s is refused: %s", what, text);
	}
}

mailimap *
imap_internal_begin(ImapSession *session, size_t literal_bytes)
{
	int64_t wait_ms = COMMAND_MS + (int64_t)(literal_bytes / SLOWEST_BYTES_PER_MS);

	stream_tls_allow(session->stream, wait_ms, CHATTER_MAX + literal_bytes);
	return session->imap;
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
	if (session->prefixes != NULL)
		g_ptr_array_unref(session->prefixes);
	if (session->copied != NULL)
		g_hash_table_unref(session->copied);
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
	bool move = imap_internal_has_move(session);
	bool uidplus = mailimap_has_uidplus(session->imap);

	return g_strdup_printf("UIDVALIDITY %" G_GUINT32_FORMAT "%s%s%s",
	    imap_session_validity(session), move ? ", MOVE" : "", uidplus ? ", UIDPLUS" : "",
	    mailimap_has_idle(session->imap) ? ", IDLE" : "");
}

bool
imap_internal_has_move(const ImapSession *session)
{
	return mailimap_has_extension(session->imap, "MOVE");
}

bool
imap_session_can_move(const ImapSession *session)
{
	return imap_internal_has_move(session) || mailimap_has_uidplus(session->imap);
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

bool
imap_session_is_read_only(const ImapSession *session)
{
	return session->imap->imap_selection_info->sel_perm == MAILIMAP_MAILBOX_READONLY;
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
imap_session_has_news(const ImapSession *session)
{
	return session->imap->imap_selection_info->sel_has_exists != 0;
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
