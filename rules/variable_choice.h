/* SPDX-License-Identifier: Apache-2.0 */
/* Which of some choices somebody means, as near as people write them. */
#pragma once

#include "rules/variable.h"

/* Of an array of VariableChoice; NULL: none, or it could be two. Borrowed. */
const VariableChoice *variable_choice_meant(const GPtrArray *choices, const char *given);

/* The words of the one tick that is set; "" where none or several are, NULL where there are no ticks. Caller owns. */
char *variable_choice_ticked(const char *given);

/* Where a tick is all that was given: 'x', '-' for one that is not ticked; 0: it is no tick. */
char variable_choice_tick(const char *given);
