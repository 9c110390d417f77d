/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket's title, from what the customer wrote. Pure. */
#pragma once

#include "gateway/templates/templates.h"

/* What a subject is about: without marks of replies and forwards, our numbers, and the words with which the subject of
 * a letter of ours begins ("Opgelost: "), which count where a mark or a number stands before them. shapes: of numbers (ticket_refs.h). Borrowed from it. */
const char *title_of_subject(
    const Templates *templates, const char *const *shapes, const char *subject);

/* That; else the first line of the text; else untitled. One line, at most 200 characters. Caller owns. */
char *title_of(const Templates *templates, const char *const *shapes, const char *subject,
    const char *text, const char *untitled);
