/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator there has to set up, tried without writing anything. A finding says what, and in plain words what
 * to do where it is not good. */
#include <string.h>

#include "gateway/net/servicenow_person.h"

#define CASE_API "/api/sn_customerservice/case"

/* Words on what is wrong, NULL: nothing. Caller owns. */
typedef char *(*Judge)(ServicenowCall *call, const ServicenowAnswer *answer);

typedef struct {
	const char *what;
	const char
	    *path;   /* %s: the sys_id of a case of any kind; left out where there is none */
	Judge judge; /* NULL: that it is answered is enough */
	const char *refused; /* what to do where it is not */
	const char *values;  /* under which name what it has is told; NULL: it is not */
	bool advice;         /* a desk can be worked with all the same */
} Check;

static bool
has_rows(const ServicenowAnswer *answer)
{
	return json_array_size(answer->result) > 0;
}

static char *
judge_cases(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const json_t *row = json_array_get(answer->result, 0);

	if (row == NULL)
		return NULL;
	g_free(call->remote_id);
	call->remote_id = g_strdup(servicenow_text(row, "sys_id"));
	if (json_object_get(row, "correlation_id") == NULL ||
	    json_object_get(row, "correlation_display") == NULL)
		return g_strdup(
		    "our account cannot read correlation_id and correlation_display "
		    "of cases, by which it knows its own: give it these fields");
	return NULL;
}

static char *
judge_look_up(ServicenowCall *call, const ServicenowAnswer *answer)
{
	(void)call;
	return has_rows(answer)
		   ? g_strdup(
			 "a look-up of a key that nothing has brings cases: give our account "
			 "the field correlation_id, and set "
			 "glide.invalid_query.returns_no_rows=true")
		   : NULL;
}

static char *
judge_addresses(ServicenowCall *call, const ServicenowAnswer *answer)
{
	(void)call;
	return has_rows(answer) &&
		       json_object_get(json_array_get(answer->result, 0), "email") == NULL
		   ? g_strdup("our account cannot read the field email")
		   : NULL;
}

static char *
judge_activities(ServicenowCall *call, const ServicenowAnswer *answer)
{
	size_t i = 0;
	json_t *field = NULL;
	const char *login = servicenow_text(answer->result, "user_login");

	if (call->desk->login == NULL && *login != '\0')
		call->desk->login = g_strdup(login);
	json_array_foreach (json_object_get(answer->result, "journal_fields"), i, field)
		if (servicenow_is(field, "name", "comments"))
			return json_is_true(json_object_get(field, "can_read")) &&
				       json_is_true(json_object_get(field, "can_write"))
				   ? NULL
				   : g_strdup("our account may not both read and write the "
					      "comments of a case");
	return g_strdup("our account sees no comments of cases");
}

/* Times are told by the account's time zone beside what they are. */
static char *
judge_zone(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const json_t *time =
	    json_object_get(json_array_get(answer->result, 0), "sys_updated_on");
	const char *shown = json_string_value(json_object_get(time, "display_value"));

	(void)call;
	return shown == NULL || strcmp(shown, servicenow_text(json_array_get(answer->result, 0),
						  "sys_updated_on")) == 0
		   ? NULL
		   : g_strdup(
			 "the time zone of our account is not GMT, or it has a date format of "
			 "its own: set its time zone to GMT");
}

/* Of choices, or of rows that are known by their ids. */
static bool
has_value(const ServicenowAnswer *answer, const char *value)
{
	size_t i = 0;
	json_t *choice = NULL;

	json_array_foreach (answer->result, i, choice)
		if (servicenow_is(choice, "value", value) ||
		    servicenow_is(choice, "sys_id", value))
			return true;
	return false;
}

/* The values that are written; what else is only read need not be there. */
static char *
judge_words(const ServicenowAnswer *answer, const GPtrArray *words)
{
	g_autoptr(GString) wrong = g_string_new(NULL);

	for (guint i = 0; i < words->len; i++) {
		const ConfigDeskWord *word = words->pdata[i];

		if (config_desk_theirs(words, word->ours) == word->theirs &&
		    !has_value(answer, word->theirs))
			g_string_append_printf(wrong, "%s\"%s\" (%s)",
			    wrong->len == 0 ? "" : ", ", word->theirs, word->ours);
	}
	return wrong->len == 0
		   ? NULL
		   : g_strdup_printf(
			 "it has no value %s: mend the map in desk.tickets", wrong->str);
}

static char *
judge_states(ServicenowCall *call, const ServicenowAnswer *answer)
{
	return judge_words(answer, call->config->states[TICKET_CASE]);
}

static char *
judge_request_states(ServicenowCall *call, const ServicenowAnswer *answer)
{
	return judge_words(answer, call->config->states[TICKET_REQUEST]);
}

static char *
judge_groups(ServicenowCall *call, const ServicenowAnswer *answer)
{
	return judge_words(answer, call->config->groups);
}

static char *
judge_categories(ServicenowCall *call, const ServicenowAnswer *answer)
{
	return judge_words(answer, call->config->categories);
}

static char *
judge_priorities(ServicenowCall *call, const ServicenowAnswer *answer)
{
	return judge_words(answer, call->config->priorities);
}

static char *
judge_resolutions(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const char *code = call->config->resolution_code;
	const char *close = call->config->close_code;

	if (code != NULL && !has_value(answer, code))
		return g_strdup_printf("it has no resolution code \"%s\"", code);
	if (close != NULL && !has_value(answer, close))
		return g_strdup_printf("it has no resolution code \"%s\"", close);
	return NULL;
}

static char *
judge_letters(ServicenowCall *call, const ServicenowAnswer *answer)
{
	size_t i = 0;
	json_t *row = NULL;
	bool writes = false;

	json_array_foreach (answer->result, i, row)
		writes = writes || (servicenow_is(row, "collection", SERVICENOW_CASES) &&
				       servicenow_is(row, "active", "true"));
	if (writes == call->config->writes_there)
		return NULL;
	return g_strdup(call->config->writes_there
			    ? "it sends no mail of cases, and casegate is told to send none: "
			      "customers would hear nothing"
			    : "it sends mail of cases itself, so that customers would get each "
			      "answer twice: switch these notifications off");
}

#define TABLE(name, fields) "/api/now/table/" name "?sysparm_limit=1&sysparm_fields=" fields

static const Check CHECKS[] = {
    {.what = "login",
	.path = TABLE("sys_user", "sys_id"),
	.refused = "give our account the right to use the REST API"},
    {.what = "cases",
	.path = TABLE("sn_customerservice_case", "sys_id,correlation_id,correlation_display"),
	.judge = judge_cases,
	.refused = "give our account the role csm_ws_integration, or sn_customerservice_agent"},
    {.what = "look-up by key",
	.path = TABLE("sn_customerservice_case",
	    "sys_id,correlation_id") "&sysparm_query=correlation_id=0casegateprobe0",
	.judge = judge_look_up,
	.refused = "give our account the field correlation_id of cases"},
    {.what = "contacts",
	.path = SERVICENOW_CONTACTS "?sysparm_limit=1",
	.judge = judge_addresses,
	.refused = "give our account the right to read contacts"},
    {.what = "accounts",
	.path = TABLE("customer_account", "sys_id,name"),
	.refused = "give our account the right to read accounts"},
    {.what = "users",
	.path = TABLE("sys_user", "sys_id,email"),
	.judge = judge_addresses,
	.refused =
	    "give our account the right to read users: watch lists and agents are set by it"},
    {.what = "comments",
	.path = CASE_API "/%s/activities",
	.judge = judge_activities,
	.refused = "give our account the right to read the activities of cases"},
    {.what = "attachments",
	.path = "/api/now/attachment?sysparm_limit=1",
	.refused = "give our account the right to read attachments"},
    {.what = "time zone",
	.path = TABLE("sn_customerservice_case", "sys_updated_on") "&sysparm_display_value=all",
	.judge = judge_zone,
	.refused = "give our account the right to read cases"},
    {.what = "states",
	.path = CASE_API "/field_values/state",
	.judge = judge_states,
	.refused = "give our account the right to read the choices of cases",
	.values = "states"},
    {.what = "categories",
	.path = CASE_API "/field_values/category",
	.judge = judge_categories,
	.refused = "give our account the right to read the choices of cases",
	.values = "categories"},
    {.what = "priorities",
	.path = CASE_API "/field_values/priority",
	.judge = judge_priorities,
	.refused = "give our account the right to read the choices of cases",
	.values = "priorities"},
    {.what = "resolution codes",
	.path = CASE_API "/field_values/resolution_code",
	.judge = judge_resolutions,
	.refused = "give our account the right to read the choices of cases",
	.values = "resolution_codes"},
    {.what = "states of requests",
	.path = "/api/now/table/sys_choice?sysparm_fields=name,element,value"
		"&sysparm_query=nameINtask,sc_req_item^element=state",
	.judge = judge_request_states,
	.refused =
	    "give our account the right to read choices (sys_choice), if the catalog is used",
	.advice = true},
    {.what = "groups",
	.path = "/api/now/table/sys_user_group?sysparm_fields=sys_id,name"
		"&sysparm_query=active=true^ORDERBYname",
	.judge = judge_groups,
	.refused = "give our account the right to read groups, to which cases are assigned",
	.values = "groups",
	.advice = true},
    {.what = "requests",
	.path = TABLE("sc_req_item", "sys_id,correlation_id,correlation_display"),
	.refused = "give our account the right to read requested items, if the catalog is used",
	.advice = true},
    {.what = "catalog",
	.path = "/api/sn_sc/servicecatalog/items?sysparm_limit=1",
	.refused = "give our account the right to read the service catalog, if it is used",
	.advice = true},
    {.what = "its own letters",
	.path = "/api/now/table/sysevent_email_action?sysparm_fields=name,collection,active"
		"&sysparm_query=collection=sn_customerservice_case^active=true",
	.judge = judge_letters,
	.refused = "whether it sends mail of cases itself cannot be seen: look at its "
		   "notifications by "
		   "hand",
	.advice = true},
};

/* {value, label} of each choice or row. */
static void
tell_values(ServicenowCall *call, const char *name, const ServicenowAnswer *answer)
{
	json_t *told = json_array();

	for (size_t i = 0; i < json_array_size(answer->result); i++) {
		const json_t *row = json_array_get(answer->result, i);
		bool chosen = json_object_get(row, "value") != NULL;

		json_array_append_new(
		    told, json_pack("{s:s, s:s}", "value",
			      servicenow_text(row, chosen ? "value" : "sys_id"), "label",
			      servicenow_text(row, chosen ? "label" : "name")));
	}
	json_object_set_new(json_object_get(call->result, "values"), name, told);
}

static void next_check(ServicenowCall *call);

static void
add_finding(ServicenowCall *call, const char *words)
{
	json_array_append_new(json_object_get(call->result, "findings"),
	    json_pack("{s:s, s:b, s:b, s:s}", "what", CHECKS[call->at].what, "good",
		words == NULL, "advice", CHECKS[call->at].advice, "words",
		words == NULL ? "" : words));
	call->at++;
	next_check(call);
}

static void
on_checked(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const Check *check = &CHECKS[call->at];
	g_autofree char *words = check->judge == NULL ? NULL : check->judge(call, answer);

	if (check->values != NULL)
		tell_values(call, check->values, answer);
	add_finding(call, words);
}

static void
on_not_allowed(ServicenowCall *call, const ServicenowAnswer *answer)
{
	g_autofree char *words =
	    g_strdup_printf("%s (%s)", CHECKS[call->at].refused, answer->words);

	add_finding(call, words);
}

static void
next_check(ServicenowCall *call)
{
	const Check *check = NULL;
	GString *path = NULL;

	/* no case is there to try it on */
	if (call->at < G_N_ELEMENTS(CHECKS) && strstr(CHECKS[call->at].path, "%s") != NULL &&
	    !servicenow_id_is_good(call->remote_id))
		call->at++;
	if (call->at == G_N_ELEMENTS(CHECKS)) {
		servicenow_done(call);
		return;
	}
	check = &CHECKS[call->at];
	path = g_string_new(check->path);
	g_string_replace(path, "%s", call->remote_id, 1);
	g_string_replace(path, "^", "%5E", 0);
	servicenow_if_refused(call, on_not_allowed);
	servicenow_get(call, g_string_free(path, false), on_checked);
}

void
servicenow_probe(ServicenowCall *call)
{
	call->may_be_done = false;
	json_object_set_new(call->result, "findings", json_array());
	json_object_set_new(call->result, "values", json_object());
	next_check(call);
}
