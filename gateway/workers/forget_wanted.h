/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the workers that delete copies of mails have in common: which mails are meant, as FRAME_FORGET names them. One is
 * known by its bytes and nothing else: the size says which are worth a look, the hash which it is.
 */
#pragma once

#include "gateway/ipc/channel.h"

typedef struct {
	GHashTable *hashes; /* own; of char * */
	GHashTable *sizes;  /* own; int64_t */
	bool any_large;     /* of some only the header was kept */
} ForgetWanted;
void forget_wanted_clear(ForgetWanted *wanted);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ForgetWanted, forget_wanted_clear)

/* Waits for the FRAME_FORGET, the worker's only order. */
bool forget_wanted_receive(Channel *channel, ForgetWanted *ret_wanted, GError **error);
bool forget_wanted_has_size(const ForgetWanted *wanted, int64_t size);
/* bytes: the whole mail, of which as much of the header is looked at as is kept of one that is too large. */
bool forget_wanted_is(const ForgetWanted *wanted, GBytes *bytes, int64_t size);
/* The folders that mails are filed into, by the settings of a fetch worker (char *, borrowed); without the inbox. */
GPtrArray *forget_folders(GVariant *settings);
