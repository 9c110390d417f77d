/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text begins with the JSON; SNS puts a farewell behind it, and where it was not told to send the message alone, an
 * envelope around it, whose member "Message" is the JSON once more as a string.
 */
#include "parsers/bounce_json.h"

#include <jansson.h>
#include <string.h>

#include "parsers/bounce_text.h"
#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/ticket_refs.h"

static const struct {
	const char *type;   /* of "notificationType" or "eventType" */
	const char *member; /* that says more */
	const char *people; /* in it, whom it concerns; or NULL: all to whom the mail went */
	MessageKind kind;
} events[] = {
    {"Bounce", "bounce", "bouncedRecipients", MESSAGE_BOUNCE},
    {"Reject", "reject", NULL, MESSAGE_BOUNCE},
    {"Rendering Failure", "failure", NULL, MESSAGE_BOUNCE},
    {"Complaint", "complaint", "complainedRecipients", MESSAGE_COMPLAINT},
    {"Delivery", "delivery", NULL, MESSAGE_DELIVERED},
    {"DeliveryDelay", "deliveryDelay", "delayedRecipients", MESSAGE_DELAYED},
};

static const char *
string_of(const json_t *object, const char *name)
{
	const char *string = json_string_value(json_object_get(object, name));

	return string == NULL ? "" : string;
}

/* Old servers break lines that are too long. */
static json_t *
parse(const char *text)
{
	g_auto(GStrv) pieces = g_strsplit(text, "!\n ", -1);
	g_autofree char *whole = g_strjoinv("", pieces);
	json_t *json = json_loads(whole, JSON_DISABLE_EOF_CHECK, NULL);
	const char *inner = string_of(json, "Message");
	json_t *message = NULL;

	if (*inner != '{')
		return json;
	message = json_loads(inner, JSON_DISABLE_EOF_CHECK, NULL);
	json_decref(json);
	return message;
}

/* The number of the event, or -1. */
static int
find_event(const json_t *json)
{
	const char *type = string_of(json, "notificationType");

	if (*type == '\0')
		type = string_of(json, "eventType");
	for (unsigned i = 0; i < G_N_ELEMENTS(events); i++) {
		if (strcmp(type, events[i].type) == 0)
			return (int)i;
	}
	return -1;
}

/* "Els <els@klant.example>" without its name. Caller owns. */
static char *
bare_address(const char *value)
{
	const char *open = strrchr(value, '<');
	const char *start = open == NULL ? value : open + 1;

	return g_strndup(start, strcspn(start, "> \t\n"));
}

static void
take_people(const json_t *people, const char *fallback, GPtrArray *bounce)
{
	for (size_t i = 0; i < json_array_size(people); i++) {
		const json_t *one = json_array_get(people, i);
		const char *value = json_is_string(one) ? json_string_value(one)
							: string_of(one, "emailAddress");
		g_autofree char *address = bare_address(value);
		g_autofree char *status = bounce_text_status(string_of(one, "status"));

		if (status == NULL)
			status = bounce_text_status(string_of(one, "diagnosticCode"));
		bounce_text_add(bounce, address, status == NULL ? fallback : status);
	}
}

/* What ties the mail that it is about to a ticket. */
static void
take_refs(const json_t *mail, const char *const *shapes, Message *message)
{
	const json_t *common = json_object_get(mail, "commonHeaders");
	const json_t *headers = json_object_get(mail, "headers");

	header_ids(string_of(common, "messageId"), message->references);
	ticket_refs_numbers(string_of(common, "subject"), shapes, message->numbers);
	for (size_t i = 0; i < json_array_size(headers); i++) {
		const json_t *header = json_array_get(headers, i);

		if (g_ascii_strcasecmp(string_of(header, "name"), "Message-ID") == 0)
			header_ids(string_of(header, "value"), message->references);
	}
}

static void
take(const json_t *json, int event, const char *const *shapes, Message *message)
{
	const json_t *mail = json_object_get(json, "mail");
	const json_t *more = json_object_get(json, events[event].member);
	bool is_final = strcmp(string_of(more, "bounceType"), "Permanent") == 0 ||
			events[event].people == NULL;
	const json_t *people = events[event].people == NULL
				   ? json_object_get(mail, "destination")
				   : json_object_get(more, events[event].people);

	take_refs(mail, shapes, message);
	if (events[event].kind == MESSAGE_BOUNCE || events[event].kind == MESSAGE_DELAYED)
		take_people(people, is_final ? "5.0.0" : "4.0.0", message->bounce);
}

bool
bounce_json_read(Message *message, const char *const *shapes, MessageKind *ret_kind)
{
	json_t *json = *message->text == '{' ? parse(message->text) : NULL;
	int event = json == NULL ? -1 : find_event(json);

	if (event >= 0) {
		*ret_kind = events[event].kind;
		take(json, event, shapes, message);
	}
	json_decref(json);
	return event >= 0;
}
