/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a desk elsewhere is asked to do, and what it says, in our words: the gateway's outbox and the worker that
 * translates for one kind of desk speak of tickets by these alone. Each is a JSON object; what may be absent says so.
 *
 * All operations, but where there is no ticket yet:
 *   ticket     {remote_id, number}
 *   key        who repeats it is known by this; of letters and digits, stored with what comes of it where that can be
 *   by         {name, address, is_agent}: whose words and deed these are
 *   sent_ms    where it may be done already: when it was first sent
 * A person is {address, name, remote_id}, the last where it is known; a state one of ours by its name ("awaiting info");
 * times are UTC in milliseconds.
 *
 * open      a case: title, text, category, priority, language, reporter (a person; absent: of nobody), account {name}
 *           (absent: its reporter's), people (addresses that get its letters), follows {remote_id, number} (the closed case that it
 *           comes after; absent: none that the desk has), taken_down (true: for who called; absent: it came by mail)
 *           -> remote_id, number, state, remote_state, mod_count, updated_ms; reporter {remote_id, account}
 * order     a request: item, remote_item, title, text, reporter, fields {name: value}, key_variable (or absent)
 *           -> the same
 * say       text, and a move where there is one: state that it comes to, from (the states in which it may be done)
 *           -> remote_state, mod_count, updated_ms, entry (the remote id of what was said; absent where it tells none),
 *           overtaken (true: somebody else changed it between our reading and our writing)
 * note      text, for the desk alone -> the same
 * set       property (gateway/model/ticket_property.h, or "reporter"), value -> mod_count, updated_ms
 * people    add, remove: addresses -> mod_count, updated_ms
 * attach    name, type, size; its bytes come beside -> attachment (its remote id)
 * look      nothing more -> a change, as below
 * list      reporter; organisation (true: all of its account's; only of who may see them), limit: tickets that go on
 *           -> tickets [{number, title, state, changed_ms}], newest first; refused where they may not see them
 * probe     nothing more, of no ticket -> findings [{what, good, advice (it works without), words}]: login, rights, states, categories, whether the desk
 *           writes to its customers itself; words say what to do there; and
 *           values {states, categories, priorities, resolution_codes, groups}: of each [{value, label}]
 * item      remote_item, or its whole title, of no ticket -> remote_item, title, text, fields [{name, label, type (of our catalog's variables: "text",
 *           "choice"; absent: one that is none of them), mandatory, choices [{value, label}], help, default}]
 * Any result may have left_out [words for the timeline, of what the desk did not take: "category Netwerk"], and
 * transaction, the desk's own id of what was asked of it last.
 *
 * A change is how a ticket stands there:
 *   remote_id, number, title, state (absent: one that has no name of ours), remote_state, mod_count (how often it was
 *   updated), updated_ms (when last, by the desk's clock), category, priority, group, agent (a person; absent: nobody), by_us (the last change was this account's)
 *   resolution {code, text}  absent: there is none
 *   entries [{remote_id, kind: "comment" or "note", text, author, author_id (its remote id; absent: not told), key (of our
 *   operation; absent: none), by_us, at_ms}], oldest first
 *   files [{remote_id, name, type, size, by_us}]
 */
#pragma once

#include <stdbool.h>

typedef enum {
	DESK_OPEN,
	DESK_ORDER,
	DESK_SAY,
	DESK_NOTE,
	DESK_SET,
	DESK_PEOPLE,
	DESK_ATTACH,
	DESK_LOOK,
	DESK_LIST,
	DESK_PROBE,
	DESK_ITEM,
	DESK_OPERATIONS, /* how many there are */
} DeskOperation;
const char *desk_operation_name(DeskOperation operation);
bool desk_operation_from_name(const char *name, DeskOperation *ret_operation);

/* How an operation ended. */
typedef enum {
	DESK_DONE, /* result as above */
	DESK_AGAIN, /* {why, wait_ms}: certainly not done, to be tried after so long; 0: as we like */
	DESK_PAUSED, /* the same, and so will all others: the desk is to be left alone so long; alarm: true: only a person
			can mend it */
	DESK_UNKNOWN, /* {why}: sent, and no answer came; pauses: true: the desk is to be left alone too, as after PAUSED, whose
			 wait_ms and alarm may be there */
	DESK_CONFLICT, /* {why, change}: the ticket is not in a state for it */
	DESK_REFUSED,  /* {why}: never */
	DESK_DOUBTFUL, /* {why}: a person is to decide; two contacts of one address */
	DESK_OUTCOMES, /* how many there are */
} DeskOutcome;
const char *desk_outcome_name(DeskOutcome outcome);
