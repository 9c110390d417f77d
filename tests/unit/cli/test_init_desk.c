/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/cli/init_desk.h"

#define USUAL_STATES                                                                           \
	"\"states\": [{\"value\": \"1\", \"label\": \"New\"}, {\"value\": \"10\", \"label\": " \
	"\"Open\"}, {\"value\": \"18\", \"label\": \"Awaiting Info\"}, {\"value\": \"6\", "    \
	"\"label\": \"Resolved\"}, {\"value\": \"3\", \"label\": \"Closed\"}"
#define LOGIN "      login: {client_id: \"c\", client_secret_file: secrets/servicenow}\n"

static char *
block_of(const char *values)
{
	json_t *told = values == NULL ? NULL : json_loads(values, 0, NULL);
	InitDesk desk = {.url = "https://v.example",
	    .client = "c",
	    .secret = "secrets/servicenow",
	    .values = told};
	GString *out = g_string_new(NULL);
	g_autoptr(GString) categories = g_string_new(NULL);

	assert_int_equal(values == NULL, told == NULL);
	init_desk_append(out, &desk);
	if (init_desk_append_categories(categories, &desk))
		g_string_append_printf(out, "|%s", categories->str);
	json_decref(told);
	return g_string_free(out, FALSE);
}

static void
each_instance_gets_what_it_needs(void **state)
{
	static const struct {
		const char *values;
		const char *there;
		const char *not_there; /* or NULL */
	} CASES[] = {
	    {NULL, LOGIN "      # categories: {...}", "states"},
	    {"{" USUAL_STATES "]}", LOGIN, "states"},
	    /* one more state is named, and then the map is whole */
	    {"{" USUAL_STATES ", {\"value\": \"7\", \"label\": \"Cancelled\"}]}",
		"      states: {new: \"1\", open: \"10\", awaiting info: \"18\", resolved: "
		"\"6\", "
		"closed: \"3\", cancelled: \"7\"}\n",
		NULL},
	    {"{\"states\": [{\"value\": \"100\", \"label\": \"Nieuw\"}]}",
		"      # its states: \"Nieuw\" \"100\"\n      # none of them is called 'new'",
		"\n      states:"},
	    {"{\"categories\": [{\"value\": \"0\", \"label\": \"Question\"}, {\"value\": "
	     "\"1\", "
	     "\"label\": \"Issue\"}, {\"value\": \"9\", \"label\": \"Issue\"}]}",
		"      categories:\n        \"Question\": \"0\"\n        \"Issue\": \"1\"\n"
		"      # Who",
		NULL},
	    {"{\"categories\": [{\"value\": \"0\", \"label\": \"Question\"}, {\"value\": "
	     "\"1\", "
	     "\"label\": \"Issue\"}]}",
		"|  categories: [\"Question\", \"Issue\"]   # the instance's\n"
		"  default_category: \"Issue\"\n",
		NULL},
	    {"{\"resolution_codes\": [{\"value\": \"9\", \"label\": \"Void\"}, {\"value\": "
	     "\"2\", "
	     "\"label\": \"Solved - Workaround\"}]}",
		"      resolution_code: \"2\"\n", NULL},
	    {"{\"groups\": [{\"value\": \"ab\", \"label\": \"Netwerk: oost\"}]}",
		"      # its groups, for groups: {NAME: SYS_ID}: \"Netwerk: oost\" \"ab\"\n",
		NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *block = block_of(CASES[i].values);

		if (strstr(block, CASES[i].there) == NULL ||
		    (CASES[i].not_there != NULL && strstr(block, CASES[i].not_there) != NULL))
			fail_msg("%s\n%s", CASES[i].values, block);
	}
}

static void
a_user_logs_in_without_an_application(void **state)
{
	const InitDesk desk = {.url = "https://v.example",
	    .user = "api",
	    .ca_file = "/ca.pem",
	    .secret = "secrets/servicenow"};
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	init_desk_append(out, &desk);
	assert_non_null(strstr(out->str,
	    "      url: \"https://v.example\"\n      login: {user: \"api\", password_file: "
	    "secrets/servicenow}\n      ca_file: \"/ca.pem\"\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_instance_gets_what_it_needs),
	    cmocka_unit_test(a_user_logs_in_without_an_application),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
