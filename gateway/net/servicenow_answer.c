/* SPDX-License-Identifier: Apache-2.0 */
/* Errors come as {error: {message, detail}}, from the login as {error, error_description}, and from what stands before
 * the instance, or from one that sleeps, as a page. */
#include "gateway/net/servicenow_answer.h"

#include <string.h>

#include "gateway/net/servicenow_json.h"
#include "gateway/util/sanitize.h"
#include "parsers/date.h"

#define WORDS_MAX 300
#define MS_PER_S 1000
#define SECONDS_MOST INT64_C(100000000000) /* far beyond any time */
#define WAIT_MOST_MS (INT64_C(2) * 3600 * 1000)

static const char *
header(const HttpAnswer *http, const char *name)
{
	const char *value = http_answer_header(http, name);

	return value == NULL ? "" : value;
}

/* In one line, and no longer than a person reads. */
static char *
tell(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *line = sanitize_line(valid);

	return g_utf8_substring(line, 0, MIN(g_utf8_strlen(line, -1), WORDS_MAX));
}

static char *
error_words(const json_t *json, long status)
{
	const json_t *error = json_object_get(json, "error");
	const char *message = json_string_value(json_object_get(error, "message"));
	const char *detail = json_string_value(json_object_get(error, "detail"));
	g_autofree char *words = NULL;

	if (json_is_string(error)) {
		message = json_string_value(json_object_get(json, "error_description"));
		detail = json_string_value(error);
	}
	words =
	    g_strdup_printf("%ld %s%s%s", status, message == NULL ? "without words" : message,
		detail == NULL || *detail == '\0' ? "" : ": ", detail == NULL ? "" : detail);
	return tell(words);
}

static int64_t
milliseconds(const char *seconds)
{
	return MIN(g_ascii_strtoll(seconds, NULL, 10), SECONDS_MOST) * MS_PER_S;
}

/* After how long a 429 may be asked again: seconds, or a time of the instance's clock. */
static int64_t
wait_of(const HttpAnswer *http, int64_t at_ms)
{
	const char *after = header(http, "retry-after");
	const char *reset = header(http, "x-ratelimit-reset");
	int64_t wait_ms = 0;

	if (g_ascii_isdigit(*after))
		wait_ms = milliseconds(after);
	else if (*after != '\0' && at_ms != 0)
		wait_ms = date_parse(after) - at_ms;
	else if (g_ascii_isdigit(*reset) && at_ms != 0)
		wait_ms = milliseconds(reset) - at_ms;
	return CLAMP(wait_ms, 0, WAIT_MOST_MS);
}

static ServicenowClass
class_of(long status, bool json)
{
	switch (status) {
	case 200:
	case 201:
		return json ? SERVICENOW_GOOD : SERVICENOW_ASLEEP;
	case 202:
		return SERVICENOW_QUEUED;
	case 401:
		return SERVICENOW_LOGIN;
	case 403:
		return SERVICENOW_FORBIDDEN;
	case 404:
		return json ? SERVICENOW_MISSING : SERVICENOW_ASLEEP;
	case 429:
		return SERVICENOW_LIMITED;
	case 503:
		return SERVICENOW_DOWN;
	default:
		if (status >= 300 && status < 400)
			return SERVICENOW_ASLEEP;
		return status >= 400 && status < 500 ? SERVICENOW_REFUSED : SERVICENOW_BROKEN;
	}
}

static const char *
class_words(ServicenowClass class)
{
	switch (class) {
	case SERVICENOW_QUEUED:
		return "too many requests at once: it did not process this one";
	case SERVICENOW_ASLEEP:
		return "it answers with a page, or from elsewhere: it sleeps, or that is no "
		       "ServiceNow";
	case SERVICENOW_UNSURE:
		return "what it answered is nothing that it should";
	case SERVICENOW_GOOD:
	case SERVICENOW_LOGIN:
	case SERVICENOW_LIMITED:
	case SERVICENOW_DOWN:
	case SERVICENOW_BROKEN:
	case SERVICENOW_FORBIDDEN:
	case SERVICENOW_MISSING:
	case SERVICENOW_REFUSED:
		return NULL;
	}
	return NULL;
}

static void
read_answered(const HttpAnswer *http, bool file, ServicenowAnswer *answer)
{
	bool json = strstr(header(http, "content-type"), "json") != NULL;
	json_auto_t *whole = NULL;

	answer->class = class_of(http->status, json || (file && http->status == 200));
	if (file && answer->class == SERVICENOW_GOOD) {
		answer->bytes = http->body;
		return;
	}
	whole = servicenow_json(http->body);
	answer->result = json_incref(json_object_get(whole, "result"));
	if (answer->class == SERVICENOW_GOOD && answer->result == NULL)
		answer->class = SERVICENOW_UNSURE;
	if (class_words(answer->class) != NULL)
		answer->words =
		    g_strdup_printf("%ld %s", http->status, class_words(answer->class));
	else if (answer->class != SERVICENOW_GOOD)
		answer->words = error_words(whole, http->status);
	if (answer->class == SERVICENOW_LIMITED)
		answer->wait_ms = wait_of(http, answer->at_ms);
}

void
servicenow_answer_read(const HttpAnswer *http, bool file, ServicenowAnswer *ret_answer)
{
	const char *transaction = http_answer_header(http, "x-transaction-id");
	ServicenowAnswer answer = {
	    .status = http->status,
	    .transaction = transaction == NULL ? NULL : tell(transaction),
	    .has_next = strstr(header(http, "link"), "rel=\"next\"") != NULL,
	    .at_ms = date_parse(header(http, "date")),
	};

	switch (http->end) {
	case HTTP_ANSWERED:
		read_answered(http, file, &answer);
		break;
	case HTTP_UNSENT:
		answer.class = SERVICENOW_DOWN;
		break;
	case HTTP_CUT:
	case HTTP_TOO_LARGE:
		answer.class = SERVICENOW_UNSURE;
		break;
	}
	if (http->end != HTTP_ANSWERED)
		answer.words = tell(http->why);
	*ret_answer = answer;
}

void
servicenow_answer_clear(ServicenowAnswer *answer)
{
	json_decref(answer->result);
	g_free(answer->words);
	g_free(answer->transaction);
	*answer = (ServicenowAnswer){0};
}
