/* SPDX-License-Identifier: Apache-2.0 */
/* One notification: of what, to whom, and its letters; see notifications.h for who is told. */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/mail.h"
#include "spool/pending_notification.h"
#include "spool/ticket.h"

/* Strings are borrowed from the configuration. */
typedef struct {
	const char *address;
	const char *person; /* NULL: a group's address */
} Recipient;

/* A notice with what is needed to write of it. */
typedef struct {
	const Notice *notice;
	Ticket *ticket;     /* own; or NULL */
	Mail *mail;         /* own; or NULL */
	GArray *recipients; /* own; of Recipient */
} Told;
void told_clear(Told *told);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Told, told_clear)

bool told_read(Office *office, const Notice *notice, Told *told, GError **error);
/* Nobody is there to be told, or somebody dealt with the held mail meanwhile. */
bool told_is_over(const Told *told);
/* Why, in the desk's language: "somebody wrote on it". */
const char *told_words(const Office *office, const Told *told);
/* A held mail as letters tell of it: {id, sender, subject}. Caller owns. */
json_t *told_mail(const Mail *mail);
/* The letters; then its notice is done. */
bool told_write(Office *office, const Told *told, GError **error);
