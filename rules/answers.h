/* SPDX-License-Identifier: Apache-2.0 */
/* The words of answers/<lang>.yaml, all languages together; loading is in rules/answer.h. */
#pragma once

#include "rules/answer.h"
#include "rules/phrases.h"

/* Borrowed from the answers. */
const Phrases *answers_phrases(const Answers *answers);
