/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The templates of the letters, casegate-letters(5): letters/<lang>/NAME.txt, whose first line is "Subject: ...",
 * and NAME.html beside it (optional). Files without a Subject are partials, `{{> NAME}}`. A file in a later directory
 * replaces one of the same name; a letter's new .txt also sets the older .html aside.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Stationery Stationery;

/*
 * language: what is used where a letter lacks the one asked for; then any. mistakes: of Mistake (rules/diagnostic.h).
 * When none is added, every letter that casegate sends is there.
 */
Stationery *stationery_load(
    const char *const *directories, const char *language, GPtrArray *mistakes);
void stationery_free(Stationery *stationery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stationery, stationery_free)

/* Whether there is a letter, or a partial, of this name in any language. */
bool stationery_has(const Stationery *stationery, const char *name);
bool stationery_has_partial(const Stationery *stationery, const char *name);

/* The letters there are in any language, and the languages, by name: of borrowed char *. Caller owns. */
GPtrArray *stationery_names(const Stationery *stationery);
GPtrArray *stationery_languages(const Stationery *stationery);
/* The file of the letter in just this language, or NULL. Borrowed. */
const char *stationery_file(
    const Stationery *stationery, const char *name, const char *language);

typedef struct {
	char *subject; /* own; one line */
	char *text;    /* own */
	char *html;    /* own; or NULL */
} Sheet;
void sheet_clear(Sheet *sheet);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sheet, sheet_clear)

/*
 * name must exist. Every value is escaped for where it stands; a value that is not there is empty. The partial
 * `signature` is the one named by the value `signature`, where there is one.
 */
void stationery_write(const Stationery *stationery, const char *name, const char *language,
    const json_t *values, Sheet *ret_sheet);

/* Of which letter something is asked; signature as in stationery_write(), or NULL. */
typedef struct {
	const char *name;
	const char *language;
	const char *signature;
} StationeryLetter;
/* Which of these values it makes use of, so that those that cost much are made for no other: ret_used[i] is of
 * names[i], which is the first part of a name ("close" of close.date). names ends with NULL. */
void stationery_uses(const Stationery *stationery, const StationeryLetter *letter,
    const char *const *names, bool ret_used[]);

/* A date as people of that language write it: "dinsdag 24 november", in the machine's time zone. Caller owns. */
char *stationery_date(const Stationery *stationery, const char *language, int64_t at_ms);
/* The words in which a state is told to people: "wacht op jouw antwoord". Borrowed. */
const char *stationery_state(
    const Stationery *stationery, const char *language, const char *state);
/* For the desk's own people: a state, what a notification is about, what a command does. Borrowed. */
const char *stationery_desk_state(
    const Stationery *stationery, const char *language, const char *state);
const char *stationery_notice(
    const Stationery *stationery, const char *language, const char *reason);
const char *stationery_command(
    const Stationery *stationery, const char *language, const char *command);
/* The word that a prepared acceptance or rejection begins with: "Akkoord", "Afwijzen". Borrowed. */
const char *stationery_answer(const Stationery *stationery, const char *language, bool accept);
/* The title of what came without a subject and without a text. Borrowed. */
const char *stationery_untitled(const Stationery *stationery, const char *language);
