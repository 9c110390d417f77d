/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the fields that people fill in: "Naam: Team Noord", bullets, rows of two cells.
 */
#pragma once

#include <glib.h>

/* The same of a whole answer with what it quotes: a form that somebody filled in inside of the quote, on its lines
 * ("> Naam: Noord") or below them. What is quoted twice is left out; a blank line ends a value. Of more than there may
 * be the first are kept. */
void form_lines_read_quoted(const char *text, GPtrArray *fields);

/* Appends a MessageField for each in a text; a value goes on over the unlabelled lines below it. */
void form_lines_read(const char *text, GPtrArray *fields, GPtrArray *limits);
