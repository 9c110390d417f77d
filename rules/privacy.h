/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether somebody asks what is kept of them, or to be forgotten: by what a sentence's words mean together, in Dutch and
 * English. Data are also what lies on laptops and in folders: where a sentence may mean that, or tells of what happened, it
 * asks nothing. What comes of it is only who reads the mail. Pure.
 */
#pragma once

#include <stdbool.h>

#define PRIVACY_READ_MOST 8192 /* bytes of the text */

/* text: what the person newly wrote, or a subject. */
bool privacy_asked(const char *text);
