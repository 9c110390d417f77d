/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the two fetch workers have in common: the settings of filing, and their frames. A key says where a mail was found
 * in this session. Nothing leaves the inbox before the gateway named its key, and nothing that this session did not bring.
 */
#pragma once

#include <stdint.h>

#include "gateway/workers/worker.h"

typedef enum {
	FILING_MOVE,
	FILING_FLAG,
	FILING_DELETE,
} FilingKind;

/* How a mail that is stored is filed away. */
typedef struct {
	FilingKind kind;
	const char *name; /* foreign; the folder or the keyword; "" to delete */
} Filing;

/* From the SETTINGS's NAME ("move", "flag", "delete") and NAME_name. */
Filing fetch_filing(GVariant *settings, const char *name);

#define FETCH_HEADER_MAX (256 * 1024)
/* The header with the empty line after it, or the first FETCH_HEADER_MAX bytes; caller owns. */
GBytes *fetch_cut_header(GBytes *bytes);

typedef struct {
	const char *key;
	int64_t size;
	bool header_only;
	int64_t came_ms; /* when the server got it, or 0 */
	bool history;    /* an old mail that is only to be kept; came_ms is not 0 */
	GBytes *bytes;
} FetchMail;
bool fetch_bring(Channel *channel, const FetchMail *mail, GError **error);

/* What waits in a mailbox before anything is taken in. */
typedef struct {
	unsigned all;
	unsigned old;   /* so many of them are old mail */
	bool has_start; /* there is a taken_from */
	bool history;   /* what becomes of old mail */
} FetchOld;
/* "mails in it: 40, of which from before taken_from: 12, which are left alone"; NULL: there is nothing to say. Caller owns. */
char *fetch_describe_old(const FetchOld *old);

/* The key of a mail in an IMAP folder; caller owns. */
char *fetch_imap_key(uint32_t validity, uint32_t uid);

/* What the gateway wants filed. */
typedef struct {
	GPtrArray *processed; /* own; of char *: keys */
	GPtrArray *too_large; /* own; of char *: keys */
} FetchOrders;
void fetch_orders_init(FetchOrders *orders);
void fetch_orders_clear(FetchOrders *orders);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FetchOrders, fetch_orders_clear)

/* Adds the orders of all frames that are there already. Anything but CHANNEL_FRAME ends the worker. */
ChannelResult fetch_receive_waiting(Channel *channel, FetchOrders *orders, GError **error);

/* keys: of char *; nothing is sent where there are none. */
bool fetch_report_filed(Channel *channel, const GPtrArray *keys, GError **error);
#define FETCH_ASKED_MAX 1000 /* keys in one question */
/* keys: of char *, what is asked for now: those that do not come are suspects when the session ends. */
bool fetch_report_asked(Channel *channel, const GPtrArray *keys, GError **error);
bool fetch_report_unfetched(Channel *channel, const char *key, const char *why, GError **error);
/* count: of mails that the server refuses to file; 0: none any more. */
bool fetch_report_unfiled(Channel *channel, guint count, const char *why, GError **error);
