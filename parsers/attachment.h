/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an attachment is called and how large it is, for people.
 */
#pragma once

#include "parsers/message.h"
#include "parsers/part.h"

/* A name without folders, invisible characters or excess length; "" where nothing is left. */
char *attachment_safe_name(const char *name);

/* Takes the name as the mail has it. */
MessageAttachment *attachment_new(
    const char *path, const char *name, const char *type, int64_t size, bool is_inline);

/* Of one leaf or embedded message, which comes behind `others`, of MessageAttachment. One without a name gets one that says
 * what it is, and that none of the others has: "image-2.png". */
MessageAttachment *attachment_of(const Part *part, const GPtrArray *others);
