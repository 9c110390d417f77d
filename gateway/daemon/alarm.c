/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What fails is looked at every few seconds. Events become one mail, which the send worker gets beside the letters of
 * the spool, so that a full disk does not matter. While it cannot be sent it waits in memory, is tried again and again,
 * and what happens meanwhile goes into the same mail: a server that takes no letter to customers may take this one.
 *
 * How long something fails is measured by the monotonic clock, whatever the wall clock does meanwhile.
 */
#include "gateway/daemon/alarm.h"

#include <jansson.h>
#include <string.h>

#include "gateway/daemon/health.h"
#include "gateway/daemon/outage.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/letters/letter_writer.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/log.h"
#include "gateway/util/time_format.h"

#define LOOK_MS 5000
#define EVENTS_MAX 20

struct Alarm {
	Daemon *daemon; /* foreign */
	guint timer;
	GHashTable *outages; /* own; "WHAT NAME" -> Outage */
	Outage standstill;
	json_t *events; /* own; an array: what was not sent yet, oldest first */
	bool fails;     /* the last event was a failure */
	guint serial;   /* of the mails, for their Message-IDs */
	bool stands_still;
	void (*on_told)(void *data); /* or NULL; called when the mail is sent or refused */
	void *data;                  /* foreign; for on_told */
};

static void
free_outage(void *outage)
{
	outage_clear(outage);
	g_free(outage);
}

static int64_t
steady_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

/* What the wall clock would have shown then, had it always been as it is now. Caller owns. */
static char *
wall_time(int64_t then_ms)
{
	return time_format_local(g_get_real_time() / 1000 - (steady_ms() - then_ms));
}

/* what: as in health.h, or "standstill". */
static void
add_event(
    Alarm *alarm, const char *what, const char *name, const Outage *outage, OutageChange change)
{
	g_autofree char *since = wall_time(outage->failed_ms);
	g_autofree char *until = wall_time(outage->working_ms);

	alarm->fails = change == OUTAGE_FAILS;
	if (json_array_size(alarm->events) >= EVENTS_MAX)
		json_array_remove(alarm->events, 0);
	json_array_append_new(alarm->events,
	    json_pack("{s:s, s:b, s:s, s:s, s:s}", what, *name == '\0' ? what : name, "failed",
		alarm->fails, "words", outage->reason == NULL ? "" : outage->reason, "since",
		since, "until", outage->working_ms == 0 ? "" : until));
	log_write(alarm->fails ? LOG_ERROR : LOG_INFO, "alarm", "%s%s%s %s%s", what,
	    *name == '\0' ? "" : " ", name, alarm->fails ? "fails: " : "works again",
	    alarm->fails ? outage->reason : "");
}

static GBytes *
compose_mail(Alarm *alarm)
{
	const Context *context = alarm->daemon->context;
	const Config *config = context->config;
	int64_t now_ms = g_get_real_time() / 1000;
	json_t *values = json_pack("{s:b, s:b, s:O}", "fails", alarm->fails, "stands_still",
	    alarm->stands_still, "events", alarm->events);
	g_auto(LetterDraft) draft = {
	    .name = LETTER_ALARM,
	    .language = config->language,
	    .mailbox = config->mailboxes->pdata[0],
	    .to = {"", config->alarm},
	    .auto_submitted = "auto-generated",
	    .message_id = g_strdup_printf(
		"alarm.%" G_GINT64_FORMAT ".%u@%s", now_ms, alarm->serial++, config->domain),
	};
	GBytes *mail = letter_writer_compose(context, &draft, now_ms, values, NULL);

	json_decref(values);
	return mail;
}

typedef struct {
	Alarm *alarm;
	int64_t now_ms;
} Look;

static void
look_at(const Health *one, void *data)
{
	const Look *look = data;
	Alarm *alarm = look->alarm;
	g_autofree char *key = g_strdup_printf("%s %s", one->what, one->name);
	Outage *outage = g_hash_table_lookup(alarm->outages, key);
	OutageChange change;

	if (outage == NULL) {
		outage = g_new0(Outage, 1);
		g_hash_table_insert(alarm->outages, g_strdup(key), outage);
	}
	if (one->reason != NULL && outage->failed_ms == 0)
		outage->failed_ms = one->since_ms;
	change = outage_look(outage, one->reason, look->now_ms,
	    one->passes ? 0 : alarm->daemon->context->config->times.alarm);
	if (change != OUTAGE_NOTHING)
		add_event(alarm, one->what, one->name, outage, change);
}

/* The mail is sent, or refused for good. */
static void
on_gone(void *data)
{
	Alarm *alarm = data;

	json_array_clear(alarm->events);
	if (alarm->on_told != NULL)
		alarm->on_told(alarm->data);
}

static void
send_events(Alarm *alarm)
{
	g_autoptr(GBytes) mail = compose_mail(alarm);

	outgoing_set_alarm_mail(alarm->daemon->outgoing, alarm->daemon->context->config->alarm,
	    mail, on_gone, alarm);
}

static int
on_time(void *data)
{
	Alarm *alarm = data;
	size_t before = json_array_size(alarm->events);

	if (alarm->daemon->context->config->alarm == NULL)
		return G_SOURCE_CONTINUE;
	if (!alarm->stands_still)
		health_each(alarm->daemon, look_at, &(Look){alarm, steady_ms()});
	if (json_array_size(alarm->events) != before)
		send_events(alarm);
	outgoing_give_alarm_mail(alarm->daemon->outgoing);
	return G_SOURCE_CONTINUE;
}

Alarm *
alarm_new(Daemon *daemon)
{
	Alarm *alarm = g_new0(Alarm, 1);

	alarm->daemon = daemon;
	alarm->events = json_array();
	alarm->outages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_outage);
	/* ten times within the patience that is configured, where that is short */
	alarm->timer =
	    g_timeout_add((guint)CLAMP(daemon->context->config->times.alarm / 10, 100, LOOK_MS),
		on_time, alarm);
	return alarm;
}

void
alarm_tell_standstill(Alarm *alarm, const char *why, void (*on_told)(void *data), void *data)
{
	if (alarm == NULL || alarm->daemon->context->config->alarm == NULL) {
		on_told(data);
		return;
	}
	alarm->stands_still = true;
	alarm->on_told = on_told;
	alarm->data = data;
	add_event(alarm, "standstill", "", &alarm->standstill,
	    outage_look(&alarm->standstill, why, steady_ms(), 0));
	send_events(alarm);
	outgoing_give_alarm_mail(alarm->daemon->outgoing);
}

void
alarm_free(Alarm *alarm)
{
	if (alarm == NULL)
		return;
	g_source_remove(alarm->timer);
	g_hash_table_unref(alarm->outages);
	outage_clear(&alarm->standstill);
	json_decref(alarm->events);
	g_free(alarm);
}
