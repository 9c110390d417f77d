/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what letters tell people to answer is understood when they do. */
#pragma once

#include "gateway/templates/template_files.h"
#include "rules/answer.h"

/* Reads the words of prepared answers, and those in quotes of letters that offer an accept and a reject, as an answer is
 * read. What means something else is a mistake. */
void template_answers_check(
    const TemplateFiles *files, const Answers *answers, GPtrArray *diagnostics);
