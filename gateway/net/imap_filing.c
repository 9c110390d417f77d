/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails leave the folder: moved, deleted, or marked. A server without MOVE copies and deletes, and may allow the one
 * and not the other; so that a folder is not filled with copies, what was copied is known until it is gone.
 */
#include "gateway/net/imap_session.h"

#include <string.h>

#include "gateway/net/imap_internal.h"

#define BYTES_PER_MAIL 5000 /* as many as come in the tenth of a second that a mail may take */

static mailimap *
begin(ImapSession *session, const GArray *uids)
{
	return imap_internal_begin(session, (size_t)uids->len * BYTES_PER_MAIL);
}

/* keyword: also set, or NULL. */
static bool
store(ImapSession *session, const GArray *uids, struct mailimap_flag *take_flag,
    const char *keyword, GError **error)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_set *set = imap_internal_set(uids);
	struct mailimap_store_att_flags *add;
	int result;

	mailimap_flag_list_add(flags, take_flag);
	if (keyword != NULL)
		mailimap_flag_list_add(flags, mailimap_flag_new_flag_keyword(strdup(keyword)));
	add = mailimap_store_att_flags_new_add_flags_silent(flags);
	result = mailimap_uid_store(begin(session, uids), set, add);
	mailimap_store_att_flags_free(add);
	mailimap_set_free(set);
	return imap_internal_check(session, result, "UID STORE", error);
}

bool
imap_session_flag(ImapSession *session, const GArray *uids, const char *keyword, GError **error)
{
	return store(
	    session, uids, mailimap_flag_new_flag_keyword(strdup(keyword)), NULL, error);
}

/* Never a bare EXPUNGE: it would take what others marked. */
static bool
delete_mails(ImapSession *session, const GArray *uids, const char *keyword, GError **error)
{
	struct mailimap_set *set;
	int result;

	if (!store(session, uids, mailimap_flag_new_deleted(), keyword, error))
		return false;
	set = imap_internal_set(uids);
	result = mailimap_uid_expunge(begin(session, uids), set);
	mailimap_set_free(set);
	return imap_internal_check(session, result, "UID EXPUNGE", error);
}

bool
imap_session_delete(ImapSession *session, const GArray *uids, GError **error)
{
	return delete_mails(session, uids, NULL, error);
}

/* Sets \Deleted on one mail and takes it back: the right to copy says nothing of the right to delete. */
static bool
try_to_delete(ImapSession *session, const GArray *uids, GError **error)
{
	g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(guint32));
	struct mailimap_flag_list *flags;
	struct mailimap_store_att_flags *take_back;
	struct mailimap_set *set;
	int result;

	if (session->may_delete)
		return true;
	g_array_append_vals(one, uids->data, 1);
	if (!store(session, one, mailimap_flag_new_deleted(), NULL, error))
		return false;
	flags = mailimap_flag_list_new_empty();
	mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
	take_back = mailimap_store_att_flags_new_remove_flags_silent(flags);
	set = imap_internal_set(one);
	result = mailimap_uid_store(imap_internal_begin(session, 0), set, take_back);
	mailimap_set_free(set);
	mailimap_store_att_flags_free(take_back);
	session->may_delete = imap_internal_check(session, result, "UID STORE", error);
	return session->may_delete;
}

/* MOVE or COPY; the folder is made when the server says that this would help. */
static bool
transfer(ImapSession *session, const GArray *uids, const char *folder, GError **error)
{
	bool moves = imap_internal_has_move(session);
	const char *what = moves ? "UID MOVE" : "UID COPY";
	struct mailimap_set *set = imap_internal_set(uids);
	int result = moves ? mailimap_uid_move(begin(session, uids), set, folder)
			   : mailimap_uid_copy(begin(session, uids), set, folder);
	const struct mailimap_response_info *info = session->imap->imap_response_info;

	if (result != MAILIMAP_NO_ERROR && info != NULL && info->rsp_trycreate != 0 &&
	    !imap_internal_check(session, result, what, NULL)) {
		result = mailimap_create(imap_internal_begin(session, 0), folder);
		what = result != MAILIMAP_NO_ERROR ? "CREATE" : what;
		if (result == MAILIMAP_NO_ERROR)
			result = moves ? mailimap_uid_move(begin(session, uids), set, folder)
				       : mailimap_uid_copy(begin(session, uids), set, folder);
	}
	mailimap_set_free(set);
	return imap_internal_check(session, result, what, error);
}

static GArray *
copied_uids(const ImapSession *session)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	GHashTableIter iter;
	void *uid;

	g_hash_table_iter_init(&iter, session->copied);
	while (g_hash_table_iter_next(&iter, &uid, NULL)) {
		guint32 number = GPOINTER_TO_UINT(uid);

		g_array_append_val(uids, number);
	}
	return uids;
}

/* What was copied, whatever was asked for now, goes first: nothing else is copied while it does not. */
static bool
finish_copied(ImapSession *session, const char *keyword, GError **error)
{
	g_autoptr(GArray) uids = copied_uids(session);

	if (uids->len > 0 && !delete_mails(session, uids, keyword, error))
		return false;
	g_hash_table_remove_all(session->copied);
	return true;
}

static bool
copy_and_delete(ImapSession *session, const GArray *uids, const char *folder,
    const char *keyword, GError **error)
{
	g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (session->copied == NULL)
		session->copied = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);

		if (!g_hash_table_contains(session->copied, GUINT_TO_POINTER(uid)))
			g_array_append_val(left, uid);
	}
	if (!finish_copied(session, keyword, error))
		return false;
	if (left->len == 0)
		return true;
	if (!try_to_delete(session, left, error) || !transfer(session, left, folder, error))
		return false;
	for (guint i = 0; i < left->len; i++)
		g_hash_table_add(
		    session->copied, GUINT_TO_POINTER(g_array_index(left, guint32, i)));
	return finish_copied(session, keyword, error);
}

bool
imap_session_move(ImapSession *session, const GArray *uids, const char *folder,
    const char *keyword, GError **error)
{
	g_autofree char *encoded = imap_internal_folder(session, folder, error);

	if (encoded == NULL)
		return false;
	if (imap_internal_has_move(session))
		return transfer(session, uids, encoded, error);
	return copy_and_delete(session, uids, encoded, keyword, error);
}
