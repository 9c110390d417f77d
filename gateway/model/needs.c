/* SPDX-License-Identifier: Apache-2.0 */
/* The table, and its words. */
#include "gateway/model/needs.h"

#include "gateway/util/text_table.h"

enum {
	YES = NEED_MET,
	DESK = NEED_MET_BY_DESK,
	CODE = NEED_ASKS_LETTER,
	APP = NEED_ASKS_APP,
};

/* It is read by columns. */
/* clang-format off */
static const struct {
	Need need;
	bool has_app;
	int cells[CONFIRMED_BYS]; /* NeedOutcome */
} TABLE[] = {
	/*                        nothing letter app */
	{NEED_NONE,      false,  {YES,    YES,   YES}},
	{NEED_NONE,      true,   {YES,    YES,   YES}},
	{NEED_CONFIRMED, false,  {CODE,   YES,   YES}},
	{NEED_CONFIRMED, true,   {CODE,   YES,   YES}},
	{NEED_APP,       false,  {CODE,   DESK,  YES}},
	{NEED_APP,       true,   {APP,    APP,   YES}},
};
/* clang-format on */

bool
confirmed_fully(ConfirmedBy by)
{
	return by >= CONFIRMED_BY_APP;
}

NeedOutcome
needs_outcome(Need need, bool has_app, ConfirmedBy by)
{
	return (NeedOutcome)TABLE[2 * need + has_app].cells[MIN(by, CONFIRMED_BY_APP)];
}

const char *
need_outcome_name(NeedOutcome outcome)
{
	static const char *const NAMES[] = {
	    [NEED_MET] = "yes",
	    [NEED_MET_BY_DESK] = "desk",
	    [NEED_ASKS_LETTER] = "code",
	    [NEED_ASKS_APP] = "app's code",
	};

	return NAMES[outcome];
}

static Need
need_of(const NeedTable *table, NeedAction action)
{
	return table == NULL ? NEED_NONE : (Need)table->of[action];
}

Need
needs_strictest(
    NeedAction action, const NeedTable *desk, const NeedTable *account, const NeedTable *item)
{
	NeedAction plain = action == NEED_REQUEST_SENSITIVE   ? NEED_REQUEST
			   : action == NEED_APPROVE_SENSITIVE ? NEED_APPROVE
							      : action;
	Need need = MAX(need_of(desk, action), need_of(account, action));

	/* what a plain one needs, one that costs or gives access needs all the more */
	need = MAX(need, MAX(need_of(desk, plain), need_of(account, plain)));
	return MAX(need, need_of(item, plain));
}

/* Below the tables: what their words mean. */
static const char LEGEND[] =
    "\n"
    "An account and a catalog item may need more: the strictest of the three counts.\n"
    "\n"
    "code        the mail waits; a letter to the registered address carries a code, and its "
    "answer lets the mail go on\n"
    "app's code  the mail waits; the answer has the code of the sender's authenticator app\n"
    "desk        the mail goes on, and a person of the desk decides, too\n"
    "\n"
    "Who is not proven, L0, is asked for no code: what needs one is held for a person.\n";

static TextTable *
actions_table(const NeedTable *desk)
{
	static const TextTableColumn COLUMNS[] = {{.heading = ""}, {.heading = "needs"}};
	TextTable *table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (int action = 0; action < NEED_ACTIONS; action++) {
		const char *cells[] = {need_action_name((NeedAction)action),
		    need_name(needs_strictest((NeedAction)action, desk, NULL, NULL))};

		text_table_add(table, cells);
	}
	return table;
}

static TextTable *
outcomes_table(void)
{
	static const TextTableColumn COLUMNS[] = {{.heading = "needs"},
	    {.heading = "has an app"}, {.heading = "confirmed by nothing"},
	    {.heading = "by a letter's code"}, {.heading = "by the app's code"}};
	TextTable *table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));

	for (size_t row = 0; row < G_N_ELEMENTS(TABLE); row++) {
		const char *cells[2 + CONFIRMED_BYS] = {
		    need_name(TABLE[row].need), TABLE[row].has_app ? "yes" : "no"};

		for (int by = 0; by < CONFIRMED_BYS; by++)
			cells[2 + by] = need_outcome_name((NeedOutcome)TABLE[row].cells[by]);
		text_table_add(table, cells);
	}
	return table;
}

char *
needs_text(const NeedTable *desk)
{
	g_autoptr(TextTable) actions = actions_table(desk);
	g_autoptr(TextTable) outcomes = outcomes_table();
	GString *text = g_string_new(NULL);

	text_table_print(actions, &(TextTableStyle){0}, text);
	g_string_append_c(text, '\n');
	text_table_print(outcomes, &(TextTableStyle){0}, text);
	g_string_append(text, LEGEND);
	return g_string_free(text, FALSE);
}
