/* SPDX-License-Identifier: Apache-2.0 */
/* Authenticator apps of a desk's contacts, and the codes that they show. */
#pragma once

#include "tests/unit/context_fixture.h"

#include "gateway/desk/factor_code.h"
#include "gateway/desk/factor_secret.h"

/* The app, in the customer's hand. */
typedef struct {
	int64_t contact;
	uint8_t secret[TOTP_SECRET_BYTES];
} App;

/* Whether it shows another code in each of the steps around now. */
static inline bool
app_is_distinct(const App *app)
{
	const int64_t now = NOW / TOTP_STEP_MS;

	for (int64_t step = now - 60; step <= now + 60; step++) {
		char code[TOTP_DIGITS + 1];

		totp_code(app->secret, step, code);
		if (totp_find(app->secret, code, now - 60, step - 1) >= 0)
			return false;
	}
	return true;
}

/* A known contact whose app counts. */
static inline App
desk_app(const Desk *desk, const char *address)
{
	App app = {.contact = desk_know(desk, address)};

	do
		must(factor_secret_make(desk->context, app.contact, app.secret, &error));
	while (!app_is_distinct(&app));
	must(factor_set_state(
	    desk->context->spool, app.contact, FACTOR_ACTIVE, desk->context->now_ms, &error));
	return app;
}

/* What it shows then. Caller owns. */
static inline char *
app_code(const App *app, int64_t at_ms)
{
	char code[TOTP_DIGITS + 1];

	totp_code(app->secret, at_ms / TOTP_STEP_MS, code);
	return g_strdup(code);
}

/* A code that is wrong for hours around now. Caller owns. */
static inline char *
app_wrong_code(const App *app)
{
	for (int i = 0;; i++) {
		g_autofree char *code = g_strdup_printf("%06d", i);

		if (totp_find(app->secret, code, (NOW - DAY) / TOTP_STEP_MS,
			(NOW + DAY) / TOTP_STEP_MS) < 0)
			return g_steal_pointer(&code);
	}
}

static inline FactorState
app_state(const Desk *desk, const App *app)
{
	g_autoptr(Factor) factor = NULL;

	must(factor_get(desk->context->spool, app->contact, &factor, &error));
	assert_non_null(factor);
	return factor->state;
}
