/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a mail comes from, as its header says: what the gateway proves a sender by. It is read by a worker that sees
 * nothing of a mail but the start of its header, apart from the reader, whom the rest of the mail may have taken over;
 * GMime has no part in it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "parsers/authres.h"
#include "parsers/spam_header.h"

enum {
	ORIGIN_HEADER_MAX = 64 * 1024, /* of a header; what stands behind is not seen */
	ORIGIN_HOPS_MAX = 50,          /* Received fields whose server is read */
};

/* A Received field. */
typedef struct {
	char *by;     /* own; the server that wrote it, lower case; or "" */
	char *user;   /* own; who it says had logged in there, "sanne@desk.example"; or "" */
	bool is_lmtp; /* it delivered what another server of ours had taken in */
} OriginHop;

typedef struct {
	char *from;         /* own; the one address of the one From, or NULL */
	GPtrArray *results; /* own; of AuthResult, topmost first */
	GPtrArray *hops;    /* own; of OriginHop, topmost first */
	GPtrArray *
	    partial; /* own; of char *: domains whose DKIM signature covers a part of the body only */
	bool
	    is_internal; /* Exchange calls the sender one of its own; anybody may have written that */
	/* Own; of SpamSign: what the fields say that stand below so many Received; as long as the last that say something. */
	GArray *spam;
} Origin;

/* Counted: freed when all who have it have. */
Origin *origin_new(void);
Origin *origin_ref(Origin *origin);
void origin_free(Origin *origin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Origin, origin_free)

/* How many bytes of a mail are header, at most ORIGIN_HEADER_MAX of them. */
size_t origin_header_size(const char *mail, size_t size);
Origin *origin_read(const char *header, size_t size);

/* As it travels, a value of this form; floating. */
#define ORIGIN_FORM "(sa(sbusssssb)a(ssb)asba(bbd))"
GVariant *origin_pack(const Origin *origin);
/* Of a value of that form in normal form; NULL where it says more than origin_read() ever does. */
Origin *origin_unpack(GVariant *packed);
