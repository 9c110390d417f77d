/* SPDX-License-Identifier: Apache-2.0 */
/* The table, and its words. */
#include "gateway/model/proof.h"

#include "gateway/util/text_table.h"

enum {
	NO = PROOF_NO,
	YES = PROOF_YES,
	MARK = PROOF_MARKED,
	STOP = PROOF_STOPS,
	LIMIT = PROOF_LIMITED,
	WORDS = PROOF_WORDS,
	ASK = PROOF_ASKED,
	HOLD = PROOF_HELD,
	STATE = PROOF_STATE,
	DESK = PROOF_DESK,
};

/* It is read by columns. */
/* clang-format off */
static const struct {
	const char *name;
	int cells[STANDINGS]; /* ProofOutcome */
	bool token_alone; /* without authserv the token does what else takes both */
} TABLE[PROOF_ACTIONS] = {
	/*                                                   nothing fail   token  token, confir pass   token,
	                                                                           fail   med           pass */
	[ACTION_OPEN]              = {"open a case",        {MARK,  MARK,  YES,   MARK,  YES,   YES,   YES}, false},
	[ACTION_COMMENT]           = {"comment",            {MARK,  MARK,  YES,   MARK,  YES,   YES,   YES}, false},
	[ACTION_ANSWER]            = {"answer a question",  {WORDS, WORDS, YES,   MARK,  YES,   YES,   YES}, false},
	[ACTION_REJECT]            = {"reject, reopen",     {WORDS, WORDS, LIMIT, STOP,  LIMIT, YES,   YES}, false},
	[ACTION_ACCEPT]            = {"accept",             {WORDS, WORDS, YES,   ASK,   YES,   ASK,   YES}, false},
	[ACTION_START]             = {"start a request",    {ASK,   ASK,   YES,   ASK,   YES,   YES,   YES}, false},
	[ACTION_START_SENSITIVE]   = {"  cost or access",   {ASK,   HOLD,  DESK,  ASK,   DESK,  DESK,  DESK}, false},
	[ACTION_CONTINUE]          = {"continue a draft",   {WORDS, WORDS, YES,   ASK,   YES,   YES,   YES}, false},
	[ACTION_BECOME_KNOWN]      = {"become known",       {NO,    NO,    YES,   NO,    YES,   NO,    YES}, false},
	[ACTION_NAME_PEOPLE]       = {"letters to Cc",      {NO,    NO,    NO,    NO,    NO,    YES,   YES}, false},
	[ACTION_ON_BEHALF]         = {"on behalf of",       {NO,    NO,    NO,    NO,    NO,    YES,   YES}, false},
	[ACTION_STATUS]            = {"ask for states",     {NO,    NO,    STATE, STATE, STATE, YES,   YES}, false},
	[ACTION_CHANGE_DETAILS]    = {"change own data", {NO,   NO,    YES,   NO,    YES,   YES,   YES}, false},
	[ACTION_APPROVE]           = {"approve, decline",   {NO,    NO,    ASK,   ASK,   YES,   ASK,   YES}, true},
	[ACTION_APPROVE_SENSITIVE] = {"  cost or access",   {NO,    NO,    ASK,   ASK,   DESK,  ASK,   DESK}, true},
	[ACTION_AGENT]             = {"agent's answer",     {HOLD,  HOLD,  HOLD,  HOLD,  HOLD,  HOLD,  YES}, true},
	[ACTION_AGENT_APPROVE_SENSITIVE] = {"  cost or access", {HOLD, HOLD, HOLD, HOLD,  HOLD,  HOLD,  YES}, false},
	[ACTION_AGENT_NEW]         = {"agent's new mail",   {NO,    NO,    NO,    NO,    NO,    YES,   YES}, false},
};
/* clang-format on */

ProofOutcome
proof_outcome(ProofAction action, Standing standing, bool has_authserv)
{
	if (!has_authserv && TABLE[action].token_alone && standing == STANDING_TOKEN)
		standing = STANDING_BOTH;
	return (ProofOutcome)TABLE[action].cells[standing];
}

Standing
proof_standing(bool token, bool pass, bool fail)
{
	if (fail)
		return token ? STANDING_TOKEN_FORGED : STANDING_FORGED;
	if (pass)
		return token ? STANDING_BOTH : STANDING_PASS;
	return token ? STANDING_TOKEN : STANDING_NOTHING;
}

SenderProof
proof_of_sender(bool token, bool pass)
{
	if (pass)
		return token ? PROOF_BOTH : PROOF_DOMAIN;
	return token ? PROOF_TOKEN : PROOF_NONE;
}

bool
proof_has_token(SenderProof proof)
{
	return proof == PROOF_TOKEN || proof >= PROOF_BOTH;
}

bool
proof_has_pass(SenderProof proof)
{
	return proof >= PROOF_DOMAIN;
}

const char *
proof_action_name(ProofAction action)
{
	return TABLE[action].name;
}

const char *
proof_standing_name(Standing standing)
{
	static const char *const NAMES[STANDINGS] = {
	    [STANDING_NOTHING] = "nothing",
	    [STANDING_FORGED] = "fail",
	    [STANDING_TOKEN] = "token",
	    [STANDING_TOKEN_FORGED] = "token, fail",
	    [STANDING_CONFIRMED] = "confirmed",
	    [STANDING_PASS] = "pass",
	    [STANDING_BOTH] = "token, pass",
	};

	return NAMES[standing];
}

const char *
proof_outcome_name(ProofOutcome outcome)
{
	static const char *const NAMES[] = {
	    [PROOF_NO] = "no",
	    [PROOF_YES] = "yes",
	    [PROOF_MARKED] = "marked",
	    [PROOF_STOPS] = "marked",
	    [PROOF_LIMITED] = "3 a day",
	    [PROOF_WORDS] = "words",
	    [PROOF_ASKED] = "asked",
	    [PROOF_HELD] = "held",
	    [PROOF_STATE] = "its state",
	    [PROOF_DESK] = "desk",
	};

	return NAMES[outcome];
}

/* Below the table: what its words mean. */
static const char LEGEND[] =
    "\n"
    "nothing      a From that anybody could have written (L0)\n"
    "fail         our own server says that it is forged, or what it says cannot be read\n"
    "token        of that ticket or letter, from its To or a Ref: line, issued to who is in "
    "From (L1)\n"
    "confirmed    the token, used once, of the letter that asked whether it was them\n"
    "pass         our own server vouches for the domain of a known contact, or of the desk's "
    "people (L2)\n"
    "token, pass  both (L3)\n"
    "\n"
    "marked   it counts, with a mark on the ticket; a rejection or reply then stops the clock, "
    "too\n"
    "words    what it says is added to the ticket; nothing else changes\n"
    "asked    a letter to the registered address asks; its answer counts as confirmed\n"
    "held     kept for a person of the desk\n"
    "desk     noted; a person of the desk decides\n"
    "\n"
    "Accepting with a pass alone: 'accept_without_token', and mailboxes without "
    "reply_address.\n"
    "Without authserv nobody passes or fails: then the token alone approves and acts for an "
    "agent,\nbut an agent's #approve is refused there for what costs money or gives access.\n";

char *
proof_text(void)
{
	TextTableColumn columns[1 + STANDINGS] = {{.heading = ""}};
	g_autoptr(TextTable) table = NULL;
	GString *text = g_string_new(NULL);

	for (int i = 0; i < STANDINGS; i++)
		columns[1 + i].heading = proof_standing_name((Standing)i);
	table = text_table_new(columns, G_N_ELEMENTS(columns));
	for (int action = 0; action < PROOF_ACTIONS; action++) {
		const char *cells[1 + STANDINGS] = {TABLE[action].name};

		for (int i = 0; i < STANDINGS; i++)
			cells[1 + i] = proof_outcome_name((ProofOutcome)TABLE[action].cells[i]);
		text_table_add(table, cells);
	}
	text_table_print(table, &(TextTableStyle){0}, text);
	g_string_append(text, LEGEND);
	return g_string_free(text, FALSE);
}
