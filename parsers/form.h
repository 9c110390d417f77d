/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the fields that people fill in: "Naam: Team Noord", bullets, rows of two cells.
 */
#pragma once

#include <glib.h>

/* Appends a MessageField for each in a text; a value goes on over the unlabelled lines below it. */
void form_read(const char *text, GPtrArray *fields, GPtrArray *limits);
