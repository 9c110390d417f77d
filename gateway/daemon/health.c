/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/health.h"

#include <stdlib.h>

#include "gateway/daemon/desk_outbox.h"
#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/daemon/scanner.h"
#include "gateway/daemon/web_server.h"

#define PASSED_MS (INT64_C(60) * 60 * 1000)

/* For what is over after an hour; so is what was long ago, or is ahead, by a clock that was set meanwhile. */
static bool
is_recent(int64_t at_ms)
{
	return at_ms != 0 && ABS(g_get_real_time() / 1000 - at_ms) < PASSED_MS;
}

static void
each_mailbox(Daemon *daemon, HealthEach each, void *data)
{
	static const struct {
		const char *what;
		const char *(*reason)(const Mailboxes *mailboxes, unsigned i);
	} WRONGS[] = {
	    {"mailbox", mailboxes_trouble},
	    {"unfetched", mailboxes_unfetched},
	    {"unfiled", mailboxes_unfiled},
	};
	const GPtrArray *mailboxes = daemon->context->config->mailboxes;

	for (unsigned i = 0; i < mailboxes->len; i++)
		for (size_t wrong = 0; wrong < G_N_ELEMENTS(WRONGS); wrong++)
			each(&(Health){.what = WRONGS[wrong].what,
				 .name = ((const ConfigMailbox *)mailboxes->pdata[i])->name,
				 .reason = WRONGS[wrong].reason(daemon->mailboxes, i)},
			    data);
}

void
health_each(Daemon *daemon, HealthEach each, void *data)
{
	/* it fails since the first letter that did not go, though it is known for the server's trouble later */
	int64_t since_ms = 0;
	const char *sending = outgoing_trouble(daemon->outgoing, &since_ms);
	const Hung *hung = &daemon->hung;
	const Health rest[] = {
	    {.what = "sending", .reason = sending, .since_ms = since_ms},
	    {.what = "desk_elsewhere", .reason = desk_outbox_trouble(daemon->desk_outbox)},
	    {.what = "web", .reason = web_server_trouble(daemon->web_server)},
	    {.what = "clamd", .reason = scanner_trouble(daemon->scanner)},
	    {.what = "disk", .reason = daemon->trouble},
	    {.what = "ceiling",
		.reason = is_recent(daemon->context->held_back_ms)
			      ? "the tickets say which, 'casegate status' says how many"
			      : NULL,
		.passes = true},
	    {.what = "worker",
		.reason = is_recent(hung->at_ms) ? hung->last : NULL,
		.passes = true},
	};

	each_mailbox(daemon, each, data);
	for (size_t i = 0; i < G_N_ELEMENTS(rest); i++) {
		Health one = rest[i];

		one.name = "";
		each(&one, data);
	}
}

static void
add_wrong(const Health *one, void *data)
{
	if (one->reason != NULL && !one->passes)
		json_array_append_new(
		    data, json_sprintf("%s%s%s: %s", one->what, *one->name == '\0' ? "" : " ",
			      one->name, one->reason));
}

json_t *
health_wrongs(Daemon *daemon)
{
	json_t *wrongs = json_array();

	health_each(daemon, add_wrong, wrongs);
	return wrongs;
}

static void
add_one(const Health *one, void *data)
{
	json_t *object = json_pack("{s:s, s:s, s:b}", "what", one->what, "name", one->name,
	    "wrong", one->reason != NULL);

	json_array_append_new(data, object);
}

json_t *
health_json(Daemon *daemon)
{
	json_t *all = json_array();

	health_each(daemon, add_one, all);
	return all;
}
