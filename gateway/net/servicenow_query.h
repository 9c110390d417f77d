/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths and encoded queries of ServiceNow's REST APIs. A query is "field=value^field=value"; what an instance cannot
 * make sense of it leaves out without a word, so every row that comes is checked, and a value that could be more than a
 * value is refused. Pure.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#define SERVICENOW_CASES "sn_customerservice_case"
#define SERVICENOW_REQUESTS "sc_req_item"

/* Whether it can stand in a query as a value: a line of valid text without `^`, and nothing that the instance runs. */
bool servicenow_value_is_good(const char *value);
/* Whether it may be a sys_id, which stands in paths. */
bool servicenow_id_is_good(const char *id);

/* A page of a list. */
typedef struct {
	const char *query;  /* encoded query, whose values are good; or NULL */
	const char *fields; /* "sys_id,number"; or NULL: all */
	int limit;          /* 0: as many as there are */
	int offset;
} ServicenowPage;
/* The path of it: resource is "/api/now/table/sys_user". Caller owns. */
char *servicenow_path(const char *resource, const ServicenowPage *page);
/* Appends "&name=value", or "?name=value" where it is the first, value escaped. */
void servicenow_add_parameter(GString *path, const char *name, const char *value);
