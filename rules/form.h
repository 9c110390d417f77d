/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads what people filled in: finds the labels that it knows in a text, with any separator and layout, and what
 * stands behind, below or beside them. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "rules/phrases.h"

/* How far a value goes on. */
typedef enum {
	FORM_LINE,   /* one line, and what a mail program broke off it */
	FORM_LINES,  /* a paragraph */
	FORM_PEOPLE, /* names and addresses, also one a line */
	FORM_CHOICE, /* one of some words, also ticked in a list of them */
	FORM_TICK,   /* yes or no, also by a tick before the label */
} FormShape;

/* The questions of a form: each is known by its number, in the order in which they were added, up to 64. */
typedef struct Form Form;
Form *form_new(void);
void form_free(Form *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Form, form_free)
/* Returns its number. */
unsigned form_add_question(Form *form, FormShape shape);
/* "Team/Kanaal" in a label may be written as either. */
void form_add_label(Form *form, unsigned question, const char *label);
/* What is said beside a question's label and is no answer: its help, all its choices. */
void form_add_hint(Form *form, unsigned question, const char *hint);
/* An answer, which is no label where it stands alone: "Openbaar". */
void form_add_choice(Form *form, const char *choice);
/* Words of the form that may stand around a label: "Leden (van het team)". */
void form_add_words(Form *form, const char *text);

typedef enum {
	FORM_WHOLE, /* label, separator, value */
	FORM_BARE, /* a choice's label somewhere, with the words behind it: a value if it can be read as one */
	FORM_NAMED, /* it is spoken of, without a value */
} FormHow;

typedef struct {
	unsigned question;
	FormHow how;
	char *value;    /* own; "" where there is none; may have several lines */
	unsigned line;  /* of the text, from 0 */
	unsigned depth; /* how often it is quoted */
	bool beside;    /* the value stands on the label's line */
} FormField;

typedef struct {
	const Phrases *phrases; /* foreign; how mails end; or NULL */
	const char *writer;     /* foreign; a name that may stand below the form; or NULL */
	bool quoted;            /* an answer with what it quotes, a form of ours among it */
	bool whole;             /* FORM_WHOLE alone is asked for */
} FormContext;

/* The fields in their order (FormField; caller owns the array). What is quoted twice is left out. */
GPtrArray *form_read(const Form *form, const char *text, const FormContext *context);

/* Whether it has this very label. */
bool form_has_label(const Form *form, const char *label);

/* Whether a line begins with a label of this form and what parts it from a value. */
bool form_is_labelled(const Form *form, const char *line);
