/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a mail by a sandboxed read worker, and its origin by a verify worker, and waiting for them: for commands. The
 * daemon never waits; it has reader_pool.h. One MailReader serves many mails; a mail that kills its worker or takes too
 * long is refused with the reason, and the next one gets a new worker.
 */
#pragma once

#include "gateway/config/config.h"
#include "parsers/message.h"

typedef struct MailReader MailReader;

/* It reads a mail as the gateway does, with the banners and subject tags of its mailbox. config: foreign; NULL: no
 * mailbox is known. */
MailReader *mail_reader_new(const Config *config);
void mail_reader_free(MailReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailReader, mail_reader_free)

/* mailbox: the name of the one that it came by, or NULL: see own_address_mailbox(). NULL only where no worker can be started; a mail that cannot be read gives a message with `refused`. */
Message *mail_reader_message(
    MailReader *reader, const char *mailbox, GBytes *raw, GError **error);
/* The same in two steps, between which the caller works while the worker reads: one mail at a time is given, then
 * taken, and nothing else asked for meanwhile. */
bool mail_reader_give(MailReader *reader, const char *mailbox, GBytes *raw, GError **error);
Message *mail_reader_take(MailReader *reader, GError **error);
/* The bytes of one attachment (parsers/mime.h). */
GBytes *mail_reader_part(MailReader *reader, GBytes *raw, const char *path, GError **error);
