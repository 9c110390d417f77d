/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/workers/forget_wanted.h"

#include "gateway/workers/fetch.h"
#include "spool/mail_copy.h"

void
forget_wanted_clear(ForgetWanted *wanted)
{
	g_clear_pointer(&wanted->hashes, g_hash_table_unref);
	g_clear_pointer(&wanted->sizes, g_hash_table_unref);
}

static void
add(ForgetWanted *wanted, const char *hash, int64_t size, bool header_only)
{
	g_hash_table_add(wanted->hashes, g_strdup(hash));
	g_hash_table_add(wanted->sizes, g_memdup2(&size, sizeof size));
	wanted->any_large = wanted->any_large || header_only;
}

bool
forget_wanted_receive(Channel *channel, ForgetWanted *ret_wanted, GError **error)
{
	g_autoptr(Frame) frame = NULL;
	g_autoptr(GVariantIter) mails = NULL;
	const char *hash = NULL;
	gint64 size = 0;
	int header_only = false; /* g_variant_iter_next() writes a whole int */

	if (channel_receive(channel, &frame, error) != CHANNEL_FRAME)
		return false;
	if (frame->type != FRAME_FORGET) {
		g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED, "no order came");
		return false;
	}
	ret_wanted->hashes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	ret_wanted->sizes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_variant_get(frame->body, "(a(sxb))", &mails);
	while (g_variant_iter_next(mails, "(&sxb)", &hash, &size, &header_only))
		add(ret_wanted, hash, size, header_only);
	return true;
}

bool
forget_wanted_has_size(const ForgetWanted *wanted, int64_t size)
{
	return g_hash_table_contains(wanted->sizes, &size);
}

static bool
has_hash(const ForgetWanted *wanted, GBytes *raw, int64_t size, bool header_only)
{
	const MailArrival arrival = {.raw = raw, .size = size, .header_only = header_only};
	g_autofree char *hash = mail_hash(&arrival);

	return g_hash_table_contains(wanted->hashes, hash);
}

bool
forget_wanted_is(const ForgetWanted *wanted, GBytes *bytes, int64_t size)
{
	g_autoptr(GBytes) header = wanted->any_large ? fetch_cut_header(bytes) : NULL;

	return has_hash(wanted, bytes, size, false) ||
	       (header != NULL && has_hash(wanted, header, size, true));
}

GPtrArray *
forget_folders(GVariant *settings)
{
	static const char *const NAMES[] = {"processed", "too_large"};
	GPtrArray *folders = g_ptr_array_new();

	for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		const Filing filing = fetch_filing(settings, NAMES[i]);

		if (filing.kind == FILING_MOVE &&
		    !g_ptr_array_find_with_equal_func(folders, filing.name, g_str_equal, NULL))
			g_ptr_array_add(folders, (void *)filing.name);
	}
	return folders;
}
