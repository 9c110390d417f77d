/* SPDX-License-Identifier: Apache-2.0 */
/* What an attachment is marked with, said to people. */
#pragma once

#include "gateway/templates/templates.h"

/* "program, not what its name says" of "executable, disguised". Caller owns. */
char *marked_words_said(const Templates *templates, const char *language, const char *words);
