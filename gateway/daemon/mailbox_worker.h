/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetch worker of one mailbox, restarted with back-off when it ends, and what it brought and filed: the lists wait for
 * the batch, and change only once it is committed.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

typedef struct MailboxWorker MailboxWorker;

/* Starts it. The mailbox is the configuration's, foreign. */
MailboxWorker *mailbox_worker_new(Daemon *daemon, const ConfigMailbox *mailbox);
void mailbox_worker_free(MailboxWorker *worker);

/* In the batch: notes what was filed; stores the next arrival, where there is one; notes which mails do not come. */
bool mailbox_worker_note_filed(MailboxWorker *worker, GError **error);
bool mailbox_worker_take_in_next(MailboxWorker *worker, Batch *batch, GError **error);
bool mailbox_worker_record(MailboxWorker *worker, GError **error);

/* Told of each new mail that is stored, and its bytes. */
typedef struct {
	void (*mail)(int64_t mail, GBytes *raw, void *data);
	void *data;
} MailboxWorkerKeep;
/* After COMMIT: what is safe may be filed. */
void mailbox_worker_committed(MailboxWorker *worker, const MailboxWorkerKeep *keep);
void mailbox_worker_undone(MailboxWorker *worker);

/* Whether something arrived that is not stored. */
bool mailbox_worker_has_arrivals(const MailboxWorker *worker);
/* What a mail takes in memory. */
size_t mailbox_worker_weight(GBytes *raw);

/* As mailboxes_trouble(), mailboxes_unfetched() and mailboxes_unfiled() in mailboxes.h. */
const char *mailbox_worker_trouble(const MailboxWorker *worker);
const char *mailbox_worker_unfetched(MailboxWorker *worker);
const char *mailbox_worker_unfiled(MailboxWorker *worker);
/* An object. */
json_t *mailbox_worker_status(const MailboxWorker *worker);
