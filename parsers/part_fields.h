/* SPDX-License-Identifier: Apache-2.0 */
/* What the header fields of a part say of it: RFC 2045, RFC 2183. */
#pragma once

#include "parsers/part.h"

/*
 * Sets its type, charset, name, disposition, encoding and the like from its fields. *charset is the first that the mail
 * declared, or NULL: that of bare fields; it is set by the first part that declares one, which owns it.
 */
void part_fields_read(Part *part, const char **charset, GPtrArray *limits);
