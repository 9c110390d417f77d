/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the bytes of one attachment after the other out of mails, each by a read worker of its own. */
#pragma once

#include "gateway/daemon/daemon.h"

typedef struct PartReader PartReader;

/* bytes NULL: why not. */
typedef void (*PartRead)(int64_t id, GBytes *bytes, const char *why, void *data);
PartReader *part_reader_new(Daemon *daemon, PartRead read, void *data);
void part_reader_free(PartReader *reader);

bool part_reader_is_busy(const PartReader *reader);
/* id: by which the answer names it; one at a time. The answer comes in a later turn. */
void part_reader_ask(PartReader *reader, int64_t id, GBytes *raw, const char *path);
