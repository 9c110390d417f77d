/* SPDX-License-Identifier: Apache-2.0 */
/* format=flowed: long lines broken so that a program that knows it joins them again (RFC 3676). Pure. */
#pragma once

/* The text in lines of at most 78 characters where it has blanks to break at, each ended by LF. Caller owns. */
char *flowed_text(const char *text);
