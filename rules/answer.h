/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the decision out of the first words of an answer: accept, reject, unclear, thanks; and the short
 * questions: status, my cases, forms. The words are the operator's, answers/<lang>.yaml; those of all languages
 * are looked at together. Pure.
 */
#pragma once

#include "rules/facts.h"
#include "rules/form.h"

typedef struct Answers Answers;

/* Reads <lang>.yaml of every directory; one in a later directory adds to those of the same name in earlier ones, or replaces
 * them where it says so. */
Answers *answers_load(const char *const *directories, GPtrArray *diagnostics);
void answers_free(Answers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answers, answers_free)

/* Labels of lines that fill in a case, "Categorie: Netwerk". */
typedef enum {
	LABEL_CATEGORY,
	LABEL_ACCOUNT,
	LABEL_PEOPLE, /* involved */
	LABEL_BEHALF, /* of whom it is written */
	LABEL_COUNT,
} CaseLabel;
/* The form that they make; its questions are these. Borrowed from the answers. */
const Form *answers_labels(const Answers *answers);
/* The first line of a text that says something: no salutation, no such label, and not behind the close. NULL: there is
 * none. Caller owns. */
char *answers_first_line(const Answers *answers, const char *text);
/* How many words of a line tell what it is about: "vraag over de printer" has one. */
unsigned answers_telling(const Answers *answers, const char *line);

typedef struct {
	AnswerKind kind;
	AsksKind asks;
	bool wish;       /* an accept that only wishes the ticket closed: it approves nothing */
	bool has_reason; /* more was written than the keyword and pleasantries */
	/* Own; for the trace: line 1 "Akkoord, bedankt!"; NULL when ANSWER_NONE and ASKS_NOTHING. */
	char *where;
} Answer;
void answer_clear(Answer *answer);

/* subject_counts: the mail carries a valid token, so the prepared subject of a mailto link counts too. */
void answer_read(
    const Answers *answers, const Message *message, bool subject_counts, Answer *ret_answer);
