/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forget-imap: deletes copies of mails from the folders of an IMAP mailbox, and ends. Its settings are those of fetch-imap;
 * FRAME_FORGET says which mails. Each folder is gone through once: sizes of all mails, bytes of those that have a size
 * that is wanted, and what has the hash is deleted, by UID STORE and UID EXPUNGE, and nothing else is. It answers HEARD when
 * none is left.
 */
#include <string.h>

#include "gateway/net/imap_session.h"
#include "gateway/workers/forget_wanted.h"
#include "gateway/workers/sandbox.h"
#include "gateway/workers/worker.h"

#define SIZES_AT_ONCE 2000
#define BYTES_AT_ONCE (8 * 1024 * 1024)

typedef struct {
	Channel *channel; /* foreign */
	ForgetWanted wanted;
	ImapSession *session; /* foreign; of the folder that is gone through */
	GArray *mails;        /* own; ImapMail: of a size that is wanted */
	GArray *found;        /* own; UIDs */
	unsigned deleted;
} Search;

static void
search_clear(Search *search)
{
	forget_wanted_clear(&search->wanted);
	g_array_unref(search->mails);
	g_array_unref(search->found);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static bool
add_candidates(Search *search, const GArray *uids, GError **error)
{
	g_autoptr(GArray) part = g_array_new(false, false, sizeof(guint32));

	for (guint i = 0; i < uids->len; i += SIZES_AT_ONCE) {
		g_autoptr(GArray) mails = NULL;
		bool good = false;

		g_array_set_size(part, 0);
		g_array_append_vals(
		    part, &g_array_index(uids, guint32, i), MIN(uids->len - i, SIZES_AT_ONCE));
		good = imap_session_sizes(search->session, part, &mails, error);
		for (guint m = 0; m < mails->len; m++) {
			const ImapMail *mail = &g_array_index(mails, ImapMail, m);

			if (forget_wanted_has_size(&search->wanted, mail->size))
				g_array_append_vals(search->mails, mail, 1);
		}
		if (!good)
			return false;
	}
	return true;
}

static bool
look_at(uint32_t uid, GBytes *bytes, void *data, GError **error)
{
	Search *search = data;
	int64_t size = 0;

	(void)error;
	channel_beat(search->channel);
	for (guint i = 0; i < search->mails->len && size == 0; i++)
		if (g_array_index(search->mails, ImapMail, i).uid == uid)
			size = g_array_index(search->mails, ImapMail, i).size;
	if (bytes != NULL && forget_wanted_is(&search->wanted, bytes, size))
		g_array_append_val(search->found, uid);
	return true;
}

/* The bytes of the candidates, some megabytes at a time; of each that is found the UID. */
static bool
compare(Search *search, GError **error)
{
	for (guint i = 0; i < search->mails->len;) {
		g_autoptr(GArray) part = g_array_new(false, false, sizeof(ImapMail));
		const ImapFetch fetch = {.mails = part, .func = look_at, .data = search};
		int64_t bytes = 0;

		for (; i < search->mails->len && bytes < BYTES_AT_ONCE; i++) {
			g_array_append_val(part, g_array_index(search->mails, ImapMail, i));
			bytes += g_array_index(search->mails, ImapMail, i).size;
		}
		if (!imap_session_fetch(search->session, &fetch, error))
			return false;
	}
	return true;
}

static bool
delete_found(Search *search, const char *folder, GError **error)
{
	if (search->found->len == 0)
		return true;
	if (!imap_session_can_delete(search->session)) {
		g_set_error(error, IMAP_SESSION_ERROR, IMAP_SESSION_ERROR_ACCOUNT,
		    "folder %s: the server has no UIDPLUS, and %u mails of a person who is to "
		    "be "
		    "forgotten are to be deleted there by hand, the first with UID %u",
		    folder, search->found->len, g_array_index(search->found, guint32, 0));
		return false;
	}
	if (!imap_session_delete(search->session, search->found, error))
		return false;
	search->deleted += search->found->len;
	return true;
}

static bool
go_through(Search *search, const ImapAccount *account, GError **error)
{
	static const char *const NO_KEYWORDS[] = {NULL};
	g_autoptr(ImapSession) session = imap_session_open(account, error);
	g_autoptr(GArray) uids = NULL;

	search->session = session;
	g_array_set_size(search->mails, 0);
	g_array_set_size(search->found, 0);
	return session != NULL && imap_session_search(session, NO_KEYWORDS, 0, &uids, error) &&
	       add_candidates(search, uids, error) && compare(search, error) &&
	       delete_found(search, account->folder, error);
}

static bool
has_folder(const ImapAccount *inbox, const char *folder, bool *ret_there, char **ret_name,
    GError **error)
{
	g_autoptr(ImapSession) session = imap_session_open(inbox, error);

	if (session == NULL)
		return false;
	*ret_name = imap_session_folder(session, folder);
	return imap_session_has_folder(session, folder, ret_there, error);
}

static bool
go_through_all(Search *search, const ImapAccount *inbox, GVariant *settings, GError **error)
{
	g_autoptr(GPtrArray) folders = forget_folders(settings);

	if (!go_through(search, inbox, error))
		return false;
	for (guint i = 0; i < folders->len; i++) {
		ImapAccount account = *inbox;
		g_autofree char *name = NULL;
		bool there = false;

		if (!has_folder(inbox, folders->pdata[i], &there, &name, error))
			return false;
		account.folder = name;
		if (there && !go_through(search, &account, error))
			return false;
	}
	return true;
}

int
forget_imap_worker(Channel *channel, GVariant *settings)
{
	ImapAccount account = {
	    .server = worker_server(channel, settings),
	    .user = worker_setting(settings, "user"),
	    .password = worker_setting(settings, "password"),
	    .token = worker_setting(settings, "token"),
	    .folder = worker_setting(settings, "folder"),
	};
	g_auto(Search) search = {
	    .channel = channel,
	    .mails = g_array_new(false, false, sizeof(ImapMail)),
	    .found = g_array_new(false, false, sizeof(guint32)),
	};
	g_autoptr(GError) error = NULL;

	if (account.user == NULL || (account.password == NULL && account.token == NULL))
		return worker_trouble(
		    channel, TROUBLE_ACCOUNT, "there is no user and password");
	if (!sandbox_enter_network(account.server.ca_file, &error) ||
	    !forget_wanted_receive(channel, &search.wanted, &error) ||
	    !go_through_all(&search, &account, settings, &error))
		return worker_trouble(channel, TROUBLE_TEMPORARY, "%s", error->message);
	worker_log(channel, LOG_INFO, "%u copies of %u mails were deleted", search.deleted,
	    g_hash_table_size(search.wanted.hashes));
	channel_send(channel, FRAME_HEARD, g_variant_new("()"), NULL, NULL);
	return 0;
}
