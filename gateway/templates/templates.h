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

typedef struct Templates Templates;

/*
 * language: what is used where a letter lacks the one asked for; then any. diagnostics: of Diagnostic.
 * When none is added, every letter that casegate sends is there.
 */
Templates *templates_load(
    const char *const *directories, const char *language, GPtrArray *diagnostics);
void templates_free(Templates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Templates, templates_free)

/* Whether there is a letter of this name in any language. */
bool templates_has(const Templates *templates, const char *name);

/* The letters there are in any language, and the languages, by name: of borrowed char *. Caller owns. */
GPtrArray *templates_names(const Templates *templates);
GPtrArray *templates_languages(const Templates *templates);
/* The file of the letter in just this language, or NULL. Borrowed. */
const char *templates_file(const Templates *templates, const char *name, const char *language);

typedef struct {
	char *subject; /* own; one line */
	char *text;    /* own */
	char *html;    /* own; or NULL */
} RenderedLetter;
void rendered_letter_clear(RenderedLetter *rendered);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RenderedLetter, rendered_letter_clear)

/*
 * name must exist. Every value is escaped for where it stands; a value that is not there is empty. The partial
 * `signature` is the one named by the value `signature`, where there is one.
 */
void templates_write(const Templates *templates, const char *name, const char *language,
    const json_t *values, RenderedLetter *ret_rendered);

/* Of which letter something is asked; signature as in templates_write(), or NULL. */
typedef struct {
	const char *name;
	const char *language;
	const char *signature;
} TemplateUse;
/* Which of these values it makes use of, so that those that cost much are made for no other: ret_used[i] is of
 * names[i], which is the first part of a name ("close" of close.date). names ends with NULL. */
void templates_uses(const Templates *templates, const TemplateUse *letter,
    const char *const *names, bool ret_used[]);

/* What follows the words that one of the letters, in any language, has in its subject in front of the ticket's title:
 * "Opgelost: x"; or NULL. Borrowed. */
const char *templates_behind_words(const Templates *templates, const char *subject);

/* A date as people of that language write it: "dinsdag 24 november", in the machine's time zone. Caller owns. */
char *templates_date(const Templates *templates, const char *language, int64_t at_ms);
/* A state in the words for people: "wacht op jouw antwoord". Borrowed. */
const char *templates_state(
    const Templates *templates, const char *language, const char *state);
/* For the desk's own people: a state, what a notification is about, what a command does. Borrowed. */
const char *templates_desk_state(
    const Templates *templates, const char *language, const char *state);
const char *templates_notice(
    const Templates *templates, const char *language, const char *reason);
const char *templates_command(
    const Templates *templates, const char *language, const char *command);
/* The word that a prepared acceptance or rejection begins with: "Akkoord", "Afwijzen". Borrowed. */
const char *templates_answer(const Templates *templates, const char *language, bool accept);
/* The title of what came without a subject and without a text. Borrowed. */
const char *templates_untitled(const Templates *templates, const char *language);
