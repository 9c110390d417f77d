/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of requests share: an item of their own that needs a manager, one that costs money, and people. */
#pragma once

#include "tests/unit/context_fixture.h"

#include "gateway/desk/approval.h"
#include "gateway/desk/desk.h"
#include "gateway/util/error.h"

#define MANAGER "baas@klant.example"
#define DESK_1 "desk+{REQ0000001 " ELS "}@desk.example"
#define APPROVAL_1 "desk+{REQ0000001 " MANAGER "}@desk.example"
#define TEAM "team@desk.example"

#define PLAQUE_YAML                                                   \
	"item: plaque\n"                                              \
	"title: {nl: Naambordje bestellen, en: Order a name plate}\n" \
	"group: servicedesk\n"                                        \
	"approval: manager\n"                                         \
	"variables:\n"                                                \
	"  - {name: text, label: {nl: Opschrift, en: Words}, required: yes}\n"
#define CARD_YAML                                                        \
	"item: card\n"                                                   \
	"title: {nl: Creditcard aanvragen, en: Request a credit card}\n" \
	"group: servicedesk\n"                                           \
	"approval: manager\n"                                            \
	"sensitive: yes\n"                                               \
	"variables:\n"                                                   \
	"  - {name: limit, label: {nl: Limiet, en: Limit}, required: yes}\n"

static inline int
code_setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "catalog.d/plaque.yaml", PLAQUE_YAML);
	desk_put(desk, "catalog.d/card.yaml", CARD_YAML);
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->renewed.state = TICKET_STATES; /* there is nothing to work out anew */
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

/* The same where nothing needs a code. */
static inline int
request_setup(void **state)
{
	int code = code_setup(state);

	((Desk *)*state)->context->config->needs = (NeedTable){0};
	return code;
}

#define request_test(name) cmocka_unit_test_setup_teardown(name, request_setup, desk_teardown)

/* Els with a manager. */
static inline void
know_both(const Desk *desk)
{
	int64_t els = desk_know(desk, ELS);
	int64_t manager = desk_know(desk, MANAGER);
	const ContactRights rights = {.manager = &manager};

	must(contact_set_rights(desk->context->spool, els, &rights, &error));
}

/* A complete request, REQ0000001, by a proven sender. */
static inline void
request_plaque(Desk *desk)
{
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Naambordje bestellen",
	    .text = "Graag.", .aligned = true, .fields = {{"Opschrift", "E. Bos"}});
}

static inline void
request_card(Desk *desk)
{
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Creditcard aanvragen",
	    .text = "Graag.", .aligned = true, .fields = {{"Limiet", "1000"}});
}

/* Its bytes with plain line ends. Caller owns. */
static inline char *
letter_lines(const Desk *desk, const char *number, const char *recipient)
{
	g_autofree char *text = sent_letter_text(desk, number, recipient);
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

	return g_strjoinv("\n", lines);
}

#define assert_state(desk, number, expected) \
	assert_string_equal(desk_state_of(desk, number), expected)

#define assert_contains(text, part)                             \
	do {                                                    \
		if (strstr(text, part) == NULL)                 \
			fail_msg("no '%s' in\n%s", part, text); \
	} while (0)

#define refused(call, text)                                                                \
	do {                                                                               \
		g_autoptr(GError) error = NULL;                                            \
		assert_false(call);                                                        \
		assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED)); \
		assert_string_equal(error->message, text);                                 \
	} while (0)
