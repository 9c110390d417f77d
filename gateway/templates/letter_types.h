/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The letters that casegate sends and what is true of each: one table, letter_table.h. Code names a letter by its
 * constant: LETTER_ANSWER is "answer". What a letter is not said to get, its template cannot name. Pure.
 */
#pragma once

#include <stdbool.h>

/* What the token of a letter is good for, as it stands in the letter's row. It says who gets the letter, too. */
/* A customer: speaks for its recipient on the letter's ticket. */
#define PURPOSE_TICKET "ticket"
/* The same, and on those of the reader's own of which it told that they are solved, where the subject names one. */
#define PURPOSE_OVERVIEW "overview"
/* The same as for a ticket, once: the letter asked whether a mail was really theirs. Its answer counts whatever our own server says
 * of it, so that who writes from behind a server that breaks signatures gets through. */
#define PURPOSE_CONFIRM "confirm"
/* Who has to confirm a mail that waits: the answer brings the code, and does nothing else. */
#define PURPOSE_STEP_UP "step up"
/* An approver: answers the question for an approval; or whether such an answer was theirs, once. */
#define PURPOSE_APPROVAL "approval"
#define PURPOSE_CONFIRM_APPROVAL "confirm approval"
/* An agent: may act on the ticket or held mail. The same letter to a group's address lets nobody do anything. */
#define PURPOSE_AGENT "agent"
#define PURPOSE_GROUP "group"
/* Somebody unknown: that the address is theirs. Speaks for them on the ticket, if any, that their mail becomes then. */
#define PURPOSE_REGISTER "register"
/* The new address of a contact: that it is theirs. */
#define PURPOSE_ADDRESS "address"
/* Whom the configuration names: there is no token. */
#define PURPOSE_NOTHING ""

/* With which sample values a letter is shown and its template is checked. */
typedef enum {
	SAMPLE_CASE,
	SAMPLE_REQUEST,
	SAMPLE_DECLINED, /* a request, too */
	SAMPLE_QUESTION,
	SAMPLE_NOTIFICATION,
} LetterSample;

typedef struct {
	const char *name;
	const char *purpose;  /* of its token, unless its writer says otherwise */
	const char *occasion; /* half a sentence, for `casegate template list` */
	const char *values; /* those it gets beside what all letters get; separated by blanks */
	bool is_constant;   /* the same words for everybody, for where nothing is proven */
	bool by_person;     /* an agent's own words: no automatic mail, and never held back */
	bool
	    acknowledges; /* says no more than that a mail came: where its ticket has no number for long, the early one
			       goes in its place */
	bool may_be_denied; /* "that was not me" is an answer to it, and more than words */
	bool has_solution;  /* who did not get it has seen no solution */
	LetterSample sample;
} LetterType;

/* By name; ended by a NULL name. */
extern const LetterType LETTER_TYPES[];

#define LETTER(constant, name, ...) extern const char LETTER_##constant[sizeof name];
#include "gateway/templates/letter_table.h"
#undef LETTER

/* NULL for a letter of an operator's own, which rules name. */
const LetterType *letter_types_find(const char *name);
/* The same, but one of an operator's own is as an acknowledgement. */
const LetterType *letter_types_of(const char *name);
/* Whether the letter gets this value. */
bool letter_types_gets(const char *name, const char *value);
