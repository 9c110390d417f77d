/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a request on a page: a new one, and the draft that a mail began. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/my_request.h"
#include "gateway/model/needs.h"
#include "gateway/util/error.h"

#define EVE "eve@elders.example"
#define TEAMS "Teams of Teamskanaal aanmaken"

/* "kind=Nieuw team name owners! ...": each field, with what it has, and a mark where it lacks. "none": there is no such form.
 * Caller owns. */
static char *
form_of(const Desk *desk, const char *who, const char *item, const char *number)
{
	g_autoptr(Contact) contact = NULL;
	g_autoptr(GError) why = NULL;
	g_auto(MyRequest) request = {0};
	GString *told = g_string_new(NULL);
	json_t *form = NULL;
	const json_t *field = NULL;
	size_t i = 0;

	must(contact_find(desk->context->spool, who, &contact, &error));
	const MySelf self = {desk->context, contact, CONFIRMED_BY_LETTER, "nl"};
	if (!my_request_find(&self, item, number, &request, &why)) {
		assert_true(g_error_matches(why, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
		return g_string_free(g_string_append(told, "none"), FALSE);
	}
	form = my_request_json(&self, &request);
	json_array_foreach (json_object_get(form, "fields"), i, field) {
		const char *value = json_string_value(json_object_get(field, "value"));

		g_string_append_printf(told, "%s%s%s%s%s", i > 0 ? " " : "",
		    json_string_value(json_object_get(field, "name")), value == NULL ? "" : "=",
		    value == NULL ? "" : value,
		    json_is_true(json_object_get(field, "lacks")) ? "!" : "");
	}
	json_decref(form);
	return g_string_free(told, FALSE);
}

static void
assert_form(const Desk *desk, const char *who, const char *item, const char *number,
    const char *expected)
{
	g_autofree char *form = form_of(desk, who, item, number);

	assert_string_equal(form, expected);
}

static void
a_new_one(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	assert_form(desk, ELS, "teams", NULL,
	    "kind! name! purpose! owners! members privacy! urgency! approved");
	assert_form(desk, ELS, "nothing", NULL, "none");
	assert_form(desk, ELS, NULL, NULL, "none");
}

/* With what the mail gave; for nobody else, and no longer than it is a draft. */
static void
a_draft_of_a_mail(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_know(desk, EVE);
	desk_post(desk, "file request REQ0000001", ELS, .subject = TEAMS,
	    .text = "Type verzoek: extra kanaal\nGewenste naam van Team/Kanaal: Zon\n"
		    "Urgentie: vandaag\n",
	    .aligned = true);
	assert_form(desk, ELS, NULL, "REQ0000001",
	    "kind=Extra kanaal name=Zon purpose! owners! members privacy! urgency=vandaag! "
	    "approved");
	assert_form(desk, EVE, NULL, "REQ0000001", "none");
	desk_agent(desk, "REQ0000001", AGENT_CANCELS, "Dubbel.");
	assert_form(desk, ELS, NULL, "REQ0000001", "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_new_one),
	    desk_test(a_draft_of_a_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
