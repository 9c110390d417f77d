/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What fails is looked at every few seconds. What is to be told becomes one mail, which the send worker gets beside the
 * letters of the spool, so that a disk that takes nothing more does not matter. While it cannot be sent it waits in
 * memory, and what happens meanwhile goes into the same mail; that sending failed is therefore told once it works.
 */
#include "gateway/daemon/alarm.h"

#include <jansson.h>
#include <string.h>

#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/outage.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/letters/letter_writer.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/log.h"
#include "gateway/util/time_format.h"

#define LOOK_MS 5000
#define EVENTS_MAX 20
#define CEILING_CALM_MS (INT64_C(60) * 60 * 1000)

struct Alarm {
	Daemon *gateway; /* foreign */
	guint timer;
	GHashTable *mailboxes; /* own; name -> Watch */
	Outage sending;
	Outage disk;
	Outage ceiling;
	json_t *events; /* own; an array: what was not told yet, oldest first */
	bool fails;     /* the last event was a failure */
	guint serial;   /* of the mails, for their Message-IDs */
};

static void
watch_free(void *watch)
{
	outage_clear(watch);
	g_free(watch);
}

/* what: "mailbox", "sending", "disk" or "ceiling". */
static void
add_event(
    Alarm *alarm, const char *what, const char *name, const Outage *watch, OutageChange news)
{
	g_autofree char *since = time_format_local(watch->failed_ms);
	g_autofree char *until = time_format_local(watch->working_ms);

	alarm->fails = news == OUTAGE_FAILS;
	if (json_array_size(alarm->events) >= EVENTS_MAX)
		json_array_remove(alarm->events, 0);
	json_array_append_new(alarm->events,
	    json_pack("{s:s, s:b, s:s, s:s, s:s}", what, *name == '\0' ? what : name, "failed",
		alarm->fails, "words", watch->words == NULL ? "" : watch->words, "since", since,
		"until", watch->working_ms == 0 ? "" : until));
	log_write(alarm->fails ? LOG_ERROR : LOG_INFO, "alarm", "%s%s%s %s%s", what,
	    *name == '\0' ? "" : " ", name, alarm->fails ? "fails: " : "works again",
	    alarm->fails ? watch->words : "");
}

static GBytes *
compose_mail(Alarm *alarm)
{
	const Context *context = alarm->gateway->context;
	const Config *config = context->config;
	int64_t now_ms = g_get_real_time() / 1000;
	json_t *values =
	    json_pack("{s:b, s:O}", "fails", alarm->fails, "events", alarm->events);
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

static void
look_at_mailboxes(Alarm *alarm, int64_t now_ms, int64_t patience_ms)
{
	json_t *list = mailboxes_status(alarm->gateway->fetchers);

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		const char *name = json_string_value(json_object_get(one, "name"));
		bool works = json_is_true(json_object_get(one, "working"));
		Outage *watch = g_hash_table_lookup(alarm->mailboxes, name);
		OutageChange news = OUTAGE_NOTHING;

		if (watch == NULL) {
			watch = g_new0(Outage, 1);
			g_hash_table_insert(alarm->mailboxes, g_strdup(name), watch);
		}
		news = outage_look(watch,
		    works ? NULL : json_string_value(json_object_get(one, "state")), now_ms,
		    patience_ms);
		if (news != OUTAGE_NOTHING)
			add_event(alarm, "mailbox", name, watch, news);
	}
	json_decref(list);
}

/* A failure of sending is told with its end. */
static void
look_at_sending(Alarm *alarm, int64_t now_ms, int64_t patience_ms)
{
	OutageChange news = outage_look(
	    &alarm->sending, outgoing_trouble(alarm->gateway->senders), now_ms, patience_ms);

	if (news == OUTAGE_FAILS)
		log_write(LOG_ERROR, "alarm", "sending fails: %s", alarm->sending.words);
	if (news == OUTAGE_WORKS)
		add_event(alarm, "sending", "", &alarm->sending, news);
}

static void
look_at_disk(Alarm *alarm, int64_t now_ms, int64_t patience_ms)
{
	OutageChange news =
	    outage_look(&alarm->disk, alarm->gateway->trouble, now_ms, patience_ms);

	if (news != OUTAGE_NOTHING)
		add_event(alarm, "disk", "", &alarm->disk, news);
}

/* The first letter that is held back is told; an hour without one is the end of it. */
static void
look_at_ceiling(Alarm *alarm, int64_t now_ms)
{
	const Context *context = alarm->gateway->context;
	bool meets =
	    context->held_back_ms != 0 && now_ms - context->held_back_ms < CEILING_CALM_MS;
	OutageChange news = outage_look(&alarm->ceiling,
	    meets ? "the tickets say which, 'casegate status' says how many" : NULL, now_ms, 0);

	if (news != OUTAGE_NOTHING)
		add_event(alarm, "ceiling", "", &alarm->ceiling, news);
}

static int
on_time(void *data)
{
	Alarm *alarm = data;
	const Config *config = alarm->gateway->context->config;
	int64_t now_ms = g_get_real_time() / 1000;
	size_t before = 0;

	if (config->alarm == NULL)
		return G_SOURCE_CONTINUE;
	before = json_array_size(alarm->events);
	look_at_mailboxes(alarm, now_ms, config->times.alarm);
	look_at_sending(alarm, now_ms, config->times.alarm);
	look_at_disk(alarm, now_ms, config->times.alarm);
	look_at_ceiling(alarm, now_ms);
	if (json_array_size(alarm->events) != before) {
		g_autoptr(GBytes) mail = compose_mail(alarm);

		outgoing_tell(alarm->gateway->senders, config->alarm, mail);
	}
	outgoing_push(alarm->gateway->senders);
	return G_SOURCE_CONTINUE;
}

/* Often enough for a short patience. */
static guint
look_ms(const Daemon *gateway)
{
	return (guint)CLAMP(gateway->context->config->times.alarm / 10, 100, LOOK_MS);
}

Alarm *
alarm_new(Daemon *gateway)
{
	Alarm *alarm = g_new0(Alarm, 1);

	alarm->gateway = gateway;
	alarm->events = json_array();
	alarm->mailboxes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, watch_free);
	alarm->timer = g_timeout_add(look_ms(gateway), on_time, alarm);
	return alarm;
}

void
alarm_free(Alarm *alarm)
{
	if (alarm == NULL)
		return;
	g_source_remove(alarm->timer);
	g_hash_table_unref(alarm->mailboxes);
	outage_clear(&alarm->sending);
	outage_clear(&alarm->disk);
	outage_clear(&alarm->ceiling);
	json_decref(alarm->events);
	g_free(alarm);
}

void
alarm_sent(Alarm *alarm)
{
	json_array_clear(alarm->events);
}
