/* SPDX-License-Identifier: Apache-2.0 */
/* Files that a person of the desk gives without a mail: they are a mail of their own, as everything that an attachment can
 * be. */
#pragma once

#include "gateway/model/actor.h"
#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/ticket.h"

/* Adds them to the message as its attachments, where desk_files_keep() puts them. files: of ComposeAttachment, or NULL. */
void desk_files_list(const GPtrArray *files, Message *message);
/* Keeps the message with them as a mail of this mailbox, which waits until its caller has decided it. */
bool desk_files_keep(Context *context, const ConfigMailbox *mailbox, const Message *message,
    GPtrArray *files, int64_t *ret_mail, GError **error);

/* What somebody says of a ticket. All borrowed. */
typedef struct {
	const Ticket *ticket;
	const Actor *by;
	const char *text; /* or NULL */
	GPtrArray *files; /* of ComposeAttachment */
} DeskFiles;
/* Keeps them and attaches them to the ticket; the mail is decided. */
bool desk_files_attach(
    Context *context, const DeskFiles *files, int64_t *ret_mail, GError **error);
