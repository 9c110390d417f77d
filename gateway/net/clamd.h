/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clamd's protocol, clamd(8): one connection for each question. What it answers is taken as far as CLAMD_ANSWER_MOST bytes,
 * and all of it must be over in time.
 */
#pragma once

#include <glib.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define CLAMD_ANSWER_MOST 1024

typedef struct {
	const char *address; /* "/run/clamav/clamd.ctl", or on this machine "127.0.0.1:3310" */
	int64_t wait_ms;     /* for all of one question */
	/* In the place of poll(); or NULL. */
	int (*poll)(struct pollfd *waiting, nfds_t n, int wait_ms, void *data);
	void *data; /* foreign; for poll */
} ClamdServer;

typedef enum {
	CLAMD_CLEAN,
	CLAMD_INFECTED,
	CLAMD_REFUSED, /* it did not look into it, and will not */
	CLAMD_SILENT, /* it did not answer: another time it may. Of nobody here, but of who asks */
	CLAMD_VERDICTS, /* how many there are */
} ClamdVerdict;

/* GATEWAY_ERROR_TEMPORARY: it does not answer, or nonsense. */
bool clamd_ping(const ClamdServer *server, GError **error);
/* ret_what: what it found, or why it looks into none of it, one line of text; of a clean one NULL. Caller owns. */
bool clamd_scan(const ClamdServer *server, GBytes *mail, ClamdVerdict *ret_verdict,
    char **ret_what, GError **error);
