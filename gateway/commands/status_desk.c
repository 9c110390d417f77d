/* SPDX-License-Identifier: Apache-2.0 */
/* The queue is the spool's; whether the desk answers is told by the gateway that runs. */
#include "gateway/commands/status_desk.h"

#include <inttypes.h>

#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/desk_mirror.h"
#include "spool/ticket.h"

#define STUCK_MOST 20

void
status_desk_free(StatusDesk *desk)
{
	if (desk == NULL)
		return;
	g_clear_pointer(&desk->stuck, g_ptr_array_unref);
	g_ptr_array_unref(desk->numbers);
	g_free(desk);
}

StatusDesk *
status_desk_read(Spool *spool, GError **error)
{
	g_autoptr(StatusDesk) desk = g_new0(StatusDesk, 1);

	desk->numbers = g_ptr_array_new_with_free_func(g_free);
	if (!desk_cursor_heard(spool, &desk->heard_ms, error) ||
	    !outbox_count(spool, &desk->queue, error) ||
	    !outbox_stuck(spool, STUCK_MOST, &desk->stuck, error))
		return NULL;
	for (guint i = 0; i < desk->stuck->len; i++) {
		const OutboxOperation *operation = desk->stuck->pdata[i];
		g_autoptr(Ticket) ticket = NULL;

		if (operation->ticket != 0 &&
		    !ticket_get(spool, operation->ticket, &ticket, error))
			return NULL;
		g_ptr_array_add(desk->numbers, g_strdup(ticket != NULL ? ticket->number : ""));
	}
	return g_steal_pointer(&desk);
}

bool
status_desk_waits(const StatusDesk *desk)
{
	return desk->queue.oldest_ms != 0;
}

/* What is over is of no interest, and grows for ever. */
static bool
is_open(OutboxState state)
{
	return state != OUTBOX_DONE && state != OUTBOX_CONFLICT && state != OUTBOX_DROPPED;
}

static json_t *
stuck_json(const StatusDesk *desk)
{
	json_t *list = json_array();

	for (guint i = 0; i < desk->stuck->len; i++) {
		const OutboxOperation *operation = desk->stuck->pdata[i];

		json_array_append_new(
		    list, json_pack("{so, so, so, so, so, sI}", "ticket",
			      json_print_string(desk->numbers->pdata[i]), "kind",
			      json_print_string(operation->kind), "state",
			      json_print_string(outbox_state_name(operation->state)), "since",
			      json_print_time(operation->created_ms), "result",
			      json_print_string(operation->result), "attempts",
			      (json_int_t)operation->attempts));
	}
	return list;
}

json_t *
status_desk_json(const StatusDesk *desk, const char *url, const json_t *worker)
{
	json_t *queue = json_object();

	for (int state = 0; state < OUTBOX_STATES; state++)
		json_object_set_new(queue, outbox_state_name((OutboxState)state),
		    json_integer((json_int_t)desk->queue.count[state]));
	return json_pack("{so, sO, so, so, so, so}", "url", json_print_string(url), "worker",
	    worker != NULL ? worker : json_null(), "heard", json_print_time(desk->heard_ms),
	    "queue", queue, "oldest", json_print_time(desk->queue.oldest_ms), "stuck",
	    stuck_json(desk));
}

/* "; heard 12 s ago": the age of what we know of its tickets. */
static void
append_heard(GString *out, int64_t heard_ms, int64_t now_ms)
{
	g_autofree char *ago = time_format_span(now_ms - heard_ms);

	if (heard_ms != 0)
		g_string_append_printf(out, "; heard %s ago", ago);
	else
		g_string_append(out, "; not heard yet");
}

static void
print_queue(const StatusDesk *desk, int64_t now_ms, GString *out)
{
	g_autofree char *since = time_format_span(now_ms - desk->queue.oldest_ms);
	bool any = false;

	g_string_append(out, "to do      ");
	for (int state = 0; state < OUTBOX_STATES; state++) {
		if (!is_open((OutboxState)state) || desk->queue.count[state] == 0)
			continue;
		g_string_append_printf(out, "%s%" PRId64 " %s", any ? ", " : "",
		    desk->queue.count[state], outbox_state_name((OutboxState)state));
		any = true;
	}
	g_string_append(out, any ? "" : "nothing");
	if (desk->queue.oldest_ms != 0)
		g_string_append_printf(out, "; the oldest waits for %s", since);
	g_string_append_c(out, '\n');
}

void
status_desk_print(
    const StatusDesk *desk, const char *url, const json_t *worker, int64_t now_ms, GString *out)
{
	const char *state = json_string_value(json_object_get(worker, "state"));
	json_int_t starts = json_integer_value(json_object_get(worker, "starts"));
	bool paused = json_is_string(json_object_get(worker, "paused"));
	g_autofree char *clean = sanitize_line(state != NULL ? state : "not running");

	g_string_append_printf(out, "desk       %s  %s%s",
	    url == NULL ? "none in the configuration" : url, paused ? "paused: " : "", clean);
	append_heard(out, desk->heard_ms, now_ms);
	if (starts > 1)
		g_string_append_printf(out, "; started %" JSON_INTEGER_FORMAT " times", starts);
	g_string_append_c(out, '\n');
	print_queue(desk, now_ms, out);
}

void
status_desk_print_stuck(const StatusDesk *desk, const TextTableStyle *style, GString *out)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "ticket"},
	    {.heading = "to do there"},
	    {.heading = "state"},
	    {.heading = "since"},
	    {.heading = "why", .flexible = true},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (guint i = 0; i < desk->stuck->len; i++) {
		const OutboxOperation *operation = desk->stuck->pdata[i];
		g_autofree char *since = time_format_local(operation->created_ms);
		const char *cells[] = {desk->numbers->pdata[i], operation->kind,
		    outbox_state_name(operation->state), since, operation->result};

		text_table_add(table, cells);
	}
	if (desk->stuck->len == 0)
		return;
	g_string_append_c(out, '\n');
	text_table_print(table, style, out);
}
