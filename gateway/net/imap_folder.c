/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a folder is called on this server. A person writes Processed, or Archive/2026; the server may want
 * INBOX.Processed: all folders of an account then lie below a prefix (RFC 2342), with a separator of its own.
 */
#include "gateway/net/imap_session.h"

#include <string.h>

#include "gateway/net/imap_internal.h"

#define INBOX "INBOX"

/* Adds the prefixes of one kind of namespace; the first one of all says what separates folders. */
static void
take_prefixes(ImapSession *session, const struct mailimap_namespace_item *item)
{
	if (item == NULL)
		return;
	for (clistiter *at = clist_begin(item->ns_data_list); at != NULL; at = clist_next(at)) {
		const struct mailimap_namespace_info *info = clist_content(at);
		char *prefix =
		    g_convert(info->ns_prefix, -1, "UTF-8", "UTF-7-IMAP", NULL, NULL, NULL);

		if (session->prefixes->len == 0)
			session->delimiter = info->ns_delimiter;
		g_ptr_array_add(
		    session->prefixes, prefix != NULL ? prefix : g_strdup(info->ns_prefix));
	}
}

bool
imap_internal_ask_namespace(ImapSession *session, GError **error)
{
	struct mailimap_namespace_data *found = NULL;
	int result;

	if (!mailimap_has_namespace(session->imap))
		return true;
	result = mailimap_namespace(imap_internal_begin(session, 0), &found);
	if (result != MAILIMAP_NO_ERROR) {
		g_autoptr(GError) failure = NULL;

		if (imap_internal_check(session, result, "NAMESPACE", &failure) ||
		    imap_session_refused(failure))
			return true;
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	session->prefixes = g_ptr_array_new_with_free_func(g_free);
	take_prefixes(session, found->ns_personal);
	if (session->prefixes->len == 0) /* none of our own: no prefix is put before a name */
		g_ptr_array_add(session->prefixes, g_strdup(""));
	take_prefixes(session, found->ns_other);
	take_prefixes(session, found->ns_shared);
	mailimap_namespace_data_free(found);
	return true;
}

/* Where there is no NAMESPACE: the separator alone. */
static bool
ask_delimiter(ImapSession *session, GError **error)
{
	clist *found = NULL;
	int result = mailimap_list(imap_internal_begin(session, 0), "", "", &found);

	if (!imap_internal_check(session, result, "LIST", error))
		return false;
	if (!clist_isempty(found))
		session->delimiter =
		    ((struct mailimap_mailbox_list *)clist_content(clist_begin(found)))
			->mb_delimiter;
	mailimap_list_result_free(found);
	return true;
}

/* Whether the name begins with the prefix, in which INBOX may be written in any case. */
static bool
has_prefix(const char *name, const char *prefix)
{
	size_t inbox = strlen(INBOX);

	if (g_ascii_strncasecmp(prefix, INBOX, inbox) != 0)
		return g_str_has_prefix(name, prefix);
	return g_ascii_strncasecmp(name, INBOX, inbox) == 0 &&
	       g_str_has_prefix(name + inbox, prefix + inbox);
}

static bool
is_placed(const ImapSession *session, const char *name)
{
	if (session->prefixes == NULL || g_ascii_strcasecmp(name, INBOX) == 0)
		return true;
	for (guint i = 0; i < session->prefixes->len; i++) {
		const char *prefix = session->prefixes->pdata[i];

		if (*prefix != '\0' && has_prefix(name, prefix))
			return true;
	}
	return false;
}

char *
imap_session_folder(ImapSession *session, const char *folder)
{
	g_autofree char *name = g_strdup(folder);

	if (session->delimiter != '\0' && session->delimiter != '/')
		g_strdelimit(name, "/", session->delimiter);
	if (is_placed(session, name))
		return g_steal_pointer(&name);
	return g_strconcat(session->prefixes->pdata[0], name, NULL);
}

char *
imap_internal_folder(ImapSession *session, const char *folder, GError **error)
{
	g_autoptr(GError) failure = NULL;
	g_autofree char *name = NULL;
	char *encoded;

	if (strchr(folder, '/') != NULL && session->delimiter == '\0' &&
	    !ask_delimiter(session, &failure) && !imap_session_refused(failure)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return NULL;
	}
	name = imap_session_folder(session, folder);
	encoded = g_convert(name, -1, "UTF-7-IMAP", "UTF-8", NULL, NULL, NULL);
	return encoded != NULL ? encoded : g_steal_pointer(&name);
}

bool
imap_session_has_folder(
    ImapSession *session, const char *folder, bool *ret_there, GError **error)
{
	g_autofree char *encoded = imap_internal_folder(session, folder, error);
	clist *found = NULL;
	int result;

	if (encoded == NULL)
		return false;
	result = mailimap_list(imap_internal_begin(session, 0), "", encoded, &found);
	if (!imap_internal_check(session, result, "LIST", error))
		return false;
	*ret_there = !clist_isempty(found);
	mailimap_list_result_free(found);
	return true;
}
