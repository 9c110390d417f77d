/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who answers that it was not them: that they sent or asked nothing, know nothing of it, or that somebody else writes in
 * their name. Read of answers to letters that ask for it, or tell what was done: there a doubt costs a person's look. Pure.
 */
#pragma once

#include <stdbool.h>

/* "Dat was ik niet.", "I never asked for this"; of who has trouble with a code, or asks something, false. */
bool answer_denial_read(const char *text);
