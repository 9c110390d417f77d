/* SPDX-License-Identifier: Apache-2.0 */
/* One variable of a catalog item: its type, and what makes a value of it good. */
#pragma once

#include "rules/form.h"
#include "rules/localized.h"
#include "rules/pattern.h"

typedef struct Variable Variable;

/* Makes a value out of what was written; NULL with *ret_problem (own, in the language): it is none. */
typedef char *(*VariableNormalise)(
    const Variable *variable, const char *given, const char *language, char **ret_problem);

typedef struct {
	const char *key; /* "text": its name in the file */
	VariableNormalise normalise;
	bool has_limits; /* takes {min, max} */
	FormShape shape; /* how far its value goes on in a form */
} VariableType;

/* One choice: what the file calls it, and what people do. */
typedef struct {
	char *name;        /* own */
	GPtrArray *labels; /* own; translated */
} VariableChoice;

struct Variable {
	char *name;       /* own */
	GPtrArray *label; /* own; translated */
	GPtrArray *help;  /* own; translated; or NULL */
	char *fallback;   /* own; its default, or NULL */
	Pattern *pattern; /* own; what a value must match, or NULL */
	Pattern *find;    /* own; where it may stand in the text, or NULL */
	bool required;
	const VariableType *type;
	int64_t least; /* characters of a text, people, or the number itself */
	int64_t most;
	GPtrArray *choices; /* own; of VariableChoice; NULL: not a choice */
};

/* A YamlReader of one element; NULL: it said mistakes. Caller owns. */
Variable *variable_read(const YamlNode *node);
void variable_free(Variable *variable);

/* Whether that is its name, or its label in any language, loosely. */
bool variable_is_called(const Variable *variable, const char *label);
/* Adds it as the next question of a form. */
void variable_ask(const Variable *variable, Form *form);

/* Whether what was written says that there is nothing to say: "n.v.t.", "-", "onbekend". */
bool variable_is_empty(const Variable *variable, const char *given);

/* The value of what was written, or NULL with the problem, worded in the language. */
char *variable_value(
    const Variable *variable, const char *given, const char *language, char **ret_problem);
/* What may be written: the choices, its help, the form of a date; NULL: there is nothing to say. Caller owns. */
char *variable_hint(const Variable *variable, const char *language);
/* "is required", with the hint; where it is not, what a value must be. Caller owns. */
char *variable_missing(const Variable *variable, const char *language);

/* A value for programs: the name of a choice, "yes" or "no"; all else as it is. Caller owns. */
char *variable_plain(const Variable *variable, const char *value);

/* Nederlands? Whatever is neither Dutch nor English is worded in English. */
bool variable_in_dutch(const char *language);

extern const VariableType variable_text, variable_multi_line, variable_choice, variable_yes_no,
    variable_date, variable_person, variable_people, variable_number;
