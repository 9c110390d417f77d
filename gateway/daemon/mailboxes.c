/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/mailboxes.h"

#include "gateway/daemon/mailbox_worker.h"

#define FRESH_BYTES ((size_t)4 * 1024 * 1024)

struct Mailboxes {
	Daemon *daemon;    /* foreign */
	GPtrArray *all;    /* own; of MailboxWorker */
	unsigned first;    /* the one with which the next batch begins */
	GHashTable *fresh; /* own; mail id -> GBytes: what the read workers will want next */
	size_t fresh_bytes;
};

void
mailboxes_renew(Mailboxes *mailboxes)
{
	const GPtrArray *configured = mailboxes->daemon->context->config->mailboxes;

	g_ptr_array_set_size(mailboxes->all, 0);
	for (unsigned i = 0; i < configured->len; i++)
		g_ptr_array_add(mailboxes->all,
		    mailbox_worker_new(mailboxes->daemon, configured->pdata[i]));
}

Mailboxes *
mailboxes_new(Daemon *daemon)
{
	Mailboxes *mailboxes = g_new0(Mailboxes, 1);

	mailboxes->daemon = daemon;
	mailboxes->all = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_worker_free);
	mailboxes->fresh = g_hash_table_new_full(
	    g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_bytes_unref);
	mailboxes_renew(mailboxes);
	return mailboxes;
}

void
mailboxes_free(Mailboxes *mailboxes)
{
	if (mailboxes == NULL)
		return;
	g_ptr_array_unref(mailboxes->all);
	g_hash_table_unref(mailboxes->fresh);
	g_free(mailboxes);
}

/* Notes first: what arrives may lie where another mail was filed. Then one mail of each mailbox after the other, until there
 * is none or the batch is full. */
bool
mailboxes_take_in(Mailboxes *mailboxes, Batch *batch, GError **error)
{
	const GPtrArray *all = mailboxes->all;
	unsigned idle = 0; /* mailboxes in a row in which nothing arrived */

	for (unsigned i = 0; i < all->len; i++)
		if (!mailbox_worker_note_filed(all->pdata[i], error))
			return false;
	for (unsigned i = mailboxes->first++; idle < all->len && !batch_is_full(batch); i++) {
		MailboxWorker *worker = all->pdata[i % all->len];
		bool any = mailbox_worker_has_arrivals(worker);

		idle = any ? 0 : idle + 1;
		if (any && !mailbox_worker_take_in_next(worker, batch, error))
			return false;
	}
	for (unsigned i = 0; i < all->len; i++)
		if (!mailbox_worker_record(all->pdata[i], error))
			return false;
	return true;
}

/* Keeps the bytes for the read worker, which will want them next, while there is room. */
static void
keep_fresh(int64_t mail, GBytes *raw, void *data)
{
	Mailboxes *mailboxes = data;
	size_t size = mailbox_worker_weight(raw);

	if (mailboxes->fresh_bytes + size > FRESH_BYTES)
		return;
	mailboxes->fresh_bytes += size;
	g_hash_table_insert(mailboxes->fresh, g_memdup2(&mail, sizeof mail), g_bytes_ref(raw));
}

GBytes *
mailboxes_take_raw(Mailboxes *mailboxes, int64_t mail)
{
	GBytes *raw = g_hash_table_lookup(mailboxes->fresh, &mail);

	if (raw == NULL)
		return NULL;
	g_bytes_ref(raw);
	mailboxes->fresh_bytes -= mailbox_worker_weight(raw);
	g_hash_table_remove(mailboxes->fresh, &mail);
	return raw;
}

void
mailboxes_committed(Mailboxes *mailboxes)
{
	const MailboxWorkerKeep keep = {keep_fresh, mailboxes};

	for (unsigned i = 0; i < mailboxes->all->len; i++)
		mailbox_worker_committed(mailboxes->all->pdata[i], &keep);
}

void
mailboxes_undone(Mailboxes *mailboxes)
{
	for (unsigned i = 0; i < mailboxes->all->len; i++)
		mailbox_worker_undone(mailboxes->all->pdata[i]);
}

const char *
mailboxes_trouble(const Mailboxes *mailboxes, unsigned i)
{
	return mailbox_worker_trouble(mailboxes->all->pdata[i]);
}

const char *
mailboxes_unfetched(const Mailboxes *mailboxes, unsigned i)
{
	return mailbox_worker_unfetched(mailboxes->all->pdata[i]);
}

const char *
mailboxes_unfiled(const Mailboxes *mailboxes, unsigned i)
{
	return mailbox_worker_unfiled(mailboxes->all->pdata[i]);
}

bool
mailboxes_are_quiet(const Mailboxes *mailboxes)
{
	for (unsigned i = 0; i < mailboxes->all->len; i++)
		if (mailbox_worker_has_arrivals(mailboxes->all->pdata[i]))
			return false;
	return true;
}

json_t *
mailboxes_status(const Mailboxes *mailboxes)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < mailboxes->all->len; i++)
		json_array_append_new(list, mailbox_worker_status(mailboxes->all->pdata[i]));
	return list;
}
