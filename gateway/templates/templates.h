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

#include "gateway/templates/template_style.h"
#include "rules/answer.h"

typedef struct Templates Templates;

/*
 * style: not needed afterwards. diagnostics: of Diagnostic.
 * When none is added, every letter that casegate sends is there.
 */
Templates *templates_load(
    const char *const *directories, const TemplateStyle *style, GPtrArray *diagnostics);
void templates_free(Templates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Templates, templates_free)

/* What letters tell people to answer, and answers reads as something else; see template_answers.h. */
void templates_check_answers(
    const Templates *templates, const Answers *answers, GPtrArray *diagnostics);

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
/* The same with the time of the day: "10:15 on Tuesday 24 November". */
char *templates_moment(const Templates *templates, const char *language, int64_t at_ms);
/* What a day of the week is called, from 1, Monday. Borrowed. */
const char *templates_weekday(const Templates *templates, const char *language, int day);
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
/* Why something cannot be done, as gateway/templates/refusals.h names it. Borrowed. */
const char *templates_refusal(
    const Templates *templates, const char *language, const char *sentence);
/* What a command of a mail is called, beside its own word. Borrowed. */
const char *templates_call(
    const Templates *templates, const char *language, const char *command);
/* The same of what stands at a desk elsewhere. */
const char *templates_elsewhere(
    const Templates *templates, const char *language, const char *word);

/* What a priority is called, and what is said of a word that somebody mistyped (locale.h). Borrowed. */
const char *templates_priority(
    const Templates *templates, const char *language, const char *priority);
const char *templates_typed(const Templates *templates, const char *language, const char *word);

/* A word of the page of `casegate report`, by what it is in English. Borrowed. */
const char *templates_report(
    const Templates *templates, const char *language, const char *word);
/* What somebody wants by a mail that waits for a code: "de oplossing accepteren". Borrowed. */
const char *templates_wish(const Templates *templates, const char *language, const char *wish);
/* The word that a prepared acceptance or rejection begins with: "Akkoord", "Afwijzen". Borrowed. */
const char *templates_answer(const Templates *templates, const char *language, bool accept);
/* The title of what came without a subject and without a text. Borrowed. */
const char *templates_untitled(const Templates *templates, const char *language);
/* What stands before the names of attachments that are marked, and what a mark is called. Borrowed. */
const char *templates_warning(const Templates *templates, const char *language);
const char *templates_mark(const Templates *templates, const char *language, const char *mark);
