/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From nothing to a selected folder: connect, TLS, login, SELECT. Whatever the other side does, no secret leaves before
 * TLS is up and verified (or the other side is this machine), and none comes back in a message.
 */
#include "gateway/net/imap_session.h"

#include <string.h>

#include "gateway/net/imap_internal.h"
#include "gateway/net/server_text.h"

static bool
ask_capabilities(ImapSession *session, GError **error)
{
	struct mailimap_capability_data *capabilities = NULL;
	int result = mailimap_capability(imap_internal_begin(session, 0), &capabilities);

	if (result == MAILIMAP_NO_ERROR)
		mailimap_capability_data_free(capabilities);
	return imap_internal_check(session, result, "CAPABILITY", error);
}

/* All of it before a single secret: a server, or somebody in between, that talks us out of TLS ends the session. */
static bool
start_tls(ImapSession *session, GError **error)
{
	if (!ask_capabilities(session, error))
		return false;
	if (!mailimap_has_extension(session->imap, "STARTTLS"))
		return imap_internal_fail(session, IMAP_SESSION_ERROR_ACCOUNT, error,
		    "it does not offer STARTTLS, and without TLS nothing is sent");
	if (mailimap_starttls(imap_internal_begin(session, 0)) != MAILIMAP_NO_ERROR &&
	    stream_tls_failure(session->stream) == NULL)
		return imap_internal_fail(session, IMAP_SESSION_ERROR_LOST, error,
		    "it refuses STARTTLS, or sent something right after it");
	return stream_tls_upgrade(session->stream, error);
}

/* Sends a line of our own and reads the answer: libetpan's custom command would put a blank at its end. */
static int
run_line(mailimap *imap, const char *line)
{
	struct mailimap_response *response = NULL;
	const struct mailimap_response_done *done;
	bool good;
	int result = mailimap_send_current_tag(imap);

	if (result != MAILIMAP_NO_ERROR)
		return result;
	if (mailstream_write(imap->imap_stream, line, strlen(line)) < 0 ||
	    mailstream_flush(imap->imap_stream) < 0 || mailimap_read_line(imap) == NULL)
		return MAILIMAP_ERROR_STREAM;
	result = mailimap_parse_response(imap, &response);
	if (result != MAILIMAP_NO_ERROR)
		return result;
	done = response->rsp_resp_done;
	good =
	    done->rsp_type == MAILIMAP_RESP_DONE_TYPE_TAGGED &&
	    done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type == MAILIMAP_RESP_COND_STATE_OK;
	mailimap_response_free(response);
	return good ? MAILIMAP_NO_ERROR : MAILIMAP_ERROR_LOGIN;
}

static int
authenticate_plain(ImapSession *session)
{
	const ImapAccount *account = session->account;
	size_t user = strlen(account->user);
	size_t password = strlen(account->password);
	size_t length = user + password + 2;
	g_autofree char *plain = g_malloc0(length + 1);
	g_autofree char *encoded = NULL;
	g_autofree char *line = NULL;
	int result;

	memcpy(plain + 1, account->user, user);
	memcpy(plain + user + 2, account->password, password);
	encoded = g_base64_encode((const guchar *)plain, length);
	line = g_strconcat("AUTHENTICATE PLAIN ", encoded, "\r\n", NULL);
	result = run_line(imap_internal_begin(session, 0), line);
	if (result == MAILIMAP_NO_ERROR)
		session->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	explicit_bzero(plain, length);
	explicit_bzero(encoded, strlen(encoded));
	explicit_bzero(line, strlen(line));
	return result;
}

static int
authenticate(ImapSession *session)
{
	const ImapAccount *account = session->account;
	mailimap *imap = session->imap;

	if (account->token != NULL)
		return mailimap_oauth2_authenticate(
		    imap_internal_begin(session, 0), account->user, account->token);
	if (mailimap_has_authentication(imap, "PLAIN") &&
	    mailimap_has_extension(imap, "SASL-IR"))
		return authenticate_plain(session);
	return mailimap_login(
	    imap_internal_begin(session, 0), account->user, account->password);
}

/* In words of our own: a server may say whatever it was sent in its answer, whole, in part or in another form. */
static bool
refuse_login(ImapSession *session, GError **error)
{
	const char *code = session->imap->imap_response_info == NULL
			       ? NULL
			       : session->imap->imap_response_info->rsp_atom;
	bool later = g_strcmp0(code, "UNAVAILABLE") == 0 || g_strcmp0(code, "INUSE") == 0;

	return imap_internal_fail(session,
	    later ? IMAP_SESSION_ERROR_LOST : IMAP_SESSION_ERROR_ACCOUNT, error,
	    "login as %s is refused%s", session->account->user,
	    later                             ? " for now"
	    : session->account->token == NULL ? ": look at the name and the secret"
					      : ": look who signed in, and whether IMAP is "
						"allowed for that mailbox");
}

static bool
log_in(ImapSession *session, GError **error)
{
	const ImapAccount *account = session->account;
	g_autoptr(GError) failure = NULL;

	if (!ask_capabilities(session, error))
		return false;
	if (account->token == NULL && mailimap_has_extension(session->imap, "LOGINDISABLED") &&
	    !mailimap_has_authentication(session->imap, "PLAIN"))
		return imap_internal_fail(session, IMAP_SESSION_ERROR_ACCOUNT, error,
		    "it takes no passwords on this connection");
	if (imap_internal_check(session, authenticate(session), "login", &failure))
		return ask_capabilities(session, error);
	if (imap_session_refused(failure))
		return refuse_login(session, error);
	g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}

static bool
select_folder(ImapSession *session, GError **error)
{
	g_autofree char *folder =
	    imap_internal_folder(session, session->account->folder, error);
	g_autofree char *what = g_strdup_printf("folder %s", session->account->folder);
	mailimap *imap;
	int result;

	if (folder == NULL)
		return false;
	imap = imap_internal_begin(session, 0);
	result = session->account->only_look ? mailimap_examine(imap, folder)
					     : mailimap_select(imap, folder);
	if (imap_internal_check(session, result, what, error))
		return true;
	if (error != NULL &&
	    (*error)->code == IMAP_SESSION_ERROR_REFUSED) /* not for now: for good */
		(*error)->code = IMAP_SESSION_ERROR_ACCOUNT;
	return false;
}

static bool
greet(ImapSession *session, GError **error)
{
	g_autofree char *text = NULL;
	int result;

	stream_tls_allow(session->stream, COMMAND_MS, CHATTER_MAX);
	result = mailimap_connect(session->imap, session->stream);
	if (result == MAILIMAP_NO_ERROR_AUTHENTICATED)
		return imap_internal_fail(session, IMAP_SESSION_ERROR_ACCOUNT, error,
		    "it takes us for somebody before we logged in (PREAUTH)");
	if (result == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return true;
	if (stream_tls_failure(session->stream) != NULL)
		return imap_internal_check(session, result, "greeting", error);
	text = server_text(session->imap->imap_response);
	return imap_internal_fail(
	    session, IMAP_SESSION_ERROR_LOST, error, "it does not let us in: %s", text);
}

ImapSession *
imap_session_open(const ImapAccount *account, GError **error)
{
	g_autoptr(ImapSession) session = g_new0(ImapSession, 1);

	session->account = account;
	session->imap = mailimap_new(0, NULL);
	g_assert(session->imap != NULL);
	session->stream = stream_tls_open(&account->server, error);
	if (session->stream == NULL || !greet(session, error))
		return NULL;
	if (account->server.mode == STREAM_TLS_STARTTLS && !start_tls(session, error))
		return NULL;
	if (!log_in(session, error) || !imap_internal_ask_namespace(session, error) ||
	    !select_folder(session, error))
		return NULL;
	return g_steal_pointer(&session);
}
